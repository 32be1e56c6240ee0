from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sheetreview import errors
from sheetreview.errors import REFUSALS, REMOTE, Refusal, RemoteError, SharingStopped, SignInError
from sheetreview.google import refusals
from sheetreview.google.refusals import MAX_TRIES, Meaning, asked_wait, meaning, refusal_in, wait_after

SHEETS = "Google Sheets API"
KINDS = ["user", "service account"]
OTHER = replace(REMOTE, code="somethingNew")


def _drive(code: int, reason: str, message: str = "…") -> dict[str, Any]:
    errors = [{"domain": "global", "reason": reason, "message": message}]
    return {"error": {"code": code, "message": message, "errors": errors}}


def _sheets(code: int, status: str, message: str = "…", detail: str = "") -> dict[str, Any]:
    error: dict[str, Any] = {"code": code, "message": message, "status": status}
    if detail:
        error["details"] = [
            {"@type": "type.googleapis.com/google.rpc.Help", "links": []},
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": detail, "domain": "googleapis.com"},
        ]
    return {"error": error}


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, {}, Meaning.DONE),
        (429, _sheets(429, "RESOURCE_EXHAUSTED", detail="RATE_LIMIT_EXCEEDED"), Meaning.AGAIN),
        (429, _drive(429, "rateLimitExceeded"), Meaning.AGAIN),
        (403, _drive(403, "rateLimitExceeded"), Meaning.AGAIN),
        (403, _drive(403, "userRateLimitExceeded"), Meaning.AGAIN),
        (401, _drive(401, "authError"), Meaning.AGAIN),
        (401, _sheets(401, "UNAUTHENTICATED"), Meaning.AGAIN),
        (408, None, Meaning.UNSURE),
        (500, _drive(500, "backendError"), Meaning.UNSURE),
        (502, None, Meaning.UNSURE),
        (503, _sheets(503, "UNAVAILABLE"), Meaning.UNSURE),
        (409, _sheets(409, "ABORTED"), Meaning.UNSURE),
        (200, None, Meaning.UNSURE),
        (404, None, Meaning.UNSURE),
        (403, _drive(403, "storageQuotaExceeded"), Meaning.STOP),
        (403, _drive(403, "accessNotConfigured"), Meaning.STOP),
        (403, _sheets(403, "PERMISSION_DENIED", detail="SERVICE_DISABLED"), Meaning.STOP),
        (403, _drive(403, "dailyLimitExceeded"), Meaning.STOP),
        (403, _drive(403, "insufficientPermissions"), Meaning.STOP),
        (403, _sheets(403, "PERMISSION_DENIED", detail="ACCESS_TOKEN_SCOPE_INSUFFICIENT"), Meaning.STOP),
        (403, _drive(403, "insufficientParentPermissions"), Meaning.STOP),
        (403, _drive(403, "sharingRateLimitExceeded"), Meaning.STOP_SHARING),
        (403, _drive(403, "forbidden", "Sorry, you have exceeded your sharing quota."), Meaning.STOP_SHARING),
        (404, _drive(404, "notFound"), Meaning.FAIL),
        (404, _sheets(404, "NOT_FOUND"), Meaning.FAIL),
        (403, _drive(403, "insufficientFilePermissions"), Meaning.FAIL),
        (403, _sheets(403, "PERMISSION_DENIED"), Meaning.FAIL),
        (403, _drive(403, "forbidden"), Meaning.FAIL),
        (400, _drive(400, "invalidSharingRequest"), Meaning.FAIL),
        (400, _sheets(400, "INVALID_ARGUMENT"), Meaning.FAIL),
        (418, {"error": "teapot"}, Meaning.FAIL),
        (403, {}, Meaning.FAIL),
    ],
)
def test_every_answer_means_what_googles_guides_say(status: int, body: object, expected: Meaning) -> None:
    assert meaning(refusal_in(status, body)) is expected


def _code(answer: dict[str, Any]) -> str:
    found = refusal_in(answer["error"]["code"], answer)
    return found.code if found else ""


def test_the_two_apis_name_the_same_reason_by_the_same_word() -> None:
    for drive, sheets, word in [
        (_drive(404, "notFound"), _sheets(404, "NOT_FOUND"), "notFound"),
        (_drive(403, "insufficientFilePermissions"), _sheets(403, "PERMISSION_DENIED"), "insufficientFilePermissions"),
        (_drive(401, "authError"), _sheets(401, "UNAUTHENTICATED"), "authError"),
    ]:
        assert _code(drive) == _code(sheets) == word


def test_an_uploaded_workbook_is_told_from_a_wrong_request() -> None:
    message = "This operation is not supported for this document"
    assert refusal_in(400, _sheets(400, "FAILED_PRECONDITION", message)) == errors.NOT_A_SHEET


def test_an_id_that_is_taken_is_told_whatever_drive_calls_it() -> None:
    assert refusal_in(409, _drive(409, "fileIdInUse")) == errors.IN_USE
    assert refusal_in(409, _drive(409, "conflict")) == errors.IN_USE


def test_a_reason_that_is_no_plain_word_reaches_no_message() -> None:
    assert _code(_drive(403, "jo@example.com may not")) == "http403"
    assert _code(_drive(403, "x" * 500)) == "http403"


