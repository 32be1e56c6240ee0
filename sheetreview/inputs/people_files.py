"""The files a cycle is started with: a roster, an accounts file or a raters file, and the metrics that HR gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from sheetreview.errors import Problem
from sheetreview.form.dates import month_number
from sheetreview.form.kinds import kind_class
from sheetreview.form.values import plain_digits, read_date
from sheetreview.inputs.people_table import (
    ACCOUNTS,
    MAX_EXTRA_LENGTH,
    RATERS,
    ROSTER,
    Listed,
    PeopleFile,
    PeopleTable,
    Words,
    read_people,
    refuse,
    roles_in,
    row_problem,
    taken_id,
)
from sheetreview.inputs.table import Row, read_table
from sheetreview.inputs.wording import closest, did_you_mean, misspelt, quoted
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment, Metric
from sheetreview.model.schedule import LAST_REVIEW, is_usual, today
from sheetreview.sheet.grid import EPOCH, Book
from sheetreview.sheet.text import squeeze

METRICS_COLUMNS = ("employee_id", "item", "metric")

_CONTROL_IN_METRIC = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})")
_MONTH_FIRST = re.compile(r"(?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})")
_MONTHS = 12
_NAME_FIRST = re.compile(r"(?P<name>[^\W\d_]+)[., -]+(?P<year>[0-9]{4}|[0-9]{2})")
_NAME_LAST = re.compile(r"(?P<year>[0-9]{4})[., -]+(?P<name>[^\W\d_]+)\.?")


def parse_roster(book: Book, source: str, layouts: Mapping[str, Layout] | None = None) -> Listed:
    """The assignments of a roster, in its order: one for each role that a row names.

    With ``layouts`` (by the name that rows use), the layout and roles of each row must be among them. Raises
    RosterError with every problem and its row.
    """
    people = read_people(book, source, ROSTER, layouts)
    _note_due(people)
    scheduled = any(layout.frequency is not None for layout in (layouts or {}).values())
    for row in people.rows if scheduled else ():
        people.note(row, _last_review_wrong(row, today().isoformat()))
    people.note_contradictions()
    people.note_repeated(
        _roster_keys, lambda earlier: (f"this row asks for the same form as row {earlier.number}", "remove one")
    )
    finish = _with_day if scheduled else lambda asked: asked
    return people.listed(lambda row: map(finish, _assignments(ROSTER, row)))


def _with_day(asked: Assignment) -> Assignment:
    """An assignment with the day of the last review as year-month-day."""
    written = asked.extra.get(LAST_REVIEW, "")
    return replace(asked, extra={**asked.extra, LAST_REVIEW: typed_day(written)}) if written else asked


def _assignments(kind: PeopleFile, row: Row, default: str = "") -> Iterator[Assignment]:
    """What a row asks for, once for each role that it names, or else for the ``default`` one."""
    asked = replace(kind.assignment(row), due=typed_day(row["due"]))
    return (replace(asked, role=role) for role in roles_in(row) or (default,))


def _note_due(people: PeopleTable) -> None:
    """Note rows whose own due date is none."""
    for row in people.rows:
        if row["due"] and not typed_day(row["due"]):
            fix = "write it as year-month-day, such as 2026-12-18, or leave it empty for the cycle's due date"
            people.note(row, [(f"due {quoted(row['due'])} is no date", fix)])


def _roster_keys(row: Row) -> Iterator[tuple[str, ...]]:
    for assignment in _assignments(ROSTER, row):
        if assignment.reviewee.employee_id and assignment.reviewer.email:
            yield (*assignment.key, squeeze(assignment.reviewee.name))


def parse_accounts(
    book: Book, source: str, layouts: Mapping[str, Layout], layout: str, as_of: date | None = None
) -> Listed:
    """The assignments of an accounts file, in its order: the account manager is reviewed by the line manager.

    ``layout``, one of ``layouts``, is that of rows that name none. The account manager's id is the e-mail address
    where the file has none. ``extra`` holds the account's facts by column; ``last_review`` in it is year-month-day.
    ``as_of`` is the day by which a review is still to come; left out, that of the machine. Raises RosterError with
    every problem and its row.
    """
    people = read_people(book, source, ACCOUNTS, layouts)
    _note_due(people)
    latest = (as_of or today()).isoformat()
    for row in people.rows:
        people.note(row, _last_review_wrong(row, latest))
        people.note(row, _own_manager(row))
        people.note(row, _facts_misspelt(row, layouts.get(row.id("layout") or layout)))
    people.note_contradictions()
    people.note_repeated(_account_keys, _same_account)
    people.problems.extend(_facts_missing(people, layouts, layout))
    ids = {squeeze(row["account_manager_email"]): given for row in people.rows if (given := row["account_manager_id"])}
    return people.listed(lambda row: _account_reviews(row, ids))


def _last_review_wrong(row: Row, latest: str) -> Iterator[Words]:
    written = row[LAST_REVIEW]
    day = typed_day(written)
    if written and not day:
        yield f"last_review {quoted(written)} is no date", "write it as year-month-day, such as 2026-03-31"
    elif day > latest:
        yield f"last_review {day} is still to come", "write the day of the last review that was held"


def _own_manager(row: Row) -> Iterator[Words]:
    manager = row["account_manager_email"]
    if manager and squeeze(manager) == squeeze(row["line_manager_email"]):
        yield "the account manager and the line manager have the same address", "name the person above as line manager"


def _facts_misspelt(row: Row, layout: Layout | None) -> Iterator[Words]:
    """Facts that look like a misspelt value of the layout's rule; any other falls under the rule for the rest."""
    for column, known in _values_named(layout).items() if layout else ():
        if near := misspelt(row[column], known):
            fix = f"did you mean {quoted(near)}? If not, name it in a rule of the layout"
            yield f"{column} {quoted(row[column])} is in no rule of the layout", fix


