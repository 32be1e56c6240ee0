"""Where people type in a form that stands as it was issued: the cells of its answers, and of its head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sheetreview.form.cells import opens
from sheetreview.form.extract import TOTAL_ROW
from sheetreview.form.keys import header_key, row_key, total_key
from sheetreview.form.locate import find_keys, find_tables
from sheetreview.form.slots import Place
from sheetreview.form.tracks import is_table
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Section
from sheetreview.sheet.grid import Grid

Cell = tuple[int, int]
"""Row and column of a sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCells:
    """The cells a role types into: answers by section, row and column id, fields at the head by their id.

    What is typed into a TOTAL row has the row id :data:`sheetreview.form.extract.TOTAL_ROW`. ``rows`` are the sheet
    rows of all rows by section and row id, ``columns`` the sheet columns by section and column id, typed into or not;
    ``carried`` are the rows that hold what the last cycle left open.
    """

    cells: Mapping[Place, Cell]
    header: Mapping[str, Cell]
    rows: Mapping[tuple[str, str], int]
    columns: Mapping[tuple[str, str], int]
    carried: frozenset[tuple[str, str]]

    def by_cell(
        self, contents: Mapping[Place, str | float], header: Mapping[str, str | float]
    ) -> dict[Cell, str | float]:
        """What to type into which cell, of what answers and fields hold; what has no cell here is left out."""
        typed = {self.cells[place]: content for place, content in contents.items() if place in self.cells}
        return typed | {self.header[name]: content for name, content in header.items() if name in self.header}


def entry_places(edition: Edition) -> Iterator[Place]:
    """The places of the answers that an edition's role gives, in the form's order."""
    for section in edition.sections:
        for row in section.row_ids:
            yield from ((section.id, row, c.id) for c in section.columns if opens(edition, section, row, c))
        for _, column in _summaries(edition, section):
            yield section.id, TOTAL_ROW, column


def entry_cells(grid: Grid, edition: Edition) -> EntryCells:
    """Find the cells a role types into on the sheet of a form as it was issued; what is not on it is left out."""
    keys = find_keys(grid, edition)
    rows: dict[str, int] = {}
    for number, key in keys.keys.items():
        rows.setdefault(key, number)
    tables = find_tables(grid, edition, keys, [section for section in edition.sections if is_table(section)])
    totals = {(s.id, column): total for s in edition.sections for total, column in _summaries(edition, s)}
    columns = {(name, column): place for name, table in tables.items() for column, place in table.columns.items()}
    columns |= {(s.id, s.columns[0].id): keys.column + 1 for s in edition.sections if not is_table(s)}
    named = [(section.id, row) for section in edition.sections for row in section.row_ids]
    cells: dict[Place, Cell] = {}
    for section, row, column in entry_places(edition):
        key = total_key(section, totals[section, column]) if row == TOTAL_ROW else row_key(section, row)
        if key in rows and (section, column) in columns:
            cells[section, row, column] = (rows[key], columns[section, column])
    header = {
        field.id: (rows[key], keys.column + 1)
        for field in edition.header
        if edition.fills(field) and (key := header_key(field.id)) in rows
    }
    found = {(section, row): rows[key] for section, row in named if (key := row_key(section, row)) in rows}
    carried = frozenset(place for place, row in found.items() if keys.digests.get(row))
    return EntryCells(cells=cells, header=header, rows=found, columns=columns, carried=carried)


def _summaries(edition: Edition, section: Section) -> Iterator[tuple[str, str]]:
    """Ids of the totals with a summary that the role types, each with its column's; one total for each column."""
    seen = set()
    for total in section.totals if is_table(section) else ():
        column = section.column_by_id.get(total.summary_in or "")
        drawn = edition.fills(section.column_by_id[total.column])
        if column is not None and drawn and not edition.shows(column) and column.id not in seen:
            seen.add(column.id)
            yield total.id, column.id
