"""The cycle's memory: one SQLite file with what was issued to whom, and every return that came back."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sheetreview.cycle.files import aside_of, create_private, discard, plain_errors
from sheetreview.errors import CycleError
from sheetreview.model.people import Assignment, Metric, Person, Previous, Reviewer
from sheetreview.model.subject import Subject

SCHEMA_VERSION = 2
BUSY_SECONDS = 20

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE layouts (
    id TEXT NOT NULL, version INTEGER NOT NULL, source TEXT NOT NULL, PRIMARY KEY (id, version)
) STRICT;
CREATE TABLE assignments (form_id TEXT PRIMARY KEY, position INTEGER NOT NULL, data TEXT NOT NULL) STRICT;
CREATE TABLE metrics (
    employee_id TEXT NOT NULL, item TEXT NOT NULL, metric TEXT NOT NULL, PRIMARY KEY (employee_id, item)
) STRICT;
CREATE TABLE forms (
    form_id TEXT NOT NULL, layout TEXT NOT NULL, version INTEGER NOT NULL, role TEXT NOT NULL,
    path TEXT NOT NULL, sha256 TEXT NOT NULL, issued_at TEXT NOT NULL, PRIMARY KEY (form_id, path)
) STRICT;
CREATE TABLE files (
    id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, name TEXT NOT NULL, received_at TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE TABLE returns (
    id INTEGER PRIMARY KEY, form_id TEXT NOT NULL, file INTEGER NOT NULL REFERENCES files (id),
    received_at TEXT NOT NULL, UNIQUE (form_id, file)
) STRICT;
"""
_SINCE_VERSION_2 = """
CREATE TABLE previous (
    layout TEXT NOT NULL, employee_id TEXT NOT NULL, account TEXT NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (layout, employee_id, account)
) STRICT
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedForm:
    """A form that was written: ``path`` is relative to the cycle's folder, ``digest`` the SHA-256 of its file."""

    form_id: str
    layout: str
    version: int
    role: str
    path: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReturn:
    """A file that came back for a form; ``file`` is the same number for every form that came in the same file."""

    form_id: str
    file: int
    name: str
    received_at: str
    content: bytes


