"""Workbooks to change in place: forms as issued, and small ones written by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.reading.xlsx import read_xlsx
from sheetreview.sheet.grid import Value

from .soundness import members

FORM = "Review"
"""Title of a form's sheet."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

_TYPES = f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""
_ROOT = f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
_BOOK = f"""<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>
<sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_BOOK_RELATIONS = f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"""


def sheet_xml(body: str, behind: str = "", *, before: str = "") -> str:
    """A sheet's XML around its rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{body}</sheetData>{behind}</worksheet>'


def small(sheet: str, more: Mapping[str, str] | None = None) -> bytes:
    """A workbook with one sheet, ``Sheet``, without styles; ``more`` are further files, or others in place of these."""
    files = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _BOOK_RELATIONS,
        "xl/worksheets/sheet1.xml": sheet,
        **(more or {}),
    }
    return packed({name: text.encode() for name, text in files.items()})


def packed(files: Mapping[str, bytes], *, stored: bool = False) -> bytes:
    """The package of some files; ``stored`` ones are not compressed, so that the gate does not take them for a bomb."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED if stored else ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def prefixed(data: bytes) -> bytes:
    """A workbook whose sheets, styles and list of sheets have a prefix before every name, as some libraries write."""
    files = members(data)
    for name, content in files.items():
        if re.fullmatch(r"xl/(workbook|styles|worksheets/sheet\d+)\.xml", name):
            text = re.sub(r"<(/?)(?=[A-Za-z])(?![a-z]+:)", r"<\1x:", content.decode())
            files[name] = text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"').encode()
    return packed(files)


def values(data: bytes, title: str) -> dict[tuple[int, int], Value]:
    """What the cells of a sheet hold."""
    return dict(next(grid for grid in read_xlsx(data).sheets if grid.name == title).cells)


def opened(data: bytes, title: str = FORM) -> Worksheet:
    sheet = load_workbook(BytesIO(data))[title]
    assert isinstance(sheet, Worksheet)
    return sheet


def commented(data: bytes, notes: Mapping[str, str]) -> bytes:
    """A form with a manager's own comments."""
    sheet = opened(data)
    for cell, text in notes.items():
        sheet[cell].comment = Comment(text, "Ruth")
    buffer = BytesIO()
    assert sheet.parent is not None
    sheet.parent.save(buffer)
    return buffer.getvalue()
