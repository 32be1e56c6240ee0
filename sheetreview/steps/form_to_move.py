"""A returned form read so that its answers can be put into another: only what is certain to be its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sheetreview.check.issue import another_person
from sheetreview.errors import ANOTHER_PERSON, DOUBLED, MADE_UP, FileError
from sheetreview.errors import SHEET_SHARED as SHARED
from sheetreview.form.keys import edition_for
from sheetreview.form.locate import FoundForm
from sheetreview.model.edition import Edition
from sheetreview.model.finding_types import FORM_DOUBLED, REVIEWEE_CHANGED, SHEET_SHARED
from sheetreview.model.layout import Layout
from sheetreview.model.review import Review
from sheetreview.sheet.grid import Book
from sheetreview.sheet.text import quoted
from sheetreview.steps.reading import one_review, read_review


@dataclass(frozen=True, slots=True, kw_only=True)
class FormToMove:
    """A returned form: the sheet it stands on, what it contains, and what was read."""

    found: FoundForm
    edition: Edition
    review: Review


def form_to_move(book: Book, copies: Iterable[tuple[FoundForm, Layout]]) -> FormToMove:
    """Read one form, which may stand on several sheets of a book, with the layout that each was made with.

    Raises FileError when it cannot be read, when it is not certain which answers are meant, or when they may be about
    somebody else.
    """
    sheets = {found.grid.name: (found, layout) for found, layout in copies}
    review = one_review([read_review(book, found, layout) for found, layout in sheets.values()])
    found, layout = sheets[review.sheet]
    if found.made_up:
        raise FileError("A rehearsal filled it in. Use what the reviewer sent.", MADE_UP)
    for finding in review.structure:
        if finding.code == FORM_DOUBLED.code:
            raise FileError(
                f"It is not certain which answers are meant: {finding.message}. Delete the other sheet, and try again.",
                DOUBLED,
            )
        if finding.code == SHEET_SHARED.code:
            raise FileError("Another form stands on its sheet. Move each to a sheet of its own, and try again.", SHARED)
        if finding.code == REVIEWEE_CHANGED.code:
            raise _about_another(finding.item, finding.message)
    return FormToMove(found=found, edition=edition_for(review.identity, layout), review=review)


def refuse_another_person(form: FormToMove, person: Mapping[str, Sequence[str]]) -> None:
    """Compare the head of a form with the ``person`` it was issued for, by source, where its key does not guard it.

    Raises FileError when the answers may be about somebody else.
    """
    for finding in another_person(form.edition, form.review, person):
        raise _about_another(finding.item, finding.message)


def _about_another(label: str, what: str) -> FileError:
    return FileError(
        f"{quoted(label)} at its head: {what}, so the answers may be about somebody else. If they are about the person "
        "the form was issued for, put that back and try again.",
        ANOTHER_PERSON,
    )
