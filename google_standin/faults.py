"""Scripted faults: what goes wrong, at which call.

A fault strikes before the call takes effect, or after it (the answer is lost, the effect is not):

| name | the client sees | takes effect |
|---|---|---|
| 429, 429-retry-after | quota exceeded, without and with ``Retry-After: 7`` | no |
| rateLimitExceeded … notFound | an error of that reason, in the service's own shape | no |
| invalidSharingRequest | a permission is refused | no |
| mail-failed | the same reason, but the file is shared | yes |
| 401 | the access token is no longer good | no |
| 500, 502-html, 503 | a server error; 502 is a page of HTML | no |
| 503-after | a server error | yes |
| cut-off | half of the answer, then the end of the connection | yes |
| timeout | no answer, then the end of the connection | yes |
| reset-before, reset-after | the connection is reset | no, yes |
| hang-before, hang-after | nothing, for as long as the client lives | no, yes |

A client waits three minutes for an answer, and no test can; so ``timeout`` closes the connection without a word, which
HTTP libraries report as a broken connection. To a client both say the same: nobody knows whether the call took effect.
A fault that cannot happen in a call (a full disk when a file is read) does not strike there.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from google_standin.answers import (
    Answer,
    Api,
    Refusal,
    api_disabled,
    drive_refusal,
    invalid_credentials,
    json_answer,
    missing_scopes,
    quota_exceeded,
    sheets_refusal,
)

RETRY_AFTER = {"Retry-After": "7"}
LOSING = frozenset({"503-after", "cut-off", "timeout", "reset-after", "hang-after", "mail-failed"})
"""Faults that strike after the call took effect."""

_REASONS: Mapping[str, tuple[int, str, str]] = {
    "rateLimitExceeded": (403, "usageLimits", "Rate Limit Exceeded"),
    "userRateLimitExceeded": (403, "usageLimits", "User Rate Limit Exceeded"),
    "dailyLimitExceeded": (403, "usageLimits", "Daily Limit Exceeded"),
    "storageQuotaExceeded": (403, "global", "The user's Drive storage quota has been exceeded."),
    "sharingRateLimitExceeded": (
        403,
        "global",
        'Rate limit exceeded. User message: "These item(s) could not be shared because a rate limit was exceeded"',
    ),
    "insufficientFilePermissions": (403, "global", "The user does not have sufficient permissions for this file."),
    "notFound": (404, "global", "File not found: ."),
    "invalidSharingRequest": (400, "global", 'Bad Request. User message: "ACL change not allowed."'),
}
_ONLY_IN: Mapping[str, frozenset[str]] = {
    "storageQuotaExceeded": frozenset({"drive.files.create", "sheets.spreadsheets.create"}),
    "sharingRateLimitExceeded": frozenset({"drive.permissions.create"}),
    "invalidSharingRequest": frozenset({"drive.permissions.create"}),
    "mail-failed": frozenset({"drive.permissions.create"}),
}
_DRIVE_ONLY = frozenset({"dailyLimitExceeded", "userRateLimitExceeded"})
_NEEDS_FILE = frozenset({"insufficientFilePermissions", "notFound"})
_PLAIN = ("429", "429-retry-after", "401", "500", "502-html", "503", "accessNotConfigured", "insufficientPermissions")
_CUT = ("reset-before", "hang-before", *sorted(LOSING))
NAMES = frozenset({*_PLAIN, *_CUT, *_REASONS})

TOKEN_CALL = "token"  # noqa: S105 -- the name of a call
_HTML = (
    b"<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>\n<title>Error 502 (Server Error)!!1</title>\n"
    b"<p><b>502.</b> <ins>That's an error.</ins>\n<p>The server encountered a temporary error and could not complete "
    b"your request.<p>Please try again in 30 seconds. <ins>That's all we know.</ins>\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """When faults strike: at the ``at``-th matching call (the first is 1) and ``times`` in a row, or at a ``rate``.

    ``kinds`` names what happens, one of them by chance with a rate; ``calls`` the method ids that match, all but the
    token endpoint when it is empty.
    """

    kinds: tuple[str, ...]
    at: int = 0
    times: int = 1
    rate: float = 0.0
    seed: int = 0
    calls: frozenset[str] = frozenset()

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Script:
        """A script as the control address takes it. Raises ValueError for unknown names and kinds."""
        known = {"kinds", "at", "times", "rate", "seed", "calls"}
        kinds = tuple(data.get("kinds", ()))
        problems = sorted({str(name) for name in data if name not in known} | {k for k in kinds if k not in NAMES})
        if problems or not kinds:
            raise ValueError(f"no such fault: {', '.join(problems) or 'kinds is empty'}")
        numbers = {name: data[name] for name in ("at", "times", "rate", "seed") if name in data}
        return cls(kinds=kinds, calls=frozenset(data.get("calls", ())), **numbers)


class Faults:
    """The scripts in force; counts calls from the moment they were set."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._scripts: list[tuple[Script, random.Random]] = []
        self._seen: list[int] = []
        self.hanging = threading.Condition()
        self.hung = ""

    def play(self, scripts: Iterable[Script]) -> None:
        """From now on these scripts, and no others."""
        with self._lock:
            self._scripts = [(script, random.Random(script.seed)) for script in scripts]
            self._seen = [0] * len(self._scripts)

    def strikes(self, call: str) -> str:
        """The fault that strikes in this call; empty when all goes well."""
        struck = ""
        with self._lock:
            for number, (script, chance) in enumerate(self._scripts):
                kinds = [kind for kind in script.kinds if can_happen(kind, call)]
                if call not in script.calls if script.calls else call == TOKEN_CALL:
                    continue
                self._seen[number] += 1
                seen = self._seen[number]
                hit = script.at <= seen < script.at + script.times if script.at else chance.random() < script.rate
                if hit and kinds and not struck:
                    struck = chance.choice(kinds) if script.rate else kinds[0]
        return struck

    def hang(self, call: str) -> None:
        """Tell those who wait for it that a call hangs now."""
        with self.hanging:
            self.hung = call
            self.hanging.notify_all()

    def wait_for_hang(self, seconds: float) -> str:
        """The call that hangs, as soon as one does; empty when none did in that time."""
        with self.hanging:
            self.hanging.wait_for(lambda: bool(self.hung), seconds)
            hung, self.hung = self.hung, ""
            return hung


