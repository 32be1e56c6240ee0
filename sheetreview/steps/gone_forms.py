"""Forms that a roster has no more: why, and what is in their place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from sheetreview.model.people import Assignment, Reviewer

_Place: TypeAlias = tuple[str, ...]


class GoneReason(StrEnum):
    """Why a form is on the roster no more."""

    PERSON = "person"
    ROLE = "role"
    REVIEWER = "reviewer"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneForm:
    """A form of somebody who reviewed a person, and the assignments ``instead`` of it: of other reviewers or months.

    It is ``out`` when it was issued or came back, and ``returned`` when it came back. ``same`` (``OLD=NEW``) says that
    the one instead is the very form, with an address or a month corrected; '' where it cannot be.
    """

    before: Assignment
    reason: GoneReason
    instead: tuple[Assignment, ...]
    out: bool = False
    returned: bool = False
    same: str = ""

    @property
    def reviewers(self) -> tuple[Reviewer, ...]:
        """Who reviews the person instead."""
        return tuple({one.reviewer.key: one.reviewer for one in self.instead}.values())

    @property
    def months(self) -> tuple[str, ...]:
        """The months that the reviewer is asked about instead."""
        return tuple(dict.fromkeys(one.month for one in self.instead))


class Successors:
    """What a roster has in the place of forms that it has no more."""

    def __init__(self, assignments: Collection[Assignment], new: Iterable[Assignment]) -> None:
        """``new`` are those of the roster's ``assignments`` that may have taken another's place."""
        self._people = {one.reviewee.employee_id for one in assignments}
        self._reviewers = {one.reviewer.key for one in assignments}
        self._of_person: dict[_Place, list[Assignment]] = {}
        self._of_reviewer: dict[_Place, list[Assignment]] = {}
        for one in new:
            self._of_person.setdefault(_without_reviewer(one), []).append(one)
            self._of_reviewer.setdefault(_without_month(one), []).append(one)

    def of(self, before: Assignment) -> GoneForm:
        """Why a form is there no more, and what is there instead."""
        reason, instead = self._found(before)
        found = GoneForm(before=before, reason=reason, instead=tuple(instead))
        match reason:
            case GoneReason.REVIEWER if len(found.reviewers) == 1 and before.reviewer.key not in self._reviewers:
                return replace(found, same=f"{before.reviewer.email}={found.reviewers[0].email}")
            case GoneReason.MONTH if len(found.months) == 1:
                return replace(found, same=f"{before.month}={found.months[0]}")
            case _:
                return found

    def _found(self, before: Assignment) -> tuple[GoneReason, list[Assignment]]:
        if before.reviewee.employee_id not in self._people:
            return GoneReason.PERSON, []
        # Several people rate one person in a month: another's form is not in the place of one whose month was changed.
        if before.month and (months := self._of_reviewer.get(_without_month(before))):
            return GoneReason.MONTH, months
        if others := self._of_person.get(_without_reviewer(before)):
            return GoneReason.REVIEWER, others
        return GoneReason.ROLE, []


def gone_forms(
    former: Mapping[str, Assignment],
    now: Mapping[str, Assignment],
    out: Collection[str],
    returned: Collection[str],
) -> Iterator[GoneForm]:
    """The forms of a former roster that the one of ``now`` has no more; all by form id."""
    new = (one for form, one in now.items() if form not in former)
    successors = Successors(now.values(), new)
    for form, one in former.items():
        if form not in now:
            yield replace(successors.of(one), out=form in out, returned=form in returned)


def _without_reviewer(one: Assignment) -> _Place:
    return one.reviewee.employee_id, one.layout, one.role, one.account, one.month


def _without_month(one: Assignment) -> _Place:
    return one.reviewee.employee_id, one.reviewer.key, one.layout, one.role, one.account
