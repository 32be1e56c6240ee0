"""The cycle's memory: one SQLite file with what was issued to whom, and every return that came back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheetreview.cycle.database import Database, now
from sheetreview.cycle.moved_answers import MovedRecords
from sheetreview.cycle.returns import ReturnRecords
from sheetreview.cycle.reviews import KeptReviews, Signatures
from sheetreview.cycle.sheets import SheetRecords
from sheetreview.errors import STORE_DAMAGED, CycleError, FileError
from sheetreview.model.people import Assignment, Metric, Person, Previous, Reviewer, Subject
from sheetreview.model.points import exact
from sheetreview.sheet.kept import is_kept

if TYPE_CHECKING:
    from sheetreview.cycle.blocks import BlockRecords

_OF_FORMS = ("layouts", "assignments", "metrics", "previous", "forms")
"""The tables of what was issued to whom."""


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
    """A file that came back for a form; :meth:`Store.content` has its bytes.

    ``file`` is the same number, and ``digest`` the same SHA-256, for every form that came in the same file.
    """

    form_id: str
    file: int
    digest: str
    name: str
    received_at: str


class Store(Database):
    """What one cycle remembers."""

    @property
    def sheets(self) -> SheetRecords:
        """What it remembers of its Google Sheets."""
        return SheetRecords(self)

    @property
    def signatures(self) -> Signatures:
        """What it remembers of who signed."""
        return Signatures(self)

    @property
    def reviews(self) -> KeptReviews:
        """What it remembers of how returns were read."""
        return KeptReviews(self)

    @property
    def returns(self) -> ReturnRecords:
        """What it remembers of which return counts."""
        return ReturnRecords(self)

    @property
    def moved(self) -> MovedRecords:
        """What it remembers of answers that were moved into a newer version of their form."""
        return MovedRecords(self)

    @property
    def blocks(self) -> BlockRecords:
        """What it remembers of the ratings that were shown together."""
        from sheetreview.cycle.blocks import BlockRecords  # noqa: PLC0415 -- only summaries ask for them

        return BlockRecords(self)

    @property
    def people_kind(self) -> str:
        """What kind of file the assignments come from; empty when nobody said."""
        return self.meta("people") or ""

    def set_people_kind(self, kind: str) -> None:
        """Remember what kind of file the assignments come from."""
        self.set_meta("people", kind)

    @property
    def is_rehearsal(self) -> bool:
        """Whether this is a rehearsal's scratch cycle, which takes in made-up answers."""
        return self.meta("rehearsal") is not None

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
        row = self.row(query, (layout, version, version))
        return None if row is None else str(row[0])

    def layout_versions(self) -> dict[str, int]:
        """How many versions of each layout are kept, by its id."""
        return dict(self.rows("SELECT id, count(*) FROM layouts GROUP BY id"))

    def replace_assignments(self, assignments: Iterable[tuple[str, Assignment]]) -> None:
        """Set the roster: form id and assignment, in the roster's order."""
        rows = [(form, n, json.dumps(asdict(a), ensure_ascii=False)) for n, (form, a) in enumerate(assignments)]
        self._db.execute("INSERT OR REPLACE INTO former_assignments SELECT form_id, data FROM assignments")
        self._db.execute("DELETE FROM assignments")
        self._db.executemany("INSERT INTO assignments VALUES (?, ?, ?)", rows)
        self._db.execute("DELETE FROM former_assignments WHERE form_id IN (SELECT form_id FROM assignments)")

    def former_assignments(self) -> dict[str, Assignment]:
        """What was on an earlier roster and is no longer, by form id, as it was last."""
        return self._read_assignments("SELECT form_id, data FROM former_assignments")

    def keep_form_ids(self, ids: Mapping[tuple[str, ...], str]) -> None:
        """Remember the ids of the forms on the roster that do not follow from their keys, by key."""
        self._db.execute("DELETE FROM kept_form_ids WHERE form_id IN (SELECT form_id FROM assignments)")
        rows = ((json.dumps(key), form) for key, form in ids.items())
        self._db.executemany("INSERT OR REPLACE INTO kept_form_ids VALUES (?, ?)", rows)

    def kept_form_ids(self) -> dict[tuple[str, ...], str]:
        """The ids of forms that do not follow from their keys, because an address or employee id was corrected."""
        return {tuple(json.loads(key)): form for key, form in self.rows("SELECT * FROM kept_form_ids")}

    def assignments(self) -> dict[str, Assignment]:
        """The roster by form id, in the roster's order."""
        return self._read_assignments("SELECT form_id, data FROM assignments ORDER BY position")

    def _read_assignments(self, query: str) -> dict[str, Assignment]:
        rows = self.rows(query)
        try:
            return {form: _assignment(json.loads(data)) for form, data in rows}
        except (ValueError, TypeError, KeyError) as error:
            raise CycleError(f"{self._path}: its roster is damaged; take it in again from a backup") from error

    def replace_previous(self, previous: Mapping[Subject, Mapping[str, Previous]]) -> None:
        """Set what the cycle before left behind, by subject, then by the reviewer's key."""
        rows = [
            (*subject, json.dumps({key: _kept(one) for key, one in found.items()}, ensure_ascii=False))
            for subject, found in previous.items()
        ]
        self._db.execute("DELETE FROM previous")
        self._db.executemany("INSERT INTO previous VALUES (?, ?, ?, ?)", rows)

    def previous(self) -> dict[Subject, dict[str, Previous]]:
        """What the cycle before left behind, by subject, then by the reviewer's key."""
        rows = self.rows("SELECT layout, employee_id, account, data FROM previous")
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
        for employee, item, metric in self.rows("SELECT employee_id, item, metric FROM metrics"):
            found.setdefault(employee, {})[item] = metric
        return found

    def record_forms(self, forms: Iterable[IssuedForm]) -> None:
        """Remember forms as written."""
        issued_at = now()
        rows = [(f.form_id, f.layout, f.version, f.role, f.path, f.digest, issued_at) for f in forms]
        self._db.executemany("INSERT OR REPLACE INTO forms VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def current_files(self) -> dict[str, str]:
        """The file that each form was last issued in, by form id; older stores do not know it."""
        return dict(self.rows("SELECT form_id, path FROM current_files"))

    def record_current_files(self, paths: Mapping[str, str]) -> None:
        """Remember the files that forms are issued in from now on."""
        self._db.executemany("INSERT OR REPLACE INTO current_files VALUES (?, ?)", paths.items())

    def forms(self) -> dict[str, IssuedForm]:
        """Every form that was issued as a file, by id, as it was issued last."""
        return {form.form_id: form for form in self.issues()}

    def ever_issued(self) -> set[str]:
        """Ids of every form that was issued, as a file or as a sheet."""
        return {form for (form,) in self.rows("SELECT form_id FROM forms UNION SELECT form_id FROM sheet_forms")}

    def issued_layouts(self) -> set[tuple[str, int]]:
        """Every layout and version that a form was issued by, as a file or as a sheet."""
        return set(self.rows("SELECT layout, version FROM forms UNION SELECT layout, version FROM sheet_forms"))

    def issues(self) -> Iterator[IssuedForm]:
        """Every place every form was issued to, oldest first: a form may stand in its own file and in a bundle."""
        for form, layout, version, role, path, digest in self.rows(
            "SELECT form_id, layout, version, role, path, sha256 FROM forms ORDER BY rowid"
        ):
            yield IssuedForm(form_id=form, layout=layout, version=version, role=role, path=path, digest=digest)

    def add_file(self, name: str, content: bytes, forms: Iterable[str]) -> frozenset[str]:
        """Keep a returned file for some forms, as the newest return of each.

        Gives the forms it is new for: the same bytes are kept once, and count once for each form. Bytes that are kept
        but no longer as they came in are mended by it.
        """
        digest, received_at = sha256(content).hexdigest(), now()
        self._db.execute(
            "INSERT INTO files (sha256, name, received_at, content) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (sha256) DO UPDATE SET content = excluded.content WHERE content IS NOT excluded.content",
            (digest, name, received_at, content),
        )
        insert = (
            "INSERT OR IGNORE INTO returns (form_id, file, received_at) "
            "SELECT ?, id, ? FROM files WHERE sha256 = ? RETURNING form_id"
        )
        rows = (self._db.execute(insert, (form, received_at, digest)).fetchall() for form in forms)
        return frozenset(form for found in rows for (form,) in found)

    def has_file(self, digest: str) -> bool:
        """Whether a file with this SHA-256 is among those that came back."""
        return self.row("SELECT 1 FROM files WHERE sha256 = ?", (digest,)) is not None

    def file_number(self, digest: str) -> int:
        """The number of a returned file by its SHA-256; 0 for one that never came back."""
        row = self.row("SELECT id FROM files WHERE sha256 = ?", (digest,))
        return 0 if row is None else int(row[0])

    def newest_return(self, form_id: str) -> StoredReturn | None:
        """The return that counts for a form: the last one that came in; None when there is none."""
        return self.newest_returns([form_id]).get(form_id)

    def newest_returns(self, form_ids: Iterable[str]) -> dict[str, StoredReturn]:
        """The return that counts for each of some forms, by form id, in their order; none for those still out."""
        query = (
            "SELECT returns.form_id, files.id, files.sha256, files.name, returns.received_at "
            "FROM json_each(?) AS wanted JOIN returns ON returns.form_id = wanted.value "
            "JOIN files ON files.id = returns.file "
            "WHERE returns.id = (SELECT max(id) FROM returns AS later WHERE later.form_id = wanted.value) "
            "ORDER BY wanted.key"
        )
        return {
            form_id: StoredReturn(form_id=form_id, file=file, digest=digest, name=name, received_at=received_at)
            for form_id, file, digest, name, received_at in self.rows(query, (json.dumps(list(form_ids)),))
        }

    def content(self, digest: str) -> bytes:
        """The bytes of a returned file by their SHA-256. Raises FileError when they are no longer what came back."""
        row = self.row("SELECT content FROM files WHERE sha256 = ?", (digest,))
        content = bytes(row[0]) if row is not None else b""
        if sha256(content).hexdigest() != digest:
            raise FileError(
                "The cycle's store no longer holds it as it came back. Take in the same file again, or restore the "
                "store from a backup.",
                STORE_DAMAGED,
            )
        return content

    def returned_files(self) -> list[tuple[str, str, str]]:
        """Every file that came back, oldest first: its SHA-256, its name, and when it was taken in."""
        return self.rows("SELECT sha256, name, received_at FROM files ORDER BY id")

    def lost_returns(self) -> list[tuple[str, str]]:
        """Files that came back of which some form is known no more, though it was read: name, and when it came.

        A form keeps the returns that were discarded.
        """
        return self.rows(
            "WITH held AS (SELECT form_id, file FROM returns UNION SELECT form_id, file FROM return_choices) "
            "SELECT name, received_at FROM files WHERE id NOT IN (SELECT file FROM held) OR EXISTS ("
            "SELECT 1 FROM kept_reviews WHERE kept_reviews.sha256 = files.sha256 AND NOT EXISTS ("
            "SELECT 1 FROM held WHERE held.file = files.id AND held.form_id = kept_reviews.form_id)) "
            "ORDER BY id"
        )

    def is_sheet(self, digest: str) -> bool:
        """Whether a returned file, by its SHA-256, is what was read from a Google Sheet."""
        try:
            return is_kept(self.content(digest))
        except FileError:
            return False

    def return_counts(self) -> dict[str, int]:
        """How many returns each form has, by form id."""
        return dict(self.rows("SELECT form_id, count(*) FROM returns GROUP BY form_id"))

    def copy_issued(self, path: Path) -> None:
        """Make a rehearsal's store: of what was issued to whom and nothing else, so that nothing has come back yet.

        Raises FileError or CycleError when it cannot be made.
        """
        tables = {name: self.rows(f"SELECT * FROM {name}") for name in _OF_FORMS}  # noqa: S608 -- names from above
        kind = self.people_kind

        def fill(copy: Store) -> None:
            copy.set_people_kind(kind)
            copy.set_meta("rehearsal", "1")
            for name, rows in tables.items():
                if not rows:
                    continue
                places = ", ".join("?" * len(rows[0]))
                copy._db.executemany(f"INSERT INTO {name} VALUES ({places})", rows)  # noqa: S608 -- names from above

        Store.create(path, self.cycle_id, fill)


def _by_reviewer(data: str) -> dict[str, Previous]:
    return {key: _previous(found) for key, found in json.loads(data).items()}


def _kept(previous: Previous) -> dict[str, Any]:
    """What was left behind, with its result exactly: ``200/3``."""
    return {**asdict(previous), "percent": None if previous.percent is None else str(previous.percent)}


def _previous(data: dict[str, Any]) -> Previous:
    rows = {section: tuple(found) for section, found in data.pop("rows").items()}
    percent = data.pop("percent")
    return Previous(**data, percent=None if percent is None else exact(percent), rows=rows)


def _assignment(data: dict[str, Any]) -> Assignment:
    reviewee, reviewer = Person(**data.pop("reviewee")), Reviewer(**data.pop("reviewer"))
    formerly = tuple(Person(**one) for one in data.pop("formerly", ()))
    return Assignment(reviewee=reviewee, reviewer=reviewer, formerly=formerly, **data)
