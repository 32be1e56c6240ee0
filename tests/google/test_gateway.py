from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from google_standin.people import HR
from google_standin.running import Standin
from sheetreview.errors import RemoteError, SharingStopped, SignInError
from sheetreview.google import drive as drive_module
from sheetreview.google.calls import Call
from sheetreview.google.gateway import Gateway, open_gateway
from sheetreview.google.refusals import MAX_TRIES
from sheetreview.google.render import MARK_KEY
from sheetreview.google.signin import OWN_FILES, find_sign_in
from sheetreview.online import Build, Mark

CREATE, SHARE, BUILD, READ = (
    "drive.files.create",
    "drive.permissions.create",
    "sheets.spreadsheets.batchUpdate",
    "sheets.spreadsheets.get",
)
JO = "jo@example.com"
NOT_DONE = ["429", "429-retry-after", "401", "500", "502-html", "503", "rateLimitExceeded", "reset-before"]
DONE = ["503-after", "cut-off", "timeout", "reset-after"]


def _build(mark: str, sheet_id: int = 77) -> Build:
    kept = {
        "metadataId": sheet_id,
        "metadataKey": MARK_KEY,
        "metadataValue": mark,
        "location": {"spreadsheet": True},
        "visibility": "PROJECT",
    }
    sheet = {"properties": {"sheetId": sheet_id, "title": "Form"}}
    requests = [{"addSheet": sheet}, {"createDeveloperMetadata": {"developerMetadata": kept}}]
    return Build(mark=mark, requests=requests)


def _folder(gateway: Gateway) -> str:
    folder = gateway.new_folder_id()
    gateway.make_folder(folder, "Cycle", "", "c1")
    return folder


def _sheets(standin: Standin) -> list[dict[str, Any]]:
    return [file for file in standin.report()["files"] if file["mimeType"].endswith("spreadsheet")]


def _editors(standin: Standin) -> list[str]:
    found = [p["emailAddress"] for file in _sheets(standin) for p in file["permissions"] if p["role"] == "writer"]
    return sorted(found)


def _strike(standin: Standin, kind: str, call: str, *, times: int = 1) -> None:
    standin.faults({"kinds": [kind], "at": 1, "times": times, "calls": [call]})


@pytest.mark.parametrize("kind", [*NOT_DONE, *DONE])
def test_a_spreadsheet_is_made_once_whatever_happens_to_the_answer(
    standin: Standin, gateway: Gateway, kind: str
) -> None:
    folder = _folder(gateway)
    _strike(standin, kind, CREATE)
    made = gateway.create_spreadsheet("Form", folder, "c1", "r1")
    assert [file["id"] for file in _sheets(standin)] == [made.id]
    assert (made.name, made.review, made.kind, made.trashed) == ("Form", "r1", "sheet", False)
    assert made.link.startswith("https://docs.google.com/spreadsheets/")
    standin.assert_honest()


def test_a_spreadsheet_made_by_the_last_try_is_found(standin: Standin, gateway: Gateway) -> None:
    folder = _folder(gateway)
    standin.faults(
        {"kinds": ["500"], "at": 1, "times": MAX_TRIES - 1, "calls": [CREATE]},
        {"kinds": ["reset-after"], "at": MAX_TRIES, "calls": [CREATE]},
    )
    made = gateway.create_spreadsheet("Form", folder, "c1", "r1")
    assert [file["id"] for file in _sheets(standin)] == [made.id]


def test_a_spreadsheet_in_the_bin_is_not_taken_for_the_one_just_made(standin: Standin, gateway: Gateway) -> None:
    folder = _folder(gateway)
    old = gateway.create_spreadsheet("Form", folder, "c1", "r1")
    standin.client_as(HR).trash(old.id)
    _strike(standin, "500", CREATE)
    assert gateway.create_spreadsheet("Form", folder, "c1", "r1").id != old.id


@pytest.mark.parametrize("kind", [*NOT_DONE, *DONE])
def test_a_sheet_is_shared_once_and_one_mail_goes_out(standin: Standin, gateway: Gateway, kind: str) -> None:
    made = gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
    _strike(standin, kind, SHARE)
    permission = gateway.share(made.id, JO, mail=True, message="Please fill in", check_first=False).permission
    assert permission in {found.id for found in gateway.permissions(made.id)}
    assert _editors(standin) == [JO]
    assert [mail["times"] for mail in standin.report()["mails"]] == [1]
    standin.assert_honest()


