from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from sheetreview.sheet.plan import (
    Align,
    Block,
    BookPlan,
    Cell,
    Check,
    ColumnPlan,
    Content,
    Formula,
    PrintPlan,
    SheetPlan,
    Slot,
    Style,
    Validation,
)
from sheetreview.xlsx.render import render

from .package_rules import MAIN, assert_sound, members, sheet_xml
from .plans import LONG_LIST, VALUES, form_plan, report_plan, with_texts


def open_book(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


def one_sheet(*cells: Cell, title: str = "Sheet") -> BookPlan:
    return BookPlan(title="Book", sheets=(SheetPlan(title=title, cells=cells),))


def one_cell(content: Content) -> BookPlan:
    return one_sheet(Cell(row=2, column=3, content=content))


@pytest.fixture(scope="module")
def form() -> bytes:
    return render(with_texts(form_plan(), VALUES))


@pytest.fixture(scope="module")
def report() -> bytes:
    return render(report_plan())


def test_packages_are_sound(form: bytes, report: bytes) -> None:
    assert_sound(form)
    assert_sound(report)


@pytest.mark.parametrize("text", ["=1+1", "#N/A", "+4", "2024-01-01", "TRUE", "12", " spaced ", "a\nb", "<&>\"'"])
def test_text_stays_text_whatever_it_looks_like(text: str) -> None:
    sheet = open_book(render(one_cell(text)))["Sheet"]
    assert (sheet["C2"].value, sheet["C2"].data_type) == (text, "s")


def test_text_that_looks_like_an_escape_is_not_taken_for_one() -> None:
    (text,) = sheet_xml(render(one_cell("_x0041_"))).iter(f"{MAIN}t")
    assert text.text == "_x005F_x0041_"


def test_numbers_are_numbers_and_formulas_carry_no_saved_value() -> None:
    plan = one_sheet(Cell(row=1, column=1, content=4.5), Cell(row=2, column=1, content=Formula(("SUM(A1:A1)",))))
    data = render(plan)
    assert open_book(data)["Sheet"]["A1"].value == 4.5
    assert open_book(data)["Sheet"]["A2"].value == "=SUM(A1:A1)"
    (formula,) = (cell for cell in sheet_xml(data).iter(f"{MAIN}c") if cell.get("r") == "A2")
    assert [child.tag for child in formula] == [f"{MAIN}f"]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), 10**400])
def test_a_number_no_sheet_can_hold_is_refused_with_its_place(number: float) -> None:
    with pytest.raises(ValueError, match="C2"):
        render(one_cell(number))


@pytest.mark.parametrize("title", ["", "x" * 32, "a/b", "'a", "History"])
def test_an_illegal_literal_title_is_refused(title: str) -> None:
    with pytest.raises(ValueError, match="sheet titles"):
        render(one_sheet(title=title))


def test_a_formula_slot_outside_apostrophes_is_refused() -> None:
    with pytest.raises(ValueError, match="'tab'"):
        render(one_cell(Formula(("1+", Slot("tab")))))


def test_styles_reach_every_cell_that_has_them(form: bytes) -> None:
    sheet = open_book(form).worksheets[0]
    for address in ("A5", "C5", "E5"):
        cell = sheet[address]
        assert (cell.font.name, cell.font.sz, cell.font.b, cell.font.color.rgb) == ("Calibri", 10, True, "FFFFFFFF")
        assert (cell.fill.fgColor.rgb, cell.alignment.horizontal, cell.alignment.wrap_text) == (
            "FF2F5597",
            "center",
            True,
        )
        assert (cell.border.left.style, cell.border.bottom.color.rgb) == ("thin", "FFBFBFBF")
    assert (sheet["D6"].number_format, sheet["D6"].protection.locked) == ("0", False)
    assert sheet["D18"].protection.locked is True
    formats = {cell.get("r"): cell.get("s") for cell in sheet_xml(form).iter(f"{MAIN}c")}
    assert formats["A1"] == formats["E1"] != formats["A2"]
    assert (sheet["E3"].font.u, sheet["E3"].hyperlink.location) == ("single", "'How to'!A1")


def test_an_indent_is_aligned_to_a_side_or_it_would_not_show() -> None:
    plain = Cell(row=1, column=1, content="a", style=Style(indent=2))
    right = Cell(row=2, column=1, content="a", style=Style(indent=2, align=Align.RIGHT))
    sheet = open_book(render(one_sheet(plain, right)))["Sheet"]
    assert (sheet["A1"].alignment.horizontal, sheet["A1"].alignment.indent) == ("left", 2)
    assert sheet["A2"].alignment.horizontal == "right"


