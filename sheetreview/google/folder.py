"""The cycle's folder in Google Drive, made once and found again, and the folder that it is to lie in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from sheetreview.errors import FOLDER_CLOSED, FOLDER_UNFIT, NO_STORAGE, NOT_FOUND, STORAGE_FULL, RemoteError
from sheetreview.google import refusals
from sheetreview.google.gateway import Gateway
from sheetreview.google.signin import SignIn
from sheetreview.model.cycle import CycleSettings
from sheetreview.online.nouns import Permission, RemoteFile, open_to_all

_IN_LINK = re.compile(r"/(?:folders|drives)/([A-Za-z0-9_-]+)")
_NOT_A_FOLDER = (
    "what cycle.yaml names as the folder is a file; open the folder itself in Google Drive and copy its address into "
    "cycle.yaml"
)
_IN_BIN = "the folder for the sheets is in the bin; restore it in Google Drive, or name another one in cycle.yaml"
OPEN_FOLDER = (
    "anyone with the link, or everybody in a domain, can open the folder for the sheets, and so could read every "
    "review; in Google Drive set its general access to 'Restricted', or name another folder in cycle.yaml"
)


def parent_id(settings: CycleSettings) -> str:
    """Id of the folder that the cycle's folder is to lie in, as ``cycle.yaml`` names it by id or link; '' for none."""
    folder = settings.google.folder.strip()
    found = _IN_LINK.search(folder)
    return found[1] if found else folder


def preflight(gateway: Gateway, settings: CycleSettings) -> None:
    """Raise RemoteError for the first reason why no sheet could be made; nothing is made, two calls at most."""
    folder = parent_id(settings)
    if not folder and gateway.sign_in.has_no_storage:
        raise RemoteError(NO_STORAGE.reason, NO_STORAGE)
    if not folder:
        if gateway.me().free_bytes == 0:
            raise RemoteError(STORAGE_FULL.reason, STORAGE_FULL)
        return
    for obstacle in folder_obstacles(gateway.file(folder), gateway.sign_in):
        raise obstacle
    if open_to_all(folder_permissions(gateway, folder)):
        raise RemoteError(OPEN_FOLDER, FOLDER_UNFIT)


def folder_obstacles(remote: RemoteFile | None, sign_in: SignIn) -> list[RemoteError]:
    """Every reason why no sheet could be put into a folder; ``remote`` is None when it is not found."""
    if remote is None:
        return [RemoteError(refusals.FOLDER_GONE, NOT_FOUND, stops=True)]
    if remote.kind != "folder":
        return [RemoteError(_NOT_A_FOLDER, FOLDER_UNFIT)]
    found = []
    if remote.trashed:
        found.append(RemoteError(_IN_BIN, FOLDER_UNFIT))
    if not remote.may_add:
        found.append(RemoteError(FOLDER_CLOSED.reason, FOLDER_CLOSED))
    if not remote.drive and sign_in.has_no_storage:
        found.append(RemoteError(NO_STORAGE.reason, NO_STORAGE))
    return found


def folder_permissions(gateway: Gateway, folder: str) -> tuple[Permission, ...]:
    """Who has access to a folder; empty where the account is not told.

    Raises RemoteError when nothing else would work either.
    """
    try:
        return tuple(gateway.permissions(folder))
    except RemoteError as error:
        if error.stops:
            raise
        return ()


def cycle_folder(
    gateway: Gateway, settings: CycleSettings, files: Iterable[RemoteFile], known: str, keep: Callable[[str], None]
) -> str:
    """Id of the cycle's folder, which is made when it is not among the cycle's files. Raises RemoteError.

    ``known`` is the id that was kept before. A new id is kept before the folder is made, so that a run that was cut off
    never makes a second one.
    """
    folders = {file.id: file for file in files if file.kind == "folder"}
    if folders:
        there = folders.get(known) or next(iter(folders.values()))
        _require_usable(gateway, there)
        if there.id != known:
            keep(there.id)
        return there.id
    parent = parent_id(settings)
    if known:
        # Either the run was cut off before the folder was made, or it was deleted for good, with its id.
        gateway.make_folder(known, settings.name, parent, settings.id)
        if gateway.made_before(known):
            return known
    folder_id = gateway.new_folder_id()
    keep(folder_id)
    gateway.make_folder(folder_id, settings.name, parent, settings.id)
    return folder_id


def _require_usable(gateway: Gateway, folder: RemoteFile) -> None:
    """Raise RemoteError for a folder in which reviews would be lost, or that others can read."""
    if folder.trashed:
        raise RemoteError(
            f"the folder {folder.name!r} with the cycle's sheets is in the bin; restore it in Google Drive, then "
            "run the command again",
            FOLDER_UNFIT,
        )
    if open_to_all(gateway.permissions(folder.id)):
        raise RemoteError(OPEN_FOLDER, FOLDER_UNFIT)
