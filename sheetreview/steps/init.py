"""``init`` and ``roster``: start a cycle, and take in who reviews whom."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from sheetreview.cycle.files import make_folder, sweep, write_file
from sheetreview.cycle.folder import CycleFolder
from sheetreview.cycle.store import Store
from sheetreview.errors import CycleError, FileError, RosterError
from sheetreview.inputs.assignments import resolve
from sheetreview.inputs.cycle_file import cycle_yaml, parse_picks
from sheetreview.inputs.layout_file import builtin_layouts, find_layout, parse_layout, read_layout_text
from sheetreview.inputs.namesakes import doubtful_people, told_apart
from sheetreview.inputs.people_files import parse_accounts, parse_metrics, parse_raters, parse_roster
from sheetreview.inputs.people_table import refuse
from sheetreview.model.cycle import CycleSettings, PaperSize
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment, Metric
from sheetreview.model.schedule import FIRST_DAY, LAST_DAY, is_usual, today
from sheetreview.reading.open import open_book
from sheetreview.sheet.grid import Book
from sheetreview.sheet.text import squeeze
from sheetreview.steps.changed_names import name_problems
from sheetreview.steps.form_identity import Corrected, Corrections, IdentifiedForms, corrections, identify
from sheetreview.steps.gone_forms import GoneForm, gone_forms
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.prefill import issued_first
from sheetreview.steps.previous_cycle import FormerCycle, TakenOver, left_by, since, taken_over

MOST_ROWS = 100_000
"""Rows a roster or metrics file may have: ten thousand forms with ten metrics each."""

NAME_LENGTH = 200
"""Characters of a name or period: it stands at the head of every form and report."""

PeopleKind = Literal["roster", "accounts", "raters"]
"""What kind of file says whom the forms are for."""

_NOUNS: Mapping[PeopleKind, str] = {"roster": "roster", "accounts": "accounts file", "raters": "raters file"}
_METRICS = "metrics file"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What a roster and the metrics beside it brought; ``new`` and ``gone`` forms against the roster before.

    ``file`` is what the file given is called. ``left`` are the gone forms, each with why: those that had been returned
    no longer count. ``over`` is what is taken over from the previous cycle, ``first`` the roles to be issued first
    because other roles' forms show their answers, ``decoded`` files of text that are no UTF-8, and what they were read
    as. ``corrected`` are people whose forms stay theirs though their address, id or month is another now, ``doubtful``
    says what may be one person written in two ways.
    """

    assignments: int
    people: int
    reviewers: int
    metrics: int
    file: str = _NOUNS["roster"]
    new: int = 0
    gone: int = 0
    left: tuple[GoneForm, ...] = ()
    over: TakenOver = field(default_factory=TakenOver)
    first: tuple[str, ...] = ()
    decoded: tuple[tuple[str, str], ...] = ()
    corrected: tuple[Corrected, ...] = ()
    doubtful: tuple[str, ...] = ()

    @property
    def dropped(self) -> tuple[str, ...]:
        """The people of gone forms that had been returned: those reviews no longer count."""
        return tuple(one.before.reviewee.name for one in self.left if one.returned)


@dataclass(frozen=True, slots=True)
class _Table:
    """A file with a table that people gave, and what is in it."""

    path: Path
    book: Book


