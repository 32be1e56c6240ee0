"""A metrics file: figures HR gives for single items of a person's form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sheetreview.form.kinds import kind_class
from sheetreview.inputs.people_table import Words, refuse, row_problem
from sheetreview.inputs.table import Row, read_table
from sheetreview.inputs.wording import did_you_mean, quoted
from sheetreview.model.layout import Column, Layout
from sheetreview.model.people import Assignment, Metric
from sheetreview.sheet.grid import Book

COLUMNS = ("employee_id", "item", "metric")
MAX_LENGTH = 2000

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class _Items:
    """Items of one person's layouts as ``section.item``: all of them, and those that have a cell for a metric."""

    every: frozenset[str]
    taking: frozenset[str]


def parse_metrics(
    book: Book, source: str, assignments: Iterable[Assignment], layouts: Mapping[str, Layout]
) -> tuple[Metric, ...]:
    """The metrics of a file, each ``item`` as ``section.item``. Raises RosterError with every problem and its row.

    An item may be written without its section when only one section has it. Rows without a metric are skipped. A
    person's items are those of the layouts the assignments name; where one names none, those of all ``layouts``.
    """
    table = read_table(book, source, COLUMNS)
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


def _items_by_person(assignments: Iterable[Assignment], layouts: Mapping[str, Layout]) -> dict[str, _Items]:
    by_layout = {name: _items_of(layout) for name, layout in layouts.items()}
    people: dict[str, set[str]] = {}
    for assignment in assignments:
        named = [assignment.layout] if assignment.layout else list(by_layout)
        people.setdefault(assignment.reviewee.employee_id, set()).update(name for name in named if name in by_layout)
    return {
        person: _Items(
            frozenset().union(*(by_layout[name].every for name in names)),
            frozenset().union(*(by_layout[name].taking for name in names)),
        )
        for person, names in people.items()
    }


def _items_of(layout: Layout) -> _Items:
    every = frozenset(f"{section.id}.{item.id}" for section in layout.sections for item in section.items)
    taking = frozenset(
        f"{section.id}.{item.id}"
        for section in layout.sections
        for item in section.items
        if any(_takes_metric(column) and column.id not in item.open for column in section.columns)
    )
    return _Items(every, taking)


def _takes_metric(column: Column) -> bool:
    return kind_class(column).takes_metric and column.given_by_hr


def _read_row(row: Row, people: Mapping[str, _Items]) -> Metric | Words:
    """A row's metric, or what is wrong with it and how to mend it."""
    person, written, metric = (row.values[name] for name in COLUMNS)
    if not person or not written:
        return f"{'item' if person else 'employee_id'} is empty", "say whose metric it is, and of which item"
    if person not in people:
        return f"unknown employee_id {quoted(person)}", "mend the id, or add the person to the roster"
    if len(metric) > MAX_LENGTH:
        return f"metric has {len(metric):,} characters", f"keep it within {MAX_LENGTH:,}"
    if _CONTROL.search(metric):
        return "metric holds a control character", "remove it"
    item = _find_item(written, people[person])
    return Metric(employee_id=person, item=item, metric=metric) if isinstance(item, str) else item


def _find_item(written: str, items: _Items) -> str | Words:
    """The item that a row names, as ``section.item``; or what is wrong with its name."""
    wanted = written.casefold()
    matches = sorted(name for name in items.every if wanted in (name, name.split(".")[1]))
    taking = [name for name in matches if name in items.taking]
    if len(taking) == 1:
        return taking[0]
    if taking:
        return f"item {quoted(written)} is in several sections", f"write one of: {', '.join(taking)}"
    if matches:
        return f"item {matches[0]} has no cell that HR fills", "remove the row"
    known = sorted(name if "." in written else name.split(".")[1] for name in items.taking)
    return f"unknown item {quoted(written)}", did_you_mean(written, known)
