from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from sheetreview.amend.book import AmendedBook
from sheetreview.amend.marks import Mark
from sheetreview.errors import FileError
from sheetreview.sheet.grid import CellError, Uncalculated, Value
from tests.form.issuing import issue

from .books import FORM, MAIN, RELATIONS, commented, opened, packed, prefixed, sheet_xml, small, values
from .soundness import assert_sound, canonical, comments, members, parse, shapes

SHEET = "xl/worksheets/sheet1.xml"
HEAD = "Please correct (sheetreview)"


def marked(data: bytes, texts: Mapping[tuple[int, int], str], *, was: Value | None = None, title: str = FORM) -> bytes:
    book = AmendedBook.open(data)
    book.mark(title, [Mark(row=row, column=column, text=text, was=was) for (row, column), text in texts.items()])
    return book.save()


def noted(data: bytes) -> dict[str, tuple[str, str]]:
    return comments(members(data), SHEET)


def rules(data: bytes, part: str = SHEET) -> dict[str, list[tuple[int, str]]]:
    """Conditional formats by cell: priority and formula, in order."""
    found: dict[str, list[tuple[int, str]]] = {}
    for block in parse(members(data)[part]).iter(f"{{{MAIN}}}conditionalFormatting"):
        for rule in block:
            formula = rule.findtext(f"{{{MAIN}}}formula") or ""
            found.setdefault(block.attrib["sqref"], []).append((int(rule.attrib["priority"]), formula))
    return found


def ours(data: bytes, part: str = SHEET) -> dict[str, str]:
    """The formulas of our own conditional formats, by cell."""
    return {
        cell: formula
        for cell, found in rules(data, part).items()
        for _, formula in found
        if 'N("sheetreview")' in formula
    }


def others(data: bytes) -> dict[str, list[str]]:
    """The formulas of all others, by cell, the highest priority first."""
    return {
        cell: [formula for _, formula in sorted(found) if 'N("sheetreview")' not in formula]
        for cell, found in rules(data).items()
    }


def test_a_marked_cell_has_a_comment_and_a_highlight_above_all_others() -> None:
    form = issue()[0]
    found = marked(form, {(20, 4): "Not on the scale.", (21, 5): 'Say "why" & <how>.'})
    assert noted(found) == {
        "D20": ("sheetreview", f"{HEAD}\nNot on the scale."),
        "E21": ("sheetreview", f'{HEAD}\nSay "why" & <how>.'),
    }
    assert set(ours(found)) == {"D20", "E21"}
    assert sorted(min(rules(found)[cell])[0] for cell in ours(found)) == [1, 2]
    priorities = [priority for block in rules(found).values() for priority, _ in block]
    assert len(priorities) == len(set(priorities))
    assert others(found) == others(form)
    assert values(found, FORM) == values(form, FORM)
    assert_sound(found)


def test_what_is_only_doubtful_has_another_colour() -> None:
    book = AmendedBook.open(issue()[0])
    book.mark(
        FORM,
        [
            Mark(row=20, column=4, text="Wrong.", was=7),
            Mark(row=21, column=4, text="Odd.", was=7, must=False),
            Mark(row=22, column=4, text="Odd.", was=7, must=False),
            Mark(row=22, column=4, text="Wrong too.", was=7),
        ],
    )
    rules = opened(book.save()).conditional_formatting
    colours = {
        str(block.sqref): rule.dxf.fill.bgColor.rgb
        for block in rules
        for rule in block.rules
        if rule.formula and 'N("sheetreview")' in rule.formula[0] and rule.dxf is not None
    }
    assert colours["D20"] == colours["D22"] != colours["D21"]


def test_everything_that_is_not_marked_stays_element_for_element() -> None:
    form = issue()[0]
    found = marked(form, {(20, 4): "Wrong."})
    before, after = members(form), members(found)
    changed = {"[Content_Types].xml", "xl/styles.xml", SHEET}
    assert {name for name in before if before[name] != after[name]} == changed
    assert set(after) - set(before) == {
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/worksheets/_rels/sheet1.xml.rels",
    }
    added = re.compile(r'<cfRule[^>]*><formula>AND\(N.*?</cfRule>|<legacyDrawing[^>]*></legacyDrawing>| priority="\d+"')
    old_sheet, new_sheet = (added.sub("", canonical(files[SHEET])) for files in (before, after))
    assert old_sheet == new_sheet
    old_styles, new_styles = (canonical(files["xl/styles.xml"]).partition("<dxfs")[0] for files in (before, after))
    assert old_styles == new_styles
    old, new = opened(form), opened(found)
    assert [[cell.style_id for cell in row] for row in old] == [[cell.style_id for cell in row] for row in new]


def test_a_comment_is_as_large_as_its_text_needs_and_stands_beside_its_cell() -> None:
    found = members(marked(issue()[0], {(20, 4): "Short.", (39, 4): "A long text. " * 40}))
    heights = {}
    for cell, _, (left, dx, top, _, right, dx2, bottom, _) in shapes(found, SHEET):
        assert (left, dx, right, dx2) == (4, 15, 4, 305)
        heights[cell] = bottom - top
    assert heights["D39"] > heights["D20"]


def test_two_problems_of_a_cell_are_said_in_one_comment() -> None:
    book = AmendedBook.open(issue()[0])
    book.mark(FORM, [Mark(row=20, column=4, text=text, was=7) for text in ("First.", "Second.")])
    assert noted(book.save()) == {"D20": ("sheetreview", f"{HEAD}\nFirst.\n\nSecond.")}


