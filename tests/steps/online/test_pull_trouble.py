"""Pulling when a sheet was lost or changed beyond recognition: it is said, again and again, and stops no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from google_standin.running import Standin
from sheetreview.google.read import book_from
from sheetreview.sheet.kept import kept_book, kept_bytes
from sheetreview.steps.intake import Outcome
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import start

from .desk import ALLOWED, RATED, WORK, Desk, outcomes


@pytest.fixture
def desk(standin: Standin, tmp_path: Path) -> Desk:
    """A cycle with the forms for Ann and Cy (by Bo) and for Dee (by Gus), pushed and shared."""
    found = Desk(standin, start(tmp_path))
    found.push(ALLOWED)
    return found


def test_a_sheet_thrown_away_before_anybody_typed_is_missed(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.standin.client_as().trash(desk.record(ann).file_id)
    [one] = desk.pull().outcomes
    assert (one.form_id, one.outcome) == (ann, Outcome.UNREADABLE)
    assert "in the bin" in one.detail


def test_a_tab_of_another_review_does_not_count_where_it_does_not_belong(desk: Desk) -> None:
    """Bo pastes Dee's form, which is Gus's to fill in, into Ann's sheet: key, labels and a rating."""
    ann, dee = desk.form("Ann Lee"), desk.form("Dee Fox")
    desk.type(ann, {RATED: "4"})
    desk.type(dee, {RATED: "1"})
    tab = desk.standin.client_as().get(desk.record(dee).file_id)["sheets"][0]
    rows = [
        {"values": [{"userEnteredValue": cell.get("userEnteredValue", {})} for cell in row.get("values", ())]}
        for row in tab["data"][0]["rowData"]
    ]
    size = tab["properties"]["gridProperties"]
    grid = {name: size[name] for name in ("rowCount", "columnCount")}
    desk.type(dee, {RATED: "5"})
    desk.editor(ann).batch_update(
        desk.record(ann).file_id,
        [
            {"addSheet": {"properties": {"sheetId": 7, "title": "Copy", "gridProperties": grid}}},
            {
                "updateCells": {
                    "rows": rows,
                    "fields": "userEnteredValue",
                    "start": {"sheetId": 7, "rowIndex": 0, "columnIndex": 0},
                }
            },
        ],
    )
    done = desk.pull()

    assert sorted((one.form_id, one.outcome) for one in done.outcomes) == sorted(
        [(ann, Outcome.COLLECTED), (dee, Outcome.MISPLACED), (dee, Outcome.COLLECTED)]
    )
    assert not done.in_order
    assert desk.answers(dee) == {RATED: "5"}
    assert desk.answers(ann) == {RATED: "4"}
    # It is told again for as long as it is there.
    again = desk.pull()
    assert outcomes(again.outcomes) == [("Ann Lee", Outcome.DUPLICATE), ("Dee Fox", Outcome.MISPLACED)]
    desk.change(ann, {"deleteSheet": {"sheetId": 7}})
    assert desk.pull().in_order
    assert desk.pull().unchanged == 3


