"""A returned sheet with all that was found of its form: keys, tables, and which row is which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sheetreview.form.keys import header_key, row_key
from sheetreview.form.locate import FoundTable, KeyColumn, find_keys, find_tables, first_text
from sheetreview.form.match import RowMatch, match_rows
from sheetreview.form.tracks import is_table
from sheetreview.model.edition import Edition
from sheetreview.model.layout import HeaderField, Section
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.text import squeeze


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A sheet, the edition it is a form of, and where the form's parts are on it; ``matches`` has every table's."""

    grid: Grid
    edition: Edition
    keys: KeyColumn
    tables: Mapping[str, FoundTable]
    matches: Mapping[str, RowMatch]

    @classmethod
    def of(cls, grid: Grid, edition: Edition) -> Located:
        """Find an edition's parts on a sheet."""
        keys = find_keys(grid, edition)
        tables = find_tables(grid, edition, keys, [section for section in edition.sections if is_table(section)])
        matches = {name: match_rows(grid, keys, table) for name, table in tables.items()}
        return cls(grid=grid, edition=edition, keys=keys, tables=tables, matches=matches)

    def cell(self, section: str, row: str, column: str) -> tuple[int, int] | None:
        """The cell of a table's row and column; None when either is not found."""
        if section not in self.tables:
            return None
        number, place = self.matches[section].rows.get(row), self.tables[section].columns.get(column)
        return (number, place) if number and place else None

    def field_cell(self, field: HeaderField) -> tuple[int, int] | None:
        """The cell with a header field's value: the first text right of its label; None when the row is not found."""
        label = squeeze(field.label)
        rows = self.keys.rows_of(header_key(field.id)) or [
            row for row in self.grid.rows if row not in self.keys.keys and first_text(self.grid, row) == label
        ]
        if not rows:
            return None
        filled = [column for column in self.grid.columns_in(rows[0]) if self.grid.text(rows[0], column)]
        start = self.keys.column or next(iter(filled), 1)
        return rows[0], next((column for column in filled if column > start), start + 1)

    def digest(self, section: Section, row: str) -> str:
        """The digests in a row's key, of what was carried over into it; '' where there are none."""
        rows = self.keys.rows_of(row_key(section.id, row))
        return self.keys.digests.get(rows[0], "") if rows else ""
