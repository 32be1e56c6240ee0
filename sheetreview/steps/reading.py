"""From a returned file to a checked review: what collect, check, status and summarize have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sheetreview.check.rules import check_review, with_context
from sheetreview.errors import FileError
from sheetreview.form.extract import extract
from sheetreview.form.keys import FORMAT
from sheetreview.form.locate import FoundForm, find_forms
from sheetreview.model.finding import Finding
from sheetreview.model.layout import Layout, Severity
from sheetreview.model.people import Assignment
from sheetreview.model.review import FormIdentity, Review
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book
from sheetreview.steps.opened import OpenCycle
from sheetreview.summarize.team import ReviewInput

LayoutOf = Callable[[FormIdentity], Layout | None]


def read_review(book: Book, found: FoundForm, layout: Layout) -> Review:
    """Read one form of a file. Raises FileError for a form this sheetreview cannot read."""
    identity = found.identity
    if identity.format > FORMAT:
        raise FileError("the form was made by a newer sheetreview; update sheetreview and try again")
    if identity.role not in layout.role_by_id:
        raise FileError(f"the form is for the role {identity.role!r}, which layout {layout.id!r} does not have")
    return extract(found, layout, all_text=book.format == "csv")


def one_review(reviews: Sequence[Review]) -> Review:
    """The review of a form that stands on several sheets of one file, such as a copied tab.

    Untouched copies do not count. Copies that differ are never chosen between: the first is taken, with an error.
    """
    filled = [review for review in reviews if not review.blank] or list(reviews)
    first = filled[0]
    contents = {tuple((a.section, a.row, a.column, a.typed) for a in review.answers) for review in filled}
    if len(contents) == 1:
        return first
    others = ", ".join(repr(review.sheet) for review in filled[1:])
    finding = Finding(
        code="form-doubled",
        severity=Severity.ERROR,
        sheet=first.sheet,
        message=f"the same form also stands on {others}, with other answers",
        fix="keep the sheet that is meant, delete the other, and send the file again",
    )
    return replace(first, structure=(*first.structure, finding))


def checked_reviews(cycle: OpenCycle, *, each: Callable[[int], None] = lambda _: None) -> Iterator[ReviewInput]:
    """Every assignment of a cycle with its newest return, read and checked, in the roster's order, one at a time."""
    for form_id, assignment in cycle.store.assignments().items():
        yield _checked(cycle, form_id, assignment)
        each(1)


def _checked(cycle: OpenCycle, form_id: str, assignment: Assignment) -> ReviewInput:
    stored = cycle.store.newest_return(form_id)
    if stored is None:
        current = cycle.edition_of(assignment)
        return ReviewInput(form_id=form_id, assignment=assignment, edition=current, review=None, findings=())
    context = context_of(assignment, stored.name)
    book = parse_book(stored.content, stored.name)
    reviews = []
    for found in find_forms(book):
        if found.identity.form_id != form_id:
            continue
        layout = cycle.layout(assignment.layout, found.identity.layout_version)
        if layout is not None:
            same_role = replace(found, identity=replace(found.identity, role=assignment.role))
            reviews.append(read_review(book, same_role, layout))
    review = one_review(reviews)
    issued = cycle.edition_of(assignment, review.identity.layout_version)
    findings = with_context(check_review(issued, review), context)
    return ReviewInput(form_id=form_id, assignment=assignment, edition=issued, review=review, findings=findings)


def context_of(assignment: Assignment, file: str) -> Finding:
    """The people and file that a review's findings speak of."""
    return Finding(
        code="",
        severity=Severity.NOTICE,
        message="",
        fix="",
        file=file,
        reviewee_id=assignment.reviewee.employee_id,
        reviewee=assignment.reviewee.name,
        reviewer=assignment.reviewer.name,
        role=assignment.role,
    )
