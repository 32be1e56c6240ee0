"""Files about people: the columns of each kind of file, and one reader for all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NoReturn

from sheetreview.errors import Problem, RosterError
from sheetreview.inputs.table import Row, has_columns, read_table
from sheetreview.inputs.wording import did_you_mean, quoted
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.sheet.grid import Book
from sheetreview.sheet.lookalikes import as_latin, lookalike_named, mixes_alphabets
from sheetreview.sheet.text import fold, plural, squeeze

MAX_LENGTH = 200
MAX_EXTRA_LENGTH = 2000

_EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\".]+(\.[^@\s,;<>()\".]+)+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffd-\uffff]")
_CONTROL_IN_LONG_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd-\uffff]")
_LINK = re.compile(r"\s*mailto:", re.IGNORECASE)
_MEND_NAME = "mend the address or the name"
_OWN_ID = "give each person an id of their own, or mend the address"
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

    def taken(self, text: str) -> str:
        """A cell's text as it is taken in: addresses and ids, by which people are told apart, written in one way."""
        if self.email:
            return _LINK.sub("", fold(text)).strip()
        return taken_id(text) if self.is_id else text

    @property
    def is_id(self) -> bool:
        """Whether it holds people's ids."""
        return self.becomes == "reviewee.employee_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFile:
    """A kind of file about people: its columns with a meaning; all others are its owner's own.

    ``option`` is how a cycle is started with the file. ``names`` are pairs of columns of which the first has one name,
    in the second, in all rows, and how to mend a row that has another.
    """

    noun: str
    option: str
    columns: tuple[PeopleColumn, ...]
    names: tuple[tuple[str, str, str], ...]

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
                parts[part][name] = row[column.name]
        known = self.known
        return Assignment(
            reviewee=Person(**parts["reviewee"]),
            reviewer=Reviewer(**parts["reviewer"]),
            account=parts[""].get("account", ""),
            layout=row.id("layout"),
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
        PeopleColumn("due"),
    ),
    names=(
        ("employee_id", "name", "give each person an id of their own, or mend the name"),
        ("reviewer_email", "reviewer_name", _MEND_NAME),
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
        PeopleColumn("due"),
    ),
    names=(
        ("account_manager_email", "account_manager", _MEND_NAME),
        ("line_manager_email", "line_manager", _MEND_NAME),
        ("account_manager_email", "account_manager_id", _OWN_ID),
        ("account_manager_id", "account_manager_email", _OWN_ID),
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
        PeopleColumn("due"),
    ),
    names=(
        ("employee_id", "salesperson", "give each person an id of their own, or mend the name"),
        ("customer_email", "customer_name", _MEND_NAME),
    ),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """The assignments of a file in its order, and the row of the file that each comes from."""

    assignments: tuple[Assignment, ...]
    rows: tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class PeopleTable:
    """The rows of a file about people, and what is wrong with them so far."""

    kind: PeopleFile
    source: str
    rows: tuple[Row, ...]
    problems: list[Problem]

    def note(self, row: Row, found: Iterable[Words]) -> None:
        """Note what is wrong in a row."""
        self.problems.extend(row_problem(self.source, row, words) for words in found)

    def note_repeated(self, keys: Callable[[Row], Iterable[Hashable]], words: Callable[[Row], Words]) -> None:
        """Note rows that have a key of an earlier row, once each; ``words`` are given the earlier one."""
        first: dict[Hashable, Row] = {}
        for row in self.rows:
            earlier = [other for key in keys(row) if (other := first.setdefault(key, row)) is not row]
            self.note(row, [words(one) for one in earlier[:1]])

    def note_contradictions(self) -> None:
        """Note rows that give another name to the key of an earlier row."""
        addresses = {column.name for column in self.kind.columns if column.email}
        for key, name, fix in self.kind.names:
            first: dict[str, Row] = {}
            for row in self.rows:
                value, named = row[key], row[name]
                if not value or not named:
                    continue
                earlier = first.setdefault(squeeze(value) if key in addresses else value, row)
                if squeeze(earlier[name]) != squeeze(named):
                    other = f"{quoted(earlier[name])} in row {earlier.number}"
                    message = f"{key} {quoted(value)} is {quoted(named)} here, but {other}"
                    self.note(row, [(message + _alike_but_for_letters(named, earlier[name]), fix)])

    def note_lookalikes(self) -> None:
        """Note addresses and ids that look like those of an earlier row, but are spelt with other letters."""
        for column in (column for column in self.kind.columns if column.email or column.is_id):
            first: dict[str, Row] = {}
            for row in self.rows:
                value = row[column.name]
                earlier = first.setdefault(squeeze(as_latin(value)), row)
                if letters := _alike_but_for_letters(value, earlier[column.name]):
                    message = f"{column.name} {quoted(value)} looks like that in row {earlier.number}{letters}"
                    self.note(row, [(message, "write it with the same letters in every row")])

    def listed(self, assignments: Callable[[Row], Iterable[Assignment]]) -> Listed:
        """Return the assignments of all rows. Raises RosterError where anything is wrong."""
        if self.problems:
            refuse(self.source, self.problems)
        pairs = [(assignment, row.number) for row in self.rows for assignment in assignments(row)]
        return Listed(tuple(assignment for assignment, _ in pairs), tuple(number for _, number in pairs))


