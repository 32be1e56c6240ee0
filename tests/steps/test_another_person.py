"""A form that was used for somebody else, and has lost what would tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheetreview.steps.check import check_cycle
from sheetreview.steps.collect import collect
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import rate, started


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
