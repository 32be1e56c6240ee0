from __future__ import annotations

import pickle
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from sheetreview.sheet.plan import BookPlan, Cell, SheetPlan, Slot
from sheetreview.sheet.text import CELL_LIMIT, clean_cell_text, utf16_length
from sheetreview.xlsx.render import render
from sheetreview.xlsx.stamp import CompiledPlan, compile_plan
from tests.programs import libreoffice

from .package_rules import MAIN, assert_sound, members, parse, sheet_xml
from .plans import VALUES, form_plan, report_plan, tiny_plan, with_texts

OFFICE, TABLE, TEXT, STYLE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text", "style")
)

HOSTILE = [
    "&<>\"'",
    "=1+1",
    "@SUM(A1)",
    "#N/A",
    "_x0041_",
    "one\ntwo\r\nthree\rfour",
    "  spaces\tand tab ",
    "😀 👩\u200d💻",
    "山田 太郎",
    "שלום עולם",
    "\x00\x0b\ufffe\ud800kept",
    "]]><script>",
    "",
]

PIECES = st.lists(
    st.sampled_from(
        ["_", "x", "x0041", "x005F", "_x000D_", "~slot0 0~", "~slot0 1~", "&", "&amp;", "<", "\r", "\n", " "]
    )
).map("".join)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80) | PIECES

PAIR = compile_plan(tiny_plan("first", "second"))


def cell_texts(data: bytes) -> list[str]:
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    cells = [sheet.cell(row, 1) for row in (1, 2)]
    assert all(cell.data_type == "s" or cell.value is None for cell in cells)
    return [str(cell.value or "") for cell in cells]


def plain_package(data: bytes) -> dict[str, str]:
    """The package with shared strings written into their cells, in canonical XML."""
    files = members(data)
    strings = files.pop("xl/sharedStrings.xml", b"<sst/>")
    texts = [item.findtext(f"{MAIN}t", "") for item in parse(strings)]
    plain = {}
    for name, content in files.items():
        tree = parse(content)
        for cell in tree.iter(f"{MAIN}c"):
            if cell.get("t") == "s":
                text = texts[int(cell.findtext(f"{MAIN}v", ""))]
                cell[:] = [parse(f'<is xmlns="{MAIN[1:-1]}"><t/></is>'.encode())] if text else []
                cell.set("t", "inlineStr" if text else "n")
                for t in cell.iter(f"{MAIN}t"):
                    t.text = text
            for t in cell.iter(f"{MAIN}t"):
                t.attrib.clear()
        for part in list(tree):
            if "sharedStrings" in str(part.attrib):
                tree.remove(part)
        plain[name] = ET.canonicalize(ET.tostring(tree))
    return plain


@pytest.fixture(scope="module")
def form() -> CompiledPlan:
    return compile_plan(form_plan())


def test_a_stamped_form_is_the_form_rendered_for_that_person(form: CompiledPlan) -> None:
    full = plain_package(render(with_texts(form_plan(), VALUES)))
    stamped = plain_package(form.stamp(VALUES))
    assert stamped.keys() == full.keys()
    for name, content in full.items():
        assert stamped[name] == content, name


def test_a_stamped_package_is_sound(form: CompiledPlan) -> None:
    assert_sound(form.stamp(VALUES))
    assert_sound(compile_plan(report_plan()).stamp({}))


def test_one_slot_in_two_places_is_one_string(form: CompiledPlan) -> None:
    strings = parse(members(form.stamp(VALUES))["xl/sharedStrings.xml"])
    assert (strings.attrib["count"], strings.attrib["uniqueCount"]) == ("5", "4")


def test_a_title_given_per_person_reaches_formulas_and_print_titles(form: CompiledPlan) -> None:
    book = load_workbook(BytesIO(form.stamp({**VALUES, "tab": "Søn & O'Neil"})))
    assert book.sheetnames == ["Søn & O'Neil", "How to", "Lists"]
    assert book["How to"]["A2"].value == "='Søn & O''Neil'!D18"
    assert book.worksheets[0].print_title_rows == "$5:$5"


def test_a_chart_on_a_sheet_titled_per_person_follows_its_title() -> None:
    plan = report_plan()
    plan = replace(plan, sheets=(replace(plan.sheets[0], title=Slot("tab")),))
    chart = members(compile_plan(plan).stamp({"tab": "Ana"}))["xl/charts/chart1.xml"].decode()
    assert "'Ana'!$C$2:$C$7" in chart


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_as_it_was_given(text: str) -> None:
    data = PAIR.stamp({"first": text, "second": "other"})
    assert_sound(data)
    assert cell_texts(data) == [clean_cell_text(text), "other"]


def test_text_too_long_for_a_cell_is_cut_visibly() -> None:
    (text, _) = cell_texts(PAIR.stamp({"first": "é" * 39_990 + "😀" * 10, "second": "x"}))
    assert utf16_length(text) <= CELL_LIMIT
    assert text.endswith("[cut: too long for a cell]")


def test_one_persons_text_cannot_reach_into_another_field() -> None:
    markers = [f"~slot0 {number}~" for number in (0, 1)]
    assert cell_texts(PAIR.stamp({"first": markers[1], "second": markers[0]})) == [markers[1], markers[0]]


