"""What must hold of every workbook that is made, read from its file; each problem names the file, sheet and cell."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.accessibility.contrast import BLACK, EDGE, WHITE, contrast, has_hue, needed

_SHAPE = re.compile(r"\}cNvPr$")
_UNNAMED = re.compile(r"(Sheet|Tabelle|Feuille?|Hoja)\d*")
_SAYS_SO = re.compile(r'[A-Z]+[0-9]+="[^"]+"')
_DARK = 4.5
_BAND_ROWS = 2
_TABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*_[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The colours (RRGGBB) and the weight of a text, where it stands."""

    ink: str
    fill: str
    size: float
    bold: bool
    where: str

    @property
    def problem(self) -> str | None:
        """What is wrong with its contrast."""
        found, least = contrast(self.ink, self.fill), needed(self.size, bold=self.bold)
        if found >= least:
            return None
        return f"{self.where}: {self.ink} on {self.fill} has a contrast of {found:.2f}, of the {least} it needs"


def problems(name: str, data: bytes, *, summary: bool = False) -> list[str]:
    """Everything that keeps some people from using a workbook; ``summary`` for one that is to be read in tables."""
    book = load_workbook(BytesIO(data))
    found = [*_document(book), *_described(data), *_tables_of_book(book)]
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        found += _sheet_name(sheet)
        found += sorted({look.problem for look in _looks(sheet) if look.problem})
        found += [*_edges(sheet), *_colour_alone(sheet), *_order(sheet), *_tables(sheet)]
        found += _one_cell_each(sheet) if summary else []
    return [f"{name}: {problem}" for problem in found]


def _document(book: Workbook) -> Iterator[str]:
    if not book.properties.title:
        yield "the document has no title"
    if not book.properties.language:
        yield "the document does not say its language"


def _sheet_name(sheet: Worksheet) -> Iterator[str]:
    if _UNNAMED.fullmatch(sheet.title):
        yield f"{sheet.title}: the sheet's name says nothing"


def _described(data: bytes) -> Iterator[str]:
    """Charts and pictures say in words what they show."""
    with ZipFile(BytesIO(data)) as package:
        for member in package.namelist():
            if not member.startswith("xl/drawings/drawing"):
                continue
            shapes = [node for node in ET.fromstring(package.read(member)).iter() if _SHAPE.search(node.tag)]  # noqa: S314 -- made here
            if len({shape.get("id") for shape in shapes}) < len(shapes):
                yield f"{member}: two shapes have one id"
            for shape in shapes:
                if len(shape.get("descr", "")) <= len("Bar chart."):
                    yield f"{member}: {shape.get('name')} has no alternative text"


def _looks(sheet: Worksheet) -> Iterator[Look]:
    """Every text as it stands, and as each rule would colour it."""
    for cell in _cells(sheet):
        open_cell = not cell.protection.locked
        if cell.value is not None or open_cell:
            yield _look(cell)
    for block, rule in _rules(sheet):
        for cell in _cells_of(sheet, block):
            if rule.colorScale is not None:
                yield from (_look(cell, fill=_rgb(color, WHITE)) for color in rule.colorScale.color)
            elif rule.dxf is not None:
                yield _ruled(cell, rule.dxf)


def _look(cell: Cell, *, fill: str = "") -> Look:
    return Look(
        ink=_rgb(cell.font.color, BLACK),
        fill=fill or _fill(cell),
        size=float(cell.font.sz or 11),
        bold=bool(cell.font.b),
        where=_where(cell),
    )


def _ruled(cell: Cell, style: DifferentialStyle) -> Look:
    ink = _rgb(style.font.color if style.font else None, _rgb(cell.font.color, BLACK))
    fill = _rgb(style.fill.bgColor, WHITE) if isinstance(style.fill, PatternFill) else _fill(cell)
    bold = bool(style.font and style.font.b) or bool(cell.font.b)
    return Look(
        ink=ink, fill=fill, size=float(cell.font.sz or 11), bold=bold, where=f"{_where(cell)} (while a rule holds)"
    )


def _edges(sheet: Worksheet) -> Iterator[str]:
    """A cell to fill in is seen by its edges."""
    told: set[tuple[str, str]] = set()
    for cell in _cells(sheet):
        if cell.protection.locked:
            continue
        for side in (cell.border.left, cell.border.right, cell.border.top, cell.border.bottom):
            if side is None or side.style is None:
                continue
            edge = _rgb(side.color, BLACK)
            for beside in (_fill(cell), WHITE):
                if contrast(edge, beside) < EDGE and (edge, beside) not in told:
                    told.add((edge, beside))
                    yield f"{_where(cell)}: the edge {edge} is hardly seen beside {beside}"


def _colour_alone(sheet: Worksheet) -> Iterator[str]:
    """What a colour says is said by weight, slant, a line or a pattern too, or by the very word it stands for."""
    for cell in _cells(sheet):
        font = cell.font
        plain = not (font.b or font.i or font.u)
        if cell.value is not None and plain and has_hue(_rgb(font.color, BLACK)):
            yield f"{_where(cell)}: only its colour sets the text apart"
    for block, rule in _rules(sheet):
        style = rule.dxf
        if style is None or rule.colorScale is not None or rule.dataBar is not None:
            continue
        marked = style.font is not None and (style.font.b or style.font.i)
        patterned = isinstance(style.fill, PatternFill) and style.fill.patternType not in {None, "solid"}
        worded = all(_SAYS_SO.fullmatch(formula) for formula in rule.formula)
        if not (marked or patterned or worded):
            yield f"{sheet.title}!{block}: a rule changes nothing but colours: {rule.formula}"


