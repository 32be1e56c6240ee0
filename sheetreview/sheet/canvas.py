"""A sheet in the making: written row by row from the top, then turned into a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeAlias, TypeVar

from sheetreview.sheet.measure import MAX_ROW_HEIGHT, estimate_height
from sheetreview.sheet.paper import LANDSCAPE, PORTRAIT, print_scale
from sheetreview.sheet.plan import (
    Block,
    Cell,
    Chart,
    ColorScale,
    ColumnPlan,
    Content,
    DataBar,
    Highlight,
    PrintPlan,
    RowPlan,
    SheetPlan,
    Slot,
    Style,
)

Row = TypeVar("Row")

Written: TypeAlias = tuple[Content, Style]
"""A cell's content and its looks."""

ROW = 19.0
"""Points of a row with one line of text."""
HEAD_ROW = 24.0
"""Points of a row of column titles."""

_ROOM = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """A column of a table: what it shows of each row, and how.

    ``style`` may depend on the row. ``width`` is in characters; a cell covers ``across`` columns of the sheet.
    ``total`` is the column's cell in a line of totals.
    """

    title: str
    value: Callable[[Row], Content]
    style: Style | Callable[[Row], Style]
    head: Style
    width: float = 0
    across: int = 1
    total: Written = (None, Style())


