"""Books as a reader gives them, made by hand."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from sheetreview.sheet.grid import Book, CellError, Grid, NumberFormat, ShownNumber, Uncalculated, Value


def book(rows: Sequence[Sequence[Value | None]], *, top: int = 1, left: int = 1) -> Book:
    return Book(format="csv", sheets=(grid(rows, top=top, left=left),))


def grid(rows: Sequence[Sequence[Value | None]], *, top: int = 1, left: int = 1, visible: bool = True) -> Grid:
    cells = {
        (top + row, left + column): value
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
        if value is not None and value != ""
    }
    return Grid(name="Sheet1", cells=cells, visible=visible)


def any_books(words: Sequence[str]) -> st.SearchStrategy[Book]:
    values = st.one_of(
        st.sampled_from(words),
        st.text(max_size=8),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.just(Uncalculated()),
        st.just(CellError("#N/A")),
        st.builds(ShownNumber, st.floats(allow_nan=False), st.sampled_from(NumberFormat), st.text(max_size=8)),
    )
    rows = st.lists(st.lists(st.none() | values, max_size=6), max_size=6)
    headed = rows.map(lambda lines: [list(words), *lines])
    return st.one_of(rows, headed).map(book)
