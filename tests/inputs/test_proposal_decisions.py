"""What a proposal asks a person to decide, and what it says it left out."""

from __future__ import annotations

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.inputs.layout_file import parse_layout
from tests.inputs.test_proposal import labels, of, rows, yaml_of
from tests.workbooks import appraisal, bar, boxed, saved, titles


@pytest.fixture
def sheet() -> Worksheet:
    book = Workbook()
    return book.worksheets[0]


def yaml_from(sheet: Worksheet) -> str:
    assert isinstance(sheet.parent, Workbook)
    return yaml_of(saved(sheet.parent))


def looks(text: str) -> list[str]:
    return [line.strip().removeprefix("# LOOK: ") for line in text.splitlines() if line.strip().startswith("# LOOK: ")]


BEST_FIRST = [
    ["Outstanding", "Exceeds expectations", "Meets expectations", "Needs improvement", "Unsatisfactory"],
    ["Sehr gut", "Gut", "Befriedigend", "Ausreichend", "Mangelhaft"],
    ["Always", "Usually", "Sometimes", "Rarely", "Never"],
]


@pytest.mark.parametrize("words", BEST_FIRST, ids=[words[0] for words in BEST_FIRST])
def test_where_1_is_the_best_the_best_counts_most(words: list[str], sheet: Worksheet) -> None:
    for row, word in enumerate(words, start=1):
        sheet[f"A{row}"] = f"{row} = {word}"
    titles(sheet, 8, "Skill", "Rating")
    rows(sheet, 9, ["Typing", "Filing"], "B")
    text = yaml_from(sheet)
    scale = parse_layout(text, "x.yaml").scales[0]
    assert [(level.value, level.label, level.number) for level in scale.levels] == [
        (str(value), word, 6 - value) for value, word in enumerate(words, start=1)
    ]
    assert [level.label for level in scale.from_best] == words
    assert looks(text) == [
        "the lowest value is the best here, so each level has a 'number' by which the best counts most"
    ]


def test_where_words_do_not_tell_which_end_is_best_the_file_asks(sheet: Worksheet) -> None:
    sheet["A1"] = "1 = Red, 2 = Blue, 3 = Green"
    titles(sheet, 3, "Skill", "Rating")
    rows(sheet, 4, ["Typing"], "B")
    text = yaml_from(sheet)
    assert [level.number for level in parse_layout(text, "x.yaml").scales[0].levels] == [1, 2, 3]
    assert looks(text) == [
        "does the highest value mean best? If not, give each level a 'number', the best one the highest"
    ]


def test_a_table_of_five_hundred_rows_keeps_them_all(sheet: Worksheet) -> None:
    titles(sheet, 1, "Skill", "Score (1-5)")
    rows(sheet, 2, [f"Skill {number}" for number in range(500)], "B")
    assert labels(of(sheet).sections[0]) == [f"Skill {number}" for number in range(500)]


def test_empty_rows_beyond_those_a_section_can_have_are_counted(sheet: Worksheet) -> None:
    titles(sheet, 1, "Goal", "Due date")
    boxed(sheet, "A2:B251")
    text = yaml_from(sheet)
    assert parse_layout(text, "x.yaml").sections[0].blank_rows == 200
    assert "the workbook has 250 empty rows here, a section at most 200" in looks(text)


def test_columns_beyond_those_a_section_can_have_are_named(sheet: Worksheet) -> None:
    titles(sheet, 1, "Skill", *[f"Note {number}" for number in range(1, 24)])
    rows(sheet, 2, ["Typing", "Filing"], "X")
    sheet["X2"] = "typed"
    text = yaml_from(sheet)
    (section,) = parse_layout(text, "x.yaml").sections
    assert len(section.columns) == 20
    assert looks(text) == [
        "a section has at most 20 columns, so these were left out: 'Note 20', 'Note 21', 'Note 22', 'Note 23'"
    ]


def test_fields_and_sections_beyond_what_a_form_has_are_named(sheet: Worksheet) -> None:
    for number in range(1, 104):
        sheet[f"A{number}"], sheet[f"B{number}"] = f"Field {number}:", None
        boxed(sheet, f"B{number}:B{number}")
    for number in range(1, 108):
        top = 110 + 5 * number
        bar(sheet, top, f"Part {number}", "B")
        titles(sheet, top + 1, "Skill", "Notes")
        rows(sheet, top + 2, ["Typing"], "B")
    text = yaml_from(sheet)
    layout = parse_layout(text, "x.yaml")
    assert (len(layout.header), len(layout.sections)) == (100, 100)
    missing = ", ".join(f"'Part {number}' (Sheet!A{111 + 5 * number})" for number in range(101, 106))
    assert looks(text)[:2] == [
        f"only the first 100 sections were taken over, not {missing} and 2 more, named at the end",
        (
            "only the first 100 fields were taken over, not 'Field 101' (Sheet!A101), 'Field 102' (Sheet!A102), "
            "'Field 103' (Sheet!A103)"
        ),
    ]
    assert "# - Sheet!A646: Part 107 (beyond 100 sections)" in text


