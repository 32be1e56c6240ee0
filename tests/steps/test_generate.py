from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheetreview.errors import FileError
from sheetreview.reading.open import open_book
from sheetreview.steps.init import take_roster
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import ANN, CY, DEE, TEAM, issue, rate, start, started, touch, tree, write_roster

ANN_FORM, CY_FORM, DEE_FORM = "forms/bo-kim/ann-lee.xlsx", "forms/bo-kim/cy-roe.xlsx", "forms/gus-hay/dee-fox.xlsx"


def new_roster(root: Path, *rows: tuple[str, ...]) -> None:
    with OpenCycle.open(root) as cycle:
        take_roster(cycle, write_roster(root.parent / "new.csv", rows))


def forms(root: Path) -> dict[str, bytes]:
    return {name: data for name, data in tree(root).items() if name.startswith("forms/")}


def texts(path: Path) -> set[str]:
    _, book = open_book(path)
    return {str(value) for sheet in book.sheets for value in sheet.cells.values()}


def test_every_person_gets_a_form_with_their_name_in_the_reviewers_folder(tmp_path: Path) -> None:
    root = start(tmp_path)
    done = issue(root)
    assert done.forms == 3
    assert sorted(done.written) == sorted(forms(root)) == [ANN_FORM, CY_FORM, DEE_FORM]
    for path, name in ((ANN_FORM, "Ann Lee"), (CY_FORM, "Cy Roe"), (DEE_FORM, "Dee Fox")):
        assert {"Ann Lee", "Cy Roe", "Dee Fox"} & texts(root / path) == {name}


def test_forms_and_their_folders_are_private(tmp_path: Path) -> None:
    root = started(tmp_path)
    modes = {path.stat().st_mode & 0o777 for path in (root / "forms").rglob("*.xlsx")}
    assert modes == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (root / "forms", *(root / "forms").iterdir())} == {0o700}


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    root = started(tmp_path)
    stamps = {path: path.stat().st_mtime_ns for path in root.rglob("*") if path != root / "cycle.sqlite3"}
    before = tree(root)
    done = issue(root)
    assert sorted(done.kept) == [ANN_FORM, CY_FORM, DEE_FORM]
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps
    assert forms(root) == {name: before[name] for name in forms(root)}


