"""Forms that somebody has filled in, wherever they stand, read to be carried into another version of them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256

from sheetreview.errors import FileError, LayoutError
from sheetreview.form.keys import edition_for
from sheetreview.form.locate import find_forms
from sheetreview.model.edition import Edition
from sheetreview.model.people import Assignment
from sheetreview.model.review import Review
from sheetreview.reading.files import read_bytes
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book, Grid
from sheetreview.steps.form_files import FormFile
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.reading import one_review, read_review

_DISTRUSTED = frozenset({"form-doubled", "reviewee-changed"})
"""Findings of forms whose answers may be somebody else's, or are not the only ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledForm:
    """A form as it was read: the sheet it stands on, what it contains, and where it was found (for people)."""

    review: Review
    grid: Grid
    edition: Edition
    origin: str

    @property
    def version(self) -> int:
        """The version of its layout."""
        return self.edition.layout.version


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedFile:
    """A file of forms as it is on the disk.

    ``digest`` is its SHA-256, '' when it is not there. What was ``filled`` in stands by form id, of a file that was
    ``touched`` only; ``problem`` says why such a file cannot be used. ``modified`` is when it was written last.
    """

    file: FormFile
    digest: str = ""
    touched: bool = False
    modified: float = 0
    filled: Mapping[str, FilledForm] = field(default_factory=dict)
    problem: str = ""


def issued_file(cycle: OpenCycle, file: FormFile, recorded: str) -> IssuedFile:
    """Look at a file of a cycle; ``recorded`` is the SHA-256 it was issued with."""
    path = cycle.folder.root / file.path
    try:
        data = read_bytes(path)
    except FileError as error:
        there = path.exists() or path.is_symlink()
        return IssuedFile(file=file, touched=there, problem=error.reason if there else "")
    digest = sha256(data).hexdigest()
    if digest == recorded:
        return IssuedFile(file=file, digest=digest)
    modified = 0.0
    with suppress(OSError):
        modified = path.stat().st_mtime
    try:
        book = parse_book(data, path.name)
        found = {form: filled_form(cycle, book, form, assignment, file.path) for form, assignment in file.forms}
    except (FileError, LayoutError) as error:
        return IssuedFile(file=file, digest=digest, touched=True, problem=reason(error))
    filled = {form: one for form, one in found.items() if one is not None}
    problem = "" if filled else "no form of its own is found in it"
    return IssuedFile(file=file, digest=digest, touched=True, modified=modified, filled=filled, problem=problem)


def filled_form(cycle: OpenCycle, book: Book, form_id: str, assignment: Assignment, origin: str) -> FilledForm | None:
    """The form of an assignment in a book; None when it is not in it.

    Raises FileError, also when it is not certain which answers are meant, or that they are about the right person;
    LayoutError when the layout it was issued with cannot be used.
    """
    read = []
    for found in find_forms(book):
        if found.identity.form_id != form_id:
            continue
        layout = cycle.layout(assignment.layout, found.identity.layout_version)
        if layout is None:
            raise FileError(f"it is in version {found.identity.layout_version}, which was never issued here")
        own = replace(found, identity=replace(found.identity, role=assignment.role))
        review = read_review(book, own, layout)
        read.append(
            FilledForm(review=review, grid=own.grid, edition=edition_for(review.identity, layout), origin=origin)
        )
    if not read:
        return None
    review = one_review([one.review for one in read])
    for finding in review.structure:
        if finding.code in _DISTRUSTED:
            raise FileError(": ".join(filter(None, (finding.item, f"{finding.message}; {finding.fix}"))))
    return next(one for one in read if one.review.sheet == review.sheet)


def reason(error: FileError | LayoutError) -> str:
    """Why a form cannot be read, in one plain sentence."""
    return error.reason if isinstance(error, FileError) else error.message
