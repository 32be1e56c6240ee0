"""The model of a spreadsheet: cells, sheets, and what is refused."""

from __future__ import annotations

import json

import pytest

from google_standin.people import CallError
from google_standin.running import Standin
from google_standin.sheets import BadRequest, NotImplementedYet, Spreadsheet
from tests.standin.app import app, make, reason

from .sheets_pair import TAB, Json, area, book, cell, lines, refused, send, sheet, value, whole, write

ADD = {"addSheet": {"properties": {"title": "Notes"}}}


def test_a_new_spreadsheet_has_one_sheet_with_the_id_0_named_in_its_language() -> None:
    (found,) = whole(Spreadsheet("id", "Forms"))["sheets"]
    assert found["properties"] == {
        "sheetId": 0,
        "title": "Tabellenblatt1",
        "index": 0,
        "sheetType": "GRID",
        "gridProperties": {"rowCount": 1000, "columnCount": 26},
    }
    assert "rowData" not in found["data"][0]


def test_a_batch_is_carried_out_whole_or_not_at_all() -> None:
    made = book()
    message = refused(made, ADD, {"addSheet": {"properties": {"title": "review"}}})
    assert message == (
        'Invalid requests[1].addSheet: A sheet with the name "review" already exists. Please enter another name.'
    )


@pytest.mark.parametrize(
    "request_",
    [
        {"addSheet": {"properties": {"sheetId": TAB, "title": "New"}}},
        {"addSheet": {"properties": {"title": "x" * 101}}},
        {"addSheet": {"properties": {"title": "New", "gridProperties": {"rowCount": 1, "frozenRowCount": 1}}}},
        {"deleteSheet": {"sheetId": TAB}},
        {"deleteSheet": {"sheetId": 99}},
        {"updateCells": {"rows": [{"values": [{}]}], "start": {"sheetId": TAB, "rowIndex": 30}, "fields": "*"}},
        {"updateCells": {"rows": [{"values": [{}]}], "start": {"sheetId": TAB}}},
        {"updateCells": {"rows": [{"values": [{}]}], "start": {"sheetId": TAB}, "fields": "value"}},
        {"updateCells": {"rows": [{"values": [{}, {}]}], "range": area(0, 1, 0, 1), "fields": "*"}},
        {"repeatCell": {"range": area(0, 31, 0, 1), "cell": {}, "fields": "note"}},
        {"repeatCell": {"range": area(3, 3, 0, 1), "cell": {}, "fields": "note"}},
        {"repeatCell": {"range": area(0, 1, 0, 1), "cell": value("x" * 50_001), "fields": "userEnteredValue"}},
        {"repeatCell": {"range": {}, "cell": {}, "fields": "note"}},
        {"updateSheetProperties": {"properties": {"sheetId": TAB, "hidden": True}, "fields": "hidden"}},
        {"updateSpreadsheetProperties": {"properties": {"timeZone": "Mars/Base"}, "fields": "timeZone"}},
        {"updateSpreadsheetProperties": {"properties": {"timeZone": "posix/UTC"}, "fields": "timeZone"}},
        {"updateSpreadsheetProperties": {"properties": {"locale": "german"}, "fields": "locale"}},
        {"updateSpreadsheetProperties": {"properties": {"locale": "en_DE"}, "fields": "locale"}},
        {"updateDimensionProperties": {"range": lines(0, 9, "COLUMNS"), "properties": {}, "fields": "pixelSize"}},
        {
            "updateDimensionProperties": {
                "range": lines(0, 8, "COLUMNS"),
                "properties": {"hiddenByUser": True},
                "fields": "hiddenByUser",
            }
        },
        {"deleteDimension": {"range": lines(0, 30)}},
        {"insertDimension": {"range": lines(0, 1), "inheritFromBefore": True}},
        {"insertDimension": {"range": lines(30, 31)}},
        {"setDataValidation": {"range": area(0, 1, 0, 1), "rule": {"condition": {"type": "NOT_BLANK"}}}},
        {"setDataValidation": {"range": area(0, 1, 0, 1), "rule": {"condition": {"type": "NUMBER_BETWEEN"}}}},
        {"addProtectedRange": {"protectedRange": {"range": area(0, 1, 0, 1), "unprotectedRanges": [area(0, 1, 0, 1)]}}},
        {"addConditionalFormatRule": {"rule": {"ranges": [area(0, 1, 0, 1)]}}},
        {},
        {**ADD, "deleteSheet": {"sheetId": TAB}},
    ],
)
def test_what_google_refuses_is_refused(request_: Json) -> None:
    assert refused(book(), request_).startswith("Invalid requests[0]")


