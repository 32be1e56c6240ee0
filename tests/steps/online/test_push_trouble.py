"""Pushing when something was lost, refused or cut off: the next push goes on, and nothing is there twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from google_standin.people import HR
from google_standin.running import Standin
from sheetreview.cycle.sheets import SheetRecords, Step
from sheetreview.errors import RemoteError
from sheetreview.steps.online.push import plan_push
from sheetreview.steps.online.push_plan import PushOptions, PushOutcome
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import start

from .desk import ALLOWED, BO, GUS, RATED, Desk, outcomes_of

FOLDER = "application/vnd.google-apps.folder"
FORGET_ALL = ("DELETE FROM sheet_forms", "DELETE FROM sheets", "DELETE FROM meta WHERE key = 'google-folder'")


@pytest.fixture
def desk(standin: Standin, tmp_path: Path) -> Desk:
    """A cycle with forms for Ann and Cy (by Bo) and for Dee (by Gus); nothing is pushed."""
    return Desk(standin, start(tmp_path))


def forget(desk: Desk, *statements: str) -> None:
    """What a store that is older than the push does not know."""
    with OpenCycle.open(desk.root) as cycle, cycle.store.changing():
        for statement in statements:
            cycle.store.rows(statement)


def test_a_dry_run_says_what_a_push_then_does(desk: Desk) -> None:
    def foreseen() -> list[PushOutcome]:
        with OpenCycle.open(desk.root, reading=True) as cycle:
            return outcomes_of(plan_push(cycle, ALLOWED))

    assert foreseen() == outcomes_of(desk.push(ALLOWED)) == [PushOutcome.SHARED] * 3
    assert foreseen() == outcomes_of(desk.push()) == [PushOutcome.KEPT] * 3
    desk.set_metric("38 of 40")
    assert foreseen() == outcomes_of(desk.push()) == [PushOutcome.REFRESHED, PushOutcome.KEPT, PushOutcome.KEPT]
    desk.type(desk.form("Ann Lee"), {RATED: "4"})
    desk.pull()
    desk.set_metric("39 of 40")
    assert foreseen() == outcomes_of(desk.push()) == [PushOutcome.TOUCHED, PushOutcome.KEPT, PushOutcome.KEPT]


def test_whoever_made_the_sheets_is_not_mailed_about_their_own(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    own = Desk(desk.standin, start(tmp_path / "own", [("E1", "Ann Lee", "HR", HR)]))
    assert outcomes_of(own.push(ALLOWED)) == [PushOutcome.SHARED]
    assert own.mails() == []


def test_what_google_does_not_know_ends_the_push_at_the_first_sheet(desk: Desk) -> None:
    settings = desk.root / "cycle.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('locale: "en_US"', 'locale: "en_DE"'), encoding="utf-8")
    done = desk.push(ALLOWED)
    assert "'locale' and a 'time_zone' that Google knows" in done.stopped
    settings.write_text(text, encoding="utf-8")
    assert outcomes_of(desk.push()) == [PushOutcome.SHARED] * 3
    assert len(desk.sheets()) == 3


def test_the_folder_of_a_store_that_was_lost_is_used_again_with_the_sheets_in_it(desk: Desk) -> None:
    desk.push(ALLOWED)
    before = {sheet["id"] for sheet in desk.sheets()}
    forget(desk, *FORGET_ALL)
    done = desk.push()

    assert outcomes_of(done) == [PushOutcome.SHARED] * 3
    assert {sheet["id"] for sheet in desk.sheets()} == before
    assert len(desk.folders()) == 1
    assert desk.mails() == [(BO, 1), (BO, 1), (GUS, 1)]
    desk.standin.assert_honest()


def test_what_was_typed_before_the_store_was_lost_is_pulled_after_it(desk: Desk) -> None:
    desk.push(ALLOWED)
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    forget(desk, *FORGET_ALL)
    desk.set_metric("after the loss")
    desk.push()

    assert desk.pull().in_order
    assert desk.answers(ann) == {RATED: "4"}
    desk.push()
    assert "after the loss" not in desk.shown(ann)


def test_a_sheet_found_again_untouched_is_brought_up_to_date_once_it_was_read(desk: Desk) -> None:
    desk.push(ALLOWED)
    ann = desk.form("Ann Lee")
    forget(desk, *FORGET_ALL)
    desk.set_metric("after the loss")
    desk.push()
    desk.pull()

    assert outcomes_of(desk.push()) == [PushOutcome.REFRESHED, PushOutcome.KEPT, PushOutcome.KEPT]
    assert "after the loss" in desk.shown(ann)


def test_a_folder_in_the_bin_is_said_and_nothing_is_made_anew(desk: Desk) -> None:
    desk.push(ALLOWED)
    [folder] = desk.folders()
    desk.standin.client_as().trash(folder)
    with pytest.raises(RemoteError, match="is in the bin; restore it"):
        desk.push()
    assert len(desk.folders()) == 1
    assert len(desk.sheets()) == 3


def test_a_folder_deleted_for_good_is_made_anew(desk: Desk) -> None:
    desk.push(ALLOWED)
    [folder] = desk.folders()
    desk.standin.client_as().delete(folder)
    assert set(outcomes_of(desk.push())) == {PushOutcome.LOST}
    done = desk.push(PushOptions(again=True))

    assert outcomes_of(done) == [PushOutcome.SHARED] * 3
    [new] = desk.folders()
    assert {sheet["parent"] for sheet in desk.sheets()} == {new}


def test_a_folder_that_google_lists_late_and_denies_once_is_not_made_twice(desk: Desk) -> None:
    desk.standin.settings(listing_lag=20)
    desk.standin.faults({"kinds": ["dailyLimitExceeded"], "at": 2, "times": 9, "calls": ["drive.files.create"]})
    assert desk.push(ALLOWED).stopped
    desk.standin.faults({"kinds": ["notFound"], "at": 1, "calls": ["drive.files.get"]})
    assert outcomes_of(desk.push()) == [PushOutcome.SHARED] * 3
    assert len(desk.folders()) == 1


def test_a_folder_whose_id_is_spent_gets_another(desk: Desk) -> None:
    desk.push(ALLOWED)
    [folder] = desk.folders()
    desk.standin.client_as().delete(folder)
    # What Google does with the id of a folder that was deleted for good is its own affair: here it stays taken.
    desk.standin.plant(id=folder, name="Taken", owner="somebody@else.example", app=False)
    done = desk.push(PushOptions(again=True))

    assert outcomes_of(done) == [PushOutcome.SHARED] * 3
    [new] = desk.folders()
    assert new != folder
    assert {sheet["parent"] for sheet in desk.sheets()} == {new}


def test_a_sheet_in_the_bin_is_said_and_made_anew_only_when_asked(desk: Desk) -> None:
    desk.push(ALLOWED)
    ann = desk.form("Ann Lee")
    old = desk.record(ann).file_id
    desk.standin.client_as().trash(old)
    done = desk.push()
    assert outcomes_of(done) == [PushOutcome.LOST, PushOutcome.KEPT, PushOutcome.KEPT]
    assert "push --again" in done.sent[0].detail
    assert len(desk.sheets()) == 3

    assert outcomes_of(desk.push(PushOptions(again=True))) == [PushOutcome.SHARED, PushOutcome.KEPT, PushOutcome.KEPT]
    new = desk.record(ann).file_id
    assert new != old
    assert desk.access(new) == {HR: "owner", BO: "writer"}
    desk.type(ann, {RATED: "4"})
    desk.pull()
    assert desk.answers(ann) == {RATED: "4"}
    desk.standin.assert_honest()


def test_one_sheet_that_fails_stops_no_other_and_is_shared_by_the_next_push(desk: Desk) -> None:
    desk.standin.settings(without_account=[GUS])
    done = desk.push(replace(ALLOWED, mail=False))
    assert outcomes_of(done) == [PushOutcome.SHARED, PushOutcome.SHARED, PushOutcome.FAILED]
    assert "no Google account" in done.sent[2].detail
    desk.standin.settings(without_account=[])

    assert outcomes_of(desk.push()) == [PushOutcome.KEPT, PushOutcome.KEPT, PushOutcome.SHARED]
    assert len(desk.sheets()) == 3
    assert desk.mails() == [(GUS, 1)]


def test_when_google_shares_nothing_more_the_rest_is_made_and_shared_by_the_next_push(desk: Desk) -> None:
    limit = "sharingRateLimitExceeded"
    desk.standin.faults({"kinds": [limit], "at": 2, "times": 9, "calls": ["drive.permissions.create"]})
    done = desk.push(ALLOWED)

    assert sorted(outcomes_of(done)) == sorted([PushOutcome.SHARED, PushOutcome.MADE, PushOutcome.MADE])
    assert "share nothing more for now" in done.stopped
    assert (done.unreached, len(desk.sheets())) == (0, 3)
    desk.standin.faults()
    assert sorted(outcomes_of(desk.push())) == sorted([PushOutcome.KEPT, PushOutcome.SHARED, PushOutcome.SHARED])
    assert desk.mails() == [(BO, 1), (BO, 1), (GUS, 1)]


@pytest.mark.parametrize(
    ("kind", "said"),
    [("storageQuotaExceeded", "Google Drive of this account is full"), ("accessNotConfigured", "not switched on")],
)
def test_what_stops_everything_stops_the_run_and_the_next_one_goes_on(desk: Desk, kind: str, said: str) -> None:
    desk.standin.faults({"kinds": [kind], "at": 2, "times": 99, "calls": ["drive.files.create"]})
    done = desk.push(ALLOWED)

    assert said in done.stopped
    assert done.unreached == 3
    assert done.sent == ()
    desk.standin.faults()
    again = desk.push()
    assert (outcomes_of(again), again.stopped) == ([PushOutcome.SHARED] * 3, "")
    assert len(desk.folders()) == 1
    desk.standin.assert_honest()


def test_a_run_that_was_killed_after_it_built_goes_on_even_when_a_figure_changed_meanwhile(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = SheetRecords.put

    def killed(records: SheetRecords, sheet: object) -> None:
        if getattr(sheet, "step", None) is Step.BUILT:
            raise KeyboardInterrupt
        keep(records, sheet)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(SheetRecords, "put", killed)
        with pytest.raises(KeyboardInterrupt):
            desk.push(ALLOWED)
    desk.set_metric("38 of 40")

    assert outcomes_of(desk.push()) == [PushOutcome.SHARED] * 3
    ann = desk.form("Ann Lee")
    assert "38 of 40" in desk.shown(ann)
    assert len(desk.standin.client_as().get(desk.record(ann).file_id)["sheets"]) == 1
    desk.standin.assert_honest()


def test_a_refresh_that_was_killed_after_it_built_is_no_edit_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.push(ALLOWED)
    desk.set_metric("38 of 40")
    with monkeypatch.context() as patched:
        patched.setattr(SheetRecords, "put", _killed)
        with pytest.raises(KeyboardInterrupt):
            desk.push()
    desk.set_metric("39 of 40")
    desk.pull()

    assert outcomes_of(desk.push()) == [PushOutcome.REFRESHED, PushOutcome.KEPT, PushOutcome.KEPT]
    ann = desk.form("Ann Lee")
    assert "39 of 40" in desk.shown(ann)
    assert len(desk.standin.client_as().get(desk.record(ann).file_id)["sheets"]) == 1


def _killed(*_: object) -> None:
    raise KeyboardInterrupt
