"""Small files made by hand, so that each can be wrong in exactly one way."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

import pytest

from sheetreview.errors import FileError
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Grid, Value

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

_ODS_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
)


def zipped(
    members: Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A zip of members in order; the same name may stand there twice."""
    pairs = members.items() if isinstance(members, Mapping) else members
    buffer = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.filterwarnings("ignore", "Duplicate name")
        for name, content in pairs:
            archive.writestr(name, content)
    return buffer.getvalue()


def relationships(*rows: tuple[str, str, str], office: str = OFFICE) -> str:
    """A .rels part of (id, kind, target)."""
    inner = "".join(f'<Relationship Id="{i}" Type="{office}/{kind}" Target={quoteattr(to)}/>' for i, kind, to in rows)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def worksheet(rows: str, *, main: str = MAIN, before: str = "") -> str:
    """A worksheet part around the XML of its rows."""
    return f'<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData></worksheet>'


def xlsx_members(
    sheet: str | bytes, strings: Iterable[str] = (), *, main: str = MAIN, office: str = OFFICE
) -> dict[str, str | bytes]:
    """The parts of a workbook with the one sheet ``Form``; ``strings`` are the XML inside each ``<si>``."""
    shared = "".join(f"<si>{string}</si>" for string in strings)
    sheets = '<sheets><sheet name="Form" sheetId="1" r:id="r1"/></sheets>'
    parts = (("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "sharedStrings.xml"))
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relationships(("r1", "officeDocument", "xl/workbook.xml"), office=office),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relationships(*parts, office=office),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{shared}</sst>',
    }


def xlsx(rows: str, strings: Iterable[str] = ()) -> bytes:
    """A workbook with one sheet around the XML of its rows."""
    return zipped(xlsx_members(worksheet(rows), strings))


def ods_content(tables: str, styles: str = "") -> str:
    """A content.xml around the XML of its tables and automatic styles."""
    return (
        f"{_ODS_HEAD}<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )


def ods(rows: str) -> bytes:
    """A spreadsheet with the one table ``Form`` around the XML of its rows."""
    return ods_book(f'<table:table table:name="Form">{rows}</table:table>')


def ods_book(tables: str, styles: str = "") -> bytes:
    """A spreadsheet around the XML of its tables."""
    return zipped({"mimetype": ODS_TYPE, "content.xml": ods_content(tables, styles)})


def text_cell(text: str) -> str:
    """An .ods cell with text."""
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'


def only_sheet(data: bytes, name: str = "form.xlsx") -> Grid:
    """The single sheet of a file."""
    (sheet,) = parse_book(data, name).sheets
    return sheet


def values(data: bytes, name: str = "form.xlsx") -> dict[tuple[int, int], Value]:
    """The cells of a file's single sheet."""
    return dict(only_sheet(data, name).cells)


def refusal(data: bytes, name: str = "form.xlsx") -> str:
    """The reason a file is refused with."""
    with pytest.raises(FileError) as caught:
        parse_book(data, name)
    reason = caught.value.reason
    assert reason[:1].isupper(), reason
    assert reason.endswith("."), reason
    return reason
