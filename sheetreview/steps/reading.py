"""From a returned file to a checked review: what collect, check, status and summarize have in common."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sheetreview.check.alike import CopiedNotes
from sheetreview.check.content import changed_since, content_digest
from sheetreview.check.issue import another_person, held_too_late, not_issued, person_of
from sheetreview.check.rules import check_review, in_order, with_context
from sheetreview.check.signed import Known, signature_findings
from sheetreview.cycle.reviews import ReadReturn
from sheetreview.cycle.store import StoredReturn
from sheetreview.errors import DAMAGED, NEWER_FORM, NOT_A_FORM, TOO_LARGE, UNKNOWN_LAYOUT, FileError, LayoutError
from sheetreview.form.keys import FORMAT
from sheetreview.form.locate import FoundForm, find_forms
from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding, FindingContext
from sheetreview.model.finding_types import FORM_DOUBLED, UNREADABLE_RETURN
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment
from sheetreview.model.review import FormIdentity, Review
from sheetreview.model.schedule import today
from sheetreview.reading.recognise import is_xls
from sheetreview.sheet.grid import Book
from sheetreview.sheet.kept import is_kept, kept_book
from sheetreview.steps.batches import batches
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.which_counts import order_findings
from sheetreview.summarize.review_input import ReviewInput

LayoutOf = Callable[[FormIdentity], Layout | None]

READER = 2
"""Version of how a return is read and checked; what was kept by another version is read again.

