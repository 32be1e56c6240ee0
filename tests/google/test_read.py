"""Answers as Google gives them, written by hand, and the books that are read from them."""

from __future__ import annotations

from typing import Any

import pytest

from google_standin.schemas import discovery
from google_standin.sheets import Spreadsheet
from sheetreview.google.read import FIELDS, NotedSheet, book_from, notes_from
from sheetreview.sheet.grid import Book, CellError, Grid, NumberFormat, ShownNumber, Uncalculated, Value
from sheetreview.sheet.kept import kept_book, kept_bytes
from sheetreview.sheet.plan import Formula
from sheetreview.sheet.remarks import FOOT, OURS, RemarkKind

from .plans import FORMS, built, form


def cell(typed: object = None, *, effective: object = None) -> dict[str, Any]:
    """A CellData with a typed value; ``effective`` is what it amounts to, by default the same."""
    found: dict[str, Any] = {}
    if typed is not None:
        found["userEnteredValue"] = value(typed)
        if not (isinstance(typed, str) and typed.startswith("=")):
            found["effectiveValue"] = value(typed)
    if effective is not None:
        found["effectiveValue"] = effective if isinstance(effective, dict) else value(effective)
    return found


def value(plain: object) -> dict[str, Any]:
    if isinstance(plain, bool):
        return {"boolValue": plain}
    if isinstance(plain, str):
        return {"formulaValue" if plain.startswith("=") else "stringValue": plain}
    return {"numberValue": plain}


def sheet(*rows: dict[str, Any], title: str = "Review", **properties: object) -> dict[str, Any]:
    return {"properties": {"sheetId": 0, "title": title, **properties}, "data": [{"rowData": list(rows)}]}


def line(*found: dict[str, Any]) -> dict[str, Any]:
    return {"values": list(found)}


def grid(*rows: dict[str, Any]) -> Grid:
    (only,) = book_from({"spreadsheetId": "abc", "sheets": [sheet(*rows)]}).sheets
    return only


def test_the_fields_that_are_asked_for_are_there_to_be_asked_for() -> None:
    assert discovery().validate_mask("Spreadsheet", FIELDS) == []


def test_values_keep_their_types() -> None:
    found = grid(line(cell("Zoë"), cell(4), cell(0.125), cell(True), cell(False)))

    assert found.cells == {(1, 1): "Zoë", (1, 2): 4, (1, 3): 0.125, (1, 4): True, (1, 5): False}
    assert found.formulas == frozenset()


def test_a_whole_number_is_whole_however_it_is_written() -> None:
    found = grid(line(cell(25.0), cell(-3.0), cell(46_357.0), cell(1e300)))

    assert [type(number) for number in found.cells.values()] == [int, int, int, float]
    assert found.value(1, 1) == 25


@pytest.mark.parametrize(
    ("number", "kind", "text", "expected"),
    [
        # 30 November 2026, 46,356 days after 30 December 1899.
        (46_356, "DATE", "30.11.2026", ShownNumber(46_356, NumberFormat.DATE, "30.11.2026")),
        (46_356.5, "DATE_TIME", "30.11.2026 12:00", ShownNumber(46_356.5, NumberFormat.DATE, "30.11.2026 12:00")),
        (0.4375, "TIME", "10:30", ShownNumber(0.4375, NumberFormat.TIME, "10:30")),
        (0.95, "PERCENT", "95%", ShownNumber(0.95, NumberFormat.PERCENT, "95%")),
        (420_000, "CURRENCY", "$420,000", ShownNumber(420_000, NumberFormat.MONEY, "$420,000")),
        (42, "NUMBER", "00042", ShownNumber(42, NumberFormat.NUMBER, "00042")),
        (4, "NUMBER", "4", 4),
    ],
)
def test_a_number_is_what_google_shows(number: float, kind: str, text: str, expected: Value) -> None:
    shown = {"formattedValue": text, "effectiveFormat": {"numberFormat": {"type": kind}}}
    assert grid(line({**cell(number), **shown})).value(1, 1) == expected


def test_a_number_of_which_google_says_no_format_is_plain() -> None:
    assert grid(line(cell(46_356))).value(1, 1) == 46_356


def test_what_is_empty_is_left_out_in_any_way() -> None:
    found = grid({}, {"values": []}, line({}, {}, cell("x")), line(cell(""), {"effectiveValue": {}}), {})

    assert found.cells == {(3, 3): "x"}
    assert found.formulas == frozenset()


def test_a_sheet_without_any_data_is_an_empty_one() -> None:
    answer = {"sheets": [{"properties": {"title": "A"}}, {"properties": {"title": "B"}, "data": [{}]}]}

    assert [(found.name, found.cells) for found in book_from(answer).sheets] == [("A", {}), ("B", {})]
    assert book_from({}).sheets == ()


def test_a_formula_is_what_it_amounts_to() -> None:
    found = grid(
        line(
            cell("=A2", effective=19.0),
            cell("=B2", effective="17 of 19"),
            cell("=C2", effective=True),
            cell("=D2", effective={"errorValue": {"type": "DIVIDE_BY_ZERO", "message": "Nullteilung"}}),
            cell("=E2"),
            cell('=""', effective={"stringValue": ""}),
        )
    )

    assert found.cells == {
        (1, 1): 19,
        (1, 2): "17 of 19",
        (1, 3): True,
        (1, 4): CellError("#DIV/0!"),
        (1, 5): Uncalculated(),
    }
    assert found.formulas == {(1, column) for column in range(1, 7)}


