"""Signing in by gspread's conventions: which file in its folder says who one is, and what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from google.oauth2 import credentials as user_credentials
from google.oauth2 import service_account
from gspread.auth import get_config_dir

from sheetreview.errors import SignInError
from sheetreview.google.transport import TOKEN_URL
from sheetreview.model.cycle import CycleSettings
from sheetreview.online import Account

USER, SERVICE_ACCOUNT, CLIENT = "authorized_user.json", "service_account.json", "credentials.json"
OWN_FILES = "https://www.googleapis.com/auth/drive.file"
"""Reaches only what sheetreview itself has made."""
WHOLE_DRIVE = "https://www.googleapis.com/auth/drive"
"""Reaches everything in Drive: needed for a folder that sheetreview did not make."""

OLD_SCOPES = "Google grants what it granted before; the file does not say what that is"

_IN_LINK = re.compile(r"/(?:folders|drives)/([A-Za-z0-9_-]+)")
_LARGEST_FILE = 100_000
_MAKE_KEY = (
    "make a key in the Google Cloud console (IAM & Admin > Service Accounts > Keys > Add key > JSON) and save it as "
    f"{SERVICE_ACCOUNT}"
)
_MAKE_CLIENT = (
    "make an OAuth client of the type 'Desktop app' in the Google Cloud console (Google Auth Platform > Clients), "
    f"download it and save it as {CLIENT}"
)
_LOG_IN = "run 'sheetreview google login'"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """How one is signed in: by which file, allowed what, acting for whom ('' for oneself).

    ``whole_drive``: files outside of one's own are looked for too. ``credentials`` are google-auth's.
    """

    kind: Literal["user", "service account"]
    path: Path
    scopes: tuple[str, ...]
    acts_as: str = field(default="", repr=False)
    whole_drive: bool = False
    credentials: Any = field(repr=False)

    @property
    def described(self) -> str:
        """What kind of sign-in it is, in words."""
        if self.kind == "user":
            return "yourself, as a person"
        return "a service account that acts for a person" if self.acts_as else "a service account"

    @property
    def reach(self) -> str:
        """What it reaches, in words."""
        if not self.scopes:
            return OLD_SCOPES
        return "everything in Drive" if WHOLE_DRIVE in self.scopes else "only what sheetreview itself has made"

    def room(self, account: Account) -> str:
        """The room in its account's Drive, in words."""
        if self.has_no_storage:
            return "none of its own"
        if account.free_bytes is None:
            return "no limit"
        return f"{account.free_bytes / 2**30:,.1f} GB free"

    @property
    def has_no_storage(self) -> bool:
        """Whether whoever is signed in can own no file: a service account that acts for nobody else."""
        return self.kind == "service account" and not self.acts_as


def config_folder() -> Path:
    """The folder in which gspread, and so sheetreview, looks for its sign-ins."""
    return get_config_dir()


def sign_in_for(settings: CycleSettings | None) -> SignIn:
    """The sign-in that a cycle's commands use, which reaches the cycle's folder if it names one. Raises SignInError."""
    if settings is None:
        return find_sign_in()
    return find_sign_in(settings.google.acts_as, whole_drive=bool(parent_id(settings)))


def parent_id(settings: CycleSettings) -> str:
    """Id of the folder that the cycle's folder is to lie in, as ``cycle.yaml`` names it by id or link; '' for none."""
    folder = settings.google.folder.strip()
    found = _IN_LINK.search(folder)
    return found[1] if found else folder


def find_sign_in(acts_as: str = "", *, whole_drive: bool = False, folder: Path | None = None) -> SignIn:
    """The sign-in to use: a person's when there is one, else the service account's.

    ``acts_as`` is the address of a person for whom the service account acts; ``folder`` is looked in instead of
    gspread's. Nothing is asked of Google. Raises SignInError when there is none, or none that can do this.
    """
    folder = folder or config_folder()
    user, key = folder / USER, folder / SERVICE_ACCOUNT
    if not acts_as and user.exists():
        return _as_user(user, whole_drive=whole_drive)
    if key.exists():
        return _as_service_account(key, acts_as, whole_drive=whole_drive)
    if acts_as and user.exists():
        raise SignInError(
            "only a service account can act for somebody else, and there is no key of one; "
            f"{_MAKE_KEY} in {folder}, or take out whom to act for"
        )
    if (folder / CLIENT).exists():
        desktop_client(folder / CLIENT)
        raise SignInError(f"nobody is signed in to Google yet; {_LOG_IN}")
    raise SignInError(
        f"nobody is signed in to Google, and there is nothing in {folder} to sign in with; either {_MAKE_CLIENT} "
        f"there, then {_LOG_IN}; or {_MAKE_KEY} there"
    )


