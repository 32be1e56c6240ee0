"""From a returned file to a checked review: what collect, check, status and summarize have in common."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sheetreview.check.issue import another_person, held_too_late, not_issued, person_of
from sheetreview.check.rules import check_review, with_context
from sheetreview.check.sealed import changed_since
from sheetreview.check.signed import Known, signature_findings
from sheetreview.cycle.sheets import SheetRecords
from sheetreview.cycle.signatures import Signatures
from sheetreview.cycle.store import StoredReturn
from sheetreview.errors import FileError, LayoutError
from sheetreview.form.extract import extract
from sheetreview.form.keys import FORMAT
from sheetreview.form.locate import FoundForm, find_forms
from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding, FindingContext
from sheetreview.model.layout import Layout, Severity
from sheetreview.model.people import Assignment
from sheetreview.model.review import FormIdentity, Review
from sheetreview.model.schedule import today
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book
from sheetreview.sheet.kept import is_kept, kept_book
from sheetreview.steps.opened import OpenCycle
from sheetreview.summarize.given import ReviewInput

LayoutOf = Callable[[FormIdentity], Layout | None]


def read_review(book: Book, found: FoundForm, layout: Layout) -> Review:
    """Read one form of a file. Raises FileError for a form this sheetreview cannot read."""
    identity = found.identity
    if identity.format > FORMAT:
        raise FileError("the form was made by a newer sheetreview; update sheetreview and try again")
    if identity.role not in layout.role_by_id:
        raise FileError(f"the form is for the role {identity.role!r}, which layout {layout.id!r} does not have")
    return extract(found, layout, all_text=book.format == "csv", days_from_1904=book.days_from_1904)


def one_review(reviews: Sequence[Review]) -> Review:
    """The review of a form that stands on several sheets of one file, such as a copied tab.

    Untouched copies do not count. Copies that differ are never chosen between: the first is taken, with an error.
    """
    filled = [review for review in reviews if not review.blank] or list(reviews)
    first = filled[0]
    contents = {frozenset((a.section, a.row, a.column, a.typed) for a in review.answers) for review in filled}
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


def checked_reviews(
    cycle: OpenCycle,
    *,
    as_of: date | None = None,
    only: Collection[str] | None = None,
    each: Callable[[int], None] = lambda _: None,
) -> Iterator[ReviewInput]:
    """Every assignment of a cycle with its newest return, read and checked, in the roster's order, one at a time.

    A return that cannot be read any more is a review without answers that has an error. Without ``as_of`` the
    day is this machine's. ``only`` these form ids are looked at; None: all.
    """
    shelf = Shelf()
    past = _Past(
        day=as_of or today(), seals=SheetRecords(cycle.store).seals(), signatures=Signatures(cycle.store).all()
    )
    for form_id, assignment in cycle.store.assignments().items():
        if only is None or form_id in only:
            yield _checked(cycle, shelf, (form_id, assignment), past)
            each(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """What newest returns are compared with: this day, and by form id the seals and the signatures seen before."""

    day: date
    seals: Mapping[str, str]
    signatures: Mapping[str, Known]


class Shelf:
    """The book that was read last: the forms of one bundle mostly follow each other."""

    def __init__(self) -> None:
        self._file = 0
        self._book: Book | None = None

    def book(self, stored: StoredReturn) -> Book:
        """The book a return came in. Raises FileError."""
        if self._book is None or self._file != stored.file:
            self._book = None
            self._book = _book_of(stored)
            self._file = stored.file
        return self._book


def _book_of(stored: StoredReturn) -> Book:
    if not is_kept(stored.content):
        return parse_book(stored.content, stored.name)
    try:
        return kept_book(stored.content)
    except ValueError as error:
        raise FileError(f"{error}; pull it again") from error


def _checked(cycle: OpenCycle, shelf: Shelf, form: tuple[str, Assignment], past: _Past) -> ReviewInput:
    form_id, assignment = form
    current = cycle.edition_of(assignment)
    stored = cycle.store.newest_return(form_id)
    if stored is None:
        return ReviewInput(form_id=form_id, assignment=assignment, edition=current, review=None, findings=())
    context = _context_of(form_id, assignment, stored.name)
    try:
        review = _review_in(cycle, shelf.book(stored), form_id, assignment)
        issued = cycle.edition_read(assignment, review.identity)
        findings = check_review(issued, review)
        findings = (
            *findings,
            *not_issued(current, issued),
            *another_person(issued, review, person_of(assignment)),
            *held_too_late(issued, review, past.day),
        )
        findings = (*findings, *signature_findings(issued, review, past.signatures.get(form_id, {})))
        if form_id in past.seals:
            findings = (*findings, *changed_since(past.seals[form_id], review))
    except (FileError, LayoutError) as error:
        review, issued, findings = _empty_review(form_id, current), current, (_unreadable(str(error)),)
    return ReviewInput(
        form_id=form_id,
        assignment=assignment,
        edition=issued,
        review=review,
        findings=with_context(findings, context),
    )


def is_unreadable(findings: Iterable[Finding]) -> bool:
    """Whether the findings are those of a return that cannot be read any more."""
    return any(finding.code == "unreadable-return" for finding in findings)


def stored_review(cycle: OpenCycle, shelf: Shelf, form_id: str, assignment: Assignment) -> Review | None:
    """The newest return of a form, read; None when there is none or it cannot be read."""
    stored = cycle.store.newest_return(form_id)
    if stored is None:
        return None
    try:
        return _review_in(cycle, shelf.book(stored), form_id, assignment)
    except (FileError, LayoutError):
        return None


def _review_in(cycle: OpenCycle, book: Book, form_id: str, assignment: Assignment) -> Review:
    sheets = issued_sheets(cycle, book, form_id, assignment)
    reviews = [read_review(book, found, layout) for found, layout in sheets if layout is not None]
    if not reviews:
        raise FileError("the form is no longer found in it")
    return one_review(reviews)


def issued_sheets(
    cycle: OpenCycle, book: Book, form_id: str, assignment: Assignment
) -> Iterator[tuple[FoundForm, Layout | None]]:
    """The sheets of a book that are an assignment's form, in its role, with the layouts they were issued with.

    The layout is None for a version that the cycle never issued.
    """
    for found in find_forms(book):
        if found.identity.form_id == form_id:
            own = replace(found, identity=replace(found.identity, role=assignment.role))
            yield own, cycle.layout(assignment.layout, found.identity.layout_version)


def _empty_review(form_id: str, edition: Edition) -> Review:
    """A review without answers, in place of one that came back but cannot be read."""
    layout = edition.layout
    identity = FormIdentity(
        format=FORMAT, form_id=form_id, layout_id=layout.id, layout_version=layout.version, role=edition.role
    )
    return Review(identity=identity, sheet="", answers=(), labels={})


def _unreadable(reason: str) -> Finding:
    return Finding(
        code="unreadable-return",
        severity=Severity.ERROR,
        message=f"the file that came back cannot be read: {reason}",
        fix="ask for the form again, saved as .xlsx, and collect it",
    )


def _context_of(form_id: str, assignment: Assignment, file: str) -> FindingContext:
    return FindingContext(
        form_id=form_id,
        file=file,
        reviewee_id=assignment.reviewee.employee_id,
        reviewee=assignment.reviewee.name,
        reviewer=assignment.reviewer.name,
        role=assignment.role,
        about=assignment.account or assignment.month,
    )
