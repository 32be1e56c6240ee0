"""Workbooks of the kind people already have, made by hand."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

BAR = PatternFill("solid", fgColor="1F497D")
HEAD = PatternFill("solid", fgColor="D9D9D9")
THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)

COMPETENCIES = ("Job knowledge", "Quality of work", "Attendance & punctuality", "Teamwork", "Communication: written")
LEADERSHIP = ("Delegates clearly", "Gives timely feedback", "Plans ahead")
SCALE = ((1, "Unsatisfactory"), (2, "Needs improvement"), (3, "Meets expectations"), (4, "Exceeds expectations"))


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def allow(sheet: Worksheet, where: str, formula: str) -> None:
    """Give cells a dropdown list."""
    check = DataValidation(type="list", formula1=formula, allow_blank=True)
    check.add(where)
    sheet.add_data_validation(check)


def bar(sheet: Worksheet, row: int, text: str, last: str = "F") -> None:
    """A section's title as a merged, coloured bar."""
    sheet.merge_cells(f"A{row}:{last}{row}")
    sheet[f"A{row}"] = text
    sheet[f"A{row}"].font = Font(bold=True, color="FFFFFF")
    sheet[f"A{row}"].fill = BAR


def titles(sheet: Worksheet, row: int, *texts: str) -> None:
    """A row of column titles."""
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(row, column, text)
        cell.font = Font(bold=True)
        cell.fill = HEAD
        cell.border = BOX


def boxed(sheet: Worksheet, block: str) -> None:
    """Cells with lines around them."""
    for row in sheet[block]:
        for cell in row:
            cell.border = BOX


def appraisal() -> bytes:
    """An appraisal form: merged title, legend on the side, lists on another sheet, bars, a total, a box, signatures."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Appraisal"
    sheet.merge_cells("A1:F2")
    sheet["A1"] = "Annual Performance Appraisal"
    sheet["A1"].font = Font(bold=True, size=18)
    sheet["A1"].alignment = Alignment(horizontal="center")
    for row, (left, right) in enumerate(
        [("Employee Name:", "Department:"), ("Job Title:", "Review Period:"), ("Reviewer:", "Date of Review:")], start=4
    ):
        sheet[f"A{row}"] = left
        sheet[f"D{row}"] = right
        sheet.merge_cells(f"B{row}:C{row}")
        sheet.merge_cells(f"E{row}:F{row}")
    sheet["E6"].number_format = "dd/mm/yyyy"
    sheet["A7"] = "Probation passed?"
    allow(sheet, "B7", '"Yes,No"')
    _competencies(sheet)
    _goals(sheet)
    sheet["A32"] = "Overall comments"
    sheet["A32"].font = Font(bold=True)
    sheet.merge_cells("A33:F37")
    boxed(sheet, "A33:F37")
    sheet["A39"] = "Employee signature: ______________"
    sheet["D39"] = "Date: __________"
    _second_sheet(book)
    _lists(book)
    return saved(book)


def _competencies(sheet: Worksheet) -> None:
    bar(sheet, 9, "Section 1: Core competencies")
    sheet["A10"] = "Rate each competency and explain ratings of 1 or 4."
    titles(sheet, 11, "Competency", "", "Rating", "Comments")
    sheet.merge_cells("A11:B11")
    sheet.merge_cells("D11:F11")
    for row, text in enumerate(COMPETENCIES, start=12):
        sheet.merge_cells(f"A{row}:B{row}")
        sheet.merge_cells(f"D{row}:F{row}")
        sheet[f"A{row}"] = text
        boxed(sheet, f"A{row}:F{row}")
    allow(sheet, "C12:C16", "Ratings")
    sheet["A17"] = "TOTAL"
    sheet["A17"].font = Font(bold=True)
    sheet["C17"] = "=SUM(C12:C16)"
    sheet["H10"] = "Rating scale"
    sheet["H10"].font = Font(bold=True)
    for row, (value, label) in enumerate(SCALE, start=11):
        sheet[f"H{row}"] = value
        sheet[f"I{row}"] = label


def _goals(sheet: Worksheet) -> None:
    bar(sheet, 20, "Section 2: Goals for next year")
    titles(sheet, 21, "No.", "Goal", "Measure", "Target date", "Owner", "Status")
    for row in range(22, 27):
        sheet[f"A{row}"] = row - 21
        boxed(sheet, f"A{row}:F{row}")
        sheet[f"D{row}"].number_format = "yyyy-mm-dd"
    allow(sheet, "F22:F26", "Lists!$C$2:$C$4")
    sheet["A28"] = "Strengths:"
    sheet.merge_cells("B28:F28")
    sheet.row_dimensions[28].height = 60
    sheet["A29"] = "Areas for improvement:"
    sheet.merge_cells("B29:F29")
    sheet.row_dimensions[29].height = 60


def _second_sheet(book: Workbook) -> None:
    sheet = book.create_sheet("Leadership")
    titles(sheet, 1, "Behaviour", "Score (A-C)", "Evidence")
    for row, text in enumerate(LEADERSHIP, start=2):
        sheet[f"A{row}"] = text
        boxed(sheet, f"A{row}:C{row}")
    allow(sheet, "B2:B4", '"A,B,C"')
    sheet["A7"] = "A = Always, B = Sometimes, C = Never"


def _lists(book: Workbook) -> None:
    sheet = book.create_sheet("Lists")
    sheet.sheet_state = "hidden"
    sheet.append(["Ratings", "", "Status"])
    for row, (value, _) in enumerate(SCALE, start=2):
        sheet[f"A{row}"] = value
    for row, text in enumerate(("Open", "In progress", "Done"), start=2):
        sheet[f"C{row}"] = text
    book.defined_names["Ratings"] = DefinedName("Ratings", attr_text="Lists!$A$2:$A$5")
