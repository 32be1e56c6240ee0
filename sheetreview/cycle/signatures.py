"""What a cycle remembers of who signed a review, and of what the review was then."""

from __future__ import annotations

from collections.abc import Mapping

from sheetreview.cycle.database import Database, now


class Signatures:
    """The part of a cycle's store that is about signed reviews."""

    def __init__(self, store: Database) -> None:
        self._store = store

    def all(self) -> dict[str, dict[str, dict[str, str]]]:
        """Digest of the review when a signature was first seen, by form id, line and signature, oldest first."""
        found: dict[str, dict[str, dict[str, str]]] = {}
        query = "SELECT form_id, line, signature, digest FROM signatures ORDER BY rowid"
        for form_id, line, signature, digest in self._store.rows(query):
            found.setdefault(form_id, {}).setdefault(line, {})[signature] = digest
        return found

    def of(self, form_id: str) -> dict[str, dict[str, str]]:
        """The same of one form."""
        found: dict[str, dict[str, str]] = {}
        query = "SELECT line, signature, digest FROM signatures WHERE form_id = ? ORDER BY rowid"
        for line, signature, digest in self._store.rows(query, (form_id,)):
            found.setdefault(line, {})[signature] = digest
        return found

    def record(self, form_id: str, lines: Mapping[str, str], digest: str) -> None:
        """Remember the signature on each line of a form, as part of a change; one that is known stays as it is."""
        seen_at = now()
        for line, signature in lines.items():
            row = (form_id, line, signature, digest, seen_at)
            self._store.rows("INSERT OR IGNORE INTO signatures VALUES (?, ?, ?, ?, ?)", row)
