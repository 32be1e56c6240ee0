"""What HR gave a form, taken from the form itself when it came back, for a clean one without its cycle.

Digests are taken over, never made: what somebody changed is found changed in the clean form, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.form.cells import FormCells, descriptor, form_cells, metric_of, row_key_slot, with_metric
from sheetreview.form.counterparts import Counterparts
from sheetreview.form.keys import DIGEST_LENGTH, header_key, row_key
from sheetreview.form.returned_form import ReturnedForm
from sheetreview.form.slots import Given, slot_values
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition
from sheetreview.model.layout import HeaderField
from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.model.review import Answer, AnswerIndex, FormIdentity, Review
from sheetreview.sheet.text import squeeze

_NOBODY = Assignment(reviewee=Person(employee_id="", name=""), reviewer=Reviewer(name="", email=""))


def own_values(found: ReturnedForm, review: Review, new: Edition, identity: FormIdentity) -> dict[str, str | float]:
    """Every slot of a form for what a returned one says; what other roles have answered is not taken over."""
    settings = CycleSettings(id="AAAAAAAA", name="unknown", layout=new.layout.id)
    values = slot_values(new, _NOBODY, settings, identity, Given())
    pairs, cells = Counterparts.of(found.edition, new), form_cells(new)
    values |= _head(found, review, cells, pairs)
    values |= _figures(found, cells, pairs)
    values |= _carried(found, review, cells, pairs)
    return values


def _head(found: ReturnedForm, review: Review, new: FormCells, pairs: Counterparts) -> Iterator[tuple[str, str]]:
    before = {name: field for field in found.edition.header if (name := pairs.header.get(field.id))}
    by_source = {field.source: field for field in found.edition.header if field.source}
    for name, cell in new.head.items():
        if cell.slot is None or not cell.field.source:
            continue
        old = before.get(name) or by_source.get(cell.field.source)
        yield cell.slot, (_given(found, review, old) if old else "") or cell.field.placeholder
        if cell.key_slot:
            rows = found.keys.rows_of(header_key(old.id)) if old else []
            yield cell.key_slot, header_key(name, found.keys.digests.get(rows[0], "") if rows else "")


def _given(found: ReturnedForm, review: Review, field: HeaderField) -> str:
    """What stands in a given field, as it stands there; '' for an empty one."""
    at = found.field_cell(field) if review.header.get(field.id) else None
    return found.grid.text(*at) if at else ""


def _figures(found: ReturnedForm, new: FormCells, pairs: Counterparts) -> Iterator[tuple[str, str]]:
    """HR's figures, behind the words of the new form."""
    sections = {pair.new.id: pair for pair in pairs.sections.values()}
    for cell in new.metrics:
        pair = sections.get(cell.section.id)
        if pair is None or cell.slot is None:
            continue
        row = next((old for old, name in pair.items.items() if name == cell.row), "")
        name = next((old for old, now in pair.columns.items() if now == cell.column.id), "")
        at = found.cell(pair.old.id, row, name)
        if at is None:
            continue
        text, issued = found.grid.text(*at), found.cells.at((pair.old.id, row, name)).issued
        figure = metric_of(issued, text)
        if figure is not None:
            yield cell.slot, with_metric(cell.issued, figure)
        elif text and squeeze(text) not in {squeeze(issued), squeeze(descriptor(issued))} and not cell.open:
            yield cell.slot, text


def _carried(
    found: ReturnedForm, review: Review, new: FormCells, pairs: Counterparts
) -> Iterator[tuple[str, str | float]]:
    """The rows that were carried over from the cycle before, where the new form carries the same columns."""
    answers = AnswerIndex(review)
    for pair in pairs.sections.values():
        section, before = new.sections[pair.new.id], found.cells.sections[pair.old.id]
        same = [column.id for column in section.carried] == [column.id for column in before.carried]
        blank = set(before.section.row_ids).difference(before.section.item_by_id)
        for row, cells in section.rows.items() if same and section.carried else ():
            digests = found.digest(pair.old, row)
            if digests and row in blank and cells[0].item is None:
                for cell in (cell for cell in cells if cell.carried):
                    place = (pair.old.id, row, cell.column.id)
                    if text := _carried_text(found, answers.get(*place), found.cell(*place)):
                        yield cell.slot or "", cell.kind.content(text)
                chunks = [digests[n : n + DIGEST_LENGTH] for n in range(0, len(digests), DIGEST_LENGTH)]
                yield row_key_slot(pair.new, row), row_key(pair.new.id, row, chunks)


def _carried_text(found: ReturnedForm, answer: Answer | None, at: tuple[int, int] | None) -> str:
    """What a carried cell says: as it was read, else as it stands there."""
    if answer is not None:
        return answer.value or answer.typed
    return found.grid.text(*at) if at else ""
