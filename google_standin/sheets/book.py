"""The state of a spreadsheet.

Cells, rules and properties are JSON objects that are never changed in place, so that a copy of the state is cheap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from google_standin.sheets.area import Area, a1
from google_standin.sheets.refusals import BadRequest
from google_standin.sheets.shifts import Axis

Json: TypeAlias = dict[str, Any]

DEFAULT_ROWS = 1000
DEFAULT_COLUMNS = 26


@dataclass(slots=True, kw_only=True, eq=False)
class Tab:
    """One sheet. ``lines`` are the properties of rows and columns that are not the default."""

    properties: Json
    cells: dict[tuple[int, int], Json] = field(default_factory=dict)
    lines: dict[Axis, dict[int, Json]] = field(default_factory=lambda: {"ROWS": {}, "COLUMNS": {}})
    merges: list[Area] = field(default_factory=list)
    conditional: list[Json] = field(default_factory=list)
    protected: list[Json] = field(default_factory=list)
    charts: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)
    basic_filter: Json | None = None

    @property
    def id(self) -> int:
        """The sheet's id."""
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        """The sheet's title."""
        return str(self.properties["title"])

    @property
    def size(self) -> dict[Axis, int]:
        """How many rows and columns there are."""
        grid = self.properties["gridProperties"]
        return {"ROWS": grid["rowCount"], "COLUMNS": grid["columnCount"]}

    @property
    def whole(self) -> Area:
        """The whole grid."""
        return Area(0, self.size["ROWS"], 0, self.size["COLUMNS"])

    def frozen(self, axis: Axis) -> int:
        """How many rows or columns stand still."""
        grid = self.properties["gridProperties"]
        return int(grid.get("frozenRowCount" if axis == "ROWS" else "frozenColumnCount", 0))

    def resize(self, axis: Axis, count: int) -> None:
        """Give the grid another number of rows or columns."""
        name = "rowCount" if axis == "ROWS" else "columnCount"
        self.properties = {**self.properties, "gridProperties": {**self.properties["gridProperties"], name: count}}

    def copy(self) -> Tab:
        """The same state, free to be changed."""
        return replace(
            self,
            cells=dict(self.cells),
            lines={axis: dict(lines) for axis, lines in self.lines.items()},
            merges=list(self.merges),
            conditional=list(self.conditional),
            protected=list(self.protected),
            charts=list(self.charts),
            metadata=list(self.metadata),
        )

    def put(self, row: int, column: int, cell: Json) -> None:
        """Set a cell; an empty object takes it away."""
        if cell:
            self.cells[row, column] = cell
        else:
            self.cells.pop((row, column), None)

    def area(self, given: Mapping[str, Any]) -> Area:
        """The area of a GridRange on this sheet; BadRequest when it is empty or reaches outside the grid."""
        size = self.size
        area = Area(
            given.get("startRowIndex", 0),
            given.get("endRowIndex", size["ROWS"]),
            given.get("startColumnIndex", 0),
            given.get("endColumnIndex", size["COLUMNS"]),
        )
        if min(area.top, area.left) < 0 or area.top >= area.bottom or area.left >= area.right:
            raise BadRequest(f"Invalid GridRange: {dict(given)} is empty or reversed")
        if area.bottom > size["ROWS"] or area.right > size["COLUMNS"]:
            raise BadRequest(
                f"Range ({a1(area, self.title)}) exceeds grid limits. "
                f"Max rows: {size['ROWS']}, max columns: {size['COLUMNS']}"
            )
        return area


@dataclass(slots=True, kw_only=True)
class Book:
    """A spreadsheet's state; ``tabs`` stand in their order."""

    properties: Json
    tabs: list[Tab]
    named_ranges: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)
    next_id: int = 1_000_000_001

    def copy(self) -> Book:
        """The same state, free to be changed."""
        return replace(
            self,
            tabs=[tab.copy() for tab in self.tabs],
            named_ranges=list(self.named_ranges),
            metadata=list(self.metadata),
        )

    def new_id(self) -> int:
        """An id for a sheet, chart, protected range or metadata that nobody gave one."""
        self.next_id += 1
        return self.next_id

    def tab(self, sheet_id: int) -> Tab:
        """The sheet with an id; BadRequest when there is none."""
        for tab in self.tabs:
            if tab.id == sheet_id:
                return tab
        raise BadRequest(f"No grid with id: {sheet_id}")

    def titled(self, title: str) -> Tab | None:
        """The sheet with a title, small and capital letters being the same."""
        return next((tab for tab in self.tabs if tab.title.casefold() == title.casefold()), None)

    def range(self, given: Mapping[str, Any] | None) -> tuple[Tab, Area]:
        """The sheet and area of a GridRange; a missing sheetId is 0."""
        if given is None:
            raise BadRequest("A range must be specified.")
        tab = self.tab(given.get("sheetId", 0))
        return tab, tab.area(given)

    def dimension(self, given: Mapping[str, Any] | None) -> tuple[Tab, Axis, int, int]:
        """The sheet, axis, start and end of a DimensionRange; open ends are the grid's."""
        if given is None:
            raise BadRequest("A dimension range must be specified.")
        tab = self.tab(given.get("sheetId", 0))
        axis: Axis | None = {"ROWS": "ROWS", "COLUMNS": "COLUMNS"}.get(given.get("dimension", ""))  # type: ignore[assignment]
        if axis is None:
            raise BadRequest("No dimension specified.")
        start, end = given.get("startIndex", 0), given.get("endIndex", tab.size[axis])
        if start < 0 or start >= end:
            raise BadRequest(f"range.endIndex[{end}] must be greater than range.startIndex[{start}]")
        return tab, axis, start, end
