"""Access tokens: fetched when there is none, when it is about to run out, and when Google no longer takes it."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import requests
from google.auth import exceptions
from google.auth.transport import Request, Response

from sheetreview.errors import NOT_GOOGLE, RATE_LIMIT, SERVER_ERROR, Refusal
from sheetreview.google import refusals
from sheetreview.google.signin import SignIn
from sheetreview.google.transport import TOKEN_URL, new_session, parsed, sent

_PASSING = ("internal_failure", "server_error", "temporarily_unavailable")
"""What the token service says of trouble that passes."""


class TokenTrouble(Exception):  # noqa: N818 -- it is no error yet: the call that needed the token is tried again
    """No token could be had just now: why, and the seconds that the token service asks to wait."""

    def __init__(self, refusal: Refusal, asked: float | None = None) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.asked = asked


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
            self._sign_in.credentials.refresh(_TokenRequest(self._session))
        except exceptions.RefreshError as error:
            answer = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], Mapping) else {}
            words = [str(answer.get(key, "")) for key in ("error", "error_description")]
            raise refusals.token_refused(*words, kind=self._sign_in.kind) from None


class _TokenRequest(Request):
    """How google-auth asks for a token: here, and nowhere else, and without its own waits and tries."""

    def __init__(self, session: requests.Session) -> None:
        self._session = session

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002 -- google-auth's interface; there is one timeout for all
        **_others: object,
    ) -> Response:
        if url != TOKEN_URL:
            raise exceptions.TransportError("nothing but tokens is asked for")  # type: ignore[no-untyped-call]
        answer = sent(self._session, method, url, data=body, headers=headers)
        if isinstance(answer, Refusal):
            raise TokenTrouble(answer)
        if refusal := _trouble(answer):
            raise TokenTrouble(refusal, refusals.asked_wait(answer.headers.get("Retry-After")))
        return _TokenAnswer(answer)


class _TokenAnswer(Response):
    def __init__(self, answer: requests.Response) -> None:
        self._answer = answer

    @property
    def status(self) -> int:
        return self._answer.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        return self._answer.headers

    @property
    def data(self) -> bytes:
        return self._answer.content


def _trouble(answer: requests.Response) -> Refusal | None:
    """Why an answer is not the token service's last word; None for one that is."""
    body = parsed(answer)
    if isinstance(body, dict) and body.get("error") in _PASSING:
        return SERVER_ERROR
    refusal = refusals.refusal_in(answer.status_code, body)
    return refusal if refusal in (SERVER_ERROR, NOT_GOOGLE, RATE_LIMIT) else None
