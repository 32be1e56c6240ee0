"""An accounts file: which accounts are reviewed, who manages each, and who reviews that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from sheetreview.errors import Problem
from sheetreview.inputs.days import iso_day
from sheetreview.inputs.people_table import (
    ACCOUNTS,
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
from sheetreview.inputs.wording import closest, misspelt, quoted
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment
from sheetreview.model.schedule import LAST_REVIEW, today
from sheetreview.sheet.grid import Book
from sheetreview.sheet.text import squeeze

REQUIRED, OPTIONAL = ACCOUNTS.required, ACCOUNTS.optional


def parse_accounts(
    book: Book, source: str, layouts: Mapping[str, Layout], layout: str, as_of: date | None = None
) -> Listed:
    """The assignments of an accounts file, in its order: the account manager is reviewed by the line manager.

    ``layout``, one of ``layouts``, is that of rows that name none. The account manager's id is the e-mail address
    where the file has none. ``extra`` holds the account's facts by column; ``last_review`` in it is year-month-day.
    ``as_of`` is the day by which a review is still to come; left out, that of the machine. Raises RosterError with
    every problem and its row.
    """
    table, problems = read_people(book, source, ACCOUNTS, layouts)
    latest = (as_of or today()).isoformat()
    for row in table.rows:
        wrong = [*_last_review_wrong(row, latest), *_own_manager(row)]
        wrong += _facts_misspelt(row, layouts.get(id_in(row, "layout") or layout))
        problems += (problem(table, row, words) for words in wrong)
    problems += _contradictions(table)
    problems += _facts_missing(table, layouts, layout)
    if problems:
        refuse(source, problems)
    ids = {email.casefold(): given for email, given in _ids(table)}
    return Listed.of(table, lambda row: _assignments(row, ids))


def _ids(table: Table) -> Iterator[tuple[str, str]]:
    for row in table.rows:
        if given := row.values.get("account_manager_id", ""):
            yield row.values["account_manager_email"], given


def _last_review_wrong(row: Row, latest: str) -> Iterator[Words]:
    written = row.values.get(LAST_REVIEW, "")
    day = iso_day(written)
    if written and not day:
        yield f"last_review {quoted(written)} is no date", "write it as year-month-day, such as 2026-03-31"
    elif day > latest:
        yield f"last_review {day} is still to come", "write the day of the last review that was held"


def _facts_misspelt(row: Row, layout: Layout | None) -> Iterator[Words]:
    """Facts that look like a misspelt value of the layout's rule; any other falls under the rule for the rest."""
    for column, known in _values_named(layout).items() if layout else ():
        value = row.values.get(column, "")
        if near := misspelt(value, known):
            fix = f"did you mean {quoted(near)}? If not, name it in a rule of the layout"
            yield f"{column} {quoted(value)} is in no rule of the layout", fix


def _values_named(layout: Layout) -> dict[str, list[str]]:
    """The values that a layout's rules of frequency name, by column of the file."""
    named: dict[str, list[str]] = {}
    for rule in layout.frequency.rules if layout.frequency else ():
        for column, values in rule.when.items():
            named.setdefault(column, []).extend(values)
    return named


def _own_manager(row: Row) -> Iterator[Words]:
    manager, line = (row.values.get(name, "").casefold() for name in ("account_manager_email", "line_manager_email"))
    if manager and manager == line:
        yield "the account manager and the line manager have the same address", "name the person above as line manager"


def _contradictions(table: Table) -> Iterator[Problem]:
    """Rows that say two things of one person, or of one account."""
    for who in ("account_manager", "line_manager"):
        yield from two_names(table, f"{who}_email", who, str.casefold, "mend the address or the name")
    own_id = "give each person an id of their own, or mend the address"
    yield from two_names(table, "account_manager_email", "account_manager_id", str.casefold, own_id)
    yield from two_names(table, "account_manager_id", "account_manager_email", str, own_id)
    yield from repeated(table, _account_keys, _same_account)


def _account_keys(row: Row) -> Iterator[tuple[str, ...]]:
    if name := squeeze(row.values.get("account", "")):
        yield name, id_in(row, "layout")


def _same_account(earlier: Row) -> Words:
    return f"this account stands in row {earlier.number} already", "remove one, or tell the names apart"


def _facts_missing(table: Table, layouts: Mapping[str, Layout], default: str) -> Iterator[Problem]:
    """Columns that a layout's rule looks at and the file does not have."""
    names = dict.fromkeys(id_in(row, "layout") or default for row in table.rows)
    columns = list(table.rows[0].values if table.rows else ())
    own = [name for name in columns if name not in ACCOUNTS.known]
    for layout in filter(None, map(layouts.get, names)):
        for wanted in _values_named(layout):
            if wanted not in columns:
                fix = _rename(closest(wanted, own))
                message = (
                    f"there is no column {wanted}, by which layout {layout.id} says how often an account is reviewed"
                )
                yield Problem(source=table.source, message=message, fix=fix)


def _rename(near: str) -> str:
    return f"rename column {quoted(near)} if that is it" if near else "add it"


def _assignments(row: Row, ids: Mapping[str, str]) -> Iterator[Assignment]:
    asked = ACCOUNTS.assignment(row)
    address = asked.reviewee.email.casefold()
    facts = dict(asked.extra)
    if LAST_REVIEW in facts:
        facts[LAST_REVIEW] = iso_day(facts[LAST_REVIEW])
    for role in roles_in(row) or ("",):
        reviewee = replace(asked.reviewee, employee_id=ids.get(address, address))
        yield replace(asked, reviewee=reviewee, role=role, extra=facts)
