"""One request over the network: its answer, or the word for why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from json import loads
from typing import Any

import requests
from gspread.http_client import ParamsType

from sheetreview.google import retry
from sheetreview.google.transport import TIMEOUT

_PROXY_TROUBLE = (
    requests.exceptions.ProxyError,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
)
"""Google's own addresses are never wrong: these are about the proxy that the environment names."""
_BROKEN_OFF = (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError)


def sent(
    session: requests.Session,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None,
    params: ParamsType | None = None,
    json: Mapping[str, Any] | None = None,
    data: bytes | None = None,
) -> requests.Response | str:
    """The answer to one request, whatever its status, or the word (as of ``retry``) for why there is none."""
    try:
        return session.request(
            method, url, headers=headers, params=params, json=json, data=data, timeout=TIMEOUT, allow_redirects=False
        )
    except requests.exceptions.ConnectTimeout:
        return retry.UNREACHABLE
    except requests.exceptions.Timeout:
        return retry.TIMED_OUT
    except _PROXY_TROUBLE:
        return retry.UNREACHABLE
    except requests.exceptions.SSLError as error:
        return retry.CERTIFICATE if "certificate" in str(error).casefold() else retry.CONNECTION_LOST
    except requests.exceptions.ConnectionError as error:
        return retry.UNREACHABLE if _never_connected(error) else retry.CONNECTION_LOST
    except _BROKEN_OFF:
        return retry.CONNECTION_LOST
    except OSError as error:
        if isinstance(error, requests.exceptions.RequestException):
            raise
        return retry.CERTIFICATE  # what requests raises when REQUESTS_CA_BUNDLE names no file


def parsed(answer: requests.Response) -> object:
    """The answer's JSON; None when it is none."""
    try:
        found: object = loads(answer.content)
    except ValueError:
        return None
    return found


def _never_connected(error: BaseException) -> bool:
    """Whether the request was not sent: no address, or no connection. A broken connection may have sent it."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")
