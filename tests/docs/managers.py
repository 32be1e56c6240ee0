"""What the managers of the HR guide do: fill in the forms that the guide's session issued, and send them back."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook, load_workbook

from google_standin.people import Control, Editor
from sheetreview.cycle.sheets import SheetRecords
from sheetreview.steps.open_cycle import OpenCycle

FORMS = Path("half-year") / "forms"
NOON = 1_797_000_000


def send_back() -> None:
    """One good form, one with a slip and two mistakes, one untouched, and a file that is no form."""
    out = Path("returned")
    out.mkdir()
    fill("dana-cole/priya-raman.xlsx", out / "Priya Raman FINAL.xlsx", {"sales.satisfaction": "4 - Exceeded"}, age=1)
    wrong = {"sales.support-efficiency": None, "job.project-management": 4}
    fill("dana-cole/tom-obrien.xlsx", out / "tom-obrien.xlsx", wrong, age=2)
    untouched = out / "sam-lee.xlsx"
    untouched.write_bytes((FORMS / "ruth-abrams" / "sam-lee.xlsx").read_bytes())
    other = out / "Team lunch budget.xlsx"
    workbook = Workbook()
    workbook.worksheets[0]["A1"] = "Pizza"
    workbook.save(other)
    for age, path in ((3, untouched), (4, other)):
        os.utime(path, (NOON + age, NOON + age))


def mangle() -> None:
    """A manager deletes a row and writes beside the form."""
    workbook = load_workbook(Path("returned") / "Priya Raman FINAL.xlsx")
    sheet = workbook.worksheets[0]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    rows = {str(sheet.cell(row, 2).value): row for row in range(1, sheet.max_row + 1)}
    sheet.cell(rows["sales.satisfaction"], 9).value = "see my mail of 3 July"
    sheet.delete_rows(rows["sales.retention"])
    workbook.save(Path("returned") / "Priya Raman short.xlsx")


def correct() -> None:
    """The two managers send what was wrong or missing."""
    out = Path("corrected")
    out.mkdir()
    fill("dana-cole/tom-obrien.xlsx", out / "tom-obrien (2).xlsx", {"sales.support-efficiency": 3}, age=5)
    fill("ruth-abrams/sam-lee.xlsx", out / "Sam Lee.xlsx", {"sales.retention": 5}, age=6)


def _reason(row: int) -> str:
    """What stands beside the rating of a row."""
    return f"As agreed in {'May' if row % 2 else 'July'}."


def fill_sheets() -> None:
    """In Google Sheets, Dana Cole rates one person but for the first row, and has not begun with the other."""
    url = os.environ["SHEETREVIEW_GOOGLE_API"]
    with OpenCycle.open(Path("half-year"), reading=True) as cycle:
        names = {form: assignment.reviewee.name for form, assignment in cycle.store.assignments().items()}
        sheets = {names[key]: one for key, one in SheetRecords(cycle.store).all().items()}
    sheet = sheets["Priya Raman"]
    token = Control(url).post("accounts", {"email": sheet.recipient})["access_token"]
    dana = Editor(url, sheet.recipient, token)
    keys = dana.values_get(sheet.file_id, "Review!B1:B50")
    rated = [
        row
        for row, key in enumerate(keys, start=1)
        if key and str(key[0]).startswith(("sales.", "job.")) and "other" not in str(key[0])
    ]
    dana.values_update(sheet.file_id, {f"Review!D{row}:E{row}": [[2, _reason(row)]] for row in rated[1:]})


def fill(form: str, target: Path, ratings: Mapping[str, str | int | None], *, age: int) -> None:
    """Rate every row, 4 in the first table and 2 in the second but for ``ratings``, with a reason beside each."""
    workbook = load_workbook(FORMS / form)
    sheet = workbook.worksheets[0]
    for row in range(1, sheet.max_row + 1):
        key = str(sheet.cell(row, 2).value or "")
        section, _, item = key.partition(".")
        if section in {"sales", "job"} and item and ":" not in section and item != "other":
            sheet.cell(row, 4).value = ratings.get(key, 4 if section == "sales" else 2)
            sheet.cell(row, 5).value = _reason(row)
    workbook.save(target)
    os.utime(target, (NOON + age, NOON + age))
