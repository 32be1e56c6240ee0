from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from sheetreview.errors import RemoteError
from sheetreview.google.transport import REDIRECT, new_session, redirect

SEEN: list[tuple[str, str]] = []


class _Echo(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        SEEN.append((self.path, self.headers.get("Authorization", "")))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_parts: object) -> None:
        pass


@pytest.fixture
def base() -> Iterator[str]:
    SEEN.clear()
    server = HTTPServer(("127.0.0.1", 0), _Echo)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    "address",
    [
        "https://sheets.googleapis.com.evil.example/v4",
        "https://evil.example/",
        "http://sheets.googleapis.com/v4",
        "https://iamcredentials.googleapis.com/v1/x",
        "https://sheets.googleapis.com:8443/v4",
        "https://user@sheets.googleapis.com/v4",
        "http://127.0.0.1:1/",
    ],
)
@pytest.mark.parametrize("stand_in", ["", "http://127.0.0.1:9"])
def test_no_address_but_googles_is_ever_reached(address: str, stand_in: str) -> None:
    with new_session(stand_in) as session, pytest.raises(RemoteError, match="not Google's"):
        session.get(address)


def test_a_stand_in_gets_the_same_path_and_query(base: str) -> None:
    with new_session(base) as session:
        answer = session.get("https://sheets.googleapis.com/v4/spreadsheets/a%2Fb", params={"fields": "x(y,z)"})
    assert answer.status_code == 200
    assert SEEN == [("/v4/spreadsheets/a%2Fb?fields=x%28y%2Cz%29", "")]


def test_a_password_in_netrc_does_not_replace_the_sign_in(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("default login someone password secret\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with new_session(base) as session:
        session.trust_env = True
        session.get("https://www.googleapis.com/drive/v3/about", headers={"authorization": "Bearer mine"})
    assert [authorization for _, authorization in SEEN] == ["Bearer mine"]


def test_calls_go_to_google_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REDIRECT, raising=False)
    assert redirect() == ""
    monkeypatch.setenv(REDIRECT, "  ")
    assert redirect() == ""


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080", "http://127.0.0.1:8080/", " http://127.0.0.1:8080 "])
def test_a_stand_in_on_this_machine_is_taken(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REDIRECT, address)
    assert redirect() == "http://127.0.0.1:8080"
    monkeypatch.delenv(REDIRECT)
    assert redirect(address) == "http://127.0.0.1:8080"


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com:8080",
        "http://localhost.example.com:80",
        "http://10.0.0.1:8080",
        "https://127.0.0.1:8080",
        "http://127.0.0.1",
        "http://127.0.0.1:99999",
        "http://me@127.0.0.1:8080",
        "http://127.0.0.1:8080/elsewhere",
        "127.0.0.1:8080",
        "nonsense",
        "http://[::1",
    ],
)
def test_a_sign_in_is_never_sent_to_another_machine(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REDIRECT, address)
    with pytest.raises(RemoteError, match="address of this machine") as caught:
        redirect()
    assert caught.value.stops
    monkeypatch.delenv(REDIRECT)
    with pytest.raises(RemoteError, match="address of this machine"):
        redirect(address)
