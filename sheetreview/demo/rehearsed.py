"""One form's part in a rehearsal: filled in completely, and compared with what was read of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from sheetreview.amend.book import AmendedBook
from sheetreview.cycle.moved_answers import MovedRecords
from sheetreview.demo.amended import AmendedPaper
from sheetreview.demo.answers import Writer, fill
from sheetreview.demo.fill import Answers, FilledForm
from sheetreview.demo.texts import OTHER_ACTIVITIES
from sheetreview.demo.troubles import Kind, Trouble, of_form
from sheetreview.form.cells import Place, form_cells
from sheetreview.form.keys import MADE_UP
from sheetreview.form.locate import FoundForm
from sheetreview.form.slots import NOTHING
from sheetreview.form.tracks import KEY_COLUMN
from sheetreview.model.finding import Severity
from sheetreview.model.people import Assignment
from sheetreview.model.review import Review
from sheetreview.sheet.address import a1
from sheetreview.sheet.text import quoted
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.summarize.review_input import ReviewInput

_DAY = date(2026, 6, 30)
"""When reviews are held in a cycle that is due on no day: the same seed gives the same answers whenever it is used."""

_USES_OPTIONAL = 0.3
_SPREAD = 0.6
"""How far people differ in skill, in levels of a scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """A form that was filled in: from which file, what was typed, and into which cells.

    ``waits`` says that it shows a dash in the place of another role's answers.
    """

    form_id: str
    assignment: Assignment
    file: str
    typed: Answers
    addresses: Mapping[Place, str]
    waits: bool


class Filler:
    """Fills the forms of a cycle in with answers drawn by a seed."""

    def __init__(self, cycle: OpenCycle, seed: int) -> None:
        self._cycle = cycle
        self._seed = seed
        self._moved = MovedRecords(cycle.store).all()

    def fill(self, found: FoundForm, assignment: Assignment, book: AmendedBook, file: str) -> Rehearsed:
        """Fill a form of a workbook in; what was moved into it from an older version gives way.

        Below its last row, a hidden mark says that the answers are made up: no real cycle takes them in.
        Raises FileError when the workbook cannot be written to.
        """
        form_id = found.identity.form_id
        paper = AmendedPaper(found.grid)
        form = FilledForm(paper, self._cycle.edition_read(assignment, found.identity))
        if moved := self._moved.get(form_id):
            form.empty(moved.contents)
        random = Random(f"{self._seed} {assignment.key}")  # noqa: S311 -- the same answers for the same seed
        fill(form, random, self._writer(assignment, random))
        paper.type(a1(max(found.grid.rows) + 1, KEY_COLUMN), MADE_UP)
        paper.put_into(book)
        shown = [form.text_at(cell.place) for cell in form_cells(form.edition).shown]
        return Rehearsed(
            form_id=form_id,
            assignment=assignment,
            file=file,
            typed=form.answers,
            addresses=form.addresses,
            waits=bool(shown) and all(text == NOTHING for text in shown),
        )

    def _writer(self, assignment: Assignment, random: Random) -> Writer:
        """Who fills a form in; all who write about one person or account see much the same."""
        subject = f"{self._seed} {assignment.reviewee.employee_id} {assignment.account}"
        return Writer(
            day=self._cycle.settings.due or _DAY,
            people=(assignment.reviewee.name, assignment.reviewer.name),
            skill=Random(subject).gauss(0, _SPREAD),  # noqa: S311 -- as above
            activity=random.choice(OTHER_ACTIVITIES),
            uses_optional=random.random() < _USES_OPTIONAL,
        )


def compared(filled: Rehearsed, given: ReviewInput) -> Iterator[Trouble]:
    """Where a review differs from what was typed, and the errors that are left in it."""
    review = given.review
    if review is None:
        return
    here = replace(of_form(Kind.MISREAD, filled.form_id, filled.assignment), file=filled.file, sheet=review.sheet)
    for place, cell, typed, read in _differences(filled, review):
        yield replace(here, cell=cell, detail=f"{place}: {quoted(typed)} was typed, {quoted(read)} was read")
    for finding in given.findings:
        if finding.severity is Severity.ERROR:
            detail = f"{finding.item}: {finding.message}" if finding.item else finding.message
            yield replace(here, kind=Kind.FINDING, cell=finding.cell, detail=detail)


def _differences(filled: Rehearsed, review: Review) -> Iterator[tuple[str, str, str, str]]:
    """What is not as typed: its place in the layout, its cell, what was typed and what was read."""
    typed = {**filled.typed.cells, **filled.typed.summaries}
    read = {(a.section, a.row, a.column): a for a in review.answers}
    entered = (place for place, answer in read.items() if answer.given and place not in typed)
    for place in (*typed, *entered):
        answer = read.get(place)
        value = (answer.value or answer.typed) if answer else ""
        if value != typed.get(place, ""):
            cell = answer.cell if answer else filled.addresses[place]
            yield ".".join(place), cell, typed.get(place, ""), value
    for name, text in filled.typed.header.items():
        if review.header.get(name, "") != text:
            yield name, "", text, review.header.get(name, "")