class Store:
    """The SQLite file of one cycle. Every change is whole or not at all."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self._path = path

    @classmethod
    def create(cls, path: Path, cycle_id: str, fill: Callable[[Store], None] = lambda _: None) -> None:
        """Make a new store, readable by the user alone, with what ``fill`` puts in; one that was there is replaced.

        All of it takes the name at once. Raises FileError or CycleError when it cannot be made.
        """
        aside = aside_of(path)
        try:
            with plain_errors(path):
                os.close(create_private(aside))
            with closing(_connect(aside, path, "journal_mode = MEMORY")) as connection:
                store = cls(connection, path)
                with store.changing():
                    _lay_tables(connection, cycle_id)
                    fill(store)
            with plain_errors(path):
                aside.replace(path)
        finally:
            discard(aside)

    @classmethod
    def open(cls, path: Path, *, alone: bool = False) -> Store:
        """Open an existing store. Raises CycleError when it is damaged, too old or too new.

        With ``alone`` nobody else can use it until it is closed; whoever tries waits a while, then gets a CycleError.
        """
        store = cls(_connect(path, path), path)
        try:
            store._require_version()
            if alone:
                store._lock()
        except BaseException:
            store.close()
            raise
        return store

    def _lock(self) -> None:
        # Two commands that kept a shared lock while they wait would wait for each other: the mode comes second.
        self._all("BEGIN EXCLUSIVE")
        self._all("PRAGMA locking_mode = EXCLUSIVE")
        self._all("COMMIT")
        # A killed run leaves its journal. Taking the lock undid what was unfinished in it; what is left now is spent.
        discard(self._path.with_name(f"{self._path.name}-journal"))

    def _require_version(self) -> None:
        tables = self._one("SELECT count(*) FROM sqlite_master WHERE name = 'meta'")
        version = self._meta("schema") if tables == (1,) else None
        if version is None or not version.isdecimal():
            raise CycleError(f"{self._path} is empty or not a cycle's store; restore it from a backup")
        if int(version) > SCHEMA_VERSION:
            raise CycleError(
                f"{self._path} was written by a newer sheetreview; update sheetreview and run the command again"
            )
        if int(version) < SCHEMA_VERSION:
            with self.changing():
                self._db.execute(_SINCE_VERSION_2)
                self._set_meta("schema", str(SCHEMA_VERSION))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One change: everything inside is kept, or nothing. Raises CycleError when the file cannot be changed."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise CycleError(_reason(self._path, error)) from error
        finally:
            if self._db.in_transaction:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")

    @property
    def cycle_id(self) -> str:
        """Id of the cycle the store belongs to."""
        return self._meta("cycle") or ""

    @property
    def people_kind(self) -> str:
        """What kind of file the assignments come from; empty when nobody said."""
        return self._meta("people") or ""

    def set_people_kind(self, kind: str) -> None:
        """Remember what kind of file the assignments come from."""
        self._set_meta("people", kind)

    def put_layout(self, layout: str, version: int, source: str) -> None:
        """Keep the text of a layout as it is issued. Raises CycleError when the version is kept with another text."""
        kept = self.layout_source(layout, version)
        if kept is not None and kept != source:
            raise CycleError(
                f"layout {layout!r} has changed but is still version {version}; raise 'version' in the layout file, "
                "so that forms issued before can still be read"
            )
        self._db.execute("INSERT OR IGNORE INTO layouts VALUES (?, ?, ?)", (layout, version, source))

    def layout_source(self, layout: str, version: int | None = None) -> str | None:
        """Text of a layout in a version (None: the newest), or None when the cycle does not know it."""
        query = "SELECT source FROM layouts WHERE id = ? AND (? IS NULL OR version = ?) ORDER BY version DESC LIMIT 1"
        row = self._one(query, (layout, version, version))
        return None if row is None else str(row[0])

    def replace_assignments(self, assignments: Iterable[tuple[str, Assignment]]) -> None:
        """Set the roster: form id and assignment, in the roster's order."""
        rows = [(form, n, json.dumps(asdict(a), ensure_ascii=False)) for n, (form, a) in enumerate(assignments)]
        self._db.execute("DELETE FROM assignments")
        self._db.executemany("INSERT INTO assignments VALUES (?, ?, ?)", rows)

    def assignments(self) -> dict[str, Assignment]:
        """The roster by form id, in the roster's order."""
        rows = self._all("SELECT form_id, data FROM assignments ORDER BY position")
        try:
            return {form: _assignment(json.loads(data)) for form, data in rows}
        except (ValueError, TypeError, KeyError) as error:
            raise CycleError(f"{self._path}: its roster is damaged; take it in again from a backup") from error

    def replace_previous(self, previous: Mapping[Subject, Mapping[str, Previous]]) -> None:
        """Set what the cycle before left behind, by subject, then by the reviewer's key."""
        rows = [
            (*subject, json.dumps({key: asdict(one) for key, one in found.items()}, ensure_ascii=False))
            for subject, found in previous.items()
        ]
        self._db.execute("DELETE FROM previous")
        self._db.executemany("INSERT INTO previous VALUES (?, ?, ?, ?)", rows)

    def previous(self) -> dict[Subject, dict[str, Previous]]:
        """What the cycle before left behind, by subject, then by the reviewer's key."""
        rows = self._all("SELECT layout, employee_id, account, data FROM previous")
        try:
            return {(layout, person, account): _by_reviewer(data) for layout, person, account, data in rows}
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise CycleError(f"{self._path}: what it kept of the cycle before is damaged; use a backup") from error

    def replace_metrics(self, metrics: Iterable[Metric]) -> None:
        """Set the metrics."""
        self._db.execute("DELETE FROM metrics")
        rows = [(m.employee_id, m.item, m.metric) for m in metrics]
        self._db.executemany("INSERT INTO metrics VALUES (?, ?, ?)", rows)

    def metrics(self) -> dict[str, dict[str, str]]:
        """Metrics by employee id, then by ``section.item``."""
        found: dict[str, dict[str, str]] = {}
        for employee, item, metric in self._all("SELECT employee_id, item, metric FROM metrics"):
            found.setdefault(employee, {})[item] = metric
        return found

    def record_forms(self, forms: Iterable[IssuedForm]) -> None:
        """Remember forms as written."""
        now = _now()
        rows = [(f.form_id, f.layout, f.version, f.role, f.path, f.digest, now) for f in forms]
        self._db.executemany("INSERT OR REPLACE INTO forms VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def forms(self) -> dict[str, IssuedForm]:
        """Every form that was issued, by id, as it was issued last."""
        return {form.form_id: form for form in self.issues()}

    def issues(self) -> Iterator[IssuedForm]:
        """Every place every form was issued to, oldest first: a form may stand in its own file and in a bundle."""
        for form, layout, version, role, path, digest in self._all(
            "SELECT form_id, layout, version, role, path, sha256 FROM forms ORDER BY rowid"
        ):
            yield IssuedForm(form_id=form, layout=layout, version=version, role=role, path=path, digest=digest)

    def add_file(self, name: str, content: bytes, forms: Iterable[str]) -> frozenset[str]:
        """Keep a returned file for some forms, as the newest return of each.

        Gives the forms it is new for: the same bytes are kept once, and count once for each form.
        """
        digest, now = sha256(content).hexdigest(), _now()
        self._db.execute(
            "INSERT OR IGNORE INTO files (sha256, name, received_at, content) VALUES (?, ?, ?, ?)",
            (digest, name, now, content),
        )
        insert = (
            "INSERT OR IGNORE INTO returns (form_id, file, received_at) "
            "SELECT ?, id, ? FROM files WHERE sha256 = ? RETURNING form_id"
        )
        rows = (self._db.execute(insert, (form, now, digest)).fetchall() for form in forms)
        return frozenset(form for found in rows for (form,) in found)

    def newest_return(self, form_id: str) -> StoredReturn | None:
        """The return that counts for a form: the last one that came in."""
        query = (
            "SELECT files.id, files.name, returns.received_at, files.content FROM returns "
            "JOIN files ON files.id = returns.file WHERE returns.form_id = ? ORDER BY returns.id DESC LIMIT 1"
        )
        row = self._one(query, (form_id,))
        if row is None:
            return None
        file, name, received_at, content = row
        return StoredReturn(form_id=form_id, file=file, name=name, received_at=received_at, content=content)

    def return_counts(self) -> dict[str, int]:
        """How many returns each form has, by form id."""
        return dict(self._all("SELECT form_id, count(*) FROM returns GROUP BY form_id"))

    def _set_meta(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def _meta(self, key: str) -> str | None:
        row = self._one("SELECT value FROM meta WHERE key = ?", (key,))
        return None if row is None else str(row[0])

    def _one(self, query: str, values: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        return next(iter(self._all(query, values)), None)

    def _all(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise CycleError(_reason(self._path, error)) from error


def _connect(file: Path, path: Path, *settings: str) -> sqlite3.Connection:
    """A connection to a file, which messages call ``path``; ``settings`` are SQLite's own."""
    connection = None
    try:
        address = f"{file.absolute().as_uri()}?mode=rw"
        connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        for setting in ("synchronous = FULL", "foreign_keys = ON", *settings):
            connection.execute(f"PRAGMA {setting}")
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise CycleError(_reason(path, error)) from error
    return connection


def _lay_tables(connection: sqlite3.Connection, cycle_id: str) -> None:
    for statement in (*_SCHEMA.split(";"), _SINCE_VERSION_2):
        connection.execute(statement)
    connection.executemany("INSERT INTO meta VALUES (?, ?)", [("schema", str(SCHEMA_VERSION)), ("cycle", cycle_id)])


_REASONS = {
    "SQLITE_BUSY": "another sheetreview command is working on this cycle; wait for it and run the command again",
    "SQLITE_LOCKED": "another sheetreview command is working on this cycle; wait for it and run the command again",
    "SQLITE_FULL": "the disk is full; make room and run the command again",
    "SQLITE_IOERR": "the disk cannot be read or written, or is full; make room, check it and run the command again",
    "SQLITE_READONLY": "you may not write there; ask for permission, or work on a copy of the cycle's folder",
    "SQLITE_PERM": "you may not write there; ask for permission, or work on a copy of the cycle's folder",
    "SQLITE_CANTOPEN": "it cannot be opened or created; check the folder and its permissions",
    "SQLITE_NOTADB": "it is damaged or not a cycle's store; restore it from a backup",
    "SQLITE_CORRUPT": "it is damaged; restore it from a backup",
}


def _reason(path: Path, error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorname", "")
    primary = "_".join(code.split("_")[:2])
    return f"{path}: {_REASONS.get(primary, f'it is damaged ({error}); restore it from a backup')}"


def _by_reviewer(data: str) -> dict[str, Previous]:
    return {key: _previous(found) for key, found in json.loads(data).items()}


def _previous(data: dict[str, Any]) -> Previous:
    rows = {section: tuple(found) for section, found in data.pop("rows").items()}
    return Previous(**data, rows=rows)


def _assignment(data: dict[str, Any]) -> Assignment:
    reviewee, reviewer = data.pop("reviewee"), data.pop("reviewer")
    return Assignment(reviewee=Person(**reviewee), reviewer=Reviewer(**reviewer), **data)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
