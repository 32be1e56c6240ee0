"""The cycle's folder in Google Drive: made once, found again."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sheetreview.cycle.sheets import SheetRecords
from sheetreview.errors import RemoteError
from sheetreview.google.gateway import Gateway
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.online import Permission, RemoteFile

_IN_LINK = re.compile(r"/(?:folders|drives)/([A-Za-z0-9_-]+)")

OPEN_FOLDER = (
    "anyone with the link, or everybody in a domain, can open the folder for the sheets, and so could read every "
    "review; in Google Drive set its general access to 'Restricted', or name another folder in cycle.yaml"
)


def parent_id(settings: CycleSettings) -> str:
    """Id of the folder that the cycle's folder is to lie in, as ``cycle.yaml`` names it by id or link; '' for none."""
    folder = settings.google.folder.strip()
    found = _IN_LINK.search(folder)
    return found[1] if found else folder


def open_to_all(permissions: Iterable[Permission]) -> bool:
    """Whether more than named people and groups have access."""
    return any(permission.kind in ("anyone", "domain") for permission in permissions)


def cycle_folder(settings: CycleSettings, gateway: Gateway, records: SheetRecords, files: Iterable[RemoteFile]) -> str:
    """Id of the cycle's folder, which is made when it is not among the cycle's files. Raises RemoteError.

    Its id is kept before it is made, so that a run that was cut off never makes a second one.
    """
    folders = [file for file in files if file.kind == "folder"]
    there = next((file for file in folders if file.id == records.folder), None) or next(iter(folders), None)
    if there is not None:
        if there.trashed:
            raise RemoteError(
                f"the folder {there.name!r} with the cycle's sheets is in the bin; restore it in Google Drive, then "
                "run the command again",
                stops=True,
            )
        if open_to_all(gateway.permissions(there.id)):
            raise RemoteError(OPEN_FOLDER, stops=True)
        if there.id != records.folder:
            records.set_folder(there.id)
        return there.id
    if records.folder:
        # Either the run was cut off before the folder was made, or it was deleted for good, with its id.
        gateway.make_folder(records.folder, settings.name, parent_id(settings), settings.id)
        if gateway.made_before(records.folder):
            return records.folder
    folder_id = gateway.new_folder_id()
    records.set_folder(folder_id)
    gateway.make_folder(folder_id, settings.name, parent_id(settings), settings.id)
    return folder_id
