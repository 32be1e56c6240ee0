"""``push``: a cycle's forms as Google Sheets, each made once, shared with its reviewer alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sheetreview.cycle.sheets import SUMMARY_KEY, OnlineSheet, SheetRecords, Step
from sheetreview.errors import CycleError
from sheetreview.google.gateway import Gateway
from sheetreview.model.people import Assignment
from sheetreview.steps.online.crew import Crew
from sheetreview.steps.online.fates import Fate, Sent
from sheetreview.steps.online.folder import cycle_folder
from sheetreview.steps.online.links import write_links
from sheetreview.steps.online.parcels import Parcel, parcels
from sheetreview.steps.online.posting import Handling, Post
from sheetreview.steps.online.recipients import Refusal, refused_recipients
from sheetreview.steps.online.workshop import Workshop
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.wanted import Wanted, wanted_forms


@dataclass(frozen=True, slots=True, kw_only=True)
class PushOptions:
    """Which forms to push, in which spreadsheets, whether to share them and whether Google mails about it.

    ``again`` makes a new spreadsheet where the old one is in the bin or gone. ``allow`` are domains and addresses that
    are confirmed, this time and, when something is pushed, from now on.
    """

    wanted: Wanted = field(default_factory=Wanted)
    bundle: Literal["none", "reviewer"] = "none"
    share: bool = True
    mail: bool = True
    again: bool = False
    allow: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What a push did, or a dry run would.

    ``stopped`` says why it ended before its end, with ``unreached`` spreadsheets not dealt with, or why sharing did;
    the same command goes on. In ``waiting`` forms another role's answers have their place and none has come back.
    ``gone`` are links of sheets whose forms are all of people who left the roster. ``calls`` counts what was asked of
    Google.
    """

    sent: tuple[Sent, ...]
    refused: tuple[Refusal, ...]
    stopped: str = ""
    unreached: int = 0
    waiting: int = 0
    gone: tuple[str, ...] = ()
    links: Path | None = None
    calls: Mapping[str, int] = field(default_factory=dict)


def plan_push(cycle: OpenCycle, options: PushOptions) -> Pushed:
    """What a push would do, as far as the cycle itself knows: nothing is asked of Google, and nothing is kept."""
    known = SheetRecords(cycle.store).all()
    planned, refused = _planned(cycle, known, options)
    sent = []
    for parcel in planned:
        record = known.get(parcel.key)
        fate = _expected(record, options, refused=parcel.reviewer.key in refused)
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
    files = gateway.files(cycle.settings.id)
    folder = cycle_folder(cycle.settings, gateway, records, files)
    handling = Handling(share=options.share, mail=options.mail, again=options.again, refused=refused)
    post = Post(cycle, gateway, Workshop(cycle.settings, gateway, records, files, folder), handling)
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
        waiting=post.waiting,
        gone=_gone(cycle, records.all()),
        links=write_links(cycle, records.all()),
        calls=gateway.calls,
    )


def _planned(
    cycle: OpenCycle, known: Mapping[str, OnlineSheet], options: PushOptions
) -> tuple[list[Parcel], dict[str, Refusal]]:
    """The spreadsheets to deal with, and the recipients among theirs that are refused."""
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


def _expected(record: OnlineSheet | None, options: PushOptions, *, refused: bool) -> Fate:
    if record is not None and record.step is Step.CLOSED:
        return Fate.CLOSED
    if record is not None and record.step is Step.SHARED:
        return Fate.KEPT
    if options.share:
        return Fate.REFUSED if refused else Fate.SHARED
    return Fate.KEPT if record is not None and record.step is Step.BUILT else Fate.MADE


def _gone(cycle: OpenCycle, known: Mapping[str, OnlineSheet]) -> tuple[str, ...]:
    assignments = cycle.store.assignments()
    return tuple(
        record.link
        for record in known.values()
        if record.key != SUMMARY_KEY and not any(form.form_id in assignments for form in record.forms)
    )
