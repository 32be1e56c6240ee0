"""Google Drive: files, folders and who may open them. What does harm when done twice is looked up before it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import quote

from sheetreview import errors
from sheetreview.errors import RemoteError
from sheetreview.google.calls import ApiSession, Call, Doubt
from sheetreview.google.refusals import FOLDER_GONE
from sheetreview.google.signin import SignIn
from sheetreview.online import Account, FileKind, Grant, Permission, PermissionKind, RemoteFile

API: Final = "https://www.googleapis.com/drive/v3"
_FILES: Final = f"{API}/files"
_SHEET_TYPE: Final = "application/vnd.google-apps.spreadsheet"
_FOLDER_TYPE: Final = "application/vnd.google-apps.folder"
_CYCLE_KEY: Final = "sr_cycle"
_REVIEW_KEY: Final = "sr_review"
_LISTED_FIELDS: Final = "id,name,mimeType,appProperties,modifiedTime,createdTime,trashed,webViewLink"
_FILE_FIELDS: Final = f"{_LISTED_FIELDS},driveId,capabilities(canAddChildren)"
_ALL_DRIVES: Final = {"supportsAllDrives": "true"}
_PAGE = "1000"
_PAGE_OF_PERMISSIONS = "100"
_LISTED_AFTER = (0.0, 5.0, 15.0, 40.0)
"""Seconds between looks for a file that was perhaps made: Google has been seen to list new files a minute late."""

_KINDS: Final[Mapping[str, FileKind]] = {_SHEET_TYPE: "sheet", _FOLDER_TYPE: "folder"}
_WHOM: Final[Mapping[str, PermissionKind]] = {"user": "user", "group": "group", "domain": "domain"}
_EDITORS = frozenset({"owner", "organizer", "fileOrganizer", "writer"})

_T = TypeVar("_T")


class Drive:
    """Google Drive, for any number of threads.

    Every method raises RemoteError when Google refuses, or gives no answer as often as is tried.
    """

    def __init__(self, session: ApiSession) -> None:
        self.session = session
        self._drives: dict[str, str] = {}

    @property
    def sign_in(self) -> SignIn:
        """The sign-in that calls are made with."""
        return self.session.sign_in

    def account(self) -> Account:
        """Who is signed in, and how much room there is."""
        wanted = {"fields": "user(displayName,emailAddress),storageQuota(limit,usage)"}
        answer = Call(self.session).ask("GET", f"{API}/about", wanted)
        user, quota = answer.get("user", {}), answer.get("storageQuota", {})
        # Numbers are texts there, and no limit is no number.
        limit = int(quota["limit"]) if "limit" in quota else None
        free = None if limit is None else max(0, limit - int(quota.get("usage", 0)))
        return Account(
            email=user.get("emailAddress", ""), name=user.get("displayName", ""), limit_bytes=limit, free_bytes=free
        )

    def new_folder_id(self) -> str:
        """An id for a folder that is still to be made."""
        wanted = {"count": "1", "space": "drive", "type": "files", "fields": "ids"}
        found: str = Call(self.session).ask("GET", f"{_FILES}/generateIds", wanted)["ids"][0]
        return found

    def make_folder(self, folder_id: str, name: str, parent: str, cycle: str) -> None:
        """Make the folder with an id of ``new_folder_id``; nothing is done when it is there already.

        ``parent`` is a folder's id, '' for the top of the account's own Drive.
        """
        body = {"id": folder_id, "name": name, "mimeType": _FOLDER_TYPE, "appProperties": {_CYCLE_KEY: cycle}}
        if parent:
            body["parents"] = [parent]
        try:
            # Its id is fixed, so that a second one cannot come to be.
            Call(self.session, harmless=True).ask("POST", _FILES, {**_ALL_DRIVES, "fields": "id"}, body)
        except RemoteError as error:
            if error.refusal != errors.IN_USE:
                raise _about_folder(error) from error

    def file(self, file_id: str) -> RemoteFile | None:
        """One file or folder; None when it is gone, or out of this account's reach."""
        try:
            return _remote_file(Call(self.session).ask("GET", _file(file_id), {**_ALL_DRIVES, "fields": _FILE_FIELDS}))
        except RemoteError as error:
            if error.refusal == errors.NOT_FOUND:
                return None
            raise

    def made_before(self, file_id: str) -> bool:
        """Whether a file exists that was perhaps just made; searched for until Google has had time to list it."""
        return self._listed(lambda: self.file(file_id)) is not None

    def create_spreadsheet(
        self, name: str, folder: str, cycle: str, review: str, *, perhaps_made: bool = False
    ) -> RemoteFile:
        """Make an empty spreadsheet, marked as that of a review of a cycle.

        When an answer is lost (or with ``perhaps_made`` that of an earlier run), the one that was made is searched for
        before another is made, until Google has had time to list it: there is never a second one.
        """
        marks = {_CYCLE_KEY: cycle, _REVIEW_KEY: review}
        query = f"{_marked(marks)} and trashed = false"
        body: dict[str, Any] = {"name": name, "mimeType": _SHEET_TYPE, "parents": [folder], "appProperties": marks}
        if not self._shared_drive(folder):
            # In a shared drive this is the drive's own affair.
            body["writersCanShare"] = False
        wanted = {**_ALL_DRIVES, "fields": _FILE_FIELDS}

        def there() -> RemoteFile | None:
            return self._listed(lambda: next(iter(self._search(query, folder)), None))

        if perhaps_made and (made := there()):
            return made
        call = Call(self.session)
        while True:
            try:
                outcome = call.attempt(lambda: _remote_file(call.ask("POST", _FILES, wanted, body)))
            except RemoteError as error:
                raise _about_folder(error) from error
            if not isinstance(outcome, Doubt):
                return outcome
            if made := there():
                return made
            if outcome.failure:
                raise outcome.failure

    def cycle_files(self, cycle: str, within: str = "") -> list[RemoteFile]:
        """Every file and folder of a cycle, those in the bin too, the oldest first; Google may be late to list one.

        ``within`` is a folder in the drive where they lie, '' for the account's own.
        """
        return self._search(_marked({_CYCLE_KEY: cycle}), within)

    def permissions(self, file_id: str) -> list[Permission]:
        """Who may do what with a file, without accounts that no longer exist; empty when the file is gone."""
        try:
            return self._permissions(file_id)
        except RemoteError as error:
            if error.refusal == errors.NOT_FOUND:
                return []
            raise

    def take_away(self, file_id: str, permission_id: str) -> None:
        """Let a person neither edit nor see a file any more; nothing where they could not, or the file is gone."""
        place = f"{_file(file_id)}/permissions/{quote(permission_id, safe='')}"
        try:
            Call(self.session, harmless=True).request("DELETE", place, {**_ALL_DRIVES})
        except RemoteError as error:
            if error.refusal != errors.NOT_FOUND:
                raise

    def make_reader(self, file_id: str, permission_id: str) -> bool:
        """Let a person only read; False where the access comes from a folder or shared drive, or the file is gone."""
        try:
            return self._set_role(file_id, permission_id, "reader")
        except RemoteError as error:
            if error.refusal == errors.NOT_FOUND:
                return False
            raise

    def share(self, file_id: str, email: str, *, mail: bool, message: str, check_first: bool) -> Grant:
        """Let a person edit a file. With ``mail`` Google writes to them, with the message.

        Whoever may edit it already is neither added nor written to again: looked up before the first try with
        ``check_first``, and always before a further one.
        """
        wanted = {**_ALL_DRIVES, "fields": "id", "sendNotificationEmail": str(mail).lower()}
        if mail and message:
            wanted["emailMessage"] = message
        place, body = f"{_file(file_id)}/permissions", {"type": "user", "role": "writer", "emailAddress": email}
        call = Call(self.session)
        if check_first and (known := self._permission(file_id, email, fresh=False)):
            return Grant(permission=known, mail_unsure=mail)
        while True:
            outcome = call.attempt(lambda: call.ask("POST", place, wanted, body)["id"], unclear=errors.BAD_SHARING)
            if not isinstance(outcome, Doubt):
                return Grant(permission=outcome)
            if known := self._permission(file_id, email, fresh=not check_first):
                # Google refuses a sharing also when it was made and only its mail could not be sent.
                return Grant(permission=known, mail_unsure=mail and outcome.refused)
            if outcome.failure:
                raise outcome.failure

    def _permission(self, file_id: str, email: str, *, fresh: bool) -> str:
        """The id of the permission by which a person may edit a file, '' for none; a reader is made an editor.

        Google may list a person under another address. Whoever may edit a ``fresh`` file beside its owner is the one
        that it was just shared with. A reader by a shared drive may get a permission of their own beside it.
        """
        for found in self._permissions(file_id):
            same = found.email.casefold() == email.casefold()
            if found.kind in ("user", "group") and (same or (fresh and found.role == "writer")):
                return found.id if found.role in _EDITORS or self._set_role(file_id, found.id, "writer") else ""
        return ""

    def _set_role(self, file_id: str, permission_id: str, role: str) -> bool:
        """Change what a permission allows; False where it comes from a folder or drive. Nobody is written to."""
        place = f"{_file(file_id)}/permissions/{quote(permission_id, safe='')}"
        try:
            Call(self.session).ask("PATCH", place, {**_ALL_DRIVES, "fields": "id"}, {"role": role})
        except RemoteError as error:
            if error.refusal in (errors.INHERITED, errors.INHERITED_FROM_DRIVE):
                return False
            raise
        return True

    def _permissions(self, file_id: str) -> list[Permission]:
        wanted = {
            **_ALL_DRIVES,
            "pageSize": _PAGE_OF_PERMISSIONS,
            "fields": "nextPageToken,permissions(id,type,emailAddress,role,deleted)",
        }
        return [
            Permission(
                id=found["id"],
                kind=_WHOM.get(found.get("type", ""), "anyone"),
                email=found.get("emailAddress", ""),
                role=found.get("role", ""),
            )
            for page in self._pages(f"{_file(file_id)}/permissions", wanted)
            for found in page.get("permissions", ())
            if not found.get("deleted", False)
        ]

    def _shared_drive(self, folder: str) -> str:
        """Id of the shared drive a folder is in, '' for none. Only a sign-in for all of Drive has one."""
        if not folder or not self.sign_in.whole_drive:
            return ""
        if folder not in self._drives:
            found = self.file(folder)
            self._drives[folder] = found.drive if found else ""
        return self._drives[folder]

    def _listed(self, look: Callable[[], _T | None]) -> _T | None:
        """What a look finds that was perhaps made a moment ago; None when it is not listed after a while."""
        for wait in _LISTED_AFTER:
            self.session.clock.sleep_until(self.session.clock.now() + wait)
            if found := look():
                return found
        return None

    def _search(self, query: str, within: str) -> list[RemoteFile]:
        wanted = {
            **_ALL_DRIVES,
            "includeItemsFromAllDrives": "true",
            "q": query,
            "pageSize": _PAGE,
            "fields": f"nextPageToken,incompleteSearch,files({_LISTED_FIELDS})",
        }
        if shared := self._shared_drive(within):
            wanted |= {"corpora": "drive", "driveId": shared}
        found: list[RemoteFile] = []
        for page in self._pages(_FILES, wanted):
            if page.get("incompleteSearch", False):
                # Taken for all there is, it would let a second file be made.
                raise RemoteError(errors.INCOMPLETE_SEARCH.reason, errors.INCOMPLETE_SEARCH)
            found += map(_remote_file, page.get("files", ()))
        return sorted(found, key=lambda file: (file.created, file.id))

    def _pages(self, url: str, wanted: dict[str, str]) -> Iterator[dict[str, Any]]:
        page = Call(self.session).ask("GET", url, wanted)
        yield page
        while page.get("nextPageToken"):
            page = Call(self.session).ask("GET", url, {**wanted, "pageToken": page["nextPageToken"]})
            yield page


