from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from google_standin.clock import RunningClock, VirtualClock, Windows, stamp
from google_standin.people import HR, CallError, Control
from google_standin.running import ROOT, Standin
from tests.standin.app import app, make, reason


def test_the_sixty_first_read_of_a_minute_is_refused_until_the_first_is_a_minute_old(standin: Standin) -> None:
    who = app(standin)
    file_id = make(who)
    first = standin.now()
    for _ in range(60):
        who.get(file_id)
    with pytest.raises(CallError, match="'Read requests per minute per user'") as error:
        who.get(file_id)
    assert reason(error.value) == "429 RESOURCE_EXHAUSTED"
    who.batch_update(file_id, [{"updateSpreadsheetProperties": {"properties": {"title": "W"}, "fields": "title"}}])
    standin.sleep_until(first + 59.9)
    with pytest.raises(CallError):
        who.get(file_id)
    standin.sleep_until(first + 60.1)
    who.get(file_id)
    assert standin.report()["refused"] == {"sheets.spreadsheets.get 429 RATE_LIMIT_EXCEEDED": 2}


def test_reads_of_one_person_do_not_count_for_another(standin: Standin) -> None:
    file_id, hr, boss = make(app(standin)), standin.client_as(HR), standin.client_as("boss@example.com")
    hr.share(file_id, boss.email)
    for _ in range(60):
        boss.get(file_id)
    hr.get(file_id)
    with pytest.raises(CallError):
        boss.get(file_id)


def test_a_window_takes_nothing_when_one_of_its_limits_is_reached() -> None:
    windows = Windows()
    assert windows.allow(0, {"mine": (5, 10), "all": (5, 5)}) == ""
    assert windows.allow(1, {"mine": (5, 10), "all": (5, 5)}) == "all"
    assert windows.allow(2, {"mine": (5, 10)}) == ""
    assert windows.allow(3, {"mine": (1, 10)}) == "mine"
    assert windows.allow(60, {"mine": (5, 10)}) == ""


def test_virtual_time_jumps_and_never_goes_back() -> None:
    clock = VirtualClock()
    assert clock.sleep_until(90) == 90
    assert clock.sleep_until(10) == 90
    assert clock.tick() > 90
    assert stamp(90.0005) == "2026-11-02T08:01:30.000Z"


def test_running_time_passes_by_itself() -> None:
    clock = RunningClock(speed=1000)
    began = time.monotonic()
    assert clock.sleep_until(20) >= 20
    assert time.monotonic() - began >= 0.0199
    assert clock.tick() < clock.tick()


def test_latency_needs_a_clock_that_runs(tmp_path: Path, standin: Standin) -> None:
    with pytest.raises(CallError, match="--speed"):
        standin.settings(latency={"": 1.0})
    with Standin(tmp_path / "quick", inside=True, speed=1000) as quick:
        quick.settings(latency={"drive.files.list": 20.0})
        who, began = app(quick), quick.now()
        who.files()
        assert quick.now() - began >= 20


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "told"),
    [
        ("POST", "/drive/v3/files", {}, {"title": "x"}, "File.title"),
        ("GET", "/drive/v3/files", {"page": "2"}, None, "page"),
        ("GET", "/drive/v3/files", {"pageSize": "5000"}, None, "pageSize"),
        ("GET", "/drive/v3/files", {"fields": "files(title)"}, None, "title"),
        ("GET", "/drive/v3/files", {}, {"q": "x"}, "a body where none belongs"),
        ("POST", "/v4/spreadsheets/{id}:batchUpdate", {}, {"requests": [{"addShet": {}}]}, "addShet"),
    ],
)
def test_what_google_does_not_know_is_refused_and_told(
    standin: Standin, method: str, path: str, query: dict[str, str], body: object, told: str
) -> None:
    who = app(standin)
    with pytest.raises(CallError) as error:
        who.call(method, path.replace("{id}", make(who)), query=query, body=body)
    assert error.value.status == 400
    with pytest.raises(AssertionError, match=told.replace(".", r"\.")):
        standin.assert_honest()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/drive/v3/files/{id}/copy", {}),
        ("GET", "/drive/v3/files/{id}/export", None),
        ("POST", "/v4/spreadsheets/{id}:batchUpdate", {"requests": [{"addSlicer": {}}]}),
        ("POST", "/upload/drive/v3/files", {}),
        ("GET", "/v1/projects/x", None),
        ("PUT", "/drive/v3/files/{id}", {}),
    ],
)
def test_what_the_stand_in_does_not_do_is_a_501_and_told(
    standin: Standin, method: str, path: str, body: object
) -> None:
    who = app(standin)
    query = {"mimeType": "text/csv"} if path.endswith("export") else None
    with pytest.raises(CallError) as error:
        who.call(method, path.replace("{id}", make(who)), query=query, body=body)
    assert error.value.status == 501
    with pytest.raises(AssertionError, match="not implemented: "):
        standin.assert_honest()


