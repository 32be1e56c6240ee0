"""Every call to Google passes here: spaced out, signed in, timed, counted, and tried again where that does no harm."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from gspread.http_client import FileType, HTTPClient, ParamsType

from sheetreview.errors import RemoteError
from sheetreview.google import retry, wording
from sheetreview.google.clock import Clock
from sheetreview.google.limiter import Limiter
from sheetreview.google.retry import Meaning
from sheetreview.google.sending import parsed, sent
from sheetreview.google.signin import SignIn
from sheetreview.google.tokens import Tokens, TokenTrouble
from sheetreview.google.transport import SHEETS_HOST, TIMEOUT, new_session

SHEETS_READS, SHEETS_WRITES, DRIVE = "sheets reads", "sheets writes", "drive"
_HARMLESS = frozenset({"GET", "PATCH"})
"""What may be done twice: reading, and setting something to a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """How one try ended: ``code`` as of ``retry.code_of``, the seconds it took, the seconds it asks to wait."""

    code: str
    seconds: float = 0.0
    asked: float | None = None
    answer: requests.Response | None = None


class Unsure(Exception):  # noqa: N818 -- a question, not an error: the caller looks whether it was done
    """A call that must not be done twice may have been done."""


class Wire:
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

    def session(self) -> requests.Session:
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
    ) -> tuple[Try, str]:
        """One try of a call, and the authorization it was sent with; ``refused`` as of ``Tokens.headers``.

        Without ``paced`` its turn was taken before.
        """
        try:
            headers = self._tokens.headers(refused)
        except TokenTrouble as trouble:
            self._heard(trouble.code)
            # Whatever became of the token, the call itself did not go out.
            known = trouble.code in (retry.RATE_LIMIT, retry.CERTIFICATE)
            return Try(code=trouble.code if known else retry.UNREACHABLE, asked=trouble.asked), ""
        kind = _kind(method, url)
        if paced and kind in self._limiters:
            self._limiters[kind].wait()
        with self._lock:
            self._counts[kind] += 1
        started = time.monotonic()
        answer = sent(self.session(), method, url, headers=headers, params=params, json=json)
        seconds = time.monotonic() - started
        used = headers.get("authorization", "")
        self._heard(answer if isinstance(answer, str) else "")
        if isinstance(answer, str):
            return Try(code=answer, seconds=seconds), used
        code = retry.code_of(answer.status_code, parsed(answer))
        asked = retry.asked_wait(answer.headers.get("Retry-After"))
        return Try(code=code, seconds=seconds, asked=asked, answer=answer), used

    def _heard(self, code: str) -> None:
        if code != retry.UNREACHABLE:
            self.reached = True


class Call(HTTPClient):
    """One thing asked of Google, with its own number of tries. gspread's methods work on it.

    ``harmless`` may be done twice. ``at_once`` goes out now or not at all: its turn was taken before, and without an
    answer it is Unsure, for the caller to look again before any further try.
    """

    def __init__(self, wire: Wire, *, harmless: bool = False, at_once: bool = False) -> None:
        super().__init__(wire.sign_in.credentials, wire.session())
        self.set_timeout(TIMEOUT)
        self._wire = wire
        self._harmless = harmless
        self._at_once = at_once
        self._codes: list[str] = []
        self._spent = 0.0
        self._api = ""
        self._last = Try(code="")

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
        """An answer that is JSON. Raises RemoteError, or Unsure when it may have been done and must not be twice."""
        if data is not None or files is not None or headers is not None:
            raise ValueError("nothing is uploaded")
        self._api = "Google Sheets API" if urlsplit(endpoint).hostname == SHEETS_HOST else "Google Drive API"
        harmless = self._harmless or method.upper() in _HARMLESS
        authorization = ""
        while True:
            refused = authorization if self._last.code == retry.NOT_SIGNED_IN else ""
            self._last, authorization = self._wire.send(
                method.upper(), endpoint, refused=refused, params=params, json=json, paced=not self._at_once
            )
            self._spent += self._last.seconds
            found = retry.meaning(self._last.code)
            if found is Meaning.DONE and self._last.answer is not None:
                return self._last.answer
            self._codes.append(self._last.code)
            if found in (Meaning.STOP, Meaning.STOP_SHARING, Meaning.FAIL):
                raise wording.refusal(self._last.code, kind=self._wire.sign_in.kind, api=self._api)
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

    def rest(self) -> bool:
        """Wait as the last try's end asks for; False, at once, when there may be no further try."""
        asked = self._last.asked
        if asked is not None and asked > retry.MAX_SECONDS:
            raise wording.asked_to_wait(asked)
        wait = retry.wait_after(len(self._codes), secrets.SystemRandom().random(), asked)
        # When Google was never reached there is no network; when it was, the connection may come back.
        most = retry.MAX_TRIES if self._wire.reached else retry.FIRST_TRIES
        if len(self._codes) >= most or self._spent + wait > retry.MAX_SECONDS:
            return False
        self._spent += wait
        clock = self._wire.clock
        clock.sleep_until(clock.now() + wait)
        return True

    def gave_up(self) -> RemoteError:
        """The error to raise when there may be no further try."""
        return wording.gave_up(self._codes, kind=self._wire.sign_in.kind, api=self._api)


def _kind(method: str, url: str) -> str:
    if urlsplit(url).hostname != SHEETS_HOST:
        return DRIVE
    return SHEETS_READS if method == "GET" else SHEETS_WRITES
