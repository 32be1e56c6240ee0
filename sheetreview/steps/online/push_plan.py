"""What a push is to do: its options, the spreadsheets, what they show, and who may be given one.

A form is shared with people of confirmed domains alone, whose address does not look like a slip of another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import Literal

from sheetreview.cycle.sheets import OnlineSheet, SheetForm, Step
from sheetreview.form.how_to import Medium
from sheetreview.model.people import Assignment, Reviewer
from sheetreview.sheet.fill import filled
from sheetreview.sheet.plan import BookPlan
from sheetreview.sheet.text import squeeze
from sheetreview.steps.form_filter import FormFilter
from sheetreview.steps.form_plans import FormPlans
from sheetreview.steps.open_cycle import OpenCycle

_TITLE_LENGTH = 200
_KEY_LENGTH = 16
_WORD = 3
"""Characters of a name's part that an address is likely to have in it, too."""


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

    def former_recipient(self, record: OnlineSheet | None) -> str:
        """The address it was shared with before the reviewer's was corrected; '' where it was not."""
        shared = record is not None and record.step is Step.SHARED
        return record.recipient if record and shared and squeeze(record.recipient) != self.reviewer.key else ""

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
    assignments = cycle.store.assignments()
    # Under a corrected address a reviewer's workbook keeps the key it was made with.
    have_one = {
        assignments[form].reviewer.key for form, key in key_of_form.items() if form in assignments and key != form
    }
    planned: dict[str, PlannedSheet] = {}
    for form, assignment in assignments.items():
        if form in key_of_form:
            key = key_of_form[form]
        elif form in wanted:
            apart = not bundled or assignment.reviewer.key in have_one
            key = _new_key(cycle, form, assignment, records, bundled=not apart)
        else:
            continue
        sheet = planned.get(key) or _empty(cycle, key, form, assignment)
        planned[key] = replace(sheet, forms=(*sheet.forms, (form, assignment)))
    return [sheet for sheet in planned.values() if sheet.holds_any(wanted)]


def _new_key(
    cycle: OpenCycle, form: str, assignment: Assignment, records: Mapping[str, OnlineSheet], *, bundled: bool
) -> str:
    """Key of the spreadsheet for a form that stands in none: the reviewer's, or its own."""
    bundle = "r-" + sha256(f"{cycle.settings.id}\x1f{assignment.reviewer.key}".encode()).hexdigest()[:_KEY_LENGTH]
    apart = cycle.edition_of(assignment).asked.external or not bundled or bundle in records
    return form if apart else bundle


def _empty(cycle: OpenCycle, key: str, form: str, assignment: Assignment) -> PlannedSheet:
    """A spreadsheet before it has any form; one that is not a form's own is a bundle."""
    bundled = key != form
    title = f"{cycle.settings.name}: reviews by {assignment.reviewer.name}" if bundled else _title(cycle, assignment)
    return PlannedSheet(key=key, title=title[:_TITLE_LENGTH], forms=(), bundled=bundled)


def _title(cycle: OpenCycle, assignment: Assignment) -> str:
    """``Sales review (Manager): Sam Lee, Acme, 2026-11``: nothing that the reviewer does not know."""
    edition = cycle.edition_of(assignment)
    several = len(edition.layout.roles) > 1 and not edition.asked.external
    role = f" ({edition.asked.title})" if several else ""
    about = ", ".join(part for part in (assignment.reviewee.name, assignment.account, assignment.month) if part)
    return f"{edition.layout.title}{role}: {about}"


