"""``close``: the end of a cycle. Whoever could write can only read, and each review's content is sealed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial

from sheetreview.check.content import content_digest
from sheetreview.cycle.sheets import OnlineSheet, SheetRecords, Step
from sheetreview.errors import RemoteError
from sheetreview.online import Connection, Permission, open_to_all
from sheetreview.steps.online.job_runner import Job, JobRunner
from sheetreview.steps.online.pull import Pulled, pull
from sheetreview.steps.online.spreadsheets import write_links
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import checked_reviews, is_unreadable

_NOT_PULLED = Pulled(outcomes=(), unchanged=0)
_Closing = tuple[int, tuple[str, str] | None]
"""Closing one sheet: the number of permissions that were lowered, and its link and the reason when it failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What closing did.

    ``lowered`` permissions were taken down to reading, on ``closed`` sheets; ``failed`` are links of the others, each
    with why. ``pulled`` is the last look at the sheets, ``sealed`` the number of reviews whose content is kept on
    record.
    """

    closed: int
    lowered: int
    failed: tuple[tuple[str, str], ...]
    pulled: Pulled = _NOT_PULLED
    sealed: int = 0
    stopped: str = ""

    @property
    def in_order(self) -> bool:
        """Whether nothing is left to do."""
        return not self.stopped and not self.failed and self.pulled.in_order


def close_cycle(
    cycle: OpenCycle, connection: Connection, *, progress: Callable[[int], None] = lambda _: None
) -> Closed:
    """Take everybody's access to the cycle's sheets down to reading, read what they hold, and seal every review.

    A sheet that more than named people can read counts as not closed: somebody opened it by hand, and is to know. Only
    reviews that cannot change any more are sealed: not those in a sheet that could not be closed or read. A seal stays
    the same when the cycle is closed again. An error with one sheet does not stop the others. Raises RemoteError when
    the service does not tell which sheets there are.
    """
    records = cycle.store.sheets
    jobs: JobRunner[_Closing] = JobRunner()
    done: list[_Closing] = []
    for one in jobs.run(_job(connection, records, sheet) for sheet in records.with_forms()):
        done.append(one)
        progress(1)
    failed = tuple(failure for _, failure in done if failure)
    closed = Closed(closed=len(done) - len(failed), lowered=sum(lowered for lowered, _ in done), failed=failed)
    if jobs.stopped:
        return replace(closed, pulled=replace(_NOT_PULLED, stopped=jobs.why_stopped), stopped=jobs.why_stopped)
    pulled = pull(cycle, connection, every=True, progress=progress)
    sealed = 0
    if not pulled.stopped:
        sealed = _seal(cycle, records, pulled)
        records.close()
    write_links(cycle)
    return replace(closed, pulled=pulled, sealed=sealed, stopped=pulled.stopped)


def _job(connection: Connection, records: SheetRecords, record: OnlineSheet) -> Job[_Closing]:
    """The job that closes one sheet."""
    lowered = 0
    try:
        permissions: list[Permission] = yield partial(connection.permissions, record.file_id)
        for permission in permissions:
            if permission.role == "writer":
                lowered += yield partial(connection.make_reader, record.file_id, permission.id)
    except RemoteError as error:
        if error.stops:
            raise
        return lowered, (record.link, error.reason)
    if open_to_all(permissions):
        return lowered, (record.link, connection.backend.wording.open_to_all)
    records.put(replace(record, step=Step.CLOSED))
    return lowered, None


def _seal(cycle: OpenCycle, records: SheetRecords, pulled: Pulled) -> int:
    """Seal every review that cannot change any more; return their number."""
    unsure = {one.form_id for one in pulled.outcomes if not one.outcome.taken}
    unsure |= {form for one in records.all().values() if one.step is not Step.CLOSED for form in one.form_ids}
    return seal_all(cycle, except_for=unsure)


def seal_all(cycle: OpenCycle, *, except_for: Collection[str] = ()) -> int:
    """Seal every review of a cycle, but for some forms'; return their number."""
    seals = {
        given.form_id: content_digest(given.review)
        for given in checked_reviews(cycle)
        if given.review is not None and given.form_id not in except_for and not is_unreadable(given.findings)
    }
    cycle.store.sheets.seal(seals)
    return len(seals)
