"""Closing: nobody but the owner can write any more, what was typed last is read, and each review is on record."""

from __future__ import annotations

from pathlib import Path

import pytest

from google_standin.people import HR, CallError
from google_standin.running import Standin
from sheetreview.cycle.sheets import Step
from sheetreview.errors import CycleError
from sheetreview.model.finding import Severity
from sheetreview.steps.collect import collect
from sheetreview.steps.intake import Outcome
from sheetreview.steps.online.close import seal_all
from sheetreview.steps.online.push_plan import PushOptions
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import issue, rate, start

from .desk import RATED, Desk

BO, GUS = "bo@example.com", "gus@example.com"
CODE = "changed-since-closed"


@pytest.fixture
def desk(standin: Standin, tmp_path: Path) -> Desk:
    """A cycle with the forms for Ann and Cy (by Bo) and for Dee (by Gus), pushed and shared."""
    found = Desk(standin, start(tmp_path))
    found.push(PushOptions(allow=["example.com"]))
    return found


def seals(desk: Desk) -> dict[str, str]:
    with OpenCycle.open(desk.root, reading=True) as cycle:
        return cycle.store.sheets.seals()


def codes(desk: Desk, form_id: str) -> set[str]:
    return {finding.code for finding in desk.findings(form_id)}


def test_writers_become_readers_and_the_owner_stays(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    editor, cell, file = desk.editor(ann), desk.cells(ann)[RATED], desk.record(ann).file_id
    done = desk.close()

    assert (done.closed, done.lowered, done.failed, done.in_order) == (3, 3, (), True)
    assert [desk.access(desk.record(desk.form(name)).file_id) for name in ("Ann Lee", "Cy Roe", "Dee Fox")] == [
        {HR: "owner", BO: "reader"},
        {HR: "owner", BO: "reader"},
        {HR: "owner", GUS: "reader"},
    ]
    assert {record.step for record in desk.records().values()} == {Step.CLOSED}
    with pytest.raises(CallError):
        editor.values_update(file, {cell: [["5"]]})
    desk.standin.assert_honest()


def test_whoever_was_added_by_hand_becomes_a_reader_too(desk: Desk) -> None:
    file = desk.record(desk.form("Ann Lee")).file_id
    hr = desk.standin.client_as()
    hr.share(file, "colleague@example.com")
    hr.share(file, "looks-on@example.com", "reader")
    desk.close()

    assert desk.access(file) == {
        HR: "owner",
        BO: "reader",
        "colleague@example.com": "reader",
        "looks-on@example.com": "reader",
    }


@pytest.mark.parametrize("whom", [{"type": "anyone"}, {"type": "domain", "domain": "example.com"}])
def test_a_sheet_that_somebody_opened_to_all_is_named_until_it_is_not(desk: Desk, whom: dict[str, str]) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    file, hr = desk.record(ann).file_id, desk.standin.client_as()
    place = f"/drive/v3/files/{file}/permissions"
    opened = hr.call("POST", place, body={**whom, "role": "writer"})["id"]
    done = desk.close()

    assert [link for link, _ in done.failed] == [desk.record(ann).link]
    assert "set its general access to 'Restricted'" in done.failed[0][1]
    assert (done.closed, done.lowered, done.in_order) == (2, 4, False)
    assert [role for who, role in desk.access(file).items() if who != HR] == ["reader", "reader"]
    assert seals(desk) == {}
    hr.call("DELETE", f"{place}/{opened}")
    assert desk.close().in_order
    assert seals(desk).keys() == {ann}


def test_what_was_typed_last_is_read_and_put_on_record(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.pull()
    desk.type(ann, {RATED: "5"})
    done = desk.close()

    new = {one.form_id: one.outcome for one in done.pulled.outcomes if one.outcome is not Outcome.BLANK}
    assert new == {ann: Outcome.REPLACED}
    assert desk.answers(ann) == {RATED: "5"}
    assert done.sealed == 1
    assert seals(desk).keys() == {ann}
    assert CODE not in codes(desk, ann)


def test_an_edit_after_the_end_is_found_by_check(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.close()
    desk.standin.client_as().values_update(desk.record(ann).file_id, {desk.cells(ann)[RATED]: [["5"]]})
    desk.pull()

    [found] = [finding for finding in desk.findings(ann) if finding.code == CODE]
    assert (found.severity, found.reviewee) == (Severity.WARNING, "Ann Lee")
    desk.standin.client_as().values_update(desk.record(ann).file_id, {desk.cells(ann)[RATED]: [["4"]]})
    desk.pull()
    assert CODE not in codes(desk, ann)


def test_a_file_that_comes_after_the_end_is_found_by_check(desk: Desk, tmp_path: Path) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.close()
    issue(desk.root)
    with OpenCycle.open(desk.root) as cycle:
        collect(cycle, [rate(desk.root / cycle.store.forms()[ann].path, tmp_path / "late.xlsx", 5)])

    assert CODE in codes(desk, ann)


def test_closing_again_does_not_put_a_later_edit_on_record(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.close()
    before = seals(desk)
    desk.standin.client_as().values_update(desk.record(ann).file_id, {desk.cells(ann)[RATED]: [["5"]]})
    done = desk.close()

    assert (done.closed, done.lowered) == (3, 0)
    assert seals(desk) == before
    assert CODE in codes(desk, ann)


def test_a_sheet_that_cannot_be_closed_is_named_and_not_put_on_record(desk: Desk) -> None:
    ann, dee = desk.form("Ann Lee"), desk.form("Dee Fox")
    desk.type(ann, {RATED: "4"})
    desk.standin.faults({"kinds": ["insufficientFilePermissions"], "at": 1, "calls": ["drive.permissions.update"]})
    desk.type(dee, {RATED: "3"})
    desk.type(desk.form("Cy Roe"), {RATED: "3"})
    done = desk.close()

    [(link, why)] = done.failed
    [left] = [record for record in desk.records().values() if record.step is not Step.CLOSED]
    assert link == left.link
    assert "only given the right to read" in why
    assert (done.closed, done.lowered, done.in_order) == (2, 2, False)
    assert seals(desk).keys() == {ann, dee, desk.form("Cy Roe")} - {left.forms[0].form_id}

    assert desk.close().in_order
    assert seals(desk).keys() == {ann, dee, desk.form("Cy Roe")}


def test_what_came_back_from_a_sheet_that_is_gone_is_put_on_record(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.pull()
    desk.standin.client_as().delete(desk.record(ann).file_id)
    done = desk.close()

    assert (done.closed, done.in_order) == (3, True)
    assert seals(desk).keys() == {ann}
    assert desk.answers(ann) == {RATED: "4"}


def test_when_google_stops_nothing_is_put_on_record_and_the_next_close_goes_on(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.standin.faults({"kinds": ["dailyLimitExceeded"], "at": 2, "times": 99, "calls": ["drive.permissions.update"]})
    done = desk.close()

    assert "used up its calls for today" in done.stopped
    assert (done.sealed, done.in_order, seals(desk)) == (0, False, {})
    desk.standin.faults()
    again = desk.close()
    assert (again.closed, again.in_order) == (3, True)
    assert done.lowered + again.lowered == 3
    assert seals(desk).keys() == {ann}


def test_when_the_last_look_stops_nothing_is_put_on_record(desk: Desk) -> None:
    desk.type(desk.form("Ann Lee"), {RATED: "4"})
    desk.standin.settings(disabled_apis=["sheets"])
    done = desk.close()

    assert "not switched on" in done.stopped
    assert seals(desk) == {}
    desk.standin.settings(disabled_apis=[])
    assert desk.close().in_order
    assert len(seals(desk)) == 1


def test_a_push_after_the_end_opens_no_sheet_again(desk: Desk) -> None:
    desk.close()
    with pytest.raises(CycleError, match="this cycle was closed on 20"):
        desk.push()
    assert desk.access(desk.record(desk.form("Ann Lee")).file_id) == {HR: "owner", BO: "reader"}


def test_a_store_older_than_the_end_opens_no_sheet_again(desk: Desk) -> None:
    """A backup from the time before the cycle was closed takes the place of the store."""
    backup = (desk.root / "cycle.sqlite3").read_bytes()
    desk.close()
    (desk.root / "cycle.sqlite3").write_bytes(backup)
    desk.push()

    assert desk.access(desk.record(desk.form("Ann Lee")).file_id) == {HR: "owner", BO: "reader"}


def test_a_cycle_of_files_alone_is_put_on_record(tmp_path: Path) -> None:
    root = start(tmp_path)
    issue(root)
    with OpenCycle.open(root) as cycle:
        ann = next(form for form, one in cycle.store.assignments().items() if one.reviewee.name == "Ann Lee")
        collect(cycle, [rate(root / cycle.store.forms()[ann].path, tmp_path / "back.xlsx")])
        assert seal_all(cycle) == 1
        assert cycle.store.sheets.seals().keys() == {ann}


def test_a_shared_drive_s_own_members_stay_what_they_are_there(standin: Standin, tmp_path: Path) -> None:
    drive = standin.shared_drive("Reviews", {HR: "organizer", "board@example.com": "writer"})
    standin.sign_in_as("user", scopes=["https://www.googleapis.com/auth/drive"])
    root = start(tmp_path)
    settings = root / "cycle.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('folder: ""', f"folder: {drive}"), encoding="utf-8"
    )
    desk = Desk(standin, root)
    desk.push(PushOptions(allow=["example.com"]))
    done = desk.close()

    file = desk.record(desk.form("Ann Lee")).file_id
    assert (done.lowered, done.in_order) == (3, True)
    assert desk.access(file) == {HR: "organizer", "board@example.com": "writer", BO: "reader"}
