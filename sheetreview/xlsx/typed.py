"""Where a plan has typed slots, and how much room their texts have."""

from __future__ import annotations

from sheetreview.sheet.plan import BookPlan, SheetPlan, Slot, cell_width
from sheetreview.xlsx.holes import HeightHole, RoomyText


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
            text = RoomyText(slot=cell.content.name, width=cell_width(sheet, cell), size=cell.style.size)
            texts.setdefault(cell.row, []).append(text)
    return {row: HeightHole(least=planned[row], texts=tuple(found)) for row, found in texts.items()}
