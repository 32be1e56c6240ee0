"""How each item was rated: the distribution over its levels, the mean, and % of maximum."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from sheetreview.model.insights import LevelCount
from sheetreview.model.summary import ItemResult, TeamSummary
from sheetreview.report import styles
from sheetreview.report.page import Page, column, number, percentage, start
from sheetreview.report.wording import groups_of, titled
from sheetreview.sheet.canvas import Column

_WIDTHS = (40.0, 46.0, 10.0, 10.0, 16.0)
_PERCENT = len(_WIDTHS)
_LEVEL_WIDTH = 13.0


def items_sheet(summary: TeamSummary) -> Page:
    """One table a section, because each has its own scale; only counted reviews."""
    levels = max((len(item.levels) for item in summary.items), default=0)
    page = start("Items", summary, (*_WIDTHS, *[_LEVEL_WIDTH] * levels), freeze=(3, 2))
    if not summary.items:
        page.empty("The forms of this cycle have no items to rate.")
    groups = groups_of(summary)
    for (layout, role, _), found in groupby(summary.items, key=lambda i: (i.layout, i.role, i.section)):
        items = list(found)
        across = _PERCENT + len(items[0].levels)
        page.put(1, titled(items[0].section_title, (layout, role), groups), styles.SECTION, across=across)
        page.end_row(24)
        rows = page.table(_columns(items), items, head_height=20, height=20)
        page.bars(rows, _PERCENT)
        if most := max(item.rated for item in items):
            page.shade(replace(rows, left=_PERCENT + 1), most)
        page.space(14)
    return page


def _columns(items: list[ItemResult]) -> list[Column[ItemResult]]:
    """Without details in its table, the name of an item has both columns."""

    def level(place: int, count: LevelCount) -> Column[ItemResult]:
        title = f"{count.value}\n{count.label}"
        return column(title, lambda i: i.levels[place].count, styles.CENTER, head=styles.HEADER_SMALL)

    detail: Column[ItemResult] = column("Detail", lambda i: i.detail)
    detailed = any(item.detail for item in items)
    return [
        column("Item", lambda i: i.label, across=1 if detailed else 2),
        *[detail] * detailed,
        column("Reviews", lambda i: i.rated, styles.CENTER),
        column("Mean", lambda i: number(i.mean), styles.MEAN),
        column("% of maximum", lambda i: percentage(i.percent), styles.PERCENT),
        *(level(place, count) for place, count in enumerate(items[0].levels)),
    ]
