"""What another role has answered stands in a form to be read, and is nobody's answer there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.form.bundle import NAME, REVIEWER, bundle_plan, part_prefix
from sheetreview.form.compose import form_plan
from sheetreview.form.how_to import ABOUT_SHOWN
from sheetreview.form.slots import TAB, Given
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.model.edition import edition
from sheetreview.model.review import AnswerState
from sheetreview.sheet.address import a1
from sheetreview.sheet.plan import Formula, SheetPlan
from sheetreview.xlsx.stamp import compile_plan

from .editions import CAME_BACK, LAYOUT, SELF, answer, answers, cut, issued, place, values_of
from .issuing import opened, read, saved
from .outline import content_text

pytestmark = pytest.mark.no_cover

FORM = cut()
SHOWN = [
    *[("areas", item, column) for item in ("talk", "plan", "know") for column in ("own", "own-why")],
    *[("goals", f"row-{n}", c) for n in (1, 2, 3) for c in ("goal", "share", "by", "done", "own-mark")],
    ("strengths", "row-1", "text"),
]
Place = tuple[str, str, str]


def sheet_of(given: Given) -> Worksheet:
    return load_workbook(BytesIO(issued(FORM, given))).worksheets[0]


def value(sheet: Worksheet, where: Place) -> object:
    return sheet.cell(*place(FORM, *where)).value


def plan() -> SheetPlan:
    return form_plan(FORM).sheets[0]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (("areas", "talk", "own"), 4),
        (("areas", "talk", "own-why"), SELF["areas", "talk", "own-why"].value),
        (("areas", "plan", "own"), "a lot"),
        (("areas", "plan", "own-why"), None),
        (("areas", "know", "own"), None),
        (("goals", "row-1", "goal"), "Sell more"),
        (("goals", "row-1", "share"), 0.125),
        (("goals", "row-1", "by"), datetime(2026, 12, 31)),  # noqa: DTZ001 -- a cell's date has no time zone
        (("goals", "row-1", "done"), "No"),
        (("goals", "row-1", "own-mark"), "A"),
        (("goals", "row-2", "goal"), None),
        (("strengths", "row-1", "text"), "I listen."),
    ],
)
def test_another_roles_answers_stand_in_the_form_as_what_they_are(where: Place, expected: object) -> None:
    assert value(sheet_of(CAME_BACK), where) == expected


def test_a_dash_stands_where_nothing_has_come_back() -> None:
    sheet = sheet_of(Given())
    assert {where: value(sheet, where) for where in SHOWN} == dict.fromkeys(SHOWN, "–")
    head = {cell.value for row in sheet.iter_rows(min_col=3, max_row=11) for cell in row}
    assert "–" in head, "the date of the self-assessment"


def test_a_template_text_the_other_left_alone_is_not_shown() -> None:
    left = replace(answer("areas", "talk", "own-why", "", typed="[Why?]"), state=AnswerState.EMPTY)
    assert value(sheet_of(Given(shown=answers(left))), ("areas", "talk", "own-why")) is None


def test_shown_cells_are_locked_and_of_another_colour_than_all_others() -> None:
    sheet = sheet_of(CAME_BACK)
    cells = [sheet.cell(*place(FORM, *where)) for where in SHOWN]
    assert all(cell.protection.locked for cell in cells)
    (tint,) = {cell.fill.fgColor.rgb for cell in cells}
    own = sheet.cell(*place(FORM, "areas", "talk", "rating"))
    assert not own.protection.locked
    assert own.fill.fgColor.rgb != tint
    assert ABOUT_SHOWN in str(sheet.cell(3, 1).value)


def test_a_form_that_shows_nothing_does_not_speak_of_it() -> None:
    texts = [str(cell.content) for cell in form_plan(cut("self")).sheets[0].cells]
    assert not any(ABOUT_SHOWN in text for text in texts)


def test_a_long_answer_gets_the_height_it_needs() -> None:
    long = Given(shown=answers(answer("strengths", "row-1", "text", "word " * 600)))
    row, _ = place(FORM, "strengths", "row-1", "text")
    low, high = (sheet_of(given).row_dimensions[row].height for given in (Given(), long))
    assert low < 40
    # 3,000 characters on lines of at most 150 take 20 lines of 12 points or more.
    assert high > 20 * 12


def test_shown_answers_are_not_read_back_as_answers() -> None:
    outcome = read(issued(FORM, CAME_BACK), LAYOUT)
    found = {(one.section, one.row, one.column) for one in outcome.review.answers}
    assert not found & set(SHOWN)
    assert {("areas", "talk", "rating"), ("goals", "row-1", "mark")} <= found
    assert outcome.review.blank
    assert "self-date" not in outcome.review.header
    assert outcome.review.labels["goals", "row-1"] == "Sell more"


def test_nothing_is_asked_for_in_shown_cells_of_a_filled_form() -> None:
    sheet = opened(issued(FORM, CAME_BACK))
    for item, rating in (("talk", 2), ("plan", 3), ("know", 5)):
        sheet.cell(*place(FORM, "areas", item, "rating")).value = rating
        sheet.cell(*place(FORM, "areas", item, "why")).value = "Seen."
    outcome = read(saved(sheet), LAYOUT)
    assert [finding.code for finding in outcome.findings] == []
    assert outcome.ratings == {("areas", "talk"): "2", ("areas", "plan"): "3", ("areas", "know"): "5"}


def test_a_dash_is_no_label() -> None:
    assert read(issued(FORM), LAYOUT).review.labels["goals", "row-1"] == ""


def test_a_shown_column_may_be_lost() -> None:
    sheet = opened(issued(FORM, CAME_BACK))
    row, column = place(FORM, "areas", "talk", "own-why")
    for number in range(row - 1, row + 3):
        sheet.cell(number, column).value = None
    outcome = read(saved(sheet), LAYOUT)
    assert set(outcome.codes()) == {"missing-rating"}
    assert {finding.cell for finding in outcome.findings} == {
        a1(*place(FORM, "areas", item, "rating")) for item in ("talk", "plan", "know")
    }


def test_no_colour_and_no_dropdown_asks_for_a_shown_cell() -> None:
    shown = {place(FORM, *where) for where in SHOWN}
    marked = {(mark.block.top, mark.block.left) for mark in plan().highlights}
    checked = {(check.block.top, check.block.left) for check in plan().validations}
    assert not shown & (marked | checked)
    needed = " ".join(content_text(mark.formula) for mark in plan().highlights)
    row, column = place(FORM, "areas", "talk", "own")
    assert a1(row, column) not in needed.replace("$", "")
    assert a1(*place(FORM, "areas", "talk", "rating")) in needed.replace("$", "")


def test_a_scale_of_both_columns_is_explained_once() -> None:
    assert [cell.content for cell in plan().cells].count("3 = Good") == 1


ONLY_SEEN = """
sheetreview: 1
id: only-seen
version: 1
title: Only seen
roles: [{id: self, title: Self}, {id: manager, title: Manager}, {id: hr-lead, title: Lead}]
scales: [{id: two, levels: [{value: 1, label: Low}, {value: 2, label: High}]}]
header: [{id: name, label: Name, source: reviewee.name, filled_by: [hr]}]
sections:
  - id: seen
    title: Seen
    columns:
      - {id: what, title: What, kind: label}
      - {id: own, title: Own, kind: rating, scale: two, filled_by: [self], shown_to: [manager], required: true}
      - {id: why, title: Why, filled_by: [self], shown_to: [manager]}
    items: [{id: one, label: One}, {id: two, label: Two}]
    totals: [{column: own, label_in: what, summary_in: why}]
    rules: [{kind: requires, column: own, needs: [why]}]
  - {id: free, title: Free, columns: [{id: text, title: Text, kind: long-text}], blank_rows: 1}
