"""``init`` and ``roster``: start a cycle, and take in who reviews whom."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sheetreview.cycle.files import make_folder, sweep, write_file
from sheetreview.cycle.folder import CycleFolder
from sheetreview.cycle.store import Store
from sheetreview.errors import CycleError, FileError, Problem, RosterError
from sheetreview.form.keys import form_id
from sheetreview.inputs.builtin import builtin_layouts, find_layout
from sheetreview.inputs.cycle_file import cycle_yaml
from sheetreview.inputs.layout_file import parse_layout, read_layout_text
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
    """What a roster and the metrics beside it brought; ``new`` and ``gone`` forms against the roster before.

    ``dropped`` names the people of gone forms that had been returned: those reviews no longer count.
    """

    assignments: int
    people: int
    reviewers: int
    metrics: int
    new: int = 0
    gone: int = 0
    dropped: tuple[str, ...] = ()


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
    _require_free(folder)
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
    sweep([root])
    Store.create(
        folder.store, settings.id, lambda store: _take_in(store, settings, assignments, figures, layouts, sources)
    )
    write_file(folder.settings, cycle_yaml(settings).encode())
    return _counted(assignments, figures)


def _require_free(folder: CycleFolder) -> None:
    """Raise CycleError where a cycle is. A store without settings is one only when it was ever used."""
    if folder.holds_cycle:
        raise CycleError(
            f"{folder.root} already holds a cycle; choose another folder. To change who reviews whom, use "
            f"'sheetreview -C {folder.root} roster FILE'"
        )
    if not folder.store.exists():
        return
    with closing(Store.open(folder.store)) as store:
        used = bool(store.forms() or store.return_counts())
    if used:
        folder.require()


def take_roster(cycle: OpenCycle, roster: Path, metrics: Path | None = None) -> TakenIn:
    """Replace a cycle's roster (and metrics, when given): late joiners, changed reviewers, corrected names.

    Forms of people who are no longer on it stay on the disk but are no longer part of the cycle. Raises RosterError or
    LayoutError with every problem, CycleError when the store cannot be changed; nothing is changed then.
    """
    book = _open_table(roster, "roster")
    names = dict.fromkeys([cycle.settings.layout, *_named_layouts(book)])
    new = [name for name in names if cycle.layout(name) is None]
    layouts, sources = _load_layouts(new)
    known = {name: found for name in names if (found := cycle.layout(name)) is not None}
    merged = {**known, **layouts}
    assignments, figures = _parse(book, roster, metrics, merged, cycle.settings)
    with cycle.store.changing():
        former = cycle.store.assignments()
        before = former.keys()
        kept = figures if metrics is not None else _kept_metrics(cycle)
        _take_in(cycle.store, cycle.settings, assignments, kept, layouts, sources)
        after = cycle.store.assignments().keys()
        returned = cycle.store.return_counts()
    dropped = tuple(former[form].reviewee.name for form in former if form not in after and form in returned)
    return replace(_counted(assignments, kept), new=len(after - before), gone=len(before - after), dropped=dropped)


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
        raise RosterError(f"the {what} {path} cannot be used: {error.reason}") from error


def _named_layouts(book: Book) -> list[str]:
    """Names in the roster's layout column that are shipped layouts; others are reported by the roster's own checks."""
    names: dict[str, None] = {}
    for grid in book.sheets:
        for row, column in sorted(grid.cells):
            if grid.text(row, column).casefold() == "layout":
                names |= dict.fromkeys(grid.text(below, column).casefold() for below in grid.rows if below > row)
                break
    shipped = builtin_layouts()
    return [name for name in names if name in shipped]


def _load_layouts(names: list[str]) -> tuple[dict[str, Layout], dict[str, str]]:
    """Layouts and their texts by id, in order; of two files with the same id the first counts."""
    layouts: dict[str, Layout] = {}
    sources: dict[str, str] = {}
    for name in dict.fromkeys(names):
        path = find_layout(name)
        source = read_layout_text(path)
        layout = parse_layout(source, str(path))
        layouts.setdefault(layout.id, layout)
        sources.setdefault(layout.id, source)
    return layouts, sources


def _counted(assignments: tuple[Assignment, ...], metrics: tuple[Metric, ...]) -> TakenIn:
    return TakenIn(
        assignments=len(assignments),
        people=len({assignment.reviewee.employee_id for assignment in assignments}),
        reviewers=len({assignment.reviewer.key for assignment in assignments}),
        metrics=len(metrics),
    )
