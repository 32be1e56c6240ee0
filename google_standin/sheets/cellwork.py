"""Requests that change cells: values, formats, dropdowns, merges, sorting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google_standin.masks import overwritten, parse_mask
from google_standin.sheets.area import Area
from google_standin.sheets.book import Book, Json, Tab
from google_standin.sheets.conditions import check_validation
from google_standin.sheets.formulas import copied_formula
from google_standin.sheets.refusals import BadRequest, NotImplementedYet, checked_fields, only

MAX_TEXT = 50_000
_CELL_FIELDS = ("userEnteredValue", "userEnteredFormat", "dataValidation", "note", "textFormatRuns")


def update_cells(book: Book, request: Json) -> Json:
    """Write rows of cells from a start on, or into a range of which the rest is cleared."""
    mask = parse_mask(checked_fields("CellData", request))
    only("updateCells", request, ("rows", "fields", "start", "range"))
    tab, area = written_area(book, request)
    rows = request.get("rows", [])
    filled = area.cells() if "range" in request else _given_cells(rows, area)
    for row, column in filled:
        cell = _given(rows, row - area.top, column - area.left)
        check_cell(cell)
        tab.put(row, column, overwritten(tab.cells.get((row, column), {}), cell, mask))
    return {}


def written_area(book: Book, request: Mapping[str, Any]) -> tuple[Tab, Area]:
    """The sheet and the area that an updateCells request writes to."""
    if ("start" in request) == ("range" in request):
        raise BadRequest("Exactly one of start and range must be specified.")
    rows = request.get("rows", [])
    height, width = len(rows), max((len(row.get("values", ())) for row in rows), default=0)
    if "range" in request:
        tab, area = book.range(request["range"])
        if height > area.bottom - area.top:
            raise BadRequest(
                f"Attempting to write row: {area.bottom}, beyond the last requested row of: {area.bottom - 1}"
            )
        if width > area.right - area.left:
            raise BadRequest(
                f"Attempting to write column: {area.right}, beyond the last requested column of: {area.right - 1}"
            )
        return tab, area
    start = request["start"]
    tab = book.tab(start.get("sheetId", 0))
    top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
    if not height or not width:
        return tab, Area(top, top, left, left)
    return tab, tab.area(Area(top, top + height, left, left + width).as_range(tab.id))


def _given_cells(rows: list[Json], area: Area) -> list[tuple[int, int]]:
    return [
        (area.top + down, area.left + across)
        for down, row in enumerate(rows)
        for across in range(len(row.get("values", ())))
    ]


def _given(rows: list[Json], down: int, across: int) -> Json:
    values = rows[down].get("values", ()) if down < len(rows) else ()
    cell: Json = values[across] if across < len(values) else {}
    return without_blank(cell)


def without_blank(cell: Json) -> Json:
    """A cell whose value and note, when they are an empty text or nothing, are left out."""
    cell = {name: part for name, part in cell.items() if name != "note" or part}
    if cell.get("userEnteredValue", {"numberValue": 0}) in ({}, {"stringValue": ""}):
        return {name: part for name, part in cell.items() if name != "userEnteredValue"}
    return cell


def check_cell(cell: Mapping[str, Any]) -> None:
    """Raise for what a cell cannot hold."""
    only("cellData", cell, _CELL_FIELDS)
    value = cell.get("userEnteredValue", {})
    if len(value) > 1 or "errorValue" in value:
        raise BadRequest(f"Invalid ExtendedValue: {sorted(value)}")
    text = value.get("stringValue", value.get("formulaValue", ""))
    if len(text) > MAX_TEXT:
        raise BadRequest(f"Your input contains more than the maximum of {MAX_TEXT} characters in a single cell.")
    if "formulaValue" in value and not text.startswith("="):
        raise BadRequest(f"Invalid formulaValue: {text[:40]!r} does not begin with =")
    form = cell.get("userEnteredFormat", {})
    if "numberFormat" in form and form["numberFormat"].get("type", "NUMBER_FORMAT_TYPE_UNSPECIFIED").endswith("IFIED"):
        raise BadRequest("NumberFormat.type must be specified.")
    for edge, border in form.get("borders", {}).items():
        if "style" not in border:
            raise BadRequest(f"borders.{edge}.style must be specified.")
    if "dataValidation" in cell:
        check_validation(cell["dataValidation"])


def repeat_cell(book: Book, request: Json) -> Json:
    """Write one cell's fields into every cell of a range."""
    mask = parse_mask(checked_fields("CellData", request))
    only("repeatCell", request, ("range", "cell", "fields"))
    tab, area = book.range(request.get("range"))
    cell = without_blank(request.get("cell", {}))
    check_cell(cell)
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if formula is not None and area != Area(area.top, area.top + 1, area.left, area.left + 1):
        raise NotImplementedYet("repeatCell of a formula")
    for row, column in area.cells():
        tab.put(row, column, overwritten(tab.cells.get((row, column), {}), cell, mask))
    return {}


