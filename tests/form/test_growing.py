"""Texts that are longer than expected, in real programs: rows that grow, pages, and what is said of a text cut off."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheetreview.form import look
from sheetreview.form.bundle import bundle_plan
from sheetreview.form.compose import form_plan
from sheetreview.form.how_to import Medium
from sheetreview.form.slots import DUE, Given, slot_values
from sheetreview.form.tracks import lay_tracks
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.model.edition import edition
from sheetreview.reading.open import parse_book
from sheetreview.sheet.address import a1
from sheetreview.sheet.fill import filled
from sheetreview.sheet.measure import MAX_ROW_HEIGHT, row_height
from sheetreview.sheet.plan import BookPlan, SheetPlan, Slot, slot_names
from sheetreview.xlsx.render import render
from tests.layouts.reading import NAMES, cut, layout, source
from tests.programs import edit_in_libreoffice, gnumeric, libreoffice, program, run

from .issuing import (
    ASSIGNMENT,
    CUSTOMER,
    NOTES,
    SETTINGS,
    Outcome,
    after,
    identity,
    issue,
    opened,
    read,
    row_of,
    saved,
    typed_form,
)

LONG = "Everything that was agreed on was delivered in good time and to the client's satisfaction. " * 12
SCRIPTS = {
    "latin": "The quarterly results were presented to the client in good time, and every question was answered. ",
    "capitals": "WWWW MMMM WORKFLOW MANAGEMENT WWWWWWWWWW COMMUNICATION WITH CUSTOMERS AND SUPPLIERS. ",
    "german": "Donaudampfschifffahrtsgesellschaftskapitän Rechtsschutzversicherungsgesellschaften ",
    "chinese": "本年度の目標はすべて達成され、顧客からの評価も非常に高いものでした。次年度も期待します。",
    "thai": "ผลการปฏิบัติงานในปีนี้เป็นไปตามเป้าหมายทั้งหมดและได้รับคำชมจากลูกค้าอย่างสม่ำเสมอตลอดทั้งปีที่ผ่านมา",
    "devanagari": "इस वर्ष के सभी लक्ष्य समय पर पूरे किए गए और ग्राहकों से बहुत अच्छी प्रतिक्रिया मिली। ",
}
TABLE = """
sheetreview: 1
id: listing
version: 1
title: Listing
roles: [{{id: manager, title: Manager}}]
header: [{{id: name, label: Name, source: reviewee.name, filled_by: [hr]}}]
scales: [{{id: s, levels: [{{value: 1, label: Low}}, {{value: 2, label: High}}]}}]
sections:
  - id: points
    title: Points
    columns:
      - {{id: what, title: What it is about, kind: label}}
      - {{id: rating, title: Rated as, kind: rating, scale: s}}
      - {{id: notes, title: What to say of it, kind: long-text}}
    items: [{items}]
    blank_rows: 8
    totals: [{{column: rating, label_in: what}}]
