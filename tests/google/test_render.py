"""The one batchUpdate that builds a spreadsheet: what is in it, in which order, and that Google's schemas take it."""

from __future__ import annotations

import json
import math

import pytest

from sheetreview.google.render import MARK_KEY, BookSettings, build_requests, plan_digest, sheet_id
from sheetreview.report.workbook import summary_plan
from sheetreview.sheet.plan import Block, Cell, Formula, SheetPlan, Slot
from sheetreview.summarize.team import summarize
from tests.golden_files import Golden
from tests.summarize.builders import customer_service, cycle, finding, full, returned

from .outline import cells, outline
from .plans import FORMS, GERMAN, Requests, book, built, bundle, form, kind, problems, sheet_of

TWO_MEGABYTES = 2_000_000


def values(requests: Requests, number: int = 0) -> dict[str, object]:
    """What is written into the cells of the plan's sheet of this number, with its type."""
    return {place: cell["userEnteredValue"] for place, cell in cells(kind(requests, "updateCells")[number])}


@pytest.mark.parametrize(("name", "role"), FORMS)
def test_google_knows_every_word_of_a_form(name: str, role: str) -> None:
    assert problems(built(form(name, role))) == []


def test_google_knows_every_word_of_a_bundle_and_takes_the_largest() -> None:
    requests = built(bundle(*(f"Person {n}" for n in range(12)), name="account-review"))

    assert problems(requests) == []
    assert len(json.dumps({"requests": requests}, separators=(",", ":"))) < TWO_MEGABYTES


def test_google_knows_every_word_of_the_team_summary() -> None:
    source = customer_service()
    people = [
        returned("Ann", source, full(4, 3)),
        returned("Cem", source, full(2, 2), findings=[finding()], reviewer="Al Chief"),
    ]
    requests = built(summary_plan(summarize(cycle("Sales & Service"), people)))

    assert problems(requests) == []
    assert kind(requests, "addConditionalFormatRule")
    assert kind(requests, "setBasicFilter")


def test_a_form_is_built_as_before(golden: Golden) -> None:
    golden.check("google-customer-service.txt", outline(built(form("customer-service", "manager"))))


def test_titles_differ_and_a_sheet_is_left_at_every_moment_of_a_rebuild() -> None:
    plan = bundle("Zoë", "Adam")
    titles = {7: "Start here", 8: "Adam", 9: "Notes of mine"}

    for request in built(plan, replaces=(7, 8, 9)):
        if "updateSheetProperties" in request:
            properties = request["updateSheetProperties"]["properties"]
            assert request["updateSheetProperties"]["fields"] == "title"
            titles[properties["sheetId"]] = properties["title"]
        elif "addSheet" in request:
            properties = request["addSheet"]["properties"]
            assert properties["sheetId"] not in titles
            titles[properties["sheetId"]] = properties["title"]
        elif "deleteSheet" in request:
            del titles[request["deleteSheet"]["sheetId"]]
        assert titles
        assert len({title.casefold() for title in titles.values()}) == len(titles)

    assert titles == {101: "Start here", 102: "Zoë", 103: "Adam"}


def test_the_first_tabs_stay_first() -> None:
    added = [request["properties"] for request in kind(built(bundle("Zoë", "Adam")), "addSheet")]

    assert [(properties["title"], properties["index"]) for properties in added] == [
        ("Start here", 0),
        ("Zoë", 1),
        ("Adam", 2),
    ]


def test_formulas_arrive_in_english_and_the_locale_is_set_last() -> None:
    requests = built(form("customer-service", "manager"))
    first, last = requests[0], requests[-1]

    assert first["updateSpreadsheetProperties"] == {
        "properties": {"locale": "en_US", "timeZone": "Europe/Berlin"},
        "fields": "locale,timeZone",
    }
    assert last["updateSpreadsheetProperties"] == {"properties": {"locale": "de_DE"}, "fields": "locale"}
    assert len(kind(requests, "updateSpreadsheetProperties")) == 2


def test_a_first_build_leaves_a_mark_and_a_rebuild_replaces_it() -> None:
    first = built(form("customer-service", "manager"))
    again = built(form("customer-service", "manager"), replaces=(55,))

    assert kind(first, "deleteDeveloperMetadata") == []
    assert kind(again, "deleteDeveloperMetadata") == [
        {"dataFilter": {"developerMetadataLookup": {"metadataKey": MARK_KEY}}}
    ]
    (made,) = kind(again, "createDeveloperMetadata")
    assert made["developerMetadata"] == {
        "metadataId": 101,
        "metadataKey": "sheetreview",
        "metadataValue": "the mark",
        "location": {"spreadsheet": True},
        "visibility": "PROJECT",
    }


def test_a_text_is_never_taken_for_anything_else() -> None:
    texts = ("=1+1", "+4", "007", "2026-01-01", "TRUE", "1,5", "'quoted", "–")
    plan = book(sheet_of(*texts, 4, 0.5, Formula(("SUM(A1:A2)",)), None, ""))

    assert values(built(plan)) == {
        **{f"A{row}": {"stringValue": text} for row, text in enumerate(texts, start=1)},
        "A9": {"numberValue": 4},
        "A10": {"numberValue": 0.5},
        "A11": {"formulaValue": "=SUM(A1:A2)"},
    }


