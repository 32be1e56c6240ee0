"""The two lists to act on: what is wrong in the returned forms, and which forms did not come back."""

from __future__ import annotations

from collections import Counter

from sheetreview.model.finding import Finding
from sheetreview.model.layout import Severity
from sheetreview.model.summary import PersonResult, Status, TeamSummary
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.wording import count_of, form_name, groups_of, long_date, month_title
from sheetreview.sheet.plan import Block, SheetPlan

MOST_FINDINGS = 2_000
"""Findings a director's report lists; they stand errors first."""

_FINDINGS = ("Severity", "Reviewee", "Reviewer", "Sheet", "Cell", "Item", "What", "How to mend it")
_POOLED = "What is to be mended in forms whose raters are shown only together, 'sheetreview check' lists for HR."
_FINDINGS_WIDTHS = (13, 20, 18, 18, 8, 26, 46, 38)


def findings_sheet(summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    """All findings, errors first, then in the order of the people."""
    canvas = Canvas(widths=_FINDINGS_WIDTHS)
    canvas.title("Findings", summary)
    found = [(finding, person) for person in summary.people for finding in person.findings]
    pooled = any(person.pooled for person in summary.people)
    if not found:
        returned = summary.participation.returned
        none = _POOLED if pooled else "Nothing to mend: no finding in any form that came back."
        canvas.empty(none if returned else "No form has come back yet.")
        return canvas.plan(title, summary, paper)
    counts = Counter(finding.severity for finding, _ in found)
    said = ", ".join(count_of(counts[severity], severity.value) for severity in Severity if counts[severity])
    canvas.note(f"{said}. A review with an error is left out of the means until the error is mended.")
    if pooled:
        canvas.note(_POOLED)
    header = canvas.line([(head, styles.HEADER) for head in _FINDINGS], height=24)
    order = list(Severity)
    found.sort(key=lambda pair: order.index(pair[0].severity))
    for finding, person in found[:MOST_FINDINGS]:
        canvas.line(_finding(finding, person), height=21)
    canvas.filter = Block(top=header, left=1, bottom=canvas.row - 1, right=len(_FINDINGS))
    canvas.freeze = (header + 1, 1)
    canvas.title_rows = (header, header)
    if len(found) > MOST_FINDINGS:
        canvas.note(f"… and {len(found) - MOST_FINDINGS:,} more. 'sheetreview check' lists them all.")
    return canvas.plan(title, summary, paper)


def _finding(finding: Finding, person: PersonResult) -> list[Written]:
    severity = styles.emphasis(styles.TEXT, styles.SEVERITY_COLORS[finding.severity])
    texts = (
        ", ".join(filter(None, (finding.reviewee or person.name, finding.about))),
        finding.reviewer or person.reviewer,
        finding.sheet,
        finding.cell,
        finding.item,
        finding.message,
        finding.fix,
    )
    return [(finding.severity.capitalize(), severity), *((text, styles.TEXT) for text in texts)]


def missing_sheet(summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    """Forms that did not come back, and whom to remind."""
    missing = [person for person in summary.people if person.status is Status.NOT_STARTED]
    several = len(groups_of(summary)) > 1
    accounts, months = any(person.account for person in missing), any(person.month for person in missing)
    optional = ["Form"] * several + ["Account"] * accounts + ["Month"] * months
    heads = ("Reviewee", "Team", "Reviewer", "E-mail", *optional, "Due")
    canvas = Canvas(widths=(28, 20, 28, 38, *[30] * several, *[28] * accounts, *[18] * months, 20))
    canvas.title("Missing", summary)
    if not missing:
        issued = summary.participation.issued
        canvas.empty("Nobody is missing: every form came back." if issued else "No form has been issued yet.")
        return canvas.plan(title, summary, paper)
    header = canvas.line([(head, styles.HEADER) for head in heads], height=24)
    due = long_date(summary.due)
    for person in missing:
        own = [form_name(person)] * several + [person.account] * accounts + [month_title(person.month)] * months
        texts = (person.name, person.team, person.reviewer, person.reviewer_email, *own, due)
        canvas.line([(text, styles.TEXT) for text in texts], height=21)
    canvas.freeze = (header + 1, 1)
    canvas.title_rows = (header, header)
    return canvas.plan(title, summary, paper)
