"""Online accounts, the files they hold, who may do what with them, and what a check of all this finds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeAlias

from sheetreview.errors import RemoteError
from sheetreview.sheet.grid import Book

FileKind = Literal["sheet", "folder", "other"]
PermissionKind = Literal["user", "group", "domain", "anyone"]
Place: TypeAlias = tuple[int, int]
"""Row and column of a cell, from 1."""
Notes: TypeAlias = Mapping[str, Mapping[Place, str]]
"""Notes of cells, by the tab's title, then the cell."""


class BuildRefusedError(RemoteError):
    """The service refused what was to be built as wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who is signed in. ``limit_bytes`` and ``free_bytes`` are None where storage has no limit."""

    email: str
    name: str
    limit_bytes: int | None = None
    free_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who is signed in, and by what.

    ``kind`` is the service's own word for how. ``described``, ``reach`` and ``room`` say in words what kind of sign-in
    it is, what it can reach, and how much room there is. ``file`` holds it, and ``scopes`` are what it allows.
    """

    account: Account
    kind: str
    described: str
    reach: str
    room: str
    acts_for_somebody: bool
    file: Path
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSignIn:
    """A sign-in to be saved: in which file, readable by the user alone, and whether it replaces an earlier one."""

    path: Path
    text: str = field(repr=False)
    replaces: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One permission of a file: whom it lets in, and as what.

    ``role`` is ``writer`` for whoever may edit the file and ``reader`` for whoever may only look; a service may have
    more of them, such as ``owner``.
    """

    id: str
    kind: PermissionKind
    email: str
    role: str


def open_to_all(permissions: Iterable[Permission]) -> bool:
    """Whether more than named people and groups have access."""
    return any(permission.kind in ("anyone", "domain") for permission in permissions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """That a person may edit a file now: by which permission, and whether its mail may not have gone out."""

    permission: str
    mail_unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a spreadsheet says of itself: the digest it was built from ('' for none), and its tabs' titles by id."""

    value: str
    sheets: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """One file or folder online.

    ``review`` is the key of the spreadsheet it was made as ('' for a folder). ``modified`` and ``created`` are RFC 3339
    times in UTC. ``drive`` (the shared drive it is in, '' for somebody's own) and ``may_add`` (whether the account may
    put files into this folder) are only told for a file asked for by its id.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a spreadsheet holds now: its cells, their notes, and the service's own answer to compare later ones with."""

    book: Book
    notes: Notes
    answer: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What builds a spreadsheet: the digest that it leaves there as a mark, and the service's own requests."""

    mark: str
    requests: object


class State(StrEnum):
    """The result of a check."""

    FINE = "ok"
    WRONG = "not ok"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at: what, with which result, and, where it is wrong, how to mend it."""

    about: str
    state: State
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What a cycle remembers of earlier pushes.

    ``folder`` is the id of its own folder ('' before there is one), ``sheets`` the number of spreadsheets that were
    made, ``allowed`` the domains and addresses that were confirmed.
    """

    folder: str = ""
    sheets: int = 0
    allowed: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What people are told in the terms of one service: the reason why, and how to mend it.

    ``service`` is its name. ``in_bin``, ``gone`` and ``not_a_sheet`` say why a spreadsheet cannot be used, ``no_key``
    why no form is found in it, ``not_built`` that it could not be built, ``no_mail`` that its reviewer may not have
    been written to, ``open_to_all`` that more than named people can read it, ``closed_sheet`` why it gets no notes,
    and ``write_again`` how to let somebody write in a closed cycle.
    """

    service: str
    in_bin: str
    gone: str
    not_a_sheet: str
    no_key: str
    not_built: str
    no_mail: str
    open_to_all: str
    closed_sheet: str
    write_again: str
