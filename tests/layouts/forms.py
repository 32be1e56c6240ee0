"""Forms of the shipped layouts as they are issued, filled in through a workbook library, and read back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.check.rules import check_review
from sheetreview.form.cells import is_table
from sheetreview.form.compose import form_plan
from sheetreview.form.keys import identity_for
from sheetreview.form.locate import find_forms
from sheetreview.form.slots import Given, slot_values
from sheetreview.form.tracks import KEY_COLUMN, lay_tracks
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding
from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.model.review import Review
from sheetreview.reading.open import parse_book
from sheetreview.steps.reading import one_review, read_review
from sheetreview.xlsx.stamp import CompiledPlan, compile_plan

from .reading import cut, layout

SETTINGS = CycleSettings(id="ABCDEFGH", name="Autumn 2026", period="H2 2026", layout="sales")
ASSIGNMENT = Assignment(
    reviewee=Person(
        employee_id="E-7", name="Zoë Ångström", title="Account Manager", email="zoe@example.com", team="North"
    ),
    reviewer=Reviewer(name="Ruth Abrams", email="ruth@example.com", title="Director"),
    account="Lumen Foods",
    month="2026-11",
    extra={"size": "Large", "complexity": "High", "potential": "Medium", "last_review": "2026-08-04"},
)
NOTHING = Given()

Place = tuple[str, str, str]
"""Section, row and column ids of a cell."""


@cache
def compiled(name: str, role: str, *sections: str) -> tuple[CompiledPlan, Edition]:
    """A role's form of a shipped layout, with some conditional sections, before anybody's name is in it."""
    found = cut(name, role, *sections)
    return compile_plan(form_plan(found)), found


def issue(name: str, role: str, *sections: str, given: Given = NOTHING) -> tuple[bytes, Edition]:
    """A form as generate writes it."""
    plan, found = compiled(name, role, *sections)
    identity = identity_for("ABCDEFGHIJ23", found, ASSIGNMENT)
    return plan.stamp(slot_values(found, ASSIGNMENT, SETTINGS, identity, given)), found


def fill(data: bytes, found: Edition, typed: Mapping[Place, str | float]) -> bytes:
    """A form with some cells typed into; the section ``header`` names fields by row."""
    book = load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    for (section, row, column), value in typed.items():
        sheet.cell(row_of(sheet, f"{section}.{row}"), column_of(found, section, column)).value = value
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def row_of(sheet: Worksheet, key: str) -> int:
    """Sheet row with a key."""
    for (cell,) in sheet.iter_rows(min_col=KEY_COLUMN, max_col=KEY_COLUMN):
        if str(cell.value).split(" ~")[0] == key:
            assert cell.row is not None
            return cell.row
    raise KeyError(key)


def column_of(found: Edition, section: str, column: str) -> int:
    """Sheet column of a section's column."""
    tracks = lay_tracks(found)
    if section == "header":
        return tracks.field
    if not is_table(next(part for part in found.sections if part.id == section)):
        return tracks.text
    return tracks.placed[section][column]


def returned(data: bytes, name: str) -> tuple[Review, tuple[Finding, ...]]:
    """What is read from a returned form, and what is found in it."""
    book = parse_book(data, "form.xlsx")
    review = one_review([read_review(book, form, layout(name)) for form in find_forms(book)])
    sections = [part for part in review.identity.variant.split("+") if ":" not in part]
    return review, check_review(cut(name, review.identity.role, *sections), review)
