from __future__ import annotations

from io import BytesIO
from typing import Literal

import pytest
from openpyxl import Workbook
from openpyxl.styles import Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.errors import FileError
from sheetreview.reading.number_format import number_code
from sheetreview.reading.sheet_looks import MAX_RANGES
from sheetreview.reading.workbook_facts import read_workbook_facts
from sheetreview.sheet.facts import SheetFacts
from sheetreview.sheet.grid import NumberFormat
from sheetreview.sheet.plan import Block
from tests.reading.making import MAIN, xlsx_members, zipped


def facts_of(book: Workbook) -> tuple[SheetFacts, ...]:
    buffer = BytesIO()
    book.save(buffer)
    return read_workbook_facts(buffer.getvalue()).sheets


def first_sheet(book: Workbook) -> Worksheet:
    return book.worksheets[0]


def allow(sheet: Worksheet, where: str, formula: str, kind: Literal["list", "date"] = "list") -> None:
    check = DataValidation(type=kind, formula1=formula)
    check.add(where)
    sheet.add_data_validation(check)


def refusal(data: bytes) -> str:
    with pytest.raises(FileError) as caught:
        read_workbook_facts(data)
    return caught.value.reason


def test_styles_of_filled_and_empty_cells_are_read() -> None:
    book = Workbook()
    sheet = first_sheet(book)
    sheet["A1"] = "Title"
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["B2"].border = Border(bottom=Side(style="thin"))
    sheet["B2"].protection = Protection(locked=False)
    sheet["C3"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["C4"].fill = PatternFill("solid", fgColor="FFFFFFFF")
    (facts,) = facts_of(book)
    assert (facts.looks[1, 1].bold, facts.looks[1, 1].size) == (True, 16)
    assert (facts.looks[2, 2].bordered, facts.looks[2, 2].locked, facts.looks[2, 2].fill) == (True, False, "")
    assert facts.looks[3, 3].fill
    assert not facts.looks[4, 3].fill, "white is no colour"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", NumberFormat.GENERAL),
        ("@", NumberFormat.GENERAL),
        ("0.00", NumberFormat.NUMBER),
        ("#,##0", NumberFormat.NUMBER),
        ("0%", NumberFormat.PERCENT),
        ("yyyy-mm-dd", NumberFormat.DATE),
        ("[$-409]d mmm yy;@", NumberFormat.DATE),
        ('"$"#,##0.00', NumberFormat.MONEY),
        ("[$€-407] #,##0", NumberFormat.MONEY),
        ('0 "days"', NumberFormat.NUMBER),
        ("[Red]0", NumberFormat.NUMBER),
    ],
)
def test_a_number_format_says_what_kind_of_value_it_shows(code: str, kind: NumberFormat) -> None:
    assert number_code(code).kind is kind


def test_number_formats_reach_the_cells() -> None:
    book = Workbook()
    sheet = first_sheet(book)
    sheet["A1"].number_format = "dd/mm/yyyy"
    sheet["A2"].number_format = "0%"
    sheet["A3"].number_format = "mm-dd-yy"
    (facts,) = facts_of(book)
    assert [facts.looks[row, 1].format.value for row in (1, 2, 3)] == ["date", "percent", "date"]


def test_merged_cells_heights_hidden_parts_and_protection_are_read() -> None:
    book = Workbook()
    sheet = first_sheet(book)
    sheet["A1"] = "x"
    sheet["A3"] = "y"
    sheet.merge_cells("A1:C2")
    sheet.row_dimensions[3].height = 60
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.protection.sheet = True
    (facts,) = facts_of(book)
    assert facts.merges == (Block(top=1, left=1, bottom=2, right=3),)
    assert facts.heights[3] == 60
    assert (set(facts.hidden_rows), set(facts.hidden_columns), facts.protected) == ({3}, {2}, True)


def test_formulas_keep_their_text() -> None:
    book = Workbook()
    first_sheet(book)["B5"] = "=SUM(B1:B4)"
    (facts,) = facts_of(book)
    assert facts.formulas == {(5, 2): "SUM(B1:B4)"}


