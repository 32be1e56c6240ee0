"""The app as the stand-in sees it: raw calls with a token of the app's own, without the client tested elsewhere."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from google_standin.accounts import CLIENT_ID, CLIENT_SECRET, DRIVE_FILE, TOKEN_URI
from google_standin.people import HR, CallError, Editor
from google_standin.running import Standin
from google_standin.tokens import JWT_GRANT

FOLDER = "application/vnd.google-apps.folder"
SHEET = "application/vnd.google-apps.spreadsheet"


def token_call(url: str, form: Mapping[str, str]) -> dict[str, Any]:
    """POST /token; raises CallError with the endpoint's error."""
    answer = requests.post(f"{url}/token", data=form, timeout=20)
    if not answer.ok:
        raise CallError(answer.status_code, answer.text)
    found: dict[str, Any] = answer.json()
    return found


def refreshed(standin: Standin, scopes: Iterable[str] = (DRIVE_FILE,), email: str = HR) -> str:
    """An access token of the app for a person."""
    refresh = standin.account(email, scopes=sorted(scopes))["refresh_token"]
    form = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "grant_type": "refresh_token"}
    token: str = token_call(standin.url, {**form, "refresh_token": refresh})["access_token"]
    return token


def app(standin: Standin, scopes: Iterable[str] = (DRIVE_FILE,), email: str = HR) -> Editor:
    """The app, acting for a person."""
    return Editor(standin.url, email, refreshed(standin, scopes, email))


def signed(key: Mapping[str, str], **claims: object) -> str:
    """A service account's signed request; ``claims`` replace the right ones."""
    now = int(time.time())
    right = {"iss": key["client_email"], "scope": DRIVE_FILE, "aud": TOKEN_URI, "iat": now, "exp": now + 3600}
    parts = [_base64(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, {**right, **claims})]
    private = serialization.load_pem_private_key(key["private_key"].encode(), password=None)
    assert isinstance(private, rsa.RSAPrivateKey)
    signature = private.sign(".".join(parts).encode(), padding.PKCS1v15(), hashes.SHA256())
    return ".".join([*parts, _base64(signature)])


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed_in(standin: Standin, key: Mapping[str, str], **claims: object) -> Editor:
    """The app as a service account."""
    form = {"grant_type": JWT_GRANT, "assertion": signed(key, **claims)}
    token = token_call(standin.url, form)["access_token"]
    return Editor(standin.url, key["client_email"], token)


def make(who: Editor, name: str = "A review", mime: str = SHEET, **more: object) -> str:
    """A new file's id."""
    body = {"name": name, "mimeType": mime, **more}
    made: str = who.call("POST", "/drive/v3/files", query={"supportsAllDrives": "true"}, body=body)["id"]
    return made


def reason(error: CallError) -> str:
    """Drive's reason or the Sheets API's status, with the code."""
    body = json.loads(error.body)["error"]
    named = body["errors"][0]["reason"] if "errors" in body else body["status"]
    return f"{error.status} {named}"


def host(standin: Standin) -> str:
    """Where the stand-in listens."""
    return urlsplit(standin.url).netloc
