"""``repair``: the answers of mangled or outdated forms, moved into clean ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sheetreview.cycle.files import make_folder, plain_errors, sweep, write_file
from sheetreview.errors import FileError, LayoutError
from sheetreview.form.locate import FoundForm, find_forms
from sheetreview.form.located import Located
from sheetreview.form.move import HEADER, Move, MovedAnswer, Unplaced, move
from sheetreview.form.places import EntryCells
from sheetreview.reading.files import find_files
from sheetreview.reading.open import open_book
from sheetreview.sheet.address import a1
from sheetreview.sheet.grid import Book
from sheetreview.sheet.text import quoted, squeeze
from sheetreview.steps.reading import one_review, read_review
from sheetreview.steps.repairing.clean_forms import CleanForms, Renewal, issued_edition

ENDING = ".xlsx"

_WHO = ("reviewee.name", "reviewee.employee_id", "reviewee.email")


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """A clean form with the answers of a returned one: its bytes, whose it is, and what became of the answers.

    ``sheet`` is where the form stood in the returned file, ``cells`` where its answers stand now, ``name`` a name for
    its file, without ending.
    """

    form_id: str
    sheet: str
    reviewee: str
    role: str
    name: str
    data: bytes
    moved: Move
    cells: EntryCells


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairedAnswer:
    """An answer, its cell in the returned form and in the clean one, and how these differ ('' where they do not)."""

    label: str
    typed: str
    old_cell: str
    new_cell: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairedForm:
    """One form: the file and sheet it was in, the clean one's path, and what became of every answer."""

    file: str
    sheet: str
    form_id: str
    reviewee: str
    role: str
    path: str
    kept: tuple[RepairedAnswer, ...]
    mapped: tuple[RepairedAnswer, ...]
    unplaced: tuple[Unplaced, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """Every form that was repaired, and the files, or forms in them, that could not be used, each with why."""

    forms: tuple[RepairedForm, ...]
    unusable: tuple[tuple[str, str], ...]


def repair(
    paths: Iterable[Path],
    forms: CleanForms,
    out: Path,
    *,
    passwords: Sequence[str] = (),
    progress: Callable[[int], None] = lambda _: None,
) -> Repaired:
    """Write a clean form into the folder ``out`` for each form in some files and folders.

    Each of the ``passwords`` is tried on a protected workbook. What cannot be used is in ``unusable``. Raises FileError
    when the disk refuses; nothing that is in ``out`` is ever overwritten.
    """
    sweep([out])
    done: list[RepairedForm] = []
    unusable: list[tuple[str, str]] = []
    for path in find_files(paths):
        try:
            renewed, reasons = renew(open_book(path, passwords)[1], forms)
        except FileError as error:
            renewed, reasons = (), (error.reason,)
        unusable += ((str(path), reason) for reason in reasons)
        done += (_repaired(str(path), one, _write(out, one)) for one in renewed)
        progress(1)
    return Repaired(forms=tuple(done), unusable=tuple(unusable))


def renew(book: Book, forms: CleanForms) -> tuple[tuple[Renewed, ...], tuple[str, ...]]:
    """A clean form, with its answers, for each form of a book; and why there is none for the others.

    Raises FileError when the book has no form.
    """
    by_form: dict[str, list[FoundForm]] = {}
    for found in find_forms(book):
        by_form.setdefault(found.identity.form_id, []).append(found)
    if not by_form:
        raise FileError("it is not a review form: no sheet of it carries a form's hidden key")
    renewed: list[Renewed] = []
    reasons: list[str] = []
    for copies in by_form.values():
        try:
            renewed.append(_renewed(book, copies, forms))
        except (FileError, LayoutError) as error:
            where = f"the sheet {copies[0].grid.name!r}: " if len(by_form) > 1 else ""
            reasons.append(f"{where}{error}")
    return tuple(renewed), tuple(reasons)


def _renewed(book: Book, copies: Sequence[FoundForm], forms: CleanForms) -> Renewed:
    """The clean form for one form, which may stand on several sheets."""
    issued = [forms.issued(found) for found in copies]
    review = one_review([read_review(book, found, layout) for found, layout in issued])
    found, layout = next(pair for pair in issued if pair[0].grid.name == review.sheet)
    old = issued_edition(found, layout)
    for finding in review.structure:
        if finding.code == "form-doubled":
            raise FileError(f"{finding.message}; delete the sheet that is not meant, and repair the file again")
        if finding.code == "reviewee-changed":
            raise _another_person(finding.item, finding.message)
    clean = forms.renewal(found, review, old)
    _same_person(Located.of(found.grid, old), clean)
    moved = move(review, found.grid, old, clean.edition, clean=clean.form.grid, same_head=clean.same_head)
    return Renewed(
        form_id=found.identity.form_id,
        sheet=found.grid.name,
        reviewee=clean.reviewee,
        role=clean.edition.role,
        name=clean.name,
        data=clean.form.filled(moved.contents, moved.header),
        moved=moved,
        cells=clean.form.cells,
    )


def _same_person(found: Located, clean: Renewal) -> None:
    """Compare the names at the two heads where no digest guards the returned form's. Raises FileError."""
    now = Located.of(clean.form.grid, clean.edition)
    fields = {field.source: field for field in clean.edition.header if field.source in _WHO}
    for field in found.edition.header:
        cell = found.field_cell(field) if field.source in fields and not found.edition.fills(field) else None
        there = now.field_cell(fields[field.source]) if cell and field.source else None
        if cell is None or there is None or found.keys.digests.get(cell[0]):
            continue
        text, issued = found.grid.text(*cell), now.grid.text(*there)
        if text and squeeze(text) != squeeze(issued):
            raise _another_person(field.label, f"it is {quoted(text)}, and the form was issued for {quoted(issued)}")


def _another_person(label: str, what: str) -> FileError:
    return FileError(
        f"{label!r} at its head: {what}. A clean form would bear the right name over answers that may be about "
        "somebody else; put back the name the form was issued for if they are not"
    )


def _write(out: Path, one: Renewed) -> Path:
    """Write a clean form under the first name that is free, or that holds the very same bytes."""
    make_folder(out)
    names = (f"{one.name}-{number}" if number > 1 else one.name for number in count(1))
    path = next(path for name in names if _may_be(path := out / f"{name}{ENDING}", one.data))
    if not os.path.lexists(path):
        write_file(path, one.data)
    return path


def _may_be(path: Path, data: bytes) -> bool:
    """Whether a path is free for some bytes, or holds them already."""
    if not os.path.lexists(path):
        return True
    with plain_errors(path):
        return path.is_file() and not path.is_symlink() and path.read_bytes() == data


def _repaired(file: str, one: Renewed, path: Path) -> RepairedForm:
    return RepairedForm(
        file=file,
        sheet=one.sheet,
        form_id=one.form_id,
        reviewee=one.reviewee,
        role=one.role,
        path=str(path),
        kept=tuple(_answers(one.cells, one.moved.kept)),
        mapped=tuple(_answers(one.cells, one.moved.mapped)),
        unplaced=one.moved.unplaced,
    )


def _answers(cells: EntryCells, moved: Iterable[MovedAnswer]) -> Iterator[RepairedAnswer]:
    for one in moved:
        section, row, _ = one.place
        cell = cells.header[row] if section == HEADER else cells.cells[one.place]
        yield RepairedAnswer(label=one.label, typed=one.typed, old_cell=one.old_cell, new_cell=a1(*cell), why=one.why)
