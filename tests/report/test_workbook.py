from __future__ import annotations

import pytest

from sheetreview.model.finding import Severity
from sheetreview.model.summary import TeamSummary
from sheetreview.report.workbook import summary_plan
from sheetreview.sheet.plan import BookPlan, Content, Formula, SheetPlan, Slot
from sheetreview.summarize.team import summarize
from tests.summarize.builders import (
    NOTE,
    customer_service,
    cycle,
    finding,
    full,
    job,
    layout,
    rating,
    returned,
    review,
    sales,
)

SHEETS = ["Overview", "People", "Ratings", "Items", "Reviewers", "Findings", "Missing"]


def team() -> TeamSummary:
    source = customer_service()
    ann = {**sales(5, 4, 3, 3, 2, 5, 1, 4, 3, 5), **job(3, 2, 2, 1, 3, 2, 3, 2), "sales.other": 4}
    return summarize(
        cycle("Sales & Service"),
        [
            returned("Ann", source, review(source, ann, labels={("sales", "other"): "Onboarding"})),
            returned("Ben", source, full(4, 3), findings=[finding(Severity.WARNING, "requires", "No reason")]),
            returned("Cem", source, full(2, 2), findings=[finding()], reviewer="Al Chief"),
            returned("Dee", source, {"sales.s1": 5}, findings=[finding(code="missing-rating", message="Missing")]),
            returned("Eve", source, None, reviewer="Al Chief"),
        ],
    )


def sheet(plan: BookPlan, title: str) -> SheetPlan:
    return next(found for found in plan.sheets if found.title == title)


def line_of(found: SheetPlan, first: str) -> list[Content]:
    """Contents of the first row that starts with a text."""
    row = next(cell.row for cell in found.cells if cell.column == 1 and cell.content == first)
    return [cell.content for cell in sorted(found.cells, key=lambda c: c.column) if cell.row == row]


def written(found: SheetPlan, first: str) -> list[Content]:
    """The same, without empty cells."""
    return [content for content in line_of(found, first) if content is not None]


def texts(plan: BookPlan) -> list[str]:
    return [cell.content for found in plan.sheets for cell in found.cells if isinstance(cell.content, str)]


def test_the_sheets_stand_in_reading_order() -> None:
    assert [found.title for found in summary_plan(team()).sheets] == SHEETS


def test_a_person_has_totals_percentages_and_status() -> None:
    people = sheet(summary_plan(team()), "People")

    assert line_of(people, "Ann") == [
        "Ann",
        "North",
        "Rae Boss",
        "Complete",
        "39 / 55",
        pytest.approx(39 / 55, abs=1e-6),
        "18 / 24",
        0.75,
        pytest.approx((39 / 55 + 0.75) / 2, abs=1e-6),
    ]
    assert line_of(people, "Ben")[4:] == ["40 / 50", 0.8, "24 / 24", 1, 0.9]


def test_a_review_that_does_not_count_shows_no_result() -> None:
    people = sheet(summary_plan(team()), "People")

    assert line_of(people, "Cem")[3:] == ["With errors", "10 of 10 rated", None, "8 of 8 rated", None, None]
    assert line_of(people, "Dee")[3:] == ["In progress", "1 of 10 rated", None, "0 of 8 rated", None, None]
    assert line_of(people, "Eve")[3:] == ["Not started", "–", None, "–", None, None]
    grey = [cell.style for cell in people.cells if cell.content == "Cem"]
    assert grey[0].italic


def test_the_team_mean_is_of_counted_reviews_and_outside_the_filter() -> None:
    people = sheet(summary_plan(team()), "People")
    mean = line_of(people, "Team mean")

    assert mean[5] == pytest.approx((39 / 55 + 0.8) / 2, abs=1e-6)
    assert people.filter is not None
    assert people.filter.bottom - people.filter.top == 5
    assert people.filter.bottom < next(cell.row for cell in people.cells if cell.content == "Team mean")