def test_without_the_key_column_the_visible_reference_tells_which_form_it_is(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4", WORK: "2"})
    desk.change(ann, key_column(desk.tab(ann)))

    assert outcomes(desk.pull().outcomes) == [("Ann Lee", Outcome.COLLECTED)]
    assert desk.answers(ann) == {RATED: "4", WORK: "2"}
    assert "keys-lost" in {finding.code for finding in desk.findings(ann)}


def test_a_sheet_that_no_longer_says_which_form_it_is_is_told_until_it_does_and_stops_no_other(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.type(desk.form("Dee Fox"), {RATED: "3"})
    desk.change(
        ann,
        key_column(desk.tab(ann)),
        {"deleteDimension": {"range": {"sheetId": desk.tab(ann), "dimension": "ROWS", **reference_row(desk, ann)}}},
    )
    done = desk.pull()

    assert outcomes(done.outcomes) == [("Ann Lee", Outcome.NOT_A_FORM), ("Dee Fox", Outcome.COLLECTED)]
    told = next(one for one in done.outcomes if one.form_id == ann)
    assert "restore an earlier version" in told.detail
    assert (told.code, told.reviewer, done.in_order) == ("not-a-form", "Bo Kim", False)
    assert outcomes(desk.pull().outcomes) == [("Ann Lee", Outcome.NOT_A_FORM)]
    assert desk.answers(ann) is None


def key_column(tab: int) -> dict[str, object]:
    """What deletes the hidden column."""
    return {"deleteDimension": {"range": {"sheetId": tab, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}}}


def reference_row(desk: Desk, form_id: str) -> dict[str, int]:
    """The row with the visible reference."""
    [sheet] = desk.standin.client_as().get(desk.record(form_id).file_id)["sheets"]
    rows = sheet["data"][0]["rowData"]
    row = next(number for number, cells in enumerate(rows) if f"Form {form_id}" in str(cells))
    return {"startIndex": row, "endIndex": row + 1}


@pytest.mark.parametrize(
    ("accident", "said"),
    [
        ("trashed", "in the bin"),
        ("deleted", "gone"),
        ("uploaded", "uploaded Excel file"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_told_each_time_and_stops_no_other(desk: Desk, accident: str, said: str) -> None:
    ann, file = desk.form("Ann Lee"), desk.record(desk.form("Ann Lee")).file_id
    for form in (ann, desk.form("Dee Fox")):
        desk.type(form, {RATED: "4"})
    hr = desk.standin.client_as()
    match accident:
        case "trashed":
            hr.trash(file)
        case "deleted":
            hr.delete(file)
        case _:
            desk.standin.plant(id=file)
    done = desk.pull()

    assert outcomes(done.outcomes) == [("Ann Lee", Outcome.UNREADABLE), ("Dee Fox", Outcome.COLLECTED)]
    assert said in next(one.detail for one in done.outcomes if one.form_id == ann)
    assert [one.code for one in done.outcomes] == ["sheet-gone", ""]
    assert not done.in_order
    assert outcomes(desk.pull().outcomes) == [("Ann Lee", Outcome.UNREADABLE)]
    assert desk.answers(ann) is None


@pytest.mark.parametrize("kind", ["insufficientFilePermissions", "notFound"])
def test_a_sheet_that_is_listed_but_may_not_be_read_is_told_and_read_when_it_may(desk: Desk, kind: str) -> None:
    """Google still lists a file for a while when the access to it is gone."""
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.standin.faults({"kinds": [kind], "at": 1, "calls": ["sheets.spreadsheets.get"]})

    done = desk.pull()
    assert outcomes(done.outcomes) == [("Ann Lee", Outcome.UNREADABLE)]
    assert [one.code for one in done.outcomes] == [kind]
    assert desk.answers(ann) is None
    assert outcomes(desk.pull().outcomes) == [("Ann Lee", Outcome.COLLECTED)]


def test_what_was_pulled_before_a_sheet_was_lost_still_counts(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.pull()
    desk.standin.client_as().delete(desk.record(ann).file_id)

    assert outcomes(desk.pull().outcomes) == [("Ann Lee", Outcome.UNREADABLE)]
    assert desk.answers(ann) == {RATED: "4"}


def test_a_restored_sheet_is_read_like_any_other(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.standin.client_as().trash(desk.record(ann).file_id)
    desk.pull()
    desk.standin.client_as().update(desk.record(ann).file_id, trashed=False)

    assert outcomes(desk.pull().outcomes) == [("Ann Lee", Outcome.COLLECTED)]


def test_a_person_who_left_the_roster_is_named_when_their_sheet_changes_and_not_when_it_is_thrown_away(
    desk: Desk,
) -> None:
    dee = desk.form("Dee Fox")
    record = desk.record(dee)
    desk.type(dee, {RATED: "4"})
    leave(desk, "Dee Fox")

    done = desk.pull()
    assert [(one.form_id, one.outcome) for one in done.outcomes] == [(dee, Outcome.NOT_ON_ROSTER)]
    desk.standin.client_as().trash(record.file_id)
    assert desk.pull().in_order
    desk.standin.client_as().delete(record.file_id)
    assert desk.pull().in_order


def leave(desk: Desk, reviewee: str) -> None:
    """Take a person off the roster."""
    with OpenCycle.open(desk.root) as cycle, cycle.store.changing():
        stay = {form: a for form, a in cycle.store.assignments().items() if a.reviewee.name != reviewee}
        cycle.store.replace_assignments(stay.items())


def test_google_out_of_reach_ends_the_pull_and_the_next_one_goes_on(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.type(desk.form("Dee Fox"), {RATED: "3"})
    desk.standin.settings(disabled_apis=["sheets"])
    done = desk.pull()

    assert "Google Sheets API is not switched on" in done.stopped
    assert (done.unreached, done.in_order) == (2, False)
    desk.standin.settings(disabled_apis=[])
    assert outcomes(desk.pull().outcomes) == [("Ann Lee", Outcome.COLLECTED), ("Dee Fox", Outcome.COLLECTED)]


def test_a_cell_far_beyond_a_workbook_s_last_column_stops_nothing(desk: Desk) -> None:
    """Google's sheets may be wider than any workbook."""
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    answer = desk.standin.client_as().get(desk.record(ann).file_id)
    wide = {"startColumn": 18_000, "rowData": [{"values": [{"userEnteredValue": {"stringValue": "far"}}]}]}
    answer["sheets"][0]["data"].append(wide)

    book = book_from(answer)
    assert kept_book(kept_bytes(book, "")) == book
