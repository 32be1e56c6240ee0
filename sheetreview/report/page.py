"""What the sheets of a report have in common: the band at the top, headings, notes, and kinds of columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from sheetreview.model.summary import TeamSummary
from sheetreview.report import styles
from sheetreview.report.wording import cycle_line, fraction
from sheetreview.sheet.canvas import Canvas, Column, Written
from sheetreview.sheet.paper import width_in_points
from sheetreview.sheet.plan import Align, Block, Chart, ColorScale, Content, DataBar, Style

Row = TypeVar("Row")

MOST_ROWS = 2_000
"""Rows a list of a report has; what is most urgent stands first."""

_FIRST_ROWS = 110
_LOWEST_CHART = 120.0
_POINTS_PER_CM = 28.35
_BESIDE_CM = 0.6


@dataclass(slots=True, kw_only=True)
class Page(Canvas):
    """A sheet of the report."""

    def title(self, title: str, summary: TeamSummary) -> None:
        """Write the dark band at the top of every sheet, over all columns."""
        self.flow(1, title, styles.TITLE, across=len(self.widths))
        self.end_row(36)
        self.flow(1, cycle_line(summary), styles.SUBTITLE, across=len(self.widths))
        self.end_row(21)
        self.space()

    def heading(self, text: str, across: int = 0) -> None:
        """Write a heading with a line under it, over ``across`` columns (0: all)."""
        self.flow(1, text, styles.HEADING, across=across or len(self.widths))
        self.end_row(24)

    def band(self, text: str, across: int = 0) -> None:
        """Write the name of a table (over all columns: 0), on one printed page with the table's first rows."""
        self.keep_together(_FIRST_ROWS)
        self.flow(1, text, styles.SECTION, across=across or len(self.widths))
        self.end_row(24)

    def note(self, text: str) -> None:
        """Write a paragraph over all columns."""
        self.paragraph(text, styles.NOTE_LINE)

    def empty(self, text: str) -> None:
        """Write a friendly line in place of a table."""
        self.line([(text, styles.EMPTY_NOTE)], height=30)

    def listing(self, columns: Sequence[Column[Row]], rows: Iterable[Row], *, filtered: bool = True) -> None:
        """Write the sheet's one long table: its head stays in sight and stands on every printed page."""
        table = with_head(self.table(columns, rows, height=21))
        self.filter = table if filtered else None
        self.freeze, self.title_rows = (table.top + 1, 1), (table.top, table.top)

    def more(self, rows: int, rest: str = ": see team-summary.json.") -> None:
        """Say how many rows are left out of a list that ends with its first 2,000."""
        if rows > MOST_ROWS:
            self.note(f"… and {rows - MOST_ROWS:,} more{rest}")

    def block(
        self, heading: str, columns: Sequence[Column[Row]], rows: Sequence[Row], *, most: int = 0, sheet: str = ""
    ) -> None:
        """Write a short table with its heading, on one printed page, and a space below.

        Of its rows only the first are shown where ``most`` is given; ``sheet`` is the one that has them all.
        """
        shown, first = rows[: most or None], self.row
        self.heading(heading)
        self.table(columns, shown)
        self.more_on(sheet, len(rows) - len(shown))
        self.keep_rows(first)
        self.space()

    def more_on(self, sheet: str, rows: int) -> None:
        """Say how many rows more of a shortened table another sheet has; nothing for none."""
        if rows > 0:
            self.line([(f"and {rows:,} more on the sheet {sheet}", styles.NOTE_LINE)])

    def chart_beside(
        self,
        rows: Block,
        title: str,
        *,
        values: int,
        at: int,
        maximum: float | None = None,
        number_format: str = "0",
    ) -> None:
        """Draw a chart of a table's column of ``values`` beside it, from the column ``at`` to the sheet's last.

        The current row must be the one after the table; a low table gets room for its chart below.
        """
        head = rows.top - 1
        missing = _LOWEST_CHART - self.height_from(head)
        if missing > 0:
            self.space(missing)
        names, numbers = replace(rows, right=rows.left), replace(rows, left=values, right=values)
        self.charts.append(
            Chart(
                title=title,
                description=self._described(title, names, numbers, number_format),
                names=names,
                values=numbers,
                row=head,
                column=at,
                left_cm=_BESIDE_CM,
                width_cm=round(width_in_points(self.widths[at - 1 :]) / _POINTS_PER_CM - _BESIDE_CM, 1),
                height_cm=round(self.height_from(head) / _POINTS_PER_CM, 1),
                maximum=maximum,
                number_format=number_format,
            )
        )

    def _described(self, title: str, names: Block, values: Block, number_format: str) -> str:
        """What a bar chart shows, in words: each name with its number."""
        contents = {(cell.row, cell.column): cell.content for cell in self.cells}
        bars = []
        for row in range(names.top, names.bottom + 1):
            value = contents.get((row, values.left))
            shown = f"{value:.0%}" if number_format.endswith("%") and isinstance(value, int | float) else value
            bars.append(f"{contents.get((row, names.left))}: {shown}")
        return f"Bar chart. {title}. {', '.join(bars)}."

    def shade(self, block: Block, most: float) -> None:
        """Colour counts or shares, the darker the nearer to ``most``."""
        self.color_scales.append(
            ColorScale(block=block, low=0, high=most, low_color="FFFFFF", mid_color="C9DAEE", high_color="8FB4DC")
        )

    def bars(self, rows: Block, column: int, high: float = 1) -> None:
        """Draw bars in a column of some rows, from 0 to ``high``."""
        self.data_bars.append(DataBar(block=replace(rows, left=column, right=column), low=0, high=high))


