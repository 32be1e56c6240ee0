"""Where a plan has typed slots, and how much room their texts have."""

from __future__ import annotations

from sheetreview.sheet.plan import BookPlan, Cell, SheetPlan, Slot
from sheetreview.xlsx.holes import HeightHole, RoomyText

INDENT = 2.0
"""Characters of a column's width that padding and indent take."""


def typed_cells(plan: BookPlan) -> frozenset[str]:
    """Names of the typed slots of a plan."""
    contents = (cell.content for sheet in plan.sheets for cell in sheet.cells)
    return frozenset(content.name for content in contents if isinstance(content, Slot) and content.typed)


def typed_rows(sheet: SheetPlan) -> dict[int, HeightHole]:
    """The rows with typed slots whose texts may wrap, each as high as planned or as the texts need."""
    planned = {plan.row: plan.height for plan in sheet.rows}
    texts: dict[int, list[RoomyText]] = {}
    for cell in sheet.cells:
        if isinstance(cell.content, Slot) and cell.content.typed and cell.style.wrap and cell.row in planned:
            width = _width(sheet, cell) - INDENT
            text = RoomyText(slot=cell.content.name, width=width, size=cell.style.size)
            texts.setdefault(cell.row, []).append(text)
    return {row: HeightHole(least=planned[row], texts=tuple(found)) for row, found in texts.items()}


def _width(sheet: SheetPlan, cell: Cell) -> float:
    """Characters of a cell's width, with the visible columns it is merged with."""
    last = next((m.right for m in sheet.merges if (m.top, m.left) == (cell.row, cell.column)), cell.column)
    return sum(c.width for c in sheet.columns if cell.column <= c.column <= last and not c.hidden)
