"""Every call to Google passes here: spaced out, signed in, timed, counted, and tried again where that does no harm."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from google.auth import exceptions
from gspread.http_client import FileType, HTTPClient, ParamsType

from sheetreview import errors
from sheetreview.errors import Refusal, RemoteError
from sheetreview.google import refusals
from sheetreview.google.limiter import Clock, Limiter
from sheetreview.google.refusals import Meaning
from sheetreview.google.signin import SignIn
from sheetreview.google.transport import SHEETS_HOST, TIMEOUT, TOKEN_URL, json_of, new_session, send

T = TypeVar("T")

SHEETS_READS, SHEETS_WRITES, DRIVE = "sheets reads", "sheets writes", "drive"
_PASSING = ("internal_failure", "server_error", "temporarily_unavailable")
"""What the token service says of trouble that passes."""
_HARMLESS = frozenset({"GET", "PATCH"})
"""What may be done twice: reading, and setting something to a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """How one try ended: with an answer that is JSON, or with a refusal.

    ``seconds`` is the time it took, ``asked`` the seconds that it asks to wait; ``authorization`` went with it.
    """

    outcome: requests.Response | Refusal
    seconds: float = 0.0
    asked: float | None = None
    authorization: str = ""


class Unsure(Exception):  # noqa: N818 -- a question, not an error: the caller looks whether it was done
    """A call that must not be done twice may have been done."""


class TokenTrouble(Exception):  # noqa: N818 -- it is no error yet: the call that needed the token is tried again
    """No token could be had just now: why, and the seconds that the token service asks to wait."""

    def __init__(self, refusal: Refusal, asked: float | None = None) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.asked = asked


@dataclass(frozen=True, slots=True, kw_only=True)
class _TokenAnswer:
    """An answer of the token service, as google-auth reads one."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class Tokens:
    """The tokens of one sign-in, for any number of threads: only one of them fetches, the others wait for it."""

    def __init__(self, sign_in: SignIn, base: str) -> None:
        self._sign_in = sign_in
        self._lock = threading.Lock()
        self._session = new_session(base)

    def headers(self, refused: str = "") -> dict[str, str]:
        """The headers that sign a call in; ``refused`` is the ``authorization`` that Google did not take.

        Raises TokenTrouble when the token service cannot be reached, SignInError when it refuses.
        """
        credentials = self._sign_in.credentials
        with self._lock:
            headers: dict[str, str] = {}
            if credentials.token is not None:
                credentials.apply(headers)
            if not credentials.valid or (refused and headers.get("authorization") == refused):
                self._fetch()
                headers.clear()
                credentials.apply(headers)
            return headers

    def close(self) -> None:
        """Close the connection to the token service."""
        self._session.close()

    def _fetch(self) -> None:
        try:
            self._sign_in.credentials.refresh(self._request)
        except exceptions.RefreshError as error:
            answer = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], Mapping) else {}
            words = [str(answer.get(key, "")) for key in ("error", "error_description")]
            raise refusals.token_refused(*words, kind=self._sign_in.kind) from None

    def _request(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_others: object,
    ) -> _TokenAnswer:
        """Ask for a token, as google-auth does: here and nowhere else, without its own timeouts, waits and tries."""
        if url != TOKEN_URL:
            raise exceptions.TransportError("nothing but tokens is asked for")  # type: ignore[no-untyped-call]
        answer = send(self._session, method, url, data=body, headers=headers)
        if isinstance(answer, Refusal):
            raise TokenTrouble(answer)
        if refusal := _trouble(answer):
            raise TokenTrouble(refusal, refusals.asked_wait(answer.headers.get("Retry-After")))
        return _TokenAnswer(status=answer.status_code, headers=answer.headers, data=answer.content)


def _trouble(answer: requests.Response) -> Refusal | None:
    """Why an answer is not the token service's last word; None for one that is."""
    body = json_of(answer)
    if isinstance(body, dict) and body.get("error") in _PASSING:
        return errors.SERVER_ERROR
    refusal = refusals.refusal_in(answer.status_code, body)
    return refusal if refusal in (errors.SERVER_ERROR, errors.NOT_GOOGLE, errors.RATE_LIMIT) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A call that must not be done twice and may have been done: the caller looks whether it was.

    If it was not, ``failure`` is the error to raise; None: try again. ``refused``: Google did answer, by the refusal
    that leaves it open.
    """

    failure: RemoteError | None
    refused: bool = False


class ApiSession:
    """What all calls share: the sign-in, the pace, a session for each thread, the counts."""

    def __init__(self, sign_in: SignIn, base: str, clock: Clock) -> None:
        self.sign_in = sign_in
        self.clock = clock
        self.reached = False
        """Whether anything on the other side has ever been there in this run."""
        self._base = base
        self._tokens = Tokens(sign_in, base)
        self._limiters = {SHEETS_READS: Limiter(clock), SHEETS_WRITES: Limiter(clock)}
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._own = threading.local()
        self._sessions: list[requests.Session] = []

    def requests_session(self) -> requests.Session:
        """This thread's session."""
        found: requests.Session | None = getattr(self._own, "session", None)
        if found is None:
            found = self._own.session = new_session(self._base)
            with self._lock:
                self._sessions.append(found)
        return found

    def counts(self) -> dict[str, int]:
        """Number of calls by kind, tries included."""
        with self._lock:
            return dict(self._counts)

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for session in self._sessions:
                session.close()
        self._tokens.close()

    def turn_to_write(self) -> None:
        """Return when the next call that writes to a sheet may go out."""
        self._limiters[SHEETS_WRITES].wait()

    def send(
        self,
        method: str,
        url: str,
        *,
        refused: str,
        params: ParamsType | None,
        json: Mapping[str, Any] | None,
        paced: bool = True,
    ) -> Try:
        """One try of a call; ``refused`` as of ``Tokens.headers``. Without ``paced`` its turn was taken before."""
        try:
            headers = self._tokens.headers(refused)
        except TokenTrouble as trouble:
            self.reached = self.reached or trouble.refusal != errors.UNREACHABLE
            # Whatever became of the token, the call itself did not go out.
            known = trouble.refusal in (errors.RATE_LIMIT, errors.CERTIFICATE)
            return Try(outcome=trouble.refusal if known else errors.UNREACHABLE, asked=trouble.asked)
        kind = _kind(method, url)
        if paced and kind in self._limiters:
            self._limiters[kind].wait()
        with self._lock:
            self._counts[kind] += 1
        started = time.monotonic()
        answer = send(self.requests_session(), method, url, headers=headers, params=params, json=json)
        seconds = time.monotonic() - started
        used = headers.get("authorization", "")
        self.reached = self.reached or answer != errors.UNREACHABLE
        if isinstance(answer, Refusal):
            return Try(outcome=answer, seconds=seconds, authorization=used)
        return Try(
            outcome=refusals.refusal_in(answer.status_code, json_of(answer)) or answer,
            seconds=seconds,
            asked=refusals.asked_wait(answer.headers.get("Retry-After")),
            authorization=used,
        )


