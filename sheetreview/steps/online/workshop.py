"""Spreadsheets of the cycle on Google's side: made once, built from a plan, each step kept before the next is begun."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from sheetreview.cycle.sheets import OnlineSheet, SheetForm, SheetRecords, Step
from sheetreview.google.gateway import Gateway
from sheetreview.google.read import book_from
from sheetreview.google.render import FIRST_SHEET, BookSettings, build_requests, plan_digest, sheet_id
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.online import RemoteFile
from sheetreview.sheet.grid import Book
from sheetreview.sheet.plan import BookPlan
from sheetreview.steps.online.fates import Fate

IN_BIN = "it is in the bin of Google Drive; restore it there, or run 'push --again' to make a new one"
GONE = (
    "it is gone, or out of this account's reach; sign in with the account that made it, or run 'push --again' to make "
    "a new one"
)
EDITED = "somebody has edited it since it was made, so it keeps what it showed then"

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
        self._files = {file.id: file for file in files}
        self._by_review = {file.review: file for file in reversed(self._files.values()) if _is_sheet(file)}

    def record(self, key: str) -> OnlineSheet | None:
        """What the cycle has kept of a spreadsheet; None when there is none yet."""
        return self._known.get(key)

    def lost(self, key: str) -> str:
        """Why a spreadsheet that was made cannot be reached any more; '' when it can, or when there is none."""
        record = self._known.get(key)
        if record is None:
            return ""
        remote = self._files.get(record.file_id)
        return GONE if remote is None else IN_BIN if remote.trashed else ""

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
        record = None if self.lost(key) else self._known.get(key)
        if record is None:
            if left := self._left(key):
                record = yield from self._adopted(key, left, forms)
            else:
                remote = yield partial(self._gateway.make_spreadsheet, title, self._folder, self._cycle, key)
                record = self.keep(_new_record(key, remote, forms))
                return (yield from self._built(record, plan, digest, (FIRST_SHEET,))), Fate.MADE
        if record.step is Step.MADE:
            return (yield from self._built(record, plan, digest, None)), Fate.MADE
        if record.digest == digest or record.step is Step.CLOSED:
            return record, Fate.KEPT
        if untouched is not None and (yield from self._edited(record, untouched)):
            return record, Fate.TOUCHED
        rebuilt = yield from self._built(replace(record, forms=tuple(forms)), plan, digest, None)
        return rebuilt, Fate.REFRESHED

    def _edited(self, record: OnlineSheet, untouched: Callable[[Book], bool]) -> Generator[Any, Any, bool]:
        if record.came_back or self._files[record.file_id].modified != record.modified:
            return True
        # It may have been edited since the files were listed, and Google may be late to tell.
        answer = yield partial(self._gateway.spreadsheet, record.file_id)
        return not untouched(book_from(answer))

    def _left(self, key: str) -> RemoteFile | None:
        """A spreadsheet that is there though the cycle does not know of it; None when there is none."""
        known, found = self._known.get(key), self._by_review.get(key)
        return found if found is not None and (known is None or found.id != known.file_id) else None

    def _adopted(self, key: str, left: RemoteFile, forms: Sequence[SheetForm]) -> Generator[Any, Any, OnlineSheet]:
        """The record of a spreadsheet that a run left which was cut off, or that a store knew which was lost.

        One that was built may be shared and edited since: it counts as edited until it is read.
        """
        mark, _ = yield partial(self._gateway.mark, left.id)
        record = _new_record(key, left, forms)
        return self.keep(replace(record, step=Step.BUILT, digest=mark) if mark else record)

    def _built(
        self, record: OnlineSheet, plan: BookPlan, digest: str, there: Sequence[int] | None
    ) -> Generator[Any, Any, OnlineSheet]:
        """Build the plan's sheets in place of those ``there``; None: look which these are, and whether it is done."""
        mark = ""
        if there is None:
            mark, ids = yield partial(self._gateway.mark, record.file_id)
            # The mark knows more than the record when a run was cut off between the two.
            built = mark or record.digest
            own = {sheet_id(record.key, built, number) for number in range(_MOST_SHEETS)}
            there = [number for number in ids if number in own] if built else ids
        if mark != digest:
            ids = [sheet_id(record.key, digest, number) for number in range(len(plan.sheets))]
            requests = build_requests(plan, sheet_ids=ids, replaces=there, settings=self._book, mark=digest)
            yield partial(self._gateway.build, record.file_id, requests, digest)
        remote = yield partial(self._gateway.file, record.file_id)
        modified = remote.modified if remote else ""
        step = Step.BUILT if record.step is Step.MADE else record.step
        return self.keep(replace(record, step=step, digest=digest, modified=modified))


def _is_sheet(file: RemoteFile) -> bool:
    return file.kind == "sheet" and not file.trashed


def _new_record(key: str, remote: RemoteFile, forms: Sequence[SheetForm]) -> OnlineSheet:
    return OnlineSheet(key=key, file_id=remote.id, link=remote.link, forms=tuple(forms))
