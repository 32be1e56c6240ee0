"""``check --return-copies``: for each returned file with errors, a copy for its reviewer that shows them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sheetreview.cycle.files import make_folder, plain_errors, write_file
from sheetreview.cycle.names import compared, first_free, slug
from sheetreview.errors import IN_THE_WAY, NOT_WRITTEN, FileError
from sheetreview.model.finding import Finding
from sheetreview.model.finding_types import READ_AS
from sheetreview.reading.files import read_bytes
from sheetreview.reading.open import in_utf8, parse_book, unlocked
from sheetreview.sheet.kept import is_kept
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.repair.clean_forms import CleanForms
from sheetreview.steps.return_copies.make import Copy, CopyMaker, Returned
from sheetreview.steps.return_copies.mark import to_correct

ENDING = ".xlsx"

_NOTICES = (READ_AS.code,)
"""The one notice that a copy speaks of: the form itself does not count such a cell, and shows it red."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCopy:
    """A copy that was written: of which file, where, for whom, and how many findings are listed in it.

    ``clean`` says why its answers stand in a clean form; it is empty for a copy of the very file that came back.
    ``was_protected`` says that the file had a password, which the copy has not.
    """

    source: str
    path: str
    reviewer: str
    findings: int
    clean: str
    was_protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCopies:
    """The outcome for the files of reviews that have errors.

    ``online`` are the names of Google Sheets among them, ``refused`` what no copy could be made of, each with why, and
    ``stopped`` says why no more could be written; it is empty when nothing stopped it.
    """

    written: tuple[ReturnCopy, ...] = ()
    online: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    stopped: str = ""


def require_empty(folder: Path) -> None:
    """Try whether copies can be written to a folder, which need not be there yet, and leave everything as it was.

    Raises FileError when they cannot, or when something is in it.
    """
    missing = [path for path in (folder, *folder.parents) if not os.path.lexists(path)]
    try:
        make_folder(folder)
        with plain_errors(folder):
            if any(folder.iterdir()):
                raise FileError(
                    f"The folder {folder} is not empty. Name a new one for each round, so that no old copy is sent.",
                    IN_THE_WAY,
                )
            if not os.access(folder, os.W_OK | os.X_OK):
                raise FileError(
                    f"You may not write to {folder}. Ask for permission, or name another folder.", NOT_WRITTEN
                )
    finally:
        for path in missing:
            with suppress(OSError):
                path.rmdir()


def cycle_copies(cycle: OpenCycle, forms: CleanForms, findings: Iterable[Finding], folder: Path) -> ReturnCopies:
    """Write a copy of every file that counts for a review with errors; ``findings`` are all of a check.

    Raises FileError when the folder is not empty or cannot be used.
    """
    wrong = {form_id: found for (_, form_id), found in to_correct(findings, _NOTICES).items()}
    returns = cycle.store.newest_returns(wrong)
    by_file: dict[str, list[Finding]] = {}
    for form_id, stored in returns.items():
        by_file.setdefault(stored.digest, []).extend(wrong[form_id])
    names = {stored.digest: stored.name for stored in returns.values()}
    files: list[Returned] = []
    gone: list[tuple[str, str]] = []
    for digest, found in by_file.items():
        try:
            files.append(Returned(name=names[digest], content=cycle.store.content(digest), findings=found))
        except FileError as error:
            gone.append((names[digest], error.reason))
    return _copies(files, CopyMaker(forms, cycle), folder, gone)


def file_copies(
    forms: CleanForms,
    findings: Iterable[Finding],
    folder: Path,
    *,
    cycle: OpenCycle | None = None,
    passwords: Sequence[str] = (),
    encoding: str = "",
) -> ReturnCopies:
    """The same for files that were checked as they are; ``cycle`` may have issued them. Raises FileError as before."""
    by_file: dict[str, list[Finding]] = {}
    for (name, _), found in to_correct(findings, _NOTICES).items():
        by_file.setdefault(name, []).extend(found)
    files: list[Returned] = []
    gone: list[tuple[str, str]] = []
    for name, found in by_file.items():
        try:
            files.append(_opened(name, passwords, encoding, found))
        except FileError as error:
            gone.append((name, error.reason))
    return _copies(files, CopyMaker(forms, cycle), folder, gone)


def _opened(name: str, passwords: Sequence[str], encoding: str, findings: list[Finding]) -> Returned:
    data = read_bytes(Path(name))
    content = unlocked(data, passwords)
    protected = content != data
    if encoding:
        content = in_utf8(content, parse_book(content, name, encoding=encoding), encoding)
    return Returned(name=name, content=content, was_protected=protected, findings=findings)


def _copies(
    files: Iterable[Returned], maker: CopyMaker, root: Path, gone: Iterable[tuple[str, str]] = ()
) -> ReturnCopies:
    folder = _Folder(root)
    written: list[ReturnCopy] = []
    online: list[str] = []
    refused = list(gone)
    stopped = ""
    for file in files:
        if is_kept(file.content):
            online.append(file.name)
            continue
        try:
            copies = maker.copies(file)
        except FileError as error:
            refused.append((file.name, error.reason))
            continue
        refused += ((file.name, reason) for reason in copies.reasons)
        done, stopped = folder.keep(file, copies.made)
        written += done
        if stopped:
            break
    return ReturnCopies(written=tuple(written), online=tuple(online), refused=tuple(refused), stopped=stopped)


class _Folder:
    """The empty folder that copies are written to, with a folder for each reviewer; it is made for the first copy."""

    def __init__(self, root: Path) -> None:
        require_empty(root)
        self._root = root
        self._taken: dict[str, set[str]] = {}

    def keep(self, file: Returned, copies: Iterable[Copy]) -> tuple[list[ReturnCopy], str]:
        """Write copies; those that were written, and why the others were not."""
        done: list[ReturnCopy] = []
        try:
            for copy in copies:
                path = self._write(copy)
                done.append(_told(file, copy, path))
        except FileError as error:
            return done, error.reason
        return done, ""

    def _write(self, copy: Copy) -> Path:
        taken = self._taken.setdefault(copy.folder, set())
        name = first_free([slug(copy.name, "review")], taken)
        taken.add(compared(name))
        path = self._root / copy.folder / f"{name}{ENDING}"
        make_folder(path.parent)
        write_file(path, copy.data)
        return path


def _told(file: Returned, copy: Copy, path: Path) -> ReturnCopy:
    return ReturnCopy(
        source=file.name,
        path=str(path),
        reviewer=copy.reviewer,
        findings=copy.findings,
        clean=copy.clean,
        was_protected=file.was_protected,
    )
