"""Lists to act on: flagged rows, accounts, extra sections, findings, and forms that did not come back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from sheetreview.model.finding import Finding, Severity
from sheetreview.model.insights import AccountResult, FlaggedRow, IssuedPart
from sheetreview.model.summary import PersonResult, Status, TeamSummary
from sheetreview.report import styles
from sheetreview.report.page import MOST_ROWS, Page, by_case, column, counted, start
from sheetreview.report.people_sheet import told_apart_by
from sheetreview.report.wording import day_serial, group_title, long_date
from sheetreview.sheet.canvas import Column
from sheetreview.sheet.text import plural

_Found: TypeAlias = tuple[Finding, PersonResult]

_OF_GROUPS = "Who of a group of raters is missing, 'sheetreview status' tells HR."
_POOLED = "What is to be mended in forms whose raters are shown only together, 'sheetreview check' lists for HR."
_SEVERITY = {severity: styles.emphasis(styles.TEXT, color) for severity, color in styles.SEVERITY_COLORS.items()}
_OVERDUE = styles.emphasis(styles.CENTER, styles.RED)
_REVIEWED = styles.emphasis(styles.CENTER, styles.GREEN)


def flags_sheet(summary: TeamSummary) -> Page:
    """Rows that hold a value their layout flags."""
    columns: list[Column[FlaggedRow]] = [
        column("Flag", lambda row: row.value, styles.emphasis(styles.TEXT, styles.RED), 14),
        column("Row", lambda row: row.label or "–", width=50),
        column("Column", lambda row: row.column_title, width=22),
        column("About", lambda row: row.account or row.name, width=30),
        column("Section", lambda row: row.section_title, width=30),
        column("Reviewer", lambda row: row.reviewer, width=24),
    ]
    page = start("Flags", summary, [c.width for c in columns])
    page.note(f"{plural(len(summary.flags), 'row')} to look at, from every form that came back, complete or not.")
    page.listing(columns, summary.flags[:MOST_ROWS])
    page.more(len(summary.flags))
    return page


def accounts_sheet(summary: TeamSummary) -> Page:
    """When each account was and is to be reviewed, the most overdue first."""
    accounts = summary.accounts
    columns: list[Column[AccountResult]] = [
        column("Account", lambda a: a.account, width=34),
        column("Account manager", lambda a: a.manager, width=26),
        column("Line manager", lambda a: a.line_manager, width=26),
        column("Every", lambda a: plural(a.months, "month") if a.months else "no rule", styles.CENTER, 15),
        column("Last review", lambda a: day_serial(a.last_review), styles.DAY, 15),
        next_review(15),
        overdue(13),
        column(
            "Reviewed in this cycle",
            lambda a: "yes" if a.reviewed else "no",
            styles.CENTER,
            15,
            look=by_case(lambda a: a.reviewed, _REVIEWED, styles.CENTER),
        ),
    ]
    page = start("Accounts", summary, [c.width for c in columns])
    unknown = sum(not account.next_review for account in accounts)
    day = f" on {long_date(summary.as_of)}" if summary.as_of else ""
    said = [
        f"{sum(account.overdue for account in accounts)} overdue{day}",
        f"{sum(account.reviewed for account in accounts)} reviewed in this cycle",
        *[f"{unknown} without a next date"] * bool(unknown),
    ]
    page.note(f"{plural(len(accounts), 'account')}: {', '.join(said)}.")
    page.listing(columns, by_urgency(accounts))
    return page


def by_urgency(accounts: Iterable[AccountResult]) -> list[AccountResult]:
    """Accounts by the day of their next review, overdue ones before all; those without one last."""
    return sorted(accounts, key=lambda a: (not a.overdue, not a.next_review, a.next_review, a.account))


def next_review(width: float = 0) -> Column[AccountResult]:
    """The day of an account's next review, red where it is overdue."""
    late = styles.emphasis(styles.DAY, styles.RED)
    return column(
        "Next review",
        lambda a: day_serial(a.next_review),
        styles.DAY,
        width,
        look=by_case(lambda a: a.overdue, late, styles.DAY),
    )


def overdue(width: float = 0) -> Column[AccountResult]:
    """Whether an account's next review is overdue, as a word."""
    return column("Overdue", lambda a: "overdue" if a.overdue else None, _OVERDUE, width)


