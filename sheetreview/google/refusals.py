"""What a refusal of Google means: for the call that asked, and in words for the person who runs the reviews.

No sentence here ever takes in an e-mail address, a file's content, a token or a key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum, auto
from http import HTTPStatus

from sheetreview import errors
from sheetreview.errors import Refusal, RemoteError, SharingStopped, SignInError

MAX_TRIES = 8
"""The first try of a call and those after it."""
FIRST_TRIES = 3
"""Maximum number of tries while Google was never reached."""
MAX_SECONDS = 300.0
"""Maximum seconds for a call, waits included; it is not tried again after that."""
_LONGEST_WAIT = 64.0
_CODE_LENGTH = 60

_REASONS: Mapping[str, Refusal] = {
    **{code: refusal for code, refusal in errors.REFUSALS.items() if refusal.fix},
    "userRateLimitExceeded": errors.RATE_LIMIT,
    "RATE_LIMIT_EXCEEDED": errors.RATE_LIMIT,
    "RESOURCE_EXHAUSTED": errors.RATE_LIMIT,
    "SERVICE_DISABLED": errors.API_OFF,
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": errors.NO_SCOPE,
    "insufficientPermissions": errors.NO_SCOPE,
    "UNAUTHENTICATED": errors.SIGN_IN_REFUSED,
    "ACCESS_TOKEN_EXPIRED": errors.SIGN_IN_REFUSED,
    "PERMISSION_DENIED": errors.NO_ACCESS,
    "NOT_FOUND": errors.NOT_FOUND,
    "INVALID_ARGUMENT": errors.BAD_REQUEST,
    "invalid": errors.BAD_REQUEST,
    "invalidParameter": errors.BAD_REQUEST,
    "dailyLimitExceededUnreg": errors.DAILY_LIMIT,
}
"""Refusals by the words of both APIs for them."""
_NOT_DONE = frozenset({errors.RATE_LIMIT, errors.SIGN_IN_REFUSED, errors.UNREACHABLE})
_PERHAPS_DONE = frozenset(
    {errors.CONNECTION_LOST, errors.TIMED_OUT, errors.NOT_GOOGLE, errors.SERVER_ERROR, errors.ABORTED}
)
_FOR_SERVICE_ACCOUNT = {
    errors.NO_SCOPE: errors.NO_DELEGATION.reason,
    errors.SIGN_IN_REFUSED: f"Google does not accept the service account's key; {errors.KEY_REFUSED.fix}",
    errors.STORAGE_FULL: errors.NO_STORAGE.reason,
}
"""What is said otherwise to a service account."""
_OUTSIDE_CAUSES = frozenset({errors.RATE_LIMIT, errors.UNREACHABLE, errors.NOT_GOOGLE})

FOLDER_GONE = (
    "the folder for the sheets is not there, or this account has no access to it; check the folder's id, and share the "
    "folder with this account as editor (a shared drive: as content manager)"
)
NOT_BUILT = (
    "Google refused to build the sheet; see whether cycle.yaml has a 'locale' and a 'time_zone' that Google knows, "
    "such as en_GB and Europe/London; if it has, please report it as a fault of sheetreview"
)
NOT_NOTED = (
    "Google refused the notes; where this is not the account that made the sheet, sign in with that one, because the "
    "sheet is protected against others; otherwise please report it as a fault of sheetreview"
)


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


def refusal_in(status: int, body: object) -> Refusal | None:
    """What an answer says went wrong; None when nothing did.

    ``body`` is the parsed JSON, or None for an answer that is none (a page of a proxy, a cut-off answer).
    """
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return errors.SERVER_ERROR
    if status == HTTPStatus.NO_CONTENT:
        return None
    if not isinstance(body, dict):
        return errors.NOT_GOOGLE
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    error = body.get("error")
    return _refusal_named(status, error if isinstance(error, dict) else {})


def _refusal_named(status: int, error: Mapping[object, object]) -> Refusal:
    """The refusal in the ``error`` of an answer: by its message, its status, or its word for the reason."""
    message, word = str(error.get("message", "")).casefold(), _word_in(error)
    if "sharing quota" in message:
        return errors.SHARING_LIMIT
    if status == HTTPStatus.BAD_REQUEST and "not supported for this document" in message:
        return errors.NOT_A_SHEET
    if status == HTTPStatus.CONFLICT and word != errors.ABORTED.code:
        return errors.IN_USE
    if status == HTTPStatus.UNAUTHORIZED:
        return errors.SIGN_IN_REFUSED
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return errors.RATE_LIMIT
    return _REASONS.get(word) or replace(errors.REMOTE, code=word or f"http{status}")


def _word_in(error: Mapping[object, object]) -> str:
    """The first word that says more than 'forbidden'; '' when there is none."""
    words = [word for word in _words(error) if isinstance(word, str) and _is_word(word)]
    return next((word for word in words if word != "forbidden"), words[0] if words else "")


def _words(error: Mapping[object, object]) -> Iterator[object]:
    """Drive names the reason under ``errors``, Sheets under ``details`` or, for want of one, as ``status``."""
    for part in ("details", "errors"):
        entries = error.get(part)
        if isinstance(entries, list):
            yield from (entry.get("reason") for entry in entries if isinstance(entry, dict))
    yield error.get("status")


def _is_word(text: str) -> bool:
    return text.isascii() and text.replace("_", "").isalnum() and len(text) <= _CODE_LENGTH


def meaning(refusal: Refusal | None) -> Meaning:
    """What to do after a try that ended with a refusal, or with none."""
    if refusal is None:
        return Meaning.DONE
    if refusal in _NOT_DONE:
        return Meaning.AGAIN
    if refusal in _PERHAPS_DONE:
        return Meaning.UNSURE
    if refusal.stops:
        return Meaning.STOP
    return Meaning.STOP_SHARING if refusal == errors.SHARING_LIMIT else Meaning.FAIL


def wait_after(tries: int, jitter: float, asked: float | None) -> float:
    """Seconds to wait after a number of tries; ``jitter`` is from 0 to 1, ``asked`` what the answer asks to wait."""
    return asked + jitter if asked is not None else min(2.0 ** (tries - 1) + jitter, _LONGEST_WAIT)


def asked_wait(header: str | None) -> float | None:
    """The seconds of a Retry-After header; None without one, or with a date (which Google does not send)."""
    text = (header or "").strip()
    return float(text) if text.isascii() and text.isdigit() else None


def error_for(refusal: Refusal, *, kind: str, api: str) -> RemoteError:
    """The error for a refusal of Google.

    ``kind`` is how one is signed in (``user`` or ``service account``), ``api`` the name of the API that was called.
    """
    reason = _reason(refusal, kind, api)
    if refusal in (errors.NO_SCOPE, errors.SIGN_IN_REFUSED):
        return SignInError(reason, refusal)
    return SharingStopped(reason, refusal) if refusal == errors.SHARING_LIMIT else RemoteError(reason, refusal)


def _reason(refusal: Refusal, kind: str, api: str) -> str:
    if kind == "service account" and refusal in _FOR_SERVICE_ACCOUNT:
        return _FOR_SERVICE_ACCOUNT[refusal]
    if refusal == errors.API_OFF:
        return f"the {api} is not switched on in your Google Cloud project; {refusal.fix}"
    if refusal.code not in errors.REFUSALS:
        return f"Google refused it and gives only its own word for the reason, {refusal.code}; {refusal.fix}"
    return refusal.reason


def gave_up(refusals: Sequence[Refusal], *, kind: str, api: str) -> RemoteError:
    """The error for a call that was tried as often as is allowed; ``refusals`` is what each try ended with.

    When every try ended alike and the cause lies outside of the one file, the run stops: the next calls would fare no
    better and only take as long.
    """
    error = error_for(refusals[-1], kind=kind, api=api)
    always_the_same = len(refusals) > 1 and len(set(refusals)) == 1
    error.stops = error.stops or (always_the_same and refusals[0] in _OUTSIDE_CAUSES)
    return error


def asked_to_wait(seconds: float) -> RemoteError:
    """The error for an answer that asks for a longer wait than a run should take."""
    minutes = round(seconds / 60)
    again = "run the same command again: it goes on where it stopped"
    return RemoteError(
        f"Google asks to wait {minutes} minutes before the next call; after that, {again}",
        errors.RATE_LIMIT,
        stops=True,
    )


def token_refused(error: str, description: str, *, kind: str) -> SignInError:
    """The error for a sign-in that Google's token service refused; ``error`` and ``description`` as it gave them."""
    refusal = _user_token(error) if kind == "user" else _service_token(error, description.casefold())
    return SignInError(refusal.reason, refusal)


def _user_token(error: str) -> Refusal:
    if error in ("invalid_client", "deleted_client", "disabled_client", "unauthorized_client"):
        return errors.CLIENT_GONE
    if error in ("admin_policy_enforced", "org_internal", "access_denied"):
        return errors.CLIENT_BLOCKED
    return replace(errors.NO_SCOPE, code=error) if error == "invalid_scope" else errors.SIGN_IN_EXPIRED


def _service_token(error: str, description: str) -> Refusal:
    if error in ("unauthorized_client", "access_denied", "invalid_scope"):
        return errors.NO_DELEGATION
    if "iat and exp" in description or "timeframe" in description:
        return errors.WRONG_CLOCK
    if "email or user id" in description or "account not found" in description:
        return errors.ACCOUNT_UNKNOWN
    return errors.KEY_REFUSED
