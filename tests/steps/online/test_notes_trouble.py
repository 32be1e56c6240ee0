"""Notes in Google Sheets when Google fails, or a sheet is closed, lost or changed: each once, and no other stops."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from google_standin.running import Standin
from sheetreview.google.gateway import Gateway
from sheetreview.online import Contents, Notes
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import start

from .desk import ALLOWED, RATED, Desk
from .noting import HEAD, MINE, READ, WRITE, bad_cells, made, note, notes, typed_right, write

PASSING = ["429", "429-retry-after", "401", "503", "503-after", "cut-off", "timeout", "reset-before", "reset-after"]


@pytest.fixture
def desk(standin: Standin, tmp_path: Path) -> Desk:
    """A cycle with the forms for Ann and Cy (by Bo) and for Dee (by Gus), pushed and shared."""
    found = Desk(standin, start(tmp_path))
    found.push(ALLOWED)
    return found


def test_a_row_that_moves_while_google_fails_is_marked_where_it_went(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first try is lost; before the second one, somebody puts a row in and writes a note of their own."""
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "7"})
    desk.standin.faults({"kinds": ["503"], "at": 1, "calls": [WRITE]})
    read, hr, file = Gateway.spreadsheet, desk.standin.client_as(), desk.record(ann).file_id
    rows = {"sheetId": desk.tab(ann), "dimension": "ROWS", "startIndex": 3, "endIndex": 4}
    requests = [note(desk, ann, desk.cells(ann)[RATED], MINE), {"insertDimension": {"range": rows}}]
    seen = []

    def changed_between(gateway: Gateway, file_id: str) -> dict[str, Any]:
        seen.append(file_id)
        if len(seen) == 2:
            desk.standin.faults()
            hr.batch_update(file, requests)
        return read(gateway, file_id)

    monkeypatch.setattr(Gateway, "spreadsheet", changed_between)
    done = write(desk)

    found = notes(desk, ann)
    assert found.keys() == bad_cells(desk, ann)
    assert found[desk.cells(ann)[RATED]].startswith(f"{MINE}\n\n{HEAD}")
    assert done.written == done.marked == len(found)


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", PASSING)
def test_a_fault_that_passes_leaves_each_note_once(desk: Desk, kind: str) -> None:
    ann = desk.form("Ann Lee")
    desk.change(ann, note(desk, ann, desk.cells(ann)[RATED], MINE))
    desk.type(ann, {RATED: "7"})
    desk.standin.faults({"kinds": [kind], "at": 1, "times": 3, "calls": [WRITE]})
    done = write(desk)

    found = notes(desk, ann)
    assert found.keys() == bad_cells(desk, ann)
    assert found[desk.cells(ann)[RATED]].startswith(f"{MINE}\n\n{HEAD}")
    assert {text.count(HEAD) for text in found.values()} == {1}
    assert (done.marked, done.failed, done.stopped) == (len(found), (), "")
    desk.standin.assert_honest()


def test_when_google_stops_the_rest_is_marked_by_the_next_run(desk: Desk) -> None:
    forms = [desk.form(name) for name in ("Ann Lee", "Cy Roe", "Dee Fox")]
    for form in forms:
        desk.type(form, {RATED: "7"})
    desk.standin.faults({"kinds": ["accessNotConfigured"], "at": 2, "times": 99, "calls": [WRITE]})
    done = write(desk)

    assert "not switched on" in done.stopped
    assert (done.sheets, done.unreached) == (1, 2)
    desk.standin.faults()
    again = write(desk)
    assert (again.sheets, again.stopped, again.unreached) == (3, "", 0)
    assert again.written == done.written * 2
    for form in forms:
        assert notes(desk, form).keys() == bad_cells(desk, form)


def test_a_quota_that_stays_used_up_stops_and_is_said(desk: Desk) -> None:
    desk.type(desk.form("Ann Lee"), {RATED: "7"})
    desk.standin.faults({"kinds": ["429"], "rate": 1.0, "calls": [WRITE]})
    done = write(desk)

    assert "only so many calls a minute" in done.stopped
    assert desk.standin.report()["most_tries"]["times"] <= 8
    assert (done.marked, done.unreached) == (0, 1)


