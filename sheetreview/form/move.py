"""Answers of a returned form, brought into a clean form of the same layout or of another version of it.

Parts are known again by their ids, else by their words when exactly one fits. What finds no place is listed with its
text and cell: nothing is dropped unseen, and nothing gets a new meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sheetreview.form.cells import TOTAL_ROW, FormCells, Place, descriptor, with_metric
from sheetreview.form.leftovers import disputed, leftovers
from sheetreview.form.places import Cell, EntryCells, entry_cells
from sheetreview.form.returned_form import ReturnedForm
from sheetreview.form.route import Route, renamed
from sheetreview.form.transfer import FOUND_BY_WORDS, MovedAnswer, Typed, transfer
from sheetreview.model.edition import Edition
from sheetreview.model.finding_types import HEADER_CHANGED, REVIEWEE_CHANGED, REVIEWER_CHANGED
from sheetreview.model.review import Answer, Review
from sheetreview.sheet.address import a1, from_a1
from sheetreview.sheet.grid import Grid, Uncalculated

_CHANGED_HEAD = frozenset({REVIEWEE_CHANGED.code, REVIEWER_CHANGED.code, HEADER_CHANGED.code})
_GIVEN = "it was changed at the form's head; the clean form has what HR gave"
_TAKEN = "another answer stands there already"
_FORMULA = "a formula without a saved result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What to type into a clean form, by place and by header field, and where each answer went.

    ``contents`` also holds what HR had filled in and nobody changed, where the role may; no list speaks of it. An
    answer is ``mapped`` when its place or its value is another now.
    """

    contents: Mapping[Place, str | float] = field(default_factory=dict)
    header: Mapping[str, str | float] = field(default_factory=dict)
    kept: tuple[MovedAnswer, ...] = ()
    mapped: tuple[MovedAnswer, ...] = ()
    unplaced: tuple[MovedAnswer, ...] = ()


def move(review: Review, grid: Grid, old: Edition, new: Edition, *, clean: Grid, same_head: bool = False) -> Move:
    """Move a review's answers to another edition; ``grid`` is the sheet it was read from, as ``old`` says.

    ``clean`` is the sheet of the clean form, where what HR filled in must not be mixed with other rows' answers.
    ``same_head`` says that the clean form's head repeats the returned one's, changes and all.
    """
    found, cells = ReturnedForm.of(grid, old), entry_cells(clean, new)
    used = {(answer.section, answer.row): None for answer in review.answers if answer.filled}
    mover = _Mover(review, found, Route(found, ReturnedForm.of(clean, new), cells.cells, list(used)), cells)
    for answer in review.answers:
        if answer.filled:
            mover.move_answer(answer)
    read = {*mover.move_header(), *(answer.cell for answer in review.answers)}
    if not same_head:
        mover.leave_changed_head()
    mover.unplaced += leftovers(found, review.identity.form_id, read)
    return Move(
        contents=mover.contents,
        header=mover.header,
        kept=tuple(one for one in mover.moved if not one.why),
        mapped=tuple(one for one in mover.moved if one.why),
        unplaced=tuple(sorted(mover.unplaced, key=lambda one: from_a1(one.cell))),
    )


