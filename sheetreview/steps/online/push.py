"""``push``: a cycle's forms as Google Sheets, each made once, shared with its reviewer alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sheetreview.cycle.sheets import SUMMARY_KEY, OnlineSheet, SheetRecords, Step
from sheetreview.errors import CycleError
from sheetreview.google.gateway import Gateway
from sheetreview.google.render import BookSettings, plan_digest
from sheetreview.model.people import Assignment
from sheetreview.steps.online.crew import Crew
from sheetreview.steps.online.fates import Fate, Sent
from sheetreview.steps.online.folder import cycle_folder, parent_id
from sheetreview.steps.online.links import write_links
from sheetreview.steps.online.options import PushOptions
from sheetreview.steps.online.parcels import Parcel, parcels
from sheetreview.steps.online.posting import Drawing, Post
from sheetreview.steps.online.recipients import Refusal, refused_recipients
from sheetreview.steps.online.workshop import Workshop
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.wanted import wanted_forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What a push did, or a dry run would.

    ``stopped`` says why it ended before its end, with ``unreached`` spreadsheets not dealt with, or why sharing did;
    the same command goes on. ``gone`` are the addresses and links of sheets whose forms are nobody's any more, and
    ``doubles`` links of sheets that pass for another one. ``calls`` counts what was asked of Google.
    """

    sent: tuple[Sent, ...]
    refused: tuple[Refusal, ...]
    stopped: str = ""
    unreached: int = 0
    gone: tuple[str, ...] = ()
    doubles: tuple[str, ...] = ()
    links: Path | None = None
    calls: Mapping[str, int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many spreadsheets wait for another role's answers."""
        return sum(one.fate is Fate.WAITING for one in self.sent)


def plan_push(cycle: OpenCycle, options: PushOptions) -> Pushed:
    """What a push would do, as far as the cycle itself knows: nothing is asked of Google, and nothing is kept."""
    known = SheetRecords(cycle.store).all()
    planned, refused = _planned(cycle, known, options)
    drawing = Drawing(cycle, options)
    google = cycle.settings.google
    book = BookSettings(locale=google.locale, time_zone=google.time_zone)
    sent = []
    for parcel in planned:
        record = known.get(parcel.key)
        digest = plan_digest(drawing.plan(parcel), book)
        fate = _expected(record, options, digest, refused=parcel.reviewer.key in refused)
        if record is None and fate is not Fate.REFUSED and drawing.waits(parcel):
            fate = Fate.WAITING
        sent.append(parcel.sent(fate, record.link if record else ""))
    return Pushed(sent=tuple(sent), refused=tuple(refused.values()), gone=_gone(cycle, known))


def push(
    cycle: OpenCycle, gateway: Gateway, options: PushOptions, *, progress: Callable[[int], None] = lambda _: None
) -> Pushed:
    """Make, build and share the spreadsheets of the wanted forms, as far as that is not done.

    What goes wrong with one is what became of it. Raises CycleError for forms that the cycle does not have, RemoteError
    when the cycle's folder cannot be made or looked into.
    """
    records = SheetRecords(cycle.store)
    planned, refused = _planned(cycle, records.all(), options)
    records.allow(options.allow)
    files = gateway.files(cycle.settings.id, parent_id(cycle.settings))
    folder = cycle_folder(cycle.settings, gateway, records, files)
    workshop = Workshop(cycle.settings, gateway, records, files, folder)
    post = Post(cycle, gateway, workshop, options, refused)
    crew: Crew[Sent] = Crew()
    done: dict[str, Sent] = {}
    for one in crew.run(post.job(parcel) for parcel in planned):
        done[one.key] = one
        progress(1)
    return Pushed(
        sent=tuple(done[parcel.key] for parcel in planned if parcel.key in done),
        refused=tuple(refused.values()),
        stopped=crew.stopped.reason if crew.stopped else post.sharing_stopped,
        unreached=len(planned) - len(done),
        gone=_gone(cycle, records.all()),
        doubles=workshop.doubles(),
        links=write_links(cycle, records.all()),
        calls=gateway.calls,
    )


def _planned(
    cycle: OpenCycle, known: Mapping[str, OnlineSheet], options: PushOptions
) -> tuple[list[Parcel], dict[str, Refusal]]:
    """The spreadsheets to deal with, and the recipients among theirs that are refused. Raises CycleError."""
    if closed := SheetRecords(cycle.store).closed:
        raise CycleError(
            f"this cycle was closed on {closed.partition('T')[0]}, so nothing more is made or shared; to let somebody "
            "write once more, share their sheet in Google Drive as editor, then 'pull' and 'close' again"
        )
    assignments = cycle.store.assignments()
    _require_reviewers(assignments, options.allow)
    wanted = wanted_forms(assignments, options.wanted)
    planned = parcels(cycle, known, wanted, bundled=options.bundle == "reviewer")
    allowed = {*SheetRecords(cycle.store).allowed(), *cycle.settings.google.domains, *options.allow}
    refused = refused_recipients(assignments, allowed) if options.share else {}
    open_to = {
        parcel.reviewer.key
        for parcel in planned
        if parcel.key not in known or known[parcel.key].step in {Step.MADE, Step.BUILT}
    }
    return planned, {key: refusal for key, refusal in refused.items() if key in open_to}


def _require_reviewers(assignments: Mapping[str, Assignment], allow: Collection[str]) -> None:
    known = {assignment.reviewer.key for assignment in assignments.values()}
    for name in allow:
        if "@" in name and name.casefold() not in known:
            raise CycleError(f"no reviewer of this cycle has the address {name}; write it as the roster has it")


def _expected(record: OnlineSheet | None, options: PushOptions, digest: str, *, refused: bool) -> Fate:
    if record is not None and record.step is Step.SHARED:
        if record.digest == digest:
            return Fate.KEPT
        return Fate.TOUCHED if record.came_back else Fate.REFRESHED
    if options.share:
        return Fate.REFUSED if refused else Fate.SHARED
    return Fate.KEPT if record is not None and record.step is Step.BUILT else Fate.MADE


def _gone(cycle: OpenCycle, known: Mapping[str, OnlineSheet]) -> tuple[str, ...]:
    assignments = cycle.store.assignments()
    return tuple(
        f"{record.recipient or 'nobody'}: {record.link}"
        for record in known.values()
        if record.key != SUMMARY_KEY and not any(form.form_id in assignments for form in record.forms)
    )
