"""What a person types into a sheet comes back as it was typed, whatever happens to the sheet."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sheetreview.demo.fill import Answers
from sheetreview.model.review import Review
from sheetreview.steps.intake import Outcome
from tests.layouts.reading import NAMES
from tests.live.scratch import Scratch

pytestmark = pytest.mark.no_cover

ScratchOf = Callable[[str], Scratch]


def as_typed(review: Review, typed: Answers) -> bool:
    """Whether a review holds what was typed, and nothing else."""
    answers = [one for one in review.answers if one.value and one.row != ":total" and not one.prefilled]
    assert {(one.section, one.row, one.column): one.value for one in answers} == typed.cells
    assert {name: review.header.get(name) for name in typed.header} == typed.header
    return bool(typed.cells)


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_nobody_has_touched_is_not_read_twice(scratch_of: ScratchOf, name: str) -> None:
    before = scratch_of(name).returned.before
    assert (before.unchanged, before.outcomes, before.stopped) == (1, (), "")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_typed_into_a_form_comes_back_as_typed(
    scratch_of: ScratchOf, name: str, measured: Callable[[str, float], None]
) -> None:
    returned = scratch_of(name).returned
    measured("until Drive told of a change", returned.seconds)
    assert [one.outcome for one in returned.pulled.outcomes] == [Outcome.COLLECTED]
    assert as_typed(returned.review, returned.typed)


@pytest.mark.parametrize("name", NAMES)
def test_a_renamed_tab_an_inserted_row_and_a_moved_row_change_no_answer(scratch_of: ScratchOf, name: str) -> None:
    scratch = scratch_of(name)
    before, moved = scratch.returned, scratch.moved
    assert [one.outcome for one in moved.pulled.outcomes] == [Outcome.REPLACED]
    assert moved.review.sheet == "Final, signed" != before.review.sheet
    assert moved.tab.values != before.tab.values
    assert as_typed(moved.review, before.typed)