Raise it with every change after which the same bytes and the same layout give another review or other findings.
"""

BATCH = 200
"""Forms that are looked up together, which bounds the memory a run needs."""

KEPT_AT_ONCE = 50
"""Reviews that are written together when they were read anew."""


def read_review(book: Book, found: FoundForm, layout: Layout) -> Review:
    """Read one form of a file. Raises FileError for a form this sheetreview cannot read."""
    identity = found.identity
    if found.grid.beyond:
        raise FileError(found.grid.beyond, TOO_LARGE)
    if identity.format > FORMAT:
        raise FileError("The form was made by a newer sheetreview. Update sheetreview and try again.", NEWER_FORM)
    if identity.role not in layout.role_by_id:
        raise FileError(
            f"The form is for the role {identity.role!r}, which layout {layout.id!r} does not have. "
            "Ask for the form as it was issued.",
            UNKNOWN_LAYOUT,
        )
    from sheetreview.form.extract import extract  # noqa: PLC0415 -- what is kept as read is not extracted again
    from sheetreview.form.values import FileFormat  # noqa: PLC0415 -- as above

    return extract(found, layout, FileFormat.of(book))


def one_review(reviews: Sequence[Review], restricted: Sequence[str] = ()) -> Review:
    """The review of a form that stands on several sheets of one file, such as a copied tab.

    Untouched copies do not count. Copies that differ, be it at the head, are never chosen between: the first is taken,
    with an error, which is of one of the ``restricted`` sections (by id) where they differ in nothing else. What
    happened to any of them is found.
    """
    filled = [review for review in reviews if not review.untouched] or list(reviews)
    first, *others = filled
    if not others:
        return first
    structure = [finding for review in filled for finding in review.structure]
    if _differ(filled):
        names = ", ".join(repr(review.sheet) for review in others)
        section = "" if _differ(filled, restricted) else restricted[0]
        structure.append(FORM_DOUBLED.at(sheet=first.sheet, section=section, words={"others": names}))
    return replace(first, structure=tuple(structure))


def _differ(reviews: Iterable[Review], beside: Sequence[str] = ()) -> bool:
    """Whether something else was entered into some reviews than into others, but for some sections."""
    return len({content_digest(review, sections=beside) for review in reviews}) > 1


def read_return(cycle: OpenCycle, assignment: Assignment, copies: Sequence[Review]) -> ReadReturn:
    """The review of an assignment that stands on some sheets of one file, with the findings of its layout.

    Raises FileError when there is none.
    """
    if not copies:
        raise FileError("The form is no longer found in it. Ask for it again.", NOT_A_FORM)
    asked = cycle.edition_read(assignment, copies[0].identity)
    review = one_review(copies, asked.restricted)
    return ReadReturn(review=review, findings=check_review(cycle.edition_read(assignment, review.identity), review))


def checked_reviews(
    cycle: OpenCycle,
    *,
    as_of: date | None = None,
    only: Collection[str] | None = None,
    each: Callable[[int], None] = lambda _: None,
) -> Iterator[ReviewInput]:
    """Every assignment of a cycle with its newest return, checked, in the roster's order, some at a time.

    A return that cannot be read any more is a review without answers that has an error. Without ``as_of`` the
    day is this machine's. ``only`` these form ids are looked at; None: all.
    """
    assignments = cycle.store.assignments()
    returns = Returns(cycle, assignments)
    past = _Past(
        day=as_of or today(),
        seals=cycle.store.sheets.seals(),
        signatures=cycle.store.signatures.all(),
        order=order_findings(cycle),
    )
    for batch in batches((form_id for form_id in assignments if only is None or form_id in only), BATCH):
        found = returns.newest(batch)
        for form_id in batch:
            yield _checked(cycle, form_id, assignments[form_id], found.pop(form_id, None), past)
            each(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """What newest returns are compared with: this day, by form id seals and signatures seen before, and each other.

    ``order`` is what is to be said of which return counts.
    """

    day: date
    seals: Mapping[str, str]
    signatures: Mapping[str, Known]
    order: Mapping[str, Sequence[Finding]]
    notes: CopiedNotes = field(default_factory=CopiedNotes)


def _checked(
    cycle: OpenCycle,
    form_id: str,
    assignment: Assignment,
    returned: tuple[StoredReturn, ReadReturn] | None,
    past: _Past,
) -> ReviewInput:
    """A form with all its findings: those that were kept with it, and those that depend on the cycle and the day."""
    current = cycle.edition_of(assignment)
    if returned is None:
        return ReviewInput(form_id=form_id, assignment=assignment, edition=current, review=None, findings=())
    stored, read = returned
    review, issued, problem = read.review, current, read.problem
    if review is not None:
        try:
            issued = cycle.edition_read(assignment, review.identity)
        except LayoutError as error:
            review, problem = None, str(error)
    if review is None:
        review, findings = _empty_review(form_id, current), [UNREADABLE_RETURN.at(words={"reason": problem})]
    else:
        findings = [
            *read.findings,
            *not_issued(current, issued),
            *another_person(issued, review, person_of(assignment)),
            *held_too_late(issued, review, past.day),
            *signature_findings(issued, review, past.signatures.get(form_id, {})),
            *past.notes.findings(issued, review, assignment.reviewer.key, assignment.reviewee),
        ]
        if form_id in past.seals:
            findings += changed_since(past.seals[form_id], review)
    return ReviewInput(
        form_id=form_id,
        assignment=assignment,
        edition=issued,
        review=review,
        findings=with_context(
            in_order([*past.order.get(form_id, ()), *findings]), _context_of(form_id, assignment, stored.name)
        ),
    )


class Returns:
    """The returns of a cycle as they were read: from what is kept of them, else read anew, and kept.

    Nothing is kept while other commands work on the cycle, or where nothing can be written.
    """

    def __init__(self, cycle: OpenCycle, assignments: Mapping[str, Assignment]) -> None:
        self._cycle = cycle
        self._assignments = assignments
        self._forms_in: dict[int, list[str]] | None = None
        self._fresh: list[tuple[str, str, ReadReturn]] = []
        self._can_keep = True

    def review(self, form_id: str) -> Review | None:
        """The newest return of a form, read; None when there is none or it cannot be read."""
        return next((read.review for _, read in self.newest([form_id]).values()), None)

    def newest(self, form_ids: Collection[str]) -> dict[str, tuple[StoredReturn, ReadReturn]]:
        """The newest return of each of some forms, by form id; those that did not come back are left out."""
        returns = self._cycle.store.newest_returns(form_ids)
        pairs = ((stored.digest, form_id) for form_id, stored in returns.items())
        found = self._cycle.store.reviews.get(pairs, READER)
        unread: dict[int, list[str]] = {}
        for form_id, stored in returns.items():
            if form_id not in found:
                unread.setdefault(stored.file, []).append(form_id)
        for file, forms in unread.items():
            read = self._read(returns[forms[0]], dict.fromkeys((*forms, *self._all_in(file))))
            found |= {form_id: read[form_id] for form_id in forms}
        self._keep()
        return {form_id: (stored, found[form_id]) for form_id, stored in returns.items()}

    def _all_in(self, file: int) -> Collection[str]:
        """All forms for which a file counts: once it is open, they are read and kept with the one that is wanted."""
        if not self._can_keep:
            return ()
        if self._forms_in is None:
            self._forms_in = {}
            for form_id, stored in self._cycle.store.newest_returns(self._assignments).items():
                self._forms_in.setdefault(stored.file, []).append(form_id)
        return self._forms_in.get(file, ())

    def _read(self, stored: StoredReturn, form_ids: Collection[str]) -> dict[str, ReadReturn]:
        """Some forms of a returned file, read anew."""
        store = self._cycle.store
        try:
            content = store.content(stored.digest)
        except FileError as error:
            # What is wrong is the store and not the file: nothing of it is to be kept.
            return dict.fromkeys(form_ids, _problem(error))
        try:
            book = stored_book(content, stored.name)
        except FileError as error:
            found = dict.fromkeys(form_ids, (_problem(error), not is_xls(content)))
        else:
            found = {form_id: self._read_form(book, form_id) for form_id in form_ids}
        self._fresh += ((stored.digest, form_id, read) for form_id, (read, lasts) in found.items() if lasts)
        if len(self._fresh) >= KEPT_AT_ONCE:
            self._keep()
        return {form_id: read for form_id, (read, _) in found.items()}

    def _read_form(self, book: Book, form_id: str) -> tuple[ReadReturn, bool]:
        """One form of a book, and whether it would be read in the same way the next time."""
        assignment, store = self._assignments[form_id], self._cycle.store
        try:
            sheets = list(issued_sheets(self._cycle, book, form_id, assignment))
        except LayoutError as error:
            return _problem(error), False
        # A version of the layout that the cycle has not taken in may still be taken in, and with another text.
        lasts = all(layout and store.layout_source(layout.id, layout.version) is not None for _, layout in sheets)
        try:
            copies = [read_review(book, found, layout) for found, layout in sheets if layout is not None]
            return read_return(self._cycle, assignment, copies), lasts
        except FileError as error:
            return _problem(error), lasts

    def _keep(self) -> None:
        fresh, self._fresh = self._fresh, []

        def put() -> None:
            for digest, form_id, read in fresh:
                self._cycle.store.reviews.put(digest, form_id, READER, read)

        if fresh and self._can_keep:
            self._can_keep = self._cycle.store.change_if_possible(put)


def _problem(error: FileError | LayoutError) -> ReadReturn:
    return ReadReturn(review=None, problem=str(error))


def stored_book(content: bytes, name: str) -> Book:
    """The book in the bytes of a return. Raises FileError."""
    if not is_kept(content):
        from sheetreview.reading.open import parse_book  # noqa: PLC0415 -- what is kept as read is not parsed again

        return parse_book(content, name)
    try:
        return kept_book(content)
    except ValueError as error:
        raise FileError(f"Its copy in the cycle's store cannot be read ({error}). Pull it again.", DAMAGED) from error


def is_unreadable(findings: Iterable[Finding]) -> bool:
    """Whether the findings are those of a return that cannot be read any more."""
    return any(finding.code == UNREADABLE_RETURN.code for finding in findings)


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
