"""One line a reviewer: what came back, and how that reviewer rates next to the team."""

from __future__ import annotations

from sheetreview.model.summary import ReviewerResult, SectionMean, TeamSummary
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.wording import fraction, groups_of, section_title
from sheetreview.sheet.plan import SheetPlan

_NAMES = ("Reviewer", "E-mail")
_COUNTS = ("Issued", "Returned", "Not started", "In progress", "With errors", "Complete")
_RESULTS = ("Overall", "Points to team")
_HEADER_ROW = 4


def reviewers_sheet(summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    """Participation and means by reviewer; the last column is the difference to the team in percentage points."""
    sections = _sections(summary)
    widths = (26, 34, *[13] * len(_COUNTS), *[18] * len(sections), *[16] * len(_results(summary)))
    canvas = Canvas(widths=widths, freeze=(_HEADER_ROW + 1, 2), title_rows=(_HEADER_ROW, _HEADER_ROW))
    canvas.title("Reviewers", summary)
    if not summary.reviewers:
        canvas.empty("No form has been issued yet.")
        return canvas.plan(title, summary, paper)
    groups = groups_of(summary)
    results = (*(section_title(section, groups) for section in sections), *_results(summary))
    heads: list[Written] = [(name, styles.HEADER) for name in _NAMES]
    canvas.line([*heads, *((name, styles.HEADER_CENTER) for name in (*_COUNTS, *results))], height=34)
    for reviewer in summary.reviewers:
        canvas.line(_reviewer(reviewer, summary), height=21)
    _team_line(canvas, summary)
    if not _results(summary):
        return canvas.plan(title, summary, paper)
    canvas.space()
    canvas.note(
        "Means are of each reviewer's complete reviews, in % of maximum. Points to team is the reviewer's overall "
        "mean less the team's, in percentage points: a large difference may be the reviewer, or the people reviewed."
    )
    return canvas.plan(title, summary, paper)


def _sections(summary: TeamSummary) -> list[SectionMean]:
    """The sections that reviewers rate, without those of forms people fill about themselves."""
    return [section for section in summary.sections if (section.layout, section.role) not in summary.own]


def _results(summary: TeamSummary) -> tuple[str, ...]:
    """The last columns' heads: none where nothing is rated."""
    return _RESULTS if _sections(summary) else ()


def _reviewer(reviewer: ReviewerResult, summary: TeamSummary) -> list[Written]:
    counts = _counts(reviewer)
    overall, team = reviewer.overall_percent, summary.overall_percent
    points = "–" if overall is None or team is None else round(overall - team, 4)
    results: list[Written] = [(_or_dash(overall), styles.PERCENT), (points, styles.POINTS)]
    return [
        (reviewer.name, styles.TEXT),
        (reviewer.email, styles.TEXT),
        *((count, styles.CENTER) for count in counts),
        *((_or_dash(section.mean_percent), styles.PERCENT) for section in reviewer.sections),
        *(results if _results(summary) else ()),
    ]


def _team_line(canvas: Canvas, summary: TeamSummary) -> None:
    counts = [sum(column) for column in zip(*map(_counts, summary.reviewers), strict=True)]
    overall: list[Written] = [
        (_or_dash(summary.overall_percent), styles.TOTAL_PERCENT),
        (None, styles.TOTAL_CENTER),
    ]
    canvas.line(
        [
            ("Team", styles.TOTAL_TEXT),
            (None, styles.TOTAL_TEXT),
            *((count, styles.TOTAL_CENTER) for count in counts),
            *((_or_dash(section.mean_percent), styles.TOTAL_PERCENT) for section in _sections(summary)),
            *(overall if _results(summary) else ()),
        ],
        height=21,
    )


def _counts(reviewer: ReviewerResult) -> tuple[int, ...]:
    return (
        reviewer.issued,
        reviewer.returned,
        reviewer.not_started,
        reviewer.in_progress,
        reviewer.with_errors,
        reviewer.complete,
    )


def _or_dash(percent: float | None) -> float | str:
    number = fraction(percent)
    return "–" if number is None else number