def parts_sheet(summary: TeamSummary) -> Page:
    """Who has a section that not everybody has, and where its things to do stand."""
    columns: list[Column[IssuedPart]] = [
        column("Reviewee", lambda part: part.account or part.name, width=30),
        column("Team", lambda part: part.team, width=22),
        column("Section", lambda part: part.section_title, width=50),
        column("Reviewer", lambda part: part.reviewer, width=26),
        counted("Open", lambda part: part.open, width=14),
        counted("Overdue", lambda part: part.overdue, styles.RED, 12),
        column(
            "Form",
            lambda part: "returned" if part.returned else "not returned",
            styles.CENTER,
            16,
            look=by_case(lambda part: part.returned, styles.CENTER, styles.left_out(styles.CENTER)),
        ),
    ]
    page = start("Extra sections", summary, [c.width for c in columns])
    page.note("Sections that only some forms have. Open counts what is not closed; overdue is part of it.")
    page.listing(columns, summary.parts)
    return page


def findings_sheet(summary: TeamSummary) -> Page:
    """All findings, errors first, then in the order of the people."""
    columns = _finding_columns()
    page = start("Findings", summary, [c.width for c in columns])
    found = [(finding, person) for person in summary.people for finding in person.findings]
    pooled = bool(summary.pooled)
    if not found:
        none = _POOLED if pooled else "Nothing to mend: no finding in any form that came back."
        page.empty(none if summary.participation.returned else "No form has come back yet.")
        return page
    page.note(f"{_severities(found)}. {_left_out(summary)}")
    if pooled:
        page.note(_POOLED)
    order = list(Severity)
    found.sort(key=lambda pair: order.index(pair[0].severity))
    page.listing(columns, found[:MOST_ROWS])
    page.more(len(found), ". 'sheetreview check' lists them all.")
    return page


def _left_out(summary: TeamSummary) -> str:
    if not summary.for_hr:
        return "A review with an error is left out of the means until the error is mended."
    return (
        "A review with an error outside what is for HR alone is left out of the means until the error is mended; "
        "an error inside leaves only that out."
    )


def _severities(found: Iterable[_Found]) -> str:
    """``2 errors, 1 warning``."""
    counts = Counter(finding.severity for finding, _ in found)
    return ", ".join(plural(counts[severity], severity.value) for severity in Severity if counts[severity])


def _finding_columns() -> list[Column[_Found]]:
    return [
        column("Severity", lambda f: f[0].severity.capitalize(), width=13, look=lambda f: _SEVERITY[f[0].severity]),
        column("Reviewee", lambda f: ", ".join(filter(None, (f[0].reviewee or f[1].name, f[0].about))), width=20),
        column("Reviewer", lambda f: f[0].reviewer or f[1].reviewer, width=18),
        column("Sheet", lambda f: f[0].sheet, width=18),
        column("Cell", lambda f: f[0].cell, width=8),
        column("Item", lambda f: f[0].item, width=26),
        column("What", lambda f: f[0].message, width=46),
        column("How to mend it", lambda f: f[0].fix, width=38),
    ]


def missing_sheet(summary: TeamSummary) -> Page:
    """Forms that did not come back, and whom to remind."""
    missing = [person for person in summary.people if person.status is Status.NOT_STARTED]
    columns = _missing_columns(summary, missing)
    page = start("Missing", summary, [c.width for c in columns])
    for group in summary.pooled:
        out = group.everyone.issued - group.everyone.returned
        if out:
            title = group_title((group.layout, group.role))
            page.note(f"{title}: {out} of {group.everyone.issued} forms are out. {_OF_GROUPS}")
    if not missing:
        if summary.participation.not_started == 0:
            issued = summary.participation.issued
            page.empty("Nobody is missing: every form came back." if issued else "No form has been issued yet.")
        return page
    if summary.as_of and any(person.days_late for person in missing):
        page.note(f"Late on {long_date(summary.as_of)}, the longest first.")
    page.listing(columns, sorted(missing, key=lambda person: -person.days_late), filtered=False)
    return page


def _missing_columns(summary: TeamSummary, missing: Sequence[PersonResult]) -> list[Column[PersonResult]]:
    late: Column[PersonResult] = column("Days late", lambda p: p.days_late or None, _OVERDUE, 14)
    return [
        column("Reviewee", lambda p: p.name, width=28),
        column("Team", lambda p: p.team, width=20),
        column("Reviewer", lambda p: p.reviewer, width=28),
        column("E-mail", lambda p: p.reviewer_email, width=38),
        *(column(title, value, width=width) for title, value, width in told_apart_by(summary, missing)),
        column("Due", lambda p: long_date(p.due), width=20),
        *[late] * any(person.days_late for person in missing),
    ]
