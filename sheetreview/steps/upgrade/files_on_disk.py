"""Forms that somebody has filled in, wherever they stand, read to be moved into another version of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256

from sheetreview.check.issue import person_of
from sheetreview.errors import UNKNOWN_LAYOUT, FileError, LayoutError
from sheetreview.form.locate import FoundForm
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment
from sheetreview.reading.files import read_bytes
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book
from sheetreview.steps.form_files import FormFile
from sheetreview.steps.form_to_move import FormToMove, form_to_move, refuse_another_person
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import issued_sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredForm:
    """A form as it was read, and where it was found (for people).

    ``written`` is when that file was saved, or came back, in seconds since 1970; 0 when that is not known.
    """

    form: FormToMove
    origin: str
    written: float = 0

    @property
    def version(self) -> int:
        """The version of its layout."""
        return self.form.edition.layout.version


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOnDisk:
    """A file of forms as it is on the disk.

    ``digest`` is its SHA-256, '' when it is not there. What was ``filled`` in stands by form id, of a file that was
    ``touched`` only; ``problem`` says why such a file cannot be used.
    """

    file: FormFile
    digest: str = ""
    touched: bool = False
    filled: Mapping[str, AnsweredForm] = field(default_factory=dict)
    problem: str = ""


def file_on_disk(cycle: OpenCycle, file: FormFile, recorded: str) -> FileOnDisk:
    """Look at a file of a cycle; ``recorded`` is the SHA-256 it was issued with."""
    path = cycle.folder.root / file.path
    try:
        data = read_bytes(path)
    except FileError as error:
        there = path.exists() or path.is_symlink()
        return FileOnDisk(file=file, touched=there, problem=error.reason if there else "")
    digest = sha256(data).hexdigest()
    if digest == recorded:
        return FileOnDisk(file=file, digest=digest)
    written = 0.0
    with suppress(OSError):
        written = path.stat().st_mtime
    try:
        book = parse_book(data, path.name)
        found = {form: answered_form(cycle, book, form, assignment, file.path) for form, assignment in file.forms}
    except (FileError, LayoutError) as error:
        return FileOnDisk(file=file, digest=digest, touched=True, problem=reason(error))
    filled = {form: replace(one, written=written) for form, one in found.items() if one is not None}
    problem = "" if filled else "No form of its own is found in it."
    return FileOnDisk(file=file, digest=digest, touched=True, filled=filled, problem=problem)


def answered_form(
    cycle: OpenCycle, book: Book, form_id: str, assignment: Assignment, origin: str
) -> AnsweredForm | None:
    """The form of an assignment in a book; None when it is not in it.

    Raises FileError, also when it is not certain which answers are meant, or that they are about the right person;
    LayoutError when the layout it was issued with cannot be used.
    """
    sheets = list(_sheets(cycle, book, form_id, assignment))
    if not sheets:
        return None
    form = form_to_move(book, sheets)
    refuse_another_person(form, person_of(assignment))
    return AnsweredForm(form=form, origin=origin)


def _sheets(cycle: OpenCycle, book: Book, form_id: str, assignment: Assignment) -> Iterator[tuple[FoundForm, Layout]]:
    for found, layout in issued_sheets(cycle, book, form_id, assignment):
        if layout is None:
            raise FileError(
                f"It is in version {found.identity.layout_version}, which was never issued here. "
                "Ask for the form as it was issued.",
                UNKNOWN_LAYOUT,
            )
        yield found, layout


def reason(error: FileError | LayoutError) -> str:
    """Why a form cannot be read, in one plain sentence."""
    return error.reason if isinstance(error, FileError) else error.message