def test_rows_have_a_height_to_start_with_and_may_grow(form: bytes) -> None:
    rows = {row.attrib["r"]: row.attrib for row in sheet_xml(form).iter(f"{MAIN}row")}
    assert (rows["1"]["ht"], rows["6"]["ht"]) == ("30", "28")
    assert [number for number, row in rows.items() if "customHeight" in row] == ["1"]


def test_a_row_of_merged_cells_keeps_its_height_when_a_program_fits_rows(form: bytes) -> None:
    merged = {str(block).partition(":")[0] for block in open_book(form).worksheets[0].merged_cells.ranges}
    rows = {row.attrib["r"]: row.attrib for row in sheet_xml(form).iter(f"{MAIN}row")}
    assert "A1" in merged
    assert rows["1"]["customHeight"] == "1"


def test_text_that_speaks_of_row_heights_is_left_alone() -> None:
    text = '<row r="1" ht="3" customHeight="1">'
    assert open_book(render(one_cell(text)))["Sheet"]["C2"].value == text


def test_columns_keep_their_width_in_programs_that_drop_nine(form: bytes) -> None:
    columns = open_book(form).worksheets[0].column_dimensions
    assert (columns["A"].width, columns["B"].hidden, columns["A"].hidden) == (30, True, False)
    assert columns["D"].width == pytest.approx(9.1)


def test_panes_merges_and_the_active_cell(form: bytes, report: bytes) -> None:
    sheet = open_book(form).worksheets[0]
    assert sheet.freeze_panes == "A6"
    assert sorted(str(block) for block in sheet.merged_cells.ranges) == ["A18:C18", "A1:E1"]
    selection = sheet.sheet_view.selection[-1]
    assert (selection.pane, selection.activeCell, selection.sqref) == ("bottomLeft", "D6", "D6")
    color = sheet.sheet_properties.tabColor
    assert (sheet.sheet_view.showGridLines, color.rgb if color else None) == (False, "FF2F5597")
    other = open_book(report)["Results"]
    assert other.freeze_panes == "B2"


def test_a_table_is_marked_up_with_its_titles_and_has_the_filter_in_place_of_its_sheet(report: bytes) -> None:
    sheet = open_book(report)["Results"]
    (table,) = sheet.tables.values()
    titles = [sheet.cell(1, column).value for column in (1, 2, 3)]
    assert (table.ref, table.autoFilter.ref, sheet.auto_filter.ref) == ("A1:C7", "A1:C7", None)
    assert [column.name for column in table.tableColumns] == titles
    assert table.tableStyleInfo.name is None


@pytest.mark.parametrize("title", [None, 3, "Two"])
def test_a_table_whose_columns_have_no_titles_of_their_own_is_refused(title: str | int | None) -> None:
    cells = [Cell(row=1, column=1, content="two"), Cell(row=1, column=2, content=title)]
    table = Block(top=1, left=1, bottom=2, right=2)
    with pytest.raises(ValueError, match="A1:B2 has columns without a title of their own"):
        render(BookPlan(title="B", sheets=(SheetPlan(title="S", cells=tuple(cells), tables=(table,)),)))


def test_a_workbook_says_its_language_and_a_chart_what_it_shows(report: bytes) -> None:
    assert open_book(report).properties.language == "en"
    assert b'descr="Bar chart. Percent of the maximum."' in members(report)["xl/drawings/drawing1.xml"]


def test_protection_needs_no_password_and_forbids_what_tears_rows_apart(form: bytes, report: bytes) -> None:
    protection = sheet_xml(form).find(f"{MAIN}sheetProtection")
    assert protection is not None
    allowed = {name for name, value in protection.attrib.items() if value == "0"}
    assert protection.attrib["sheet"] == "1"
    assert allowed == {
        "selectLockedCells",
        "selectUnlockedCells",
        "formatColumns",
        "formatRows",
        "objects",
        "scenarios",
    }
    assert "password" not in protection.attrib
    assert sheet_xml(report).find(f"{MAIN}sheetProtection") is None


