"""What a cycle remembers of its online spreadsheets: how far each one got, who may be given one, and seals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sheetreview.cycle.database import Database, now
from sheetreview.sheet.text import squeeze

SUMMARY_KEY = "summary"
"""Key of the spreadsheet that holds the team summary; every other key is a form's id or names a reviewer."""


class Step(StrEnum):
    """How far a spreadsheet got; each step is kept before the next is begun."""

    MADE = "made"
    BUILT = "built"
    SHARED = "shared"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetForm:
    """A form that stands in a spreadsheet, with the layout it was drawn by.

    ``content`` is the digest of what it held when it was kept last; empty before it came back filled in.
    """

    form_id: str
    layout: str
    version: int
    role: str
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineSheet:
    """A spreadsheet of the cycle.

    ``digest`` tells what it was built from (empty before). ``modified`` is the service's time of the last change that
    was read. ``recipient`` is the address it was shared with and ``permission`` the service's id of that; both empty
    before.
    """

    key: str
    file_id: str
    link: str
    step: Step = Step.MADE
    digest: str = ""
    modified: str = ""
    recipient: str = ""
    permission: str = ""
    forms: tuple[SheetForm, ...] = ()

    @property
    def form_ids(self) -> frozenset[str]:
        """Ids of its forms."""
        return frozenset(form.form_id for form in self.forms)

    @property
    def came_back(self) -> bool:
        """Whether any of its forms was filled in when it was read."""
        return any(form.content for form in self.forms)


_FOLDER = "online-folder"
_FORMER_FOLDER = "google-folder"
"""The name of the same fact in stores of before, which may be archived and cannot be written any more."""
_COLUMNS = ("key", "file_id", "link", "step", "digest", "modified", "recipient", "permission")


class SheetRecords:
    """The part of a cycle's store that is about online spreadsheets."""

    def __init__(self, store: Database) -> None:
        self._store = store

    def all(self) -> dict[str, OnlineSheet]:
        """Every spreadsheet, by key, in the order in which they were made."""
        forms: dict[str, list[SheetForm]] = {}
        query = "SELECT form_id, layout, version, role, content, sheet FROM sheet_forms ORDER BY rowid"
        for form_id, layout, version, role, content, sheet in self._store.rows(query):
            form = SheetForm(form_id=form_id, layout=layout, version=version, role=role, content=content)
            forms.setdefault(sheet, []).append(form)
        sheets: dict[str, OnlineSheet] = {}
        for row in self._store.rows(f"SELECT {', '.join(_COLUMNS)} FROM sheets ORDER BY rowid"):  # noqa: S608 -- names from above
            found = dict(zip(_COLUMNS, row, strict=True))
            key = found["key"]
            sheets[key] = OnlineSheet(**{**found, "step": Step(found["step"])}, forms=tuple(forms.get(key, ())))
        return sheets

    def with_forms(self) -> list[OnlineSheet]:
        """The spreadsheets that were built for forms; not that of the team summary."""
        return [one for one in self.all().values() if one.key != SUMMARY_KEY and one.step is not Step.MADE]

    def put(self, sheet: OnlineSheet) -> None:
        """Keep a spreadsheet as it is now, at once."""
        values = tuple(str(getattr(sheet, name)) for name in _COLUMNS)
        with self._store.changing():
            updates = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
            self._store.rows(
                f"INSERT INTO sheets ({', '.join(_COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608 -- as above
                f"ON CONFLICT (key) DO UPDATE SET {updates}",
                values,
            )
            self._store.rows("DELETE FROM begun WHERE key = ?", (sheet.key,))
            for form in sheet.forms:
                self._store.rows(
                    "INSERT OR REPLACE INTO sheet_forms VALUES (?, ?, ?, ?, ?, ?)",
                    (form.form_id, sheet.key, form.layout, form.version, form.role, form.content),
                )

    def begin(self, key: str) -> bool:
        """Keep that a spreadsheet is about to be made; whether that was kept before, by a run that was cut off."""
        with self._store.changing():
            return not self._store.rows("INSERT OR IGNORE INTO begun VALUES (?) RETURNING key", (key,))

    def noted(self) -> frozenset[str]:
        """Keys of spreadsheets in whose cells notes of ours may stand."""
        return frozenset(json.loads(self._store.meta("noted-sheets") or "[]"))

    def set_noted(self, key: str, *, noted: bool) -> None:
        """Keep whether notes of ours may stand in a spreadsheet: kept before they are written."""
        known = self.noted()
        if noted != (key in known):
            with self._store.changing():
                self._store.set_meta("noted-sheets", json.dumps(sorted(known ^ {key})))

    @property
    def closed(self) -> str:
        """When the cycle was closed; empty before."""
        return self._store.meta("closed") or ""

    def close(self) -> None:
        """Keep that the cycle is closed."""
        with self._store.changing():
            self._store.set_meta("closed", self.closed or now())

    @property
    def folder(self) -> str:
        """The service's id of the cycle's folder; empty before there is one."""
        return self._store.meta(_FOLDER) or self._store.meta(_FORMER_FOLDER) or ""

    def set_folder(self, folder_id: str) -> None:
        """Keep the id that the cycle's folder has or is to get."""
        with self._store.changing():
            self._store.set_meta(_FOLDER, folder_id)

    def allowed(self) -> frozenset[str]:
        """Domains and addresses that somebody has confirmed, case folded."""
        return frozenset(name for (name,) in self._store.rows("SELECT name FROM allowed"))

    def allow(self, names: Iterable[str]) -> None:
        """Remember domains and addresses as confirmed."""
        with self._store.changing():
            for name in names:
                self._store.rows("INSERT OR IGNORE INTO allowed VALUES (?)", (squeeze(name),))

    def seals(self) -> dict[str, str]:
        """Digest of each review as it was when the cycle was closed, by form id."""
        return dict(self._store.rows("SELECT form_id, digest FROM seals"))

    def seal(self, digests: Mapping[str, str]) -> None:
        """Keep the digests of reviews; one that was sealed before keeps its seal."""
        sealed_at = now()
        with self._store.changing():
            for form_id, digest in digests.items():
                self._store.rows("INSERT OR IGNORE INTO seals VALUES (?, ?, ?)", (form_id, digest, sealed_at))
