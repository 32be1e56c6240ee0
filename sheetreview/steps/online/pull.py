"""``pull``: the cycle's online spreadsheets as they are now, each version that differs kept as a return."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import TypeAlias

from sheetreview.cycle.sheets import OnlineSheet, Step
from sheetreview.errors import MISPLACED, NOT_A_FORM, SHEET_GONE, RemoteError
from sheetreview.form.locate import find_forms
from sheetreview.online import Connection, Contents, RemoteFile
from sheetreview.sheet.grid import Book, Grid
from sheetreview.sheet.kept import kept_book, kept_bytes
from sheetreview.steps.intake import KEPT, NEW, Collected, Outcome, ReturnIntake
from sheetreview.steps.online.job_runner import Job, JobRunner
from sheetreview.steps.open_cycle import OpenCycle

Then: TypeAlias = Callable[[OnlineSheet, Contents, Sequence[Collected]], Job[bool]]
"""What else is done with a sheet: its record, what it holds, and the outcomes of its forms, which are kept by then.

False when the sheet has changed since, and is to be read again.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """What came back: an outcome for each form in a sheet that changed, and for each sheet that cannot be read.

    ``unchanged`` sheets have not been touched since they were read last. ``stopped`` says why it ended early,
    with ``unreached`` sheets not read; the same command goes on.
    """

    outcomes: tuple[Collected, ...]
    unchanged: int
    stopped: str = ""
    unreached: int = 0
    calls: Mapping[str, int] = field(default_factory=dict)

    @property
    def in_order(self) -> bool:
        """Whether everything could be read."""
        return not self.stopped and all(map(settled, self.outcomes))


