"""A form that was used for somebody else, and has lost what would tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheetreview.steps.check import check_cycle
from sheetreview.steps.collect import collect
from sheetreview.steps.init import init_cycle, take_roster
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import issue, rate, started, write_roster
from tests.steps.repairing import repaired


def used_for(name: str, path: Path, *, clear: str) -> None:
    """Type another name over Ann's, and empty the hidden key beside it, or the whole hidden column."""
    book = load_workbook(path)
    sheet = book["Review"]
    (row,) = (cell.row for cells in sheet.iter_rows() for cell in cells if cell.value == "Ann Lee")
    (named,) = (cell for cell in sheet[row] if cell.value == "Ann Lee")
    named.value = name
    for (cell,) in sheet.iter_rows(min_col=2, max_col=2):
        if cell.value is not None and (clear == "column" or cell.row == row):
            cell.value = None
    book.save(path)
    book.close()


@pytest.mark.parametrize("clear", ["row", "column"])
def test_another_name_at_the_head_is_an_error_even_without_its_key(tmp_path: Path, clear: str) -> None:
    root = started(tmp_path)
    returned = rate(root / "forms/bo-kim/ann-lee.xlsx", tmp_path / "back.xlsx")
    used_for("Dee Fox", returned, clear=clear)
    with OpenCycle.open(root) as cycle:
        collect(cycle, [returned])
        findings = check_cycle(cycle).findings
    (found,) = (finding for finding in findings if finding.code == "reviewee-changed")
    assert found.message == "it is 'Dee Fox', and the form was issued for 'Ann Lee'"


@pytest.mark.parametrize("clear", ["row", "column"])
def test_the_right_name_without_its_key_is_no_error(tmp_path: Path, clear: str) -> None:
    root = started(tmp_path)
    returned = rate(root / "forms/bo-kim/ann-lee.xlsx", tmp_path / "back.xlsx")
    used_for(" ann  LEE", returned, clear=clear)
    with OpenCycle.open(root) as cycle:
        collect(cycle, [returned])
        assert "reviewee-changed" not in {finding.code for finding in check_cycle(cycle).findings}


LAYOUT = """
sheetreview: 1
id: known
version: 1
title: Known Review
roles: [{id: manager, title: Manager}]
scales: [{id: five, levels: [{value: 1, label: Poor}, {value: 5, label: Fine}]}]
header:
  - {id: name, label: Name, source: reviewee.name, filled_by: [hr]}
  - {id: number, label: Number, source: reviewee.employee_id, filled_by: [hr]}
  - {id: address, label: Address, source: reviewee.email, filled_by: [hr]}
sections:
  - id: work
    title: Work
    columns:
      - {id: what, title: What, kind: label}
      - {id: rating, title: Rating, kind: rating, scale: five, required: true}
    items: [{id: care, label: Care}]
"""
HEADS = ("employee_id", "name", "email", "reviewer_name", "reviewer_email")
BOSS = ("Bo Kim", "bo@example.com")
FORMER = ("E1", "Ann Lee", "ann@example.com", *BOSS)
NAMED = ("E1", "Anne Lee", "ann@example.com", *BOSS)


def lost_keys(tmp_path: Path, *, clear: str, typed: str = "Ann Lee") -> tuple[Path, Path]:
    """A cycle, and the form of its one person as it came back: rated, and without the keys that guard its head."""
    (tmp_path / "known.yaml").write_text(LAYOUT, encoding="utf-8")
    root, roster = tmp_path / "cycle", write_roster(tmp_path / "roster.csv", [FORMER], HEADS)
    init_cycle(root, layout=str(tmp_path / "known.yaml"), roster=roster, name="Known")
    issue(root)
    book = load_workbook(next((root / "forms").rglob("*.xlsx")))
    sheet = book.worksheets[0]
    for row in range(1, sheet.max_row + 1):
        key = sheet.cell(row, 2)
        if key.value == "work.care":
            sheet.cell(row, 3).value = 5
        if str(key.value).startswith("header.name"):
            sheet.cell(row, 3).value = typed
        if key.value is not None and (clear == "column" or str(key.value).startswith("header.")):
            key.value = None
    book.save(tmp_path / "back.xlsx")
    return root, tmp_path / "back.xlsx"


@pytest.mark.parametrize("clear", ["rows", "column"])
@pytest.mark.parametrize(
    "rosters",
    [
        [NAMED],
        [("E11", *FORMER[1:])],
        [("E1", "Ann Lee", "ann.lee@example.com", *BOSS)],
        [("E1", "Ann Lee", "ann@example.com", "Bo Kim", "bo.kim@example.com")],
        [("E11", *FORMER[1:]), ("E11", "Anne Lee-Roe", "lee-roe@example.com", "Bo Kim", "bo.kim@example.com")],
    ],
    ids=["name", "employee id", "address", "reviewer's address", "one after the other"],
)
def test_a_person_whom_the_roster_calls_otherwise_by_now_is_no_other_person(
    tmp_path: Path, rosters: list[tuple[str, ...]], clear: str
) -> None:
    """The form that is out says what the roster said then, and has lost the keys that would tell."""
    root, returned = lost_keys(tmp_path, clear=clear)
    with OpenCycle.open(root) as cycle:
        for row in rosters:
            take_roster(cycle, write_roster(tmp_path / "new.csv", [row], HEADS))
        assert [one.outcome for one in collect(cycle, [returned])] == ["collected"]
        assert "reviewee-changed" not in {finding.code for finding in check_cycle(cycle).findings}
    (clean,) = repaired([returned], tmp_path / "clean", root).forms
    assert clean.reviewee == rosters[-1][1]


def test_a_name_that_no_roster_had_is_another_person_though_the_name_was_corrected(tmp_path: Path) -> None:
    root, returned = lost_keys(tmp_path, clear="rows", typed="Dee Fox")
    with OpenCycle.open(root) as cycle:
        take_roster(cycle, write_roster(tmp_path / "new.csv", [NAMED], HEADS))
        collect(cycle, [returned])
        (found,) = (one for one in check_cycle(cycle).findings if one.code == "reviewee-changed")
    assert found.message == "it is 'Dee Fox', and the form was issued for 'Anne Lee'"
    assert "answers may be about somebody else" in repaired([returned], tmp_path / "clean", root).unusable[0][1]
