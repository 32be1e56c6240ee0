"""Requests on whole rows and columns; everything that refers to them goes along."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from google_standin.masks import overwritten
from google_standin.sheets.area import Area
from google_standin.sheets.book import Book, Json, Tab
from google_standin.sheets.formulas import shifted_formula
from google_standin.sheets.refusals import BadRequest, checked_fields
from google_standin.sheets.shifts import Axis, Delete, Insert, Move, Shift, shifted

MAX_CELLS = 10_000_000


def insert_dimension(book: Book, request: Json) -> Json:
    """Insert rows or columns; they get the formats, the dropdowns and the size of their neighbours."""
    tab, axis, start, end = book.dimension(request.get("range"))
    before = request.get("inheritFromBefore", False)
    size = tab.size[axis]
    if before and start == 0:
        raise BadRequest("range.startIndex must be greater than 0 if inheritFromBefore is true.")
    if start > size or (start == size and not before):
        raise BadRequest(
            f"range.startIndex[{start}] must be less than the grid size[{size}] if inheritFromBefore is false."
        )
    count = end - start
    _check_cells(tab, axis, count)
    source = start - 1 if before else start + count
    tab.resize(axis, size + count)
    _shift(book, tab, axis, Insert(start, count))
    _inherit(tab, axis, source, range(start, end))
    return {}


def delete_dimension(book: Book, request: Json) -> Json:
    """Delete rows or columns."""
    tab, axis, start, end = book.dimension(request.get("range"))
    size, what = tab.size[axis], axis.lower()
    if end > size:
        raise BadRequest(
            f"Cannot delete a {what[:-1]} that doesn't exist. Tried to delete {what[:-1]} index {end - 1}."
        )
    if end - start == size:
        raise BadRequest(f"You can't delete all the {what} on the sheet.")
    frozen = tab.frozen(axis)
    if frozen and start <= frozen and end == size:
        raise BadRequest(f"Sorry, it is not possible to delete all non-frozen {what}.")
    tab.resize(axis, size - (end - start))
    _shift(book, tab, axis, Delete(start, end))
    return {}


def move_dimension(book: Book, request: Json) -> Json:
    """Move rows or columns; the destination is counted before the move."""
    tab, axis, start, end = book.dimension(request.get("source"))
    to = request.get("destinationIndex", 0)
    if end > tab.size[axis] or not 0 <= to <= tab.size[axis]:
        raise BadRequest(f"Cannot move {axis.lower()} outside the grid.")
    for merge in tab.merges:
        first, last = (merge.top, merge.bottom) if axis == "ROWS" else (merge.left, merge.right)
        crossed = max(first, start) < min(last, end) and not start <= first < last <= end
        if crossed or (first < to < last):
            raise BadRequest(f"Cannot move {axis.lower()} that hold only a part of a merged cell.")
    if not start <= to <= end:
        _shift(book, tab, axis, Move(start, end, to))
    return {}


def append_dimension(book: Book, request: Json) -> Json:
    """Add rows or columns at the end."""
    axis: Axis = "COLUMNS" if request.get("dimension") == "COLUMNS" else "ROWS"
    tab, length = book.tab(request.get("sheetId", 0)), request.get("length", 0)
    if length <= 0:
        raise BadRequest("length must be greater than 0.")
    _check_cells(tab, axis, length)
    tab.resize(axis, tab.size[axis] + length)
    return {}


def update_dimension_properties(book: Book, request: Json) -> Json:
    """Set sizes, or hide rows or columns."""
    fields = checked_fields("DimensionProperties", request)
    tab, axis, start, end = book.dimension(request.get("range"))
    _check_inside(tab, axis, end)
    properties = request.get("properties", {})
    if properties.get("pixelSize", 1) < 0:
        raise BadRequest("pixelSize must not be negative.")
    for at in range(start, end):
        line = overwritten(tab.lines[axis].get(at, {}), properties, fields)
        if line:
            tab.lines[axis][at] = line
        else:
            tab.lines[axis].pop(at, None)
    if all(tab.lines[axis].get(at, {}).get("hiddenByUser") for at in range(tab.size[axis])):
        raise BadRequest(f"It is not possible to hide all {axis.lower()} in a sheet.")
    return {}


def auto_resize_dimensions(book: Book, request: Json) -> Json:
    """Let rows or columns fit what they hold: their own size goes away, nothing is measured."""
    tab, axis, start, end = book.dimension(request.get("dimensions"))
    _check_inside(tab, axis, end)
    for at in range(start, end):
        line = {name: value for name, value in tab.lines[axis].get(at, {}).items() if name != "pixelSize"}
        tab.lines[axis].pop(at, None)
        if line:
            tab.lines[axis][at] = line
    return {}


def _check_inside(tab: Tab, axis: Axis, end: int) -> None:
    if end > tab.size[axis]:
        raise BadRequest(f"Range ends at {axis.lower()[:-1]} {end}, but the sheet has only {tab.size[axis]}.")


def _check_cells(tab: Tab, axis: Axis, more: int) -> None:
    other: Axis = "COLUMNS" if axis == "ROWS" else "ROWS"
    if (tab.size[axis] + more) * tab.size[other] > MAX_CELLS:
        raise BadRequest(
            f"This action would increase the number of cells in the workbook above the limit of {MAX_CELLS} cells."
        )


def _shift(book: Book, tab: Tab, axis: Axis, shift: Shift) -> None:
    tab.lines[axis] = {to: line for at, line in tab.lines[axis].items() if (to := shift.line(at)) is not None}
    _shift_cells(tab, axis, shift)
    tab.merges = [part for merge in tab.merges if (part := _shifted_merge(merge, axis, shift)) is not None]
    tab.protected = [one for one in shifted(tab.protected, tab.id, axis, shift) if "range" in one]
    tab.basic_filter = tab.basic_filter and shifted(tab.basic_filter, tab.id, axis, shift)
    if tab.basic_filter is not None and "range" not in tab.basic_filter:
        tab.basic_filter = None
    tab.conditional = [rule for rule in shifted(tab.conditional, tab.id, axis, shift) if rule["ranges"]]
    book.named_ranges = [one for one in shifted(book.named_ranges, tab.id, axis, shift) if "range" in one]
    for other in book.tabs:
        other.charts = shifted(other.charts, tab.id, axis, shift)
        rewrite_formulas(other, partial(shifted_formula, own=other.title, title=tab.title, axis=axis, shift=shift))


def _shift_cells(tab: Tab, axis: Axis, shift: Shift) -> None:
    cells = {}
    for place, cell in tab.cells.items():
        line, across = place if axis == "ROWS" else place[::-1]
        new = shift.line(line)
        if new is not None:
            cells[_place(axis, new, across)] = cell
    tab.cells = cells


def _place(axis: Axis, line: int, across: int) -> tuple[int, int]:
    """Row and column of a cell, by the number of its line along the axis and that across it."""
    return (line, across) if axis == "ROWS" else (across, line)


def _shifted_merge(merge: Area, axis: Axis, shift: Shift) -> Area | None:
    rows, columns = (merge.top, merge.bottom), (merge.left, merge.right)
    new = shift.span(*(rows if axis == "ROWS" else columns))
    if new is None:
        return None
    area = Area(*new, *columns) if axis == "ROWS" else Area(*rows, *new)
    return None if (area.bottom - area.top) * (area.right - area.left) == 1 else area


def rewrite_formulas(tab: Tab, change: Callable[[str], str]) -> None:
    """Put every formula of a sheet, those in rules too, through ``change``."""
    rules: dict[int, Json] = {}
    old = dict(tab.cells)
    for at, cell in old.items():
        new = cell
        formula = cell.get("userEnteredValue", {}).get("formulaValue")
        if formula is not None:
            new = {**new, "userEnteredValue": {"formulaValue": change(formula)}}
        rule = cell.get("dataValidation")
        if rule is not None:
            # One rule is shared by many cells; all are alive until the end (see `old`), so an id means one rule.
            if id(rule) not in rules:
                rules[id(rule)] = _changed_values(rule, change)
            new = {**new, "dataValidation": rules[id(rule)]}
        tab.cells[at] = new
    tab.conditional = _changed_values(tab.conditional, change)


def _changed_values(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 -- any JSON value
    if isinstance(value, list):
        return [_changed_values(part, change) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        name: change(part)
        if name == "userEnteredValue" and isinstance(part, str) and part.startswith("=")
        else _changed_values(part, change)
        for name, part in value.items()
    }


def _inherit(tab: Tab, axis: Axis, source: int, new: range) -> None:
    line = {name: value for name, value in tab.lines[axis].get(source, {}).items() if name == "pixelSize"}
    for at in new:
        if line:
            tab.lines[axis][at] = line
    other: Axis = "COLUMNS" if axis == "ROWS" else "ROWS"
    for across in range(tab.size[other]):
        cell = tab.cells.get(_place(axis, source, across), {})
        kept = {name: part for name, part in cell.items() if name in {"userEnteredFormat", "dataValidation"}}
        for at in new if kept else ():
            tab.cells[_place(axis, at, across)] = kept
