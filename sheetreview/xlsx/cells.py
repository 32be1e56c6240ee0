"""The rows and cells of a sheet as XML, written here: openpyxl takes ten times as long, and a kilobyte a cell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import groupby

from sheetreview.sheet.address import MAX_COLUMNS, a1, column_letters
from sheetreview.sheet.plan import Cell, Formula, SheetPlan, Slot, Style
from sheetreview.xlsx.escapes import cell_text
from sheetreview.xlsx.markers import Markers

_LARGEST = 9.99e307
_LONGEST = 32_767
"""Characters of a text; what escapes add is cut off again."""


def dimension(plan: SheetPlan) -> str:
    """The range of a plan's cells."""
    if not plan.cells:
        return "A1:A1"
    rows, columns = {cell.row for cell in plan.cells}, {cell.column for cell in plan.cells}
    return f"{a1(min(rows), min(columns))}:{a1(max(rows), max(columns))}"


def sheet_data(plan: SheetPlan, markers: Markers, style_number: Callable[[Style], int]) -> str:
    """The ``sheetData`` element of a plan.

    Rows may grow with their text, but for those with merged cells. Raises ValueError for a number that is not finite.
    """
    heights = {row.row: row.height for row in plan.rows}
    fixed = {block.top for block in plan.merges}
    cells = sorted({cell.row * MAX_COLUMNS + cell.column: cell for cell in plan.cells}.items())
    by_row = {number: [cell for _, cell in found] for number, found in groupby(cells, key=lambda pair: pair[1].row)}
    numbers: dict[int, int] = {}
    letters: dict[int, str] = {}
    parts = ["<sheetData>"]
    for number in sorted(heights.keys() | by_row.keys()):
        parts.append(_row_tag(number, heights, fixed))
        for cell in by_row.get(number, ()):
            # Plans share their styles, and a style's identity is found much faster than its hash.
            style = numbers.get(id(cell.style))
            if style is None:
                style = numbers[id(cell.style)] = style_number(cell.style)
            column = letters.get(cell.column)
            if column is None:
                column = letters[cell.column] = column_letters(cell.column)
            parts.append(f'<c r="{column}{number}" s="{style}"{_content(cell, markers)}')
        parts.append("</row>")
    parts.append("</sheetData>")
    return "".join(parts)


def _row_tag(number: int, heights: Mapping[int, float], fixed: Collection[int]) -> str:
    if number not in heights:
        return f'<row r="{number}">'
    custom = ' customHeight="1"' if number in fixed else ""
    return f'<row r="{number}" ht="{_number(heights[number])}"{custom}>'


def _content(cell: Cell, markers: Markers) -> str:
    """The rest of a cell's element, from its type on."""
    content = cell.content
    if isinstance(content, Formula):
        return f"><f>{_escaped(markers.formula(content))}</f></c>"
    if isinstance(content, Slot):
        content = markers.by_slot[content.name]
    if isinstance(content, str):
        text = cell_text(content)[:_LONGEST]
        return f' t="inlineStr"><is><t{_spaces(text)}>{_escaped(text)}</t></is></c>' if text else ' t="n" />'
    if content is None:
        return ' t="n" />'
    if not -_LARGEST <= content <= _LARGEST:
        raise ValueError(f"cell {a1(cell.row, cell.column)} would hold {content}, which is no number a sheet can hold")
    return f' t="n"><v>{_number(content)}</v></c>'


def _spaces(text: str) -> str:
    """Readers drop the spaces around a text unless told not to."""
    stripped = text.strip()
    return ' xml:space="preserve"' if stripped and stripped != text else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _number(number: float) -> str:
    return f"{number:.16g}"
