"""What became of a form's answers: read as typed, or said to be in doubt; or wrong without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sheetreview.check.rules import check_review
from sheetreview.errors import FileError
from sheetreview.form.cells import distinct_label
from sheetreview.form.keys import edition_for
from sheetreview.form.locate import find_forms
from sheetreview.model.finding import Finding, Severity
from sheetreview.model.review import Answer, Review
from sheetreview.reading.open import parse_book
from sheetreview.sheet.address import from_a1
from sheetreview.sheet.grid import Book
from sheetreview.steps.reading import one_review, read_review
from tests.layouts.reading import layout

from .forms import TOTAL, Form, Place

WHOLE_SECTION = {"section-lost", "rows-unclear", "keys-disagree", "column-lost", "column-doubled"}
"""Findings that speak of every row of their section."""

WHOLE_FORM = {"form-doubled"}

ALL_READ = {"keys-disagree"}
"""Errors that ask a person to look, though every answer was read."""


NONE: Mapping[Place, str] = {}


class Fate(StrEnum):
    """The outcome for one file, from best to worst."""

    RIGHT = "right"
    FLAGGED = "flagged"
    REFUSED = "refused"
    WRONG = "SILENTLY WRONG"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The fate of a file, with what was wrong in it and what was said about it.

    ``spoken_of`` are the places that differ, or had to be refused, and of which a finding speaks; ``silent`` the rest.
    """

    fate: Fate
    spoken_of: frozenset[Place] = frozenset()
    silent: frozenset[Place] = frozenset()
    wrong: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.fate}: {'; '.join(self.wrong)} | {', '.join(self.findings)}"


def judge(form: Form, data: bytes, name: str, refused: Mapping[Place, str] = NONE) -> Verdict:
    """Compare what is read from a file with what was typed.

    Of ``refused`` cells a finding must speak, and nothing must be read there but the text given with them.
    """
    try:
        book = parse_book(data, name)
        asked = layout(form.case.layout)
        reviews = [read_review(book, found, asked) for found in find_forms(book)]
    except FileError as refusal:
        return Verdict(fate=Fate.REFUSED, wrong=(str(refusal),))
    if not reviews:
        return Verdict(fate=Fate.REFUSED, wrong=("no form was found in it",))
    review = one_review(reviews)
    who = review.identity
    if (who.form_id, who.layout_id, who.role) != (form.form_id, form.case.layout, form.case.role):
        return Verdict(fate=Fate.WRONG, wrong=(f"it was taken for another form: {who}",))
    findings = check_review(edition_for(review.identity, asked), review)
    said = tuple(f"{one.severity}: {one.code} {one.cell} {one.item}" for one in findings)
    serious = [one for one in findings if one.severity is not Severity.NOTICE]
    read = _Read(form, book, review)
    wrong = {**read.wrong_items(), **read.wrong_blank_rows(), **read.wrong_header()}
    read_all_the_same = {place for place, text in refused.items() if text and read.answers.get(place) == text}
    waiting = refused.keys() - read_all_the_same
    differing = {place: text for place, text in wrong.items() if place not in read_all_the_same}
    amiss = {**dict.fromkeys(sorted(waiting), "must be refused"), **differing}
    covered = {place for place in amiss if read.covered(place, serious)}
    silent = {place: f"{place}: {text}" for place, text in amiss.items() if place not in covered}
    silent |= {place: f"{place} was guessed: {text}" for place, text in differing.items() if place in waiting}
    fate = Fate.RIGHT
    if amiss or any(one.severity is Severity.ERROR and one.code not in ALL_READ for one in findings):
        fate = Fate.WRONG if silent else Fate.FLAGGED
    return Verdict(
        fate=fate,
        wrong=tuple(silent.values() or differing.values()),
        findings=said,
        spoken_of=frozenset(covered - silent.keys()),
        silent=frozenset(silent),
    )


class _Read:
    """What was read from a file, beside what was typed."""

    def __init__(self, form: Form, book: Book, review: Review) -> None:
        self.form, self.review = form, review
        self.given: list[Answer] = [answer for answer in review.answers if answer.value]
        self.answers = {(one.section, one.row, one.column): one.value for one in self.given}
        self._items = {(s.id, item.id) for s in form.edition.sections for item in s.items}
        self._wide = {s.id for s in form.edition.sections if len(s.columns) == 1}
        (grid,) = (grid for grid in book.sheets if grid.name == review.sheet)
        self._rows_with: dict[str, set[int]] = {}
        for row, column in grid.cells:
            self._rows_with.setdefault(grid.text(row, column), set()).add(row)

    def _blank(self, place: Place) -> bool:
        """Whether a place is in a row that is told by nothing but its key: any other may hold its answers as well."""
        return place[:2] not in self._items and place[1] != TOTAL and place[0] not in self._wide

    def wrong_items(self) -> dict[Place, str]:
        places = {place for place in {*self.form.expected, *self.answers} if not self._blank(place)}
        return {
            place: f"{place} is {self.answers.get(place)!r}, not {self.form.expected.get(place)!r}"
            for place in sorted(places)
            if self.answers.get(place) != self.form.expected.get(place)
        }

    def wrong_blank_rows(self) -> dict[Place, str]:
        """Blank rows whose answers are not together in any row that was read, and rows read that nobody typed."""
        wanted, found = self._lines(self.form.expected), self._lines(self.answers)
        amiss: dict[Place, str] = {}
        for lines, others, word in ((wanted, found, "lost"), (found, wanted, "made up")):
            left = Counter(line for line in others.values())
            for (section, row), line in lines.items():
                if left[line]:
                    left[line] -= 1
                else:
                    amiss |= {(section, row, column): f"{section} {row} is {word}: {dict(line)}" for column, _ in line}
        return amiss

    def _lines(self, values: Mapping[Place, str]) -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
        rows: dict[tuple[str, str], dict[str, str]] = {}
        for place, text in values.items():
            if self._blank(place):
                rows.setdefault(place[:2], {})[place[2]] = text
        return {row: frozenset([*line.items(), ("", row[0])]) for row, line in rows.items()}

    def wrong_header(self) -> dict[Place, str]:
        return {
            ("header", name, ""): f"header {name} is {self.review.header.get(name)!r}, not {text!r}"
            for name, text in self.form.header.items()
            if self.review.header.get(name) != text
        }

    def covered(self, place: Place, findings: Iterable[Finding]) -> bool:
        """Whether a finding speaks of a place: of its cell, of its row by number or name, or of its whole section."""
        return any(self._speaks_of(place, one) for one in findings)

    def _speaks_of(self, place: Place, finding: Finding) -> bool:
        section, row, _ = place
        if finding.code in WHOLE_FORM:
            return True
        if section == "header":
            return finding.item in {entry.label for entry in self.form.edition.header if entry.id == row}
        if finding.section != section:
            return False
        if finding.code in WHOLE_SECTION:
            return True
        labels = {
            distinct_label(s, item)
            for s in self.form.edition.sections
            if s.id == section
            for item in s.items
            if item.id == row
        }
        at = from_a1(finding.cell)[0] if finding.cell else 0
        return finding.item in labels or at in self._rows_of(section, row)

    def _rows_of(self, section: str, row: str) -> set[int]:
        """The sheet rows in which anything stands that was typed into a row, or was read as that row's."""
        read = {from_a1(one.cell)[0] for one in self.given if (one.section, one.row) == (section, row)}
        typed = (text for place, text in self.form.expected.items() if place[:2] == (section, row))
        return read.union(
            *(self._rows_with.get(text, set()) for text in typed if text.startswith(("Said of", "Carried")))
        )