def test_a_locale_that_google_does_not_offer_is_named(standin: Standin) -> None:
    change = {"updateSpreadsheetProperties": {"properties": {"locale": "en_DE"}, "fields": "locale"}}
    with pytest.raises(CallError) as error:
        app(standin).batch_update(make(app(standin)), [change])
    assert reason(error.value) == "400 INVALID_ARGUMENT"
    message = json.loads(error.value.body)["error"]["message"]
    assert message == "Invalid requests[0].updateSpreadsheetProperties: Unsupported locale: en_DE"


@pytest.mark.parametrize("locale", ["en_US", "en_GB", "de_DE", "fr_FR", "pt_BR", "ja_JP", "en"])
@pytest.mark.parametrize("zone", ["Etc/UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"])
def test_locales_and_time_zones_that_google_offers_are_taken(locale: str, zone: str) -> None:
    made = book()
    properties = {"locale": locale, "timeZone": zone}
    made.batch_update([{"updateSpreadsheetProperties": {"properties": properties, "fields": "locale,timeZone"}}])
    found = made.as_resource()["properties"]
    assert (found["locale"], found["timeZone"]) == (locale, zone)


def test_what_the_stand_in_cannot_do_is_never_passed_over_in_silence() -> None:
    made = book()
    unknown: list[Json] = [
        {"findReplace": {"find": "a"}},
        {"addSheet": {"properties": {"sheetType": "OBJECT"}}},
        {"repeatCell": {"range": area(0, 1, 0, 1), "cell": {"pivotTable": {}}, "fields": "pivotTable"}},
    ]
    for request in unknown:
        with pytest.raises(NotImplementedYet):
            send(made, ADD, request)
    assert len(whole(made)["sheets"]) == 1


def test_an_update_changes_the_fields_of_its_mask_and_clears_those_it_lacks() -> None:
    made = book()
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}, "wrapStrategy": "WRAP"}}
    send(made, {"repeatCell": {"range": area(0, 2, 0, 2), "cell": {**bold, **value("x"), "note": "n"}, "fields": "*"}})
    rows = [{"values": [{**value("y"), "note": "lost"}]}]
    fields = "userEnteredValue,userEnteredFormat.textFormat"
    send(made, {"updateCells": {"rows": rows, "range": area(0, 1, 0, 2), "fields": fields}})
    plain = {"userEnteredFormat": {"wrapStrategy": "WRAP"}, "note": "n"}
    shown = {"effectiveValue": {"stringValue": "y"}, "formattedValue": "y"}
    assert cell(made, 0, 0) == {**plain, **value("y"), **shown}
    assert cell(made, 0, 1) == plain
    assert cell(made, 1, 0)["userEnteredFormat"] == bold["userEnteredFormat"]


def test_a_note_stays_with_its_cell_and_an_empty_one_is_none() -> None:
    made = book()
    rows = [{"values": [{"note": "a"}, {"note": "b"}]}]
    send(made, {"updateCells": {"rows": rows, "start": {"sheetId": TAB, "rowIndex": 2}, "fields": "note"}})
    write(made, 2, 0, ["typed"])
    send(made, {"insertDimension": {"range": lines(3, 4, "ROWS"), "inheritFromBefore": True}})
    assert cell(made, 2, 0)["note"] == "a"
    assert "note" not in cell(made, 3, 0)
    cleared = [{"values": [{"note": ""}, {}]}]
    send(made, {"updateCells": {"rows": cleared, "start": {"sheetId": TAB, "rowIndex": 2}, "fields": "note"}})
    assert "note" not in str(whole(made))