def test_ratings_are_numbers_coloured_within_their_own_scale() -> None:
    ratings = sheet(summary_plan(team()), "Ratings")

    assert line_of(ratings, "Ann") == ["Ann", "Rae Boss", 5, 4, 3, 3, 2, 5, 1, 4, 3, 5, 4, 3, 2, 2, 1, 3, 2, 3, 2]
    assert line_of(ratings, "Mean")[2:4] == [4.5, 4]
    first, second = ratings.color_scales
    assert (first.low, first.high, second.low, second.high) == (1, 5, 1, 3)
    assert (first.block.left, first.block.right) == (3, 13)
    assert (second.block.left, second.block.right) == (14, 21)
    wrong = next(cell.row for cell in ratings.cells if cell.content == "Cem")
    assert wrong > first.block.bottom


def test_an_optional_row_nobody_used_has_an_empty_column() -> None:
    assert line_of(sheet(summary_plan(team()), "Ratings"), "Ben")[12] is None


def test_rows_named_by_reviewers_keep_their_ratings_in_the_matrix() -> None:
    source = layout(
        id="own",
        scales=[{"id": "abd", "levels": [{"value": "A", "label": "Good"}, {"value": "D", "label": "Poor"}]}],
        sections=[
            {
                "id": "own",
                "title": "Own",
                "columns": [{"id": "factor", "title": "F", "kind": "label"}, rating("abd")],
                "items": [{"id": "fixed", "label": "Fixed"}],
                "blank_rows": 3,
            }
        ],
    )
    plan = summary_plan(summarize(cycle(), [returned("Ann", source, {"own.fixed": "A", "own.row-2": "D"})]))

    ratings = sheet(plan, "Ratings")

    assert line_of(ratings, "Reviewee") == ["Reviewee", "Reviewer", "Fixed", "Row 2"]
    assert line_of(ratings, "Ann") == ["Ann", "Rae Boss", "A", "D"]
    assert ratings.color_scales == ()


def test_the_overview_says_where_the_cycle_stands() -> None:
    overview = sheet(summary_plan(team()), "Overview")
    by_place = {(cell.row, cell.column): cell.content for cell in overview.cells}
    labels = {content: (row, column) for (row, column), content in by_place.items() if isinstance(content, str)}

    def figure(label: str) -> Content:
        row, column = labels[label]
        return by_place[row - 1, column]

    assert figure("forms issued") == 5
    assert figure("returned (80%)") == 4
    assert [figure(label) for label in ("complete", "in progress", "with errors", "not started")] == [2, 1, 1, 1]
    note = " ".join(text for text in texts(summary_plan(team())))
    assert "Results are in % of the maximum" in note
    assert "2 complete reviews; left out: 1 with errors, 1 in progress, 1 not returned." in note


def test_the_overview_ranks_items_by_percent_and_not_by_raw_rating() -> None:
    source = customer_service()
    plan = summary_plan(summarize(cycle(), [returned("Ann", source, {**full(4, 3), "sales.s3": 1, "job.j5": 1})]))
    overview = sheet(plan, "Overview")
    rows = {cell.content: cell.row + 2 for cell in overview.cells if cell.column == 1}
    names = {cell.row: cell.content for cell in overview.cells if cell.column == 1}

    assert [names[rows["3 strongest items"] + n] for n in range(3)] == ["Job j1", "Job j2", "Job j3"]
    assert [names[rows["3 weakest items"] + n] for n in range(2)] == ["Sales s3", "Job j5"]


def test_the_spread_counts_every_counted_review_where_it_is_shown() -> None:
    overview = sheet(summary_plan(team()), "Overview")
    (chart,) = overview.charts
    by_place = {(cell.row, cell.column): cell.content for cell in overview.cells}
    rows = range(chart.values.top, chart.values.bottom + 1)

    counts = {by_place[row, chart.names.left]: by_place[row, chart.values.left] for row in rows}

    assert {name: count for name, count in counts.items() if count} == {"70–79%": 1, "90–100%": 1}