def test_a_text_is_cleaned_and_cut_to_what_a_cell_holds() -> None:
    found = values(built(book(sheet_of("a\x00b\r\nc\x1f", "x" * 50_001, "y" * 50_000))))

    assert found["A1"] == {"stringValue": "ab\nc"}
    cut = found["A2"]
    assert isinstance(cut, dict)
    assert len(cut["stringValue"]) == 50_000
    assert cut["stringValue"].endswith("[cut: too long for a cell]")
    assert found["A3"] == {"stringValue": "y" * 50_000}


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_no_sheet_holds_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="cell A1 would hold"):
        built(book(sheet_of(number)))


def test_a_slot_left_over_is_refused() -> None:
    with pytest.raises(ValueError, match="A1 still holds the slot 'name'"):
        built(book(sheet_of(Slot("name"))))
    with pytest.raises(ValueError, match="still has the slot 'tab'"):
        built(book(sheet_of(Formula(("'", Slot("tab"), "'!A1")))))
    with pytest.raises(ValueError, match="title is still the slot 'tab'"):
        built(book(SheetPlan(title=Slot("tab"), cells=())))


def test_ids_that_clash_are_refused() -> None:
    plan = book(sheet_of("a", title="One"), sheet_of("b", title="Two"))

    with pytest.raises(ValueError, match="same id"):
        build_requests(plan, sheet_ids=[5, 5], replaces=[0], settings=GERMAN, mark="")
    with pytest.raises(ValueError, match="same id"):
        build_requests(plan, sheet_ids=[5, 6], replaces=[6], settings=GERMAN, mark="")
    with pytest.raises(ValueError, match="2 sheets cannot have 1 ids"):
        build_requests(plan, sheet_ids=[5], replaces=[0], settings=GERMAN, mark="")


@pytest.mark.parametrize("tab", ["Zoë O'Neil", 'Bob "Bobby" Ray', "Plain", "'!A1"])
def test_links_lead_to_the_tab_by_its_id(tab: str) -> None:
    found = values(built(bundle("Adam", tab)))

    assert found["F5"] == {"formulaValue": '=HYPERLINK("#gid=102&range=A1","Open")'}
    assert found["F6"] == {"formulaValue": '=HYPERLINK("#gid=103&range=A1","Open")'}
    counted = found["C6"]
    assert isinstance(counted, dict)
    doubled = tab.replace("'", "''")
    assert f"'{doubled}'!D20:D30" in counted["formulaValue"]


def test_a_cells_own_link_leads_to_the_tab_by_its_id() -> None:
    cell = Cell(row=3, column=2, content="Go", link="'It''s'!$B$4")
    requests = built(book(SheetPlan(title="A", cells=(cell,)), sheet_of("x", title="It's")))

    linked = kind(requests, "updateCells")[1]
    assert linked["start"] == {"sheetId": 101, "rowIndex": 2, "columnIndex": 1}
    look = linked["rows"][0]["values"][0]["userEnteredFormat"]["textFormat"]
    assert look["link"] == {"uri": "#gid=102&range=B4"}
    assert problems(requests) == []


def test_a_link_to_no_sheet_is_refused() -> None:
    with pytest.raises(ValueError, match="leads to a sheet 'Gone'"):
        built(book(sheet_of(Formula(('HYPERLINK("#\'Gone\'!A1","Open")',)))))


def test_the_same_spreadsheet_gets_the_same_ids_and_no_two_sheets_one() -> None:
    ids = {sheet_id(key, digest, n) for key in ("a", "b") for digest in ("c", "d") for n in range(50)}

    assert len(ids) == 200
    assert all(0 < number < 2**31 for number in ids)
    assert sheet_id("a", "c", 7) == sheet_id("a", "c", 7)
    assert sheet_id("a", "c1", 1) != sheet_id("ac", "1", 1)


def test_the_digest_tells_what_was_issued() -> None:
    one, other = book(sheet_of("a")), book(sheet_of("b"))

    assert plan_digest(one, GERMAN) == plan_digest(book(sheet_of("a")), GERMAN)
    different = {plan_digest(one, GERMAN), plan_digest(other, GERMAN), plan_digest(one, BookSettings())}
    assert len(different) == 3


def test_a_merge_is_never_cut_by_frozen_rows_or_columns() -> None:
    merge = Block(top=2, left=1, bottom=3, right=4)
    cut = SheetPlan(title="Cut", cells=(), freeze=(3, 3), merges=(merge,))
    whole = SheetPlan(title="Whole", cells=(), freeze=(4, 5), merges=(merge,))
    properties = [request["properties"]["gridProperties"] for request in kind(built(book(cut, whole)), "addSheet")]

    frozen = [(grid["frozenRowCount"], grid["frozenColumnCount"]) for grid in properties]
    assert frozen == [(0, 0), (3, 4)]
    assert properties[1]["rowCount"] > 3
