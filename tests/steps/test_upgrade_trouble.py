"""An upgrade that is cut off, and files and forms that cannot be carried over as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

import sheetreview.steps.upgrade.newer_layouts
import sheetreview.steps.upgrade.upgrade
from sheetreview.cycle.store import Store
from sheetreview.form.keys import MADE_UP
from sheetreview.form.tracks import KEY_COLUMN
from sheetreview.sheet.address import column_letters
from sheetreview.steps.generate import issue_files
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import tree
from tests.steps.upgrading import (
    ANN_FORM,
    CARRIED_2,
    CY_FORM,
    DEE_FORM,
    FULL_1,
    V1,
    V2,
    answers,
    begun,
    form_ids,
    go_on,
    issue,
    issued,
    raise_to,
    take_in,
    type_in,
    version_of,
)


@pytest.mark.parametrize("cut", ["before a file is written", "before the files are remembered"])
def test_a_run_that_was_cut_off_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    for name in ("whole", "broken"):
        (tmp_path / name).mkdir()
    whole, broken = (issued(tmp_path / name) for name in ("whole", "broken"))
    for root in (whole, broken):
        type_in(root / ANN_FORM, FULL_1)
        take_in(root, type_in(root / CY_FORM, FULL_1, root.parent / "cy.xlsx"))
    wanted = raise_to(whole, 2)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    owner, name = (sheetreview.steps.upgrade.upgrade, "issue_files") if "written" in cut else (Store, "record_forms")
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, stop)
        with pytest.raises(KeyboardInterrupt):
            raise_to(broken, 2)
    done = go_on(broken)
    assert [answers(broken / form) for form in (ANN_FORM, CY_FORM, DEE_FORM)] == [CARRIED_2, CARRIED_2, {}]
    assert tree(broken / "backups").keys() == tree(whole / "backups").keys()
    assert sorted(issue(broken).kept) == [ANN_FORM, CY_FORM, DEE_FORM]
    if "written" in cut:
        told = [[(one.reviewee, one.mapped, one.unplaced) for one in run.forms] for run in (wanted, done)]
        assert told[0] == told[1]


def test_what_is_typed_between_a_cut_off_run_and_the_next_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = issued(tmp_path)
    type_in(root / ANN_FORM, {("Speed", "Rating"): 1})
    with monkeypatch.context() as patched:
        patched.setattr(sheetreview.steps.upgrade.upgrade, "issue_files", lambda *_, **__: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            raise_to(root, 2)
    type_in(root / ANN_FORM, {("Speed", "Rating"): 3, ("Calm", "Grade"): 1})
    go_on(root)
    assert answers(root / ANN_FORM) == {"work.speed.rating": "3", "traits.calm.grade": "C"}


def test_a_form_saved_while_the_upgrade_runs_is_left_alone_until_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = issued(tmp_path)
    type_in(root / ANN_FORM, {("Speed", "Rating"): 1})

    def late(*words: object, **more: object) -> object:
        type_in(root / ANN_FORM, {("Speed", "Rating"): 5})
        return issue_files(*words, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(sheetreview.steps.upgrade.upgrade, "issue_files", late)
        assert raise_to(root, 2).files.touched == (ANN_FORM,)
    go_on(root)
    assert answers(root / ANN_FORM) == {"work.speed.rating": "5"}


def test_a_file_that_cannot_be_read_is_left_alone_and_named_and_the_others_are_done(tmp_path: Path) -> None:
    root = issued(tmp_path)
    (root / ANN_FORM).write_bytes(b"PK\x03\x04 cut off")
    type_in(root / CY_FORM, FULL_1)
    done = raise_to(root, 2)
    ((path, why),) = done.left
    assert path == ANN_FORM
    assert why
    assert done.needs_a_look
    assert (root / ANN_FORM).read_bytes() == b"PK\x03\x04 cut off"
    assert answers(root / CY_FORM) == CARRIED_2
    (root / ANN_FORM).unlink()
    assert go_on(root).files.written == (ANN_FORM,)
    assert version_of(root / ANN_FORM) == 2


def test_with_force_a_file_that_cannot_be_read_is_replaced_and_kept(tmp_path: Path) -> None:
    root = issued(tmp_path)
    (root / ANN_FORM).write_bytes(b"garbage")
    done = raise_to(root, 2, force=True)
    assert done.files.replaced == ((ANN_FORM, "backups/bo-kim/ann-lee-1.xlsx"),)
    assert (root / "backups/bo-kim/ann-lee-1.xlsx").read_bytes() == b"garbage"
    assert version_of(root / ANN_FORM) == 2


def test_a_return_that_cannot_be_read_any_more_means_a_blank_form_that_is_named(tmp_path: Path) -> None:
    root = issued(tmp_path)
    ann = form_ids(root)["Ann Lee"]
    with OpenCycle.open(root) as cycle, cycle.store.changing():
        cycle.store.add_file("ann.xlsx", b"PK\x03\x04 cut off", [ann])
    done = raise_to(root, 2)
    ((reviewee, problem),) = ((form.reviewee, form.problem) for form in done.forms if form.problem)
    assert (reviewee, problem.startswith("ann.xlsx: ")) == ("Ann Lee", True)
    assert done.needs_a_look
    assert (version_of(root / ANN_FORM), answers(root / ANN_FORM)) == (2, {})


def test_a_form_passed_on_to_somebody_else_is_not_made_to_look_genuine(tmp_path: Path) -> None:
    root = issued(tmp_path)
    passed_on = {**FULL_1, ("Who", ""): "Zed Moe"}
    take_in(root, type_in(root / ANN_FORM, passed_on, tmp_path / "ann.xlsx"))
    type_in(root / CY_FORM, passed_on)
    done = raise_to(root, 2)
    assert answers(root / ANN_FORM) == {}
    assert [form.reviewee for form in done.forms if "Zed Moe" in form.problem] == ["Ann Lee"]
    assert [path for path, why in done.left if "Zed Moe" in why] == [CY_FORM]


def test_a_name_typed_over_at_a_head_that_lost_its_keys_is_not_taken_for_the_right_one(tmp_path: Path) -> None:
    root = issued(tmp_path)
    for form, name in ((ANN_FORM, "Zed Moe"), (CY_FORM, "Cy Roe")):
        type_in(root / form, {("Speed", "Rating"): 3, ("Who", ""): name})
        without_keys(root / form)
    done = raise_to(root, 2)
    ((path, why),) = done.left
    assert path == ANN_FORM
    assert "'Zed Moe'" in why
    assert "'Ann Lee'" in why
    assert answers(root / CY_FORM) == {"work.speed.rating": "3"}


def test_a_form_that_a_rehearsal_filled_in_is_not_taken_for_an_answer(tmp_path: Path) -> None:
    root = issued(tmp_path)
    type_in(root / ANN_FORM, {("Speed", "Rating"): 3})
    workbook = load_workbook(root / ANN_FORM)
    sheet = workbook.worksheets[0]
    sheet.cell(sheet.max_row + 1, KEY_COLUMN).value = MADE_UP
    workbook.save(root / ANN_FORM)
    workbook.close()
    done = raise_to(root, 2)
    assert [(path, "rehearsal" in why) for path, why in done.left] == [(ANN_FORM, True)]


def without_keys(path: Path) -> None:
    """Empty the hidden column of a form, so that the words in sight must do."""
    workbook = load_workbook(path)
    sheet = workbook.worksheets[0]
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, KEY_COLUMN).value:
            sheet[f"{column_letters(KEY_COLUMN)}{row}"].value = None
    workbook.save(path)
    workbook.close()


def test_of_a_damaged_form_what_was_read_is_carried_and_what_was_not_is_told(tmp_path: Path) -> None:
    root = issued(tmp_path)
    # The label of the second task stands twice: with its key telling otherwise, that row is not certain.
    cells = {("Speed", "Rating"): 2, ("Manners", "Rating"): 5, ("Calm", "Grade"): 1, ("Quality of work", "Rating"): 4}
    type_in(root / ANN_FORM, cells)
    type_in(root / ANN_FORM, {("Manners", "Task"): "Speed"})
    done = raise_to(root, 2)
    assert answers(root / ANN_FORM) == {"work.craft.rating": "4", "work.speed.rating": "2", "traits.calm.grade": "C"}
    (ann,) = (form for form in done.forms if form.reviewee == "Ann Lee")
    assert "5" in {note.typed for note in ann.unplaced}


def test_a_signature_is_not_put_under_a_form_that_nobody_signed(tmp_path: Path) -> None:
    sign_off = """\
  - id: sign-off
    title: Sign-off
    columns:
      - {id: line, title: Read by, kind: label}
      - {id: signed, title: Signature, kind: person}
      - {id: day, title: Day, kind: date}
    items: [{id: own, label: The reviewee}]
    sign_off: {name: signed, date: day}
"""
    root = begun(tmp_path, V1 + sign_off)
    issue(root)
    type_in(root / ANN_FORM, {("Speed", "Rating"): 2, ("The reviewee", "Signature"): "Ann Lee"})
    done = raise_to(root, 2, V2 + sign_off)
    assert answers(root / ANN_FORM) == {"work.speed.rating": "2"}
    (ann,) = (form for form in done.forms if form.reviewee == "Ann Lee")
    assert [(note.label, note.typed) for note in ann.unplaced] == [("The reviewee · Signature", "Ann Lee")]
