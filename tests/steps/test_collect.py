from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from sheetreview.cycle.store import Store, StoredReturn
from sheetreview.demo.fill import FilledForm
from sheetreview.demo.workbooks import WorkbookPaper
from sheetreview.errors import CycleError
from sheetreview.steps import collect as collect_step
from sheetreview.steps.collect import collect
from sheetreview.steps.intake import Collected, Outcome
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import issue, manager_form, rate, start, started, touch

ANN_FORM, CY_FORM, DEE_FORM = "forms/bo-kim/ann-lee.xlsx", "forms/bo-kim/cy-roe.xlsx", "forms/gus-hay/dee-fox.xlsx"


def take(root: Path, *paths: Path) -> tuple[Collected, ...]:
    with OpenCycle.open(root) as cycle:
        return collect(cycle, paths)


def outcomes(found: Sequence[Collected]) -> list[Outcome]:
    return [one.outcome for one in found]


def counting(root: Path, name: str) -> tuple[StoredReturn, bytes] | None:
    """The return that counts for a person's form, and its bytes."""
    with OpenCycle.open(root, reading=True) as cycle:
        (form,) = (form for form, given in cycle.store.assignments().items() if given.reviewee.name == name)
        stored = cycle.store.newest_return(form)
        return None if stored is None else (stored, cycle.store.content(stored.digest))


def age(path: Path, hours: int) -> Path:
    now = path.stat().st_mtime
    os.utime(path, (now, now - hours * 3600))
    return path


def test_a_form_is_recognised_whatever_its_file_is_called(tmp_path: Path) -> None:
    root = started(tmp_path)
    returned = rate(root / ANN_FORM, tmp_path / "back" / "FINAL (2) signed!.xlsx")
    (one,) = take(root, tmp_path / "back")
    assert (one.outcome, one.reviewee, one.reviewer) == (Outcome.COLLECTED, "Ann Lee", "Bo Kim")
    found = counting(root, "Ann Lee")
    assert found is not None
    assert found[1] == returned.read_bytes()


def test_returns_count_before_this_copy_of_the_cycle_issued_anything(tmp_path: Path) -> None:
    root = start(tmp_path)
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    issue(copy)
    assert outcomes(take(root, rate(copy / ANN_FORM, tmp_path / "ann.xlsx"))) == [Outcome.COLLECTED]


def test_a_file_given_twice_and_in_its_folder_is_taken_once(tmp_path: Path) -> None:
    root = started(tmp_path)
    returned = rate(root / ANN_FORM, tmp_path / "back" / "ann.xlsx")
    again = tmp_path / "back" / ".." / "back" / "ann.xlsx"
    assert outcomes(take(root, returned, tmp_path / "back", again, returned)) == [Outcome.COLLECTED]


def test_a_copy_and_a_second_run_are_already_collected(tmp_path: Path) -> None:
    root = started(tmp_path)
    returned = rate(root / ANN_FORM, tmp_path / "back" / "ann.xlsx")
    (tmp_path / "back" / "copy.xlsx").write_bytes(returned.read_bytes())
    assert sorted(outcomes(take(root, tmp_path / "back"))) == [Outcome.DUPLICATE, Outcome.COLLECTED]
    assert outcomes(take(root, tmp_path / "back")) == [Outcome.DUPLICATE, Outcome.DUPLICATE]


def test_the_later_return_counts_and_the_earlier_is_kept(tmp_path: Path) -> None:
    root = started(tmp_path)
    late = rate(root / ANN_FORM, tmp_path / "back" / "a-late.xlsx", 5)
    early = age(rate(root / ANN_FORM, tmp_path / "back" / "z-early.xlsx", 1), 5)
    found = take(root, tmp_path / "back")
    assert [(one.file, one.outcome) for one in found] == [
        (str(early), Outcome.COLLECTED),
        (str(late), Outcome.REPLACED),
    ]
    counts = counting(root, "Ann Lee")
    assert counts is not None
    stored, content = counts
    assert content == late.read_bytes()
    with OpenCycle.open(root) as cycle:
        assert cycle.store.return_counts() == {stored.form_id: 2}


def test_a_blank_return_never_replaces_a_filled_one(tmp_path: Path) -> None:
    root = started(tmp_path)
    filled = rate(root / ANN_FORM, tmp_path / "filled.xlsx")
    take(root, filled)
    assert outcomes(take(root, root / ANN_FORM)) == [Outcome.BLANK]
    found = counting(root, "Ann Lee")
    assert found is not None
    assert found[1] == filled.read_bytes()


