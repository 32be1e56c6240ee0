"""A small layout for two roles, with all that one cycle hands to the next, and filling its forms in by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from openpyxl import load_workbook

from sheetreview.steps.collect import collect
from sheetreview.steps.generate import Generated, generate
from sheetreview.steps.init import TakenIn, init_cycle
from sheetreview.steps.intake import Collected
from sheetreview.steps.open_cycle import OpenCycle

from .making import csv_text

PAIR = """
sheetreview: 1
id: pair
version: 1
title: Pair Review
roles:
  - {id: self, title: Self-assessment, who: reviewee}
  - {id: manager, title: Manager}
issued_to: [self, manager]
scales:
  - id: five
    levels:
      - {value: 1, label: Poor}
      - {value: 2, label: Weak}
      - {value: 3, label: Fair}
      - {value: 4, label: Good}
      - {value: 5, label: Strong}
header:
  - {id: name, label: Name, source: reviewee.name, filled_by: [hr]}
  - {id: last, label: Last result, source: previous.result, filled_by: [hr]}
sections:
  - id: areas
    title: Areas
    columns:
      - {id: area, title: Area, kind: label}
      - {id: self-rating, title: Own rating, kind: rating, scale: five, filled_by: [self], shown_to: [manager]}
      - {id: self-note, title: Own view, kind: long-text, filled_by: [self], shown_to: [manager]}
      - {id: rating, title: Rating, kind: rating, scale: five, filled_by: [manager], required: true}
      - {id: gap, title: Gap, kind: computed, compute: {kind: difference, of: [self-rating, rating]}}
    items:
      - {id: care, label: Care}
      - {id: speed, label: Speed}
  - id: before
    title: Actions of the last review
    roles: [manager]
    columns:
      - {id: action, title: Action, filled_by: [hr, manager]}
      - {id: due, title: Due, kind: date, filled_by: [hr, manager]}
      - {id: progress, title: Progress, kind: choice, options: [Open, Done], filled_by: [manager]}
    blank_rows: 3
    carries: [actions, before]
    follow_up: {what: action, due: due, progress: progress, closed: [Done]}
  - id: plan
    title: Improvement plan
    roles: [manager]
    restricted: true
    issued_when: {roster: plan, below: fair}
    columns:
      - {id: step, title: Step, filled_by: [hr, manager]}
      - {id: until, title: Until, kind: date, filled_by: [hr, manager]}
      - {id: who, title: Who, kind: person, filled_by: [hr, manager]}
    blank_rows: 2
    carries: [plan]
    follow_up: {what: step, due: until, owner: who}
    rules:
      - {kind: requires, column: step, needs: [who, until]}
  - id: actions
    title: Actions
    roles: [manager]
    columns:
      - {id: action, title: Action}
      - {id: due, title: Due, kind: date}
      - {id: progress, title: Progress, kind: choice, options: [Open, Done]}
    blank_rows: 4
    follow_up: {what: action, due: due, progress: progress, closed: [Done]}
bands:
  - {id: fair, label: Fair, from_percent: 50}
"""

Typed: TypeAlias = Mapping[str, Mapping[str, object]]
"""What is typed, by row key and column id."""

HEADS = ("employee_id", "name", "email", "reviewer_name", "reviewer_email", "plan")
ANN = ("E1", "Ann Lee", "ann@example.com", "Bo Kim", "bo@example.com", "")
CY = ("E2", "Cy Roe", "cy@example.com", "Bo Kim", "bo@example.com", "")
PLANNED = ("E3", "Dee Fox", "dee@example.com", "Bo Kim", "bo@example.com", "yes")

SELF: Typed = {"areas.care": {"self-rating": 4, "self-note": "Nobody waited."}, "areas.speed": {"self-rating": 2}}
MANAGER: Typed = {"areas.care": {"rating": 3}, "areas.speed": {"rating": 5}}


def start(
    folder: Path, rows: Iterable[Sequence[str]] = (ANN, CY), *, name: str = "cycle", former: Path | None = None
) -> tuple[Path, TakenIn]:
    """A new cycle of the pair layout in ``folder/name``."""
    layout, roster = folder / "pair.yaml", folder / "roster.csv"
    layout.write_text(PAIR, encoding="utf-8")
    roster.write_text(csv_text([HEADS, *rows]), encoding="utf-8")
    taken = init_cycle(folder / name, layout=str(layout), roster=roster, name=name, former=former)
    return folder / name, taken


def issue(root: Path, *roles: str) -> Generated:
    with OpenCycle.open(root) as cycle:
        return generate(cycle, roles=roles)


def send_back(form: Path, typed: Typed, target: Path) -> Path:
    """Type into a form by row key and column id of the pair layout, and save it elsewhere."""
    workbook = load_workbook(form)
    sheet = workbook.worksheets[0]
    titles = {"": 1}
    for row in range(1, sheet.max_row + 1):
        key = str(sheet.cell(row, 2).value or "").split(" ~")[0]
        if key.endswith(":columns"):
            titles = {str(cell.value): cell.column for cell in sheet[row] if cell.value and cell.column != 2}
        for column, value in typed.get(key, {}).items():
            sheet.cell(row, titles[TITLES[column]]).value = value  # type: ignore[assignment]
    target.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(target)
    return target


TITLES = {
    "self-rating": "Own rating",
    "self-note": "Own view",
    "rating": "Rating",
    "action": "Action",
    "due": "Due",
    "progress": "Progress",
    "step": "Step",
    "until": "Until",
    "who": "Who",
}


def take(root: Path, *files: Path) -> tuple[Collected, ...]:
    with OpenCycle.open(root) as cycle:
        return collect(cycle, files)


def cells(form: Path) -> dict[str, dict[str, object]]:
    """What stands in a form's rows, by row key and column title."""
    sheet = load_workbook(form).worksheets[0]
    titles: dict[int, str] = {}
    found: dict[str, dict[str, object]] = {}
    for row in range(1, sheet.max_row + 1):
        key = str(sheet.cell(row, 2).value or "").split(" ~")[0]
        if key.endswith(":columns"):
            titles = {cell.column: str(cell.value) for cell in sheet[row] if cell.value and cell.column != 2}
        elif "." in key:
            found[key] = {title: sheet.cell(row, column).value for column, title in titles.items()}
    return found
