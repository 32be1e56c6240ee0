"""A sheet in the making: written row by row from the top, then turned into a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sheetreview.model.summary import TeamSummary
from sheetreview.report.styles import EMPTY_NOTE, HEADING, NOTE, SUBTITLE, TITLE
from sheetreview.report.wording import cycle_line
from sheetreview.sheet.measure import MAX_ROW_HEIGHT, estimate_height
from sheetreview.sheet.plan import (
    Block,
    Cell,
    Chart,
    ColorScale,
    ColumnPlan,
    Content,
    DataBar,
    PrintPlan,
    RowPlan,
    SheetPlan,
    Style,
)

Written: TypeAlias = tuple[Content, Style]
"""A cell's content and its looks."""

_ROW = 19.0
_ROOM = 6.0
_POINTS_PER_CHARACTER, _CELL_PADDING = 5.25, 3.75
_PAGE_WIDTH, _PAGE_HEIGHT = 718.0, 480.0
"""What of a landscape page is printed on, in points: the narrower and the lower of A4 and Letter."""


@dataclass(slots=True, kw_only=True)
class Canvas:
    """Collects a sheet's cells. ``row`` is where the next line goes, ``widths`` the columns' in characters."""

    widths: Sequence[float]
    row: int = 1
    freeze: tuple[int, int] | None = None
    title_rows: tuple[int, int] | None = None
    filter: Block | None = None
    color_scales: list[ColorScale] = field(default_factory=list)
    data_bars: list[DataBar] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    _cells: list[Cell] = field(default_factory=list)
    _merges: list[Block] = field(default_factory=list)
    _heights: dict[int, float] = field(default_factory=dict)
    _used: float = 0
    _measured: int = 1

    def line(self, written: Sequence[Written], *, left: int = 1, height: float = _ROW) -> int:
        """Write one row from a column on, high enough for its wrapped texts, and go to the next. Returns its number."""
        row = self.row
        for column, (content, style) in enumerate(written, left):
            self.put(row, column, content, style)
        self.grow(row, height)
        self.row += 1
        return row

    def put(self, row: int, column: int, content: Content, style: Style, *, across: int = 1) -> None:
        """Write one cell, merged over ``across`` columns, and make its row high enough."""
        self._cells.append(Cell(row=row, column=column, content=content, style=style))
        for other in range(column + 1, column + across):
            self._cells.append(Cell(row=row, column=other, content=None, style=style))
        if across > 1:
            self._merges.append(Block(top=row, left=column, bottom=row, right=column + across - 1))
        if style.wrap and isinstance(content, str):
            width = sum(self.widths[column - 1 : column - 1 + across]) - 1.5 * style.indent
            self.grow(row, estimate_height(content, width, style.size) + _ROOM)

    def height_from(self, row: int) -> float:
        """Points from the top of a row to the current one."""
        return sum(height for place, height in self._heights.items() if row <= place < self.row)

    def keep_together(self, height: float) -> None:
        """Begin a new printed page here when so many points do not fit on what is left of this one."""
        across = sum(_POINTS_PER_CHARACTER * width + _CELL_PADDING for width in self.widths)
        page = _PAGE_HEIGHT * max(1.0, across / _PAGE_WIDTH)
        self._used += sum(self._heights.get(row, 0) for row in range(self._measured, self.row))
        self._measured = self.row
        if self.row > 1 and self._used % page + height > page:
            self.breaks.append(self.row)
            self._used = 0

    def grow(self, row: int, height: float) -> None:
        """Make a row at least this high, in points."""
        self._heights[row] = min(MAX_ROW_HEIGHT, max(height, self._heights.get(row, 0)))

    def space(self, height: float = 10) -> None:
        """Leave a low empty row."""
        self.grow(self.row, height)
        self.row += 1

    def title(self, title: str, summary: TeamSummary) -> None:
        """The dark band at the top of every sheet, over all columns."""
        across = len(self.widths)
        self.line([(title, TITLE), *[(None, TITLE)] * (across - 1)], height=36)
        self.line([(cycle_line(summary), SUBTITLE), *[(None, SUBTITLE)] * (across - 1)], height=21)
        self.space()

    def heading(self, text: str, *, left: int = 1, across: int = 0) -> None:
        """A heading with a line under it, over ``across`` columns (0: all), in the current row, which stays."""
        last = left + across if across else len(self.widths) + 1
        for column in range(left, last):
            self.put(self.row, column, text if column == left else None, HEADING)
        self.grow(self.row, 24)

    def note(self, text: str) -> None:
        """A paragraph over all columns."""
        self.put(self.row, 1, text, NOTE, across=len(self.widths))
        self.row += 1

    def empty(self, text: str) -> None:
        """A friendly line in place of a table."""
        self.line([(text, EMPTY_NOTE)], height=30)

    def plan(
        self, title: str, summary: TeamSummary, paper: str, *, tab_color: str | None = None, one_page: bool = False
    ) -> SheetPlan:
        """The finished sheet, printing on landscape pages, or on one, with the cycle's name in the foot."""
        return SheetPlan(
            title=title,
            cells=tuple(self._cells),
            columns=tuple(ColumnPlan(column=n, width=width) for n, width in enumerate(self.widths, 1)),
            rows=tuple(RowPlan(row=row, height=round(height, 2)) for row, height in sorted(self._heights.items())),
            merges=tuple(self._merges),
            freeze=self.freeze,
            color_scales=tuple(self.color_scales),
            data_bars=tuple(self.data_bars),
            charts=tuple(self.charts),
            filter=self.filter,
            tab_color=tab_color,
            print=PrintPlan(
                landscape=True,
                one_page=one_page,
                paper=paper,
                title_rows=self.title_rows,
                breaks_before=tuple(self.breaks),
                foot_left=summary.cycle.replace("&", "&&"),
                foot_right="Page &P of &N",
            ),
        )
