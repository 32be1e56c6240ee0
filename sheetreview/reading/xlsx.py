"""Excel workbooks (.xlsx, .xlsm, strict or not): the parts of the package, found as its relationships say."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from sheetreview.errors import FileError
from sheetreview.reading.cells import MAX_ROWS, MAX_SHEETS, SheetCells, Tally
from sheetreview.reading.gate import Package, open_package
from sheetreview.reading.refusal import damaged, quoted
from sheetreview.reading.worksheet import read_cells, read_strings
from sheetreview.reading.xml_events import Attributes, attribute, parse
from sheetreview.sheet.grid import Book, Grid

_USUAL_WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Relation:
    kind: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    name: str
    relation: str
    visible: bool


def read_xlsx(data: bytes, *, max_rows: int = MAX_ROWS) -> Book:
    """A workbook's sheets with their values as last saved; charts, macro sheets and styles are not read.

    A date is its serial number: only styles tell a date from a number, so the reader of a column decides. An error,
    or a number that is none, is a CellError. Raises FileError for what cannot be read or goes beyond the limits.
    """
    return read_xlsx_package(open_package(data), max_rows=max_rows)


def read_xlsx_package(package: Package, *, max_rows: int = MAX_ROWS) -> Book:
    """The same, from a package that passed the gate."""
    workbook = next((r.part for r in _relations(package, "").values() if r.kind == "officeDocument"), _USUAL_WORKBOOK)
    sheets = _sheets(package.read(workbook))
    relations = _relations(package, workbook)
    strings: list[str] = []
    for relation in relations.values():
        if relation.kind == "sharedStrings" and relation.part in package:
            strings = read_strings(package.read(relation.part))
    tally = Tally(max_rows)
    grids = []
    for sheet in sheets:
        relation_of_sheet = relations.get(sheet.relation)
        if relation_of_sheet is None:
            raise damaged(f"its sheet {quoted(sheet.name)} is missing")
        if relation_of_sheet.kind == "worksheet":
            grids.append(_grid(package.read(relation_of_sheet.part), sheet, strings, tally))
    if not grids:
        raise FileError("The workbook has no sheet with cells. Ask for the form itself.")
    return Book(format="xlsx", sheets=tuple(grids))


def _grid(data: bytes, sheet: _Sheet, strings: list[str], tally: Tally) -> Grid:
    cells = SheetCells(sheet.name, tally)
    read_cells(data, strings, cells)
    return cells.grid(visible=sheet.visible)


def _sheets(data: bytes) -> list[_Sheet]:
    sheets: list[_Sheet] = []

    def start(name: str, attributes: Attributes) -> None:
        if name != "sheet":
            return
        visible = attributes.get("state", "visible") == "visible"
        sheets.append(_Sheet(name=attributes.get("name", ""), relation=attribute(attributes, "id"), visible=visible))
        if len(sheets) > MAX_SHEETS:
            raise FileError(f"The workbook has more than {MAX_SHEETS} sheets. Ask for the form itself.")

    parse(data, start)
    return sheets


def _relations(package: Package, part: str) -> dict[str, _Relation]:
    """Relationships of a part (of the package itself: ``""``) by id, to other parts of the package."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    relations: dict[str, _Relation] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            relations[attributes.get("Id", "")] = _Relation(kind=kind, part=target)

    if path in package:
        parse(package.read(path), start)
    return relations
