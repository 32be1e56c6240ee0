"""A dress rehearsal: every issued form filled in, collected, checked and summarized in a scratch folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sheetreview.amend.book import AmendedBook
from sheetreview.cycle.files import create_private, make_folder, plain_errors
from sheetreview.cycle.folder import CycleFolder
from sheetreview.demo.issued_files import FoundFile, IssuedFiles
from sheetreview.demo.rehearsed import Filler, Rehearsed, compared
from sheetreview.demo.scratch import scratch_folder
from sheetreview.demo.troubles import Kind, Trouble, of_form
from sheetreview.errors import CycleError, FileError
from sheetreview.model.schedule import today
from sheetreview.steps.collect import collect
from sheetreview.steps.intake import Outcome
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.summarize import summarize_cycle
from sheetreview.summarize.review_input import ReviewInput

MADE_UP = "made-up-answers"
"""Folder of the filled forms in the scratch cycle, whose name says that they are no returns."""

PASSES = 3
"""How often each form is dealt with: filled in, collected, and checked and summarized."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What came of a rehearsal: how many forms were filled in and taken through, and what was found."""

    forms: int
    troubles: tuple[Trouble, ...]

    @property
    def fit(self) -> bool:
        """Whether the cycle is fit to send."""
        return self.forms > 0 and not any(trouble.kind.stops for trouble in self.troubles)


def rehearse(
    cycle: OpenCycle, *, seed: int = 1, keep: Path | None = None, progress: Progress = lambda _: None
) -> Rehearsal:
    """Fill the forms on the disk in with answers drawn by a seed, and take them through the cycle in a scratch folder.

    Nothing in the cycle changes, which may be open for reading only. The scratch folder is gone afterwards, or it is
    ``keep``, a new or empty folder outside the cycle's. ``progress`` is told of each form at most :data:`PASSES` times.
    Raises CycleError when the cycle cannot be read or ``keep`` not be used, FileError when the scratch folder cannot
    be written to.
    """
    issued, filler = IssuedFiles(cycle), Filler(cycle, seed)
    troubles: list[Trouble] = []
    filled: dict[str, Rehearsed] = {}
    with _folder(cycle, keep) as root:
        _copy(cycle, root)
        for file in issued.files:
            if found := issued.read(file):
                try:
                    data, forms = _filled_in(filler, found)
                except FileError as error:
                    troubles.append(Trouble(kind=Kind.UNREADABLE, file=file.path, detail=error.reason))
                else:
                    _write(_place(root / MADE_UP, file.path), data)
                    filled |= forms
            progress(len(file.forms))
        troubles += [_trouble(Kind.WAITING, one) for one in filled.values() if one.waits]
        if filled:
            with OpenCycle.open(root) as scratch:
                troubles += _take_through(scratch, filled, progress)
    return Rehearsal(forms=len(filled), troubles=(*issued.troubles, *troubles))


@contextmanager
def _folder(cycle: OpenCycle, keep: Path | None) -> Iterator[Path]:
    """A private folder that goes away, or a new one that stays when all goes well."""
    if keep is None:
        with scratch_folder() as folder:
            yield folder
        return
    if keep.resolve().is_relative_to(cycle.folder.root.resolve()):
        raise CycleError(f"{keep} is, or is in, the cycle's folder, where nothing is to change; name one elsewhere")
    if os.path.lexists(keep) and (not keep.is_dir() or any(keep.iterdir())):
        raise CycleError(f"{keep} {'is not empty' if keep.is_dir() else 'is a file'}; name a new or empty folder")
    make_folder(keep)
    try:
        yield keep
    except BaseException:
        shutil.rmtree(keep, ignore_errors=True)
        raise


def _copy(cycle: OpenCycle, root: Path) -> None:
    """A cycle with the same settings and forms, in which nothing has come back yet; it alone takes made-up answers."""
    folder = CycleFolder(root)
    _write(folder.settings, cycle.folder.settings.read_bytes())
    cycle.store.copy_issued(folder.store)


def _write(path: Path, data: bytes) -> None:
    """Write a new file, which need not outlive a crash."""
    make_folder(path.parent)
    with plain_errors(path), os.fdopen(create_private(path), "wb") as file:
        file.write(data)


def _filled_in(filler: Filler, issued: FoundFile) -> tuple[bytes, dict[str, Rehearsed]]:
    """A file with its forms filled in, and the forms by id. Raises FileError when it cannot be changed."""
    book = AmendedBook.open(issued.data)
    filled = {
        form_id: filler.fill(issued.found[form_id], assignment, book, issued.file.path)
        for form_id, assignment in issued.file.forms
        if form_id in issued.found
    }
    return book.save(), filled


def _take_through(scratch: OpenCycle, filled: Mapping[str, Rehearsed], progress: Progress) -> list[Trouble]:
    """Collect, check and summarize what was filled in; what is wrong with it."""
    troubles = list(_not_taken(scratch, filled, progress))

    def inspect(given: ReviewInput) -> None:
        if given.form_id in filled:
            troubles.extend(compared(filled[given.form_id], given))

    summarized = summarize_cycle(scratch, as_of=today(), progress=progress, inspect=inspect)
    sound = filled.keys() - {trouble.form_id for trouble in troubles}
    uncounted = [one.form_id for one in summarized.summary.people if one.form_id in sound and not one.counted]
    return [*troubles, *(_trouble(Kind.NOT_COUNTED, filled[form_id]) for form_id in uncounted)]


def _not_taken(scratch: OpenCycle, filled: Mapping[str, Rehearsed], progress: Progress) -> Iterator[Trouble]:
    folder = scratch.folder.root / MADE_UP
    outcomes = collect(scratch, [folder], progress=progress)
    taken = {one.form_id for one in outcomes if one.outcome is Outcome.COLLECTED}
    said = {key: f"{one.outcome.value}: {one.detail}" for one in outcomes for key in (one.file, one.form_id)}
    for form_id, one in filled.items():
        if form_id not in taken:
            reason = said.get(form_id) or said.get(str(_place(folder, one.file)), "")
            yield replace(_trouble(Kind.NOT_TAKEN, one), detail=reason.removesuffix(": "))


def _trouble(kind: Kind, filled: Rehearsed) -> Trouble:
    return replace(of_form(kind, filled.form_id, filled.assignment), file=filled.file)


def _place(folder: Path, file: str) -> Path:
    """Where the filled copy of an issued file goes."""
    return folder / Path(file).relative_to("forms")