def test_one_bad_file_never_stops_the_others(tmp_path: Path) -> None:
    root = started(tmp_path)
    back = tmp_path / "back"
    rate(root / ANN_FORM, back / "deep" / "er" / "ann.xlsx")
    rate(root / DEE_FORM, back / "dee.xlsx")
    (back / "~$dee.xlsx").write_bytes(b"lock")
    (back / "empty.xlsx").write_bytes(b"")
    (back / "cut.xlsx").write_bytes((back / "dee.xlsx").read_bytes()[:3000])
    (back / "notes.csv").write_text("a,b\n1,2\n")
    (back / "letter.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with ZipFile(back / "forms.zip", "w") as archive:
        archive.write(back / "dee.xlsx")
    (back / "loop").symlink_to(back)
    found = {Path(one.file).name: one for one in take(root, back, tmp_path / "absent.xlsx")}
    assert {name: (one.outcome, one.code) for name, one in found.items()} == {
        "ann.xlsx": (Outcome.COLLECTED, ""),
        "dee.xlsx": (Outcome.COLLECTED, ""),
        "empty.xlsx": (Outcome.UNREADABLE, "empty"),
        "cut.xlsx": (Outcome.UNREADABLE, "damaged"),
        "notes.csv": (Outcome.NOT_A_FORM, "not-a-form"),
        "letter.docx": (Outcome.UNREADABLE, "not-a-spreadsheet"),
        "forms.zip": (Outcome.UNREADABLE, "not-a-spreadsheet"),
        "absent.xlsx": (Outcome.UNREADABLE, "no-such-file"),
    }
    assert "Unpack it" in found["forms.zip"].detail
    assert all(one.detail for one in found.values() if not one.outcome.taken)


def test_every_tab_of_a_returned_bundle_is_a_form_of_its_own(tmp_path: Path) -> None:
    root = start(tmp_path)
    issue(root, bundle=True)
    bundle = load_workbook(root / "forms/bo-kim.xlsx")
    (single,) = (path for path in issue(root).written if path.endswith("cy-roe.xlsx"))
    cells = [
        cell.address
        for cell in FilledForm(WorkbookPaper(root / single), manager_form()).inputs()
        if cell.column.id == "rating"
    ]
    bundle["Cy Roe"][cells[0]] = 4
    bundle.save(tmp_path / "bo.xlsx")
    found = {one.sheet: one for one in take(root, tmp_path / "bo.xlsx")}
    assert {sheet: one.outcome for sheet, one in found.items()} == {
        "Ann Lee": Outcome.BLANK,
        "Cy Roe": Outcome.COLLECTED,
    }
    assert counting(root, "Ann Lee") is None
    assert counting(root, "Cy Roe") is not None


def test_a_form_of_another_cycle_is_told_apart(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one, two = started(tmp_path / "one"), started(tmp_path / "two")
    (found,) = take(one, rate(two / ANN_FORM, tmp_path / "ann.xlsx"))
    assert found.outcome is Outcome.OTHER_CYCLE
    assert found.detail == "Collect it in the cycle that issued it."
    assert not found.outcome.taken


def test_what_the_cycle_keeps_in_its_folder_is_no_return(tmp_path: Path) -> None:
    root = started(tmp_path)
    touch(root / ANN_FORM, "old")
    issue(root, force=True)
    rate(root / CY_FORM, root / CY_FORM)
    (root / "summary").mkdir()
    (root / "summary" / "ratings.csv").write_text("a,b\n")
    found = {Path(one.file).name: one.outcome for one in take(root, root)}
    assert found == {
        "ann-lee.xlsx": Outcome.BLANK,
        "cy-roe.xlsx": Outcome.COLLECTED,
        "dee-fox.xlsx": Outcome.BLANK,
    }
    assert outcomes(take(root, root / "backups")) == [Outcome.COLLECTED]


def test_a_file_name_that_is_no_text_is_no_obstacle(tmp_path: Path) -> None:
    root = started(tmp_path)
    odd = tmp_path / os.fsdecode(b"ann-\xff.xlsx")
    try:
        rate(root / ANN_FORM, tmp_path / "ann.xlsx").rename(odd)
    except OSError:
        pytest.skip("this file system has only names that are text")
    assert outcomes(take(root, odd)) == [Outcome.COLLECTED]
    found = counting(root, "Ann Lee")
    assert found is not None
    assert found[0].name.endswith("ann-?.xlsx")


def test_large_files_are_remembered_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = started(tmp_path)
    for form in (ANN_FORM, CY_FORM, DEE_FORM):
        rate(root / form, tmp_path / "back" / Path(form).name)
    monkeypatch.setattr(collect_step, "BATCH_BYTES", 1)
    moves: list[int] = []
    with OpenCycle.open(root) as cycle:
        found = collect(cycle, [tmp_path / "back"], progress=moves.append)
        assert sum(cycle.store.return_counts().values()) == 3
    assert outcomes(found) == [Outcome.COLLECTED] * 3
    assert moves == [1, 1, 1]


def test_a_failure_halfway_keeps_no_half_of_what_arrived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = started(tmp_path)
    for form in (ANN_FORM, CY_FORM):
        rate(root / form, tmp_path / "back" / Path(form).name)
    add_file = Store.add_file
    calls = 0

    def failing(self: Store, name: str, content: bytes, forms: Iterable[str]) -> frozenset[str]:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise CycleError("the disk is full")
        return add_file(self, name, content, forms)

    monkeypatch.setattr(Store, "add_file", failing)
    with pytest.raises(CycleError):
        take(root, tmp_path / "back")
    assert counting(root, "Ann Lee") is None
    assert outcomes(take(root, tmp_path / "back")) == [Outcome.COLLECTED, Outcome.COLLECTED]


def test_of_several_returns_in_one_run_only_the_last_is_said_to_count(tmp_path: Path) -> None:
    root = started(tmp_path)
    for number in (1, 2, 3):
        age(rate(root / ANN_FORM, tmp_path / "back" / f"{number}.xlsx", number), 10 - number)
    first, second, third = take(root, tmp_path / "back")
    assert [first.outcome, second.outcome, third.outcome] == [Outcome.COLLECTED, Outcome.REPLACED, Outcome.REPLACED]
    assert first.detail == second.detail == "a later return of this form came in the same run; all are kept"
    assert third.detail == "both are kept; this one counts"