def init_cycle(  # noqa: PLR0913 -- one keyword for each thing that people say of a cycle
    root: Path,
    *,
    layout: str,
    roster: Path,
    name: str,
    kind: PeopleKind = "roster",
    metrics: Path | None = None,
    former: Path | None = None,
    picks: Sequence[str] = (),
    period: str = "",
    due: date | None = None,
    paper: PaperSize = "a4",
    encoding: str = "",
) -> TakenIn:
    """Start a cycle in a folder that holds none yet.

    ``layout`` is the name of a shipped layout or a YAML file; roster rows that name no layout use it. ``roster`` may be
    an accounts or a raters file, as ``kind`` says. ``former`` is the folder of the previous cycle, ``picks`` are the
    items of libraries (``section=item,item``), ``encoding`` is the character set of tables of text that are no UTF-8.
    Raises LayoutError, RosterError or CycleError with every problem;
    nothing is written then.
    """
    folder = CycleFolder(root)
    _require_free(folder)
    _check_words(name, period, kind, paper)
    if due is not None and not is_usual(due):
        raise CycleError(f"the forms cannot be due on {due}; name a day from {FIRST_DAY} to {LAST_DAY}")
    table = _open_table(roster, _NOUNS[kind], encoding)
    layouts, sources = _load_layouts([layout, *_named_layouts(table.book)])
    default = next(iter(layouts))
    before = left_by(former, layouts)
    settings = CycleSettings(
        id=base64.b32encode(secrets.token_bytes(5)).decode(),
        name=name,
        period=period,
        due=due,
        layout=default,
        paper=paper,
        picked=parse_picks(picks, layouts),
    )
    given = None if metrics is None else _open_table(metrics, _METRICS, encoding)
    assignments, figures = _parse(table, kind, given, layouts, settings)
    doubtful = doubtful_people(assignments)
    assignments = since(told_apart(assignments, layouts, str(roster)), layouts, before.left, today())
    forms = identify(settings.id, assignments, {}, {}, Corrections())
    make_folder(root)
    sweep([root])

    def fill(store: Store) -> None:
        _take_in(store, forms, figures, layouts, sources)
        store.set_people_kind(kind)
        store.replace_previous(before.left)

    Store.create(folder.store, settings.id, fill)
    write_file(folder.settings, cycle_yaml(settings).encode())
    over = taken_over(assignments, layouts, before)
    counted = _counted(assignments, figures, layouts)
    return replace(counted, over=over, decoded=_decoded(table, given), doubtful=doubtful)


def _check_words(name: str, period: str, kind: str, paper: str) -> None:
    """Raise CycleError for what no cycle can be called, be started from, or be printed on."""
    if not 0 < len(name.strip()) <= NAME_LENGTH:
        raise CycleError(f"a cycle needs a name of 1 to {NAME_LENGTH} characters, such as 'Half-year 2026'")
    if len(period) > NAME_LENGTH:
        raise CycleError(f"the period has {len(period):,} characters; keep it within {NAME_LENGTH}")
    if kind not in _NOUNS:
        raise CycleError(f"{kind!r} is no kind of file to start a cycle from; it is one of {', '.join(_NOUNS)}")
    if paper not in get_args(PaperSize):
        raise CycleError(f"{paper!r} is no paper size; it is one of {', '.join(get_args(PaperSize))}")


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
        used = bool(store.ever_issued() or store.return_counts())
    if used:
        folder.require()


def take_roster(
    cycle: OpenCycle, roster: Path, metrics: Path | None = None, *, same: Sequence[str] = (), encoding: str = ""
) -> TakenIn:
    """Replace a cycle's roster (and metrics, when given): late joiners, changed reviewers, corrected names.

    The file is of the kind the cycle was started with; ``encoding`` is the character set of text that is no UTF-8.

    Forms of people who are no longer on it stay on the disk but are no longer part of the cycle. Where an address or
    employee id was only corrected, the forms that are out stay what they are; ``same`` names such corrections that are
    not plain from the rosters (``OLD=NEW``), corrected months (``2026-10=2026-11``), and ids and addresses that are the
    same people's under other names (``E1=E1``). Raises RosterError or LayoutError with every problem, CycleError for a
    correction that cannot be, or when the store cannot be changed; nothing is changed then.
    """
    kind = people_kind(cycle)
    table = _open_table(roster, _NOUNS[kind], encoding)
    names = dict.fromkeys([cycle.settings.layout, *_named_layouts(table.book)])
    new = [name for name in names if cycle.layout(name) is None]
    layouts, sources = _load_layouts(new)
    known = {name: found for name in names if (found := cycle.layout(name)) is not None}
    merged = {**known, **layouts}
    given = None if metrics is None else _open_table(metrics, _METRICS, encoding)
    assignments, figures = _parse(table, kind, given, merged, cycle.settings)
    doubtful = doubtful_people(assignments)
    assignments = told_apart(assignments, merged, str(roster))
    with cycle.store.changing():
        former, ever = cycle.store.assignments(), cycle.store.former_assignments()
        before = former.keys()
        out = cycle.store.ever_issued() | cycle.store.return_counts().keys()
        known_people = [one for form, one in {**ever, **former}.items() if form in out]
        if problems := list(name_problems(str(roster), known_people, assignments, same)):
            refuse(str(roster), problems)
        mended = corrections(former.values(), assignments, same, ever.values())
        left = mended.previous(cycle.store.previous())
        assignments = since(assignments, merged, left, today())
        forms = identify(cycle.settings.id, assignments, {**ever, **former}, cycle.store.kept_form_ids(), mended)
        kept = figures if metrics is not None else _kept_metrics(cycle, mended)
        _take_in(cycle.store, forms, kept, layouts, sources)
        cycle.store.replace_previous(left)
        after = forms.forms.keys()
        gone = tuple(gone_forms(former, forms.forms, out, cycle.store.return_counts()))
    return replace(
        _counted(assignments, kept, merged),
        file=_NOUNS[kind],
        new=len(after - before),
        gone=len(gone),
        left=gone,
        over=taken_over(assignments, merged, FormerCycle(left=left)),
        decoded=_decoded(table, given),
        corrected=mended.kept({**ever, **former}, forms.forms),
        doubtful=doubtful,
    )