class Call(HTTPClient):
    """One thing asked of Google, with its own number of tries. gspread's methods work on it.

    ``harmless`` may be done twice. ``at_once`` goes out now or not at all: its turn was taken before, and without an
    answer it is Unsure, for the caller to look again before any further try.
    """

    def __init__(self, session: ApiSession, *, harmless: bool = False, at_once: bool = False) -> None:
        super().__init__(session.sign_in.credentials, session.requests_session())
        self.set_timeout(TIMEOUT)
        self._session = session
        self._harmless = harmless
        self._at_once = at_once
        self._refusals: list[Refusal] = []
        self._spent = 0.0
        self._api = ""
        self._asked: float | None = None
        self._refused_authorization = ""

    def request(
        self,
        method: str,
        endpoint: str,
        params: ParamsType | None = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: FileType = None,
        headers: MutableMapping[str, str] | None = None,
    ) -> requests.Response:
        """An answer that is JSON or empty. Raises RemoteError, or Unsure when it may be done and must not be twice."""
        if data is not None or files is not None or headers is not None:
            raise ValueError("nothing is uploaded")
        self._api = "Google Sheets API" if urlsplit(endpoint).hostname == SHEETS_HOST else "Google Drive API"
        harmless = self._harmless or method.upper() in _HARMLESS
        while True:
            tried = self._session.send(
                method.upper(),
                endpoint,
                refused=self._refused_authorization,
                params=params,
                json=json,
                paced=not self._at_once,
            )
            self._spent += tried.seconds
            if isinstance(tried.outcome, requests.Response):
                return tried.outcome
            self._asked = tried.asked
            self._refused_authorization = tried.authorization if tried.outcome == errors.SIGN_IN_REFUSED else ""
            self._wait_after(tried.outcome, harmless=harmless)

    def _wait_after(self, refusal: Refusal, *, harmless: bool) -> None:
        """Return when the call may be made again. Raises RemoteError or Unsure when it must not be."""
        self._refusals.append(refusal)
        found = refusals.meaning(refusal)
        if found in (Meaning.STOP, Meaning.STOP_SHARING, Meaning.FAIL):
            raise refusals.error_for(refusal, kind=self._session.sign_in.kind, api=self._api)
        if self._at_once or (found is Meaning.UNSURE and not harmless):
            raise Unsure
        if not self.rest():
            raise self.gave_up()

    def ask(
        self, method: str, url: str, params: Mapping[str, str], body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The answer's JSON object. Raises as ``request`` does."""
        found: dict[str, Any] = self.request(method, url, {**params}, json=body).json()
        return found

    def attempt(self, act: Callable[[], T], *, unclear: Refusal | None = None) -> T | Doubt:
        """What an act with this call gives; or the doubt whether it was done, after a lost answer or this refusal."""
        try:
            return act()
        except RemoteError as error:
            if error.refusal != unclear:
                raise
            return Doubt(failure=error, refused=True)
        except Unsure:
            return Doubt(failure=None if self.rest() else self.gave_up())

    def rest(self) -> bool:
        """Wait as the last try's end asks for; False, at once, when there may be no further try."""
        asked = self._asked
        if asked is not None and asked > refusals.MAX_SECONDS:
            raise refusals.asked_to_wait(asked)
        wait = refusals.wait_after(len(self._refusals), secrets.SystemRandom().random(), asked)
        # When Google was never reached there is no network; when it was, the connection may come back.
        most = refusals.MAX_TRIES if self._session.reached else refusals.FIRST_TRIES
        if len(self._refusals) >= most or self._spent + wait > refusals.MAX_SECONDS:
            return False
        self._spent += wait
        clock = self._session.clock
        clock.sleep_until(clock.now() + wait)
        return True

    def gave_up(self) -> RemoteError:
        """The error to raise when there may be no further try."""
        return refusals.gave_up(self._refusals, kind=self._session.sign_in.kind, api=self._api)


def _kind(method: str, url: str) -> str:
    if urlsplit(url).hostname != SHEETS_HOST:
        return DRIVE
    return SHEETS_READS if method == "GET" else SHEETS_WRITES
