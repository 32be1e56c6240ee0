"""How each item was rated: the distribution over its levels, the mean, and % of maximum."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sheetreview.model.summary import ItemResult, TeamSummary
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.wording import fraction, groups_of, titled
from sheetreview.sheet.plan import Block, ColorScale, DataBar, SheetPlan, Style

_FIXED = ("Item", "Detail", "Reviews", "Mean", "% of maximum")
_WIDTHS = (40.0, 46.0, 10.0, 10.0, 16.0)
_PERCENT = 5
_LEVEL_WIDTH = 13.0


def items_sheet(summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    """One table a section, because each has its own scale; only counted reviews."""
    levels = max((len(item.levels) for item in summary.items), default=0)
    canvas = Canvas(widths=(*_WIDTHS, *[_LEVEL_WIDTH] * levels), freeze=(3, 2))
    canvas.title("Items", summary)
    if not summary.items:
        canvas.empty("The forms of this cycle have no items to rate.")
    groups = groups_of(summary)
    for (layout, role, _), found in groupby(summary.items, key=lambda i: (i.layout, i.role, i.section)):
        items = list(found)
        name = items[0].section_title
        _section(canvas, titled(name, (layout, role), groups), items)
        canvas.space(14)
    return canvas.plan(title, summary, paper)


def _section(canvas: Canvas, name: str, items: list[ItemResult]) -> None:
    levels = items[0].levels
    across = len(_FIXED) + len(levels)
    canvas.put(canvas.row, 1, name, styles.SECTION, across=across)
    canvas.grow(canvas.row, 24)
    canvas.row += 1
    detailed = any(item.detail for item in items)
    heads: list[Written] = [(head, styles.HEADER_CENTER) for head in _FIXED[2:]]
    heads += [(f"{level.value}\n{level.label}", styles.HEADER_SMALL) for level in levels]
    _line(canvas, _FIXED[:2], heads, styles.HEADER, detailed=detailed)
    first = canvas.row
    for item in items:
        _line(canvas, (item.label, item.detail), _numbers(item), styles.TEXT, detailed=detailed)
    last = canvas.row - 1
    bar = Block(top=first, left=_PERCENT, bottom=last, right=_PERCENT)
    canvas.data_bars.append(DataBar(block=bar, low=0, high=1))
    most = max(item.rated for item in items)
    if most:
        block = Block(top=first, left=_PERCENT + 1, bottom=last, right=across)
        canvas.color_scales.append(
            ColorScale(block=block, low=0, high=most, low_color="FFFFFF", mid_color="C9DAEE", high_color="8FB4DC")
        )


def _line(canvas: Canvas, names: Sequence[str], rest: Sequence[Written], style: Style, *, detailed: bool) -> None:
    """An item's line; without details in its table, the name has both columns."""
    canvas.put(canvas.row, 1, names[0], style, across=1 if detailed else 2)
    if detailed:
        canvas.put(canvas.row, 2, names[1], style)
    canvas.line(rest, left=3, height=20)


def _numbers(item: ItemResult) -> list[Written]:
    mean = "–" if item.mean is None else round(item.mean, 4)
    percent = fraction(item.percent)
    return [
        (item.rated, styles.CENTER),
        (mean, styles.MEAN),
        ("–" if percent is None else percent, styles.PERCENT),
        *((level.count, styles.CENTER) for level in item.levels),
    ]
