"""``collect``: take returned files in, whatever they are called, and say what became of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from sheetreview.cycle.folder import CycleFolder
from sheetreview.errors import FileError
from sheetreview.form.locate import FoundForm, find_forms
from sheetreview.reading.files import find_files, read_bytes
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.reading import read_review

BATCH = 50
BATCH_BYTES = 20_000_000
"""Files that are remembered together: so many, or so large, which bounds the memory a run needs."""


class Outcome(StrEnum):
    """What became of a form in a returned file, or of the file."""

    COLLECTED = "collected"
    REPLACED = "replaces an earlier return"
    DUPLICATE = "already collected"
    BLANK = "not filled in"
    NOT_A_FORM = "not a form"
    UNREADABLE = "unreadable"
    OTHER_CYCLE = "from another cycle"
    NOT_ON_ROSTER = "for nobody on the roster"

    @property
    def taken(self) -> bool:
        """Whether everything is in order with this file: nobody needs to do anything about it."""
        return self in {Outcome.COLLECTED, Outcome.REPLACED, Outcome.DUPLICATE, Outcome.BLANK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """One form of one file; ``form_id`` and the names are empty where the file is no form of this cycle."""

    file: str
    outcome: Outcome
    detail: str = ""
    sheet: str = ""
    form_id: str = ""
    reviewee: str = ""
    reviewer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrival:
    """A file that was read and what is in it."""

    name: str
    data: bytes
    forms: tuple[Collected, ...]


def returned_files(folder: CycleFolder, paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files meant by files and folders, each once.

    What the cycle itself keeps in its folder is left out, unless it is named: settings, store, reports and backups.
    """
    given = tuple(paths)
    named = {place for path in given for place in _places(path)}
    own = {_whole(path) for path in folder.own} - named
    found: dict[Path, Path] = {}
    for path in find_files(given):
        if own.isdisjoint(_places(path)):
            found.setdefault(_whole(path), path)
    return tuple(found.values())


def collect(
    cycle: OpenCycle, paths: Iterable[Path], *, progress: Callable[[int], None] = lambda _: None
) -> tuple[Collected, ...]:
    """Take in files and folders, oldest first, so that the latest return of a form is the one that counts.

    What is wrong with a file is its outcome; raises CycleError when the cycle's store cannot be changed.
    """
    desk = _Desk(cycle)
    outcomes: list[Collected] = []
    arrivals: list[_Arrival] = []
    for path in sorted(returned_files(cycle.folder, paths), key=_age):
        arrivals.append(desk.receive(path))
        progress(1)
        if len(arrivals) == BATCH or sum(len(arrival.data) for arrival in arrivals) > BATCH_BYTES:
            outcomes += desk.keep(arrivals)
            arrivals.clear()
    outcomes += desk.keep(arrivals)
    return _with_last_word(outcomes)


def _with_last_word(outcomes: Sequence[Collected]) -> tuple[Collected, ...]:
    """Say of each return that replaced another whether it is the one that counts after all."""
    last = {one.form_id: number for number, one in enumerate(outcomes) if one.outcome in _NEW}
    return tuple(
        replace(one, detail="a later return of this form came in the same run; all are kept")
        if one.outcome in _NEW and last[one.form_id] != number
        else one
        for number, one in enumerate(outcomes)
    )


def _whole(path: Path) -> Path:
    """A path as compared: absolute, without ``..``; links are not followed."""
    return Path(os.path.abspath(path))  # noqa: PTH100 -- Path.resolve would follow links, which are refused as such


def _places(path: Path) -> tuple[Path, ...]:
    """A path and all folders it is in."""
    whole = _whole(path)
    return whole, *whole.parents


def _age(path: Path) -> tuple[float, str]:
    try:
        return path.lstat().st_mtime, str(path)
    except OSError:
        return 0.0, str(path)


_NEW = frozenset({Outcome.COLLECTED, Outcome.REPLACED})


class _Desk:
    """Where files arrive: recognised by what the cycle issued, then kept."""

    def __init__(self, cycle: OpenCycle) -> None:
        self._cycle = cycle
        self._assignments = cycle.store.assignments()
        self._ever_issued = cycle.store.forms().keys()
        self._returns = cycle.store.return_counts()

    def receive(self, path: Path) -> _Arrival:
        """Read a file and recognise the forms in it; what is wrong with it is an outcome, never an exception."""
        name = str(path)
        try:
            data = read_bytes(path)
            book = parse_book(data, path.name)
        except FileError as error:
            return _refused(name, Outcome.UNREADABLE, error.reason)
        forms = tuple(self._identify(name, book, form) for form in find_forms(book))
        if not forms:
            return _refused(name, Outcome.NOT_A_FORM, "no sheet of it carries the hidden key of a review form")
        filled = any(form.outcome is Outcome.COLLECTED for form in forms)
        return _Arrival(name=name, data=data if filled else b"", forms=forms)

    def keep(self, arrivals: Sequence[_Arrival]) -> list[Collected]:
        """Remember files that have filled forms in them, each as the newest return of its forms."""
        with self._cycle.store.changing():
            return [form for arrival in arrivals for form in self._kept(arrival)]

    def _kept(self, arrival: _Arrival) -> Iterator[Collected]:
        filled = {form.form_id for form in arrival.forms if form.outcome is Outcome.COLLECTED}
        store = self._cycle.store
        new = store.add_file(_storable(arrival.name), arrival.data, sorted(filled)) if filled else frozenset()
        for form in arrival.forms:
            if form.outcome is not Outcome.COLLECTED:
                yield form
            elif form.form_id not in new:
                yield replace(form, outcome=Outcome.DUPLICATE, detail="this very file was collected before")
            elif self._returns.get(form.form_id):
                yield replace(form, outcome=Outcome.REPLACED, detail="both are kept; this one counts")
            else:
                yield form
        for form_id in new:
            self._returns[form_id] = self._returns.get(form_id, 0) + 1

    def _identify(self, name: str, book: Book, form: FoundForm) -> Collected:
        identity = form.identity
        said = Collected(file=name, outcome=Outcome.UNREADABLE, sheet=form.grid.name, form_id=identity.form_id)
        assignment = self._assignments.get(identity.form_id)
        if assignment is None:
            outcome = Outcome.NOT_ON_ROSTER if identity.form_id in self._ever_issued else Outcome.OTHER_CYCLE
            return replace(said, outcome=outcome, detail=_UNKNOWN[outcome])
        said = replace(said, reviewee=assignment.reviewee.name, reviewer=assignment.reviewer.name)
        layout = self._cycle.layout(assignment.layout, identity.layout_version)
        if layout is None:
            made_with = f"{identity.layout_id} v{identity.layout_version}"
            return replace(said, detail=f"{made_with} was never issued here; ask for the form as it was issued")
        try:
            review = read_review(book, form, layout)
        except FileError as error:
            return replace(said, detail=error.reason)
        return replace(said, outcome=Outcome.BLANK if review.blank else Outcome.COLLECTED)


_UNKNOWN = {
    Outcome.NOT_ON_ROSTER: "collect it again once the person is back on the roster",
    Outcome.OTHER_CYCLE: "collect it in the cycle that issued it",
}


def _storable(name: str) -> str:
    """A file's name as text that can be stored: what is no character in it becomes a question mark."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _refused(name: str, outcome: Outcome, detail: str) -> _Arrival:
    return _Arrival(name=name, data=b"", forms=(Collected(file=name, outcome=outcome, detail=detail),))
