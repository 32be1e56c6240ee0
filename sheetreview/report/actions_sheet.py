"""What is to be done, what is overdue first: how much of it is whose, then row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TypeAlias

from sheetreview.model.insights import FollowUpRow, FollowUpState
from sheetreview.model.summary import TeamSummary
from sheetreview.report import styles
from sheetreview.report.page import MOST_ROWS, Page, column, counted, start, with_head
from sheetreview.report.wording import day_serial, long_date
from sheetreview.sheet.canvas import Column
from sheetreview.sheet.plan import Content, Style
from sheetreview.sheet.text import plural, squeeze

Owned: TypeAlias = tuple[str, Counter[FollowUpState]]
"""An owner, and how many of the owner's actions are in each state."""

_NO_OWNER = "No owner"
_ORDER = (FollowUpState.OVERDUE, FollowUpState.OPEN, FollowUpState.UNDATED)
_DUE = {
    FollowUpState.OVERDUE: styles.emphasis(styles.DAY, styles.RED),
    FollowUpState.UNDATED: styles.emphasis(styles.DAY, styles.AMBER),
}


def actions_sheet(summary: TeamSummary) -> Page:
    """Counts by owner, then every row that is not closed."""
    columns = _columns(summary.as_of)
    page = start("Actions", summary, [c.width for c in columns], freeze=(4, 1))
    counts = Counter(row.state for row in summary.follow_ups)
    day = f" on {long_date(summary.as_of)}" if summary.as_of else ""
    said = (
        f"{counts[FollowUpState.OVERDUE]} overdue{day}",
        f"{counts[FollowUpState.OPEN]} open",
        f"{counts[FollowUpState.UNDATED]} without a date",
        f"{counts[FollowUpState.CLOSED]} closed",
    )
    page.note(f"{plural(len(summary.follow_ups), 'action')}: {', '.join(said)}. Closed ones are only counted.")
    page.space()
    page.heading("By owner", across=6)
    whole: Column[Owned] = column("All", lambda owned: owned[1].total(), styles.CENTER)
    page.table([*owner_columns(), whole], by_owner(summary.follow_ups), height=20)
    page.space()
    page.heading("Still to do")
    to_do = [row for row in summary.follow_ups if row.state in _ORDER]
    if not to_do:
        page.empty("Everything is closed.")
        return page
    to_do.sort(key=lambda row: (_ORDER.index(row.state), not row.owner, row.owner.casefold(), row.due))
    page.filter = with_head(page.table(columns, to_do[:MOST_ROWS], height=20))
    page.title_rows = (page.filter.top, page.filter.top)
    page.more(len(to_do))
    return page


def by_owner(rows: Iterable[FollowUpRow]) -> list[Owned]:
    """Owners with their counts, whoever has most overdue first; rows without an owner last."""
    names: dict[str, str] = {}
    counts: dict[str, Counter[FollowUpState]] = {}
    for row in rows:
        key = squeeze(row.owner)
        names.setdefault(key, row.owner)
        counts.setdefault(key, Counter())[row.state] += 1

    def order(key: str) -> tuple[bool, int, int, str]:
        return (not key, -counts[key][FollowUpState.OVERDUE], -counts[key][FollowUpState.OPEN], key)

    return [(names[key] or _NO_OWNER, counts[key]) for key in sorted(counts, key=order)]


def owner_columns() -> list[Column[Owned]]:
    """An owner and counts by state."""
    return [
        column("Owner", lambda owned: owned[0]),
        counted("Overdue", lambda owned: owned[1][FollowUpState.OVERDUE], styles.RED),
        counted("Open", lambda owned: owned[1][FollowUpState.OPEN]),
        counted("No date", lambda owned: owned[1][FollowUpState.UNDATED], styles.AMBER),
        counted("Closed", lambda owned: owned[1][FollowUpState.CLOSED]),
    ]


def _columns(as_of: str) -> list[Column[FollowUpRow]]:
    def due(row: FollowUpRow) -> Content:
        return "no date" if row.state is FollowUpState.UNDATED else day_serial(row.due)

    def due_look(row: FollowUpRow) -> Style:
        return _DUE.get(row.state, styles.DAY)

    def days_overdue(row: FollowUpRow) -> Content:
        overdue = row.state is FollowUpState.OVERDUE
        return (date.fromisoformat(as_of) - date.fromisoformat(row.due)).days if overdue and as_of else None

    return [
        column("What", lambda row: row.what or "–", width=50),
        column("Owner", lambda row: row.owner or "–", width=24),
        column("Due", due, styles.DAY, 14, look=due_look),
        column("Days overdue", days_overdue, styles.emphasis(styles.CENTER, styles.RED), 15),
        column("Progress", lambda row: row.progress or "–", styles.CENTER_WRAP, 16),
        column("About", lambda row: row.account or row.name, width=26),
        column("Section", lambda row: row.section_title, width=30),
        column("Reviewer", lambda row: row.reviewer, width=24),
    ]
