"""Days: one range for all that is typed, given and set, and no unreadable one in the place of a known one."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from sheetreview import Cycle, CycleError, Person, Reviewer, RosterError, generate_form, load_layout, read_form
from sheetreview.cli.main import cli
from tests.steps.making import start, write_roster

LAYOUT = """\
sheetreview: 1
id: days
version: 1
title: Days
roles:
  - {id: manager, title: Manager}
header:
  - {id: name, label: Name, source: reviewee.name, filled_by: [hr]}
  - {id: held, label: Held on, kind: date, required: true}
sections:
  - id: work
    title: Work
    columns:
      - {id: what, title: What, kind: label}
      - {id: due, title: Due, kind: date, required: true}
    items:
      - {id: plan, label: Plan}
"""


def typed(value: object) -> tuple[list[str], list[str]]:
    """What a day at the head and one in a table are read as, and the findings with what they say."""
    form = generate_form(
        load_layout(LAYOUT), Person(employee_id="E1", name="Ann"), reviewer=Reviewer(name="B", email="")
    )
    book = load_workbook(BytesIO(form))
    rows = read_form(form, load_layout(LAYOUT))[0].rows()
    for row in rows:
        if row.row == "held" or row.column == "due":
            book.worksheets[0][row.cell].value = value
    out = BytesIO()
    book.save(out)
    (review,) = read_form(out.getvalue(), load_layout(LAYOUT))
    read = [row.value for row in review.rows() if row.row == "held" or row.column == "due"]
    return read, [f"{one.severity} {one.code}: {one.message}" for one in review.findings]


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (2027, "1905-07-19"),
        (301126, "2724-06-14"),
        (20261130, "20261130"),
        (1, "1899-12-31"),
        (99999.5, "2173-10-13"),
        ("1905-07-19", "1905-07-19"),
        ("2100-01-01", "2100-01-01"),
        ("30.11.1926", "30.11.1926"),
    ],
)
def test_a_number_or_day_out_of_the_range_is_an_error_and_no_day_of_1905(value: object, seen: str) -> None:
    read, said = typed(value)
    assert read == ["", ""]
    assert said == [f"error unreadable-answer: {seen!r} cannot be read as a date from 2000 to 2099"] * 2


def test_a_day_that_reads_in_two_ways_is_refused_with_both() -> None:
    read, said = typed("03/04/2026")
    assert read == ["", ""]
    why = "'03/04/2026' cannot be read as a date from 2000 to 2099: it may be 2026-03-04 or 2026-04-03"
    assert said == [f"error unreadable-answer: {why}"] * 2


@pytest.mark.parametrize(
    ("value", "day"),
    [(date(2026, 11, 30), "2026-11-30"), ("30-Nov-26", "2026-11-30"), ("30. Dezember 2026", "2026-12-30")],
)
def test_a_day_that_means_one_day_is_read_without_a_word(value: object, day: str) -> None:
    assert typed(value) == ([day, day], [])


@pytest.mark.parametrize("day", [date(1905, 7, 19), date(2100, 1, 1)])
def test_forms_cannot_be_due_out_of_the_range(tmp_path: Path, day: date) -> None:
    roster = write_roster(tmp_path / "r.csv")
    with pytest.raises(CycleError, match="cannot be due on"):
        Cycle.create(tmp_path / "c", layout="customer-service", roster=roster, name="N", due=day)
    words = ["init", tmp_path / "d", "--layout", "sales", "--roster", roster, "--name", "N", "--due", day]
    done = CliRunner().invoke(cli, [str(word) for word in words])
    assert done.exit_code == 2
    assert "no day of this century" in done.output


def test_a_cycles_settings_cannot_say_a_day_out_of_the_range(tmp_path: Path) -> None:
    root = start(tmp_path)
    settings = root / "cycle.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('due: ""', "due: 1905-07-19").replace("due:\n", "due: 1905-07-19\n"), "utf-8")
    done = CliRunner().invoke(cli, ["-C", str(root), "status"])
    assert done.exit_code == 3
    assert "'due' must be a day from 2000-01-01 to 2099-12-31, not '1905-07-19'" in done.output


HEADS = ("employee_id", "name", "email", "reviewer_name", "reviewer_email", "account", "last_review")


def accounts(folder: Path, last: str) -> Path:
    row = ("E1", "Ann", "ann@example.com", "Bo", "bo@example.com", "Acme", last)
    return write_roster(folder / "r.csv", [row], HEADS)


def test_the_last_review_of_a_roster_is_read_like_that_of_an_accounts_file(tmp_path: Path) -> None:
    roster = accounts(tmp_path, "30. Juni 2026")
    with Cycle.create(tmp_path / "c", layout="account-review", roster=roster, name="N") as cycle:
        assert {one.extra["last_review"] for one in cycle.assignments.values()} == {"2026-06-30"}


@pytest.mark.parametrize("last", ["soon", "03/04/2026", "1905-07-19", "2027"])
def test_an_unreadable_last_review_in_a_roster_is_refused(tmp_path: Path, last: str) -> None:
    with pytest.raises(RosterError) as caught:
        Cycle.create(tmp_path / "c", layout="account-review", roster=accounts(tmp_path, last), name="N")
    assert f"last_review '{last}' is no date" in str(caught.value.problems[0])
