from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
import requests

from google_standin.faults import NAMES
from google_standin.people import HR, CallError, Editor
from google_standin.running import Standin
from tests.standin.app import app, host, make, reason

CREATE = "drive.files.create"


def answer(who: Editor, file_id: str) -> requests.Response:
    return requests.get(f"{who.url}/v4/spreadsheets/{file_id}", headers=bearer(who), timeout=20)


def bearer(who: Editor) -> dict[str, str]:
    return {"Authorization": f"Bearer {who._token}"}


@contextmanager
def striking(standin: Standin, kind: str, at: int = 1, **script: object) -> Iterator[None]:
    standin.faults({"kinds": [kind], "at": at, **script})
    yield
    standin.faults()
    assert standin.report()["faults"] == {kind: 1}


def test_a_429_may_say_how_long_to_wait(standin: Standin) -> None:
    who = app(standin)
    file_id = make(who)
    with striking(standin, "429-retry-after"):
        found = answer(who, file_id)
    assert (found.status_code, found.headers["Retry-After"]) == (429, "7")
    assert found.json()["error"]["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"
    standin.faults({"kinds": ["429"], "at": 1})
    assert "Retry-After" not in answer(who, file_id).headers


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("rateLimitExceeded", "403 rateLimitExceeded"),
        ("userRateLimitExceeded", "403 userRateLimitExceeded"),
        ("dailyLimitExceeded", "403 dailyLimitExceeded"),
        ("storageQuotaExceeded", "403 storageQuotaExceeded"),
        ("accessNotConfigured", "403 accessNotConfigured"),
        ("insufficientPermissions", "403 insufficientPermissions"),
        ("500", "500 backendError"),
        ("503", "503 backendError"),
    ],
)
def test_an_error_comes_with_its_reason_and_changes_nothing(standin: Standin, kind: str, expected: str) -> None:
    who = app(standin)
    with striking(standin, kind), pytest.raises(CallError) as error:
        make(who)
    assert reason(error.value) == expected
    assert who.files() == []


def test_a_502_is_a_page_of_html(standin: Standin) -> None:
    who = app(standin)
    with striking(standin, "502-html"):
        found = answer(who, "1x")
    assert found.status_code == 502
    assert found.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("kind", ["reset-after", "timeout", "cut-off"])
def test_an_answer_is_lost_but_the_file_is_there(standin: Standin, kind: str) -> None:
    who = app(standin)
    with striking(standin, kind), pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        requests.post(f"{who.url}/drive/v3/files", headers=bearer(who), json={"name": "Lost"}, timeout=20)
    assert [one["name"] for one in who.files()] == ["Lost"]


def test_a_connection_is_reset_before_anything_happened(standin: Standin) -> None:
    who = app(standin)
    with striking(standin, "reset-before"), pytest.raises(requests.ConnectionError) as error:
        requests.post(f"{who.url}/drive/v3/files", headers=bearer(who), json={"name": "Lost"}, timeout=20)
    assert "ConnectionResetError" in repr(error.value)
    assert who.files() == []


def test_a_503_may_come_after_the_file_was_made(standin: Standin) -> None:
    who = app(standin)
    with striking(standin, "503-after"), pytest.raises(CallError) as error:
        make(who, "Lost")
    assert error.value.status == 503
    assert [one["name"] for one in who.files()] == ["Lost"]


def test_a_401_means_a_token_that_stays_useless(standin: Standin) -> None:
    who = app(standin)
    with striking(standin, "401"), pytest.raises(CallError):
        who.files()
    with pytest.raises(CallError) as error:
        who.files()
    assert reason(error.value) == "401 authError"


def test_a_mail_fails_but_the_file_is_shared(standin: Standin) -> None:
    who = app(standin)
    file_id = make(who)
    body = {"type": "user", "role": "writer", "emailAddress": "boss@example.com"}
    with striking(standin, "mail-failed"), pytest.raises(CallError, match=r"could not be sent to boss@example\.com"):
        who.call("POST", f"/drive/v3/files/{file_id}/permissions", body=body)
    assert len(who.permissions(file_id)) == 2


