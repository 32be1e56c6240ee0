"""One line a reviewer: what came back, and how that reviewer rates next to the team."""

from __future__ import annotations

from sheetreview.model.summary import ReviewerResult, SectionMean, TeamSummary
from sheetreview.report import styles
from sheetreview.report.page import Page, column, percentage, start
from sheetreview.report.wording import groups_of, section_title
from sheetreview.sheet.canvas import Column
from sheetreview.sheet.plan import Content

_HEADER_ROW = 4
_COUNTS = {
    "Issued": "issued",
    "Returned": "returned",
    "Not started": "not_started",
    "In progress": "in_progress",
    "With errors": "with_errors",
    "Complete": "complete",
}


def reviewers_sheet(summary: TeamSummary) -> Page:
    """Participation and means by reviewer; the last column is the difference to the team in percentage points."""
    rated = [section for section in summary.sections if (section.layout, section.role) not in summary.own]
    columns = [*_participation(summary), *(_results(summary, rated) if rated else ())]
    page = start("Reviewers", summary, [c.width for c in columns], freeze=(_HEADER_ROW + 1, 2))
    page.title_rows = (_HEADER_ROW, _HEADER_ROW)
    if not summary.reviewers:
        page.empty("No form has been issued yet.")
        return page
    page.table(columns, summary.reviewers, head_height=34, height=21)
    page.totals(columns, height=21)
    if rated:
        page.space()
        page.note(
            "Means are of each reviewer's complete reviews, in % of maximum. Points to team is the reviewer's overall "
            "mean less the team's, in percentage points: a large difference may be the reviewer, or the people "
            "reviewed."
        )
    return page


def _participation(summary: TeamSummary) -> list[Column[ReviewerResult]]:
    def count(title: str, name: str) -> Column[ReviewerResult]:
        total = sum(getattr(reviewer, name) for reviewer in summary.reviewers)
        return column(title, lambda r: getattr(r, name), styles.CENTER, 13, total=(total, styles.total(styles.CENTER)))

    return [
        column("Reviewer", lambda r: r.name, width=26, total=("Team", styles.total(styles.TEXT))),
        column("E-mail", lambda r: r.email, width=34),
        *(count(title, name) for title, name in _COUNTS.items()),
    ]


def _results(summary: TeamSummary, sections: list[SectionMean]) -> list[Column[ReviewerResult]]:
    groups, team = groups_of(summary), summary.overall_percent
    percent = styles.total(styles.PERCENT)

    def mean(place: int, section: SectionMean) -> Column[ReviewerResult]:
        return column(
            section_title(section, groups),
            lambda r: percentage(r.sections[place].mean_percent),
            styles.PERCENT,
            18,
            total=(percentage(section.mean_percent), percent),
        )

    def points(reviewer: ReviewerResult) -> Content:
        own = reviewer.overall_percent
        return "–" if own is None or team is None else round(own - team, 4)

    return [
        *(mean(place, section) for place, section in enumerate(sections)),
        column(
            "Overall", lambda r: percentage(r.overall_percent), styles.PERCENT, 16, total=(percentage(team), percent)
        ),
        column("Points to team", points, styles.POINTS, 16, total=(None, styles.total(styles.CENTER))),
    ]
