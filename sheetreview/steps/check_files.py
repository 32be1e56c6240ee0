"""``check`` of files, which needs no cycle: what is wrong in the forms in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sheetreview.check.rules import check_review, with_context
from sheetreview.errors import NOT_A_FORM, UNKNOWN_LAYOUT, FileError, LayoutError
from sheetreview.form.locate import find_forms
from sheetreview.model.edition import edition, parse_variant
from sheetreview.model.finding import Finding, FindingContext
from sheetreview.model.finding_types import MADE_UP_ANSWERS
from sheetreview.model.layout import Layout
from sheetreview.model.review import FormIdentity, Review
from sheetreview.reading.files import find_files
from sheetreview.reading.open import open_book
from sheetreview.sheet.grid import Book
from sheetreview.steps.check import Checked
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.other_sheets import said_of_other_sheets
from sheetreview.steps.reading import LayoutOf, one_review, read_review


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedForm:
    """A form of a file: its layout, what was read, what is wrong, and the people that it names at its head.

    One that nobody has filled in has no findings.
    """

    layout: Layout
    review: Review
    context: FindingContext
    findings: tuple[Finding, ...]

    @property
    def untouched(self) -> bool:
        """Whether nothing stands on its sheet but what it was issued with."""
        return self.review.untouched


def check_files(
    paths: Iterable[Path],
    layout_of: LayoutOf,
    *,
    passwords: Sequence[str] = (),
    encoding: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> Checked:
    """Check files and folders by what the forms say of themselves; a file that is no form stops nothing.

    Each of the ``passwords`` is tried on a protected workbook. ``encoding`` is the character set of texts that are no
    UTF-8; left out, each must tell its own. What cannot be used is in ``unusable``, never raised.
    """
    findings: list[Finding] = []
    unusable: list[tuple[str, str]] = []
    blank: list[tuple[str, str]] = []
    elsewhere: list[tuple[str, str]] = []
    decoded: list[tuple[str, str]] = []
    reviews = 0
    for path in find_files(paths):
        try:
            _, book = open_book(path, passwords, encoding=encoding)
            found = checked_forms(book, str(path), layout_of)
        except FileError as error:
            unusable.append((str(path), error.reason))
        else:
            reviews += sum(not form.untouched for form in found)
            blank += ((str(path), form.review.sheet) for form in found if form.untouched)
            if said := said_of_other_sheets(book):
                elsewhere.append((str(path), said))
            findings += (finding for form in found for finding in form.findings)
            decoded += [(str(path), book.decoded.said)] if book.decoded else []
        progress(1)
    return Checked(
        reviews=reviews,
        findings=tuple(findings),
        unusable=tuple(unusable),
        blank=tuple(blank),
        elsewhere=tuple(elsewhere),
        decoded=tuple(decoded),
    )


def cycle_layouts(cycle: OpenCycle, otherwise: LayoutOf) -> LayoutOf:
    """Layouts as a cycle issued them, and otherwise from elsewhere."""

    def layout_of(identity: FormIdentity) -> Layout | None:
        return cycle.layout(identity.layout_id, identity.layout_version) or otherwise(identity)

    return layout_of


def checked_forms(book: Book, name: str, layout_of: LayoutOf) -> tuple[CheckedForm, ...]:
    """Read and check each form of a book; ``name`` is the file's, as findings say it.

    Raises FileError when no sheet is a form, or one cannot be read.
    """
    by_form: dict[str, list[tuple[Layout, Review]]] = {}
    for found in find_forms(book):
        identity = found.identity
        try:
            layout = layout_of(identity)
        except LayoutError as error:
            raise FileError(f"The layout it was made with cannot be used: {error}.", UNKNOWN_LAYOUT) from error
        if layout is None:
            raise FileError(
                f"Its layout, {identity.layout_id} v{identity.layout_version}, is not known here. "
                "Give the layout's file with --layout, or name the cycle's folder with -C.",
                UNKNOWN_LAYOUT,
            )
        review = read_review(book, found, layout)
        if found.made_up:
            review = replace(review, structure=(MADE_UP_ANSWERS.at(sheet=review.sheet), *review.structure))
        by_form.setdefault(identity.form_id, []).append((layout, review))
    if not by_form:
        raise FileError(
            "It is not a review form: no sheet of it carries a form's hidden key. Ask for the form itself.", NOT_A_FORM
        )
    return tuple(_checked(name, pairs[0][0], one_review([review for _, review in pairs])) for pairs in by_form.values())


def _checked(name: str, layout: Layout, review: Review) -> CheckedForm:
    context = _context(name, layout, review)
    findings: tuple[Finding, ...] = ()
    if not review.untouched:
        cut = edition(layout, review.identity.role, parse_variant(layout, review.identity.variant))
        findings = with_context(check_review(cut, review), context)
    return CheckedForm(layout=layout, review=review, context=context, findings=findings)


def _context(name: str, layout: Layout, review: Review) -> FindingContext:
    """The people a form names in its header."""
    by_source = {field.source: review.header.get(field.id, "") for field in layout.header if field.source}
    return FindingContext(
        form_id=review.identity.form_id,
        file=name,
        reviewee_id=review.identity.reviewee_id,
        reviewee=by_source.get("reviewee.name", ""),
        reviewer=by_source.get("reviewer.name", ""),
        role=review.identity.role,
    )
