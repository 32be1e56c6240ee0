from __future__ import annotations

import pytest

from sheetreview.model.insights import CountedAnswers, FigureResult
from sheetreview.model.summary import TeamSummary
from sheetreview.summarize.team import summarize
from tests.summarize.builders import cycle, finding, layout
from tests.summarize.forms import Answers, column, form, sales_with_plan

SALES = sales_with_plan()


def goals(**rows: tuple[float, float]) -> dict[str, str | float]:
    """Target and actual by row."""
    given: dict[str, str | float] = {}
    for row, (target, actual) in rows.items():
        place = row.replace("_", "-")
        given |= {f"goals.{place}.target": target, f"goals.{place}.actual": actual}
    return given


def figure(summary: TeamSummary, item: str) -> FigureResult:
    return next(found for found in summary.figures if found.item == item)


def team(*reviews: Answers) -> TeamSummary:
    return summarize(cycle(), [form(SALES, given, name=f"P{n}") for n, given in enumerate(reviews)])


def test_what_was_attained_is_recomputed_from_both_figures() -> None:
    revenue = figure(team(goals(revenue=(200, 100)), goals(revenue=(100, 125)), goals(revenue=(50, 50))), "revenue")

    assert (revenue.rows, revenue.lowest, revenue.highest, revenue.reached) == (3, 0.5, 1.25, 2)
    assert revenue.mean == pytest.approx((0.5 + 1.25 + 1) / 3)
    assert (revenue.kind, revenue.column_title, revenue.label) == ("ratio", "Attained", "Revenue")


def test_a_zero_target_and_a_missing_figure_are_no_rows() -> None:
    summary = team(goals(revenue=(0, 5)), {"goals.revenue.target": 10})

    assert (figure(summary, "revenue").rows, figure(summary, "revenue").mean) == (0, None)
    assert summary.person_figures == ()


def test_blank_rows_are_one_figure_together() -> None:
    own = figure(team(goals(row_1=(10, 5), row_2=(10, 20)), goals(row_2=(1, 1))), "")

    assert (own.rows, own.lowest, own.highest, own.reached, own.label) == (3, 0.5, 2, 2, "")


def test_a_person_has_the_mean_of_own_rows() -> None:
    (person,) = team(goals(revenue=(100, 50), calls=(10, 10), row_1=(4, 6))).person_figures

    assert (person.rows, person.mean, person.reached) == (3, 1.0, 2)


def test_a_difference_reaches_its_target_at_zero() -> None:
    source = layout(
        id="d",
        sections=[
            {
                "id": "s",
                "title": "S",
                "columns": [
                    column("label", "label"),
                    column("one", "money"),
                    column("other", "money"),
                    column("more", "computed", compute={"kind": "difference", "of": ["one", "other"]}),
                ],
                "items": [{"id": "a", "label": "A"}],
            }
        ],
    )
    given = [
        form(source, {"s.a.one": one, "s.a.other": other}, name=f"P{one}")
        for one, other in ((5.0, 3.0), (2.0, 2.0), (1.0, 4.0))
    ]
    (found,) = summarize(cycle(), given).figures

    assert (found.rows, found.lowest, found.highest, found.reached) == (3, -3, 2, 2)
    assert found.mean == pytest.approx(-1 / 3)


def test_a_review_with_errors_has_no_figures_and_no_counts() -> None:
    wrong = form(SALES, {**goals(revenue=(1, 1)), "goals.revenue.met": "yes"}, findings=[finding()])
    summary = summarize(cycle(), [wrong])

    assert figure(summary, "revenue").rows == 0
    assert counted(summary, "revenue", "met").answered == 0


def counted(summary: TeamSummary, item: str, column_id: str, section: str = "goals") -> CountedAnswers:
    place = (section, item, column_id)
    return next(found for found in summary.choices if (found.section, found.item, found.column) == place)


def test_choices_are_counted_by_item_and_blank_rows_together() -> None:
    summary = team(
        {"goals.revenue.status": "On track", "goals.row-1.status": "At risk", "goals.row-2.status": "At risk"},
        {"goals.revenue.status": "At risk", "goals.calls.status": "?", "goals.revenue.met": "no"},
    )

    assert [(c.label, c.count) for c in counted(summary, "revenue", "status").counts] == [
        ("On track", 1),
        ("At risk", 1),
    ]
    assert counted(summary, "calls", "status").answered == 0
    assert [(c.value, c.count) for c in counted(summary, "", "status").counts] == [("On track", 0), ("At risk", 2)]
    assert [(c.label, c.count) for c in counted(summary, "revenue", "met").counts] == [("Yes", 0), ("No", 1)]


def test_counts_stand_in_the_forms_order() -> None:
    places = [(found.section, found.column, found.item) for found in team({}).choices]

    assert places == [
        ("goals", "status", "revenue"),
        ("goals", "status", "calls"),
        ("goals", "status", ""),
        ("goals", "met", "revenue"),
        ("goals", "met", "calls"),
        ("goals", "met", ""),
        ("log", "progress", ""),
        ("old", "progress", ""),
    ]
