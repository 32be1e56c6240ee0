from __future__ import annotations

from typing import Any

import pytest

from sheetreview.google import retry
from sheetreview.google.retry import Meaning, asked_wait, code_of, meaning, wait_after


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
    assert meaning(code_of(status, body)) is expected


def test_the_two_apis_name_the_same_reason_by_the_same_word() -> None:
    for drive, sheets, word in [
        (_drive(404, "notFound"), _sheets(404, "NOT_FOUND"), "notFound"),
        (_drive(403, "insufficientFilePermissions"), _sheets(403, "PERMISSION_DENIED"), "insufficientFilePermissions"),
        (_drive(401, "authError"), _sheets(401, "UNAUTHENTICATED"), "authError"),
    ]:
        assert code_of(drive["error"]["code"], drive) == code_of(sheets["error"]["code"], sheets) == word


def test_an_uploaded_workbook_is_told_from_a_wrong_request() -> None:
    message = "This operation is not supported for this document"
    assert code_of(400, _sheets(400, "FAILED_PRECONDITION", message)) == retry.NOT_A_SHEET


def test_an_id_that_is_taken_is_told_whatever_drive_calls_it() -> None:
    assert code_of(409, _drive(409, "fileIdInUse")) == retry.IN_USE
    assert code_of(409, _drive(409, "conflict")) == retry.IN_USE


def test_a_reason_that_is_no_plain_word_reaches_no_message() -> None:
    assert code_of(403, _drive(403, "jo@example.com may not")) == "http403"
    assert code_of(403, _drive(403, "x" * 500)) == "http403"


@pytest.mark.parametrize("code", [retry.CONNECTION_LOST, retry.TIMED_OUT])
def test_a_call_nobody_answered_may_have_been_done(code: str) -> None:
    assert meaning(code) is Meaning.UNSURE


def test_a_call_that_never_left_was_not_done() -> None:
    assert meaning(retry.UNREACHABLE) is Meaning.AGAIN


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
