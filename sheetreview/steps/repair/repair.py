"""``repair``: the answers of mangled or outdated forms, moved into clean ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sheetreview.check.rules import check_review
from sheetreview.cycle.files import make_folder, plain_errors, sweep, write_new
from sheetreview.errors import NOT_A_FORM, FileError, LayoutError
from sheetreview.form.keys import edition_for
from sheetreview.form.locate import FoundForm, find_forms
from sheetreview.form.move import Move, move
from sheetreview.form.transfer import MovedAnswer
from sheetreview.model.finding import Finding, Severity
from sheetreview.reading.files import find_files
from sheetreview.reading.open import open_book, parse_book
from sheetreview.sheet.grid import Book
from sheetreview.steps.form_to_move import form_to_move, refuse_another_person
from sheetreview.steps.other_sheets import said_of_other_sheets
from sheetreview.steps.reading import read_review
from sheetreview.steps.repair.clean_forms import CleanForms

ENDING = ".xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """A clean form with the answers of a returned one: its bytes, whose it is, and where the answers went.

    ``sheet`` is where the form stood in the returned file, ``name`` a name for its file, without ending. ``untouched``
    says that nothing stood there but what the form was issued with.
    """

    form_id: str
    sheet: str
    reviewee: str
    role: str
    name: str
    data: bytes
    moved: Move
    untouched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairedForm:
    """One form: the file and sheet it was in, the clean one's path, and where every answer went.

    ``errors`` are what a check of the clean form finds: what is missing or was never right stays so.
    """

    file: str
    sheet: str
    form_id: str
    reviewee: str
    role: str
    path: str
    kept: tuple[MovedAnswer, ...]
    mapped: tuple[MovedAnswer, ...]
    unplaced: tuple[MovedAnswer, ...]
    errors: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """Every form that was repaired, and the files, or forms in them, that could not be used, each with why.

    ``blank`` are the forms that are not filled in: their files, and whom they are about.
    ``elsewhere`` are those of their files that hold something on other sheets, and what to say of these.
    """

    forms: tuple[RepairedForm, ...]
    blank: tuple[tuple[str, str], ...]
    unusable: tuple[tuple[str, str], ...]
    elsewhere: tuple[tuple[str, str], ...] = ()

    @property
    def needs_a_look(self) -> bool:
        """Whether something is left for a person to mend."""
        return bool(self.unusable or self.elsewhere) or any(one.unplaced or one.errors for one in self.forms)


def repair(
    paths: Iterable[Path],
    forms: CleanForms,
    out: Path,
    *,
    passwords: Sequence[str] = (),
    encoding: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> Repaired:
    """Write a clean form into the folder ``out`` for each form with answers in some files and folders.

    Each of the ``passwords`` is tried on a protected workbook. ``encoding`` is the character set of texts that are no
    UTF-8; left out, each must tell its own. What cannot be used is in ``unusable``. Raises FileError
    when the disk refuses; nothing that is in ``out`` is ever overwritten.
    """
    sweep([out], running=True)
    done: list[RepairedForm] = []
    blank: list[tuple[str, str]] = []
    unusable: list[tuple[str, str]] = []
    elsewhere: list[tuple[str, str]] = []
    for path in find_files(paths):
        try:
            _, book = open_book(path, passwords, encoding=encoding)
            renewed, reasons = renew(book, forms)
            if renewed and (said := said_of_other_sheets(book)):
                elsewhere.append((str(path), said))
        except FileError as error:
            renewed, reasons = (), (error.reason,)
        unusable += ((str(path), reason) for reason in reasons)
        blank += ((str(path), one.reviewee) for one in renewed if one.untouched)
        filled = (one for one in renewed if not one.untouched)
        done += (_repaired(str(path), one, _write(out, one), forms) for one in filled)
        progress(1)
    return Repaired(forms=tuple(done), blank=tuple(blank), unusable=tuple(unusable), elsewhere=tuple(elsewhere))


def renew(book: Book, forms: CleanForms) -> tuple[tuple[Renewed, ...], tuple[str, ...]]:
    """A clean form, with its answers, for each form of a book; and why there is none for the others.

    Raises FileError when the book has no form.
    """
    by_form: dict[str, list[FoundForm]] = {}
    for found in find_forms(book):
        by_form.setdefault(found.identity.form_id, []).append(found)
    if not by_form:
        raise FileError(
            "It is not a review form: no sheet of it carries a form's hidden key. Ask for the form itself.", NOT_A_FORM
        )
    renewed: list[Renewed] = []
    reasons: list[str] = []
    for copies in by_form.values():
        try:
            renewed.append(_renewed(book, copies, forms))
        except (FileError, LayoutError) as error:
            where = f"The sheet {copies[0].grid.name!r}: " if len(by_form) > 1 else ""
            reasons.append(f"{where}{error}")
    return tuple(renewed), tuple(reasons)


def _renewed(book: Book, copies: Sequence[FoundForm], forms: CleanForms) -> Renewed:
    """The clean form for one form, which may stand on several sheets."""
    form = form_to_move(book, [forms.issued(found) for found in copies])
    clean = forms.renewal(form.found, form.review, form.edition)
    refuse_another_person(form, clean.person)
    moved = move(
        form.review, form.found.grid, form.edition, clean.edition, clean=clean.form.grid, same_head=clean.same_head
    )
    return Renewed(
        form_id=form.review.identity.form_id,
        sheet=form.review.sheet,
        reviewee=clean.reviewee,
        role=clean.edition.role,
        name=clean.name,
        data=clean.form.filled(moved.contents, moved.header),
        moved=moved,
        untouched=form.review.untouched,
    )


def _errors(renewed: Renewed, forms: CleanForms) -> Iterator[Finding]:
    """What has to be corrected in a clean form with the answers in it."""
    book = parse_book(renewed.data, f"form{ENDING}")
    for found in find_forms(book):
        issued, layout = forms.issued(found)
        findings = check_review(edition_for(issued.identity, layout), read_review(book, issued, layout))
        yield from (finding for finding in findings if finding.severity is Severity.ERROR)


def _write(out: Path, one: Renewed) -> Path:
    """Write a clean form under the first name that is free, or that holds the very same bytes."""
    make_folder(out)
    names = (f"{one.name}-{number}" if number > 1 else one.name for number in count(1))
    paths = (out / f"{name}{ENDING}" for name in names)
    return next(path for path in paths if _is_written(path, one.data))


def _is_written(path: Path, data: bytes) -> bool:
    """Write some bytes if the name is free; whether they stand there now, or did already."""
    if not os.path.lexists(path) and write_new(path, data):
        return True
    with plain_errors(path):
        return path.is_file() and not path.is_symlink() and path.read_bytes() == data


def _repaired(file: str, one: Renewed, path: Path, forms: CleanForms) -> RepairedForm:
    return RepairedForm(
        file=file,
        sheet=one.sheet,
        form_id=one.form_id,
        reviewee=one.reviewee,
        role=one.role,
        path=str(path),
        kept=one.moved.kept,
        mapped=one.moved.mapped,
        unplaced=one.moved.unplaced,
        errors=tuple(_errors(one, forms)),
    )
