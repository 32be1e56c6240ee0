"""What is proposed for workbooks of the kind people already have."""

from __future__ import annotations

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.errors import FileError
from sheetreview.inputs.extract.assemble import propose
from sheetreview.inputs.extract.proposal import proposal_yaml
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.model.layout import ColumnKind, Layout, Section
from sheetreview.reading.workbook_facts import read_workbook_facts
from tests.workbooks import COMPETENCIES, LEADERSHIP, SCALE, allow, appraisal, bar, boxed, saved, titles


def yaml_of(data: bytes, name: str = "appraisal") -> str:
    return proposal_yaml(propose(read_workbook_facts(data), name), f"{name}.xlsx")


def layout_of(data: bytes) -> Layout:
    return parse_layout(yaml_of(data), "proposed.yaml")


def levels(layout: Layout, section: Section, column: int = 1) -> list[tuple[str, str]]:
    return [(level.value, level.label) for level in layout.scale_of(section.columns[column]).levels]


def kinds(section: Section) -> list[tuple[str, str]]:
    return [(column.title, column.kind.value) for column in section.columns]


def labels(section: Section) -> list[str]:
    return [item.label for item in section.items]


@pytest.fixture
def sheet() -> Worksheet:
    book = Workbook()
    return book.worksheets[0]


def of(sheet: Worksheet) -> Layout:
    assert isinstance(sheet.parent, Workbook)
    return layout_of(saved(sheet.parent))


def rows(sheet: Worksheet, top: int, texts: list[str], last: str) -> None:
    for row, text in enumerate(texts, start=top):
        sheet[f"A{row}"] = text
        boxed(sheet, f"A{row}:{last}{row}")


def test_the_head_of_an_appraisal_becomes_fields_that_the_roster_fills() -> None:
    layout = layout_of(appraisal())
    assert layout.title == "Annual Performance Appraisal"
    assert [(field.label, field.kind.value, field.source) for field in layout.header] == [
        ("Employee Name", "text", "reviewee.name"),
        ("Department", "text", "reviewee.team"),
        ("Job Title", "text", "reviewee.title"),
        ("Review Period", "text", "cycle.period"),
        ("Reviewer", "text", "reviewer.name"),
        ("Date of Review", "date", None),
        ("Probation passed?", "yes-no", None),
    ]


def test_a_table_under_a_bar_with_a_legend_beside_it_becomes_a_rated_section() -> None:
    layout = layout_of(appraisal())
    section = layout.sections[0]
    assert section.title == "Section 1: Core competencies"
    assert section.intro == "Rate each competency and explain ratings of 1 or 4."
    assert kinds(section) == [("Competency", "label"), ("Rating", "rating"), ("Comments", "long-text")]
    assert labels(section) == list(COMPETENCIES)
    assert levels(layout, section) == [(str(value), label) for value, label in SCALE]
    assert [(total.kind, total.column, total.label_in) for total in section.totals] == [("sum", "rating", "competency")]


def test_numbered_empty_rows_become_blank_rows_with_dates_owners_and_choices() -> None:
    section = layout_of(appraisal()).sections[1]
    assert kinds(section) == [
        ("Goal", "text"),
        ("Measure", "text"),
        ("Target date", "date"),
        ("Owner", "person"),
        ("Status", "choice"),
    ]
    assert section.columns[4].options == ("Open", "In progress", "Done")
    assert (section.items, section.blank_rows) == ((), 5)


def test_boxes_for_text_become_long_texts() -> None:
    layout = layout_of(appraisal())
    questions, overall = layout.sections[2:4]
    assert labels(questions) == ["Strengths", "Areas for improvement"]
    assert questions.columns[1].kind is ColumnKind.LONG_TEXT
    assert (overall.title, kinds(overall), overall.blank_rows) == (
        "Overall comments",
        [("Overall comments", "long-text")],
        1,
    )


def test_a_second_sheet_follows_with_its_own_letters_and_hidden_sheets_do_not() -> None:
    layout = layout_of(appraisal())
    section = layout.sections[4]
    assert len(layout.sections) == 5
    assert (section.title, labels(section)) == ("Leadership", list(LEADERSHIP))
    assert levels(layout, section) == [("A", "Always"), ("B", "Sometimes"), ("C", "Never")]


def test_lines_to_sign_are_left_out_and_named_in_a_comment() -> None:
    text = yaml_of(appraisal())
    data, _, comments = text.partition("# LOOK: left out of this layout: 2 texts of the workbook")
    assert "signature" not in data
    assert "# - Appraisal!A39: Employee signature: ______________ (a line to sign)" in comments


