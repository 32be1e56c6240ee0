"""How wide and high the columns and rows of a sheet are, in pixels, and which rows fit themselves to their texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sheetreview.sheet.measure import MAX_ROW_HEIGHT, estimate_height
from sheetreview.sheet.plan import SheetPlan

COLUMN, ROW = 100, 21
"""Pixels of a column and a row that were not sized."""

EDGE = 2
"""Pixels that Google itself leaves above and below a text."""

SNUG, ROOMY = 4, 9
"""Pixels above and below the text of a row that grows with it: in a head, and where there are things to type."""

_INDENT = 2.0
_PADDING = 4.0
_estimate = lru_cache(maxsize=8192)(estimate_height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Pixels of a sheet's columns and of the rows that keep their height.

    A row in ``fitted`` has no height of its own: it is as high as its texts, with these pixels above and below them.
    """

    widths: Mapping[int, int]
    heights: Mapping[int, int]
    fitted: Mapping[int, int]

    def edge(self, row: int) -> int:
        """Pixels above and below the texts of a row."""
        return self.fitted.get(row, EDGE)


def sizes_of(sheet: SheetPlan) -> Sizes:
    """Measure a sheet. Rows whose cells wrap grow with what is typed, but for those with merged cells.

    Google leaves merged cells out when it fits a row, so such a row is made high enough for what stands in it now.
    """
    merged = {row for block in sheet.merges for row in range(block.top, block.bottom + 1)}
    lines, wrapped = _needs(sheet)
    planned = {plan.row: plan.height for plan in sheet.rows}
    fitted = wrapped.keys() - merged
    fixed = {row: max(height, _high_enough(wrapped.get(row))) for row, height in planned.items() if row not in fitted}
    return Sizes(
        widths={plan.column: pixels(plan.width) for plan in sheet.columns if not plan.hidden},
        heights={row: _points(min(MAX_ROW_HEIGHT, height)) for row, height in fixed.items()},
        fitted={row: _edge(planned.get(row, 0.0), max(wrapped[row], lines.get(row, 0.0))) for row in fitted},
    )


def pixels(width: float) -> int:
    """Pixels of a column of a width in characters."""
    return round(width * 7) + 5


def _needs(sheet: SheetPlan) -> tuple[dict[int, float], dict[int, float]]:
    """Points that each row needs for its cells of one line, and for those that wrap.

    A cell is as wide as the visible columns that it is merged with.
    """
    columns = {plan.column: plan.width for plan in sheet.columns if not plan.hidden}
    merged = {
        (block.top, block.left): sum(width for column, width in columns.items() if block.left <= column <= block.right)
        for block in sheet.merges
    }
    lines: dict[int, float] = {}
    wrapped: dict[int, float] = {}
    for cell in sheet.cells:
        style = cell.style
        text = cell.content if isinstance(cell.content, str) and style.wrap else ""
        width = merged.get((cell.row, cell.column), columns.get(cell.column, 0.0))
        needs = wrapped if style.wrap else lines
        needs[cell.row] = max(needs.get(cell.row, 0.0), _estimate(text, width - _INDENT, style.size))
    return lines, wrapped


def _high_enough(text: float | None) -> float:
    """Points of a row for wrapped text of a height; 0 without any."""
    return 0.0 if text is None else text + _PADDING


def _points(height: float) -> int:
    return round(height * 4 / 3)


def _edge(planned: float, need: float) -> int:
    """What makes an empty row about as high as planned; one of two values, so that neighbours look alike."""
    return ROOMY if _points(planned - need) >= ROOMY else SNUG
