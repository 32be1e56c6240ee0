"""Findings as people read them: errors first, equal ones on one line, rows by the names that people see."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from sheetreview import Cycle, Person, Reviewer, generate_form, load_layout, read_form
from sheetreview.cli.main import cli
from sheetreview.demo.fill import FilledForm
from sheetreview.demo.workbooks import WorkbookPaper
from tests.steps.making import manager_form, rate, started

ANN_FORM, CY_FORM, DEE_FORM = "forms/bo-kim/ann-lee.xlsx", "forms/bo-kim/cy-roe.xlsx", "forms/gus-hay/dee-fox.xlsx"
Say = Callable[[int], str]


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def filled(source: Path, target: Path, *, rating: Callable[[int], object], note: Say) -> list[str]:
    """Fill a form in, with a rating and a note by the row's number; the cells of the notes."""
    rate(source, target)
    form = FilledForm(WorkbookPaper(target), manager_form())
    cells = {(cell.section.id, cell.row, cell.column.id): cell.address for cell in form.inputs()}
    rows = [place[:2] for place in cells if place[2] == "rating" and place[1] != "other"]
    book = load_workbook(target)
    sheet = book.worksheets[0]
    for number, row in enumerate(rows):
        sheet[cells[*row, "rating"]].value = rating(number)
        sheet[cells[*row, "notes"]].value = note(number) or None
    book.save(target)
    return [cells[*row, "notes"] for row in rows]


def test_equal_findings_stand_on_one_line_below_the_error_that_they_drowned(tmp_path: Path) -> None:
    root = started(tmp_path)
    form = tmp_path / "ann.xlsx"
    cells = filled(root / ANN_FORM, form, rating=lambda n: 9 if n == 12 else 1 + n % 2, note=lambda _: "")
    done = run("check", form)
    lines = [line for line in done.stdout.splitlines() if line.startswith("  ")]
    assert [line.split()[0] for line in lines] == ["error", "warning", "warning"]
    assert "9' is not on the scale" in lines[0]
    assert f"{cells[0]} (+9)" in lines[1]
    assert "Notes is empty although the rating is …" in lines[1]
    assert " and 7 more: " in lines[1]
    found = json.loads(run("check", form, "--format", "json").stdout)
    assert [one["code"] for one in found] == ["off-scale", *["note-required"] * (len(found) - 1)]
    assert len(found) == 19


def test_two_equal_findings_stand_for_themselves(tmp_path: Path) -> None:
    root = started(tmp_path)
    form = tmp_path / "ann.xlsx"
    filled(root / ANN_FORM, form, rating=lambda n: 1 + n % 2, note=lambda n: "" if n in {3, 4} else f"Note {n}")
    lines = [line for line in run("check", form).stdout.splitlines() if line.startswith("  warning")]
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("note", "why"),
    [(lambda _: "", "no note says why"), (lambda _: "Good work. ", "the notes beside them are the same")],
)
def test_ratings_that_are_all_alike_with_equal_notes_are_a_notice(tmp_path: Path, note: Say, why: str) -> None:
    root = started(tmp_path)
    form = tmp_path / "ann.xlsx"
    filled(root / ANN_FORM, form, rating=lambda _: 3, note=note)
    found = [one for one in read_form(form)[0].findings if one.code == "ratings-alike"]
    assert [(one.severity, one.message.partition(", and ")[2]) for one in found] == [("notice", why)]


@pytest.mark.parametrize(
    ("rating", "note"), [(lambda n: 3 if n else 2, lambda _: ""), (lambda _: 3, lambda n: "" if n else "As agreed.")]
)
def test_one_other_rating_or_note_is_enough(tmp_path: Path, rating: Callable[[int], object], note: Say) -> None:
    root = started(tmp_path)
    form = tmp_path / "ann.xlsx"
    filled(root / ANN_FORM, form, rating=rating, note=note)
    assert "ratings-alike" not in {one.code for one in read_form(form)[0].findings}


LONG = "Answers every customer within a day and keeps her promises"


def copied(root: Path) -> list[tuple[str, str]]:
    with Cycle.open(root) as cycle:
        return [(one.reviewee, one.message) for one in cycle.check().findings if one.code == "notes-copied"]


