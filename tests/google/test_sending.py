from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sheetreview.google import retry, sending
from sheetreview.google.sending import parsed, sent
from sheetreview.google.transport import TIMEOUT, new_session

URL = "https://sheets.googleapis.com/v4/spreadsheets/x"
HALF = b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"half":'
PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>"


@pytest.fixture
def answering() -> Iterator[Callable[[bytes], str]]:
    """Starts a server that answers its one caller with these bytes and hangs up; gives its address."""
    opened: list[tuple[socket.socket, threading.Thread]] = []

    def start(answer: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        opened.append((listener, thread))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener, thread in opened:
        thread.join()
        listener.close()


def test_google_gets_a_little_longer_than_its_own_limit() -> None:
    assert TIMEOUT == (5, 185)


def _ended(base: str) -> str:
    with new_session(base) as session:
        answer = sent(session, "POST", URL, headers={}, json={})
    return answer if isinstance(answer, str) else retry.code_of(answer.status_code, parsed(answer))


def test_nobody_there_means_that_nothing_was_done() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert _ended(f"http://127.0.0.1:{port}") == retry.UNREACHABLE


@pytest.mark.parametrize(
    ("answer", "code"), [(b"", retry.CONNECTION_LOST), (HALF, retry.CONNECTION_LOST), (PAGE, retry.NOT_GOOGLE)]
)
def test_an_answer_that_is_none_leaves_it_open_what_was_done(
    answering: Callable[[bytes], str], answer: bytes, code: str
) -> None:
    assert _ended(answering(answer)) == code


def test_a_server_that_stays_silent_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "TIMEOUT", (5.0, 0.05))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert _ended(f"http://127.0.0.1:{listener.getsockname()[1]}") == retry.TIMED_OUT


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "http://", "nonsense://127.0.0.1:9"])
def test_a_proxy_that_does_not_work_is_no_traceback(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    assert _ended("") == retry.UNREACHABLE


def test_a_missing_certificate_file_is_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    assert _ended("") == retry.CERTIFICATE
