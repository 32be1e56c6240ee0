from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheetreview.steps.collect import collect
from sheetreview.steps.generate import generate
from sheetreview.steps.init import init_cycle
from sheetreview.steps.open_cycle import OpenCycle

from .making import csv_text

HEADS = ("customer_name", "customer_email", "company", "employee_id", "salesperson", "month", "team", "notes")
NORA = (
    "Nora Buyer",
    "nora@customer.example",
    "Acme",
    "SECRET-77",
    "Sam Lee",
    "2026-10",
    "Team-Zebra",
    "internal-remark",
)
PAUL = ("Paul Chief", "paul@other.example", "Zeta", "SECRET-77", "Sam Lee", "2026-10", "Team-Zebra", "internal-remark")
LATER = (*NORA[:5], "2026-11", *NORA[6:])
OTHER = (*NORA[:3], "SECRET-88", "Mia Wong", "2026-10", *NORA[6:])
ROWS = (NORA, PAUL, LATER, OTHER)

INTERNAL = ("SECRET", "Zebra", "internal-remark", "Paul", "other.example", "nora@", "remember-this")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    raters = tmp_path / "raters.csv"
    raters.write_text(csv_text([HEADS, *ROWS]), encoding="utf-8")
    init_cycle(tmp_path / "cycle", layout="customer-report-card", roster=raters, kind="raters", name="Report cards")
    with OpenCycle.open(tmp_path / "cycle") as cycle:
        generate(cycle)
    return tmp_path / "cycle"


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}


def send_back(form: Path, target: Path, remark: str) -> Path:
    """Rate every behaviour D and leave a remark."""
    workbook = load_workbook(form)
    sheet = workbook.worksheets[0]
    rating = comment = 0
    for row in range(1, sheet.max_row + 1):
        key = str(sheet.cell(row, 2).value or "")
        if key.endswith(":columns"):
            titles = [str(cell.value) for cell in sheet[row] if cell.value and cell.column != 2]
            places = [cell.column for cell in sheet[row] if cell.value and cell.column != 2]
            rating, comment = places[1], places[2]
            assert len(titles) == 3
        elif rating and "." in key and not key.startswith("header."):
            sheet.cell(row, rating).value = "D"
            sheet.cell(row, comment).value = remark
    workbook.save(target)
    return target


def forms(root: Path) -> list[Path]:
    return sorted((root / "forms").rglob("*.xlsx"))


def test_each_customer_gets_a_form_for_each_salesperson_and_month(root: Path) -> None:
    assert [path.relative_to(root / "forms").as_posix() for path in forms(root)] == [
        "nora-buyer/mia-wong-2026-10.xlsx",
        "nora-buyer/sam-lee-2026-10.xlsx",
        "nora-buyer/sam-lee-2026-11.xlsx",
        "paul-chief/sam-lee-2026-10.xlsx",
    ]


@pytest.mark.parametrize("again", [False, True], ids=["as first issued", "issued again after others rated"])
def test_no_part_of_a_customers_form_holds_anything_internal(root: Path, tmp_path: Path, *, again: bool) -> None:
    if again:
        answered = send_back(root / "forms/paul-chief/sam-lee-2026-10.xlsx", tmp_path / "back.xlsx", "remember-this")
        with OpenCycle.open(root) as cycle:
            assert [one.outcome for one in collect(cycle, [answered])] == ["collected"]
            generate(cycle, force=True)
    mine = [path for path in forms(root) if path.parent.name == "nora-buyer"]
    assert len(mine) == 3
    for path in mine:
        found = {name: text for name, text in parts(path).items() if any(word in text for word in INTERNAL)}
        assert not found
        assert any("Nora Buyer" in text for text in parts(path).values())
        assert not any(word in path.name.casefold() for word in ("secret", "zebra"))


def test_a_customers_form_names_the_salesperson_and_the_month_and_no_other_salesperson(root: Path) -> None:
    texts = "".join(parts(root / "forms/nora-buyer/sam-lee-2026-11.xlsx").values())
    assert "Sam Lee" in texts
    assert "November 2026" in texts
    assert "Mia Wong" not in texts
    assert "October" not in texts


def test_a_workbook_for_each_reviewer_never_puts_a_customers_forms_together(root: Path) -> None:
    with OpenCycle.open(root) as cycle:
        done = generate(cycle, bundle="reviewer")
    assert sorted(done.kept) == [path.relative_to(root).as_posix() for path in forms(root)]
    assert not list((root / "forms").glob("*.xlsx"))


def test_one_month_is_issued_without_the_others(tmp_path: Path) -> None:
    raters = tmp_path / "raters.csv"
    raters.write_text(csv_text([HEADS, *ROWS]), encoding="utf-8")
    init_cycle(tmp_path / "cycle", layout="customer-report-card", roster=raters, kind="raters", name="Report cards")
    with OpenCycle.open(tmp_path / "cycle") as cycle:
        done = generate(cycle, months=["2026-11"])
    assert done.written == ("forms/nora-buyer/sam-lee-2026-11.xlsx",)