def test_a_scale_that_no_rating_uses_and_titles_without_rows_are_named(sheet: Worksheet) -> None:
    sheet["A1"] = "1 = Poor, 2 = Good"
    titles(sheet, 3, "Skill", "Notes")
    rows(sheet, 4, ["Typing"], "B")
    titles(sheet, 6, "Goal", "Due date", "Owner")
    bar(sheet, 7, "Closing", "C")
    text = yaml_from(sheet)
    assert "# - Sheet!A1: 1 = Poor … (a scale that no rating uses)" in text
    for title in ("Sheet!A6: Goal", "Sheet!B6: Due date", "Sheet!C6: Owner"):
        assert f"# - {title} (a title without rows)" in text


def test_a_filled_head_keeps_its_labels_and_asks_whose_title_it_is(sheet: Worksheet) -> None:
    sheet["A1"] = "Review of John Smith"
    sheet["A1"].font = Font(bold=True)
    sheet["A2"] = "Please talk to John Smith about each of these points before you send this form back to us all."
    sheet.append(["Employee", "John Smith", "Manager", "Jane Doe"])
    sheet.append(["Department", "Sales", "Job title", "Sales Manager"])
    titles(sheet, 6, "Skill", "Notes")
    rows(sheet, 7, ["Typing"], "B")
    text = yaml_from(sheet)
    layout = parse_layout(text, "x.yaml")
    assert [(field.label, field.source) for field in layout.header] == [
        ("Employee", "reviewee.name"),
        ("Manager", "reviewer.name"),
        ("Department", "reviewee.team"),
        ("Job title", "reviewee.title"),
    ]
    assert "Jane Doe" not in text
    question = "# LOOK: the workbook was filled in: what is said here about one person would be in everybody's form\n"
    assert question + "title: Review of John Smith\n" in text
    assert question + "how_to: Please talk to John Smith" in text


def test_an_empty_head_asks_nothing_about_the_title() -> None:
    assert "was filled in" not in yaml_of(appraisal())


def test_titles_of_people_over_empty_rows_are_a_table(sheet: Worksheet) -> None:
    titles(sheet, 1, "Name", "Company", "Role", "Phone")
    boxed(sheet, "A2:D4")
    (section,) = of(sheet).sections
    assert [column.title for column in section.columns] == ["Name", "Company", "Role", "Phone"]


def test_a_row_that_measures_an_average_is_no_total(sheet: Worksheet) -> None:
    titles(sheet, 1, "Indicator", "Measure", "Actual")
    rows(sheet, 2, ["Revenue", "Retention"], "C")
    sheet["B2"], sheet["B3"] = "Average revenue of a customer", "Customers who stay"
    assert labels(of(sheet).sections[0]) == ["Revenue", "Retention"]


def test_weights_that_only_a_formula_knows_are_asked_for(sheet: Worksheet) -> None:
    titles(sheet, 1, "Skill", "Rating (1-3)")
    rows(sheet, 2, ["Typing", "Filing"], "B")
    sheet["A4"], sheet["B4"] = "Total", "=SUMPRODUCT(B2:B3,{2;1})"
    assert "Sheet!B4 weighs what it adds up: give items, or sections, their 'weight'" in looks(yaml_from(sheet))


def test_weights_that_were_taken_over_are_not_asked_for(sheet: Worksheet) -> None:
    titles(sheet, 1, "Skill", "Weight", "Rating (1-3)")
    rows(sheet, 2, ["Typing", "Filing"], "C")
    sheet["B2"], sheet["B3"] = 2, 1
    sheet["A4"], sheet["C4"] = "Total", "=SUMPRODUCT(B2:B3,C2:C3)"
    assert not [line for line in looks(yaml_from(sheet)) if "weighs" in line]


@pytest.mark.parametrize("line", ["Unterschrift Mitarbeiter", "Mitarbeiterunterschrift:", "Datum, Unterschriften"])
def test_lines_to_sign_in_german_are_left_out(line: str, sheet: Worksheet) -> None:
    titles(sheet, 1, "Skill", "Notes")
    rows(sheet, 2, ["Typing"], "B")
    sheet["A5"] = line
    boxed(sheet, "B5:B5")
    assert f"# - Sheet!A5: {line} (a line to sign)" in yaml_from(sheet)


def test_a_table_to_sign_keeps_its_title_and_the_file_says_what_makes_it_one(sheet: Worksheet) -> None:
    titles(sheet, 1, "Skill", "Notes")
    rows(sheet, 2, ["Typing"], "B")
    bar(sheet, 4, "Sign-off", "C")
    sheet["A5"] = "Please sign both."
    titles(sheet, 6, "Read by", "Signature", "Date")
    rows(sheet, 7, ["Manager", "Employee"], "C")
    text = yaml_from(sheet)
    found = parse_layout(text, "x.yaml").sections[1]
    assert (found.title, labels(found)) == ("Sign-off", ["Manager", "Employee"])
    assert [(column.title, column.kind.value) for column in found.columns[1:]] == [
        ("Signature", "person"),
        ("Date", "date"),
    ]
    assert looks(text) == ["these seem to be lines to sign: say with 'sign_off' where name and date stand"]
