"""The files of the stand-in and who may do what with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from google_standin.accounts import Grant
from google_standin.answers import drive_refusal
from google_standin.clock import Clock, stamp
from google_standin.settings import Settings
from google_standin.sheets import Spreadsheet

FOLDER = "application/vnd.google-apps.folder"
SHEET = "application/vnd.google-apps.spreadsheet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RANKS = ("none", "reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")


@dataclass(slots=True, kw_only=True)
class Permission:
    """One entry of a file's access list; ``email`` is empty for a domain and for anyone."""

    id: str
    kind: str
    role: str
    email: str = ""
    name: str = ""
    domain: str = ""
    inherited: bool = False

    def as_resource(self) -> dict[str, Any]:
        """Drive's Permission."""
        found: dict[str, Any] = {"kind": "drive#permission", "id": self.id, "type": self.kind, "role": self.role}
        if self.email:
            found |= {"emailAddress": self.email, "displayName": self.name, "deleted": False, "pendingOwner": False}
        if self.domain:
            found |= {"domain": self.domain, "displayName": self.domain}
        if self.kind in {"anyone", "domain"}:
            found["allowFileDiscovery"] = False
        return found


@dataclass(slots=True, kw_only=True)
class File:
    """A file or folder, made at ``created``, its content changed at each of ``changes``, the last of which is last.

    ``sheet`` is the spreadsheet in it; ``app`` says whether the app made it.
    """

    id: str
    name: str
    mime: str
    owner: str
    creator: str
    created: float
    parent: str
    app: bool
    changes: list[float] = field(default_factory=list)
    drive_id: str = ""
    app_properties: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    description: str = ""
    trashed: bool = False
    version: int = 1
    permissions: dict[str, Permission] = field(default_factory=dict)
    sheet: Spreadsheet | None = None
    planted: bool = False
    writers_share: bool = True

    def modified(self, until: float) -> float:
        """When it was changed last, as somebody knows who has heard of what happened until then."""
        return next((moment for moment in reversed(self.changes) if moment <= until), self.created)


@dataclass(slots=True, kw_only=True)
class SharedDrive:
    """A shared drive; ``members`` maps an address (lower case) to a role."""

    id: str
    name: str
    members: dict[str, str]


def permission_id(email: str) -> str:
    """The id that an account has in every access list: digits, the same for every file."""
    return str(int.from_bytes(hashlib.sha256(email.lower().encode()).digest()[:8], "big"))


def root_id(email: str) -> str:
    """The id of somebody's My Drive."""
    return "0A" + hashlib.sha256(b"root" + email.lower().encode()).hexdigest()[:17]


