"""What is typed into a rating cell is read as the rating it says, or refused: on every scale, in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetreview.model.layout import ColumnKind

from .forms import CASES, Case, filled
from .matrix import values
from .savers import GOOGLE, LIBRARY, PROGRAMS, Program
from .verdict import Fate

pytestmark = pytest.mark.no_cover

RATED = [
    case
    for case in CASES
    if any(column.kind is ColumnKind.RATING for part in filled(case).edition.sections for column in part.columns)
]
TWO = [case for case in RATED if case.layout in {"customer-service", "customer-report-card"}]
"""A form with numbers and one with letters."""


@pytest.mark.parametrize("case", RATED, ids=lambda case: case.name)
def test_what_is_typed_into_a_rating_is_read_or_refused(case: Case, tmp_path: Path) -> None:
    found = list(values(LIBRARY, [case], tmp_path))
    assert {one.fate for one in found} == {Fate.RIGHT, Fate.FLAGGED}
    assert [str(one) for one in found if not one.good] == []


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(one, id=one.name, marks=() if one is GOOGLE else pytest.mark.programs)
        for one in PROGRAMS
        if one is not LIBRARY
    ],
)
def test_what_is_typed_into_a_rating_is_read_or_refused_in_every_format(program: Program, tmp_path: Path) -> None:
    found = list(values(program, TWO, tmp_path))
    assert {one.program for one in found} == {f"{program.name} {kind}" for kind in program.kinds}
    assert [str(one) for one in found if not one.good] == []