def test_a_sheet_shared_by_an_earlier_run_is_not_shared_again(standin: Standin, gateway: Gateway) -> None:
    made = gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
    first = gateway.share(made.id, JO, mail=True, message="", check_first=False)
    again = gateway.share(made.id, "Jo@Example.com", mail=True, message="", check_first=True)
    assert (again.permission, again.mail_unsure) == (first.permission, True)
    assert [mail["times"] for mail in standin.report()["mails"]] == [1]


def test_a_reader_becomes_an_editor_without_a_second_mail(standin: Standin, gateway: Gateway) -> None:
    made = gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
    permission = gateway.share(made.id, JO, mail=True, message="", check_first=False).permission
    gateway.make_reader(made.id, permission)
    assert _editors(standin) == []
    gateway.share(made.id, JO, mail=True, message="", check_first=True)
    assert _editors(standin) == [JO]
    assert [mail["times"] for mail in standin.report()["mails"]] == [1]


def test_without_mail_nobody_is_written_to(standin: Standin, gateway: Gateway) -> None:
    made = gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
    gateway.share(made.id, JO, mail=False, message="not sent", check_first=False)
    assert standin.report()["mails"] == []
    standin.assert_honest()


def test_a_mail_that_fails_leaves_the_sheet_shared(standin: Standin, gateway: Gateway) -> None:
    made = gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
    _strike(standin, "mail-failed", SHARE)
    grant = gateway.share(made.id, JO, mail=True, message="", check_first=False)
    assert _editors(standin) == [JO]
    assert grant.mail_unsure


def test_an_address_google_does_not_take_is_that_reviews_trouble_alone(standin: Standin, gateway: Gateway) -> None:
    made = gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
    standin.settings(without_account=[JO])
    with pytest.raises(RemoteError, match="no Google account") as caught:
        gateway.share(made.id, JO, mail=False, message="", check_first=False)
    assert not caught.value.stops
    assert JO not in str(caught.value)
    assert standin.report()["calls"][SHARE] == 1


def test_the_end_of_sharing_is_told_apart(standin: Standin, gateway: Gateway) -> None:
    made = gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
    _strike(standin, "sharingRateLimitExceeded", SHARE)
    with pytest.raises(SharingStopped, match="nothing more for now"):
        gateway.share(made.id, JO, mail=True, message="", check_first=False)
    assert standin.report()["calls"][SHARE] == 1


@pytest.mark.parametrize("kind", [*NOT_DONE, *DONE])
def test_a_sheet_is_built_once_whatever_happens_to_the_answer(standin: Standin, gateway: Gateway, kind: str) -> None:
    made = gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
    assert gateway.mark(made.id) == Mark(value="", sheets={0: "Tabellenblatt1"})
    _strike(standin, kind, BUILD)
    gateway.build(made.id, _build("m1"))
    assert [*gateway.mark(made.id).sheets] == [0, 77]
    standin.assert_honest()


def test_a_sheet_built_by_an_earlier_run_is_left_as_it_is(gateway: Gateway) -> None:
    made = gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
    gateway.build(made.id, _build("m1"))
    gateway.build(made.id, _build("m1"))
    assert [*gateway.mark(made.id).sheets] == [0, 77]


def test_requests_google_refuses_are_not_sent_again(standin: Standin, gateway: Gateway) -> None:
    made = gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
    with pytest.raises(RemoteError, match="refused to build the sheet; see whether") as caught:
        gateway.build(made.id, Build(mark="m1", requests=[{"deleteSheet": {"sheetId": 5}}]))
    assert not caught.value.stops
    assert standin.report()["calls"][BUILD] == 1


def test_no_call_is_tried_more_than_eight_times(standin: Standin, gateway: Gateway) -> None:
    folder = _folder(gateway)
    made = gateway.create_spreadsheet("Form", folder, "c1", "r1")
    before = standin.report()["calls"]
    standin.faults({"kinds": ["500", "503"], "rate": 1.0, "calls": [CREATE, SHARE, BUILD, READ]})
    asked: list[Callable[[], object]] = [
        lambda: gateway.create_spreadsheet("Form", folder, "c1", "r2"),
        lambda: gateway.share(made.id, JO, mail=True, message="", check_first=False),
        lambda: gateway.spreadsheet(made.id),
    ]
    for ask in asked:
        with pytest.raises(RemoteError, match="fault of its own") as caught:
            ask()
        assert not caught.value.stops
    after = standin.report()
    assert [after["calls"][call] - before.get(call, 0) for call in (CREATE, SHARE, READ)] == [MAX_TRIES] * 3
    assert after["most_tries"]["times"] == MAX_TRIES


