"""Files that real spreadsheet programs saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from sheetreview.reading.open import open_book
from sheetreview.sheet.grid import CellError, Grid, NumberFormat, ShownNumber, Value
from tests.programs import gnumeric, libreoffice

pytestmark = pytest.mark.programs

TEXTS: dict[tuple[int, int], str] = {
    (1, 1): "Factor",
    (1, 2): "Rating",
    (2, 1): "  José & <spaces>  ",
    (3, 1): "two  spaces\nand a line",
    (4, 1): "=A1 is text",
    (5, 1): "0012",
}
NUMBERS: dict[tuple[int, int], float] = {(2, 2): 4, (3, 2): 2.5, (5, 2): 123456789012, (6, 2): 8}
REST: dict[tuple[int, int], Value] = {
    (4, 2): ShownNumber(0.25, NumberFormat.PERCENT, "25%"),
    (7, 1): CellError("#DIV/0!"),
    (8, 1): True,
    (9, 1): ShownNumber(46329, NumberFormat.DATE, "2026-11-03"),
    (20, 5): "far",
}
IN_A_NARROW_COLUMN: dict[tuple[int, int], Value] = {(5, 2): ShownNumber(123456789012, NumberFormat.NUMBER, "1.23E+11")}
"""What Gnumeric shows, and says in an .ods that it shows, of a number that is wider than its column."""


def source(path: Path) -> Path:
    """A workbook with one cell of every kind, a remark, a merge and a hidden sheet."""
    book = Workbook()
    sheet = book["Sheet"]
    sheet.title = "Évaluation"
    for (row, column), text in TEXTS.items():
        sheet.cell(row, column, text).data_type = "s"
    for (row, column), number in NUMBERS.items():
        sheet.cell(row, column, number)
    sheet["B4"] = 0.25
    sheet["B4"].number_format = "0%"
    sheet["B6"] = "=B2*2"
    sheet["A7"] = "=1/0"
    sheet["B7"] = '=""'
    sheet["A8"] = True
    sheet["A9"] = date(2026, 11, 3)
    sheet["E20"] = "far"
    sheet.merge_cells("E20:F21")
    sheet["A2"].comment = Comment("a remark that is no text of the cell", "someone")
    hidden = book.create_sheet("Keys")
    hidden["B2"] = "key"
    hidden.sheet_state = "hidden"
    book.save(path)
    return path


def in_libreoffice(folder: Path, kind: str) -> Path:
    return libreoffice(source(folder / "form.xlsx"), folder, kind)


def in_gnumeric(folder: Path, kind: str) -> Path:
    return gnumeric(source(folder / "form.xlsx"), folder / f"saved.{kind}")


@pytest.mark.parametrize("save", [in_libreoffice, in_gnumeric])
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_book_saved_by_a_program_keeps_its_values(
    tmp_path: Path, save: Callable[[Path, str], Path], kind: str
) -> None:
    _, book = open_book(save(tmp_path, kind))
    form, keys = book.sheets
    narrow = IN_A_NARROW_COLUMN if save is in_gnumeric and kind == "ods" else {}
    assert book.format == kind
    assert form.name == "Évaluation"
    assert dict(form.cells) == {**TEXTS, **NUMBERS, **REST, **narrow}
    assert form.value(8, 1) is True
    assert form.formulas >= {(6, 2), (7, 1), (7, 2)}
    assert dict(keys.cells) == {(2, 2): "key"}
    assert form.visible
    # Gnumeric writes no sheet state into an .xlsx.
    assert keys.visible == (save is in_gnumeric and kind == "xlsx")


@pytest.mark.parametrize("save", [in_libreoffice, in_gnumeric])
def test_a_sheet_saved_as_csv_keeps_its_texts(tmp_path: Path, save: Callable[[Path, str], Path]) -> None:
    _, book = open_book(save(tmp_path, "csv"))
    (sheet,) = book.sheets
    assert {place: sheet.value(*place) for place in TEXTS} == TEXTS
    assert texts(sheet, (2, 2), (3, 2), (6, 2), (20, 5)) == ["4", "2.5", "8", "far"]


def texts(sheet: Grid, *places: tuple[int, int]) -> list[str]:
    return [sheet.text(*place) for place in places]
