from __future__ import annotations

import pytest

from sheetreview.model.edition import Edition, edition
from sheetreview.model.finding import Severity
from sheetreview.model.review import Review
from sheetreview.model.summary import RatingRow, SectionResult, Status
from sheetreview.summarize.results import overall_result, results_and_ratings, review_status, section_results
from sheetreview.summarize.review_input import Cells
from tests.summarize.builders import (
    NA,
    customer_service,
    finding,
    full,
    job,
    layout,
    number_scale,
    rating,
    review,
    sales,
)

FACTOR = {"id": "factor", "title": "Factor", "kind": "label"}


def results(values: dict[str, str | int]) -> dict[str, SectionResult]:
    source = customer_service()
    return {result.id: result for result in section_results(edition(source, "manager"), review(source, values))}


def rating_rows(cut: Edition, given: Review) -> tuple[RatingRow, ...]:
    return results_and_ratings(cut, Cells(given))[1]


def test_totals_and_maxima_are_recomputed_from_the_ratings() -> None:
    found = results({**sales(5, 4, 3, 3, 2, 5, 1, 4, 3, 5), **job(3, 2, 2, 1, 3, 2, 3, 2)})

    assert (found["sales"].total, found["sales"].maximum, found["sales"].percent) == (35, 50, 70)
    assert (found["job"].total, found["job"].maximum) == (18, 24)
    assert found["job"].percent == 75
    assert list(found) == ["sales", "job"]


def test_an_unused_optional_row_does_not_enlarge_the_maximum() -> None:
    unused = results(full(3, 2))["sales"]
    used = results({**full(3, 2), "sales.other": 5, "sales.other.factor": "Onboarding"})["sales"]

    assert (unused.total, unused.maximum, unused.rated, unused.of) == (30, 50, 10, 10)
    assert (used.total, used.maximum, used.rated, used.of) == (35, 55, 11, 11)


def test_an_optional_row_begun_but_not_rated_waits_for_its_rating() -> None:
    found = results({**full(3, 2), "sales.other.factor": "Onboarding"})["sales"]

    assert (found.maximum, found.rated, found.of) == (50, 10, 11)


def test_missing_and_not_applicable_are_not_zero() -> None:
    found = results({"sales.s1": 4, "sales.s2": NA, "sales.s3": 2})["sales"]

    assert (found.total, found.maximum, found.percent) == (6, 10, 60)
    assert (found.rated, found.of) == (2, 9)


def test_a_rating_off_the_scale_is_in_no_total() -> None:
    found = results({"job.j1": 4, "job.j2": 3})["job"]

    assert (found.total, found.maximum, found.rated, found.of) == (3, 3, 1, 8)


def test_nothing_rated_has_no_result_instead_of_zero_percent() -> None:
    found = results({})["sales"]

    assert (found.total, found.maximum, found.percent, found.rated, found.of) == (None, None, None, 0, 10)


def weighted() -> tuple[SectionResult, ...]:
    source = layout(
        id="weighted",
        scales=[number_scale("five", 5)],
        sections=[
            {
                "id": "big",
                "title": "Big",
                "weight": 3,
                "columns": [FACTOR, rating("five")],
                "items": [
                    {"id": "a", "label": "A", "weight": 2},
                    {"id": "b", "label": "B", "weight": 0.5},
                    {"id": "c", "label": "C"},
                ],
            },
            {
                "id": "small",
                "title": "Small",
                "columns": [FACTOR, rating("five")],
                "items": [{"id": "d", "label": "D"}],
            },
        ],
    )
    cut = edition(source, "manager")
    found = section_results(cut, review(source, {"big.a": 4, "big.b": 2, "small.d": 1}))
    assert overall_result(cut, found) == pytest.approx((3 * 72 + 1 * 20) / 4)
    assert overall_result(cut, found[1:]) == 20
    assert overall_result(cut, ()) is None
    return found


def test_weights_multiply_rating_and_maximum_and_only_of_rated_items() -> None:
    big, small = weighted()

    assert (big.total, big.maximum, big.percent) == (2 * 4 + 0.5 * 2, 2.5 * 5, 72)
    assert (small.total, small.maximum, small.percent) == (1, 5, 20)


