"""Which cells were made one: of every format that knows it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from sheetreview.google.read import book_from
from sheetreview.reading.cells import MAX_MERGES
from sheetreview.reading.open import parse_book
from sheetreview.sheet.plan import Block
from tests.programs import gnumeric, libreoffice
from tests.reading.making import ods, only_sheet, text_cell, xlsx

MERGED = {Block(top=2, left=2, bottom=2, right=4), Block(top=4, left=1, bottom=6, right=1)}


def workbook() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B2"], sheet["A4"] = "one", "two", "three"
    for block in MERGED:
        sheet.merge_cells(start_row=block.top, end_row=block.bottom, start_column=block.left, end_column=block.right)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_the_merges_of_a_workbook_are_read() -> None:
    assert set(only_sheet(workbook()).merges) == MERGED


@pytest.mark.programs
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_the_merges_a_program_saves_are_read(tmp_path: Path, kind: str) -> None:
    source = tmp_path / "merged.xlsx"
    source.write_bytes(workbook())
    for saved in (gnumeric(source, tmp_path / f"gnumeric.{kind}"), libreoffice(source, tmp_path, kind)):
        (sheet,) = (one for one in parse_book(saved.read_bytes(), saved.name).sheets if one.cells)
        assert set(sheet.merges) == MERGED


def test_the_merges_of_a_google_sheet_are_read() -> None:
    merges = [
        {
            "startRowIndex": block.top - 1,
            "endRowIndex": block.bottom,
            "startColumnIndex": block.left - 1,
            "endColumnIndex": block.right,
        }
        for block in MERGED
    ]
    (sheet,) = book_from({"sheets": [{"properties": {"title": "Review"}, "merges": merges}]}).sheets
    assert set(sheet.merges) == MERGED


@pytest.mark.parametrize("reference", ["", "B2", "B2:", ":B2", "B2:B2", "2:3", "B:C", "C3:B2", "B2:ZZZZ99", "no place"])
def test_what_is_no_rectangle_of_cells_is_passed_over(reference: str) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    data = xlsx(f'{rows}<mergeCells><mergeCell ref="{reference}"/></mergeCells><sheetData>')
    assert only_sheet(data).merges == ()


def test_merges_without_end_cost_no_memory() -> None:
    merges = "".join(f'<mergeCell ref="B{row}:C{row}"/>' for row in range(1, MAX_MERGES + 5))
    rows = '<row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    data = xlsx(f"{rows}<mergeCells>{merges}</mergeCells><sheetData>")
    assert len(only_sheet(data).merges) == MAX_MERGES


def test_a_merge_in_an_ods_sheet_stands_where_its_first_cell_does() -> None:
    spanned = text_cell("two").replace(
        "<table:table-cell", '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="3"'
    )
    data = ods(f"<table:table-row>{text_cell('one')}{spanned}</table:table-row>")
    assert only_sheet(data, "form.ods").merges == (Block(top=1, left=2, bottom=3, right=3),)
