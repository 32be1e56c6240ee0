"""Forms as they are issued, filled in through a workbook library, and read back through the front door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.check.rules import check_review
from sheetreview.form.bundle import NAME, REVIEWER, bundle_plan, part_prefix
from sheetreview.form.compose import form_plan
from sheetreview.form.keys import FORMAT, edition_for
from sheetreview.form.locate import find_forms
from sheetreview.form.slots import TAB, Given, slot_values
from sheetreview.inputs.layout_file import builtin_layouts, load_layout, parse_layout
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition, edition
from sheetreview.model.finding import Finding, Severity
from sheetreview.model.layout import ColumnKind, Layout
from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.model.review import Answer, FormIdentity, Review
from sheetreview.reading.open import parse_book
from sheetreview.sheet.address import column_letters
from sheetreview.steps.reading import one_review, read_review
from sheetreview.xlsx.stamp import CompiledPlan, compile_plan

CUSTOMER = load_layout(builtin_layouts()["customer-service"])
FORM_ID = "ABCDEFGHIJ23"
SETTINGS = CycleSettings(id="ABCDEFGH", name="Half-year 2026", period="H2 2026", layout="customer-service")
ASSIGNMENT = Assignment(
    reviewee=Person(employee_id="E 7", name="Zoë Ångström", title="Account Manager", email="zoe@example.com"),
    reviewer=Reviewer(name="Ruth Abrams", email="ruth@example.com", title="Director"),
    extra={"scope": "Half-year review"},
)

SALES: dict[str, int] = {
    "support-management": 4,
    "satisfaction": 5,
    "support-efficiency": 2,
    "upselling-activity": 3,
    "upselling-success": 1,
    "cross-selling-attempts": 2,
    "cross-selling-success": 5,
    "revenue-management": 3,
    "revenue-generation": 4,
    "retention": 2,
    "other": 5,
}
JOB: dict[str, int] = {
    "professionalism": 3,
    "motivation": 1,
    "time-management": 2,
    "project-management": 3,
    "eagerness-to-learn": 2,
    "communication": 1,
    "adoption": 3,
    "attention-to-detail": 2,
}
METRICS = {"sales.support-management": "143", "sales.cross-selling-success": "22 %"}
LABEL, KEY, METRIC, RATING, NOTES = 1, 2, 3, 4, 5
LAST_ROW = 50
"""Columns of the customer-service form."""


def typed_ratings() -> dict[tuple[str, str], str]:
    """What `typed_form` has in its rating cells."""
    return {("sales", row): str(n) for row, n in SALES.items()} | {("job", row): str(n) for row, n in JOB.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One file read back and checked."""

    review: Review
    findings: tuple[Finding, ...]

    @property
    def ratings(self) -> dict[tuple[str, str], str]:
        """Values of the rating cells that hold one, by section and row."""
        return {(a.section, a.row): a.value for a in self.review.answers if a.column == "rating" and a.value}

    def codes(self, *severities: Severity) -> list[str]:
        """Codes of the findings of some severities (without any: of all), in order."""
        return [finding.code for finding in self.findings if not severities or finding.severity in severities]

    def serious(self) -> list[str]:
        """Codes and cells of errors and warnings."""
        grave = (Severity.ERROR, Severity.WARNING)
        return [f"{finding.code} {finding.cell}".strip() for finding in self.findings if finding.severity in grave]

    def answer(self, section: str, row: str, column: str) -> Answer:
        """One answer."""
        return next(a for a in self.review.answers if (a.section, a.row, a.column) == (section, row, column))


def identity(layout: Layout, role: str = "manager") -> FormIdentity:
    return FormIdentity(
        format=FORMAT,
        form_id=FORM_ID,
        layout_id=layout.id,
        layout_version=layout.version,
        role=role,
        reviewee_id=ASSIGNMENT.reviewee.employee_id,
    )


@cache
def _compiled(layout: str, role: str) -> tuple[CompiledPlan, Edition]:
    cut = edition(CUSTOMER if layout == CUSTOMER.id else parse_layout(layout, "test.yaml"), role)
    return compile_plan(form_plan(cut)), cut


