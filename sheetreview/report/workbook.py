"""The team summary as a workbook: literal values, nothing to recalculate, and no free text of any review."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

from sheetreview.model.summary import TeamSummary
from sheetreview.report.actions_sheet import actions_sheet
from sheetreview.report.choices_sheet import choices_sheet
from sheetreview.report.figures_sheet import figures_sheet
from sheetreview.report.gaps_sheet import gaps_sheet
from sheetreview.report.items_sheet import items_sheet
from sheetreview.report.lists_sheets import findings_sheet, missing_sheet
from sheetreview.report.overview_sheet import overview_sheet
from sheetreview.report.people_sheet import people_sheet
from sheetreview.report.raters_sheet import raters_sheet
from sheetreview.report.ratings_sheet import ratings_sheet, ratings_sheets
from sheetreview.report.reviewers_sheet import reviewers_sheet
from sheetreview.report.watch_sheets import accounts_sheet, flags_sheet, parts_sheet
from sheetreview.report.wording import HR_EDITION, sheet_titles
from sheetreview.sheet.plan import BookPlan, SheetPlan

_Sheet: TypeAlias = Callable[[TeamSummary, str, str], SheetPlan]
"""Makes a sheet from the summary, the sheet's title and the paper."""


def summary_plan(summary: TeamSummary, paper: str = "a4") -> BookPlan:
    """Plan of the report workbook, which says so when it is HR's edition.

    ``paper`` is ``a4`` or ``letter``.
    """
    wanted = list(_sheets(summary))
    titles = sheet_titles([name for name, _ in wanted])
    title = f"{summary.cycle}: team summary"
    return BookPlan(
        title=f"{title} ({HR_EDITION})" if summary.for_hr else title,
        subject=summary.period,
        sheets=tuple(sheet(summary, name, paper) for name, (_, sheet) in zip(titles, wanted, strict=True)),
    )


def _sheets(summary: TeamSummary) -> Iterator[tuple[str, _Sheet]]:
    """The sheets' wanted names in reading order; most only when there is something for them."""
    nobody = not summary.people
    yield "Overview", overview_sheet
    yield "People", people_sheet
    if summary.accounts:
        yield "Accounts", accounts_sheet
    if summary.follow_ups:
        yield "Actions", actions_sheet
    if summary.flags:
        yield "Flags", flags_sheet
    if summary.parts:
        yield "Extra sections", parts_sheet
    if summary.pooled:
        yield "Raters", raters_sheet
    if summary.gaps:
        yield "Gaps", gaps_sheet
    if summary.figures:
        yield "Figures", figures_sheet
    for name, group in ratings_sheets(summary):
        yield name, partial(_ratings, group)
    if summary.items or nobody:
        yield "Items", items_sheet
    if any(answers.answered for answers in summary.answers):
        yield "Choices", choices_sheet
    if summary.reviewers or nobody:
        yield "Reviewers", reviewers_sheet
    yield "Findings", findings_sheet
    yield "Missing", missing_sheet


def _ratings(group: tuple[str, str], summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    return ratings_sheet(summary, group, title, paper)