def _values_named(layout: Layout) -> dict[str, list[str]]:
    """The values that a layout's rules of frequency name, by column of the file."""
    named: dict[str, list[str]] = {}
    for rule in layout.frequency.rules if layout.frequency else ():
        for column, values in rule.when.items():
            named.setdefault(column, []).extend(values)
    return named


def _facts_missing(people: PeopleTable, layouts: Mapping[str, Layout], default: str) -> Iterator[Problem]:
    """Columns that a layout's rule looks at and the file does not have."""
    names = dict.fromkeys(row.id("layout") or default for row in people.rows)
    columns = list(people.rows[0].values if people.rows else ())
    own = [name for name in columns if name not in ACCOUNTS.known]
    for layout in filter(None, map(layouts.get, names)):
        for wanted in _values_named(layout):
            if wanted not in columns:
                near = closest(wanted, own)
                fix = f"rename column {quoted(near)} if that is it" if near else "add it"
                message = (
                    f"there is no column {wanted}, by which layout {layout.id} says how often an account is reviewed"
                )
                yield Problem(source=people.source, message=message, fix=fix)


def _account_keys(row: Row) -> Iterator[tuple[str, ...]]:
    if name := squeeze(row["account"]):
        yield name, row.id("layout")


def _same_account(earlier: Row) -> Words:
    return f"this account stands in row {earlier.number} already", "remove one, or tell the names apart"


def _account_reviews(row: Row, ids: Mapping[str, str]) -> Iterator[Assignment]:
    for asked in _assignments(ACCOUNTS, row):
        address = squeeze(asked.reviewee.email)
        yield _with_day(replace(asked, reviewee=replace(asked.reviewee, employee_id=ids.get(address, address))))


