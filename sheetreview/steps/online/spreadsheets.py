"""The spreadsheets of a cycle: each made once, built from a plan, and every step kept before the next is begun.

``links.csv`` says who has which, for a mail merge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from sheetreview.cycle.files import write_file
from sheetreview.cycle.sheets import OnlineSheet, SheetForm, Step
from sheetreview.errors import RemoteError
from sheetreview.online import BuildRefusedError, Connection, Contents, Mark, RemoteFile
from sheetreview.report.text_out import csv_line, csv_safe
from sheetreview.sheet.grid import Book
from sheetreview.sheet.plan import BookPlan
from sheetreview.steps.online.job_runner import Job
from sheetreview.steps.online.push_plan import PushOutcome
from sheetreview.steps.open_cycle import OpenCycle

_HEADS = ("reviewer", "email", "forms for", "state", "link")
_STATES = {Step.MADE: "not finished", Step.BUILT: "not shared", Step.SHARED: "shared", Step.CLOSED: "closed"}

MOST_TRIES = 8
"""Tries to change a spreadsheet that people may be editing meanwhile."""

Ensured: TypeAlias = Job[tuple[OnlineSheet, PushOutcome]]


class SpreadsheetBuilder:
    """Makes and builds spreadsheets, from what the cycle has kept of them and what is online now.

    Raises RemoteError when the cycle's folder cannot be made or looked into.
    """

    def __init__(self, cycle: OpenCycle, connection: Connection) -> None:
        self._settings = cycle.settings
        self._connection = connection
        self._wording = connection.backend.wording
        self._records = cycle.store.sheets
        self._known = self._records.all()
        self._has_built = False
        files = connection.files()
        self._folder = connection.cycle_folder(files, self._records.folder, self._records.set_folder)
        self._files = {file.id: file for file in files}
        self._by_key = {file.review: file for file in reversed(self._files.values()) if _is_sheet(file)}

    def record(self, key: str) -> OnlineSheet | None:
        """What the cycle has kept of a spreadsheet; None when there is none yet."""
        return self._known.get(key)

    def link(self, key: str) -> str:
        """The link of a spreadsheet; '' when there is none yet."""
        return self._known[key].link if key in self._known else ""

    def why_lost(self, key: str) -> Job[str]:
        """Why a spreadsheet that was made cannot be reached any more; '' when it can, or when there is none."""
        record = self._known.get(key)
        if record is None:
            return ""
        if record.file_id not in self._files:
            # A file that is not listed may be a new one.
            remote = yield partial(self._connection.file, record.file_id)
            if remote is None:
                return self._wording.gone
            self._files[remote.id] = remote
        return self._wording.in_bin if self._files[record.file_id].trashed else ""

    def doubles(self) -> tuple[str, ...]:
        """Links of sheets that carry the key of a spreadsheet which is another one."""
        return tuple(
            file.link
            for file in self._files.values()
            if _is_sheet(file) and file.review in self._known and self._known[file.review].file_id != file.id
        )

    def keep(self, record: OnlineSheet) -> OnlineSheet:
        """Remember how far a spreadsheet got."""
        self._records.put(record)
        self._known[record.key] = record
        return record

    def ensure(
        self,
        key: str,
        title: str,
        plan: BookPlan,
        forms: Sequence[SheetForm] = (),
        untouched: Callable[[Book], bool] | None = None,
    ) -> Ensured:
        """Make a spreadsheet where there is none (or it is lost), and bring it to what the plan shows.

        One that somebody has edited is left alone: when it was changed since, or is not ``untouched`` as it is read
        now. None: whatever was edited, the tabs that were built here are built anew, and all others stay.
        """
        digest = self._connection.backend.digest(plan, self._settings)
        record = None if (yield from self.why_lost(key)) else self._known.get(key)
        if record is None:
            unrecorded = self._unrecorded(key)
            if unrecorded is None:
                return (yield from self._make(key, title, plan, digest, forms)), PushOutcome.MADE
            record = yield from self._adopt(key, unrecorded, forms)
        if record.step is Step.MADE:
            return (yield from self._build(record, plan, digest)), PushOutcome.MADE
        return (yield from self._refresh(record, plan, digest, forms, untouched))

    def _refresh(
        self,
        record: OnlineSheet,
        plan: BookPlan,
        digest: str,
        forms: Sequence[SheetForm],
        untouched: Callable[[Book], bool] | None,
    ) -> Ensured:
        """Bring a spreadsheet that was built before to what the plan shows, as ``ensure`` says."""
        if record.digest == digest or record.step is Step.CLOSED:
            return record, PushOutcome.KEPT
        if untouched is None:
            return (yield from self._build(record, plan, digest)), PushOutcome.REFRESHED
        if record.came_back or self._files[record.file_id].modified != record.modified:
            return record, PushOutcome.TOUCHED
        rebuilt = yield from self._rebuild(replace(record, forms=tuple(forms)), plan, digest, untouched)
        return (record, PushOutcome.TOUCHED) if rebuilt is None else (rebuilt, PushOutcome.REFRESHED)

    def _unrecorded(self, key: str) -> RemoteFile | None:
        """A spreadsheet that is online though the cycle does not know of it; None when there is none."""
        known, found = self._known.get(key), self._by_key.get(key)
        return found if found is not None and (known is None or found.id != known.file_id) else None

    def _make(self, key: str, title: str, plan: BookPlan, digest: str, forms: Sequence[SheetForm]) -> Job[OnlineSheet]:
        """Make and build a new spreadsheet.

        That it is begun is kept first: a run that is cut off may have made it, though it is not listed yet.
        """
        perhaps_made = self._records.begin(key)
        make = partial(self._connection.make_spreadsheet, title, self._folder, key, perhaps_made=perhaps_made)
        remote: RemoteFile = yield make
        self._files[remote.id] = remote
        record = self.keep(_new_record(key, remote, forms))
        return (yield from self._build(record, plan, digest, is_empty=not perhaps_made))

    def _adopt(self, key: str, remote: RemoteFile, forms: Sequence[SheetForm]) -> Job[OnlineSheet]:
        """Record a spreadsheet that a run left which was cut off, or that a store knew which was lost.

        One that was built may be shared and edited since: it counts as edited until it is read.
        """
        mark: Mark = yield partial(self._connection.mark, remote.id)
        record = _new_record(key, remote, forms)
        return self.keep(replace(record, step=Step.BUILT, digest=mark.value) if mark.value else record)

    def _rebuild(
        self, record: OnlineSheet, plan: BookPlan, digest: str, untouched: Callable[[Book], bool]
    ) -> Job[OnlineSheet | None]:
        """Build a spreadsheet anew that is still unedited; None when it was edited, as read just before each try.

        The turn to write is taken before it is read, so that no wait comes between the two.
        """
        for _ in range(MOST_TRIES):
            mark: Mark = yield partial(self._connection.mark, record.file_id)
            if mark.value == digest:
                break
            build = self._connection.prepare(record.key, plan, digest, _built_before(mark, record))
            yield self._connection.turn_to_build
            contents: Contents = yield partial(self._connection.read, record.file_id)
            if not untouched(contents.book):
                return None
            if (yield partial(self._connection.build, record.file_id, build, at_once=True)):
                break
        else:
            raise RemoteError(self._wording.not_built)
        return (yield from self._finish(record, digest))

    def _build(self, record: OnlineSheet, plan: BookPlan, digest: str, *, is_empty: bool = False) -> Job[OnlineSheet]:
        """Build a spreadsheet's tabs, unless it is built already; one that ``is_empty`` was certainly just made."""
        mark: Mark | None = None
        if not is_empty:
            mark = yield partial(self._connection.mark, record.file_id)
        if mark is None or mark.value != digest:
            there = _built_before(mark, record) if mark else None
            build = self._connection.prepare(record.key, plan, digest, there)
            try:
                yield partial(self._connection.build, record.file_id, build)
            except BuildRefusedError as error:
                # What is wrong with the first is wrong with all of them.
                error.stops = error.stops or not self._has_built
                raise
        return (yield from self._finish(record, digest))

    def _finish(self, record: OnlineSheet, digest: str) -> Job[OnlineSheet]:
        self._has_built = True
        remote = yield partial(self._connection.file, record.file_id)
        modified = remote.modified if remote else ""
        step = Step.BUILT if record.step is Step.MADE else record.step
        return self.keep(replace(record, step=step, digest=digest, modified=modified))


