"""Days late: against the cycle's due date or a form's own, in status and in the summary."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.steps.making import HEADS, rate, write_roster

from .test_commands import ANN_FORM, CY_FORM, in_cycle, run, type_into

ROWS = (
    ("E1", "Ann Lee", "Bo Kim", "bo@example.com", ""),
    ("E2", "Cy Roe", "Bo Kim", "bo@example.com", ""),
    ("E3", "Dee Fox", "Gus Hay", "gus@example.com", "11 December 2026"),
    ("E4", "Eli Orr", "Gus Hay", "gus@example.com", "2027-01-15"),
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cycle due on 18 December: Ann's form is complete, Cy's has an error, two did not come back."""
    folder = tmp_path_factory.mktemp("late")
    roster, root = write_roster(folder / "roster.csv", ROWS, (*HEADS, "due")), folder / "cycle"
    words = ("--layout", "customer-service", "--roster", roster, "--name", "Late", "--due", "2026-12-18")
    assert run("init", root, *words).exit_code == 0
    in_cycle(root, "generate")
    rate(root / ANN_FORM, folder / "back" / "ann.xlsx")
    type_into(rate(root / CY_FORM, folder / "back" / "cy.xlsx"), folder / "back" / "cy.xlsx", "9")
    in_cycle(root, "collect", folder / "back")
    return root


def rows(root: Path, day: str) -> dict[str, tuple[str, str]]:
    """Due date and days late by reviewee, as CSV says."""
    done = in_cycle(root, "status", "--as-of", day, "--format", "csv")
    return {row["reviewee"]: (row["due"], row["days_late"]) for row in csv.DictReader(io.StringIO(done.stdout))}


def test_a_form_is_late_by_its_own_due_date_and_by_the_cycles_where_it_has_none(root: Path) -> None:
    assert rows(root, "2026-12-21") == {
        "Ann Lee": ("2026-12-18", "0"),
        "Cy Roe": ("2026-12-18", "3"),
        "Dee Fox": ("2026-12-11", "10"),
        "Eli Orr": ("2027-01-15", "0"),
    }


def test_on_the_due_date_itself_nothing_is_late(root: Path) -> None:
    assert [late for _, late in rows(root, "2026-12-11").values()] == ["0", "0", "0", "0"]
    assert "late" not in in_cycle(root, "status", "--as-of", "2026-12-11").stdout.casefold()


def test_status_says_how_many_are_late_and_by_how_many_days(root: Path) -> None:
    said = in_cycle(root, "status", "--as-of", "2026-12-21").stdout
    late = [line.split("   ")[-1].strip() for line in said.splitlines() if "@" in line]
    assert late == ["1 (3 days)", "1 (10 days)"]
    assert "2 of 4 forms came back; 2 late; due 2026-12-18." in said
    people = in_cycle(root, "status", "--as-of", "2026-12-21", "--people").stdout
    assert "10 days, due 2026-12-11" in people
    data = json.loads(in_cycle(root, "status", "--as-of", "2026-12-21", "--format", "json").stdout)
    assert [(one["name"], one["late"]) for one in data["reviewers"]] == [("Bo Kim", 1), ("Gus Hay", 1)]
    assert [form["days_late"] for one in data["reviewers"] for form in one["forms"]] == [0, 3, 10, 0]


def test_the_summary_counts_the_days_of_what_is_missing(root: Path) -> None:
    in_cycle(root, "summarize", "--as-of", "2026-12-21")
    book = load_workbook(root / "summary" / "team-summary.xlsx")
    missing = [[cell.value for cell in row if cell.value is not None] for row in book["Missing"].iter_rows()]
    assert [row[-2:] for row in missing if row and row[0] in {"Dee Fox", "Eli Orr"}] == [
        ["11 December 2026", 10],
        ["gus@example.com", "15 January 2027"],
    ]
    overview = [[cell.value for cell in row if cell.value is not None] for row in book["Overview"].iter_rows()]
    assert ["Forms late, the longest by 10 days", 2, "Missing"] in overview
    written = json.loads((root / "summary" / "team-summary.json").read_text(encoding="utf-8"))
    assert [(one["name"], one["due"], one["days_late"]) for one in written["missing"]] == [
        ("Dee Fox", "2026-12-11", 10),
        ("Eli Orr", "2027-01-15", 0),
    ]


def test_a_due_date_that_is_none_stops_the_roster_with_its_row(tmp_path: Path) -> None:
    roster = write_roster(tmp_path / "roster.csv", [(*ROWS[0][:4], "after Christmas")], (*HEADS, "due"))
    done = run("init", tmp_path / "cycle", "--layout", "customer-service", "--roster", roster, "--name", "Late")
    assert done.exit_code == 3
    assert "roster.csv:2: due 'after Christmas' is no date; write it as year-month-day" in done.stderr
