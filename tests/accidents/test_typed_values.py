"""What is typed into a cell is read as what it says, or refused: on every scale, of every kind, in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from .forms import CASES, Case
from .matrix import values
from .savers import GOOGLE, LIBRARY, PROGRAMS, Program
from .verdict import Fate

pytestmark = pytest.mark.no_cover

THREE = [case for case in CASES if case.layout in {"customer-service", "customer-report-card", "sales"}]
"""A form with numbers, one with letters, one with figures to type; each has texts."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_typed_is_read_as_seen_or_refused(case: Case, tmp_path: Path) -> None:
    found = list(values(LIBRARY, [case], tmp_path))
    assert {one.fate for one in found} == {one.wanted for one in found}
    assert Fate.RIGHT in {one.fate for one in found}
    assert [str(one) for one in found if not one.good] == []


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(one, id=one.name, marks=() if one is GOOGLE else pytest.mark.programs)
        for one in PROGRAMS
        if one is not LIBRARY
    ],
)
def test_what_is_typed_is_read_as_seen_or_refused_in_every_format(program: Program, tmp_path: Path) -> None:
    found = list(values(program, THREE, tmp_path))
    assert {one.program for one in found} == {f"{program.name} {kind}" for kind in program.kinds}
    assert [str(one) for one in found if not one.good] == []
