"""What a filled-in form's formulas have to amount to, worked out from what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import pytest

from sheetreview.demo.fill import Answers, FilledForm, InputCell
from sheetreview.form.cells import Place, is_table
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Column, ColumnKind, Computation, Section
from sheetreview.model.scales import NOT_APPLICABLE
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.plan import SheetPlan

ROOM = 24.0
"""Pixels above and below the texts of a row at most."""


def totals(edition: Edition, typed: Answers) -> dict[tuple[str, str], object]:
    """The number of every TOTAL row that the role's own ratings make, by section and total."""
    found: dict[tuple[str, str], object] = {}
    for section in edition.sections:
        for total in section.totals:
            column = section.column_by_id[total.column]
            if edition.fills(column):
                rated = list(_rated(edition, section, column, typed))
                points = sum(weight * number for weight, number in rated)
                weights = sum(weight for weight, _ in rated)
                number = points if total.kind == "sum" else points / weights
                found[section.id, total.id] = pytest.approx(number)
    return found


def _rated(edition: Edition, section: Section, column: Column, typed: Answers) -> Iterator[tuple[float, float]]:
    for row, text in _column(section, column, typed).items():
        level = edition.layout.scale_of(column).by_value.get(text)
        if level is not None and level.number is not None:
            yield (section.item_by_id[row].weight if row in section.item_by_id else 1), level.number


def _column(section: Section, column: Column, typed: Answers) -> dict[str, str]:
    return {place[1]: text for place, text in typed.cells.items() if (place[0], place[2]) == (section.id, column.id)}


def progress(edition: Edition, typed: Answers) -> str:
    """The line that counts along; '' for a form without ratings."""
    rated = to_rate = 0
    counting = False
    for section in (section for section in edition.sections if is_table(section)):
        column = edition.rating_column(section)
        if column is None:
            continue
        counting = True
        ratings = _column(section, column, typed)
        used = {row for name, row, _ in typed.cells if name == section.id}
        asked = {item.id for item in section.items if not item.optional} | used
        rated += sum(text in edition.layout.scale_of(column).by_value for text in ratings.values())
        to_rate += len(asked) - sum(text == NOT_APPLICABLE for text in ratings.values())
    if not counting:
        return ""
    return f"Rated so far: {rated} of {to_rate}" + (" – complete" if rated == to_rate else "")


def computed(form: FilledForm, typed: Answers) -> dict[Place, object]:
    """The number of every computed cell of the rows that the role fills; '' where a figure is missing.

    ``form`` is the form as it is now: figures that nobody typed are as issued.
    """
    found: dict[Place, object] = {}
    for cell, column, compute in _computed_cells(form):
        texts = {
            name: typed.cells.get((cell.section.id, cell.row, name)) or form.text_in(cell, name) for name in compute.of
        }
        first, second = (_number(form, cell.section.column_by_id[name], text) for name, text in texts.items())
        place = (cell.section.id, cell.row, column.id)
        if first is None or second is None or (compute.kind == "ratio" and not second):
            found[place] = ""
        else:
            found[place] = pytest.approx(first / second if compute.kind == "ratio" else first - second)
    return found


def shown(form: FilledForm) -> dict[Place, object]:
    """What stands in every computed cell of the rows that the role fills."""
    return {
        (cell.section.id, cell.row, column.id): float(text) if (text := form.text_in(cell, column.id)) else ""
        for cell, column, _ in _computed_cells(form)
    }


def _computed_cells(form: FilledForm) -> Iterator[tuple[InputCell, Column, Computation]]:
    for cell in form.inputs():
        for column in cell.section.columns:
            if column.compute is not None:
                yield cell, column, column.compute


def _number(form: FilledForm, column: Column, text: str) -> float | None:
    if column.kind is ColumnKind.RATING:
        level = form.edition.layout.scale_of(column).by_value.get(text)
        return level.number if level else None
    try:
        return float(text)
    except ValueError:
        return None


def heights(plan: SheetPlan, shown_now: Grid) -> dict[int, tuple[float, float]]:
    """The fewest and the most pixels that a row takes which grows with its texts, by row."""
    merged = {row for block in plan.merges for row in range(block.top, block.bottom + 1)}
    widths = {column.column: column.width for column in plan.columns if not column.hidden}
    found: dict[int, tuple[float, float]] = {}
    for cell in plan.cells:
        if cell.style.wrap and cell.row not in merged and cell.column in widths:
            text, width = shown_now.text(cell.row, cell.column), widths[cell.column]
            fewest = max(1, ceil(len(text) / (width * 2)))
            # Words that do not fit the rest of a line leave it empty.
            most = sum(max(1, ceil(len(line) / (width * 0.6))) for line in text.split("\n"))
            least, largest = found.get(cell.row, (0.0, 0.0))
            found[cell.row] = (max(least, fewest * 12.0), max(largest, most * 24.0 + ROOM))
    return found
