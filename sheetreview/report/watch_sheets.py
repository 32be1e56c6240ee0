"""Three lists to keep an eye on: flagged rows, accounts and their dates, and what only HR may see."""

from __future__ import annotations

from collections.abc import Iterable

from sheetreview.model.insights import AccountResult
from sheetreview.model.summary import TeamSummary
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.tables import MOST_ROWS, count, heads, more
from sheetreview.report.wording import count_of, day_serial, long_date
from sheetreview.sheet.plan import Block, SheetPlan

_FLAGS = (14.0, 50.0, 22.0, 30.0, 30.0, 24.0)
_ACCOUNTS = (34.0, 26.0, 26.0, 15.0, 15.0, 15.0, 13.0, 15.0)
_PARTS = (30.0, 22.0, 50.0, 26.0, 14.0, 12.0, 16.0)


def flags_sheet(summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    """Rows that hold a value their layout flags."""
    canvas = Canvas(widths=_FLAGS)
    canvas.title("Flags", summary)
    canvas.note(f"{count_of(len(summary.flags), 'row')} to look at, from every form that came back, complete or not.")
    header = heads(canvas, ("Flag", "Row", "Column", "About", "Section", "Reviewer"), ())
    for row in summary.flags[:MOST_ROWS]:
        texts = (row.label or "–", row.column_title, row.account or row.name, row.section_title, row.reviewer)
        flag: Written = (row.value, styles.emphasis(styles.TEXT, styles.RED))
        canvas.line([flag, *((text, styles.TEXT) for text in texts)], height=21)
    _list(canvas, header, len(_FLAGS))
    more(canvas, len(summary.flags), "team-summary.json")
    return canvas.plan(title, summary, paper)


def accounts_sheet(summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    """When each account was and is to be reviewed, the most overdue first."""
    canvas = Canvas(widths=_ACCOUNTS)
    canvas.title("Accounts", summary)
    accounts = summary.accounts
    overdue = sum(account.overdue for account in accounts)
    unknown = sum(not account.next_review for account in accounts)
    day = f" on {long_date(summary.as_of)}" if summary.as_of else ""
    said = [
        f"{overdue} overdue{day}",
        f"{sum(account.reviewed for account in accounts)} reviewed in this cycle",
        *[f"{unknown} without a next date"] * bool(unknown),
    ]
    canvas.note(f"{count_of(len(accounts), 'account')}: {', '.join(said)}.")
    numbers = ("Every", "Last review", "Next review", "Overdue", "Reviewed in this cycle")
    header = heads(canvas, ("Account", "Account manager", "Line manager"), numbers)
    for account in by_urgency(accounts):
        canvas.line(_account(account), height=21)
    _list(canvas, header, len(_ACCOUNTS))
    return canvas.plan(title, summary, paper)


def by_urgency(accounts: Iterable[AccountResult]) -> list[AccountResult]:
    """Accounts by the day of their next review, overdue ones before all; those without one last."""
    return sorted(accounts, key=lambda a: (not a.overdue, not a.next_review, a.next_review, a.account))


def _account(account: AccountResult) -> list[Written]:
    names = (account.account, account.manager, account.line_manager)
    every = count_of(account.months, "month") if account.months else "no rule"
    following = styles.emphasis(styles.DAY, styles.RED) if account.overdue else styles.DAY
    reviewed = styles.emphasis(styles.CENTER, styles.GREEN) if account.reviewed else styles.CENTER
    return [
        *((name, styles.TEXT) for name in names),
        (every, styles.CENTER),
        (day_serial(account.last_review), styles.DAY),
        (day_serial(account.next_review), following),
        ("overdue" if account.overdue else None, styles.emphasis(styles.CENTER, styles.RED)),
        ("yes" if account.reviewed else "no", reviewed),
    ]


def parts_sheet(summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    """Who has a section that not everybody has, and what became of its things to do."""
    canvas = Canvas(widths=_PARTS)
    canvas.title("Extra sections", summary)
    canvas.note("Sections that only some forms have. Open counts what is not closed; overdue is part of it.")
    texts = ("Reviewee", "Team", "Section", "Reviewer")
    header = heads(canvas, texts, ("Open", "Overdue", "Form"))
    for part in summary.parts:
        names = (part.account or part.name, part.team, part.section_title, part.reviewer)
        back: Written = (
            ("returned", styles.CENTER) if part.returned else ("not returned", styles.left_out(styles.CENTER))
        )
        canvas.line(
            [
                *((name, styles.TEXT) for name in names),
                (part.open, styles.CENTER),
                count(part.overdue, styles.RED),
                back,
            ],
            height=21,
        )
    _list(canvas, header, len(_PARTS))
    return canvas.plan(title, summary, paper)


def _list(canvas: Canvas, header: int, across: int) -> None:
    canvas.filter = Block(top=header, left=1, bottom=canvas.row - 1, right=across)
    canvas.freeze = (header + 1, 1)
    canvas.title_rows = (header, header)
