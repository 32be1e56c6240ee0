"""Every finding of a check, with its severity and the exact cell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sheetreview.check.rules import check_review, with_context
from sheetreview.model.finding import Finding, FindingContext, Severity
from sheetreview.model.review import AnswerState, ShownTotal
from sheetreview.sheet.grid import CellError, Uncalculated, Value

from .reviews import RATED, cut, findings, found, review_of

# Rows stand from 10 on (one, two, extra, row-1, row-2), columns from A on (what, metric, rating, grade, state, done,
# day, cost, notes).


def test_a_complete_review_has_no_findings() -> None:
    assert found({}) == []


@pytest.mark.parametrize(
    ("cell", "value", "finding"),
    [
        ("two.rating", "", ("missing-rating", "error", "C11")),
        ("two.rating", 7, ("off-scale", "error", "C11")),
        ("two.rating", 46_117, ("off-scale", "error", "C11")),
        ("two.rating", "2/3", ("unreadable-rating", "error", "C11")),
        ("two.rating", True, ("unreadable-rating", "error", "C11")),
        ("two.rating", "N/A", ("unreadable-rating", "error", "C11")),
        ("two.rating", CellError("#REF!"), ("unreadable-rating", "error", "C11")),
        ("two.rating", Uncalculated(), ("uncalculated", "error", "C11")),
        ("two.rating", "2", ("read-as", "notice", "C11")),
        ("one.grade", "Z", ("unreadable-rating", "error", "D10")),
        ("one.grade", 3, ("off-scale", "error", "D10")),
        ("one.grade", "b", ("read-as", "notice", "D10")),
        ("one.state", "Ajar", ("not-an-option", "error", "E10")),
        ("one.done", "perhaps", ("unreadable-answer", "error", "F10")),
        ("one.day", "soon", ("unreadable-answer", "error", "G10")),
        ("one.cost", "much", ("unreadable-answer", "error", "H10")),
        ("one.cost", "$12", ("read-as", "notice", "H10")),
        ("one.notes", Uncalculated(), ("uncalculated", "error", "I10")),
        ("row-1.notes", "why", ("missing-rating", "error", "C13")),
        ("row-1.rating", 9, ("off-scale", "error", "C13")),
        ("extra.rating", 0, ("off-scale", "error", "C12")),
    ],
)
def test_a_cell_that_is_wrong_is_one_finding_at_that_cell(
    cell: str, value: Value, finding: tuple[str, str, str]
) -> None:
    assert found({cell: value}) == [finding]


@pytest.mark.parametrize(
    "typed",
    [
        {"one.grade": "N/A"},
        {"one.grade": "A", "two.grade": "C"},
        {"one.state": "open"},
        {"one.done": "No"},
        {"one.day": 46_117},
        {"extra.notes": "an optional row may be left half empty"},
        {"extra.rating": 1},
        {"row-1.rating": 2},
        {"row-2.notes": "", "row-2.rating": ""},
    ],
)
def test_what_is_allowed_is_no_finding(typed: dict[str, Value]) -> None:
    assert found(typed) == []


def test_each_message_says_what_stands_there_and_each_fix_what_to_type() -> None:
    (wrong,) = findings({"two.rating": 7})
    assert wrong.message == "'7' is not on the scale (1, 2, 3)"
    assert wrong.fix == "type a whole number from 1 to 3"
    assert (wrong.item, wrong.sheet) == ("Second", "Review")
    (letters,) = findings({"one.grade": 1})
    assert letters.fix == "type one of A, B, C, or N/A"
    (date,) = findings({"two.rating": 46_117})
    assert "holds a date" in date.message
    (choice,) = findings({"one.state": "Ajar"})
    assert choice.fix == "choose one of Open, Closed"
    assert choice.message == "'Ajar' is not one of the choices for State"


@pytest.mark.parametrize("cell", ["two.rating", "one.state", "one.day", "one.grade"])
def test_a_very_long_text_is_cut_in_messages(cell: str) -> None:
    for text in ("9" * 30_000, "word " * 5_000):
        assert all(len(finding.message) < 300 for finding in findings({cell: text}))


def test_errors_come_first_and_then_the_order_of_the_sheet() -> None:
    typed: dict[str, Value] = {"one.rating": "3", "two.rating": "", "row-1.rating": 9, "one.state": "Ajar"}
    assert found(typed) == [
        ("not-an-option", "error", "E10"),
        ("missing-rating", "error", "C11"),
        ("off-scale", "error", "C13"),
        ("read-as", "notice", "C10"),
    ]


TOGETHER = {"kind": "together", "columns": ["state", "day", "rating"]}


def test_together_names_each_part_that_is_missing_once() -> None:
    cells = ["E10", "G10", "E11", "G11", "C12", "G12"]
    assert found({"extra.state": "Open"}, TOGETHER) == [("required-together", "error", cell) for cell in cells]


def test_together_in_named_rows_leaves_the_others_alone() -> None:
    rule = {**TOGETHER, "rows": ["extra"], "severity": "warning"}
    assert found({"extra.day": 46_117}, rule) == [
        ("required-together", "warning", "C12"),
        ("required-together", "warning", "E12"),
    ]
    assert found({}, rule) == []
    assert found({"extra.day": 46_117, "extra.state": "Open", "extra.rating": 1}, rule) == []


def test_together_counts_an_unreadable_part_as_filled() -> None:
    rule = {**TOGETHER, "rows": ["extra"]}
    assert found({"extra.day": "soon", "extra.state": "Open", "extra.rating": 1}, rule) == [
        ("unreadable-answer", "error", "G12")
    ]


def test_a_blank_row_is_reported_once_when_two_rules_want_the_same_cell() -> None:
    rule = {**TOGETHER, "rows": ["row-1"]}
    assert found({"row-1.state": "Open"}, rule) == [
        ("missing-rating", "error", "C13"),
        ("required-together", "error", "G13"),
    ]


def test_a_rule_without_rows_guards_rows_that_people_added() -> None:
    rule = {"kind": "requires", "column": "rating", "needs": ["notes"], "severity": "warning"}
    typed: dict[str, Value] = {"one.notes": "x", "two.notes": "x", "row-3.rating": 2}
    assert found(typed, rule) == [("note-required", "warning", "I15")]
    assert found({**typed, "row-3.rating": "", "row-3.notes": "x"}, rule) == [("missing-rating", "error", "C15")]


@pytest.mark.parametrize(
    ("typed", "cells"),
    [
        ({"one.rating": 3, "two.rating": 2}, []),
        ({"one.rating": 1, "two.rating": 2}, ["I10"]),
        ({"one.rating": 1, "one.notes": "late", "two.rating": 1}, ["I11"]),
        ({"one.rating": "1"}, ["I10"]),
    ],
)
def test_requires_asks_for_a_note_only_for_the_named_ratings(typed: dict[str, Value], cells: list[str]) -> None:
    rule = {"kind": "requires", "column": "rating", "values": [1], "needs": ["notes"]}
    assert [f for f in found(typed, rule) if f[0] != "read-as"] == [("note-required", "error", cell) for cell in cells]


def test_requires_on_any_other_column_speaks_of_that_column() -> None:
    rule = {"kind": "requires", "column": "state", "values": ["Closed"], "needs": ["day", "done"], "rows": ["one"]}
    assert found({"one.state": "closed"}, rule) == [
        ("required-with", "error", "F10"),
        ("required-with", "error", "G10"),
    ]
    assert findings({"one.state": "closed"}, rule)[0].message == "Done is empty although State is 'closed'"
    assert found({"one.state": "Open"}, rule) == []
    yes = {"kind": "requires", "column": "done", "values": ["yes"], "needs": ["day"]}
    assert found({"two.done": "TRUE"}, yes) == [("required-with", "error", "G11")]


def test_at_most_points_at_every_row_beyond_the_limit() -> None:
    rule = {"kind": "at-most", "column": "state", "count": 1}
    assert found({"two.state": "Open"}, rule) == []
    assert found({"one.state": "Open", "two.state": "Open", "row-3.state": "Ajar", "row-3.rating": 1}, rule) == [
        ("too-many-rows", "error", "E11"),
        ("not-an-option", "error", "E15"),
        ("too-many-rows", "error", "E15"),
    ]


def shown(number: float | None, total: str = "total", text: str = "") -> ShownTotal:
    return ShownTotal(section="work", total=total, cell="C20", number=number, text=text)


@pytest.mark.parametrize(
    ("kind", "typed", "right"),
    [
        ("sum", {}, 3 * 3 + 2),
        ("sum", {"extra.rating": 1, "row-2.rating": 3}, 3 * 3 + 2 + 1 + 3),
        ("mean", {}, (3 * 3 + 2) / 4),
        ("mean", {"extra.rating": 1}, (3 * 3 + 2 + 1) / 5),
    ],
)
def test_a_total_is_the_weighted_sum_or_mean_of_its_ratings(kind: str, typed: dict[str, Value], right: float) -> None:
    assert found(typed, totals=[shown(right), shown(round(right, 2))], kind=kind) == []
    assert found(typed, totals=[shown(right + 0.01)], kind=kind) == [("total-differs", "warning", "C20")]


def test_a_second_total_is_over_its_own_column() -> None:
    typed: dict[str, Value] = {"one.grade": "A", "two.grade": "B", "extra.grade": "N/A"}
    assert found(typed, totals=[shown(11), shown(3 * 3 + 1.5, "grades")]) == []
    assert found(typed, totals=[shown(11), shown(11, "grades")]) == [("total-differs", "warning", "C20")]


@pytest.mark.parametrize("number", [11, 3 * 3])
def test_a_total_with_or_without_a_rating_read_with_a_notice_is_right(number: float) -> None:
    assert found({"two.rating": "２"}, totals=[shown(number)]) == [("read-as", "notice", "C11")]
    assert len(found({"two.rating": "２"}, totals=[shown(number + 1)])) == 2


@pytest.mark.parametrize("text", ["lots", "see above", "12", "11,5", "#NAME?", "11." + "3" * 50, "9" * 50])
def test_a_text_in_place_of_a_total_is_said(text: str) -> None:
    assert found({}, totals=[shown(None, text=text)]) == [("total-differs", "warning", "C20")]


@pytest.mark.parametrize("text", ["11", "１１", "11,0", "11.00 points"])
def test_a_total_written_as_a_text_is_compared_as_the_number_it_is(text: str) -> None:
    assert found({}, totals=[shown(None, text=text)]) == []


@pytest.mark.parametrize("text", ["2,75", "2.8"])
def test_a_mean_written_with_fewer_digits_is_no_other_one(text: str) -> None:
    assert found({}, totals=[shown(None, text=text)], kind="mean") == []


def test_a_total_nobody_calculated_is_no_finding() -> None:
    assert found({}, totals=[shown(None)]) == []


def test_not_applicable_and_unreadable_ratings_count_nothing() -> None:
    typed: dict[str, Value] = {"one.grade": "N/A", "two.grade": "Z", "extra.grade": "C"}
    assert ("total-differs", "warning", "C20") not in found(typed, totals=[shown(0, "grades")])


def test_a_cell_that_was_not_found_is_not_called_empty() -> None:
    form = cut([{"kind": "requires", "column": "rating", "needs": ["notes"]}])
    review = review_of(form, RATED)
    kept = tuple(answer for answer in review.answers if answer.row == "one" and answer.column != "notes")
    assert check_review(form, replace(review, answers=kept)) == ()


def test_the_findings_of_reading_are_kept_and_given_the_sheet() -> None:
    form = cut()
    early = Finding(code="row-lost", severity=Severity.ERROR, message="m", fix="f")
    (kept,) = check_review(form, replace(review_of(form, RATED), structure=(early,)))
    assert kept == replace(early, sheet="Review")


def test_a_text_of_hr_is_nothing_that_somebody_entered() -> None:
    rule = {"kind": "together", "columns": ["metric", "notes"], "rows": ["extra"]}
    form = cut([rule])
    review = review_of(form, {**RATED, "extra.metric": "Calls: 12"})
    given = tuple(replace(a, prefilled=a.typed == "Calls: 12") for a in review.answers)
    assert [f.code for f in check_review(form, review)] == ["required-together"]
    assert check_review(form, replace(review, answers=given)) == ()


def test_people_and_file_are_added_to_every_finding() -> None:
    context = FindingContext(
        form_id="F1", file="a.xlsx", reviewee_id="E1", reviewee="Zoë", reviewer="Ruth", role="manager"
    )
    (named,) = with_context(findings({"two.rating": 7}), context)
    assert (named.form_id, named.file, named.reviewee_id, named.reviewee, named.reviewer, named.role) == (
        "F1",
        "a.xlsx",
        "E1",
        "Zoë",
        "Ruth",
        "manager",
    )
    assert (named.code, named.cell) == ("off-scale", "C11")


def test_every_state_but_a_valid_or_empty_one_is_told() -> None:
    told: dict[AnswerState, Value] = {
        AnswerState.OFF_SCALE: 7,
        AnswerState.UNREADABLE: "x",
        AnswerState.UNCALCULATED: Uncalculated(),
        AnswerState.READ_AS: "2",
    }
    silent = {AnswerState.EMPTY, AnswerState.VALID, AnswerState.NOT_APPLICABLE}
    assert set(told) | silent == set(AnswerState)
    for value in told.values():
        assert len(found({"two.rating": value})) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2", "'2', which is stored as text, was read as rating 2"),
        ("2\u200b", "'2', which is stored as text, was read as rating 2"),
        ("2.0", "'2.0' was read as rating 2"),
    ],
)
def test_what_was_read_as_the_same_text_is_said_with_what_differs(typed: str, said: str) -> None:
    (finding,) = findings({"two.rating": typed})
    assert finding.message == said
