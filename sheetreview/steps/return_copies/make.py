"""The copies that are made of one returned file with errors: of the file itself, or clean forms in its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import PurePath

from sheetreview.amend.listing import MadeOf
from sheetreview.check.content import content_digest
from sheetreview.check.rules import check_review
from sheetreview.cycle.names import slug
from sheetreview.errors import MADE_UP, NOT_CHANGEABLE, SUPERSEDED, FileError, LayoutError
from sheetreview.form.keys import edition_for
from sheetreview.form.locate import FoundForm, find_forms
from sheetreview.model.finding import Finding, Severity
from sheetreview.model.finding_types import (
    COLUMN_DOUBLED,
    COLUMN_LOST,
    MADE_UP_ANSWERS,
    READ_AS,
    ROW_DOUBLED,
    ROW_LOST,
    ROWS_UNCLEAR,
    SECTION_LOST,
)
from sheetreview.model.layout import Layout
from sheetreview.model.review import FormIdentity, Review
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book
from sheetreview.sheet.text import squeeze
from sheetreview.steps.form_files import reviewer_folders
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import Returns, one_review, read_review
from sheetreview.steps.repair.clean_forms import CleanForms
from sheetreview.steps.repair.repair import Renewed, renew
from sheetreview.steps.return_copies.mark import marked_copy

_BROKEN = frozenset(
    one.code for one in (ROW_LOST, ROW_DOUBLED, ROWS_UNCLEAR, SECTION_LOST, COLUMN_LOST, COLUMN_DOUBLED)
)
"""Findings that cannot be corrected in a form whose rows and columns are locked."""

_UNMARKED = "this kind of file cannot be marked"
_LOST = "parts of the form that came back are lost or doubled"
_NO_FORM = "Parts of the form that came back are lost or doubled."
_OUTDATED = "the form that came back is of an older version"
_SUPERSEDED = "another form in the same file has come back again since, or is not asked for any more"
_SEVERAL = "the file that came back holds forms of several reviewers"
_LATER = "A later return of this form was collected, and counts. Nothing has to be sent back."


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A file that came back, without its protection, and what is to be corrected in its forms that have errors."""

    name: str
    content: bytes
    was_protected: bool = False
    findings: list[Finding] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """SHA-256 of the file, as the cycle knows it."""
        return sha256(self.content).hexdigest()

    def reviews(self) -> dict[str, str]:
        """Whose reviews these forms are, by form id; '' where the form does not say."""
        return {f.form_id: ", ".join(filter(None, (f.reviewee, f.about))) for f in self.findings}

    def reviewers(self) -> dict[str, str]:
        """Names of the people who filled these forms, by form id; '' where the form does not say."""
        return {finding.form_id: finding.reviewer for finding in self.findings}


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy to be written: its bytes, for whom, the names of its folder and file, how many findings it lists.

    ``clean`` says why its answers stand in a clean form; it is empty for a copy of the very file that came back.
    """

    data: bytes
    reviewer: str
    folder: str
    name: str
    findings: int
    clean: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """The copies for one file, and why there are none for some of its forms."""

    made: tuple[Copy, ...]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A form in a file: what it says of itself, a key for its reviewer, and a digest of what was entered into it.

    The digest is empty for a form that cannot be read.
    """

    identity: FormIdentity
    reviewer: str
    digest: str


