"""What the first sheet says beyond ratings, and on how many pages."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date

import pytest
from openpyxl import load_workbook

from sheetreview.model.layout import Layout
from sheetreview.model.summary import TeamSummary
from sheetreview.report import styles
from sheetreview.report.workbook import summary_plan
from sheetreview.sheet.plan import Content, SheetPlan
from sheetreview.summarize.review_input import ReviewInput
from sheetreview.summarize.team import summarize, summarize_apart
from sheetreview.xlsx.render import render
from tests.report.test_workbook import assert_sound, sheet, written
from tests.summarize.builders import cycle, layout, number_scale, returned
from tests.summarize.forms import (
    WITH_PLAN,
    card,
    column,
    customer,
    form,
    rated,
    reviewed_accounts,
    sales_with_plan,
    self_and_manager,
)

TODAY = date(2025, 6, 15)
AREAS = ["Prospecting", "Closing", "Teamwork", "Planning"]


def targets() -> Layout:
    """A rating, a figure with a target, one that is a difference, and areas to choose from."""
    figures = [
        column("figure", "label"),
        column("target", "number"),
        column("actual", "number"),
        column("attained", "computed", compute={"kind": "ratio", "of": ["actual", "target"]}),
    ]
    over = column("over", "computed", compute={"kind": "difference", "of": ["actual", "target"]})
    return layout(
        id="targets",
        scales=[number_scale("five", 5)],
        sections=[
            part("grade", column("what", "label"), column("rating", "rating", scale="five"), item="g"),
            part("sold", *figures, item="cars", blank_rows=1),
            part("days", *figures[:3], over, blank_rows=2),
            part("areas", column("area", "choice", options=AREAS), column("more"), blank_rows=4),
        ],
    )


def part(identifier: str, *columns: dict[str, object], item: str = "", **more: object) -> dict[str, object]:
    items = [{"id": item, "label": item.capitalize()}] if item else []
    return {"id": identifier, "title": identifier.capitalize(), "columns": columns, "items": items, **more}


TARGETS = targets()


def seller(
    name: str, grade: int, actual: float, areas: tuple[str, ...] = (), more: Mapping[str, float] | None = None
) -> ReviewInput:
    answers: dict[str, str | float] = {"grade.g.rating": grade} if grade else {}
    answers |= {"sold.cars.target": 100, "sold.cars.actual": actual, **(more or {})}
    return form(TARGETS, answers | {f"areas.row-{n}.area": a for n, a in enumerate(areas, 1)}, name=name)


def overview(*given: ReviewInput) -> SheetPlan:
    return overview_of(summarize(cycle(), given, TODAY))


def overview_of(summary: TeamSummary) -> SheetPlan:
    plan = summary_plan(summary)
    assert_sound(plan)
    return sheet(plan, "Overview")


def below(found: SheetPlan, heading: str) -> list[list[Content]]:
    """The rows of a table, without empty cells, by its heading; the row of its heads first."""
    top = next(cell for cell in found.cells if cell.content == heading)
    rows: list[list[Content]] = []
    for row in range(top.row + 1, max(cell.row for cell in found.cells) + 1):
        cells = sorted((c for c in found.cells if c.row == row), key=lambda c: c.column)
        line: list[Content] = [cell.content for cell in cells if cell.content is not None]
        if not line:
            break
        rows.append(line)
    return rows


def note(found: SheetPlan) -> str:
    """The paragraph at the end."""
    heading = next(cell.row for cell in found.cells if cell.content == "How to read this")
    return " ".join(str(cell.content) for cell in found.cells if cell.row > heading and cell.content is not None)


def test_the_first_five_stand_in_order_of_their_results_and_then_of_what_they_attained() -> None:
    team = [
        seller("Ann", 3, 90),
        seller("Ben", 5, 50),
        seller("Cem", 4, 80),
        seller("Dee", 4, 120),
        seller("Eve", 4, 80),
        seller("Fay", 1, 300),
    ]
    assert below(overview(*team), "Top performers") == [
        ["Reviewee", "Rank", "Overall", "Attained"],
        ["Ben", 1, 1, 0.5],
        ["Dee", 2, 0.8, 1.2],
        ["Cem", 3, 0.8, 0.8],
        ["Eve", 3, 0.8, 0.8],
        ["Ann", 5, 0.6, 0.9],
    ]


def test_where_nothing_is_rated_the_share_attained_over_all_rows_decides() -> None:
    own = {"sold.row-1.target": 10.0, "sold.row-1.actual": 20.0}
    found = below(overview(seller("Ann", 0, 90), seller("Ben", 0, 80, more=own)), "Top performers")
    # Ben: 80 % and 200 %.
    assert found == [["Reviewee", "Rank", "Attained"], ["Ben", 1, 1.4], ["Ann", 2, 0.9]]


def test_figures_stand_against_their_target_with_the_part_that_reached_it() -> None:
    more = {"sold.row-1.target": 10.0, "sold.row-1.actual": 5.0, "days.row-1.target": 8.0, "days.row-1.actual": 6.0}
    assert below(overview(seller("Ann", 3, 90), seller("Ben", 3, 120, more=more)), "Against target") == [
        ["Figure", "Rows", "Mean", "Reached"],
        ["Cars", 2, 1.05, 0.5],
        ["Sold: other rows", 1, 0.5, 0],
        ["Days", 1, -2, 0],
    ]


def test_what_was_chosen_most_often_stands_with_its_three_first() -> None:
    found = overview(
        seller("Ann", 3, 90, ("Closing", "Teamwork", "Prospecting")),
        seller("Ben", 3, 90, ("Teamwork", "Closing", "Teamwork")),
        seller("Cem", 3, 90, ("Planning", "Teamwork", "Prospecting")),
    )
    assert written(found, "Areas: Area")[1] == "Teamwork 4  ·  Prospecting 2  ·  Closing 2"


def test_a_choice_nobody_made_is_not_on_the_first_sheet_and_has_no_sheet_when_it_is_the_only_one() -> None:
    plan = summary_plan(summarize(cycle(), [seller("Ann", 3, 90)], TODAY))
    assert not [c for c in sheet(plan, "Overview").cells if c.content == "Chosen most often"]
    assert "Choices" not in {str(found.title) for found in plan.sheets}


def with_plans() -> tuple[TeamSummary, TeamSummary]:
    """Directors' summary and HR's of two people with an improvement plan, with three steps overdue."""
    source = sales_with_plan()
    steps = {f"pip.row-{n}.{k}": v for n in (1, 2) for k, v in (("action", "Coach"), ("due", "2025-01-01"))}
    one = {"pip.row-1.action": "Coach", "pip.row-1.due": "2025-01-01"}
    given = [
        form(source, {"goals.revenue.target": 1, "goals.revenue.actual": 1, **answers}, name=name, variant=WITH_PLAN)
        for name, answers in (("Ann", steps), ("Ben", one))
    ]
    return summarize_apart(cycle(), given, TODAY)


def test_only_hrs_first_sheet_says_how_many_have_an_improvement_plan_and_what_is_overdue() -> None:
    directors, hr = (overview_of(summary) for summary in with_plans())
    assert ["Improvement Plan, 2 people: steps overdue", 3, "Extra sections"] in below(hr, "To act on")
    assert not [c for c in directors.cells if "Improvement" in str(c.content)]


def test_the_note_says_what_the_team_result_covers_and_that_self_assessments_stand_apart() -> None:
    both = self_and_manager()
    given = [
        *(form(both, {"areas.a.own": 5, "areas.b.own": 3}, role="self", reviewer=n, name=n) for n in ("Ann", "Ben")),
        form(both, None, role="self", reviewer="Cem", name="Cem"),
        form(both, {"areas.a.rating": 2, "areas.b.rating": 3}, name="Ann"),
        form(both, None, name="Ben"),
    ]
    said = note(overview(*given))
    assert "The team result covers 1 complete review; left out: 1 not returned." in said
    assert "Self-assessments stand apart, in no result of the team: 2 of them are complete." in said


def test_forms_without_ratings_are_never_said_to_have_results_in_percent() -> None:
    given = form(reviewed_accounts(), None, account="Acme")
    said = note(overview(given))
    assert said.startswith("Nothing is rated in these forms")
    assert "Counts cover 0 complete reviews; left out: 1 not returned." in said
    assert "%" not in said


@pytest.mark.parametrize("back", [True, False])
def test_letters_have_no_results_in_percent_whether_they_came_back_or_not(*, back: bool) -> None:
    answers = rated("A") if back else None
    said = note(overview(*(customer(card(), "Ann", f"Buyer {n}", answers) for n in range(3))))
    assert said.startswith("The scales have no numbers, so there are no totals or means; the sheet Raters")


def test_ratings_that_are_still_out_are_said_to_be_in_percent() -> None:
    assert note(overview(form(self_and_manager(), None))).startswith("Results are in %")


def test_lists_that_are_cut_say_how_many_more_there_are_and_where() -> None:
    source = reviewed_accounts()
    facts = {"size": "large", "last_review": "2025-01-31"}
    given = [form(source, {"notes.row-1.note": "x"}, account=f"Account {n:02}", extra=facts) for n in range(12)]
    assert below(overview(*given), "Accounts due first")[-1] == ["and 2 more on the sheet Accounts"]
    assert below(overview(*given[:10]), "Accounts due first")[-1][0] == "Account 09"

    acts = form(
        sales_with_plan(),
        {f"log.row-{n}.{k}": f"{k} {n}" for n in range(1, 14) for k in ("action", "owner")},
    )
    assert below(overview(acts), "Actions by owner")[-1] == ["and 3 more on the sheet Actions"]


def test_the_first_sheet_prints_on_one_page() -> None:
    full = [seller(f"P{n}", 1 + n % 5, 80 + n, ("Closing", "Teamwork")) for n in range(30)]
    book = load_workbook(io.BytesIO(render(summary_plan(summarize(cycle(), full, TODAY)))))
    # 0 is as many pages as it takes.
    assert (book["Overview"].page_setup.fitToHeight, book["Overview"].page_setup.fitToWidth) == (1, 1)
    assert not book["People"].page_setup.fitToHeight


def test_tables_stand_below_each_other_and_never_side_by_side() -> None:
    found = overview_of(with_plans()[1])
    heads = [c for c in found.cells if c.style.fill == styles.HEADER.fill and c.content is not None]
    lefts = {row: min(c.column for c in heads if c.row == row) for row in {c.row for c in heads}}
    assert set(lefts.values()) == {1}
    for heading in (c for c in found.cells if c.style == styles.HEADING and c.content is not None):
        assert heading.column == 1


def test_a_first_sheet_of_many_tables_breaks_pages_before_headings_only() -> None:
    source = reviewed_accounts()
    facts = {"size": "large", "last_review": "2025-01-31"}
    accounts = [form(source, {"notes.row-1.note": "x"}, account=f"Account {n:02} " * 9, extra=facts) for n in range(12)]
    sold = [seller(f"P{n} " * 20, 1 + n % 5, 80 + n, ("Closing", "Teamwork")) for n in range(9)]
    acts = form(sales_with_plan(), {f"log.row-{n}.{k}": f"{k} {n}" for n in range(1, 14) for k in ("action", "owner")})
    found = overview(*accounts, *sold, acts)
    headings = {cell.row for cell in found.cells if cell.style == styles.HEADING}
    assert not found.print.one_page
    assert found.print.breaks_before
    assert set(found.print.breaks_before) <= headings


SILENT: list[tuple[dict[str, object], dict[str, object], dict[str, object]]] = [
    ({"counts": False}, {}, {}),
    ({"weight": 0}, {}, {}),
    ({}, {"counts": False}, {}),
    ({}, {}, {"counts": False}),
    ({}, {}, {"weight": 0}),
    ({}, {}, {"restricted": True}),
]


@pytest.mark.parametrize(("item", "rating", "section"), SILENT)
def test_what_enters_no_result_is_neither_among_the_strongest_items_nor_the_weakest(
    item: dict[str, object], rating: dict[str, object], section: dict[str, object]
) -> None:
    def asked(name: str, **more: object) -> dict[str, object]:
        return {"id": name, "label": name.capitalize(), **more}

    def rated_part(name: str, items: list[dict[str, object]], column_more: dict[str, object]) -> dict[str, object]:
        columns = [column("what", "label"), column("rating", "rating", scale="five", **column_more)]
        return {"id": name, "title": name.capitalize(), "columns": columns, "items": items}

    source = layout(
        id="silent",
        scales=[number_scale("five", 5)],
        sections=[
            rated_part("open", [asked("good"), asked("poor")], {}),
            rated_part("apart", [asked("best", **item), asked("worst", **item)], rating) | section,
        ],
    )
    levels: dict[str, str | int] = {"open.good": 4, "open.poor": 2, "apart.best": 5, "apart.worst": 1}
    for summary in summarize_apart(cycle(), [returned("Ann", source, levels)]):
        found = overview_of(summary)
        for heading, name in (("Strongest item", "Good"), ("Weakest item", "Poor")):
            assert [row[0] for row in below(found, heading)[1:]] == [name]
