from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheetreview.steps.check import check_cycle
from sheetreview.steps.collect import collect
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.summarize import summarize_cycle

from .making import started

REMARK = "We agreed on twelve percent more from March, which stays between the two of us."
KEY, VALUE, RATING, NOTES = 2, 3, 4, 5


@pytest.mark.parametrize("rating", [3, REMARK], ids=["in the notes", "in a rating cell too"])
def test_a_remark_on_pay_enters_no_part_of_the_team_summary(tmp_path: Path, rating: int | str) -> None:
    root = started(tmp_path)
    form = next((root / "forms").rglob("ann-lee.xlsx"))
    workbook = load_workbook(form)
    sheet = workbook.worksheets[0]
    for row in range(1, sheet.max_row + 1):
        key = str(sheet.cell(row, KEY).value or "")
        if key.startswith(("sales.", "job.")):
            sheet.cell(row, NOTES).value = REMARK
            sheet.cell(row, RATING).value = 2
        if ":total." in key:
            sheet.cell(row, NOTES).value = REMARK
        if key in {"plan.row-1", "header.scope"}:
            sheet.cell(row, VALUE).value = REMARK
        if key == "sales.retention":
            sheet.cell(row, RATING).value = rating
    returned = tmp_path / "returned.xlsx"
    workbook.save(returned)
    with OpenCycle.open(root) as cycle:
        collect(cycle, [returned])
        assert check_cycle(cycle).reviews == 1
        files = summarize_cycle(cycle, as_of=date(2026, 12, 21)).files
    texts = []
    for file in files:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as package:
                texts += [package.read(name).decode(errors="replace") for name in package.namelist()]
        else:
            texts.append(file.read_text(encoding="utf-8-sig"))
    assert any("Ann Lee" in text for text in texts)
    assert not [text for text in texts if "twelve percent" in text or REMARK[:20] in text]