class _Mover:
    """A move on its way: what has found its place so far, and what has not."""

    def __init__(self, review: Review, found: ReturnedForm, route: Route, cells: EntryCells) -> None:
        self._review = review
        self._found = found
        self._route = route
        self._cells = cells
        self._disputed = disputed(found)
        self._old = found.cells
        self._new = route.cells
        self.contents: dict[Place, str | float] = {}
        self.header: dict[str, str | float] = {}
        self.moved: list[MovedAnswer] = []
        self.unplaced: list[MovedAnswer] = []

    def move_answer(self, answer: Answer) -> None:
        """Move one answer, or list it."""
        place, why = self._route.place(answer.section, answer.row, answer.column)
        given = self._route.stands_in_clean(answer)
        if place is None and given:
            return
        if answer.prefilled and answer.row in self._old.sections[answer.section].section.item_by_id:
            if place is not None:
                self.contents[place] = self._figure(answer, place)
            return
        cell = from_a1(answer.cell)
        if cell in self._disputed or place in self.contents:
            place, why = None, self._disputed.get(cell, _TAKEN)
        if place is None:
            self._leave(_label(self._old, answer, self._review), cell, why)
            return
        typed = Typed(raw=self._found.grid.value(*cell), state=answer.state, value=answer.value)
        done = transfer(typed, self._old.at(answer.place), self._new.at(place))
        label = _label(self._old, answer, self._review)
        if done.content is None:
            self._leave(label, cell, done.why)
            return
        self.contents[place] = done.content
        if not (answer.prefilled or given):
            self._note(label, cell, self._cells.cells[place], (why, done.why))

    def move_header(self) -> Iterator[str]:
        """Move the fields at the head that the role fills, and give the cells they stood in."""
        for answer in self._review.head:
            before = self._old.head[answer.row]
            if not before.open:
                continue
            old, cell = before.field, from_a1(answer.cell)
            yield answer.cell
            typed = Typed(raw=self._found.grid.value(*cell), state=answer.state, value=answer.text)
            if not typed.filled:
                continue
            name = self._route.field(old.id)
            if name not in self._cells.header:
                self._leave(old.label, cell, "the form has no such field to fill in any more")
                continue
            done = transfer(typed, before, self._new.head[name])
            if done.content is None:
                self._leave(old.label, cell, done.why)
                continue
            self.header[name] = done.content
            if old.source and self._route.is_given(old, typed.text):
                continue
            called = "" if name == old.id else FOUND_BY_WORDS
            why = (called, renamed("field", old.label, self._new.head[name].field.label), done.why)
            self._note(old.label, cell, self._cells.header[name], why)

    def leave_changed_head(self) -> None:
        """List what stands in given fields at the head and is not what HR gave."""
        changed = {one.cell for one in self._review.structure if one.code in _CHANGED_HEAD}
        for one in self._found.edition.header:
            given = one.source and not self._found.edition.fills(one)
            cell = self._found.field_cell(one) if given else None
            if cell is None or not self._found.grid.text(*cell):
                continue
            guarded = self._found.keys.digests.get(cell[0])
            if a1(*cell) in changed if guarded else not self._route.is_given(one, self._found.grid.text(*cell)):
                self._leave(one.label, cell, _GIVEN)

    def _note(self, label: str, cell: Cell, new_cell: Cell, why: Iterable[str]) -> None:
        said, typed = "; ".join(filter(None, why)), self._found.grid.text(*cell)
        self.moved.append(MovedAnswer(label=label, cell=a1(*cell), typed=typed, why=said, new_cell=a1(*new_cell)))

    def _leave(self, label: str, cell: Cell, why: str) -> None:
        formula = isinstance(self._found.grid.value(*cell), Uncalculated)
        typed = _FORMULA if formula else self._found.grid.text(*cell)
        self.unplaced.append(MovedAnswer(label=label, cell=a1(*cell), typed=typed, why=why))

    def _figure(self, answer: Answer, place: Place) -> str:
        """HR's figure behind the words of the cell it comes to stand in."""
        issued = self._new.at(place).issued
        return with_metric(issued, answer.value) if descriptor(issued) else answer.typed


def _label(cells: FormCells, answer: Answer, review: Review) -> str:
    """What people call a cell: the label of its row and the title of its column."""
    form = cells.sections[answer.section]
    section = form.section
    column = section.column_by_id[answer.column].title
    if answer.row == TOTAL_ROW:
        total = next((t.label for t in section.totals if t.summary_in == answer.column), "")
        return " · ".join(filter(None, (section.title, total, column)))
    if not form.is_table:
        guidance = descriptor(form.row(answer.row)[0].issued)
        return guidance if guidance and len(section.row_ids) > 1 else section.title
    item = section.item_by_id.get(answer.row)
    row = review.labels.get((section.id, answer.row), "") or (item.label if item else "")
    return f"{row or section.title} · {column}"
