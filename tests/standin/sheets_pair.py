"""A spreadsheet with a small sheet, and short ways to write to it and to look at it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from google_standin.schemas import discovery
from google_standin.sheets import BadRequest, Spreadsheet

Json = dict[str, Any]
TAB = 7


def book(rows: int = 30, columns: int = 8, locale: str = "en_US") -> Spreadsheet:
    """One sheet with the id 7 called Review."""
    made = Spreadsheet("id", "Forms", locale)
    grid = {"rowCount": rows, "columnCount": columns}
    send(made, {"addSheet": {"properties": {"sheetId": TAB, "title": "Review", "gridProperties": grid}}})
    send(made, {"deleteSheet": {"sheetId": 0}})
    return made


def send(made: Spreadsheet, *requests: Json, as_editor: bool = False) -> list[Json]:
    """A batch that fits Google's schema, as its replies do."""
    google = discovery()
    assert google.validate_body("sheets", "BatchUpdateSpreadsheetRequest", {"requests": list(requests)}) == []
    replies = made.batch_update(list(requests), as_editor=as_editor)
    assert google.validate_body("sheets", "BatchUpdateSpreadsheetResponse", {"replies": replies}) == []
    return replies


def refused(made: Spreadsheet, *requests: Json, as_editor: bool = False) -> str:
    """Why a batch is refused; nothing has changed then."""
    before = whole(made)
    with pytest.raises(BadRequest) as found:
        send(made, *requests, as_editor=as_editor)
    assert whole(made) == before
    return str(found.value)


def whole(made: Spreadsheet) -> Json:
    """The whole resource, which fits Google's schema."""
    resource = made.as_resource(include_grid_data=True)
    assert discovery().validate_body("sheets", "Spreadsheet", resource) == []
    return resource


def sheet(made: Spreadsheet, number: int = 0) -> Json:
    """A sheet of the whole resource."""
    found: Json = whole(made)["sheets"][number]
    return found


def cell(made: Spreadsheet, row: int, column: int, number: int = 0) -> Json:
    """A cell of the whole resource, counted from 0."""
    rows = sheet(made, number)["data"][0].get("rowData", [])
    cells = rows[row].get("values", []) if row < len(rows) else []
    return cells[column] if column < len(cells) else {}


def value(content: object) -> Json:
    """A cell's data with a value; a text beginning with = is a formula."""
    if isinstance(content, str):
        return {"userEnteredValue": {"formulaValue" if content.startswith("=") else "stringValue": content}}
    return {"userEnteredValue": {"numberValue": content}}


def write(made: Spreadsheet, row: int, column: int, *rows: Sequence[object]) -> None:
    """Values from a cell on."""
    data = [{"values": [{} if one is None else value(one) for one in line]} for line in rows]
    start = {"sheetId": TAB, "rowIndex": row, "columnIndex": column}
    send(made, {"updateCells": {"rows": data, "start": start, "fields": "userEnteredValue"}})


def column_of(made: Spreadsheet, column: int, count: int) -> list[object]:
    """The values of a column's first cells, None for a blank one."""
    cells = [cell(made, row, column).get("userEnteredValue", {}) for row in range(count)]
    return [next(iter(one.values()), None) for one in cells]


def area(top: int, bottom: int, left: int, right: int) -> Json:
    """A GridRange of the sheet."""
    return {
        "sheetId": TAB,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def lines(start: int, end: int, dimension: str = "ROWS") -> Json:
    """A DimensionRange of the sheet."""
    return {"sheetId": TAB, "dimension": dimension, "startIndex": start, "endIndex": end}
