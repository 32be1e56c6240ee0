from __future__ import annotations

import pytest

from sheetreview.errors import RemoteError, SharingStopped, SignInError
from sheetreview.google import retry, wording
from sheetreview.google.retry import MAX_TRIES

SHEETS = "Google Sheets API"
KINDS = ["user", "service account"]


def _said(code: str, kind: str = "user") -> str:
    return wording.refusal(code, kind=kind, api=SHEETS).reason


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", [*wording._WORDS, retry.NO_SCOPE, retry.NOT_SIGNED_IN, retry.API_OFF, "somethingNew"])
def test_every_refusal_is_a_sentence_with_a_way_out_and_no_secret(code: str, kind: str) -> None:
    error = wording.refusal(code, kind=kind, api=SHEETS)
    assert error.code == code
    assert len(error.reason) > 40
    assert ";" in error.reason
    assert not error.reason.endswith(".")
    assert "@" not in error.reason
    assert "{" not in error.reason


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (retry.RATE_LIMIT, "user", ["so many calls a minute", "wait a few minutes"]),
        (retry.NO_ACCESS, "service account", ["the address in its key file", "as editor"]),
        ("forbidden", "user", ["only that this is forbidden", "in a browser"]),
        ("storageQuotaExceeded", "user", ["is full", "bin"]),
        ("storageQuotaExceeded", "service account", ["no storage of its own", "shared drive", "act for a person"]),
        (retry.API_OFF, "user", ["Google Sheets API is not switched on", "Library"]),
        (retry.NO_SCOPE, "user", ["google login", "tick every box"]),
        (retry.NO_SCOPE, "service account", ["client id", "auth/drive.file"]),
        (retry.NOT_FOUND, "user", ["deleted for good", "taken away"]),
        (retry.BAD_SHARING, "user", ["no Google account", "check the address"]),
        (retry.NOT_A_SHEET, "user", ["uploaded Excel file", "Save as Google Sheets"]),
        (retry.NOT_GOOGLE, "user", ["login page", "in a browser"]),
        (retry.CERTIFICATE, "user", ["REQUESTS_CA_BUNDLE"]),
        ("appNotAuthorizedToFile", "user", ["sheetreview itself has made"]),
        ("somethingNew", "user", ["somethingNew"]),
    ],
)
def test_what_people_complain_about_is_answered(code: str, kind: str, words: list[str]) -> None:
    assert [word for word in words if word not in _said(code, kind)] == []


def test_the_kind_of_error_says_what_else_still_works() -> None:
    assert isinstance(wording.refusal(retry.SHARING_LIMIT, kind="user", api=SHEETS), SharingStopped)
    assert isinstance(wording.refusal(retry.NO_SCOPE, kind="user", api=SHEETS), SignInError)
    stops = {code: wording.refusal(code, kind="user", api=SHEETS).stops for code in wording._WORDS}
    assert stops["storageQuotaExceeded"]
    assert stops[retry.CERTIFICATE]
    assert not stops[retry.NOT_FOUND]
    assert not stops[retry.BAD_SHARING]
    assert not stops[retry.SHARING_LIMIT]


@pytest.mark.parametrize("code", [retry.RATE_LIMIT, retry.UNREACHABLE, retry.NOT_GOOGLE])
def test_a_cause_outside_of_the_file_stops_the_run_when_no_try_found_another(code: str) -> None:
    assert wording.gave_up([code] * MAX_TRIES, kind="user", api=SHEETS).stops
    assert not wording.gave_up([retry.SERVER_ERROR, *[code] * 7], kind="user", api=SHEETS).stops


def test_a_server_that_stumbles_over_one_file_does_not_stop_the_others() -> None:
    assert not wording.gave_up([retry.SERVER_ERROR] * MAX_TRIES, kind="user", api=SHEETS).stops


def test_a_sign_in_that_is_refused_to_the_end_is_a_matter_of_signing_in() -> None:
    assert isinstance(wording.gave_up([retry.NOT_SIGNED_IN] * 8, kind="user", api=SHEETS), SignInError)


def test_a_long_wait_is_told_in_minutes() -> None:
    error = wording.asked_to_wait(3600)
    assert "wait 60 minutes" in error.reason
    assert error.stops


@pytest.mark.parametrize(
    ("kind", "error", "description", "words"),
    [
        ("user", "invalid_grant", "Token has been expired or revoked.", ["'Testing'", "seven days", "google login"]),
        ("user", "invalid_client", "The OAuth client was not found.", ["OAuth client", "deleted"]),
        ("user", "admin_policy_enforced", "", ["administrator", "API controls"]),
        ("user", "", "", ["google login"]),
        ("service account", "invalid_grant", "Invalid JWT Signature.", ["new key"]),
        (
            "service account",
            "invalid_grant",
            "Invalid email or User ID",
            ["does not know the person", "address that it acts for"],
        ),
        ("service account", "invalid_grant", "Invalid grant: account not found", ["or the service account itself"]),
        (
            "service account",
            "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.",
            ["clock is wrong"],
        ),
        ("service account", "unauthorized_client", "Client is unauthorized …", ["Manage Domain Wide Delegation"]),
    ],
)
def test_a_refused_token_says_what_to_renew(kind: str, error: str, description: str, words: list[str]) -> None:
    found = wording.token_refused(error, description, kind=kind)
    assert [word for word in words if word not in found.reason] == []
    assert found.stops


def test_what_the_token_service_says_about_a_person_is_not_repeated() -> None:
    found: RemoteError = wording.token_refused("invalid_grant", "jo@example.com is unknown", kind="service account")
    assert "jo" not in found.reason.split()
    assert "@" not in found.reason
