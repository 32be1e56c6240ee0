"""What a push is to do: its options, the spreadsheets that it takes, what they show, and the outcome of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import Literal

from sheetreview.cycle.sheets import OnlineSheet, SheetForm
from sheetreview.form.how_to import Medium
from sheetreview.model.people import Assignment, Reviewer
from sheetreview.sheet.fill import filled
from sheetreview.sheet.plan import BookPlan
from sheetreview.steps.form_filter import FormFilter
from sheetreview.steps.form_plans import FormPlans
from sheetreview.steps.open_cycle import OpenCycle

_TITLE_LENGTH = 200
_KEY_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class PushOptions:
    """Which forms to push, in which spreadsheets, whether to share them and whether the service mails about it.

    ``again`` makes a new spreadsheet where the old one is in the bin or gone. ``allow`` are domains and addresses that
    are confirmed, this time and, when something is pushed, from now on.
    """

    wanted: FormFilter = field(default_factory=FormFilter)
    bundle: Literal["none", "reviewer"] = "none"
    share: bool = True
    mail: bool = True
    again: bool = False
    allow: Collection[str] = ()


class PushOutcome(StrEnum):
    """The outcome of a push, or the expected one of a dry run, for one spreadsheet."""

    SHARED = "shared"
    MADE = "made, not shared"
    REFRESHED = "brought up to date"
    KEPT = "already there"
    TOUCHED = "left alone"
    WAITING = "waits for another role's answers"
    REFUSED = "held back, the address is to be confirmed"
    LOST = "lost"
    FAILED = "failed"

    @property
    def in_order(self) -> bool:
        """Whether it needs no attention."""
        return self not in {PushOutcome.REFUSED, PushOutcome.LOST, PushOutcome.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class PushedSheet:
    """One spreadsheet, whom it is for, and its outcome."""

    key: str
    title: str
    reviewer: str
    email: str
    outcome: PushOutcome
    link: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSheet:
    """One spreadsheet to be pushed: all its forms are one reviewer's.

    ``key`` is the same each time, and tells nothing about anybody.
    """

    key: str
    title: str
    forms: tuple[tuple[str, Assignment], ...]
    bundled: bool = False

    @property
    def reviewer(self) -> Reviewer:
        """Whom it is for."""
        return self.forms[0][1].reviewer

    def holds_any(self, forms: Collection[str]) -> bool:
        """Whether any of these forms stands in it."""
        return any(form in forms for form, _ in self.forms)

    def pushed(self, outcome: PushOutcome, link: str, detail: str = "") -> PushedSheet:
        """The spreadsheet with its outcome."""
        reviewer = self.reviewer
        return PushedSheet(
            key=self.key,
            title=self.title,
            reviewer=reviewer.name,
            email=reviewer.email,
            outcome=outcome,
            link=link,
            detail=detail,
        )


def planned_sheets(
    cycle: OpenCycle, records: Mapping[str, OnlineSheet], wanted: Collection[str], *, bundled: bool
) -> list[PlannedSheet]:
    """The spreadsheets of the wanted forms, in the roster's order.

    A form that stands in a spreadsheet already stays there. With ``bundled`` a reviewer's other wanted forms go into
    one, as long as they have none of that kind: what comes later must not depend on what is filled in by then. Forms
    for people outside the company stay single.
    """
    key_of_form = {form.form_id: key for key, record in records.items() for form in record.forms}
    planned: dict[str, PlannedSheet] = {}
    for form, assignment in cycle.store.assignments().items():
        if form in key_of_form:
            key = key_of_form[form]
        elif form in wanted:
            key = _new_key(cycle, form, assignment, records, bundled=bundled)
        else:
            continue
        sheet = planned.get(key) or _empty(cycle, key, form, assignment)
        planned[key] = replace(sheet, forms=(*sheet.forms, (form, assignment)))
    return [sheet for sheet in planned.values() if sheet.holds_any(wanted)]


def _new_key(
    cycle: OpenCycle, form: str, assignment: Assignment, records: Mapping[str, OnlineSheet], *, bundled: bool
) -> str:
    """Key of the spreadsheet for a form that stands in none: the reviewer's, or its own."""
    bundle = bundle_key(cycle, assignment.reviewer)
    apart = cycle.edition_of(assignment).asked.external or not bundled or bundle in records
    return form if apart else bundle


def _empty(cycle: OpenCycle, key: str, form: str, assignment: Assignment) -> PlannedSheet:
    """A spreadsheet before it has any form; one that is not a form's own is a bundle."""
    bundled = key != form
    title = _bundle_title(cycle, assignment) if bundled else _title(cycle, assignment)
    return PlannedSheet(key=key, title=title[:_TITLE_LENGTH], forms=(), bundled=bundled)


def bundle_key(cycle: OpenCycle, reviewer: Reviewer) -> str:
    """Key of the spreadsheet that holds a reviewer's forms."""
    return "r-" + sha256(f"{cycle.settings.id}\x1f{reviewer.key}".encode()).hexdigest()[:_KEY_LENGTH]


def _title(cycle: OpenCycle, assignment: Assignment) -> str:
    """``Sales review (Manager): Sam Lee, Acme, 2026-11``: nothing that the reviewer does not know."""
    edition = cycle.edition_of(assignment)
    several = len(edition.layout.roles) > 1 and not edition.asked.external
    role = f" ({edition.asked.title})" if several else ""
    about = ", ".join(part for part in (assignment.reviewee.name, assignment.account, assignment.month) if part)
    return f"{edition.layout.title}{role}: {about}"


def _bundle_title(cycle: OpenCycle, assignment: Assignment) -> str:
    return f"{cycle.settings.name}: reviews by {assignment.reviewer.name}"


class SheetPlans:
    """The plans of spreadsheets, filled in, and which of them wait.

    A spreadsheet waits while another role's answers, which a form of it shows, have not come back: once somebody fills
    it in it could not show them any more. One that is asked for by its role does not wait.
    """

    def __init__(self, cycle: OpenCycle, options: PushOptions) -> None:
        self._plans = FormPlans(cycle, Medium.SHEET)
        self._asked_for = bool(options.wanted.roles)

    def plan(self, sheet: PlannedSheet) -> BookPlan:
        """What a spreadsheet shows."""
        _, plan = self._plans.plan(sheet.forms, bundled=sheet.bundled)
        return filled(plan, self._plans.values(sheet.forms, bundled=sheet.bundled))

    def waits(self, sheet: PlannedSheet) -> bool:
        """Whether a spreadsheet, whose plan was asked for before, is not to be made yet."""
        return not self._asked_for and sheet.holds_any(self._plans.waiting)

    def forms(self, sheet: PlannedSheet) -> tuple[SheetForm, ...]:
        """What to remember of a spreadsheet's forms."""
        return tuple(
            SheetForm(form_id=form, layout=layout, version=version, role=role)
            for form, (layout, version, role) in self._plans.drawn_by(sheet.forms)
        )
