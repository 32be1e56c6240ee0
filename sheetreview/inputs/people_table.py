"""Files about people: the columns of each kind of file, and one reader for all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn, Self, overload

from sheetreview.errors import Problem, RosterError
from sheetreview.inputs.table import Row, Table, has_columns, read_table
from sheetreview.inputs.wording import count_of, did_you_mean, quoted
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment, Person, Reviewer
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


@dataclass(frozen=True, slots=True)
class PeopleColumn:
    """A column with a meaning.

    ``becomes`` is the part of an :class:`Assignment` that its texts fill, such as ``reviewee.name`` or ``account``;
    empty where the file's own reader sees to it. ``when_empty`` says what to do where a required column is empty; an
    optional column has none.
    """

    name: str
    becomes: str = ""
    when_empty: str = ""
    email: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFile:
    """A kind of file about people: its columns with a meaning; all others are its owner's own.

    ``option`` is how a cycle is started with the file.
    """

    noun: str
    option: str
    columns: tuple[PeopleColumn, ...]

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that every file has."""
        return tuple(column.name for column in self.columns if column.when_empty)

    @property
    def optional(self) -> tuple[str, ...]:
        """Names of the columns with a meaning that a file may lack."""
        return tuple(column.name for column in self.columns if not column.when_empty)

    @property
    def known(self) -> tuple[str, ...]:
        """Names of all columns with a meaning."""
        return tuple(column.name for column in self.columns)

    def assignment(self, row: Row) -> Assignment:
        """What a row asks for, without its role; ``extra`` is what stands in the columns of the owner's own."""
        parts: dict[str, dict[str, str]] = {"": {}, "reviewee": {"employee_id": ""}, "reviewer": {}}
        for column in self.columns:
            part, _, name = column.becomes.rpartition(".")
            if name:
                parts[part][name] = row.values.get(column.name, "")
        known = self.known
        return Assignment(
            reviewee=Person(**parts["reviewee"]),
            reviewer=Reviewer(**parts["reviewer"]),
            account=parts[""].get("account", ""),
            layout=id_in(row, "layout"),
            extra={name: value for name, value in row.values.items() if name not in known},
        )


ROSTER = PeopleFile(
    noun="roster",
    option="--roster",
    columns=(
        PeopleColumn("employee_id", "reviewee.employee_id", "give each person an id"),
        PeopleColumn("name", "reviewee.name", "write the name of the person reviewed"),
        PeopleColumn("reviewer_name", "reviewer.name", "write who fills the form"),
        PeopleColumn("reviewer_email", "reviewer.email", "write where the form goes", email=True),
        PeopleColumn("email", "reviewee.email", email=True),
        PeopleColumn("title", "reviewee.title"),
        PeopleColumn("team", "reviewee.team"),
        PeopleColumn("reviewer_title", "reviewer.title"),
        PeopleColumn("layout"),
        PeopleColumn("role"),
        PeopleColumn("account", "account"),
    ),
)
ACCOUNTS = PeopleFile(
    noun="accounts file",
    option="--accounts",
    columns=(
        PeopleColumn("account", "account", "write the name of the account"),
        PeopleColumn("account_manager", "reviewee.name", "write who manages the account"),
        PeopleColumn("account_manager_email", "reviewee.email", "write the address of the account manager", email=True),
        PeopleColumn("line_manager", "reviewer.name", "write who fills the form"),
        PeopleColumn("line_manager_email", "reviewer.email", "write where the form goes", email=True),
        PeopleColumn("account_manager_id", "reviewee.employee_id"),
        PeopleColumn("team", "reviewee.team"),
        PeopleColumn("layout"),
        PeopleColumn("role"),
    ),
)
RATERS = PeopleFile(
    noun="raters file",
    option="--raters",
    columns=(
        PeopleColumn("customer_name", "reviewer.name", "write who fills the form"),
        PeopleColumn("customer_email", "reviewer.email", "write where the form goes", email=True),
        PeopleColumn("employee_id", "reviewee.employee_id", "write the id of the salesperson"),
        PeopleColumn("salesperson", "reviewee.name", "write the name of the person rated"),
        PeopleColumn("month", when_empty="write the month the form is for, such as 2026-11"),
        PeopleColumn("team", "reviewee.team"),
        PeopleColumn("layout"),
        PeopleColumn("role"),
    ),
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


def read_people(
    book: Book, source: str, kind: PeopleFile, layouts: Mapping[str, Layout] | None
) -> tuple[Table, list[Problem]]:
    """Return a file's table, and what is wrong with it and with its single values.

    With ``layouts`` (by the name that rows use), the layout and roles of each row must be among them. Raises
    RosterError for a file of another kind: that it lacks the columns of this one is no help.
    """
    table = read_table(book, source, kind.required, kind.optional)
    problems = list(table.problems)
    if other := _other_kind(book, kind) if problems else None:
        message = f"this is {_one(other.noun)}, not {_one(kind.noun)}"
        fix = f"start the cycle with {other.option}, or give {_one(kind.noun)}"
        refuse(source, [Problem(source=source, message=message, fix=fix)])
    if not problems and not table.rows:
        fix = "add a row for each form to issue"
        problems.append(Problem(source=source, message=f"the {kind.noun} is empty", fix=fix))
    for row in table.rows:
        problems += (problem(table, row, words) for words in _values_wrong(row, kind))
        problems += (problem(table, row, words) for words in _layout_wrong(row, layouts))
    return table, problems


def _other_kind(book: Book, kind: PeopleFile) -> PeopleFile | None:
    """The kind of a file that has all columns of that kind, but not of the one it is given as."""
    if has_columns(book, kind.required):
        return None
    others = (other for other in (ROSTER, ACCOUNTS, RATERS) if other is not kind)
    return next((other for other in others if has_columns(book, other.required)), None)


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


def _values_wrong(row: Row, kind: PeopleFile) -> Iterator[Words]:
    columns = {column.name: column for column in kind.columns}
    for column in kind.columns:
        if column.when_empty and row.values.get(column.name) == "":
            yield f"{column.name} is empty", column.when_empty
    for name, value in row.values.items():
        if name in columns:
            yield from _value_wrong(columns[name], value)
        else:
            yield from _own_value_wrong(name, value)


def _value_wrong(column: PeopleColumn, value: str) -> Iterator[Words]:
    name = column.name
    if len(value) > MAX_LENGTH:
        yield f"{name} has {len(value):,} characters", f"keep it within {MAX_LENGTH:,}"
    if _CONTROL.search(value):
        yield f"{name} holds a line break or control character", "write it on one line, without invisible characters"
    elif column.email and value and not _EMAIL.fullmatch(value):
        yield f"{name} {quoted(value)} is no e-mail address", "write it like name@example.com"


def _own_value_wrong(name: str, value: str) -> Iterator[Words]:
    if len(value) > MAX_EXTRA_LENGTH:
        yield f"{name} has {len(value):,} characters", f"keep it within {MAX_EXTRA_LENGTH:,}"
    if _CONTROL_IN_LONG_TEXT.search(value):
        yield f"{name} holds a control character", "remove it"


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


def _layout_wrong(row: Row, layouts: Mapping[str, Layout] | None) -> Iterator[Words]:
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
