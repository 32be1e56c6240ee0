"""Excel workbooks (.xlsx, .xlsm, strict or not): the parts of the package, found as its relationships say."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sheetreview.errors import EMPTY, FileError
from sheetreview.reading.annotations import annotated, remarks_beside, struck_parts
from sheetreview.reading.cells import MAX_ROWS, SheetCells, Tally, within_limits
from sheetreview.reading.gate import Package, open_package
from sheetreview.reading.looks import number_codes
from sheetreview.reading.number_format import NumberCode
from sheetreview.reading.parts import Relation, SheetEntry, counts_from_1904, relations, sheet_entries, workbook_part
from sheetreview.reading.refusal import damaged, quoted
from sheetreview.reading.worksheet import Shared, read_cells, read_strings
from sheetreview.sheet.grid import EPOCH, EPOCH_1904, Book, Grid


def read_xlsx(data: bytes, *, max_rows: int = MAX_ROWS) -> Book:
    """A workbook's sheets with their values as last saved; of styles only number formats, and no charts, are read.

    A date is its serial number, with what the cell shows. An error, or a number that is none, is a CellError. Raises
    FileError for what cannot be read or goes beyond the limits.
    """
    return read_xlsx_package(open_package(data), max_rows=max_rows)


def read_xlsx_package(package: Package, *, max_rows: int = MAX_ROWS) -> Book:
    """The same, from a package that passed the gate."""
    workbook = workbook_part(package)
    listing = package.read(workbook)
    sheets = sheet_entries(listing)
    related = relations(package, workbook)
    shared = shared_contents(package, related.values(), listing)
    struck = struck_parts(package, related.values())
    tally = Tally(max_rows)
    grids = []
    for sheet in sheets:
        relation_of_sheet = related.get(sheet.relation)
        if relation_of_sheet is None:
            raise damaged(f"its sheet {quoted(sheet.name)} is missing")
        if relation_of_sheet.kind == "worksheet":
            part = relation_of_sheet.part
            data = package.read(part)
            grid = _grid(data, sheet, shared, tally)
            grids.append(annotated(grid, data, struck, remarks_beside(package, part)))
    if not grids:
        raise FileError("The workbook has no sheet with cells. Ask for the form itself.", EMPTY)
    return Book(format="xlsx", sheets=within_limits(grids), days_from_1904=shared.epoch == EPOCH_1904)


def _grid(data: bytes, sheet: SheetEntry, shared: Shared, tally: Tally) -> Grid:
    cells = SheetCells(sheet.name, tally)
    read_cells(data, shared, cells)
    return cells.grid(visible=sheet.visible)


def shared_contents(package: Package, related: Collection[Relation], listing: bytes) -> Shared:
    """What a workbook's cells share; ``listing`` is the part that lists its sheets."""
    strings: list[str] = []
    codes: Mapping[str, NumberCode] = {}
    for relation in related:
        if relation.part not in package:
            continue
        if relation.kind == "sharedStrings":
            strings = read_strings(package.read(relation.part))
        elif relation.kind == "styles":
            codes = number_codes(package.read(relation.part))
    return Shared(strings=strings, codes=codes, epoch=EPOCH_1904 if counts_from_1904(listing) else EPOCH)