def _as_user(path: Path, *, whole_drive: bool) -> SignIn:
    held = read_key_file(path)
    if held.get("type", "authorized_user") != "authorized_user" or "refresh_token" not in held:
        raise _wrong_file(
            path, held, wanted="a sign-in that 'sheetreview google login' or gspread has saved", fix=_LOG_IN
        )
    try:
        found = user_credentials.Credentials.from_authorized_user_info(held)  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, AttributeError) as error:
        raise SignInError(f"{path} is not complete; {_LOG_IN} again") from error
    scopes = tuple(found.scopes or ())
    _require_reach(scopes, whole_drive=whole_drive)
    return SignIn(kind="user", path=path, scopes=scopes, whole_drive=whole_drive, credentials=found)


def _require_reach(scopes: Collection[str], *, whole_drive: bool) -> None:
    """Raise SignInError when a person's sign-in reaches too little; old ones do not say what they reach."""
    if not scopes or WHOLE_DRIVE in scopes or (OWN_FILES in scopes and not whole_drive):
        return
    needed = "all of your Drive, for the folder that is set" if whole_drive else "the files that sheetreview makes"
    extra = " --whole-drive" if whole_drive else ""
    raise SignInError(f"the sign-in does not reach {needed}; run 'sheetreview google login{extra}' again")


def _as_service_account(path: Path, acts_as: str, *, whole_drive: bool) -> SignIn:
    held = read_key_file(path)
    if held.get("type") != "service_account":
        raise _wrong_file(path, held, wanted="the key of a service account", fix=_MAKE_KEY)
    scopes = (WHOLE_DRIVE,) if whole_drive else (OWN_FILES,)
    try:
        # Old keys name an address for tokens that is no longer in use.
        found = service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
            {**held, "token_uri": TOKEN_URL}, scopes=scopes, subject=acts_as or None
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise SignInError(f"the key in {path} is damaged or not complete; {_MAKE_KEY}") from error
    return SignIn(
        kind="service account", path=path, scopes=scopes, acts_as=acts_as, whole_drive=whole_drive, credentials=found
    )


def read_key_file(path: Path) -> dict[str, Any]:
    """The JSON object in a file of the folder. Raises SignInError, which never repeats what the file holds."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise SignInError(f"{path} cannot be read; make sure that it is a file, and that you may read it") from error
    fix = _MAKE_KEY if path.name == SERVICE_ACCOUNT else _MAKE_CLIENT if path.name == CLIENT else f"{_LOG_IN} again"
    if not data.strip():
        raise SignInError(f"{path} is empty; {fix}")
    if data.lstrip().startswith(b"AIza"):
        raise SignInError(f"{path} holds an API key, which reaches public sheets only; {fix}")
    try:
        held = json.loads(data)
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, dict):
        raise SignInError(f"{path} is damaged, or not a JSON file that Google has made; {fix}") from None
    return held


def desktop_client(path: Path) -> dict[str, Any]:
    """The OAuth client in a file, checked to be one that can sign a person in on this machine. Raises SignInError."""
    if not path.exists():
        raise SignInError(f"there is no {path}; {_MAKE_CLIENT} there, then {_LOG_IN}")
    held = read_key_file(path)
    client = held.get("installed")
    if not isinstance(client, dict):
        raise _wrong_file(path, held, wanted="an OAuth client of the type 'Desktop app'", fix=_MAKE_CLIENT)
    if not all(isinstance(client.get(key), str) and client[key] for key in ("client_id", "client_secret")):
        raise SignInError(f"the OAuth client in {path} is not complete; {_MAKE_CLIENT}")
    return client


def _wrong_file(path: Path, held: dict[str, Any], *, wanted: str, fix: str) -> SignInError:
    """The error for a file that is a good one, in the wrong place. What it is decides where it belongs."""
    if "installed" in held:
        is_now, mend = "an OAuth client", f"{_moved(path, CLIENT)}, then {_LOG_IN}"
    elif "web" in held:
        is_now, mend = "an OAuth client of the type 'Web application'", f"{_MAKE_CLIENT}, then {_LOG_IN}"
    elif held.get("type") == "service_account":
        is_now, mend = "the key of a service account", _moved(path, SERVICE_ACCOUNT)
    elif "refresh_token" in held:
        is_now, mend = "a person's sign-in", _moved(path, USER)
    elif held.get("type") == "external_account":
        is_now, mend = "a sign-in of another cloud, which is not supported", fix
    else:
        is_now, mend = "something else", fix
    return SignInError(f"{path} should be {wanted}, but is {is_now}; {mend}")


def _moved(path: Path, name: str) -> str:
    """What to do with a file that should have another name; one that has it already is not to be overwritten."""
    target = path.with_name(name)
    return f"move it elsewhere, because there is a {name} already" if target.exists() else f"move it to {target}"