def test_a_closed_sheet_is_told_and_left_alone(desk: Desk) -> None:
    ann, dee = desk.form("Ann Lee"), desk.form("Dee Fox")
    desk.type(ann, {RATED: "7"})
    desk.close()
    writes = made(desk, WRITE)
    done = write(desk)

    [(whose, why)] = done.failed
    assert whose == f"Ann Lee, by Bo Kim: {desk.record(ann).link}"
    assert "closed" in why
    assert made(desk, WRITE) == writes
    assert (notes(desk, ann), notes(desk, dee), done.marked) == ({}, {}, 0)


def test_a_sheet_that_was_closed_with_notes_in_it_loses_them(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "7"})
    write(desk)
    desk.type(ann, typed_right(desk, ann))
    desk.close()
    done = write(desk)

    assert notes(desk, ann) == {}
    assert done.removed > 1
    assert done.failed == ()
    assert "changed-since-closed" not in {finding.code for finding in desk.findings(ann)}


def in_bin(desk: Desk, form_id: str) -> None:
    desk.standin.client_as().trash(desk.record(form_id).file_id)


def deleted(desk: Desk, form_id: str) -> None:
    desk.standin.client_as().delete(desk.record(form_id).file_id)


def unreadable(desk: Desk, form_id: str) -> None:
    assert form_id
    desk.standin.faults({"kinds": ["insufficientFilePermissions"], "at": 1, "calls": [READ]})


def unwritable(desk: Desk, form_id: str) -> None:
    assert form_id
    desk.standin.faults({"kinds": ["insufficientFilePermissions"], "at": 1, "calls": [WRITE]})


@pytest.mark.parametrize(
    ("accident", "said"),
    [
        (in_bin, "in the bin"),
        (deleted, "gone"),
        (unreadable, "only given the right to read"),
        (unwritable, "only given the right to read"),
    ],
)
def test_a_sheet_out_of_reach_is_told_and_stops_no_other(
    desk: Desk, accident: Callable[[Desk, str], None], said: str
) -> None:
    ann, dee = desk.form("Ann Lee"), desk.form("Dee Fox")
    desk.type(ann, {RATED: "7"})
    desk.type(dee, {RATED: "7"})
    desk.pull()
    accident(desk, ann)
    done = write(desk)

    [(_, why)] = done.failed
    assert said in why
    assert (done.stopped, done.sheets) == ("", 1)
    reached = [form for form in (ann, dee) if form != ann or accident in (unreadable, unwritable)]
    assert sum(bool(notes(desk, form)) for form in reached) == 1


def test_a_form_that_cannot_be_told_any_more_keeps_its_notes_and_is_named(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "7"})
    write(desk)
    marked = notes(desk, ann)
    cells = [
        {"repeatCell": {"range": {"sheetId": desk.tab(ann), **columns}, "cell": {}, "fields": "userEnteredValue"}}
        for columns in ({"startColumnIndex": 0, "endColumnIndex": 2}, {"startRowIndex": 0, "endRowIndex": 8})
    ]
    desk.change(ann, *cells)
    done = write(desk)

    [(whose, why)] = done.failed
    assert whose.startswith("Ann Lee, by Bo Kim")
    assert "restore an earlier version" in why
    assert notes(desk, ann) == marked


def test_a_run_that_is_cut_off_after_writing_leaves_notes_that_the_next_one_takes_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "7"})
    put = Gateway.put_notes

    def killed(gateway: Gateway, file_id: str, changes: Notes, seen: Contents) -> bool:
        put(gateway, file_id, changes, seen)
        raise KeyboardInterrupt

    with monkeypatch.context() as cut_off:
        cut_off.setattr(Gateway, "put_notes", killed)
        with pytest.raises(KeyboardInterrupt):
            write(desk)
    assert notes(desk, ann)
    with OpenCycle.open(desk.root, reading=True) as cycle:
        assert len(cycle.store.sheets.noted()) == 1
    desk.type(ann, typed_right(desk, ann))
    desk.pull()
    write(desk)
    assert notes(desk, ann) == {}
