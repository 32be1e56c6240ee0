"""What people type, and what comes back as text."""

from __future__ import annotations

import pytest

from google_standin.schemas import discovery
from google_standin.sheets import BadRequest, NotImplementedYet, Spreadsheet

from .sheets_pair import TAB, Json, area, book, cell, send, whole, write


def type_into(
    made: Spreadsheet, where: str, *rows: list[object], option: str = "USER_ENTERED", as_editor: bool = False
) -> Json:
    body: Json = {"valueInputOption": option, "data": [{"range": where, "values": list(rows)}]}
    assert discovery().validate_body("sheets", "BatchUpdateValuesRequest", body) == []
    answer = made.values_batch_update(body, as_editor=as_editor)
    assert discovery().validate_body("sheets", "BatchUpdateValuesResponse", answer) == []
    return answer


def typed(text: object, locale: str = "en_US", option: str = "USER_ENTERED") -> Json:
    made = book(locale=locale)
    type_into(made, "Review!A1", [text], option=option)
    return cell(made, 0, 0)


@pytest.mark.parametrize(
    ("locale", "text", "value"),
    [
        ("en_US", "4", {"numberValue": 4}),
        ("en_US", " -4.50 ", {"numberValue": -4.5}),
        ("en_US", "1,250.5", {"numberValue": 1250.5}),
        ("en_US", "4,5", {"stringValue": "4,5"}),
        ("de_DE", "4,5", {"numberValue": 4.5}),
        ("de_DE", "1.250", {"numberValue": 1250}),
        ("en_US", "50%", {"numberValue": 0.5}),
        ("de_DE", "WAHR", {"boolValue": True}),
        ("en_US", "false", {"boolValue": False}),
        ("en_US", "'4", {"stringValue": "4"}),
        ("en_US", "=A2+1", {"formulaValue": "=A2+1"}),
        ("en_US", "4 of 5", {"stringValue": "4 of 5"}),
        ("en_US", "2026-02-30", {"stringValue": "2026-02-30"}),
        ("en_US", 4.5, {"numberValue": 4.5}),
        ("en_US", True, {"boolValue": True}),
    ],
)
def test_typing_means_what_the_locale_makes_of_it(locale: str, text: object, value: Json) -> None:
    assert typed(text, locale)["userEnteredValue"] == value


@pytest.mark.parametrize(
    ("locale", "text", "serial", "shown"),
    [
        ("en_US", "2026-11-30", 46356, "2026-11-30"),
        ("en_US", "11/30/2026", 46356, "11/30/2026"),
        ("en_GB", "30/11/2026", 46356, "30/11/2026"),
        ("de_DE", "30.11.2026", 46356, "30.11.2026"),
        ("de_DE", "30.11.26", 46356, "30.11.2026"),
        ("de_DE", "4.5", 46146, "04.05.2026"),
    ],
)
def test_a_typed_date_is_a_number_that_looks_like_a_date(locale: str, text: str, serial: int, shown: str) -> None:
    found = typed(text, locale)
    assert found["userEnteredValue"] == {"numberValue": serial}
    assert found["userEnteredFormat"]["numberFormat"]["type"] == "DATE"
    assert found["formattedValue"] == shown


def test_raw_values_stay_what_they_are() -> None:
    assert typed("=A2", option="RAW")["userEnteredValue"] == {"stringValue": "=A2"}
    assert typed("4", option="RAW")["userEnteredValue"] == {"stringValue": "4"}


def test_a_cell_formatted_as_text_keeps_what_is_typed() -> None:
    made = book()
    text = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
    send(made, {"repeatCell": {"range": area(0, 1, 0, 1), "cell": text, "fields": "userEnteredFormat"}})
    type_into(made, "A1", ["2026-11-30"])
    assert cell(made, 0, 0)["userEnteredValue"] == {"stringValue": "2026-11-30"}


