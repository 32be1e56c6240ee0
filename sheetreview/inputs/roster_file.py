"""A roster: who reviews whom, one assignment a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from sheetreview.errors import Problem, RosterError
from sheetreview.inputs.table import Row, Table, read_table
from sheetreview.inputs.wording import count_of, did_you_mean, quoted
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.sheet.grid import Book
from sheetreview.sheet.text import squeeze

REQUIRED = ("employee_id", "name", "reviewer_name", "reviewer_email")
OPTIONAL = ("email", "title", "team", "reviewer_title", "layout", "role", "account")
MAX_LENGTH = 200
MAX_EXTRA_LENGTH = 2000

_EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\".]+(\.[^@\s,;<>()\".]+)+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffd-\uffff]")
_CONTROL_IN_LONG_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd-\uffff]")
_EMPTY_FIXES = {
    "employee_id": "give each person an id",
    "name": "write the name of the person reviewed",
    "reviewer_name": "write who fills the form",
    "reviewer_email": "write where the form goes",
}

Words = tuple[str, str]


def parse_roster(book: Book, source: str, layouts: Mapping[str, Layout] | None = None) -> tuple[Assignment, ...]:
    """The assignments of a roster, in its order. Raises RosterError with every problem and its row.

    With ``layouts`` (by the name that rows use), the layout and role of each row must be among them.
    """
    table = read_table(book, source, REQUIRED, OPTIONAL)
    problems = list(table.problems)
    if not problems and not table.rows:
        problems.append(Problem(source=source, message="the roster is empty", fix="add a row for each form to issue"))
    has_columns = {name for row in table.rows[:1] for name in row.values}
    for row in table.rows:
        found = [*_values_wrong(row, has_columns), *_layout_wrong(row, layouts)]
        problems += (_problem(table, row, words) for words in found)
    problems += _contradictions(table)
    if problems:
        problems.sort(key=lambda problem: problem.line)
        raise RosterError(f"{quoted(source)} has {count_of(len(problems), 'problem')}", problems)
    return tuple(_assignment(row) for row in table.rows)


def _problem(table: Table, row: Row, words: Words) -> Problem:
    message, fix = words
    return Problem(source=table.source, message=message, fix=fix, line=row.number)


def _values_wrong(row: Row, columns: set[str]) -> Iterator[Words]:
    for name in REQUIRED:
        if name in columns and not row.values[name]:
            yield f"{name} is empty", _EMPTY_FIXES[name]
    for name, value in row.values.items():
        known = name in REQUIRED or name in OPTIONAL
        limit = MAX_LENGTH if known else MAX_EXTRA_LENGTH
        if len(value) > limit:
            yield f"{name} has {len(value):,} characters", f"keep it within {limit:,}"
        if (_CONTROL if known else _CONTROL_IN_LONG_TEXT).search(value):
            fix = "write it on one line, without invisible characters" if known else "remove it"
            yield f"{name} holds a {'line break or ' if known else ''}control character", fix
        elif name in ("email", "reviewer_email") and value and not _EMAIL.fullmatch(value):
            yield f"{name} {quoted(value)} is no e-mail address", "write it like name@example.com"


def _layout_wrong(row: Row, layouts: Mapping[str, Layout] | None) -> Iterator[Words]:
    if layouts is None:
        return
    layout, role = _id_in(row, "layout"), _id_in(row, "role")
    if layout and layout not in layouts:
        yield f"unknown layout {quoted(layout)}", did_you_mean(layout, layouts)
        return
    possible = [layouts[layout]] if layout else list(layouts.values())
    roles = [name for one in possible for name in one.role_by_id]
    if role and role not in roles:
        where = f"layout {layout}" if layout else "any layout of the cycle"
        yield f"role {quoted(role)} is not in {where}", did_you_mean(role, roles)


def _contradictions(table: Table) -> list[Problem]:
    """Rows that say two things of one person, or ask for the same form twice."""
    return [
        *_two_names(table, "employee_id", "name", str, "give each person an id of their own, or mend the name"),
        *_two_names(table, "reviewer_email", "reviewer_name", str.casefold, "mend the address or the name"),
        *_twice(table),
    ]


def _two_names(table: Table, key: str, name: str, compared: Callable[[str], str], fix: str) -> Iterator[Problem]:
    first: dict[str, Row] = {}
    for row in table.rows:
        value, named = row.values.get(key, ""), row.values.get(name, "")
        if not value or not named:
            continue
        earlier = first.setdefault(compared(value), row)
        if squeeze(earlier.values[name]) != squeeze(named):
            other = f"{quoted(earlier.values[name])} in row {earlier.number}"
            yield _problem(table, row, (f"{key} {quoted(value)} is {quoted(named)} here, but {other}", fix))


def _twice(table: Table) -> Iterator[Problem]:
    first: dict[tuple[str, ...], Row] = {}
    for row in table.rows:
        assignment = _assignment(row)
        if not assignment.reviewee.employee_id or not assignment.reviewer.email:
            continue
        earlier = first.setdefault((*assignment.key, squeeze(assignment.reviewee.name)), row)
        if earlier is not row:
            yield _problem(table, row, (f"this row asks for the same form as row {earlier.number}", "remove one"))


def _id_in(row: Row, name: str) -> str:
    """An id as it is compared: ids have no capitals."""
    return row.values.get(name, "").casefold()


def _assignment(row: Row) -> Assignment:
    get = row.values.get
    return Assignment(
        reviewee=Person(
            employee_id=get("employee_id", ""),
            name=get("name", ""),
            email=get("email", ""),
            title=get("title", ""),
            team=get("team", ""),
        ),
        reviewer=Reviewer(
            name=get("reviewer_name", ""), email=get("reviewer_email", ""), title=get("reviewer_title", "")
        ),
        layout=_id_in(row, "layout"),
        role=_id_in(row, "role"),
        account=get("account", ""),
        extra={name: value for name, value in row.values.items() if name not in (*REQUIRED, *OPTIONAL)},
    )
