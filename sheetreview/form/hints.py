"""Live colours of a form: what is missing, what is not on the scale, which texts are still the template's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from sheetreview.form import look
from sheetreview.form.builder import Board
from sheetreview.form.cells import FormCell, SectionCells
from sheetreview.form.formulas import HERE, filled, is_one_of, not_a_level, on_this_sheet, quoted
from sheetreview.model.edition import Edition
from sheetreview.model.rules import AtMost, Requires, Together
from sheetreview.sheet.address import a1
from sheetreview.sheet.palette import GREY
from sheetreview.sheet.plan import Block, Formula, Highlight

STARTED = "\x01"
"""Stands in a formula for: something required is filled anywhere on the form."""


def mark_cells(board: Board, edition: Edition, cells: SectionCells, numbers: Sequence[int]) -> None:
    """Add the highlights of a table whose rows stand in some rows of the sheet, one a row."""
    for place, column in enumerate(cells.section.columns):
        if column.required:
            board.required += _cells_issued_empty(board, cells, place, numbers)
    for number, row in zip(numbers, cells.rows.values(), strict=True):
        for cell in row:
            if cell.open:
                _mark_cell(board, edition, row, cell, number)


def mark_placeholder(board: Board, column: int, placeholder: str) -> None:
    """Show a cell of the current row in grey for as long as it holds its placeholder."""
    block = Block(top=board.row, left=column, bottom=board.row, right=column)
    if placeholder:
        board.highlights.append(_still_template(block, placeholder))


def _still_template(block: Block, placeholder: str) -> Highlight:
    formula = on_this_sheet(f"{HERE}{a1(block.top, block.left)}={quoted(placeholder)}")
    return Highlight(block=block, formula=formula, color=GREY, italic=True)


def _mark_cell(board: Board, edition: Edition, row: Sequence[FormCell], cell: FormCell, number: int) -> None:
    place = board.tracks.placed[cell.section.id][cell.column.id]
    block = Block(top=number, left=place, bottom=number, right=place)
    if cell.column.is_rating and cell.kind.scale is not None:
        wrong = not_a_level(number, place, cell.kind.scale)
        formula = on_this_sheet(wrong)
        board.highlights.append(
            Highlight(block=block, formula=formula, fill=look.WRONG, color=look.WRONG_TEXT, bold=True)
        )
    missing = _needed_when(board, edition, row, cell, number)
    if cell.required:
        missing.append(STARTED)
    if missing:
        empty = f"NOT({filled(number, place, cell.issued)})"
        formula = on_this_sheet(f"AND({empty},OR({','.join(missing)}))")
        board.highlights.append(
            Highlight(block=block, formula=formula, fill=look.MISSING, color=look.MISSING_TEXT, dotted=True)
        )
    if cell.issued and not cell.prefilled:
        board.highlights.append(_still_template(block, cell.issued))


def settle_highlights(board: Board) -> None:
    """Finish the highlights when every section is drawn: they look at the required cells of the whole form.

    An untouched form is not painted all over; once anything required is filled, all that is missing shows.
    """
    counts = "+".join(f"COUNTA({block})" for block in board.required) or "0"
    for place, highlight in enumerate(board.highlights):
        (part,) = highlight.formula.parts
        if isinstance(part, str) and STARTED in part:
            formula = Formula((part.replace(STARTED, f"({counts})>0"),))
            board.highlights[place] = replace(highlight, formula=formula)


def _cells_issued_empty(board: Board, cells: SectionCells, place: int, numbers: Sequence[int]) -> Iterator[str]:
    """The cells of a column that are issued empty, as absolute references to those that follow each other."""
    column = cells.section.columns[place]
    track = board.tracks.placed[cells.section.id][column.id]
    rows = [
        number
        for number, row in zip(numbers, cells.rows.values(), strict=True)
        if row[place].open and not row[place].issued and not row[place].carried
    ]
    for _, block in groupby(enumerate(rows), key=lambda numbered: numbered[1] - numbered[0]):
        run = [number for _, number in block]
        yield f"{_absolute(run[0], track)}:{_absolute(run[-1], track)}"


def _absolute(row: int, column: int) -> str:
    letters = a1(row, column).rstrip("0123456789")
    return f"${letters}${row}"


def _needed_when(board: Board, edition: Edition, row: Sequence[FormCell], cell: FormCell, number: int) -> list[str]:
    """Expressions, each of which makes this cell a needed one."""
    name, places = cell.column.id, board.tracks.placed[cell.section.id]
    beside = {one.column.id: one for one in row}
    found: list[str] = []
    for rule in cell.section.rules:
        if isinstance(rule, AtMost) or not rule.holds_in(cell.row):
            continue
        if isinstance(rule, Together) and name in rule.columns:
            others = [beside[one] for one in rule.columns if one != name]
            # What HR has given is no sign that this role has begun the row.
            begun = [one for one in others if not (one.column.given_by_hr or edition.shows(one.column))]
            found += [filled(number, places[one.column.id], one.issued) for one in begun]
        elif isinstance(rule, Requires) and name in rule.needs:
            trigger, place = beside[rule.column], places[rule.column]
            if not edition.shows(trigger.column):
                values = rule.values
                found.append(is_one_of(number, place, values) if values else filled(number, place, trigger.issued))
    return found
