"""What every file about people has in common: its columns, what may stand in them, and what contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

from sheetreview.errors import Problem, RosterError
from sheetreview.inputs.table import Row, Table, read_table
from sheetreview.inputs.wording import count_of, did_you_mean, quoted
from sheetreview.model.layout import Layout
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

    ``required`` says of each what to do where it is empty; ``emails`` are those that hold an e-mail address.
    """

    noun: str
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


def read_people(book: Book, source: str, columns: Columns) -> tuple[Table, list[Problem]]:
    """A file's table, and what is wrong with it and with its single values."""
    table = read_table(book, source, tuple(columns.required), columns.optional)
    problems = list(table.problems)
    if not problems and not table.rows:
        fix = "add a row for each form to issue"
        problems.append(Problem(source=source, message=f"the {columns.noun} is empty", fix=fix))
    for row in table.rows:
        problems += (problem(table, row, words) for words in _values_wrong(row, columns))
    return table, problems


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
