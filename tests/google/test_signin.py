from __future__ import annotations

import json
import threading
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from google_standin.people import HR
from google_standin.running import Standin
from sheetreview.errors import SignInError
from sheetreview.google.gateway import open_gateway
from sheetreview.google.login import log_in
from sheetreview.google.signin import OWN_FILES, WHOLE_DRIVE, find_sign_in

SECRET = "GOCSPX-very-secret"  # noqa: S105 -- made up, to be looked for in messages
USER = {
    "type": "authorized_user",
    "client_id": "1.apps.googleusercontent.com",
    "client_secret": SECRET,
    "refresh_token": f"1//{SECRET}",
    "scopes": [OWN_FILES],
}
CLIENT = {"installed": {"client_id": "1.apps.googleusercontent.com", "client_secret": SECRET}}
WEB = {"web": CLIENT["installed"]}
KEY = {
    "type": "service_account",
    "client_email": "someone@project.iam.gserviceaccount.com",
    "private_key": f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----\n",
    "token_uri": "https://oauth2.googleapis.com/token",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    made = tmp_path / ".config" / "gspread"
    made.mkdir(parents=True)
    return made


def _put(folder: Path, name: str, content: object) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / name).write_text(text, encoding="utf-8")


def _refusal(acts_as: str = "", *, whole_drive: bool = False) -> str:
    with pytest.raises(SignInError) as caught:
        find_sign_in(acts_as, whole_drive=whole_drive)
    assert caught.value.stops
    assert SECRET not in str(caught.value)
    assert "@" not in str(caught.value)
    return str(caught.value)


def test_a_persons_sign_in_comes_before_a_service_accounts(folder: Path, standin: Standin) -> None:
    assert standin.url
    found = find_sign_in()
    assert (found.kind, found.path.name, found.scopes) == ("user", "authorized_user.json", (OWN_FILES,))
    assert found.path.parent != folder


def test_whoever_is_acted_for_decides_for_the_service_account(standin: Standin) -> None:
    assert standin.url
    found = find_sign_in(HR)
    assert (found.kind, found.acts_as, found.scopes) == ("service account", HR, (OWN_FILES,))
    assert find_sign_in(HR, whole_drive=True).scopes == (WHOLE_DRIVE,)


def test_a_sign_in_shown_shows_no_secret_and_no_address(standin: Standin) -> None:
    assert standin.url
    assert HR not in repr(find_sign_in(HR))
    assert "PRIVATE" not in repr(find_sign_in(HR))


def test_nothing_to_sign_in_with_says_both_ways_to_get_it(folder: Path) -> None:
    said = _refusal()
    assert str(folder) in said
    assert "credentials.json" in said
    assert "service_account.json" in said
    assert "sheetreview google login" in said


def test_a_client_alone_says_to_log_in(folder: Path) -> None:
    _put(folder, "credentials.json", CLIENT)
    assert _refusal() == "nobody is signed in to Google yet; run 'sheetreview google login'"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("service_account.json", CLIENT, ["is an OAuth client", "move it to", "credentials.json", "google login"]),
        ("service_account.json", WEB, ["'Web application'", "'Desktop app'"]),
        ("service_account.json", USER, ["a person's sign-in", "authorized_user.json"]),
        ("service_account.json", {"type": "external_account"}, ["another cloud"]),
        ("service_account.json", {"a": 1}, ["something else", "Keys"]),
        ("service_account.json", KEY, ["damaged", "Keys"]),
        ("service_account.json", {"type": "service_account"}, ["damaged", "Keys"]),
        ("service_account.json", "AIzaSyAn-api-key", ["API key"]),
        ("service_account.json", "", ["is empty"]),
        ("service_account.json", "{broken", ["damaged"]),
        ("service_account.json", "[1]", ["damaged"]),
        ("service_account.json", "[" * 90_000, ["damaged"]),
        ("authorized_user.json", KEY, ["the key of a service account", "move it to", "service_account.json"]),
        ("authorized_user.json", CLIENT, ["is an OAuth client", "credentials.json"]),
        ("authorized_user.json", {"refresh_token": "x"}, ["not complete", "google login"]),
        ("authorized_user.json", {**USER, "expiry": 5}, ["not complete", "google login"]),
        ("authorized_user.json", {**USER, "scopes": ["https://www.googleapis.com/auth/spreadsheets"]}, ["not reach"]),
    ],
)
def test_a_wrong_file_is_named_for_what_it_is(folder: Path, name: str, content: object, words: list[str]) -> None:
    _put(folder, name, content)
    said = _refusal()
    assert str(folder / name) in said or "not reach" in said
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (WEB, ["'Web application'", "Google Auth Platform > Clients"]),
        (KEY, ["the key of a service account", "move it to", "service_account.json"]),
        (USER, ["a person's sign-in", "move it to", "authorized_user.json"]),
        ('{"installed": {"client_id"', ["damaged", "Google Auth Platform > Clients"]),
        ({"installed": {"client_id": "x"}}, ["not complete"]),
    ],
)
def test_a_client_that_nobody_can_log_in_with_is_said_before_anybody_tries(
    folder: Path, content: object, words: list[str]
) -> None:
    _put(folder, "credentials.json", content)
    said = _refusal()
    assert said.startswith(str(folder / "credentials.json")) or f"in {folder / 'credentials.json'} is" in said
    assert [word for word in words if word not in said] == []


