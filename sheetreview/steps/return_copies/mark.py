"""A returned workbook with what is wrong marked in its cells and listed on a first sheet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sheetreview.amend.book import AmendedBook
from sheetreview.amend.listing import TITLE, ListedLine, Listing, MadeOf
from sheetreview.amend.marks import Mark
from sheetreview.model.finding import Finding, Severity
from sheetreview.model.finding_types import COLUMN_LOST, KEYS_DISAGREE, READ_AS, ROW_LOST, ROWS_UNCLEAR
from sheetreview.sheet.address import from_a1
from sheetreview.sheet.grid import Book, Grid

_NEIGHBOURS = frozenset(one.code for one in (ROW_LOST, ROWS_UNCLEAR, COLUMN_LOST, KEYS_DISAGREE))
"""Findings whose cell is only the nearest that is left: there is nothing to correct in it."""

_HOW = (
    "Click a cell in the list to go there. When you change it, its mark disappears.",
    "Then save this file and send it back as it is: this sheet may stay in it.",
)
_NOTHING = "Nothing has to be corrected in it. Look through it, save it, and send it back as it is."
_ENTER = "if that is what was meant, choose or type just that: the form itself then counts it too"


def marked_copy(
    data: bytes,
    book: Book,
    findings: Sequence[Finding],
    reviews: Sequence[str],
    *,
    made_of: MadeOf,
    before: str = "",
) -> bytes:
    """The workbook ``data``, which was read as ``book``, with its findings marked and listed.

    ``reviews`` are the names of the people whose reviews are listed, '' where one is not known, ``before`` a sentence
    ahead of the list, and ``made_of`` goes along for when the copy comes back. Raises FileError for a file that cannot
    be changed in place.
    """
    copy = AmendedBook.open(data)
    grids = {grid.name: grid for grid in book.sheets}
    own = [finding for finding in findings if finding.code not in _NEIGHBOURS]
    for name, grid in grids.items():
        must = {from_a1(f.cell) for f in own if f.sheet == name and f.cell and f.severity is Severity.ERROR}
        marks = [
            Mark(row=row, column=column, text=text, was=grid.value(row, column), must=(row, column) in must)
            for (row, column), text in cell_texts(own, name).items()
        ]
        copy.mark(name, marks)
    copy.list_first(replace(_listing(grids, findings, reviews, before), hidden=made_of.text()))
    return copy.save()


def to_correct(findings: Iterable[Finding], also: Collection[str] = ()) -> dict[tuple[str, str], list[Finding]]:
    """The errors and warnings of each form that has an error, by file and form id, and its notices of some codes."""
    by_form: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.severity is not Severity.NOTICE or finding.code in also:
            by_form.setdefault((finding.file, finding.form_id), []).append(finding)
    return {form: found for form, found in by_form.items() if any(f.severity is Severity.ERROR for f in found)}


def cell_texts(findings: Iterable[Finding], sheet: str) -> Mapping[tuple[int, int], str]:
    """Everything that is said of each cell of a sheet, by row and column from 1."""
    texts: dict[tuple[int, int], list[str]] = {}
    for finding in findings:
        if finding.sheet == sheet and finding.cell:
            texts.setdefault(from_a1(finding.cell), []).append(f"{_problem(finding)}\n{_fix(finding)}")
    return {place: "\n\n".join(said) for place, said in texts.items()}


def _listing(grids: Mapping[str, Grid], findings: Sequence[Finding], reviews: Sequence[str], before: str) -> Listing:
    lines = tuple(_line(grids.get(said[0].sheet), said) for said in _by_place(findings))
    of = f"the review of {reviews[0]}" if len(reviews) == 1 else f"{len(reviews)} reviews"
    intro = (before, _counts(lines, len(reviews)), *_HOW) if lines else (before, _NOTHING)
    return Listing(title=f"{TITLE}: {of}" if all(reviews) else TITLE, intro=tuple(filter(None, intro)), lines=lines)


def _counts(lines: Sequence[ListedLine], reviews: int) -> str:
    """How many places must be corrected, and how many are only to be looked at."""
    must = sum(line.must for line in lines)
    doubtful = len(lines) - must
    counted = "the reviews count" if reviews > 1 else "the review counts"
    said = f"{_places(must)} must be corrected before {counted}." if must else "Nothing has to be corrected."
    if doubtful == 1:
        said += f" One {'more ' if must else 'place '}should be looked at: leave it if it is right."
    elif doubtful:
        said += f" {doubtful} {'more ' if must else 'places '}should be looked at: leave them if they are right."
    return said


def _places(number: int) -> str:
    return "One place" if number == 1 else f"{number} places"


def _by_place(findings: Sequence[Finding]) -> Iterable[list[Finding]]:
    """Findings in their order, those of one cell together; what is not about its cell stands alone."""
    found: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        own = finding.cell and finding.code not in _NEIGHBOURS
        found.setdefault((finding.sheet, finding.cell) if own else number, []).append(finding)
    return found.values()


def _line(grid: Grid | None, said: Sequence[Finding]) -> ListedLine:
    """The line of one cell, whatever number of findings it has."""
    first = said[0]
    live = first.code not in _NEIGHBOURS
    return ListedLine(
        sheet=first.sheet,
        cell=first.cell,
        item=first.item,
        problem="\n".join(dict.fromkeys(map(_problem, said))),
        fix="\n".join(dict.fromkeys(map(_fix, said))),
        was=grid.value(*from_a1(first.cell)) if grid is not None and first.cell and live else None,
        must=any(finding.severity is Severity.ERROR for finding in said),
        live=live,
    )


def _problem(finding: Finding) -> str:
    return _sentence(finding.message)


def _fix(finding: Finding) -> str:
    return _sentence(_ENTER if finding.code == READ_AS.code else finding.fix)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"
