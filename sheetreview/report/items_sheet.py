"""The sheets of items: how each was rated, and how often each option was chosen."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from sheetreview.model.insights import CountedAnswers, LevelCount
from sheetreview.model.summary import ItemResult, TeamSummary
from sheetreview.report import styles
from sheetreview.report.page import Page, column, number, percentage, start
from sheetreview.report.wording import groups_of, titled
from sheetreview.sheet.canvas import Column

_ITEM, _DETAIL = 46.0, 46.0
_WIDTHS = (10.0, 10.0, 16.0)
_LEVEL_WIDTH = 13.0


def items_sheet(summary: TeamSummary) -> Page:
    """One table a section, because each has its own scale; only counted reviews."""
    levels = max((len(item.levels) for item in summary.items), default=0)
    detailed = any(item.detail for item in summary.items)
    widths = (_ITEM, *[_DETAIL] * detailed, *_WIDTHS)
    page = start("Items", summary, (*widths, *[_LEVEL_WIDTH] * levels), freeze=(3, 2))
    if not summary.items:
        page.empty("The forms of this cycle have no items to rate.")
    groups = groups_of(summary)
    for (layout, role, _), found in groupby(summary.items, key=lambda i: (i.layout, i.role, i.section)):
        items = list(found)
        across = len(widths) + len(items[0].levels)
        page.flow(1, titled(items[0].section_title, (layout, role), groups), styles.SECTION, across=across)
        page.end_row(24)
        rows = page.table(_columns(items, detailed=detailed), items, head_height=20, height=20)
        page.bars(rows, len(widths))
        if most := max(item.rated for item in items):
            page.shade(replace(rows, left=len(widths) + 1), most)
        page.space(14)
    return page


def _columns(items: list[ItemResult], *, detailed: bool) -> list[Column[ItemResult]]:
    """The columns of a section's table; details stand in one of their own where any item of the sheet has some."""

    def level(place: int, count: LevelCount) -> Column[ItemResult]:
        title = f"{count.value}\n{count.label}"
        return column(title, lambda i: i.levels[place].count, styles.CENTER, head=styles.HEADER_SMALL)

    detail: Column[ItemResult] = column("Detail", lambda i: i.detail)
    return [
        column("Item", lambda i: i.label),
        *[detail] * detailed,
        column("Reviews", lambda i: i.rated, styles.CENTER),
        column("Mean", lambda i: number(i.mean), styles.MEAN),
        column("% of maximum", lambda i: percentage(i.percent), styles.PERCENT),
        *(level(place, count) for place, count in enumerate(items[0].levels)),
    ]


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
        rows = page.table(_choice_columns(answers), answers, height=20)
        if most := max(each.answered for each in answers):
            page.shade(replace(rows, left=_FIXED + 1), most)
        page.space(14)
    return page


def _choice_columns(answers: list[CountedAnswers]) -> list[Column[CountedAnswers]]:
    unnamed = "Rows that reviewers named" if len(answers) > 1 else "All rows"

    def option(place: int, label: str) -> Column[CountedAnswers]:
        return column(label, lambda a: a.counts[place].count, styles.CENTER)

    return [
        column("Row", lambda a: a.label or unnamed),
        column("Answered", lambda a: a.answered, styles.CENTER),
        *(option(place, count.label) for place, count in enumerate(answers[0].counts)),
    ]
