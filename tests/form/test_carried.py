"""What the previous cycle left open stands in a form, can be told from what was typed, and is counted as nobody's."""

from __future__ import annotations

import re
from io import BytesIO

from openpyxl import load_workbook

from sheetreview.form.compose import form_plan
from sheetreview.form.slots import Given, carried_rows, left_over
from sheetreview.model.people import Previous
from sheetreview.model.review import AnswerState
from sheetreview.sheet.address import a1

from .editions import LAYOUT, PREVIOUS, cut, issued, place
from .issuing import KEY, Outcome, opened, read, saved
from .outline import content_text

FORM = cut()
ACTIONS = LAYOUT.section_by_id["actions"]
FROM_LAST = issued(FORM, Given(previous=PREVIOUS))
LAST_COLUMN = 9


def cells(outcome: Outcome) -> dict[tuple[str, str], tuple[str, bool]]:
    """Texts of the actions that hold any, and whether each is as it was carried over."""
    found = (one for one in outcome.review.answers if one.section == "actions" and one.filled)
    return {(one.row, one.column): (one.value, one.prefilled) for one in found}


CARRIED = {
    ("row-1", "what"): ("Call every client", True),
    ("row-1", "due"): ("2026-09-30", True),
    ("row-1", "cost"): ("1200.5", True),
    ("row-2", "what"): ("Learn Danish", True),
    ("row-2", "due"): ("", True),
}


def test_carried_rows_come_back_as_they_were_issued_and_nobody_has_given_them() -> None:
    outcome = read(FROM_LAST, LAYOUT)
    assert cells(outcome) == CARRIED
    assert outcome.review.blank
    assert outcome.review.labels["actions", "row-1"] == "Call every client"
    assert outcome.answer("actions", "row-1", "cost").number == 1200.5


def test_a_carried_text_that_is_no_date_asks_for_one() -> None:
    outcome = read(FROM_LAST, LAYOUT)
    assert outcome.answer("actions", "row-2", "due").state is AnswerState.UNREADABLE
    due = [finding for finding in outcome.findings if finding.item == "Learn Danish"]
    assert [finding.code for finding in due] == ["unreadable-answer"]


def test_a_role_may_change_only_the_carried_cells_it_fills_too() -> None:
    sheet = load_workbook(BytesIO(FROM_LAST)).worksheets[0]
    locked = {c: sheet.cell(*place(FORM, "actions", "row-1", c)).protection.locked for c in ("what", "due", "cost")}
    assert locked == {"what": False, "due": False, "cost": True}


def test_a_changed_cell_is_given_and_its_neighbours_are_still_carried() -> None:
    sheet = opened(FROM_LAST)
    sheet.cell(*place(FORM, "actions", "row-1", "due")).value = "2026-12-24"
    sheet.cell(*place(FORM, "actions", "row-1", "state")).value = "Done"
    outcome = read(saved(sheet), LAYOUT)
    assert cells(outcome) == {
        **CARRIED,
        ("row-1", "due"): ("2026-12-24", False),
        ("row-1", "state"): ("Done", False),
    }
    assert not outcome.review.blank


def test_a_carried_row_that_was_moved_keeps_its_answers_and_is_still_carried() -> None:
    sheet = opened(FROM_LAST)
    first, second = (place(FORM, "actions", row, "what")[0] for row in ("row-1", "row-2"))
    sheet.cell(*place(FORM, "actions", "row-1", "state")).value = "Done"
    for column in range(1, LAST_COLUMN):
        one, other = sheet.cell(first, column), sheet.cell(second, column)
        one.value, other.value = other.value, one.value
        one.number_format, other.number_format = other.number_format, one.number_format
    outcome = read(saved(sheet), LAYOUT)
    assert cells(outcome) == {**CARRIED, ("row-1", "state"): ("Done", False)}
    assert outcome.codes() == ["missing-rating"] * 3 + ["unreadable-answer", "rows-reordered"]


def test_the_row_below_the_carried_ones_is_free_for_a_new_one() -> None:
    sheet = opened(FROM_LAST)
    sheet.cell(*place(FORM, "actions", "row-3", "what")).value = "Write a plan"
    outcome = read(saved(sheet), LAYOUT)
    assert cells(outcome) == {**CARRIED, ("row-3", "what"): ("Write a plan", False)}
    assert ("required-with", "Write a plan") in {(finding.code, finding.item) for finding in outcome.findings}


def test_a_form_without_its_keys_still_has_what_was_carried() -> None:
    sheet = opened(FROM_LAST)
    sheet.delete_cols(KEY)
    found = cells(read(saved(sheet), LAYOUT))
    assert found == {where: (text, False) for where, (text, _) in CARRIED.items()}


def test_rows_that_find_no_blank_row_are_left_over() -> None:
    many = Previous(cycle="Spring", rows={"actions": tuple({"what": f"Action {n}"} for n in range(5))})
    assert left_over(FORM, many) == 2
    assert [row["what"] for row in carried_rows(ACTIONS, many)] == ["Action 0", "Action 1", "Action 2"]
    assert left_over(FORM, PREVIOUS) == 0
    assert left_over(FORM, None) == 0


def test_a_row_without_anything_to_carry_takes_no_place() -> None:
    assert [row["what"] for row in carried_rows(ACTIONS, PREVIOUS)] == ["Call every client", "Learn Danish"]


def test_a_row_that_does_not_say_what_is_to_be_done_takes_no_place_and_is_not_missed() -> None:
    lost = Previous(cycle="Spring", rows={"actions": ({"due": "2026-05-05"}, {"what": "Call every client"})})
    assert [row["what"] for row in carried_rows(ACTIONS, lost)] == ["Call every client"]
    assert left_over(FORM, lost) == 0


def test_rows_whose_column_has_another_id_now_are_left_over() -> None:
    lost = Previous(cycle="Spring", rows={"actions": ({"task": "Call", "due": "2026-05-05"}, {"due": "2026-06-05"})})
    assert carried_rows(ACTIONS, lost) == ()
    assert left_over(FORM, lost) == 2


def test_a_first_cycle_leaves_all_rows_free() -> None:
    outcome = read(issued(FORM), LAYOUT)
    assert cells(outcome) == {}
    assert outcome.review.blank


def test_a_required_cell_that_was_carried_over_does_not_start_the_form() -> None:
    (sheet,) = form_plan(FORM).sheets
    counted = {part for mark in sheet.highlights for part in re.findall(r"COUNTA\((.*?)\)", content_text(mark.formula))}
    first, last = (place(FORM, "areas", item, "rating") for item in ("talk", "know"))
    assert {part.replace("$", "") for part in counted} == {f"{a1(*first)}:{a1(*last)}"}
