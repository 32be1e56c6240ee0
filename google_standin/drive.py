"""Drive's methods, except the ones for permissions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from google_standin import search
from google_standin.accounts import Accounts
from google_standin.answers import drive_refusal, not_implemented
from google_standin.calls import Call, Handler
from google_standin.clock import Clock
from google_standin.files import FOLDER, RANKS, SHEET, File, Files, Permission, permission_id, root_id
from google_standin.masks import parse_mask
from google_standin.sheets import Spreadsheet

LONGEST_PROPERTY = 124
MOST_PROPERTIES = 30
SMALLER_PAGES = {"parents": 460, "permissions": 100}
"""What users report: a page is no longer than this when these fields are asked for, whatever pageSize says."""
_NATIVE = "application/vnd.google-apps."
_CHANGEABLE = {"name", "trashed", "appProperties", "properties", "description"}
_NO_STORAGE = (
    "Service Accounts do not have storage quota. Leverage shared drives "
    "(https://developers.google.com/workspace/drive/api/guides/about-shareddrives), or use OAuth delegation "
    "(http://support.google.com/a/answer/7281227) instead."
)


class Drive:
    """about, files and drives."""

    def __init__(self, files: Files, accounts: Accounts, clock: Clock) -> None:
        self._files = files
        self._accounts = accounts
        self._clock = clock
        self._generated: dict[str, str] = {}

    def handlers(self) -> dict[str, Handler]:
        """What answers each method."""
        return {
            "drive.about.get": self.about,
            "drive.files.generateIds": self.generate_ids,
            "drive.files.create": self.create,
            "drive.files.get": self.get,
            "drive.files.list": self.list,
            "drive.files.update": self.update,
            "drive.files.delete": self.delete,
            "drive.drives.list": self.drives,
            "drive.drives.get": self.drive,
        }

    def about(self, call: Call) -> dict[str, Any]:
        if not call.text("fields"):
            message = "The 'fields' parameter is required for this method."
            raise drive_refusal(400, "required", message, location="fields", locationType="parameter")
        account = self._accounts.person(call.grant.email)
        user = {"kind": "drive#user", "displayName": account.name, "me": True, "emailAddress": account.email}
        quota = {"usage": str(account.used), "usageInDrive": str(account.used), "usageInDriveTrash": "0"}
        if account.limit is not None:
            quota["limit"] = str(account.limit)
        return {
            "kind": "drive#about",
            "user": {**user, "permissionId": permission_id(account.email)},
            "storageQuota": quota,
            "appInstalled": True,
            "canCreateDrives": False,
        }

    def generate_ids(self, call: Call) -> dict[str, Any]:
        if call.text("space", "drive") != "drive" or call.text("type", "files") != "files":
            raise not_implemented("drive", "generateIds for other spaces and types")
        ids = [self._files.new_id() for _ in range(int(call.text("count", "10")))]
        self._generated |= dict.fromkeys(ids, call.grant.email)
        return {"kind": "drive#generatedIds", "space": "drive", "ids": ids}

    def create(self, call: Call) -> dict[str, Any]:
        mime = call.body.get("mimeType", "application/octet-stream")
        if mime.startswith(_NATIVE) and mime not in {FOLDER, SHEET}:
            raise not_implemented("drive", f"files of type {mime}")
        if unknown := set(call.body) - {"id", "mimeType", "parents", "writersCanShare", *_CHANGEABLE}:
            raise not_implemented("drive", f"files.create with {', '.join(sorted(unknown))}")
        file_id = self._id_for(call, mime)
        parent = self._parent_for(call)
        drive_id = self._drive_of(parent)
        if drive_id and "writersCanShare" in call.body:
            raise not_implemented("drive", "files.create with writersCanShare in a shared drive")
        if not drive_id:
            self.check_storage(call)
        now = self._clock.now()
        file = File(
            id=file_id,
            name=call.body.get("name", "Untitled"),
            mime=mime,
            owner="" if drive_id else call.grant.email,
            creator=call.grant.email,
            created=now,
            parent=parent,
            app=call.grant.app,
            drive_id=drive_id,
            description=call.body.get("description", ""),
            writers_share=bool(call.body.get("writersCanShare", True)),
        )
        self._set_properties(file, call.body)
        self.add(file)
        return self._files.as_resource(file, call.grant)

    def add(self, file: File) -> None:
        """Keep a new file: its owner gets their permission, and a spreadsheet its cells."""
        if file.owner:
            owner = self._accounts.person(file.owner)
            own = permission_id(file.owner)
            file.permissions[own] = Permission(id=own, kind="user", role="owner", email=owner.email, name=owner.name)
        if file.mime == SHEET and file.sheet is None:
            file.sheet = Spreadsheet(file.id, file.name)
        self._files.all[file.id] = file

    def get(self, call: Call) -> dict[str, Any]:
        if call.text("alt") == "media":
            raise not_implemented("drive", "downloads")
        file = self._files.get(call.params["fileId"], call.grant, all_drives=call.all_drives)
        return self._files.as_resource(file, call.grant)

    def list(self, call: Call) -> dict[str, Any]:
        tests = search.parse(call.text("q"))
        found = []
        for file in self._files.all.values():
            names = frozenset({file.parent, "root"} if file.parent == root_id(call.grant.email) else {file.parent})
            trashed = self._files.is_trashed(file)
            listed = self._files.is_listed(file) and self._listed(call, file)
            if listed and all(test(file, trashed, names) for test in tests):
                found.append(file)
        found = _ordered(found, call.text("orderBy"), self._files.modified)
        start, size = _page(call)
        shown = [self._files.as_resource(file, call.grant) for file in found[start : start + size]]
        answer: dict[str, Any] = {"kind": "drive#fileList", "incompleteSearch": False, "files": shown}
        if start + size < len(found):
            answer["nextPageToken"] = f"~!!~{start + size}"
        return answer

    def update(self, call: Call) -> dict[str, Any]:
        file = self._files.get(call.params["fileId"], call.grant, all_drives=call.all_drives, role="writer")
        if unknown := set(call.body) - _CHANGEABLE:
            raise not_implemented("drive", f"files.update with {', '.join(sorted(unknown))}")
        moves = call.text("addParents"), call.text("removeParents")
        if "trashed" in call.body and not self._may_throw_away(call, file):
            message = f"The user does not have sufficient permissions for file {file.id}."
            raise drive_refusal(403, "insufficientFilePermissions", message)
        if any(moves):
            self._move(call, file, *moves)
        self._set_properties(file, call.body)
        file.trashed = call.body.get("trashed", file.trashed)
        file.description = call.body.get("description", file.description)
        if "name" in call.body:
            file.name = call.body["name"]
            if file.sheet is not None:
                file.sheet.title = file.name
        file.version += 1
        return self._files.as_resource(file, call.grant)

    def delete(self, call: Call) -> None:
        file = self._files.get(call.params["fileId"], call.grant, all_drives=call.all_drives, role="writer")
        if not self._may_throw_away(call, file):
            message = f"The user does not have sufficient permissions for file {file.id}."
            raise drive_refusal(403, "insufficientFilePermissions", message)
        self._files.remove(file)

    def drives(self, call: Call) -> dict[str, Any]:
        mine = [drive for drive in self._files.drives.values() if call.grant.email.lower() in drive.members]
        shown = [{"kind": "drive#drive", "id": drive.id, "name": drive.name} for drive in mine]
        return {"kind": "drive#driveList", "drives": shown}

    def drive(self, call: Call) -> dict[str, Any]:
        drive = self._files.drives.get(call.params["driveId"])
        if drive is None or call.grant.email.lower() not in drive.members:
            raise drive_refusal(404, "notFound", f"Shared drive not found: {call.params['driveId']}")
        may = RANKS.index(drive.members[call.grant.email.lower()])
        capabilities = {"canAddChildren": may >= RANKS.index("writer"), "canShare": may >= RANKS.index("organizer")}
        return {"kind": "drive#drive", "id": drive.id, "name": drive.name, "capabilities": capabilities}

    def _listed(self, call: Call, file: File) -> bool:
        if not self._files.may(file, call.grant, "reader"):
            return False
        corpora = call.text("corpora", "user")
        if not file.drive_id:
            return corpora in {"user", "allDrives"}
        if not (call.all_drives and call.flag("includeItemsFromAllDrives")):
            return False
        if corpora == "drive":
            return file.drive_id == call.text("driveId")
        return corpora == "allDrives" or file.creator.lower() == call.grant.email.lower()

    def _id_for(self, call: Call, mime: str) -> str:
        file_id: str = call.body.get("id", "")
        if not file_id:
            return self._files.new_id()
        if mime.startswith(_NATIVE) and mime != FOLDER:
            raise drive_refusal(400, "invalid", "Generated IDs are not supported for Docs Editors formats.")
        if self._generated.get(file_id) != call.grant.email:
            raise drive_refusal(400, "invalid", "The provided file ID is not usable.")
        if file_id in self._files.all:
            raise drive_refusal(409, "fileIdInUse", "A file already exists with the provided ID.")
        return file_id

    def _parent_for(self, call: Call) -> str:
        parents = call.body.get("parents") or ["root"]
        if len(parents) > 1:
            raise drive_refusal(403, "cannotAddParent", "Increasing the number of parents is not allowed")
        return self._usable_parent(call, parents[0])

    def _usable_parent(self, call: Call, parent: str) -> str:
        if parent in {"root", root_id(call.grant.email)}:
            return root_id(call.grant.email)
        if drive := self._files.drives.get(parent):
            role = drive.members.get(call.grant.email.lower(), "none")
            if role == "none" or not call.all_drives or not call.grant.whole_drive:
                raise drive_refusal(404, "notFound", f"File not found: {parent}.")
        else:
            role = self._files.role(self._files.get(parent, call.grant, all_drives=call.all_drives), call.grant.email)
        if RANKS.index(role) < RANKS.index("writer"):
            message = "Insufficient permissions for the specified parent."
            raise drive_refusal(403, "insufficientParentPermissions", message)
        return parent

    def _drive_of(self, parent: str) -> str:
        if parent in self._files.drives:
            return parent
        folder = self._files.all.get(parent)
        return folder.drive_id if folder else ""

    def check_storage(self, call: Call) -> None:
        """Raises Refusal when the caller cannot own one more file."""
        account = self._accounts.person(call.grant.email)
        if account.service:
            raise drive_refusal(403, "storageQuotaExceeded", _NO_STORAGE, domain="usageLimits")
        if account.limit is not None and account.used >= account.limit:
            raise drive_refusal(403, "storageQuotaExceeded", "The user's Drive storage quota has been exceeded.")

    def _may_throw_away(self, call: Call, file: File) -> bool:
        if file.drive_id:
            return self._files.may(file, call.grant, "fileOrganizer")
        return file.owner.lower() == call.grant.email.lower()

    def _move(self, call: Call, file: File, to: str, away: str) -> None:
        if away and away not in {file.parent, "root"}:
            raise drive_refusal(404, "notFound", f"File not found: {away}.")
        if not (to and away):
            raise drive_refusal(403, "cannotAddParent", "Increasing the number of parents is not allowed")
        parent = self._usable_parent(call, to)
        if self._drive_of(parent) != file.drive_id:
            raise not_implemented("drive", "moves into and out of shared drives")
        file.parent = parent

    def _set_properties(self, file: File, body: Mapping[str, Any]) -> None:
        for field, kept in (("appProperties", file.app_properties), ("properties", file.properties)):
            for key, value in body.get(field, {}).items():
                if value is None:
                    kept.pop(key, None)
                    continue
                if len((key + value).encode()) > LONGEST_PROPERTY:
                    raise drive_refusal(
                        403, "propertyKeyValueTooLong", f"A property is longer than {LONGEST_PROPERTY} bytes."
                    )
                kept[key] = value
            if len(kept) > MOST_PROPERTIES:
                raise drive_refusal(403, "propertiesLimitExceeded", "A file has too many properties.")


def _ordered(files: list[File], order: str, modified: Callable[[File], float]) -> list[File]:
    keys: dict[str, Callable[[File], float | str]] = {
        "createdTime": lambda file: file.created,
        "modifiedTime": modified,
        "name": lambda file: file.name.lower(),
    }
    for part in reversed([part.split() for part in order.split(",") if part.strip()]):
        if part[0] not in keys or part[1:] not in ([], ["desc"]):
            raise drive_refusal(400, "invalid", "Invalid Value", location="orderBy", locationType="parameter")
        files = sorted(files, key=keys[part[0]], reverse=part[1:] == ["desc"])
    return files


def _page(call: Call) -> tuple[int, int]:
    size, token = int(call.text("pageSize", "100")), call.text("pageToken")
    names = parse_mask(call.text("fields", "files(id)"))
    asked = names.get("files", names.get("*", {"nothing": {}}))
    size = min([size, *(most for name, most in SMALLER_PAGES.items() if not asked or {name, "*"} & set(asked))])
    start = token.removeprefix("~!!~") or "0"
    if not start.isdigit():
        raise drive_refusal(400, "invalid", "Invalid Value", location="pageToken", locationType="parameter")
    return int(start), size
