"""What the first sheet says of things to act on, and of the kinds of forms a cycle has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sheetreview.model.insights import FollowUpState
from sheetreview.model.summary import Status, TeamSummary
from sheetreview.report import styles
from sheetreview.report.actions_sheet import by_owner
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.gaps_sheet import noteworthy
from sheetreview.report.tables import count, more_on
from sheetreview.report.watch_sheets import by_urgency
from sheetreview.report.wording import count_of, day_serial, group_title, groups_of

_LEFT = 7
_SIDE, _SIDE_COLUMNS = 9, 6
_MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ToActOn:
    """One line of what to act on: how many, and the sheet that lists them."""

    what: str
    number: int
    sheet: str


def side_tables(canvas: Canvas, summary: TeamSummary, urgent: Sequence[ToActOn]) -> None:
    """Forms by kind where there are several kinds, and beside them what to act on."""
    groups = groups_of(summary)
    several = len(groups) > 1
    if not several and not urgent:
        return
    top = bottom = canvas.row
    if several:
        _forms(canvas, summary, groups)
        bottom = canvas.row
    if urgent:
        canvas.row = top
        urgent_table(canvas, urgent, *((_SIDE, _SIDE_COLUMNS) if several else (1, _LEFT)))
    canvas.row = max(bottom, canvas.row)
    canvas.space()


def _forms(canvas: Canvas, summary: TeamSummary, groups: Sequence[tuple[str, str]]) -> None:
    canvas.heading("Forms by kind", across=_LEFT)
    canvas.row += 1
    canvas.put(canvas.row, 1, "Form", styles.HEADER, across=3)
    names = ("Issued", "Returned", "Complete", "Not started")
    canvas.line([(name, styles.HEADER_CENTER) for name in names], left=4)
    for group in groups:
        found = Counter(person.status for person in summary.people if (person.layout, person.role) == group)
        missing = found[Status.NOT_STARTED]
        canvas.put(canvas.row, 1, group_title(group), styles.TEXT, across=3)
        numbers = (found.total(), found.total() - missing, found[Status.COMPLETE])
        canvas.line([*((number, styles.CENTER) for number in numbers), count(missing, styles.AMBER)], left=4)


def to_act_on(summary: TeamSummary) -> list[ToActOn]:
    """One line for everything the cycle's forms speak of at all."""
    lines = []
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
        people = count_of(len({(part.reviewee_id, part.account) for part in parts}), "person", "people")
        number = sum(part.overdue for part in parts)
        lines.append(ToActOn(what=f"{title}, {people}: steps overdue", number=number, sheet="Extra sections"))
    return lines


def urgent_table(canvas: Canvas, lines: Sequence[ToActOn], left: int, across: int) -> None:
    """What to act on, from a column on."""
    canvas.heading("To act on", left=left, across=across)
    canvas.row += 1
    heads = (("What", styles.HEADER), ("Number", styles.HEADER_CENTER), ("Sheet", styles.HEADER))
    _urgent_line(canvas, left, across, heads)
    for line in lines:
        written = ((line.what, styles.TEXT), count(line.number, styles.RED), (line.sheet, styles.TEXT))
        _urgent_line(canvas, left, across, written)


def _urgent_line(canvas: Canvas, left: int, across: int, written: tuple[Written, Written, Written]) -> None:
    what, number, sheet = written
    canvas.put(canvas.row, left, *what, across=across - 3)
    canvas.put(canvas.row, left + across - 3, *number)
    canvas.put(canvas.row, left + across - 2, *sheet, across=2)
    canvas.grow(canvas.row, 19)
    canvas.row += 1


def busiest(canvas: Canvas, summary: TeamSummary) -> None:
    """Who has most to do on the left, which accounts are due first on the right."""
    top = bottom = canvas.row
    if summary.follow_ups:
        _owners(canvas, summary)
        bottom = canvas.row
    if summary.accounts:
        canvas.row = top
        _accounts(canvas, summary, _SIDE if summary.follow_ups else 1)
    canvas.row = max(bottom, canvas.row)
    canvas.space()


def _owners(canvas: Canvas, summary: TeamSummary) -> None:
    canvas.heading("Actions by owner", across=_LEFT)
    canvas.row += 1
    canvas.put(canvas.row, 1, "Owner", styles.HEADER, across=3)
    canvas.line([(head, styles.HEADER_CENTER) for head in ("Overdue", "Open", "No date", "Closed")], left=4)
    owners = by_owner(summary.follow_ups)
    for name, counts in owners[:_MOST]:
        canvas.put(canvas.row, 1, name, styles.TEXT, across=3)
        rest = (FollowUpState.OPEN, FollowUpState.UNDATED, FollowUpState.CLOSED)
        overdue = count(counts[FollowUpState.OVERDUE], styles.RED)
        canvas.line([overdue, *((counts[state], styles.CENTER) for state in rest)], left=4)
    more_on(canvas, len(owners) - _MOST, "Actions")


def _accounts(canvas: Canvas, summary: TeamSummary, left: int) -> None:
    canvas.heading("Accounts due first", left=left, across=_SIDE_COLUMNS)
    canvas.row += 1
    name_across = _SIDE_COLUMNS - 2
    canvas.put(canvas.row, left, "Account", styles.HEADER, across=name_across)
    canvas.line([("Every", styles.HEADER_CENTER), ("Next review", styles.HEADER_CENTER)], left=left + name_across)
    for account in by_urgency(summary.accounts)[:_MOST]:
        canvas.put(canvas.row, left, account.account, styles.TEXT, across=name_across)
        day = styles.emphasis(styles.DAY, styles.RED) if account.overdue else styles.DAY
        every = count_of(account.months, "month") if account.months else "–"
        canvas.line([(every, styles.CENTER), (day_serial(account.next_review), day)], left=left + name_across)
    more_on(canvas, len(summary.accounts) - _MOST, "Accounts", left)
