"""Drive's methods for permissions, and the mails that Google writes when a file is shared."""

from __future__ import annotations

from typing import Any

from google_standin.accounts import Accounts
from google_standin.answers import Refusal, drive_refusal, not_implemented
from google_standin.calls import Call, Handler
from google_standin.files import RANKS, File, Files, Permission, permission_id
from google_standin.ledger import Ledger
from google_standin.settings import Settings

GIVEN_ROLES = ("reader", "commenter", "writer")


class Permissions:
    """permissions.create, list, get, update and delete."""

    def __init__(self, files: Files, accounts: Accounts, ledger: Ledger, settings: Settings) -> None:
        self._files = files
        self._accounts = accounts
        self._ledger = ledger
        self._settings = settings

    def handlers(self) -> dict[str, Handler]:
        """What answers each method."""
        return {
            "drive.permissions.create": self.create,
            "drive.permissions.list": self.list,
            "drive.permissions.get": self.get,
            "drive.permissions.update": self.update,
            "drive.permissions.delete": self.delete,
        }

    def create(self, call: Call) -> dict[str, Any]:
        file = self._file(call, "writer")
        if not file.writers_share and file.owner.casefold() != call.grant.email.casefold():
            message = "The user does not have sufficient permissions for this file."
            raise drive_refusal(403, "insufficientFilePermissions", message)
        kind, role = _kind_and_role(call)
        if kind in {"user", "group"}:
            return self._share_with_person(call, file, kind, role)
        return self._share_with_all(call, file, kind, role)

    def _share_with_all(self, call: Call, file: File, kind: str, role: str) -> dict[str, Any]:
        """Share with a domain, or with anyone who has the link."""
        if kind not in {"domain", "anyone"} or (kind == "domain" and not call.body.get("domain")):
            raise drive_refusal(400, "invalid", "The specified permission type is invalid or not supported.")
        if "sendNotificationEmail" in call.query:
            message = "sendNotificationEmail is only allowed for users and groups."
            raise drive_refusal(400, "badRequest", message)
        domain = call.body.get("domain", "") if kind == "domain" else ""
        own = permission_id(domain) + "k" if domain else "anyoneWithLink"
        return self._kept(file, Permission(id=own, kind=kind, role=role, domain=domain)).as_resource()

    def list(self, call: Call) -> dict[str, Any]:
        file = self._file(call, "writer")
        found = [permission.as_resource() for permission in self._files.access(file).values()]
        size, start = int(call.text("pageSize", "100")), int(call.text("pageToken", "0"))
        answer: dict[str, Any] = {"kind": "drive#permissionList", "permissions": found[start : start + size]}
        if start + size < len(found):
            answer["nextPageToken"] = str(start + size)
        return answer

    def get(self, call: Call) -> dict[str, Any]:
        return self._permission(call, self._file(call, "writer")).as_resource()

    def update(self, call: Call) -> dict[str, Any]:
        file = self._file(call, "writer")
        found = self._permission(call, file)
        role = call.body.get("role", "")
        if set(call.body) - {"role"}:
            raise drive_refusal(
                403, "fieldNotWritable", "The resource body includes fields which are not directly writable."
            )
        if role not in GIVEN_ROLES or found.role == "owner":
            raise not_implemented("drive", "changes of the owner")
        if found.inherited:
            if file.drive_id:
                message = "Cannot update or delete an inherited permission on a shared drive item."
                raise drive_refusal(403, "cannotModifyInheritedTeamDrivePermission", message)
            raise drive_refusal(403, "cannotModifyInheritedPermission", "Cannot modify an inherited permission.")
        found.role = role
        file.version += 1
        return found.as_resource()

    def delete(self, call: Call) -> None:
        file = self._file(call, "reader")
        found = self._permission(call, file)
        mine = found.email.lower() == call.grant.email.lower()
        if not mine and not self._files.may(file, call.grant, "writer"):
            message = f"The user does not have sufficient permissions for file {file.id}."
            raise drive_refusal(403, "insufficientFilePermissions", message)
        if found.inherited or found.role == "owner":
            raise drive_refusal(403, "insufficientFilePermissions", "This permission cannot be deleted here.")
        del file.permissions[found.id]
        file.version += 1

    def _share_with_person(self, call: Call, file: File, kind: str, role: str) -> dict[str, Any]:
        email = _address(call)
        notify = call.flag("sendNotificationEmail", default=True)
        if call.text("emailMessage") and not notify:
            raise drive_refusal(400, "badRequest", "emailMessage is only allowed with a notification.")
        if not notify and email.lower() in {one.lower() for one in self._settings.without_account}:
            raise unknown_account(email)
        primary = self._settings.primary(email)
        account = self._accounts.find(primary)
        shown, name = (account.email, account.name) if account else (primary, primary)
        own = permission_id(primary)
        permission = Permission(id=own, kind=kind, role=role, email=shown, name=name)
        kept = self._kept(file, permission)
        if notify:
            if call.fault == "mail-failed" or email.lower() in {one.lower() for one in self._settings.mail_fails}:
                self._ledger.mail_failed(file.id, email.lower())
                raise mail_failed(email)
            self._ledger.mailed(file.id, email.lower())
        return kept.as_resource()

    def _kept(self, file: File, permission: Permission) -> Permission:
        """A person who has a higher role keeps it."""
        known = file.permissions.get(permission.id)
        if known is not None and RANKS.index(known.role) >= RANKS.index(permission.role):
            return known
        file.permissions[permission.id] = permission
        file.version += 1
        return permission

    def _file(self, call: Call, role: str) -> File:
        return self._files.get(call.params["fileId"], call.grant, all_drives=call.all_drives, role=role)

    def _permission(self, call: Call, file: File) -> Permission:
        wanted = call.params["permissionId"]
        found = self._files.access(file).get(wanted)
        if found is None:
            message = f"Permission not found: {wanted}."
            raise drive_refusal(404, "notFound", message, location="permissionId", locationType="parameter")
        return found