@pytest.mark.parametrize("formula", ['"Low,High"', "$D$1:$D$2", "'The lists'!$A$2:$A$3", "Choices", "=Choices"])
def test_a_dropdown_list_has_its_entries_wherever_they_stand(formula: str) -> None:
    book = Workbook()
    sheet = first_sheet(book)
    other = book.create_sheet("The lists")
    for row, text in enumerate(("Low", "High"), start=1):
        sheet.cell(row, 4, text)
        other.cell(row + 1, 1, text)
    book.defined_names["Choices"] = DefinedName("Choices", attr_text="'The lists'!$A$2:$A$3")
    allow(sheet, "B2:B3", formula)
    facts = facts_of(book)[0]
    assert facts.lists == {(2, 2): ("Low", "High"), (3, 2): ("Low", "High")}


def test_cells_that_feed_a_list_are_named() -> None:
    book = Workbook()
    sheet = first_sheet(book)
    sheet["D1"] = "Low"
    allow(sheet, "B2", "$D$1:$D$9")
    buffer = BytesIO()
    book.save(buffer)
    assert read_workbook_facts(buffer.getvalue()).list_cells == {(sheet.title, (1, 4))}


@pytest.mark.parametrize("formula", ["INDIRECT(A1)", "Nowhere!$A$1:$A$3", "$A$1:$B$9", "Unknown", "#REF!"])
def test_a_list_that_is_calculated_or_lost_has_no_entries(formula: str) -> None:
    book = Workbook()
    allow(first_sheet(book), "B2", formula)
    assert facts_of(book)[0].lists == {(2, 2): ()}


def test_a_list_for_a_whole_column_ends_with_the_cells_in_use() -> None:
    book = Workbook()
    sheet = first_sheet(book)
    sheet["A3"] = "x"
    sheet["A3"].font = Font(bold=True)
    allow(sheet, "B1:B1048576", '"1,2"')
    assert set(facts_of(book)[0].lists) == {(1, 2), (2, 2), (3, 2)}


def test_cells_that_take_only_dates_are_known() -> None:
    book = Workbook()
    allow(first_sheet(book), "C3", "1", "date")
    assert facts_of(book)[0].dates == {(3, 3)}


def test_lists_of_newer_files_that_name_another_sheet_are_read() -> None:
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="D1" t="inlineStr"><is><t>Low</t></is></c></row>'
        "</sheetData>"
        '<extLst><ext><x14:dataValidations xmlns:x14="x" xmlns:xm="y"><x14:dataValidation type="list"><x14:formula1>'
        "<xm:f>Form!$D$1:$D$1</xm:f></x14:formula1><xm:sqref>B2 B4</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext></extLst></worksheet>"
    )
    (facts,) = read_workbook_facts(zipped(xlsx_members(sheet))).sheets
    assert facts.lists == {(2, 2): ("Low",), (4, 2): ("Low",)}


def test_an_endless_number_of_ranges_is_cut_short() -> None:
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 3 * MAX_RANGES))
    ranges = " ".join(f"A{n}:Z{n}" for n in range(1, 3 * MAX_RANGES))
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData/><mergeCells>{merges}</mergeCells><dataValidations>'
        f'<dataValidation type="list" sqref="{ranges}"><formula1>"1,2"</formula1></dataValidation>'
        f'<dataValidation type="list" sqref="A1:XFD1048576"><formula1>"1,2"</formula1></dataValidation>'
        "</dataValidations></worksheet>"
    )
    (facts,) = read_workbook_facts(zipped(xlsx_members(sheet))).sheets
    assert len(facts.merges) <= MAX_RANGES
    assert len(facts.lists) <= 400_000


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a,b\n1,2\n", "save it as .xlsx"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "save it as .xlsx"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), ".xlsx"),
        (zipped({"word/document.xml": "<x/>"}), "Word"),
    ],
)
def test_other_files_are_refused_with_what_to_do(data: bytes, said: str) -> None:
    assert said in refusal(data)
