"""A normalised text as the content of a cell: numbers and dates as numbers, so that formulas count with them."""

from __future__ import annotations

import re
from datetime import date

from sheetreview.form.values import EPOCH, read_value
from sheetreview.model.layout import ColumnKind, Entry, Scale
from sheetreview.sheet.grid import display

_PLAIN = re.compile(r"[+-]?[0-9]{1,15}([.][0-9]{1,15})?")


def cell_content(entry: Entry, text: str) -> str | float:
    """What a cell of this kind holds for a normalised text; a text that is none of the kind stays as it is."""
    match entry.kind:
        case ColumnKind.RATING | ColumnKind.NUMBER | ColumnKind.MONEY | ColumnKind.PERCENT:
            return float(text) if _PLAIN.fullmatch(text) else text
        case ColumnKind.DATE:
            try:
                serial = (date.fromisoformat(text) - EPOCH).days
            except ValueError:
                return text
            return float(serial) if serial > 0 else text
        case ColumnKind.YES_NO:
            return text.capitalize()
        case _:
            return text


def as_read(entry: Entry, scale: Scale | None, content: str | float) -> str:
    """The text by which a cell's content is known again when it is read back."""
    return read_value(entry, scale, content).value or display(content)
