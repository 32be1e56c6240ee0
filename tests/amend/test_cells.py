from __future__ import annotations

import math
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetreview.amend.book import AmendedBook
from sheetreview.errors import FileError
from tests.form.issuing import issue

from .books import FORM, MAIN, opened, packed, prefixed, sheet_xml, small, values
from .soundness import assert_sound, canonical, members

ROWS = (
    '<row r="2" spans="2:4" ht="20" customHeight="1"><c r="B2" s="1"><v>7</v></c><c r="D2" t="b"><v>1</v></c></row>'
    '<row r="4"/><row r="6" s="1" customFormat="1"></row>'
)
STYLES = {
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts><font/></fonts><fills><fill/></fills>'
    '<borders><border/></borders><cellXfs count="2"><xf/><xf/></cellXfs></styleSheet>',
}
PLACES = [(2, 1), (2, 2), (2, 3), (2, 4), (2, 5), (4, 1), (6, 30), (1, 1), (3, 3), (9, 2), (5, 27)]


def amended(data: bytes, cells: dict[tuple[int, int], str | float | bool | None], title: str = "Sheet") -> bytes:
    book = AmendedBook.open(data)
    book.set_cells(title, cells)
    return book.save()


def sheet_of(data: bytes) -> str:
    return members(data)["xl/worksheets/sheet1.xml"].decode()


def test_ratings_typed_into_a_form_are_read_and_nothing_else_changes() -> None:
    form = issue()[0]
    cells: dict[tuple[int, int], str | float | bool | None] = {(20, 4): 4, (21, 4): 2.5, (20, 5): "Grün & <gut>\n „so“"}
    found = amended(form, cells, FORM)
    assert values(found, FORM) == values(form, FORM) | cells
    before, after = members(form), members(found)
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet1.xml"]
    old, new = opened(form), opened(found)
    assert [[cell.style_id for cell in row] for row in old] == [[cell.style_id for cell in row] for row in new]
    for part in (0, -1):
        old_part, new_part = (canonical(sheet_of(data).encode()).split("sheetData>")[part] for data in (form, found))
        assert old_part == new_part
    assert_sound(found)


@given(
    st.dictionaries(
        st.sampled_from(PLACES),
        st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text("aé &<\n\U0001f600_x0041", max_size=9),
    )
)
def test_any_contents_at_any_places_are_read_as_they_were_set(cells: dict[tuple[int, int], str | float | None]) -> None:
    data = small(sheet_xml(ROWS), STYLES)
    expected = {place: value for place, value in {**values(data, "Sheet"), **cells}.items() if value not in (None, "")}
    found = amended(data, cells)
    assert values(found, "Sheet") == expected
    assert_sound(found)


def test_a_cell_keeps_its_style_and_a_new_one_has_that_of_its_row_or_column() -> None:
    behind = '<cols><col min="3" max="3" style="1" width="9"/></cols>'
    data = small(sheet_xml(ROWS, before=behind), STYLES)
    found = sheet_of(amended(data, {(2, 2): 5, (2, 3): "new", (6, 2): "row", (2, 5): 1}))
    assert '<c r="B2" s="1"><v>5</v></c><c r="C2" s="1" t="inlineStr">' in found
    assert '<c r="B6" s="1" t="inlineStr">' in found
    assert '<c r="E2"><v>1</v></c>' in found
    assert "spans" not in found


def test_rows_and_cells_without_numbers_are_counted_as_programs_count_them() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row r='4'><c r='C4'><v>3</v></c><c><v>4</v></c></row><row/>"
    found = amended(small(sheet_xml(rows), STYLES), {(1, 2): 20, (4, 4): 40, (5, 1): 50, (2, 1): 10})
    expected = {(1, 1): 1, (1, 2): 20, (2, 1): 10, (4, 3): 3, (4, 4): 40, (5, 1): 50}
    assert values(found, "Sheet") == expected


