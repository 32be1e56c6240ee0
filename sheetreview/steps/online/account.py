"""Who is signed in to Google, and whether the cycle's sheets can be put where they are to go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sheetreview.cycle.files import make_folder, write_file
from sheetreview.errors import RemoteError, SignInError
from sheetreview.google import wording
from sheetreview.google.gateway import Gateway, open_gateway
from sheetreview.google.login import log_in
from sheetreview.google.signin import USER, SignIn, config_folder, find_sign_in, read_key_file
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.online import Account, Permission, RemoteFile
from sheetreview.steps.online.folder import OPEN_FOLDER, open_to_all, parent_id

NOT_A_FOLDER = (
    "what cycle.yaml names as the folder is a file; open the folder itself in Google Drive and copy its address into "
    "cycle.yaml"
)
FOLDER_IN_BIN = "the folder for the sheets is in the bin; restore it in Google Drive, or name another one in cycle.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A sign-in that was saved: in which file, and whether another one stood there."""

    path: Path
    replaced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who is signed in, and by what."""

    sign_in: SignIn
    account: Account


def open_google(settings: CycleSettings | None) -> Gateway:
    """The way to Google for a cycle (None: for none); close it when done. Raises SignInError, RemoteError."""
    return open_gateway(sign_in_for(settings))


def sign_in_for(settings: CycleSettings | None) -> SignIn:
    """The sign-in that a cycle's commands use, which reaches the cycle's folder if it names one. Raises SignInError."""
    if settings is None:
        return find_sign_in()
    return find_sign_in(settings.google.acts_as, whole_drive=bool(parent_id(settings)))


def preflight(gateway: Gateway, settings: CycleSettings) -> None:
    """Raise RemoteError for the first reason why no sheet could be made; nothing is made, two calls at most."""
    folder = parent_id(settings)
    if not folder and has_no_storage(gateway.sign_in):
        raise RemoteError(wording.NO_STORAGE, stops=True)
    if not folder:
        if gateway.me().free_bytes == 0:
            raise RemoteError(wording.DRIVE_FULL, stops=True)
        return
    obstacles = folder_obstacles(gateway.file(folder), gateway.sign_in)
    if obstacles:
        raise RemoteError(obstacles[0], stops=True)
    if open_to_all(folder_permissions(gateway, folder)):
        raise RemoteError(OPEN_FOLDER, stops=True)


def has_no_storage(sign_in: SignIn) -> bool:
    """Whether whoever is signed in can own no file: a service account that acts for nobody."""
    return sign_in.kind == "service account" and not sign_in.acts_as


def folder_obstacles(remote: RemoteFile | None, sign_in: SignIn) -> list[str]:
    """Every reason why no sheet could be put into a folder, as a sentence; ``remote`` is None when it is not found."""
    if remote is None:
        return [wording.FOLDER_GONE]
    if remote.kind != "folder":
        return [NOT_A_FOLDER]
    found = []
    if remote.trashed:
        found.append(FOLDER_IN_BIN)
    if not remote.may_add:
        found.append(wording.NO_PARENT_ACCESS)
    if not remote.drive and has_no_storage(sign_in):
        found.append(wording.NO_STORAGE)
    return found


def folder_permissions(gateway: Gateway, folder: str) -> tuple[Permission, ...]:
    """Who has access to a folder, as far as the account is told; nobody where it is not.

    Raises RemoteError when nothing else would work either.
    """
    try:
        return tuple(gateway.permissions(folder))
    except RemoteError as error:
        if error.stops:
            raise
        return ()


def keep_sign_in(*, browser: bool, whole_drive: bool, tell: Callable[[str], None]) -> Kept:
    """Sign a person in and save it where gspread looks for it, in place of an earlier sign-in.

    ``tell`` is handed the address to open. Raises SignInError, also when the file there is something that would be
    lost, and FileError.
    """
    path = config_folder() / USER
    replaced = path.exists()
    if replaced and _is_something_else(path):
        raise SignInError(
            f"{path} is not a sign-in but something else; move it elsewhere first, so that it is not lost"
        )
    text = log_in(browser=browser, tell=tell, whole_drive=whole_drive)
    make_folder(path.parent)
    write_file(path, text.encode())
    return Kept(path=path, replaced=replaced)


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
        return SignedIn(sign_in=sign_in, account=gateway.me())