def test_a_scale_of_letters_has_counts_but_no_totals() -> None:
    levels = [{"value": "A", "label": "Excellent"}, {"value": "B", "label": "Good"}, {"value": "D", "label": "Poor"}]
    source = layout(
        id="letters",
        scales=[{"id": "abd", "levels": levels}],
        sections=[
            {
                "id": "card",
                "title": "Card",
                "columns": [FACTOR, rating("abd")],
                "items": [{"id": "x", "label": "X"}, {"id": "y", "label": "Y"}],
            }
        ],
    )
    cut = edition(source, "manager")
    given = review(source, {"card.x": "A", "card.y": "D"})

    (result,) = section_results(cut, given)
    rows = rating_rows(cut, given)

    assert (result.total, result.maximum, result.percent, result.rated) == (None, None, None, 2)
    assert [(row.value, row.level, row.number, row.maximum) for row in rows] == [
        ("A", "Excellent", None, None),
        ("D", "Poor", None, None),
    ]


def test_the_column_with_a_total_is_the_one_that_counts() -> None:
    source = layout(
        id="two",
        scales=[number_scale("five", 5)],
        sections=[
            {
                "id": "s",
                "title": "S",
                "columns": [
                    FACTOR,
                    rating("five") | {"id": "importance"},
                    rating("five"),
                ],
                "items": [{"id": "a", "label": "A"}],
                "totals": [{"column": "rating", "label_in": "factor"}],
            }
        ],
    )

    (result,) = section_results(edition(source, "manager"), review(source, {"s.a": 2}))

    assert (result.total, result.maximum) == (2, 5)


def test_blank_rows_count_once_something_stands_in_them() -> None:
    source = layout(
        id="blank",
        scales=[number_scale("five", 5)],
        sections=[{"id": "own", "title": "Own", "columns": [FACTOR, rating("five")], "blank_rows": 4}],
    )
    cut = edition(source, "manager")
    given = review(
        source, {"own.row-1": 5, "own.row-2": 3, "own.row-3.factor": "Later"}, labels={("own", "row-1"): "Coaching"}
    )

    (result,) = section_results(cut, given)

    assert (result.total, result.maximum, result.rated, result.of) == (8, 10, 2, 3)
    assert [row.label for row in rating_rows(cut, given)] == ["Coaching", "Row 2"]


def test_a_row_the_reviewer_named_carries_that_name_and_others_the_layouts() -> None:
    source = customer_service()
    cut = edition(source, "manager")
    labels = {("sales", "other"): "Onboarding", ("sales", "s1"): "Overtyped"}

    named = rating_rows(cut, review(source, {"sales.s1": 3, "sales.other": 5}, labels=labels))
    unnamed = rating_rows(
        cut,
        review(source, {"sales.other": 5}, labels={("sales", "other"): "Other [Insert Other Activity]"}),
    )

    assert [(row.item, row.label, row.number, row.maximum) for row in named] == [
        ("s1", "Sales s1", 3, 5),
        ("other", "Onboarding", 5, 5),
    ]
    assert unnamed[0].label == "Other"


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        ([], Status.COMPLETE),
        ([("requires", Severity.WARNING), ("read-as", Severity.NOTICE)], Status.COMPLETE),
        ([("missing-rating", Severity.ERROR)], Status.IN_PROGRESS),
        ([("missing-answer", Severity.ERROR), ("missing-rating", Severity.ERROR)], Status.IN_PROGRESS),
        ([("missing-answer", Severity.ERROR), ("required-together", Severity.ERROR)], Status.WITH_ERRORS),
        ([("missing-rating", Severity.ERROR), ("off-scale", Severity.ERROR)], Status.WITH_ERRORS),
    ],
)
def test_status_tells_unfinished_from_wrong(codes: list[tuple[str, Severity]], status: Status) -> None:
    source = customer_service()
    findings = [finding(severity, code) for code, severity in codes]

    assert review_status(review(source, full(3, 2)), findings) is status


def test_a_form_that_did_not_come_back_is_not_started() -> None:
    assert review_status(None, ()) is Status.NOT_STARTED


def test_an_untouched_form_is_never_complete() -> None:
    blank: Review = review(customer_service(), {})

    assert review_status(blank, ()) is Status.IN_PROGRESS
