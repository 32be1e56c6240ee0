"""Pushing again after something changed: never over what somebody typed, and nothing reaches the wrong person."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from google_standin.people import HR
from google_standin.running import Standin
from sheetreview.google.gateway import Gateway
from sheetreview.steps.form_filter import FormFilter
from sheetreview.steps.init import take_roster
from sheetreview.steps.online.push_plan import PushOptions, PushOutcome
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import TEAM, start, write_roster

from .desk import ALLOWED, BO, GUS, RATED, SELF_NOTED, Desk, outcomes_of, two_roles


@pytest.fixture
def desk(standin: Standin, tmp_path: Path) -> Desk:
    """A cycle with forms for Ann and Cy (by Bo) and for Dee (by Gus); nothing is pushed."""
    return Desk(standin, start(tmp_path))


def writes(desk: Desk) -> int:
    found: int = desk.standin.report()["calls"].get("sheets.spreadsheets.batchUpdate", 0)
    return found


def test_a_changed_metric_reaches_an_untouched_sheet_by_one_write_and_no_mail(desk: Desk) -> None:
    desk.push(ALLOWED)
    ann = desk.form("Ann Lee")
    file, before = desk.record(ann).file_id, writes(desk)
    desk.set_metric("38 of 40")
    done = desk.push()

    assert outcomes_of(done) == [PushOutcome.REFRESHED, PushOutcome.KEPT, PushOutcome.KEPT]
    assert writes(desk) == before + 1
    assert desk.record(ann).file_id == file
    assert "38 of 40" in desk.shown(ann)
    assert len(desk.standin.client_as().get(file)["sheets"]) == 1
    assert desk.access(file) == {HR: "owner", BO: "writer"}
    assert desk.mails() == [(BO, 1), (BO, 1), (GUS, 1)]
    assert desk.pull().unchanged == 3
    desk.type(ann, {RATED: "3"})
    desk.pull()
    assert desk.answers(ann) == {RATED: "3"}
    desk.standin.assert_honest()


def test_an_edited_sheet_keeps_what_it_showed_before_and_after_it_was_pulled(desk: Desk) -> None:
    desk.push(ALLOWED)
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.set_metric("38 of 40")
    assert outcomes_of(desk.push()) == [PushOutcome.TOUCHED, PushOutcome.KEPT, PushOutcome.KEPT]
    desk.pull()
    assert outcomes_of(desk.push()) == [PushOutcome.TOUCHED, PushOutcome.KEPT, PushOutcome.KEPT]
    desk.type(ann, {RATED: ""})
    desk.pull()
    assert outcomes_of(desk.push()) == [PushOutcome.TOUCHED, PushOutcome.KEPT, PushOutcome.KEPT]
    assert "38 of 40" not in desk.shown(ann)


def test_an_edit_after_the_files_were_listed_is_not_built_over(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.push(ALLOWED)
    ann = desk.form("Ann Lee")
    desk.set_metric("38 of 40")
    editor, where, file, listed = (
        desk.editor(ann),
        desk.cells(ann)[RATED],
        desk.record(ann).file_id,
        Gateway.cycle_files,
    )

    def edited_just_after(gateway: Gateway, cycle: str, within: str) -> list[object]:
        found = list(listed(gateway, cycle, within))
        editor.values_update(file, {where: [["4"]]})
        return list(found)

    monkeypatch.setattr(Gateway, "cycle_files", edited_just_after)
    assert outcomes_of(desk.push()) == [PushOutcome.TOUCHED, PushOutcome.KEPT, PushOutcome.KEPT]
    monkeypatch.undo()
    for name, value in desk.standin.env().items():
        monkeypatch.setenv(name, value)
    desk.pull()
    assert desk.answers(ann) == {RATED: "4"}


def test_a_changed_name_reaches_an_untouched_sheet(desk: Desk) -> None:
    desk.push(ALLOWED)
    ann = desk.form("Ann Lee")
    file = desk.record(ann).file_id
    renamed = {
        form: replace(one, reviewee=replace(one.reviewee, name="Ann Lee-Fox")) if form == ann else one
        for form, one in desk.roster().items()
    }
    desk.set_roster(renamed.items())

    assert outcomes_of(desk.push()) == [PushOutcome.REFRESHED, PushOutcome.KEPT, PushOutcome.KEPT]
    assert "Ann Lee-Fox" in str(desk.standin.client_as().get(file))


def test_a_self_assessment_that_comes_back_reaches_the_manager_s_untouched_sheet(
    standin: Standin, tmp_path: Path
) -> None:
    desk = Desk(standin, two_roles(tmp_path))
    both = replace(ALLOWED, wanted=FormFilter(roles=["self", "manager"]))
    assert set(outcomes_of(desk.push(both))) == {PushOutcome.SHARED}
    own, manager = desk.form("Ann Lee", "self"), desk.form("Ann Lee", "manager")
    desk.type(own, {SELF_NOTED: "Held on to Acme in spring."})
    desk.pull()
    again = desk.push()

    assert "Held on to Acme in spring." in desk.shown(manager)
    became = {one.key: one.outcome for one in again.sent}
    assert became == {
        own: PushOutcome.KEPT,
        manager: PushOutcome.REFRESHED,
        desk.form("Cy Roe", "self"): PushOutcome.KEPT,
        desk.form("Cy Roe", "manager"): PushOutcome.KEPT,
    }
    desk.standin.assert_honest()


def test_a_manager_s_sheet_waits_until_the_self_assessment_it_shows_is_back(standin: Standin, tmp_path: Path) -> None:
    desk = Desk(standin, two_roles(tmp_path))
    done = desk.push(ALLOWED)
    assert done.waiting == 2
    own, manager = desk.form("Ann Lee", "self"), desk.form("Ann Lee", "manager")
    assert {one.key for one in done.sent if one.outcome is PushOutcome.WAITING} == {
        manager,
        desk.form("Cy Roe", "manager"),
    }
    assert manager not in desk.records()

    desk.type(own, {SELF_NOTED: "Held on to Acme in spring."})
    desk.pull()
    again = desk.push()
    assert {one.key for one in again.sent if one.outcome is PushOutcome.SHARED} == {manager}
    assert again.waiting == 1
    assert "Held on to Acme in spring." in desk.shown(manager)


def test_a_sheet_whose_people_left_the_roster_is_named(desk: Desk) -> None:
    desk.push(ALLOWED)
    dee = desk.form("Dee Fox")
    link = desk.record(dee).link
    desk.set_roster([(form, one) for form, one in desk.roster().items() if form != dee])

    assert desk.push().gone == (f"{GUS}: {link}",)
    assert len(desk.sheets()) == 3


def test_another_reviewer_gets_a_sheet_of_their_own_and_never_the_former_one_s(desk: Desk) -> None:
    desk.push(ALLOWED)
    dee, old = desk.form("Dee Fox"), desk.record(desk.form("Dee Fox"))
    desk.type(dee, {RATED: "1"})
    replaced(desk, "E3,Dee Fox,Bo Kim,bo@example.com")
    done = desk.push()

    assert outcomes_of(done) == [PushOutcome.KEPT, PushOutcome.KEPT, PushOutcome.SHARED]
    assert done.gone == (f"{GUS}: {old.link}",)
    assert desk.access(old.file_id) == {HR: "owner", GUS: "writer"}
    assert desk.access(desk.record(desk.form("Dee Fox")).file_id) == {HR: "owner", BO: "writer"}


def replaced(desk: Desk, line: str) -> None:
    """Take the roster in again with another last line."""
    path = desk.root.parent / "roster.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:-1], line]) + "\n", encoding="utf-8")
    with OpenCycle.open(desk.root) as cycle:
        take_roster(cycle, path)


def test_a_refresh_that_was_kept_nowhere_is_found_done(desk: Desk) -> None:
    """The run was killed between building the sheet anew and keeping that it had."""
    desk.push(ALLOWED)
    ann = desk.form("Ann Lee")
    before = desk.record(ann)
    desk.set_metric("38 of 40")
    desk.push()
    forgotten = replace(before, modified=desk.record(ann).modified)
    with OpenCycle.open(desk.root) as cycle:
        cycle.store.sheets.put(forgotten)
    writes = desk.standin.report()["calls"]["sheets.spreadsheets.batchUpdate"]
    assert outcomes_of(desk.push()) == [PushOutcome.REFRESHED, PushOutcome.KEPT, PushOutcome.KEPT]
    assert desk.standin.report()["calls"]["sheets.spreadsheets.batchUpdate"] == writes
    assert "38 of 40" in desk.shown(ann)


def corrected(desk: Desk, address: str) -> None:
    """The roster with another address of Bo's."""
    rows = [(*row[:3], address if row[3] == BO else row[3]) for row in TEAM]
    with OpenCycle.open(desk.root) as cycle:
        take_roster(cycle, write_roster(desk.root.parent / "new.csv", rows))