def people_kind(cycle: OpenCycle) -> PeopleKind:
    """What kind of file a cycle's assignments come from."""
    return next((kind for kind in _NOUNS if kind == cycle.store.people_kind), "roster")


def _parse(
    people: _Table,
    kind: PeopleKind,
    metrics: _Table | None,
    layouts: Mapping[str, Layout],
    settings: CycleSettings,
) -> tuple[tuple[Assignment, ...], tuple[Metric, ...]]:
    match kind:
        case "roster":
            found = parse_roster(people.book, str(people.path), layouts)
        case "accounts":
            found = parse_accounts(people.book, str(people.path), layouts, settings.layout)
        case "raters":
            found = parse_raters(people.book, str(people.path), layouts, settings.layout)
    assignments = resolve(found, layouts, settings, str(people.path))
    figures: tuple[Metric, ...] = ()
    if metrics is not None:
        figures = parse_metrics(metrics.book, str(metrics.path), assignments, layouts)
    return assignments, figures


def _take_in(
    store: Store,
    forms: IdentifiedForms,
    metrics: tuple[Metric, ...],
    layouts: Mapping[str, Layout],
    sources: Mapping[str, str],
) -> None:
    for name, layout in layouts.items():
        store.put_layout(name, layout.version, sources[name])
    store.replace_assignments(forms.forms.items())
    store.keep_form_ids(forms.kept)
    store.replace_metrics(metrics)


def _kept_metrics(cycle: OpenCycle, mended: Corrections) -> tuple[Metric, ...]:
    return tuple(
        Metric(employee_id=mended.ids.get(person, person), item=item, metric=text)
        for person, items in cycle.store.metrics().items()
        for item, text in items.items()
    )


def _decoded(*tables: _Table | None) -> tuple[tuple[str, str], ...]:
    return tuple((str(one.path), one.book.decoded.said) for one in tables if one is not None and one.book.decoded)


def _open_table(path: Path, what: str, encoding: str) -> _Table:
    try:
        book = open_book(path, max_rows=MOST_ROWS, encoding=encoding)[1]
    except FileError as error:
        raise RosterError(f"the {what} {path} cannot be used: {error.reason}") from error
    if beyond := next((sheet.beyond for sheet in book.sheets if sheet.visible), ""):
        raise RosterError(f"the {what} {path} cannot be used: {beyond}")
    if book.days_from_1904:
        raise RosterError(
            f"the {what} {path} cannot be used: it counts days from 1904, as old Macs did; "
            "save it as .csv and give that"
        )
    return _Table(path, book)


def _named_layouts(book: Book) -> list[str]:
    """Names in the roster's layout column that are shipped layouts; others are reported by the roster's own checks."""
    names: dict[str, None] = {}
    for grid in book.sheets:
        for row, column in sorted(grid.cells):
            if squeeze(grid.text(row, column)) == "layout":
                names |= dict.fromkeys(squeeze(grid.text(below, column)) for below in grid.rows if below > row)
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


def _counted(
    assignments: tuple[Assignment, ...], metrics: tuple[Metric, ...], layouts: Mapping[str, Layout]
) -> TakenIn:
    roles: dict[str, dict[str, None]] = {}
    for assignment in assignments:
        roles.setdefault(assignment.layout, {})[assignment.role] = None
    first = {role for name, found in roles.items() for role in issued_first(layouts[name], found)}
    return TakenIn(
        assignments=len(assignments),
        people=len({assignment.reviewee.employee_id for assignment in assignments}),
        reviewers=len({assignment.reviewer.key for assignment in assignments}),
        metrics=len(metrics),
        first=tuple(sorted(first)),
    )