class CopyMaker:
    """Makes copies of returned files; ``cycle`` knows which version and which return of a form counts by now."""

    def __init__(self, forms: CleanForms, cycle: OpenCycle | None) -> None:
        self._forms = forms
        self._cycle = cycle
        self._assignments = cycle.store.assignments() if cycle is not None else {}
        self._folders = reviewer_folders(self._assignments, cycle.store.issues()) if cycle is not None else {}
        self._ever_issued = cycle.store.ever_issued() if cycle is not None else set()
        self._returns = Returns(cycle, self._assignments) if cycle is not None else None

    def copies(self, file: Returned) -> Copies:
        """One copy of the file itself; where that would not do, a clean form for each of its forms with errors.

        Raises FileError when neither can be made.
        """
        if any(finding.code == MADE_UP_ANSWERS.code for finding in file.findings):
            raise FileError("A rehearsal made its answers up. Use what the reviewer sent.", MADE_UP)
        book = parse_book(file.content, file.name)
        there = self._forms_in(book, file.reviewers())
        late = {form_id for form_id, form in there.items() if self._is_late(file, form)}
        if late & file.reviews().keys() == file.reviews().keys():
            raise FileError(_LATER, SUPERSEDED)
        if why := self._why_clean(file, there, late):
            return self._clean(file, book, why, late)
        if any(finding.code in _BROKEN for finding in file.findings):
            with suppress(FileError):
                copies = self._clean(file, book, _LOST)
                if not copies.reasons:
                    return copies
        try:
            return Copies(made=(self._marked(file, book, there),))
        except FileError:
            return self._clean(file, book, _UNMARKED)

    def _why_clean(self, file: Returned, there: Mapping[str, _Form], late: Collection[str]) -> str:
        """Why the file itself must not go back; '' where it may."""
        wanted = [form for form_id, form in there.items() if form_id in file.reviews()]
        if late or any(form_id in self._ever_issued - self._assignments.keys() for form_id in there):
            return _SUPERSEDED
        if len({form.reviewer for form in there.values()}) > 1:
            return _SEVERAL
        return _OUTDATED if any(self._is_outdated(form.identity) for form in wanted) else ""

    def _is_outdated(self, identity: FormIdentity) -> bool:
        assignment = self._assignments.get(identity.form_id)
        layout = self._cycle.layout(assignment.layout) if self._cycle is not None and assignment is not None else None
        return layout is not None and identity.layout_version < layout.version

    def _is_late(self, file: Returned, form: _Form) -> bool:
        """Whether a form came back again after this file, with other answers; a file not yet collected is the last."""
        form_id = form.identity.form_id
        if self._cycle is None or self._returns is None or form_id not in self._assignments:
            return False
        newest = self._cycle.store.newest_return(form_id)
        if newest is None or newest.digest == file.digest or not self._cycle.store.has_file(file.digest):
            return False
        review = self._returns.review(form_id)
        return review is None or content_digest(review) != form.digest

    def _forms_in(self, book: Book, reviewers: Mapping[str, str]) -> dict[str, _Form]:
        """The forms of a book by id; ``reviewers`` are names that are known already."""
        sheets: dict[str, list[FoundForm]] = {}
        for found in find_forms(book):
            sheets.setdefault(found.identity.form_id, []).append(found)
        return {form_id: self._form(book, copies, reviewers.get(form_id, "")) for form_id, copies in sheets.items()}

    def _form(self, book: Book, sheets: Collection[FoundForm], reviewer: str) -> _Form:
        identity = next(found.identity for found in sheets)
        assignment = self._assignments.get(identity.form_id)
        try:
            read = [self._read(book, found) for found in sheets]
            review = one_review([review for _, review in read])
            named, digest = _reviewer_in(read[0][0], review), content_digest(review)
        except (FileError, LayoutError):
            named = digest = ""
        key = assignment.reviewer.key if assignment is not None else squeeze(reviewer or named)
        return _Form(identity=identity, reviewer=key, digest=digest)

    def _read(self, book: Book, found: FoundForm) -> tuple[Layout, Review]:
        issued, layout = self._forms.issued(found)
        return layout, read_review(book, issued, layout)

    def _marked(self, file: Returned, book: Book, there: Mapping[str, _Form]) -> Copy:
        """A copy of the file itself. Raises FileError when it cannot be marked."""
        entered = {form_id: form.digest for form_id, form in there.items() if form.digest}
        source = MadeOf(source=file.digest, forms=entered)
        data = marked_copy(file.content, book, file.findings, list(file.reviews().values()), made_of=source)
        if _ids(parse_book(data, file.name)) != _ids(book):
            raise FileError("Its forms are not found again in a copy of it.", NOT_CHANGEABLE)
        form_id = file.findings[0].form_id
        return self._copy(file, form_id, data, _stem(file), len(file.findings))

    def _clean(self, file: Returned, book: Book, why: str, late: Collection[str] = ()) -> Copies:
        """Clean forms for those with errors. Raises FileError when there can be none at all."""
        wanted = file.reviews().keys() - set(late)
        grids = tuple(found.grid for found in find_forms(book) if found.identity.form_id in wanted)
        renewed, reasons = renew(replace(book, sheets=grids), self._forms) if grids else ((), (_NO_FORM,))
        if file.reviews().keys() & set(late):
            reasons = (*reasons, _LATER)
        if why == _OUTDATED:
            reasons = tuple(f"A form of a newer version is out by now. {reason}" for reason in reasons)
        alone = len(file.reviews()) == 1
        made = tuple(self._marked_clean(file, one, why, _stem(file) if alone else one.name) for one in renewed)
        if not made:
            raise FileError(" ".join(reasons), NOT_CHANGEABLE)
        return Copies(made=made, reasons=reasons)

    def _marked_clean(self, file: Returned, one: Renewed, why: str, name: str) -> Copy:
        book = parse_book(one.data, "form.xlsx")
        findings = [*self._checked(book), *_lost(one)]
        before = f"This is a clean form with the answers that were sent, because {why}. Please go on in this one."
        # One without an error is to come back as it is.
        wrong = any(finding.severity is Severity.ERROR for finding in findings)
        entered = {form_id: form.digest for form_id, form in self._forms_in(book, {}).items()} if wrong else {}
        source = MadeOf(source=file.digest, forms=entered)
        review = file.reviews()[one.form_id]
        data = marked_copy(one.data, book, findings, [review], before=before, made_of=source)
        return self._copy(file, one.form_id, data, name, len(findings), why)

    def _copy(self, file: Returned, form_id: str, data: bytes, name: str, findings: int, clean: str = "") -> Copy:
        assignment = self._assignments.get(form_id)
        reviewer = file.reviewers()[form_id]
        folder = slug(reviewer) if reviewer else ""
        if assignment is not None:
            folder = self._folders[assignment.reviewer.key]
        return Copy(data=data, reviewer=reviewer, folder=folder, name=name, findings=findings, clean=clean)

    def _checked(self, clean: Book) -> Iterator[Finding]:
        """What is to be corrected in a clean form with the answers in it."""
        for found in find_forms(clean):
            layout, review = self._read(clean, found)
            for finding in check_review(edition_for(review.identity, layout), review):
                if finding.severity is not Severity.NOTICE or finding.code == READ_AS.code:
                    yield replace(finding, sheet=found.grid.name)


def _ids(book: Book) -> list[str]:
    return [found.identity.form_id for found in find_forms(book)]


def _reviewer_in(layout: Layout, review: Review) -> str:
    """The reviewer's name at a form's head."""
    names = (review.header.get(field.id, "") for field in layout.header if field.source == "reviewer.name")
    return next(names, "")


def _stem(file: Returned) -> str:
    return PurePath(file.name).stem


def _lost(renewed: Renewed) -> Iterator[Finding]:
    """What stood in the returned file and has no place in the clean form."""
    for one in renewed.moved.unplaced:
        yield Finding(
            code="",
            severity=Severity.WARNING,
            form_id=renewed.form_id,
            item=one.label,
            message=f"{one.typed!r} stood in {one.cell} of the file that was sent, and is not in this one: {one.why}",
            fix="type it where it belongs, if it is still needed",
        )
