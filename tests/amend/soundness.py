"""What a strict reader asks of a workbook that was changed in place, whoever wrote it first."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
EXCEL = "{urn:schemas-microsoft-com:office:excel}"
VML = "{urn:schemas-microsoft-com:vml}"

WORKSHEET = re.findall(
    r"\w+",
    """
    sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios
    autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations
    hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches
    ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls
    webPublishItems tableParts extLst
""",
)
"""CT_Worksheet of ECMA-376 part 1, 18.3.1.99."""

BOOK = re.findall(
    r"\w+",
    """
    fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences
    definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing fileRecoveryPr
    webPublishObjects extLst
""",
)
"""CT_Workbook, 18.2.27."""


def parse(xml: bytes) -> ET.Element:
    return ET.fromstring(xml)  # noqa: S314 -- written by the code under test


def canonical(xml: bytes) -> str:
    """A part as its elements, attributes and texts say it, however it is written: prefixes included."""
    return ET.canonicalize(xml.decode())


def members(data: bytes) -> dict[str, bytes]:
    """The files of a package, in order; fails when one is there twice or damaged."""
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        assert len({name.casefold() for name in names}) == len(names)
        assert archive.testzip() is None
        return {name: archive.read(name) for name in names if not name.endswith("/")}


def related(files: dict[str, bytes], part: str) -> dict[str, tuple[str, str]]:
    """Relations of a part by id: the kind, and the part at the other end."""
    folder, name = posixpath.split(part)
    listed = files.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    if listed is None:
        return {}
    return {
        one.attrib["Id"]: (
            one.attrib["Type"].rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, one.attrib["Target"])).lstrip("/"),
        )
        for one in parse(listed)
    }


def sheet_parts(files: dict[str, bytes]) -> dict[str, str]:
    """The parts of the sheets by title, in order."""
    book = parse(files["xl/workbook.xml"])
    relations = related(files, "xl/workbook.xml")
    return {sheet.attrib["name"]: relations[sheet.attrib[RELATION]][1] for sheet in book.iter(f"{MAIN}sheet")}


def assert_sound(data: bytes) -> None:
    """Fail unless everything a program repairs a file for is in order."""
    files = members(data)
    _check_types(files)
    _check_relations(files)
    _check_book(files)
    for part in sheet_parts(files).values():
        _check_sheet(files, part)
        _check_notes(files, part)
    _check_styles(files)


def _check_types(files: dict[str, bytes]) -> None:
    types = list(parse(files["[Content_Types].xml"]))
    overrides = [node.attrib["PartName"].lstrip("/") for node in types if node.tag.endswith("Override")]
    endings = [node.attrib["Extension"].casefold() for node in types if node.tag.endswith("Default")]
    assert len(overrides) == len(set(overrides))
    assert len(endings) == len(set(endings))
    assert set(overrides) <= set(files)
    untyped = {name for name in files if name.rpartition(".")[2].casefold() not in endings} - set(overrides)
    assert untyped <= {"[Content_Types].xml"}
    for name in files:
        if re.fullmatch(r"xl/(worksheets/sheet|comments)\d+\.xml", name):
            assert name in overrides


def _check_relations(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        if name.endswith(".rels"):
            ids = [one.attrib["Id"] for one in parse(content)]
            assert len(ids) == len(set(ids))
            owner = posixpath.join(
                posixpath.dirname(posixpath.dirname(name)), posixpath.basename(name)[: -len(".rels")]
            )
            assert owner in files or owner == ""
            assert {target for _, target in related(files, owner).values()} <= set(files)


def _check_book(files: dict[str, bytes]) -> None:
    book = parse(files["xl/workbook.xml"])
    _check_order(book, BOOK)
    sheets = list(book.iter(f"{MAIN}sheet"))
    for key in ("name", "sheetId", RELATION):
        values = [sheet.attrib[key].casefold() for sheet in sheets]
        assert len(values) == len(set(values))
    names = [(one.attrib["name"], one.get("localSheetId")) for one in book.iter(f"{MAIN}definedName")]
    assert len(names) == len(set(names))
    assert all(int(number) < len(sheets) for _, number in names if number is not None)
    for view in book.iter(f"{MAIN}workbookView"):
        assert int(view.get("activeTab", "0")) < len(sheets)


def _check_order(element: ET.Element, order: list[str]) -> None:
    known = [child.tag.removeprefix(MAIN) for child in element if child.tag.startswith(MAIN)]
    assert known == sorted(known, key=order.index)


def _check_sheet(files: dict[str, bytes], part: str) -> None:
    sheet = parse(files[part])
    _check_order(sheet, WORKSHEET)
    names = [child.tag for child in sheet if child.tag != f"{MAIN}conditionalFormatting"]
    assert len(names) == len(set(names))
    rows = [int(row.attrib["r"]) for row in sheet.iter(f"{MAIN}row") if "r" in row.attrib]
    assert rows == sorted(set(rows))
    for row in sheet.iter(f"{MAIN}row"):
        columns = [_column(cell.attrib["r"]) for cell in row if "r" in cell.attrib]
        assert columns == sorted(set(columns))
    styles = parse(files["xl/styles.xml"])
    formats, differential = (len(list(styles.iterfind(f"{MAIN}{name}/*"))) for name in ("cellXfs", "dxfs"))
    assert all(int(cell.get("s", "0")) < max(1, formats) for cell in sheet.iter(f"{MAIN}c"))
    assert all(int(rule.get("dxfId", "-1")) < differential for rule in sheet.iter(f"{MAIN}cfRule"))
    for merges in sheet.iter(f"{MAIN}mergeCells"):
        assert int(merges.get("count", len(merges))) == len(merges)
    for link in sheet.iter(f"{MAIN}hyperlink"):
        assert link.get("location") or link.get(RELATION)


def _column(reference: str) -> int:
    number = 0
    for letter in re.sub(r"\d", "", reference):
        number = number * 26 + ord(letter) - 64
    return number


def _check_styles(files: dict[str, bytes]) -> None:
    styles = parse(files["xl/styles.xml"])
    for group in styles:
        if "count" in group.attrib and not group.tag.endswith("tableStyles"):
            assert int(group.attrib["count"]) == len(group)
    sizes = {name: len(list(styles.iterfind(f"{MAIN}{name}/*"))) for name in ("fonts", "fills", "borders")}
    for style in styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf"):
        assert int(style.get("fontId", "0")) < sizes["fonts"]
        assert int(style.get("fillId", "0")) < sizes["fills"]
        assert int(style.get("borderId", "0")) < sizes["borders"]


def comments(files: dict[str, bytes], part: str) -> dict[str, tuple[str, str]]:
    """The comments of a sheet by cell: author and text."""
    name = next((target for kind, target in related(files, part).values() if kind == "comments"), None)
    if name is None:
        return {}
    listed = parse(files[name])
    authors = [author.text or "" for author in listed.iter(f"{MAIN}author")]
    found = list(listed.iter(f"{MAIN}comment"))
    assert len({one.attrib["ref"] for one in found}) == len(found)
    return {
        one.attrib["ref"]: (authors[int(one.attrib["authorId"])], "".join(t.text or "" for t in one.iter(f"{MAIN}t")))
        for one in found
    }


def shapes(files: dict[str, bytes], part: str) -> Iterator[tuple[str, str, list[int]]]:
    """The shapes of a sheet's comments: cell, id, and anchor (none where the program leaves it out)."""
    sheet = parse(files[part])
    shown = sheet.find(f"{MAIN}legacyDrawing")
    if shown is None:
        return
    kind, name = related(files, part)[shown.attrib[RELATION]]
    assert kind == "vmlDrawing"
    for shape in parse(files[name]).iter(f"{VML}shape"):
        facts = shape.find(f"{EXCEL}ClientData")
        if facts is not None and facts.get("ObjectType") == "Note":
            row, column = (int(facts.findtext(f"{EXCEL}{name}") or "-1") for name in ("Row", "Column"))
            anchor = [int(number) for number in re.findall(r"-?\d+", facts.findtext(f"{EXCEL}Anchor") or "")]
            yield f"{chr(65 + column)}{row + 1}", shape.attrib["id"], anchor


def _check_notes(files: dict[str, bytes], part: str) -> None:
    drawn = list(shapes(files, part))
    assert sorted(cell for cell, _, _ in drawn) == sorted(comments(files, part))
    ours = [name for _, name, _ in drawn if name.startswith("_x0000_s")]
    assert len(ours) == len(set(ours))
    for left, dx, top, dy, right, dx2, bottom, dy2 in (anchor for _, _, anchor in drawn if anchor):
        assert (left, dx) < (right, dx2) or dx2 < 0
        assert (top, dy) < (bottom, dy2) or dy2 < 0