def test_a_short_list_stands_in_its_dropdown_and_a_long_one_on_a_hidden_sheet(form: bytes) -> None:
    book = open_book(form)
    ratings, notes, date = book.worksheets[0].data_validations.dataValidation
    assert (str(ratings.sqref), ratings.type, ratings.formula1) == ("D6:D17", "list", '"1,2,3,4,5"')
    assert (ratings.showDropDown, ratings.showErrorMessage, ratings.showInputMessage) == (False, True, True)
    assert (ratings.prompt, ratings.error, ratings.errorStyle) == (
        "1 is far below, 5 is far above",
        "Choose 1 to 5",
        None,
    )
    assert notes.formula1 == "'Lists'!$A$1:$A$12"
    assert (notes.errorStyle, len(notes.prompt or "")) == ("warning", 255)
    assert (date.type, date.operator, date.formula1) == ("date", "greaterThanOrEqual", "36526")
    assert book["Lists"].sheet_state == "veryHidden"
    assert [cell.value for cell in book["Lists"]["A"]] == list(LONG_LIST)


@pytest.mark.parametrize("values", [("a, b", "c"), ('the "best"', "c"), (" a", "c"), ("a\nb", "c"), ("", "c")])
def test_values_an_inline_list_would_garble_go_to_the_hidden_sheet(values: tuple[str, ...]) -> None:
    validation = Validation(block=Block(top=1, left=1, bottom=9, right=1), check=Check.LIST, values=values)
    book = open_book(
        render(BookPlan(title="B", sheets=(SheetPlan(title="Lists", cells=(), validations=(validation,)),)))
    )
    assert book.sheetnames == ["Lists", "Lists (2)"]
    assert book["Lists"].data_validations.dataValidation[0].formula1 == "'Lists (2)'!$A$1:$A$2"
    assert [cell.value or "" for cell in book["Lists (2)"]["A"]] == list(values)


def test_numbers_chosen_from_the_hidden_sheet_arrive_as_numbers() -> None:
    values = ("1", "-2.5", "007", "1.50", "a,b")
    validation = Validation(block=Block(top=1, left=1, bottom=9, right=1), check=Check.LIST, values=values)
    book = open_book(render(BookPlan(title="B", sheets=(SheetPlan(title="S", cells=(), validations=(validation,)),))))
    assert [cell.value for cell in book["Lists"]["A"]] == [1, -2.5, "007", "1.50", "a,b"]


@pytest.mark.parametrize(
    ("check", "low", "high", "expected"),
    [
        (Check.DECIMAL, 0, 100, ("decimal", "between", "0", "100")),
        (Check.DECIMAL, None, 0.5, ("decimal", "lessThanOrEqual", "0.5", None)),
        (Check.DECIMAL, None, None, ("decimal", "greaterThanOrEqual", "-9.99e+307", None)),
        (Check.LENGTH, None, 200, ("textLength", "lessThanOrEqual", "200", None)),
        (Check.DATE, None, None, ("date", "greaterThanOrEqual", "1", None)),
    ],
)
def test_entry_checks_bound_what_can_be_typed(
    check: Check, low: float | None, high: float | None, expected: tuple[str, str, str, str | None]
) -> None:
    validation = Validation(block=Block(top=1, left=1, bottom=1, right=1), check=check, low=low, high=high)
    book = open_book(render(BookPlan(title="B", sheets=(SheetPlan(title="S", cells=(), validations=(validation,)),))))
    made = book["S"].data_validations.dataValidation[0]
    assert (made.type, made.operator, made.formula1, made.formula2) == expected


def test_highlights_fill_by_background_and_the_first_stops_the_rest(form: bytes) -> None:
    rules = [rule for blocks in open_book(form).worksheets[0].conditional_formatting for rule in blocks.rules]
    first, second = rules
    assert (first.type, first.priority, first.stopIfTrue) == ("expression", 1, True)
    assert first.formula == ['AND(D6<>"",OR(D6<1,D6>5))']
    assert (first.dxf.fill.bgColor.rgb, first.dxf.font.b, first.dxf.font.color.rgb) == ("FFF8C9C4", True, "FF9C0006")
    assert (second.priority, second.formula) == (2, ["'Ana O''Brien & Søn'!$D6=1"])
    assert second.dxf.font is None


def test_scales_and_bars_have_fixed_ends(report: bytes) -> None:
    rules = {rule.type: rule for blocks in open_book(report)["Results"].conditional_formatting for rule in blocks.rules}
    scale, bar = rules["colorScale"].colorScale, rules["dataBar"].dataBar
    assert [(stop.type, stop.val) for stop in scale.cfvo] == [("num", 0), ("num", 0.5), ("num", 1)]
    assert [color.rgb for color in scale.color] == ["FFF8C9C4", "FFFFF6D6", "FFBFE3C6"]
    assert [(stop.type, stop.val) for stop in bar.cfvo] == [("num", 0), ("num", 55)]
    assert (bar.minLength, bar.maxLength) == (0, 100)


