from __future__ import annotations

import pytest

from sheetreview.model.layout import Layout
from sheetreview.model.summary import TeamSummary
from sheetreview.summarize.review_input import ReviewInput
from sheetreview.summarize.team import summarize, summarize_apart
from tests.summarize.builders import cycle, finding, layout, number_scale
from tests.summarize.forms import column, form, self_and_manager

BOTH = self_and_manager()


def own(name: str, a: int, b: int) -> ReviewInput:
    return form(BOTH, {"areas.a.own": a, "areas.b.own": b}, name=name, role="self", reviewer=name)


def manager(name: str, a: int, b: int, reviewer: str = "Rae Boss") -> ReviewInput:
    return form(BOTH, {"areas.a.rating": a, "areas.b.rating": b}, name=name, reviewer=reviewer)


def gaps(summary: TeamSummary) -> dict[str, tuple[int, float | None, float | None, float | None]]:
    return {gap.item: (gap.pairs, gap.first_mean, gap.second_mean, gap.gap) for gap in summary.gaps}


def test_a_gap_is_the_mean_over_people_whom_both_have_rated() -> None:
    summary = summarize(cycle(), [own("Ann", 5, 2), manager("Ann", 3, 2), own("Ben", 4, 1), manager("Ben", 4, 4)])

    assert gaps(summary) == {"a": (2, 4.5, 3.5, 1.0), "b": (2, 1.5, 3.0, -1.5)}
    assert [(p.name, p.item, p.first, p.second, p.gap) for p in summary.person_gaps] == [
        ("Ann", "a", 5, 3, 2),
        ("Ann", "b", 2, 2, 0),
        ("Ben", "a", 4, 4, 0),
        ("Ben", "b", 1, 4, -3),
    ]


def test_the_roles_of_a_gap_are_those_of_its_operands() -> None:
    (gap, _) = summarize(cycle(), [own("Ann", 5, 2), manager("Ann", 3, 2)]).gaps

    assert (gap.first_role, gap.second_role, gap.label, gap.section_title) == ("self", "manager", "Area A", "Areas")


def test_two_managers_of_one_person_each_pair_with_the_self_review() -> None:
    given = [own("Ann", 5, 5), manager("Ann", 3, 4), manager("Ann", 1, 4, reviewer="Al Chief")]

    assert gaps(summarize(cycle(), given)) == {"a": (2, 5, 2, 3), "b": (2, 5, 4, 1)}


def test_somebody_elses_review_is_no_pair() -> None:
    summary = summarize(cycle(), [own("Ann", 5, 5), manager("Ben", 1, 1)])

    assert gaps(summary) == {"a": (0, None, None, None), "b": (0, None, None, None)}
    assert summary.person_gaps == ()


def test_a_review_with_errors_makes_no_gap() -> None:
    wrong = form(BOTH, {"areas.a.rating": 1, "areas.b.rating": 1}, findings=[finding()])

    assert gaps(summarize(cycle(), [own("Ann", 5, 5), wrong]))["a"] == (0, None, None, None)


def test_an_item_only_one_of_them_rated_is_no_pair() -> None:
    half = form(BOTH, {"areas.b.rating": 2})

    assert gaps(summarize(cycle(), [own("Ann", 5, 5), half])) == {"a": (0, None, None, None), "b": (1, 5, 2, 3)}


def test_months_are_compared_with_the_same_month() -> None:
    given = [
        form(BOTH, {f"areas.a.{name}": value}, role=role, month=month)
        for month, values in (("2025-01", (5, 1)), ("2025-02", (3, 3)))
        for role, name, value in (("self", "own", values[0]), ("manager", "rating", values[1]))
    ]

    assert gaps(summarize(cycle(), given))["a"] == (2, 4, 2, 2)


def test_a_cycle_with_one_of_the_roles_alone_has_no_gaps() -> None:
    assert summarize(cycle(), [manager("Ann", 3, 3)]).gaps == ()


def test_a_gap_is_no_figure() -> None:
    summary = summarize(cycle(), [own("Ann", 5, 2), manager("Ann", 3, 2)])

    assert (summary.figures, summary.person_figures) == ((), ())


