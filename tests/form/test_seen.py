"""Answers that programs take for numbers: written as texts, and read as what people see."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from sheetreview.inputs.layout_file import parse_layout
from tests.form.issuing import Outcome, issue, opened, read, row_of, saved

SOURCE = """
sheetreview: 1
id: seen
version: 1
title: Seen
roles: [{id: manager, title: Manager}]
scales:
  - id: shares
    best: last
    levels: [{value: "0%", label: None}, {value: "50%", label: Half}, {value: "100%", label: Whole}]
  - {id: steps, levels: [{value: 1, label: Low}, {value: 2, label: High}]}
header:
  - {id: hours, label: Office hours, kind: text, filled_by: [manager]}
sections:
  - id: part
    title: Part
    columns:
      - {id: item, title: Item, kind: label}
      - {id: share, title: Share, kind: rating, scale: shares, filled_by: [manager]}
      - {id: step, title: Step, kind: rating, scale: steps, filled_by: [manager]}
      - {id: ratio, title: Ratio, kind: choice, options: ["1/4", "5-May", "TRUE"], filled_by: [manager]}
      - {id: note, title: Note, kind: text, filled_by: [manager]}
      - {id: figure, title: Figure, kind: number, filled_by: [manager]}
      - {id: day, title: Day, kind: date, filled_by: [manager]}
    items: [{id: one, label: One}, {id: two, label: Two}, {id: three, label: Three}]
