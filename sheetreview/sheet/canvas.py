"""A sheet in the making: written row by row from the top, then turned into a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeAlias, TypeVar

from sheetreview.sheet.measure import MAX_ROW_HEIGHT, estimate_height, wrapped_lines
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
    part_of,
)

Row = TypeVar("Row")

Written: TypeAlias = tuple[Content, Style]
"""A cell's content and its looks."""

ROW = 19.0
"""Points of a row with one line of text."""
HEAD_ROW = 24.0
"""Points of a row of column titles."""

_ROOM = 6.0
_LEADING = 2.0
_LONGEST_TITLE = 250
"""Characters of a column's title in a table; Excel takes 255, with the number that tells it apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """A column of a table: what it shows of each row, and how.

    ``style`` may depend on the row. ``width`` is in characters; a text may flow over ``across`` columns of the sheet.
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
    tables: list[Block] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    _merges: list[Block] = field(default_factory=list)
    _heights: dict[int, float] = field(default_factory=dict)
    _used: float = 0
    _measured: int = 1

    def put(self, column: int, content: Content, style: Style, *, row: int = 0, link: str | None = None) -> None:
        """Write one cell, in the current row unless another is named, and make its row high enough.

        ``link`` is a place in the same workbook.
        """
        row = row or self.row
        self.cells.append(Cell(row=row, column=column, content=content, style=style, link=link))
        self._grow_for(row, content, style, self.widths[column - 1])

    def flow(self, column: int, content: Content, style: Style, *, across: int) -> None:
        """Write one text into the current row that flows over empty cells, drawn as one with its own."""
        if across > 1:
            style = replace(style, wrap=False)
        last = column + across - 1
        for place in range(column, last + 1):
            look = part_of(style, first=place == column, last=place == last)
            self.put(place, content if place == column else None, look)

    def paragraph(self, text: str, style: Style, *, height: float = 0) -> None:
        """Write a text over the columns that are seen, as many rows as it needs: it flows, and no cells are merged."""
        seen = len(self.widths) - len(self.hidden)
        for line in wrapped_lines(text, sum(self.widths[:seen]) - 1.5 * style.indent, style.size):
            self.flow(1, line, style, across=seen)
            self.end_row(height or estimate_height(line, 2 * len(line), style.size) + _LEADING)

    def _grow_for(self, row: int, content: Content, style: Style, width: float) -> None:
        if style.wrap and isinstance(content, str):
            self.grow(row, estimate_height(content, width - 1.5 * style.indent, style.size) + _ROOM)

    def line(self, written: Iterable[Written], *, left: int = 1, height: float = ROW) -> int:
        """Write one row from a column on and go to the next. Return its number."""
        for column, (content, style) in enumerate(written, left):
            self.put(column, content, style)
        return self.end_row(height)

    def across(self, content: Content, style: Style, *, height: float = 0) -> int:
        """Write one row that is a single merged cell over all columns that are seen. Return its number."""
        seen = len(self.widths) - len(self.hidden)
        for column in range(1, seen + 1):
            self.cells.append(Cell(row=self.row, column=column, content=content if column == 1 else None, style=style))
        self._merges.append(Block(top=self.row, left=1, bottom=self.row, right=seen))
        self._grow_for(self.row, content, style, sum(self.widths[:seen]))
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
        """Write column titles and a line for each row. Return what the rows cover, without the titles above them.

        It is a table of the sheet: its titles are told apart, and a text that flows at its end is in one column of it.
        """
        self.heads(columns, left=left, height=head_height)
        covered = self.lines(columns, rows, left=left, height=height)
        self.note_table(columns, covered)
        return covered

    def note_table(self, columns: Sequence[Column[Row]], rows: Block) -> None:
        """Note that rows are a table with the titles above them, as far as the columns have cells of their own."""
        inner, last = columns[:-1], columns[-1]
        titled = all(0 < len(column.title.strip()) <= _LONGEST_TITLE for column in columns)
        if titled and rows.bottom >= rows.top and all(column.across == 1 for column in inner):
            self.tables.append(replace(rows, top=rows.top - 1, right=rows.right - last.across + 1))

    def heads(self, columns: Sequence[Column[Row]], *, left: int = 1, height: float = HEAD_ROW) -> int:
        """Write the titles of columns, no two alike. Return their row."""
        titles = told_apart([column.title for column in columns])
        for title, (place, column) in zip(titles, _placed(columns, left), strict=True):
            self.flow(place, title, column.head, across=column.across)
        return self.end_row(height)

    def lines(
        self, columns: Sequence[Column[Row]], rows: Iterable[Row], *, left: int = 1, height: float = ROW
    ) -> Block:
        """Write a line for each row. Return what they cover; without rows, a block that ends above its top."""
        top, placed = self.row, _placed(columns, left)
        for row in rows:
            for place, column in placed:
                style = column.style if isinstance(column.style, Style) else column.style(row)
                self._fill(place, column, column.value(row), style)
            self.end_row(height)
        return Block(top=top, left=left, bottom=self.row - 1, right=left + sum(c.across for c in columns) - 1)

    def totals(self, columns: Sequence[Column[Row]], *, left: int = 1, height: float = ROW) -> None:
        """Write the line of totals."""
        for place, column in _placed(columns, left):
            self._fill(place, column, *column.total)
        self.end_row(height)

    def _fill(self, place: int, column: Column[Row], content: Content, style: Style) -> None:
        if column.across == 1:
            self.put(place, content, style)
        else:
            self.flow(place, content, style, across=column.across)

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
            cells=tuple(self.cells),
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
            tables=tuple(self.tables),
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


def told_apart(titles: Sequence[str]) -> list[str]:
    """Titles of a table's columns, no two alike whatever their case: a number stands behind the second of a name."""
    taken: set[str] = set()
    found = []
    for title in titles:
        apart, number = title, 1
        while apart.casefold() in taken:
            number += 1
            apart = f"{title} ({number})"
        taken.add(apart.casefold())
        found.append(apart)
    return found


def _placed(columns: Sequence[Column[Row]], left: int) -> list[tuple[int, Column[Row]]]:
    """Columns of a table, each with the number of the sheet's column in which it begins."""
    placed = []
    for column in columns:
        placed.append((left, column))
        left += column.across
    return placed
