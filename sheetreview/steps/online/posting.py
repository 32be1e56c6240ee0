"""One reviewer's spreadsheet on its way: made and built, then shared with them alone."""

from __future__ import annotations

from collections.abc import Collection, Generator
from dataclasses import replace
from functools import partial
from typing import Any

from sheetreview.cycle.sheets import OnlineSheet, SheetForm, Step
from sheetreview.errors import RemoteError, SharingStopped
from sheetreview.form.how_to import Medium
from sheetreview.google.gateway import Gateway
from sheetreview.model.online import Grant
from sheetreview.sheet.fill import filled
from sheetreview.sheet.grid import Book
from sheetreview.sheet.plan import BookPlan
from sheetreview.steps.desk import Desk, Outcome
from sheetreview.steps.issuing import Issuing
from sheetreview.steps.online.crew import Job
from sheetreview.steps.online.fates import Fate, Sent
from sheetreview.steps.online.options import PushOptions
from sheetreview.steps.online.parcels import Parcel
from sheetreview.steps.online.workshop import EDITED, Workshop
from sheetreview.steps.opened import OpenCycle

NO_MAIL = "Google's mail about it may not have gone out; send the link in links.csv yourself"


class Drawing:
    """The plans of parcels, filled in, and which of them wait.

    A parcel waits while another role's answers, which a form of it shows, have not come back: once somebody fills it in
    it could not show them any more. One that is asked for by its role does not.
    """

    def __init__(self, cycle: OpenCycle, options: PushOptions) -> None:
        self._issuing = Issuing(cycle, Medium.SHEET)
        self._asked_for = bool(options.wanted.roles)

    def plan(self, parcel: Parcel) -> BookPlan:
        """What a parcel's spreadsheet shows."""
        _, plan = self._issuing.plan(parcel.forms, bundled=parcel.bundled)
        return filled(plan, self._issuing.values(parcel.forms, bundled=parcel.bundled))

    def waits(self, parcel: Parcel) -> bool:
        """Whether a parcel, whose plan was asked for, is not to go out yet."""
        return not self._asked_for and any(form in self._issuing.waiting for form, _ in parcel.forms)

    def forms(self, parcel: Parcel) -> tuple[SheetForm, ...]:
        """What to remember of a parcel's forms."""
        return tuple(
            SheetForm(form_id=form, layout=layout, version=version, role=role)
            for form, (layout, version, role) in self._issuing.drawn_by(parcel.forms)
        )


class Post:
    """Sends parcels. When Google shares nothing more the others are made all the same: ``sharing_stopped`` says why."""

    def __init__(
        self, cycle: OpenCycle, gateway: Gateway, workshop: Workshop, options: PushOptions, refused: Collection[str]
    ) -> None:
        self._due = cycle.settings.due
        self._gateway = gateway
        self._workshop = workshop
        self._options = options
        self._refused = refused
        self._own = gateway.me().email.casefold() if options.share else ""
        self._drawing = Drawing(cycle, options)
        self._desk = Desk(cycle)
        self.sharing_stopped = ""

    def job(self, parcel: Parcel) -> Job[Sent]:
        """What sends one parcel. An error that concerns it alone is what became of it."""
        try:
            fate, detail = yield from self._send(parcel)
        except RemoteError as error:
            if error.stops:
                raise
            fate, detail = Fate.FAILED, error.reason
        record = self._workshop.record(parcel.key)
        return parcel.sent(fate, record.link if record else "", detail)

    def _send(self, parcel: Parcel) -> Generator[Any, Any, tuple[Fate, str]]:
        options, former = self._options, self._workshop.record(parcel.key)
        lost = yield from self._workshop.lost(parcel.key)
        if lost and not options.again:
            return Fate.LOST, lost
        refused = options.share and parcel.reviewer.key in self._refused
        if refused and former is None:
            return Fate.REFUSED, ""
        plan = self._drawing.plan(parcel)
        if former is None and self._drawing.waits(parcel):
            return Fate.WAITING, ""
        forms = self._drawing.forms(parcel)
        record, fate = yield from self._workshop.put_up(parcel.key, parcel.title, plan, forms, self._is_blank)
        if record.step is not Step.BUILT or not options.share:
            return fate, EDITED if fate is Fate.TOUCHED else ""
        if refused:
            return Fate.REFUSED, ""
        # A run that was cut off may have shared it without keeping that it had.
        return (yield from self._share(parcel, record, check_first=former is not None or fate is not Fate.MADE))

    def _share(
        self, parcel: Parcel, record: OnlineSheet, *, check_first: bool
    ) -> Generator[Any, Any, tuple[Fate, str]]:
        if parcel.reviewer.key == self._own:
            self._workshop.keep(replace(record, step=Step.SHARED, recipient=parcel.reviewer.email))
            return Fate.SHARED, ""
        if self.sharing_stopped:
            return Fate.MADE, self.sharing_stopped
        try:
            grant: Grant = yield partial(
                self._gateway.share,
                record.file_id,
                parcel.reviewer.email,
                mail=self._options.mail,
                message=self._message(parcel),
                check_first=check_first,
            )
        except SharingStopped as error:
            self.sharing_stopped = error.reason
            return Fate.MADE, error.reason
        shared = replace(record, step=Step.SHARED, recipient=parcel.reviewer.email, permission=grant.permission)
        self._workshop.keep(shared)
        return Fate.SHARED, NO_MAIL if grant.mail_unsure else ""

    def _is_blank(self, book: Book) -> bool:
        forms = self._desk.recognise("", b"", book).forms
        return all(form.outcome in {Outcome.BLANK, Outcome.NOT_ON_ROSTER} for form in forms)

    def _message(self, parcel: Parcel) -> str:
        due = f" It is due on {self._due.isoformat()}." if self._due else ""
        return f"Please fill in this form: {parcel.title}.{due}"
