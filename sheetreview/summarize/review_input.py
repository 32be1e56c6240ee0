"""What a summary is made from: issued forms, each with its review and findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding
from sheetreview.model.layout import Section
from sheetreview.model.people import Assignment
from sheetreview.model.points import Points, exact
from sheetreview.model.review import Answer, AnswerState, Review

READABLE = (AnswerState.VALID, AnswerState.READ_AS)
"""States of answers that have a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewInput:
    """One issued form and its review, which is None when it was not returned.

    The assignment's layout and role are the resolved ones, not empty.
    """

    form_id: str
    assignment: Assignment
    edition: Edition
    review: Review | None
    findings: tuple[Finding, ...]


class SectionFields(TypedDict):
    """The fields of :class:`sheetreview.model.insights.SectionRow`."""

    layout: str
    role: str
    section: str
    section_title: str


class FormFields(SectionFields):
    """The fields of :class:`sheetreview.model.insights.FormRow`."""

    form_id: str
    reviewee_id: str
    name: str
    team: str
    account: str
    reviewer: str


def section_fields(edition: Edition, section: Section) -> SectionFields:
    """What a row says of its section."""
    return {
        "layout": edition.layout.id,
        "role": edition.role,
        "section": section.id,
        "section_title": section.title,
    }


def form_fields(given: ReviewInput, section: Section) -> FormFields:
    """What a row says of its section and of the form it comes from."""
    assignment = given.assignment
    return {
        **section_fields(given.edition, section),
        "form_id": given.form_id,
        "reviewee_id": assignment.reviewee.employee_id,
        "name": assignment.reviewee.name,
        "team": assignment.reviewee.team,
        "account": assignment.account,
        "reviewer": assignment.reviewer.name,
    }


class Cells:
    """A review's answers by section and row."""

    def __init__(self, review: Review) -> None:
        self._labels = review.labels
        self._rows: dict[str, dict[str, dict[str, Answer]]] = {}
        for answer in review.answers:
            self._rows.setdefault(answer.section, {}).setdefault(answer.row, {})[answer.column] = answer

    def rows(self, section: Section) -> tuple[str, ...]:
        """Ids of a section's rows: those it was issued with, then blank rows that people added."""
        # An id with a colon is that of a TOTAL row.
        added = {row for row in self._rows.get(section.id, {}) if ":" not in row}.difference(section.row_ids)
        return (*section.row_ids, *sorted(added, key=lambda row: (len(row), row)))

    def row(self, section: str, row: str) -> Mapping[str, Answer]:
        """The answers of a row by column."""
        return self._rows.get(section, {}).get(row, {})

    def text(self, section: str, row: str, column: str | None) -> str:
        """The normalised text of a cell; empty when nothing readable is in it."""
        answer = self.row(section, row).get(column or "")
        return answer.value if answer is not None and answer.state in READABLE else ""

    def number(self, section: str, row: str, column: str) -> float | None:
        """The number in a cell; None when no readable one is in it."""
        answer = self.row(section, row).get(column)
        return answer.number if answer is not None and answer.state in READABLE else None

    def exact(self, section: str, row: str, column: str) -> Points | None:
        """The number in a cell as it was written; None when no readable one is in it."""
        number = self.number(section, row, column)
        return None if number is None else exact(number)

    def label(self, section: Section, row: str) -> str:
        """A row's label as its reviewer sees it; empty for a blank row that nobody named."""
        item = section.item_by_id.get(row)
        if item is not None:
            return self.typed_label(section, row) or item.label
        column = next((column for column in section.columns if column.is_label), section.columns[0])
        if column.id in self.row(section.id, row):
            return self.text(section.id, row, column.id)
        return self.typed_label(section, row)

    def typed_label(self, section: Section, row: str) -> str:
        """What stands as a row's label in the form that came back; empty when nothing does."""
        return self._labels.get((section.id, row), "")
