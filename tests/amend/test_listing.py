from __future__ import annotations

import pytest

from sheetreview.amend.book import AmendedBook
from sheetreview.amend.listing import MARKER, ListedLine, Listing, MadeOf, made_of
from sheetreview.form.locate import find_forms
from sheetreview.reading.xlsx import read_xlsx
from sheetreview.sheet.grid import Value
from tests.form.issuing import bundle, issue, read, saved, typed_form, typed_ratings

from .books import FORM, MAIN, opened, packed, prefixed, sheet_xml, small, values
from .soundness import assert_sound, canonical, members, parse, sheet_parts

TITLE = "Please correct"
INTRO = ("Some cells need another look.", "Then save the file and send it back.")


def line(
    cell: str, was: Value | None = None, *, sheet: str = FORM, must: bool = True, problem: str = "not on the scale"
) -> ListedLine:
    return ListedLine(sheet=sheet, cell=cell, item="Upselling", problem=problem, fix="choose 1", was=was, must=must)


def listed(data: bytes, *lines: ListedLine, title: str = "Please correct: Zoë") -> bytes:
    book = AmendedBook.open(data)
    book.list_first(Listing(title=title, intro=INTRO, lines=lines))
    return book.save()


def rows(data: bytes, title: str = TITLE) -> list[list[str]]:
    """The texts of the list, row by row, without what is hidden or empty."""
    sheet = opened(data, title)
    found = [[str(cell.value) for cell in row[:5] if cell.value is not None] for row in sheet.iter_rows()]
    return [row for row in found if row]


def test_the_list_is_the_first_sheet_and_says_where_what_and_how() -> None:
    found = listed(issue()[0], line("D20", 7), line("E21", must=False))
    assert list(sheet_parts(members(found))) == [TITLE, FORM]
    table = rows(found)
    assert [row[0] for row in table[:3]] == ["Please correct: Zoë", *INTRO]
    assert table[4] == ["Cell", "What", "Problem", "What to do", "Status"]
    assert table[5][:4] == ["D20", "Upselling", "not on the scale", "choose 1"]
    assert [row[0] for row in table[5:]] == ["D20", "E21"]
    saved_values = values(found, TITLE)
    assert [saved_values[row, 5] for row in (6, 7)] == ["to do", "to check"]
    assert saved_values[4, 1] == "0 of 1 corrected, 1 to check"
    assert_sound(found)


