"""A workbook with everything that shows what it asks: values, styles, merged cells, dropdown lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from sheetreview.errors import NOT_A_SPREADSHEET, TOO_LARGE, FileError
from sheetreview.reading.cells import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, SheetCells, Tally
from sheetreview.reading.gate import open_package
from sheetreview.reading.looks import read_looks
from sheetreview.reading.parts import relations, sheet_entries, workbook_part
from sheetreview.reading.recognise import foreign_data, foreign_package
from sheetreview.reading.refusal import damaged, quoted
from sheetreview.reading.sheet_looks import Allowed, SheetLooks, parse_block, read_sheet_looks
from sheetreview.reading.worksheet import read_cells
from sheetreview.reading.xlsx import shared_contents, shared_parts
from sheetreview.reading.xml_events import Attributes, parse
from sheetreview.sheet.facts import Place, SheetFacts, WorkbookFacts
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.plan import Block

MAX_ENTRIES = 200
"""Entries of a dropdown list; a longer one is no choice for a form."""

_MAX_NAMES = 2_000
_NAME_LENGTH = 500
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_ELSEWHERE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\s]+))!(\S+)")
_NOT_XLSX = "Only .xlsx workbooks show their headings and dropdown lists. Open the file and save it as .xlsx."

_Source = tuple[str, Block]


def read_workbook_facts(data: bytes, *, max_rows: int = MAX_ROWS) -> WorkbookFacts:
    """What an .xlsx file's sheets hold, show and allow. Raises FileError for anything else, and beyond the limits."""
    if not data.startswith(_ZIP_MAGIC):
        raise foreign_data(data) or FileError(_NOT_XLSX, NOT_A_SPREADSHEET)
    package = open_package(data)
    if "content.xml" in package:
        raise FileError(_NOT_XLSX, NOT_A_SPREADSHEET)
    if refusal := foreign_package(package):
        raise refusal
    workbook = workbook_part(package)
    listing = package.read(workbook)
    related = relations(package, workbook)
    parts = shared_parts(package, related.values())
    shared = shared_contents(parts, listing)
    looks = read_looks(parts["styles"]) if "styles" in parts else ()
    tally = Tally(max_rows)
    found: list[tuple[Grid, SheetLooks]] = []
    for entry in sheet_entries(listing):
        relation = related.get(entry.relation)
        if relation is None:
            raise damaged(f"its sheet {quoted(entry.name)} is missing")
        if relation.kind == "worksheet":
            part = package.read(relation.part)
            cells = SheetCells(entry.name, tally)
            read_cells(part, shared, cells)
            if cells.beyond:
                raise FileError(cells.beyond, TOO_LARGE)
            found.append((cells.grid(visible=entry.visible), read_sheet_looks(part, looks, max_rows)))
    lists = _Lists({grid.name: grid for grid, _ in found}, _defined_names(listing))
    sheets = tuple(lists.facts(grid, more) for grid, more in found)
    return WorkbookFacts(sheets=sheets, list_cells=frozenset(lists.used))


def _defined_names(listing: bytes) -> dict[str, str]:
    """What each name of the workbook stands for, in small letters."""
    names: dict[str, str] = {}
    current: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "definedName" and len(names) < _MAX_NAMES:
            current[:] = [attributes.get("name", "").casefold()]
            names[current[0]] = ""

    def end(name: str) -> None:
        if name == "definedName":
            current.clear()

    def text(characters: str) -> None:
        if current and len(names[current[0]]) < _NAME_LENGTH:
            names[current[0]] += characters

    parse(listing, start, end, text)
    return names


class _Lists:
    """Dropdown lists with their entries, wherever in the workbook these stand."""

    def __init__(self, grids: Mapping[str, Grid], names: Mapping[str, str]) -> None:
        self._grids = {name.casefold(): grid for name, grid in grids.items()}
        self._names = names
        self._left = MAX_CELLS
        self.used: set[tuple[str, Place]] = set()

    def facts(self, grid: Grid, more: SheetLooks) -> SheetFacts:
        """A sheet with its lists filled in."""
        lists: dict[Place, tuple[str, ...]] = {}
        dates: set[Place] = set()
        for allowed in more.allowed:
            if allowed.kind == "list":
                entries = self._entries(allowed.formula, grid.name)
                lists.update((place, entries) for place in self._places(allowed, more))
            elif allowed.kind == "date":
                dates.update(self._places(allowed, more))
        return SheetFacts(
            grid=grid,
            looks=more.looks,
            formulas=more.formulas,
            merges=tuple(more.merges),
            lists=lists,
            dates=frozenset(dates),
            heights=more.heights,
            widths=more.widths,
            hidden_rows=frozenset(more.hidden_rows),
            hidden_columns=frozenset(more.hidden_columns),
            protected=more.protected,
        )

    def _places(self, allowed: Allowed, more: SheetLooks) -> Iterator[Place]:
        """The cells of a rule, as many as the book has left; of an endless column only the rows in use."""
        for block in allowed.blocks:
            last = min(block.bottom, _last_row(more)) if block.bottom > MAX_ROWS else block.bottom
            for row in range(block.top, last + 1):
                for column in range(block.left, min(block.right, MAX_COLUMNS) + 1):
                    if self._left <= 0:
                        return
                    self._left -= 1
                    yield row, column

    def _entries(self, formula: str, sheet: str) -> tuple[str, ...]:
        """The entries a list's formula stands for; nothing when it computes them in a way that is not understood."""
        if formula.startswith('"'):
            entries = formula.strip('"').replace('""', '"').split(",")
            return _cleaned(iter(entries))
        source = self._source(formula, sheet)
        grid = self._grids.get(source[0].casefold()) if source else None
        if source is None or grid is None:
            return ()
        block = source[1]
        if block.top != block.bottom and block.left != block.right:
            return ()
        places = [
            (row, column)
            for row in range(block.top, min(block.bottom, MAX_ROWS) + 1)
            for column in range(block.left, min(block.right, MAX_COLUMNS) + 1)
            if grid.text(row, column)
        ]
        self.used.update((grid.name, place) for place in places[:MAX_ENTRIES])
        return _cleaned(grid.text(*place) for place in places)

    def _source(self, formula: str, sheet: str) -> _Source | None:
        text = formula.removeprefix("=")
        text = self._names.get(text.casefold(), text).strip().removeprefix("=")
        elsewhere = _ELSEWHERE.fullmatch(text)
        if elsewhere:
            sheet = elsewhere[1].replace("''", "'") if elsewhere[1] else elsewhere[2]
            text = elsewhere[3]
        block = parse_block(text)
        return (sheet, block) if block else None


def _last_row(more: SheetLooks) -> int:
    return max((row for row, _ in more.looks), default=0)


def _cleaned(entries: Iterator[str]) -> tuple[str, ...]:
    stripped = (entry.strip() for entry in entries)
    found = tuple(islice((entry for entry in stripped if entry), MAX_ENTRIES + 1))
    return found if len(found) <= MAX_ENTRIES else ()
