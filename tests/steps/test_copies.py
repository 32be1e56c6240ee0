"""A form that stands more than once in a file, two forms on one sheet, and sheets that are no forms beside them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.errors import FileError
from sheetreview.model.finding import Severity
from sheetreview.reading.open import parse_book
from sheetreview.steps.check import check_cycle
from sheetreview.steps.check_files import check_files
from sheetreview.steps.collect import collect
from sheetreview.steps.intake import Outcome
from sheetreview.steps.known_layouts import KnownLayouts
from sheetreview.steps.open_cycle import OpenCycle
from tests.programs import libreoffice
from tests.steps.making import rate, started
from tests.steps.repairing import repaired

ANN_FORM, CY_FORM = "forms/bo-kim/ann-lee.xlsx", "forms/bo-kim/cy-roe.xlsx"
NAME, DATE = "E5", "E7"


def errors(path: Path) -> list[tuple[str, str]]:
    found = check_files([path], KnownLayouts().of)
    assert not found.unusable
    return [(one.code, one.sheet) for one in found.findings if one.severity is Severity.ERROR]


def copied(path: Path, **cells: str) -> Path:
    """A filled form with a second copy of its tab, in which some cells are different."""
    book = load_workbook(path)
    copy = book.copy_worksheet(book.worksheets[0])
    copy.title = "Copy"
    for address, value in cells.items():
        copy[address] = value
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, []),
        ({NAME: "Cy Roe"}, [("reviewee-changed", "Copy"), ("form-doubled", "Review")]),
        ({DATE: "2026-01-31"}, [("form-doubled", "Review")]),
    ],
)
def test_a_copied_tab_is_no_copy_when_its_head_says_something_else(
    cells: dict[str, str], expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    path = copied(rate(started(tmp_path) / ANN_FORM, tmp_path / "ann.xlsx"), **cells)
    assert sorted(errors(path)) == sorted(expected)


def test_what_happened_to_an_equal_copy_is_found_too(tmp_path: Path) -> None:
    path = copied(rate(started(tmp_path) / ANN_FORM, tmp_path / "ann.xlsx"), H40="in the margin")
    found = check_files([path], KnownLayouts().of).findings
    assert [(one.sheet, one.cell) for one in found if one.code == "text-outside"] == [("Copy", "H40")]


def below(first: Worksheet, second: Worksheet) -> None:
    for row in second.iter_rows():
        for cell in row:
            if cell.value is not None:
                first.cell(cell.row + 70, cell.column).value = cell.value


def beside(first: Worksheet, second: Worksheet) -> None:
    for row in second.iter_rows():
        for cell in row:
            if cell.value is not None:
                first.cell(cell.row, cell.column + 8).value = cell.value


@pytest.mark.parametrize("paste", [below, beside])
def test_two_peoples_forms_on_one_tab_are_one_finding_each_and_nothing_is_complete(
    paste: Callable[[Worksheet, Worksheet], None], tmp_path: Path
) -> None:
    root = started(tmp_path)
    book = load_workbook(rate(root / ANN_FORM, tmp_path / "both.xlsx", 4))
    other = load_workbook(rate(root / CY_FORM, tmp_path / "cy.xlsx", 2))
    paste(book.worksheets[0], other.worksheets[0])
    book.save(tmp_path / "both.xlsx")
    assert errors(tmp_path / "both.xlsx") == [("sheet-shared", "Review")] * 2
    with OpenCycle.open(root) as cycle:
        assert {one.outcome for one in collect(cycle, [tmp_path / "both.xlsx"])} == {Outcome.COLLECTED}
        found = check_cycle(cycle).findings
        assert sorted((one.code, one.reviewee) for one in found) == [
            ("sheet-shared", "Ann Lee"),
            ("sheet-shared", "Cy Roe"),
        ]
    done = repaired([tmp_path / "both.xlsx"], tmp_path / "clean", root)
    assert done.forms == ()
    assert {"Another form stands on its sheet" in why for _, why in done.unusable} == {True}


def _with_long_list(path: Path) -> Path:
    book = load_workbook(path)
    book.worksheets[0]["A5000"] = " "
    notes = book.create_sheet("List")
    for row in range(1, 2_500):
        notes.append([row, "x"])
    notes["XFD1"] = "far away"
    book.save(path)
    return path


def test_a_long_sheet_beside_a_form_and_a_space_far_below_it_do_no_harm(tmp_path: Path) -> None:
    path = _with_long_list(rate(started(tmp_path) / ANN_FORM, tmp_path / "ann.xlsx"))
    assert errors(path) == []


@pytest.mark.programs
@pytest.mark.no_cover
@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_a_long_sheet_beside_a_form_does_no_harm_in_other_formats(kind: str, tmp_path: Path) -> None:
    path = _with_long_list(rate(started(tmp_path) / ANN_FORM, tmp_path / "ann.xlsx"))
    assert errors(libreoffice(path, tmp_path / "out", kind)) == []


def test_a_form_whose_own_sheet_is_too_long_is_refused(tmp_path: Path) -> None:
    path = rate(started(tmp_path) / ANN_FORM, tmp_path / "ann.xlsx")
    book = load_workbook(path)
    book.worksheets[0]["A5000"] = "?"
    book.create_sheet("Notes")["A1"] = "short"
    book.save(path)
    ((_, reason),) = check_files([path], KnownLayouts().of).unusable
    assert "A5000 of sheet 'Review'" in reason


def test_a_book_of_nothing_but_a_long_sheet_is_refused_at_once() -> None:
    book = Workbook()
    book.worksheets[0]["A2001"] = 1
    buffer = BytesIO()
    book.save(buffer)
    with pytest.raises(FileError, match="A2001"):
        parse_book(buffer.getvalue(), "list.xlsx")
