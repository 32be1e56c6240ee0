"""What each cell of a form is to the role that gets it: its own to fill, another role's answer, or carried over.

A cell is named by section, row and column. In a section where a role sees another's answers, the blank rows are the
other's: their labels are shown, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.form.tracks import is_table
from sheetreview.model.edition import Edition
from sheetreview.model.layout import HR, Column, ColumnKind, Section


def opens(edition: Edition, section: Section, row: str, column: Column) -> bool:
    """Whether this role types into a cell."""
    item = section.item_by_id.get(row) if is_table(section) else None
    if item is None and column.kind is ColumnKind.LABEL and not edition.fills(column):
        return not (_gives(section, row, column) or _sees_others(edition, section))
    return edition.opens(column, item)


def shows(edition: Edition, section: Section, row: str, column: Column) -> bool:
    """Whether a cell holds, locked, what another role has answered."""
    if column.compute is not None or opens(edition, section, row, column):
        return False
    if column.kind is not ColumnKind.LABEL:
        return edition.shows(column)
    return row not in section.item_by_id and _sees_others(edition, section)


def carries(edition: Edition, section: Section, row: str, column: Column) -> bool:
    """Whether a cell may hold what the previous cycle left open."""
    return _gives(section, row, column) and not shows(edition, section, row, column)


def shown_cells(edition: Edition) -> Iterator[tuple[Section, str, Column]]:
    """The cells of an edition that hold another role's answers."""
    for section in edition.sections:
        if _sees_others(edition, section):
            for row in section.row_ids:
                yield from ((section, row, c) for c in section.columns if shows(edition, section, row, c))


def carried_columns(edition: Edition, section: Section, row: str) -> tuple[Column, ...]:
    """The columns of a row that may hold what the previous cycle left open, in order."""
    if not section.carries:
        return ()
    return tuple(column for column in section.columns if carries(edition, section, row, column))


def shown_slot(section: Section, row: str, column: Column) -> str:
    """Slot of a cell with another role's answer."""
    return f"shown.{section.id}.{row}.{column.id}"


def carried_slot(section: Section, row: str, column: Column) -> str:
    """Slot of a cell with what the previous cycle left open."""
    return f"carried.{section.id}.{row}.{column.id}"


def row_key_slot(section: Section, row: str) -> str:
    """Slot of the key of a row that may be carried over."""
    return f"row.{section.id}.{row}"


def _gives(section: Section, row: str, column: Column) -> bool:
    """Whether HR fills a blank row's cell from the previous cycle."""
    return bool(section.carries) and row not in section.item_by_id and HR in (column.filled_by or ())


def _sees_others(edition: Edition, section: Section) -> bool:
    return any(edition.shows(column) for column in section.columns)
