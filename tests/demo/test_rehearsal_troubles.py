"""What keeps a cycle from being sent, as a rehearsal finds it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from sheetreview.cycle.files import aside_of
from sheetreview.cycle.sheets import OnlineSheet, SheetForm, SheetRecords
from sheetreview.demo.preflight import TroubleKind
from sheetreview.steps.generate import generate
from sheetreview.steps.init import take_roster
from sheetreview.steps.open_cycle import OpenCycle
from tests.demo.rehearsing import ANN_FORM, CY_FORM, DEE_FORM, HARD, IMPOSSIBLE, LOOKALIKE, SHOWN, found, own_cycle, run
from tests.steps.making import ANN, CY, DEE, HEADS, issue, rate, start, started, touch, write_roster


def deleted(root: Path) -> None:
    (root / ANN_FORM).unlink()


def emptied(root: Path) -> None:
    (root / ANN_FORM).write_bytes(b"")


def damaged(root: Path) -> None:
    data = (root / ANN_FORM).read_bytes()
    (root / ANN_FORM).write_bytes(data[: len(data) // 2])


def a_text(root: Path) -> None:
    (root / ANN_FORM).write_text("Ann is great.", encoding="utf-8")


def another_form(root: Path) -> None:
    (root / ANN_FORM).write_bytes((root / CY_FORM).read_bytes())


def filled_in(root: Path) -> None:
    rate(root / ANN_FORM, root / ANN_FORM)


def remarked(root: Path) -> None:
    touch(root / ANN_FORM)


def linked(root: Path) -> None:
    (root / ANN_FORM).unlink()
    (root / ANN_FORM).symlink_to(root / CY_FORM)


def a_folder(root: Path) -> None:
    (root / ANN_FORM).unlink()
    (root / ANN_FORM).mkdir()


ACCIDENTS: dict[Callable[[Path], None], TroubleKind] = {
    deleted: TroubleKind.MISSING,
    emptied: TroubleKind.UNREADABLE,
    damaged: TroubleKind.UNREADABLE,
    a_text: TroubleKind.UNREADABLE,
    linked: TroubleKind.UNREADABLE,
    a_folder: TroubleKind.UNREADABLE,
    another_form: TroubleKind.NOT_THE_FORM,
    filled_in: TroubleKind.TOUCHED,
    remarked: TroubleKind.TOUCHED,
}


@pytest.mark.no_cover
@pytest.mark.parametrize("accident", ACCIDENTS, ids=lambda one: one.__name__)
def test_a_file_that_is_not_as_it_was_issued_is_named_and_the_others_are_rehearsed(
    tmp_path: Path, accident: Callable[[Path], None]
) -> None:
    accident(root := started(tmp_path))
    done = run(root)
    assert found(done) == [(ACCIDENTS[accident], ANN_FORM)]
    assert (done.fit, done.forms) == (False, 2)


def test_a_renamed_file_is_missing_and_stands_among_the_forms_under_a_name_that_was_not_issued(tmp_path: Path) -> None:
    root = started(tmp_path)
    (root / ANN_FORM).rename(root / "forms/bo-kim/ann final.xlsx")
    assert found(run(root)) == [(TroubleKind.MISSING, ANN_FORM), (TroubleKind.STRAY, "forms/bo-kim/ann final.xlsx")]


def test_what_the_cycle_did_not_put_among_its_forms_is_named(tmp_path: Path) -> None:
    root = started(tmp_path)
    strays = ["forms/bo-kim/dee-fox.xlsx", "forms/notes.txt", "forms/old/2025/ann-lee.ods"]
    for name in strays:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes((root / DEE_FORM).read_bytes())
    done = run(root)
    assert found(done) == [(TroubleKind.STRAY, name) for name in strays]
    assert (done.fit, done.forms) == (False, 3)


def test_files_that_programs_leave_among_the_forms_do_no_harm(tmp_path: Path) -> None:
    root = started(tmp_path)
    for name in ("~$notes.xlsx", ".~lock.notes.xlsx#", "Thumbs.db", aside_of(root / ANN_FORM).name):
        (root / "forms/bo-kim" / name).write_text("Ann", encoding="utf-8")
    assert run(root).fit


@pytest.mark.no_cover
@pytest.mark.parametrize("accident", [emptied, damaged, a_text, another_form])
def test_a_file_that_cannot_be_used_is_mended_as_the_rehearsal_says(
    tmp_path: Path, accident: Callable[[Path], None]
) -> None:
    accident(root := started(tmp_path))
    (trouble,) = run(root).troubles
    assert trouble.kind.fix.startswith("'generate --force' puts a fresh form in its place")
    issue(root, force=True)
    assert run(root).fit


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    root = started(tmp_path)
    (root / ANN_FORM).chmod(0)
    assert found(run(root)) == [(TroubleKind.UNREADABLE, ANN_FORM)]


@pytest.mark.parametrize("lock", ["~$ann-lee.xlsx", ".~lock.ann-lee.xlsx#"])
def test_a_file_that_is_open_in_a_program_is_named(tmp_path: Path, lock: str) -> None:
    root = started(tmp_path)
    (root / "forms/bo-kim" / lock).write_text("Ann", encoding="utf-8")
    done = run(root)
    assert (found(done), done.fit, done.forms) == ([(TroubleKind.OPEN, ANN_FORM)], False, 3)


def test_forms_that_were_not_issued_are_named(tmp_path: Path) -> None:
    done = run(start(tmp_path))
    assert found(done) == [
        (TroubleKind.NOT_ISSUED, "Ann Lee"),
        (TroubleKind.NOT_ISSUED, "Cy Roe"),
        (TroubleKind.NOT_ISSUED, "Dee Fox"),
    ]
    assert (done.fit, done.forms) == (False, 0)


def take_in(root: Path, people: Iterable[tuple[str, ...]], heads: tuple[str, ...] = HEADS) -> None:
    with OpenCycle.open(root) as cycle:
        take_roster(cycle, write_roster(root.parent / "new.csv", people, heads))


def test_a_roster_taken_in_after_the_forms_were_written_shows(tmp_path: Path) -> None:
    root = started(tmp_path)
    titled = [(*person, title) for person, title in ((ANN, "Lead"), (CY, ""))]
    take_in(root, titled, (*HEADS, "title"))
    done = run(root)
    assert found(done) == [(TroubleKind.FORMER, DEE_FORM), (TroubleKind.OUTDATED, ANN_FORM)]
    issue(root)
    (root / DEE_FORM).unlink()
    assert run(root).fit


def test_a_form_in_its_own_file_and_in_a_bundle_is_rehearsed_once_and_named(tmp_path: Path) -> None:
    issue(root := started(tmp_path, [ANN, DEE]), bundle=True)
    done = run(root)
    assert found(done) == [(TroubleKind.DOUBLED, "Ann Lee"), (TroubleKind.DOUBLED, "Dee Fox")]
    assert done.forms == 2
    for form in (ANN_FORM, DEE_FORM):
        (root / form).unlink()
    assert run(root).fit


def test_forms_that_went_out_as_google_sheets_only_are_not_rehearsed_and_do_no_harm(tmp_path: Path) -> None:
    root = start(tmp_path)
    with OpenCycle.open(root) as cycle:
        first, second, third = cycle.store.assignments()
        form = SheetForm(form_id=third, layout="customer-service", version=1, role="manager")
        SheetRecords(cycle.store).put(OnlineSheet(key=third, file_id="1abc", link="", forms=(form,)))
    assert found(run(root))[-1] == (TroubleKind.ONLINE, "Dee Fox")
    issue(root)
    with OpenCycle.open(root) as cycle, cycle.store.changing():
        cycle.store.rows("DELETE FROM forms WHERE form_id = ?", (third,))
    (root / DEE_FORM).unlink()
    done = run(root)
    assert (found(done), done.fit, done.forms) == ([(TroubleKind.ONLINE, "Dee Fox")], True, 2)
    assert first != second


def test_a_form_that_waits_for_another_roles_answers_is_named_once_it_is_issued(tmp_path: Path) -> None:
    root = own_cycle(tmp_path, SHOWN)
    with OpenCycle.open(root) as cycle:
        generate(cycle, roles=["self"])
    done = run(root)
    assert [(one.kind, one.role) for one in done.troubles] == [(TroubleKind.LATER, "manager")]
    assert (done.fit, done.forms) == (True, 1)
    issue(root)
    done = run(root)
    assert [(one.kind, one.role) for one in done.troubles] == [(TroubleKind.WAITING, "manager")]
    assert (done.fit, done.forms) == (False, 2)


def test_every_rule_of_an_own_layout_is_kept_where_it_can_be(tmp_path: Path) -> None:
    issue(root := own_cycle(tmp_path, HARD))
    for seed in range(5):
        done = run(root, seed=seed)
        assert [one.detail for one in done.troubles if one.kind is not TroubleKind.NOT_TAKEN] == []


def test_a_role_that_has_nothing_to_fill_in_is_named(tmp_path: Path) -> None:
    issue(root := own_cycle(tmp_path, HARD))
    done = run(root)
    assert [(one.kind, one.role, one.detail) for one in done.troubles] == [
        (TroubleKind.NOT_TAKEN, "self", "not filled in")
    ]


def test_a_layout_that_no_answers_satisfy_is_not_fit_to_send(tmp_path: Path) -> None:
    issue(root := own_cycle(tmp_path, IMPOSSIBLE))
    done = run(root)
    (trouble,) = [one for one in done.troubles if one.role == "manager"]
    assert (trouble.kind, done.fit) == (TroubleKind.FINDING, False)
    assert trouble.cell


def test_forms_whose_lists_a_program_takes_for_days_are_told_unless_their_cells_keep_texts(tmp_path: Path) -> None:
    issue(root := own_cycle(tmp_path, LOOKALIKE))
    now = run(root)
    with closing(sqlite3.connect(root / "cycle.sqlite3")) as store, store:
        for (path,) in store.execute("SELECT DISTINCT path FROM forms").fetchall():
            data = without_text_format((root / path).read_bytes())
            (root / path).write_bytes(data)
            store.execute("UPDATE forms SET sha256 = ? WHERE path = ?", (sha256(data).hexdigest(), path))
    older = run(root)

    assert [one.kind for one in now.troubles if one.role == "manager"] == []
    misread = [one for one in older.troubles if one.role == "manager" and one.kind is TroubleKind.MISREAD]
    assert not older.fit
    assert {one.detail.partition(":")[0] for one in misread} >= {"work.plan.share", "work.do.share"}
    assert all(one.cell for one in misread)


def without_text_format(data: bytes) -> bytes:
    """A form as an older version issued it: none of its cells keeps what is typed as a text."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(buffer, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(b'numFmtId="49"', b'numFmtId="0"') if "styles" in name else part)
    return buffer.getvalue()
