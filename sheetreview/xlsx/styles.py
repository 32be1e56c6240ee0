"""How cells look, in openpyxl's terms."""

from __future__ import annotations

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.sheet import plan

FONT = "Calibri"


def opaque(rgb: str) -> Color:
    """An RRGGBB colour; some programs take openpyxl's own leading 00 for transparent."""
    return Color(rgb=f"FF{rgb}")


class Styles:
    """The styles of a workbook, each made once, by the order in which they are noted."""

    def __init__(self) -> None:
        self._made: dict[plan.Style, Cell] = {}

    def note(self, sheet: Worksheet, style: plan.Style) -> None:
        """Make a style, if it is a new one, in the workbook of a sheet."""
        if style not in self._made:
            # openpyxl makes styles for cells alone: this one is on no sheet.
            self._made[style] = cell = Cell(sheet, row=1, column=1)
            _dress(cell, style)

    def number(self, style: plan.Style) -> int:
        """The number by which cells refer to a style."""
        return int(self._made[style].style_id)


def _dress(cell: Cell, style: plan.Style) -> None:
    cell.font = Font(
        name=FONT,
        sz=style.size,
        b=style.bold,
        i=style.italic,
        u="single" if style.underline else None,
        color=opaque(style.color),
    )
    if style.fill is not None:
        cell.fill = PatternFill("solid", fgColor=opaque(style.fill))
    # Programs apply an indent only to text that is aligned to a side.
    indented = style.indent and style.align is plan.Align.GENERAL
    cell.alignment = Alignment(
        horizontal="left" if indented else style.align.value,
        vertical=style.valign.value,
        wrap_text=style.wrap,
        indent=style.indent,
    )
    if style.border is not None:
        cell.border = _border(style.border)
    cell.number_format = style.number_format
    cell.protection = Protection(locked=style.locked)


def _border(border: plan.Border) -> Border:
    line = Side(style="medium" if border.heavy else "thin", color=opaque(border.color))
    none = Side()
    return Border(
        left=line if border.left else none,
        right=line if border.right else none,
        top=line if border.top else none,
        bottom=line if border.bottom else none,
    )
