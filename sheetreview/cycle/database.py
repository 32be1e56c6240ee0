"""The SQLite file of a cycle: made and opened safely, changed whole or not at all, brought up to date when old."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sheetreview.cycle.files import aside_of, create_private, discard, plain_errors
from sheetreview.errors import CycleError

SCHEMA_VERSION = 8
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
_SINCE = {
    2: """
CREATE TABLE previous (
    layout TEXT NOT NULL, employee_id TEXT NOT NULL, account TEXT NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (layout, employee_id, account)
) STRICT;
""",
    3: """
CREATE TABLE sheets (
    key TEXT PRIMARY KEY, file_id TEXT NOT NULL UNIQUE, link TEXT NOT NULL, step TEXT NOT NULL, digest TEXT NOT NULL,
    modified TEXT NOT NULL, recipient TEXT NOT NULL, permission TEXT NOT NULL
) STRICT;
CREATE TABLE sheet_forms (
    form_id TEXT PRIMARY KEY, sheet TEXT NOT NULL REFERENCES sheets (key), layout TEXT NOT NULL,
    version INTEGER NOT NULL, role TEXT NOT NULL, content TEXT NOT NULL
) STRICT;
CREATE TABLE begun (key TEXT PRIMARY KEY) STRICT;
CREATE TABLE allowed (name TEXT PRIMARY KEY) STRICT;
CREATE TABLE seals (form_id TEXT PRIMARY KEY, digest TEXT NOT NULL, sealed_at TEXT NOT NULL) STRICT;
""",
    4: """
