from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from google.oauth2.credentials import Credentials

from sheetreview import errors
from sheetreview.errors import Refusal, RemoteError
from sheetreview.google import transport
from sheetreview.google.calls import ApiSession, Call
from sheetreview.google.refusals import refusal_in
from sheetreview.google.signin import SignIn
from sheetreview.google.transport import TIMEOUT, TOKEN_URL, json_of, new_session, send

URL = "https://sheets.googleapis.com/v4/spreadsheets/x"
HALF = b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"half":'
DONE = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>"


@pytest.fixture
def answering() -> Iterator[Callable[[bytes], str]]:
    """Starts a server that answers its one caller with these bytes, hangs up and is gone; gives its address."""
    opened: list[threading.Thread] = []

    def start(answer: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                listener.close()
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        opened.append(thread)
        return f"http://127.0.0.1:{port}"

    yield start
    for thread in opened:
        thread.join()


def test_google_gets_a_little_longer_than_its_own_limit() -> None:
    assert TIMEOUT == (5, 185)


def _ended(base: str) -> Refusal | None:
    with new_session(base) as session:
        answer = send(session, "POST", URL, headers={}, json={})
    return answer if isinstance(answer, Refusal) else refusal_in(answer.status_code, json_of(answer))


def _nobody() -> str:
    """An address at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_nobody_there_means_that_nothing_was_done() -> None:
    assert _ended(_nobody()) == errors.UNREACHABLE


@pytest.mark.parametrize(
    ("answer", "refusal"), [(b"", errors.CONNECTION_LOST), (HALF, errors.CONNECTION_LOST), (PAGE, errors.NOT_GOOGLE)]
)
def test_an_answer_that_is_none_leaves_it_open_what_was_done(
    answering: Callable[[bytes], str], answer: bytes, refusal: Refusal
) -> None:
    assert _ended(answering(answer)) == refusal


def test_a_server_that_stays_silent_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "TIMEOUT", (5.0, 0.05))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert _ended(f"http://127.0.0.1:{listener.getsockname()[1]}") == errors.TIMED_OUT


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "http://", "nonsense://127.0.0.1:9"])
def test_a_proxy_that_does_not_work_is_no_traceback(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    assert _ended("") == errors.UNREACHABLE


def test_a_missing_certificate_file_is_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    assert _ended("") == errors.CERTIFICATE


class _Waits:
    """A clock that notes how long it was to sleep."""

    def __init__(self) -> None:
        self.slept = 0.0

    def now(self) -> float:
        return self.slept

    def sleep_until(self, moment: float) -> None:
        self.slept = max(self.slept, moment)


def _session(base: str, clock: _Waits, *, signed_in: bool = True) -> ApiSession:
    """A session with a token, or with what is needed to fetch one."""
    client = {"refresh_token": "r", "token_uri": TOKEN_URL, "client_id": "c", "client_secret": "s"}
    held = Credentials(token="t" if signed_in else None, **client)  # type: ignore[no-untyped-call]
    return ApiSession(SignIn(kind="user", path=Path("a"), scopes=(), credentials=held), base, clock)


@pytest.mark.parametrize("signed_in", [True, False])
def test_without_a_network_a_command_says_so_within_seconds(*, signed_in: bool) -> None:
    clock = _Waits()
    session = _session(_nobody(), clock, signed_in=signed_in)
    with pytest.raises(RemoteError, match="cannot be reached; check the network") as caught:
        Call(session).request("GET", URL)
    session.close()
    assert caught.value.stops
    # One second, then two, and up to one more each time.
    assert 3 <= clock.slept <= 5


def test_a_network_that_was_there_is_waited_for(answering: Callable[[bytes], str]) -> None:
    clock = _Waits()
    session = _session(answering(DONE), clock)
    Call(session).request("GET", URL)
    assert clock.slept == 0
    with pytest.raises(RemoteError, match="cannot be reached"):
        Call(session).request("GET", URL)
    session.close()
    # 1 + 2 + 4 + 8 + 16 + 32 + 64 seconds, and up to one more each time but for the last.
    assert 127 <= clock.slept <= 133


def test_a_token_service_that_has_trouble_is_a_network_that_is_there(answering: Callable[[bytes], str]) -> None:
    clock = _Waits()
    session = _session(answering(PAGE), clock, signed_in=False)
    with pytest.raises(RemoteError):
        Call(session).request("GET", URL)
    session.close()
    assert clock.slept >= 127