"""
LAYOUT = parse_layout(SOURCE, "seen.yaml")
COLUMNS = {"share": 3, "step": 4, "ratio": 5, "note": 6, "figure": 7, "day": 8}


def after(typed: dict[str, tuple[object, str]], row: str = "one") -> Outcome:
    """A form after a program took what was typed into some columns for a value in another number format."""
    sheet = opened(issue(SOURCE)[0])
    for column, (value, code) in typed.items():
        cell = sheet.cell(row_of(sheet, f"part.{row}"), COLUMNS[column])
        cell.value = value  # type: ignore[assignment]
        cell.number_format = code
    return read(saved(sheet), LAYOUT)


@pytest.mark.parametrize(
    ("column", "code"),
    [("share", "@"), ("step", "General"), ("ratio", "@"), ("note", "@"), ("figure", "General"), ("day", "yyyy-mm-dd")],
)
def test_cells_for_texts_are_issued_in_the_format_of_texts(column: str, code: str) -> None:
    sheet = load_workbook(BytesIO(issue(SOURCE)[0])).worksheets[0]
    assert sheet.cell(row_of(sheet, "part.one"), COLUMNS[column]).number_format == code
    assert sheet.cell(row_of(sheet, "header.hours"), COLUMNS["note"]).number_format == "@"


@pytest.mark.parametrize(
    ("column", "value", "code", "seen"),
    [
        ("share", 0.5, "0%", "50%"),
        ("share", 0.5, "0.00%", "50%"),
        ("ratio", 0.25, "# ?/?", "1/4"),
        ("ratio", date(2026, 5, 5), "d-mmm", "5-May"),
        ("ratio", True, "General", "TRUE"),
        ("note", 0.95, "0%", "95%"),
        ("note", 0.4375, "h:mm", "10:30"),
        ("note", 420_000, '"$"#,##0', "$420,000"),
        ("note", 42, "00000", "00042"),
        ("note", 0.1 + 0.2, "General", "0.3"),
        ("figure", 1234.5, '#,##0.00\\ "kr"', "1234.5"),
        ("day", date(2026, 5, 5), "d/m/yyyy", "2026-05-05"),
    ],
)
def test_an_answer_is_what_its_cell_shows(column: str, value: object, code: str, seen: str) -> None:
    assert after({column: (value, code)}).answer("part", "one", column).value == seen


@pytest.mark.parametrize(
    ("column", "value", "code", "said"),
    [
        ("figure", 0.4375, "h:mm", "'10:30' cannot be read as a number"),
        ("figure", date(2026, 5, 5), "d-mmm", "'5-May' cannot be read as a number"),
        ("figure", 0.97, "0%", "'97%' cannot be read as a number"),
        ("day", 0.97, "0%", "'97%' cannot be read as a date from 2000 to 2099"),
        ("step", 2, "0%", "'200%' cannot be read as one rating"),
        ("step", date(2026, 5, 5), "d-mmm", "'5-May' cannot be read as one rating"),
        ("share", 0.5, "General", "'0.5' is not on the scale (0%, 50%, 100%)"),
        ("ratio", 0.25, "General", "'0.25' is not one of the choices for Ratio"),
        ("figure", "3,125", "General", "'3,125' cannot be read as a number: it may be 3125 or 3.125"),
    ],
)
def test_what_a_cell_shows_and_is_not_asked_for_is_an_error_that_says_what_is_seen(
    column: str, value: object, code: str, said: str
) -> None:
    outcome = after({column: (value, code)})
    assert outcome.answer("part", "one", column).value == ""
    assert said in [finding.message for finding in outcome.findings]


def as_csv(figures: dict[str, str], delimiter: str) -> Outcome:
    """A form as a program saves it with what its cells show, as text."""
    sheet = opened(issue(SOURCE)[0])
    for row, text in figures.items():
        sheet.cell(row_of(sheet, f"part.{row}"), COLUMNS["figure"]).value = text
    buffer = StringIO()
    lines = csv.writer(buffer, delimiter=delimiter)
    lines.writerows([("" if value is None else value for value in row) for row in sheet.iter_rows(values_only=True)])
    return read(buffer.getvalue().encode(), LAYOUT, "form.csv")


@pytest.mark.parametrize(
    ("figures", "delimiter", "expected"),
    [
        ({"one": "250.000"}, ",", [""]),
        ({"one": "250.000"}, ";", ["250000"]),
        ({"one": "3,125", "two": "12,5"}, ",", ["3.125", "12.5"]),
        ({"one": "3,125", "two": "1.234,5"}, ",", ["3.125", "1234.5"]),
        ({"one": "3,125", "two": "12.5"}, ",", ["3125", "12.5"]),
        ({"one": "3,125", "two": "12.5"}, ";", ["", "12.5"]),
        ({"one": "3,125", "two": "12.5", "three": "12,5"}, ",", ["", "12.5", "12.5"]),
        ({"one": "3,125", "two": "1.250"}, ",", ["", ""]),
        ({"one": "0,125"}, ",", ["0.125"]),
    ],
)
def test_one_separator_before_three_digits_is_read_only_as_the_file_shows(
    figures: dict[str, str], delimiter: str, expected: list[str]
) -> None:
    outcome = as_csv(figures, delimiter)
    assert [outcome.answer("part", row, "figure").value for row in figures] == expected
    doubted = [finding for finding in outcome.findings if "it may be" in finding.message]
    assert len(doubted) == expected.count("")


@pytest.mark.parametrize(
    ("number", "code", "read_as", "message"),
    [
        (2, '"1"', "1", "the cell shows '1' and holds 2; 1 was read"),
        (1, '[=1]"2";0', "2", "the cell shows '2' and holds 1; 2 was read"),
        (2, '"' + "9" * 99 + '"', "", "the cell shows a text of 99 characters and holds 2; nothing was read"),
        (2, '"1E999 "0', "2", ""),
        (1.6, "0", "2", "the cell shows '2' and holds 1.6; 2 was read"),
        (1, '"High"', "2", "the cell shows 'High' and holds 1; 2 was read"),
        (2, ";;;", "2", "the cell shows nothing and holds 2; 2 was read"),
        (2, "0,", "", "the cell shows '0' and holds 2; nothing was read"),
        (2, '"good"', "", "the cell shows 'good' and holds 2; nothing was read"),
    ],
)
def test_a_rating_is_what_its_number_format_shows_and_the_number_behind_it_is_said(
    number: float, code: str, read_as: str, message: str
) -> None:
    outcome = after({"step": (number, code)})
    assert [one.message for one in outcome.findings if one.code == "shown-otherwise"] == [message] * bool(message)
    assert outcome.answer("part", "one", "step").value == read_as


@pytest.mark.parametrize(
    "code", ["0", "0.00", "#,##0", "0.00E+00", '0" of 5"', "General", '[Red]0;"-"0', "0_)", "0.0#", '"High"']
)
def test_a_rating_whose_format_shows_its_own_number_is_as_typed(code: str) -> None:
    outcome = after({"step": (2, code)})
    assert (outcome.answer("part", "one", "step").value, outcome.serious()) == ("2", [])


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (1234.567, "#,##0", ""),
        (1234567, "#\\ ###\\ ##0", ""),
        (1234.5, '#\\ ##0.0" €"', ""),
        (-1234.5, "#,##0.0;(#,##0.0)", ""),
        (0.5, "# ?/?", ""),
        (0, '0;-0;"–"', ""),
        (1234567, "0.0E+00", ""),
        (-5, "0;(0)", ""),
        (-5, "0;[Red]-0", ""),
        (-5, '0;-0" €"', ""),
        (-5, "-0", ""),
        (-5, "0;[Red]0", "the cell shows '5' and holds -5; -5 was read"),
        (0.34, "# ?/2", ""),
        (12, '"No-"0', ""),
        (4000, "0,", "the cell shows '4' and holds 4000; 4000 was read"),
        (4000, ";;;", "the cell shows nothing and holds 4000; 4000 was read"),
        (4000, '"many"', "the cell shows 'many' and holds 4000; 4000 was read"),
    ],
)
def test_a_figure_is_what_its_cell_holds_and_another_one_that_is_shown_is_said(
    number: float, code: str, said: str
) -> None:
    outcome = after({"figure": (number, code)})
    assert outcome.answer("part", "one", "figure").number == number
    assert [one.message for one in outcome.findings if one.code == "shown-otherwise"] == [said] * bool(said)


def test_a_number_that_is_hidden_where_a_text_is_wanted_is_read_and_said() -> None:
    outcome = after({"note": (4, ";;;")})
    assert outcome.answer("part", "one", "note").value == "4"
    assert outcome.serious() == ["shown-otherwise F16"]


@pytest.mark.parametrize(
    ("column", "typed", "read_as"),
    [("share", "50 %", "50%"), ("share", "100\u00a0%", "100%"), ("ratio", "1 / 4", "1/4")],
)
def test_spaces_around_signs_make_no_other_level_or_option(column: str, typed: str, read_as: str) -> None:
    assert after({column: (typed, "@")}).answer("part", "one", column).value == read_as


@pytest.mark.parametrize(
    ("number", "code", "read_as", "said"),
    [
        (-1, "0;0", "1", True),
        (-1, "0;[Red]0", "1", True),
        (1, "-0", "-1", True),
        (-1, '"+"0;"+"0', "1", True),
        (-1, "0;(0)", "-1", False),
        (-1, "+0;-0", "-1", False),
        (1, "+0;-0", "1", False),
        (0, "0;0", "0", False),
        (0, "+0;-0;0", "0", False),
    ],
)
def test_a_rating_has_the_sign_that_its_number_format_shows(
    number: int, code: str, read_as: str, *, said: bool
) -> None:
    levels = "[{value: -1, label: Less}, {value: 0, label: Same}, {value: 1, label: More}]"
    source = SOURCE.replace("[{value: 1, label: Low}, {value: 2, label: High}]", levels)
    sheet = opened(issue(source)[0])
    cell = sheet.cell(row_of(sheet, "part.one"), COLUMNS["step"])
    cell.value, cell.number_format = number, code
    outcome = read(saved(sheet), parse_layout(source, "seen.yaml"))
    assert outcome.answer("part", "one", "step").value == read_as
    assert [one.code for one in outcome.findings if one.code == "shown-otherwise"] == ["shown-otherwise"] * said
