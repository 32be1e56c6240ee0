"""Spreadsheets of the cycle on Google's side: made once, built from a plan, each step kept before the next is begun."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from sheetreview.cycle.sheets import OnlineSheet, SheetForm, SheetRecords, Step
from sheetreview.errors import RemoteError
from sheetreview.google.gateway import Gateway
from sheetreview.google.read import book_from
from sheetreview.google.render import FIRST_SHEET, BookSettings, build_requests, plan_digest, sheet_id
from sheetreview.google.retry import BAD_REQUEST, MAX_TRIES
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.online import Mark, RemoteFile
from sheetreview.sheet.grid import Book
from sheetreview.sheet.plan import BookPlan
from sheetreview.steps.online.fates import Fate

IN_BIN = "it is in the bin of Google Drive; restore it there, or run 'push --again' to make a new, empty one"
GONE = (
    "it is gone, or out of this account's reach; sign in with the account and the OAuth client that made it, or run "
    "'push --again' to make a new, empty one"
)
EDITED = (
    "it was changed since it was made, so it keeps what it showed then; where nobody has filled it in, 'pull' and push "
    "again"
)
NOT_TAKEN = "Google did not take the sheet, as often as it was tried; run the same command again"

Put: TypeAlias = Generator[Any, Any, tuple[OnlineSheet, Fate]]
"""A part of a job: yields remote calls, is given their answers."""

_MOST_SHEETS = 100
"""Sheets of one spreadsheet that are known again as built here."""


class Workshop:
    """Makes and builds spreadsheets, knowing what the cycle has kept of them and what Google has of them now."""

    def __init__(
        self, settings: CycleSettings, gateway: Gateway, records: SheetRecords, files: Iterable[RemoteFile], folder: str
    ) -> None:
        self._gateway = gateway
        self._cycle = settings.id
        self._book = BookSettings(locale=settings.google.locale, time_zone=settings.google.time_zone)
        self._folder = folder
        self._records = records
        self._known = records.all()
        self._has_built = False
        self._files = {file.id: file for file in files}
        self._by_review = {file.review: file for file in reversed(self._files.values()) if _is_sheet(file)}

    def record(self, key: str) -> OnlineSheet | None:
        """What the cycle has kept of a spreadsheet; None when there is none yet."""
        return self._known.get(key)

    def lost(self, key: str) -> Generator[Any, Any, str]:
        """Why a spreadsheet that was made cannot be reached any more; '' when it can, or when there is none."""
        record = self._known.get(key)
        if record is None:
            return ""
        if record.file_id not in self._files:
            # A file that is not listed may be a new one.
            remote = yield partial(self._gateway.file, record.file_id)
            if remote is None:
                return GONE
            self._files[remote.id] = remote
        return IN_BIN if self._files[record.file_id].trashed else ""

    def doubles(self) -> tuple[str, ...]:
        """Links of sheets that carry the mark of a spreadsheet which is another one."""
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

    def put_up(
        self,
        key: str,
        title: str,
        plan: BookPlan,
        forms: Sequence[SheetForm] = (),
        untouched: Callable[[Book], bool] | None = None,
    ) -> Put:
        """Make a spreadsheet where there is none (or it is lost), and bring it to what the plan shows.

        One that somebody has edited is left alone: when it was changed since, or is not ``untouched`` as it is read
        now. None: whatever was edited, the sheets that were built here are built anew, and all others stay.
        """
        digest = plan_digest(plan, self._book)
        record = None if (yield from self.lost(key)) else self._known.get(key)
        if record is None:
            if left := self._left(key):
                record = yield from self._adopted(key, left, forms)
            else:
                record, fresh = yield from self._made(key, title, forms)
                there = {FIRST_SHEET: ""} if fresh else None
                return (yield from self._built(record, plan, digest, there)), Fate.MADE
        if record.step is Step.MADE:
            return (yield from self._built(record, plan, digest, None)), Fate.MADE
        if record.digest == digest or record.step is Step.CLOSED:
            return record, Fate.KEPT
        if untouched is None:
            return (yield from self._built(record, plan, digest, None)), Fate.REFRESHED
        if record.came_back or self._files[record.file_id].modified != record.modified:
            return record, Fate.TOUCHED
        rebuilt = yield from self._rebuilt(replace(record, forms=tuple(forms)), plan, digest, untouched)
        return (record, Fate.TOUCHED) if rebuilt is None else (rebuilt, Fate.REFRESHED)

    def _made(self, key: str, title: str, forms: Sequence[SheetForm]) -> Generator[Any, Any, tuple[OnlineSheet, bool]]:
        """The record of a new spreadsheet, and whether it is certainly empty.

        That it is begun is kept first: a run that is cut off may have made it, though Google does not list it yet.
        """
        perhaps_made = self._records.begin(key)
        remote = yield partial(
            self._gateway.make_spreadsheet, title, self._folder, self._cycle, key, perhaps_made=perhaps_made
        )
        self._files[remote.id] = remote
        return self.keep(_new_record(key, remote, forms)), not perhaps_made

    def _left(self, key: str) -> RemoteFile | None:
        """A spreadsheet that is there though the cycle does not know of it; None when there is none."""
        known, found = self._known.get(key), self._by_review.get(key)
        return found if found is not None and (known is None or found.id != known.file_id) else None

    def _adopted(self, key: str, left: RemoteFile, forms: Sequence[SheetForm]) -> Generator[Any, Any, OnlineSheet]:
        """The record of a spreadsheet that a run left which was cut off, or that a store knew which was lost.

        One that was built may be shared and edited since: it counts as edited until it is read.
        """
        mark: Mark = yield partial(self._gateway.mark, left.id)
        record = _new_record(key, left, forms)
        return self.keep(replace(record, step=Step.BUILT, digest=mark.value) if mark.value else record)

    def _rebuilt(
        self, record: OnlineSheet, plan: BookPlan, digest: str, untouched: Callable[[Book], bool]
    ) -> Generator[Any, Any, OnlineSheet | None]:
        """Build a sheet anew that nobody has edited; None when somebody has, which is looked at just before each try.

        The turn to write is taken before that look, so that no wait comes between the two.
        """
        for _ in range(MAX_TRIES):
            mark: Mark = yield partial(self._gateway.mark, record.file_id)
            if mark.value == digest:
                break
            requests = self._requests(record, plan, digest, mark)
            yield self._gateway.turn_to_build
            answer = yield partial(self._gateway.spreadsheet, record.file_id)
            if not untouched(book_from(answer)):
                return None
            if (yield partial(self._gateway.build, record.file_id, requests, digest, at_once=True)):
                break
        else:
            raise RemoteError(NOT_TAKEN)
        return (yield from self._finished(record, digest))

    def _built(
        self, record: OnlineSheet, plan: BookPlan, digest: str, there: Mapping[int, str] | None
    ) -> Generator[Any, Any, OnlineSheet]:
        """Build the plan's sheets in place of those ``there``; None: look which these are, and whether it is done."""
        mark = Mark(value="", sheets=there) if there else (yield partial(self._gateway.mark, record.file_id))
        if mark.value != digest:
            requests = self._requests(record, plan, digest, mark)
            try:
                yield partial(self._gateway.build, record.file_id, requests, digest)
            except RemoteError as error:
                # What is wrong with the first is wrong with all of them.
                error.stops = error.stops or (error.code == BAD_REQUEST and not self._has_built)
                raise
        return (yield from self._finished(record, digest))

    def _requests(self, record: OnlineSheet, plan: BookPlan, digest: str, mark: Mark) -> list[dict[str, Any]]:
        """What builds the plan's sheets in place of those built before; all there are when none was.

        Raises RemoteError when a sheet that somebody added has a title that is needed.
        """
        # The mark knows more than the record when a run was cut off between the two.
        built = mark.value or record.digest
        own = {sheet_id(record.key, built, number) for number in range(_MOST_SHEETS)}
        replaced = [number for number in mark.sheets if number in own or not built]
        titles = {str(sheet.title).casefold() for sheet in plan.sheets}
        for number, title in mark.sheets.items():
            if number not in replaced and title.casefold() in titles:
                raise RemoteError(
                    f"somebody has added a tab named {title!r}, which is needed; rename that tab, then push"
                )
        ids = [sheet_id(record.key, digest, number) for number in range(len(plan.sheets))]
        return build_requests(plan, sheet_ids=ids, replaces=replaced, settings=self._book, mark=digest)

    def _finished(self, record: OnlineSheet, digest: str) -> Generator[Any, Any, OnlineSheet]:
        self._has_built = True
        remote = yield partial(self._gateway.file, record.file_id)
        modified = remote.modified if remote else ""
        step = Step.BUILT if record.step is Step.MADE else record.step
        return self.keep(replace(record, step=step, digest=digest, modified=modified))


def _is_sheet(file: RemoteFile) -> bool:
    return file.kind == "sheet" and not file.trashed


def _new_record(key: str, remote: RemoteFile, forms: Sequence[SheetForm]) -> OnlineSheet:
    return OnlineSheet(key=key, file_id=remote.id, link=remote.link, forms=tuple(forms))
