"""How often each option was chosen, and each question answered with yes or no."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from sheetreview.model.insights import CountedAnswers
from sheetreview.model.summary import TeamSummary
from sheetreview.report import styles
from sheetreview.report.page import Page, column, start
from sheetreview.report.wording import groups_of, titled
from sheetreview.sheet.canvas import Column

_NAME, _ANSWERED, _OPTION = 70.0, 11.0, 15.0
_FIXED = 2


def choices_sheet(summary: TeamSummary) -> Page:
    """One table a column; only counted reviews."""
    most = max(len(answers.counts) for answers in summary.choices)
    page = start("Choices", summary, (_NAME, _ANSWERED, *[_OPTION] * most), freeze=(4, 2))
    groups = groups_of(summary)
    for (layout, role, _, _), found in groupby(
        summary.choices, key=lambda answers: (answers.layout, answers.role, answers.section, answers.column)
    ):
        answers = list(found)
        first, across = answers[0], _FIXED + len(answers[0].counts)
        page.band(titled(f"{first.section_title}: {first.column_title}", (layout, role), groups), across)
        rows = page.table(_columns(answers), answers, height=20)
        if most := max(each.answered for each in answers):
            page.shade(replace(rows, left=_FIXED + 1), most)
        page.space(14)
    return page


def _columns(answers: list[CountedAnswers]) -> list[Column[CountedAnswers]]:
    unnamed = "Rows that reviewers named" if len(answers) > 1 else "All rows"

    def option(place: int, label: str) -> Column[CountedAnswers]:
        return column(label, lambda a: a.counts[place].count, styles.CENTER)

    return [
        column("Row", lambda a: a.label or unnamed),
        column("Answered", lambda a: a.answered, styles.CENTER),
        *(option(place, count.label) for place, count in enumerate(answers[0].counts)),
    ]