def test_a_result_is_in_the_range_that_its_shown_digits_say() -> None:
    source = customer_service()
    # 38/55 and 17/24 make 69.96 %, which is shown as 70.0 %.
    values = {**sales(*[3] * 9, 4), **job(2, 2, 2, 2, 2, 2, 2, 3), "sales.other": 5, "sales.s1": 5}
    overview = sheet(summary_plan(summarize(cycle(), [returned("Ann", source, values)])), "Overview")

    assert written(overview, "Overall")[1] == pytest.approx(0.6996, abs=1e-4)
    assert written(overview, "70–79%")[1] == 1


def test_an_item_that_few_were_rated_on_is_not_ranked() -> None:
    source = customer_service()
    given = [returned(f"P{n}", source, full(3, 2)) for n in range(3)]
    used = returned("Q", source, {**full(3, 2), "sales.other": 5})
    few = sheet(summary_plan(summarize(cycle(), [*given, used])), "Overview")
    alone = sheet(summary_plan(summarize(cycle(), [used])), "Overview")

    assert not [cell for cell in few.cells if cell.content == "Other"]
    assert [cell.column for cell in alone.cells if cell.content == "Other"] == [1]


def test_items_show_how_often_each_level_was_given() -> None:
    items = sheet(summary_plan(team()), "Items")

    assert line_of(items, "Sales s1") == ["Sales s1", "metric of s1", 2, 4.5, 0.9, 0, 0, 0, 1, 1]
    assert line_of(items, "Job j4") == ["Job j4", "", 2, 2, pytest.approx(2 / 3, abs=1e-6), 1, 0, 1]


def test_a_reviewer_is_compared_with_the_team() -> None:
    source = customer_service()
    plan = summary_plan(
        summarize(
            cycle(),
            [
                returned("Ann", source, full(5, 3), reviewer="Kind"),
                returned("Ben", source, full(3, 3), reviewer="Strict"),
            ],
        )
    )
    reviewers = sheet(plan, "Reviewers")

    assert line_of(reviewers, "Kind")[2:] == [1, 1, 0, 0, 0, 1, 1, 1, 1, 10]
    assert line_of(reviewers, "Strict")[-2:] == [0.8, -10]
    assert line_of(reviewers, "Team")[2:] == [2, 2, 0, 0, 0, 2, 0.8, 1, 0.9, None]


def test_findings_list_errors_first_with_cell_and_fix() -> None:
    findings = sheet(summary_plan(team()), "Findings")
    severities = [cell.content for cell in findings.cells if cell.column == 1 and cell.row > 5]

    assert severities == ["Error", "Error", "Warning"]
    assert line_of(findings, "Error") == [
        "Error",
        "Cem",
        "Al Chief",
        "Review",
        "C31",
        "",
        "4 is no level",
        "Choose 1 to 3.",
    ]
    assert findings.filter is not None


def test_missing_names_whom_to_remind() -> None:
    missing = sheet(summary_plan(team()), "Missing")

    assert line_of(missing, "Eve") == ["Eve", "North", "Al Chief", "al.chief@example.com", "30 June 2025"]
    assert not [cell for cell in missing.cells if cell.content == "Dee"]


def test_no_free_text_of_a_review_is_in_the_report() -> None:
    assert not [text for text in texts(summary_plan(team())) if NOTE in text or "8000" in text]


def test_every_value_is_literal() -> None:
    contents = [cell.content for found in summary_plan(team()).sheets for cell in found.cells]

    assert not [content for content in contents if isinstance(content, Slot | Formula)]


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_every_sheet_prints_on_the_wanted_paper_with_a_foot(paper: str) -> None:
    for found in summary_plan(team(), paper).sheets:
        assert found.print.paper == paper
        assert found.print.landscape == (found.title != "Overview")
        assert found.print.foot_left == "Sales && Service"
        assert found.print.foot_right == "Page &P of &N"


