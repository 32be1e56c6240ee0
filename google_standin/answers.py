"""What the stand-in answers: JSON bodies in the shapes Google gives them, errors above all.

Drive names a ``reason`` in ``errors``, Sheets a ``status`` and sometimes ``details``, the token endpoint a flat
``error``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Api = Literal["drive", "sheets"]

PROJECT = "618033988749"
STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}
_INVALID_CREDENTIALS = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
    "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
_PRODUCTS = {"drive": "Google Drive API", "sheets": "Google Sheets API"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer. ``body`` is sent as it is; ``reason`` names a refusal for the report."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


class Refusal(Exception):  # noqa: N818 -- it is an answer, not a mistake of this program
    """A call that gets an error answer and changes nothing."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"{answer.status} {answer.reason}")
        self.answer = answer


def json_answer(
    value: object, *, status: int = 200, headers: Mapping[str, str] | None = None, reason: str = ""
) -> Answer:
    """``value`` as a JSON answer."""
    sent = {"Content-Type": "application/json; charset=UTF-8"} | dict(headers or {})
    return Answer(status=status, body=json.dumps(value, ensure_ascii=False).encode(), headers=sent, reason=reason)


def drive_refusal(code: int, reason: str, message: str, *, domain: str = "global", **more: str) -> Refusal:
    """Drive's error body; ``more`` goes into its one entry of ``errors`` (location, locationType …)."""
    error = {
        "code": code,
        "message": message,
        "errors": [{"message": message, "domain": domain, "reason": reason, **more}],
    }
    return Refusal(json_answer({"error": error}, status=code, reason=reason))


def sheets_refusal(
    code: int, message: str, *, status: str = "", details: list[dict[str, Any]] | None = None, reason: str = ""
) -> Refusal:
    """The Sheets API's error body."""
    named = status or STATUS_NAMES[code]
    error: dict[str, Any] = {"code": code, "message": message, "status": named}
    if details:
        error["details"] = details
    return Refusal(json_answer({"error": error}, status=code, reason=reason or named))


def token_refusal(error: str, description: str, *, code: int = 400) -> Refusal:
    """The token endpoint's error body."""
    return Refusal(json_answer({"error": error, "error_description": description}, status=code, reason=error))


def _error_info(reason: str, metadata: dict[str, str]) -> dict[str, Any]:
    kind = "type.googleapis.com/google.rpc.ErrorInfo"
    return {"@type": kind, "reason": reason, "domain": "googleapis.com", "metadata": metadata}


def _both(api: Api, code: int, message: str, *, entry: dict[str, str], details: list[dict[str, Any]]) -> dict[str, Any]:
    """An error of the layer in front of both services: Drive's list of errors is added to what Sheets answers."""
    error: dict[str, Any] = {"code": code, "message": message}
    if api == "drive":
        error["errors"] = [entry]
    error["status"] = STATUS_NAMES[code]
    if details:
        error["details"] = details
    return {"error": error}


def invalid_credentials(api: Api) -> Refusal:
    """401: no token, an expired one or one that was taken back."""
    entry = {"message": "Invalid Credentials", "domain": "global", "reason": "authError"}
    entry |= {"location": "Authorization", "locationType": "header"}
    body = _both(api, 401, _INVALID_CREDENTIALS, entry=entry, details=[])
    challenge = {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'}
    return Refusal(json_answer(body, status=401, headers=challenge, reason="authError"))


def missing_scopes(api: Api, scopes: list[str], method: str) -> Refusal:
    """403: the token is good, but not for this."""
    entry = {"message": "Insufficient Permission", "domain": "global", "reason": "insufficientPermissions"}
    metadata = {"service": f"{api}.googleapis.com", "method": method}
    details = [_error_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", metadata)]
    body = _both(api, 403, "Request had insufficient authentication scopes.", entry=entry, details=details)
    wanted = " ".join(scopes)
    challenge = f'Bearer realm="https://accounts.google.com/", error="insufficient_scope", scope="{wanted}"'
    return Refusal(
        json_answer(body, status=403, headers={"WWW-Authenticate": challenge}, reason="insufficientPermissions")
    )


def api_disabled(api: Api) -> Refusal:
    """403: the Cloud project has not switched this API on."""
    where = f"https://console.developers.google.com/apis/api/{api}.googleapis.com/overview?project={PROJECT}"
    message = (
        f"{_PRODUCTS[api]} has not been used in project {PROJECT} before or it is disabled. Enable it by visiting "
        f"{where} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our "
        "systems and retry."
    )
    entry = {"message": message, "domain": "usageLimits", "reason": "accessNotConfigured"}
    entry["extendedHelp"] = "https://console.developers.google.com"
    metadata = {"service": f"{api}.googleapis.com", "consumer": f"projects/{PROJECT}", "activationUrl": where}
    body = _both(api, 403, message, entry=entry, details=[_error_info("SERVICE_DISABLED", metadata)])
    return Refusal(json_answer(body, status=403, reason="accessNotConfigured"))


def quota_exceeded(api: Api, kind: str, *, headers: Mapping[str, str] | None = None) -> Refusal:
    """429 of the Sheets API ("Read" or "Write" requests a minute and user), or Drive's."""
    if api == "drive":
        entry = {"message": "Rate Limit Exceeded", "domain": "usageLimits", "reason": "rateLimitExceeded"}
        error = {"code": 429, "message": "Rate Limit Exceeded", "errors": [entry]}
        return Refusal(json_answer({"error": error}, status=429, headers=headers, reason="rateLimitExceeded"))
    message = (
        f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests per minute per user' of service "
        f"'sheets.googleapis.com' for consumer 'project_number:{PROJECT}'."
    )
    metadata = {
        "service": "sheets.googleapis.com",
        "consumer": f"projects/{PROJECT}",
        "quota_metric": f"sheets.googleapis.com/{kind.lower()}_requests",
        "quota_limit": f"{kind}RequestsPerMinutePerUser",
        "quota_limit_value": "60",
        "quota_location": "global",
    }
    error_body = sheets_refusal(429, message, details=[_error_info("RATE_LIMIT_EXCEEDED", metadata)]).answer
    return Refusal(
        Answer(
            status=429,
            body=error_body.body,
            headers={**error_body.headers, **(headers or {})},
            reason="RATE_LIMIT_EXCEEDED",
        )
    )


def not_implemented(api: Api, what: str) -> Refusal:
    """501: this stand-in does not do it; a test that meets this has proved nothing."""
    message = f"The stand-in does not implement {what}."
    entry = {"message": message, "domain": "standin", "reason": "notImplemented"}
    return Refusal(json_answer(_both(api, 501, message, entry=entry, details=[]), status=501, reason="notImplemented"))


def bad_request(api: Api, message: str) -> Refusal:
    """400: a body, parameter or mask that Google's own description of the API does not know."""
    if api == "drive":
        return drive_refusal(400, "badRequest", message)
    return sheets_refusal(400, message)
