"""How a sheet is seen: columns, panes, protection, and on paper."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.sheet.address import a1, column_letters
from sheetreview.sheet.plan import PrintPlan, SheetPlan
from sheetreview.xlsx.escapes import short_text
from sheetreview.xlsx.rules import block_range
from sheetreview.xlsx.styles import opaque

PAPERS = {"a4": 9, "letter": 1}

_FOOT_LIMIT = 120
_DROPPED_WIDTH = 9.0


class _OrderedRanges(MultiCellRange):
    """Ranges in one order: openpyxl keeps them in a set, whose order differs from run to run."""

    def __iter__(self) -> Iterator[CellRange]:
        return iter(self.sorted())


def lay_out(sheet: Worksheet, plan: SheetPlan) -> None:
    """Set a sheet's columns, merged cells, panes, filter, protection and page."""
    for column in plan.columns:
        dimension = sheet.column_dimensions[column_letters(column.column)]
        # ExcelJS takes exactly 9 for "not set" and drops the column's width.
        dimension.width = column.width if column.width != _DROPPED_WIDTH else _DROPPED_WIDTH + 0.1
        dimension.hidden = column.hidden
    sheet.merged_cells = _OrderedRanges([CellRange(block_range(block)) for block in plan.merges])
    if plan.filter is not None and plan.filter not in plan.tables:
        sheet.auto_filter.ref = block_range(plan.filter)
    if plan.tab_color is not None:
        sheet.sheet_properties.tabColor = opaque(plan.tab_color)
    _view(sheet, plan)
    _protect(sheet, plan)
    _print(sheet, plan.print)


def _view(sheet: Worksheet, plan: SheetPlan) -> None:
    view = sheet.sheet_view
    view.showGridLines = plan.gridlines
    if plan.freeze is not None:
        sheet.freeze_panes = a1(*plan.freeze)
    if plan.active is not None:
        # The active pane's selection is the last one.
        selection = view.selection[-1]
        selection.activeCell = selection.sqref = a1(*plan.active)


def _protect(sheet: Worksheet, plan: SheetPlan) -> None:
    if not plan.protected:
        return
    protection = sheet.protection
    protection.sheet = True
    # False means allowed. Sorting, inserting and deleting stay forbidden: they tear ratings from their rows.
    protection.formatColumns = False
    protection.formatRows = False
    protection.autoFilter = plan.filter is None


def _print(sheet: Worksheet, plan: PrintPlan) -> None:
    setup = sheet.page_setup
    setup.orientation = "landscape" if plan.landscape else "portrait"
    setup.paperSize = PAPERS[plan.paper]
    setup.fitToWidth, setup.fitToHeight = 1, int(plan.one_page)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.75, header=0.3, footer=0.35)
    if plan.title_rows is not None:
        first, last = plan.title_rows
        sheet.print_title_rows = f"{first}:{last}"
    if plan.area is not None:
        sheet.print_area = block_range(plan.area)
    for row in plan.breaks_before:
        sheet.row_breaks.append(Break(id=row - 1))
    footer = HeaderFooterItem()
    footer.left.text = _foot(plan.foot_left) or None
    footer.right.text = _foot(plan.foot_right) or None
    sheet.HeaderFooter.oddFooter = footer


def _foot(text: str) -> str:
    """Foot text cut to half of the 255 units a foot may have, never in the middle of a code."""
    cut = short_text(text, _FOOT_LIMIT)
    if cut.endswith("…"):
        body = cut[:-1]
        lone = (len(body) - len(body.rstrip("&"))) % 2
        cut = body[: len(body) - lone] + "…"
    return cut
