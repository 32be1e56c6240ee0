"""Plans of the forms that ship, filled for somebody, and what their requests are."""

from __future__ import annotations

from functools import cache
from typing import Any

from google_standin.schemas import discovery
from sheetreview.form.bundle import NAME, REVIEWER, bundle_plan, part_prefix
from sheetreview.form.compose import form_plan
from sheetreview.form.how_to import Medium
from sheetreview.form.keys import identity_for
from sheetreview.form.slots import TAB, Given, slot_values
from sheetreview.google.render import BookSettings, build_requests
from sheetreview.model.edition import Edition
from sheetreview.sheet.fill import filled
from sheetreview.sheet.plan import BookPlan, Cell, Content, SheetPlan
from tests.layouts.forms import ASSIGNMENT, SETTINGS
from tests.layouts.reading import NAMES, cut, layout

GERMAN = BookSettings(locale="de_DE", time_zone="Europe/Berlin")

FORMS = tuple((name, role.id) for name in NAMES for role in layout(name).roles)
"""Every form that ships: layout and role."""

Requests = list[dict[str, Any]]


def form_edition(name: str, role: str) -> Edition:
    """A form with all its conditional sections."""
    return cut(name, role, *(part.id for part in layout(name).sections if part.issued_when))


def values_of(edition: Edition) -> dict[str, str | float]:
    """The personal values of a form before anything else is known."""
    return slot_values(edition, ASSIGNMENT, SETTINGS, identity_for("ABCDEFGHIJ23", edition, ASSIGNMENT), Given())


@cache
def form(name: str, role: str) -> BookPlan:
    """A form filled for somebody."""
    edition = form_edition(name, role)
    return filled(form_plan(edition, medium=Medium.SHEET), values_of(edition))


def bundle(*tabs: str, name: str = "customer-service", role: str = "manager") -> BookPlan:
    """A reviewer's workbook with a form of one kind on each tab."""
    edition = form_edition(name, role)
    values: dict[str, str | float] = {REVIEWER: "For Ruth Abrams"}
    for number, tab in enumerate(tabs, start=1):
        own = {**values_of(edition), TAB: tab, NAME: tab}
        values |= {part_prefix(number) + slot: value for slot, value in own.items()}
    return filled(bundle_plan([edition] * len(tabs), medium=Medium.SHEET), values)


def built(
    plan: BookPlan, *, first_id: int = 101, replaces: tuple[int, ...] = (0,), settings: BookSettings = GERMAN
) -> Requests:
    """A plan's requests; its sheets have the ids 101, 102 and so on."""
    ids = range(first_id, first_id + len(plan.sheets))
    return build_requests(plan, sheet_ids=ids, replaces=replaces, settings=settings, mark="the mark")


def book(*sheets: SheetPlan) -> BookPlan:
    """A workbook of some sheets."""
    return BookPlan(title="Book", sheets=sheets)


def sheet_of(*contents: Content, title: str = "Sheet") -> SheetPlan:
    """A sheet with contents below each other in column A."""
    cells = (Cell(row=row, column=1, content=content) for row, content in enumerate(contents, start=1))
    return SheetPlan(title=title, cells=tuple(cells))


def kind(requests: Requests, name: str) -> Requests:
    """The requests of one kind, in order."""
    return [request[name] for request in requests if name in request]


def problems(requests: Requests) -> list[str]:
    """What Google's schemas have against the requests."""
    return discovery().validate_body("sheets", "BatchUpdateSpreadsheetRequest", {"requests": requests})
