"""What HR gave a form, taken from the form itself when it came back, for a clean one without its cycle.

Digests are taken over, never made: what somebody changed is found changed in the clean form, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sheetreview.form.cells import (
    FormCell,
    FormCells,
    Place,
    descriptor,
    form_cells,
    metric_of,
    row_key_slot,
    with_metric,
)
from sheetreview.form.counterparts import Counterparts, SectionPair
from sheetreview.form.keys import DIGEST_LENGTH, header_key, row_key
from sheetreview.form.returned_form import ReturnedForm
from sheetreview.form.slots import DUE, Given, is_due_line, slot_values
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition
from sheetreview.model.layout import HeaderField
from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.model.review import AnswerIndex, FormIdentity, Review
from sheetreview.sheet.text import squeeze

_NOBODY = Assignment(reviewee=Person(employee_id="", name=""), reviewer=Reviewer(name="", email=""))


def own_values(found: ReturnedForm, review: Review, new: Edition, identity: FormIdentity) -> dict[str, str | float]:
    """Every slot of a form for what a returned one says; what other roles have answered is not taken over."""
    settings = CycleSettings(id="AAAAAAAA", name="unknown", layout=new.layout.id)
    values = slot_values(new, _NOBODY, settings, identity, Given())
    own = _OwnValues(
        found=found,
        review=review,
        answers=AnswerIndex(review),
        new=form_cells(new),
        pairs=Counterparts.of(found.edition, new),
    )
    return values | {DUE: own.due} | dict(own.head()) | dict(own.figures()) | dict(own.carried())


@dataclass(frozen=True, slots=True, kw_only=True)
class _OwnValues:
    """A returned form, the cells of the new one, and which of its parts is which there."""

    found: ReturnedForm
    review: Review
    answers: AnswerIndex
    new: FormCells
    pairs: Counterparts

    @property
    def due(self) -> str:
        """The line that says when the form is to be returned; '' without one."""
        texts = (text for text in self.found.grid.cells.values() if isinstance(text, str))
        return next((text for text in texts if is_due_line(text)), "")

    def head(self) -> Iterator[tuple[str, str]]:
        """What HR gave at the head, with the keys that guard it."""
        fields = self.found.edition.header
        before = {name: field for field in fields if (name := self.pairs.header.get(field.id))}
        by_source = {field.source: field for field in fields if field.source}
        for name, cell in self.new.head.items():
            source = cell.field.source
            if cell.slot is None or not source:
                continue
            old = before.get(name) or by_source.get(source)
            yield cell.slot, (self._given(old) if old else "") or cell.field.placeholder
            if cell.key_slot:
                rows = self.found.keys.rows_of(header_key(old.id)) if old else []
                yield cell.key_slot, header_key(name, self.found.keys.digests.get(rows[0], "") if rows else "")

    def _given(self, field: HeaderField) -> str:
        """What stands in a given field, as it stands there; '' for an empty one."""
        at = self.found.field_cell(field) if self.review.header.get(field.id) else None
        return self.found.grid.text(*at) if at else ""

    def figures(self) -> Iterator[tuple[str, str]]:
        """HR's figures, behind the words of the new form."""
        sections = {pair.new.id: pair for pair in self.pairs.sections.values()}
        for cell in self.new.metrics:
            pair = sections.get(cell.section.id)
            place = pair.former(cell.row, cell.column.id) if pair else None
            at = self.found.cell(*place) if place else None
            if place is None or at is None or cell.slot is None:
                continue
            text, issued = self.found.grid.text(*at), self.found.cells.at(place).issued
            figure = metric_of(issued, text)
            if figure is not None:
                yield cell.slot, with_metric(cell.issued, figure)
            elif text and squeeze(text) not in {squeeze(issued), squeeze(descriptor(issued))} and not cell.open:
                yield cell.slot, text

    def carried(self) -> Iterator[tuple[str, str | float]]:
        """The rows that were carried over from the cycle before, where the new form carries the same columns."""
        for pair in self.pairs.sections.values():
            section, before = self.new.sections[pair.new.id], self.found.cells.sections[pair.old.id]
            same = [column.id for column in section.carried] == [column.id for column in before.carried]
            blank = set(before.section.row_ids).difference(before.section.item_by_id)
            for row, cells in section.rows.items() if same and section.carried else ():
                digests = self.found.digest(pair.old, row)
                if digests and row in blank and cells[0].item is None:
                    yield from self._carried_row(pair, row, cells, digests)

    def _carried_row(
        self, pair: SectionPair, row: str, cells: Sequence[FormCell], digests: str
    ) -> Iterator[tuple[str, str | float]]:
        for cell in cells:
            if cell.carried and (text := self._carried_text((pair.old.id, row, cell.column.id))):
                yield cell.slot or "", cell.kind.content(text)
        chunks = [digests[n : n + DIGEST_LENGTH] for n in range(0, len(digests), DIGEST_LENGTH)]
        yield row_key_slot(pair.new, row), row_key(pair.new.id, row, chunks)

    def _carried_text(self, place: Place) -> str:
        """What a carried cell says: as it was read, else as it stands there."""
        answer, at = self.answers.get(*place), self.found.cell(*place)
        if answer is not None:
            return answer.value or answer.typed
        return self.found.grid.text(*at) if at else ""
