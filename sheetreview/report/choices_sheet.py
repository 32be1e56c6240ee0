"""How often each option was chosen, and each question answered with yes or no."""

from __future__ import annotations

from itertools import groupby

from sheetreview.model.insights import CountedAnswers
from sheetreview.model.summary import TeamSummary
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.tables import band
from sheetreview.report.wording import groups_of, titled
from sheetreview.sheet.plan import Block, ColorScale, SheetPlan

_NAME = 70.0
_OPTION = 15.0
_FIXED = 2


def choices_sheet(summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    """One table a column; only counted reviews."""
    most = max(len(answers.counts) for answers in summary.answers)
    canvas = Canvas(widths=(_NAME, 11.0, *[_OPTION] * most), freeze=(4, 2))
    canvas.title("Choices", summary)
    groups = groups_of(summary)
    for (layout, role, _, _), found in groupby(summary.answers, key=_place):
        answers = list(found)
        name = f"{answers[0].section_title}: {answers[0].column_title}"
        _table(canvas, titled(name, (layout, role), groups), answers)
        canvas.space(14)
    return canvas.plan(title, summary, paper)


def _place(answers: CountedAnswers) -> tuple[str, str, str, str]:
    return (answers.layout, answers.role, answers.section, answers.column)


def _table(canvas: Canvas, name: str, answers: list[CountedAnswers]) -> None:
    options = answers[0].counts
    across = _FIXED + len(options)
    band(canvas, name, across)
    head: list[Written] = [("Row", styles.HEADER), ("Answered", styles.HEADER_CENTER)]
    canvas.line([*head, *((option.label, styles.HEADER_CENTER) for option in options)], height=24)
    top = canvas.row
    for row in answers:
        label = row.label or ("Rows that reviewers named" if len(answers) > 1 else "All rows")
        counts: list[Written] = [(count.count, styles.CENTER) for count in row.counts]
        canvas.line([(label, styles.TEXT), (row.answered, styles.CENTER), *counts], height=20)
    if most := max(row.answered for row in answers):
        block = Block(top=top, left=_FIXED + 1, bottom=canvas.row - 1, right=across)
        canvas.color_scales.append(
            ColorScale(block=block, low=0, high=most, low_color="FFFFFF", mid_color="C9DAEE", high_color="8FB4DC")
        )
