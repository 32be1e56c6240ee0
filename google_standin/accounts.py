"""Who calls: people, service accounts, their refresh tokens, keys and access tokens."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from google_standin.clock import Clock

AUTH = "https://www.googleapis.com/auth/"
DRIVE_FILE = AUTH + "drive.file"
DRIVE = AUTH + "drive"
SPREADSHEETS = AUTH + "spreadsheets"
EVERY_SCOPE = frozenset({DRIVE, DRIVE_FILE, SPREADSHEETS})

CLIENT_ID = "618033988749-standin.apps.googleusercontent.com"
CLIENT_SECRET = "GOCSPX-of-the-stand-in"  # noqa: S105 -- worth nothing anywhere
TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 -- an address
TOKEN_SECONDS = 3599


@dataclass(slots=True, kw_only=True)
class Account:
    """A person or a service account. ``used`` and ``limit`` are bytes; a limit of None is none."""

    email: str
    name: str
    service: bool = False
    limit: int | None = 15 * 2**30
    used: int = 0
    delegated: set[str] = field(default_factory=set)
    private_key: rsa.RSAPrivateKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What an access or refresh token allows: to act as ``email`` within ``scopes``, through the app or a browser."""

    email: str
    scopes: frozenset[str]
    app: bool
    expires: float = 0.0

    @property
    def whole_drive(self) -> bool:
        """Whether files that the app did not make are there too."""
        return DRIVE in self.scopes or not self.app


class Accounts:
    """All accounts and tokens of one stand-in."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._accounts: dict[str, Account] = {}
        self._refresh: dict[str, Grant] = {}
        self._access: dict[str, Grant] = {}
        self._codes: dict[str, tuple[Grant, str]] = {}

    def person(self, email: str, name: str = "") -> Account:
        """The account of ``email``, made when there is none."""
        key = email.lower()
        if key not in self._accounts:
            self._accounts[key] = Account(email=email, name=name or email.split("@", maxsplit=1)[0].title())
        return self._accounts[key]

    def service_account(self, email: str) -> Account:
        """The service account of ``email``, made with a new key when there is none."""
        key = email.lower()
        if key not in self._accounts:
            name = email.split("@", maxsplit=1)[0]
            made = Account(email=email, name=name, service=True, limit=0, private_key=_a_key())
            self._accounts[key] = made
        return self._accounts[key]

    def find(self, email: str) -> Account | None:
        """The account of ``email``, if there is one."""
        return self._accounts.get(email.lower())

    def new_refresh_token(self, email: str, scopes: Iterable[str]) -> str:
        """A refresh token for the app, as consent gives one."""
        token = "1//" + secrets.token_urlsafe(24)
        self._refresh[token] = Grant(email=self.person(email).email, scopes=frozenset(scopes), app=True)
        return token

    def revoke(self, email: str) -> None:
        """Take back every token of ``email``: what happens weekly to an app that is in testing."""
        for kept in (self._refresh, self._access):
            for token in [t for t, grant in kept.items() if grant.email.lower() == email.lower()]:
                del kept[token]

    def refreshable(self, refresh_token: str) -> Grant | None:
        """What a refresh token stands for; None when it is unknown or was taken back."""
        return self._refresh.get(refresh_token)

    def new_access_token(self, email: str, scopes: Iterable[str], *, app: bool) -> str:
        """An access token that lives as long as Google's, in the stand-in's time."""
        token = "ya29." + secrets.token_urlsafe(24)
        expires = self._clock.now() + TOKEN_SECONDS
        self._access[token] = Grant(email=email, scopes=frozenset(scopes), app=app, expires=expires)
        return token

    def new_code(self, email: str, scopes: Iterable[str], redirect_uri: str) -> str:
        """The code that a browser brings back after consent."""
        code = "4/" + secrets.token_urlsafe(24)
        self._codes[code] = (Grant(email=self.person(email).email, scopes=frozenset(scopes), app=True), redirect_uri)
        return code

    def use_code(self, code: str, redirect_uri: str) -> Grant | None:
        """What a code stands for; it works once, and only for the address it was sent to."""
        grant, wanted = self._codes.pop(code, (None, ""))
        return grant if wanted == redirect_uri else None

    def caller(self, authorization: str) -> Grant | None:
        """Whose ``Authorization`` header this is; None when it is missing, unknown or expired."""
        kind, _, token = authorization.partition(" ")
        grant = self._access.get(token) if kind == "Bearer" else None
        return grant if grant is not None and grant.expires > self._clock.now() else None

    def forget_access_token(self, authorization: str) -> None:
        """From now on this header gets a 401."""
        self._access.pop(authorization.partition(" ")[2], None)


def key_file(account: Account) -> dict[str, str]:
    """A service account's key as the Cloud console hands it out."""
    if account.private_key is None:
        raise ValueError(f"{account.email} is a person and has no key")
    pem = account.private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {
        "type": "service_account",
        "project_id": "standin",
        "private_key_id": "0123456789abcdef0123456789abcdef01234567",
        "private_key": pem.decode(),
        "client_email": account.email,
        "client_id": "123456789012345678901",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": TOKEN_URI,
        "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
        "universe_domain": "googleapis.com",
    }


def client_file() -> dict[str, dict[str, object]]:
    """The app's OAuth client as the Cloud console hands it out: ``credentials.json``."""
    return {
        "installed": {
            "client_id": CLIENT_ID,
            "project_id": "standin",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": TOKEN_URI,
            "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
            "client_secret": CLIENT_SECRET,
            "redirect_uris": ["http://localhost"],
        }
    }


def user_file(refresh_token: str, scopes: Iterable[str]) -> dict[str, object]:
    """A person's sign-in as gspread keeps it: ``authorized_user.json``."""
    return {
        "refresh_token": refresh_token,
        "token_uri": TOKEN_URI,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "scopes": sorted(scopes),
        "universe_domain": "googleapis.com",
        "account": "",
        "type": "authorized_user",
    }


@cache
def _a_key() -> rsa.RSAPrivateKey:
    """One key for a whole process: making one takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
