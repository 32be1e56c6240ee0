"""The personal texts of a form: the slots of its plan, and their values for one assignment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sheetreview.form.cells import (
    carried_columns,
    carried_slot,
    opens,
    row_key_slot,
    shown_cells,
    shown_slot,
)
from sheetreview.form.issued import issued_text, with_metric
from sheetreview.form.keys import cell_digest, form_key, header_key, reference, row_key, text_digest
from sheetreview.form.sources import source_value
from sheetreview.form.tracks import is_table
from sheetreview.form.typed import as_read, cell_content
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition
from sheetreview.model.layout import HR, Column, ColumnKind, HeaderField, Item, Section
from sheetreview.model.people import Assignment, Previous
from sheetreview.model.review import Answer, FormIdentity

FORM_KEY = "form.key"
REFERENCE = "form.reference"
TAB = "tab"

NOTHING = "–"
"""Stands in every shown cell as long as the other role's form has not come back."""

Place = tuple[str, str, str]
"""Section, row and column ids of a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a form is issued with beside what the roster and the cycle say.

    ``metrics`` are HR's figures by ``section.item``, ``previous`` what the last review left behind, ``next_review`` an
    ISO date. ``shown`` are the other roles' answers that this role may see, None when none has come back, and
    ``shown_header`` the texts of their header fields by id.
    """

    metrics: Mapping[str, str] = field(default_factory=dict)
    previous: Previous | None = None
    next_review: str = ""
    shown: Mapping[Place, Answer] | None = None
    shown_header: Mapping[str, str] = field(default_factory=dict)


def header_slot(edition: Edition, field: HeaderField) -> str | None:
    """Slot of a header field's value; None for a field nothing fills beforehand."""
    return f"header.{field.id}" if field.source or edition.shows(field) else None


def header_key_slot(edition: Edition, field: HeaderField) -> str | None:
    """Slot of a header field's key, for a field that is given and locked: its key guards what was issued."""
    return f"key.{field.id}" if field.source and not edition.fills(field) else None


def metric_column(section: Section) -> Column | None:
    """The column that the metrics file fills: the first text column that HR fills."""
    texts = (column for column in section.columns if column.kind in {ColumnKind.TEXT, ColumnKind.LONG_TEXT})
    return next((column for column in texts if HR in (column.filled_by or ())), None)


def cell_slot(section: Section, item: Item, column: Column) -> str | None:
    """Slot of an item's cell that the metrics file may fill; None for any other, such as one people name themselves."""
    metric = metric_column(section)
    if metric is not None and metric.id in item.open:
        return None
    return f"cell.{section.id}.{item.id}.{column.id}" if metric and metric.id == column.id else None


def metric_cells(edition: Edition) -> Iterator[tuple[Section, Item, Column]]:
    """The cells of an edition that the metrics file may fill: at most one for an item."""
    for section in edition.sections:
        if is_table(section) and (column := metric_column(section)) and not edition.shows(column):
            yield from ((section, item, column) for item in section.items if column.id not in item.open)


def carried_rows(section: Section, previous: Previous | None) -> tuple[Mapping[str, str], ...]:
    """The previous cycle's open rows that stand in a section's blank rows, by column id; what is due first, first."""
    rows = [row for row in _open_rows(section, previous) if row.get(_main_column(section))]
    due = section.follow_up.due if section.follow_up else ""
    rows.sort(key=lambda row: (not row.get(due), row.get(due, "")))
    return tuple(rows[: section.blank_rows])


def left_over(edition: Edition, previous: Previous | None) -> int:
    """How many open rows of the previous cycle find no place in a form.

    A row that does not say what is to be done needs none, unless no row says it: then its column has another id now.
    """
    return sum(_left_over(section, previous) for section in edition.sections if section.carries)


def _left_over(section: Section, previous: Previous | None) -> int:
    rows = _open_rows(section, previous)
    saying = [row for row in rows if row.get(_main_column(section))]
    return len(saying) - len(carried_rows(section, previous)) if saying else len(rows)


def _open_rows(section: Section, previous: Previous | None) -> list[Mapping[str, str]]:
    if previous is None:
        return []
    columns = [column.id for column in section.columns if HR in (column.filled_by or ())]
    rows = (row for name in section.carries for row in previous.rows.get(name, ()))
    return [row for row in rows if any(row.get(name) for name in columns)]


def _main_column(section: Section) -> str:
    """The column without which a carried row says nothing: what is to be done, else the first that HR fills."""
    columns = [column.id for column in section.columns if HR in (column.filled_by or ())]
    what = section.follow_up.what if section.follow_up else ""
    return what if what in columns else columns[0] if columns else ""


def slot_values(
    edition: Edition,
    assignment: Assignment,
    settings: CycleSettings,
    identity: FormIdentity,
    given: Given,
) -> dict[str, str | float]:
    """Every slot of an edition's sheet for one assignment. An external role's form gets nothing of what is given."""
    if edition.layout.role_by_id[edition.role].external:
        given = Given()
    values: dict[str, str | float] = {FORM_KEY: form_key(identity), REFERENCE: reference(identity)}
    values |= _header_values(edition, assignment, settings, identity, given)
    for section, item, column in metric_cells(edition):
        issued = issued_text(section, item.id, column)
        metric = given.metrics.get(f"{section.id}.{item.id}", "")
        values[f"cell.{section.id}.{item.id}.{column.id}"] = with_metric(issued, metric) if metric else issued
    for section, row, column in shown_cells(edition):
        values[shown_slot(section, row, column)] = _shown_content(column, (section.id, row, column.id), given)
    for section in edition.sections:
        if section.carries:
            values |= _carried_values(edition, section, identity, given.previous)
    return values


def _header_values(
    edition: Edition, assignment: Assignment, settings: CycleSettings, identity: FormIdentity, given: Given
) -> Iterator[tuple[str, str | float]]:
    for one in edition.header:
        if one.source:
            text = source_value(one.source, assignment, settings, given.previous, given.next_review)
            yield f"header.{one.id}", text or one.placeholder
            if slot := header_key_slot(edition, one):
                yield slot, header_key(one.id, text_digest(identity.form_id, text))
        elif slot := header_slot(edition, one):
            text = given.shown_header.get(one.id, "")
            yield slot, NOTHING if given.shown is None else cell_content(one, text)


def _shown_content(column: Column, place: Place, given: Given) -> str | float:
    """What another role has answered, or typed where it cannot be read; a dash when nothing has come back."""
    if given.shown is None:
        return NOTHING
    answer = given.shown.get(place)
    if answer is None or not answer.filled:
        return ""
    return cell_content(column, answer.value) if answer.value else answer.typed


def _carried_values(
    edition: Edition, section: Section, identity: FormIdentity, previous: Previous | None
) -> Iterator[tuple[str, str | float]]:
    blank = [row for row in section.row_ids if row not in section.item_by_id]
    carried = dict(zip(blank, carried_rows(section, previous), strict=False))
    for row in blank:
        texts = carried.get(row)
        columns = carried_columns(edition, section, row)
        digests = []
        for column in columns:
            content = cell_content(column, texts.get(column.id, "")) if texts else ""
            scale = edition.layout.scale_by_id.get(column.scale or "")
            digests.append(cell_digest(identity.form_id, column.id, as_read(column, scale, content)))
            free = column.placeholder if opens(edition, section, row, column) else ""
            yield carried_slot(section, row, column), free if content == "" else content
        if columns:
            yield row_key_slot(section, row), row_key(section.id, row, digests if texts else ())
