"""A seal breaks when anything that was entered changes, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sheetreview.check.content import changed_since, content_digest
from sheetreview.model.finding import Severity
from sheetreview.model.review import Answer, AnswerState, FormIdentity, Review

from .reviews import head_of

RATED = Answer(
    section="s", row="a", column="rating", cell="C5", typed="4", state=AnswerState.VALID, value="4", number=4
)
NOTED = Answer(section="s", row="a", column="notes", cell="D5", typed="Good.", state=AnswerState.VALID, value="Good.")
EMPTY = Answer(section="s", row="b", column="rating", cell="C6", typed="", state=AnswerState.EMPTY)
REVIEW = Review(
    identity=FormIdentity(format=1, form_id="F1", layout_id="basic", layout_version=1, role="manager"),
    sheet="Review",
    head=head_of({"date": "2026-11-22", "name": "Ann"}),
    answers=(RATED, NOTED, EMPTY),
    labels={("s", "a"): "Row A"},
)


def broken(review: Review) -> bool:
    return bool(list(changed_since(content_digest(REVIEW), review)))


@pytest.mark.parametrize(
    "changed",
    [
        replace(REVIEW, answers=(replace(RATED, typed="5", value="5"), NOTED, EMPTY)),
        replace(REVIEW, answers=(replace(RATED, row="b"), NOTED)),
        replace(REVIEW, answers=(replace(RATED, column="notes"), NOTED)),
        replace(REVIEW, answers=(RATED, NOTED, replace(EMPTY, typed="1", state=AnswerState.VALID))),
        replace(REVIEW, answers=(RATED, NOTED, replace(EMPTY, state=AnswerState.UNCALCULATED))),
        replace(REVIEW, answers=(replace(RATED, typed="7", value="", state=AnswerState.OFF_SCALE), NOTED, EMPTY)),
        replace(REVIEW, answers=(RATED, EMPTY)),
        replace(REVIEW, answers=()),
        replace(REVIEW, head=head_of({**REVIEW.header, "date": "2026-11-23"})),
        replace(REVIEW, identity=replace(REVIEW.identity, form_id="F2")),
        replace(REVIEW, answers=(replace(RATED, row="a\x1frating", column=""), NOTED)),
    ],
)
def test_what_was_entered_differently_breaks_the_seal(changed: Review) -> None:
    assert broken(changed)


@pytest.mark.parametrize(
    "same",
    [
        REVIEW,
        replace(REVIEW, answers=(NOTED, EMPTY, RATED)),
        replace(REVIEW, answers=(replace(RATED, cell="F9"), replace(NOTED, cell="G9"))),
        replace(REVIEW, sheet="Renamed"),
        replace(REVIEW, labels={}),
        replace(REVIEW, head=REVIEW.head[::-1]),
        replace(REVIEW, answers=(replace(RATED, typed="4.0"), NOTED)),
        replace(REVIEW, answers=(replace(RATED, typed="4 - Good", state=AnswerState.READ_AS), NOTED)),
        replace(REVIEW, answers=(RATED, replace(NOTED, typed="Good.\r\n", value="Good.\n"))),
    ],
)
def test_where_it_stands_and_which_program_saved_it_does_not_break_the_seal(same: Review) -> None:
    assert not broken(same)


def test_a_seal_of_an_earlier_release_holds_until_something_is_entered_differently() -> None:
    # SHA-256 of the JSON array of the form id, the head, and what was typed, sorted.
    seal = "9baec197f562b3ee99363093a65d45c9368456984af2e6c9c3fa210369a94940"
    assert list(changed_since(seal, REVIEW)) == []
    assert list(changed_since(seal, replace(REVIEW, answers=(NOTED, EMPTY)))) != []


def test_a_broken_seal_is_a_warning_that_says_what_to_do() -> None:
    [found] = changed_since("0" * 64, REVIEW)
    assert (found.code, found.severity, found.sheet) == ("changed-since-closed", Severity.WARNING, "Review")
    assert found.fix
