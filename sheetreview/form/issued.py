"""What a form is issued with: the texts that stand in its cells before anybody has typed."""

from __future__ import annotations

from sheetreview.model.layout import HR, Column, ColumnKind, Item, Section


def issued_text(section: Section, row: str, column: Column) -> str:
    """The text a form is issued with in a cell; in a cell people fill it stands for empty."""
    item = section.item_by_id.get(row)
    if item is not None and column.kind is ColumnKind.LABEL:
        return item.label
    own = item.texts.get(column.id) if item is not None else None
    return own or column.placeholder


def descriptor(text: str) -> str:
    """What a template's bracketed text says: ``[# of upselling attempts]`` is ``# of upselling attempts``."""
    return text[1:-1].strip() if text.startswith("[") and text.endswith("]") else text


def is_prefilled(item: Item | None, column: Column) -> bool:
    """Whether HR may have filled the cell: then its text says what is measured, and is no mere placeholder."""
    if item is None or column.id in item.open or column.kind not in {ColumnKind.TEXT, ColumnKind.LONG_TEXT}:
        return False
    return HR in (column.filled_by or ())


def with_metric(issued: str, metric: str) -> str:
    """The text of a metric cell: what is measured stays readable beside HR's figure."""
    name = descriptor(issued)
    return f"{name}: {metric}" if name else metric
