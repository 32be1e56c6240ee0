"""Random layouts, issued and filled at random, come back as they were filled."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sheetreview.check.rules import check_review
from sheetreview.form.cells import TOTAL_ROW, is_table
from sheetreview.form.compose import form_plan
from sheetreview.form.keys import identity_for, split_digest
from sheetreview.form.locate import find_forms
from sheetreview.form.slots import Given, slot_values
from sheetreview.form.tracks import KEY_COLUMN
from sheetreview.model.edition import Edition
from sheetreview.model.finding import Severity
from sheetreview.model.layout import Layout
from sheetreview.model.review import AnswerState, Review
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book, Grid, Uncalculated, Value
from sheetreview.sheet.plan import BookPlan, Formula, Slot
from sheetreview.steps.reading import read_review
from sheetreview.xlsx.stamp import compile_plan

from .issuing import ASSIGNMENT, FORM_ID, SETTINGS
from .random_layouts import Places, answers, editions, given_to

pytestmark = pytest.mark.no_cover

Cells = dict[tuple[int, int], Value]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def values_of(form: Edition, given: Given) -> dict[str, str | float]:
    return slot_values(form, ASSIGNMENT, SETTINGS, identity_for(FORM_ID, form, ASSIGNMENT), given)


def drawn(plan: BookPlan, values: Mapping[str, str | float]) -> Cells:
    """A plan's cells as a reader would find them in a file that no program has calculated."""
    cells: Cells = {}
    for cell in plan.sheets[0].cells:
        content = values[cell.content.name] if isinstance(cell.content, Slot) else cell.content
        if isinstance(content, Formula):
            cells[cell.row, cell.column] = Uncalculated()
        elif content is not None and content != "":
            cells[cell.row, cell.column] = content
    return cells


def key_rows(cells: Cells) -> dict[str, int]:
    return {split_digest(str(value))[0]: row for (row, column), value in cells.items() if column == KEY_COLUMN}


def review_of(book: Book, layout: Layout) -> Review:
    (found,) = find_forms(book)
    return read_review(book, found, layout)


def assert_comes_back(review: Review, typed: Places) -> None:
    found = {(a.section, a.row, a.column): a for a in review.answers if a.row != TOTAL_ROW}
    assert typed.keys() <= found.keys()
    for place, answer in found.items():
        if place in typed:
            assert (answer.state, answer.value) == (typed[place].state, typed[place].text), place
        else:
            assert answer.state is AnswerState.EMPTY or answer.prefilled, place


@settings(max_examples=120, deadline=None, suppress_health_check=SLOW)
@given(st.data(), editions(), st.booleans())
def test_a_random_form_comes_back_as_it_was_filled(data: st.DataObject, form: Edition, shifted: bool) -> None:  # noqa: FBT001
    cells = drawn(form_plan(form), values_of(form, given_to(data.draw, form)))
    typed = answers(data.draw, form, key_rows(cells))
    cells |= {(t.row, t.column): t.value for t in typed.values()}
    if shifted:
        by = data.draw(st.integers(1, 9))
        cells = {(row + by, column + (by if column > 1 else 0)): value for (row, column), value in cells.items()}
    review = review_of(Book(format="xlsx", sheets=(Grid(name="Review", cells=cells),)), form.layout)
    assert_comes_back(review, typed)
    assert [f for f in review.structure if f.severity is not Severity.NOTICE] == []
    assert [f.code for f in review.structure if f.severity is Severity.NOTICE] == []
    check_review(form, review)


@settings(max_examples=12, deadline=None, suppress_health_check=SLOW)
@given(st.data(), editions())
def test_a_random_form_comes_back_through_a_workbook(data: st.DataObject, form: Edition) -> None:
    plan = form_plan(form)
    values = values_of(form, given_to(data.draw, form))
    issued = compile_plan(plan).stamp(values)
    typed = answers(data.draw, form, key_rows(drawn(plan, values)))
    workbook = load_workbook(BytesIO(issued))
    for place in typed.values():
        cell = workbook.worksheets[0].cell(place.row, place.column)
        assert not cell.protection.locked
        cell.value = place.value  # type: ignore[assignment]
    target = BytesIO()
    for dimension in workbook.worksheets[0].row_dimensions.values():
        dimension.height = None  # Rows grow in programs; openpyxl would fix their heights.
    workbook.save(target)
    assert_comes_back(review_of(parse_book(target.getvalue(), "form.xlsx"), form.layout), typed)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(st.data(), editions())
def test_a_random_form_without_keys_never_gives_an_answer_that_was_not_typed(
    data: st.DataObject, form: Edition
) -> None:
    cells = drawn(form_plan(form), values_of(form, given_to(data.draw, form)))
    typed = answers(data.draw, form, key_rows(cells))
    cells |= {(t.row, t.column): t.value for t in typed.values()}
    bare = {place: value for place, value in cells.items() if place[1] != KEY_COLUMN}
    review = review_of(Book(format="xlsx", sheets=(Grid(name="Review", cells=bare),)), form.layout)
    fixed = {(s.id, i.id) for s in form.sections if is_table(s) for i in s.items if not i.open}
    if Severity.ERROR in {finding.severity for finding in review.structure}:
        return
    for answer in review.answers:
        place = (answer.section, answer.row, answer.column)
        if place[:2] in fixed and answer.filled and not answer.prefilled:
            assert (answer.state, answer.value) == (typed[place].state, typed[place].text), place