def test_each_line_leads_to_its_cell_and_follows_it() -> None:
    sheet = opened(listed(issue()[0], line("D20", 7), line("", problem="the section is missing")), TITLE)
    links = {cell.coordinate: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {"A6": "'Review'!D20", "A7": "'Review'!A1"}
    same = "AND(ISNUMBER('Review'!D20),'Review'!D20=7)"
    assert sheet["E6"].value == f'=IFERROR(IF({same},"to do","changed"),"changed")'
    assert sheet["A7"].value == FORM
    assert sheet["E7"].value == "to do"
    assert sheet["A4"].value == (
        '=2-COUNTIF(E6:E7,"to do")&" of 1 corrected, 1 more without a mark"'
        '&IF(2-COUNTIF(E6:E7,"to do")=1,". Save the file and send it back.","")'
    )


def test_only_the_list_is_selected_and_it_is_what_opens() -> None:
    book = opened(listed(bundle(["Ann", "Ben"]), line("D20", 7, sheet="Ben")), "Ben").parent
    assert book is not None
    assert book.active is not None
    assert book.active.title == TITLE
    assert [bool(sheet.sheet_view.tabSelected) for sheet in book.worksheets].count(True) == 1


def test_the_other_sheets_stay_as_they_were() -> None:
    form = issue()[0]
    found = listed(form, line("D20", 7))
    before, after = members(form), members(found)
    part = "xl/worksheets/sheet1.xml"
    assert canonical(after[part]) == canonical(before[part]).replace(' tabSelected="1"', "")
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", part}


def test_names_that_belong_to_a_sheet_still_belong_to_it() -> None:
    sheet = opened(listed(issue()[0], line("D20", 7)))
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.print_area == opened(issue()[0]).print_area
    first = sheet.parent
    assert first is not None
    assert first.worksheets[0].print_title_rows == "$5:$5"


def test_a_second_round_replaces_the_list_wherever_it_was_moved_to() -> None:
    first = listed(issue()[0], line("D20", 7), line("D21"))
    book = opened(first).parent
    assert book is not None
    book.move_sheet(TITLE, 1)
    book[TITLE].title = "To mend"
    assert book.sheetnames == [FORM, "To mend"]
    second = listed(saved(book.worksheets[0]), line("D30", "x"), title="Second round")
    assert list(sheet_parts(members(second))) == ["To mend", FORM]
    table = rows(second, "To mend")
    assert table[0] == ["Second round"]
    assert [row[0] for row in table[5:]] == ["D30"]
    assert opened(second).print_title_rows == "$1:$2"
    assert_sound(second)


def test_a_sheet_of_the_managers_with_the_lists_title_is_left_alone() -> None:
    data = small(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'))
    files = members(data)
    files["xl/workbook.xml"] = files["xl/workbook.xml"].replace(b'name="Sheet"', b'name="Please correct"')
    found = listed(packed(files), line("A1", 1, sheet="Please correct"))
    assert list(sheet_parts(members(found))) == ["Please correct (2)", "Please correct"]
    assert values(found, "Please correct") == {(1, 1): 1}
    assert_sound(found)


@pytest.mark.parametrize("place", ["F1", "G1", "H70"])
def test_a_form_that_the_list_was_pasted_into_is_not_taken_for_the_list(place: str) -> None:
    sheet = typed_form()
    sheet[place].value = MARKER
    form = saved(sheet)
    found = listed(form, line("D20", 7))
    assert list(sheet_parts(members(found))) == [TITLE, FORM]
    assert values(found, FORM) == values(form, FORM)


def test_the_lists_marker_elsewhere_on_another_sheet_does_not_make_it_the_list() -> None:
    book = opened(issue()[0]).parent
    assert book is not None
    own = book.create_sheet("My notes")
    own["A1"].value, own["F9"].value = "Call Zoë", MARKER
    found = listed(saved(own), line("D20", 7))
    assert list(sheet_parts(members(found))) == [TITLE, FORM, "My notes"]


@pytest.mark.parametrize("place", ["C6", "B6", "G9", "A30"])
def test_a_list_that_was_written_in_is_kept_under_another_title(place: str) -> None:
    first = opened(listed(issue()[0], line("D20", 7), line("D21")), TITLE)
    first[place].value = "I meant a 4"
    assert first.parent is not None
    second = listed(saved(first), line("D30", "x"), title="Second round")
    assert list(sheet_parts(members(second))) == [TITLE, "Earlier list", FORM]
    assert opened(second, "Earlier list")[place].value == "I meant a 4"
    assert [row[0] for row in rows(second)[5:]] == ["D30"]
    assert_sound(second)
    third = listed(second, line("D30", "x"), title="Third round")
    assert list(sheet_parts(members(third))) == [TITLE, "Earlier list", FORM]
    assert opened(third).print_title_rows == "$1:$2"
    assert_sound(third)


def test_what_a_copy_was_made_of_is_read_from_it_again() -> None:
    source = MadeOf(source="0" * 64, forms={"AAAAAAAAAAA2": "a" * 64, "AAAAAAAAAAA3": "b" * 64})
    book = AmendedBook.open(issue()[0])
    book.list_first(Listing(title="t", intro=INTRO, lines=(line("D20", 7),), hidden=source.text()))
    assert made_of(read_xlsx(book.save())) == source
    assert made_of(read_xlsx(issue()[0])) is None


@pytest.mark.parametrize("title", ["Zoë & Söhne's", "a" * 31, "1 < 2"])
def test_any_title_of_a_sheet_can_be_linked_to(title: str) -> None:
    found = listed(bundle([title, "Ben"]), line("D20", 7, sheet=title), line("D21", sheet="Ben"))
    sheet = opened(found, TITLE)
    quoted = "'" + title.replace("'", "''") + "'"
    assert [cell.value for cell in sheet[5]][:3] == ["Sheet", "Cell", "What"]
    assert sheet["B6"].hyperlink is not None
    assert sheet["B6"].hyperlink.location == f"{quoted}!D20"
    assert [sheet["A6"].value, sheet["B6"].value] == [title, "D20"]
    assert_sound(found)


def test_what_is_no_matter_of_its_cell_leads_there_and_is_never_called_changed() -> None:
    near = ListedLine(
        sheet=FORM, cell="A19", item="Upselling", problem="deleted", fix="ask HR", was=None, must=True, live=False
    )
    found = listed(issue()[0], line("D20", 7), near)
    sheet = opened(found, TITLE)
    assert sheet["A7"].hyperlink is not None
    assert sheet["E7"].value == "to do"
    assert values(found, TITLE)[4, 1] == "0 of 1 corrected, 1 more without a mark"


def test_a_list_without_lines_is_only_its_introduction() -> None:
    found = listed(issue()[0])
    assert rows(found) == [["Please correct: Zoë"], *([text] for text in INTRO)]
    assert_sound(found)


def test_a_line_about_no_sheet_stands_in_the_list_without_a_link() -> None:
    found = listed(issue()[0], line("", sheet=""), line("D20", sheet="Gone"))
    sheet = opened(found, TITLE)
    assert [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink] == []
    assert [row[-1] for row in rows(found)[4:]] == ["to do", "to do"]
    assert_sound(found)


def test_texts_from_a_file_are_only_texts() -> None:
    found = listed(issue()[0], line("D20", '="x"&<1>', problem="=1+1 <b>\x07_x0041_"))
    table = values(found, TITLE)
    assert table[6, 3] == "=1+1 <b>_x0041_"
    assert_sound(found)


def test_a_workbook_without_styles_or_with_prefixes_gets_the_same_list() -> None:
    bare = listed(small(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')), line("A1", 1, sheet="Sheet"))
    odd = listed(prefixed(issue()[0]), line("D20", 7))
    assert rows(bare)[:3] == rows(odd)[:3]
    assert_sound(bare)
    assert_sound(odd)
    assert parse(members(odd)["xl/workbook.xml"]).tag == f"{{{MAIN}}}workbook"


def test_the_form_is_read_as_before_and_the_list_is_no_form() -> None:
    form = saved(typed_form())
    found = listed(form, line("D20", 7), line("E21"))
    assert [one.grid.name for one in find_forms(read_xlsx(found))] == [FORM]
    again = read(found)
    assert again.ratings == typed_ratings()
    assert again.findings == read(form).findings
