from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sheetreview.cli.layouts import layouts
from sheetreview.errors import LayoutError
from tests.inputs.test_layout_part_messages import BASE as PARTS

LAYOUT = """\
sheetreview: 1
id: small
version: 7
title: Small Review
description: For a try.
roles: [{id: manager, title: Manager}, {id: self, title: Employee}]
scales:
  - id: grade
    not_applicable: true
    levels: [{value: A, label: Good, number: 3}, {value: D, label: Poor, number: 0}]
header:
  - {id: name, label: Name, source: reviewee.name, filled_by: [hr]}
  - {id: kind, label: Kind, kind: choice, options: [New, Old], required: true}
sections:
  - id: work
    title: Work
    intro: What was done.
    weight: 2
    roles: [manager]
    columns:
      - {id: factor, title: Factor, kind: label}
      - {id: rating, title: Rating, kind: rating, scale: grade}
      - {id: goal, title: Goal, kind: number, filled_by: []}
      - {id: share, title: Share, kind: computed, compute: {kind: ratio, of: [rating, goal]}}
    items:
      - {id: speed, label: Speed, weight: 3, texts: {goal: "5"}}
      - {id: other, label: Other, optional: true, open: [factor]}
    blank_rows: 2
    totals: [{column: rating, label_in: factor, kind: mean}]
    rules:
      - {kind: together, columns: [factor, rating], rows: [other]}
      - {kind: requires, column: rating, values: [D], needs: [goal], severity: notice}
      - {kind: at-most, column: rating, count: 3}
bands: [{id: low, label: Low, from_percent: 0}, {id: top, label: Top, from_percent: 80}]
"""

OUTLINE = """\
Small Review
small, version 7
For a try.
Roles: Manager (manager), Employee (self)

Header
  Name (text, from reviewee.name, filled by hr)
  Kind (choice of New / Old, required)

Work (work, weight 2, only for manager)
  What was done.
  Columns
    Factor (label)
    Rating (rating on grade)
    Goal (number, fixed)
    Share (ratio of rating and goal)
  Scale grade
    A = Good (counts 3)
    D = Poor (counts 0)
    N/A = not applicable
  Rows
    Speed | 5 (weight 3)
    Other (optional, typed: Factor)
    2 blank
  TOTAL: mean of Rating
  Rules
    error: Factor, Rating are filled together, in Other
    notice: Rating D needs Goal
    error: Rating in at most 3 of the rows

Overall result
  Top: from 80 %
  Low: from 0 %
"""


PARTS_OUTLINE = """\
Roles: Manager (manager), Employee (self, the person reviewed), Colleague (peer, shown together from 4 raters on), \
Customer (customer, outside the house, shown together from 3 raters on)
Issued to: Employee, Manager
    Own rating (rating on five, filled by self, shown to manager)
    Gap (difference of own and rating)
  Scale grade, the last level is the best
  Rows, of which a cycle picks at most 2; if it picks none, those marked *
    * listens – Listens
      cares – Cares
  Only where column pip of the roster says yes or the last result was below Solid
  Things to do: Action, due By, owner Who, done when Progress is Done
  Restricted: only HR's edition of the team summary tells of it, and no overall result counts it
    Risk (choice of Red / Green, Red flagged)
  Begins with the open rows of the previous cycle's Next goals
  To sign: Name, Day
An account is reviewed, counted from reviewed
  every 3 months: size is Large
  every 12 months: all others
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(LAYOUT, encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(layouts, arguments)


def test_list_gives_the_shipped_layouts_as_json() -> None:
    result = run("list", "--format", "json")
    found = {row["name"]: row for row in json.loads(result.stdout)}
    assert found["customer-service"] == {
        "name": "customer-service",
        "version": 1,
        "title": "Customer Service/Account Management Performance Review",
        "sections": 4,
        "items": 21,
    }


def test_list_gives_the_shipped_layouts_as_a_table() -> None:
    result = run("list")
    assert result.exit_code == 0
    assert "customer-service" in result.stdout
    assert "21" in result.stdout


def test_show_prints_everything_a_layout_asks(small: Path) -> None:
    result = run("show", str(small))
    assert result.exit_code == 0
    assert result.stdout == OUTLINE


def test_show_tells_who_sees_what_and_what_not_every_form_has(tmp_path: Path) -> None:
    path = tmp_path / "parts.yaml"
    path.write_text(PARTS, encoding="utf-8")
    lines = run("show", str(path)).stdout.splitlines()
    told = iter(lines)
    assert [line for line in PARTS_OUTLINE.splitlines() if line not in told] == []


def test_show_gives_the_whole_layout_as_json() -> None:
    found = json.loads(run("show", "customer-service", "--format", "json").stdout)
    assert found["scales"][1]["levels"][2] == {
        "value": "3",
        "label": "Exceeded Expectations",
        "description": "",
        "number": 3.0,
    }


def test_show_of_an_unknown_layout_is_an_error_with_a_suggestion() -> None:
    result = run("show", "customer")
    assert isinstance(result.exception, LayoutError)
    assert "customer-service" in str(result.exception)


def test_check_of_good_files_says_so_and_exits_0(small: Path) -> None:
    result = run("check", str(small), str(small))
    assert result.exit_code == 0
    assert result.stdout == f"{small}: no problems\n" * 2


def test_check_goes_on_after_a_bad_file_and_exits_3(small: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        LAYOUT.replace("title: Small", "titel: Small").replace("scale: grade", "scale: grad"), encoding="utf-8"
    )
    absent = tmp_path / "absent.yaml"
    result = run("check", str(bad), str(absent), str(small))
    assert result.exit_code == 3
    assert result.stdout.splitlines() == [
        f"{bad}:1:1: missing 'title'; add 'title: …' here",
        f"{bad}:4:1: unknown key 'titel'; did you mean 'title'?",
        f"{bad}:22:58: unknown scale 'grad'; did you mean 'grade'?",
        f"{absent}: there is no such file; check the name and the folder",
        f"{small}: no problems",
    ]


def test_check_without_files_is_wrong_usage() -> None:
    assert run("check").exit_code == 2


def test_schema_prints_json_alone() -> None:
    assert json.loads(run("schema").stdout)["title"] == "sheetreview layout"


def test_help_does_not_wait_for_heavy_libraries() -> None:
    program = (
        "import sys; from sheetreview.cli.layouts import layouts; "
        "print([name for name in ('pydantic', 'ruamel.yaml', 'openpyxl', 'rich') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