def test_every_part_says_which_cell_it_came_from() -> None:
    lines = yaml_of(appraisal()).splitlines()
    (line,) = [line for line in lines if "id: quality-of-work" in line]
    assert line.endswith("  # Appraisal!A13")
    assert "  - id: from-1-to-4  # Appraisal!H11" in lines


LEGENDS = [
    ["Scale: 1 = Poor, 2 = Fair, 3 = Good"],
    ["1=Poor; 2=Fair; 3=Good"],
    ["1 = Poor", "2 = Fair", "3 = Good"],
    ["1 - Poor", "2 - Fair", "3 - Good"],
    ["Rating key", "1: Poor", "2: Fair", "3: Good"],
]


@pytest.mark.parametrize("lines", LEGENDS, ids=[lines[0] for lines in LEGENDS])
def test_a_legend_is_understood_in_one_cell_and_in_several(lines: list[str], sheet: Worksheet) -> None:
    for row, line in enumerate(lines, start=1):
        sheet[f"A{row}"] = line
    titles(sheet, 7, "Skill", "Rating", "Notes")
    rows(sheet, 8, ["Typing", "Filing"], "C")
    layout = of(sheet)
    assert levels(layout, layout.sections[0]) == [("1", "Poor"), ("2", "Fair"), ("3", "Good")]
    assert labels(layout.sections[0]) == ["Typing", "Filing"]


def test_a_legend_of_three_columns_gives_labels_and_descriptions(sheet: Worksheet) -> None:
    titles(sheet, 1, "Score", "Meaning", "Definition")
    sheet.append([2, "Strong", "Often above"])
    sheet.append([1, "Weak", "Often below"])
    titles(sheet, 5, "Skill", "Score")
    rows(sheet, 6, ["Typing", "Filing"], "B")
    layout = of(sheet)
    scale = layout.scale_of(layout.sections[0].columns[1])
    assert [(level.value, level.label, level.description) for level in scale.levels] == [
        ("2", "Strong", "Often above"),
        ("1", "Weak", "Often below"),
    ]


def test_a_list_that_explains_itself_is_its_own_scale(sheet: Worksheet) -> None:
    titles(sheet, 1, "Skill", "Rating")
    rows(sheet, 2, ["Typing", "Filing"], "B")
    allow(sheet, "B2:B3", '"1 - Poor,2 - Fair,3 - Good,N/A"')
    layout = of(sheet)
    assert levels(layout, layout.sections[0]) == [("1", "Poor"), ("2", "Fair"), ("3", "Good")]
    assert layout.scales[0].not_applicable


def test_each_table_gets_the_legend_that_has_the_values_of_its_list(sheet: Worksheet) -> None:
    sheet["A1"] = "1 = Never, 2 = Always"
    sheet["A2"] = "A = Poor, B = Good"
    titles(sheet, 4, "Skill", "Rating")
    rows(sheet, 5, ["Typing"], "B")
    titles(sheet, 8, "Habit", "Rating")
    rows(sheet, 9, ["On time"], "B")
    allow(sheet, "B5", '"A,B"')
    allow(sheet, "B9", '"1,2"')
    layout = of(sheet)
    assert levels(layout, layout.sections[0]) == [("A", "Poor"), ("B", "Good")]
    assert levels(layout, layout.sections[1]) == [("1", "Never"), ("2", "Always")]


def test_a_rating_without_any_scale_gets_one_that_is_marked_as_a_proposal(sheet: Worksheet) -> None:
    titles(sheet, 1, "Skill", "Rating")
    rows(sheet, 2, ["Typing"], "B")
    assert isinstance(sheet.parent, Workbook)
    text = yaml_of(saved(sheet.parent))
    assert "# LOOK: the workbook shows no scale for these ratings: this one is a proposal" in text
    assert len(parse_layout(text, "x.yaml").scales[0].levels) == 5


def test_a_range_in_the_title_gives_the_steps_and_asks_for_their_meaning(sheet: Worksheet) -> None:
    titles(sheet, 1, "Skill", "Rating (1-3)")
    rows(sheet, 2, ["Typing"], "B")
    layout = of(sheet)
    assert [value for value, _ in levels(layout, layout.sections[0])] == ["1", "2", "3"]