def read_people(book: Book, source: str, kind: PeopleFile, layouts: Mapping[str, Layout] | None) -> PeopleTable:
    """Return a file's rows, with what is wrong with its table and with single values.

    With ``layouts`` (by the name that rows use), the layout and roles of each row must be among them. Raises
    RosterError for a file of another kind: that it lacks the columns of this one is no help.
    """
    table = read_table(book, source, kind.required, kind.optional)
    problems = list(table.problems)
    columns = {column.name: column for column in kind.columns}
    rows = tuple(replace(row, values=_taken(row, columns)) for row in table.rows)
    if other := _other_kind(book, kind) if problems else None:
        message = f"this is {_one(other.noun)}, not {_one(kind.noun)}"
        fix = f"start the cycle with {other.option}, or give {_one(kind.noun)}"
        refuse(source, [Problem(source=source, message=message, fix=fix)])
    if not problems and not rows:
        fix = "add a row for each form to issue"
        problems.append(Problem(source=source, message=f"the {kind.noun} is empty", fix=fix))
    people = PeopleTable(kind=kind, source=source, rows=rows, problems=problems)
    for row in people.rows:
        people.note(row, _values_wrong(row, kind))
        people.note(row, _layout_wrong(row, layouts))
    people.note_lookalikes()
    return people


def taken_id(text: str) -> str:
    """A person's id as it is taken in."""
    return fold(text).strip()


def _taken(row: Row, columns: Mapping[str, PeopleColumn]) -> dict[str, str]:
    return {name: columns[name].taken(text) if name in columns else text for name, text in row.values.items()}


def _alike_but_for_letters(text: str, other: str) -> str:
    """What to add to a message where two texts differ in letters of other alphabets alone; '' where they do not."""
    if squeeze(text) == squeeze(other) or squeeze(as_latin(text)) != squeeze(as_latin(other)):
        return ""
    return f" ({lookalike_named(text) or lookalike_named(other)})"


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
    raise RosterError(f"{quoted(source)} has {plural(len(ordered), 'problem')}", ordered)


def row_problem(source: str, row: Row, words: Words) -> Problem:
    """Something wrong in a row of a file."""
    message, fix = words
    return Problem(source=source, message=message, fix=fix, line=row.number)


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
    elif column.email and (mixed := next(filter(mixes_alphabets, re.split("[@.]", value)), "")):
        yield f"{name} {quoted(value)}: {lookalike_named(mixed)}", "type the address anew"


def _own_value_wrong(name: str, value: str) -> Iterator[Words]:
    if len(value) > MAX_EXTRA_LENGTH:
        yield f"{name} has {len(value):,} characters", f"keep it within {MAX_EXTRA_LENGTH:,}"
    if _CONTROL_IN_LONG_TEXT.search(value):
        yield f"{name} holds a control character", "remove it"


def roles_in(row: Row) -> tuple[str, ...]:
    """Ids of the roles that a row names, each once; nothing where it names none."""
    parts = (part.strip() for part in _BETWEEN_ROLES.split(row.id("role")))
    return tuple(dict.fromkeys(part for part in parts if part))


def _layout_wrong(row: Row, layouts: Mapping[str, Layout] | None) -> Iterator[Words]:
    """What is wrong with the layout and the roles that a row names."""
    if layouts is None:
        return
    layout = row.id("layout")
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
