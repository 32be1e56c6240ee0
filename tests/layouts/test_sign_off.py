"""The lines to sign at the end of the shipped layouts' forms."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from sheetreview.form.compose import form_plan
from sheetreview.form.tracks import KEY_COLUMN
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.model.edition import edition
from sheetreview.model.finding import Severity
from sheetreview.model.layout import Section

from .forms import Place, column_of, fill, issue, returned, row_of
from .reading import NAMES, cut, layout

pytestmark = pytest.mark.no_cover

A_CENTIMETRE = 72 / 2.54
SHEET_WIDTHS = {"a4": (595, 842), "letter": (612, 792)}
SIGNED = [
    ("account-manager", "manager"),
    ("account-review", "manager"),
    ("customer-service", "manager"),
    ("sales", "manager"),
]
UNSIGNED = [("account-manager", "self"), ("customer-report-card", "customer")]


def lines_of(name: str, role: str) -> Section:
    (found,) = [section for section in cut(name, role).sections if section.sign_off is not None]
    return found


def test_every_form_but_the_customers_and_the_self_assessment_ends_with_lines_to_sign() -> None:
    forms = [(name, role.id) for name in NAMES for role in layout(name).roles]
    ends = [(name, role) for name, role in forms if cut(name, role).sections[-1].sign_off is not None]
    assert ends == SIGNED
    assert not [form for form in UNSIGNED if any(section.sign_off for section in cut(*form).sections)]


@pytest.mark.parametrize(("name", "role"), SIGNED)
def test_signing_is_to_have_read_the_review_not_to_agree_with_it(name: str, role: str) -> None:
    found = lines_of(name, role)
    assert "talked about" in found.intro
    assert "does not say that you agree" in found.intro
    assert [item.id for item in found.items] == ["reviewer", "reviewee"]
    assert not any(column.required for column in found.columns)


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(("name", "role"), SIGNED)
def test_there_is_room_to_sign_on_paper(name: str, role: str, paper: str) -> None:
    _, found = issue(name, role)
    (sheet,) = form_plan(found, paper).sheets
    shown = [column for column in sheet.columns if not column.hidden]
    # A character is about 5.6 points wide, and the margins take 90.
    across = SHEET_WIDTHS[paper][sheet.print.landscape] - 90
    scale = min(1.0, across / (5.6 * sum(column.width for column in shown)))
    keys = {f"sign-off.{line}" for line in lines_of(name, role).row_ids}
    rows = {cell.row for cell in sheet.cells if cell.content in keys}
    assert len(rows) == len(keys)
    assert min(plan.height for plan in sheet.rows if plan.row in rows) * scale >= 0.95 * A_CENTIMETRE
    first, end = (column_of(found, "sign-off", column) for column in ("name", "date"))
    width = sum(column.width for column in shown if first <= column.column < end)
    assert width * 5.6 * scale >= 4 * A_CENTIMETRE


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(("name", "role"), SIGNED)
def test_no_page_begins_with_the_lines_to_sign(name: str, role: str, paper: str) -> None:
    for sections in ((), tuple(s.id for s in layout(name).sections if s.issued_when)):
        (sheet,) = form_plan(cut(name, role, *sections), paper).sheets
        (title,) = [cell.row for cell in sheet.cells if cell.content == "Sign-off"]
        assert title not in sheet.print.breaks_before


def pages(rows: int) -> tuple[dict[str, int], tuple[int, ...]]:
    """Where the sections of a form begin whose middle one has so many rows, and the rows that begin a page."""
    source = f"""
sheetreview: 1
id: paged
version: 1
title: Paged
roles: [{{id: manager, title: Manager}}]
sections:
  - {{id: a, title: First, columns: [{{id: x, title: X}}, {{id: y, title: Y}}], blank_rows: 2}}
  - {{id: b, title: Second, columns: [{{id: x, title: X}}, {{id: y, title: Y}}], blank_rows: {rows}}}
  - id: c
    title: Third
    columns: [{{id: l, title: L, kind: label}}, {{id: n, title: N}}, {{id: d, title: D, kind: date}}]
    items: [{{id: i, label: I}}, {{id: j, label: J}}]
    sign_off: {{name: n, date: d}}