def test_the_extent_of_a_sheet_grows_with_new_cells() -> None:
    data = small(sheet_xml(ROWS, before='<dimension ref="B2:D6"/>'), STYLES)
    assert '<dimension ref="A2:D9"/>' in sheet_of(amended(data, {(9, 1): "x"}))
    assert '<dimension ref="B2:D6"/>' in sheet_of(amended(data, {(2, 2): "x", (9, 9): None}))


def test_a_sheet_whose_elements_have_a_prefix_gets_cells_with_that_prefix() -> None:
    data = prefixed(issue()[0])
    assert "<x:row" in sheet_of(data)
    found = amended(data, {(20, 4): 4, (60, 2): "new"}, FORM)
    assert values(found, FORM) == values(data, FORM) | {(20, 4): 4, (60, 2): "new"}
    assert opened(found)["B60"].value == "new"
    assert_sound(found)


def test_a_formula_is_replaced_and_the_order_of_calculation_that_names_it_goes() -> None:
    chain = {
        **STYLES,
        "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="A1" i="1"/></calcChain>',
        "xl/_rels/workbook.xml.rels": members(small(""))["xl/_rels/workbook.xml.rels"]
        .decode()
        .replace(
            "</Rel",
            '<Relationship Id="rId2" Target="calcChain.xml" Type="http://schemas.openxmlformats.org/officeDocument/'
            '2006/relationships/calcChain"/></Rel',
        ),
    }
    rows = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><v>3</v></c></row>'
    data = small(sheet_xml(rows), chain)
    assert "xl/calcChain.xml" in members(amended(data, {(1, 2): 4}))
    found = amended(data, {(1, 1): 4})
    assert "<f>" not in sheet_of(found)
    assert "xl/calcChain.xml" not in members(found)
    assert_sound(found)


def test_a_formula_that_other_cells_share_is_not_taken_from_them() -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>2</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>'
        '<row r="3"><c r="A3"><f t="array" ref="A3:A4">B1:B2</f><v>4</v></c></row>'
        '<row r="4"><c r="A4"><v>1</v></c></row>'
    )
    data = small(sheet_xml(rows), STYLES)
    for place in ((1, 1), (3, 1), (4, 1)):
        with pytest.raises(FileError, match="cells share"):
            amended(data, {place: 5})
    assert values(amended(data, {(2, 1): 5}), "Sheet")[2, 1] == 5


def test_rows_become_higher_and_never_lower() -> None:
    rows = '<row r="1" ht="20"/><row r="2" ht="20" customHeight="1"><c r="A2"><v>1</v></c></row><row r="4"/>'
    book = AmendedBook.open(small(sheet_xml(rows), STYLES))
    book.raise_rows("Sheet", {1: 12.0, 2: 64.5, 3: 30.0, 4: 30.0})
    found = book.save()
    assert '<row r="1" ht="20"/><row r="2" ht="64.5" customHeight="1">' in sheet_of(found)
    assert '<row r="4" ht="30"/>' in sheet_of(found)
    assert_sound(found)


def test_names_in_odd_case_with_backslashes_and_folders_are_kept_as_they_are() -> None:
    odd = {
        name.replace("/", "\\") if "sheet1" in name else name.replace("xl/workbook.xml", "XL/Workbook.xml"): data
        for name, data in members(small(sheet_xml(ROWS), STYLES)).items()
    }
    found = amended(packed({"xl/": b"", **odd}), {(2, 2): 9})
    with ZipFile(BytesIO(found)) as archive:
        assert archive.namelist() == ["xl/", *odd]
    assert values(found, "Sheet")[2, 2] == 9


def test_the_same_changes_give_the_same_bytes() -> None:
    form = issue()[0]
    assert amended(form, {(20, 4): 4}, FORM) == amended(form, {(20, 4): 4}, FORM)


