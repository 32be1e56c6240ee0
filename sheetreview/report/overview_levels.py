"""What the first sheet shows of scales without numbers: how often each level was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sheetreview.model.insights import LevelCount, PooledGroup, PooledSlice
from sheetreview.model.summary import ItemResult, TeamSummary
from sheetreview.report import styles
from sheetreview.report.page import Page, by_case, column, share
from sheetreview.report.raters_sheet import level_sums, response, too_few
from sheetreview.report.wording import count_of, group_title, groups_of, month_title, section_title
from sheetreview.sheet.canvas import Column

_FEW_LEVELS, _MOST_LEVELS = 3, 8
"""As many levels get wide columns; a scale of more than 8 does not fit the sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shares:
    """One line: how often each level was given."""

    name: str
    levels: Sequence[LevelCount]
    lowest: bool = False

    @property
    def total(self) -> int:
        return sum(level.count for level in self.levels)


def level_shares(page: Page, summary: TeamSummary) -> None:
    """Write shares of levels of scales without numbers: by section, and by item for groups of raters."""
    groups = groups_of(summary)
    titles = {(s.layout, s.role, s.id): section_title(s, groups) for s in summary.sections}
    lines = []
    for place, found in groupby(summary.items, key=lambda item: (item.layout, item.role, item.section)):
        items = list(found)
        if items[0].maximum is None and any(item.rated for item in items):
            lines.append(_Shares(name=titles.get(place, items[0].section_title), levels=_sums(items)))
    if lines:
        page.heading("How often each level was given")
        _tables(page, "Section", lines)
    for group in summary.pooled:
        _pooled(page, group)


def _sums(items: Sequence[ItemResult]) -> list[LevelCount]:
    return [
        LevelCount(value=level.value, label=level.label, count=sum(item.levels[place].count for item in items))
        for place, level in enumerate(items[0].levels)
    ]


def _pooled(page: Page, group: PooledGroup) -> None:
    page.keep_together(110)
    page.heading(f"{group_title((group.layout, group.role))}: {response(group.everyone)}")
    if not group.everyone.shown:
        page.empty(f"Ratings are {too_few(group)}.")
        return
    items = group.everyone.items
    _tables(page, "Item", [_Shares(name=item.label, levels=item.levels, lowest=item.lowest) for item in items])
    _months(page, group)


def _tables(page: Page, what: str, lines: Sequence[_Shares]) -> None:
    """One table for each scale that fits the sheet."""
    worst = styles.emphasis(styles.TEXT, styles.RED)
    for scale, found in groupby(lines, key=lambda line: [(level.value, level.label) for level in line.levels]):
        if len(scale) > _MOST_LEVELS:
            continue
        across = 2 if len(scale) <= _FEW_LEVELS else 1
        left = len(page.widths) - across * len(scale) + 1
        columns: list[Column[_Shares]] = [
            column(
                what,
                lambda line: f"{line.name}  –  lowest" if line.lowest else line.name,
                look=by_case(lambda line: line.lowest, worst, styles.TEXT),
                across=left - 3,
            ),
            column("Ratings", lambda line: line.total, styles.CENTER, across=2),
            *(_level(place, f"{value}\n{label}", across) for place, (value, label) in enumerate(scale)),
        ]
        page.shade(replace(page.table(columns, found, head_height=30), left=left), 1)
    page.space()


def _level(place: int, title: str, across: int) -> Column[_Shares]:
    return column(
        title,
        lambda line: share(line.levels[place].count, line.total),
        styles.SHARE,
        head=styles.HEADER_SMALL,
        across=across,
    )


def _months(page: Page, group: PooledGroup) -> None:
    """The share of the scale's first level month by month, and a chart of it."""
    shown = [month for month in group.months if month.shown]
    if not shown:
        return
    first = level_sums(group.everyone)[0]

    def ratings(month: PooledSlice) -> int:
        return sum(level.count for level in level_sums(month))

    def best(month: PooledSlice) -> int:
        return sum(level.count for level in level_sums(month) if level.value == first.value)

    columns: list[Column[PooledSlice]] = [
        column("Month", lambda month: month_title(month.key), across=3),
        column("Ratings", ratings, styles.CENTER, across=2),
        column(f"{first.value} %", lambda month: share(best(month), ratings(month)), styles.SHARE),
    ]
    head = page.row
    rows = page.table(columns, shown)
    hidden = len(group.months) - len(shown)
    if hidden:
        page.line([(f"{count_of(hidden, 'month')} {too_few(group)}", styles.NOTE_LINE)])
    if len(shown) > 1:
        title = f"{first.label} ({first.value}) by month"
        page.chart_beside(rows, title, values=6, at=8, maximum=1, number_format="0%")
    page.keep_rows(head)
    page.space()
