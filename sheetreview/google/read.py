"""What Google answers about a spreadsheet, as a book like one read from a file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Any, TypeAlias

from sheetreview.sheet.address import MAX_COLUMNS, MAX_ROWS
from sheetreview.sheet.grid import Book, CellError, Grid, NumberFormat, Uncalculated, Value, display, shown_number
from sheetreview.sheet.plan import Block
from sheetreview.sheet.remarks import Remark, RemarkKind, without_ours

FORMAT = "google"

FIELDS = (
    "spreadsheetId,properties(title,locale,timeZone),"
    "sheets(properties(sheetId,title,index,sheetType,hidden),merges,"
    "data(startRow,startColumn,rowData(values("
    "userEnteredValue,effectiveValue,formattedValue,effectiveFormat(numberFormat(type),textFormat(strikethrough)),"
    "textFormatRuns(format(strikethrough)),note))))"
)
"""What of a spreadsheet :func:`book_from` and :func:`notes_from` need, as a ``fields`` parameter."""

_Answer: TypeAlias = Mapping[str, Any]
_Place: TypeAlias = tuple[int, int]

_EXACT = 1e15
_KINDS = {
    "PERCENT": NumberFormat.PERCENT,
    "CURRENCY": NumberFormat.MONEY,
    "DATE": NumberFormat.DATE,
    "DATE_TIME": NumberFormat.DATE,
    "TIME": NumberFormat.TIME,
}
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
    column of a workbook is left out here. Notes are remarks, but for what is ours in them; comments are not in the
    answer.
    """
    sheets = answer.get("sheets", ())
    return Book(format=FORMAT, sheets=tuple(_grid(sheet) for sheet in sheets if _is_grid(sheet)))


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedSheet:
    """The notes in a sheet's cells, by row and column from 1; ``sheet_id`` is Google's."""

    sheet_id: int
    title: str
    notes: Mapping[tuple[int, int], str]


def notes_from(answer: _Answer) -> tuple[NotedSheet, ...]:
    """The notes in a spreadsheet's resource, for every sheet of cells."""
    return tuple(
        NotedSheet(
            sheet_id=sheet.get("properties", {}).get("sheetId", 0),
            title=sheet.get("properties", {}).get("title", ""),
            notes={place: cell["note"] for place, cell in _cells(sheet) if cell.get("note")},
        )
        for sheet in answer.get("sheets", ())
        if _is_grid(sheet)
    )


def _is_grid(sheet: _Answer) -> bool:
    return bool(sheet.get("properties", {}).get("sheetType", "GRID") == "GRID")


def _grid(sheet: _Answer) -> Grid:
    properties = sheet.get("properties", {})
    cells: dict[_Place, Value] = {}
    formulas: set[_Place] = set()
    struck: set[_Place] = set()
    remarks: list[Remark] = []
    for place, cell in _cells(sheet):
        if text := without_ours(cell.get("note", "")):
            remarks.append(Remark(kind=RemarkKind.COMMENT, place=place, text=text))
        typed, effective = cell.get("userEnteredValue", {}), cell.get("effectiveValue", {})
        value: Value | None
        if "formulaValue" in typed or (effective and not typed):
            formulas.add(place)
            value = _value(effective) if effective else Uncalculated()
        else:
            value = _value(typed)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = _shown(value, cell)
        if value is not None:
            cells[place] = value
            if _is_struck(cell):
                struck.add(place)
    return Grid(
        name=properties.get("title", ""),
        cells=cells,
        visible=not properties.get("hidden", False),
        formulas=frozenset(formulas),
        merges=tuple(sorted(map(_block, sheet.get("merges", ())), key=astuple)),
        struck=frozenset(struck),
        remarks=tuple(remarks),
    )


def _is_struck(cell: _Answer) -> bool:
    """Whether a cell's text, or a part of it, is struck out."""
    looks = [cell.get("effectiveFormat", {}).get("textFormat", {})]
    looks += [run.get("format", {}) for run in cell.get("textFormatRuns", ())]
    return any(look.get("strikethrough") for look in looks)


def _block(merge: _Answer) -> Block:
    """A merge's rectangle; Google counts from 0 and names the row and column behind it."""
    return Block(
        top=merge.get("startRowIndex", 0) + 1,
        left=merge.get("startColumnIndex", 0) + 1,
        bottom=merge.get("endRowIndex", MAX_ROWS),
        right=merge.get("endColumnIndex", MAX_COLUMNS),
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


def _shown(number: float, cell: _Answer) -> Value:
    """A number as Google shows it."""
    kind = cell.get("effectiveFormat", {}).get("numberFormat", {}).get("type", "")
    return shown_number(number, _KINDS.get(kind, NumberFormat.NUMBER), cell.get("formattedValue", display(number)))


def _number(number: float | str) -> Value:
    """A whole number as one; JSON has no word for what is not finite, and Google sends such a number as a text."""
    if isinstance(number, str) or not math.isfinite(number):
        return CellError(str(number))
    return int(number) if abs(number) < _EXACT and number == int(number) else number


def _error(kind: str) -> Value:
    """``LOADING`` is no error yet: the value is still being fetched."""
    return Uncalculated() if kind == "LOADING" else CellError(_ERRORS.get(kind, "#ERROR!"))