@pytest.mark.parametrize("kind", ["hang-before", "hang-after"])
def test_a_call_hangs_until_its_client_is_gone(standin: Standin, kind: str) -> None:
    who = app(standin)
    body = json.dumps({"name": "Lost"})
    head = f"POST /drive/v3/files HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in bearer(who).items())
    name, _, port = host(standin).partition(":")
    with striking(standin, kind, calls=[CREATE]), closing(socket.create_connection((name, int(port)))) as client:
        client.sendall(f"{head}\r\n{body}".encode())
        assert standin.wait_for_hang() == CREATE
    assert [one["name"] for one in who.files()] == (["Lost"] if kind == "hang-after" else [])
    assert standin.wait_for_hang(0.01) == ""


def test_a_fault_strikes_at_its_place_as_often_as_it_says(standin: Standin) -> None:
    who = app(standin)
    standin.faults({"kinds": ["503"], "at": 2, "times": 2, "calls": ["drive.files.list"]})
    make(who)
    seen = []
    for _ in range(5):
        try:
            who.files()
        except CallError as error:
            seen.append(error.status)
        else:
            seen.append(200)
    assert seen == [200, 503, 503, 200, 200]


def test_a_rate_gives_the_same_faults_for_the_same_seed(standin: Standin) -> None:
    who = app(standin)

    def seen(seed: int) -> list[int]:
        standin.faults({"kinds": ["500", "429", "502-html"], "rate": 0.3, "seed": seed})
        url = f"{who.url}/drive/v3/files"
        return [requests.get(url, headers=bearer(who), timeout=20).status_code for _ in range(40)]

    first = seen(1)
    assert set(first) == {200, 500, 429, 502}
    assert seen(1) == first
    assert seen(2) != first


def test_a_fault_that_cannot_happen_in_a_call_stays_away(standin: Standin) -> None:
    standin.faults({"kinds": ["storageQuotaExceeded", "sharingRateLimitExceeded", "mail-failed"], "rate": 1.0})
    assert app(standin).files() == []


def test_the_token_endpoint_fails_only_when_it_is_named(standin: Standin) -> None:
    standin.faults({"kinds": ["500"], "rate": 1.0})
    who = app(standin)
    with pytest.raises(CallError):
        who.files()
    standin.faults({"kinds": ["500"], "rate": 1.0, "calls": ["token"]})
    with pytest.raises(CallError, match="internal_failure"):
        app(standin)


def test_a_script_that_names_no_fault_is_refused(standin: Standin) -> None:
    with pytest.raises(CallError, match="no such fault: often, sometimes"):
        standin.faults({"kinds": ["sometimes"], "often": True})


@pytest.mark.parametrize("kind", sorted(NAMES - {"hang-before", "hang-after"}))
def test_the_stand_in_stays_honest_in_every_fault(standin: Standin, kind: str) -> None:
    who = app(standin)
    file_id = make(who)
    standin.client_as(HR).share(file_id, "boss@example.com")
    standin.faults({"kinds": [kind], "rate": 1.0})
    calls = [
        ("GET", f"/v4/spreadsheets/{file_id}", None),
        ("GET", "/drive/v3/files", None),
        ("POST", "/drive/v3/files", {"name": "Another"}),
        ("PATCH", f"/drive/v3/files/{file_id}", {"name": "Renamed"}),
        (
            "POST",
            f"/drive/v3/files/{file_id}/permissions",
            {"type": "user", "role": "writer", "emailAddress": "x@example.com"},
        ),
    ]
    struck = 0
    for method, path, body in calls:
        try:
            found = requests.request(method, who.url + path, headers=bearer(who), json=body, timeout=20)
            struck += found.status_code >= 400
        except requests.RequestException:
            struck += 1
    standin.faults()
    assert 0 < struck <= len(calls)
    standin.assert_honest()


def test_several_clients_hang_and_the_server_still_stops(standin: Standin) -> None:
    who = app(standin)
    standin.faults({"kinds": ["hang-before"], "rate": 1.0})

    def call() -> None:
        with pytest.raises(OSError):  # noqa: PT011 -- how a connection ends differs between systems
            who.files()

    threads = [threading.Thread(target=call) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert standin.wait_for_hang() == "drive.files.list"
    standin.__exit__(None, None, None)
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
