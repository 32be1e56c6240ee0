"""What a service that keeps spreadsheets online has to do for sheetreview, in plans and books; Google is one.

A :class:`Backend` is there before anybody is signed in; it opens a :class:`Connection` to one cycle's spreadsheets.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol, Self, TypeAlias

from sheetreview.errors import RemoteError
from sheetreview.model.cycle import CycleSettings
from sheetreview.sheet.grid import Book
from sheetreview.sheet.plan import BookPlan

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
class PushHistory:
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


class Backend(Protocol):
    """A service that keeps spreadsheets online. Settings are those of a cycle, None without one."""

    @property
    def wording(self) -> Wording:
        """What people are told, in the service's own terms."""

    @property
    def sheets_a_minute(self) -> int:
        """Number of spreadsheets that can be made in a minute."""

    def domains(self, settings: CycleSettings) -> tuple[str, ...]:
        """Mail domains that ``cycle.yaml`` allows to share with."""

    def digest(self, plan: BookPlan, settings: CycleSettings) -> str:
        """A short text that differs whenever what would be built from the plan differs. Nothing is asked."""

    def connect(self, settings: CycleSettings) -> Connection:
        """Open the way to a cycle's spreadsheets. Raises SignInError, RemoteError."""

    def sign_in(self, *, browser: bool, whole_drive: bool, tell: Callable[[str], None]) -> NewSignIn:
        """Sign a person in; ``tell`` is handed the address to open, which ``browser`` opens as well.

        ``whole_drive`` asks for access to all files, not only to those that sheetreview makes. Raises SignInError, also
        when saving it would lose something else.
        """

    def who_is_signed_in(self, settings: CycleSettings | None) -> SignedIn:
        """Who is signed in, as the service says. Raises SignInError, RemoteError."""

    def examine(self, settings: CycleSettings | None, known: PushHistory) -> Iterator[Check]:
        """Check everything that a push needs, and yield each result as soon as it is known. Nothing is changed.

        What cannot be checked because of something wrong before it is left out.
        """


class Connection(Protocol):
    """The way to a cycle's spreadsheets, for any number of threads; close it by the end of a ``with`` block.

    Every method raises RemoteError when the service refuses, or does not answer as often as it is tried. Making a file,
    building it and sharing it do harm when done twice, so after a lost answer a backend looks whether it was done.
    """

    @property
    def backend(self) -> Backend:
        """The service."""

    @property
    def calls(self) -> Mapping[str, int]:
        """Number of calls so far, tries included, by the service's own kinds."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def account(self) -> Account:
        """Who is signed in, and how much room there is."""

    def preflight(self) -> None:
        """Raise RemoteError for the first reason why no spreadsheet could be made. Nothing is made."""

    def files(self) -> list[RemoteFile]:
        """Every file and folder of the cycle, those in the bin too, oldest first; a new one may be listed late."""

    def file(self, file_id: str) -> RemoteFile | None:
        """One file or folder; None when it is gone, or out of this account's reach."""

    def cycle_folder(self, files: Iterable[RemoteFile], known: str, keep: Callable[[str], None]) -> str:
        """The id of the cycle's folder, which is made when it is not among its files.

        ``known`` is the id that was kept before ('' for none). ``keep`` is called in this thread with an id that
        differs from it, before the folder is made where the service can tell its id by then, so that a run that was cut
        off never makes a second one.
        """

    def make_spreadsheet(self, title: str, folder: str, key: str, *, perhaps_made: bool = False) -> RemoteFile:
        """Make an empty spreadsheet, marked with its key in the cycle.

        After a lost answer, or with ``perhaps_made`` one of an earlier run, it is searched for first: there is never a
        second one.
        """

    def mark(self, file_id: str) -> Mark:
        """What a spreadsheet was built from, and its tabs."""

    def prepare(self, key: str, plan: BookPlan, digest: str, there: Mark | None) -> Build:
        """What builds the plan's tabs in place of those that were built before. Nothing is asked.

        ``there`` is what the spreadsheet holds: all its tabs go when nothing was built yet, and tabs that people have
        added stay otherwise. None: it was just made. Raises RemoteError when a tab that somebody added is in the way.
        """

    def turn_to_build(self) -> None:
        """Return when a spreadsheet may be built or noted, which is then to be done ``at_once``."""

    def build(self, file_id: str, build: Build, *, at_once: bool = False) -> bool:
        """Build a spreadsheet, all of it or nothing.

        When an answer is lost, the mark tells whether it was done. ``at_once`` makes one try without waiting for its
        turn; False when it is to be made again. Raises BuildRefusedError for a build that is wrong.
        """

    def read(self, file_id: str) -> Contents:
        """What a spreadsheet holds now."""

    def put_notes(self, file_id: str, notes: Notes, seen: Contents) -> bool:
        """Set the notes of cells; '' takes one away. ``seen`` is what was read just before.

        False when a try failed and the spreadsheet has changed since, so that the notes may belong elsewhere by now.
        """

    def share(self, file_id: str, email: str, *, mail: bool, message: str, check_first: bool) -> Grant:
        """Let a person edit a file. With ``mail`` the service writes to them, with the message.

        Whoever may edit it already is neither added nor written to again: looked up before the first try with
        ``check_first``, and always before a further one. Raises SharingStopped when nothing more can be shared now.
        """

    def permissions(self, file_id: str) -> list[Permission]:
        """Who may do what with a file; empty when it is gone."""

    def take_away(self, file_id: str, permission_id: str) -> None:
        """Let a person neither edit nor see a file any more; nothing where they could not. No mail is sent."""

    def make_reader(self, file_id: str, permission_id: str) -> bool:
        """Let a person only read from now on; False where the file cannot take the access away. No mail is sent."""
