"""Typed slots: cells that hold a number, a text, or nothing, from person to person."""

from __future__ import annotations

import math
from io import BytesIO

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.utils.escape import unescape

from sheetreview.reading.open import parse_book
from sheetreview.sheet.plan import Block, BookPlan, Cell, ColumnPlan, Formula, RowPlan, SheetPlan, Slot, Style
from sheetreview.sheet.text import clean_cell_text
from sheetreview.xlsx.stamp import compile_plan

from .package_rules import assert_sound
from .test_stamp import ANY_TEXT, HOSTILE

STYLE = Style(bold=True, fill="EEEBF5", wrap=True, number_format="0.0%")
CELLS = (
    Cell(row=1, column=1, content=Slot("name")),
    Cell(row=2, column=1, content=Slot("figure", typed=True), style=STYLE),
    Cell(row=2, column=2, content=Formula(("IF(ISNUMBER(A2),2*A2,COUNTA(A2))",))),
    Cell(row=3, column=1, content=Slot("remark", typed=True), style=STYLE),
    Cell(row=4, column=2, content=Slot("remark", typed=True)),
)
SHEET = SheetPlan(
    title="Form",
    cells=CELLS,
    columns=(
        ColumnPlan(column=1, width=20),
        ColumnPlan(column=2, width=100, hidden=True),
        ColumnPlan(column=3, width=20),
    ),
    rows=(RowPlan(row=2, height=30), RowPlan(row=3, height=31.5), RowPlan(row=4, height=15)),
    merges=(Block(top=3, left=1, bottom=3, right=3),),
)
PLAN = BookPlan(title="B", sheets=(SHEET, SheetPlan(title="Other", cells=(Cell(row=1, column=1, content="x"),))))
COMPILED = compile_plan(PLAN)


def stamped(figure: str | float, remark: str | float = "") -> bytes:
    return COMPILED.stamp({"name": "Ana", "figure": figure, "remark": remark})


def cell(data: bytes, address: str) -> SheetCell:
    found = load_workbook(BytesIO(data)).worksheets[0][address]
    assert isinstance(found, SheetCell)
    return found


@pytest.mark.parametrize("number", [0, 3, -2, 0.1, 46_363.0, 1e15, 1.5e-7, 1e300])
def test_a_number_is_a_number_in_its_cell(number: float) -> None:
    data = stamped(number, number)
    assert_sound(data)
    assert (cell(data, "A2").value, cell(data, "A2").data_type) == (number, "n")
    assert cell(data, "B4").value == number


@pytest.mark.parametrize("text", [text for text in HOSTILE if text])
def test_a_text_is_the_text_and_never_a_number(text: str) -> None:
    data = stamped(text, "12")
    assert_sound(data)
    assert unescape(str(cell(data, "A2").value)) == clean_cell_text(text)
    assert (cell(data, "B4").value, cell(data, "B4").data_type) == ("12", "s")


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT)
def test_any_text_is_read_back_as_it_was_given(text: str) -> None:
    cells = parse_book(stamped(text), "form.xlsx").sheets[0].cells
    assert cells.get((2, 1), "") == clean_cell_text(text)


def test_an_empty_text_leaves_the_cell_truly_empty_and_styled() -> None:
    data = stamped("")
    assert_sound(data)
    assert (2, 1) not in parse_book(data, "form.xlsx").sheets[0].cells
    found = cell(data, "A2")
    assert found.value is None
    assert (found.font.b, found.number_format, found.fill.fgColor.rgb) == (True, "0.0%", "FFEEEBF5")


def test_the_style_is_the_plans_whatever_the_value() -> None:
    looks = {cell(stamped(value), "A2").style_id for value in ("", "text", 4)}
    assert len(looks) == 1


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_a_number_no_sheet_can_hold_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="slot 'figure' would hold"):
        stamped(number)


def test_only_sheets_with_typed_slots_are_written_anew() -> None:
    assert {member.name for member in COMPILED.members} == {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"}


def test_a_row_grows_with_its_text_and_never_below_its_plan() -> None:
    short, long = stamped("short", "short"), stamped("word " * 40, "word " * 40)
    rows = [load_workbook(BytesIO(data)).worksheets[0].row_dimensions for data in (short, long)]
    assert [rows[0][number].height for number in (2, 3, 4)] == [30, 31.5, 15]
    high, merged, unwrapped = (rows[1][number].height for number in (2, 3, 4))
    # 200 characters take at least 9 lines of 20, 5 lines of the two visible columns together, and one without wrapping.
    assert high > 9 * 12
    assert 5 * 12 < merged < high
    assert unwrapped == 15


def test_the_same_values_give_the_same_bytes() -> None:
    assert compile_plan(PLAN) == COMPILED
    assert stamped("a", 1) == stamped("a", 1)
