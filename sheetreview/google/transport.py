"""One request over the network: to Google's own addresses alone, or to a stand-in for them on this machine."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from ipaddress import ip_address
from json import loads
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests
from gspread.http_client import ParamsType
from requests import exceptions
from requests.adapters import HTTPAdapter

from sheetreview.errors import CERTIFICATE, CONNECTION_LOST, TIMED_OUT, UNREACHABLE, Refusal, RemoteError

REDIRECT = "SHEETREVIEW_GOOGLE_API"
"""The environment variable that sends every call to a stand-in on this machine."""
SHEETS_HOST = "sheets.googleapis.com"
DRIVE_HOST = "www.googleapis.com"
TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 -- an address
TIMEOUT = (5.0, 185.0)
"""Seconds to connect, and to wait for an answer: Google itself gives up after 180."""

_HOSTS = frozenset({SHEETS_HOST, DRIVE_HOST, "oauth2.googleapis.com"})
_TALKATIVE = ("urllib3", "requests", "google", "google_auth_oauthlib", "requests_oauthlib", "oauthlib")


def redirect(address: str | None = None) -> str:
    """The stand-in's address without a slash at the end; '' when calls go to Google.

    None is for the address in the environment. Raises RemoteError for one that is not of this machine, so that no
    sign-in is ever sent elsewhere.
    """
    given = (os.environ.get(REDIRECT, "") if address is None else address).strip()
    if not given:
        return ""
    parts = _parts(given)
    if parts is None or parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        raise RemoteError(
            f"{REDIRECT} has to be an address of this machine such as http://127.0.0.1:8080; "
            "correct it, or unset it to talk to Google",
            stops=True,
        )
    return f"http://{parts.netloc}"


def _parts(address: str) -> SplitResult | None:
    """The parts of an address of this machine with a port; None for any other."""
    try:
        parts = urlsplit(address)
        ours = ip_address(parts.hostname or "").is_loopback and bool(parts.port)
    except ValueError:
        return None
    return parts if ours and parts.scheme == "http" else None


def new_session(base: str) -> requests.Session:
    """A session for one thread; ``base`` is what ``redirect()`` gave."""
    session = requests.Session()
    fence(session, base)
    # With an auth of its own a session looks for no password in ~/.netrc, which would replace the sign-in.
    session.auth = lambda request: request
    return session


def fence(session: requests.Session, base: str) -> None:
    """Make a session reach Google's addresses only, or the stand-in in their place; and keep its libraries silent."""
    for name in _TALKATIVE:  # their messages contain addresses of files, and of people
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    adapter = _GoogleOnly(base)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    if base:
        session.trust_env = False


class _GoogleOnly(HTTPAdapter):
    def __init__(self, base: str) -> None:
        super().__init__(max_retries=0)
        self._base = base

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002 -- the signature is that of requests
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,  # noqa: FBT001, FBT002 -- the signature is that of requests
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        parts = urlsplit(request.url or "")
        if parts.scheme != "https" or parts.netloc not in _HOSTS:
            raise RemoteError("a call to an address that is not Google's was refused", stops=True)
        if self._base:
            request = request.copy()
            request.url = self._base + request.path_url
        return super().send(request, stream, timeout or TIMEOUT, verify, cert, proxies)


def send(
    session: requests.Session,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None,
    params: ParamsType | None = None,
    json: Mapping[str, Any] | None = None,
    data: bytes | None = None,
) -> requests.Response | Refusal:
    """Send one request; return the answer, whatever its status, or why there is none."""
    try:
        return session.request(
            method, url, headers=headers, params=params, json=json, data=data, timeout=TIMEOUT, allow_redirects=False
        )
    except OSError as error:
        refusal = _why_unanswered(error)
        if refusal is None:
            raise
        return refusal


def _why_unanswered(error: OSError) -> Refusal | None:
    """Why there is no answer; None for what only a mistake of this program can bring about."""
    match error:
        case (
            exceptions.ProxyError() | exceptions.InvalidURL() | exceptions.InvalidSchema() | exceptions.MissingSchema()
        ):
            return (
                UNREACHABLE  # Google's own addresses are never wrong, so it is the proxy's that the environment names
            )
        case exceptions.Timeout():
            return UNREACHABLE if isinstance(error, exceptions.ConnectTimeout) else TIMED_OUT
        case exceptions.SSLError():
            return CERTIFICATE if "certificate" in str(error).casefold() else CONNECTION_LOST
        case exceptions.ConnectionError():
            return UNREACHABLE if _never_connected(error) else CONNECTION_LOST
        case exceptions.ChunkedEncodingError() | exceptions.ContentDecodingError():
            return CONNECTION_LOST
        case exceptions.RequestException():
            return None
        case _:
            return CERTIFICATE  # what requests raises when REQUESTS_CA_BUNDLE names no file


def _never_connected(error: BaseException) -> bool:
    """Whether the request was not sent: no address, or no connection. A broken connection may have sent it."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")


def json_of(answer: requests.Response) -> object:
    """The answer's JSON; None when it is none."""
    try:
        found: object = loads(answer.content)
    except ValueError:
        return None
    return found
