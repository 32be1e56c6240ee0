"""How high the rows of a form must be for texts that a program puts into it: such rows do not grow by themselves."""

from __future__ import annotations

from collections.abc import Mapping

from sheetreview.form.places import Cell
from sheetreview.sheet.measure import row_height
from sheetreview.sheet.plan import SheetPlan, cell_width


def heights_needed(sheet: SheetPlan, typed: Mapping[Cell, str | float]) -> dict[int, float]:
    """The heights in points that rows need for texts in some of their cells, in so far as these wrap."""
    needed: dict[int, float] = {}
    for cell in sheet.cells:
        text = typed.get((cell.row, cell.column))
        if isinstance(text, str) and cell.style.wrap:
            height = row_height(text, cell_width(sheet, cell), cell.style.size)
            needed[cell.row] = max(height, needed.get(cell.row, 0))
    return needed
