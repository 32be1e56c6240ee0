"""A form that any program has filled in and saved is read as it was typed, whatever the layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from .forms import CASES, Case, filled
from .matrix import saved
from .savers import GOOGLE, LIBRARY, PROGRAMS, Program
from .verdict import Fate

pytestmark = pytest.mark.no_cover

THROUGH = [
    pytest.param(one, id=one.name, marks=() if one in (LIBRARY, GOOGLE) else pytest.mark.programs) for one in PROGRAMS
]


@pytest.mark.parametrize("program", THROUGH)
def test_a_form_filled_in_and_saved_by_a_program_is_read_as_it_was_typed(program: Program, tmp_path: Path) -> None:
    found = list(saved(program, CASES, tmp_path))
    assert len(found) == len(CASES) * len(program.kinds)
    assert [str(one) for one in found if one.fate is not Fate.RIGHT] == []
    assert [str(one) for one in found if any(said.startswith("warning") for said in one.verdict.findings)] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_filled_forms_have_an_answer_in_every_section(case: Case) -> None:
    form = filled(case)
    asked = {part.id for part in form.edition.sections if any(form.edition.fills(c) for c in part.columns)}
    assert {place[0] for place in form.expected} >= asked