@dataclass(slots=True, kw_only=True)
class Canvas:
    """Collects a sheet's cells. ``row`` is where the next line goes, ``widths`` the columns' in characters.

    The columns numbered in ``hidden`` are not seen. The other attributes mean what they mean in a plan.
    """

    widths: Sequence[float]
    hidden: frozenset[int] = frozenset()
    row: int = 1
    freeze: tuple[int, int] | None = None
    title_rows: tuple[int, int] | None = None
    filter: Block | None = None
    landscape: bool = True
    one_page: bool = False
    tab_color: str | None = None
    color_scales: list[ColorScale] = field(default_factory=list)
    data_bars: list[DataBar] = field(default_factory=list)
    highlights: list[Highlight] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    _cells: list[Cell] = field(default_factory=list)
    _merges: list[Block] = field(default_factory=list)
    _heights: dict[int, float] = field(default_factory=dict)
    _used: float = 0
    _measured: int = 1

    def put(
        self, column: int, content: Content, style: Style, *, across: int = 1, row: int = 0, link: str | None = None
    ) -> None:
        """Write one cell, in the current row unless another is named, and make its row high enough.

        It is merged over ``across`` columns; ``link`` is a place in the same workbook.
        """
        row = row or self.row
        self._cells.append(Cell(row=row, column=column, content=content, style=style, link=link))
        if across > 1:
            right = column + across - 1
            self._cells += [Cell(row=row, column=n, content=None, style=style) for n in range(column + 1, right + 1)]
            self._merges.append(Block(top=row, left=column, bottom=row, right=right))
        if style.wrap and isinstance(content, str):
            width = sum(self.widths[column - 1 : column - 1 + across])
            self.grow(row, estimate_height(content, width - 1.5 * style.indent, style.size) + _ROOM)

    def line(self, written: Iterable[Written], *, left: int = 1, height: float = ROW) -> int:
        """Write one row from a column on and go to the next. Return its number."""
        for column, (content, style) in enumerate(written, left):
            self.put(column, content, style)
        return self.end_row(height)

    def across(self, content: Content, style: Style, *, height: float = 0) -> int:
        """Write one row that is a single cell over all columns that are seen. Return its number."""
        self.put(1, content, style, across=len(self.widths) - len(self.hidden))
        return self.end_row(height)

    def end_row(self, height: float = 0) -> int:
        """Make the current row at least ``height`` points high and go to the next. Return its number."""
        if height:
            self.grow(self.row, height)
        self.row += 1
        return self.row - 1

    def grow(self, row: int, height: float) -> None:
        """Make a row at least this high, in points."""
        self._heights[row] = min(MAX_ROW_HEIGHT, max(height, self._heights.get(row, 0)))

    def space(self, height: float = 10) -> None:
        """Leave a low empty row."""
        self.end_row(height)

    def table(
        self,
        columns: Sequence[Column[Row]],
        rows: Iterable[Row],
        *,
        left: int = 1,
        head_height: float = HEAD_ROW,
        height: float = ROW,
    ) -> Block:
        """Write column titles and a line for each row. Return what the rows cover, without the titles above them."""
        self.heads(columns, left=left, height=head_height)
        return self.lines(columns, rows, left=left, height=height)

    def heads(self, columns: Sequence[Column[Row]], *, left: int = 1, height: float = HEAD_ROW) -> int:
        """Write the titles of columns. Return their row."""
        for place, column in _placed(columns, left):
            self.put(place, column.title or None, column.head, across=column.across)
        return self.end_row(height)

    def lines(
        self, columns: Sequence[Column[Row]], rows: Iterable[Row], *, left: int = 1, height: float = ROW
    ) -> Block:
        """Write a line for each row. Return what they cover; without rows, a block that ends above its top."""
        top, placed = self.row, _placed(columns, left)
        for row in rows:
            for place, column in placed:
                style = column.style if isinstance(column.style, Style) else column.style(row)
                self.put(place, column.value(row), style, across=column.across)
            self.end_row(height)
        return Block(top=top, left=left, bottom=self.row - 1, right=left + sum(c.across for c in columns) - 1)

    def totals(self, columns: Sequence[Column[Row]], *, left: int = 1, height: float = ROW) -> None:
        """Write the line of totals."""
        for place, column in _placed(columns, left):
            self.put(place, *column.total, across=column.across)
        self.end_row(height)

    def height_from(self, row: int) -> float:
        """Points from the top of a row to the current one."""
        return sum(self._heights.get(place, 0) for place in range(row, self.row))

    def keep_together(self, height: float) -> None:
        """Begin a new printed page here when so many points do not fit on what is left of this one."""
        self._break_before(self.row, height)

    def keep_rows(self, first: int) -> None:
        """Begin a new printed page at a row when the rows from there on do not fit on what is left of a page."""
        # Estimates differ by some points from program to program: a page that has hardly begun is made to begin here.
        self._break_before(first, self.height_from(first), tolerance=ROW)

    def _break_before(self, row: int, height: float, tolerance: float = 0) -> None:
        room = LANDSCAPE if self.landscape else PORTRAIT
        # A sheet is scaled down to a page's width, so that more of it fits a page.
        page = room.down / print_scale(self.widths, room)
        self._used += sum(self._heights.get(place, 0) for place in range(self._measured, row))
        self._measured = row
        begun = self._used % page
        if row > 1 and (begun + height > page or (self._used > page and begun < tolerance)):
            self.breaks.append(row)
            self._used = 0

    def plan(
        self,
        title: str | Slot,
        page: PrintPlan | None = None,
        *,
        protected: bool = False,
        active: tuple[int, int] | None = None,
    ) -> SheetPlan:
        """The finished sheet; its direction on paper, title rows and page breaks are added to ``page``."""
        return SheetPlan(
            title=title,
            cells=tuple(self._cells),
            columns=tuple(
                ColumnPlan(column=n, width=width, hidden=n in self.hidden) for n, width in enumerate(self.widths, 1)
            ),
            rows=tuple(RowPlan(row=row, height=round(height, 2)) for row, height in sorted(self._heights.items())),
            merges=tuple(self._merges),
            freeze=self.freeze,
            highlights=tuple(self.highlights),
            color_scales=tuple(self.color_scales),
            data_bars=tuple(self.data_bars),
            charts=tuple(self.charts),
            protected=protected,
            filter=self.filter,
            print=replace(
                page or PrintPlan(),
                landscape=self.landscape,
                one_page=self.one_page,
                title_rows=self.title_rows,
                breaks_before=tuple(self.breaks),
            ),
            tab_color=self.tab_color,
            active=active,
        )


def _placed(columns: Sequence[Column[Row]], left: int) -> list[tuple[int, Column[Row]]]:
    """Columns of a table, each with the number of the sheet's column in which it begins."""
    placed = []
    for column in columns:
        placed.append((left, column))
        left += column.across
    return placed
