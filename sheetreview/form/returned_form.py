"""A returned sheet with all that was found of its form: keys, tables, which row is which, where each cell stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sheetreview.form.cells import FormCells, SectionCells, descriptor, form_cells
from sheetreview.form.issued_words import issued_words
from sheetreview.form.keys import header_key, row_key
from sheetreview.form.locate import FoundTable, KeyColumn, find_keys, find_tables, first_text
from sheetreview.form.match import RowMatch, match_rows
from sheetreview.model.edition import Edition
from sheetreview.model.layout import HeaderField, Section
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.text import squeeze


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedTable:
    """A section's table on a sheet: the cells it was issued with, where its columns are, and which row is which."""

    cells: SectionCells
    found: FoundTable
    match: RowMatch

    @property
    def section(self) -> Section:
        """The section that it is the table of."""
        return self.cells.section

    @property
    def columns(self) -> Mapping[str, int]:
        """Sheet columns by column id."""
        return self.found.columns

    def encloses(self, row: int) -> bool:
        """Whether a sheet row stands below the table's column titles and above what follows it."""
        return self.found.head < row < self.found.end

    @property
    def doubled_rows(self) -> set[int]:
        """Every sheet row of the rows that stand more than once."""
        return {number for numbers in self.match.doubled.values() for number in numbers}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedForm:
    """A sheet, the edition it is a form of, and where the form's parts are on it; ``tables`` by section id."""

    grid: Grid
    edition: Edition
    cells: FormCells
    keys: KeyColumn
    tables: Mapping[str, ReturnedTable]

    @classmethod
    def of(cls, grid: Grid, edition: Edition) -> ReturnedForm:
        """Find an edition's parts on a sheet."""
        keys, cells, words = find_keys(grid, edition), form_cells(edition), issued_words(edition)
        tables = {
            name: ReturnedTable(cells=cells.sections[name], found=found, match=match_rows(grid, keys, found, words))
            for name, found in find_tables(grid, edition, keys).items()
        }
        return cls(grid=grid, edition=edition, cells=cells, keys=keys, tables=tables)

    def cell(self, section: str, row: str, column: str) -> tuple[int, int] | None:
        """The cell of a table's row and column; None when either is not found."""
        table = self.tables.get(section)
        if table is None:
            return None
        number, place = table.match.rows.get(row), table.columns.get(column)
        return (number, place) if number and place else None

    def field_cell(self, field: HeaderField) -> tuple[int, int] | None:
        """The cell with a head field's value: the first text right of its label; None when the row is not found."""
        rows = self.keys.rows_of(header_key(field.id)) or self._rows_labelled(squeeze(field.label))
        return self.right_of_label(rows[0]) if rows else None

    def wide_rows(self, cells: SectionCells) -> dict[str, int]:
        """Sheet rows of a section of one column: by their keys, the others by their guidance, in order."""
        rows: dict[str, int] = {}
        unkeyed: dict[str, list[str]] = {}
        for name, (cell,) in cells.rows.items():
            if found := self.keys.rows_of(row_key(cells.section.id, name)):
                rows[name] = found[0]
            else:
                guidance = descriptor(cell.issued) or cell.column.title
                unkeyed.setdefault(squeeze(guidance), []).append(name)
        for guidance, names in unkeyed.items():
            # The section's own title stands above its rows and may be the same text.
            rows |= zip(reversed(names), reversed(self._rows_labelled(guidance)), strict=False)
        return rows

    def right_of_label(self, row: int) -> tuple[int, int]:
        """The cell of the first value right of a row's label; without any, the first where one would stand."""
        start = self.keys.column
        for column in self.grid.columns_in(row):
            if self.grid.text(row, column):
                if start and column > start:
                    return row, column
                start = start or column
        return row, (start or 1) + 1

    def digest(self, section: Section, row: str) -> str:
        """The digests in a row's key, of what was carried over into it; '' where there are none."""
        rows = self.keys.rows_of(row_key(section.id, row))
        return self.keys.digests.get(rows[0], "") if rows else ""

    def _rows_labelled(self, label: str) -> list[int]:
        """Rows without a key that begin with a label."""
        return [row for row in self.grid.rows if row not in self.keys.keys and first_text(self.grid, row) == label]
