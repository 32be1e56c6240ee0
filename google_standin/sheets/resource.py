"""A spreadsheet as the API answers it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from google_standin.sheets.area import Area
from google_standin.sheets.book import Book, Json, Tab
from google_standin.sheets.locales import Locale, locale
from google_standin.sheets.shifts import Axis, changed_places
from google_standin.sheets.shown import shown

_SIZES: dict[Axis, int] = {"ROWS": 21, "COLUMNS": 100}


def sheet_properties(tab: Tab, index: int) -> Json:
    """A sheet's SheetProperties; what is false is left out."""
    grid = {name: value for name, value in tab.properties["gridProperties"].items() if value not in (False, 0)}
    given = {name: value for name, value in tab.properties.items() if value is not False}
    return {**given, "index": index, "gridProperties": grid}


def sheet_resource(book: Book, index: int, areas: Sequence[Area] | None) -> Json:
    """One Sheet; with the data of each area, or without data where ``areas`` is None."""
    tab = book.tabs[index]
    parts: Json = {
        "merges": [merge.as_range(tab.id) for merge in tab.merges],
        "conditionalFormats": tab.conditional,
        "protectedRanges": [{**one, "requestingUserCanEdit": True} for one in tab.protected],
        "charts": tab.charts,
        "basicFilter": tab.basic_filter,
        "developerMetadata": tab.metadata,
    }
    answer: Json = {"properties": sheet_properties(tab, index)}
    answer |= {name: plain_places(part) for name, part in parts.items() if part}
    if areas is not None:
        answer["data"] = [_data(book, tab, area) for area in areas]
    return answer


def plain_places(value: Any) -> Any:  # noqa: ANN401 -- any JSON value
    """A JSON value with its GridRanges and GridCoordinates as they are answered: sheet 0 is left out."""
    return changed_places(value, _plain)


def _plain(place: Json) -> Json:
    return {name: value for name, value in place.items() if name != "sheetId" or value != 0}


def _data(book: Book, tab: Tab, area: Area) -> Json:
    """A GridData: no blank cells at the end of a row, no blank rows at the end; starts of 0 are left out."""
    rows: dict[int, dict[int, Json]] = {}
    rules = locale(book.properties["locale"])
    for (row, column), cell in tab.cells.items():
        if area.holds(row, column):
            rows.setdefault(row - area.top, {})[column - area.left] = _cell(cell, rules)
    answer: Json = {}
    if area.top:
        answer["startRow"] = area.top
    if area.left:
        answer["startColumn"] = area.left
    if rows:
        answer["rowData"] = [_row(rows.get(number, {})) for number in range(max(rows) + 1)]
    answer["rowMetadata"] = _lines(tab, "ROWS", area.top, area.bottom)
    answer["columnMetadata"] = _lines(tab, "COLUMNS", area.left, area.right)
    return answer


def _row(cells: dict[int, Json]) -> Json:
    return {"values": [cells.get(number, {}) for number in range(max(cells) + 1)]} if cells else {}


def _cell(cell: Json, rules: Locale) -> Json:
    value = cell.get("userEnteredValue", {})
    if not value or "formulaValue" in value:
        return cell
    given = cell.get("userEnteredFormat", {})
    form = given.get("numberFormat", {})
    effective: Json = {"effectiveValue": value, "formattedValue": shown(value, form, rules)}
    if form:
        effective["effectiveFormat"] = {"numberFormat": form}
    if "textFormat" in given:
        # Google says of every text whether it is struck out.
        text = {"strikethrough": given["textFormat"].get("strikethrough", False)}
        effective.setdefault("effectiveFormat", {})["textFormat"] = text
    return {**cell, **effective}


def _lines(tab: Tab, axis: Axis, start: int, end: int) -> list[Json]:
    lines = tab.lines[axis]
    return [{"pixelSize": _SIZES[axis], **_true(lines.get(at, {}))} for at in range(start, end)]


def _true(line: Json) -> Json:
    return {name: value for name, value in line.items() if value is not False}
