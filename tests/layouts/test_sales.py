"""The sales review beside the explanation it comes from."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sheetreview.form.cells import form_cells
from sheetreview.model.finding import Severity
from sheetreview.model.rules import Requires

from .reading import cut, labels, layout, scale, section, shape, titles

NAME = "sales"


def test_the_parts_stand_in_the_order_of_the_process() -> None:
    assert [part.title for part in layout(NAME).sections] == [
        "Goals",
        "Key Performance Indicators",
        "Performance Rating",
        "Coaching and Feedback Log",
        "Strengths",
        "Improvement Areas",
        "Performance Improvement Plan",
        "Performance Improvement Plan: Follow-ups",
        "Goals for the Next Period",
        "Sign-off",
    ]


def test_a_goal_has_measure_target_actual_share_attained_and_status() -> None:
    found = section(NAME, "goals")
    assert titles(found) == ["Goal", "Measure", "Target", "Actual", "% Attained", "Status", "Notes"]
    attained = found.column_by_id["attained"].compute
    assert attained is not None
    assert (attained.kind, attained.of) == ("ratio", ("actual", "target"))


def test_the_four_indicators_are_the_documents_and_three_rows_are_free() -> None:
    found = section(NAME, "kpis")
    assert labels(found) == [
        "Lead generation rate",
        "Conversion rate",
        "Revenue per customer",
        "Customer retention rate",
    ]
    assert found.blank_rows == 3
    attained = found.column_by_id["attained"].compute
    assert attained is not None
    assert (attained.kind, attained.of) == ("ratio", ("actual", "target"))


def test_what_an_indicator_measures_is_said_and_no_figure_of_hr_takes_its_place() -> None:
    found = section(NAME, "kpis")
    assert [item.texts["measure"] for item in found.items] == [
        "New leads per month",
        "% of leads that buy",
        "Average revenue of a customer",
        "% of customers who stay",
    ]
    assert list(form_cells(cut(NAME, "manager")).metrics) == []


def test_three_ratings_on_one_scale_give_the_result() -> None:
    found = section(NAME, "performance")
    assert labels(found) == ["Achievements against goals", "Metrics", "Use of coaching and feedback"]
    assert [(total.column, total.kind) for total in found.totals] == [("rating", "sum")]
    assert [value for value, _ in scale(NAME, "performance")] == ["1", "2", "3", "4", "5"]
    assert [part.id for part in layout(NAME).sections if part.totals] == ["performance"]


@pytest.mark.parametrize(("ratings", "band"), [(15, "Top performer"), (9, "On target"), (8, "Below target")])
def test_the_bands_part_the_results(ratings: int, band: str) -> None:
    found = layout(NAME).band_of(Fraction(100 * ratings, 15))
    assert found is not None
    assert found.label == band


def test_the_coaching_log_is_dated_and_followed_up() -> None:
    found = section(NAME, "coaching")
    assert titles(found) == ["Topic", "Feedback", "Date", "Follow-up date", "Followed up", "Follow-up"]
    follow_up = found.follow_up
    assert follow_up is not None
    assert (follow_up.what, follow_up.due, follow_up.progress) == ("follow-up", "follow-up-date", "done")


def test_the_improvement_plan_is_only_in_forms_that_call_for_it() -> None:
    plain, with_plan = shape(cut(NAME, "manager")), shape(cut(NAME, "manager", "pip", "pip-follow-ups"))
    assert set(with_plan) - set(plain) == {"pip", "pip-follow-ups"}
    for part in (section(NAME, "pip"), section(NAME, "pip-follow-ups")):
        assert part.issued_when is not None
        assert (part.issued_when.roster, part.issued_when.below) == ("pip", "on-target")
        assert part.restricted
    assert [part.id for part in layout(NAME).sections if part.restricted] == ["pip", "pip-follow-ups"]


def test_the_improvement_plan_holds_what_the_document_names() -> None:
    assert titles(section(NAME, "pip")) == ["Action", "Desired outcome", "Owner", "Date", "Progress", "Guidance"]
    assert titles(section(NAME, "pip-follow-ups")) == ["Topic", "With", "Date", "State", "Progress seen"]


def test_an_action_of_the_plan_without_owner_or_date_is_an_error() -> None:
    rules = [rule for rule in section(NAME, "pip").rules if isinstance(rule, Requires)]
    grave = [rule for rule in rules if rule.severity is Severity.ERROR]
    assert [(rule.column, rule.needs) for rule in grave] == [("action", ("owner", "due"))]


def test_goals_and_the_plans_open_actions_go_over_into_the_next_cycle() -> None:
    assert section(NAME, "goals").carries == ("next-goals",)
    assert section(NAME, "pip").carries == ("pip",)
    given = {column.id for column in section(NAME, "goals").columns if "hr" in (column.filled_by or ())}
    assert given < {column.id for column in section(NAME, "next-goals").columns}