def test_forms_that_vanished_are_written_again_with_the_same_bytes(tmp_path: Path) -> None:
    root = started(tmp_path)
    before = forms(root)
    for path in sorted((root / "forms").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (root / "forms").rmdir()
    assert sorted(issue(root).written) == sorted(before)
    assert forms(root) == before


def test_a_touched_form_is_never_overwritten(tmp_path: Path) -> None:
    root = started(tmp_path)
    rate(root / ANN_FORM, root / ANN_FORM)
    touch(root / CY_FORM)
    before = forms(root)
    done = issue(root)
    assert done.touched == (ANN_FORM, CY_FORM)
    assert forms(root) == before


def test_forced_forms_are_fresh_and_every_earlier_one_is_kept(tmp_path: Path) -> None:
    root = started(tmp_path)
    fresh = forms(root)
    edited = []
    for text in ("one", "two"):
        touch(root / ANN_FORM, text)
        edited.append((root / ANN_FORM).read_bytes())
        done = issue(root, force=True)
        assert done.replaced == ((ANN_FORM, f"backups/bo-kim/ann-lee-{len(edited)}.xlsx"),)
    assert forms(root) == fresh
    kept = [(root / f"backups/bo-kim/ann-lee-{number}.xlsx").read_bytes() for number in (1, 2)]
    assert kept == edited


def test_a_corrected_name_refreshes_the_untouched_form_and_leaves_the_touched_one(tmp_path: Path) -> None:
    root = started(tmp_path)
    touch(root / CY_FORM)
    new_roster(root, ("E1", "Ann Leigh", *ANN[2:]), ("E2", "Cy Rowe", *CY[2:]), DEE)
    done = issue(root)
    assert (done.refreshed, done.touched, done.kept) == ((ANN_FORM,), (CY_FORM,), (DEE_FORM,))
    assert "Ann Leigh" in texts(root / ANN_FORM)


def test_another_reviewer_gets_a_new_form_and_the_old_one_is_named(tmp_path: Path) -> None:
    root = started(tmp_path)
    new_roster(root, ANN, (*CY[:2], *DEE[2:]), DEE)
    done = issue(root)
    assert done.written == ("forms/gus-hay/cy-roe.xlsx",)
    assert done.gone == (CY_FORM,)
    assert (root / CY_FORM).exists()


def test_a_bundle_is_one_workbook_for_each_reviewer(tmp_path: Path) -> None:
    root = start(tmp_path)
    done = issue(root, bundle=True)
    assert done.written == ("forms/bo-kim.xlsx", "forms/gus-hay.xlsx")
    assert done.forms == 3
    assert load_workbook(root / "forms/bo-kim.xlsx").sheetnames[:3] == ["Start here", "Ann Lee", "Cy Roe"]


def test_going_to_bundles_and_back_still_knows_untouched_forms(tmp_path: Path) -> None:
    root = started(tmp_path)
    issue(root, bundle=True)
    assert sorted(issue(root).kept) == [ANN_FORM, CY_FORM, DEE_FORM]
    new_roster(root, ("E1", "Ann Leigh", *ANN[2:]), CY, DEE)
    assert issue(root).refreshed == (ANN_FORM,)
    assert issue(root, bundle=True).refreshed == ("forms/bo-kim.xlsx",)


def test_people_and_reviewers_of_the_same_name_get_files_of_their_own(tmp_path: Path) -> None:
    rows = [
        ("E1", "Ann Lee", "Bo Kim", "bo@example.com"),
        ("E2", "Ann Lee", "Bo Kim", "bo@example.com"),
        ("E3", "ANN LEE", "Bo Kim", "bo.k@example.com"),
    ]
    root = start(tmp_path, rows)
    written = issue(root).written
    assert len({path.casefold() for path in written}) == 3
    assert len({path.split("/")[1] for path in written}) == 2


def test_a_reviewer_keeps_the_folder_when_a_namesake_joins(tmp_path: Path) -> None:
    root = started(tmp_path)
    new_roster(
        root, *TEAM, ("E4", "Moe Ott", "Bo Kim", "bo@example.com"), ("E5", "Ned Ott", "Bo Kim", "b2@example.com")
    )
    first, second = issue(root).written
    assert first == "forms/bo-kim/moe-ott.xlsx"
    assert second.startswith("forms/bo-kim-b2-")


def test_names_of_any_length_and_kind_give_files_inside_the_folder(tmp_path: Path) -> None:
    rows = [
        ("E" * 190, "山田" * 95, "花子" * 95, f"{'x' * 150}@example.com"),
        ("E" * 191, "山田" * 95, "花子" * 95, f"{'y' * 150}@example.com"),
        ("../../E3", "../../etc/passwd", "C:\\CON", "con@example.com"),
        ("=1+1", "=cmd()", "-rf", "rf@example.com"),
    ]
    root = start(tmp_path, rows)
    written = issue(root).written
    assert len(written) == 4
    for path in written:
        assert (root / path).resolve().is_relative_to((root / "forms").resolve())
        assert max(len(part.encode()) for part in path.split("/")) < 240


def test_a_full_disk_leaves_every_form_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = started(tmp_path)
    new_roster(root, ("E1", "Ann Leigh", *ANN[2:]), CY, DEE)
    before = forms(root)

    def full(handle: int) -> None:
        del handle
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match=r"the disk is full\. Make room and run the command again"):
        issue(root)
    monkeypatch.undo()
    assert forms(root) == before
    assert issue(root).refreshed == (ANN_FORM,)


def test_metrics_stand_in_the_form_of_their_person_only(tmp_path: Path) -> None:
    root = start(tmp_path, metrics="employee_id,item,metric\nE1,sales.retention,97 %\n")
    issue(root)
    assert any("97 %" in text for text in texts(root / ANN_FORM))
    assert not any("97 %" in text for text in texts(root / CY_FORM))