def test_a_number_that_no_cell_holds_is_refused() -> None:
    for number in (math.nan, math.inf):
        with pytest.raises(ValueError, match="no number"):
            amended(issue()[0], {(20, 4): number}, FORM)


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "UTF-16", "UTF-8"])
def test_a_sheet_in_another_character_set_is_read_as_before_and_saved_in_utf_8(encoding: str) -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>Gr\u00fcn</t></is></c></row>'
    sheet = f'<?xml version="1.0" encoding="{encoding}" standalone="yes"?>{sheet_xml(rows)}'
    data = packed({**members(small("")), "xl/worksheets/sheet1.xml": sheet.encode(encoding)})
    found = amended(data, {(1, 2): "\u00e9"})
    assert values(found, "Sheet") == {(1, 1): "Gr\u00fcn", (1, 2): "\u00e9"}
    declared, rest = sheet_of(found).split("\n", 1)
    assert re.fullmatch(r"""<\?xml version=.1.0. encoding=.UTF-8. standalone=.yes.\?>""", declared)
    assert "Gr\u00fcn" in rest


def test_what_an_element_says_that_nobody_here_knows_stays_as_it_is() -> None:
    """Prefixes that mc:Ignorable names must stay declared: a program takes the file for damaged otherwise."""
    known = {
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "x14ac": "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac",
        "xr": "http://schemas.microsoft.com/office/spreadsheetml/2014/revision",
    }
    names = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in known.items())
    sheet = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- by hand --><worksheet xmlns="{MAIN}" {names} '
        'mc:Ignorable="x14ac xr" xr:uid="{1}"><sheetData><row r="1" x14ac:dyDescent="0.3" zz="1">'
        '<c r="A1" t="str" xr:a="b"><f>A2&amp;"&lt;"</f><v xml:space="preserve"> a&#10;<![CDATA[<b>]]> </v></c>'
        '<c r="B1" t="inlineStr"><is><r><rPr><b/></rPr><t xml:space="preserve">  x </t></r></is></c></row></sheetData>'
        '<mc:AlternateContent><mc:Choice Requires="x14"><y xmlns="urn:y"> <z a="&quot;&#9;"/></y></mc:Choice>'
        '</mc:AlternateContent><?some thing?><extLst><ext uri="{2}" xmlns:q="urn:q"><q:a q:b="1">t</q:a></ext></extLst>'
        "</worksheet>"
    )
    before = small(sheet, STYLES)
    after = sheet_of(amended(before, {(9, 3): 7}))
    added = sheet.replace("</sheetData>", '<row r="9"><c r="C9"><v>7</v></c></row></sheetData>')
    assert canonical(after.encode()) == canonical(added.encode())
    assert all(f'xmlns:{prefix}="{name}"' in after.partition("<sheetData")[0] for prefix, name in known.items())
    assert after.startswith("<?xml version='1.0' encoding='UTF-8'?>\n<!-- by hand -->")
    assert "<![CDATA[<b>]]>" in after
    assert "<?some thing?>" in after
    assert sheet_of(amended(before, {(5, 5): None})) == sheet


def test_what_cannot_be_changed_in_place_is_refused_in_plain_words() -> None:
    good = sheet_xml(ROWS)
    strict = good.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    cases = {
        "no sheet 'Other'": (small(good), "Other"),
        "few programs": (small(strict), "Sheet"),
        "own XML entities": (small('<!DOCTYPE a [<!ENTITY b "c">]>' + good), "Sheet"),
        "not readable XML": (small(good[:-5]), "Sheet"),
        "unusual place": (small(good.replace("sheetData", "sheetdata")), "Sheet"),
        "at no place": (small(good.replace('r="B2"', 'r="2B"')), "Sheet"),
    }
    for reason, (data, title) in cases.items():
        with pytest.raises(FileError, match=reason):
            amended(data, {(2, 2): 1}, title)
    for data in (b"", b"%PDF-", packed({"a.txt": b"a"})):
        with pytest.raises(FileError):
            AmendedBook.open(data)