def _kind_and_role(call: Call) -> tuple[str, str]:
    """The type and role of a new permission. Raises Refusal when the body is no permission that can be given."""
    kind, role = call.body.get("type", ""), call.body.get("role", "")
    if unknown := set(call.body) - {"type", "role", "emailAddress", "domain", "allowFileDiscovery"}:
        raise not_implemented("drive", f"permissions.create with {', '.join(sorted(unknown))}")
    for name, value in (("type", kind), ("role", role)):
        if not value:
            raise drive_refusal(400, "required", f"The permission {name} field is required.")
    if role not in GIVEN_ROLES:
        raise not_implemented("drive", f"permissions.create with the role {role}")
    return kind, role


def _address(call: Call) -> str:
    """The address that is shared with. Raises Refusal for one that is none."""
    email: str = call.body.get("emailAddress", "")
    message = "The specified emailAddress is invalid or not applicable for the given permission type."
    if not email:
        raise drive_refusal(400, "required", message)
    if email.count("@") != 1 or "." not in email.partition("@")[2] or " " in email:
        raise drive_refusal(400, "invalid", message)
    return email


def unknown_account(email: str) -> Refusal:
    """Nothing was shared: the address has no account, and nobody would tell it."""
    message = (
        f'Bad Request. User message: "You are trying to invite {email}. Since there is no Google account associated '
        'with this email address, you must check the "Notify people" box to invite this recipient."'
    )
    return drive_refusal(400, "invalidSharingRequest", message)


def mail_failed(email: str) -> Refusal:
    """The file is shared, only the mail could not be sent."""
    message = (
        'Bad Request. User message: "Sorry, the items were successfully shared but emails could not be sent to '
        f'{email}."'
    )
    return drive_refusal(400, "invalidSharingRequest", message)