def test_columns_to_tick_become_one_rating(sheet: Worksheet) -> None:
    titles(sheet, 1, "Skill", "Poor", "Fair", "Excellent", "Remarks")
    rows(sheet, 2, ["Typing", "Filing"], "E")
    layout = of(sheet)
    assert kinds(layout.sections[0]) == [("Skill", "label"), ("Rating", "rating"), ("Remarks", "long-text")]
    assert [value for value, _ in levels(layout, layout.sections[0])] == ["Poor", "Fair", "Excellent"]


def test_titles_in_two_rows_are_one_table(sheet: Worksheet) -> None:
    sheet["A1"] = "1 = Low, 2 = Middle, 3 = High"
    titles(sheet, 3, "Skill", "Rating", "", "", "Notes")
    for merged in ("A3:A4", "B3:D3", "E3:E4"):
        sheet.merge_cells(merged)
    for column in (2, 3, 4):
        sheet.cell(4, column, column - 1)
    rows(sheet, 5, ["Typing", "Filing"], "E")
    layout = of(sheet)
    assert kinds(layout.sections[0]) == [("Skill", "label"), ("Rating", "rating"), ("Notes", "long-text")]
    assert levels(layout, layout.sections[0]) == [("1", "Low"), ("2", "Middle"), ("3", "High")]
    assert labels(layout.sections[0]) == ["Typing", "Filing"]


def test_bars_inside_a_table_make_sections_of_the_same_columns(sheet: Worksheet) -> None:
    titles(sheet, 1, "Goal", "Target", "Actual", "% attained")
    bar(sheet, 2, "Growth", "D")
    rows(sheet, 3, ["New customers", "Upselling"], "D")
    bar(sheet, 5, "Quality", "D")
    rows(sheet, 6, ["Complaints"], "D")
    for row in (3, 4, 6):
        sheet[f"D{row}"] = f'=IFERROR(C{row}/B{row},"")'
    growth, quality = of(sheet).sections
    assert (growth.title, labels(growth)) == ("Growth", ["New customers", "Upselling"])
    assert (quality.title, labels(quality)) == ("Quality", ["Complaints"])
    assert kinds(quality) == [("Goal", "label"), ("Target", "number"), ("Actual", "number"), ("% attained", "computed")]
    compute = quality.columns[3].compute
    assert compute is not None
    assert (compute.kind, compute.of) == ("ratio", ("actual", "target"))


def test_a_label_merged_over_several_rows_stands_in_each_of_them(sheet: Worksheet) -> None:
    titles(sheet, 1, "Area", "Measure", "Weight", "Rating (1-5)")
    for row, (area, measure, weight) in enumerate(
        [("Finance", "Revenue", 0.5), (None, "Margin", 0.2), ("Customer", "Retention", 0.3)], start=2
    ):
        sheet[f"A{row}"], sheet[f"B{row}"], sheet[f"C{row}"] = area, measure, weight
        boxed(sheet, f"A{row}:D{row}")
    sheet.merge_cells("A2:A3")
    (section,) = of(sheet).sections
    assert [(item.label, item.texts["measure"], item.weight) for item in section.items] == [
        ("Finance", "Revenue", 50),
        ("Finance", "Margin", 20),
        ("Customer", "Retention", 30),
    ]


def test_a_weight_of_nothing_is_taken_over_where_other_rows_weigh(sheet: Worksheet) -> None:
    titles(sheet, 1, "Area", "Weight", "Rating (1-5)")
    for row, (area, weight) in enumerate([("Revenue", 0.7), ("Margin", 0.3), ("Mood", 0)], start=2):
        sheet[f"A{row}"], sheet[f"B{row}"] = area, weight
        boxed(sheet, f"A{row}:C{row}")
    (section,) = of(sheet).sections
    assert [(item.label, item.weight, item.is_counted) for item in section.items] == [
        ("Revenue", 70, True),
        ("Margin", 30, True),
        ("Mood", 0, False),
    ]


def test_what_was_typed_about_a_person_stays_in_the_workbook() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    filled: list[list[str | int]] = [
        ["Employee Review"],
        ["Employee:", "Jane Doe"],
        ["Manager:", "Bob Boss"],
        [],
        ["Competency", "Rating", "Comments"],
        ["Accuracy", 3, "Late twice"],
        ["Speed", 5, "Fine now"],
        [],
        ["Overall comments:"],
        ["She may be promoted."],
    ]
    for row in filled:
        sheet.append(row)
    sheet.merge_cells("A10:C14")
    text = yaml_of(saved(book))
    assert [word for word in ("Jane", "Boss", "Late", "Fine", "promoted") if word in text] == []
    layout = parse_layout(text, "x.yaml")
    assert labels(layout.sections[0]) == ["Accuracy", "Speed"]
    assert layout.sections[1].title == "Overall comments"


