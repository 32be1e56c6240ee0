"""``close``: the end of a cycle. Whoever could write can only read, and each review's content is sealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from sheetreview.check.content import content_digest
from sheetreview.cycle.sheets import SUMMARY_KEY, OnlineSheet, SheetRecords, Step
from sheetreview.errors import RemoteError
from sheetreview.google.gateway import Gateway
from sheetreview.google.retry import INHERITED, NOT_FOUND
from sheetreview.model.online import Permission
from sheetreview.steps.online.crew import Crew, Job
from sheetreview.steps.online.folder import open_to_all
from sheetreview.steps.online.links import write_links
from sheetreview.steps.online.pull import Pulled, pull
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.reading import checked_reviews, is_unreadable

_OPEN = (
    "anyone with the link, or everybody in a domain, can still read it; in Google Sheets set its general access to "
    "'Restricted' (Share > General access)"
)


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
    pulled: Pulled
    sealed: int
    stopped: str = ""

    @property
    def in_order(self) -> bool:
        """Whether nothing is left to do."""
        return not self.stopped and not self.failed and self.pulled.in_order


def close_cycle(cycle: OpenCycle, gateway: Gateway, *, progress: Callable[[int], None] = lambda _: None) -> Closed:
    """Take everybody's access to the cycle's sheets down to reading, read what they hold, and seal every review.

    A sheet that more than named people can read counts as not closed: somebody opened it by hand, and is to know.
    Sealed are only reviews that cannot change any more: not those in a sheet that could not be closed or read. A seal
    stays what it was when the cycle is closed again. What goes wrong with one sheet does not stop the others. Raises
    RemoteError when Google does not tell which sheets there are.
    """
    records = SheetRecords(cycle.store)
    sheets = [one for one in records.all().values() if one.key != SUMMARY_KEY and one.step is not Step.MADE]
    crew: Crew[tuple[int, tuple[str, str] | None]] = Crew()
    lowered, failed, done = 0, [], 0
    for number, failure in crew.run(_job(gateway, records, one) for one in sheets):
        lowered += number
        done += 1
        if failure:
            failed.append(failure)
        progress(1)
    if crew.stopped:
        nothing = Pulled(outcomes=(), unchanged=0, stopped=crew.stopped.reason)
        return Closed(
            closed=done - len(failed),
            lowered=lowered,
            failed=tuple(failed),
            pulled=nothing,
            sealed=0,
            stopped=crew.stopped.reason,
        )
    pulled = pull(cycle, gateway, every=True, progress=progress)
    unsure = {one.form_id for one in pulled.outcomes if not one.outcome.taken}
    unsure |= {form.form_id for one in records.all().values() if one.step is not Step.CLOSED for form in one.forms}
    seals = _seals(cycle, unsure) if not pulled.stopped else {}
    records.seal(seals)
    if not pulled.stopped:
        records.close()
    write_links(cycle, records.all())
    return Closed(
        closed=done - len(failed),
        lowered=lowered,
        failed=tuple(failed),
        pulled=pulled,
        sealed=len(seals),
        stopped=pulled.stopped,
    )


def _job(gateway: Gateway, records: SheetRecords, record: OnlineSheet) -> Job[tuple[int, tuple[str, str] | None]]:
    """What closes one sheet: how many permissions it took down, and what went wrong."""
    lowered = 0
    try:
        permissions: list[Permission] = yield partial(gateway.permissions, record.file_id)
        for permission in permissions:
            if permission.role == "writer":
                lowered += yield from _lower(gateway, record.file_id, permission.id)
    except RemoteError as error:
        if error.stops:
            raise
        if error.code != NOT_FOUND:
            return lowered, (record.link, error.reason)
        permissions = []  # What is gone can be written in by nobody.
    if open_to_all(permissions):
        return lowered, (record.link, _OPEN)
    records.put(replace(record, step=Step.CLOSED))
    return lowered, None


def _lower(gateway: Gateway, file_id: str, permission_id: str) -> Job[int]:
    try:
        yield partial(gateway.set_role, file_id, permission_id, "reader")
    except RemoteError as error:
        if error.code in INHERITED:
            return 0
        raise
    return 1


def seal_all(cycle: OpenCycle) -> int:
    """Seal every review of a cycle that has no sheets; how many there are."""
    seals = _seals(cycle, set())
    SheetRecords(cycle.store).seal(seals)
    return len(seals)


def _seals(cycle: OpenCycle, unsure: set[str]) -> dict[str, str]:
    return {
        given.form_id: content_digest(given.review)
        for given in checked_reviews(cycle)
        if given.review is not None and given.form_id not in unsure and not is_unreadable(given.findings)
    }
