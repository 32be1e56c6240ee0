"""Typing into cells as a program takes it: a text stays one only where its cell's format says so."""

from __future__ import annotations

from collections.abc import Mapping

from sheetreview.amend.cells import Content, Place, cell_elements, fill_cell
from sheetreview.amend.package import Element
from sheetreview.amend.styles import Styles
from sheetreview.sheet.entry import GENERAL_FORMAT, TEXT_FORMAT, entered


def take_entries(sheet: Element, styles: Styles, contents: Mapping[Place, Content]) -> None:
    """Make of the texts among a sheet's new contents what a program makes of them when they are typed."""
    for place, cell in cell_elements(sheet):
        text = contents.get(place)
        if not isinstance(text, str):
            continue
        style = int(cell.get("s", 0))
        own = styles.number_format(style)
        entry = entered(text)
        if own == TEXT_FORMAT or isinstance(entry.content, str):
            continue
        fill_cell(cell, entry.content)
        if own == GENERAL_FORMAT and entry.number_format is not None:
            cell.set("s", str(styles.with_number_format(style, entry.number_format)))