def _order(sheet: Worksheet) -> Iterator[str]:
    """Whoever goes by keys begins at the first cell to fill in, and goes on from left to right."""
    if sheet.sheet_view.rightToLeft:
        yield f"{sheet.title}: cells run from right to left"
    inputs = [(cell.row, cell.column) for cell in _cells(sheet) if not cell.protection.locked]
    if not (sheet.protection.sheet and inputs):
        return
    row, column = min(inputs)
    active = sheet.sheet_view.selection[-1].activeCell
    if active != f"{get_column_letter(column)}{row}":
        yield f"{sheet.title}: it opens at {active}, and the first cell to fill in is {get_column_letter(column)}{row}"


def _tables_of_book(book: Workbook) -> Iterator[str]:
    tables = [(sheet.title, table) for sheet in book.worksheets for table in sheet.tables.values()]
    for what, found in (
        ("id", [str(table.id) for _, table in tables]),
        ("name", [table.displayName.casefold() for _, table in tables]),
    ):
        if len(set(found)) < len(found):
            yield f"two tables have one {what}"
    for title, table in tables:
        if not _TABLE_NAME.fullmatch(table.displayName):
            yield f"{title}: {table.displayName!r} is no name that programs take for a table"


def _tables(sheet: Worksheet) -> Iterator[str]:
    """The rules of the format: a program repairs a file that breaks them."""
    taken: dict[tuple[int, int], str] = {}
    for table in sheet.tables.values():
        left, top, right, bottom = _corners(table.ref)
        heads = [sheet.cell(top, column).value for column in range(left, right + 1)]
        names = [column.name.replace("_x000a_", "\n") for column in table.tableColumns]
        if heads != names or len({name.casefold() for name in names}) < len(names):
            yield f"{sheet.title}!{table.ref}: its columns are named {names}, and its titles are {heads}"
        if bottom <= top:
            yield f"{sheet.title}!{table.ref}: a table without rows"
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) in taken:
                    yield f"{sheet.title}!{table.ref}: it lies over {taken[row, column]}"
                taken[row, column] = table.ref
    if sheet.auto_filter.ref and sheet.tables:
        left, top, right, bottom = _corners(sheet.auto_filter.ref)
        if any((row, column) in taken for row in range(top, bottom + 1) for column in range(left, right + 1)):
            yield f"{sheet.title}: the filter at {sheet.auto_filter.ref} lies over a table"


def _one_cell_each(sheet: Worksheet) -> Iterator[str]:
    """Nothing is merged, every row of column titles is one of a marked-up table, and a long table's stays in sight."""
    for block in sheet.merged_cells.ranges:
        yield f"{sheet.title}!{block}: cells are merged"
    heads = set()
    for table in sheet.tables.values():
        left, top, right, _ = _corners(table.ref)
        heads |= {(top, column) for column in range(left, right + 1)}
        if table.autoFilter is not None and sheet.print_title_rows is None:
            yield f"{sheet.title}!{table.ref}: its titles do not stand on every page"
    for cell in _cells(sheet):
        dark = cell.row > _BAND_ROWS and contrast(_fill(cell), WHITE) > _DARK
        if dark and cell.value is not None and (cell.row, cell.column) not in heads and _has_rows(sheet, cell):
            yield f"{_where(cell)}: {cell.value!r} is no title of a marked-up table"


def _has_rows(sheet: Worksheet, cell: Cell) -> bool:
    below = sheet.cell(cell.row + 1, cell.column)
    return below.border.left is not None and below.border.left.style is not None and _fill(below) != "DCE6F1"


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    """The cells of a sheet that are seen."""
    hidden = {name for name, column in sheet.column_dimensions.items() if column.hidden}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.column_letter not in hidden:
                yield cell


def _cells_of(sheet: Worksheet, block: str) -> Iterator[Cell]:
    left, top, right, bottom = _corners(block)
    for row in sheet.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right):
        yield from (cell for cell in row if isinstance(cell, Cell))


def _rules(sheet: Worksheet) -> Iterator[tuple[str, Rule]]:
    for found in sheet.conditional_formatting:
        for block in str(found.sqref).split():
            for rule in found.rules:
                yield block, rule


def _corners(block: str) -> tuple[int, int, int, int]:
    """The first column and row of a range, and the last."""
    left, top, right, bottom = range_boundaries(block)
    return left or 1, top or 1, right or 1, bottom or 1


def _fill(cell: Cell | MergedCell) -> str:
    return _rgb(cell.fill.fgColor, WHITE) if cell.fill.patternType == "solid" else WHITE


def _rgb(color: object, otherwise: str) -> str:
    """A colour's RRGGBB; a document's own colours (themes, numbers) are what the reader's program makes of them."""
    rgb = getattr(color, "rgb", None)
    return rgb[-6:] if isinstance(rgb, str) and getattr(color, "type", "") == "rgb" else otherwise


def _where(cell: Cell) -> str:
    return f"{cell.parent.title}!{cell.coordinate}"
