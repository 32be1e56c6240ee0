"""``init`` and ``roster``: start a cycle, and take in who reviews whom."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sheetreview.cycle.files import make_folder, plain_errors, write_file
from sheetreview.cycle.folder import CycleFolder
from sheetreview.cycle.store import Store
from sheetreview.errors import CycleError, FileError, InputError, Problem, RosterError
from sheetreview.form.keys import form_id
from sheetreview.inputs.builtin import find_layout
from sheetreview.inputs.cycle_file import cycle_yaml
from sheetreview.inputs.layout_file import load_layout
from sheetreview.inputs.metrics_file import parse_metrics
from sheetreview.inputs.roster_file import parse_roster
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment, Metric
from sheetreview.reading.open import open_book
from sheetreview.sheet.grid import Book
from sheetreview.steps.opened import OpenCycle

MOST_ROWS = 100_000
"""Rows a roster or metrics file may have: ten thousand forms with ten metrics each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What a roster and the metrics beside it brought."""

    assignments: int
    people: int
    reviewers: int
    metrics: int


def init_cycle(
    root: Path,
    *,
    layout: str,
    roster: Path,
    name: str,
    metrics: Path | None = None,
    period: str = "",
    due: date | None = None,
    paper: str = "a4",
) -> TakenIn:
    """Start a cycle in a folder that holds none yet.

    ``layout`` is the name of a shipped layout or a YAML file; roster rows that name no layout use it. Raises
    LayoutError, RosterError or CycleError with every problem; nothing is written then.
    """
    folder = CycleFolder(root)
    if folder.settings.exists():
        raise CycleError(f"{root} already holds a cycle; choose another folder, or use 'sheetreview -C {root} roster'")
    book = _open_table(roster, "roster")
    layouts, sources = _load_layouts([layout, *_named_layouts(book)])
    default = next(iter(layouts))
    settings = CycleSettings(
        id=base64.b32encode(secrets.token_bytes(5)).decode(),
        name=name,
        period=period,
        due=due,
        layout=default,
        paper="letter" if paper == "letter" else "a4",
    )
    assignments, figures = _parse(book, roster, metrics, layouts, settings)
    make_folder(root)
    store = Store.create(folder.store, settings.id)
    try:
        with store.changing():
            _take_in(store, settings, assignments, figures, layouts, sources)
    finally:
        store.close()
    write_file(folder.settings, cycle_yaml(settings).encode())
    return _counted(assignments, figures)


def take_roster(cycle: OpenCycle, roster: Path, metrics: Path | None = None) -> TakenIn:
    """Replace a cycle's roster (and metrics, when given): late joiners, changed reviewers, corrected names.

    Forms of people who are no longer on it stay on the disk but are no longer part of the cycle.
    """
    book = _open_table(roster, "roster")
    names = {cycle.settings.layout, *_named_layouts(book)}
    new = [name for name in names if cycle.layout(name) is None]
    layouts, sources = _load_layouts(new)
    known = {name: found for name in names if (found := cycle.layout(name)) is not None}
    merged = {**known, **layouts}
    assignments, figures = _parse(book, roster, metrics, merged, cycle.settings)
    with cycle.store.changing():
        kept = figures if metrics else _kept_metrics(cycle)
        _take_in(cycle.store, cycle.settings, assignments, kept, layouts, sources)
    return _counted(assignments, kept)


def _parse(
    book: Book, roster: Path, metrics: Path | None, layouts: Mapping[str, Layout], settings: CycleSettings
) -> tuple[tuple[Assignment, ...], tuple[Metric, ...]]:
    assignments = tuple(
        _resolved(assignment, layouts, settings) for assignment in parse_roster(book, str(roster), layouts)
    )
    problems = [
        Problem(
            source=str(roster),
            message=f"layout {a.layout!r} has no role {a.role!r} ({a.reviewee.name})",
            fix=f"its roles are {', '.join(layouts[a.layout].role_by_id)}",
        )
        for a in assignments
        if a.role not in layouts[a.layout].role_by_id
    ]
    if problems:
        raise RosterError(f"{roster} cannot be used", problems)
    figures: tuple[Metric, ...] = ()
    if metrics is not None:
        figures = parse_metrics(_open_table(metrics, "metrics file"), str(metrics), assignments, layouts)
    return assignments, figures


def _resolved(assignment: Assignment, layouts: Mapping[str, Layout], settings: CycleSettings) -> Assignment:
    name = assignment.layout or settings.layout
    role = assignment.role or settings.role or layouts[name].roles[0].id
    return replace(assignment, layout=name, role=role)


def _take_in(
    store: Store,
    settings: CycleSettings,
    assignments: tuple[Assignment, ...],
    metrics: tuple[Metric, ...],
    layouts: Mapping[str, Layout],
    sources: Mapping[str, str],
) -> None:
    for name, layout in layouts.items():
        store.put_layout(name, layout.version, sources[name])
    store.replace_assignments((form_id(settings.id, assignment.key), assignment) for assignment in assignments)
    store.replace_metrics(metrics)


def _kept_metrics(cycle: OpenCycle) -> tuple[Metric, ...]:
    return tuple(
        Metric(employee_id=person, item=item, metric=text)
        for person, items in cycle.store.metrics().items()
        for item, text in items.items()
    )


def _open_table(path: Path, what: str) -> Book:
    try:
        return open_book(path, max_rows=MOST_ROWS)[1]
    except FileError as error:
        raise RosterError(f"the {what} {path} cannot be read: {error.reason}") from error


def _named_layouts(book: Book) -> list[str]:
    """Names in the roster's layout column that are shipped layouts; others are reported by the roster's own checks."""
    names: dict[str, None] = {}
    for grid in book.sheets:
        for row, column in sorted(grid.cells):
            if grid.text(row, column).casefold() == "layout":
                names |= dict.fromkeys(grid.text(below, column) for below in grid.rows if below > row)
                break
    return [name for name in names if name and _is_layout(name)]


def _is_layout(name: str) -> bool:
    try:
        find_layout(name)
    except InputError:
        return False
    return True


def _load_layouts(names: list[str]) -> tuple[dict[str, Layout], dict[str, str]]:
    """Layouts and their texts by id, each file once, in order."""
    layouts: dict[str, Layout] = {}
    sources: dict[str, str] = {}
    for name in dict.fromkeys(names):
        path = find_layout(name)
        layout = load_layout(path)
        with plain_errors(path):
            sources[layout.id] = path.read_text(encoding="utf-8-sig")
        layouts[layout.id] = layout
    return layouts, sources


def _counted(assignments: tuple[Assignment, ...], metrics: tuple[Metric, ...]) -> TakenIn:
    return TakenIn(
        assignments=len(assignments),
        people=len({assignment.reviewee.employee_id for assignment in assignments}),
        reviewers=len({assignment.reviewer.key for assignment in assignments}),
        metrics=len(metrics),
    )