def test_blank_cells_and_rows_at_the_end_are_left_out() -> None:
    made = book()
    write(made, 1, 1, ["a", "b"], ["", None])
    data = sheet(made)["data"][0]
    assert [list(row) for row in data["rowData"]] == [[], ["values"]]
    assert [bool(one) for one in data["rowData"][1]["values"]] == [False, True, True]
    assert len(data["rowMetadata"]) == 30


def test_a_part_of_the_sheet_is_answered_with_its_place() -> None:
    made = book()
    write(made, 4, 2, [4.5, "=C5*2"])
    (data,) = made.as_resource(include_grid_data=True, ranges=["Review!C5:D9"])["sheets"][0]["data"]
    assert (data["startRow"], data["startColumn"]) == (4, 2)
    number, formula = data["rowData"][0]["values"]
    assert number == {**value(4.5), "effectiveValue": {"numberValue": 4.5}, "formattedValue": "4.5"}
    assert formula == value("=C5*2")
    assert "data" not in made.as_resource()["sheets"][0]


def test_sizes_and_hidden_columns_are_answered() -> None:
    made = book()
    width = {"range": lines(1, 3, "COLUMNS"), "properties": {"pixelSize": 40}, "fields": "pixelSize"}
    hide = {"range": lines(0, 1, "COLUMNS"), "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    send(made, {"updateDimensionProperties": width}, {"updateDimensionProperties": hide})
    columns = sheet(made)["data"][0]["columnMetadata"]
    assert columns[:4] == [
        {"pixelSize": 100, "hiddenByUser": True},
        {"pixelSize": 40},
        {"pixelSize": 40},
        {"pixelSize": 100},
    ]


def test_a_merge_keeps_its_first_value_and_refuses_half_of_another() -> None:
    made = book()
    write(made, 0, 0, ["a", "b"], ["c", "d"])
    send(made, {"mergeCells": {"range": area(0, 2, 0, 2), "mergeType": "MERGE_ROWS"}})
    assert sheet(made)["merges"] == [area(0, 1, 0, 2), area(1, 2, 0, 2)]
    assert [cell(made, row, column).get("formattedValue") for row in (0, 1) for column in (0, 1)] == [
        "a",
        None,
        "c",
        None,
    ]
    assert "merged range" in refused(made, {"mergeCells": {"range": area(0, 1, 1, 4)}})
    send(made, {"mergeCells": {"range": area(0, 2, 0, 3)}})
    assert sheet(made)["merges"] == [area(0, 2, 0, 3)]


def test_sheet_0_has_its_id_in_its_properties_and_in_no_range() -> None:
    made = Spreadsheet("id", "Forms")
    block = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 2}
    send(made, {"mergeCells": {"range": block}}, {"setBasicFilter": {"filter": {"range": {**block, "sheetId": 0}}}})
    found = sheet(made)
    assert found["properties"]["sheetId"] == 0
    assert found["merges"] == [block]
    assert found["basicFilter"] == {"range": block}


def test_metadata_with_an_id_is_made_once_and_found_by_its_key() -> None:
    made = book()
    one = {
        "metadataId": 5,
        "metadataKey": "sheetreview",
        "metadataValue": "m",
        "location": {"spreadsheet": True},
        "visibility": "PROJECT",
    }
    create = {"createDeveloperMetadata": {"developerMetadata": one}}
    send(made, create)
    assert "already exists" in refused(made, create)
    assert [found["metadataValue"] for found in whole(made)["developerMetadata"]] == ["m"]
    lookup = {"developerMetadataLookup": {"metadataKey": "sheetreview"}}
    (reply,) = send(made, {"deleteDeveloperMetadata": {"dataFilter": lookup}})
    assert reply["deleteDeveloperMetadata"]["deletedDeveloperMetadata"][0]["metadataId"] == 5
    assert "developerMetadata" not in whole(made)


