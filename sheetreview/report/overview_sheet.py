"""The first sheet: where the cycle stands and what its results say, on one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sheetreview.model.summary import SectionMean, TeamSummary
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.overview_figures import chosen, common_choices, figures_and_performers
from sheetreview.report.overview_levels import level_shares
from sheetreview.report.overview_note import reading_note
from sheetreview.report.overview_rankings import rankings_aside, rankings_below
from sheetreview.report.overview_watch import ToActOn, busiest, side_tables, to_act_on, urgent_table
from sheetreview.report.wording import fraction, groups_of, section_title
from sheetreview.sheet.palette import NAVY
from sheetreview.sheet.plan import Block, Chart, DataBar, SheetPlan, Style

_COLUMN = 13.0
_COLUMNS = 14
_TABLE = 7
_SIDE = 9
_SIDE_COLUMNS = 6
_FLOOR = 40
_CEILING = 90
_CHART_CM = 14.8
_POINTS_PER_CM = 28.35
_PAGE = 760
"""Height of a page in points, at a scale that is little smaller than the one that fits the sheet's width."""
_LAST = 62
"""Height of the last paragraph with its heading."""
_BESIDE_CHART = 1
"""So many lines more than there are sections leave room for the chart under them."""


def overview_sheet(summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    """Participation, results by section, how the results spread, and the strongest and weakest items."""
    canvas = Canvas(widths=(_COLUMN,) * _COLUMNS)
    canvas.title("Team summary", summary)
    _figures(canvas, summary)
    canvas.space()
    rated = summary.overall_percent is not None
    urgent = to_act_on(summary)
    beside = rated and len(groups_of(summary)) == 1 and len(urgent) <= len(summary.sections) + _BESIDE_CHART
    side_tables(canvas, summary, () if beside else urgent)
    if not summary.participation.counted:
        canvas.empty("There is no complete review yet, so there is nothing to average.")
    if rated:
        aside = not (beside and urgent) and bool(chosen(summary)) and len(summary.sections) > 1
        _results(canvas, summary, urgent if beside else (), rankings=aside)
        canvas.space()
    figures_and_performers(canvas, summary)
    if rated:
        common_choices(canvas, summary, _room(canvas))
        if not aside:
            rankings_below(canvas, summary, _room(canvas))
    level_shares(canvas, summary)
    if not rated:
        busiest(canvas, summary)
        common_choices(canvas, summary, _room(canvas))
    canvas.heading("How to read this")
    canvas.row += 1
    canvas.space(5)
    canvas.note(reading_note(summary))
    return canvas.plan(title, summary, paper, tab_color=NAVY, one_page=canvas.height_from(1) <= _PAGE)


def _room(canvas: Canvas) -> float:
    """Points left on the page above its last paragraph."""
    return _PAGE - canvas.height_from(1) - _LAST


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


def _results(canvas: Canvas, summary: TeamSummary, urgent: Sequence[ToActOn], *, rankings: bool) -> None:
    """Sections and spread on the left; on the right the spread's chart, under what to act on or the rankings."""
    top = chart_row = canvas.row
    if urgent:
        urgent_table(canvas, urgent, _SIDE, _SIDE_COLUMNS)
        chart_row = canvas.row + 1
    elif rankings:
        rankings_aside(canvas, summary)
        chart_row = canvas.row
    canvas.row = top
    canvas.heading("Results by section", across=_TABLE)
    canvas.row += 1
    _section_table(canvas, summary)
    percents = summary.overall_results
    if not percents:
        return
    canvas.space()
    canvas.heading("How the overall results spread", across=_TABLE)
    canvas.row += 1
    _spread_table(canvas, percents, chart_row)


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