def test_a_file_in_the_wrong_place_is_never_moved_over_another(folder: Path) -> None:
    _put(folder, "service_account.json", CLIENT)
    assert f"move it to {folder / 'credentials.json'}, then run 'sheetreview google login'" in _refusal()
    _put(folder, "credentials.json", CLIENT)
    said = _refusal()
    assert "move it elsewhere, because there is a credentials.json already" in said
    assert "move it to" not in said


def test_a_file_that_cannot_be_read_is_no_traceback(folder: Path) -> None:
    (folder / "service_account.json").mkdir()
    assert "cannot be read" in _refusal()


def test_a_person_cannot_act_for_somebody_else(folder: Path) -> None:
    _put(folder, "authorized_user.json", USER)
    assert "only a service account can act" in _refusal("jo@example.com")


def test_a_folder_of_ones_own_needs_leave_for_the_whole_drive(folder: Path) -> None:
    _put(folder, "authorized_user.json", USER)
    assert "google login --whole-drive'" in _refusal(whole_drive=True)
    _put(folder, "authorized_user.json", {**USER, "scopes": [WHOLE_DRIVE]})
    assert find_sign_in(whole_drive=True).whole_drive


def test_gspreads_own_sign_in_with_its_wide_scopes_is_taken(folder: Path) -> None:
    _put(
        folder,
        "authorized_user.json",
        {**USER, "scopes": ["https://www.googleapis.com/auth/spreadsheets", WHOLE_DRIVE]},
    )
    assert find_sign_in().kind == "user"


class _Browser:
    """Opens whatever address it is told, as a person would, and follows where it leads."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self._threads: list[threading.Thread] = []

    def open(self, address: str) -> None:
        self.told.append(address)
        self._threads.append(threading.Thread(target=self._visit, args=(address,)))
        self._threads[-1].start()

    def wait(self) -> None:
        for thread in self._threads:
            thread.join()

    @staticmethod
    def _visit(address: str) -> None:
        with urllib.request.urlopen(address, timeout=20) as page:  # noqa: S310 -- the stand-in
            page.read()


def test_signing_in_with_the_browser_gives_a_sign_in_that_works(standin: Standin) -> None:
    standin.sign_in_as("nobody")
    browser = _Browser()
    text = log_in(browser=False, tell=browser.open)
    browser.wait()
    saved: dict[str, Any] = json.loads(text)
    assert saved["scopes"] == [OWN_FILES]
    assert saved["refresh_token"]
    assert "token" not in saved
    path = standin.home / ".config" / "gspread" / "authorized_user.json"
    path.write_text(text, encoding="utf-8")
    with open_gateway(find_sign_in()) as gateway:
        assert gateway.account().email == HR


def test_leave_for_the_whole_drive_is_asked_for_only_when_wanted(standin: Standin) -> None:
    standin.sign_in_as("nobody")
    browser = _Browser()
    text = log_in(browser=False, tell=browser.open, whole_drive=True)
    browser.wait()
    assert json.loads(text)["scopes"] == [WHOLE_DRIVE]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (WEB, ["'Web application'", "'Desktop app'"]),
        (KEY, ["the key of a service account", "service_account.json"]),
        ({"installed": {"client_id": "x"}}, ["not complete"]),
        (None, ["there is no", "'Desktop app'"]),
    ],
)
def test_signing_in_with_a_wrong_client_says_which_is_needed(folder: Path, content: object, words: list[str]) -> None:
    if content is not None:
        _put(folder, "credentials.json", content)
    with pytest.raises(SignInError) as caught:
        log_in(browser=False, tell=print)
    assert [word for word in words if word not in str(caught.value)] == []
    assert SECRET not in str(caught.value)


def test_refusing_in_the_browser_is_said_in_plain_words(standin: Standin) -> None:
    standin.sign_in_as("nobody")

    class Refusing(_Browser):
        def open(self, address: str) -> None:
            parts = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
            super().open(f"{parts['redirect_uri']}?error=access_denied&state={parts['state']}")

    browser = Refusing()
    with pytest.raises(SignInError, match="refused in the browser"):
        log_in(browser=False, tell=browser.open)
    browser.wait()
