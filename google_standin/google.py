"""All of the stand-in behind HTTP: one call in, one answer out.

A call goes through what Google has in front of a service (method, token, API switched on, scope, quota), then through
the checks against Google's own description of the API, and then to the service. What the stand-in answers is checked as
well.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from google_standin.accounts import Accounts
from google_standin.answers import (
    Answer,
    Api,
    Refusal,
    api_disabled,
    bad_request,
    invalid_credentials,
    json_answer,
    missing_scopes,
    not_implemented,
    quota_exceeded,
)
from google_standin.calls import Call, Handler
from google_standin.clock import Clock, Windows
from google_standin.drive import Drive
from google_standin.faults import LOSING, TOKEN_CALL, Faults, refusal
from google_standin.files import Files
from google_standin.ledger import Ledger
from google_standin.masks import apply_mask
from google_standin.permissions import Permissions
from google_standin.schemas import Method, discovery
from google_standin.settings import Settings
from google_standin.sheets import BadRequest, NotImplementedYet
from google_standin.spreadsheets import READS, Spreadsheets
from google_standin.tokens import consent, token

SHEETS_A_MINUTE = 60
SHEETS_A_MINUTE_AND_PROJECT = 300
DRIVE_UNITS_A_MINUTE = 325_000
CONSENT_PAGES = ("/o/oauth2/auth", "/o/oauth2/v2/auth")
_BASES: Mapping[str, Api] = {"/drive/v3/": "drive", "/v4/": "sheets"}
_TRY_AGAIN = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "authError"})
_DEFAULT_FIELDS = {
    "File": "kind,id,name,mimeType",
    "FileList": "kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)",
    "Permission": "kind,id,type,role",
    "PermissionList": "kind,nextPageToken,permissions(kind,id,type,role)",
    "Drive": "kind,id,name",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request; ``target`` is the path with its query, the names of ``headers`` are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        """The query's names and values."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What happens on the wire: the answer, or the fault that keeps it back."""

    answer: Answer
    fault: str = ""
    call: str = ""


