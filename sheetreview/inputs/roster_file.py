"""A roster: who reviews whom, one row for the forms that a reviewer and a reviewee share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sheetreview.errors import Problem
from sheetreview.inputs.people_table import ROSTER, Listed, read_people, refuse, repeated, roles_in, two_names
from sheetreview.inputs.table import Row, Table
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment
from sheetreview.sheet.grid import Book
from sheetreview.sheet.text import squeeze

REQUIRED, OPTIONAL = ROSTER.required, ROSTER.optional


def parse_roster(book: Book, source: str, layouts: Mapping[str, Layout] | None = None) -> Listed:
    """The assignments of a roster, in its order: one for each role that a row names.

    With ``layouts`` (by the name that rows use), the layout and roles of each row must be among them. Raises
    RosterError with every problem and its row.
    """
    table, problems = read_people(book, source, ROSTER, layouts)
    problems += _contradictions(table)
    if problems:
        refuse(source, problems)
    return Listed.of(table, _assignments)


def _contradictions(table: Table) -> Iterator[Problem]:
    """Rows that say two things of one person, or ask for the same form twice."""
    yield from two_names(table, "employee_id", "name", str, "give each person an id of their own, or mend the name")
    yield from two_names(table, "reviewer_email", "reviewer_name", str.casefold, "mend the address or the name")
    yield from repeated(
        table, _form_keys, lambda earlier: (f"this row asks for the same form as row {earlier.number}", "remove one")
    )


def _form_keys(row: Row) -> Iterator[tuple[str, ...]]:
    for assignment in _assignments(row):
        if assignment.reviewee.employee_id and assignment.reviewer.email:
            yield (*assignment.key, squeeze(assignment.reviewee.name))


def _assignments(row: Row) -> Iterator[Assignment]:
    asked = ROSTER.assignment(row)
    for role in roles_in(row) or ("",):
        yield replace(asked, role=role)
