"""A backend that keeps spreadsheets in this process: the least that a service has to do, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from sheetreview.errors import SignInError
from sheetreview.model.cycle import CycleSettings
from sheetreview.online import (
    Account,
    Build,
    Check,
    Contents,
    Grant,
    Mark,
    NewSignIn,
    Notes,
    Permission,
    Place,
    PushHistory,
    RemoteFile,
    SignedIn,
    State,
    Wording,
)
from sheetreview.sheet.address import from_a1
from sheetreview.sheet.grid import Book, Grid, Uncalculated, Value
from sheetreview.sheet.plan import BookPlan, Formula, SheetPlan, Slot

OWNER = Account(email="hr@example.com", name="HR")
FOLDER = "folder"
WORDING = Wording(
    service="Memory",
    in_bin="it was thrown away",
    gone="it is gone",
    not_a_sheet="it is no spreadsheet",
    no_key="the hidden key is gone",
    not_built="it could not be built",
    no_mail="no mail was sent",
    open_to_all="everybody can read it",
    closed_sheet="it is closed",
    write_again="let them write in it",
)


class MemoryBackend:
    """A service whose files live as long as it does."""

    def __init__(self) -> None:
        self.stored: dict[str, RemoteFile] = {}
        self.books: dict[str, Book] = {}
        self.marks: dict[str, str] = {}
        self.notes: dict[str, dict[str, dict[Place, str]]] = {}
        self.access: dict[str, list[Permission]] = {}
        self.mails: list[tuple[str, str]] = []
        self._time = 0

    @property
    def wording(self) -> Wording:
        return WORDING

    @property
    def sheets_a_minute(self) -> int:
        return 1000

    def domains(self, settings: CycleSettings) -> tuple[str, ...]:
        return settings.google.domains

    def digest(self, plan: BookPlan, settings: CycleSettings) -> str:
        return sha256(f"{settings.id} {plan!r}".encode()).hexdigest()

    def connect(self, settings: CycleSettings) -> MemoryConnection:
        return MemoryConnection(self, settings)

    def sign_in(self, *, browser: bool, whole_drive: bool, tell: Callable[[str], None]) -> NewSignIn:  # noqa: ARG002
        raise SignInError("The spreadsheets are kept in this process: there is nobody to sign in.")

    def who_is_signed_in(self, settings: CycleSettings | None) -> SignedIn:
        assert settings is None or settings.id
        return SignedIn(
            account=OWNER,
            kind="memory",
            described="this process",
            reach="everything in it",
            room="no limit",
            acts_for_somebody=False,
            file=Path("nowhere"),
            scopes=(),
        )

    def examine(self, settings: CycleSettings | None, known: PushHistory) -> Iterator[Check]:
        assert settings is None or settings.id
        yield Check(about="Memory", state=State.FINE, said=f"{known.sheets} sheets are known")

    def changed(self) -> str:
        """The time of a change, later than every earlier one."""
        self._time += 1
        return f"2026-01-01T00:00:{self._time:02}.000Z"

    def type(self, file_id: str, tab: str, address: str, value: Value | None) -> None:
        """What a person types into a cell; None empties it."""
        place, book = from_a1(address), self.books[file_id]
        sheets = []
        for grid in book.sheets:
            cells = dict(grid.cells)
            if grid.name == tab:
                cells.pop(place, None)
                cells |= {} if value is None else {place: value}
            sheets.append(replace(grid, cells=cells))
        self.books[file_id] = replace(book, sheets=tuple(sheets))
        self.stored[file_id] = replace(self.stored[file_id], modified=self.changed())


class MemoryConnection:
    """The spreadsheets of one cycle in a MemoryBackend."""

    def __init__(self, backend: MemoryBackend, settings: CycleSettings) -> None:
        self._backend = backend
        self._settings = settings
        self.calls: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    @property
    def backend(self) -> MemoryBackend:
        return self._backend

    def account(self) -> Account:
        return OWNER

    def preflight(self) -> None:
        pass

    def files(self) -> list[RemoteFile]:
        return list(self._backend.stored.values())

    def file(self, file_id: str) -> RemoteFile | None:
        return self._backend.stored.get(file_id)

    def cycle_folder(self, files: Iterable[RemoteFile], known: str, keep: Callable[[str], None]) -> str:
        assert not any(file.kind == "folder" for file in files)
        if known != FOLDER:
            keep(FOLDER)
        return FOLDER

    def make_spreadsheet(self, title: str, folder: str, key: str, *, perhaps_made: bool = False) -> RemoteFile:
        assert folder == FOLDER
        left = [file for file in self._backend.stored.values() if perhaps_made and file.review == key]
        if left:
            return left[0]
        file_id, now = f"file-{len(self._backend.stored) + 1}", self._backend.changed()
        made = RemoteFile(
            id=file_id,
            name=title,
            review=key,
            kind="sheet",
            modified=now,
            created=now,
            trashed=False,
            link=f"memory:{file_id}",
        )
        self._backend.stored[file_id] = made
        self._backend.access[file_id] = [Permission(id="owner", kind="user", email=OWNER.email, role="owner")]
        return made

    def mark(self, file_id: str) -> Mark:
        tabs = self._backend.books[file_id].sheets if file_id in self._backend.books else ()
        return Mark(value=self._backend.marks.get(file_id, ""), sheets={n: tab.name for n, tab in enumerate(tabs)})

    def prepare(self, key: str, plan: BookPlan, digest: str, there: Mark | None) -> Build:
        assert key
        assert there is None or there.value != digest
        return Build(mark=digest, requests=Book(format="memory", sheets=tuple(map(_grid, plan.sheets))))

    def turn_to_build(self) -> None:
        pass

    def build(self, file_id: str, build: Build, *, at_once: bool = False) -> bool:
        assert isinstance(build.requests, Book)
        assert at_once is (file_id in self._backend.books)
        self._backend.books[file_id] = build.requests
        self._backend.marks[file_id] = build.mark
        self._backend.stored[file_id] = replace(self._backend.stored[file_id], modified=self._backend.changed())
        return True

    def read(self, file_id: str) -> Contents:
        book = self._backend.books[file_id]
        noted = self._backend.notes.get(file_id, {})
        return Contents(
            book=book, notes={grid.name: dict(noted.get(grid.name, {})) for grid in book.sheets}, answer=book
        )

    def put_notes(self, file_id: str, notes: Notes, seen: Contents) -> bool:
        if seen.answer != self._backend.books[file_id]:
            return False
        for tab, cells in notes.items():
            kept = self._backend.notes.setdefault(file_id, {}).setdefault(tab, {})
            kept |= cells
        return True

    def share(self, file_id: str, email: str, *, mail: bool, message: str, check_first: bool) -> Grant:
        known = [one for one in self._backend.access[file_id] if check_first and one.email == email]
        if not known:
            known = [Permission(id=f"p-{email}", kind="user", email=email, role="writer")]
            self._backend.access[file_id] += known
            self._backend.mails += [(email, message)] if mail else []
        return Grant(permission=known[0].id)

    def permissions(self, file_id: str) -> list[Permission]:
        return list(self._backend.access.get(file_id, ()))

    def take_away(self, file_id: str, permission_id: str) -> None:
        self._backend.access[file_id] = [one for one in self._backend.access[file_id] if one.id != permission_id]

    def make_reader(self, file_id: str, permission_id: str) -> bool:
        self._backend.access[file_id] = [
            replace(one, role="reader") if one.id == permission_id else one for one in self._backend.access[file_id]
        ]
        return True


def _grid(plan: SheetPlan) -> Grid:
    cells: dict[Place, Value] = {}
    for cell in plan.cells:
        assert not isinstance(cell.content, Slot)
        if isinstance(cell.content, Formula):
            cells[cell.row, cell.column] = Uncalculated()
        elif cell.content not in (None, ""):
            cells[cell.row, cell.column] = cell.content
    formulas = frozenset((cell.row, cell.column) for cell in plan.cells if isinstance(cell.content, Formula))
    return Grid(name=str(plan.title), cells=cells, formulas=formulas, merges=tuple(plan.merges))
