"""What every file about people has in common: its columns, what may stand in them, and what contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn, Self, overload

from sheetreview.errors import Problem, RosterError
from sheetreview.inputs.table import Row, Table, has_columns, read_table
from sheetreview.inputs.wording import count_of, did_you_mean, quoted
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment
from sheetreview.sheet.grid import Book
from sheetreview.sheet.text import squeeze

MAX_LENGTH = 200
MAX_EXTRA_LENGTH = 2000

_EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\".]+(\.[^@\s,;<>()\".]+)+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffd-\uffff]")
_CONTROL_IN_LONG_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd-\uffff]")
_BETWEEN_ROLES = re.compile(r"[,;/+&]|\s+and\s+", re.IGNORECASE)

Words = tuple[str, str]
"""What is wrong, and how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of a file about people; all others are its owner's own.

    ``option`` is how a cycle is started with the file. ``required`` says of each column what to do where it is empty;
    ``emails`` are those that hold an e-mail address.
    """

    noun: str
    option: str
    required: Mapping[str, str]
    optional: tuple[str, ...]
    emails: frozenset[str]

    @property
    def known(self) -> tuple[str, ...]:
        """Names of the columns with a meaning."""
        return (*self.required, *self.optional)

    def own(self, row: Row) -> dict[str, str]:
        """What stands in a row's columns of the owner's own."""
        return {name: value for name, value in row.values.items() if name not in self.known}


ROSTER = Columns(
    noun="roster",
    option="--roster",
    required={
        "employee_id": "give each person an id",
        "name": "write the name of the person reviewed",
        "reviewer_name": "write who fills the form",
        "reviewer_email": "write where the form goes",
    },
    optional=("email", "title", "team", "reviewer_title", "layout", "role", "account"),
    emails=frozenset({"email", "reviewer_email"}),
)
ACCOUNTS = Columns(
    noun="accounts file",
    option="--accounts",
    required={
        "account": "write the name of the account",
        "account_manager": "write who manages the account",
        "account_manager_email": "write the address of the account manager",
        "line_manager": "write who fills the form",
        "line_manager_email": "write where the form goes",
    },
    optional=("account_manager_id", "team", "layout", "role"),
    emails=frozenset({"account_manager_email", "line_manager_email"}),
)
RATERS = Columns(
    noun="raters file",
    option="--raters",
    required={
        "customer_name": "write who fills the form",
        "customer_email": "write where the form goes",
        "employee_id": "write the id of the salesperson",
        "salesperson": "write the name of the person rated",
        "month": "write the month the form is for, such as 2026-11",
    },
    optional=("team", "layout", "role"),
    emails=frozenset({"customer_email"}),
)


@dataclass(frozen=True, slots=True)
class Listed(Sequence[Assignment]):
    """The assignments of a file in its order, and the row of the file that each comes from."""

    assignments: tuple[Assignment, ...]
    rows: tuple[int, ...]

    @classmethod
    def of(cls, table: Table, made_of: Callable[[Row], Iterable[Assignment]]) -> Self:
        """The assignments of each of a table's rows."""
        pairs = [(assignment, row.number) for row in table.rows for assignment in made_of(row)]
        return cls(tuple(assignment for assignment, _ in pairs), tuple(number for _, number in pairs))

    def __len__(self) -> int:
        return len(self.assignments)

    @overload
    def __getitem__(self, place: int) -> Assignment: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Assignment, ...]: ...

    def __getitem__(self, place: int | slice) -> Assignment | tuple[Assignment, ...]:
        return self.assignments[place]


def read_people(book: Book, source: str, columns: Columns) -> tuple[Table, list[Problem]]:
    """A file's table, and what is wrong with it and with its single values.

    Raises RosterError for a file of another kind: that it lacks the columns of this one is no help.
    """
    table = read_table(book, source, tuple(columns.required), columns.optional)
    problems = list(table.problems)
    if other := _other_kind(book, columns) if problems else None:
        message = f"this is {_one(other.noun)}, not {_one(columns.noun)}"
        fix = f"start the cycle with {other.option}, or give {_one(columns.noun)}"
        refuse(source, [Problem(source=source, message=message, fix=fix)])
    if not problems and not table.rows:
        fix = "add a row for each form to issue"
        problems.append(Problem(source=source, message=f"the {columns.noun} is empty", fix=fix))
    for row in table.rows:
        problems += (problem(table, row, words) for words in _values_wrong(row, columns))
    return table, problems


