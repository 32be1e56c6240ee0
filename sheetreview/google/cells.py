"""What stands in a sheet's cells, typed, and how they look."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache
from operator import attrgetter

from sheetreview.google.notation import FONT, Place, Request, Tabs, blocks, color, grid_range
from sheetreview.google.sizes import EDGE, Sizes
from sheetreview.sheet.address import a1
from sheetreview.sheet.plan import Align, Block, Border, Cell, Content, Formula, SheetPlan, Slot, Style, VAlign
from sheetreview.sheet.text import clean_cell_text

_CELL_LIMIT = 50_000
"""Characters a cell holds."""
_SIDE = 3
"""Pixels that Google itself leaves beside a text."""

_USUAL_PADDING = (_SIDE, _SIDE, EDGE)
_INDENT = 7
_BLACK = "000000"
_ALIGN = {Align.LEFT: "LEFT", Align.CENTER: "CENTER", Align.RIGHT: "RIGHT"}
_VALIGN = {VAlign.TOP: "TOP", VAlign.CENTER: "MIDDLE", VAlign.BOTTOM: "BOTTOM"}
_LITERALS = re.compile(r'"[^"]*"|\\.')
_FACE = attrgetter(
    "bold", "italic", "size", "color", "fill", "align", "valign", "wrap", "indent", "number_format", "underline"
)
"""What :func:`_face` looks at."""


def write_cells(sheet: int, plan: SheetPlan, tabs: Tabs, sizes: Sizes) -> Iterator[Request]:
    """The sheet's values, then its looks. Raises ValueError for a number that is not finite and for a slot."""
    yield _values(sheet, plan, tabs)
    yield from _looks(sheet, plan, sizes)
    yield from _links(sheet, plan, tabs)


def _values(sheet: int, plan: SheetPlan, tabs: Tabs) -> Request:
    rows: dict[int, dict[int, Request]] = {}
    for cell in plan.cells:
        value = _value(cell, tabs)
        if value is not None:
            rows.setdefault(cell.row, {})[cell.column] = {"userEnteredValue": value}
    return {
        "updateCells": {
            "start": {"sheetId": sheet, "rowIndex": 0, "columnIndex": 0},
            "rows": [_row(rows.get(row, {})) for row in range(1, max(rows, default=0) + 1)],
            "fields": "userEnteredValue",
        }
    }


def _row(cells: dict[int, Request]) -> Request:
    return {"values": [cells.get(column, {}) for column in range(1, max(cells) + 1)]} if cells else {}


def _value(cell: Cell, tabs: Tabs) -> Request | None:
    """A cell's value with its type: a text is never taken for a formula, a number or a date."""
    content: Content = cell.content
    match content:
        case None | "":
            return None
        case str():
            text = clean_cell_text(content, _CELL_LIMIT)
            return {"stringValue": text} if text else None
        case Formula():
            return {"formulaValue": tabs.formula(content)}
        case Slot(name):
            raise ValueError(f"cell {a1(cell.row, cell.column)} still holds the slot {name!r}")
        case bool():
            return {"boolValue": content}
        case _:
            if not math.isfinite(content):
                where = a1(cell.row, cell.column)
                raise ValueError(f"cell {where} would hold {content}, which is no number a sheet can hold")
            return {"numberValue": content}


def _looks(sheet: int, plan: SheetPlan, sizes: Sizes) -> Iterator[Request]:
    """Blocks of cells that look alike, then the lines around them and the room in them, which make other blocks."""
    styles = _seen(plan)
    faces, number_of = _faces(styles.values())
    for block, number in blocks({place: number_of[id(style)] for place, style in styles.items()}):
        yield _repeated(sheet, block, "", _face(faces[number]))
    yield from _clipped(sheet, plan)
    for block, border in blocks({place: style.border for place, style in styles.items() if style.border is not None}):
        yield _repeated(sheet, block, "borders", _borders(border))
    room = {place: _padding(style, sizes.edge(place[0])) for place, style in styles.items()}
    for block, (left, right, edge) in blocks(
        {place: found for place, found in room.items() if found != _USUAL_PADDING}
    ):
        yield _repeated(sheet, block, "padding", {"top": edge, "right": right, "bottom": edge, "left": left})


