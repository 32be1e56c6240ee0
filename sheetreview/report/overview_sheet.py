"""The first sheet: where the cycle stands and what its results say, on one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sheetreview.model.summary import ItemResult, SectionMean, TeamSummary
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.overview_levels import level_shares
from sheetreview.report.overview_watch import busiest, side_tables
from sheetreview.report.wording import count_of, fraction, groups_of, item_titles, section_title
from sheetreview.sheet.palette import NAVY
from sheetreview.sheet.plan import Block, Chart, Content, DataBar, SheetPlan, Style

_COLUMN = 13.0
_COLUMNS = 14
_TABLE = 7
_SIDE = 9
_SIDE_COLUMNS = 6
_TOP = 3
_FLOOR = 40
_CEILING = 90
_CHART_CM = 14.8
_POINTS_PER_CM = 28.35
_PAGE = 680
"""Height of a page in points, at the scale that fits the sheet's width."""
_BELOW = 112
"""Height of what stands below the rankings, and of their headings."""
_LINE = 19


def overview_sheet(summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    """Participation, results by section, how the results spread, and the strongest and weakest items."""
    canvas = Canvas(widths=(_COLUMN,) * _COLUMNS)
    canvas.title("Team summary", summary)
    _figures(canvas, summary)
    canvas.space()
    side_tables(canvas, summary)
    if not summary.participation.counted:
        canvas.empty("There is no complete review yet, so there is nothing to average.")
    elif summary.overall_percent is not None:
        _results(canvas, summary)
        canvas.space()
        _rankings(canvas, summary)
    level_shares(canvas, summary)
    if summary.overall_percent is None:
        busiest(canvas, summary)
    canvas.heading("How to read this")
    canvas.row += 1
    canvas.space(5)
    canvas.note(reading_note(summary))
    return canvas.plan(title, summary, paper, tab_color=NAVY)


def reading_note(summary: TeamSummary) -> str:
    """What the numbers mean and which reviews are left out of them."""
    stand = summary.participation
    if summary.overall_percent is not None or not stand.counted:
        scale = (
            "Results are in % of the maximum the rated items could reach, so sections with different scales compare."
        )
    elif summary.items or summary.pooled:
        where = "Items" if summary.items else "Raters"
        scale = f"The scales have no numbers, so there are no totals or means; the sheet {where} counts every level."
    else:
        scale = "Nothing is rated in these forms, so there are no totals or means."
    left_out = [
        f"{number} {what}"
        for number, what in (
            (stand.with_errors, "with errors"),
            (stand.in_progress, "in progress"),
            (stand.not_started, "not returned"),
        )
        if number
    ]
    rest = f"left out: {', '.join(left_out)}" if left_out else "none is left out"
    what = "Counts" if stand.counted and summary.overall_percent is None else "Means"
    means = f" {what} cover {count_of(stand.counted, 'complete review')}; {rest}." if stand.issued else ""
    own = " What people say of themselves is in no result of the team." if summary.own else ""
    return f"{scale} A missing rating or N/A is left out, never counted as zero.{means}{own}"


def _figures(canvas: Canvas, summary: TeamSummary) -> None:
    stand = summary.participation
    returned = f" ({stand.returned / stand.issued:.0%})" if stand.issued else ""
    overall = fraction(summary.overall_percent)
    figures: list[tuple[Written, str]] = [
        ((stand.issued, styles.FIGURE), "forms issued"),
        ((stand.returned, styles.FIGURE), f"returned{returned}"),
        ((stand.complete, _colored(stand.complete, styles.GREEN)), "complete"),
        ((stand.in_progress, _colored(stand.in_progress, styles.AMBER)), "in progress"),
        ((stand.with_errors, _colored(stand.with_errors, styles.RED)), "with errors"),
        ((stand.not_started, _colored(stand.not_started, styles.AMBER)), "not started"),
        (("–" if overall is None else overall, styles.FIGURE_PERCENT), "team result"),
    ]
    for place, ((content, style), label) in enumerate(figures):
        canvas.put(canvas.row, 1 + 2 * place, content, style, across=2)
        canvas.put(canvas.row + 1, 1 + 2 * place, label, styles.FIGURE_LABEL, across=2)
    canvas.grow(canvas.row, 36)
    canvas.grow(canvas.row + 1, 20)
    canvas.row += 2


def _colored(number: int, color: str) -> Style:
    return styles.emphasis(styles.FIGURE, color) if number else styles.FIGURE


def _results(canvas: Canvas, summary: TeamSummary) -> None:
    """Sections and spread on the left, the spread's chart on the right."""
    top = canvas.row
    canvas.heading("Results by section", across=_TABLE)
    canvas.row += 1
    _section_table(canvas, summary)
    percents = summary.overall_results
    if not percents:
        return
    canvas.space()
    canvas.heading("How the overall results spread", across=_TABLE)
    canvas.row += 1
    _spread_table(canvas, percents, top)


def _section_table(canvas: Canvas, summary: TeamSummary) -> None:
    groups = groups_of(summary)
    center = styles.HEADER_CENTER
    _section_line(
        canvas, ("Section", styles.HEADER), [(head, center) for head in ("Mean", "Lowest", "Highest", "Reviews")]
    )
    first = canvas.row
    for section in summary.sections:
        _section_line(canvas, (section_title(section, groups), styles.TEXT), _section_numbers(section))
    canvas.data_bars.append(DataBar(block=Block(top=first, left=4, bottom=canvas.row - 1, right=4), low=0, high=1))
    overall = fraction(summary.overall_percent)
    percents = summary.overall_results
    numbers = (overall, fraction(min(percents, default=None)), fraction(max(percents, default=None)))
    written: list[Written] = [("–" if number is None else number, styles.TOTAL_PERCENT) for number in numbers]
    _section_line(canvas, ("Overall", styles.TOTAL_TEXT), [*written, (len(percents), styles.TOTAL_CENTER)])


def _section_numbers(section: SectionMean) -> list[Written]:
    numbers = (section.mean_percent, section.lowest_percent, section.highest_percent)
    written: list[Written] = [("–" if n is None else fraction(n), styles.PERCENT) for n in numbers]
    return [*written, (section.reviews, styles.CENTER)]


def _section_line(canvas: Canvas, name: Written, numbers: Sequence[Written]) -> None:
    canvas.put(canvas.row, 1, *name, across=3)
    canvas.line(numbers, left=4)


def _spread_table(canvas: Canvas, percents: Sequence[float], chart_row: int) -> None:
    found = Counter(_range_of(percent) for percent in percents)
    _spread_line(
        canvas, ("Overall result", styles.HEADER), ("Reviews", styles.HEADER_CENTER), ("Share", styles.HEADER_CENTER)
    )
    first = canvas.row
    for low in range(_FLOOR - 10, 100, 10):
        _spread_line(
            canvas,
            (_range_label(low), styles.TEXT),
            (found[low], styles.CENTER),
            (_share(found[low], percents), styles.SHARE),
        )
    canvas.charts.append(
        Chart(
            title="Reviews by overall result",
            names=Block(top=first, left=1, bottom=canvas.row - 1, right=1),
            values=Block(top=first, left=4, bottom=canvas.row - 1, right=4),
            row=chart_row,
            column=_SIDE,
            width_cm=_CHART_CM,
            height_cm=round(canvas.height_from(chart_row) / _POINTS_PER_CM, 1),
        )
    )


def _spread_line(canvas: Canvas, name: Written, people: Written, share: Written) -> None:
    canvas.put(canvas.row, 1, *name, across=3)
    canvas.put(canvas.row, 4, *people, across=2)
    canvas.put(canvas.row, 6, *share, across=2)
    canvas.grow(canvas.row, 16)
    canvas.row += 1


def _range_of(percent: float) -> int:
    """The lower end of the range a result is shown in, by what people read: one digit after the point."""
    return max(_FLOOR - 10, min(_CEILING, int(round(percent, 1) // 10) * 10))


def _share(number: int, percents: Sequence[float]) -> float:
    return round(number / len(percents), 6)


def _range_label(low: int) -> str:
    if low < _FLOOR:
        return f"under {_FLOOR}%"
    return "90–100%" if low == _CEILING else f"{low}–{low + 9}%"


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


def _rankings(canvas: Canvas, summary: TeamSummary) -> None:
    ranked = ranked_items([item for item in summary.items if (item.layout, item.role) not in summary.own])
    room = int((_PAGE - canvas.height_from(1) - _BELOW) // _LINE)
    count = min(_TOP, len(ranked) // 2, room)
    if count < 1:
        return
    titles = item_titles(summary.items)
    sides = ((1, _TABLE, "strongest"), (_SIDE, _SIDE_COLUMNS, "weakest"))
    for left, across, which in sides:
        heading = f"{count} {which} items" if count > 1 else f"{which.capitalize()} item"
        canvas.heading(heading, left=left, across=across)
    canvas.row += 1
    for left, across, _ in sides:
        _ranking_cells(canvas, left, across, ("Item", "Section", "% of max."), (styles.HEADER, styles.HEADER_CENTER))
    canvas.row += 1
    for pair in zip(ranked[:count], reversed(ranked[-count:]), strict=True):
        for (left, across, _), item in zip(sides, pair, strict=True):
            title = titles[item.layout, item.role, item.section, item.item]
            contents = (title, item.section_title, fraction(item.percent))
            _ranking_cells(canvas, left, across, contents, (styles.TEXT, styles.PERCENT))
        canvas.row += 1
    canvas.space()


def _ranking_cells(
    canvas: Canvas, left: int, across: int, contents: tuple[Content, Content, Content], looks: tuple[Style, Style]
) -> None:
    title, section, percent = contents
    text, number = looks
    canvas.put(canvas.row, left, title, text, across=across - 3)
    canvas.put(canvas.row, left + across - 3, section, text, across=2)
    canvas.put(canvas.row, left + across - 1, percent, number)
    canvas.grow(canvas.row, 19)
