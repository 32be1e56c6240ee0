"""Pulling: what people typed last is what counts, whatever else came back meanwhile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from google_standin.running import Standin
from sheetreview.cycle.sheets import SheetRecords
from sheetreview.google.gateway import Gateway
from sheetreview.sheet.address import from_a1
from sheetreview.steps.collect import collect
from sheetreview.steps.generate import generate
from sheetreview.steps.intake import Outcome
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import rate, start

from .desk import ALLOWED, NOTED, RATED, WORK, Desk, outcomes


@pytest.fixture
def desk(standin: Standin, tmp_path: Path) -> Desk:
    """A cycle with the forms for Ann and Cy (by Bo) and for Dee (by Gus), pushed and shared."""
    found = Desk(standin, start(tmp_path))
    found.push(ALLOWED)
    return found


def test_what_was_typed_is_what_counts(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4", NOTED: 'Ärger & "Mühe"', WORK: 2})
    done = desk.pull()

    assert outcomes(done.outcomes) == [("Ann Lee", Outcome.COLLECTED)]
    assert (done.unchanged, done.unreached, done.in_order) == (2, 0, True)
    assert desk.answers(ann) == {RATED: "4", NOTED: 'Ärger & "Mühe"', WORK: "2"}
    assert desk.answers(desk.form("Cy Roe")) is None


def test_a_second_pull_brings_nothing_new(desk: Desk) -> None:
    desk.type(desk.form("Ann Lee"), {RATED: "4"})
    desk.pull()
    again = desk.pull()

    assert (again.outcomes, again.unchanged) == ((), 3)
    assert returns(desk) == {desk.form("Ann Lee"): 1}


def test_a_sheet_that_nobody_filled_in_is_no_return(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.type(ann, {RATED: ""})

    assert outcomes(desk.pull().outcomes) == [("Ann Lee", Outcome.BLANK)]
    assert desk.answers(ann) is None
    assert desk.pull().unchanged == 3


def test_a_sheet_that_was_emptied_after_it_was_pulled_counts_as_empty(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.pull()
    desk.type(ann, {RATED: ""})

    assert outcomes(desk.pull().outcomes) == [("Ann Lee", Outcome.REPLACED)]
    assert desk.answers(ann) == {}


def test_a_rating_that_was_changed_and_changed_back_is_what_it_is_in_the_end(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    for rating in ("4", "2", "4"):
        desk.type(ann, {RATED: rating})
        assert outcomes(desk.pull().outcomes)[0][0] == "Ann Lee"
        assert desk.answers(ann) == {RATED: rating}


def test_a_change_that_was_taken_back_between_two_pulls_is_none(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.pull()
    desk.type(ann, {RATED: "2"})
    desk.type(ann, {RATED: "4"})

    assert outcomes(desk.pull().outcomes) == [("Ann Lee", Outcome.DUPLICATE)]
    assert returns(desk) == {ann: 1}


def test_a_pull_that_was_killed_before_it_remembered_does_not_count_an_old_rating(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    desk.pull()
    desk.type(ann, {RATED: "2"})
    with monkeypatch.context() as killed:
        killed.setattr(SheetRecords, "put", _killed)
        with pytest.raises(KeyboardInterrupt):
            desk.pull()
    assert desk.answers(ann) == {RATED: "2"}

    assert outcomes(desk.pull().outcomes) == [("Ann Lee", Outcome.DUPLICATE)]
    assert desk.answers(ann) == {RATED: "2"}
    desk.type(ann, {RATED: "4"})
    assert outcomes(desk.pull().outcomes) == [("Ann Lee", Outcome.REPLACED)]
    assert desk.answers(ann) == {RATED: "4"}


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_form_that_is_empty_in_its_bundle_does_not_replace_the_file_that_came_for_it(
    standin: Standin, tmp_path: Path
) -> None:
    desk = bundled(standin, tmp_path)
    ann, cy = desk.form("Ann Lee"), desk.form("Cy Roe")
    desk.type(ann, {RATED: "4"})
    desk.pull()
    assert desk.answers(cy) is None

    filed(desk, "Cy Roe", tmp_path / "back.xlsx")
    before = desk.answers(cy)
    desk.type(ann, {RATED: "5"})
    assert outcomes(desk.pull().outcomes) == [("Ann Lee", Outcome.REPLACED), ("Cy Roe", Outcome.BLANK)]
    assert desk.answers(ann) == {RATED: "5"}
    assert before
    assert desk.answers(cy) == before


def test_a_form_that_did_not_change_in_its_bundle_does_not_replace_the_file_that_came_after_it(
    standin: Standin, tmp_path: Path
) -> None:
    desk = bundled(standin, tmp_path)
    ann, cy = desk.form("Ann Lee"), desk.form("Cy Roe")
    desk.type(cy, {RATED: "1"})
    desk.pull()
    assert desk.answers(cy) == {RATED: "1"}

    filed(desk, "Cy Roe", tmp_path / "back.xlsx")
    later = desk.answers(cy)
    desk.type(ann, {RATED: "5"})
    assert outcomes(desk.pull().outcomes) == [("Ann Lee", Outcome.COLLECTED), ("Cy Roe", Outcome.DUPLICATE)]
    assert later is not None
    assert len(later) > 1
    assert desk.answers(cy) == later


def bundled(standin: Standin, folder: Path) -> Desk:
    """The same cycle with one spreadsheet for each reviewer."""
    desk = Desk(standin, start(folder))
    desk.push(replace(ALLOWED, bundle="reviewer"))
    return desk


def filed(desk: Desk, reviewee: str, target: Path) -> None:
    """A form that came back filled in as a file."""
    with OpenCycle.open(desk.root) as cycle:
        generate(cycle)
        path = next(one.path for form, one in cycle.store.forms().items() if form == desk_form(cycle, reviewee))
        collect(cycle, [rate(desk.root / path, target)])


def desk_form(cycle: OpenCycle, reviewee: str) -> str:
    return next(form for form, one in cycle.store.assignments().items() if one.reviewee.name == reviewee)


def returns(desk: Desk) -> dict[str, int]:
    with OpenCycle.open(desk.root, reading=True) as cycle:
        return cycle.store.return_counts()


def test_a_renamed_tab_and_document_are_still_the_form(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    named = {"sheetId": desk.tab(ann), "title": "My bo's \u202e notes"}
    desk.change(ann, {"updateSheetProperties": {"properties": named, "fields": "title"}})
    desk.editor(ann).update(desk.record(ann).file_id, name="=HYPERLINK(1)")

    assert outcomes(desk.pull().outcomes) == [("Ann Lee", Outcome.COLLECTED)]
    assert desk.answers(ann) == {RATED: "4"}


def test_a_rating_by_a_formula_that_nothing_has_calculated_is_an_error_and_no_rating(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "=2+2"})
    desk.pull()

    found = [finding for finding in desk.findings(ann) if finding.code == "uncalculated"]
    assert [finding.cell for finding in found] == [desk.cells(ann)[RATED].rpartition("!")[2]]


def test_what_a_formula_comes_to_is_the_rating(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in calculates nothing, so that Google's answer is played here."""
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "=2+2"})
    answer = Gateway.spreadsheet

    def calculated(gateway: Gateway, file_id: str) -> dict[str, object]:
        found = answer(gateway, file_id)
        for row in found["sheets"][0]["data"][0]["rowData"]:
            for cell in row.get("values", ()):
                if cell.get("userEnteredValue") == {"formulaValue": "=2+2"}:
                    cell["effectiveValue"] = {"numberValue": 4.0}
        return found

    monkeypatch.setattr(Gateway, "spreadsheet", calculated)
    desk.pull()

    assert desk.answers(ann) == {RATED: "4"}
    assert "uncalculated" not in {finding.code for finding in desk.findings(ann)}