def issue(
    source: str = CUSTOMER.id, role: str = "manager", *, metrics: Mapping[str, str] = METRICS
) -> tuple[bytes, Edition]:
    """A form as generate writes it, from the YAML of a layout (or the name of the shipped one)."""
    compiled, cut = _compiled(source, role)
    values = slot_values(cut, ASSIGNMENT, SETTINGS, identity(cut.layout, role), Given(metrics=metrics))
    return compiled.stamp(values), cut


def bundle(names: list[str]) -> bytes:
    """A bundle of customer-service forms for some people."""
    cut = edition(CUSTOMER, "manager")
    values: dict[str, str | float] = {REVIEWER: "For Ruth Abrams"}
    for number, name in enumerate(names, start=1):
        who = FormIdentity(
            format=1, form_id=f"AAAAAAAAAAA{number + 1}", layout_id=CUSTOMER.id, layout_version=1, role="manager"
        )
        own = {**slot_values(cut, ASSIGNMENT, SETTINGS, who, Given()), TAB: name, NAME: name}
        values |= {part_prefix(number) + key: text for key, text in own.items()}
    return compile_plan(bundle_plan([cut] * len(names))).stamp(values)


def opened(data: bytes) -> Worksheet:
    """The first sheet of a workbook, without merges so that rows can be moved."""
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    return sheet


def saved(sheet: Worksheet, *, fixed: bool = False) -> bytes:
    """The bytes of a sheet's workbook, whose rows grow as those of programs do; openpyxl would have them ``fixed``."""
    assert sheet.parent is not None
    for dimension in sheet.row_dimensions.values() if not fixed else ():
        dimension.height = None
    buffer = BytesIO()
    sheet.parent.save(buffer)
    return buffer.getvalue()


def row_of(sheet: Worksheet, key: str, column: int = KEY) -> int:
    """Sheet row with a key."""
    for (cell,) in sheet.iter_rows(min_col=column, max_col=column):
        if str(cell.value).split(" ~")[0] == key:
            assert cell.row is not None
            return cell.row
    raise KeyError(key)


def form_key_row(sheet: Worksheet) -> int:
    """Sheet row with the form's own key."""
    rows = (
        row for row in range(1, sheet.max_row + 1) if str(sheet.cell(row, KEY).value).startswith("sheetreview-form")
    )
    return next(rows)


def at(sheet: Worksheet, key: str, column: int) -> str:
    """Address of the cell in a column beside a key."""
    return f"{column_letters(column)}{row_of(sheet, key)}"


def typed_form() -> Worksheet:
    """A customer-service form with everything filled in."""
    sheet = opened(issue()[0])
    for section, ratings in (("sales", SALES), ("job", JOB)):
        for row, rating in ratings.items():
            number = row_of(sheet, f"{section}.{row}")
            sheet.cell(number, RATING).value = rating
            sheet.cell(number, NOTES).value = f"Why {section} {row} is {rating}"
    other = row_of(sheet, "sales.other")
    sheet.cell(other, LABEL).value = "Onboarding of colleagues"
    sheet.cell(other, METRIC).value = "3 people"
    open_cell(sheet, "header.review-date").value = "2026-12-07"
    open_cell(sheet, "plan.row-1").value = "Two goals for spring."
    return sheet


def open_cell(sheet: Worksheet, key: str) -> Cell:
    """The first cell of a row that can be filled in."""
    (row,) = sheet.iter_rows(min_row=row_of(sheet, key), max_row=row_of(sheet, key))
    return next(cell for cell in row if isinstance(cell, Cell) and not cell.protection.locked)


def read(data: bytes, layout: Layout = CUSTOMER, name: str = "form.xlsx") -> Outcome:
    """Read a returned file and check it, as collect and check do."""
    book = parse_book(data, name)
    review = one_review([read_review(book, found, layout) for found in find_forms(book)])
    return Outcome(review=review, findings=check_review(edition_for(review.identity, layout), review))


def after(damage: Callable[[Worksheet], None]) -> Outcome:
    """What is read from the filled form after an accident."""
    sheet = typed_form()
    damage(sheet)
    return read(saved(sheet))


def rating_columns(cut: Edition) -> dict[tuple[str, str], None]:
    """Section and column ids of an edition's ratings."""
    return {(s.id, c.id): None for s in cut.sections for c in s.columns if c.kind is ColumnKind.RATING}
