"""What an answer of Google means for the call that asked, and how long to wait before it is made again."""

from __future__ import annotations

from enum import Enum, auto

MAX_TRIES = 8
"""The first try of a call and those after it."""
FIRST_TRIES = 3
"""Maximum number of tries while Google was never reached."""
MAX_SECONDS = 300.0
"""Maximum seconds for a call, waits included; it is not tried again after that."""
_LONGEST_WAIT = 64.0
_BAD_REQUEST, _UNAUTHORIZED, _FORBIDDEN, _TIMED_OUT, _CONFLICT, _TOO_MANY = 400, 401, 403, 408, 409, 429
_MULTIPLE_CHOICES, _SERVER_ERROR = 300, 500
_CODE_LENGTH = 60

UNREACHABLE = "unreachable"
CONNECTION_LOST = "connectionLost"
TIMED_OUT = "timedOut"
CERTIFICATE = "certificate"
NOT_GOOGLE = "notGoogle"
SERVER_ERROR = "serverError"
RATE_LIMIT = "rateLimitExceeded"
NOT_SIGNED_IN = "authError"
NO_SCOPE = "insufficientScopes"
API_OFF = "accessNotConfigured"
NOT_FOUND = "notFound"
NO_ACCESS = "insufficientFilePermissions"
NOT_A_SHEET = "notASheet"
SHARING_LIMIT = "sharingRateLimitExceeded"
BAD_SHARING = "invalidSharingRequest"
BAD_REQUEST = "badRequest"
IN_USE = "alreadyExists"
INHERITED = frozenset({"cannotModifyInheritedPermission", "cannotModifyInheritedTeamDrivePermission"})
"""What Google says where access comes from a folder or a shared drive, not from the file."""

_SAME = {
    "userRateLimitExceeded": RATE_LIMIT,
    "RATE_LIMIT_EXCEEDED": RATE_LIMIT,
    "RESOURCE_EXHAUSTED": RATE_LIMIT,
    "SERVICE_DISABLED": API_OFF,
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": NO_SCOPE,
    "insufficientPermissions": NO_SCOPE,
    "UNAUTHENTICATED": NOT_SIGNED_IN,
    "ACCESS_TOKEN_EXPIRED": NOT_SIGNED_IN,
    "PERMISSION_DENIED": NO_ACCESS,
    "NOT_FOUND": NOT_FOUND,
    "INVALID_ARGUMENT": BAD_REQUEST,
    "invalid": BAD_REQUEST,
    "invalidParameter": BAD_REQUEST,
    "dailyLimitExceededUnreg": "dailyLimitExceeded",
}
_STOP = frozenset(
    {
        API_OFF,
        NO_SCOPE,
        CERTIFICATE,
        "storageQuotaExceeded",
        "dailyLimitExceeded",
        "quotaExceeded",
        "domainPolicy",
        "insufficientParentPermissions",
        "teamDriveFileLimitExceeded",
        "numChildrenInNonRootLimitExceeded",
        "activeItemCreationLimitExceeded",
    }
)
_LOST = frozenset({CONNECTION_LOST, TIMED_OUT, NOT_GOOGLE, SERVER_ERROR})


class Meaning(Enum):
    """What to do after one try."""

    DONE = auto()
    AGAIN = auto()
    """It did nothing; any call may be made again."""
    UNSURE = auto()
    """It may have been done; a call that does harm when done twice is looked into first."""
    STOP = auto()
    """Nothing else would work now either."""
    STOP_SHARING = auto()
    """Nothing more can be shared now; everything else works."""
    FAIL = auto()
    """This one does not work; others may."""


def code_of(status: int, body: object) -> str:
    """The short word for what an answer says went wrong; '' when nothing did.

    ``body`` is the parsed JSON, or None for an answer that is none (a page of a proxy, a cut-off answer).
    """
    if status >= _SERVER_ERROR or status == _TIMED_OUT:
        return SERVER_ERROR
    if not isinstance(body, dict):
        return NOT_GOOGLE
    if status < _MULTIPLE_CHOICES:
        return ""
    error = body.get("error")
    found = _named(error) if isinstance(error, dict) else ""
    message = str(error.get("message", "")).casefold() if isinstance(error, dict) else ""
    if "sharing quota" in message:
        return SHARING_LIMIT
    if status == _BAD_REQUEST and "not supported for this document" in message:
        return NOT_A_SHEET
    by_status = {_UNAUTHORIZED: NOT_SIGNED_IN, _TOO_MANY: RATE_LIMIT}
    if status == _CONFLICT and found != "ABORTED":
        return IN_USE
    return by_status.get(status) or _SAME.get(found, found) or f"http{status}"


def _named(error: dict[object, object]) -> str:
    """Drive names the reason under ``errors``, Sheets under ``details`` or, for want of one, as ``status``."""
    lists = [entries for part in ("details", "errors") if isinstance(entries := error.get(part), list)]
    reasons = [entry.get("reason") for entries in lists for entry in entries if isinstance(entry, dict)]
    words = [word for word in (*reasons, error.get("status")) if isinstance(word, str) and _is_word(word)]
    return next((word for word in words if word != "forbidden"), words[0] if words else "")


def _is_word(text: str) -> bool:
    return text.isascii() and text.replace("_", "").isalnum() and len(text) <= _CODE_LENGTH


def meaning(code: str) -> Meaning:
    """What to do after a try that ended with this word of ``code_of``, or of a try without an answer."""
    if not code:
        return Meaning.DONE
    if code in (RATE_LIMIT, NOT_SIGNED_IN, UNREACHABLE):
        return Meaning.AGAIN
    if code in _LOST or code == "ABORTED":
        return Meaning.UNSURE
    if code in _STOP:
        return Meaning.STOP
    return Meaning.STOP_SHARING if code == SHARING_LIMIT else Meaning.FAIL


def wait_after(tries: int, jitter: float, asked: float | None) -> float:
    """Seconds to wait after a number of tries; ``jitter`` is from 0 to 1, ``asked`` what the answer asks to wait."""
    return asked + jitter if asked is not None else min(2.0 ** (tries - 1) + jitter, _LONGEST_WAIT)


def asked_wait(header: str | None) -> float | None:
    """The seconds of a Retry-After header; None without one, or with a date (which Google does not send)."""
    text = (header or "").strip()
    return float(text) if text.isascii() and text.isdigit() else None