def test_an_edit_while_a_sheet_is_read_is_read_the_next_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4"})
    answer, reviewer, where, file = (
        Gateway.spreadsheet,
        desk.editor(ann),
        desk.cells(ann)[RATED],
        desk.record(ann).file_id,
    )

    def edited_meanwhile(gateway: Gateway, file_id: str) -> dict[str, object]:
        found = answer(gateway, file_id)
        reviewer.values_update(file, {where: [["5"]]})
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Gateway, "spreadsheet", edited_meanwhile)
        desk.pull()
    assert desk.answers(ann) == {RATED: "4"}
    desk.pull()
    assert desk.answers(ann) == {RATED: "5"}


def test_a_cycle_without_sheets_asks_nothing_of_google(standin: Standin, tmp_path: Path) -> None:
    desk = Desk(standin, start(tmp_path))
    before = standin.report()["calls"]

    assert desk.pull().in_order
    assert standin.report()["calls"] == before


def test_what_is_struck_out_and_what_stands_in_a_note_is_told(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "4", WORK: "2"})
    cell = desk.cells(ann)[RATED].rpartition("!")[2]
    row, column = from_a1(cell)
    place = {"sheetId": desk.tab(ann), "startRowIndex": row - 1, "endRowIndex": row}
    place |= {"startColumnIndex": column - 1, "endColumnIndex": column}
    struck = {"userEnteredFormat": {"textFormat": {"strikethrough": True}}, "note": "Ask Bo first"}
    fields = "userEnteredFormat.textFormat.strikethrough,note"
    desk.change(ann, {"repeatCell": {"range": place, "cell": struck, "fields": fields}})
    desk.pull()

    found = {(one.code, one.cell): one.message for one in desk.findings(ann)}
    assert desk.answers(ann) == {RATED: "4", WORK: "2"}
    assert found["struck-out", cell] == "'4' is struck out, wholly or in part; it was read all the same"
    assert "the comment 'Ask Bo first'" in found["text-outside", cell]
    desk.standin.assert_honest()
