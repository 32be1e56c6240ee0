"""The strongest and the weakest items on the first sheet."""

from __future__ import annotations

from collections.abc import Sequence

from sheetreview.model.summary import ItemResult, TeamSummary
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas
from sheetreview.report.wording import fraction, item_titles
from sheetreview.sheet.plan import Content, Style

_LEFT, _LEFT_COLUMNS = 1, 7
_SIDE, _SIDE_COLUMNS = 9, 6
_TOP = 3
_HEADS, _LINE = 53, 19


def ranked_items(items: Sequence[ItemResult]) -> list[ItemResult]:
    """Items from the highest % of maximum down.

    An item rated less than half as often as the most rated one of its section says too little to be ranked.
    """
    most: dict[tuple[str, str, str], int] = {}
    for item in items:
        place = (item.layout, item.role, item.section)
        most[place] = max(item.rated, most.get(place, 0))
    fit = [i for i in items if i.percent is not None and 2 * i.rated >= most[i.layout, i.role, i.section]]
    return sorted(fit, key=lambda item: -(item.percent or 0))


def rankings_below(canvas: Canvas, summary: TeamSummary, room: float) -> None:
    """The strongest items on the left and the weakest on the right, as many as there is room for."""
    ranked = _ranked(summary)
    count = min(_TOP, len(ranked) // 2, int((room - _HEADS) // _LINE))
    if count < 1:
        return
    top = canvas.row
    _table(canvas, summary, "strongest", ranked[:count], (_LEFT, _LEFT_COLUMNS))
    canvas.row = top
    _table(canvas, summary, "weakest", ranked[: -count - 1 : -1], (_SIDE, _SIDE_COLUMNS))
    canvas.space()


def rankings_aside(canvas: Canvas, summary: TeamSummary) -> None:
    """The strongest item and the weakest one under it, on the right."""
    ranked = _ranked(summary)
    if len(ranked) > 1:
        for which, item in (("strongest", ranked[0]), ("weakest", ranked[-1])):
            _table(canvas, summary, which, [item], (_SIDE, _SIDE_COLUMNS))
            canvas.row += 1


def _ranked(summary: TeamSummary) -> list[ItemResult]:
    return ranked_items([item for item in summary.items if (item.layout, item.role) not in summary.own])


def _table(
    canvas: Canvas, summary: TeamSummary, which: str, items: Sequence[ItemResult], place: tuple[int, int]
) -> None:
    left, across = place
    heading = f"{len(items)} {which} items" if len(items) > 1 else f"{which.capitalize()} item"
    canvas.heading(heading, left=left, across=across)
    canvas.row += 1
    _line(canvas, place, ("Item", "Section", "% of max."), (styles.HEADER, styles.HEADER_CENTER))
    titles = item_titles(summary.items)
    for item in items:
        title = titles[item.layout, item.role, item.section, item.item]
        _line(canvas, place, (title, item.section_title, fraction(item.percent)), (styles.TEXT, styles.PERCENT))


def _line(
    canvas: Canvas, place: tuple[int, int], contents: tuple[Content, Content, Content], looks: tuple[Style, Style]
) -> None:
    (left, across), (title, section, percent), (text, number) = place, contents, looks
    canvas.put(canvas.row, left, title, text, across=across - 3)
    canvas.put(canvas.row, left + across - 3, section, text, across=2)
    canvas.put(canvas.row, left + across - 1, percent, number)
    canvas.grow(canvas.row, _LINE)
    canvas.row += 1
