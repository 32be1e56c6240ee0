"""The first sheet: where the cycle stands, what to act on and what its results say, from the top to the bottom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sheetreview.model.insights import AccountResult, FollowUpState
from sheetreview.model.summary import SectionMean, Status, TeamSummary
from sheetreview.report import styles
from sheetreview.report.actions_sheet import by_owner, owner_columns
from sheetreview.report.gaps_sheet import noteworthy
from sheetreview.report.lists_sheets import by_urgency, next_review, overdue
from sheetreview.report.overview_tables import (
    LEVELS_FROM,
    against_target,
    chosen_most_often,
    level_shares,
    most_levels,
    ranked_items,
    top_performers,
)
from sheetreview.report.page import Page, column, counted, percentage, start
from sheetreview.report.wording import COUNTED_FOR_HR, counting, group_title, groups_of, section_title
from sheetreview.sheet.canvas import Column, Written
from sheetreview.sheet.palette import NAVY
from sheetreview.sheet.plan import Style
from sheetreview.sheet.text import plural

_WIDTHS = (36.0, *(11.2,) * 6)
_LEVEL = 10.0
"""Width of the columns that a scale of many levels needs beside these."""
_ONE_PAGE = 860
"""Points of height that still print on one page, at a scale little smaller than the one that fits its width."""
_MOST = 10
_FLOOR, _CEILING = 40, 90
"""Overall results are counted in ranges of ten points: the lowest is all below 40 %, the highest begins at 90 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToActOn:
    """One line of what to act on: how many, and the sheet that lists them."""

    what: str
    number: int
    sheet: str


@dataclass(slots=True)
class _Kind:
    """Where the forms of one layout and role stand."""

    issued: int = 0
    returned: int = 0
    complete: int = 0


def overview_sheet(summary: TeamSummary) -> Page:
    """Participation, what to act on, results by section and how they spread, and who and what is ahead."""
    beyond = most_levels(summary) + LEVELS_FROM - 1 - len(_WIDTHS)
    page = start("Team summary", summary, (*_WIDTHS, *[_LEVEL] * beyond))
    page.landscape, page.tab_color = False, NAVY
    rated = any(s.mean_percent is not None for s in summary.sections if (s.layout, s.role) not in summary.own)
    _participation(page, summary)
    _forms_by_kind(page, summary)
    _to_act_on(page, to_act_on(summary))
    if not summary.participation.counted:
        page.empty(f"There is no {counting(summary)} review yet, so there is nothing to average.")
    if rated:
        _results_by_section(page, summary)
        _spread(page, summary.overall_results)
        ranked_items(page, summary)
    against_target(page, summary)
    top_performers(page, summary)
    level_shares(page, summary)
    if not rated:
        _owners_and_accounts(page, summary)
    chosen_most_often(page, summary)
    first = page.row
    page.heading("How to read this")
    page.space(5)
    page.note(reading_note(summary))
    page.keep_rows(first)
    if page.height_from(1) <= _ONE_PAGE:
        page.one_page = True
        page.breaks.clear()
    return page


def _participation(page: Page, summary: TeamSummary) -> None:
    stand = summary.participation
    returned = f" ({stand.returned / stand.issued:.0%})" if stand.issued else ""
    figures: list[tuple[Written, str]] = [
        ((stand.issued, styles.FIGURE), "forms issued"),
        ((stand.returned, styles.FIGURE), f"returned{returned}"),
        ((stand.complete, _colored(stand.complete, styles.GREEN)), "complete"),
        ((stand.in_progress, _colored(stand.in_progress, styles.AMBER)), "in progress"),
        ((stand.with_errors, _colored(stand.with_errors, styles.RED)), "with errors"),
        ((stand.not_started, _colored(stand.not_started, styles.AMBER)), "not started"),
        ((percentage(summary.overall_percent), styles.FIGURE_PERCENT), "team result"),
    ]
    for place, (figure, label) in enumerate(figures, start=1):
        page.put(place, *figure)
        page.put(place, label, styles.FIGURE_LABEL, row=page.row + 1)
    page.end_row(36)
    page.end_row(20)
    page.space()


def _colored(number: int, color: str) -> Style:
    return styles.emphasis(styles.FIGURE, color) if number else styles.FIGURE


def _forms_by_kind(page: Page, summary: TeamSummary) -> None:
    groups = groups_of(summary)
    if len(groups) < 2:  # noqa: PLR2004 -- one kind needs no telling apart
        return
    kinds = {group: _Kind() for group in groups}
    for person in summary.people:
        kinds[person.layout, person.role].issued += 1
        kinds[person.layout, person.role].returned += person.status is not Status.NOT_STARTED
        kinds[person.layout, person.role].complete += person.status is Status.COMPLETE
    for pooled in summary.pooled:
        every = pooled.everyone
        kinds[pooled.layout, pooled.role] = _Kind(every.issued, every.returned, every.complete)
    columns: list[Column[tuple[str, str]]] = [
        column("Form", group_title),
        counted("Issued", lambda group: kinds[group].issued),
        counted("Returned", lambda group: kinds[group].returned),
        counted("Complete", lambda group: kinds[group].complete),
        counted("Not started", lambda group: kinds[group].issued - kinds[group].returned, styles.AMBER),
    ]
    page.block("Forms by kind", columns, groups)


