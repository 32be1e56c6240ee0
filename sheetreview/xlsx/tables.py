"""Tables of a sheet, marked up so that a screen reader says the column of each cell, and drawn by their cells alone."""

from __future__ import annotations

import re

from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.sheet.plan import SheetPlan
from sheetreview.xlsx.escapes import cell_text
from sheetreview.xlsx.rules import block_range

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")


def add_tables(sheet: Worksheet, plan: SheetPlan, before: int) -> None:
    """Put a plan's tables on a sheet; the workbook has ``before`` others so far.

    The filter of the sheet belongs to the table that it covers. Raises ValueError for a table whose column titles are
    no texts, or not told apart.
    """
    words = _NOT_IN_NAMES.sub("_", sheet.title).strip("_0123456789") or "Table"
    contents = {(cell.row, cell.column): cell.content for cell in plan.cells}
    for number, block in enumerate(plan.tables, start=before + 1):
        titles = [contents.get((block.top, column)) for column in range(block.left, block.right + 1)]
        names = [_column_name(title) for title in titles if isinstance(title, str)]
        if len({name.casefold() for name in names if name}) < len(titles):
            raise ValueError(f"the table at {block_range(block)} has columns without a title of their own")
        table = Table(
            displayName=f"{words}_{number}",
            ref=block_range(block),
            tableColumns=[TableColumn(id=place, name=name) for place, name in enumerate(names, start=1)],
            tableStyleInfo=TableStyleInfo(
                showFirstColumn=False, showLastColumn=False, showRowStripes=False, showColumnStripes=False
            ),
            autoFilter=AutoFilter(ref=block_range(block)) if block == plan.filter else None,
        )
        sheet.add_table(table)


def _column_name(title: str) -> str:
    """A title as the format writes it in a table: the same text as in its cell, a line's end by its code."""
    return cell_text(title).replace("\n", "_x000a_")
