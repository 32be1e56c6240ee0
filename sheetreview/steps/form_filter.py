"""Which of a cycle's forms a command is to deal with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sheetreview.errors import CycleError
from sheetreview.model.people import Assignment
from sheetreview.sheet.text import squeeze


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFilter:
    """Only forms for some roles, of some months (``2026-11``), of or by some people; without any, all forms.

    ``people`` are employee ids, names or e-mail addresses of people reviewed or reviewers.
    """

    roles: Collection[str] = ()
    months: Collection[str] = ()
    people: Collection[str] = ()

    def matches(self, assignment: Assignment) -> bool:
        """Whether the form of an assignment is among them."""
        if self.roles and assignment.role not in self.roles:
            return False
        if self.months and assignment.month not in self.months:
            return False
        return not self.people or not self._compared.isdisjoint(_names(assignment))

    def require_known(self, assignments: Collection[Assignment]) -> None:
        """Raise CycleError for a role, month or person that no form has."""
        _require_known("role", self.roles, {assignment.role for assignment in assignments})
        _require_known("month", self.months, {assignment.month for assignment in assignments} - {""})
        known = {name for assignment in assignments for name in _names(assignment)}
        for unknown in sorted(self._compared - known):
            raise CycleError(
                f"no form of this cycle is for or by {unknown!r}; write an employee id, a name or an e-mail address as "
                "the roster has it"
            )

    @property
    def _compared(self) -> set[str]:
        return set(map(squeeze, self.people))


def matching_forms(assignments: Mapping[str, Assignment], wanted: FormFilter) -> set[str]:
    """Ids of the forms that a filter is for. Raises CycleError for a role, month or person that no form has."""
    wanted.require_known(assignments.values())
    return {form for form, assignment in assignments.items() if wanted.matches(assignment)}


def _names(assignment: Assignment) -> Iterator[str]:
    reviewee, reviewer = assignment.reviewee, assignment.reviewer
    names = (reviewee.employee_id, reviewee.name, reviewee.email, reviewer.name, reviewer.email)
    yield from (squeeze(name) for name in names if name)


def _require_known(noun: str, named: Collection[str], there: Collection[str]) -> None:
    for unknown in sorted(set(named) - set(there)):
        fix = f"there are forms for {', '.join(sorted(there))}" if there else f"no form has a {noun}"
        raise CycleError(f"no form of this cycle is for the {noun} {unknown!r}; {fix}")