def test_a_value_that_spills_from_a_formula_elsewhere_counts_as_a_formulas() -> None:
    found = grid(line(cell("=ARRAYFORMULA(D1:D2)", effective=1)), line(cell(effective=2)))

    assert found.cells == {(1, 1): 1, (2, 1): 2}
    assert found.formulas == {(1, 1), (2, 1)}


def test_errors_have_the_names_people_know() -> None:
    kinds = ("REF", "NAME", "VALUE", "NUM", "N_A", "NULL_VALUE", "ERROR", "SOMETHING_NEW")
    found = grid(line(*(cell("=X", effective={"errorValue": {"type": kind}}) for kind in kinds)))

    shown = ["#REF!", "#NAME?", "#VALUE!", "#NUM!", "#N/A", "#NULL!", "#ERROR!", "#ERROR!"]
    assert list(found.cells.values()) == [CellError(text) for text in shown]


def test_a_value_that_is_still_loading_is_not_there_yet() -> None:
    assert (
        grid(line(cell("=IMPORTRANGE()", effective={"errorValue": {"type": "LOADING"}}))).value(1, 1) == Uncalculated()
    )


def test_a_number_that_is_not_finite_is_an_error() -> None:
    assert grid(line(cell(effective={"numberValue": "NaN"}))).value(1, 1) == CellError("NaN")
    assert grid(line(cell(float("inf")))).value(1, 1) == CellError("inf")


def test_chunks_stand_where_they_begin() -> None:
    answer = {
        "sheets": [
            {
                "properties": {"sheetId": 7, "title": "Review"},
                "data": [
                    {"rowData": [line(cell("A1"))]},
                    {"startRow": 9, "startColumn": 2, "rowData": [{}, line({}, cell("D11"))]},
                ],
            }
        ]
    }

    assert book_from(answer).sheets[0].cells == {(1, 1): "A1", (11, 4): "D11"}


def test_notes_stand_where_they_are_and_make_no_cell_of_a_blank_one() -> None:
    data = [{"startRow": 9, "startColumn": 2, "rowData": [{}, line({"note": "Why?"}, {**cell("D11"), "note": "So"})]}]
    answer = {"sheets": [{"properties": {"sheetId": 7, "title": "Review"}, "data": data}, sheet(line(cell("A1")))]}

    assert notes_from(answer) == (
        NotedSheet(sheet_id=7, title="Review", notes={(11, 3): "Why?", (11, 4): "So"}),
        NotedSheet(sheet_id=0, title="Review", notes={}),
    )
    assert book_from(answer).sheets[0].cells == {(11, 4): "D11"}


def test_hidden_sheets_are_read_and_sheets_that_are_no_grid_are_not() -> None:
    answer = {
        "sheets": [
            sheet(line(cell("x")), title="Shown", sheetType="GRID"),
            sheet(title="Chart1", sheetType="OBJECT"),
            sheet(line(cell("y")), title="Away", sheetType="GRID", hidden=True),
        ]
    }
    book = book_from(answer)

    assert book.format == "google"
    assert [(found.name, found.visible) for found in book.sheets] == [("Shown", True), ("Away", False)]


def test_a_book_is_kept_and_comes_back_the_same() -> None:
    answer = {
        "sheets": [sheet(line(cell("Zoë"), cell(4.0), cell("=B1", effective=4), cell("=C1"), cell(True)))],
    }
    book = book_from(answer)

    assert kept_book(kept_bytes(book, "version 12")) == book


@pytest.mark.parametrize(("name", "role"), FORMS)
def test_a_built_form_reads_back_as_it_was_planned(name: str, role: str) -> None:
    spreadsheet = Spreadsheet("abc", "Form")
    spreadsheet.batch_update(built(form(name, role)))
    (found,) = book_from(spreadsheet.as_resource(include_grid_data=True, ranges=())).sheets

    planned = {(c.row, c.column): c.content for c in form(name, role).sheets[0].cells if c.content not in {None, ""}}
    assert found.formulas == {place for place, content in planned.items() if isinstance(content, Formula)}
    assert {place: found.value(*place) for place in planned.keys() - found.formulas} == {
        place: content for place, content in planned.items() if place not in found.formulas
    }
    assert found.cells.keys() == planned.keys()


def test_what_is_struck_out_wholly_or_in_part_is_known() -> None:
    struck = {"effectiveFormat": {"textFormat": {"strikethrough": True}}}
    part = {"textFormatRuns": [{"format": {}}, {"startIndex": 3, "format": {"strikethrough": True}}]}
    plain = {"effectiveFormat": {"textFormat": {"strikethrough": False}}, "textFormatRuns": [{"format": {}}]}
    found = grid(line({**cell("3"), **struck}, {**cell("3 or 4"), **part}, {**cell("4"), **plain}, struck))

    assert found.struck == {(1, 1), (1, 2)}
    assert kept_book(kept_bytes(Book(format="google", sheets=(found,)), "1")).sheets == (found,)


def test_a_note_is_a_remark_but_for_what_is_ours_in_it() -> None:
    ours = f"Please correct {OURS}\nThere is no rating.\n{FOOT}"
    found = grid(line({**cell(4), "note": "Ask Bo first"}, {"note": ours}, {"note": f"Why?\n\n{ours}\nDone!"}))

    assert [(one.kind, one.place, one.text) for one in found.remarks] == [
        (RemarkKind.COMMENT, (1, 1), "Ask Bo first"),
        (RemarkKind.COMMENT, (1, 3), "Why?\n\nDone!"),
    ]
