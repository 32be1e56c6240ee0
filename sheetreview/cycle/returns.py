"""What a cycle remembers of which return counts: returns whose order is in doubt, and what was chosen about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sheetreview.cycle.database import Database, now


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnChoice:
    """What somebody decided about a return of a form, by the number of its file, and why."""

    form_id: str
    file: int
    choice: Literal["use", "discard"]
    reason: str
    chosen_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReturn:
    """A return of a form: the number and SHA-256 of its file, its name, and when it came in.

    ``rank`` rises from return to return, and the highest one counts; it is 0 for one that was discarded.
    """

    form_id: str
    file: int
    digest: str
    name: str
    received_at: str
    rank: int


class ReturnRecords:
    """The part of a cycle's store that is about which return counts."""

    def __init__(self, store: Database) -> None:
        self._store = store

    def all(self) -> list[FormReturn]:
        """Every return of every form, the one that counts last, behind those that were discarded."""
        query = (
            "SELECT form_id, file, sha256, name, files.received_at, rank FROM ("
            "SELECT form_id, file, id AS rank FROM returns UNION "
            "SELECT form_id, file, 0 FROM return_choices AS chosen WHERE NOT EXISTS "
            "(SELECT 1 FROM returns WHERE returns.form_id = chosen.form_id AND returns.file = chosen.file)"
            ") JOIN files ON files.id = file ORDER BY rank, file"
        )
        return [
            FormReturn(form_id=form, file=file, digest=digest, name=name, received_at=received, rank=rank)
            for form, file, digest, name, received, rank in self._store.rows(query)
        ]

    def of(self, form_id: str) -> list[FormReturn]:
        """The returns of one form that were not discarded, the one that counts first."""
        query = (
            "SELECT file, sha256, name, returns.received_at, returns.id FROM returns JOIN files ON files.id = file "
            "WHERE form_id = ? ORDER BY returns.id DESC"
        )
        return [
            FormReturn(form_id=form_id, file=file, digest=digest, name=name, received_at=received, rank=rank)
            for file, digest, name, received, rank in self._store.rows(query, (form_id,))
        ]

    def doubts(self) -> dict[str, tuple[str, ...]]:
        """Names of the files that may be later than the one that counts, by form id; nothing for a form without."""
        found: dict[str, tuple[str, ...]] = {}
        query = (
            "SELECT doubt.form_id, files.name FROM return_doubts AS doubt "
            "JOIN returns AS rival ON rival.form_id = doubt.form_id AND rival.file = doubt.other "
            "JOIN returns AS newest ON newest.form_id = doubt.form_id AND newest.file = doubt.file "
            "JOIN files ON files.id = rival.file "
            "WHERE newest.id = (SELECT max(id) FROM returns WHERE returns.form_id = doubt.form_id) ORDER BY rival.id"
        )
        for form_id, name in self._store.rows(query):
            found[form_id] = (*found.get(form_id, ()), name)
        return found

    def rivals(self, form_id: str, file: int) -> set[int]:
        """The files that may be later than a return."""
        query = "SELECT other FROM return_doubts WHERE form_id = ? AND file = ?"
        return {other for (other,) in self._store.rows(query, (form_id, file))}

    def doubt(self, form_id: str, file: int, others: Iterable[int]) -> None:
        """Remember that a return may be earlier than others; only inside a change of the store."""
        self._store.add(
            "INSERT OR IGNORE INTO return_doubts VALUES (?, ?, ?)", ((form_id, file, one) for one in others)
        )

    def put_last(self, form_id: str, file: int) -> None:
        """Make a return of a form the one that counts; only inside a change of the store."""
        self._store.rows("DELETE FROM returns WHERE form_id = ? AND file = ?", (form_id, file))
        self._store.rows(
            "INSERT INTO returns (form_id, file, received_at) SELECT ?, id, received_at FROM files WHERE id = ?",
            (form_id, file),
        )

    def use(self, form_id: str, file: int, reason: str) -> None:
        """Have a return count, whatever came before or was in doubt; only inside a change of the store.

        What is in doubt among the others stays so, in case this one is discarded later.
        """
        self.put_last(form_id, file)
        self._store.rows("DELETE FROM return_doubts WHERE form_id = ? AND file = ?", (form_id, file))
        self._choose(form_id, file, "use", reason)

    def discard(self, form_id: str, file: int, reason: str) -> None:
        """Have a return count no more; its bytes stay. Only inside a change of the store."""
        self._store.rows("DELETE FROM returns WHERE form_id = ? AND file = ?", (form_id, file))
        self._choose(form_id, file, "discard", reason)

    def choices(self) -> dict[tuple[str, int], ReturnChoice]:
        """What was decided last about each return, by form id and file."""
        query = "SELECT form_id, file, choice, reason, chosen_at FROM return_choices ORDER BY id"
        return {
            (form, file): ReturnChoice(form_id=form, file=file, choice=choice, reason=reason, chosen_at=chosen_at)
            for form, file, choice, reason, chosen_at in self._store.rows(query)
        }

    def _choose(self, form_id: str, file: int, choice: str, reason: str) -> None:
        row = (form_id, file, choice, reason, now())
        insert = "INSERT INTO return_choices (form_id, file, choice, reason, chosen_at) VALUES (?, ?, ?, ?, ?)"
        self._store.rows(insert, row)
