"""Whatever happens to a form: findings and never a crash, and never a rating that is silently another than typed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetreview.check.rules import check_review
from sheetreview.errors import FileError
from sheetreview.form.locate import find_forms
from sheetreview.model.edition import edition
from sheetreview.model.finding import Severity
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book, CellError, Grid, Uncalculated, Value
from sheetreview.steps.reading import one_review, read_review

from .issuing import CUSTOMER, KEY, LAST_ROW, METRIC, NOTES, Outcome, saved, typed_form, typed_ratings

pytestmark = pytest.mark.no_cover

Cells = dict[tuple[int, int], Value]
LABELS = {(section.id, item.id): item.label for section in CUSTOMER.sections for item in section.items}
TITLES = {section.id: section.title for section in CUSTOMER.sections}


@cache
def issued() -> Mapping[tuple[int, int], Value]:
    return parse_book(saved(typed_form()), "form.xlsx").sheets[0].cells


def outcome_of(cells: Mapping[tuple[int, int], Value], kind: str = "xlsx") -> Outcome | None:
    book = Book(format=kind, sheets=(Grid(name="Review", cells=cells),))
    reviews = [
        read_review(book, found, CUSTOMER)
        for found in find_forms(book)
        if found.identity.layout_id == CUSTOMER.id and found.identity.role == "manager"
    ]
    if not reviews:
        return None
    review = one_review(reviews)
    return Outcome(review=review, findings=check_review(edition(CUSTOMER, "manager"), review))


PLACES = st.tuples(st.integers(1, LAST_ROW + 3), st.integers(1, 7))
TEXTS = st.deferred(lambda: st.sampled_from(sorted({text for text in issued().values() if isinstance(text, str)})))
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.text(max_size=12),
    TEXTS,
    st.integers(-9, 99),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.sampled_from(["9" * 5000, "٣", "４", "½", "²", "4/5", "-0", "\x00", "\ud800", "1e999", "+", "[1-5]", "4 - ()"]),
    st.sampled_from(
        ["sheetreview-form 1 ABCDEFGHIJ23 customer-service@1 manager", "sales.other", "job:columns", "~12345678"]
    ),
    st.just(Uncalculated()),
    st.sampled_from([CellError("#REF!"), CellError("")]),
    st.just(10**400),
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(PLACES, st.none() | VALUES, max_size=25), st.sampled_from(["xlsx", "csv"]))
def test_any_values_anywhere_on_a_form_give_findings_and_no_crash(
    changes: dict[tuple[int, int], Value | None], kind: str
) -> None:
    cells: Cells = {place: value for place, value in {**issued(), **changes}.items() if value is not None}
    try:
        outcome = outcome_of(cells, kind)
    except FileError:
        return
    if outcome is not None:
        numbers = [answer.number for answer in outcome.review.answers if answer.number is not None]
        assert all(math.isfinite(number) for number in numbers)
        assert all(len(finding.message) < 1000 for finding in outcome.findings)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(PLACES, VALUES, max_size=40))
def test_any_sheet_at_all_gives_a_review_or_none(cells: Cells) -> None:
    outcome_of(cells)


Move = Callable[[Cells], Cells]
ROWS = st.integers(1, LAST_ROW)


def moved(where: Callable[[int, int], tuple[int, int] | None]) -> Move:
    def move(cells: Cells) -> Cells:
        return {to: value for place, value in cells.items() if (to := where(*place)) is not None}

    return move


def insert_row(at: int) -> Move:
    return moved(lambda row, column: (row + (row >= at), column))


def delete_row(at: int) -> Move:
    return moved(lambda row, column: None if row == at else (row - (row > at), column))


def insert_column(at: int) -> Move:
    return moved(lambda row, column: (row, column + (column >= at)))


def delete_key_column() -> Move:
    return moved(lambda row, column: None if column == KEY else (row, column - (column > KEY)))


def clear_key(at: int) -> Move:
    return moved(lambda row, column: None if (row, column) == (at, KEY) else (row, column))


def clear_keys() -> Move:
    return moved(lambda row, column: None if column == KEY else (row, column))


def swap_rows(one: int, other: int, skip: int = 0) -> Move:
    """Exchange two rows, but for one column that stays behind."""
    to = {one: other, other: one}
    return moved(lambda row, column: (row, column) if column == skip else (to.get(row, row), column))


def copy_row(source: int, at: int) -> Move:
    def copy(cells: Cells) -> Cells:
        values = {column: value for (row, column), value in cells.items() if row == source}
        return {**insert_row(at)(cells), **{(at, column): value for column, value in values.items()}}

    return copy


def rotate_rows(block: tuple[int, int], by: int, skip: int = 0) -> Move:
    first, last = block
    size = last - first + 1

    def place(row: int, column: int) -> tuple[int, int]:
        inside = first <= row <= last and column != skip
        return (first + (row - first + by) % size if inside else row, column)

    return moved(place)


def edit(place: tuple[int, int], text: str) -> Move:
    return lambda cells: {**cells, place: text}


BLOCKS = st.sampled_from([(20, 30), (39, 46), (19, 47), (12, 48), (24, 27)])
MOVES: st.SearchStrategy[Move] = st.one_of(
    st.builds(insert_row, ROWS),
    st.builds(delete_row, ROWS),
    st.builds(clear_key, ROWS),
    st.builds(swap_rows, ROWS, ROWS),
    st.builds(swap_rows, st.integers(19, 32), st.integers(19, 32), st.just(KEY)),
    st.builds(swap_rows, st.integers(38, 47), st.integers(38, 47), st.just(KEY)),
    st.builds(copy_row, ROWS, ROWS),
    st.builds(rotate_rows, BLOCKS, st.integers(1, 40)),
    st.builds(rotate_rows, BLOCKS, st.integers(1, 40), st.just(KEY)),
    st.builds(
        edit, st.tuples(ROWS, st.sampled_from([1, METRIC, NOTES])), st.sampled_from(["", "x", "Rating", "Metric"])
    ),
)

LAST_MOVES: st.SearchStrategy[list[Move]] = st.one_of(
    st.just([]),
    st.builds(delete_key_column).map(lambda move: [move]),
    st.builds(clear_keys).map(lambda move: [move]),
    st.builds(insert_column, st.integers(1, 6)).map(lambda move: [move]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(MOVES, min_size=1, max_size=5), LAST_MOVES)
def test_rows_and_columns_moved_about_never_make_a_silently_wrong_rating(moves: list[Move], last: list[Move]) -> None:
    cells: Cells = dict(issued())
    for move in [*moves, *last]:
        cells = move(cells)
    outcome = outcome_of(cells)
    if outcome is None:
        return
    if Severity.ERROR in {finding.severity for finding in outcome.findings}:
        return  # an error keeps the whole review out of every mean
    warned = {finding.item for finding in outcome.findings if finding.severity is Severity.WARNING}
    wrong = {
        place
        for place, value in typed_ratings().items()
        if outcome.ratings.get(place) != value and not {LABELS[place], TITLES[place[0]]} & warned
    }
    # Nobody can tell that the optional row was there at all once it is deleted.
    wrong -= {("sales", "other")} if ("sales", "other") not in outcome.ratings else set()
    assert not wrong
