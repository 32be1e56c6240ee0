"""What groups of raters say: all together, month by month and by person, from enough raters on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sheetreview.model.insights import PooledGroup, PooledItem, PooledSlice
from sheetreview.model.summary import TeamSummary
from sheetreview.model.tally import LevelCount
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.tables import band, share
from sheetreview.report.wording import count_of, group_title, month_title
from sheetreview.sheet.plan import Block, ColorScale, SheetPlan

_FIXED = (46.0, 12.0, 12.0)
_LEVEL = 11.0
_LOWEST = 46.0
_HEAD, _ROW = 64, 30


def raters_sheet(summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    """One part a group of raters."""
    groups = summary.pooled
    levels = max((len(item.levels) for group in groups for item in group.everyone.items), default=1)
    canvas = Canvas(widths=(*_FIXED, *[_LEVEL] * (2 * levels), _LOWEST), freeze=(4, 2))
    canvas.title("Raters", summary)
    for group in groups:
        _group(canvas, group)
    return canvas.plan(title, summary, paper)


def response(part: PooledSlice) -> str:
    """``8 of 10 returned (80%), 6 raters``."""
    rate = f" ({part.returned / part.issued:.0%})" if part.issued else ""
    return f"{part.returned} of {part.issued} returned{rate}, {count_of(part.raters, 'rater')}"


def too_few(group: PooledGroup) -> str:
    """What stands in place of ratings that are not shown."""
    return f"not shown: fewer than {group.min_raters} raters, or they could be told from the others"


def _group(canvas: Canvas, group: PooledGroup) -> None:
    across = len(canvas.widths)
    band(canvas, f"{group_title((group.layout, group.role))}: {response(group.everyone)}", across)
    canvas.note(
        f"Ratings are shown only together and only from {group.min_raters} different raters on. Where the rest could "
        "be worked out by subtraction, one more total is not shown."
    )
    canvas.space()
    if group.everyone.shown:
        canvas.heading("All together")
        canvas.row += 1
        _items(canvas, group.everyone.items)
    else:
        canvas.empty(f"Fewer than {group.min_raters} raters so far: no rating is shown.")
    canvas.space()
    if group.months:
        _months(canvas, group)
        canvas.space()
    first = group.people[0].items if group.people else ()
    canvas.keep_together(2 * _HEAD + _ROW * len(first))
    canvas.heading("By person")
    canvas.row += 1
    for person in group.people:
        _person(canvas, group, person)
    canvas.space(14)


def _items(canvas: Canvas, items: Sequence[PooledItem]) -> None:
    """Counts and shares by item, one table a scale."""
    for levels, found in groupby(items, key=lambda item: [(level.value, level.label) for level in item.levels]):
        width = len(levels)
        names = [f"{value}\n{label}" for value, label in levels]
        heads: list[Written] = [("Item", styles.HEADER)]
        heads += [(head, styles.HEADER_CENTER) for head in ("Rated", "Lowest")]
        heads += [(name, styles.HEADER_SMALL) for name in (*names, *(f"{value} %" for value, _ in levels))]
        canvas.line(heads, height=30)
        top = canvas.row
        for item in found:
            canvas.line(_item(item), height=20)
        _color(canvas, top, width)


def _item(item: PooledItem) -> list[Written]:
    mark: Written = ("lowest" if item.lowest else None, styles.emphasis(styles.CENTER, styles.RED))
    return [(item.label, styles.TEXT), (item.rated, styles.CENTER), mark, *_levels(item.levels)]


def _levels(levels: Sequence[LevelCount]) -> list[Written]:
    total = sum(level.count for level in levels)
    counts: list[Written] = [(level.count, styles.CENTER) for level in levels]
    return [*counts, *((share(level.count, total), styles.SHARE) for level in levels)]


def _color(canvas: Canvas, top: int, levels: int) -> None:
    left = len(_FIXED) + levels + 1
    block = Block(top=top, left=left, bottom=canvas.row - 1, right=left + levels - 1)
    canvas.color_scales.append(
        ColorScale(block=block, low=0, high=1, low_color="FFFFFF", mid_color="C9DAEE", high_color="8FB4DC")
    )


def level_sums(part: PooledSlice) -> list[LevelCount]:
    """How often each level was given over all items of a slice, in the scales' order."""
    sums: dict[tuple[str, str], int] = {}
    for item in part.items:
        for level in item.levels:
            sums[level.value, level.label] = sums.get((level.value, level.label), 0) + level.count
    return [LevelCount(value=value, label=label, count=count) for (value, label), count in sums.items()]


def _months(canvas: Canvas, group: PooledGroup) -> None:
    levels = level_sums(group.everyone)
    fits = len(levels) <= (len(canvas.widths) - len(_FIXED) - 1) // 2
    shown = levels if fits else []
    canvas.heading("Month by month")
    canvas.row += 1
    heads: list[Written] = [("Month", styles.HEADER)]
    heads += [(head, styles.HEADER_CENTER) for head in ("Returned", "Response")]
    heads += [(f"{level.value}\n{level.label}", styles.HEADER_SMALL) for level in shown]
    heads += [(f"{level.value} %", styles.HEADER_SMALL) for level in shown]
    heads += [(None, styles.HEADER)] * (len(canvas.widths) - 1 - len(heads))
    canvas.line([*heads, ("Lowest", styles.HEADER)], height=30)
    top = canvas.row
    for month in group.months:
        _month(canvas, group, month, shown)
    if shown:
        _color(canvas, top, len(shown))


def _month(canvas: Canvas, group: PooledGroup, month: PooledSlice, levels: Sequence[LevelCount]) -> None:
    row = canvas.row
    canvas.line(
        [
            (month_title(month.key), styles.TEXT),
            (f"{month.returned} of {month.issued}", styles.CENTER),
            (share(month.returned, month.issued), styles.SHARE),
        ],
        height=20,
    )
    across = len(canvas.widths)
    if not month.shown:
        canvas.put(row, 4, too_few(group), styles.LIMIT, across=across - 3)
        return
    counts = {(level.value, level.label): level.count for level in level_sums(month)}
    own = [LevelCount(value=v.value, label=v.label, count=counts.get((v.value, v.label), 0)) for v in levels]
    lowest = next((item.label for item in month.items if item.lowest), "–")
    rest = _levels(own)
    rest += [(None, styles.CENTER)] * (across - 4 - len(rest))
    for column, (content, style) in enumerate([*rest, (lowest, styles.TEXT)], 4):
        canvas.put(row, column, content, style)


def _person(canvas: Canvas, group: PooledGroup, person: PooledSlice) -> None:
    canvas.keep_together(_HEAD + _ROW * len(person.items))
    who = f"{person.name} ({person.team})" if person.team else person.name
    band(canvas, f"{who}: {response(person)}", len(canvas.widths))
    if person.shown:
        _items(canvas, person.items)
        missing = {(i.section, i.item) for i in group.everyone.items} - {(i.section, i.item) for i in person.items}
        if missing:
            canvas.line([(f"{count_of(len(missing), 'item')} {too_few(group)}", styles.NOTE_LINE)])
    else:
        canvas.put(canvas.row, 1, too_few(group).capitalize(), styles.LIMIT, across=len(canvas.widths))
        canvas.row += 1
    canvas.space(6)