@pytest.mark.parametrize(
    ("was", "expected"),
    [
        (None, 'TRIM(D20)=""'),
        (7, "AND(ISNUMBER(D20),D20=7)"),
        (4.5, "AND(ISNUMBER(D20),D20=4.5)"),
        (True, "AND(ISLOGICAL(D20),D20=TRUE)"),
        ('say "x"', 'AND(ISTEXT(D20),EXACT(D20,"say ""x"""))'),
        ("two\nlines", 'AND(ISTEXT(D20),LEN(D20)=9,EXACT(LEFT(D20,3),"two"))'),
        ("x" * 500, f'AND(ISTEXT(D20),LEN(D20)=500,EXACT(LEFT(D20,200),"{"x" * 200}"))'),
        ("a\U0001f600b", 'AND(ISTEXT(D20),EXACT(LEFT(D20,1),"a"))'),
        (CellError("#REF!"), "ISERROR(D20)"),
        (Uncalculated(), "_xlfn.ISFORMULA(D20)"),
    ],
)
def test_a_highlight_lasts_as_long_as_the_cell_holds_what_it_held(was: Value | None, expected: str) -> None:
    found = marked(issue()[0], {(20, 4): "Wrong."}, was=was)
    assert ours(found) == {"D20": f'AND(N("sheetreview")=0,{expected})'}


def test_a_second_round_takes_the_marks_of_the_first_away() -> None:
    form = commented(issue()[0], {"D25": "Mine."})
    first = marked(form, {(20, 4): "Wrong.", (21, 4): "Missing.", (25, 4): "Wrong too."})
    second = marked(first, {(21, 4): "Still missing."})
    assert noted(second) == {"D25": ("Ruth", "Mine."), "D21": ("sheetreview", f"{HEAD}\nStill missing.")}
    assert set(ours(second)) == {"D21"}
    assert others(second) == others(form)
    assert_sound(second)


def test_without_anything_to_mark_no_trace_of_the_first_round_is_left() -> None:
    form = issue()[0]
    cleared = marked(marked(form, {(20, 4): "Wrong."}), {})
    assert noted(cleared) == {}
    assert ours(cleared) == {}
    assert not [name for name in members(cleared) if "comments" in name or "vml" in name]
    assert_sound(cleared)
    assert marked(form, {}) == AmendedBook.open(form).save()


def test_a_managers_comments_are_kept_and_ours_stands_below_theirs() -> None:
    form = commented(issue()[0], {"D20": "  Ask <Ann> &\nBob", "E30": "To do"})
    found = marked(form, {(20, 4): "Wrong.", (22, 4): "Missing."})
    assert noted(found) == {
        "D20": ("Ruth", f"  Ask <Ann> &\nBob\n\n{HEAD}\nWrong."),
        "E30": ("Ruth", "To do"),
        "D22": ("sheetreview", f"{HEAD}\nMissing."),
    }
    assert_sound(found)
    assert noted(marked(found, {})) == {"D20": ("Ruth", "  Ask <Ann> &\nBob"), "E30": ("Ruth", "To do")}


def test_our_comments_are_known_again_when_a_program_has_dropped_their_author() -> None:
    files = members(marked(commented(issue()[0], {"D20": "Mine"}), {(20, 4): "Wrong.", (22, 4): "Missing."}))
    part = next(name for name in files if "comment" in name and name.endswith(".xml"))
    files[part] = files[part].replace(b"<author>sheetreview</author>", b"<author>Author</author>")
    files[part] = re.sub(rb"</t>\s*</r>\s*<r>.*?<t[^>]*>", b"", files[part])
    assert noted(marked(packed(files), {(24, 4): "Again."})) == {
        "D20": ("Ruth", "Mine"),
        "D24": ("sheetreview", f"{HEAD}\nAgain."),
    }


def test_a_workbook_without_styles_and_with_prefixes_can_be_marked() -> None:
    bare = small(sheet_xml('<row r="2"><c r="B2"><v>7</v></c></row>'))
    found = marked(bare, {(2, 2): "Wrong.", (9, 9): "Missing."}, was=7, title="Sheet")
    assert_sound(found)
    assert set(noted(found)) == {"B2", "I9"}
    assert_sound(marked(prefixed(issue()[0]), {(20, 4): "Wrong."}))


def test_highlights_of_an_extension_keep_their_place_behind_ours() -> None:
    extension = (
        '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="urn:x14"><x14:conditionalFormattings>'
        '<x14:conditionalFormatting><x14:cfRule type="dataBar" priority="1"/></x14:conditionalFormatting>'
        "</x14:conditionalFormattings></ext></extLst>"
    )
    found = marked(small(sheet_xml("", extension)), {(2, 2): "Wrong."}, title="Sheet")
    assert b'type="dataBar" priority="2"' in members(found)[SHEET]
    assert_sound(found)


def test_comments_drawn_in_a_way_nobody_knows_are_refused() -> None:
    relations = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="v" '
        f'Type="{RELATIONS}/vmlDrawing" Target="../a.xml"/></Relationships>'
    )
    shown = f'<legacyDrawing xmlns:r="{RELATIONS}" r:id="v"/>'
    for drawing, reason in (("<drawing/>", "unusual way"), ("<xml><br></xml>", "not readable XML")):
        more = {"xl/worksheets/_rels/sheet1.xml.rels": relations, "xl/a.xml": drawing}
        with pytest.raises(FileError, match=reason):
            marked(small(sheet_xml("", shown), more), {(1, 1): "Wrong."}, title="Sheet")
