"""What people type, however a program or keyboard writes it: the same text is the same, and others are told apart."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from sheetreview import Cycle, LayoutError, Person, Reviewer, RosterError, generate_form, load_layout, read_form
from sheetreview.cli.main import cli
from sheetreview.model.review import AnswerState
from tests.steps.making import HEADS, write_roster

LAYOUT = """\
sheetreview: 1
id: signs
version: 1
title: Signs
roles:
  - {id: manager, title: Manager}
scales:
  - id: signs
    levels:
      - {value: "\u22121", label: "Doesn\u2019t meet"}
      - {value: "0", label: "So\u2011so"}
      - {value: "+1", label: "Ｂｅｔｔｅｒ"}
    not_applicable: true
  - id: letters
    levels:
      - {value: A, label: Excellent}
      - {value: B, label: Good}
      - {value: C, label: Poor}
header:
  - {id: name, label: Name, source: reviewee.name, filled_by: [hr]}
sections:
  - id: work
    title: Work
    columns:
      - {id: factor, title: Factor, kind: label}
      - {id: sign, title: Sign, kind: rating, scale: signs, required: false}
      - {id: letter, title: Letter, kind: rating, scale: letters, required: false}
      - {id: area, title: Area, kind: choice, options: ["Asia\u2013Pacific", "L\u2019Aquila"], required: false}
      - {id: note, title: Note}
    items:
      - {id: speed, label: Speed}