def test_a_quota_that_stays_used_up_stops_the_run_after_two_minutes(standin: Standin, gateway: Gateway) -> None:
    made = gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
    start = standin.now()
    _strike(standin, "429", READ, times=50)
    with pytest.raises(RemoteError, match="so many calls a minute") as caught:
        gateway.spreadsheet(made.id)
    assert caught.value.stops
    assert 127 <= standin.now() - start <= 135
    assert gateway.calls["sheets reads"] == MAX_TRIES


def test_the_wait_google_asks_for_is_kept(standin: Standin, gateway: Gateway) -> None:
    made = gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
    start = standin.now()
    _strike(standin, "429-retry-after", READ)
    gateway.spreadsheet(made.id)
    assert 7 <= standin.now() - start <= 9


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("storageQuotaExceeded", RemoteError, "is full"),
        ("accessNotConfigured", RemoteError, "Google Drive API is not switched on"),
        ("dailyLimitExceeded", RemoteError, "for today"),
        ("insufficientPermissions", SignInError, "tick every box"),
    ],
)
def test_what_nothing_can_mend_now_stops_the_run_at_once(
    standin: Standin, gateway: Gateway, kind: str, error: type[RemoteError], words: str
) -> None:
    folder = _folder(gateway)
    made = standin.report()["calls"][CREATE]
    _strike(standin, kind, CREATE)
    with pytest.raises(error, match=words) as caught:
        gateway.create_spreadsheet("Form", folder, "c1", "r1")
    assert caught.value.stops
    assert standin.report()["calls"][CREATE] == made + 1


def test_a_missing_folder_is_said_to_be_the_folder(gateway: Gateway) -> None:
    with pytest.raises(RemoteError, match="the folder for the sheets is not there") as caught:
        gateway.create_spreadsheet("Form", "1nowhere", "c1", "r1")
    assert caught.value.stops


def test_a_folder_is_made_once(standin: Standin, gateway: Gateway) -> None:
    folder = gateway.new_folder_id()
    _strike(standin, "reset-after", CREATE)
    gateway.make_folder(folder, "Cycle", "", "c1")
    gateway.make_folder(folder, "Cycle", "", "c1")
    found = gateway.cycle_files("c1")
    assert [(file.id, file.kind, file.name) for file in found] == [(folder, "folder", "Cycle")]


def test_a_file_that_is_gone_is_none_and_one_in_the_bin_says_so(standin: Standin, gateway: Gateway) -> None:
    made = gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
    standin.client_as(HR).trash(made.id)
    found = gateway.file(made.id)
    assert found is not None
    assert found.trashed
    standin.client_as(HR).delete(made.id)
    assert gateway.file(made.id) is None
    with pytest.raises(RemoteError, match="finds no such file") as caught:
        gateway.spreadsheet(made.id)
    assert not caught.value.stops


def test_an_uploaded_workbook_is_named_as_one(standin: Standin, gateway: Gateway) -> None:
    made = gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
    standin.plant(id=made.id)
    found = gateway.file(made.id)
    assert found is not None
    assert found.kind == "other"
    with pytest.raises(RemoteError, match="uploaded Excel file") as caught:
        gateway.spreadsheet(made.id)
    assert not caught.value.stops