def test_a_corrected_address_gets_the_same_sheet_and_the_old_one_loses_it(desk: Desk) -> None:
    desk.push(ALLOWED)
    ann = desk.form("Ann Lee")
    file = desk.record(ann).file_id
    desk.type(ann, {RATED: "4"})
    corrected(desk, "bo.kim@example.com")
    done = desk.push()

    assert desk.form("Ann Lee") == ann
    assert desk.record(ann).file_id == file
    assert desk.access(file) == {HR: "owner", "bo.kim@example.com": "writer"}
    assert outcomes_of(done)[:2] == [PushOutcome.SHARED, PushOutcome.SHARED]
    assert done.sent[0].detail == f"{BO} can no longer open it"
    assert outcomes_of(desk.push())[2] is PushOutcome.KEPT
    assert desk.access(file) == {HR: "owner", "bo.kim@example.com": "writer"}
    desk.pull()
    assert desk.answers(ann) == {RATED: "4"}
    desk.standin.assert_honest()


def test_an_old_address_loses_the_sheet_though_the_new_one_is_still_to_be_confirmed(desk: Desk) -> None:
    desk.push(ALLOWED)
    ann = desk.form("Ann Lee")
    file = desk.record(ann).file_id
    corrected(desk, "bo@elsewhere.example")
    assert outcomes_of(desk.push())[0] is PushOutcome.REFUSED
    assert desk.access(file) == {HR: "owner"}
    desk.push(PushOptions(allow=["elsewhere.example"]))
    assert desk.access(file) == {HR: "owner", "bo@elsewhere.example": "writer"}