class Google:
    """One world of accounts, files and faults; safe to use from several threads."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.settings = Settings()
        self.ledger = Ledger()
        self.faults = Faults()
        self.accounts = Accounts(clock)
        self.files = Files(clock, self.settings)
        self.lock = threading.RLock()
        self.drive = Drive(self.files, self.accounts, clock)
        permissions = Permissions(self.files, self.accounts, self.ledger, self.settings)
        sheets = Spreadsheets(self.files, self.drive, clock)
        self._handlers: dict[str, Handler] = {
            **self.drive.handlers(),
            **permissions.handlers(),
            **sheets.handlers(),
        }
        self._windows = Windows()

    def answer(self, request: Request) -> Outcome:
        """What a request to Google gets."""
        if request.path in {"/token", *CONSENT_PAGES}:
            return self._sign_in(request)
        api = next((api for base, api in _BASES.items() if request.path.startswith(base)), None)
        method = discovery().method(api, request.method, request.path) if api else None
        if api is None or method is None:
            self.ledger.not_implemented(f"{request.method} {request.path}")
            return Outcome(answer=not_implemented(api or "drive", f"{request.method} {request.path}").answer)
        self.ledger.called(method.id, request.body)
        key = self.ledger.tried(method.id, request.method, request.target, request.body)
        outcome = self._with_faults(method, request)
        again = outcome.answer.status in {401, 408, 429} or outcome.answer.status >= 500
        if not (outcome.fault or again or outcome.answer.reason in _TRY_AGAIN):
            self.ledger.settled(key)
        self._wait(method.id)
        return outcome

    def _sign_in(self, request: Request) -> Outcome:
        fault = self.faults.strikes(TOKEN_CALL) if request.path == "/token" else ""
        error = refusal(fault, "drive", TOKEN_CALL, "") if fault else None
        if fault:
            self.ledger.fault(fault)
        if error is not None:
            return Outcome(answer=error.answer)
        if fault == "reset-before":
            return Outcome(answer=Answer(), fault=fault)
        try:
            with self.lock:
                self.ledger.called("token" if request.path == "/token" else "consent", request.body)
                if request.path != "/token":
                    query = {name: values[-1] for name, values in request.query.items()}
                    return Outcome(answer=consent(self.accounts, query, email=self.settings.consents))
                form = parse_qs(request.body.decode(), keep_blank_values=True)
                answer = token(self.accounts, {name: values[-1] for name, values in form.items()})
                return Outcome(answer=answer, fault=fault)
        except Refusal as refused:
            self.ledger.refusal("token", refused.answer.status, refused.answer.reason)
            return Outcome(answer=refused.answer)

    def _with_faults(self, method: Method, request: Request) -> Outcome:
        fault = self.faults.strikes(method.id)
        if not fault:
            return Outcome(answer=self._answered(method, request))
        self.ledger.fault(fault)
        if fault == "401":
            self.accounts.forget_access_token(request.headers.get("authorization", ""))
        error = refusal(fault, method.api, method.id, _quota(method.id))
        if fault not in LOSING:
            if error is not None:
                return Outcome(answer=error.answer)
            return Outcome(answer=Answer(), fault=fault, call=method.id)
        answer = self._answered(method, request, fault)
        if error is not None:
            return Outcome(answer=error.answer)
        if fault == "mail-failed":
            return Outcome(answer=answer)
        return Outcome(answer=answer, fault=fault, call=method.id)

    def _answered(self, method: Method, request: Request, fault: str = "") -> Answer:
        try:
            with self.lock:
                self.clock.tick()
                return self._served(method, request, fault)
        except Refusal as refused:
            self.ledger.refusal(method.id, refused.answer.status, refused.answer.reason)
            return refused.answer

    def _served(self, method: Method, request: Request, fault: str) -> Answer:
        authorization = request.headers.get("authorization", "")
        grant = self.accounts.caller(authorization)
        if grant is None:
            raise invalid_credentials(method.api)
        if method.api in self.settings.disabled_apis:
            raise api_disabled(method.api)
        if not grant.scopes & method.scopes:
            raise missing_scopes(method.api, sorted(method.scopes), method.id)
        self._take_quota(method, grant.email)
        body = self._checked_body(method, request)
        handler = self._handlers.get(method.id)
        if handler is None:
            self.ledger.not_implemented(method.id)
            raise not_implemented(method.api, method.id)
        call = Call(kind=method.id, grant=grant, params=method.path_params, query=request.query, body=body, fault=fault)
        return self._rendered(method, call, self._handled(method, handler, call))

    def _take_quota(self, method: Method, email: str) -> None:
        kind = _quota(method.id)
        if method.api == "drive":
            wanted = {f"{email} drive": (_units(method), DRIVE_UNITS_A_MINUTE)}
        else:
            wanted = {
                f"{email} {kind}": (1, SHEETS_A_MINUTE),
                f"project {kind}": (1, SHEETS_A_MINUTE_AND_PROJECT),
            }
        if self._windows.allow(self.clock.now(), wanted):
            raise quota_exceeded(method.api, kind)

    def _checked_body(self, method: Method, request: Request) -> dict[str, Any]:
        problems = discovery().validate_query(method, request.query)
        body: Any = {}
        if request.body and method.request is None:
            problems.append("a body where none belongs")
        elif request.body:
            try:
                body = json.loads(request.body)
            except ValueError:
                problems.append("a body that is no JSON")
            else:
                problems += discovery().validate_body(method.api, str(method.request), body)
        if problems:
            for problem in problems:
                self.ledger.violation(f"{method.id}: {problem}")
            raise bad_request(method.api, "; ".join(problems))
        found: dict[str, Any] = body
        return found

    def _handled(self, method: Method, handler: Handler, call: Call) -> dict[str, Any] | None:
        try:
            return handler(call)
        except BadRequest as error:
            raise bad_request(method.api, str(error)) from error
        except NotImplementedYet as error:
            self.ledger.not_implemented(f"{method.id}: {error.kind}")
            raise not_implemented(method.api, error.kind) from error
        except Refusal as refused:
            if refused.answer.status == 501:
                self.ledger.not_implemented(f"{method.id}: {refused.answer.body.decode()}")
            raise

    def _rendered(self, method: Method, call: Call, value: dict[str, Any] | None) -> Answer:
        if value is None:
            return Answer(status=204)
        fields = call.text("fields") or (_DEFAULT_FIELDS.get(str(method.response), "") if method.api == "drive" else "")
        shown = apply_mask(value, fields) if fields else value
        for problem in discovery().validate_body(method.api, str(method.response), shown):
            self.ledger.violation(f"{method.id}: the stand-in's own answer: {problem}")
        return json_answer(shown)

    def _wait(self, kind: str) -> None:
        latency = self.settings.latency
        if seconds := latency.get(kind, latency.get("", 0.0)):
            self.clock.sleep_until(self.clock.now() + seconds)


def _quota(kind: str) -> str:
    return "Read" if kind in READS else "Write"


def _units(method: Method) -> int:
    if method.http_method != "GET":
        return 50
    return 100 if method.id.endswith(".list") else 5