def test_a_plan_whose_own_text_looks_like_a_marker_is_stamped_right() -> None:
    cells = (Cell(row=1, column=1, content="~slot0 0~"), Cell(row=2, column=1, content=Slot("name")))
    compiled = compile_plan(BookPlan(title="B", sheets=(SheetPlan(title="S", cells=cells),)))
    assert cell_texts(compiled.stamp({"name": "Ana"})) == ["~slot0 0~", "Ana"]


@settings(max_examples=60, deadline=None)
@given(first=ANY_TEXT, second=ANY_TEXT)
def test_any_text_in_is_the_same_text_out(first: str, second: str) -> None:
    data = PAIR.stamp({"first": first, "second": second})
    strings = parse(members(data)["xl/sharedStrings.xml"])
    found = [unescape(item.findtext(f"{MAIN}t", "")) for item in strings]
    assert found == [clean_cell_text(first), clean_cell_text(second)]
    # openpyxl drops every x005F_ it reads, so only texts without one come back through it.
    if not any("x005F_" in text for text in found):
        assert cell_texts(data) == found


def test_missing_and_unknown_slots_are_all_named() -> None:
    with pytest.raises(ValueError, match=r"no value for slot 'first'; there is no slot 'thrid'"):
        PAIR.stamp({"second": "", "thrid": ""})


@pytest.mark.parametrize("title", ["", "a/b", "x" * 32, "how to", "LISTS", "'a", "a\nb", "History"])
def test_a_title_no_program_takes_is_refused(form: CompiledPlan, title: str) -> None:
    with pytest.raises(ValueError, match="sheet titles"):
        form.stamp({**VALUES, "tab": title})


def test_two_sheets_with_the_same_slot_as_title_are_refused() -> None:
    sheet = SheetPlan(title=Slot("tab"), cells=())
    with pytest.raises(ValueError, match="another sheet"):
        compile_plan(BookPlan(title="B", sheets=(sheet, sheet)))


def test_a_slot_overwritten_by_a_later_cell_is_noticed() -> None:
    cells = (Cell(row=1, column=1, content=Slot("name")), Cell(row=1, column=1, content="Ana"))
    with pytest.raises(ValueError, match="1 cells hold a slot, 0 were found"):
        compile_plan(BookPlan(title="B", sheets=(SheetPlan(title="S", cells=cells),)))


def test_the_same_values_give_the_same_bytes(form: CompiledPlan) -> None:
    again = compile_plan(form_plan())
    assert again == form
    assert again.stamp(VALUES) == form.stamp(VALUES) == form.stamp(dict(reversed(VALUES.items())))


def test_a_compiled_plan_travels_to_another_process(form: CompiledPlan) -> None:
    travelled: CompiledPlan = pickle.loads(pickle.dumps(form))  # noqa: S301 - made a moment ago
    assert travelled.stamp(VALUES) == form.stamp(VALUES)


def test_sheets_stay_untouched_when_only_cells_hold_slots() -> None:
    assert [member.name for member in PAIR.members] == ["xl/sharedStrings.xml"]


@pytest.mark.programs
def test_libreoffice_reads_calculates_and_may_grow_a_stamped_form(tmp_path: Path) -> None:
    plan = form_plan()
    rated = [
        replace(c, content=3) if c.column == 4 and c.content is None and c.row > 5 else c for c in plan.sheets[0].cells
    ]
    plan = replace(plan, sheets=(replace(plan.sheets[0], cells=tuple(rated)), plan.sheets[1]))
    values = {**VALUES, "metric": "_x0041_ =1+1\n山田 & שלום"}
    (tmp_path / "form.xlsx").write_bytes(compile_plan(plan).stamp(values))
    document = parse(libreoffice(tmp_path / "form.xlsx", tmp_path, "fods").read_bytes())
    sheets = [sheet.get(f"{TABLE}name") for sheet in document.iter(f"{TABLE}table")]
    assert sheets[:3] == [values["tab"], "How to", "Lists"]
    texts = [
        "\n".join("".join(p.itertext()) for p in cell.iter(f"{TEXT}p")) for cell in document.iter(f"{TABLE}table-cell")
    ]
    assert {values["employee"], values["reviewer"], values["metric"], "How to fill this form"} <= {*texts}
    totals = [cell.get(f"{OFFICE}value") for cell in document.iter(f"{TABLE}table-cell") if cell.get(f"{TABLE}formula")]
    assert totals == ["36", "36"]
    fitted = {
        style.get(f"{STYLE}name"): row.get(f"{STYLE}use-optimal-row-height") == "true"
        for style in document.iter(f"{STYLE}style")
        for row in style.iter(f"{STYLE}table-row-properties")
    }
    rows: list[bool] = []
    for row in next(document.iter(f"{TABLE}table")).iter(f"{TABLE}table-row"):
        repeated = min(50, int(row.get(f"{TABLE}number-rows-repeated", "1")))
        rows += [fitted[row.get(f"{TABLE}style-name")]] * repeated
    sheet = plan.sheets[0]
    merged = {block.top for block in sheet.merges} & {row.row for row in sheet.rows}
    assert [number for number in range(1, 19) if not rows[number - 1]] == sorted(merged) != []


def test_formulas_are_typed_formulas(form: CompiledPlan) -> None:
    formulas = [cell.findtext(f"{MAIN}f") for cell in sheet_xml(form.stamp(VALUES)).iter(f"{MAIN}c")]
    assert [f for f in formulas if f] == ['SUMIFS(D6:D17,D6:D17,">=1",D6:D17,"<=5")']
