"""The one tab of a form's spreadsheet, as Google answers it, in addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sheetreview.google.read import book_from
from sheetreview.sheet.address import a1, a1_range
from sheetreview.sheet.grid import Grid

EVERYTHING = (
    "spreadsheetId,properties(title,locale,timeZone),developerMetadata(metadataKey,metadataValue),"
    "sheets(properties,merges,protectedRanges,conditionalFormats,"
    "data(startRow,startColumn,rowMetadata(pixelSize),columnMetadata(hiddenByUser),"
    "rowData(values(userEnteredValue,effectiveValue,dataValidation))))"
)
"""What of a spreadsheet a :class:`Tab` looks at, as a ``fields`` parameter."""


class Tab:
    """What Google answers about a spreadsheet of one tab."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        (self._sheet,) = answer["sheets"]
        (self._data,) = self._sheet["data"]
        self.properties: Mapping[str, Any] = answer["properties"]
        self.marks = [one["metadataValue"] for one in answer.get("developerMetadata", ())]
        self.id: int = self._sheet["properties"]["sheetId"]
        self.frozen_rows: int = self._sheet["properties"]["gridProperties"].get("frozenRowCount", 0)
        self.rules = len(self._sheet.get("conditionalFormats", ()))
        self.protected: list[Mapping[str, Any]] = self._sheet.get("protectedRanges", [])
        self.cells: dict[tuple[int, int], Mapping[str, Any]] = dict(self._cells())
        self.grid: Grid = book_from(answer).sheets[0]

    def _cells(self) -> Iterator[tuple[tuple[int, int], Mapping[str, Any]]]:
        top, left = self._data.get("startRow", 0) + 1, self._data.get("startColumn", 0) + 1
        for row, line in enumerate(self._data.get("rowData", ()), start=top):
            for column, cell in enumerate(line.get("values", ()), start=left):
                yield (row, column), cell

    @property
    def values(self) -> dict[str, object]:
        """What was entered, by address; ``=`` for every formula."""
        entered = {a1(*place): cell.get("userEnteredValue", {}) for place, cell in self.cells.items()}
        return {
            place: "=" if "formulaValue" in value else next(iter(value.values()))
            for place, value in entered.items()
            if value
        }

    @property
    def dropdowns(self) -> dict[str, list[str]]:
        """What can be chosen, and nothing else be entered, by address."""
        found = {}
        for place, cell in self.cells.items():
            rule = cell.get("dataValidation", {})
            condition = rule.get("condition", {})
            if condition.get("type") == "ONE_OF_LIST" and rule.get("strict"):
                found[a1(*place)] = [value["userEnteredValue"] for value in condition["values"]]
        return found

    @property
    def merges(self) -> set[str]:
        """Merged cells."""
        return {_range(one) for one in self._sheet.get("merges", ())}

    @property
    def hidden_columns(self) -> set[int]:
        """Numbers of the columns that nobody sees."""
        lines = self._data.get("columnMetadata", ())
        return {number for number, line in enumerate(lines, start=1) if line.get("hiddenByUser")}

    @property
    def heights(self) -> dict[int, int]:
        """Pixels of every row."""
        return {number: line["pixelSize"] for number, line in enumerate(self._data.get("rowMetadata", ()), start=1)}

    @property
    def open_cells(self) -> set[str]:
        """Addresses that the one protection leaves open."""
        (one,) = self.protected
        return {
            a1(row, column)
            for hole in one.get("unprotectedRanges", ())
            for row in range(hole.get("startRowIndex", 0) + 1, hole["endRowIndex"] + 1)
            for column in range(hole.get("startColumnIndex", 0) + 1, hole["endColumnIndex"] + 1)
        }

    @property
    def formula_values(self) -> dict[str, Mapping[str, Any]]:
        """What every formula amounts to, by address."""
        return {
            a1(*place): cell.get("effectiveValue", {})
            for place, cell in self.cells.items()
            if "formulaValue" in cell.get("userEnteredValue", {})
        }


def _range(found: Mapping[str, Any]) -> str:
    top, left = found.get("startRowIndex", 0) + 1, found.get("startColumnIndex", 0) + 1
    return a1_range(top, left, found["endRowIndex"], found["endColumnIndex"])