def _file(file_id: str) -> str:
    return f"{_FILES}/{quote(file_id, safe='')}"


def _marked(marks: Mapping[str, str]) -> str:
    """The search for files that carry all these app properties."""
    return " and ".join(
        f"appProperties has {{ key='{_escaped(key)}' and value='{_escaped(value)}' }}" for key, value in marks.items()
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _remote_file(answer: Mapping[str, Any]) -> RemoteFile:
    """A file as Drive tells it."""
    return RemoteFile(
        id=answer["id"],
        name=answer.get("name", ""),
        review=answer.get("appProperties", {}).get(_REVIEW_KEY, ""),
        kind=_KINDS.get(answer.get("mimeType", ""), "other"),
        modified=answer.get("modifiedTime", ""),
        created=answer.get("createdTime", ""),
        trashed=bool(answer.get("trashed", False)),
        link=answer.get("webViewLink", "").partition("?")[0],
        drive=answer.get("driveId", ""),
        may_add=bool(answer.get("capabilities", {}).get("canAddChildren", False)),
    )


def _about_folder(error: RemoteError) -> RemoteError:
    """The error of making a file, where 'not found' can only mean its folder."""
    return RemoteError(FOLDER_GONE, errors.NOT_FOUND, stops=True) if error.refusal == errors.NOT_FOUND else error
