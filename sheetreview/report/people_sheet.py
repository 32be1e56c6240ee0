"""One line a review: where it stands and its results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter

from sheetreview.model.pooled import PooledGroup, PooledSlice
from sheetreview.model.summary import PersonResult, SectionMean, SectionResult, Status, TeamSummary
from sheetreview.report import styles
from sheetreview.report.page import Page, by_case, column, start, with_head
from sheetreview.report.wording import (
    form_name,
    fraction,
    group_title,
    groups_of,
    month_title,
    rated_text,
    section_title,
    total_text,
)
from sheetreview.sheet.canvas import Column
from sheetreview.sheet.plan import Block, ColorScale, Content, Style

_COUNTED = attrgetter("counted")
_STATUS = {status: styles.emphasis(styles.CENTER, color) for status, color in styles.STATUS_COLORS.items()}


def people_sheet(summary: TeamSummary) -> Page:
    """Everybody with section totals, % of maximum and overall result; what does not count is grey."""
    names, results = _names(summary), _results(summary)
    columns = [*names, *results]
    page = start("People", summary, [c.width for c in columns])
    if not summary.participation.issued:
        page.empty("No form has been issued yet.")
        return page
    page.note(_note(summary))
    if summary.people:
        _reviews(page, summary, columns, before=len(names))
    for group in summary.pooled:
        _raters(page, group)
    return page


def _reviews(page: Page, summary: TeamSummary, columns: Sequence[Column[PersonResult]], *, before: int) -> None:
    """The table of all reviews but those of groups of raters."""
    rows = page.table(columns, summary.people, head_height=34)
    page.filter = with_head(rows)
    page.freeze, page.title_rows = (rows.top, 2), (rows.top - 1, rows.top - 1)
    if summary.sections:
        page.space(4)
        page.totals(columns, height=21)
        _color(page, summary, rows, before=before)


def _raters(page: Page, group: PooledGroup) -> None:
    """How many forms of a group of raters came back about each person."""
    columns: list[Column[PooledSlice]] = [
        column("Reviewee", lambda person: person.name),
        column("Team", lambda person: person.team),
        column("Raters", lambda _: group_title((group.layout, group.role))),
        column("Returned", lambda person: f"{person.returned} of {person.issued}", styles.CENTER),
    ]
    page.space()
    page.table(columns, group.people)


def _note(summary: TeamSummary) -> str:
    """How to read the lines."""
    together = "What groups of raters say is shown only together, on the sheet Raters."
    if not summary.people:
        return together
    results = "% is of the maximum the rated items could reach. " if summary.sections else ""
    where = "in the means" if summary.sections else "counted"
    apart = " What is for HR alone is in no overall result, and keeps no review out of one." if summary.for_hr else ""
    behind = f" {together}" if summary.pooled else ""
    return f"{results}Reviews in grey are not complete or have errors; they are not {where}.{apart}{behind}"


def _names(summary: TeamSummary) -> list[Column[PersonResult]]:
    """Whose review it is and its status; form, account and month where any review needs them."""
    columns = [
        _column("Reviewee", lambda p: p.name, width=30, total="Team mean"),
        _column("Team", lambda p: p.team, width=22),
        _column("Reviewer", lambda p: p.reviewer, width=30),
    ]
    columns += [_column(title, value, width=width) for title, value, width in told_apart_by(summary, summary.people)]
    status: Column[PersonResult] = column(
        "Status",
        lambda p: p.status.capitalize(),
        styles.CENTER,
        16,
        look=lambda p: _STATUS[p.status],
        total=(None, styles.total(styles.TEXT)),
    )
    return [*columns, status]


def told_apart_by(
    summary: TeamSummary, people: Sequence[PersonResult]
) -> list[tuple[str, Callable[[PersonResult], str], float]]:
    """Form, account and month, where some of the people are told apart by them: title, value and width."""
    wanted: list[tuple[str, Callable[[PersonResult], str], float, bool]] = [
        ("Form", form_name, 30, len(groups_of(summary)) > 1),
        ("Account", lambda p: p.account, 28, any(person.account for person in people)),
        ("Month", lambda p: month_title(p.month), 18, any(person.month for person in people)),
    ]
    return [(title, value, width) for title, value, width, used in wanted if used]


def _results(summary: TeamSummary) -> list[Column[PersonResult]]:
    """Total and % of each section, then the overall result and its band, where forms have them."""
    groups = groups_of(summary)
    columns: list[Column[PersonResult]] = []
    for section in summary.sections:
        columns += _section(section, section_title(section, groups))
    if summary.sections or not summary.participation.issued:
        overall: Column[PersonResult] = column(
            "Overall",
            lambda p: fraction(p.overall_percent, p.digits) if p.counted else None,
            styles.PERCENT,
            11,
            look=lambda p: styles.percent(p.digits) if p.counted else styles.left_out(styles.PERCENT),
            total=(fraction(summary.overall_percent), styles.total(styles.PERCENT)),
        )
        columns.append(overall)
    if any(person.band for person in summary.people):
        total = (None, styles.total(styles.CENTER))
        grey = by_case(_COUNTED, styles.CENTER_WRAP, styles.left_out(styles.CENTER_WRAP))
        columns.append(column("Band", lambda p: p.band, styles.CENTER_WRAP, 20, look=grey, total=total))
    return columns


def _section(section: SectionMean, title: str) -> list[Column[PersonResult]]:
    def result_of(person: PersonResult) -> SectionResult | None:
        own = (section.layout, section.role) == (person.layout, person.role)
        return next((result for result in person.sections if own and result.id == section.id), None)

    def total(person: PersonResult) -> Content:
        result = result_of(person)
        if result is None:
            return "–" if person.status is Status.NOT_STARTED else None
        return total_text(result) if person.counted else rated_text(result)

    def percent(person: PersonResult) -> Content:
        result = result_of(person)
        return fraction(result.percent) if result is not None and person.counted else None

    return [
        _column(title, total, styles.CENTER, 18),
        _column(f"{title}: %", percent, styles.PERCENT, 14, fraction(section.mean_percent)),
    ]


def _column(
    title: str,
    value: Callable[[PersonResult], Content],
    style: Style = styles.TEXT,
    width: float = 0,
    total: Content = None,
) -> Column[PersonResult]:
    """A column that is grey in the lines of reviews that do not count."""
    grey = by_case(_COUNTED, style, styles.left_out(style))
    return column(title, value, style, width, look=grey, total=(total, styles.total(style)))


def _color(page: Page, summary: TeamSummary, rows: Block, *, before: int) -> None:
    """Colour each % from the lowest that its scale allows to the maximum."""

    def color(column: int, low: float) -> None:
        block = Block(top=rows.top, left=column, bottom=rows.bottom, right=column)
        page.color_scales.append(ColorScale(block=block, low=low, high=1))

    lows = []
    for place, section in enumerate(summary.sections, 1):
        low = _lowest_fraction(summary, section)
        if low is not None:
            lows.append(low)
            color(before + 2 * place, low)
    if lows:
        color(before + 2 * len(summary.sections) + 1, min(lows))


def _lowest_fraction(summary: TeamSummary, section: SectionMean) -> float | None:
    place = (section.layout, section.role, section.id)
    lows = [
        item.minimum / item.maximum
        for item in summary.items
        if (item.layout, item.role, item.section) == place and item.minimum is not None and item.maximum
    ]
    return min(lows, default=None)
