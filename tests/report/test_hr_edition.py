"""What HR's edition says of reviews that count although something for HR alone is wrong in them."""

from __future__ import annotations

from dataclasses import replace

from sheetreview.model.summary import TeamSummary
from sheetreview.report.workbook import summary_plan
from sheetreview.sheet.plan import SheetPlan
from sheetreview.summarize.team import summarize_apart
from tests.report.test_overview import below, note
from tests.report.test_workbook import sheet
from tests.summarize.builders import cycle, finding
from tests.summarize.forms import form
from tests.summarize.test_one_result import RATED, open_and_hidden


def editions() -> tuple[TeamSummary, TeamSummary]:
    """Directors' summary and HR's: in one of two reviews of a layout, a rating for HR alone is wrong."""
    source = open_and_hidden()
    other = source.model_copy(update={"id": "other"})
    wrong = replace(finding(), section="hidden")
    given = [form(source, RATED, findings=[wrong]), form(source, RATED, name="Ben"), form(other, None, name="Cid")]
    return summarize_apart(cycle(), given)


def said(plan: SheetPlan) -> str:
    return " ".join(cell.content for cell in plan.cells if isinstance(cell.content, str))


def tile(overview: SheetPlan, label: str) -> object:
    under = next(cell for cell in overview.cells if cell.content == label)
    return next(c.content for c in overview.cells if (c.row, c.column) == (under.row - 1, under.column))


def test_forms_by_kind_are_complete_where_the_tiles_say_so() -> None:
    for summary, complete in zip(editions(), (2, 1), strict=True):
        overview = sheet(summary_plan(summary), "Overview")
        heads, *kinds = below(overview, "Forms by kind")
        column = heads.index("Complete")
        assert tile(overview, "complete") == sum(int(str(row[column])) for row in kinds) == complete


def test_hrs_edition_never_calls_a_counted_review_with_an_error_complete() -> None:
    directors, hr = (summary_plan(summary) for summary in editions())

    assert "The team result covers 2 complete reviews" in note(sheet(directors, "Overview"))
    assert "The team result covers 2 counted reviews" in note(sheet(hr, "Overview"))
    assert "A review counts when it is complete outside what is for HR alone" in note(sheet(hr, "Overview"))
    assert "each reviewer's complete reviews" in said(sheet(directors, "Reviewers"))
    assert "each reviewer's counted reviews" in said(sheet(hr, "Reviewers"))
    assert "A review counts when it is complete outside what is for HR alone" in said(sheet(hr, "Reviewers"))
    assert "A review with an error outside what is for HR alone is left out" in said(sheet(hr, "Findings"))
    assert "or is for HR alone in a review that is not complete" in said(sheet(hr, "Ratings X, manager"))
    assert "HR alone" not in " ".join(said(plan) for plan in directors.sheets)