def test_conditional_formats_stand_in_the_order_of_their_index() -> None:
    made = book()

    def rule(formula: str, bold: bool = True) -> Json:  # noqa: FBT001, FBT002
        condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
        text: Json = {"textFormat": {"bold": True}} if bold else {"horizontalAlignment": "LEFT"}
        boolean = {"condition": condition, "format": text}
        return {"addConditionalFormatRule": {"rule": {"ranges": [area(0, 9, 0, 1)], "booleanRule": boolean}}}

    send(made, rule("=$A1=1"), rule("=$A1=2"))
    found = [one["booleanRule"]["condition"]["values"][0] for one in sheet(made)["conditionalFormats"]]
    assert found == [{"userEnteredValue": "=$A1=2"}, {"userEnteredValue": "=$A1=1"}]
    assert "different sheet" in refused(made, rule("='Other tab'!A1=2"))
    assert "subset of formatting" in refused(made, rule("=A1=2", bold=False))
    assert "userEnteredValue" in refused(made, rule("A1=2"))


def test_a_chart_needs_an_axis_of_its_kind_and_ranges_of_one_line() -> None:
    made = book()

    def chart(axis: str, right: int) -> Json:
        series = {"series": {"sourceRange": {"sources": [area(0, 5, 1, right)]}}, "targetAxis": axis}
        spec = {"basicChart": {"chartType": "BAR", "series": [series]}}
        position = {"overlayPosition": {"anchorCell": {"sheetId": TAB, "rowIndex": 8}}}
        return {"addChart": {"chart": {"spec": spec, "position": position}}}

    assert "targetAxis" in refused(made, chart("LEFT_AXIS", 2))
    assert "length 1" in refused(made, chart("BOTTOM_AXIS", 3))
    send(made, chart("BOTTOM_AXIS", 2), {"insertDimension": {"range": lines(0, 2)}})
    (found,) = sheet(made)["charts"]
    (series,) = found["spec"]["basicChart"]["series"]
    assert series["series"]["sourceRange"]["sources"] == [area(2, 7, 1, 2)]
    assert found["position"]["overlayPosition"]["anchorCell"]["rowIndex"] == 10


def test_a_renamed_sheet_keeps_the_formulas_that_name_it() -> None:
    made = book()
    send(made, ADD)
    write(made, 0, 0, ["=Review!A2&Notes!B1"])
    send(made, {"updateSheetProperties": {"properties": {"sheetId": TAB, "title": "Zoë's tab"}, "fields": "title"}})
    assert cell(made, 0, 0) == value("='Zoë''s tab'!A2&Notes!B1")


def test_a_copied_sheet_is_a_sheet_of_its_own_without_protection() -> None:
    made = book()
    write(made, 0, 0, ["a"])
    protect = {"protectedRange": {"range": {"sheetId": TAB}}}
    send(made, {"addProtectedRange": protect}, {"duplicateSheet": {"sourceSheetId": TAB, "insertSheetIndex": 1}})
    write(made, 0, 0, ["b"])
    assert sheet(made, 1)["properties"]["title"] == "Copy of Review"
    assert cell(made, 0, 0, number=1)["formattedValue"] == "a"
    assert "protectedRanges" not in sheet(made, 1)


def test_a_title_that_was_changed_is_the_spreadsheets_title() -> None:
    made = book()
    send(made, {"updateSpreadsheetProperties": {"properties": {"title": "New"}, "fields": "title"}})
    assert made.title == "New"
    made.title = "Newer"
    assert whole(made)["properties"]["title"] == "Newer"


def test_an_empty_batch_is_refused() -> None:
    with pytest.raises(BadRequest):
        book().batch_update([])