@pytest.mark.parametrize(
    ("locale", "number", "kind", "pattern", "shown"),
    [
        ("en_US", 25.0, "NUMBER", "0", "25"),
        ("en_US", 4.25, "NUMBER", "0.0", "4.3"),
        ("de_DE", 1234.5, "NUMBER", "#,##0.00", "1.234,50"),
        ("en_US", 0.125, "PERCENT", "0%", "13%"),
        ("en_US", 3.5, "NUMBER", "0.##", "3.5"),
        ("en_US", 46356.5, "DATE_TIME", "dd.mm.yyyy hh:mm", "30.11.2026 12:00"),
        ("de_DE", 46356, "DATE", "", "30.11.2026"),
    ],
)
def test_a_number_is_shown_by_its_format(locale: str, number: float, kind: str, pattern: str, shown: str) -> None:
    made = book(locale=locale)
    look = {"numberFormat": {"type": kind, "pattern": pattern}}
    data = {"userEnteredValue": {"numberValue": number}, "userEnteredFormat": look}
    send(made, {"repeatCell": {"range": area(0, 1, 0, 1), "cell": data, "fields": "*"}})
    assert cell(made, 0, 0)["formattedValue"] == shown


def test_null_skips_a_cell_and_an_empty_text_clears_it() -> None:
    made = book()
    write(made, 0, 0, ["a", "b", "c"])
    answer = type_into(made, "Review!A1:C1", ["x", None, ""])
    assert made.values_get("Review!A1:C1")["values"] == [["x", "b"]]
    assert (answer["totalUpdatedCells"], answer["responses"][0]["updatedRange"]) == (2, "Review!A1:C1")


def test_values_leave_out_blanks_at_the_end_and_a_blank_range_has_none() -> None:
    made = book()
    write(made, 1, 1, ["b", 2.5])
    assert made.values_get("A1:D9") == {
        "range": "Review!A1:D9",
        "majorDimension": "ROWS",
        "values": [[], ["", "b", "2.5"]],
    }
    raw = made.values_get("B2:C2", valueRenderOption="UNFORMATTED_VALUE", majorDimension="COLUMNS")
    assert raw["values"] == [["b"], [2.5]]
    assert "values" not in made.values_get("F1:G9")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Review", "Review!A1:H30"),
        ("review!b2", "Review!B2"),
        ("B2:C", "Review!B2:C30"),
        ("2:3", "Review!A2:H3"),
        ("C:A", "Review!A1:C30"),
        ("'Zoë''s tab'!A1", "'Zoë''s tab'!A1"),
        ("ratings", "Review!B2:B4"),
    ],
)
def test_a_range_is_read_as_people_write_it(text: str, expected: str) -> None:
    made = book()
    send(
        made,
        {"addSheet": {"properties": {"title": "Zoë's tab"}}},
        {"addNamedRange": {"namedRange": {"name": "ratings", "range": area(1, 4, 1, 2)}}},
    )
    assert made.values_get(text)["range"] == expected


@pytest.mark.parametrize("text", ["Nope!A1", "A0", "!A1", "A1:", "Review!", "A1:Z99", "AA"])
def test_a_range_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        book().values_get(text)


def test_a_formula_is_not_calculated() -> None:
    made = book()
    write(made, 0, 0, ["=1+1"])
    assert "effectiveValue" not in cell(made, 0, 0)
    assert made.values_get("A1", valueRenderOption="FORMULA")["values"] == [["=1+1"]]
    with pytest.raises(NotImplementedYet):
        made.values_get("A1")


def test_an_editor_types_nothing_when_one_cell_is_protected() -> None:
    made = book()
    one = {"range": {"sheetId": TAB}, "unprotectedRanges": [area(0, 1, 0, 1)]}
    send(made, {"addProtectedRange": {"protectedRange": one}})
    type_into(made, "A1", ["x"], as_editor=True)
    before = whole(made)
    with pytest.raises(BadRequest, match="protected"):
        type_into(made, "A1:B1", ["y", "z"], as_editor=True)
    assert whole(made) == before


def test_more_values_than_the_range_holds_are_refused() -> None:
    made = book()
    for where in ("A1:B1", "H30"):
        with pytest.raises(BadRequest):
            type_into(made, where, ["a", "b", "c"], ["d"])
