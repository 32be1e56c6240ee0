from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from sheetreview.steps.check import check_cycle
from sheetreview.steps.collect import collect
from sheetreview.steps.generate import generate
from sheetreview.steps.init import TakenIn, init_cycle
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.status import cycle_status
from sheetreview.steps.summarize import summarize_cycle

from .making import csv_text

HEADS = (
    "account",
    "account_manager",
    "account_manager_email",
    "line_manager",
    "line_manager_email",
    "size",
    "complexity",
    "potential",
    "last_review",
)
ACME = ("Acme", "Grace Kim", "grace@x.example", "Sam Lee", "sam@x.example", "Large", "High", "High", "2026-01-31")
BETA = ("Beta", "Ben Carter", "ben@x.example", "Sam Lee", "sam@x.example", "Small", "Low", "Low", "2026-01-31")


def begin(folder: Path, name: str, *rows: tuple[str, ...], former: Path | None = None) -> tuple[Path, TakenIn]:
    accounts = folder / f"{name}.csv"
    accounts.write_text(csv_text([HEADS, *rows]), encoding="utf-8")
    root = folder / name
    taken = init_cycle(root, layout="account-review", roster=accounts, kind="accounts", name=name, former=former)
    with OpenCycle.open(root) as cycle:
        generate(cycle)
    return root, taken


def hold(root: Path, form: str, on: date, action: str, target: Path) -> None:
    """Hold a review: its date, and one action."""
    workbook = load_workbook(root / "forms" / "sam-lee" / form)
    sheet = workbook.worksheets[0]
    for row in range(1, sheet.max_row + 1):
        key = str(sheet.cell(row, 2).value or "")
        if key == "header.review-date":
            next(cell for cell in sheet[row] if not cell.protection.locked).value = on
        if key == "actions.row-1":
            sheet.cell(row, 1).value = action
            sheet.cell(row, 3).value = "Grace Kim"
            sheet.cell(row, 4).value = date(2026, 9, 1)
    workbook.save(target)
    with OpenCycle.open(root) as cycle:
        assert [one.outcome for one in collect(cycle, [target])] == ["collected"]


def carried(form: Path) -> list[object]:
    sheet = load_workbook(form).worksheets[0]
    rows = [
        row for row in range(1, sheet.max_row + 1) if str(sheet.cell(row, 2).value).startswith("previous-actions.row")
    ]
    return [sheet.cell(row, 1).value for row in rows if sheet.cell(row, 1).value]


def test_an_account_keeps_its_open_actions_and_last_review_when_another_person_takes_it_over(tmp_path: Path) -> None:
    former, _ = begin(tmp_path, "former", ACME, BETA)
    hold(former, "grace-kim-acme.xlsx", date(2026, 3, 2), "Call the buyer", tmp_path / "acme.xlsx")
    handed_over = ("ACME ", "Ben Carter", "ben@x.example", *ACME[3:])
    root, taken = begin(tmp_path, "next", handed_over, BETA, former=former)
    assert (taken.over.forms, taken.over.unmatched) == (1, ())
    assert carried(root / "forms" / "sam-lee" / "ben-carter-acme.xlsx") == ["Call the buyer"]
    with OpenCycle.open(root) as cycle:
        (acme, _) = cycle_status(cycle, as_of=date(2026, 4, 3)).accounts
    assert acme.last_review == "2026-03-02"


def test_a_date_of_review_that_is_still_to_come_is_said_and_not_reckoned_with(tmp_path: Path) -> None:
    root, _ = begin(tmp_path, "cycle", ACME)
    hold(root, "grace-kim-acme.xlsx", date(2062, 3, 2), "Call the buyer", tmp_path / "acme.xlsx")
    with OpenCycle.open(root) as cycle:
        found = [finding.code for finding in check_cycle(cycle).findings]
        (acme,) = summarize_cycle(cycle, as_of=date(2026, 12, 1)).summary.accounts
    assert found == ["date-to-come"]
    assert (acme.last_review, acme.overdue) == ("2026-01-31", True)
    later, _ = begin(tmp_path, "later", ACME, former=root)
    with OpenCycle.open(later) as cycle:
        (acme,) = cycle_status(cycle, as_of=date(2026, 12, 1)).accounts
    assert (acme.last_review, acme.overdue) == ("2026-01-31", True)