def test_a_chart_shows_both_axes_and_the_cells_it_was_given(report: bytes) -> None:
    chart = members(report)["xl/charts/chart1.xml"].decode()
    assert "'Results'!$C$2:$C$7" in chart
    assert "'Results'!$A$2:$A$7" in chart
    assert chart.count('<c:delete val="0"') + chart.count('<delete val="0"') == 2
    assert "legend" not in chart


def test_pages_fit_their_paper(form: bytes, report: bytes) -> None:
    sheet = open_book(form).worksheets[0]
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (9, "portrait", 1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert sheet.print_title_rows == "$5:$5"
    assert [page_break.id for page_break in sheet.row_breaks.brk] == [11]
    assert sheet.print_options.horizontalCentered is True
    foot = sheet_xml(form).find(f"{MAIN}headerFooter/{MAIN}oddFooter")
    assert foot is not None
    assert foot.text == "&LCycle A && B&RPage &P of &N"
    other = open_book(report)["Results"]
    assert (other.page_setup.paperSize, other.page_setup.orientation) == (1, "landscape")
    assert other.print_area == "'Results'!$A$1:$H$28"


def test_a_long_foot_is_cut_without_leaving_half_a_code() -> None:
    sheet = SheetPlan(title="S", cells=(), print=PrintPlan(foot_left="x" * 118 + "&&" * 40, foot_right="y" * 300))
    foot = sheet_xml(render(BookPlan(title="B", sheets=(sheet,)))).find(f"{MAIN}headerFooter/{MAIN}oddFooter")
    assert foot is not None
    assert foot.text == "&L" + "x" * 118 + "…" + "&R" + "y" * 119 + "…"


def test_properties_name_the_tool_and_not_the_moment(form: bytes) -> None:
    properties = open_book(form).properties
    assert (properties.creator, properties.title, properties.subject) == (
        "sheetreview",
        "Review & plan",
        "customer-service",
    )
    assert properties.created == properties.modified
    assert properties.modified.year == 2000


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert render(report_plan()) == render(report_plan())


def test_bytes_do_not_depend_on_the_order_of_sets() -> None:
    script = (
        "import hashlib\n"
        "from sheetreview.sheet.plan import Block, BookPlan, SheetPlan\n"
        "from sheetreview.xlsx.render import render\n"
        "merges = tuple(Block(top=n, left=1, bottom=n, right=3) for n in range(1, 20))\n"
        "plan = BookPlan(title='B', sheets=(SheetPlan(title='S', cells=(), merges=merges),))\n"
        "print(hashlib.sha256(render(plan)).hexdigest())\n"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_bytes_do_not_depend_on_whether_lxml_is_there() -> None:
    script = (
        "import hashlib, sys\n"
        "if sys.argv[1] == 'hidden': sys.modules['lxml'] = None\n"
        "from sheetreview.xlsx.render import render\n"
        "from tests.xlsx.plans import report_plan\n"
        "print(hashlib.sha256(render(report_plan())).hexdigest())\n"
    )
    runs = {
        subprocess.run([sys.executable, "-c", script, lxml], capture_output=True, text=True, check=True).stdout
        for lxml in ("there", "hidden")
    }
    assert len(runs) == 1


def test_cells_of_one_style_share_one_format() -> None:
    style = Style(bold=True)
    cells = [Cell(row=row, column=1, content="x", style=style) for row in range(1, 50)]
    data = render(one_sheet(*cells, Cell(row=1, column=2, content="y", style=replace(style, italic=True))))
    assert len({cell.get("s") for cell in sheet_xml(data).iter(f"{MAIN}c")}) == 2


def test_hidden_and_plain_columns_do_not_mix_up_their_widths() -> None:
    columns = tuple(ColumnPlan(column=n, width=10 + n, hidden=n == 2) for n in range(1, 5))
    sheet = open_book(render(BookPlan(title="B", sheets=(SheetPlan(title="S", cells=(), columns=columns),))))["S"]
    widths = [(sheet.column_dimensions[letter].width, sheet.column_dimensions[letter].hidden) for letter in "ABCD"]
    assert widths == [(11, False), (12, True), (13, False), (14, False)]
