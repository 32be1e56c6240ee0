"""A whole workbook from a plan."""

from __future__ import annotations

import gc
import sys
import traceback
from io import BytesIO
from typing import cast

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.errors import NOT_WRITTEN, FileError
from sheetreview.sheet.plan import BookPlan, SheetPlan, Slot
from sheetreview.sheet.text import clean_cell_text
from sheetreview.sheet.titles import check_titles
from sheetreview.xlsx.cells import dimension, sheet_data
from sheetreview.xlsx.charts import add_chart
from sheetreview.xlsx.markers import Markers
from sheetreview.xlsx.package import CORE, DRAWINGS, SHEETS, fix_times, pack, unpack, with_cells, with_descriptions
from sheetreview.xlsx.pages import lay_out
from sheetreview.xlsx.rules import Lists, add_formats, add_validations
from sheetreview.xlsx.styles import Styles
from sheetreview.xlsx.tables import add_tables

CREATOR = "sheetreview"


def render(plan: BookPlan) -> bytes:
    """The .xlsx file of a plan, the same bytes for the same plan; slots come out as markers.

    Formulas carry no saved value. Raises ValueError for a title no program takes, two sheets of one title, a number
    that is not finite, and a slot that stands outside apostrophes in a formula.
    """
    return pack(render_members(plan, Markers.of(plan)))


def render_members(plan: BookPlan, markers: Markers) -> dict[str, bytes]:
    """The files inside the .xlsx file of a plan, content types first."""
    titles = sheet_titles(plan, markers)
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = CREATOR
    book.properties.title = clean_cell_text(plan.title)
    book.properties.language = plan.language
    book.properties.subject = clean_cell_text(plan.subject) or None
    lists, styles = Lists(titles), Styles()
    for sheet, title in zip(plan.sheets, titles, strict=True):
        _write_sheet(book.create_sheet(title), sheet, markers, lists, styles)
    lists.write(book)
    book.worksheets[0].sheet_view.tabSelected = True
    data = [sheet_data(sheet, markers, styles.number) for sheet in plan.sheets]
    members = unpack(_saved(book))
    members[CORE] = fix_times(members[CORE])
    for number, (sheet, cells) in enumerate(zip(plan.sheets, data, strict=True), start=1):
        name = f"{SHEETS}{number}.xml"
        members[name] = with_cells(members[name], dimension(sheet), cells)
    add_tables(members, plan.sheets, titles)
    drawn = [sheet.charts for sheet in plan.sheets if sheet.charts]
    for number, charts in enumerate(drawn, start=1):
        name = f"{DRAWINGS}{number}.xml"
        members[name] = with_descriptions(members[name], [chart.description for chart in charts])
    return members


def _saved(book: Workbook) -> bytes:
    """The file of a workbook. Raises FileError where there is no room for what openpyxl writes aside."""
    buffer = BytesIO()
    hook, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        book.save(buffer)
    except OSError as error:
        # What openpyxl leaves half done complains to the terminal when it is let go of: here, where nobody listens.
        traceback.clear_frames(error.__traceback__)
        gc.collect()
        reason = error.strerror or "the operating system refused"
        raise FileError(
            f"No temporary file can be written ({reason}). Make room and run the command again.", NOT_WRITTEN
        ) from None
    finally:
        sys.unraisablehook = hook
    return buffer.getvalue()


def sheet_titles(plan: BookPlan, markers: Markers) -> list[str]:
    """The titles of a plan's sheets, slots as markers. Raises ValueError for illegal or equal ones, naming all."""
    titles = [
        markers.by_slot[sheet.title.name] if isinstance(sheet.title, Slot) else sheet.title for sheet in plan.sheets
    ]
    check_titles(titles)
    return titles


def _write_sheet(sheet: Worksheet, plan: SheetPlan, markers: Markers, lists: Lists, styles: Styles) -> None:
    for cell in plan.cells:
        styles.note(sheet, cell.style)
        if cell.link is not None:
            # openpyxl takes links from its own cells; what else it writes of them is replaced.
            cast("SheetCell", sheet.cell(cell.row, cell.column)).hyperlink = Hyperlink(ref="", location=cell.link)
    lay_out(sheet, plan)
    add_validations(sheet, plan, lists)
    add_formats(sheet, plan, markers)
    for chart in plan.charts:
        add_chart(sheet, chart)
