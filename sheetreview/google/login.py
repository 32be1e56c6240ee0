"""Signing a person in: the browser asks for leave, Google's answer comes back to a port of this machine."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable, Mapping

import requests
from google.oauth2.credentials import Credentials
from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError  # type: ignore[import-untyped]
from oauthlib.oauth2 import AccessDeniedError, OAuth2Error  # type: ignore[import-untyped]

from sheetreview.errors import NO_SCOPE, SignInError
from sheetreview.google import refusals
from sheetreview.google.signin import CLIENT, OWN_FILES, WHOLE_DRIVE, config_folder, desktop_client
from sheetreview.google.transport import TIMEOUT, TOKEN_URL, fence, redirect

_ACCOUNTS = "https://accounts.google.com"
_PATIENCE_SECONDS = 300
_THANKS = "You are signed in. You may close this window and go back to sheetreview."


def log_in(*, browser: bool, tell: Callable[[str], None], whole_drive: bool = False) -> str:
    """Sign a person in with the OAuth client in gspread's folder: the text of an authorized_user.json to be saved.

    ``tell`` is handed the address that the person opens; with ``browser`` it is opened as well. ``whole_drive`` asks
    for all of Drive, not only for what sheetreview makes. Waits five minutes at most. Raises SignInError.
    """
    client = desktop_client(config_folder() / CLIENT)
    config = {"installed": {**client, "auth_uri": f"{_ACCOUNTS}/o/oauth2/auth", "token_uri": TOKEN_URL}}
    flow = _Flow.from_client_config(config, scopes=[WHOLE_DRIVE if whole_drive else OWN_FILES])
    flow.base, flow.tell = redirect(), tell
    fence(flow.oauth2session, flow.base)
    credentials = _allowed(flow, open_browser=browser and _has_browser())
    if not credentials.refresh_token:
        raise SignInError(
            "Google gave a sign-in that lasts one hour only; take sheetreview's access away at "
            "https://myaccount.google.com/connections and run 'sheetreview google login' again"
        )
    text: str = credentials.to_json(strip=("token", "expiry"))  # type: ignore[no-untyped-call]
    return text


class _Flow(InstalledAppFlow):  # type: ignore[misc]
    """google-auth's flow, which tells the address through ``tell`` and waits no longer than any other call."""

    base: str
    tell: Callable[[str], None]

    def authorization_url(self, **wanted: str) -> tuple[str, str]:
        url, state = super().authorization_url(prompt="consent", **wanted)
        if self.base:
            url = url.replace(_ACCOUNTS, self.base, 1)
        self.tell(url)
        return url, state

    def fetch_token(self, **parts: str | None) -> Mapping[str, object]:
        found: Mapping[str, object] = super().fetch_token(include_client_id=True, timeout=TIMEOUT, **parts)
        return found


def _allowed(flow: _Flow, *, open_browser: bool) -> Credentials:
    """The credentials that the person has allowed."""
    try:
        found: Credentials = flow.run_local_server(
            port=0,
            open_browser=open_browser,
            authorization_prompt_message="",
            success_message=_THANKS,
            timeout_seconds=_PATIENCE_SECONDS,
        )
    except WSGITimeoutError as error:
        raise SignInError("nobody answered in the browser within five minutes; run the command again") from error
    except AccessDeniedError as error:
        raise SignInError(
            "access was refused in the browser; run the command again and choose Allow. If Google says that the app is "
            "not verified or that you are no test user, add yourself as a test user in your Google Cloud project"
        ) from error
    except Warning as error:  # oauthlib's way of saying that less was allowed than asked for
        raise SignInError(NO_SCOPE.reason, NO_SCOPE) from error
    except OAuth2Error as error:
        raise refusals.token_refused(str(error.error or ""), "", kind="user") from error
    except (requests.exceptions.RequestException, ValueError) as error:
        raise SignInError(
            "Google gave no proper answer while signing in; check the network and run the command again"
        ) from error
    except OSError as error:
        raise SignInError("this machine allows no port on which the browser could answer") from error
    return found


def _has_browser() -> bool:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