def _other_kind(book: Book, columns: Columns) -> Columns | None:
    """The kind of a file that has all columns of that kind, but not of the one it is given as."""
    if has_columns(book, tuple(columns.required)):
        return None
    others = (one for one in (ROSTER, ACCOUNTS, RATERS) if one is not columns)
    return next((one for one in others if has_columns(book, tuple(one.required))), None)


def _one(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def refuse(source: str, problems: Iterable[Problem]) -> NoReturn:
    """Raise RosterError with the problems of a file in the order of its rows."""
    ordered = sorted(problems, key=lambda one: one.line)
    raise RosterError(f"{quoted(source)} has {count_of(len(ordered), 'problem')}", ordered)


def problem(table: Table, row: Row, words: Words) -> Problem:
    """Something wrong in a row."""
    message, fix = words
    return Problem(source=table.source, message=message, fix=fix, line=row.number)


def _values_wrong(row: Row, columns: Columns) -> Iterator[Words]:
    for name, fix in columns.required.items():
        if name in row.values and not row.values[name]:
            yield f"{name} is empty", fix
    known = set(columns.known)
    for name, value in row.values.items():
        limit = MAX_LENGTH if name in known else MAX_EXTRA_LENGTH
        if len(value) > limit:
            yield f"{name} has {len(value):,} characters", f"keep it within {limit:,}"
        if (_CONTROL if name in known else _CONTROL_IN_LONG_TEXT).search(value):
            fix = "write it on one line, without invisible characters" if name in known else "remove it"
            yield f"{name} holds a {'line break or ' if name in known else ''}control character", fix
        elif name in columns.emails and value and not _EMAIL.fullmatch(value):
            yield f"{name} {quoted(value)} is no e-mail address", "write it like name@example.com"


def two_names(table: Table, key: str, name: str, compared: Callable[[str], str], fix: str) -> Iterator[Problem]:
    """Rows in which a ``name`` differs from that of an earlier row with the same ``key``."""
    first: dict[str, Row] = {}
    for row in table.rows:
        value, named = row.values.get(key, ""), row.values.get(name, "")
        if not value or not named:
            continue
        earlier = first.setdefault(compared(value), row)
        if squeeze(earlier.values[name]) != squeeze(named):
            other = f"{quoted(earlier.values[name])} in row {earlier.number}"
            yield problem(table, row, (f"{key} {quoted(value)} is {quoted(named)} here, but {other}", fix))


def repeated(table: Table, keys: Callable[[Row], Iterable[Hashable]], words: Callable[[Row], Words]) -> list[Problem]:
    """Rows that have a key of an earlier row; ``words`` are given the earlier one. A row is named once."""
    first: dict[Hashable, Row] = {}
    problems = []
    for row in table.rows:
        earlier = [other for key in keys(row) if (other := first.setdefault(key, row)) is not row]
        if earlier:
            problems.append(problem(table, row, words(earlier[0])))
    return problems


def id_in(row: Row, name: str) -> str:
    """An id as it is compared: ids have no capitals."""
    return row.values.get(name, "").casefold()


def roles_in(row: Row) -> tuple[str, ...]:
    """Ids of the roles that a row names, each once; nothing where it names none."""
    parts = (part.strip() for part in _BETWEEN_ROLES.split(id_in(row, "role")))
    return tuple(dict.fromkeys(part for part in parts if part))


def layout_wrong(row: Row, layouts: Mapping[str, Layout] | None) -> Iterator[Words]:
    """What is wrong with the layout and the roles that a row names."""
    if layouts is None:
        return
    layout = id_in(row, "layout")
    if layout and layout not in layouts:
        yield f"unknown layout {quoted(layout)}", did_you_mean(layout, layouts)
        return
    possible = [layouts[layout]] if layout else list(layouts.values())
    known = [name for one in possible for name in one.role_by_id]
    for role in roles_in(row):
        if role not in known:
            where = f"layout {layout}" if layout else "any layout of the cycle"
            yield f"role {quoted(role)} is not in {where}", _role_fix(role, known)


def _role_fix(role: str, known: list[str]) -> str:
    fix, names = did_you_mean(role, known), list(dict.fromkeys(known))
    return f"{fix} The roles are {', '.join(names)}" if fix.startswith("did you mean") and len(names) > 1 else fix
