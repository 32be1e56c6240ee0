from __future__ import annotations

from collections.abc import Iterator

import pytest

from sheetreview.model.finding import Severity
from sheetreview.model.layout import Layout
from sheetreview.model.summary import ItemResult, Status, TeamSummary
from sheetreview.summarize.review_input import ReviewInput
from sheetreview.summarize.team import summarize
from tests.summarize.builders import (
    customer_service,
    cycle,
    finding,
    full,
    layout,
    number_scale,
    rating,
    returned,
)

FACTOR = {"id": "factor", "title": "Factor", "kind": "label"}


@pytest.fixture
def team() -> TeamSummary:
    source = customer_service()
    return summarize(
        cycle(),
        [
            returned("Zoe", source, full(4, 3)),
            returned("adam", source, full(2, 2), findings=[finding(Severity.WARNING, "requires")]),
            returned("Wrong", source, full(5, 3), findings=[finding()], reviewer="Al Chief"),
            returned("Late", source, {"sales.s1": 5}, findings=[finding(code="missing-rating")], reviewer="Al Chief"),
            returned("Gone", source, None, reviewer="Al Chief"),
        ],
    )


def item(summary: TeamSummary, section: str, item_id: str) -> ItemResult:
    return next(found for found in summary.items if (found.section, found.item) == (section, item_id))


def test_a_review_with_an_error_or_unfinished_stays_out_of_every_mean(team: TeamSummary) -> None:
    means = {section.id: section for section in team.sections}

    # Zoe 40/50 and 24/24, Adam 20/50 and 16/24.
    assert means["sales"].mean_percent == (80 + 40) / 2
    assert (means["sales"].lowest_percent, means["sales"].highest_percent) == (40, 80)
    assert means["job"].mean_percent == pytest.approx((100 + 200 / 3) / 2)
    assert means["sales"].reviews == means["job"].reviews == 2
    assert team.overall_percent == pytest.approx((90 + (40 + 200 / 3) / 2) / 2)
    assert item(team, "sales", "s1").mean == 3


def test_participation_counts_every_form_once(team: TeamSummary) -> None:
    stand = team.participation

    assert (stand.issued, stand.returned, stand.counted) == (5, 4, 2)
    assert (stand.not_started, stand.in_progress, stand.with_errors, stand.complete) == (1, 1, 1, 2)


def test_people_stand_by_reviewer_then_name_whatever_their_case(team: TeamSummary) -> None:
    assert [person.name for person in team.people] == ["Gone", "Late", "Wrong", "adam", "Zoe"]
    assert [person.status for person in team.people] == [
        Status.NOT_STARTED,
        Status.IN_PROGRESS,
        Status.WITH_ERRORS,
        Status.COMPLETE,
        Status.COMPLETE,
    ]
    assert [person.counted for person in team.people] == [False, False, False, True, True]


def test_a_persons_overall_result_is_the_mean_of_sections_and_never_raw_points(team: TeamSummary) -> None:
    zoe = team.people[-1]

    assert zoe.overall_percent == (80 + 100) / 2
    assert zoe.overall_percent != pytest.approx(100 * (40 + 24) / (50 + 24))


def test_each_reviewer_has_own_counts_and_means(team: TeamSummary) -> None:
    chief, boss = team.reviewers

    assert (chief.name, chief.email, chief.issued, chief.returned) == ("Al Chief", "al.chief@example.com", 3, 2)
    assert (chief.not_started, chief.in_progress, chief.with_errors, chief.complete) == (1, 1, 1, 0)
    assert chief.overall_percent is None
    assert [section.mean_percent for section in chief.sections] == [None, None]
    assert boss.complete == 2
    assert [section.id for section in boss.sections] == ["sales", "job"]
    assert boss.sections[0].mean_percent == 60