def test_rows_that_each_role_names_are_not_compared() -> None:
    items = [{"id": "a", "label": "Area A"}, {"id": "b", "label": "Other [name]", "open": ["area"]}]
    source = self_and_manager(items=items)
    given = [
        form(source, {"areas.a.own": 5, "areas.b.own": 5}, role="self"),
        form(source, {"areas.a.rating": 4, "areas.b.rating": 1}),
    ]

    assert [gap.item for gap in summarize(cycle(), given).gaps] == ["a"]


@pytest.mark.parametrize("restricted", [True, False])
def test_gaps_of_a_restricted_section_are_for_hr(restricted: bool) -> None:  # noqa: FBT001 -- one case each
    source = self_and_manager(restricted=restricted)
    given = [form(source, {"areas.a.own": 5}, role="self"), form(source, {"areas.a.rating": 4})]
    shared, whole = summarize_apart(cycle(), given)

    assert [gap.gap for gap in whole.person_gaps] == [1]
    assert (bool(shared.gaps), bool(shared.person_gaps)) == (not restricted, not restricted)


def several_roles(*columns: dict[str, object]) -> Layout:
    """Items that people, their managers and colleagues rate."""
    return layout(
        id="several",
        roles=[
            {"id": "manager", "title": "Manager"},
            {"id": "peer", "title": "Peer"},
            {"id": "self", "title": "Self", "who": "reviewee"},
            {"id": "crowd", "title": "Crowd", "min_raters": 3},
        ],
        scales=[number_scale("five", 5), number_scale("three", 3)],
        sections=[
            {
                "id": "areas",
                "title": "Areas",
                "columns": [column("area", "label"), *columns],
                "items": [{"id": "a", "label": "Area A"}],
            }
        ],
    )


def rated(source: Layout, role: str, name: str = "Ann", **numbers: int) -> ReviewInput:
    return form(
        source, {f"areas.a.{key}": value for key, value in numbers.items()}, name=name, role=role, reviewer=role
    )


def pairs(summary: TeamSummary) -> list[tuple[str, str, str, float | None]]:
    return [(gap.first_role, gap.second_role, gap.label, gap.gap) for gap in summary.gaps]


def test_roles_that_rate_in_one_column_are_compared_without_a_computed_column() -> None:
    source = several_roles(column("rating", "rating", scale="five", filled_by=["manager", "peer", "self"]))
    given = [rated(source, "self", rating=5), rated(source, "manager", rating=3), rated(source, "peer", rating=2)]

    assert pairs(summarize(cycle(), given)) == [
        ("self", "manager", "Area A", 2),
        ("self", "peer", "Area A", 3),
        ("manager", "peer", "Area A", 1),
    ]


def test_roles_that_have_a_column_each_on_one_scale_are_compared_beside_a_declared_difference() -> None:
    source = several_roles(
        column("own", "rating", scale="five", filled_by=["self"], shown_to=["manager"]),
        column("rating", "rating", scale="five", filled_by=["manager"]),
        column("seen", "rating", scale="five", filled_by=["peer"]),
        column("gap", "computed", compute={"kind": "difference", "of": ["rating", "own"]}),
    )
    given = [rated(source, "self", own=5), rated(source, "manager", rating=3), rated(source, "peer", seen=2)]

    assert pairs(summarize(cycle(), given)) == [
        ("manager", "self", "Area A", -2),
        ("self", "peer", "Area A", 3),
        ("manager", "peer", "Area A", 1),
    ]


def test_ratings_on_other_scales_and_of_pooled_raters_are_never_compared() -> None:
    source = several_roles(
        column("own", "rating", scale="three", filled_by=["self"]),
        column("rating", "rating", scale="five", filled_by=["manager"]),
        column("crowd", "rating", scale="five", filled_by=["crowd"]),
    )
    given = [rated(source, "self", own=3), rated(source, "manager", rating=3), rated(source, "crowd", crowd=2)]

    assert pairs(summarize(cycle(), given)) == []


def test_of_several_questions_on_one_scale_only_the_same_one_is_compared_by_its_name() -> None:
    both = ["manager", "self"]
    source = several_roles(
        column("weight", "rating", scale="five", filled_by=both),
        column("skill", "rating", scale="five", filled_by=both),
    )
    given = [rated(source, "self", weight=5, skill=1), rated(source, "manager", weight=4, skill=4)]

    assert pairs(summarize(cycle(), given)) == [
        ("self", "manager", "Area A (Weight)", 1),
        ("self", "manager", "Area A (Skill)", -3),
    ]
