"""Random forms and random accidents: a move changes no answer, and drops none unseen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetreview.form.compose import form_plan
from sheetreview.form.locate import find_forms
from sheetreview.form.move import move
from sheetreview.form.places import entry_cells
from sheetreview.model.edition import Edition, edition
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book, Grid, Value, display
from sheetreview.steps.reading import read_review

from .issuing import CUSTOMER, JOB, SALES, issue
from .random_layouts import answers, editions, given_to
from .test_properties import LAST_MOVES, MOVES, Move, issued
from .test_round_trip import SLOW, drawn, key_rows, review_of, values_of

Cells = dict[tuple[int, int], Value]


def grid(cells: Cells) -> Grid:
    return Grid(name="Review", cells=cells)


@pytest.mark.no_cover
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(st.data(), editions())
def test_a_whole_random_form_is_moved_as_it_was_read(data: st.DataObject, form: Edition) -> None:
    clean = drawn(form_plan(form), values_of(form, given_to(data.draw, form)))
    cells = clean | {(t.row, t.column): t.value for t in answers(data.draw, form, key_rows(clean)).values()}
    review = review_of(Book(format="xlsx", sheets=(grid(cells),)), form.layout)
    done = move(review, grid(cells), form, form, clean=grid(clean))
    assert done.unplaced == ()
    assert done.mapped == ()
    places = entry_cells(grid(clean), form)
    filled = clean | {places.cells[place]: content for place, content in done.contents.items()}
    filled |= {places.header[name]: content for name, content in done.header.items()}
    again = review_of(Book(format="xlsx", sheets=(grid(filled),)), form.layout)
    assert again.header == review.header
    assert [(a.section, a.row, a.column, a.value, a.prefilled) for a in again.answers] == [
        (a.section, a.row, a.column, a.value, a.prefilled) for a in review.answers
    ]
    unread = {a.cell: a.state for a in review.answers if a.filled and not a.value}
    assert {a.cell: a.state for a in again.answers if a.filled and not a.value} == unread


NOTES = {
    f"Why {name} {row} is {rating}" for name, part in (("sales", SALES), ("job", JOB)) for row, rating in part.items()
}


@settings(max_examples=80, deadline=None)
@given(st.lists(MOVES, min_size=1, max_size=4), LAST_MOVES)
def test_no_accident_makes_a_move_drop_a_text_unseen(moves: list[Move], last: list[Move]) -> None:
    cells: Cells = dict(issued())
    for one in [*moves, *last]:
        cells = one(cells)
    book = Book(format="xlsx", sheets=(grid(cells),))
    cut, (clean,) = edition(CUSTOMER, "manager"), parse_book(issue()[0], "form.xlsx").sheets
    for found in find_forms(book):
        done = move(read_review(book, found, CUSTOMER), found.grid, cut, cut, clean=clean)
        there = {display(value) for value in cells.values()} & NOTES
        seen = {*map(str, done.contents.values()), *(one.typed for one in done.unplaced)}
        assert there <= seen
        places = [one.new_cell for one in (*done.kept, *done.mapped)]
        assert "" not in places
        assert len(places) == len(set(places)) <= len(done.contents) + len(done.header)
