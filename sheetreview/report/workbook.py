"""The team summary as a workbook: literal values, nothing to recalculate, and no free text of any review."""

from __future__ import annotations

from sheetreview.model.summary import TeamSummary
from sheetreview.report.items_sheet import items_sheet
from sheetreview.report.lists_sheets import findings_sheet, missing_sheet
from sheetreview.report.overview_sheet import overview_sheet
from sheetreview.report.people_sheet import people_sheet
from sheetreview.report.ratings_sheet import ratings_sheet, ratings_sheets
from sheetreview.report.reviewers_sheet import reviewers_sheet
from sheetreview.report.wording import sheet_titles
from sheetreview.sheet.plan import BookPlan

_AFTER_RATINGS = (
    ("Items", items_sheet),
    ("Reviewers", reviewers_sheet),
    ("Findings", findings_sheet),
    ("Missing", missing_sheet),
)


def summary_plan(summary: TeamSummary, paper: str = "a4") -> BookPlan:
    """Plan of the report workbook. ``paper`` is ``a4`` or ``letter``."""
    ratings = ratings_sheets(summary)
    wanted = ["Overview", "People", *(name for name, _ in ratings), *(name for name, _ in _AFTER_RATINGS)]
    titles = iter(sheet_titles(wanted))
    sheets = [overview_sheet(summary, next(titles), paper), people_sheet(summary, next(titles), paper)]
    sheets += [ratings_sheet(summary, group, next(titles), paper) for _, group in ratings]
    sheets += [sheet(summary, next(titles), paper) for _, sheet in _AFTER_RATINGS]
    return BookPlan(title=f"{summary.cycle}: team summary", subject=summary.period, sheets=tuple(sheets))
