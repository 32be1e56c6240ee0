"""The personal texts of a form: the slots of its plan, and their values for one assignment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheetreview.form.issued import issued_text, with_metric
from sheetreview.form.keys import form_key, header_key, reference, text_digest
from sheetreview.form.tracks import is_table
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition
from sheetreview.model.layout import HR, Column, ColumnKind, HeaderField, Item, Section
from sheetreview.model.people import Assignment
from sheetreview.model.review import FormIdentity

FORM_KEY = "form.key"
REFERENCE = "form.reference"
TAB = "tab"


def header_slot(field: HeaderField) -> str | None:
    """Slot of a header field's value; None for a field nothing fills beforehand."""
    return f"header.{field.id}" if field.source else None


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
        if is_table(section) and (column := metric_column(section)):
            yield from ((section, item, column) for item in section.items if column.id not in item.open)


def source_value(source: str, assignment: Assignment, settings: CycleSettings) -> str:
    """The value of a header field's source; empty when the roster or the cycle has none."""
    kind, _, name = source.partition(".")
    if kind == "roster":
        return assignment.extra.get(name, "")
    owner = {"reviewee": assignment.reviewee, "reviewer": assignment.reviewer, "cycle": settings}[kind]
    value = getattr(owner, name)
    return "" if value is None else str(value)


def slot_values(
    edition: Edition,
    assignment: Assignment,
    settings: CycleSettings,
    identity: FormIdentity,
    metrics: Mapping[str, str],
) -> dict[str, str]:
    """Every slot of an edition's sheet for one assignment. ``metrics`` are by ``section.item``."""
    values = {FORM_KEY: form_key(identity), REFERENCE: reference(identity)}
    for field in edition.header:
        if not field.source:
            continue
        text = source_value(field.source, assignment, settings)
        values[f"header.{field.id}"] = text or field.placeholder
        if slot := header_key_slot(edition, field):
            values[slot] = header_key(field.id, text_digest(identity.form_id, text))
    for section, item, column in metric_cells(edition):
        issued = issued_text(section, item.id, column)
        metric = metrics.get(f"{section.id}.{item.id}", "")
        values[f"cell.{section.id}.{item.id}.{column.id}"] = with_metric(issued, metric) if metric else issued
    return values