class SheetPlans:
    """The plans of spreadsheets, filled in, and which of them wait.

    A spreadsheet waits while another role's answers, which a form of it shows, have not come back: once somebody fills
    it in it could not show them any more. One that is asked for by its role does not wait.
    """

    def __init__(self, cycle: OpenCycle, options: PushOptions) -> None:
        self._issuing = FormPlans(cycle, Medium.SHEET)
        self._asked_for = bool(options.wanted.roles)

    def plan(self, sheet: PlannedSheet) -> BookPlan:
        """What a spreadsheet shows."""
        _, plan = self._issuing.plan(sheet.forms, bundled=sheet.bundled)
        return filled(plan, self._issuing.values(sheet.forms, bundled=sheet.bundled))

    def waits(self, sheet: PlannedSheet) -> bool:
        """Whether a spreadsheet, whose plan was asked for before, is not to be made yet."""
        return not self._asked_for and sheet.holds_any(self._issuing.waiting)

    def forms(self, sheet: PlannedSheet) -> tuple[SheetForm, ...]:
        """What to remember of a spreadsheet's forms."""
        return tuple(
            SheetForm(form_id=form, layout=layout, version=version, role=role)
            for form, (layout, version, role) in self._issuing.drawn_by(sheet.forms)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedAddress:
    """An address that no form is shared with before somebody confirms it; ``allow`` is what to confirm.

    ``meant`` is the domain or address that it is most likely a slip of; '' when nothing speaks against it.
    """

    reviewer: str
    email: str
    forms: int
    reason: str
    allow: str
    meant: str = ""


def refused_recipients(assignments: Mapping[str, Assignment], allowed: Collection[str]) -> dict[str, RefusedAddress]:
    """The addresses of a roster that are refused, by reviewer key; ``allowed`` are domains and addresses.

    A near miss is an address that differs in one character from another one of the roster, has no more forms than that
    one, and does not have all of its person's name in it, which would explain it. A domain is one when it differs so
    from an allowed one, or from one that more forms of the roster go to.
    """
    reviewers = {assignment.reviewer.key: assignment.reviewer for assignment in assignments.values()}
    roster = _Roster(assignments, set(map(squeeze, allowed)))
    return {key: refusal for key, reviewer in reviewers.items() if (refusal := roster.refusal(reviewer))}


class _Roster:
    """The addresses of a roster beside those that are confirmed."""

    def __init__(self, assignments: Mapping[str, Assignment], confirmed: set[str]) -> None:
        self._confirmed = confirmed
        self._forms = Counter(assignment.reviewer.key for assignment in assignments.values())
        self._forms_at = Counter(_domain(assignment.reviewer.key) for assignment in assignments.values())
        self._domains = _Alike(confirmed | self._forms_at.keys())
        self._addresses = _Alike(_trusted(assignments, confirmed))

    def refusal(self, reviewer: Reviewer) -> RefusedAddress | None:
        """Why nothing is shared with a reviewer; None when their address is fine."""
        key, domain = reviewer.key, _domain(reviewer.key)
        if key in self._confirmed:
            return None
        if domain not in self._confirmed:
            meant = self._meant_domain(domain)
            asked = f" (did you mean {meant}?)" if meant else ""
            reason, allow = f"the domain {domain} is not allowed{asked}", domain
        else:
            meant = self._meant_address(key)
            if not meant or _says_name(reviewer):
                return None
            reason, allow = f"it differs by one character from {meant}, which the roster has too", key
        return RefusedAddress(
            reviewer=reviewer.name,
            email=reviewer.email,
            forms=self._forms[key],
            reason=reason,
            allow=allow,
            meant=meant,
        )

    def _meant_domain(self, domain: str) -> str:
        """The domain that another one is most likely a slip of, an allowed one first; '' for none."""
        near = sorted(self._domains.to(domain), key=lambda other: other not in self._confirmed)
        likely = (other for other in near if other in self._confirmed or self._forms_at[other] > self._forms_at[domain])
        return next(likely, "")

    def _meant_address(self, key: str) -> str:
        """The address that another one is most likely a slip of; '' for none."""
        own = self._forms[key]
        return next((other for other in self._addresses.to(key) if self._forms.get(other, own) >= own), "")


def _trusted(assignments: Mapping[str, Assignment], confirmed: Collection[str]) -> set[str]:
    """The addresses of a roster, of reviewers and people reviewed, that may be given a form."""
    people = (person.email for a in assignments.values() for person in (a.reviewer, a.reviewee))
    return {key for email in people if (key := squeeze(email)) in confirmed or _domain(key) in confirmed}


def _domain(key: str) -> str:
    return key.rpartition("@")[2]


def _says_name(reviewer: Reviewer) -> bool:
    """Whether every longer word of the name stands in the address."""
    mailbox = squeeze(reviewer.key.rpartition("@")[0])
    words = [word for word in squeeze(reviewer.name).replace("-", " ").split() if len(word) >= _WORD]
    return bool(words) and all(word in mailbox for word in words)


class _Alike:
    """Texts by everything that is left of them when one character goes: alike texts leave something alike."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_rest: dict[str, list[str]] = {}
        for text in sorted(texts):
            for rest in _rests(text):
                self._by_rest.setdefault(rest, []).append(text)

    def to(self, text: str) -> list[str]:
        """The other texts that differ in one character or in two neighbours that changed places.

        Digits tell people of one name apart, so a difference in them is none.
        """
        found = {other for rest in _rests(text) for other in self._by_rest.get(rest, ())}
        return sorted(
            other for other in found if _without_digits(other) != _without_digits(text) and _is_slip(text, other)
        )


def _rests(text: str) -> set[str]:
    return {text, *(text[:place] + text[place + 1 :] for place in range(len(text)))}


def _is_slip(text: str, other: str) -> bool:
    """Whether one character was added, lost or changed, or two neighbours changed places."""
    start = next((n for n, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
    one, two = text[start:], other[start:]
    return one[1:] == two[1:] or one[1:] == two or one == two[1:] or (one[:2] == two[1::-1] and one[2:] == two[2:])


def _without_digits(text: str) -> str:
    return "".join(character for character in text if not character.isdigit())