def can_happen(kind: str, call: str) -> bool:
    """Whether Google could answer a call like this."""
    if call == TOKEN_CALL:
        return kind in {"500", "502-html", "503", "cut-off", "timeout", "reset-before", "reset-after"}
    if kind in _ONLY_IN:
        return call in _ONLY_IN[kind]
    if kind in _DRIVE_ONLY:
        return call.startswith("drive.")
    if kind in _NEEDS_FILE:
        return (
            call.endswith((".update", ".delete", "batchUpdate", "spreadsheets.get"))
            or call.startswith(("drive.permissions.", "sheets.spreadsheets.values."))
            or call == "drive.files.get"
        )
    return True


def refusal(kind: str, api: Api, call: str, quota: str) -> Refusal | None:
    """The error answer of a fault; None for one that is no answer. ``quota`` is Read or Write."""
    if kind in {"429", "429-retry-after"}:
        return quota_exceeded(api, quota, headers=RETRY_AFTER if kind.endswith("after") else None)
    if kind == "401":
        return invalid_credentials(api)
    if kind == "accessNotConfigured":
        return api_disabled(api)
    if kind == "insufficientPermissions":
        return missing_scopes(api, [], call)
    if kind == "502-html":
        return Refusal(
            Answer(status=502, body=_HTML, headers={"Content-Type": "text/html; charset=UTF-8"}, reason=kind)
        )
    if kind in {"500", "503", "503-after"}:
        return _server_error(api, call, int(kind[:3]))
    if kind in _REASONS:
        return _reason(kind, api, quota)
    return None


def _server_error(api: Api, call: str, code: int) -> Refusal:
    if call == TOKEN_CALL:
        return Refusal(json_answer({"error": "internal_failure"}, status=code, reason="internal_failure"))
    if api == "drive":
        reason, message = ("backendError", "Internal Error") if code == 500 else ("backendError", "Service Unavailable")
        return drive_refusal(code, reason, message)
    messages = {500: "Internal error encountered.", 503: "The service is currently unavailable."}
    return sheets_refusal(code, messages[code])


def _reason(kind: str, api: Api, quota: str) -> Refusal:
    if api == "drive":
        code, domain, message = _REASONS[kind]
        return drive_refusal(code, kind, message, domain=domain)
    if kind == "rateLimitExceeded":
        return quota_exceeded(api, quota)
    if kind == "notFound":
        return sheets_refusal(404, "Requested entity was not found.")
    return sheets_refusal(403, "The caller does not have permission")
