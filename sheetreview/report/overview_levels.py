"""What the first sheet shows of scales without numbers: how often each level was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sheetreview.model.insights import PooledGroup
from sheetreview.model.summary import ItemResult, TeamSummary
from sheetreview.model.tally import LevelCount
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.raters_sheet import level_sums, response, too_few
from sheetreview.report.tables import share
from sheetreview.report.wording import count_of, group_title, groups_of, month_title, section_title
from sheetreview.sheet.plan import Block, Chart, ColorScale

_NAME = 4
_CHART_AT = 10
_CHART_CM = 12.2
_POINTS_PER_CM = 28.35


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shares:
    """One line: how often each level was given."""

    name: str
    levels: Sequence[LevelCount]
    lowest: bool = False


def level_shares(canvas: Canvas, summary: TeamSummary) -> None:
    """Shares of levels of scales without numbers: by section, and by item for groups of raters."""
    groups = groups_of(summary)
    titles = {(s.layout, s.role, s.id): section_title(s, groups) for s in summary.sections}
    lines = []
    for place, found in groupby(summary.items, key=lambda item: (item.layout, item.role, item.section)):
        items = list(found)
        if items[0].maximum is None and any(item.rated for item in items):
            lines.append(_Shares(name=titles.get(place, items[0].section_title), levels=_sums(items)))
    if lines:
        _table(canvas, "How often each level was given", "Section", lines)
    for group in summary.pooled:
        _pooled(canvas, group)


def _sums(items: Sequence[ItemResult]) -> list[LevelCount]:
    totals = [sum(item.levels[place].count for item in items) for place in range(len(items[0].levels))]
    return [
        LevelCount(value=level.value, label=level.label, count=total)
        for level, total in zip(items[0].levels, totals, strict=True)
    ]


def _pooled(canvas: Canvas, group: PooledGroup) -> None:
    title = f"{group_title((group.layout, group.role))}: {response(group.everyone)}"
    if not group.everyone.shown:
        canvas.heading(title)
        canvas.row += 1
        canvas.empty(f"Ratings are {too_few(group)}.")
        return
    top = canvas.row
    items = [_Shares(name=item.label, levels=item.levels, lowest=item.lowest) for item in group.everyone.items]
    _table(canvas, title, "Item", items)
    _months(canvas, group, top + 1)


def _table(canvas: Canvas, title: str, what: str, lines: Sequence[_Shares]) -> None:
    """One table for each scale that fits the sheet."""
    canvas.heading(title)
    canvas.row += 1
    for scale, found in groupby(lines, key=lambda line: [(level.value, level.label) for level in line.levels]):
        if len(scale) > len(canvas.widths) - _NAME - 1:
            continue
        canvas.put(canvas.row, 1, what, styles.HEADER, across=_NAME)
        heads: list[Written] = [("Ratings", styles.HEADER_CENTER)]
        heads += [(f"{value}\n{label}", styles.HEADER_SMALL) for value, label in scale]
        canvas.line(heads, left=_NAME + 1, height=30)
        first = canvas.row
        for line in found:
            _share_line(canvas, line)
        left = _NAME + 2
        block = Block(top=first, left=left, bottom=canvas.row - 1, right=left + len(scale) - 1)
        canvas.color_scales.append(
            ColorScale(block=block, low=0, high=1, low_color="FFFFFF", mid_color="C9DAEE", high_color="8FB4DC")
        )
    canvas.space()


def _share_line(canvas: Canvas, line: _Shares) -> None:
    name = f"{line.name}  –  lowest" if line.lowest else line.name
    look = styles.emphasis(styles.TEXT, styles.RED) if line.lowest else styles.TEXT
    canvas.put(canvas.row, 1, name, look, across=_NAME)
    total = sum(level.count for level in line.levels)
    shares: list[Written] = [(share(level.count, total), styles.SHARE) for level in line.levels]
    canvas.line([(total, styles.CENTER), *shares], left=_NAME + 1)


def _months(canvas: Canvas, group: PooledGroup, chart_row: int) -> None:
    """The share of the scale's first level month by month, and its chart where there is room on the right."""
    levels = level_sums(group.everyone)
    shown = [month for month in group.months if month.shown]
    if not shown:
        return
    value, label = levels[0].value, levels[0].label
    canvas.put(canvas.row, 1, "Month", styles.HEADER, across=_NAME)
    canvas.line([("Ratings", styles.HEADER_CENTER), (f"{value} %", styles.HEADER_CENTER)], left=_NAME + 1)
    first = canvas.row
    for month in shown:
        sums = level_sums(month)
        total, best = sum(level.count for level in sums), sum(level.count for level in sums if level.value == value)
        canvas.put(canvas.row, 1, month_title(month.key), styles.TEXT, across=_NAME)
        canvas.line([(total, styles.CENTER), (share(best, total), styles.SHARE)], left=_NAME + 1)
    if len(shown) > 1 and _NAME + 1 + len(levels) < _CHART_AT - 1:
        canvas.charts.append(
            Chart(
                title=f"{label} ({value}) by month",
                names=Block(top=first, left=1, bottom=canvas.row - 1, right=1),
                values=Block(top=first, left=_NAME + 2, bottom=canvas.row - 1, right=_NAME + 2),
                row=chart_row,
                column=_CHART_AT,
                width_cm=_CHART_CM,
                height_cm=round(canvas.height_from(chart_row) / _POINTS_PER_CM, 1),
                maximum=1,
                number_format="0%",
            )
        )
    hidden = len(group.months) - len(shown)
    if hidden:
        canvas.line([(f"{count_of(hidden, 'month')} {too_few(group)}", styles.NOTE_LINE)])
    canvas.space()