def to_act_on(summary: TeamSummary) -> list[ToActOn]:
    """One line for everything the cycle's forms speak of at all."""
    lines = []
    late = [person for person in summary.people if person.days_late]
    if late:
        what = f"Forms late, the longest by {plural(max(person.days_late for person in late), 'day')}"
        missing = any(person.status is Status.NOT_STARTED for person in late)
        lines.append(ToActOn(what=what, number=len(late), sheet="Missing" if missing else "People"))
    if of_groups := sum(group.everyone.late for group in summary.pooled):
        lines.append(ToActOn(what="Forms of groups of raters late", number=of_groups, sheet="People"))
    if summary.follow_ups:
        states = Counter(row.state for row in summary.follow_ups)
        what = f"Actions overdue, of {states.total() - states[FollowUpState.CLOSED]} to do"
        lines.append(ToActOn(what=what, number=states[FollowUpState.OVERDUE], sheet="Actions"))
    if summary.accounts:
        number = sum(account.overdue for account in summary.accounts)
        lines.append(ToActOn(what=f"Accounts overdue, of {len(summary.accounts)}", number=number, sheet="Accounts"))
    if summary.flags:
        lines.append(ToActOn(what="Flagged rows", number=len(summary.flags), sheet="Flags"))
    if summary.person_gaps:
        number = len(noteworthy(summary.person_gaps))
        lines.append(ToActOn(what="Gaps of one level or more", number=number, sheet="Gaps"))
    return lines + (_extra_sections(summary) if summary.for_hr else [])


def _extra_sections(summary: TeamSummary) -> list[ToActOn]:
    """A line for each section that only some forms have: whose it is, and what is overdue of it.

    ``Plan: Follow-ups`` is one with ``Plan``, for its title goes on from there.
    """
    lines = []
    titles = dict.fromkeys(part.section_title for part in summary.parts)
    for title in (t for t in titles if not any(t.startswith(f"{other}:") for other in titles)):
        parts = [part for part in summary.parts if f"{part.section_title}:".startswith(f"{title}:")]
        people = plural(len({(part.reviewee_id, part.account) for part in parts}), "person", "people")
        number = sum(part.overdue for part in parts)
        lines.append(ToActOn(what=f"{title}, {people}: steps overdue", number=number, sheet="Extra sections"))
    return lines


def _to_act_on(page: Page, lines: Sequence[ToActOn]) -> None:
    columns: list[Column[ToActOn]] = [
        column("What", lambda line: line.what),
        counted("Number", lambda line: line.number, styles.RED),
        column("Sheet", lambda line: line.sheet, across=5),
    ]
    if lines:
        page.block("To act on", columns, lines)


def _results_by_section(page: Page, summary: TeamSummary) -> None:
    groups, percents = groups_of(summary), summary.overall_results
    overall, lowest, highest = (
        (percentage(percent), styles.total(styles.PERCENT))
        for percent in (summary.overall_percent, min(percents, default=None), max(percents, default=None))
    )
    text, center = styles.total(styles.TEXT), styles.total(styles.CENTER)
    columns: list[Column[SectionMean]] = [
        column("Section", lambda s: section_title(s, groups), total=("Overall", text)),
        column("Mean", lambda s: percentage(s.mean_percent), styles.PERCENT, total=overall),
        column("Lowest", lambda s: percentage(s.lowest_percent), styles.PERCENT, total=lowest),
        column("Highest", lambda s: percentage(s.highest_percent), styles.PERCENT, total=highest),
        column("Reviews", lambda s: s.reviews, styles.CENTER, total=(len(percents), center)),
    ]
    first = page.row
    page.heading("Results by section")
    page.bars(page.table(columns, summary.sections), 2)
    page.totals(columns)
    page.keep_rows(first)
    page.space()


def _spread(page: Page, percents: Sequence[float]) -> None:
    """How many reviews have a result in each range, and a chart of it."""
    if not percents:
        return
    found = Counter(_range_of(percent) for percent in percents)
    columns: list[Column[int]] = [
        column("Overall result", _range_label),
        column("Reviews", lambda low: found[low], styles.CENTER),
        column("Share", lambda low: round(found[low] / len(percents), 6), styles.SHARE),
    ]
    first = page.row
    page.heading("How the overall results spread")
    rows = page.table(columns, range(_FLOOR - 10, 100, 10), height=17)
    page.chart_beside(rows, "Reviews by overall result", values=2, at=4)
    page.keep_rows(first)
    page.space()