def parse_raters(book: Book, source: str, layouts: Mapping[str, Layout], layout: str) -> Listed:
    """The assignments of a raters file, in its order: a form for each customer, salesperson and month.

    ``layout``, one of ``layouts``, is that of rows that name none. A row gets the external role of its layout; where
    it names a role, that must be an external one: all others are for people inside the house. Raises RosterError with
    every problem and its row.
    """
    people = read_people(book, source, RATERS, layouts)
    _note_due(people)
    asked = {row.number: layouts.get(row.id("layout") or layout) for row in people.rows}
    for row in people.rows:
        people.note(row, _month_wrong(row))
        people.note(row, _role_wrong(row, asked[row.number]))
    people.problems.extend(_inside_only(people, asked))
    people.note_contradictions()
    people.note_repeated(_rater_keys, _same_rating)
    return people.listed(lambda row: _ratings(row, asked[row.number]))


def _month_wrong(row: Row) -> Iterator[Words]:
    if row["month"] and not iso_month(row["month"]):
        yield f"month {quoted(row['month'])} is no month", "write it like 2026-11 or November 2026"


def _role_wrong(row: Row, layout: Layout | None) -> Iterator[Words]:
    external = _external(layout)
    if layout is None or not external:
        return
    if not roles_in(row) and len(external) > 1:
        yield f"layout {layout.id} has several external roles", f"name one in the column role: {', '.join(external)}"
    for role in roles_in(row):
        if role in layout.role_by_id and role not in external:
            message = f"role {quoted(role)} of layout {layout.id} is for people inside the house"
            yield message, f"use one of: {', '.join(external)}"


def _external(layout: Layout | None) -> list[str]:
    return [role.id for role in layout.roles if role.external] if layout else []


def _inside_only(people: PeopleTable, asked: Mapping[int, Layout | None]) -> Iterator[Problem]:
    """Layouts without an external role, each reported once: at the first row that names it."""
    said: set[str] = set()
    for row in people.rows:
        layout = asked[row.number]
        if layout is None or layout.id in said or _external(layout):
            continue
        said.add(layout.id)
        message = f"layout {layout.id} has no external role, so nobody outside the house can fill its forms"
        fix = "name another layout, or give the raters' role 'external: true' and 'min_raters'"
        line = row.number if row.id("layout") else 0
        yield Problem(source=people.source, message=message, fix=fix, line=line)


def _rater_keys(row: Row) -> Iterator[tuple[str, ...]]:
    customer, person, month = squeeze(row["customer_email"]), row["employee_id"], iso_month(row["month"])
    if customer and person and month:
        for role in roles_in(row) or ("",):
            yield customer, squeeze(row["customer_name"]), person, month, row.id("layout"), role


def _same_rating(earlier: Row) -> Words:
    return f"this customer rates this person for this month in row {earlier.number} already", "remove one"


def _ratings(row: Row, layout: Layout | None) -> Iterator[Assignment]:
    month, default = iso_month(row["month"]), next(iter(_external(layout)), "")
    return (replace(asked, month=month) for asked in _assignments(RATERS, row, default))


def parse_metrics(
    book: Book, source: str, assignments: Iterable[Assignment], layouts: Mapping[str, Layout]
) -> tuple[Metric, ...]:
    """The metrics of a file, each ``item`` as ``section.item``. Raises RosterError with every problem and its row.

    An item may be written without its section when only one section has it. Rows without a metric are skipped. A
    person's items are those of the layouts the assignments name; where one names none, those of all ``layouts``.
    """
    table = read_table(book, source, METRICS_COLUMNS)
    if table.problems:
        refuse(source, table.problems)
    items = _items_by_person(assignments, layouts)
    first: dict[tuple[str, str], int] = {}
    metrics, problems = [], []
    for row in table.rows:
        if not row.values["metric"]:
            continue
        found = _read_row(row, items)
        if not isinstance(found, Metric):
            problems.append(row_problem(source, row, found))
            continue
        metrics.append(found)
        earlier = first.setdefault((found.employee_id, found.item), row.number)
        if earlier != row.number:
            message = f"{found.item} of {quoted(found.employee_id)} has a metric in row {earlier} already"
            problems.append(row_problem(source, row, (message, "keep one of them")))
    if problems:
        refuse(source, problems)
    return tuple(metrics)


