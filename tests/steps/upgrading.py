"""A layout in several versions, and cycles in which it changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.cycle.store import Store
from sheetreview.form.locate import find_forms
from sheetreview.reading.open import open_book
from sheetreview.steps.collect import collect
from sheetreview.steps.generate import Generated, generate
from sheetreview.steps.init import init_cycle
from sheetreview.steps.intake import Collected
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import read_review
from sheetreview.steps.upgrade.upgrade import Upgraded, upgrade
from tests.steps.making import TEAM, write_roster

HEAD = """\
sheetreview: 1
id: checkup
version: {version}
title: Checkup
roles: [{{id: manager, title: Manager}}]
"""
SCALES_1 = """\
scales:
  - id: five
    levels:
      - {value: 1, label: Poor}
      - {value: 2, label: Fair}
      - {value: 3, label: Good}
      - {value: 4, label: Very good}
      - {value: 5, label: Superb}
  - id: traits
    levels: [{value: 1, label: Below}, {value: 2, label: Meets}, {value: 3, label: Above}]
"""
SCALES_2 = SCALES_1.replace(
    "[{value: 1, label: Below}, {value: 2, label: Meets}, {value: 3, label: Above}]",
    "[{value: C, label: Below, number: 1}, {value: B, label: Meets, number: 2}, {value: A, label: Super, number: 3}]",
)
HEADER = """\
header:
  - {id: name, label: Who, source: reviewee.name, filled_by: [hr]}
  - {id: held, label: Held on, kind: date, filled_by: [manager]}
"""
SECTIONS = """\
sections:
  - id: work
    title: Work
    columns:
      - {{id: what, title: Task, kind: label}}
      - {{id: rating, title: Rating, kind: rating, scale: five, required: true}}
      - {{id: notes, title: Notes, kind: long-text}}
    items:
{work}
    totals: [{{column: rating, label_in: what, summary_in: notes, placeholder: "[Summary]"}}]
  - id: traits
    title: Traits
    columns:
      - {{id: what, title: Trait, kind: label}}
      - {{id: grade, title: Grade, kind: rating, scale: traits, required: true}}
    items:
      - {{id: calm, label: Calm}}
      - {{id: kind, label: Kind}}
  - id: goals
    title: Goals
    columns:
      - {{id: goal, title: Goal, kind: text}}
      - {{id: due, title: Due, kind: date}}
    blank_rows: 3
