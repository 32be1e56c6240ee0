"""Who is signed in to Google: the sign-in for a cycle, a new one, and what one is in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sheetreview.errors import SignInError
from sheetreview.google.folder import parent_id
from sheetreview.google.gateway import open_gateway
from sheetreview.google.login import log_in
from sheetreview.google.signin import USER, WHOLE_DRIVE, SignIn, config_folder, find_sign_in, read_key_file
from sheetreview.model.cycle import CycleSettings
from sheetreview.online.nouns import Account, NewSignIn, SignedIn

OLD_SCOPES = "Google grants what it granted before; the file does not say what that is"


def sign_in_for(settings: CycleSettings | None) -> SignIn:
    """The sign-in that a cycle's commands use, which reaches the cycle's folder if it names one. Raises SignInError."""
    if settings is None:
        return find_sign_in()
    return find_sign_in(settings.google.acts_as, whole_drive=bool(parent_id(settings)))


def new_sign_in(*, browser: bool, whole_drive: bool, tell: Callable[[str], None]) -> NewSignIn:
    """Sign a person in: what is to be saved where gspread looks for it, in place of an earlier sign-in.

    ``tell`` is handed the address to open. Raises SignInError, also when what is there now must not be lost.
    """
    path = config_folder() / USER
    replaces = path.exists()
    if replaces and _is_something_else(path):
        raise SignInError(
            f"{path} is not a sign-in but something else; move it elsewhere first, so that it is not lost"
        )
    text = log_in(browser=browser, tell=tell, whole_drive=whole_drive)
    return NewSignIn(path=path, text=text, replaces=replaces)


def _is_something_else(path: Path) -> bool:
    """Whether a file holds a key or a client; one that is damaged is nothing to be kept."""
    try:
        return "refresh_token" not in read_key_file(path)
    except SignInError:
        return False


def who_is_signed_in(settings: CycleSettings | None) -> SignedIn:
    """Who is signed in for a cycle (None: for none), as Google says. Raises SignInError, RemoteError."""
    sign_in = sign_in_for(settings)
    with open_gateway(sign_in) as gateway:
        account = gateway.me()
    return SignedIn(
        account=account,
        kind=sign_in.kind,
        described=described(sign_in),
        reach=reach(sign_in),
        room=room(sign_in, account),
        acts_for_somebody=bool(sign_in.acts_as),
        file=sign_in.path,
        scopes=sign_in.scopes,
    )


def described(sign_in: SignIn) -> str:
    """The kind of a sign-in, in words."""
    if sign_in.kind == "user":
        return "yourself, as a person"
    return "a service account that acts for a person" if sign_in.acts_as else "a service account"


def reach(sign_in: SignIn) -> str:
    """What a sign-in's scopes let it reach, in words."""
    if not sign_in.scopes:
        return OLD_SCOPES
    return "everything in Drive" if WHOLE_DRIVE in sign_in.scopes else "only what sheetreview itself has made"


def room(sign_in: SignIn, account: Account) -> str:
    """The room in an account's Drive, in words."""
    if sign_in.has_no_storage:
        return "none of its own"
    if account.free_bytes is None:
        return "no limit"
    return f"{account.free_bytes / 2**30:,.1f} GB free"
