"""Google Drive's files and permissions: what is asked for, and what the answers say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sheetreview.online.nouns import Account, FileKind, Permission, PermissionKind, RemoteFile

API: Final = "https://www.googleapis.com/drive/v3"
SHEET_TYPE: Final = "application/vnd.google-apps.spreadsheet"
FOLDER_TYPE: Final = "application/vnd.google-apps.folder"
CYCLE_KEY: Final = "sr_cycle"
REVIEW_KEY: Final = "sr_review"

PERMISSION_FIELDS: Final = "id,type,emailAddress,role,deleted"
LISTED_FIELDS: Final = "id,name,mimeType,appProperties,modifiedTime,createdTime,trashed,webViewLink"
FILE_FIELDS: Final = f"{LISTED_FIELDS},driveId,capabilities(canAddChildren)"
ACCOUNT_FIELDS: Final = "user(displayName,emailAddress),storageQuota(limit,usage)"

_KINDS: Final[Mapping[str, FileKind]] = {SHEET_TYPE: "sheet", FOLDER_TYPE: "folder"}
_WHOM: Final[Mapping[str, PermissionKind]] = {"user": "user", "group": "group", "domain": "domain"}


def marked(**marks: str) -> str:
    """The search for files that carry all these app properties, given by key."""
    return " and ".join(
        f"appProperties has {{ key='{_escaped(key)}' and value='{_escaped(value)}' }}" for key, value in marks.items()
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def remote_file(answer: Mapping[str, Any]) -> RemoteFile:
    """A file as Drive tells it."""
    return RemoteFile(
        id=answer["id"],
        name=answer.get("name", ""),
        review=answer.get("appProperties", {}).get(REVIEW_KEY, ""),
        kind=_KINDS.get(answer.get("mimeType", ""), "other"),
        modified=answer.get("modifiedTime", ""),
        created=answer.get("createdTime", ""),
        trashed=bool(answer.get("trashed", False)),
        link=answer.get("webViewLink", "").partition("?")[0],
        drive=answer.get("driveId", ""),
        may_add=bool(answer.get("capabilities", {}).get("canAddChildren", False)),
    )


def remote_permissions(answers: Iterable[Mapping[str, Any]]) -> tuple[Permission, ...]:
    """Permissions as Drive tells them, without those of accounts that no longer exist."""
    return tuple(
        Permission(
            id=answer["id"],
            kind=_WHOM.get(answer.get("type", ""), "anyone"),
            email=answer.get("emailAddress", ""),
            role=answer.get("role", ""),
        )
        for answer in answers
        if not answer.get("deleted", False)
    )


def account(answer: Mapping[str, Any]) -> Account:
    """The account as Drive's about.get tells it: numbers are texts there, and no limit is no number."""
    user, quota = answer.get("user", {}), answer.get("storageQuota", {})
    limit = int(quota["limit"]) if "limit" in quota else None
    free = None if limit is None else max(0, limit - int(quota.get("usage", 0)))
    return Account(
        email=user.get("emailAddress", ""), name=user.get("displayName", ""), limit_bytes=limit, free_bytes=free
    )