def test_a_bad_request_in_a_batch_changes_nothing(standin: Standin) -> None:
    who = app(standin)
    file_id = make(who)
    first = {"addSheet": {"properties": {"sheetId": 7, "title": "Review"}}}
    with pytest.raises(CallError, match=r"Invalid requests\[1\]\.addSheet") as error:
        who.batch_update(file_id, [first, {"addSheet": {"properties": {"sheetId": 8, "title": "Review"}}}])
    assert reason(error.value) == "400 INVALID_ARGUMENT"
    assert len(who.get(file_id)["sheets"]) == 1
    standin.assert_honest()


def test_a_mask_decides_whether_cells_come(standin: Standin) -> None:
    who = app(standin)
    file_id = make(who)
    who.values_update(file_id, {"Tabellenblatt1!A1": [["4"]]})
    assert "data" not in who.call("GET", f"/v4/spreadsheets/{file_id}")["sheets"][0]
    fields = "sheets(properties(sheetId),data(rowData(values(userEnteredValue))))"
    sheet = who.get(file_id, fields=fields)["sheets"][0]
    assert sheet["properties"] == {"sheetId": 0}
    assert sheet["data"][0]["rowData"] == [{"values": [{"userEnteredValue": {"numberValue": 4}}]}]


def test_a_guest_is_kept_out_of_what_is_protected(standin: Standin) -> None:
    who, boss = app(standin), standin.client_as("boss@example.com")
    file_id = make(who)
    open_cell = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 1}
    protected = {"range": {"sheetId": 0}, "unprotectedRanges": [open_cell]}
    who.batch_update(file_id, [{"addProtectedRange": {"protectedRange": protected}}])
    standin.client_as(HR).share(file_id, boss.email)
    boss.values_update(file_id, {"Tabellenblatt1!A2": [["4"]]})
    with pytest.raises(CallError, match="protected cell"):
        boss.values_update(file_id, {"Tabellenblatt1!A1": [["4"]]})
    who.values_update(file_id, {"Tabellenblatt1!A1": [["mine"]]})
    assert boss.values_get(file_id, "Tabellenblatt1!A1:A2") == [["mine"], ["4"]]


def test_tries_of_a_call_are_counted_until_it_is_answered(standin: Standin) -> None:
    who = app(standin)
    standin.faults({"kinds": ["503"], "at": 1, "times": 3})
    for _ in range(3):
        with pytest.raises(CallError):
            who.files()
    who.files()
    who.files()
    assert standin.report()["most_tries"] == {"times": 4, "call": "drive.files.list"}


def test_tries_of_another_run_are_not_added(standin: Standin) -> None:
    who = app(standin)
    standin.faults({"kinds": ["503"], "rate": 1.0})
    for _ in range(2):
        standin.new_run()
        for _ in range(3):
            with pytest.raises(CallError):
                who.files()
    assert standin.report()["most_tries"]["times"] == 3


def test_the_stand_in_is_a_program_that_others_reach(tmp_path: Path) -> None:
    with Standin(tmp_path) as standin:
        assert standin.env() == {"SHEETREVIEW_GOOGLE_API": standin.url, "HOME": str(tmp_path)}
        make(app(standin), "Elsewhere")
        assert [one["name"] for one in standin.client_as(HR).files()] == ["Elsewhere"]
        url = standin.url
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{url}/standin/now", timeout=20)  # noqa: S310 -- a loopback address


def test_the_program_goes_with_the_program_that_started_it(tmp_path: Path) -> None:
    starter = (
        "import subprocess, sys, time\n"
        "command = [sys.executable, '-m', 'google_standin', '--home', sys.argv[1]]\n"
        "made = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "print(made.stdout.readline().decode(), flush=True)\n"
        "time.sleep(600)\n"
    )
    command = [sys.executable, "-c", starter, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert told["home"] == str(tmp_path)
        assert Control(told["url"]).get("now") == {"now": 0.0}
        os.kill(process.pid, signal.SIGKILL)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            Control(told["url"]).get("now")
        except OSError:
            return
    raise AssertionError("the stand-in outlived its starter")


def test_only_the_sign_in_asked_for_is_left(tmp_path: Path, standin: Standin) -> None:
    folder = tmp_path / ".config/gspread"

    def names() -> list[str]:
        return sorted(path.name for path in folder.iterdir())

    assert names() == ["authorized_user.json", "credentials.json", "service_account.json"]
    standin.sign_in_as("service account")
    assert names() == ["credentials.json", "service_account.json"]
    standin.sign_in_as("user")
    assert names() == ["authorized_user.json", "credentials.json"]
    standin.sign_in_as("nobody")
    assert names() == ["credentials.json"]


def test_a_control_call_that_makes_no_sense_is_refused(standin: Standin) -> None:
    with pytest.raises(CallError, match="no such setting: colour"):
        standin.settings(colour="red")
    with pytest.raises(CallError, match="KeyError"):
        Control(standin.url).post("sleep")
    with pytest.raises(CallError) as error:
        Control(standin.url).get("weather")
    assert error.value.status == 404