def test_fields_drawn_with_underscores_are_fields(sheet: Worksheet) -> None:
    sheet["A1"] = "Name: ____________  Date: ________"
    titles(sheet, 3, "Skill", "Rating")
    rows(sheet, 4, ["Typing"], "B")
    assert [(field.label, field.kind.value) for field in of(sheet).header] == [("Name", "text"), ("Date", "date")]


def test_two_rows_of_the_same_name_have_ids_of_their_own(sheet: Worksheet) -> None:
    titles(sheet, 1, "Skill", "Metric", "Rating")
    rows(sheet, 2, ["Selling", "Selling"], "C")
    sheet["B2"], sheet["B3"] = "attempts", "successes"
    (section,) = of(sheet).sections
    assert [(item.id, item.texts["metric"]) for item in section.items] == [
        ("selling", "attempts"),
        ("selling-2", "successes"),
    ]


def test_an_item_that_is_called_total_something_is_no_total_row(sheet: Worksheet) -> None:
    titles(sheet, 1, "Criterion", "Rating", "Comment")
    rows(sheet, 2, ["Knowledge", "Total Quality awareness", "Teamwork"], "C")
    allow(sheet, "B2:B4", '"1,2,3,4,5"')
    (section,) = of(sheet).sections
    assert labels(section) == ["Knowledge", "Total Quality awareness", "Teamwork"]


def test_a_list_of_a_word_and_a_number_counts_nothing_and_still_passes(sheet: Worksheet) -> None:
    titles(sheet, 1, "Skill", "Rating")
    rows(sheet, 2, ["Typing", "Filing"], "B")
    allow(sheet, "B2:B3", '"Rating,1"')
    layout = of(sheet)
    assert [(level.value, level.number) for level in layout.scales[0].levels] == [("Rating", None), ("1", None)]


def test_labels_of_other_scripts_and_awkward_words_get_usable_ids(sheet: Worksheet) -> None:
    titles(sheet, 1, "Skill", "Rating")
    rows(sheet, 2, ["品質", "true", "row-1", "Être à l'heure", "3. Total"], "B")
    (section,) = of(sheet).sections
    assert [item.id for item in section.items] == ["item", "item-true", "item-row-1", "etre-a-lheure", "total-2"]


def test_an_average_over_letters_is_left_out_and_said(sheet: Worksheet) -> None:
    titles(sheet, 1, "Skill", "Grade")
    rows(sheet, 2, ["Typing", "Filing"], "B")
    allow(sheet, "B2:B3", '"A,B,C"')
    sheet["A4"], sheet["B4"] = "Average", "=AVERAGE(B2:B3)"
    assert isinstance(sheet.parent, Workbook)
    text = yaml_of(saved(sheet.parent))
    assert parse_layout(text, "x.yaml").sections[0].totals == ()
    assert "# LOOK: the total in row 4 was left out: it adds up no ratings that are numbers" in text


@pytest.mark.parametrize("texts", [[], ["Only a title"], ["Some words", "and more", "of them"]])
def test_a_workbook_without_anything_to_fill_is_refused_plainly(texts: list[str], sheet: Worksheet) -> None:
    for row, text in enumerate(texts, start=1):
        sheet[f"A{row}"] = text
    with pytest.raises(FileError, match="Nothing in this workbook looks like a review form"):
        of(sheet)


def test_a_sheet_of_data_beside_the_form_is_left_alone() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    titles(sheet, 1, "Skill", "Rating")
    rows(sheet, 2, ["Typing"], "B")
    staff = book.create_sheet("Staff")
    for number in range(2_000):
        staff.append([number, f"Person {number}", "Team"])
    text = yaml_of(saved(book))
    assert "Person 1" not in text
    assert "# - sheet Staff: far more cells than a form has" in text


def test_text_of_the_workbook_cannot_break_out_of_its_place(sheet: Worksheet) -> None:
    sheet["A1"] = 'Title"\nroles: []\n#'
    sheet["A1"].font = Font(bold=True)
    titles(sheet, 3, "Skill: {a}", "Rating")
    rows(sheet, 4, ["- x\nid: y", "[a, b]", "'", "&anchor *alias !tag"], "B")
    layout = of(sheet)
    assert layout.title == 'Title" roles: [] #'
    assert labels(layout.sections[0]) == ["- x id: y", "[a, b]", "'", "&anchor *alias !tag"]
