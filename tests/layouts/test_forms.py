"""The forms of the shipped layouts: what stands in them, and what is found in them when they come back."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from sheetreview.form.compose import form_plan
from sheetreview.form.slots import Given
from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding, Severity
from sheetreview.model.layout import ColumnKind
from sheetreview.model.people import Previous
from sheetreview.model.review import Answer, AnswerState

from .forms import ASSIGNMENT, Place, column_of, fill, issue, returned, row_of
from .reading import NAMES, layout

pytestmark = pytest.mark.no_cover

PAGES = {"a4": (595, 842), "letter": (612, 792)}
MARGINS = 72
PIP = ("pip", "pip-follow-ups")
FORMS = [
    *((name, role.id, ()) for name in NAMES for role in layout(name).roles),
    ("sales", "manager", PIP),
]
SMALLEST = 0.85
"""What a form is printed at, by how it would be as large as on the screen, for a page to be read with ease."""


def complete(found: Edition) -> dict[Place, str | float]:
    """The least that makes a form complete: required ratings in the middle of their scale, required texts and dates."""
    typed: dict[Place, str | float] = {("header", f.id, ""): "2026-12-07" for f in found.header if f.required}
    for section in found.sections:
        for column in section.columns:
            if not column.required or not found.fills(column):
                continue
            rows = [item.id for item in section.items if not item.optional] or ["row-1"]
            for row in rows:
                typed[section.id, row, column.id] = sample(found, column.kind, column.scale)
    return typed


def sample(found: Edition, kind: ColumnKind, scale: str | None) -> str | float:
    if kind is not ColumnKind.RATING:
        return "Two renewals early"
    levels = found.layout.scale_by_id[scale or ""].levels
    value = levels[len(levels) // 2].value
    return int(value) if value.isdecimal() else value


def serious(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(f.code, f.severity.value) for f in findings if f.severity is not Severity.NOTICE]


def of_form(name: str, typed: Mapping[Place, str | float], *sections: str, given: Given | None = None) -> list[Finding]:
    """Errors and warnings of a manager's or customer's otherwise complete form."""
    role = layout(name).roles[-1].id
    data, found = issue(name, role, *sections, given=given or Given())
    _, findings = returned(fill(data, found, {**complete(found), **typed}), name)
    return [finding for finding in findings if finding.severity is not Severity.NOTICE]


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(("name", "role", "sections"), FORMS)
def test_a_form_is_printed_large_enough_to_be_read(name: str, role: str, sections: tuple[str, ...], paper: str) -> None:
    _, found = issue(name, role, *sections)
    (sheet,) = form_plan(found, paper).sheets
    across = PAGES[paper][sheet.print.landscape] - MARGINS
    # A column is 7 pixels a character wide, and 5 for its padding.
    points = sum((7 * column.width + 5) * 0.75 for column in sheet.columns if not column.hidden)
    assert across / points >= SMALLEST


@pytest.mark.parametrize(("name", "role", "sections"), FORMS)
def test_every_text_of_the_layout_stands_in_the_form_in_its_order(
    name: str, role: str, sections: tuple[str, ...]
) -> None:
    data, found = issue(name, role, *sections)
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    shown = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    place = 0
    for section in found.sections:
        wide = len(section.columns) == 1
        wanted = [
            section.title,
            *([] if wide else [c.title for c in section.columns]),
            *(i.label for i in section.items),
        ]
        for text in wanted:
            place = shown.index(text, place) + 1


@pytest.mark.parametrize(("name", "role", "sections"), FORMS)
def test_a_complete_form_comes_back_without_findings(name: str, role: str, sections: tuple[str, ...]) -> None:
    data, found = issue(name, role, *sections)
    typed = complete(found)
    review, findings = returned(fill(data, found, typed), name)
    warned = {("note-required", "warning")} if name == "customer-service" else set()
    assert set(serious(findings)) == warned
    read = {(a.section, a.row, a.column): a.value for a in review.answers if a.value}
    assert read == {place: str(value) for place, value in typed.items() if place[0] != "header"}


@pytest.mark.parametrize(("name", "role", "sections"), FORMS)
def test_an_untouched_form_is_blank(name: str, role: str, sections: tuple[str, ...]) -> None:
    review, _ = returned(issue(name, role, *sections)[0], name)
    assert review.blank


def test_a_plan_action_without_owner_and_date_is_two_errors_at_their_cells() -> None:
    data, found = issue("sales", "manager", *PIP)
    typed: dict[Place, str | float] = {
        ("pip", "row-2", "action"): "Ten calls a week",
        ("pip", "row-2", "outcome"): "Four leads a week",
        ("pip", "row-2", "guidance"): "The script of the team",
    }
    _, findings = returned(fill(data, found, {**complete(found), **typed}), "sales")
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    row = row_of(sheet, "pip.row-2")
    cells = {sheet.cell(row, column_of(found, "pip", name)).coordinate for name in ("owner", "due")}
    assert [(f.code, f.severity) for f in findings] == [("required-with", Severity.ERROR)] * 2
    assert {f.cell for f in findings} == cells
    assert all("Ten calls a week" in f.message for f in findings)


def test_a_c_on_the_report_card_is_no_rating() -> None:
    (found,) = of_form("customer-report-card", {("behaviours", "returns-calls", "rating"): "C"})
    assert found.severity is Severity.ERROR
    assert found.item == "always returns my calls or e-mails promptly"
    assert "C" in found.message
    assert "A, B, D" in found.fix


def test_a_customers_form_holds_nothing_internal_in_any_part() -> None:
    previous = Previous(cycle="Spring 2026", percent=53, band="Below target")
    data, _ = issue(
        "customer-report-card", "customer", given=Given(metrics={"behaviours.partner": "77"}, previous=previous)
    )
    with ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name).decode("utf-8", errors="replace") for name in package.namelist()}
    assert any("Zoë Ångström" in text for text in parts.values())
    person, account = ASSIGNMENT.reviewee, ASSIGNMENT.account
    internal = [
        person.employee_id,
        person.email,
        ASSIGNMENT.reviewer.email,
        person.team,
        account,
        "Spring 2026",
        "2026-08-04",
    ]
    assert [(name, word) for name, text in parts.items() for word in internal if word in text] == []


def test_a_red_risk_without_an_action_is_an_error_and_an_amber_one_is_not() -> None:
    typed: dict[Place, str | float] = {
        ("risks", "row-1", "risk"): "The sponsor leaves",
        ("risks", "row-1", "rating"): "Red",
        ("risks", "row-1", "owner"): "Ivo Blank",
        ("risks", "row-1", "due"): "2026-12-31",
        ("risks", "row-2", "risk"): "A new competitor",
        ("risks", "row-2", "rating"): "Amber",
    }
    (found,) = of_form("account-review", typed)
    assert (found.code, found.severity) == ("required-with", Severity.ERROR)
    assert found.message == "Action is empty although Rating is 'Red'"


@pytest.mark.parametrize(
    ("name", "section", "what"),
    [("account-review", "actions", "action"), ("account-manager", "actions", "action")],
)
def test_an_action_needs_an_owner_and_a_date(name: str, section: str, what: str) -> None:
    found = of_form(name, {(section, "row-1", what): "Send the new price list"})
    assert [(f.code, f.severity) for f in found] == [("required-with", Severity.ERROR)] * 2


def test_a_low_rating_without_evidence_is_a_warning() -> None:
    found = of_form("account-manager", {("areas", "revenue", "rating"): 1})
    assert [(f.code, f.severity, f.item) for f in found] == [
        ("note-required", Severity.WARNING, "Revenue Generation and Retention")
    ]


def test_the_manager_sees_the_self_assessment_and_it_is_never_the_managers_answer() -> None:
    rating = Answer(
        section="areas",
        row="revenue",
        column="self-rating",
        cell="D9",
        typed="5",
        state=AnswerState.VALID,
        value="5",
        number=5,
    )
    data, found = issue("account-manager", "manager", given=Given(shown={("areas", "revenue", "self-rating"): rating}))
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    cell = sheet.cell(row_of(sheet, "areas.revenue"), column_of(found, "areas", "self-rating"))
    assert cell.value == 5
    assert cell.protection.locked
    review, findings = returned(fill(data, found, complete(found)), "account-manager")
    assert serious(findings) == []
    assert not [a for a in review.answers if a.column in ("self-rating", "self-evidence") or a.section == "strengths"]


def test_goals_of_the_last_review_come_back_as_progress() -> None:
    previous = Previous(
        cycle="Spring 2026",
        rows={
            "next-goals": ({"goal": "Win three accounts", "measure": "Contracts", "target": "4", "date": "2026-10-31"},)
        },
    )
    data, found = issue("sales", "manager", given=Given(previous=previous))
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    row = row_of(sheet, "goals.row-1")
    shown = [sheet.cell(row, column_of(found, "goals", name)).value for name in ("goal", "measure", "target")]
    assert shown == ["Win three accounts", "Contracts", 4]
    typed: dict[Place, str | float] = {
        ("goals", "row-1", "actual"): 3,
        ("goals", "row-1", "status"): "Partly attained",
    }
    review, findings = returned(fill(data, found, {**complete(found), **typed}), "sales")
    assert serious(findings) == []
    read = {a.column: a.value for a in review.answers if (a.section, a.row) == ("goals", "row-1") and a.value}
    assert (read["goal"], read["target"], read["actual"]) == ("Win three accounts", "4", "3")