def set_data_validation(book: Book, request: Json) -> Json:
    """Set or clear the validation rule of a range."""
    only("setDataValidation", request, ("range", "rule", "filteredRowsIncluded"))
    tab, area = book.range(request.get("range"))
    rule = request.get("rule")
    if rule is not None:
        check_validation(rule)
    for row, column in area.cells():
        cell = tab.cells.get((row, column), {})
        tab.put(row, column, overwritten(cell, {"dataValidation": rule}, "dataValidation"))
    return {}


def merge_cells(book: Book, request: Json) -> Json:
    """Merge a range whole, by columns or by rows; only the first cell of each merge keeps its value."""
    tab, area = book.range(request.get("range"))
    kind = request.get("mergeType", "MERGE_ALL")
    if kind == "MERGE_ROWS":
        parts = [Area(row, row + 1, area.left, area.right) for row in range(area.top, area.bottom)]
    elif kind == "MERGE_COLUMNS":
        parts = [Area(area.top, area.bottom, column, column + 1) for column in range(area.left, area.right)]
    else:
        parts = [area]
    for part in parts:
        _check_frozen(tab, part)
    _drop_merges(tab, area)
    for part in parts:
        if part == Area(part.top, part.top + 1, part.left, part.left + 1):
            continue
        tab.merges.append(part)
        for row, column in list(part.cells())[1:]:
            tab.put(row, column, overwritten(tab.cells.get((row, column), {}), {}, "userEnteredValue"))
    return {}


def unmerge_cells(book: Book, request: Json) -> Json:
    """Take the merges of a range apart."""
    tab, area = book.range(request.get("range"))
    _drop_merges(tab, area)
    return {}


def _drop_merges(tab: Tab, area: Area) -> None:
    for merge in [merge for merge in tab.merges if merge.meets(area)]:
        if merge.meets(area) != merge:
            raise BadRequest("You must select all cells in a merged range to merge or unmerge them.")
        tab.merges.remove(merge)


def _check_frozen(tab: Tab, part: Area) -> None:
    if part.top < tab.frozen("ROWS") < part.bottom:
        raise BadRequest("You can't merge frozen and non-frozen rows.")
    if part.left < tab.frozen("COLUMNS") < part.right:
        raise BadRequest("You can't merge frozen and non-frozen columns.")


def sort_range(book: Book, request: Json) -> Json:
    """Sort the rows of a range; cells go with their formats and validation, merges of one row with their row."""
    tab, area = book.range(request.get("range"))
    specs = request.get("sortSpecs", [])
    if not specs:
        raise BadRequest("At least one sortSpec must be specified.")
    for spec in specs:
        only("sortSpec", spec, ("dimensionIndex", "sortOrder"))
        if not area.left <= spec.get("dimensionIndex", 0) < area.right:
            raise BadRequest(f"sortSpec.dimensionIndex {spec.get('dimensionIndex', 0)} is outside the range.")
    moving = [merge for merge in tab.merges if merge.meets(area)]
    for merge in moving:
        if merge.meets(area) != merge or merge.bottom - merge.top > 1:
            raise BadRequest("You can't sort a range with vertical merges.")
    order = list(range(area.top, area.bottom))
    for spec in reversed(specs):
        order = _sorted_rows(tab, order, spec.get("dimensionIndex", 0), spec.get("sortOrder") == "DESCENDING")
    _reorder(tab, area, {old: area.top + number for number, old in enumerate(order)}, moving)
    return {}


def _sorted_rows(tab: Tab, rows: list[int], column: int, descending: bool) -> list[int]:  # noqa: FBT001 -- private
    def key(row: int) -> tuple[int, float, str]:
        value = tab.cells[row, column]["userEnteredValue"]
        if "numberValue" in value:
            return 0, value["numberValue"], ""
        if "boolValue" in value:
            return 2, value["boolValue"], ""
        # A formula is not calculated: it is sorted by its text, as no spreadsheet would.
        return 1, 0, str(value.get("stringValue", value.get("formulaValue", ""))).casefold()

    full = [row for row in rows if "userEnteredValue" in tab.cells.get((row, column), {})]
    blank = [row for row in rows if row not in set(full)]
    return sorted(full, key=key, reverse=descending) + blank


def _reorder(tab: Tab, area: Area, places: Mapping[int, int], merges: list[Area]) -> None:
    cells = {at: tab.cells.pop(at) for at in area.cells() if at in tab.cells}
    for (row, column), cell in cells.items():
        formula = cell.get("userEnteredValue", {}).get("formulaValue")
        moved = places[row] - row
        if formula is not None:
            cell = {**cell, "userEnteredValue": {"formulaValue": copied_formula(formula, moved)}}  # noqa: PLW2901 -- short
        tab.cells[row + moved, column] = cell
    for merge in merges:
        tab.merges.remove(merge)
    tab.merges += [Area(places[merge.top], places[merge.top] + 1, merge.left, merge.right) for merge in merges]