def with_head(rows: Block) -> Block:
    """The rows of a table with the column titles above them."""
    return replace(rows, top=rows.top - 1)


def start(title: str, summary: TeamSummary, widths: Iterable[float], *, freeze: tuple[int, int] | None = None) -> Page:
    """A sheet with its title."""
    page = Page(widths=tuple(widths), freeze=freeze)
    page.title(title, summary)
    return page


def column(
    title: str,
    value: Callable[[Row], Content],
    style: Style = styles.TEXT,
    width: float = 0,
    *,
    look: Callable[[Row], Style] | None = None,
    head: Style | None = None,
    across: int = 1,
    total: Written | None = None,
) -> Column[Row]:
    """A column in a style, or in what ``look`` makes of a row; its head is centred where the style is."""
    return Column(
        title=title,
        value=value,
        style=look or style,
        head=head or (styles.HEADER_CENTER if style.align is Align.CENTER else styles.HEADER),
        width=width,
        across=across,
        total=total or (None, styles.total(style)),
    )


def counted(title: str, value: Callable[[Row], int], color: str = "", width: float = 0) -> Column[Row]:
    """A column of counts; those that are not 0 stand out in a colour, if one is given."""
    style = styles.CENTER
    if not color:
        return column(title, value, style, width)
    strong = styles.emphasis(style, color)
    return column(title, value, style, width, look=lambda row: strong if value(row) else style)


def by_case(case: Callable[[Row], bool], style: Style, otherwise: Style) -> Callable[[Row], Style]:
    """One style for the rows of a case, and one for the others."""
    return lambda row: style if case(row) else otherwise


def ranks(results: Iterable[object]) -> list[int]:
    """Places of results that stand in order, from 1; equal ones share theirs, and the next comes after all of them."""
    places: list[int] = []
    before: object = None
    for place, result in enumerate(results, 1):
        places.append(places[-1] if places and result == before else place)
        before = result
    return places


def number(value: float | None) -> Content:
    """A number for a cell, and a dash for none."""
    return "–" if value is None else round(value, 4)


def percentage(percent: float | None) -> Content:
    """A percentage as the number that a percent format shows, and a dash for none."""
    return "–" if percent is None else fraction(percent)


def share(part: int, whole: int) -> Content:
    """A part as the number a percent format shows, and a dash when there is no whole."""
    return fraction(100 * part / whole) if whole else "–"