def _is_sheet(file: RemoteFile) -> bool:
    return file.kind == "sheet" and not file.trashed


def _built_before(mark: Mark, record: OnlineSheet) -> Mark:
    """What a spreadsheet holds; the mark knows more than the record when a run was cut off between the two."""
    return replace(mark, value=mark.value or record.digest)


def _new_record(key: str, remote: RemoteFile, forms: Sequence[SheetForm]) -> OnlineSheet:
    return OnlineSheet(key=key, file_id=remote.id, link=remote.link, forms=tuple(forms))


def write_links(cycle: OpenCycle) -> Path:
    """Write the links of the cycle's sheets, a line a spreadsheet, in the roster's order. Raises FileError."""
    path = cycle.folder.links
    write_file(path, ("\ufeff" + "".join(_link_lines(cycle))).encode())
    return path


def _link_lines(cycle: OpenCycle) -> Iterator[str]:
    known = cycle.store.sheets.all()
    yield csv_line(_HEADS)
    by_form = {form.form_id: record for record in known.values() for form in record.forms}
    names: dict[str, list[str]] = {}
    reviewers = {}
    for form, assignment in cycle.store.assignments().items():
        if form in by_form:
            key = by_form[form].key
            reviewers[key] = assignment.reviewer
            names.setdefault(key, []).append(assignment.reviewee.name)
    for key, reviewer in reviewers.items():
        record = known[key]
        forms = ", ".join(dict.fromkeys(names[key]))
        yield csv_line(map(csv_safe, (reviewer.name, reviewer.email, forms, _STATES[record.step], record.link)))
