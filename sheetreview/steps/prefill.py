"""What a form is issued with besides the roster: figures, what the cycle before left, and what other roles answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from sheetreview.cycle.moved_answers import MovedAnswers
from sheetreview.form.cells import form_cells
from sheetreview.form.slots import Given
from sheetreview.model.edition import Edition, edition, every_section
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment, Subject
from sheetreview.model.review import Answer
from sheetreview.model.schedule import LAST_REVIEW, months_between, next_review
from sheetreview.sheet.grid import display
from sheetreview.steps.open_cycle import OpenCycle

if TYPE_CHECKING:
    from sheetreview.steps.reading import Returns


class PrefillSource:
    """Looks up, for one assignment after the other, what its form is issued with."""

    def __init__(self, cycle: OpenCycle) -> None:
        self._cycle = cycle
        self._metrics = cycle.store.metrics()
        self._moved = cycle.store.moved.all()
        self._others: dict[Subject, list[tuple[str, Assignment]]] = {}
        self._assignments = cycle.store.assignments()
        for form_id, assignment in self._assignments.items():
            self._others.setdefault(cycle.subject(assignment), []).append((form_id, assignment))

    def of(self, assignment: Assignment, edition: Edition) -> Given:
        """What the form of an assignment is issued with."""
        others = list(self._shown_answers(assignment, edition))
        return Given(
            metrics=self._metrics.get(assignment.reviewee.employee_id, {}),
            previous=self._cycle.previous(assignment),
            next_review=_next_review(edition.layout, assignment),
            shown={(a.section, a.row, a.column): a for answers, _ in others for a in answers} if others else None,
            shown_header={name: text for _, header in others for name, text in header.items()},
        )

    @cached_property
    def _returns(self) -> Returns:
        from sheetreview.steps.reading import Returns  # noqa: PLC0415 -- reading and checking take long to import

        return Returns(self._cycle, self._assignments)

    def _shown_answers(
        self, assignment: Assignment, edition: Edition
    ) -> Iterator[tuple[Iterable[Answer], Mapping[str, str]]]:
        """Answers and header of the returned reviews of the same person or account that this form shows."""
        roles = shown_roles(edition)
        for form_id, other in self._others.get(self._cycle.subject(assignment), []) if roles else []:
            if other.role in roles and other.month == assignment.month:
                review = self._returns.review(form_id)
                if review is not None and not review.blank:
                    yield self._as_asked_now(form_id, other) or (review.answers, review.header)

    def _as_asked_now(self, form_id: str, other: Assignment) -> tuple[list[Answer], dict[str, str]] | None:
        """The newest return of a form in the words of its layout's newest version, if it was moved into that."""
        moved, edition = self._moved.get(form_id), self._cycle.edition_of(other)
        if moved is None or not moved.was_returned or moved.version != edition.layout.version:
            return None
        stored = self._cycle.store.newest_return(form_id)
        if stored is None or stored.file != moved.returned:
            return None
        return list(_answers(edition, moved)), dict(_header(edition, moved))


def _answers(edition: Edition, moved: MovedAnswers) -> Iterator[Answer]:
    cells = form_cells(edition)
    for place, content in moved.contents.items():
        section, row, column = place
        if section in cells.sections:
            reading = cells.sections[section].kind(column).read(content)
            yield Answer(
                section=section,
                row=row,
                column=column,
                cell="",
                typed=display(content),
                state=reading.state,
                value=reading.value,
                number=reading.number,
            )


def _header(edition: Edition, moved: MovedAnswers) -> Iterator[tuple[str, str]]:
    for name, cell in form_cells(edition).head.items():
        if name in moved.header:
            yield name, cell.kind.read_back(moved.header[name])


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
