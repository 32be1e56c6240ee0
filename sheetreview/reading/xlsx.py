"""Excel workbooks (.xlsx, .xlsm, strict or not): the parts of the package, found as its relationships say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sheetreview.errors import EMPTY, FileError
from sheetreview.reading.annotations import annotated, remarks_beside, struck_parts
from sheetreview.reading.cells import MAX_ROWS, SheetCells, Tally, within_limits
from sheetreview.reading.gate import Package, open_package
from sheetreview.reading.looks import number_codes
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
    parts = shared_parts(package, related.values())
    shared, struck = shared_contents(parts, listing), struck_parts(parts)
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


def shared_parts(package: Package, related: Iterable[Relation]) -> dict[str, bytes]:
    """The parts that a workbook's sheets share, by their kind: ``sharedStrings`` and ``styles``."""
    found = (one for one in related if one.kind in {"sharedStrings", "styles"} and one.part in package)
    return {relation.kind: package.read(relation.part) for relation in found}


def shared_contents(parts: Mapping[str, bytes], listing: bytes) -> Shared:
    """What a workbook's cells share; ``listing`` is the part that lists its sheets."""
    return Shared(
        strings=read_strings(parts["sharedStrings"]) if "sharedStrings" in parts else (),
        codes=number_codes(parts["styles"]) if "styles" in parts else {},
        epoch=EPOCH_1904 if counts_from_1904(listing) else EPOCH,
    )
