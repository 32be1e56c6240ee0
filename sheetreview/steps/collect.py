"""``collect``: take returned files in, whatever they are called, and say what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from sheetreview.errors import FileError
from sheetreview.form.locate import FoundForm, find_forms
from sheetreview.reading.files import find_files, read_bytes
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book
from sheetreview.steps.batches import batches
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.reading import read_review

BATCH = 50
"""Files that are remembered together."""


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


def collect(
    cycle: OpenCycle, paths: Iterable[Path], *, progress: Callable[[int], None] = lambda _: None
) -> tuple[Collected, ...]:
    """Take in files and folders, oldest first, so that the latest return of a form is the one that counts."""
    desk = _Desk(cycle)
    outcomes: list[Collected] = []
    for batch in batches(sorted(find_files(paths), key=_age), BATCH):
        arrivals = [desk.receive(path) for path in batch]
        with cycle.store.changing():
            for arrival in arrivals:
                outcomes += desk.keep(arrival)
        progress(len(arrivals))
    return tuple(outcomes)


def _age(path: Path) -> tuple[float, str]:
    try:
        return path.stat().st_mtime, str(path)
    except OSError:
        return 0.0, str(path)


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
            if self._cycle.store.knows_file(data):
                return _refused(name, Outcome.DUPLICATE, "this very file was collected before")
            book = parse_book(data, path.name)
        except FileError as error:
            return _refused(name, Outcome.UNREADABLE, error.reason)
        forms = tuple(self._identify(name, book, form) for form in find_forms(book))
        if not forms:
            return _refused(name, Outcome.NOT_A_FORM, "no sheet of it carries the hidden key of a review form")
        return _Arrival(name=name, data=data, forms=forms)

    def keep(self, arrival: _Arrival) -> Iterator[Collected]:
        """Remember a file that has filled forms in it, as the newest return of each."""
        filled = {form.form_id for form in arrival.forms if form.outcome is Outcome.COLLECTED}
        new = bool(filled) and self._cycle.store.add_file(arrival.name, arrival.data, sorted(filled))
        for form in arrival.forms:
            if form.outcome is not Outcome.COLLECTED:
                yield form
            elif not new:
                yield replace(form, outcome=Outcome.DUPLICATE, detail="the same file came twice")
            elif self._returns.get(form.form_id):
                yield replace(form, outcome=Outcome.REPLACED, detail="both are kept; this one counts")
            else:
                yield form
        if new:
            for form_id in filled:
                self._returns[form_id] = self._returns.get(form_id, 0) + 1

    def _identify(self, name: str, book: Book, form: FoundForm) -> Collected:
        identity = form.identity
        said = Collected(file=name, outcome=Outcome.UNREADABLE, sheet=form.grid.name, form_id=identity.form_id)
        assignment = self._assignments.get(identity.form_id)
        if assignment is None:
            known = identity.form_id in self._ever_issued
            return replace(said, outcome=Outcome.NOT_ON_ROSTER if known else Outcome.OTHER_CYCLE)
        said = replace(said, reviewee=assignment.reviewee.name, reviewer=assignment.reviewer.name)
        layout = self._cycle.layout(assignment.layout, identity.layout_version)
        if layout is None:
            return replace(said, detail=f"{identity.layout_id} v{identity.layout_version} was never issued here")
        try:
            review = read_review(book, form, layout)
        except FileError as error:
            return replace(said, detail=error.reason)
        return replace(said, outcome=Outcome.BLANK if review.blank else Outcome.COLLECTED)


def _refused(name: str, outcome: Outcome, detail: str) -> _Arrival:
    return _Arrival(name=name, data=b"", forms=(Collected(file=name, outcome=outcome, detail=detail),))