def _clipped(sheet: int, plan: SheetPlan) -> Iterator[Request]:
    """Keep the texts of hidden columns out of the columns beside them, and from making their rows higher."""
    last = max((cell.row for cell in plan.cells), default=0)
    for column in plan.columns:
        if column.hidden and last:
            block = Block(top=1, left=column.column, bottom=last, right=column.column)
            yield _repeated(sheet, block, "wrapStrategy", "CLIP")


def _seen(plan: SheetPlan) -> dict[Place, Style]:
    """The cells' styles; a hidden cell looks like the one on its left, which makes fewer and larger blocks."""
    styles = {(cell.row, cell.column): cell.style for cell in plan.cells}
    hidden = {column.column for column in plan.columns if column.hidden}
    # The first cell of merged ones gives them all their look, even from a hidden column.
    first = {(block.top, block.left) for block in plan.merges}
    for row, column in [place for place in styles if place[1] in hidden and place not in first]:
        styles[row, column] = styles.get((row, column - 1), styles[row, column])
    return styles


def _faces(styles: Iterable[Style]) -> tuple[list[Style], dict[int, int]]:
    """The different styles as far as :func:`_face` tells them apart, and which of them each style object is."""
    numbers: dict[Hashable, int] = {}
    found: list[Style] = []
    number_of: dict[int, int] = {}
    for style in styles:
        # Comparing a style for each of some hundred cells would take longer than all the rest.
        if id(style) not in number_of:
            number = number_of[id(style)] = numbers.setdefault(_FACE(style), len(found))
            if number == len(found):
                found.append(style)
    return found, number_of


def _repeated(sheet: int, block: Block, part: str, look: Request | str) -> Request:
    """One look, or a part of it, for all cells of a block."""
    return {
        "repeatCell": {
            "range": grid_range(sheet, block),
            "cell": {"userEnteredFormat": {part: look} if part else look},
            "fields": f"userEnteredFormat.{part}" if part else "userEnteredFormat",
        }
    }


def _links(sheet: int, plan: SheetPlan, tabs: Tabs) -> Iterator[Request]:
    """Cells that lead somewhere, in the colours they have anyway."""
    for cell in plan.cells:
        if cell.link is not None:
            text = {**_face(cell.style)["textFormat"], "link": {"uri": tabs.link(cell.link)}}
            yield {
                "updateCells": {
                    "start": {"sheetId": sheet, "rowIndex": cell.row - 1, "columnIndex": cell.column - 1},
                    "rows": [{"values": [{"userEnteredFormat": {"textFormat": text}}]}],
                    "fields": "userEnteredFormat.textFormat",
                }
            }


@lru_cache(maxsize=1024)
def _face(style: Style) -> Request:
    """A style as a CellFormat, but for borders and padding. It is shared: do not change it."""
    made: Request = {"verticalAlignment": _VALIGN[style.valign], "textFormat": _text(style)}
    if style.fill is not None:
        made["backgroundColorStyle"] = color(style.fill)
    if align := _ALIGN.get(style.align, "LEFT" if style.indent else ""):
        made["horizontalAlignment"] = align
    if style.wrap:
        made["wrapStrategy"] = "WRAP"
    if style.number_format != "General":
        made["numberFormat"] = {"type": _number_type(style.number_format), "pattern": style.number_format}
    return made


@lru_cache(maxsize=256)
def _borders(border: Border) -> Request:
    """Lines as Borders. It is shared: do not change it."""
    line = {"style": "SOLID_MEDIUM" if border.heavy else "SOLID", "colorStyle": color(border.color)}
    return {side: line for side in ("top", "bottom", "left", "right") if getattr(border, side)}


def _padding(style: Style, edge: int) -> tuple[int, int, int]:
    """Pixels around the text of a cell: left, right, and both above and below."""
    indent = _SIDE + _INDENT * style.indent
    return (_SIDE, indent, edge) if style.align is Align.RIGHT else (indent, _SIDE, edge)


def _text(style: Style) -> Request:
    text: Request = {"fontFamily": FONT, "fontSize": round(style.size)}
    if style.color != _BLACK:
        text["foregroundColorStyle"] = color(style.color)
    text |= {name: True for name in ("bold", "italic", "underline") if getattr(style, name)}
    return text


def _number_type(pattern: str) -> str:
    """What Google calls the kind of a number format, which it cannot do without."""
    codes = _LITERALS.sub("", pattern).lower()
    if "%" in codes:
        return "PERCENT"
    if "@" in codes:
        return "TEXT"
    return "DATE" if set(codes) & set("dmy") else "NUMBER"
