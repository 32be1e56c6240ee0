"""What a rehearsal made up never counts as what somebody answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheetreview.demo.rehearsal import MADE_UP
from sheetreview.steps.check_files import check_files
from sheetreview.steps.collect import collect
from sheetreview.steps.intake import Collected, Outcome
from sheetreview.steps.known_layouts import KnownLayouts
from sheetreview.steps.open_cycle import OpenCycle
from tests.demo.conftest import LAYOUTS, RunOf
from tests.demo.rehearsing import ANN_FORM, run
from tests.programs import gnumeric, libreoffice
from tests.steps.making import issue, rate, start, started
from tests.steps.repairing import repaired

pytestmark = pytest.mark.no_cover

ANN_FILLED = Path("bo-kim/ann-lee.xlsx")


def kept(root: Path) -> Path:
    """Folder of the forms that a rehearsal filled in."""
    folder = root.parent / "kept"
    run(root, keep=folder)
    return folder / MADE_UP


def take(root: Path, *paths: Path) -> tuple[Collected, ...]:
    with OpenCycle.open(root) as cycle:
        return collect(cycle, paths)


def returns(root: Path) -> int:
    with OpenCycle.open(root, reading=True) as cycle:
        return len(cycle.store.return_counts())


@pytest.mark.parametrize("bundle", [False, True])
def test_no_made_up_answer_is_taken_into_the_cycle(tmp_path: Path, *, bundle: bool) -> None:
    issue(root := start(tmp_path), bundle=bundle)
    found = take(root, kept(root))
    assert [(one.outcome, one.outcome.taken) for one in found] == [(Outcome.MADE_UP, False)] * 3
    assert returns(root) == 0


def test_a_made_up_form_does_not_replace_what_came_back(tmp_path: Path) -> None:
    root = started(tmp_path)
    made_up = kept(root)
    (real,) = take(root, rate(root / ANN_FORM, tmp_path / "back" / "ann.xlsx"))
    assert (real.outcome, take(root, made_up / ANN_FILLED)[0].outcome) == (Outcome.COLLECTED, Outcome.MADE_UP)
    with OpenCycle.open(root, reading=True) as cycle:
        newest = cycle.store.newest_return(real.form_id)
        assert newest is not None
        assert cycle.store.content(newest.digest) == (tmp_path / "back" / "ann.xlsx").read_bytes()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_made_up_forms_of_every_shipped_layout_are_told(run_of: RunOf, tmp_path: Path, layout: str) -> None:
    root = run_of(layout).root
    run(root, keep=tmp_path / "kept")
    files = sorted((tmp_path / "kept" / MADE_UP).rglob("*.xlsx"))
    checked = check_files(files, KnownLayouts().of)
    codes = [finding.code for finding in checked.findings if finding.severity.value == "error"]
    assert codes == ["made-up-answers"] * checked.reviews
    assert checked.reviews >= len(files) > 0
    assert take(root, tmp_path / "kept" / MADE_UP)
    assert {one.outcome for one in take(root, tmp_path / "kept" / MADE_UP)} == {Outcome.MADE_UP}


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv"])
def test_a_made_up_form_is_told_after_libreoffice_has_saved_it(tmp_path: Path, kind: str) -> None:
    root = started(tmp_path)
    saved = libreoffice(kept(root) / ANN_FILLED, tmp_path / "saved", kind)
    assert [one.outcome for one in take(root, saved)] == [Outcome.MADE_UP]


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_a_made_up_form_is_told_after_gnumeric_has_saved_it(tmp_path: Path, kind: str) -> None:
    root = started(tmp_path)
    saved = gnumeric(kept(root) / ANN_FILLED, tmp_path / f"saved.{kind}")
    assert [one.outcome for one in take(root, saved)] == [Outcome.MADE_UP]


def test_a_made_up_form_that_somebody_types_into_is_still_made_up(tmp_path: Path) -> None:
    root = started(tmp_path)
    book = load_workbook(kept(root) / ANN_FILLED)
    book.worksheets[0].insert_cols(2)
    book.worksheets[0].insert_rows(5)
    book.save(tmp_path / "ann.xlsx")
    assert [one.outcome for one in take(root, tmp_path / "ann.xlsx")] == [Outcome.MADE_UP]


def test_the_scratch_cycle_takes_its_own_forms_in_again(tmp_path: Path) -> None:
    made_up = kept(started(tmp_path))
    assert [one.outcome for one in take(made_up.parent, made_up)] == [Outcome.DUPLICATE] * 3
    book = load_workbook(made_up / ANN_FILLED)
    book.save(tmp_path / "ann.xlsx")
    assert [one.outcome for one in take(made_up.parent, tmp_path / "ann.xlsx")] == [Outcome.REPLACED]


def test_a_made_up_form_is_not_repaired_into_one_that_looks_genuine(tmp_path: Path) -> None:
    root = started(tmp_path)
    done = repaired([kept(root) / ANN_FILLED], tmp_path / "out", root)
    assert done.forms == ()
    assert "rehearsal" in done.unusable[0][1]
    assert not (tmp_path / "out").exists()


def test_a_made_up_form_put_among_the_issued_ones_is_named(tmp_path: Path) -> None:
    root = started(tmp_path)
    (root / ANN_FORM).write_bytes((kept(root) / ANN_FILLED).read_bytes())
    assert [(one.kind.value, one.file) for one in run(root).troubles] == [("touched", ANN_FORM)]
