"""The team summary as a workbook: literal values, nothing to recalculate, and no free text of any review."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

from sheetreview.model.summary import TeamSummary
from sheetreview.report.actions_sheet import actions_sheet
from sheetreview.report.figures_sheet import figures_sheet
from sheetreview.report.gaps_sheet import gaps_sheet
from sheetreview.report.items_sheet import choices_sheet, items_sheet
from sheetreview.report.lists_sheets import accounts_sheet, findings_sheet, flags_sheet, missing_sheet, parts_sheet
from sheetreview.report.overview_sheet import overview_sheet
from sheetreview.report.page import Page
from sheetreview.report.people_sheet import people_sheet
from sheetreview.report.raters_sheet import raters_sheet, reviewers_sheet
from sheetreview.report.ratings_sheet import ratings_sheet, ratings_sheets
from sheetreview.report.wording import HR_EDITION, sheet_titles
from sheetreview.sheet.plan import BookPlan, PrintPlan

_Sheet: TypeAlias = Callable[[TeamSummary], Page]


def summary_plan(summary: TeamSummary, paper: str = "a4") -> BookPlan:
    """Plan of the report workbook, which says so when it is HR's edition.

    ``paper`` is ``a4`` or ``letter``.
    """
    sheets = list(_sheets(summary))
    titles = sheet_titles([name for name, _ in sheets])
    page = PrintPlan(paper=paper, foot_left=summary.cycle.replace("&", "&&"), foot_right="Page &P of &N")
    title = f"{summary.cycle}: team summary"
    return BookPlan(
        title=f"{title} ({HR_EDITION})" if summary.for_hr else title,
        subject=summary.period,
        sheets=tuple(sheet(summary).plan(name, page) for name, (_, sheet) in zip(titles, sheets, strict=True)),
    )


def _sheets(summary: TeamSummary) -> Iterator[tuple[str, _Sheet]]:
    """The sheets' wanted names in reading order; most only when there is something for them."""
    nothing_issued = not summary.participation.issued
    ratings = [(name, partial(ratings_sheet, group=group), True) for name, group in ratings_sheets(summary)]
    sheets: list[tuple[str, _Sheet, object]] = [
        ("Overview", overview_sheet, True),
        ("People", people_sheet, True),
        ("Accounts", accounts_sheet, summary.accounts),
        ("Actions", actions_sheet, summary.follow_ups),
        ("Flags", flags_sheet, summary.flags),
        ("Extra sections", parts_sheet, summary.parts),
        ("Raters", raters_sheet, summary.pooled),
        ("Gaps", gaps_sheet, summary.gaps),
        ("Figures", figures_sheet, summary.figures),
        *ratings,
        ("Items", items_sheet, summary.items or nothing_issued),
        ("Choices", choices_sheet, any(answers.answered for answers in summary.choices)),
        ("Reviewers", reviewers_sheet, summary.reviewers or nothing_issued),
        ("Findings", findings_sheet, True),
        ("Missing", missing_sheet, True),
    ]
    return ((name, sheet) for name, sheet, wanted in sheets if wanted)
