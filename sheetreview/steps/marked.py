"""A returned workbook with what is wrong marked in its cells and listed on a first sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sheetreview.amend.book import AmendedBook
from sheetreview.amend.listing import ListedLine, Listing
from sheetreview.amend.marks import Mark
from sheetreview.model.finding import Finding
from sheetreview.model.layout import Severity
from sheetreview.sheet.address import from_a1
from sheetreview.sheet.grid import Book, Grid, Value

TITLE = "Please correct"
_HOW = (
    "Click a place to go to its cell, correct it, and the mark there disappears.",
    "Then save this file and send it back as it is: this sheet may stay in it.",
)


def marked_copy(data: bytes, book: Book, findings: Sequence[Finding]) -> bytes:
    """The workbook ``data``, which was read as ``book``, with its findings marked and listed.

    Raises FileError for a file that cannot be changed in place.
    """
    copy = AmendedBook.open(data)
    grids = {grid.name: grid for grid in book.sheets}
    for name, grid in grids.items():
        texts = cell_texts(findings, name)
        copy.mark(name, [Mark(row=r, column=c, text=text, was=grid.value(r, c)) for (r, c), text in texts.items()])
    copy.list_first(_listing(grids, findings))
    return copy.save()


def to_correct(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """The errors and warnings of each form that has an error, by file and form id."""
    by_form: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.severity is not Severity.NOTICE:
            by_form.setdefault((finding.file, finding.form_id), []).append(finding)
    return {form: found for form, found in by_form.items() if any(f.severity is Severity.ERROR for f in found)}


def cell_texts(findings: Iterable[Finding], sheet: str) -> Mapping[tuple[int, int], str]:
    """Everything that is said of each cell of a sheet, by row and column from 1."""
    texts: dict[tuple[int, int], list[str]] = {}
    for finding in findings:
        if finding.sheet == sheet and finding.cell:
            texts.setdefault(from_a1(finding.cell), []).append(f"{_problem(finding)}\n{_fix(finding)}")
    return {place: "\n\n".join(said) for place, said in texts.items()}


def _listing(grids: dict[str, Grid], findings: Sequence[Finding]) -> Listing:
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    places = "One place of this workbook needs" if errors == 1 else f"{errors} places of this workbook need"
    return Listing(
        title=TITLE,
        intro=(f"{places} to be corrected before the review counts.", *_HOW),
        lines=tuple(_line(grids.get(finding.sheet), finding) for finding in findings),
    )


def _line(grid: Grid | None, finding: Finding) -> ListedLine:
    was: Value | None = grid.value(*from_a1(finding.cell)) if grid is not None and finding.cell else None
    return ListedLine(
        sheet=finding.sheet,
        cell=finding.cell,
        item=finding.item,
        problem=_problem(finding),
        fix=_fix(finding),
        was=was,
        must=finding.severity is Severity.ERROR,
    )


def _problem(finding: Finding) -> str:
    return _sentence(finding.message)


def _fix(finding: Finding) -> str:
    return _sentence(finding.fix)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"
