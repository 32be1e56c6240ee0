"""Values of .ods spreadsheets."""

from __future__ import annotations

import pytest

from sheetreview.reading.ods import read_ods
from sheetreview.sheet.grid import CellError, NumberFormat, ShownNumber, Uncalculated, Value
from tests.reading.making import ODS_TYPE, ods, ods_book, ods_content, only_sheet, refusal, text_cell, values, zipped


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def number_cell(value: str, attributes: str = "", shown: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}" {attributes}>'
        f"<text:p>{shown or value}</text:p></table:table-cell>"
    )


def day_cell(stored: str, shown: str, kind: str = "date") -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:{kind}-value="{stored}">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def day(number: float, shown: str) -> ShownNumber:
    return ShownNumber(number, NumberFormat.DATE, shown)


EMPTY = "<table:table-cell/>"


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        (number_cell("4"), 4),
        (number_cell("2.5"), 2.5),
        (
            number_cell("0.25", shown="25 %").replace('"float"', '"percentage"'),
            ShownNumber(0.25, NumberFormat.PERCENT, "25 %"),
        ),
        (number_cell("0.25", shown="25%"), ShownNumber(0.25, NumberFormat.PERCENT, "25%")),
        (
            number_cell("5", shown="$5.00").replace('"float"', '"currency"'),
            ShownNumber(5, NumberFormat.MONEY, "$5.00"),
        ),
        (number_cell("46329", shown="2026-11-03"), day(46329, "2026-11-03")),
        (number_cell("46329", shown="3-Nov"), day(46329, "3-Nov")),
        (number_cell("0.4375", shown="10:30"), ShownNumber(0.4375, NumberFormat.TIME, "10:30")),
        (number_cell("1234567", shown="1.234.567"), ShownNumber(1234567, NumberFormat.NUMBER, "1.234.567")),
        (number_cell("12", shown="12 days"), ShownNumber(12, NumberFormat.NUMBER, "12 days")),
        (number_cell("42", shown="00042"), ShownNumber(42, NumberFormat.NUMBER, "00042")),
        (number_cell("NaN"), CellError("NaN")),
        (number_cell("1", shown="WAHR"), True),
        (number_cell("0", shown="FALSE"), False),
        (number_cell("4").replace("<text:p>4</text:p>", "<text:p/>"), ShownNumber(4, NumberFormat.NUMBER, "")),
        (number_cell("4").replace("<text:p>4</text:p>", ""), 4),
        (number_cell("4", shown="four"), ShownNumber(4, NumberFormat.NUMBER, "four")),
        ('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>', True),
        ('<table:table-cell office:value-type="date" office:date-value="2026-11-03"/>', day(46329, "2026-11-03")),
        (day_cell("2026-11-03T00:00:00", shown="3 Nov"), day(46329, "3 Nov")),
        (day_cell("2026-11-03T12:00:00", shown="noon"), day(46329.5, "noon")),
        (day_cell("no day", shown="3 Nov"), "3 Nov"),
        (day_cell("PT12H00M00S", shown="12:00", kind="time"), ShownNumber(0.5, NumberFormat.TIME, "12:00")),
        (day_cell("-PT6H", shown="-6:00", kind="time"), ShownNumber(-0.25, NumberFormat.TIME, "-6:00")),
        (day_cell("later", shown="12:00", kind="time"), "12:00"),
        (
            text_cell("b").replace('"string"', '"string" office:string-value=" a "'),
            " a ",
        ),
        (
            text_cell("#DIV/0!").replace('"string"', '"string" office:string-value="" calcext:value-type="error"'),
            CellError("#DIV/0!"),
        ),
        (
            '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="#N/A"/>',
            CellError("#N/A"),
        ),
        (text_cell("#N/A"), "#N/A"),
        (EMPTY, None),
    ],
)
def test_each_kind_of_cell_gives_its_value(xml: str, value: Value | None) -> None:
    found = only_sheet(ods(row(xml))).value(1, 1)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("inside", "value"),
    [
        ("<text:p>a</text:p><text:p/><text:p>b</text:p>", "a\n\nb"),
        ("<text:p>a<text:s/>b<text:s text:c='3'/>c</text:p>", "a b   c"),
        ("<text:p>a<text:tab/>b<text:line-break/>c</text:p>", "a\tb\nc"),
        ("<text:p>a <text:span>bold <text:a>link</text:a></text:span></text:p>", "a bold link"),
        ("<office:annotation><text:p>remark</text:p></office:annotation><text:p>a</text:p>", "a"),
        ("<text:p>a<office:annotation><text:p>remark</text:p></office:annotation>b</text:p>", "ab"),
        ("<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame><text:p>a</text:p>", "a"),
    ],
)
def test_text_is_what_the_cell_itself_says(inside: str, value: str) -> None:
    cell = f'<table:table-cell office:value-type="string">{inside}</table:table-cell>'
    assert values(ods(row(cell, number_cell("4")))) == {(1, 1): value, (1, 2): 4}


def test_a_formula_nobody_calculated_is_not_taken_for_an_empty_cell() -> None:
    sheet = only_sheet(ods(row('<table:table-cell table:formula="of:=1"/>')))
    assert dict(sheet.cells) == {(1, 1): Uncalculated()}
    assert sheet.formulas == {(1, 1)}


def test_a_formula_whose_result_is_empty_text_is_calculated() -> None:
    sheet = only_sheet(ods(row('<table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>')))
    assert dict(sheet.cells) == {}
    assert sheet.formulas == {(1, 1)}


