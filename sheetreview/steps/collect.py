"""``collect``: take returned files in, whatever they are called, each with its outcome."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from sheetreview.cycle.folder import CycleFolder
from sheetreview.errors import FileError
from sheetreview.reading.files import find_files
from sheetreview.reading.open import open_book
from sheetreview.steps.intake import NEW, Arrival, Collected, Outcome, ReturnIntake, refused
from sheetreview.steps.open_cycle import OpenCycle

BATCH = 50
BATCH_BYTES = 20_000_000
"""Files that are remembered together: so many, or so large, which bounds the memory a run needs."""

_OVERTAKEN = "a later return of this form came in the same run; all are kept"
_IN_DOUBT = "another return of this form came in the same run and may be the later one; all are kept"


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
    cycle: OpenCycle,
    paths: Iterable[Path],
    *,
    passwords: Sequence[str] = (),
    encoding: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[Collected, ...]:
    """Take in files and folders, oldest first, so that the latest return of a form is the one that counts.

    Each of the ``passwords`` is tried on a protected workbook, which is kept without its protection. ``encoding`` is
    the character set of texts that are no UTF-8, which are kept as UTF-8; left out, each must tell its own. What is
    wrong with a file is its outcome; raises CycleError when the cycle's store cannot be changed.
    """
    intake = ReturnIntake(cycle)
    outcomes: list[Collected] = []
    arrivals: list[Arrival] = []
    for path in sorted(returned_files(cycle.folder, paths), key=_age):
        arrivals.append(_receive(intake, path, passwords, encoding))
        progress(1)
        if len(arrivals) == BATCH or sum(len(arrival.data) for arrival in arrivals) > BATCH_BYTES:
            outcomes += intake.keep(arrivals)
            arrivals.clear()
    outcomes += intake.keep(arrivals)
    return _with_last_word(outcomes)


def _receive(intake: ReturnIntake, path: Path, passwords: Sequence[str], encoding: str) -> Arrival:
    """Read a file; what is wrong with it is an outcome."""
    name = str(path)
    try:
        data, book = open_book(path, passwords, encoding=encoding)
        return replace(intake.recognise(name, data, book), file_time=_age(path)[0] or None)
    except FileError as error:
        return refused(name, Outcome.UNREADABLE, error.reason, error.refusal)


def _with_last_word(outcomes: Sequence[Collected]) -> tuple[Collected, ...]:
    """Say of each return what those that came after it in the same run make of it."""
    kept = NEW | {Outcome.UNDECIDED}
    last = {one.form_id: number for number, one in enumerate(outcomes) if one.outcome in kept}

    def said(number: int, one: Collected) -> Collected:
        if one.outcome not in kept or last[one.form_id] == number:
            return one
        if outcomes[last[one.form_id]].outcome is Outcome.UNDECIDED:
            return one if one.outcome is Outcome.UNDECIDED else replace(one, detail=_IN_DOUBT)
        overtaken = Outcome.OLDER if one.outcome is Outcome.UNDECIDED else one.outcome
        return replace(one, outcome=overtaken, detail=_OVERTAKEN)

    return tuple(said(number, one) for number, one in enumerate(outcomes))


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