def _range_of(percent: float) -> int:
    """The lower end of the range a result is shown in, by what people read: one digit after the point."""
    return max(_FLOOR - 10, min(_CEILING, int(round(percent, 1) // 10) * 10))


def _range_label(low: int) -> str:
    if low < _FLOOR:
        return f"under {_FLOOR}%"
    return "90–100%" if low == _CEILING else f"{low}–{low + 9}%"


def _owners_and_accounts(page: Page, summary: TeamSummary) -> None:
    """Who has most to do, and which accounts are due first."""
    if summary.follow_ups:
        owners = by_owner(summary.follow_ups)
        page.block("Actions by owner", owner_columns(), owners, most=_MOST, sheet="Actions")
    columns: list[Column[AccountResult]] = [
        column("Account", lambda a: a.account),
        column("Every", lambda a: plural(a.months, "month") if a.months else "–", styles.CENTER),
        next_review(),
        overdue(),
    ]
    if summary.accounts:
        page.block("Accounts due first", columns, by_urgency(summary.accounts), most=_MOST, sheet="Accounts")


_LEFT_OUT = (
    (Status.WITH_ERRORS, "with errors"),
    (Status.IN_PROGRESS, "in progress"),
    (Status.NOT_STARTED, "not returned"),
)


def reading_note(summary: TeamSummary) -> str:
    """What the numbers mean, over which reviews they are, and which are left out."""
    counts = COUNTED_FOR_HR if summary.for_hr else ""
    return " ".join(filter(None, (_scales(summary), _covered(summary), counts, _beside(summary), _own(summary))))


def _scales(summary: TeamSummary) -> str:
    missing = "A missing rating or N/A is left out, never counted as zero."
    if _has_numbers(summary):
        compare = "so sections with different scales compare."
        return f"Results are in % of the maximum the rated items could reach, {compare} {missing}"
    if not summary.sections and not summary.pooled:
        return "Nothing is rated in these forms, so there are no totals or means."
    where = "Items" if summary.items else "Raters" if summary.pooled else ""
    counted = f"; the sheet {where} counts every level" if where else ""
    return f"The scales have no numbers, so there are no totals or means{counted}. {missing}"


def _has_numbers(summary: TeamSummary) -> bool:
    """Whether results are in %, once there are any; as is usual where no form can tell."""
    if summary.overall_percent is not None:
        return True
    unknown = not summary.items and not summary.participation.counted
    asked = bool(summary.sections) or not summary.participation.issued
    return (unknown and asked) or any(item.maximum is not None for item in summary.items)


def _covered(summary: TeamSummary) -> str:
    if not summary.participation.issued:
        return ""
    if summary.overall_percent is None:
        what = "Means" if _has_numbers(summary) else "Counts"
        counted = plural(summary.participation.counted, f"{counting(summary)} review")
        counted = f"what may be shown of {counted}" if summary.pooled else counted
        return f"{what} cover {counted}; {_left_out(_everybody(summary))}."
    rated = {(section.layout, section.role) for section in summary.sections} - summary.own
    judged = [person for person in summary.people if (person.layout, person.role) in rated]
    covered = plural(len(summary.overall_results), f"{counting(summary)} review")
    left_out = Counter(person.status for person in judged if not person.counted)
    return f"The team result covers {covered}; {_left_out(left_out)}."


def _everybody(summary: TeamSummary) -> Counter[Status]:
    """The statuses of all forms that do not count, those of groups of raters too."""
    stand = summary.participation
    statuses = Counter(
        {
            Status.WITH_ERRORS: stand.with_errors,
            Status.IN_PROGRESS: stand.in_progress,
            Status.NOT_STARTED: stand.not_started,
        }
    )
    return statuses - Counter(person.status for person in summary.people if person.counted)


def _left_out(counts: Counter[Status]) -> str:
    said = [f"{counts[status]} {what}" for status, what in _LEFT_OUT if counts[status]]
    return f"left out: {', '.join(said)}" if said else "none is left out"


def _beside(summary: TeamSummary) -> str:
    """Which sections and items enter no overall result, or that there is none because all are so."""
    groups = groups_of(summary)
    counted = {(s.layout, s.role, s.id): s for s in summary.sections if (s.layout, s.role, s.id) not in summary.beside}
    titles = [section_title(s, groups) for s in summary.sections if s not in counted.values()]
    for item in summary.items:
        section = counted.get((item.layout, item.role, item.section))
        if section is not None and not item.counts:
            titles.append(f"{section_title(section, groups)}: {item.label}")
    if not titles:
        return ""
    return f"In no overall result: {', '.join(titles)}." if counted else "No section counts in an overall result."


def _own(summary: TeamSummary) -> str:
    if not summary.own:
        return ""
    own = sum(person.counted and (person.layout, person.role) in summary.own for person in summary.people)
    are = "is" if own == 1 else "are"
    return f"Self-assessments stand apart, in no result of the team: {own} of them {are} {counting(summary)}."
