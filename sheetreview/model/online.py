"""What is known of an online account, of the files it holds, and of who may do what with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FileKind = Literal["sheet", "folder", "other"]
PermissionKind = Literal["user", "group", "domain", "anyone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who is signed in. ``limit_bytes`` and ``free_bytes`` are None where storage has no limit."""

    email: str
    name: str
    limit_bytes: int | None = None
    free_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One permission of a file: whom it lets in, and as what (``owner``, ``writer``, ``reader`` …)."""

    id: str
    kind: PermissionKind
    email: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """That a person may edit a file now: by which permission, and whether its mail may not have gone out."""

    permission: str
    mail_unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a spreadsheet says of itself: the mark it was built with ('' for none), and its sheets' titles by id."""

    value: str
    sheets: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """One file or folder online.

    ``review`` is the mark it was made with ('' for a folder). ``modified`` and ``created`` are RFC 3339 times in UTC.
    ``drive`` (the shared drive it is in, '' for somebody's own) and ``may_add`` (the account may put files into this
    folder) are only told for a file asked for by its id.
    """

    id: str
    name: str
    review: str
    kind: FileKind
    modified: str
    created: str
    trashed: bool
    link: str
    drive: str = ""
    may_add: bool = False
