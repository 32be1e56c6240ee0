"""A raters file: which customer rates which salesperson, and for which month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sheetreview.errors import Problem
from sheetreview.inputs.days import iso_month
from sheetreview.inputs.people_table import (
    RATERS,
    Listed,
    Words,
    id_in,
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
from sheetreview.model.people import Assignment
from sheetreview.sheet.grid import Book
from sheetreview.sheet.text import squeeze

REQUIRED, OPTIONAL = RATERS.required, RATERS.optional


def parse_raters(book: Book, source: str, layouts: Mapping[str, Layout], layout: str) -> Listed:
    """The assignments of a raters file, in its order: a form for each customer, salesperson and month.

    ``layout``, one of ``layouts``, is that of rows that name none. A row gets the external role of its layout; where
    it names a role, that must be an external one: all others are for people inside the house. Raises RosterError with
    every problem and its row.
    """
    table, problems = read_people(book, source, RATERS, layouts)
    asked = {row.number: layouts.get(id_in(row, "layout") or layout) for row in table.rows}
    for row in table.rows:
        wrong = [*_month_wrong(row), *_role_wrong(row, asked[row.number])]
        problems += (problem(table, row, words) for words in wrong)
    problems += _inside_only(table, asked)
    problems += _contradictions(table)
    if problems:
        refuse(source, problems)
    return Listed.of(table, lambda row: _assignments(row, _roles(row, asked[row.number])))


def _month_wrong(row: Row) -> Iterator[Words]:
    month = row.values.get("month", "")
    if month and not iso_month(month):
        yield f"month {quoted(month)} is no month", "write it like 2026-11 or November 2026"


def _external(layout: Layout) -> list[str]:
    return [role.id for role in layout.roles if role.external]


def _inside_only(table: Table, asked: Mapping[int, Layout | None]) -> Iterator[Problem]:
    """Layouts that nobody outside the house fills, each named once: at the first row that names it."""
    said: set[str] = set()
    for row in table.rows:
        layout = asked[row.number]
        if layout is None or layout.id in said or _external(layout):
            continue
        said.add(layout.id)
        message = f"layout {layout.id} has no external role, so nobody outside the house can fill its forms"
        fix = "name another layout, or give the raters' role 'external: true' and 'min_raters'"
        line = row.number if id_in(row, "layout") else 0
        yield Problem(source=table.source, message=message, fix=fix, line=line)


def _role_wrong(row: Row, layout: Layout | None) -> Iterator[Words]:
    external = _external(layout) if layout else []
    if layout is None or not external:
        return
    if not roles_in(row) and len(external) > 1:
        yield f"layout {layout.id} has several external roles", f"name one in the column role: {', '.join(external)}"
    for role in roles_in(row):
        if role in layout.role_by_id and role not in external:
            message = f"role {quoted(role)} of layout {layout.id} is for people inside the house"
            yield message, f"use one of: {', '.join(external)}"


def _roles(row: Row, layout: Layout | None) -> tuple[str, ...]:
    return roles_in(row) or tuple(_external(layout)[:1] if layout else ())


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
    asked = replace(RATERS.assignment(row), month=iso_month(row.values["month"]))
    for role in roles:
        yield replace(asked, role=role)