@pytest.mark.parametrize(
    ("second", "note", "found"),
    [
        (CY_FORM, lambda n: f"{LONG} {n}", "notes are word for word as in the review of Ann Lee"),
        (CY_FORM, lambda n: f"{LONG}, as Cy said {n}", ""),
        (CY_FORM, lambda n: f"Good {n}", ""),
        (DEE_FORM, lambda n: f"{LONG} {n}", ""),
    ],
)
def test_notes_that_a_reviewer_copied_from_person_to_person_are_a_notice(
    tmp_path: Path, second: str, note: Say, found: str
) -> None:
    root = started(tmp_path)
    first: Say = note if "Good" in note(0) else lambda n: f"{LONG} {n}"
    filled(root / ANN_FORM, tmp_path / "back" / "ann.xlsx", rating=lambda n: 1 + n % 2, note=first)
    filled(root / second, tmp_path / "back" / "other.xlsx", rating=lambda n: 2 - n % 2, note=note)
    with Cycle.open(root) as cycle:
        cycle.collect([tmp_path / "back"])
    said = copied(root)
    assert len(said) == bool(found)
    assert all(who == "Cy Roe" and found in message for who, message in said)


def test_rows_of_one_label_are_named_with_what_they_measure(tmp_path: Path) -> None:
    root = started(tmp_path)
    form = tmp_path / "ann.xlsx"
    filled(root / ANN_FORM, form, rating=lambda n: None if n in {5, 6} else 1 + n % 2, note=lambda n: f"Note {n}")
    assert [one.item for one in read_form(form)[0].findings if one.code == "missing-rating"] == [
        "Cross-Selling Success (# of cross-selling attempts)",
        "Cross-Selling Success (% of cross-selling successes to cross-selling attempts)",
    ]


GOALS = """\
sheetreview: 1
id: goals
version: 1
title: Goals
roles:
  - {id: manager, title: Manager}
header:
  - {id: name, label: Name, source: reviewee.name, filled_by: [hr]}
  - {id: held, label: Held, kind: date, required: true}
  - {id: area, label: Area, kind: choice, options: [North, South], required: true}
sections:
  - id: goals
    title: Goals
    columns:
      - {id: goal, title: Goal}
      - {id: due, title: Due, kind: date, required: true}
      - {id: area, title: Area, kind: choice, options: [North, South], required: true}
    blank_rows: 3
"""


def goals(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A form with two goals, and the cells of what can be filled in."""
    path = tmp_path / "goals.xlsx"
    form = generate_form(
        load_layout(GOALS), Person(employee_id="E1", name="Ann"), reviewer=Reviewer(name="B", email="")
    )
    path.write_bytes(form)
    rows = read_form(path, load_layout(GOALS))[0].rows()
    return path, {f"{row.row}.{row.column}".strip("."): row.cell for row in rows}


def test_a_blank_row_that_stands_twice_is_called_by_what_was_typed_in_it(tmp_path: Path) -> None:
    path, cells = goals(tmp_path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    first, last = (sheet[cells[f"row-{n}.goal"]].row for n in (1, 3))
    sheet[cells["row-1.goal"]].value = "Win two customers"
    for column in range(1, sheet.max_column + 1):
        sheet.cell(last, column).value = sheet.cell(first, column).value
    sheet[cells["row-3.goal"]].value = "Keep all"
    book.save(path)
    findings = read_form(path, load_layout(GOALS))[0].findings
    (doubled,) = [one for one in findings if one.code == "row-doubled"]
    assert doubled.item == "Win two customers"
    assert not any("row-" in one.item + one.message + one.fix for one in findings)


@pytest.mark.parametrize("typed", ["soon", "#REF!", True, 2027, "=1+1", "03/04/2026", "north", "2026-11-30", "?"])
def test_a_choice_or_day_at_the_head_has_the_verdict_of_one_in_a_table(tmp_path: Path, typed: object) -> None:
    path, cells = goals(tmp_path)
    book = load_workbook(BytesIO(path.read_bytes()))
    for place in ("held", "area", "row-1.due", "row-1.area"):
        book.worksheets[0][cells[place]].value = typed
    book.worksheets[0][cells["row-1.goal"]].value = "Win"
    book.save(path)
    findings = read_form(path, load_layout(GOALS))[0].findings
    by_cell: dict[str, list[tuple[str, str]]] = {}
    for one in findings:
        by_cell.setdefault(one.cell, []).append((one.code, one.fix))
    assert all(len(found) == 1 for found in by_cell.values())
    assert by_cell.get(cells["held"]) == by_cell.get(cells["row-1.due"])
    assert by_cell.get(cells["area"]) == by_cell.get(cells["row-1.area"])
