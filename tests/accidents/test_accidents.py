"""After any accident every answer is as it was typed, or a finding says where one may be wrong."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from . import edits
from .forms import CASES, Case, filled
from .happening import MAKERS, Accident, accidents, unlabelled_sort
from .matrix import damaged, everything
from .savers import EXCELJS, GNUMERIC, GOOGLE, LIBRARY, LIBREOFFICE, SHEETJS, Program
from .verdict import Fate, judge

pytestmark = pytest.mark.no_cover

STEP = 17
"""Of so many accidents each program is shown one here; the benchmark shows it all."""

PROGRAMS = [LIBREOFFICE, GNUMERIC, SHEETJS, EXCELJS, GOOGLE]
NAMED = {case.name: case for case in CASES}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_after_an_accident_every_answer_is_right_or_spoken_of(case: Case, name: str, tmp_path: Path) -> None:
    found = list(damaged(LIBRARY, list(accidents(filled(case), name)), tmp_path))
    assert [str(one) for one in found if not one.good] == []


@pytest.mark.parametrize("name", MAKERS)
def test_every_accident_happens_to_some_form(name: str) -> None:
    assert any(list(accidents(filled(case), name)) for case in CASES)


@pytest.mark.parametrize(
    ("number", "program"),
    [
        pytest.param(number, one, id=one.name, marks=() if one is GOOGLE else pytest.mark.programs)
        for number, one in enumerate(PROGRAMS)
    ],
)
def test_after_an_accident_in_a_program_every_answer_is_right_or_spoken_of(
    number: int, program: Program, tmp_path: Path
) -> None:
    happened = everything(CASES)[number::STEP]
    found = list(damaged(program, happened, tmp_path))
    assert len(found) == len(happened) * len(program.kinds)
    assert [str(one) for one in found if not one.good] == []


def test_a_sort_without_labels_leaves_no_trace_and_the_protection_prevents_it(tmp_path: Path) -> None:
    form = filled(NAMED["customer-service:manager"])
    happened = Accident(name="sorted", form=form, edits=unlabelled_sort(form, form.tables["job"]))
    (found,) = damaged(LIBRARY, [happened], tmp_path)
    assert found.fate is Fate.WRONG
    for case in CASES:
        protection = load_workbook(BytesIO(filled(case).issued)).worksheets[0].protection
        assert protection.sheet
        assert protection.sort


def test_an_answer_that_is_wrong_or_lost_without_a_word_is_told_from_one_that_is_spoken_of() -> None:
    form = filled(NAMED["customer-report-card:customer"])
    table = form.tables["behaviours"]
    place = ("behaviours", table.items[0], "rating")
    at, comment = form.cells[place], form.cells[place[0], place[1], "comments"]
    other = "A" if form.expected[place] != "A" else "B"
    fates = {
        content: judge(form, edits.edited(form.issued, form.typed, [edits.put(*at, content)]), "f.xlsx").fate
        for content in (form.expected[place], other, "C", None)
    }
    assert list(fates.values()) == [Fate.RIGHT, Fate.WRONG, Fate.FLAGGED, Fate.FLAGGED]
    lost = edits.edited(form.issued, form.typed, [edits.put(*comment, None)])
    assert judge(form, lost, "f.xlsx").fate is Fate.WRONG
    assert judge(form, b"PK\x03\x04", "f.xlsx").fate is Fate.REFUSED