CREATE TABLE signatures (
    form_id TEXT NOT NULL, line TEXT NOT NULL, signature TEXT NOT NULL, digest TEXT NOT NULL, seen_at TEXT NOT NULL,
    PRIMARY KEY (form_id, line, signature)
) STRICT;
CREATE TABLE carried_answers (form_id TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT;
""",
    5: """
CREATE TABLE kept_reviews (
    id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES files (sha256), form_id TEXT NOT NULL,
    reader INTEGER NOT NULL, digest TEXT NOT NULL,
    layout TEXT NOT NULL, version INTEGER NOT NULL, role TEXT NOT NULL, variant TEXT NOT NULL,
    format INTEGER NOT NULL, reviewee_id TEXT NOT NULL, sheet TEXT NOT NULL, labels TEXT NOT NULL,
    totals TEXT NOT NULL, structure TEXT NOT NULL, unguarded TEXT NOT NULL, problem TEXT NOT NULL,
    UNIQUE (sha256, form_id)
) STRICT;
CREATE TABLE kept_answers (
    review INTEGER NOT NULL REFERENCES kept_reviews (id) ON DELETE CASCADE, position INTEGER NOT NULL,
    section TEXT NOT NULL, row TEXT NOT NULL, "column" TEXT NOT NULL, cell TEXT NOT NULL, typed TEXT NOT NULL,
    state TEXT NOT NULL, value TEXT, number REAL, prefilled INTEGER NOT NULL, PRIMARY KEY (review, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE kept_findings (
    review INTEGER NOT NULL REFERENCES kept_reviews (id) ON DELETE CASCADE, position INTEGER NOT NULL,
    code TEXT NOT NULL, severity TEXT NOT NULL, sheet TEXT NOT NULL, cell TEXT NOT NULL, item TEXT NOT NULL,
    section TEXT NOT NULL, message TEXT NOT NULL, fix TEXT NOT NULL, PRIMARY KEY (review, position)
) STRICT, WITHOUT ROWID;
CREATE VIEW reviews AS SELECT
    assignments.form_id,
    json_extract(assignments.data, '$.reviewee.employee_id') AS employee_id,
    json_extract(assignments.data, '$.reviewee.name') AS reviewee,
    json_extract(assignments.data, '$.reviewee.team') AS team,
    json_extract(assignments.data, '$.reviewer.name') AS reviewer,
    json_extract(assignments.data, '$.reviewer.email') AS reviewer_email,
    json_extract(assignments.data, '$.account') AS account,
    json_extract(assignments.data, '$.month') AS month,
    json_extract(assignments.data, '$.layout') AS layout, kept.version,
    json_extract(assignments.data, '$.role') AS role, kept.variant, files.name AS file, returns.received_at, kept.sheet,
    kept.labels, kept.problem, kept.id AS review
FROM assignments
JOIN returns ON returns.id = (SELECT max(id) FROM returns WHERE form_id = assignments.form_id)
JOIN files ON files.id = returns.file
JOIN kept_reviews AS kept ON kept.sha256 = files.sha256 AND kept.form_id = assignments.form_id;
CREATE VIEW answers AS SELECT
    form_id, employee_id, reviewee, team, reviewer, reviewer_email, account, month, layout, version, role,
    section, row, coalesce(json_extract(labels, '$."' || section || '"."' || row || '"'), '') AS label,
    "column", sheet, cell, typed, coalesce(value, typed) AS value, number, state, prefilled
FROM reviews JOIN kept_answers USING (review);
CREATE VIEW findings AS SELECT
    form_id, employee_id, reviewee, team, reviewer, reviewer_email, account, month, layout, version, role,
    severity, code, section, kept_findings.sheet, cell, item, message, fix
FROM reviews JOIN kept_findings USING (review);
""",
    6: """
CREATE TABLE return_doubts (
    form_id TEXT NOT NULL, file INTEGER NOT NULL REFERENCES files (id), other INTEGER NOT NULL REFERENCES files (id),
    PRIMARY KEY (form_id, file, other)
) STRICT;
CREATE TABLE return_choices (
    id INTEGER PRIMARY KEY, form_id TEXT NOT NULL, file INTEGER NOT NULL REFERENCES files (id), choice TEXT NOT NULL,
    reason TEXT NOT NULL, chosen_at TEXT NOT NULL
) STRICT;
""",
    7: """
CREATE TABLE kept_form_ids (assignment_key TEXT PRIMARY KEY, form_id TEXT NOT NULL) STRICT;
CREATE TABLE current_files (form_id TEXT PRIMARY KEY, path TEXT NOT NULL) STRICT;
CREATE TABLE former_assignments (form_id TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT;
""",
    8: """
CREATE TABLE rating_blocks (
    id INTEGER PRIMARY KEY, layout TEXT NOT NULL, role TEXT NOT NULL, section TEXT NOT NULL, item TEXT NOT NULL,
    employee_id TEXT NOT NULL, month TEXT NOT NULL, forms TEXT NOT NULL, raters INTEGER NOT NULL, told TEXT NOT NULL,
    untold INTEGER NOT NULL, since TEXT NOT NULL
) STRICT;
""",
}
"""Tables that came with a later version of the file."""


class Database:
    """The SQLite file of one cycle. Every change is whole or not at all."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self._path = path

    @classmethod
    def create(cls, path: Path, cycle_id: str, fill: Callable[[Self], None] = lambda _: None) -> None:
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
    def open(cls, path: Path, *, alone: bool = False) -> Self:
        """Open an existing store. Raises CycleError when it is damaged, too old or too new.

        With ``alone`` nobody else can use it until it is closed; whoever tries waits a while, then gets a CycleError.
        """
        store = cls(_connect(path, path), path)
        try:
            version = store._version()
            if version < SCHEMA_VERSION:
                store._bring_up_to_date(version, alone=alone)
            if alone:
                store._lock()
        except BaseException:
            store.close()
            raise
        return store

    def _lock(self) -> None:
        # Two commands that kept a shared lock while they wait would wait for each other: the mode comes second.
        self.rows("BEGIN EXCLUSIVE")
        self.rows("PRAGMA locking_mode = EXCLUSIVE")
        self.rows("COMMIT")
        # A killed run leaves its journal. Taking the lock undid what was unfinished in it; what is left now is spent.
        discard(self._path.with_name(f"{self._path.name}-journal"))

    def _version(self) -> int:
        """Version of the tables. Raises CycleError when it is no store, or one of a newer sheetreview."""
        tables = self.row("SELECT count(*) FROM sqlite_master WHERE name = 'meta'")
        version = self.meta("schema") if tables == (1,) else None
        if version is None or not version.isdecimal():
            raise CycleError(f"{self._path} is empty or not a cycle's store; restore it from a backup")
        if int(version) > SCHEMA_VERSION:
            raise CycleError(
                f"{self._path} was written by a newer sheetreview; update sheetreview and run the command again"
            )
        return int(version)

    def _bring_up_to_date(self, version: int, *, alone: bool) -> None:
        """Lay the tables that came after a version."""
        missing = [statements for number, statements in _SINCE.items() if number > version]
        try:
            with self.changing():
                for statements in missing:
                    _run(self._db, statements)
                self.set_meta("schema", str(SCHEMA_VERSION))
        except CycleError:
            if alone:
                raise
            # Who only looks at a cycle that cannot be written, such as an archived one, gets the tables in memory.
            self.rows("PRAGMA temp_store = MEMORY")
            for statement in ";".join(missing).replace("CREATE ", "CREATE TEMP ").split(";"):
                self.rows(statement)

    def problems(self) -> list[str]:
        """What SQLite itself finds wrong with the file, in its words; nothing for a sound one."""
        damaged = [str(text) for (text,) in self.rows("PRAGMA quick_check") if text != "ok"]
        orphans = self.rows("PRAGMA foreign_key_check")
        lost = (f"a row of {table} refers to a row of {parent} that is gone" for table, _, parent, _ in orphans)
        return [*damaged, *dict.fromkeys(lost)]

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
        return self.meta("cycle") or ""

    def set_meta(self, key: str, value: str) -> None:
        """Remember one fact of the cycle."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def meta(self, key: str) -> str | None:
        """One fact of the cycle; None when it is not known."""
        row = self.row("SELECT value FROM meta WHERE key = ?", (key,))
        return None if row is None else str(row[0])

    def add(self, query: str, values: Iterable[tuple[object, ...]]) -> None:
        """Run one statement for many rows of values; only inside a change of the store."""
        self._db.executemany(query, values)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything that is read inside is as it was at one moment, whatever other commands keep meanwhile."""
        if self._db.in_transaction:
            yield
            return
        self.rows("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")

    def change_if_possible(self, change: Callable[[], None]) -> bool:
        """Make a change unless another command is at work or nothing can be written here; whether it was made.

        For what can do without: it waits for nobody, and a change that cannot be made is no error.
        """
        if self._db.in_transaction:
            return False
        self.rows("PRAGMA busy_timeout = 0")
        try:
            with self.changing():
                change()
        except CycleError:
            return False
        finally:
            self.rows(f"PRAGMA busy_timeout = {1000 * BUSY_SECONDS}")
        return True

    def row(self, query: str, values: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        """The first row of a query; None when there is none. Raises CycleError when the file cannot be read."""
        return next(iter(self.rows(query, values)), None)

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query. Raises CycleError when the file cannot be read."""
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
    for statements in (_SCHEMA, *_SINCE.values()):
        _run(connection, statements)
    connection.executemany("INSERT INTO meta VALUES (?, ?)", [("schema", str(SCHEMA_VERSION)), ("cycle", cycle_id)])


def _run(connection: sqlite3.Connection, statements: str) -> None:
    # executescript would end the transaction.
    for statement in statements.split(";"):
        connection.execute(statement)


_REASONS = {
    "SQLITE_BUSY": "another sheetreview command is working on this cycle; wait for it and run the command again",
    "SQLITE_LOCKED": "another sheetreview command is working on this cycle; wait for it and run the command again",
    "SQLITE_FULL": "the disk is full; make room and run the command again",
    "SQLITE_IOERR": "the disk cannot be read or written, or is full; make room, check it and run the command again",
    "SQLITE_READONLY": "you may not write there; ask for permission, or work on a copy of the cycle's folder",
    "SQLITE_READONLY_DBMOVED": "it has vanished; was the cycle's folder moved while the command ran?",
    "SQLITE_PERM": "you may not write there; ask for permission, or work on a copy of the cycle's folder",
    "SQLITE_CANTOPEN": "it cannot be opened or created; check the folder and its permissions",
    "SQLITE_NOTADB": "it is damaged or not a cycle's store; restore it from a backup",
    "SQLITE_CORRUPT": "it is damaged; restore it from a backup",
}


def _reason(path: Path, error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorname", "")
    reason = _REASONS.get(code) or _REASONS.get("_".join(code.split("_")[:2]))
    return f"{path}: {reason or f'it is damaged ({error}); restore it from a backup'}"


def now() -> str:
    """This moment, as it is kept."""
    return datetime.now(UTC).isoformat(timespec="seconds")
