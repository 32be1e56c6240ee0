"""A raters file: which customer rates which salesperson, and for which month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheetreview.errors import Problem
from sheetreview.inputs.days import iso_month
from sheetreview.inputs.people_table import (
    Columns,
    Words,
    id_in,
    layout_wrong,
    problem,
    read_people,
    refuse,
    repeated,
    roles_in,
    two_names,
)
from sheetreview.inputs.table import Row, Table
from sheetreview.inputs.wording import quoted
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.sheet.grid import Book
from sheetreview.sheet.text import squeeze

OPTIONAL = ("team", "layout", "role")

_COLUMNS = Columns(
    noun="raters file",
    required={
        "customer_name": "write who fills the form",
        "customer_email": "write where the form goes",
        "employee_id": "write the id of the salesperson",
        "salesperson": "write the name of the person rated",
        "month": "write the month the form is for, such as 2026-11",
    },
    optional=OPTIONAL,
    emails=frozenset({"customer_email"}),
)
REQUIRED = tuple(_COLUMNS.required)


def parse_raters(book: Book, source: str, layouts: Mapping[str, Layout], layout: str) -> tuple[Assignment, ...]:
    """The assignments of a raters file, in its order: a form for each customer, salesperson and month.

    ``layout``, one of ``layouts``, is that of rows that name none. A row gets the external role of its layout; where
    it names a role, that must be an external one: all others are for people inside the house. Raises RosterError with
    every problem and its row.
    """
    table, problems = read_people(book, source, _COLUMNS)
    assignments: list[Assignment] = []
    for row in table.rows:
        wrong = [*layout_wrong(row, layouts), *_month_wrong(row)]
        asked = layouts.get(id_in(row, "layout") or layout)
        wrong += _role_wrong(row, asked) if asked else ()
        problems += (problem(table, row, words) for words in wrong)
        assignments += _assignments(row, _roles(row, asked) if asked else ())
    problems += _contradictions(table)
    if problems:
        refuse(source, problems)
    return tuple(assignments)


def _month_wrong(row: Row) -> Iterator[Words]:
    month = row.values.get("month", "")
    if month and not iso_month(month):
        yield f"month {quoted(month)} is no month", "write it like 2026-11 or November 2026"


def _external(layout: Layout) -> list[str]:
    return [role.id for role in layout.roles if role.external]


def _role_wrong(row: Row, layout: Layout) -> Iterator[Words]:
    external = _external(layout)
    if not external:
        message = f"layout {layout.id} has no external role, so nobody outside the house can fill its forms"
        yield message, "name another layout, or give the raters' role 'external: true'"
        return
    if not roles_in(row) and len(external) > 1:
        yield f"layout {layout.id} has several external roles", f"name one in the column role: {', '.join(external)}"
    for role in roles_in(row):
        if role in layout.role_by_id and role not in external:
            message = f"role {quoted(role)} of layout {layout.id} is for people inside the house"
            yield message, f"use one of: {', '.join(external)}"


def _roles(row: Row, layout: Layout) -> tuple[str, ...]:
    return roles_in(row) or tuple(_external(layout)[:1])


def _contradictions(table: Table) -> Iterator[Problem]:
    """Rows that say two things of one person, or ask for the same form twice."""
    yield from two_names(
        table, "employee_id", "salesperson", str, "give each person an id of their own, or mend the name"
    )
    yield from two_names(table, "customer_email", "customer_name", str.casefold, "mend the address or the name")
    yield from repeated(table, _form_keys, _same_form)


def _form_keys(row: Row) -> Iterator[tuple[str, ...]]:
    get = row.values.get
    customer, person, month = get("customer_email", ""), get("employee_id", ""), iso_month(get("month", ""))
    if customer and person and month:
        for role in roles_in(row) or ("",):
            yield customer.casefold(), squeeze(get("customer_name", "")), person, month, id_in(row, "layout"), role


def _same_form(earlier: Row) -> Words:
    return f"this customer rates this person for this month in row {earlier.number} already", "remove one"


def _assignments(row: Row, roles: tuple[str, ...]) -> Iterator[Assignment]:
    get = row.values.get
    for role in roles:
        yield Assignment(
            reviewee=Person(employee_id=get("employee_id", ""), name=get("salesperson", ""), team=get("team", "")),
            reviewer=Reviewer(name=get("customer_name", ""), email=get("customer_email", "")),
            layout=id_in(row, "layout"),
            role=role,
            month=iso_month(get("month", "")),
            extra=_COLUMNS.own(row),
        )