class Files:
    """All files and shared drives, and the rules of access."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self._clock = clock
        self._settings = settings
        self.all: dict[str, File] = {}
        self.drives: dict[str, SharedDrive] = {}
        self._made = 0

    def new_id(self) -> str:
        """An id like Google's: 44 letters and digits; the same one after the other in every run."""
        self._made += 1
        return "1" + hashlib.sha256(f"file {self._made}".encode()).hexdigest()[:43]

    def access(self, file: File) -> dict[str, Permission]:
        """The access list with what comes down from the folders above; the higher role counts."""
        found: dict[str, Permission] = {}
        for permission in [*file.permissions.values(), *self._from_above(file)]:
            known = found.get(permission.id)
            if known is None or RANKS.index(permission.role) > RANKS.index(known.role):
                found[permission.id] = permission
        return found

    def _from_above(self, file: File) -> Iterator[Permission]:
        if parent := self.all.get(file.parent):
            for permission in self.access(parent).values():
                # Who owns a folder does not own what others put into it.
                role = "writer" if permission.role == "owner" else permission.role
                yield replace(permission, role=role, inherited=True)
        elif drive := self.drives.get(file.parent):
            for email, role in drive.members.items():
                own = permission_id(email)
                yield Permission(id=own, kind="user", role=role, email=email, name=email, inherited=True)

    def role(self, file: File, email: str) -> str:
        """The highest role that ``email`` has for a file; "none" without access."""
        mine = self._settings.primary(email).lower()
        roles = [
            permission.role
            for permission in self.access(file).values()
            if permission.kind == "anyone"
            or permission.email.lower() == mine
            or (permission.kind == "domain" and mine.endswith("@" + permission.domain.lower()))
        ]
        return max(roles, key=RANKS.index, default="none")

    def may(self, file: File, grant: Grant, role: str) -> bool:
        """Whether the caller has at least ``role``, and whether their token reaches this file at all."""
        reached = grant.whole_drive or file.app
        return reached and RANKS.index(self.role(file, grant.email)) >= RANKS.index(role)

    def get(self, file_id: str, grant: Grant, *, all_drives: bool, role: str = "reader") -> File:
        """The file for a Drive call. Raises Refusal: 404 for what the caller cannot see, 403 for too small a role."""
        file = self.all.get(file_id) or self._top_of(file_id)
        if file is None or not self.may(file, grant, "reader") or (file.drive_id and not all_drives):
            raise drive_refusal(
                404, "notFound", f"File not found: {file_id}.", location="fileId", locationType="parameter"
            )
        if not self.may(file, grant, role):
            message = f"The user does not have sufficient permissions for file {file_id}."
            raise drive_refusal(403, "insufficientFilePermissions", message)
        return file

    def _top_of(self, drive_id: str) -> File | None:
        """A shared drive as the folder that it is to those who ask for a file of its id."""
        if drive_id not in self.drives:
            return None
        return File(
            id=drive_id,
            name="Drive",
            mime=FOLDER,
            owner="",
            creator="",
            created=0.0,
            parent=drive_id,
            app=False,
            drive_id=drive_id,
        )

    def is_trashed(self, file: File) -> bool:
        """Whether a file or a folder above it lies in the bin."""
        parent = self.all.get(file.parent)
        return file.trashed or (parent is not None and self.is_trashed(parent))

    def remove(self, file: File) -> None:
        """Take a file away for good, with everything in it."""
        for inner in [one for one in self.all.values() if one.parent == file.id]:
            self.remove(inner)
        self.all.pop(file.id, None)

    def is_listed(self, file: File) -> bool:
        """Whether Google has had the time to list a file."""
        return file.created + self._settings.listing_lag <= self._clock.now()

    def modified(self, file: File) -> float:
        """When a file was changed last, as far as Google tells by now."""
        return file.modified(self._clock.now() - self._settings.modified_lag)

    def as_resource(self, file: File, grant: Grant) -> dict[str, Any]:
        """Drive's File as the caller may see it."""
        mine = self.role(file, grant.email)
        found: dict[str, Any] = {
            "kind": "drive#file",
            "id": file.id,
            "name": file.name,
            "mimeType": file.mime,
            "parents": [file.parent],
            "createdTime": stamp(file.created),
            "modifiedTime": stamp(self.modified(file)),
            "version": str(file.version),
            "trashed": self.is_trashed(file),
            "explicitlyTrashed": file.trashed,
            "spaces": ["drive"],
            "starred": False,
            "isAppAuthorized": file.app and grant.app,
            "webViewLink": _link(file),
            "capabilities": {
                "canEdit": RANKS.index(mine) >= RANKS.index("writer"),
                "canShare": RANKS.index(mine) >= RANKS.index("writer" if file.writers_share else "owner"),
                "canTrash": RANKS.index(mine) >= RANKS.index("fileOrganizer"),
                "canAddChildren": file.mime == FOLDER and RANKS.index(mine) >= RANKS.index("writer"),
            },
        }
        if file.description:
            found["description"] = file.description
        if file.properties:
            found["properties"] = dict(file.properties)
        if file.app_properties and grant.app and file.app:
            found["appProperties"] = dict(file.app_properties)
        if file.mime not in {FOLDER, SHEET}:
            found["size"] = "0"
        if file.id == file.drive_id:
            del found["parents"]
        return found | self._belonging(file, grant, may_share=RANKS.index(mine) >= RANKS.index("writer"))

    def _belonging(self, file: File, grant: Grant, *, may_share: bool) -> dict[str, Any]:
        access = self.access(file)
        if file.drive_id:
            return {"driveId": file.drive_id, "teamDriveId": file.drive_id, "permissionIds": list(access)}
        own = file.permissions[permission_id(file.owner)]
        owner = {"kind": "drive#user", "displayName": own.name, "permissionId": own.id, "emailAddress": own.email}
        mine = file.owner.lower() == grant.email.lower()
        found: dict[str, Any] = {"owners": [{**owner, "me": mine}], "ownedByMe": mine, "shared": len(access) > 1}
        found["writersCanShare"] = file.writers_share
        if may_share:
            found["permissions"] = [permission.as_resource() for permission in access.values()]
            found["permissionIds"] = list(access)
        return found


def _link(file: File) -> str:
    if file.mime == FOLDER:
        return f"https://drive.google.com/drive/folders/{file.id}"
    if file.mime == SHEET:
        return f"https://docs.google.com/spreadsheets/d/{file.id}/edit?usp=drivesdk"
    return f"https://drive.google.com/file/d/{file.id}/view?usp=drivesdk"
