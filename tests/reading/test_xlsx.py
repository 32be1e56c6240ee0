"""Values of .xlsx workbooks."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from sheetreview.reading.xlsx import read_xlsx
from sheetreview.sheet.grid import CellError, NumberFormat, ShownNumber, Uncalculated, Value
from tests.reading.making import (
    STRICT_MAIN,
    STRICT_OFFICE,
    only_sheet,
    refusal,
    relationships,
    values,
    worksheet,
    xlsx,
    xlsx_members,
    zipped,
)


def cell(xml: str, strings: tuple[str, ...] = ()) -> Value | None:
    """The value of A1 when it is written like this."""
    return only_sheet(xlsx(f'<row r="1">{xml}</row>', strings)).value(1, 1)


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ('<c r="A1"><v>4</v></c>', 4),
        ('<c r="A1" t="n"><v>25.0</v></c>', 25.0),
        ('<c r="A1"><v>-3</v></c>', -3),
        ('<c r="A1"><v>4.0000000000000001E-2</v></c>', 0.04),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="str"><f>A2</f><v>text</v></c>', "text"),
        ('<c r="A1" t="d"><v>2026-11-03</v></c>', "2026-11-03"),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', CellError("#DIV/0!")),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>', " a "),
        ('<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><rPr><b/></rPr><t>b</t></r></is></c>', "ab"),
        ('<c r="A1" s="3"/>', None),
        ('<c r="A1" t="str"><v></v></c>', None),
    ],
)
def test_each_kind_of_cell_gives_its_value(xml: str, value: Value | None) -> None:
    found = cell(xml)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "raw", ["NaN", "INF", "1e999", "4,5", "1_000", "４", "0x4", "--4", "1" * 500, "1" * 90_000 + "x"]
)
def test_a_number_that_is_none_becomes_an_error_and_the_rest_is_read(raw: str) -> None:
    found = values(xlsx(f'<row r="1"><c r="A1"><v>{raw}</v></c><c r="B1"><v>5</v></c></row>'))
    assert found == {(1, 1): CellError(raw[:60]), (1, 2): 5}


def test_a_long_whole_number_stays_usable_as_a_float() -> None:
    found = cell(f'<c r="A1"><v>{"9" * 300}</v></c>')
    assert isinstance(found, float)
    assert math.isclose(found, 1e300)


def test_a_truth_value_that_is_none_becomes_an_error() -> None:
    assert cell('<c r="A1" t="b"><v>maybe</v></c>') == CellError("maybe")


@pytest.mark.parametrize("index", ["2", "-1", "x", "4294967295", "1.0"])
def test_a_text_that_is_not_there_becomes_an_error(index: str) -> None:
    assert cell(f'<c r="A1" t="s"><v>{index}</v></c>', ("<t>a</t>", "<t>b</t>")) == CellError("#REF!")


def test_shared_texts_join_their_runs_and_leave_out_reading_aids() -> None:
    rich = '<r><t>first </t></r><r><rPr><b/></rPr><t>second</t></r><rPh sb="0" eb="1"><t>aid</t></rPh><phoneticPr/>'
    assert cell('<c r="A1" t="s"><v>1</v></c>', ("<t>other</t>", rich)) == "first second"


def test_an_empty_shared_text_still_takes_its_place() -> None:
    assert cell('<c r="A1" t="s"><v>2</v></c>', ("<t/>", "", "<t>third</t>")) == "third"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("_x0041_b", "Ab"),
        ("a_x000D_\nb", "a\r\nb"),
        ("_x005F_x0041_", "_x0041_"),
        ("_x00g1_", "_x00g1_"),
        ("_xD83D__xDE00_", "\U0001f600"),
        ("_xD83D_", "\ufffd"),
        ("a_x001B_[2J_x0000_", "a\ufffd[2J\ufffd"),
    ],
)
def test_escaped_characters_are_the_ones_meant_and_never_harmful_ones(written: str, meant: str) -> None:
    assert cell('<c r="A1" t="s"><v>0</v></c>', (f"<t>{written}</t>",)) == meant
    assert cell(f'<c r="A1" t="inlineStr"><is><t>{written}</t></is></c>') == meant


@pytest.mark.parametrize("xml", ["<f>B1+1</f>", "<f>B1+1</f><v/>", "<f>B1+1</f><v></v>", '<f t="shared" si="0"/>'])
def test_a_formula_nobody_calculated_is_not_taken_for_an_empty_cell(xml: str) -> None:
    sheet = only_sheet(xlsx(f'<row r="1"><c r="A1">{xml}</c></row>'))
    assert sheet.value(1, 1) == Uncalculated()
    assert sheet.formulas == {(1, 1)}


def test_a_formula_whose_result_is_empty_text_is_calculated() -> None:
    sheet = only_sheet(xlsx('<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1" t="str"><f>""</f></c></row>'))
    assert dict(sheet.cells) == {(1, 2): Uncalculated()}
    assert sheet.formulas == {(1, 1), (1, 2)}


def test_cells_without_an_address_follow_the_one_before() -> None:
    rows = (
        '<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r="5"><c r="C5"><v>4</v></c><c><v>5</v></c></row>'
        "<row><c><v>6</v></c></row>"
    )
    assert values(xlsx(rows)) == {(1, 1): 1, (1, 3): 3, (5, 3): 4, (5, 4): 5, (6, 1): 6}


@pytest.mark.parametrize("reference", ["A0", "a1", "$A$1", "XFE1", "A1048577", "A" * 90_000, "1", "A", "R1C1", "A1:B2"])
def test_a_cell_at_no_place_stops_the_file(reference: str) -> None:
    assert "no place" in refusal(xlsx(f'<row r="1"><c r="{reference}"><v>4</v></c></row>'))


@pytest.mark.parametrize("row", ["-1", "x", "4" * 5_000])
def test_a_row_at_no_place_stops_the_file(row: str) -> None:
    assert "no place" in refusal(xlsx(f'<row r="{row}"><c><v>4</v></c></row>'))


def test_two_values_for_one_cell_stop_the_file_instead_of_one_winning() -> None:
    twice = '<row r="7"><c r="D7"><v>4</v></c><c r="D7"><v>5</v></c></row>'
    assert "cell D7 of sheet 'Form' is there twice" in refusal(xlsx(twice))


def test_a_wrong_dimension_hides_nothing() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 51))
    data = zipped(xlsx_members(worksheet(rows, before='<dimension ref="A1"/>')))
    assert values(data) == {(n, 1): n for n in range(1, 51)}


def test_a_stray_styled_cell_far_away_is_ignored() -> None:
    rows = '<row r="1"><c r="A1"><v>4</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert values(xlsx(rows)) == {(1, 1): 4}


@pytest.mark.parametrize("place", ["XFD1048576", "A2001", "GS1"])
def test_a_stray_value_far_away_is_named(place: str) -> None:
    row = place.lstrip("ADFGSX")
    reason = refusal(xlsx(f'<row r="{row}"><c r="{place}"><v>4</v></c></row>'))
    assert f"cell {place} of sheet 'Form'" in reason


def test_the_last_row_and_column_allowed_are_read() -> None:
    rows = '<row r="1"><c r="GR1"><v>1</v></c></row><row r="2000"><c r="A2000"><v>2</v></c></row>'
    assert values(xlsx(rows)) == {(1, 200): 1, (2000, 1): 2}


def test_a_caller_may_allow_more_rows() -> None:
    data = xlsx('<row r="9000"><c r="A9000"><v>2</v></c></row>')
    (sheet,) = read_xlsx(data, max_rows=9_000).sheets
    assert dict(sheet.cells) == {(9000, 1): 2}


@pytest.mark.no_cover
def test_more_filled_cells_than_fit_in_memory_are_refused() -> None:
    row = "<row>" + "<c><v>1</v></c>" * 200 + "</row>"
    members = xlsx_members(worksheet(row * 1_001))
    sheets = "".join(f'<sheet name="S{n}" r:id="r1"/>' for n in range(2))
    members["xl/workbook.xml"] = f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>'
    assert "more than 400000 filled cells" in refusal(zipped(members, method=0))


def test_a_text_longer_than_any_cell_is_refused() -> None:
    members = xlsx_members(worksheet(""), [f"<t>{'a' * 131_073}</t>"])
    assert "more than 131072 characters" in refusal(zipped(members, method=0))


def test_sheets_keep_their_order_and_say_whether_they_are_visible() -> None:
    members = xlsx_members(worksheet(""))
    kinds = (("b", "visible"), ("a", "hidden"), ("c", "veryHidden"))
    sheets = "".join(f'<sheet name="{name}" state="{state}" r:id="r1"/>' for name, state in kinds)
    members["xl/workbook.xml"] = f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>'
    found = read_xlsx(zipped(members)).sheets
    assert [(sheet.name, sheet.visible) for sheet in found] == [("b", True), ("a", False), ("c", False)]


def test_chart_and_macro_sheets_are_skipped() -> None:
    members = xlsx_members(worksheet('<row r="1"><c r="A1"><v>4</v></c></row>'))
    sheets = "".join(f'<sheet name="{name}" r:id="{name}"/>' for name in ("chart", "macro", "form"))
    members["xl/workbook.xml"] = f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>'
    members["xl/_rels/workbook.xml.rels"] = relationships(
        ("chart", "chartsheet", "chartsheets/sheet1.xml"),
        ("macro", "xlMacrosheet", "macrosheets/sheet1.xml"),
        ("form", "worksheet", "/xl/worksheets/sheet1.xml"),
    )
    assert [sheet.name for sheet in read_xlsx(zipped(members)).sheets] == ["form"]


def test_too_many_sheets_are_refused() -> None:
    members = xlsx_members(worksheet(""))
    sheets = '<sheet name="S" r:id="r1"/>' * 201
    members["xl/workbook.xml"] = f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>'
    assert "more than 200 sheets" in refusal(zipped(members))


def test_a_workbook_without_sheets_is_refused() -> None:
    members = xlsx_members(worksheet(""))
    members["xl/workbook.xml"] = "<workbook><sheets/></workbook>"
    assert "no sheet with cells" in refusal(zipped(members))


def test_a_sheet_that_is_nowhere_is_named() -> None:
    members = xlsx_members(worksheet(""))
    members["xl/_rels/workbook.xml.rels"] = relationships()
    assert "sheet 'Form' is missing" in refusal(zipped(members))


def test_strict_workbooks_read_like_others() -> None:
    sheet = worksheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', main=STRICT_MAIN)
    assert values(zipped(xlsx_members(sheet, ["<t>a</t>"], main=STRICT_MAIN, office=STRICT_OFFICE))) == {(1, 1): "a"}


def test_prefixed_names_read_like_others() -> None:
    row = '<x:row r="1"><x:c r="A1"><x:v>4</x:v></x:c></x:row>'
    sheet = f'<x:worksheet xmlns:x="m"><x:sheetData>{row}</x:sheetData></x:worksheet>'
    assert values(zipped(xlsx_members(sheet))) == {(1, 1): 4}


def test_parts_in_utf_16_read_like_others() -> None:
    sheet = worksheet('<row r="1"><c r="A1" t="str"><v>é</v></c></row>').encode("utf-16")
    assert values(zipped(xlsx_members(sheet))) == {(1, 1): "é"}


def test_the_workbook_is_found_where_the_package_says() -> None:
    members = xlsx_members(worksheet('<row r="1"><c r="A1"><v>4</v></c></row>'))
    members["other/book.xml"] = members.pop("xl/workbook.xml")
    members["other/_rels/book.xml.rels"] = relationships(("r1", "worksheet", "../xl/worksheets/sheet1.xml"))
    members["_rels/.rels"] = relationships(("r1", "officeDocument", "/other/book.xml"))
    assert values(zipped(members)) == {(1, 1): 4}


def test_the_workbook_is_found_where_it_usually_is_when_the_package_does_not_say() -> None:
    members = xlsx_members(worksheet('<row r="1"><c r="A1"><v>4</v></c></row>'))
    del members["_rels/.rels"]
    assert values(zipped(members)) == {(1, 1): 4}


def test_formulas_of_extensions_are_not_taken_for_cells() -> None:
    sheet = worksheet('<row r="1"><c r="A1"><v>4</v></c></row>').replace(
        "</worksheet>",
        '<extLst><ext xmlns:xm="m"><xm:c r="B1"><xm:f>X!A1</xm:f><xm:v>1</xm:v></xm:c></ext></extLst></worksheet>',
    )
    grid = only_sheet(zipped(xlsx_members(sheet)))
    assert dict(grid.cells) == {(1, 1): 4}
    assert grid.formulas == frozenset()


def varied_workbook() -> Workbook:
    book = Workbook()
    sheet = book["Sheet"]
    sheet.title = "Jos\u00e9's & <review>"
    for row in range(1, 46):
        sheet.append([f"Factor {row}", f"row-{row}", f"  padded {row} ", row % 5 + 1, row / 7])
    sheet.append([True, False, 10**14, -2.5e-9, "a\nb\tc"])
    sheet.append(["\U0001f600 \u05d0\u05d1 \u4e2d", "<&>\"'", "x" * 32_767, "0012", " "])
    sheet.merge_cells("A60:C61")
    sheet["A60"] = "merged"
    sheet["Z99"] = CellRichText("plain ", TextBlock(InlineFont(b=True), "bold"))
    hidden = book.create_sheet("Hidden")
    hidden.sheet_state = "hidden"
    hidden["B2"] = 5
    return book


def test_values_equal_what_openpyxl_reads() -> None:
    buffer = BytesIO()
    varied_workbook().save(buffer)
    expected = load_workbook(buffer, data_only=True)
    found = read_xlsx(buffer.getvalue())
    assert [sheet.name for sheet in found.sheets] == expected.sheetnames
    for grid in found.sheets:
        sheet = expected[grid.name]
        cells = {(c.row, c.column): c.value for row in sheet.iter_rows() for c in row if c.value is not None}
        assert dict(grid.cells) == cells
        assert {place: type(value) for place, value in grid.cells.items()} == {
            place: type(value) for place, value in cells.items()
        }
        assert grid.visible == (sheet.sheet_state == "visible")


def test_a_day_keeps_its_serial_number_and_what_is_seen_of_it() -> None:
    book = Workbook()
    sheet = book["Sheet"]
    sheet.append([date(2026, 11, 3), datetime(2026, 11, 3, 12), time(6)])  # noqa: DTZ001 - a cell has no time zone
    buffer = BytesIO()
    book.save(buffer)
    serial = (date(2026, 11, 3) - date(1899, 12, 30)).days
    assert values(buffer.getvalue()) == {
        (1, 1): ShownNumber(serial, NumberFormat.DATE, "2026-11-03"),
        (1, 2): ShownNumber(serial + 0.5, NumberFormat.DATE, "2026-11-03 12:00:00"),
        (1, 3): ShownNumber(0.25, NumberFormat.TIME, "6:00:00"),
    }


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ("", False),
        ("<workbookPr/>", False),
        ('<workbookPr date1904="0"/>', False),
        ('<workbookPr date1904="false"/>', False),
        ('<workbookPr date1904="1"/>', True),
        ('<workbookPr showObjects="all" date1904="true"/>', True),
    ],
)
def test_a_workbook_says_from_where_its_days_count(properties: str, expected: bool) -> None:  # noqa: FBT001 -- a parameter
    members = xlsx_members(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    listing = members["xl/workbook.xml"]
    assert isinstance(listing, str)
    members["xl/workbook.xml"] = listing.replace("<sheets>", f"{properties}<sheets>")
    assert read_xlsx(zipped(members)).days_from_1904 is expected
