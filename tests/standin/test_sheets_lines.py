"""Inserted, deleted, moved and sorted rows, and who may do that."""

from __future__ import annotations

import pytest

from google_standin.sheets import Spreadsheet

from .sheets_pair import TAB, Json, area, book, cell, column_of, lines, refused, send, sheet, value, write

LIST = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "A"}]}}


def protected(*open_: Json) -> Spreadsheet:
    """A sheet that editors cannot change but for some ranges."""
    made = book()
    one = {"range": {"sheetId": TAB}, "unprotectedRanges": list(open_), "description": "form"}
    send(made, {"addProtectedRange": {"protectedRange": one}})
    return made


def test_inserted_rows_move_everything_below_them() -> None:
    made = book()
    write(made, 0, 0, ["top", '=SUM(A5:A8)+$A$2&"A5"'], [2], [3], [4], [5])
    send(
        made,
        {"mergeCells": {"range": area(5, 6, 0, 3)}},
        {"setDataValidation": {"range": area(6, 7, 0, 1), "rule": LIST}},
        {"addProtectedRange": {"protectedRange": {"range": area(3, 9, 0, 1)}}},
        {"insertDimension": {"range": lines(4, 6), "inheritFromBefore": False}},
    )
    assert column_of(made, 0, 7) == ["top", 2, 3, 4, None, None, 5]
    assert cell(made, 0, 1) == value('=SUM(A7:A10)+$A$2&"A5"')
    assert sheet(made)["merges"] == [area(7, 8, 0, 3)]
    assert cell(made, 8, 0) == {"dataValidation": LIST}
    assert sheet(made)["protectedRanges"][0]["range"] == area(3, 11, 0, 1)
    assert sheet(made)["properties"]["gridProperties"]["rowCount"] == 32


def test_an_inserted_row_looks_like_its_neighbour_and_is_blank() -> None:
    made = book()
    look = {"userEnteredFormat": {"wrapStrategy": "WRAP"}}
    send(
        made,
        {"repeatCell": {"range": area(2, 3, 0, 2), "cell": {**look, **value("x"), "note": "n"}, "fields": "*"}},
        {"setDataValidation": {"range": area(2, 3, 0, 1), "rule": LIST}},
        {"insertDimension": {"range": lines(3, 4), "inheritFromBefore": True}},
    )
    assert cell(made, 3, 0) == {**look, "dataValidation": LIST}
    assert cell(made, 3, 1) == look


def test_deleted_rows_take_what_stands_in_them_and_leave_a_broken_reference() -> None:
    made = book()
    write(made, 0, 0, ["=A3", "=SUM(A2:A9)"], [2], [3], [4])
    send(
        made,
        {"mergeCells": {"range": area(2, 3, 0, 2)}},
        {"addProtectedRange": {"protectedRange": {"range": area(2, 3, 0, 1)}}},
        {"setBasicFilter": {"filter": {"range": area(1, 9, 0, 2)}}},
        {"deleteDimension": {"range": lines(2, 3)}},
    )
    found = sheet(made)
    assert column_of(made, 0, 3) == ["=#REF!", 2, 4]
    assert cell(made, 0, 1) == value("=SUM(A2:A8)")
    assert found.get("merges", []) == []
    assert found.get("protectedRanges", []) == []
    assert found["basicFilter"]["range"] == area(1, 8, 0, 2)


def test_inserted_columns_move_what_is_right_of_them() -> None:
    made = book()
    write(made, 0, 0, ["a", "b", "=B1&C:C&$B$1:$B$3"])
    send(made, {"insertDimension": {"range": lines(1, 2, "COLUMNS")}})
    assert [cell(made, 0, at).get("formattedValue") for at in range(3)] == ["a", None, "b"]
    assert cell(made, 0, 3) == value("=C1&D:D&$C$1:$C$3")


@pytest.mark.parametrize(
    ("to", "expected"), [(5, [0, 3, 4, 1, 2, 5]), (0, [1, 2, 0, 3, 4, 5]), (2, [0, 1, 2, 3, 4, 5])]
)
def test_moved_rows_stand_before_their_destination(to: int, expected: list[int]) -> None:
    made = book()
    write(made, 0, 0, *[[number] for number in range(6)])
    write(made, 0, 2, ["=A2"])
    send(made, {"moveDimension": {"source": lines(1, 3), "destinationIndex": to}})
    assert column_of(made, 0, 6) == expected
    row = expected.index(0)
    assert cell(made, row, 2) == value(f"=A{expected.index(1) + 1}")