"""
QUALITY, CRAFT = "      - {id: quality, label: Quality of work}", "      - {id: craft, label: Quality of work}"
SPEED, MANNERS = "      - {id: speed, label: Speed}", "      - {id: manners, label: Manners}"
CARE, FOCUS = "      - {id: care, label: Care}", "      - {id: focus, label: Focus}"

V1 = HEAD.format(version=1) + SCALES_1 + HEADER + SECTIONS.format(work=f"{QUALITY}\n{SPEED}\n{MANNERS}")
V2 = HEAD.format(version=2) + SCALES_2 + HEADER + SECTIONS.format(work=f"{CARE}\n{CRAFT}\n{SPEED}\n{FOCUS}")
V3 = HEAD.format(version=3) + SCALES_2 + HEADER + SECTIONS.format(work=f"{SPEED}\n{CRAFT}\n{FOCUS}")
VERSIONS = {1: V1, 2: V2, 3: V3}

ANN_FORM, CY_FORM, DEE_FORM = "forms/bo-kim/ann-lee.xlsx", "forms/bo-kim/cy-roe.xlsx", "forms/gus-hay/dee-fox.xlsx"

FULL_1 = {
    ("Quality of work", "Rating"): 4,
    ("Quality of work", "Notes"): "Neat.",
    ("Speed", "Rating"): 2,
    ("Manners", "Rating"): 5,
    ("TOTAL", "Notes"): "A good year",
    ("Calm", "Grade"): 1,
    ("Kind", "Grade"): 3,
    ("Goal 2", "Goal"): "Learn to weld",
    ("Goal 2", "Due"): date(2026, 5, 1),
    ("Held on", ""): date(2026, 4, 1),
}
CARRIED_2 = {
    "work.craft.rating": "4",
    "work.craft.notes": "Neat.",
    "work.speed.rating": "2",
    "work.:total.notes": "A good year",
    "traits.calm.grade": "C",
    "goals.row-2.goal": "Learn to weld",
    "goals.row-2.due": "2026-05-01",
    "held": "2026-04-01",
}
"""What of FULL_1 has a place in version 2: manners are asked no more, and no level there is called Above."""

REST_2 = {("Care", "Rating"): 3, ("Focus", "Rating"): 5, ("Kind", "Grade"): "A"}
TWO_ROLES = "roles: [{id: manager, title: Manager}, {id: lead, title: Lead}]\nissued_to: [manager, lead]"

Cells = Mapping[tuple[str, str], object]
"""What is typed by the label of a row and the title of a column; of a blank row, by its number from 1."""


def layout_file(folder: Path, version: int, text: str = "") -> Path:
    path = folder / f"checkup-{version}.yaml"
    path.write_text(text or VERSIONS[version], encoding="utf-8")
    return path


def begun(folder: Path, text: str = V1) -> Path:
    """A cycle of the first version, nothing issued yet."""
    root = folder / "cycle"
    roster = write_roster(folder / "roster.csv", TEAM)
    init_cycle(root, layout=str(layout_file(folder, 1, text)), roster=roster, name="Checkups")
    return root


def issue(root: Path, *, bundle: bool = False, force: bool = False) -> Generated:
    with OpenCycle.open(root) as cycle:
        return generate(cycle, bundle="reviewer" if bundle else "none", force=force)


def issued(folder: Path, *, bundle: bool = False) -> Path:
    root = begun(folder)
    issue(root, bundle=bundle)
    return root


def raise_to(root: Path, version: int, text: str = "", *, force: bool = False) -> Upgraded:
    with OpenCycle.open(root) as cycle:
        return upgrade(cycle, [str(layout_file(root.parent, version, text))], force=force)


def go_on(root: Path) -> Upgraded:
    """Upgrade with nothing newer than what the cycle has."""
    with OpenCycle.open(root) as cycle:
        return upgrade(cycle)


def take_in(root: Path, *paths: Path) -> tuple[Collected, ...]:
    with OpenCycle.open(root) as cycle:
        return collect(cycle, paths)


def type_in(source: Path, cells: Cells, target: Path | None = None, tab: str = "") -> Path:
    """Type into a form by what a person sees on it, and save it (in place without a target)."""
    workbook = load_workbook(source)
    sheet = workbook[tab] if tab else workbook.worksheets[0]
    for (row, column), value in cells.items():
        sheet[address(sheet, row, column)].value = value
    path = target or source
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    workbook.close()
    return path


def address(sheet: Worksheet, row: str, column: str) -> str:
    """The cell under a column's title in the row of a label; ``Goal 2`` is the second row below that title."""
    texts = {(cell.row, cell.column): str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value}
    if not column:
        (number, place) = next(where for where, text in texts.items() if text == row)
        behind = list(sheet.iter_cols(min_col=place + 2, min_row=number, max_row=number))
        cells = [cell for (cell,) in behind]
        return next((cell for cell in cells if cell.value or not cell.protection.locked), cells[-1]).coordinate
    label, _, nth = row.rpartition(" ")
    if nth.isdecimal():
        head = next(where for where, text in texts.items() if text == label)
        number = head[0] + int(nth)
    else:
        number = next(where[0] for where, text in texts.items() if text == row)
    above = [where for where, text in texts.items() if text == column and where[0] < number]
    return sheet.cell(number, max(above)[1]).coordinate


def answers(path: Path, tab: str = "") -> dict[str, str]:
    """What a form holds, read with its own version: ``section.row.column`` and its value; given answers only."""
    _, book = open_book(path)
    found = next(form for form in find_forms(book) if not tab or form.grid.name == tab)
    root = next(folder for folder in path.parents if (folder / "cycle.sqlite3").exists())
    with OpenCycle.open(root, reading=True) as cycle:
        layout = cycle.layout("checkup", found.identity.layout_version)
    assert layout is not None
    review = read_review(book, found, layout)
    given = {f"{a.section}.{a.row}.{a.column}": a.value or a.typed for a in review.answers if a.given}
    held = review.header.get("held", "")
    return {**given, "held": held} if held else given


def version_of(path: Path) -> int:
    _, book = open_book(path)
    return next(find_forms(book)).identity.layout_version


def form_ids(root: Path) -> dict[str, str]:
    """Form ids by the name of the person reviewed."""
    store = Store.open(root / "cycle.sqlite3")
    try:
        return {assignment.reviewee.name: form for form, assignment in store.assignments().items()}
    finally:
        store.close()


def with_two_roles(text: str) -> str:
    return text.replace("roles: [{id: manager, title: Manager}]", TWO_ROLES)
