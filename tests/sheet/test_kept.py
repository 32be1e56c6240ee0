"""A book that is kept as bytes comes back as it was, and damaged bytes are said to be damaged."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetreview.sheet.address import MAX_COLUMNS, MAX_ROWS
from sheetreview.sheet.grid import Book, CellError, Grid, NumberFormat, ShownNumber, Uncalculated, Value
from sheetreview.sheet.kept import is_kept, kept_book, kept_bytes
from sheetreview.sheet.plan import Block

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES: st.SearchStrategy[Value] = st.one_of(
    TEXT,
    st.integers(),
    st.floats(allow_nan=False),
    st.booleans(),
    TEXT.map(CellError),
    st.just(Uncalculated()),
    st.builds(ShownNumber, st.integers() | st.floats(allow_nan=False), st.sampled_from(NumberFormat), TEXT),
)
LINES = st.integers(1, MAX_COLUMNS)
PLACES = st.tuples(st.integers(1, MAX_ROWS), st.integers(1, MAX_COLUMNS))


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    cells = draw(st.dictionaries(PLACES, VALUES, max_size=8))
    formulas = draw(st.frozensets(st.sampled_from(sorted(cells)))) if cells else frozenset()
    corners = sorted(draw(st.lists(st.tuples(LINES, LINES, LINES, LINES), max_size=3)))
    merges = tuple(Block(top=top, left=left, bottom=bottom, right=right) for top, left, bottom, right in corners)
    return Grid(name=draw(TEXT), cells=cells, visible=draw(st.booleans()), formulas=formulas, merges=merges)


BOOKS = st.builds(
    Book,
    format=st.sampled_from(["google", "xls"]),
    sheets=st.lists(grids(), max_size=3).map(tuple),
    days_from_1904=st.booleans(),
)


@given(book=BOOKS, version=TEXT)
def test_a_book_comes_back_as_it_was(book: Book, version: str) -> None:
    data = kept_bytes(book, version)
    found = kept_book(data)

    assert is_kept(data)
    assert found == book
    assert [[type(value) for value in grid.cells.values()] for grid in found.sheets] == [
        [type(grid.cells[place]) for place in sorted(grid.cells)] for grid in book.sheets
    ]


@given(book=BOOKS)
def test_the_same_book_is_always_the_same_bytes_and_another_version_is_not(book: Book) -> None:
    again = replace(book, sheets=tuple(_turned(grid) for grid in book.sheets))
    assert kept_bytes(again, "1") == kept_bytes(book, "1")
    assert kept_bytes(book, "2") != kept_bytes(book, "1")


def _turned(grid: Grid) -> Grid:
    cells = dict(reversed(list(grid.cells.items())))
    return replace(grid, cells=cells, merges=grid.merges[::-1])


@given(
    book=BOOKS,
    place=st.integers(0, 10_000),
    cut=st.integers(0, 40),
    put=st.binary(max_size=6),
)
def test_damaged_bytes_are_a_book_or_a_value_error(book: Book, place: int, cut: int, put: bytes) -> None:
    data = kept_bytes(book, "1")
    at = place % (len(data) + 1)
    _whole_or_damaged(data[:at] + put + data[at + cut :])


JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT, st.sampled_from(["A1", "error"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["format", "sheets", "name", "visible", "cells", "formulas", "A1"]), inner),
    ),
    max_leaves=12,
)


@given(found=JSON)
def test_json_that_is_no_kept_book_is_a_book_or_a_value_error(found: object) -> None:
    _whole_or_damaged(json.dumps(found).encode())


@given(part=JSON, name=st.sampled_from(["name", "visible", "cells", "formulas"]))
def test_a_sheet_with_one_wrong_part_is_a_book_or_a_value_error(part: object, name: str) -> None:
    sheet = {"name": "S", "visible": True, "cells": {"A1": "x"}, "formulas": [], name: part}
    _whole_or_damaged(json.dumps({"format": "google", "sheets": [sheet]}).encode())


def _whole_or_damaged(data: bytes) -> None:
    try:
        book = kept_book(data)
    except ValueError:
        return
    assert isinstance(book.format, str)
    for grid in book.sheets:
        assert isinstance(grid.name, str)
        assert isinstance(grid.visible, bool)
        assert all(isinstance(value, Value) for value in grid.cells.values())
        assert grid.rows == tuple(sorted({row for row, _ in grid.cells}))


@pytest.mark.parametrize("deep", [b"[" * 100_000, b'{"sheetreview-book": 1, "sheets": ' + b"[" * 100_000])
def test_bytes_that_nest_without_end_are_damaged(deep: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        kept_book(deep)


def test_half_a_character_is_kept_as_a_question_mark() -> None:
    book = Book(format="google", sheets=(Grid(name="S", cells={(1, 1): "a\ud83d"}),))
    [sheet] = kept_book(kept_bytes(book, "")).sheets
    assert sheet.cells == {(1, 1): "a?"}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"a,b\r\n", b'{"sheetreview-book": 2, "x": 1}', b"[]"])
def test_other_files_are_not_taken_for_kept_books(data: bytes) -> None:
    assert not is_kept(data)
