"""What is to be done, what is overdue first: how much of it is whose, then row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sheetreview.model.insights import FollowUpRow, FollowUpState
from sheetreview.model.summary import TeamSummary
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.tables import MOST_ROWS, count, heads, more
from sheetreview.report.wording import count_of, day_serial, long_date
from sheetreview.sheet.plan import Block, SheetPlan

_WIDTHS = (50.0, 24.0, 14.0, 15.0, 16.0, 26.0, 30.0, 24.0)
_NO_OWNER = "No owner"
_ORDER = (FollowUpState.OVERDUE, FollowUpState.OPEN, FollowUpState.UNDATED)


def actions_sheet(summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    """Counts by owner, then every row that is not closed."""
    canvas = Canvas(widths=_WIDTHS, freeze=(4, 1))
    canvas.title("Actions", summary)
    counts = Counter(row.state for row in summary.follow_ups)
    day = f" on {long_date(summary.as_of)}" if summary.as_of else ""
    said = (
        f"{counts[FollowUpState.OVERDUE]} overdue{day}",
        f"{counts[FollowUpState.OPEN]} open",
        f"{counts[FollowUpState.UNDATED]} without a date",
        f"{counts[FollowUpState.CLOSED]} closed",
    )
    canvas.note(f"{count_of(len(summary.follow_ups), 'action')}: {', '.join(said)}. Closed ones are only counted.")
    canvas.space()
    _owners(canvas, summary.follow_ups)
    canvas.space()
    _rows(canvas, summary)
    return canvas.plan(title, summary, paper)


def by_owner(rows: Sequence[FollowUpRow]) -> list[tuple[str, Counter[FollowUpState]]]:
    """Owners with their counts, whoever has most overdue first; rows without an owner last."""
    names: dict[str, str] = {}
    counts: dict[str, Counter[FollowUpState]] = {}
    for row in rows:
        key = " ".join(row.owner.casefold().split())
        names.setdefault(key, row.owner)
        counts.setdefault(key, Counter())[row.state] += 1

    def order(key: str) -> tuple[bool, int, int, str]:
        return (not key, -counts[key][FollowUpState.OVERDUE], -counts[key][FollowUpState.OPEN], key)

    return [(names[key] or _NO_OWNER, counts[key]) for key in sorted(counts, key=order)]


def _owners(canvas: Canvas, rows: Sequence[FollowUpRow]) -> None:
    canvas.heading("By owner", across=6)
    canvas.row += 1
    heads(canvas, ("Owner",), ("Overdue", "Open", "No date", "Closed", "All"))
    for name, counts in by_owner(rows):
        canvas.line(
            [
                (name, styles.TEXT),
                count(counts[FollowUpState.OVERDUE], styles.RED),
                (counts[FollowUpState.OPEN], styles.CENTER),
                count(counts[FollowUpState.UNDATED], styles.AMBER),
                (counts[FollowUpState.CLOSED], styles.CENTER),
                (counts.total(), styles.CENTER),
            ],
            height=20,
        )


def _rows(canvas: Canvas, summary: TeamSummary) -> None:
    to_do = [row for row in summary.follow_ups if row.state in _ORDER]
    canvas.heading("Still to do")
    canvas.row += 1
    if not to_do:
        canvas.empty("Everything is closed.")
        return
    to_do.sort(key=lambda row: (_ORDER.index(row.state), not row.owner, row.owner.casefold(), row.due))
    texts = ("What", "Owner")
    header = heads(canvas, texts, ("Due", "Days overdue", "Progress"))
    for place, head in enumerate(("About", "Section", "Reviewer"), 6):
        canvas.put(header, place, head, styles.HEADER)
    canvas.title_rows = (header, header)
    for row in to_do[:MOST_ROWS]:
        canvas.line(_row(row, summary.as_of), height=20)
    canvas.filter = Block(top=header, left=1, bottom=canvas.row - 1, right=len(_WIDTHS))
    more(canvas, len(to_do), "team-summary.json")


def _row(row: FollowUpRow, as_of: str) -> list[Written]:
    overdue = row.state is FollowUpState.OVERDUE
    days = (date.fromisoformat(as_of) - date.fromisoformat(row.due)).days if overdue and as_of else None
    due = "no date" if row.state is FollowUpState.UNDATED else day_serial(row.due)
    look = styles.emphasis(styles.DAY, styles.RED) if overdue else styles.DAY
    return [
        (row.what or "–", styles.TEXT),
        (row.owner or "–", styles.TEXT),
        (due, styles.emphasis(styles.DAY, styles.AMBER) if row.state is FollowUpState.UNDATED else look),
        (days, styles.emphasis(styles.CENTER, styles.RED)),
        (row.progress or "–", styles.CENTER_WRAP),
        (row.account or row.name, styles.TEXT),
        (row.section_title, styles.TEXT),
        (row.reviewer, styles.TEXT),
    ]
