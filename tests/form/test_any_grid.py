"""Any cells in the form of any layout, or in any sheets: findings or a review, and never an exception."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheetreview.check.rules import check_review
from sheetreview.errors import FileError
from sheetreview.form.compose import form_plan
from sheetreview.form.keys import edition_for
from sheetreview.form.locate import find_forms
from sheetreview.form.slots import Given
from sheetreview.model.edition import Edition
from sheetreview.model.people import Previous
from sheetreview.model.review import Review
from sheetreview.report.csv_report import ratings_csv
from sheetreview.report.json_report import summary_json
from sheetreview.report.workbook import summary_plan
from sheetreview.sheet.grid import Book, CellError, Grid, Uncalculated, Value
from sheetreview.sheet.plan import Block
from sheetreview.steps.reading import one_review, read_review
from sheetreview.summarize.review_input import ReviewInput
from sheetreview.summarize.team import summarize_apart

from .issuing import ASSIGNMENT, FORM_ID, SETTINGS
from .random_layouts import Draw, editions
from .test_round_trip import Cells, drawn, values_of

pytestmark = pytest.mark.no_cover

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
FORMATS = ["xlsx", "ods", "csv", "xls", "google"]
NOTHING = Given(previous=Previous(cycle="Spring", rows={}))

ODD: st.SearchStrategy[Value] = st.one_of(
    st.text(max_size=20),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.sampled_from([10**400, -(10**400), 1e308, -1e308, 5e-324, -0.0, float("nan"), float("inf"), 46_363, 46_363.75]),
    st.sampled_from(
        ["9" * 5_000, "x" * 40_000, "\n" * 99, "٣", "４", "½", "4/5", "1e999", "\x00", "\ud800", "2026-99-99"]
    ),
    st.sampled_from(["sheetreview-form", f"sheetreview-form 1 {FORM_ID} random@1 guest", "s0.i0", "s0:columns", "~1"]),
    st.sampled_from(
        ["s0.row-1", "s0.row-99", "s9.i9", "header.field-0", "s0:total.sum", ":", ".", "~", "s0.i0 ~abcdefgh"]
    ),
    st.sampled_from([Uncalculated(), CellError("#REF!"), CellError("")]),
)


@st.composite
def sheets(draw: Draw, issued: Mapping[tuple[int, int], Value], name: str) -> Grid:
    """A form's sheet with odd values in it, with its own values in odd places, and cells made one."""
    last = max(row for row, _ in issued) + 3
    places = st.tuples(st.integers(1, last), st.integers(1, 12))
    own = st.sampled_from(sorted({value for value in issued.values() if isinstance(value, str)}))
    changes: dict[tuple[int, int], Value | None] = draw(
        st.dictionaries(places, st.one_of(st.none(), own, ODD, ODD), max_size=30)
    )
    cells: Cells = {place: value for place, value in {**issued, **changes}.items() if value is not None}
    if draw(st.booleans()):
        order = draw(st.permutations(range(1, last + 1)))
        cells = {(order[row - 1], column): value for (row, column), value in cells.items()}
    corners = draw(st.lists(st.tuples(places, places), max_size=3))
    merges = [Block(top=a[0], left=a[1], bottom=b[0], right=b[1]) for a, b in corners if a <= b and a[1] <= b[1]]
    merges += [Block(top=1, left=1, bottom=1_048_576, right=16_384)] if draw(st.integers(0, 9)) == 0 else []
    formulas = frozenset(draw(st.sets(places, max_size=5)))
    return Grid(name=name, cells=cells, visible=draw(st.booleans()), formulas=formulas, merges=tuple(merges))


def reviews_of(book: Book, form: Edition) -> list[tuple[Edition, Review]]:
    """What collect and check make of a book: for each form the review, as far as it can be read."""
    found: dict[str, list[Review]] = {}
    for one in find_forms(book):
        if one.identity.layout_id == form.layout.id:
            with suppress(FileError):
                found.setdefault(one.identity.form_id, []).append(read_review(book, one, form.layout))
    reviews = [one_review(copies) for copies in found.values()]
    return [(edition_for(review.identity, form.layout), review) for review in reviews]


def assert_summed_up(found: list[tuple[Edition, Review]]) -> None:
    """Check reviews, and make every report of them."""
    inputs = []
    for cut, review in found:
        findings = check_review(cut, review)
        assert all(0 < len(finding.message) < 1_000 for finding in findings)
        assert all(math.isfinite(a.number) for a in review.answers if a.number is not None)
        about = replace(ASSIGNMENT, layout=cut.layout.id, role=cut.role)
        form_id = review.identity.form_id
        inputs.append(ReviewInput(form_id=form_id, assignment=about, edition=cut, review=review, findings=findings))
    for summary in summarize_apart(SETTINGS, inputs):
        assert "NaN" not in str(json.loads(summary_json(summary), parse_constant=lambda word: f"NaN {word}"))
        assert "".join(ratings_csv(summary))
        assert summary_plan(summary, SETTINGS.paper).sheets


@settings(max_examples=80, deadline=None, suppress_health_check=SLOW)
@given(st.data(), editions(), st.sampled_from(FORMATS))
def test_any_values_in_the_form_of_any_layout_are_read_checked_and_summed_up(
    data: st.DataObject, form: Edition, kind: str
) -> None:
    issued = drawn(form_plan(form), values_of(form, NOTHING))
    tabs = [data.draw(sheets(issued, f"Review {n}")) for n in range(data.draw(st.integers(1, 3)))]
    book = Book(format=kind, sheets=tuple(tabs), days_from_1904=data.draw(st.booleans()))
    assert_summed_up(reviews_of(book, form))


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(st.data(), editions())
def test_any_cells_at_all_under_a_form_s_key_are_read_checked_and_summed_up(data: st.DataObject, form: Edition) -> None:
    values = values_of(form, NOTHING)
    key = next(str(value) for value in values.values() if str(value).startswith("sheetreview-form"))
    own = st.sampled_from(sorted({str(value) for value in drawn(form_plan(form), values).values()}))
    places = st.tuples(st.integers(1, 40), st.integers(1, 9))
    cells: Cells = data.draw(st.dictionaries(places, st.one_of(own, own, ODD), max_size=60))
    at = data.draw(places)
    book = Book(format=data.draw(st.sampled_from(FORMATS)), sheets=(Grid(name="R", cells={**cells, at: key}),))
    assert_summed_up(reviews_of(book, form))