def assert_sound(plan: BookPlan) -> None:
    for found in plan.sheets:
        places = [(cell.row, cell.column) for cell in found.cells]
        assert len(places) == len(set(places)), found.title
        assert max(column for _, column in places) == len(found.columns)
        assert all(0 < row.height <= 409 for row in found.rows)
        covered = [
            (row, column)
            for block in found.merges
            for row in range(block.top, block.bottom + 1)
            for column in range(block.left, block.right + 1)
        ]
        assert len(covered) == len(set(covered))


def test_no_cell_is_written_twice_and_no_merge_overlaps() -> None:
    assert_sound(summary_plan(team()))


def test_a_cycle_nobody_returned_says_so_kindly() -> None:
    source = customer_service()
    plan = summary_plan(summarize(cycle(), [returned("Ann", source, None)]))

    said = texts(plan)

    assert_sound(plan)
    assert "There is no complete review yet, so there is nothing to average." in said
    assert "No rating has come back yet." in said
    assert "No form has come back yet." in said


def test_a_cycle_without_forms_still_makes_a_report() -> None:
    plan = summary_plan(summarize(cycle(), []))

    assert_sound(plan)
    assert [found.title for found in plan.sheets] == [title for title in SHEETS if title != "Ratings"]


def test_a_finished_cycle_says_that_nobody_is_missing() -> None:
    said = texts(summary_plan(summarize(cycle(), [returned("Ann", customer_service(), full(3, 2))])))

    assert "Nobody is missing: every form came back." in said
    assert "Nothing to mend: no finding in any form that came back." in said
    assert any("The team result covers 1 complete review; none is left out." in text for text in said)


def test_long_names_make_their_rows_higher_and_nothing_else() -> None:
    source = customer_service()
    name = "Wolfeschlegelsteinhausenbergerdorff " * 6
    plan = summary_plan(summarize(cycle(), [returned(name, source, full(3, 2)), returned("Bo", source, full(3, 2))]))
    people = sheet(plan, "People")
    heights = {row.row: row.height for row in people.rows}
    rows = {cell.content: cell.row for cell in people.cells if cell.column == 1}

    assert_sound(plan)
    assert heights[rows[name]] > 3 * heights[rows["Bo"]]


def test_sixty_people_have_sixty_lines() -> None:
    source = customer_service()
    plan = summary_plan(summarize(cycle(), [returned(f"P{n:02}", source, full(1 + n % 5, 2)) for n in range(60)]))

    assert_sound(plan)
    for title in ("People", "Ratings"):
        names = [c.content for c in sheet(plan, title).cells if c.column == 1 and str(c.content).startswith("P")]
        assert len([name for name in names if name != "People"]) == 60


def test_layouts_and_roles_get_a_ratings_sheet_each_with_a_legal_unique_name() -> None:
    def one(identifier: str) -> list[object]:
        return [
            {
                "id": "s",
                "title": identifier,
                "columns": [{"id": "factor", "title": "F", "kind": "label"}, rating("x")],
                "items": [{"id": "a", "label": "A"}],
            }
        ]

    scale = [{"id": "x", "levels": [{"value": "A", "label": "A"}, {"value": "B", "label": "B"}]}]
    names = ["a-very-long-layout-name-for-a-sheet-one", "a-very-long-layout-name-for-a-sheet-two"]
    given = [returned(n, layout(id=n, scales=scale, sections=one(n)), {"s.a": "A"}) for n in names]

    plan = summary_plan(summarize(cycle(), given))

    titles = [str(found.title) for found in plan.sheets]
    assert_sound(plan)
    assert len({title.casefold() for title in titles}) == len(titles) == 8
    assert all(len(title) <= 31 for title in titles)