def test_repeated_cells_and_rows_stand_where_they_are_meant() -> None:
    rows = (
        row(
            '<table:table-cell table:number-columns-repeated="2"/>',
            number_cell("4", 'table:number-columns-repeated="3"'),
        )
        + row(EMPTY, attributes='table:number-rows-repeated="7"')
        + row(number_cell("5"), attributes='table:number-rows-repeated="2"')
        + row(number_cell("6"))
    )
    assert values(ods(rows)) == {(1, 3): 4, (1, 4): 4, (1, 5): 4, (9, 1): 5, (10, 1): 5, (11, 1): 6}


def test_rows_inside_groups_and_headings_count() -> None:
    rows = (
        f"<table:table-header-rows>{row(number_cell('1'))}</table:table-header-rows>"
        f"<table:table-row-group>{row(number_cell('2'))}</table:table-row-group>{row(number_cell('3'))}"
    )
    assert values(ods(rows)) == {(1, 1): 1, (2, 1): 2, (3, 1): 3}


def test_what_lies_hidden_under_merged_cells_is_not_read_but_takes_its_place() -> None:
    covered = number_cell("5").replace("table-cell", "covered-table-cell")
    assert values(ods(row(number_cell("4"), covered, number_cell("3")))) == {(1, 1): 4, (1, 3): 3}


@pytest.mark.parametrize("count", ["1048576", "999999999", "9" * 5_000])
def test_huge_repeats_of_nothing_cost_nothing(count: str) -> None:
    filler = f'<table:table-cell table:number-columns-repeated="{count}"/>'
    formula = (
        f'<table:table-cell table:formula="of:=A1" office:value-type="string" table:number-columns-repeated="{count}"/>'
    )
    rows = row(number_cell("4"), filler) + row(formula, attributes=f'table:number-rows-repeated="{count}"')
    assert values(ods(rows)) == {(1, 1): 4}


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        (row(number_cell("4", 'table:number-columns-repeated="16384"')), "GS1"),
        (row(number_cell("4"), attributes='table:number-rows-repeated="1048576"'), "A2001"),
        (row(EMPTY, attributes='table:number-rows-repeated="1048575"') + row(number_cell("4")), "A1048576"),
        (row(text_cell("a")).replace("office:value", 'table:number-columns-repeated="999999999" office:value'), "GS1"),
    ],
)
def test_a_value_far_away_is_named(rows: str, place: str) -> None:
    assert f"cell {place} of sheet 'Form'" in refusal(ods(rows))


def test_a_value_beyond_any_sheet_is_named_by_numbers() -> None:
    far = '<table:table-cell table:number-columns-repeated="999999"/>'
    assert "row 1, column 1000000 of sheet 'Form'" in refusal(ods(row(far, number_cell("4"))))


def test_spaces_written_as_a_count_cannot_fill_the_memory() -> None:
    assert "spaces in a row" in refusal(
        ods(row(text_cell("").replace("<text:p>", '<text:p><text:s text:c="999999999"/>')))
    )


def test_repeated_formulas_cannot_fill_the_memory() -> None:
    formula = (
        '<table:table-cell table:formula="of:=A1" office:value-type="string" table:number-columns-repeated="200"/>'
    )
    rows = row(formula, attributes='table:number-rows-repeated="2000"')
    table = f'<table:table table:name="S">{rows}</table:table>'
    assert "more than 400000 filled cells" in refusal(ods_book(table * 2))


def test_a_sheet_hidden_by_its_style_is_not_visible() -> None:
    styles = "".join(
        f'<style:style style:name="{name}"><style:table-properties table:display="{shown}"/></style:style>'
        for name, shown in (("ta1", "true"), ("ta2", "false"))
    )
    tables = "".join(
        f'<table:table table:name="{name}" table:style-name="{style}">{row(EMPTY)}</table:table>'
        for name, style in (("b", "ta1"), ("a", "ta2"), ("c", "ta3"))
    )
    found = read_ods(ods_book(tables, styles)).sheets
    assert [(sheet.name, sheet.visible) for sheet in found] == [("b", True), ("a", False), ("c", True)]


def test_drawings_changes_and_nested_tables_are_no_sheets() -> None:
    nested = f'<table:table table:name="inner">{row(number_cell("9"))}</table:table>'
    cell = f"<table:table-cell>{nested}</table:table-cell>"
    tables = (
        f"<table:tracked-changes>{nested}</table:tracked-changes>"
        '<table:table table:name="Form">'
        f"<table:shapes>{nested}</table:shapes>{row(cell, number_cell('4'))}</table:table>"
    )
    assert values(ods_book(tables)) == {(1, 2): 4}


def test_too_many_sheets_are_refused() -> None:
    assert "more than 200 sheets" in refusal(ods_book('<table:table table:name="S"/>' * 201))


def test_a_spreadsheet_without_sheets_is_refused() -> None:
    assert "no sheet with cells" in refusal(ods_book(""))


def test_a_spreadsheet_with_a_password_is_called_that() -> None:
    manifest = (
        '<manifest:manifest xmlns:manifest="m"><manifest:file-entry manifest:full-path="content.xml">'
        "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    )
    members = {"mimetype": ODS_TYPE, "content.xml": "\1\2\3", "META-INF/manifest.xml": manifest}
    assert "protected with a password" in refusal(zipped(members))


def test_a_file_that_forgot_to_say_its_type_is_read() -> None:
    content = ods_content(f'<table:table table:name="Form">{row(number_cell("4"))}</table:table>')
    assert values(zipped({"content.xml": content})) == {(1, 1): 4}
