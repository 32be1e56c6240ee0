"""What Google answers about a spreadsheet, as a book like one read from a file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from sheetreview.sheet.address import MAX_COLUMNS, MAX_ROWS
from sheetreview.sheet.grid import Book, CellError, Grid, Uncalculated, Value

FORMAT = "google"

FIELDS = (
    "spreadsheetId,properties(title,locale,timeZone),"
    "sheets(properties(sheetId,title,index,sheetType,hidden),"
    "data(startRow,startColumn,rowData(values(userEnteredValue,effectiveValue))))"
)
"""What of a spreadsheet :func:`book_from` needs, as a ``fields`` parameter."""

_Answer: TypeAlias = Mapping[str, Any]
_Place: TypeAlias = tuple[int, int]

_EXACT = 1e15
_ERRORS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
}


def book_from(answer: _Answer) -> Book:
    """The book in a spreadsheet's resource: every sheet of cells in order, hidden ones too.

    A formula's value is what it amounts to; any other cell's is what was typed. A value that a formula elsewhere has
    put into a cell counts as a formula's. Google leaves out whatever is empty; what stands beyond the last row or
    column of a workbook is left out here.
    """
    sheets = answer.get("sheets", ())
    return Book(format=FORMAT, sheets=tuple(_grid(sheet) for sheet in sheets if _is_grid(sheet)))


def _is_grid(sheet: _Answer) -> bool:
    return bool(sheet.get("properties", {}).get("sheetType", "GRID") == "GRID")


def _grid(sheet: _Answer) -> Grid:
    properties = sheet.get("properties", {})
    cells: dict[_Place, Value] = {}
    formulas: set[_Place] = set()
    for place, cell in _cells(sheet):
        typed, effective = cell.get("userEnteredValue", {}), cell.get("effectiveValue", {})
        value: Value | None
        if "formulaValue" in typed or (effective and not typed):
            formulas.add(place)
            value = _value(effective) if effective else Uncalculated()
        else:
            value = _value(typed)
        if value is not None:
            cells[place] = value
    return Grid(
        name=properties.get("title", ""),
        cells=cells,
        visible=not properties.get("hidden", False),
        formulas=frozenset(formulas),
    )


def _cells(sheet: _Answer) -> Iterator[tuple[_Place, _Answer]]:
    for chunk in sheet.get("data", ()):
        top, left = chunk.get("startRow", 0) + 1, chunk.get("startColumn", 0) + 1
        for row, line in enumerate(chunk.get("rowData", ()), start=top):
            for column, cell in enumerate(line.get("values", ()), start=left):
                if cell and row <= MAX_ROWS and column <= MAX_COLUMNS:
                    yield (row, column), cell


def _value(found: _Answer) -> Value | None:
    match found:
        case {"stringValue": text}:
            return str(text) or None
        case {"numberValue": number}:
            return _number(number)
        case {"boolValue": truth}:
            return bool(truth)
        case {"errorValue": error}:
            return _error(error.get("type", ""))
        case _:
            return None


def _number(number: float | str) -> Value:
    """A whole number as one; JSON has no word for what is not finite, and Google sends such a number as a text."""
    if isinstance(number, str) or not math.isfinite(number):
        return CellError(str(number))
    return int(number) if abs(number) < _EXACT and number == int(number) else number


def _error(kind: str) -> Value:
    """``LOADING`` is no error yet: the value is still being fetched."""
    return Uncalculated() if kind == "LOADING" else CellError(_ERRORS.get(kind, "#ERROR!"))
