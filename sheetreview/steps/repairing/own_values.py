"""What HR gave a form, taken from the form itself when it came back, for a clean one without its cycle.

Digests are taken over, never made: what somebody changed is found changed in the clean form, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.form.cells import carried_columns, carried_slot, row_key_slot
from sheetreview.form.counterparts import Counterparts
from sheetreview.form.issued import descriptor, issued_text, metric_of, with_metric
from sheetreview.form.keys import DIGEST_LENGTH, header_key, row_key
from sheetreview.form.located import Located
from sheetreview.form.slots import Given, cell_slot, header_key_slot, header_slot, metric_cells, slot_values
from sheetreview.form.typed import cell_content
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition
from sheetreview.model.layout import HeaderField
from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.model.review import AnswerIndex, FormIdentity, Review
from sheetreview.sheet.text import squeeze

_NOBODY = Assignment(reviewee=Person(employee_id="", name=""), reviewer=Reviewer(name="", email=""))


def own_values(found: Located, review: Review, new: Edition, identity: FormIdentity) -> dict[str, str | float]:
    """Every slot of a form for what a returned one says; what other roles have answered is not taken over."""
    settings = CycleSettings(id="AAAAAAAA", name="unknown", layout=new.layout.id)
    values = slot_values(new, _NOBODY, settings, identity, Given())
    pairs = Counterparts.of(found.edition, new)
    values |= _head(found, review, new, pairs)
    values |= _figures(found, new, pairs)
    values |= _carried(found, review, new, pairs)
    return values


def _head(found: Located, review: Review, new: Edition, pairs: Counterparts) -> Iterator[tuple[str, str]]:
    before = {name: field for field in found.edition.header if (name := pairs.header.get(field.id))}
    by_source = {field.source: field for field in found.edition.header if field.source}
    for field in new.header:
        slot = header_slot(new, field)
        if slot is None or not field.source:
            continue
        old = before.get(field.id) or by_source.get(field.source)
        yield slot, (_given(found, review, old) if old else "") or field.placeholder
        if key := header_key_slot(new, field):
            rows = found.keys.rows_of(header_key(old.id)) if old else []
            yield key, header_key(field.id, found.keys.digests.get(rows[0], "") if rows else "")


def _given(found: Located, review: Review, field: HeaderField) -> str:
    """What stands in a given field, as it stands there; '' for an empty one."""
    cell = found.field_cell(field) if review.header.get(field.id) else None
    return found.grid.text(*cell) if cell else ""


def _figures(found: Located, new: Edition, pairs: Counterparts) -> Iterator[tuple[str, str]]:
    """HR's figures, behind the words of the new form."""
    sections = {pair.new.id: pair for pair in pairs.sections.values()}
    for section, item, column in metric_cells(new):
        pair, slot = sections.get(section.id), cell_slot(section, item, column)
        if pair is None or slot is None:
            continue
        row = next((old for old, name in pair.items.items() if name == item.id), "")
        name = next((old for old, now in pair.columns.items() if now == column.id), "")
        cell = found.cell(pair.old.id, row, name)
        if cell is None:
            continue
        text, issued = found.grid.text(*cell), issued_text(pair.old, row, pair.old.column_by_id[name])
        figure = metric_of(issued, text)
        if figure is not None:
            yield slot, with_metric(issued_text(section, item.id, column), figure)
        elif text and squeeze(text) not in {squeeze(issued), squeeze(descriptor(issued))} and not new.fills(column):
            yield slot, text


def _carried(found: Located, review: Review, new: Edition, pairs: Counterparts) -> Iterator[tuple[str, str | float]]:
    """The rows that were carried over from the cycle before, where the new form carries the same columns."""
    answers = AnswerIndex(review)
    for pair in pairs.sections.values():
        blank = (row for row in pair.new.row_ids if pair.new.carries and row not in pair.new.item_by_id)
        for row in blank:
            digests = found.digest(pair.old, row)
            columns = carried_columns(new, pair.new, row)
            before = carried_columns(found.edition, pair.old, row) if row in pair.old.row_ids else ()
            if not digests or [column.id for column in before] != [column.id for column in columns]:
                continue
            for column in columns:
                answer, cell = answers.get(pair.old.id, row, column.id), found.cell(pair.old.id, row, column.id)
                text = answer.value or answer.typed if answer else found.grid.text(*cell) if cell else ""
                if text:
                    yield carried_slot(pair.new, row, column), cell_content(column, text)
            chunks = [digests[n : n + DIGEST_LENGTH] for n in range(0, len(digests), DIGEST_LENGTH)]
            yield row_key_slot(pair.new, row), row_key(pair.new.id, row, chunks)
