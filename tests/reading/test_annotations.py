"""What is struck out in a form, and what stands beside its cells: said by check, listed by repair."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.model.finding import Finding
from sheetreview.steps.check_files import check_files
from sheetreview.steps.known_layouts import KnownLayouts
from tests.programs import gnumeric, libreoffice
from tests.steps.making import rate, started
from tests.steps.repairing import repaired, row_of

ANN_FORM = "forms/bo-kim/ann-lee.xlsx"
DRAWING = """\
<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>
<xdr:from><xdr:col>6</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>
<xdr:to><xdr:col>9</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>14</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>
<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>
<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900" cy="900"/></a:xfrm><a:prstGeom prst="rect"/></xdr:spPr>
<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>Please </a:t></a:r><a:r><a:t>call me</a:t></a:r></a:p></xdr:txBody></xdr:sp>
<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"""
OLD = {"xls": ("-T", "Gnumeric_Excel:excel_biff8")}
"""How Gnumeric is told to write the format of Excel 97."""
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def findings(path: Path, *codes: str) -> list[Finding]:
    found = check_files([path], KnownLayouts().of)
    assert not found.unusable
    return [one for one in found.findings if one.code in codes]


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A filled form: a rating struck out, a note of which a run is, one that was taken back, and a comment."""
    path = rate(started(tmp_path) / ANN_FORM, tmp_path / "ann.xlsx", 3)
    book = load_workbook(path)
    sheet: Worksheet = book.worksheets[0]
    row = row_of(sheet, "sales.satisfaction")
    sheet.cell(row, 4).font = Font(strike=True)
    runs = (TextBlock(InlineFont(strike=True), "Very good"), TextBlock(InlineFont(), " quite good"))
    sheet.cell(row + 1, 5).value = CellRichText("He is ", *runs)
    sheet.cell(row + 2, 5).font = Font(strike=False)
    sheet.cell(row, 5).comment = Comment("I am not sure of this.", "Bo Kim")
    sheet.cell(row + 1, 4).comment = Comment("Please correct (sheetreview)\nThe rating is missing.", "sheetreview")
    book.save(path)
    return path


def expected(path: Path) -> list[tuple[str, str]]:
    row = row_of(load_workbook(path).worksheets[0], "sales.satisfaction")
    return [("struck-out", f"D{row}"), ("struck-out", f"E{row + 1}"), ("text-outside", f"E{row}")]


def said(path: Path) -> list[tuple[str, str]]:
    return sorted((one.code, one.cell) for one in findings(path, "struck-out", "text-outside"))


def test_what_is_struck_out_and_a_comment_are_said(form: Path) -> None:
    assert said(form) == expected(form)
    assert findings(form, "column-doubled", "text-beside") == []
    (comment,) = findings(form, "text-outside")
    assert comment.message == "the comment 'I am not sure of this.' stands outside the form's cells; it was not read"


@pytest.mark.programs
@pytest.mark.no_cover
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_program_keeps_what_is_said_of_a_form(kind: str, form: Path, tmp_path: Path) -> None:
    by_libreoffice = libreoffice(form, tmp_path / "saved", kind)
    assert said(by_libreoffice) == expected(form)
    assert said(gnumeric(form, tmp_path / f"gnumeric.{kind}", *OLD.get(kind, ()))) == expected(form)


def with_text_box(path: Path) -> Path:
    """A workbook whose first sheet has a text box, which the library cannot write."""
    buffer = io.BytesIO()
    with ZipFile(path) as old, ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(
                    b"</worksheet>", b'<drawing xmlns:r="%s" r:id="box"/></worksheet>' % RELATION.encode()
                )
            new.writestr(name, data)
        relation = f'<Relationship Id="box" Type="{RELATION}/drawing" Target="../drawings/drawing9.xml"/>'
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        new.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels", f'<Relationships xmlns="{package}">{relation}</Relationships>'
        )
        new.writestr("xl/drawings/drawing9.xml", DRAWING)
    path.write_bytes(buffer.getvalue())
    return path


def test_a_text_box_is_said_and_listed_by_repair(tmp_path: Path) -> None:
    root = started(tmp_path)
    path = with_text_box(rate(root / ANN_FORM, tmp_path / "ann.xlsx"))
    (box,) = findings(path, "text-outside")
    assert (box.cell, box.message) == (
        "G10",
        "the text box 'Please call me' stands outside the form's cells; it was not read",
    )
    (done,) = repaired([path], tmp_path / "clean", root).forms
    assert [(one.typed, one.why) for one in done.unplaced] == [
        ("Please call me", "it is in a text box, and in no cell of the form")
    ]


def test_a_form_with_nothing_but_a_comment_is_not_blank(tmp_path: Path) -> None:
    book = load_workbook(started(tmp_path) / ANN_FORM)
    book.worksheets[0]["A5"].comment = Comment("I cannot rate her.", "Bo Kim")
    book.save(tmp_path / "ann.xlsx")
    assert check_files([tmp_path / "ann.xlsx"], KnownLayouts().of).blank == ()
