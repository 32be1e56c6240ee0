"""``push``: a cycle's forms as online spreadsheets, each made once, shared with its reviewer alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from sheetreview.cycle.sheets import SUMMARY_KEY, OnlineSheet, Step
from sheetreview.errors import CycleError, RemoteError, SharingStopped
from sheetreview.model.people import Assignment
from sheetreview.online import Backend, Connection, Grant, Permission
from sheetreview.sheet.grid import Book
from sheetreview.sheet.text import squeeze
from sheetreview.steps.form_filter import matching_forms
from sheetreview.steps.intake import Outcome, ReturnIntake
from sheetreview.steps.online.backends import backend_for
from sheetreview.steps.online.job_runner import Job, JobRunner
from sheetreview.steps.online.push_plan import (
    PlannedSheet,
    PushedSheet,
    PushOptions,
    PushOutcome,
    RefusedAddress,
    SheetPlans,
    planned_sheets,
    refused_recipients,
)
from sheetreview.steps.online.spreadsheets import SpreadsheetBuilder, write_links
from sheetreview.steps.open_cycle import OpenCycle

_EDITED = (
    "it was changed since it was made, so it keeps what it showed then; where nobody has filled it in, 'pull' and push "
    "again"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What a push did, or a dry run would.

    ``stopped`` says why it ended early, with ``unreached`` spreadsheets not dealt with, or why sharing did; the same
    command goes on. ``gone`` are the addresses and links of sheets whose forms have left the roster, and ``doubles``
    links of sheets that pass for another one. ``calls`` counts the calls to the service.
    """

    sent: tuple[PushedSheet, ...]
    refused: tuple[RefusedAddress, ...]
    stopped: str = ""
    unreached: int = 0
    gone: tuple[str, ...] = ()
    doubles: tuple[str, ...] = ()
    links: Path | None = None
    calls: Mapping[str, int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """Number of spreadsheets that wait for another role's answers."""
        return sum(one.outcome is PushOutcome.WAITING for one in self.sent)


def plan_push(cycle: OpenCycle, options: PushOptions) -> Pushed:
    """What a push would do, as far as the cycle itself knows: the service is not asked, and nothing is kept."""
    backend = backend_for(cycle.settings)
    known = cycle.store.sheets.all()
    planned, refused = _planned(cycle, backend, known, options)
    plans = SheetPlans(cycle, options)
    sent = []
    for sheet in planned:
        record = known.get(sheet.key)
        digest = backend.digest(plans.plan(sheet), cycle.settings)
        anew = options.share and sheet.former_recipient(record)
        stands = replace(record, step=Step.BUILT) if record is not None and anew else record
        outcome = _expected(stands, options, digest, refused=sheet.reviewer.key in refused)
        if record is None and outcome is not PushOutcome.REFUSED and plans.waits(sheet):
            outcome = PushOutcome.WAITING
        sent.append(sheet.pushed(outcome, record.link if record else ""))
    return Pushed(sent=tuple(sent), refused=tuple(refused.values()), gone=_gone(cycle, known))


def push(
    cycle: OpenCycle,
    connection: Connection,
    options: PushOptions,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> Pushed:
    """Make, build and share the spreadsheets of the wanted forms, as far as that is not done.

    An error with one of them is its outcome. Raises CycleError for forms that the cycle does not have, RemoteError
    when the cycle's folder cannot be made or looked into.
    """
    planned, refused = _planned(cycle, connection.backend, cycle.store.sheets.all(), options)
    cycle.store.sheets.allow(options.allow)
    builder = SpreadsheetBuilder(cycle, connection)
    pusher = _Pusher(cycle, connection, builder, options, refused)
    jobs: JobRunner[PushedSheet] = JobRunner()
    done: dict[str, PushedSheet] = {}
    for one in jobs.run(pusher.job(sheet) for sheet in planned):
        done[one.key] = one
        progress(1)
    return Pushed(
        sent=tuple(done[sheet.key] for sheet in planned if sheet.key in done),
        refused=tuple(refused.values()),
        stopped=jobs.why_stopped or pusher.sharing_stopped,
        unreached=len(planned) - len(done),
        gone=_gone(cycle, cycle.store.sheets.all()),
        doubles=builder.doubles(),
        links=write_links(cycle),
        calls=connection.calls,
    )


def push_summary(cycle: OpenCycle, connection: Connection, *, as_of: date, again: bool = False) -> PushedSheet:
    """Put the team summary, without what is for HR alone, into its spreadsheet: the same one every time.

    Tabs that somebody added to it stay. ``again`` makes a new one where it is in the bin or gone. It is shared with
    nobody. Raises RemoteError.
    """
    from sheetreview.report.workbook import summary_plan  # noqa: PLC0415 -- a push of forms needs none of it
    from sheetreview.steps.summarize import team_summaries  # noqa: PLC0415 -- as above

    summary, _ = team_summaries(cycle, as_of=as_of)
    plan = summary_plan(summary, cycle.settings.paper)
    builder = SpreadsheetBuilder(cycle, connection)
    title = f"{cycle.settings.name}: team summary"

    def job() -> Job[tuple[PushOutcome, str]]:
        lost = yield from builder.why_lost(SUMMARY_KEY)
        if lost and not again:
            return PushOutcome.LOST, lost
        _, outcome = yield from builder.ensure(SUMMARY_KEY, title, plan)
        return outcome, ""

    jobs: JobRunner[tuple[PushOutcome, str]] = JobRunner()
    for outcome, detail in jobs.run([job()]):
        link = builder.link(SUMMARY_KEY)
        return PushedSheet(
            key=SUMMARY_KEY, title=title, reviewer="", email="", outcome=outcome, link=link, detail=detail
        )
    raise jobs.stopped or AssertionError("the job has neither ended nor stopped")


class _Pusher:
    """Makes, builds and shares spreadsheets.

    When the service shares nothing more, the others are made all the same: ``sharing_stopped`` says why.
    """

    def __init__(
        self,
        cycle: OpenCycle,
        connection: Connection,
        builder: SpreadsheetBuilder,
        options: PushOptions,
        refused: Collection[str],
    ) -> None:
        self._due = cycle.settings.due
        self._connection = connection
        self._builder = builder
        self._options = options
        self._refused = refused
        self._own = connection.account().email.casefold() if options.share else ""
        self._plans = SheetPlans(cycle, options)
        self._desk = ReturnIntake(cycle)
        self.sharing_stopped = ""

    def job(self, sheet: PlannedSheet) -> Job[PushedSheet]:
        """The job that pushes one spreadsheet. An error that concerns it alone is its outcome."""
        try:
            outcome, detail = yield from self._push(sheet)
        except RemoteError as error:
            if error.stops:
                raise
            outcome, detail = PushOutcome.FAILED, error.reason
        return sheet.pushed(outcome, self._builder.link(sheet.key), detail)

    def _push(self, sheet: PlannedSheet) -> Job[tuple[PushOutcome, str]]:
        is_new = self._builder.record(sheet.key) is None
        lost = yield from self._builder.why_lost(sheet.key)
        if lost and not self._options.again:
            return PushOutcome.LOST, lost
        if is_new and self._is_refused(sheet):
            return PushOutcome.REFUSED, ""
        plan = self._plans.plan(sheet)
        if is_new and self._plans.waits(sheet):
            return PushOutcome.WAITING, ""
        forms = self._plans.forms(sheet)
        record, outcome = yield from self._builder.ensure(sheet.key, sheet.title, plan, forms, self._is_blank)
        if self._options.share and (former := sheet.former_recipient(record)):
            return (yield from self._share_anew(sheet, record, former))
        if record.step is Step.BUILT and self._options.share:
            # A run that was cut off may have shared it without keeping that it had.
            check_first = not is_new or outcome is not PushOutcome.MADE
            return (yield from self._share(sheet, record, check_first=check_first))
        return outcome, {PushOutcome.TOUCHED: _EDITED}.get(outcome, "")

    def _is_refused(self, sheet: PlannedSheet) -> bool:
        return self._options.share and sheet.reviewer.key in self._refused

    def _share(self, sheet: PlannedSheet, record: OnlineSheet, *, check_first: bool) -> Job[tuple[PushOutcome, str]]:
        email = sheet.reviewer.email
        if self._is_refused(sheet):
            return PushOutcome.REFUSED, ""
        if sheet.reviewer.key == self._own:
            self._builder.keep(replace(record, step=Step.SHARED, recipient=email))
            return PushOutcome.SHARED, ""
        if self.sharing_stopped:
            return PushOutcome.MADE, self.sharing_stopped
        wanted = min(filter(None, (assignment.due_by(self._due) for _, assignment in sheet.forms)), default="")
        due = f" It is due on {wanted}." if wanted else ""
        message = f"Please fill in this form: {sheet.title}.{due}"
        share = partial(self._connection.share, record.file_id, email, mail=self._options.mail, message=message)
        try:
            grant: Grant = yield partial(share, check_first=check_first)
        except SharingStopped as error:
            self.sharing_stopped = error.reason
            return PushOutcome.MADE, error.reason
        self._builder.keep(replace(record, step=Step.SHARED, recipient=email, permission=grant.permission))
        return PushOutcome.SHARED, self._connection.backend.wording.no_mail if grant.mail_unsure else ""

    def _share_anew(self, sheet: PlannedSheet, record: OnlineSheet, former: str) -> Job[tuple[PushOutcome, str]]:
        """Take a spreadsheet away from a former address, and share it with the one that the reviewer has now."""
        permissions: list[Permission] = yield partial(self._connection.permissions, record.file_id)
        for one in permissions:
            if one.role != "owner" and (one.id == record.permission or squeeze(one.email) == squeeze(former)):
                yield partial(self._connection.take_away, record.file_id, one.id)
        taken = self._builder.keep(replace(record, step=Step.BUILT, recipient="", permission=""))
        outcome, detail = yield from self._share(sheet, taken, check_first=True)
        return outcome, "; ".join(filter(None, (f"{former} can no longer open it", detail)))

    def _is_blank(self, book: Book) -> bool:
        forms = self._desk.recognise("", b"", book).forms
        return all(form.outcome in {Outcome.BLANK, Outcome.NOT_ON_ROSTER} for form in forms)


def _planned(
    cycle: OpenCycle, backend: Backend, known: Mapping[str, OnlineSheet], options: PushOptions
) -> tuple[list[PlannedSheet], dict[str, RefusedAddress]]:
    """The spreadsheets to deal with, and the recipients among theirs that are refused. Raises CycleError."""
    records = cycle.store.sheets
    if closed := records.closed:
        raise CycleError(
            f"this cycle was closed on {closed.partition('T')[0]}, so nothing more is made or shared; to let somebody "
            f"write once more, {backend.wording.write_again}"
        )
    assignments = cycle.store.assignments()
    _require_reviewers(assignments, options.allow)
    wanted = matching_forms(assignments, options.wanted)
    planned = planned_sheets(cycle, known, wanted, bundled=options.bundle == "reviewer")
    allowed = {*records.allowed(), *backend.domains(cycle.settings), *options.allow}
    refused = refused_recipients(assignments, allowed) if options.share else {}
    open_to = {
        sheet.reviewer.key
        for sheet in planned
        if sheet.key not in known
        or known[sheet.key].step in {Step.MADE, Step.BUILT}
        or sheet.former_recipient(known[sheet.key])
    }
    return planned, {key: refusal for key, refusal in refused.items() if key in open_to}


def _require_reviewers(assignments: Mapping[str, Assignment], allow: Collection[str]) -> None:
    known = {assignment.reviewer.key for assignment in assignments.values()}
    for name in allow:
        if "@" in name and squeeze(name) not in known:
            raise CycleError(f"no reviewer of this cycle has the address {name}; write it as the roster has it")


def _expected(record: OnlineSheet | None, options: PushOptions, digest: str, *, refused: bool) -> PushOutcome:
    if record is not None and record.step is Step.SHARED:
        if record.digest == digest:
            return PushOutcome.KEPT
        return PushOutcome.TOUCHED if record.came_back else PushOutcome.REFRESHED
    if options.share:
        return PushOutcome.REFUSED if refused else PushOutcome.SHARED
    return PushOutcome.KEPT if record is not None and record.step is Step.BUILT else PushOutcome.MADE


def _gone(cycle: OpenCycle, known: Mapping[str, OnlineSheet]) -> tuple[str, ...]:
    assignments = cycle.store.assignments()
    return tuple(
        f"{record.recipient or 'nobody'}: {record.link}"
        for record in known.values()
        if record.key != SUMMARY_KEY and not any(form.form_id in assignments for form in record.forms)
    )
