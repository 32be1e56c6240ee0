"""Where people type in a form that stands as it was issued: the cells of its answers, and of its head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sheetreview.form.cells import FormCells, Place, form_cells
from sheetreview.form.keys import header_key, row_key, total_key
from sheetreview.form.locate import FoundTable, find_keys, find_tables
from sheetreview.form.tracks import lay_tracks
from sheetreview.model.edition import Edition
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.measure import row_height
from sheetreview.sheet.plan import SheetPlan, cell_width

Cell = tuple[int, int]
"""Row and column of a sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCells:
    """The cells a role types into: answers by section, row and column id, fields at the head by their id.

    What is typed into a TOTAL row has the row id :data:`sheetreview.form.cells.TOTAL_ROW`. ``rows`` are the sheet
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


def entry_cells(grid: Grid, edition: Edition) -> EntryCells:
    """Find the cells a role types into on the sheet of a form as it was issued; what is not on it is left out."""
    form, keys, tracks = form_cells(edition), find_keys(grid, edition), lay_tracks(edition)
    columns = _columns(form, find_tables(grid, edition, keys), tracks.text)
    cells: dict[Place, Cell] = {}
    for place, key in _entry_keys(form):
        rows, column = keys.rows_of(key), columns.get((place[0], place[2]))
        if rows and column is not None:
            cells.setdefault(place, (rows[0], column))
    header = {
        name: (rows[0], tracks.field)
        for name, cell in form.head.items()
        if cell.open and (rows := keys.rows_of(header_key(name)))
    }
    named = [(name, row) for name, section in form.sections.items() for row in section.rows]
    found = {place: rows[0] for place in named if (rows := keys.rows_of(row_key(*place)))}
    carried = frozenset(place for place, row in found.items() if keys.digests.get(row))
    return EntryCells(cells=cells, header=header, rows=found, columns=columns, carried=carried)


def _columns(form: FormCells, tables: Mapping[str, FoundTable], text: int) -> dict[tuple[str, str], int]:
    """Sheet columns by section and column id; free text stands in one of its own."""
    columns: dict[tuple[str, str], int] = {}
    for name, section in form.sections.items():
        if section.is_table:
            places = tables[name].columns if name in tables else {}
        else:
            places = {cell.column.id: text for cell in section.blank}
        columns |= {(name, column): place for column, place in places.items()}
    return columns


def _entry_keys(form: FormCells) -> Iterator[tuple[Place, str]]:
    """The places of the answers that a role gives, in the form's order, each with the key of its row."""
    for section in form.sections.values():
        for cells in section.rows.values():
            yield from ((cell.place, row_key(cell.section.id, cell.row)) for cell in cells if cell.open)
        for total, cell in section.summaries:
            yield cell.place, total_key(cell.section.id, total.id)


def heights_needed(sheet: SheetPlan, typed: Mapping[Cell, str | float]) -> dict[int, float]:
    """The heights in points that rows need for texts in some of their cells, in so far as these wrap.

    Rows do not grow by themselves when a program types into them.
    """
    needed: dict[int, float] = {}
    for cell in sheet.cells:
        text = typed.get((cell.row, cell.column))
        if isinstance(text, str) and cell.style.wrap:
            height = row_height(text, cell_width(sheet, cell), cell.style.size)
            needed[cell.row] = max(height, needed.get(cell.row, 0))
    return needed