def test_every_page_of_a_cycle_is_listed_the_oldest_first(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _folder(gateway)
    made = [gateway.create_spreadsheet(f"Form {n}", folder, "it's 50\\50", f"r{n}").id for n in range(5)]
    gateway.create_spreadsheet("Form", folder, "its 5050", "r1")
    monkeypatch.setattr(drive_module, "_PAGE", "2")
    before = gateway.calls["drive"]
    assert [file.id for file in gateway.cycle_files("it's 50\\50")] == made
    assert gateway.calls["drive"] - before == 3


def test_a_search_that_was_cut_short_is_not_taken_for_all_there_is(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Call, "ask", lambda *_: {"incompleteSearch": True, "files": []})
    with pytest.raises(RemoteError, match="did not search all"):
        gateway.cycle_files("c1")


def test_a_token_google_no_longer_takes_is_fetched_anew(standin: Standin, gateway: Gateway) -> None:
    gateway.account()
    _strike(standin, "401", "drive.about.get")
    assert gateway.account().email == HR
    assert standin.report()["calls"]["token"] == 2


def test_a_sign_in_that_was_withdrawn_says_how_to_sign_in_again(standin: Standin, gateway: Gateway) -> None:
    standin.account(HR, revoke=True)
    with pytest.raises(SignInError, match=r"google login' again.*seven days") as caught:
        gateway.account()
    assert caught.value.stops
    assert standin.report()["calls"] == {"token": 1}


@pytest.mark.parametrize("kind", ["500", "502-html", "503", "cut-off", "reset-before"])
def test_trouble_with_the_token_service_is_waited_out_like_any_other(
    standin: Standin, gateway: Gateway, kind: str
) -> None:
    _strike(standin, kind, "token", times=3)
    before = standin.now()
    started = time.monotonic()
    assert gateway.account().email == HR
    report = standin.report()
    assert sum(report["faults"].values()) == 3
    assert report["calls"]["drive.about.get"] == 1
    assert report["now"] - before >= 7
    assert time.monotonic() - started < 5


def test_a_service_account_without_a_shared_drive_is_told_that_it_has_no_storage(standin: Standin) -> None:
    standin.sign_in_as("service account")
    with open_gateway(find_sign_in()) as gateway:
        with pytest.raises(RemoteError, match="no storage of its own") as caught:
            gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
        assert caught.value.stops


def test_a_service_account_works_in_a_shared_drive(standin: Standin) -> None:
    standin.sign_in_as("service account")
    sign_in = find_sign_in(whole_drive=True)
    with open_gateway(sign_in) as gateway:
        drive = standin.shared_drive("HR", {gateway.account().email: "fileOrganizer"})
        folder = gateway.new_folder_id()
        gateway.make_folder(folder, "Cycle", drive, "c1")
        _strike(standin, "reset-after", CREATE)
        made = gateway.create_spreadsheet("Form", folder, "c1", "r1")
        gateway.build(made.id, _build("m1"))
        gateway.share(made.id, JO, mail=True, message="", check_first=True)
        assert {file.id for file in gateway.cycle_files("c1")} == {folder, made.id}
        found = gateway.file(folder)
        assert found is not None
        assert (found.drive, found.may_add) == (drive, True)
    assert _editors(standin) == [JO]
    standin.assert_honest()


def test_a_service_account_acts_for_a_person(standin: Standin) -> None:
    standin.sign_in_as("service account", acts_as=[OWN_FILES])
    with open_gateway(find_sign_in(HR)) as gateway:
        made = gateway.create_spreadsheet("Form", _folder(gateway), "c1", "r1")
        assert gateway.account().email == HR
    assert [(file["id"], file["owner"]) for file in _sheets(standin)] == [(made.id, HR)]
    standin.assert_honest()


def test_acting_for_a_person_without_leave_says_who_gives_it(standin: Standin) -> None:
    standin.sign_in_as("service account", acts_as=[OWN_FILES])
    with (
        open_gateway(find_sign_in(HR, whole_drive=True)) as gateway,
        pytest.raises(SignInError, match="Manage Domain Wide Delegation"),
    ):
        gateway.account()


def test_six_threads_share_one_token_and_stay_below_the_quota(standin: Standin, gateway: Gateway) -> None:
    folder = _folder(gateway)
    troubles: list[Exception] = []

    def work(thread: int) -> None:
        try:
            for n in range(20):
                made = gateway.create_spreadsheet("Form", folder, "c1", f"r{thread}-{n}")
                gateway.build(made.id, _build("m1"))
        except RemoteError as error:
            troubles.append(error)

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = standin.report()
    assert troubles == []
    assert report["refused"] == {}
    assert report["calls"]["token"] == 1
    assert gateway.calls["sheets writes"] == report["calls"][BUILD] == 120
    standin.assert_honest()


@pytest.mark.parametrize("seed", range(4))
def test_with_faults_in_a_third_of_the_calls_there_is_still_one_of_everything(
    standin: Standin, gateway: Gateway, seed: int
) -> None:
    folder = _folder(gateway)
    standin.faults({"kinds": [*NOT_DONE, *DONE], "rate": 0.3, "seed": seed})
    reviews = [f"r{n}" for n in range(6)]
    for review in reviews:
        made = gateway.create_spreadsheet("Form", folder, "c1", review)
        gateway.build(made.id, _build("m1"))
        gateway.share(made.id, JO, mail=True, message="", check_first=False)
        gateway.spreadsheet(made.id)
    standin.faults()
    assert sorted(file["appProperties"]["sr_review"] for file in _sheets(standin)) == reviews
    assert _editors(standin) == [JO] * 6
    assert standin.report()["most_tries"]["times"] <= MAX_TRIES
    standin.assert_honest()


def test_no_log_tells_who_or_what(standin: Standin, gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = gateway.create_spreadsheet("Form of Jo", _folder(gateway), "c1", "r1")
    _strike(standin, "reset-after", SHARE)
    gateway.share(made.id, JO, mail=True, message="", check_first=False)
    assert caplog.records == []
