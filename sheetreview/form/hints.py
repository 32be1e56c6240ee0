"""Live colours of a form: what is missing, what is not on the scale, which texts are still the template's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from sheetreview.form import look
from sheetreview.form.builder import Board
from sheetreview.form.cells import carries, opens
from sheetreview.form.formulas import HERE, filled, is_one_of, not_a_level, on_this_sheet, quoted
from sheetreview.form.issued import is_prefilled, issued_text
from sheetreview.model.edition import Edition
from sheetreview.model.layout import HR, Column, ColumnKind, Requires, Rule, Section, Together
from sheetreview.sheet.address import a1
from sheetreview.sheet.palette import GREY
from sheetreview.sheet.plan import Block, Formula, Highlight, Slot

STARTED = "\x01"
"""Stands in a formula for: something required is filled anywhere on the form."""


def mark_cells(board: Board, edition: Edition, section: Section, top: int) -> None:
    """Add the highlights of a table whose first row is ``top``."""
    for column in section.columns:
        if column.required:
            board.required += _cells_of(board, edition, section, column)
    for offset, row in enumerate(section.row_ids):
        for column in section.columns:
            if opens(edition, section, row, column):
                board.highlights.extend(_of_cell(board, edition, section, row, column, top + offset))


def mark_placeholder(board: Board, column: int, placeholder: str) -> None:
    """Show a cell of the current row in grey for as long as it holds its placeholder."""
    block = Block(top=board.row, left=column, bottom=board.row, right=column)
    board.highlights.extend(_still_template(block, placeholder))


def _still_template(block: Block, placeholder: str) -> Iterator[Highlight]:
    if placeholder:
        formula = on_this_sheet(f"{HERE}{a1(block.top, block.left)}={quoted(placeholder)}")
        yield Highlight(block=block, formula=formula, color=GREY, italic=True)


def _of_cell(
    board: Board, edition: Edition, section: Section, row: str, column: Column, number: int
) -> Iterator[Highlight]:
    item = section.item_by_id.get(row)
    place = board.tracks.placed[section.id][column.id]
    block = Block(top=number, left=place, bottom=number, right=place)
    issued = issued_text(section, row, column)
    if column.kind is ColumnKind.RATING:
        wrong = not_a_level(number, place, edition.layout.scale_of(column))
        yield Highlight(block=block, formula=on_this_sheet(wrong), fill=look.WRONG, color=look.WRONG_TEXT, bold=True)
    missing = _needed_when(board, edition, section, row, column, number)
    if column.required and item is not None and not item.optional:
        missing.append(STARTED)
    if missing:
        empty = f"NOT({filled(number, place, issued)})"
        formula = on_this_sheet(f"AND({empty},OR({','.join(missing)}))")
        yield Highlight(block=block, formula=formula, fill=look.MISSING, color=look.MISSING_TEXT)
    if not is_prefilled(item, column):
        yield from _still_template(block, issued)


def settle_highlights(board: Board) -> None:
    """Finish the highlights when every section is drawn: they look at the required cells of the whole form.

    An untouched form is not painted all over; once anything required is filled, all that is missing shows.
    """
    counts = "+".join(f"COUNTA({block})" for block in board.required) or "0"
    board.highlights = [
        replace(highlight, formula=Formula(tuple(_settled(part, counts) for part in highlight.formula.parts)))
        for highlight in board.highlights
    ]


def _settled(part: str | Slot, counts: str) -> str | Slot:
    return part.replace(STARTED, f"({counts})>0") if isinstance(part, str) else part


def _cells_of(board: Board, edition: Edition, section: Section, column: Column) -> Iterator[str]:
    """The cells of a column that are issued empty, as absolute references to those that follow each other."""
    place = board.tracks.placed[section.id][column.id]
    rows = [
        number
        for number, row in _numbered(board, section)
        if not issued_text(section, row, column)
        and opens(edition, section, row, column)
        and not carries(edition, section, row, column)
    ]
    for _, block in groupby(enumerate(rows), key=lambda numbered: numbered[1] - numbered[0]):
        numbers = [number for _, number in block]
        yield f"{_absolute(numbers[0], place)}:{_absolute(numbers[-1], place)}"


def _numbered(board: Board, section: Section) -> list[tuple[int, str]]:
    top = board.row - len(section.row_ids)
    return [(top + offset, row) for offset, row in enumerate(section.row_ids)]


def _absolute(row: int, column: int) -> str:
    letters = a1(row, column).rstrip("0123456789")
    return f"${letters}${row}"


def _needed_when(board: Board, edition: Edition, section: Section, row: str, column: Column, number: int) -> list[str]:
    """Expressions, each of which makes this cell a needed one."""
    places = board.tracks.placed[section.id]
    found = []
    for rule in section.rules:
        if isinstance(rule, Together) and _guards(rule, row) and column.id in rule.columns:
            others = [section.column_by_id[name] for name in rule.columns if name != column.id]
            found += [
                filled(number, places[other.id], issued_text(section, row, other))
                for other in others
                if HR not in (other.filled_by or ()) and not edition.shows(other)
            ]
        if isinstance(rule, Requires) and _guards(rule, row) and column.id in rule.needs:
            trigger = section.column_by_id[rule.column]
            if edition.shows(trigger):
                continue
            if rule.values:
                found.append(is_one_of(number, places[rule.column], rule.values))
            else:
                found.append(filled(number, places[rule.column], issued_text(section, row, trigger)))
    return found


def _guards(rule: Rule, row: str) -> bool:
    rows = getattr(rule, "rows", None)
    return rows is None or row in rows
