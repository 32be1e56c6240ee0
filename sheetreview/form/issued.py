"""What a form is issued with: the texts that stand in its cells before anybody has typed."""

from __future__ import annotations

from sheetreview.model.layout import HR, Column, ColumnKind, Item, Section
from sheetreview.sheet.text import squeeze


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


def stands_for_empty(section: Section, row: str, column: Column) -> list[str]:
    """The texts that a cell nobody has filled may hold: what it was issued with, with and without brackets."""
    issued = issued_text(section, row, column)
    return [text for text in (issued, descriptor(issued), column.placeholder) if text]


def with_metric(issued: str, metric: str) -> str:
    """The text of a metric cell: what is measured stays readable beside HR's figure."""
    name = descriptor(issued)
    return f"{name}: {metric}" if name else metric


def metric_of(issued: str, text: str) -> str | None:
    """HR's figure behind the words a cell was issued with; None when the text does not begin with them."""
    name = descriptor(issued)
    if not name or not squeeze(text).startswith(f"{squeeze(name)}:"):
        return None
    # The words may hold a colon themselves, and may have come back with other spaces between them.
    return text[text.find(":", len(name) - 1) + 1 :].strip()