"""


def listing(rows: int) -> SheetPlan:
    """The form of a table with so many items and eight blank rows."""
    items = ", ".join(f"{{id: i{n}, label: Point {n}}}" for n in range(rows))
    (sheet,) = form_plan(edition(parse_layout(TABLE.format(items=items), "listing.yaml"), "manager")).sheets
    return sheet


def rows_with(sheet: SheetPlan, text: str) -> list[int]:
    return [cell.row for cell in sheet.cells if cell.content == text]


def test_nothing_that_is_typed_stands_in_merged_cells() -> None:
    (sheet,) = form_plan(edition(CUSTOMER, "manager")).sheets
    open_cells = [cell for cell in sheet.cells if not cell.style.locked]
    assert open_cells
    assert not [c for c in open_cells for block in sheet.merges if block.covers(c.row, c.column)]


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_that_can_be_typed_into_looks_it(name: str) -> None:
    for role in layout(name).roles:
        (sheet,) = form_plan(cut(name, role.id)).sheets
        assert {cell.style.fill for cell in sheet.cells if not cell.style.locked} == {look.INPUT}


@pytest.mark.parametrize("medium", Medium)
@pytest.mark.parametrize("name", NAMES)
def test_every_form_and_every_index_says_when_it_is_due(name: str, medium: Medium) -> None:
    for role in layout(name).roles:
        index, form = bundle_plan([cut(name, role.id)], medium=medium).sheets
        assert Slot(f"1.{DUE}") in {cell.content for cell in index.cells}
        assert Slot(f"1.{DUE}") in {cell.content for cell in form.cells}


def test_the_day_that_the_roster_names_for_a_form_goes_before_that_of_the_cycle() -> None:
    settings = SETTINGS.model_copy(update={"due": date(2026, 12, 18)})
    said = [
        slot_values(edition(CUSTOMER, "manager"), one, settings, identity(CUSTOMER, "manager"), Given())[DUE]
        for one in (ASSIGNMENT, replace(ASSIGNMENT, due="2026-12-01"))
    ]
    assert said == ["Return by 2026-12-18", "Return by 2026-12-01"]


def test_the_line_with_the_day_is_no_text_of_a_persons() -> None:
    sheet = opened(issue()[0])
    row = row_of(sheet, "header.rep-name") - 1
    sheet.cell(row, 1).value = "Return by 2026-12-18"
    outcome = read(saved(sheet))
    assert outcome.review.untouched
    assert "text-outside" not in {finding.code for finding in outcome.findings}


def test_the_free_text_stands_in_the_widest_column_of_words() -> None:
    tracks = lay_tracks(edition(CUSTOMER, "manager"))
    assert tracks.widths[tracks.columns.index(tracks.text)] == max(tracks.widths)


@pytest.mark.parametrize("rows", range(1, 60, 2))
def test_no_page_holds_the_head_of_a_form_alone(rows: int) -> None:
    sheet = listing(rows)
    (band,) = rows_with(sheet, "Points")
    assert all(row > band + 4 for row in sheet.print.breaks_before)


@pytest.mark.parametrize("rows", [12, 30, 59, 100])
def test_the_titles_of_a_table_stand_on_top_of_each_of_its_pages_and_on_none_alone(rows: int) -> None:
    sheet = listing(rows)
    first, *again = rows_with(sheet, "What it is about")
    assert list(sheet.print.breaks_before) == again
    labels = {cell.row: cell.content for cell in sheet.cells if cell.column == 1}
    assert all(row + 1 in labels for row in (first, *again))


def test_a_form_that_is_kept_online_has_no_titles_between_its_rows() -> None:
    items = ", ".join(f"{{id: i{n}, label: Point {n}}}" for n in range(40))
    found = edition(parse_layout(TABLE.format(items=items), "listing.yaml"), "manager")
    (sheet,) = form_plan(found, medium=Medium.SHEET).sheets
    assert len(rows_with(sheet, "What it is about")) == 1


def cut_off(outcome: Outcome) -> list[str]:
    return [finding.cell for finding in outcome.findings if finding.code == "text-cut"]


def test_a_text_that_its_fixed_row_cuts_on_paper_is_a_notice() -> None:
    # openpyxl fixes every row at the height it has.
    row = row_of(opened(issue()[0]), "sales.retention")
    sheet = typed_form()
    sheet.cell(row, NOTES).value = LONG
    long = read(saved(sheet, fixed=True))
    assert cut_off(long) == [a1(row, NOTES)]
    assert long.serious() == after(lambda _: None).serious()


def test_a_text_in_a_row_that_is_high_enough_is_no_notice() -> None:
    sheet = opened(issue()[0])
    row = row_of(sheet, "sales.retention")
    sheet.cell(row, NOTES).value = LONG[:600]
    sheet.row_dimensions[row].height = row_height(LONG[:600], 48)
    assert cut_off(read(saved(sheet, fixed=True))) == []
    # Without a height of its own, the row is as high as a program makes it.
    sheet.row_dimensions[row].height = None
    assert cut_off(read(saved(sheet, fixed=True))) == []


def test_a_text_that_no_row_is_high_enough_for_is_a_notice() -> None:
    sheet = opened(issue()[0])
    row = row_of(sheet, "plan.row-1")
    sheet.cell(row, NOTES).value = LONG * 5
    sheet.row_dimensions[row].height = MAX_ROW_HEIGHT
    assert cut_off(read(saved(sheet))) == [a1(row, NOTES)]


@pytest.mark.parametrize("name", NAMES)
def test_what_nobody_typed_is_never_cut(name: str) -> None:
    for role in layout(name).roles:
        sheet = opened(issue(source(name), role.id)[0])
        for row in range(1, sheet.max_row + 1):
            sheet.row_dimensions[row].height = 5
        assert cut_off(read(saved(sheet, fixed=True), layout(name))) == []


def test_a_text_in_a_file_without_rows_of_any_height_is_not_cut() -> None:
    sheet = typed_form()
    sheet.cell(row_of(sheet, "plan.row-1"), NOTES).value = LONG * 5
    text = StringIO()
    csv.writer(text).writerows([cell.value for cell in row] for row in sheet.iter_rows())
    outcome = read(text.getvalue().encode(), name="form.csv")
    assert LONG.strip() in next(answer.typed for answer in outcome.review.answers if answer.section == "plan")
    assert cut_off(outcome) == []


def test_a_text_in_the_merged_cells_of_an_older_form_is_measured_over_all_of_them() -> None:
    sheet = opened(issue()[0])
    row = row_of(sheet, "plan.row-1")
    sheet.merge_cells(start_row=row, end_row=row, start_column=3, end_column=NOTES)
    sheet.cell(row, 3).value = LONG
    sheet.row_dimensions[row].height = 210
    assert cut_off(read(saved(sheet, fixed=True))) == []
    sheet.row_dimensions[row].height = 60
    assert cut_off(read(saved(sheet, fixed=True))) == [a1(row, 3)]


@pytest.mark.no_cover
def test_a_long_answer_typed_in_libreoffice_is_printed_to_its_last_word(tmp_path: Path) -> None:
    data, _ = issue()
    source = tmp_path / "form.xlsx"
    source.write_bytes(data)
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    cells = [a1(row_of(sheet, key), NOTES) for key in ("plan.row-1", "sales.satisfaction", "header.scope")]
    typed = dict.fromkeys(cells, LONG + "Lastword")
    target = tmp_path / "typed.xlsx"
    edit_in_libreoffice([{"source": str(source), "set": typed, "targets": [str(target)]}], tmp_path)
    pdf = libreoffice(target, tmp_path, "pdf")
    assert run(program("pdftotext"), "-layout", str(pdf), "-").count("Lastword") == len(cells)


def listing_file(rows: int, folder: Path) -> Path:
    """The form of such a table as a file, with an x in every place for a personal text."""
    book = BookPlan(title="Listing", sheets=(listing(rows),))
    source = folder / "listing.xlsx"
    source.write_bytes(render(filled(book, dict.fromkeys(slot_names(book), "x"))))
    return source


@pytest.mark.no_cover
def test_a_table_printed_by_libreoffice_has_its_titles_on_every_page(tmp_path: Path) -> None:
    pdf = libreoffice(listing_file(60, tmp_path), tmp_path, "pdf")
    pages = run(program("pdftotext"), "-layout", str(pdf), "-").rstrip("\f").split("\f")
    assert len(pages) > 2
    assert [page.count("What to say of it") for page in pages] == [1] * len(pages)
    assert all(re.search(r"Point \d", page) for page in pages[:-1])


@pytest.mark.no_cover
def test_ratings_are_counted_across_the_titles_between_them(tmp_path: Path) -> None:
    sheet = listing(30)
    assert len(rows_with(sheet, "What it is about")) > 1
    rows = {str(cell.content): cell.row for cell in sheet.cells if str(cell.content).startswith("points.")}
    typed = {a1(row, 3): "2" for key, row in rows.items() if key.startswith("points.i")}
    typed |= {a1(rows["points.row-1"], 1): "More", a1(rows["points.row-1"], 3): "1"}
    options = [option for cell, value in typed.items() for option in ("--set", f"{cell}={value}")]
    target = gnumeric(listing_file(30, tmp_path), tmp_path / "rated.xlsx", *options)
    shown = parse_book(target.read_bytes(), "rated.xlsx").sheets[0].cells.values()
    assert "Rated so far: 31 of 31 – complete" in shown


@pytest.mark.no_cover
def test_rows_are_as_high_as_libreoffice_makes_them_in_any_script(tmp_path: Path) -> None:
    data, found = issue()
    source, target = tmp_path / "form.xlsx", tmp_path / "typed.xlsx"
    source.write_bytes(data)
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    keys = [f"sales.{item.id}" for item in found.sections[0].items]
    rows = {row_of(sheet, key): text * 4 for key, text in zip(keys, SCRIPTS.values(), strict=False)}
    typed = {a1(row, NOTES): text for row, text in rows.items()}
    edit_in_libreoffice([{"source": str(source), "set": typed, "targets": [str(target)]}], tmp_path)
    made = load_workbook(target).worksheets[0].row_dimensions
    width = lay_tracks(found).widths[-1]
    for row, text in rows.items():
        assert made[row].height > 40
        assert row_height(text, width) >= made[row].height
