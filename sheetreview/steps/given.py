"""What a form is issued with besides the roster: figures, what the cycle before left, and what other roles answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sheetreview.form.slots import Given
from sheetreview.model.edition import Edition, edition, every_section
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment
from sheetreview.model.review import Review
from sheetreview.model.schedule import LAST_REVIEW, months_between, next_review
from sheetreview.model.subject import Subject
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.reading import Shelf, stored_review


class GivenFacts:
    """Looks up, for one assignment after the other, what its form is issued with."""

    def __init__(self, cycle: OpenCycle) -> None:
        self._cycle = cycle
        self._metrics = cycle.store.metrics()
        self._shelf = Shelf()
        self._others: dict[Subject, list[tuple[str, Assignment]]] = {}
        for form_id, assignment in cycle.store.assignments().items():
            self._others.setdefault(cycle.subject(assignment), []).append((form_id, assignment))

    def of(self, assignment: Assignment, edition: Edition) -> Given:
        """What the form of an assignment is issued with."""
        reviews = list(self._shown_reviews(assignment, edition))
        return Given(
            metrics=self._metrics.get(assignment.reviewee.employee_id, {}),
            previous=self._cycle.previous(assignment),
            next_review=_next_review(edition.layout, assignment),
            shown={(a.section, a.row, a.column): a for review in reviews for a in review.answers} if reviews else None,
            shown_header={name: text for review in reviews for name, text in review.header.items()},
        )

    def _shown_reviews(self, assignment: Assignment, edition: Edition) -> Iterator[Review]:
        """The returned reviews of the same person or account whose answers this form shows."""
        roles = shown_roles(edition)
        for form_id, other in self._others.get(self._cycle.subject(assignment), []) if roles else []:
            if other.role in roles and other.month == assignment.month:
                review = stored_review(self._cycle, self._shelf, form_id, other)
                if review is not None and not review.blank:
                    yield review


def shown_roles(edition: Edition) -> set[str]:
    """Roles whose answers an edition shows."""
    entries = [*edition.header, *(column for section in edition.sections for column in section.columns)]
    return {role for entry in entries if edition.shows(entry) for role in entry.filled_by or ()} - {edition.role}


def issued_first(layout: Layout, roles: Iterable[str]) -> tuple[str, ...]:
    """Those of some roles whose forms go out before the others', because the others show their answers."""
    names = tuple(roles)
    shown = {one for role in names for one in shown_roles(edition(layout, role, every_section(layout)))}
    return tuple(role for role in names if role in shown)


def _next_review(layout: Layout, assignment: Assignment) -> str:
    months = months_between(layout.frequency, assignment.extra) if layout.frequency else None
    return next_review(assignment.extra.get(LAST_REVIEW, ""), months)
