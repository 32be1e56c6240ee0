"""The summary's tables in other programs, which would repair or change what breaks the rules of the format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from sheetreview.report.workbook import summary_plan
from sheetreview.xlsx.render import render
from tests.programs import libreoffice, node
from tests.report.test_insight_sheets import everything

pytestmark = [
    pytest.mark.programs,
    pytest.mark.no_cover,
    # LibreOffice saves data bars as an extension.
    pytest.mark.filterwarnings("ignore:(Unknown|Conditional Formatting) extension:UserWarning"),
]


def _in_libreoffice(source: Path, folder: Path) -> Path:
    return libreoffice(source, folder, "xlsx")


def _in_exceljs(source: Path, folder: Path) -> Path:
    node("exceljs.mjs", [{"source": str(source), "targets": [str(folder / "exceljs.xlsx")]}])
    return folder / "exceljs.xlsx"


def _in_sheetjs(source: Path, folder: Path) -> Path:
    node("sheetjs.mjs", [{"source": str(source), "targets": [str(folder / "sheetjs.xlsx")]}])
    return folder / "sheetjs.xlsx"


def _texts(book: Workbook) -> dict[tuple[str, str], object]:
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    return {(cell.parent.title, cell.coordinate): cell.value for cell in cells if isinstance(cell.value, str)}


def _tables(book: Workbook) -> dict[str, tuple[str, list[str]]]:
    tables = (table for sheet in book.worksheets for table in sheet.tables.values())
    return {
        table.displayName: (table.ref, [column.name.replace("_x000a_", "\n") for column in table.tableColumns])
        for table in tables
    }


@pytest.mark.parametrize("save", [_in_libreoffice, _in_exceljs, _in_sheetjs])
def test_a_summary_with_tables_is_opened_and_saved_whole(tmp_path: Path, save: Callable[[Path, Path], Path]) -> None:
    source = tmp_path / "summary.xlsx"
    plan = summary_plan(everything())
    # ExcelJS opens no charts that openpyxl has written.
    sheets = tuple(replace(sheet, charts=()) for sheet in plan.sheets)
    source.write_bytes(render(replace(plan, sheets=sheets)))
    before, after = load_workbook(source), load_workbook(save(source, tmp_path))

    assert _texts(after) == _texts(before)
    assert len(_tables(before)) > 20
    if save is _in_exceljs:
        assert _tables(after) == _tables(before)