@pytest.mark.parametrize("refusal", [errors.CONNECTION_LOST, errors.TIMED_OUT])
def test_a_call_nobody_answered_may_have_been_done(refusal: Refusal) -> None:
    assert meaning(refusal) is Meaning.UNSURE


def test_a_call_that_never_left_was_not_done() -> None:
    assert meaning(errors.UNREACHABLE) is Meaning.AGAIN


def test_waits_double_up_to_64_seconds() -> None:
    assert [wait_after(tries, 0.0, None) for tries in range(1, 9)] == [1, 2, 4, 8, 16, 32, 64, 64]
    assert wait_after(1, 0.5, None) == 1.5
    assert wait_after(8, 1.0, None) == 64


def test_the_wait_google_asks_for_is_kept() -> None:
    assert wait_after(1, 0.0, 30.0) == 30
    assert wait_after(6, 0.25, 0.0) == 0.25


def test_only_seconds_count_as_a_wait_that_is_asked_for() -> None:
    assert asked_wait("7") == 7.0
    assert asked_wait(" 120 ") == 120.0
    assert asked_wait(None) is None
    assert asked_wait("Fri, 31 Dec 2027 23:59:59 GMT") is None
    assert asked_wait("²") is None


def _error(refusal: Refusal, kind: str = "user") -> RemoteError:
    return refusals.error_for(refusal, kind=kind, api=SHEETS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("refusal", [*(one for one in REFUSALS.values() if one.fix), OTHER], ids=lambda one: one.code)
def test_every_refusal_is_a_sentence_with_a_way_out_and_no_secret(refusal: Refusal, kind: str) -> None:
    error = _error(refusal, kind)
    assert error.refusal == refusal
    assert len(error.reason) > 40
    assert ";" in error.reason
    assert not error.reason.endswith(".")
    assert "@" not in error.reason
    assert "{" not in error.reason


@pytest.mark.parametrize(
    ("refusal", "kind", "words"),
    [
        (errors.RATE_LIMIT, "user", ["so many calls a minute", "wait a few minutes"]),
        (errors.NO_ACCESS, "service account", ["the address in its key file", "as editor"]),
        (errors.FORBIDDEN, "user", ["only that this is forbidden", "in a browser"]),
        (errors.STORAGE_FULL, "user", ["is full", "bin"]),
        (errors.STORAGE_FULL, "service account", ["no storage of its own", "shared drive", "act for a person"]),
        (errors.API_OFF, "user", ["Google Sheets API is not switched on", "Library"]),
        (errors.NO_SCOPE, "user", ["google login", "tick every box"]),
        (errors.NO_SCOPE, "service account", ["client id", "auth/drive.file"]),
        (errors.NOT_FOUND, "user", ["deleted for good", "taken away"]),
        (errors.BAD_SHARING, "user", ["no Google account", "check the address"]),
        (errors.NOT_A_SHEET, "user", ["uploaded Excel file", "Save as Google Sheets"]),
        (errors.NOT_GOOGLE, "user", ["login page", "in a browser"]),
        (errors.CERTIFICATE, "user", ["REQUESTS_CA_BUNDLE"]),
        (errors.OTHER_APP, "user", ["sheetreview itself has made"]),
        (OTHER, "user", ["somethingNew"]),
    ],
)
def test_what_people_complain_about_is_answered(refusal: Refusal, kind: str, words: list[str]) -> None:
    assert [word for word in words if word not in _error(refusal, kind).reason] == []


def test_the_kind_of_error_says_what_else_still_works() -> None:
    assert isinstance(_error(errors.SHARING_LIMIT), SharingStopped)
    assert isinstance(_error(errors.NO_SCOPE), SignInError)
    assert _error(errors.STORAGE_FULL).stops
    assert _error(errors.CERTIFICATE).stops
    assert not _error(errors.NOT_FOUND).stops
    assert not _error(errors.BAD_SHARING).stops
    assert not _error(errors.SHARING_LIMIT).stops


@pytest.mark.parametrize("refusal", [errors.RATE_LIMIT, errors.UNREACHABLE, errors.NOT_GOOGLE])
def test_a_cause_outside_of_the_file_stops_the_run_when_no_try_found_another(refusal: Refusal) -> None:
    assert refusals.gave_up([refusal] * MAX_TRIES, kind="user", api=SHEETS).stops
    assert not refusals.gave_up([errors.SERVER_ERROR, *[refusal] * 7], kind="user", api=SHEETS).stops


def test_a_server_that_stumbles_over_one_file_does_not_stop_the_others() -> None:
    assert not refusals.gave_up([errors.SERVER_ERROR] * MAX_TRIES, kind="user", api=SHEETS).stops


def test_a_sign_in_that_is_refused_to_the_end_is_a_matter_of_signing_in() -> None:
    assert isinstance(refusals.gave_up([errors.SIGN_IN_REFUSED] * 8, kind="user", api=SHEETS), SignInError)


def test_a_long_wait_is_told_in_minutes() -> None:
    error = refusals.asked_to_wait(3600)
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
    found = refusals.token_refused(error, description, kind=kind)
    assert [word for word in words if word not in found.reason] == []
    assert found.stops


def test_what_the_token_service_says_about_a_person_is_not_repeated() -> None:
    found: RemoteError = refusals.token_refused("invalid_grant", "jo@example.com is unknown", kind="service account")
    assert "jo" not in found.reason.split()
    assert "@" not in found.reason
