"""A returned sheet with all that was found of its form: keys, tables, which row is which, where each cell stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sheetreview.form.cells import FormCell, FormCells, SectionCells, descriptor, form_cells
from sheetreview.form.issued_words import issued_words
from sheetreview.form.keys import header_key, row_key
from sheetreview.form.locate import FoundTable, KeyColumn, find_keys, find_tables, texts_in
from sheetreview.form.match import RowMatch, match_rows
from sheetreview.form.tracks import KEY_COLUMN, Tracks, lay_tracks
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
    """A sheet, the edition it is a form of, and where the form's parts are on it; ``tables`` by section id.

    ``last`` is the sheet column at which the form ends at the right, ``merged`` the last column of merged cells by the
    first row and column of each, ``moved`` where the columns of the tables as issued now stand.
    """

    grid: Grid
    edition: Edition
    cells: FormCells
    keys: KeyColumn
    tables: Mapping[str, ReturnedTable]
    last: int
    merged: Mapping[tuple[int, int], int]
    moved: Mapping[int, int]

    @classmethod
    def of(cls, grid: Grid, edition: Edition) -> ReturnedForm:
        """Find an edition's parts on a sheet."""
        keys, cells, words = find_keys(grid, edition), form_cells(edition), issued_words(edition)
        tables = {
            name: ReturnedTable(cells=cells.sections[name], found=found, match=match_rows(grid, keys, found, words))
            for name, found in find_tables(grid, edition, keys).items()
        }
        places = (
            place for table in tables.values() for name in table.columns for place in table.found.drawn_over(name)
        )
        merged = {(block.top, block.left): block.right for block in grid.merges}
        moved = {
            place: tables[section].columns[name]
            for section, columns in lay_tracks(edition).placed.items()
            for name, place in columns.items()
            if section in tables and name in tables[section].columns
        }
        last = max(places, default=lay_tracks(edition).last + (keys.column and keys.column - KEY_COLUMN))
        return cls(
            grid=grid, edition=edition, cells=cells, keys=keys, tables=tables, last=last, merged=merged, moved=moved
        )

    def cell(self, section: str, row: str, column: str) -> tuple[int, int] | None:
        """The cell of a table's row and column; None when either is not found."""
        table = self.tables.get(section)
        if table is None:
            return None
        number, place = table.match.rows.get(row), table.columns.get(column)
        return (number, place) if number and place else None

    def field_cell(self, field: HeaderField) -> tuple[int, int] | None:
        """The cell with a head field's value: the first text right of its label; None when the row is not found."""
        label = squeeze(field.label)
        rows = self.keys.rows_of(header_key(field.id)) or self._rows_labelled(label)
        return self.right_of(rows[0], label, self.tracks.field) if rows else None

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

    def wide_cell(self, cell: FormCell, row: int) -> tuple[int, int]:
        """The cell with the answer in a row of a section of one column."""
        return self.right_of(row, squeeze(descriptor(cell.issued) or cell.column.title), self.tracks.text)

    def right_of(self, row: int, label: str, value: int) -> tuple[int, int]:
        """The cell of the value right of a row's label and key.

        That is the column ``value`` of the form as it is issued now, wherever it was moved. Where no keys are left, and
        on forms that have nothing there, it is the first text behind the label, up to the last of the cells that were
        made one there, or the form's last.
        """
        own = self._own_places(value)
        if self.keys.column and (row, self.keys.column + 1) not in self.merged and self._uses(own):
            return row, next((place for place in own if self.grid.text(row, place)), own[0])
        return row, self._behind(row, label)

    def _behind(self, row: int, label: str) -> int:
        """The column of the first text behind a row's key or label; of the cell behind it where there is none."""
        filled = [column for column in self.grid.columns_in(row) if self.grid.text(row, column)]
        labels = (column for column in filled if squeeze(self.grid.text(row, column)) == label)
        start = self.keys.column or next(labels, next(iter(filled), 1))
        last = self.merged.get((row, start + 1), self.last)
        return next((column for column in filled if start < column <= last), start + 1)

    def _own_places(self, value: int) -> list[int]:
        """Where a sheet column of the form as it is issued may stand now.

        Beside the tables' columns that stand there, or as far from the keys as it was.
        """
        nearest = max((place for place in self.moved if place <= value), default=KEY_COLUMN)
        beside = self.moved.get(nearest, self.keys.column) + value - nearest
        return list(dict.fromkeys([beside, value + self.keys.column - KEY_COLUMN]))

    def _uses(self, places: Collection[int]) -> bool:
        """Whether any line at the head has its value in one of some sheet columns: every form is issued with a name."""
        rows = (row for field in self.edition.header for row in self.keys.rows_of(header_key(field.id)))
        return any(self.grid.text(row, place) for row in rows for place in places)

    @property
    def tracks(self) -> Tracks:
        """The sheet's columns as the form is issued now."""
        return lay_tracks(self.edition)

    def last_rows(self) -> list[tuple[int, str]]:
        """The last sheet row of each section that is found, with its id, from the top; 0 and '' where the head ends."""
        heads = (self.field_cell(cell.field) for cell in self.cells.head.values())
        found = [(max((at[0] for at in heads if at), default=0), "")]
        for name, cells in self.cells.sections.items():
            table = self.tables.get(name)
            rows = [] if cells.is_table else list(self.wide_rows(cells).values())
            if table is not None or rows:
                found.append((table.found.end - 1 if table is not None else max(rows), name))
        return sorted(found)

    def digest(self, section: Section, row: str) -> str:
        """The digests in a row's key, of what was carried over into it; '' where there are none."""
        rows = self.keys.rows_of(row_key(section.id, row))
        return self.keys.digests.get(rows[0], "") if rows else ""

    def _rows_labelled(self, label: str) -> list[int]:
        """Rows without a key in which a label stands."""
        return [row for row in self.grid.rows if row not in self.keys.keys and label in texts_in(self.grid, row)]