"""


def test_a_section_a_role_only_sees_asks_for_nothing_and_counts_nothing() -> None:
    layout = parse_layout(ONLY_SEEN, "only-seen.yaml")
    form = edition(layout, "manager")
    (sheet,) = form_plan(form).sheets
    assert form.sections[0].totals == ()
    assert [cell.content for cell in sheet.cells if isinstance(cell.content, Formula)] == []
    assert sheet.validations == ()
    assert sheet.highlights == ()
    assert "TOTAL" not in {cell.content for cell in sheet.cells}
    unlocked = {cell.row for cell in sheet.cells if not cell.style.locked}
    assert unlocked == {place(form, "free", "row-1", "text")[0]}
    outcome = read(issued(form, Given(shown={})), layout)
    assert outcome.findings == ()
    assert {one.section for one in outcome.review.answers} == {"free"}


def test_a_section_begins_a_page_also_below_what_another_role_answered() -> None:
    source = ONLY_SEEN.replace("shown_to: [manager]}\n    items", "shown_to: [SOMEBODY]}\n    items")
    long = "".join(f", {{id: i{n}, label: Item {n}}}" for n in range(22))
    source = source.replace("{id: two, label: Two}]", "{id: two, label: Two}" + long + "]")
    seen, unseen = (
        form_plan(edition(parse_layout(source.replace("SOMEBODY", role), "x.yaml"), "manager")).sheets[0]
        for role in ("manager", "hr-lead")
    )
    assert seen.print.breaks_before == unseen.print.breaks_before != ()


def test_forms_in_a_bundle_show_each_its_own_answers() -> None:
    values: dict[str, str | float] = {REVIEWER: "For Ruth Abrams"}
    for number, given in enumerate((CAME_BACK, Given()), start=1):
        own = {**values_of(FORM, given), TAB: f"Tab {number}", NAME: f"Person {number}"}
        values |= {part_prefix(number) + name: value for name, value in own.items()}
    book = load_workbook(BytesIO(compile_plan(bundle_plan([FORM, FORM])).stamp(values)))
    where = place(FORM, "areas", "talk", "own")
    assert [book[f"Tab {number}"].cell(*where).value for number in (1, 2)] == [4, "–"]


def test_a_finding_about_a_section_names_it() -> None:
    sheet = opened(issued(FORM))
    sheet.delete_rows(place(FORM, "areas", "talk", "rating")[0])
    lost = next(finding for finding in read(saved(sheet), LAYOUT).findings if finding.code == "row-lost")
    assert lost.section == "areas"
