"""What a person sees of a number in a cell of a number format."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from sheetreview.reading.number_format import BUILT_IN, number_code
from sheetreview.reading.open import open_book
from sheetreview.sheet.grid import EPOCH_1904, NumberFormat, ShownNumber, display
from tests.programs import NODE, libreoffice, missing, program

DAY = 46_329
"""3 November 2026."""

CODES = (
    *sorted({code for code in BUILT_IN.values() if code[0] != "#" or "E" not in code}),
    "00000", "000-00-0000", '"No. "0000', '0 "days"', "0.0#", "#.##", "??0",
    "[$€-407] #,##0.00", "#,##0.00\\ [$kr-41D]",
    "$#,##0.00_);($#,##0.00)", '0;-0;"–"', "0.0%;-0.0%", "#,##0,", '0.0,,"M"', "[Red]0.0", "# ?/8", "@",
    '"five"', '[=42]"all";0', '[<4]"low";[<50]"mid";"high"', '0" of 5"', 'General" points"', "0;-0;;@",
    "[>=4]0;[<4]0.0",
    "dddd, d mmmm yyyy", "dd/mm/yyyy", "yyyy\\-mm\\-dd hh:mm", "mmmm", "[h]:mm", "[mm]:ss", "h:mm:ss.00", "m/d/yy",
)  # fmt: skip
NUMBERS = (0, 1, 4, 42, 1234.5, 250_000, 1234567.891, 0.5, 0.95, 2.75, DAY, DAY + 0.4375, 0.4375)


def seen(code: str, number: float) -> str:
    found = number_code(code).shown(number)
    return found.text if isinstance(found, ShownNumber) else display(found)


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("0%", 0.95, "95%"),
        ("0.0%", 0.123, "12.3%"),
        ("h:mm", 0.4375, "10:30"),
        ("[h]:mm", 1.5, "36:00"),
        ("$#,##0", 420_000, "$420,000"),
        ("#,##0;(#,##0)", -1234, "(1,234)"),
        ("00000", 42, "00042"),
        ("000-00-0000", 123456789, "123-45-6789"),
        ("# ?/?", 1.75, "1 3/4"),
        ("# ?/?", 0.5, "1/2"),
        ("d-mmm", DAY, "3-Nov"),
        ("yyyy-mm-dd", DAY, "2026-11-03"),
        ("h:mm AM/PM", 0.75, "6:00 PM"),
        ("0.00E+00", 12345, "1.23E+04"),
        ('0;-0;"none"', 0, "none"),
        ("0.00", 1.005, "1.01"),
        ("General", 4.5, "4.5"),
        ("@", 4.5, "4.5"),
        ("[>100]0.0;0", 4.5, "5"),
        ("[>100]0.0;0", 104.5, "104.5"),
        ('[=2]"5";0', 2, "5"),
        ('[=2]"5";0', 3, "3"),
        ('[<2]"few";[<=4]"some";"many"', 1, "few"),
        ('[<2]"few";[<=4]"some";"many"', 4, "some"),
        ('[<2]"few";[<=4]"some";"many"', 5, "many"),
        ('"5"', 2, "5"),
        ('0" of 5"', 4, "4 of 5"),
        ('General" points"', 4, "4 points"),
        ("[Green]General", 4, "4"),
        ("0,", 4, "0"),
        ("0" * 300, 4.5, "4.5"),
        ("yyyy-mm-dd", -1, "-1"),
        ("yyyy-mm-dd", 1e14, "100000000000000"),
        ("0%", 1e300, "1e+300"),
        ("", 4, "4"),
        (";;", 4, ""),
        ("0;-0;;@", 0, ""),
    ],
)
def test_a_number_is_seen_as_its_format_shows_it(code: str, number: float, text: str) -> None:
    assert seen(code, number) == text


@pytest.mark.parametrize(
    ("code", "number"),
    [(";;;", 4), (";;", 0), ("_1", 4), ("*0", 4), ("0;-0;;@", 0), ("0;;", -4), ("[=2]0;[=3]0", 4), ('""', 4)],
)
def test_a_number_that_its_format_hides_is_one_of_which_nothing_is_seen(code: str, number: float) -> None:
    assert number_code(code).shown(number) == ShownNumber(number, NumberFormat.NUMBER, "")


def test_a_day_is_counted_from_the_workbooks_own_first_day() -> None:
    assert display(number_code("yyyy-mm-dd").shown(0, EPOCH_1904)) == date(1904, 1, 1).isoformat()


def test_a_number_that_looks_like_itself_is_a_plain_number() -> None:
    assert number_code("0").shown(4) == 4
    assert number_code("0.00").shown(4) == ShownNumber(4, NumberFormat.NUMBER, "4.00")


@pytest.mark.parametrize(
    "code", ["d\\-", '"', "[", "\\", "_", "*", "[$", "0.0.0", "/", "%", "E+0", "0/0/0", "AM/PM", "[h", "?" * 200]
)
def test_a_code_that_is_none_shows_something_and_stops_nothing(code: str) -> None:
    for number in (0, -1, 0.5, DAY, 1e14, 1e300, 1e-300):
        assert isinstance(seen(code, number), str)


@pytest.mark.programs
def test_what_is_seen_is_what_sheetjs_shows() -> None:
    if not (NODE / "node_modules").is_dir():
        missing("the packages of tests/node are not installed (run npm ci there)")
    script = (
        "const X = require('xlsx'); const all = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "console.log(JSON.stringify(all.map(([code, number]) => X.SSF.format(code, number))))"
    )
    # Its days before March 1900 follow an error of Lotus 1-2-3, and it does not know points between days and months.
    pairs = [
        (code, number)
        for code in CODES
        for number in NUMBERS
        if number_code(code).kind is not NumberFormat.DATE or number >= 61
    ]
    done = subprocess.run(
        [program("node"), "-e", script], input=json.dumps(pairs), capture_output=True, text=True, check=True, cwd=NODE
    )
    shown = dict(zip(pairs, json.loads(done.stdout), strict=True))
    differing = {pair: (seen(*pair), text) for pair, text in shown.items() if seen(*pair).split() != text.split()}
    # It shows no nought in eighths, and knows no words beside a general number.
    assert differing.keys() <= {("# ?/8", 0), *(('General" points"', number) for number in NUMBERS)}


@pytest.mark.programs
def test_what_is_seen_in_a_workbook_is_what_libreoffice_shows(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row, code in enumerate(CODES, 1):
        for column, number in enumerate(NUMBERS, 1):
            sheet.cell(row, column, number).number_format = code
    book.save(tmp_path / "form.xlsx")
    (ours,) = open_book(tmp_path / "form.xlsx")[1].sheets
    (theirs,) = open_book(libreoffice(tmp_path / "form.xlsx", tmp_path, "ods"))[1].sheets
    differing = {
        (CODES[row - 1], NUMBERS[column - 1]): (ours.text(row, column), theirs.text(row, column))
        for row, column in ours.cells
        if ours.text(row, column).split() != theirs.text(row, column).split()
    }
    # It leaves a last point out, rounds a half eighth down, and reads a nought and a one shown as words as truths.
    known = {(code, number) for code in ("#.##", "# ?/8", "mmmm") for number in NUMBERS}
    known |= {(code, number) for code in ('"five"', '[<4]"low";[<50]"mid";"high"') for number in (0, 1)}
    # Nor does it count hours over centuries.
    known |= {(code, number) for code in CODES if code[0] == "[" for number in NUMBERS if number > 2 * DAY}
    assert differing.keys() <= known
