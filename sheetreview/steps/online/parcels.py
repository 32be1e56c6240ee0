"""What goes out as one spreadsheet: its forms, its title and whom it is for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from sheetreview.cycle.sheets import OnlineSheet
from sheetreview.model.people import Assignment, Reviewer
from sheetreview.steps.online.fates import Fate, Sent
from sheetreview.steps.opened import OpenCycle

_TITLE_LENGTH = 200
_KEY_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One spreadsheet to be: all its forms are one reviewer's.

    ``key`` is the same each time, and says nothing of anybody.
    """

    key: str
    title: str
    forms: tuple[tuple[str, Assignment], ...]
    bundled: bool = False

    @property
    def reviewer(self) -> Reviewer:
        """Whom it is for."""
        return self.forms[0][1].reviewer

    def sent(self, fate: Fate, link: str, detail: str = "") -> Sent:
        """What became of it."""
        reviewer = self.reviewer
        return Sent(
            key=self.key,
            title=self.title,
            reviewer=reviewer.name,
            email=reviewer.email,
            fate=fate,
            link=link,
            detail=detail,
        )


def parcels(
    cycle: OpenCycle, records: Mapping[str, OnlineSheet], wanted: Collection[str], *, bundled: bool
) -> list[Parcel]:
    """The spreadsheets of the wanted forms, in the roster's order.

    A form that stands in a spreadsheet already stays there. With ``bundled`` a reviewer's other wanted forms go into
    one, as long as they have none of that kind: what comes later must not depend on what is filled in by then. Forms
    that leave the house stay single.
    """
    homes = {form.form_id: key for key, record in records.items() for form in record.forms}
    made: dict[str, Parcel] = {}
    for form, assignment in cycle.store.assignments().items():
        key = homes.get(form, "")
        if not key and form not in wanted:
            continue
        if not key:
            bundle = bundle_key(cycle, assignment.reviewer)
            apart = cycle.edition_of(assignment).asked.external or not bundled or bundle in records
            key = form if apart else bundle
        title = _bundle_title(cycle, assignment) if key != form else _title(cycle, assignment)
        parcel = made.setdefault(key, Parcel(key=key, title=title[:_TITLE_LENGTH], forms=(), bundled=key != form))
        made[key] = replace(parcel, forms=(*parcel.forms, (form, assignment)))
    return [parcel for parcel in made.values() if any(form in wanted for form, _ in parcel.forms)]


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