def test_a_move_keeps_a_range_it_stays_inside_of() -> None:
    made = book()
    send(made, {"addProtectedRange": {"protectedRange": {"range": area(0, 10, 0, 1)}}})
    send(made, {"moveDimension": {"source": lines(4, 5), "destinationIndex": 8}})
    assert sheet(made)["protectedRanges"][0]["range"] == area(0, 10, 0, 1)
    send(made, {"moveDimension": {"source": lines(4, 5), "destinationIndex": 20}})
    assert sheet(made)["protectedRanges"][0]["range"] == area(0, 9, 0, 1)


def test_a_move_refuses_half_of_a_merged_cell() -> None:
    made = book()
    send(made, {"mergeCells": {"range": area(2, 4, 0, 1)}})
    assert "merged" in refused(made, {"moveDimension": {"source": lines(3, 5), "destinationIndex": 9}})
    assert "merged" in refused(made, {"moveDimension": {"source": lines(7, 8), "destinationIndex": 3}})


def test_a_sorted_block_takes_whole_rows_along() -> None:
    made = book()
    write(made, 0, 0, ["b", 1, "=B1*2"], ["C", 2, "=B2*2"], [None, 3], [5, 4], ["a", 5, "=$B$5"])
    send(
        made,
        {"setDataValidation": {"range": area(0, 1, 1, 2), "rule": LIST}},
        {"sortRange": {"range": area(0, 5, 0, 3), "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]}},
    )
    assert column_of(made, 0, 5) == [5, "a", "b", "C", None]
    assert column_of(made, 1, 5) == [4, 5, 1, 2, 3]
    assert column_of(made, 2, 5) == [None, "=$B$5", "=B3*2", "=B4*2", None]
    assert cell(made, 2, 1)["dataValidation"] == LIST
    send(
        made,
        {"sortRange": {"range": area(0, 5, 0, 3), "sortSpecs": [{"dimensionIndex": 1, "sortOrder": "DESCENDING"}]}},
    )
    assert column_of(made, 1, 5) == [5, 4, 3, 2, 1]


def test_a_block_with_a_merge_over_two_rows_is_not_sorted() -> None:
    made = book()
    send(made, {"mergeCells": {"range": area(1, 3, 0, 1)}})
    assert "merges" in refused(made, {"sortRange": {"range": area(0, 5, 0, 3), "sortSpecs": [{"dimensionIndex": 0}]}})


def test_an_editor_types_into_open_cells_only() -> None:
    made = protected(area(1, 3, 1, 2), area(3, 4, 1, 3))

    def update(top: int, left: int, height: int) -> Json:
        start = {"sheetId": TAB, "rowIndex": top, "columnIndex": left}
        rows = [{"values": [value("x")]}] * height
        return {"updateCells": {"rows": rows, "start": start, "fields": "userEnteredValue"}}

    send(made, update(1, 1, 3), as_editor=True)
    assert column_of(made, 1, 5) == [None, "x", "x", "x", None]
    for request in (update(0, 1, 1), update(1, 0, 1), update(2, 1, 3), update(3, 3, 1)):
        assert "You are trying to edit a protected cell or object" in refused(made, request, as_editor=True)
    send(made, update(0, 1, 1))


@pytest.mark.parametrize(
    "request_",
    [
        {"insertDimension": {"range": lines(1, 2)}},
        {"deleteDimension": {"range": lines(1, 2)}},
        {"moveDimension": {"source": lines(1, 2), "destinationIndex": 5}},
        {"appendDimension": {"sheetId": TAB, "dimension": "ROWS", "length": 1}},
        {"sortRange": {"range": area(0, 5, 0, 2), "sortSpecs": [{"dimensionIndex": 0}]}},
        {"updateSheetProperties": {"properties": {"sheetId": TAB, "title": "x"}, "fields": "title"}},
        {"deleteProtectedRange": {"protectedRangeId": 1}},
        {"updateDimensionProperties": {"range": lines(0, 1), "properties": {"pixelSize": 9}, "fields": "pixelSize"}},
    ],
)
def test_an_editor_changes_nothing_else_on_a_protected_sheet(request_: Json) -> None:
    assert "protected" in refused(protected(area(1, 2, 1, 2)), request_, as_editor=True)


def test_protection_that_only_warns_keeps_nobody_out() -> None:
    made = book()
    send(made, {"addProtectedRange": {"protectedRange": {"range": {"sheetId": TAB}, "warningOnly": True}}})
    send(made, {"insertDimension": {"range": lines(1, 2)}}, as_editor=True)


def test_an_owner_unprotects_a_sheet() -> None:
    made = protected()
    number = sheet(made)["protectedRanges"][0]["protectedRangeId"]
    send(made, {"deleteProtectedRange": {"protectedRangeId": number}})
    send(made, {"insertDimension": {"range": lines(1, 2)}}, as_editor=True)