"""
    (sheet,) = form_plan(edition(parse_layout(source, "paged.yaml"), "manager")).sheets
    starts = {str(c.content): c.row for c in sheet.cells if c.content in ("First", "Second", "Third")}
    return starts, sheet.print.breaks_before


def test_lines_to_sign_take_the_section_before_them_along_to_a_new_page() -> None:
    starts, breaks = pages(14)
    assert breaks == (starts["Second"],)
    assert pages(4)[1] == ()


def test_lines_to_sign_take_the_last_row_along_of_a_section_that_fills_its_page() -> None:
    starts, breaks = pages(19)
    assert breaks == (starts["Second"], starts["Third"] - 3)


def test_lines_to_sign_stand_on_the_last_page_of_a_section_that_fills_more_than_one() -> None:
    starts, breaks = pages(30)
    assert [row for row in breaks if row > starts["Second"]] == list(breaks)
    assert max(breaks) < starts["Third"] - 2


def test_lines_to_sign_are_never_alone_on_a_page() -> None:
    assert [rows for rows in range(1, 60) if (found := pages(rows))[0]["Third"] in found[1]] == []


@pytest.mark.parametrize(("name", "role"), SIGNED)
def test_a_form_that_is_only_signed_is_not_blank_and_lacks_every_rating(name: str, role: str) -> None:
    data, found = issue(name, role)
    typed: dict[Place, str | float] = {
        ("sign-off", "reviewee", "name"): "Zoë Ångström",
        ("sign-off", "reviewee", "date"): "2026-12-07",
    }
    review, findings = returned(fill(data, found, typed), name)
    assert not review.blank
    asked = [
        item.id
        for section in found.sections
        for column in section.columns
        if column.required and found.fills(column)
        for item in section.items
        if not item.optional
    ]
    missing = [f for f in findings if f.code == "missing-rating"]
    assert len(missing) == len(asked)
    assert not [f for f in findings if f.section == "sign-off"]


def test_a_name_without_a_date_is_a_warning_at_the_date() -> None:
    data, found = issue("customer-service", "manager")
    _, findings = returned(fill(data, found, {("sign-off", "reviewer", "name"): "Ruth Abrams"}), "customer-service")
    (one,) = [f for f in findings if f.section == "sign-off"]
    assert (one.code, one.severity, one.item) == (
        "required-together",
        Severity.WARNING,
        "Person Conducting Review",
    )


@pytest.mark.parametrize(("name", "role"), SIGNED)
def test_lines_that_were_sorted_keep_their_names(name: str, role: str) -> None:
    data, found = issue(name, role)
    typed: dict[Place, str | float] = {
        ("sign-off", "reviewer", "name"): "Ruth Abrams",
        ("sign-off", "reviewer", "date"): "2026-12-07",
        ("sign-off", "reviewee", "name"): "Zoë Ångström",
        ("sign-off", "reviewee", "date"): "2026-12-08",
    }
    book = load_workbook(BytesIO(fill(data, found, typed)))
    sheet = book.worksheets[0]
    rows = [row_of(sheet, f"sign-off.{line}") for line in ("reviewer", "reviewee")]
    assert not [merge for merge in sheet.merged_cells.ranges if merge.min_row in rows]
    assert sheet.max_column > KEY_COLUMN
    for column in range(1, sheet.max_column + 1):
        one, other = (sheet.cell(row, column) for row in rows)
        one.value, other.value = other.value, one.value
    buffer = BytesIO()
    book.save(buffer)
    review, _ = returned(buffer.getvalue(), name)
    read = {(a.section, a.row, a.column): a.value for a in review.answers if a.section == "sign-off"}
    assert read == typed
