from __future__ import annotations

import time
from typing import Any

import pytest

from google_standin.schemas import Api, Method, discovery

GOOGLE = discovery()
NAN = float("nan")


def of_batch(*requests: dict[str, Any]) -> list[str]:
    return GOOGLE.validate_body("sheets", "BatchUpdateSpreadsheetRequest", {"requests": list(requests)})


def method(api: Api, verb: str, path: str) -> Method:
    found = GOOGLE.method(api, verb, path)
    assert found is not None
    return found


def test_a_good_batch_has_no_problems() -> None:
    cell = {"userEnteredValue": {"numberValue": 4.5}, "userEnteredFormat": {"textFormat": {"bold": True}}}
    rows = [{"values": [cell, {}]}]
    assert of_batch({"updateCells": {"rows": rows, "fields": "*", "start": {"sheetId": 3}}}) == []


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        ({"addSheat": {}}, "requests[0].addSheat: unknown name"),
        ({"addSheet": {"properties": {"name": "x"}}}, "addSheet.properties.name: unknown name"),
        ({"addSheet": {"properties": {"sheetId": "7"}}}, '"7" is no 32-bit integer'),
        ({"addSheet": {"properties": {"sheetId": True}}}, "true is no 32-bit integer"),
        ({"addSheet": {"properties": {"sheetId": 2**31}}}, "is no 32-bit integer"),
        ({"addSheet": {"properties": {"title": 7}}}, "7 is no text"),
        ({"addSheet": {"properties": None}}, "null is no object"),
        ({"addSheet": {"properties": {"hidden": "true"}}}, "is no boolean"),
        ({"mergeCells": {"mergeType": "MERGE_SOME"}}, "is none of MERGE_ALL"),
        ({"updateCells": {"rows": {"values": []}}}, "is no list"),
        (
            {"updateCells": {"rows": [{}, {"values": [{"userEnteredValue": {"numberValue": NAN}}]}]}},
            "rows[1].values[0]",
        ),
    ],
)
def test_a_body_google_would_refuse_is_told_with_its_place(request_: dict[str, Any], problem: str) -> None:
    (found,) = of_batch(request_)
    assert found.startswith("BatchUpdateSpreadsheetRequest.requests[0]")
    assert problem in found


def test_every_problem_is_told() -> None:
    assert len(of_batch({"a": 1}, {"addSheet": {"b": 1, "c": 2}})) == 3


def test_drives_formats_are_checked() -> None:
    good = {"id": "1", "version": "12", "createdTime": "2026-11-01T10:00:00.000Z", "appProperties": {"sr_cycle": "X"}}
    assert GOOGLE.validate_body("drive", "File", good) == []
    bad = {"version": 12, "size": "12.5", "createdTime": "2026-11-01", "appProperties": {"sr_cycle": 1}}
    assert len(GOOGLE.validate_body("drive", "File", bad)) == 4


def test_a_big_batch_is_checked_in_a_blink() -> None:
    row = {
        "values": [{"userEnteredValue": {"stringValue": "x"}, "userEnteredFormat": {"textFormat": {"bold": True}}}] * 12
    }
    start = time.process_time()
    assert of_batch({"updateCells": {"rows": [row] * 400, "fields": "*"}}) == []
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("api", "verb", "path", "name"),
    [
        ("sheets", "POST", "/v4/spreadsheets/abc:batchUpdate", "sheets.spreadsheets.batchUpdate"),
        ("sheets", "GET", "/v4/spreadsheets/abc", "sheets.spreadsheets.get"),
        ("sheets", "GET", "/v4/spreadsheets/abc/values:batchGet", "sheets.spreadsheets.values.batchGet"),
        ("sheets", "POST", "/v4/spreadsheets/abc/values/A1:B2:append", "sheets.spreadsheets.values.append"),
        ("drive", "GET", "/drive/v3/files/generateIds", "drive.files.generateIds"),
        ("drive", "GET", "/drive/v3/files/abc", "drive.files.get"),
        ("drive", "PATCH", "/drive/v3/files/abc/permissions/12", "drive.permissions.update"),
    ],
)
def test_a_path_finds_its_method(api: Api, verb: str, path: str, name: str) -> None:
    assert method(api, verb, path).id == name


def test_a_path_or_verb_google_does_not_have_finds_none() -> None:
    assert GOOGLE.method("drive", "GET", "/drive/v3/filez") is None
    assert GOOGLE.method("drive", "PUT", "/drive/v3/files/abc") is None
    assert GOOGLE.method("drive", "GET", "/v4/spreadsheets/abc") is None
    assert GOOGLE.method("sheets", "POST", "/v4/spreadsheets/abc:fixEverything") is None


def test_a_method_knows_its_path_its_schemas_and_its_scopes() -> None:
    found = method("sheets", "PUT", "/v4/spreadsheets/abc/values/My%20tab!A1%3AB2")
    assert found.path_params == {"spreadsheetId": "abc", "range": "My tab!A1:B2"}
    assert (found.request, found.response) == ("ValueRange", "UpdateValuesResponse")
    assert "https://www.googleapis.com/auth/drive.file" in found.scopes
    assert "https://www.googleapis.com/auth/drive.readonly" not in found.scopes


def test_a_query_is_checked_by_name_type_range_and_number() -> None:
    listing = method("drive", "GET", "/drive/v3/files")
    good = {"q": ["trashed=false"], "pageSize": ["1000"], "supportsAllDrives": ["true"], "alt": ["json"]}
    assert GOOGLE.validate_query(listing, good) == []
    bad = {"query": ["x"], "pageSize": ["1001"], "supportsAllDrives": ["True"], "q": ["a", "b"]}
    assert sorted(problem.split(":")[0] for problem in GOOGLE.validate_query(listing, bad)) == sorted(bad)
    get = method("sheets", "GET", "/v4/spreadsheets/abc")
    assert GOOGLE.validate_query(get, {"ranges": ["A1", "B2"], "includeGridData": ["false"]}) == []


def test_a_mask_in_a_query_is_checked_against_the_answer() -> None:
    listing = method("drive", "GET", "/drive/v3/files")
    good = "nextPageToken,files(id,appProperties/sr_review,permissions(id,role))"
    assert GOOGLE.validate_query(listing, {"fields": [good]}) == []
    assert GOOGLE.validate_query(listing, {"fields": ["files(id,mail)"]}) == [
        "fields: Invalid field selection files/mail"
    ]
    assert len(GOOGLE.validate_query(listing, {"fields": ["files("]})) == 1


def test_a_mask_is_checked_through_lists_and_references() -> None:
    assert (
        GOOGLE.validate_mask("Spreadsheet", "sheets.data.rowData.values(userEnteredValue,effectiveValue/errorValue)")
        == []
    )
    assert GOOGLE.validate_mask("CellData", "userEnteredFormat.textFormat.bold,note") == []
    assert GOOGLE.validate_mask("CellData", "userEnteredFormat.textFormat.fat") == [
        "Invalid field selection userEnteredFormat/textFormat/fat"
    ]
    assert GOOGLE.validate_mask("CellData", "*") == []
    assert len(GOOGLE.validate_mask("CellData", "*/note")) == 1