"""
ANN = Person(employee_id="E1", name="Se\u00e1n O\u2019Brien", email="ann@example.com")


def answered(**texts: object) -> tuple[dict[str, str], list[str]]:
    """What each column of a form is read as after typing into it, and what is said of it."""
    form = generate_form(load_layout(LAYOUT), ANN, reviewer=Reviewer(name="Bo", email="bo@example.com"))
    book = load_workbook(BytesIO(form))
    sheet = book.worksheets[0]
    titles = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    row = titles["Speed"].row
    for column, text in texts.items():
        cell = sheet.cell(row, titles[column.capitalize()].column)
        cell.value, cell.data_type = text, "s"  # type: ignore[assignment]
    out = BytesIO()
    book.save(out)
    (review,) = read_form(out.getvalue(), load_layout(LAYOUT))
    said = [finding.message for finding in review.findings if finding.code != "read-as"]
    read = {row.column: row.value for row in review.rows() if row.column and row.state is not AnswerState.EMPTY}
    return read, said


@pytest.mark.parametrize(
    ("column", "typed", "read"),
    [
        ("sign", "-1", "\u22121"),
        ("sign", "\u22121", "\u22121"),
        ("sign", "\uff0d\uff11", "\u22121"),
        ("sign", "\u2212 1", "\u22121"),
        ("sign", "+\u202f1", "+1"),
        ("area", "asia \u2013 pacific", "Asia\u2013Pacific"),
        ("sign", "doesn't meet", "\u22121"),
        ("sign", "so-so", "0"),
        ("sign", "Better", "+1"),
        ("sign", "\u200b1\u2060", "+1"),
        ("sign", "0\ufeff", "0"),
        ("sign", "N\u2060/A", "N/A"),
        ("letter", "\u200eB\u200f", "B"),
        ("letter", "\uff22", "B"),
        ("letter", "b\u00ad", "B"),
        ("area", "Asia-Pacific", "Asia\u2013Pacific"),
        ("area", "asia\u00a0\u2212 pacific".replace("\u00a0\u2212 ", "\u2212"), "Asia\u2013Pacific"),
        ("area", "L'Aquila", "L\u2019Aquila"),
    ],
)
def test_a_level_or_option_is_known_by_any_way_of_writing_it(column: str, typed: str, read: str) -> None:
    assert answered(**{column: typed}) == ({column: read}, [])


@pytest.mark.parametrize("typed", ["\u00b9", "\u2460", "\u2081", "\u2488", "\u2474"])
def test_superscripts_and_numbers_in_circles_are_no_ratings(typed: str) -> None:
    read, said = answered(sign=typed)
    assert read == {"sign": ""}
    assert said == [f"{typed!r} cannot be read as one rating"]


@pytest.mark.parametrize(
    ("typed", "letter"),
    [
        ("\u0412", "'\u0412' is the Cyrillic letter VE, which only looks like 'B'"),
        ("\u0391", "'\u0391' is the Greek letter ALPHA, which only looks like 'A'"),
    ],
)
def test_a_letter_of_another_alphabet_is_named(typed: str, letter: str) -> None:
    read, said = answered(letter=typed)
    assert read == {"letter": ""}
    assert said == [f"{typed!r} is not on the scale (A, B, C): {letter}"]


def test_a_note_of_invisible_characters_is_empty_and_joined_letters_stay() -> None:
    assert answered(note="\u200b\u2060")[0] == {}
    joined = "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627 \U0001f468\u200d\U0001f469"
    assert answered(note=joined + "\u200b")[0] == {"note": joined}


def test_a_name_at_the_head_with_other_quotes_is_the_same_name() -> None:
    form = generate_form(load_layout(LAYOUT), ANN)
    book = load_workbook(BytesIO(form))
    cell = next(c for row in book.worksheets[0].iter_rows() for c in row if c.value == ANN.name)
    cell.value = "Se\u00e1n O'Brien\u200b"
    out = BytesIO()
    book.save(out)
    (review,) = read_form(out.getvalue(), load_layout(LAYOUT))
    assert review.findings == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{value: B, label: Good}", '{value: "\u0410", label: Good}', "which only looks like 'A'"),
        ("{value: B, label: Good}", '{value: "\uff21", label: Good}', "'Ａ' is read as 'A' is"),
        ("{value: B, label: Good}", '{value: B, label: "excellent\u200b"}', "is read as 'Excellent' is"),
        ('"L\u2019Aquila"', '"Asia \u2010 Pacific"', "'Asia \u2010 Pacific' is read as 'Asia\u2013Pacific' is"),
        ("{value: B, label: Good}", "{value: B, label: c}", "the label 'c' is the value of another level"),
        ('label: "So\u2011so"', 'label: "Not applicable"', "means that an item does not apply"),
        ('"L\u2019Aquila"', '"Asia\u2010Pacific"', "is listed twice"),
        ('{value: "0", label', '{value: "0", number: 5, label', "neither rise nor fall"),
    ],
)
def test_words_that_read_alike_are_refused_in_a_layout(old: str, new: str, message: str) -> None:
    text = LAYOUT
    if "number" in new:
        text = text.replace('"\u22121", label', '"\u22121", number: -1, label').replace(
            '"+1", label', '"+1", number: 1, label'
        )
    assert old in text
    with pytest.raises(LayoutError) as caught:
        load_layout(text.replace(old, new, 1))
    assert message in str(caught.value.problems[0])


def test_one_reviewer_stays_one_whatever_a_program_put_around_the_address(tmp_path: Path) -> None:
    rows = [
        ("E1", "Ann", "Bo Kim", "bo@example.com"),
        ("E2", "Cy", "Bo\u00a0Kim", "mailto:bo@example.com"),
        ("E3", "Dee", "Bo Kim\u200b", "bo@example.com\u200b"),
        ("E4", "Eve", "\u202aBo Kim\u202c", "\u202abo@example.com\u202c"),
        ("\ufeffE5", "Fay", "Bo Kim", "Bo@exam\u00adple.com"),
        ("\uff25\uff16", "Gus", "Bo Kim", "MAILTO:bo\uff20example.com"),
    ]
    root = tmp_path / "cycle"
    roster = write_roster(tmp_path / "r.csv", rows)
    with Cycle.create(root, layout="customer-service", roster=roster, name="N") as cycle:
        given = cycle.assignments.values()
    assert {one.reviewer.key for one in given} == {"bo@example.com"}
    assert {one.reviewer.email.casefold() for one in given} == {"bo@example.com"}
    assert [one.reviewee.employee_id for one in given] == ["E1", "E2", "E3", "E4", "E5", "E6"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("E2", "Cy", "Bo", "b\u043e@example.com"), "'\u043e' is the Cyrillic letter O, which only looks like 'o'"),
        (("\u04151", "Cy", "Bo", "bo@example.com"), "looks like that in row 2 ('\u0415' is the Cyrillic letter IE"),
        (("E1", "\u0410nn", "Bo", "bo@example.com"), "('\u0410' is the Cyrillic letter A, which only looks like 'A')"),
    ],
)
def test_a_lookalike_in_a_roster_is_refused_and_named(tmp_path: Path, row: tuple[str, ...], message: str) -> None:
    roster = write_roster(tmp_path / "r.csv", [("E1", "Ann", "Bo", "bo@example.com"), row])
    with pytest.raises(RosterError) as caught:
        Cycle.create(tmp_path / "cycle", layout="customer-service", roster=roster, name="N")
    assert message in str(caught.value.problems[0])


def test_a_lookalike_in_the_name_of_a_role_is_named_on_the_command_line(tmp_path: Path) -> None:
    row = ("E1", "Ann", "Bo", "bo@example.com", "m\u0430nager")
    roster = write_roster(tmp_path / "r.csv", [row], (*HEADS, "role"))
    words = ["init", str(tmp_path / "c"), "--layout", "customer-service", "--roster", str(roster), "--name", "N"]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code != 0
    assert "is the Cyrillic letter A" in done.output
    assert "did you mean 'manager'?" in done.output
