"""The client of Google Drive and Google Sheets. Whatever does harm when done twice is looked up before it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from gspread.urls import SPREADSHEET_URL

from sheetreview.errors import (
    BAD_REQUEST,
    BAD_SHARING,
    IN_USE,
    INCOMPLETE_SEARCH,
    INHERITED,
    INHERITED_FROM_DRIVE,
    NO_ACCESS,
    NOT_FOUND,
    RemoteError,
)
from sheetreview.google import drive, refusals
from sheetreview.google.calls import Call, Unsure, Wire
from sheetreview.google.limiter import LoopbackClock, SystemClock
from sheetreview.google.read import FIELDS
from sheetreview.google.render import MARK_KEY
from sheetreview.google.signin import SignIn
from sheetreview.google.transport import redirect
from sheetreview.online.nouns import Account, BuildRefusedError, Grant, Mark, Permission, RemoteFile

_FILES = f"{drive.API}/files"
_ALL_DRIVES = {"supportsAllDrives": "true"}
_PAGE = "1000"
_LISTED_AFTER = (0.0, 5.0, 15.0, 40.0)
"""Seconds between looks for a file that was perhaps made: Google has been seen to list new files a minute late."""
_PAGE_OF_PERMISSIONS = "100"
_NO_SPREADSHEET = "0" * 44
_EDITORS = frozenset({"owner", "organizer", "fileOrganizer", "writer"})


def open_gateway(sign_in: SignIn, standin: str | None = None) -> Gateway:
    """The way to Google for this sign-in; close it when done.

    ``standin`` is the address of a stand-in for Google; None: the one that the environment names, if any. Raises
    RemoteError for a stand-in that cannot be one.
    """
    base = redirect(standin)
    return Gateway(Wire(sign_in, base, LoopbackClock(base) if base else SystemClock()))


class Gateway:
    """Google Drive and Google Sheets, for any number of threads.

    Every method raises RemoteError when Google refuses, or gives no answer as often as is tried.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._drives: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._wire.close()

    @property
    def sign_in(self) -> SignIn:
        """The sign-in that calls are made with."""
        return self._wire.sign_in

    @property
    def calls(self) -> Mapping[str, int]:
        """Number of calls so far, tries included: ``sheets reads``, ``sheets writes``, ``drive``."""
        return self._wire.counts()

    def me(self) -> Account:
        """Who is signed in, and how much room there is."""
        return drive.account(Call(self._wire).ask("GET", f"{drive.API}/about", {"fields": drive.ACCOUNT_FIELDS}))

    def sheets_api(self) -> None:
        """Ask for a spreadsheet that cannot exist: it is not found when the Google Sheets API is switched on."""
        try:
            self.mark(_NO_SPREADSHEET)
        except RemoteError as error:
            if error.refusal not in (NOT_FOUND, NO_ACCESS):
                raise

    def new_folder_id(self) -> str:
        """An id for a folder that is still to be made."""
        wanted = {"count": "1", "space": "drive", "type": "files", "fields": "ids"}
        found: str = Call(self._wire).ask("GET", f"{_FILES}/generateIds", wanted)["ids"][0]
        return found

    def make_folder(self, folder_id: str, name: str, parent: str, cycle: str) -> None:
        """Make the folder with an id of ``new_folder_id``; nothing is done when it is there already.

        ``parent`` is a folder's id, '' for the top of the account's own Drive.
        """
        body = {"id": folder_id, "name": name, "mimeType": drive.FOLDER_TYPE, "appProperties": {drive.CYCLE_KEY: cycle}}
        if parent:
            body["parents"] = [parent]
        try:
            # Its id is fixed, so that a second one cannot come to be.
            Call(self._wire, harmless=True).ask("POST", _FILES, {**_ALL_DRIVES, "fields": "id"}, body)
        except RemoteError as error:
            if error.refusal != IN_USE:
                raise _about_folder(error) from error

    def files(self, cycle: str, within: str = "") -> list[RemoteFile]:
        """Every file and folder of a cycle, those in the bin too, the oldest first; Google may be late to list one.

        ``within`` is a folder in the drive where they lie, '' for the account's own.
        """
        return self._found(drive.marked(**{drive.CYCLE_KEY: cycle}), within)

    def file(self, file_id: str) -> RemoteFile | None:
        """One file or folder; None when it is gone, or out of this account's reach."""
        try:
            wanted = {**_ALL_DRIVES, "fields": drive.FILE_FIELDS}
            return drive.remote_file(Call(self._wire).ask("GET", _file(file_id), wanted))
        except RemoteError as error:
            if error.refusal == NOT_FOUND:
                return None
            raise

    def made_before(self, file_id: str) -> bool:
        """Whether a file exists that was perhaps just made; searched for until Google has had time to list it."""
        clock = self._wire.clock
        for wait in _LISTED_AFTER:
            clock.sleep_until(clock.now() + wait)
            if self.file(file_id) is not None:
                return True
        return False

    def make_spreadsheet(
        self, name: str, folder: str, cycle: str, review: str, *, perhaps_made: bool = False
    ) -> RemoteFile:
        """Make an empty spreadsheet, marked as that of a review of a cycle.

        When an answer is lost (or with ``perhaps_made`` that of an earlier run), the one that was made is searched for
        before another is made, until Google has had time to list it: there is never a second one.
        """
        marks = {drive.CYCLE_KEY: cycle, drive.REVIEW_KEY: review}
        body: dict[str, Any] = {"name": name, "mimeType": drive.SHEET_TYPE, "parents": [folder], "appProperties": marks}
        if not self._shared_drive(folder):
            # In a shared drive this is the drive's own affair.
            body["writersCanShare"] = False
        wanted = {**_ALL_DRIVES, "fields": drive.FILE_FIELDS}
        call = Call(self._wire)
        if perhaps_made and (left := self._late(folder, marks)):
            return left
        while True:
            try:
                return drive.remote_file(call.ask("POST", _FILES, wanted, body))
            except RemoteError as error:
                raise _about_folder(error) from error
            except Unsure:
                again = call.rest()
            if made := self._late(folder, marks):
                return made
            if not again:
                raise call.gave_up()

    def _late(self, folder: str, marks: Mapping[str, str]) -> RemoteFile | None:
        """A file with these marks that was perhaps made a moment ago; None when it is not listed after a while."""
        clock = self._wire.clock
        for wait in _LISTED_AFTER:
            clock.sleep_until(clock.now() + wait)
            if made := self._found(f"{drive.marked(**marks)} and trashed = false", folder):
                return made[0]
        return None

    def turn_to_build(self) -> None:
        """Return when a sheet may be built, which is then to be done ``at_once``."""
        self._wire.turn_to_write()

    def build(self, file_id: str, requests: Sequence[Mapping[str, Any]], mark: str, *, at_once: bool = False) -> bool:
        """Fill a spreadsheet by one batch of requests, which leaves ``mark`` in it when it was done.

        When an answer is lost, or the batch refused because it was done before, the mark decides. ``at_once`` makes
        one try, without waiting for its turn; False is the answer when it has to be made again.
        """
        call = Call(self._wire, at_once=at_once)
        while True:
            failure: RemoteError | None = None
            try:
                call.batch_update(quote(file_id, safe=""), {"requests": list(requests)})
            except RemoteError as error:
                if error.refusal != BAD_REQUEST:
                    raise
                # Most often for what cycle.yaml says of language and time.
                failure = BuildRefusedError(refusals.NOT_BUILT, BAD_REQUEST)
            except Unsure:
                failure = None if call.rest() else call.gave_up()
            else:
                return True
            if self.mark(file_id).value == mark:
                return True
            if failure:
                raise failure
            if at_once:
                return False

    def mark(self, file_id: str) -> Mark:
        """The mark that ``build`` has left in a spreadsheet ('' for none), and the sheets in it: titles by id."""
        wanted = {"fields": "developerMetadata(metadataKey,metadataValue),sheets.properties(sheetId,title)"}
        found = Call(self._wire).ask("GET", SPREADSHEET_URL % quote(file_id, safe=""), wanted)
        marks = (
            entry.get("metadataValue", "")
            for entry in found.get("developerMetadata", ())
            if entry.get("metadataKey") == MARK_KEY
        )
        sheets = (sheet.get("properties", {}) for sheet in found.get("sheets", ()))
        titles = {sheet.get("sheetId", 0): sheet.get("title", "") for sheet in sheets}
        return Mark(value=next(marks, ""), sheets=titles)

    def spreadsheet(self, file_id: str) -> dict[str, Any]:
        """A spreadsheet with its cells, as far as ``google.read`` needs it."""
        found: dict[str, Any] = Call(self._wire).spreadsheets_get(quote(file_id, safe=""), {"fields": FIELDS})
        return found

    def put_notes(self, file_id: str, notes: Mapping[int, Mapping[tuple[int, int], str]], seen: object) -> bool:
        """Set the notes of cells, by Google's id of the sheet, then row and column from 1; '' takes one away.

        ``seen`` is what ``spreadsheet`` gave just before. Where a try failed, it is read again before the next one;
        False when it has changed since, so that these notes may belong elsewhere now, or are there already.
        """
        call = Call(self._wire, at_once=True)
        while True:
            self._wire.turn_to_write()
            try:
                call.batch_update(quote(file_id, safe=""), {"requests": _note_requests(notes)})
            except RemoteError as error:
                if error.refusal != BAD_REQUEST:
                    raise
                raise RemoteError(refusals.NOT_NOTED, BAD_REQUEST) from error
            except Unsure:
                if not call.rest():
                    raise call.gave_up() from None
            else:
                return True
            if self.spreadsheet(file_id) != seen:
                return False

    def share(self, file_id: str, email: str, *, mail: bool, message: str, check_first: bool) -> Grant:
        """Let a person edit a file. With ``mail`` Google writes to them, with the message.

        Whoever may edit it already is neither added nor written to again: looked up before the first try with
        ``check_first``, and always before a further one.
        """
        wanted = {**_ALL_DRIVES, "fields": "id", "sendNotificationEmail": "true" if mail else "false"}
        if mail and message:
            wanted["emailMessage"] = message
        body = {"type": "user", "role": "writer", "emailAddress": email}
        call = Call(self._wire)
        if check_first and (known := self._permission(file_id, email, fresh=False)):
            return Grant(permission=known, mail_unsure=mail)
        while True:
            failure: RemoteError | None = None
            try:
                return Grant(permission=call.ask("POST", f"{_file(file_id)}/permissions", wanted, body)["id"])
            except RemoteError as error:
                if error.refusal != BAD_SHARING:
                    raise
                failure = error
            except Unsure:
                failure = None if call.rest() else call.gave_up()
            if known := self._permission(file_id, email, fresh=not check_first):
                # Google refuses a sharing also when it was made and only its mail could not be sent.
                mail_failed = failure is not None and failure.refusal == BAD_SHARING
                return Grant(permission=known, mail_unsure=mail and mail_failed)
            if failure:
                raise failure

    def set_role(self, file_id: str, permission_id: str, role: str) -> None:
        """Change what a permission allows (``writer``, ``reader`` …). Nobody is written to."""
        place = f"{_file(file_id)}/permissions/{quote(permission_id, safe='')}"
        Call(self._wire).ask("PATCH", place, {**_ALL_DRIVES, "fields": "id"}, {"role": role})

    def permissions(self, file_id: str) -> list[Permission]:
        """Who may do what with a file."""
        wanted = {
            **_ALL_DRIVES,
            "pageSize": _PAGE_OF_PERMISSIONS,
            "fields": f"nextPageToken,permissions({drive.PERMISSION_FIELDS})",
        }
        pages = self._pages(f"{_file(file_id)}/permissions", wanted)
        return [one for page in pages for one in drive.remote_permissions(page.get("permissions", ()))]

    def _permission(self, file_id: str, email: str, *, fresh: bool) -> str:
        """The id of the permission by which a person may edit a file, '' for none; a reader is made an editor.

        Google may list a person under another address. Whoever may edit a ``fresh`` file beside its owner is the one
        that it was just shared with.
        """
        for found in self.permissions(file_id):
            same = found.email.casefold() == email.casefold()
            if found.kind in ("user", "group") and (same or (fresh and found.role == "writer")):
                return found.id if found.role in _EDITORS or self._made_editor(file_id, found.id) else ""
        return ""

    def _made_editor(self, file_id: str, permission_id: str) -> bool:
        """Let a reader edit; False where the reading comes from a shared drive, beside which they may get their own."""
        try:
            self.set_role(file_id, permission_id, "writer")
        except RemoteError as error:
            if error.refusal in (INHERITED, INHERITED_FROM_DRIVE):
                return False
            raise
        return True

    def _shared_drive(self, folder: str) -> str:
        """Id of the shared drive a folder is in, '' for none. Only a sign-in for all of Drive has one."""
        if not folder or not self._wire.sign_in.whole_drive:
            return ""
        if folder not in self._drives:
            found = self.file(folder)
            self._drives[folder] = found.drive if found else ""
        return self._drives[folder]

    def _found(self, query: str, within: str) -> list[RemoteFile]:
        wanted = {
            **_ALL_DRIVES,
            "includeItemsFromAllDrives": "true",
            "q": query,
            "pageSize": _PAGE,
            "fields": f"nextPageToken,incompleteSearch,files({drive.LISTED_FIELDS})",
        }
        if shared := self._shared_drive(within):
            wanted |= {"corpora": "drive", "driveId": shared}
        found: list[RemoteFile] = []
        for page in self._pages(_FILES, wanted):
            if page.get("incompleteSearch", False):
                # Taken for all there is, it would let a second file be made.
                raise RemoteError(INCOMPLETE_SEARCH.reason, INCOMPLETE_SEARCH)
            found += [drive.remote_file(file) for file in page.get("files", ())]
        return sorted(found, key=lambda file: (file.created, file.id))

    def _pages(self, url: str, wanted: dict[str, str]) -> Iterator[dict[str, Any]]:
        page: dict[str, Any] = {}
        while not page or page.get("nextPageToken"):
            place = {"pageToken": page["nextPageToken"]} if page else {}
            page = Call(self._wire).ask("GET", url, {**wanted, **place})
            yield page
            if not page:
                return


def _file(file_id: str) -> str:
    return f"{_FILES}/{quote(file_id, safe='')}"


def _note_requests(notes: Mapping[int, Mapping[tuple[int, int], str]]) -> list[dict[str, Any]]:
    """One request for each cell, by Google's id of the sheet, then row and column from 1; '' takes a note away."""
    return [
        {
            "updateCells": {
                "start": {"sheetId": sheet_id, "rowIndex": row - 1, "columnIndex": column - 1},
                "rows": [{"values": [{"note": note} if note else {}]}],
                "fields": "note",
            }
        }
        for sheet_id, cells in notes.items()
        for (row, column), note in cells.items()
    ]


def _about_folder(error: RemoteError) -> RemoteError:
    """The error of making a file, where 'not found' can only mean its folder."""
    if error.refusal != NOT_FOUND:
        return error
    return RemoteError(refusals.FOLDER_GONE, NOT_FOUND, stops=True)
