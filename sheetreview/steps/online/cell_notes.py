"""``check --return-notes``: what is wrong in a review, as notes in the cells of its online spreadsheet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from sheetreview.amend.notes import HEAD
from sheetreview.cycle.sheets import OnlineSheet, Step
from sheetreview.errors import RemoteError
from sheetreview.model.finding import Finding
from sheetreview.online import Connection, Contents, Notes, Place
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.remarks import FOOT
from sheetreview.steps.intake import KEPT, Collected, Outcome
from sheetreview.steps.online.job_runner import Job
from sheetreview.steps.online.pull import Pulled, pull, settled
from sheetreview.steps.online.spreadsheets import MOST_TRIES
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import checked_reviews
from sheetreview.steps.return_copies.mark import cell_texts, to_correct

BUSY = "it was changed again and again while its notes were written; run the same command again"

_BETWEEN = "\n\n"
_OURS = re.compile(
    rf"\A{re.escape(HEAD)}\n.*?(?:{re.escape(FOOT)}\n*|\Z)|(?:{_BETWEEN})?{re.escape(HEAD)}\n.*?(?:{re.escape(FOOT)}|\Z)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """The result of writing notes.

    ``marked`` cells of ``sheets`` sheets bear a note now; ``written`` of these notes are new or say something else than
    before, and ``removed`` ones of an earlier round are gone. ``placeless`` errors and warnings belong to no cell, so
    that no note tells of them. ``failed`` are sheets that were not marked, each with why; ``stopped`` and ``unreached``
    as of ``Pulled``.
    """

    marked: int = 0
    sheets: int = 0
    written: int = 0
    removed: int = 0
    placeless: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    stopped: str = ""
    unreached: int = 0


def write_notes(cycle: OpenCycle, connection: Connection, *, progress: Callable[[int], None] = lambda _: None) -> Noted:
    """Pull, and mark what is wrong in reviews with errors at the cells where it stands in their sheets now.

    Only a review whose newest return is its sheet is marked. Notes of an earlier round go from cells that are fine,
    whoever has corrected them; what people have written in a note stays. A second run changes nothing.

    An error with one sheet stops no other. Raises RemoteError when the service does not tell which sheets there are.
    """
    marker = _Marker(cycle, connection)
    pulled = pull(cycle, connection, also=marker.due(), then=marker.mark, progress=progress)
    return marker.noted(pulled)


def with_ours(note: str, text: str) -> str:
    """A cell's note with ``text`` of ours below what people have written, in place of an earlier one of ours.

    Either may be empty: no note, or nothing of ours.
    """
    own = _OURS.sub("", note)
    ours = f"{HEAD}\n{text}\n{FOOT}" if text else ""
    return _BETWEEN.join(filter(None, (own, ours)))


class _Marker:
    """Writes the notes of one sheet after the other, and counts."""

    def __init__(self, cycle: OpenCycle, connection: Connection) -> None:
        self._cycle = cycle
        self._connection = connection
        self._closed = connection.backend.wording.closed_sheet
        self._records = cycle.store.sheets
        self._assignments = cycle.store.assignments()
        self._marked: dict[str, int] = {}
        self._placeless: dict[str, int] = {}
        self._failed: dict[str, tuple[str, str]] = {}
        self._rounds: Counter[str] = Counter()
        self._written = 0
        self._removed = 0

    def due(self) -> set[str]:
        """Keys of the sheets to read even if they are unchanged: what is to be marked, or was."""
        faulty = {finding.form_id for finding in self._to_mark(None)}
        due = set(self._records.noted())
        for record in self._records.all().values():
            if faulty.isdisjoint(record.form_ids):
                continue
            if record.step is Step.CLOSED:
                self._fail(record, self._closed)
            else:
                due.add(record.key)
        return due

    def mark(self, record: OnlineSheet, contents: Contents, found: Sequence[Collected]) -> Job[bool]:
        """Bring the notes of a sheet that was just read to what is wrong in it; False when it is to be read again."""
        self._failed.pop(record.key, None)
        findings = self._to_mark_in(record, found)
        texts = {grid.name: _texts(grid, findings) for grid in contents.book.sheets}
        settled_all = _all_settled(record, found)
        changes = _changes(contents, texts, None if settled_all else _tabs_read(found))
        try:
            if changes and not (yield from self._put(record, changes, contents)):
                return False
        except RemoteError as error:
            if error.stops:
                raise
            self._fail(record, error.reason)
            return True
        self._count(record.key, findings, texts, changes)
        if settled_all and not self._marked[record.key]:
            self._records.set_noted(record.key, noted=False)
        return True

    def _to_mark_in(self, record: OnlineSheet, found: Sequence[Collected]) -> list[Finding]:
        """What is to be said of the forms that were just read in a sheet; nothing in one that is closed."""
        findings = self._to_mark({form.form_id for form in found if form.outcome in KEPT})
        if findings and record.step is Step.CLOSED:
            self._fail(record, self._closed)
            return []
        return findings

    def _put(self, record: OnlineSheet, changes: Notes, contents: Contents) -> Job[bool]:
        """Write notes; False when the sheet has changed since it was read."""
        self._rounds[record.key] += 1
        if self._rounds[record.key] > MOST_TRIES:
            raise RemoteError(BUSY)
        # Kept first: a run that is cut off may have written them.
        self._records.set_noted(record.key, noted=True)
        done: bool = yield partial(self._connection.put_notes, record.file_id, changes, contents)
        return done

    def _to_mark(self, only: Collection[str] | None) -> list[Finding]:
        """What is to be said of these forms (None: of all), as far as their newest return is an online spreadsheet."""
        reviews = checked_reviews(self._cycle, only=only)
        wrong = to_correct(finding for review in reviews for finding in review.findings)
        return [finding for (_, form_id), said in wrong.items() if self._is_online(form_id) for finding in said]

    def _is_online(self, form_id: str) -> bool:
        stored = self._cycle.store.newest_return(form_id)
        return stored is not None and self._cycle.store.is_sheet(stored.digest)

    def _count(self, key: str, findings: Sequence[Finding], texts: Notes, changes: Notes) -> None:
        placed = sum(finding.sheet in texts and bool(finding.cell) for finding in findings)
        self._placeless[key] = len(findings) - placed
        self._marked[key] = sum(map(len, texts.values()))
        ours = [HEAD in note for notes in changes.values() for note in notes.values()]
        self._written += sum(ours)
        self._removed += len(ours) - sum(ours)

    def _fail(self, record: OnlineSheet, reason: str) -> None:
        known = [self._assignments[form.form_id] for form in record.forms if form.form_id in self._assignments]
        whose = ", ".join(assignment.reviewee.name for assignment in known)
        by = f", by {known[0].reviewer.name}: " if known else ""
        self._failed[record.key] = (f"{whose}{by}{record.link}", reason)

    def noted(self, pulled: Pulled) -> Noted:
        """The result, after all sheets were read."""
        unread = [
            (f"{one.reviewee}, by {one.reviewer}: {one.file}", one.detail)
            for one in pulled.outcomes
            if not settled(one)
        ]
        return Noted(
            marked=sum(self._marked.values()),
            sheets=sum(map(bool, self._marked.values())),
            written=self._written,
            removed=self._removed,
            placeless=sum(self._placeless.values()),
            failed=(*unread, *self._failed.values()),
            stopped=pulled.stopped,
            unreached=pulled.unreached,
        )


def _all_settled(record: OnlineSheet, found: Iterable[Collected]) -> bool:
    """Whether the forms that belong in a sheet need no attention."""
    return all(settled(form) for form in found if form.form_id in record.form_ids)


def _tabs_read(found: Iterable[Collected]) -> set[str]:
    """Titles of the tabs whose forms were read; in a tab that is not known any more, the notes stay."""
    return {form.sheet for form in found if form.outcome in KEPT or form.outcome is Outcome.BLANK}


def _texts(grid: Grid, findings: Iterable[Finding]) -> dict[Place, str]:
    """What is to be noted at each cell of a tab; what is said of a cell in a merge stands where the merge begins."""
    texts: dict[Place, str] = {}
    for place, text in cell_texts(findings, grid.name).items():
        shown = next(((block.top, block.left) for block in grid.merges if block.covers(*place)), place)
        texts[shown] = _BETWEEN.join(filter(None, (texts.get(shown), text)))
    return texts


def _changes(contents: Contents, texts: Notes, only: Collection[str] | None) -> dict[str, dict[Place, str]]:
    """The notes to be set so that ours say ``texts``; in these tabs only, None: in all."""
    changes: dict[str, dict[Place, str]] = {}
    for title, notes in contents.notes.items():
        if only is not None and title not in only:
            continue
        wanted = texts.get(title, {})
        for place in sorted({*notes, *wanted}):
            before = notes.get(place, "")
            after = with_ours(before, wanted.get(place, ""))
            if after != before:
                changes.setdefault(title, {})[place] = after
    return changes