def _items_by_person(assignments: Iterable[Assignment], layouts: Mapping[str, Layout]) -> dict[str, dict[str, bool]]:
    """Whether each item of a person's layouts, as ``section.item``, has a cell for a metric."""
    by_layout = {name: _items_of(layout) for name, layout in layouts.items()}
    people: dict[str, dict[str, bool]] = {}
    for assignment in assignments:
        items = people.setdefault(assignment.reviewee.employee_id, {})
        for name in [assignment.layout] if assignment.layout else by_layout:
            for item, takes_metric in by_layout.get(name, {}).items():
                items[item] = items.get(item, False) or takes_metric
    return people


def _items_of(layout: Layout) -> dict[str, bool]:
    items: dict[str, bool] = {}
    for section in layout.sections:
        taking = [column.id for column in section.columns if kind_class(column).takes_metric and column.given_by_hr]
        items |= {f"{section.id}.{item.id}": not set(taking) <= set(item.open) for item in section.items}
    return items


def _read_row(row: Row, people: Mapping[str, Mapping[str, bool]]) -> Metric | Words:
    """A row's metric, or what is wrong with it and how to mend it."""
    person, written, metric = (row.values[name] for name in METRICS_COLUMNS)
    person = taken_id(person)
    if not person or not written:
        return f"{'item' if person else 'employee_id'} is empty", "say whose metric it is, and of which item"
    if person not in people:
        return f"unknown employee_id {quoted(person)}", "mend the id, or add the person to the roster"
    if len(metric) > MAX_EXTRA_LENGTH:
        return f"metric has {len(metric):,} characters", f"keep it within {MAX_EXTRA_LENGTH:,}"
    if _CONTROL_IN_METRIC.search(metric):
        return "metric holds a control character", "remove it"
    item = _find_item(written, people[person])
    return Metric(employee_id=person, item=item, metric=metric) if isinstance(item, str) else item


def _find_item(written: str, items: Mapping[str, bool]) -> str | Words:
    """The item that a row names, as ``section.item``; or what is wrong with its name."""
    matches = sorted(name for name in items if squeeze(written) in (name, name.split(".")[1]))
    taking = [name for name in matches if items[name]]
    if len(taking) == 1:
        return taking[0]
    if taking:
        return f"item {quoted(written)} is in several sections", f"write one of: {', '.join(taking)}"
    if matches:
        return f"item {matches[0]} has no cell that HR fills", "remove the row"
    return _unknown_item(written, [name for name, takes_metric in items.items() if takes_metric])


def _unknown_item(written: str, known: Iterable[str]) -> Words:
    known = sorted(name if "." in written else name.split(".")[1] for name in known)
    return f"unknown item {quoted(written)}", did_you_mean(written, known)


@lru_cache(maxsize=4096)
def typed_day(text: str) -> str:
    """A day as year-month-day: from such a text, ``5 November 2026``, ``5.11.2026``, or the number of a date cell.

    Empty for anything else, such as ``11/5/2026``, which is another day in another country.
    """
    return read_date(text, EPOCH).value


@lru_cache(maxsize=4096)
def iso_month(text: str) -> str:
    """A month as year-month: from a day of it, from ``November 2026``, ``Nov 2026``, ``11/2026`` or ``2026-11``.

    Empty for anything else.
    """
    if day := typed_day(text):
        return day[:7]
    plain = " ".join(plain_digits(text).split())
    numbers = _YEAR_FIRST.fullmatch(plain) or _MONTH_FIRST.fullmatch(plain)
    named = _NAME_FIRST.fullmatch(plain) or _NAME_LAST.fullmatch(plain)
    match = numbers or named
    if match is None:
        return ""
    number = int(match["month"]) if numbers else month_number(match["name"])
    year = match["year"] if len(match["year"]) == len("2026") else f"20{match['year']}"
    return f"{year}-{number:02}" if 1 <= number <= _MONTHS and is_usual(date(int(year), number, 1)) else ""