def test_items_come_in_the_layouts_order_with_their_distribution(team: TeamSummary) -> None:
    assert [found.item for found in team.items] == [
        *(f"s{n}" for n in range(1, 11)),
        "other",
        *(f"j{n}" for n in range(1, 9)),
    ]
    first = item(team, "sales", "s1")
    assert [(level.value, level.count) for level in first.levels] == [("1", 0), ("2", 1), ("3", 0), ("4", 1), ("5", 0)]
    assert (first.rated, first.percent, first.minimum, first.maximum) == (2, 60, 1, 5)
    assert first.detail == "metric of s1"
    other = item(team, "sales", "other")
    assert (other.label, other.detail, other.rated, other.mean, other.percent) == ("Other", "", 0, None, None)


def letters() -> Layout:
    levels = [{"value": "A", "label": "Excellent"}, {"value": "B", "label": "Good"}, {"value": "D", "label": "Poor"}]
    return layout(
        id="card",
        roles=[{"id": "customer", "title": "Customer"}],
        scales=[{"id": "abd", "levels": levels}],
        sections=[
            {
                "id": "card",
                "title": "Card",
                "columns": [FACTOR, rating("abd")],
                "items": [{"id": "x", "label": "X"}],
            }
        ],
    )


def test_letters_are_counted_and_never_averaged() -> None:
    given = [returned(f"P{n}", letters(), {"card.x": grade}, role="customer") for n, grade in enumerate("AABDA")]

    summary = summarize(cycle(), given)

    (found,) = summary.items
    assert [(level.value, level.label, level.count) for level in found.levels] == [
        ("A", "Excellent", 3),
        ("B", "Good", 1),
        ("D", "Poor", 1),
    ]
    assert (found.mean, found.percent, found.maximum) == (None, None, None)
    assert (summary.sections[0].reviews, summary.sections[0].mean_percent) == (5, None)
    assert summary.overall_percent is None


def test_the_same_section_id_in_two_layouts_is_never_summed_up_together() -> None:
    def one(identifier: str, highest: int) -> Layout:
        return layout(
            id=identifier,
            scales=[number_scale("scale", highest)],
            sections=[
                {
                    "id": "s",
                    "title": "S",
                    "columns": [FACTOR, rating("scale")],
                    "items": [{"id": "a", "label": "A"}],
                }
            ],
        )

    summary = summarize(cycle(), [returned("P", one("ten", 10), {"s.a": 5}), returned("Q", one("five", 5), {"s.a": 5})])

    assert [(mean.layout, mean.mean_percent) for mean in summary.sections] == [("five", 100), ("ten", 50)]
    assert [(found.layout, found.mean, found.rated) for found in summary.items] == [("five", 5, 1), ("ten", 5, 1)]


def test_bands_name_the_results_of_counted_reviews_only() -> None:
    source = layout(
        id="banded",
        scales=[number_scale("five", 5)],
        bands=[{"id": "low", "label": "Low", "from_percent": 0}, {"id": "high", "label": "High", "from_percent": 80}],
        sections=[{"id": "s", "title": "S", "columns": [FACTOR, rating("five")], "items": [{"id": "a", "label": "A"}]}],
    )

    summary = summarize(
        cycle(),
        [
            returned("A", source, {"s.a": 4}),
            returned("B", source, {"s.a": 3}),
            returned("C", source, {"s.a": 5}, findings=[finding()]),
        ],
    )

    assert [person.band for person in summary.people] == ["High", "Low", ""]


def test_inputs_may_come_from_a_generator() -> None:
    source = customer_service()

    def forms() -> Iterator[ReviewInput]:
        for number in range(3):
            yield returned(f"P{number}", source, full(3, 3))

    assert summarize(cycle(), forms()).participation.complete == 3


def test_an_empty_cycle_has_a_summary() -> None:
    summary = summarize(cycle(), [])

    assert (summary.people, summary.items, summary.sections, summary.reviewers) == ((), (), (), ())
    assert (summary.participation.issued, summary.overall_percent) == (0, None)
    assert (summary.cycle, summary.period, summary.due) == ("Midyear 2025", "H1 2025", "2025-06-30")