def pull(
    cycle: OpenCycle,
    connection: Connection,
    *,
    every: bool = False,
    also: Collection[str] = (),
    then: Then | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Pulled:
    """Read every sheet of the cycle that was changed since it was read last, and keep what differs.

    ``every``: read the others too, because the service may be late to tell of a change. ``also`` are keys of sheets to
    read in any case, ``then`` is what is done with each that was read.

    What is wrong with one sheet is its outcome. Raises RemoteError when the service does not tell which sheets there
    are.
    """
    known = cycle.store.sheets.with_forms()
    if not known:
        return Pulled(outcomes=(), unchanged=0)
    files = {file.id: file for file in connection.files()}
    changed = [one for one in known if every or one.key in also or not _as_read(one, files.get(one.file_id))]
    reader = _Reader(cycle, connection, also, then)
    jobs: JobRunner[tuple[Collected, ...]] = JobRunner()
    read: list[tuple[Collected, ...]] = []
    for found in jobs.run(reader.job(one, files.get(one.file_id)) for one in changed):
        read.append(found)
        progress(1)
    return Pulled(
        outcomes=tuple(chain.from_iterable(read)),
        unchanged=len(known) - len(changed) + read.count(()),
        stopped=jobs.why_stopped,
        unreached=len(changed) - len(read),
        calls=connection.calls,
    )


class _Reader:
    def __init__(self, cycle: OpenCycle, connection: Connection, also: Collection[str], then: Then | None) -> None:
        self._connection = connection
        self._wording = connection.backend.wording
        self._also = also
        self._then = then
        self._records = cycle.store.sheets
        self._desk = ReturnIntake(cycle)
        self._assignments = cycle.store.assignments()

    def job(self, record: OnlineSheet, remote: RemoteFile | None) -> Job[tuple[Collected, ...]]:
        """The job that reads one sheet; one that was closed and is gone has no outcome."""
        try:
            if remote is None:
                # A file that is not listed may be a new one.
                remote = yield partial(self._connection.file, record.file_id)
                if _as_read(record, remote) and record.key not in self._also:
                    return ()
            return (yield from self._read(record, remote))
        except RemoteError as error:
            if error.stops:
                raise
            return self._all(record, error.refusal.code, error.reason)

    def _read(self, record: OnlineSheet, remote: RemoteFile | None) -> Job[tuple[Collected, ...]]:
        """Read a sheet, keep what it holds and do what else is to be done with it, until it stays unchanged."""
        if remote is None or remote.trashed:
            reason = self._wording.gone if remote is None else self._wording.in_bin
            return () if record.step is Step.CLOSED else self._all(record, SHEET_GONE.code, reason)
        if remote.kind != "sheet":
            return self._all(record, SHEET_GONE.code, self._wording.not_a_sheet)
        while True:
            contents: Contents = yield partial(self._connection.read, record.file_id)
            record, found = self._keep(record, remote, contents.book)
            if self._then is None or (yield from self._then(record, contents, found)):
                return found

    def _keep(self, record: OnlineSheet, remote: RemoteFile, book: Book) -> tuple[OnlineSheet, tuple[Collected, ...]]:
        """Keep what a sheet holds: its record after that, and the outcome of each form."""
        known = {form.form_id: form.content for form in record.forms if form.content}
        contents = _contents(book)
        data = kept_bytes(book, remote.modified)
        # What is read is what is kept: not every text that Google sends can be. A form that was filled in and is empty
        # now counts as empty.
        arrival = self._desk.recognise(remote.name, data, kept_book(data), blank_too=known)
        forms = tuple(_judged(form, record, contents) for form in arrival.forms if form.form_id)
        found = [*self._desk.keep([replace(arrival, forms=forms)]), *self._missing(record, forms, remote.name)]
        # Those that are kept already count too: a run may have been cut off before it remembered here that they are.
        known |= {form.form_id: contents[form.form_id] for form in found if form.outcome in KEPT}
        # What is not in order is read, and told, again the next time.
        seen = remote.modified if all(map(settled, found)) else record.modified
        read = tuple(replace(form, content=known.get(form.form_id, "")) for form in record.forms)
        record = replace(record, modified=seen, forms=read)
        self._records.put(record)
        return record, tuple(found)

    def _missing(self, record: OnlineSheet, found: Iterable[Collected], name: str) -> list[Collected]:
        """Outcomes for the forms of a sheet that do not stand in it any more."""
        missing = (record.form_ids & self._assignments.keys()) - {form.form_id for form in found}
        no_key = self._wording.no_key
        return [self._one(form, name, Outcome.NOT_A_FORM, NOT_A_FORM.code, no_key) for form in sorted(missing)]

    def _all(self, record: OnlineSheet, code: str, detail: str) -> tuple[Collected, ...]:
        """Every form of a sheet that cannot be read; forms for people who left the roster do not count."""
        forms = (form.form_id for form in record.forms if form.form_id in self._assignments)
        return tuple(self._one(form_id, record.link, Outcome.UNREADABLE, code, detail) for form_id in forms)

    def _one(self, form_id: str, file: str, outcome: Outcome, code: str, detail: str) -> Collected:
        assignment = self._assignments.get(form_id)
        return Collected(
            file=file,
            outcome=outcome,
            code=code,
            detail=detail,
            form_id=form_id,
            reviewee=assignment.reviewee.name if assignment else "",
            reviewer=assignment.reviewer.name if assignment else "",
        )


def settled(form: Collected) -> bool:
    """Whether a form needs no attention; forms for people who left the roster do not count."""
    return form.outcome.taken or form.outcome is Outcome.NOT_ON_ROSTER


def _as_read(record: OnlineSheet, remote: RemoteFile | None) -> bool:
    """Whether a file is there as it was read last."""
    return remote is not None and not remote.trashed and remote.kind == "sheet" and remote.modified == record.modified


def _contents(book: Book) -> dict[str, str]:
    """Digest of the tabs that each form stands on, by form id."""
    tabs: dict[str, list[Grid]] = {}
    for form in find_forms(book):
        tabs.setdefault(form.identity.form_id, []).append(form.grid)
    return {
        form_id: sha256(kept_bytes(replace(book, sheets=tuple(grids)), "")).hexdigest()
        for form_id, grids in tabs.items()
    }


def _judged(form: Collected, record: OnlineSheet, contents: Mapping[str, str]) -> Collected:
    """The outcome of a form in the sheet of this record, which holds these contents now, by form id."""
    kept = {own.form_id: own.content for own in record.forms}
    if form.form_id not in kept:
        detail = "It counts only in its own sheet. Delete that tab here."
        return replace(form, outcome=Outcome.MISPLACED, code=MISPLACED.code, detail=detail)
    unchanged = form.outcome in NEW and kept[form.form_id] == contents.get(form.form_id)
    return replace(form, outcome=Outcome.DUPLICATE) if unchanged else form
