"""The zip package of a workbook: written so that the same content gives the same bytes on every machine and day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sheetreview.xlsx.escapes import cell_text, xml_text

CONTENT_TYPES = "[Content_Types].xml"
CORE = "docProps/core.xml"
WORKBOOK = "xl/workbook.xml"
WORKBOOK_RELS = "xl/_rels/workbook.xml.rels"
SHEETS = "xl/worksheets/sheet"
SHEETS_RELS = "xl/worksheets/_rels/"
DRAWINGS = "xl/drawings/drawing"

FIXED_TIME = "2000-01-01T00:00:00Z"
_FIXED_DATE = (2000, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o644 << 16
_FOLDER = 0o755 << 16 | 0x10

_MODIFIED = re.compile(r"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*")
_DIMENSION = re.compile(r'(<dimension ref=")[^"]*')
_SHAPE = re.compile(r"<(?:[a-z]+:)?cNvPr ")
_SHEET_DATA = re.compile(r"<sheetData ?/>|<sheetData>.*?</sheetData>", re.DOTALL)


def add_member(archive: ZipFile, name: str, data: bytes) -> None:
    """Add a file, or a folder whose name ends with a slash, with a fixed date and fixed attributes."""
    folder = name.endswith("/")
    info = ZipInfo(name, _FIXED_DATE)
    info.create_system = _UNIX
    info.external_attr = _FOLDER if folder else _PLAIN_FILE
    archive.writestr(info, data, compress_type=ZIP_STORED if folder else ZIP_DEFLATED)


def pack(members: Mapping[str, bytes]) -> bytes:
    """An archive of files in the order given."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            add_member(archive, name, data)
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of an archive, the content types first, as the format's readers like it."""
    with ZipFile(BytesIO(data)) as archive:
        names = sorted(archive.namelist(), key=lambda name: name != CONTENT_TYPES)
        return {name: archive.read(name) for name in names}


def fix_times(core: bytes) -> bytes:
    """Core properties that do not tell when they were written."""
    return _MODIFIED.sub(rf"\g<1>{FIXED_TIME}", core.decode()).encode()


def with_cells(sheet: bytes, dimension: str, data: str) -> bytes:
    """A sheet with other cells."""
    text = _DIMENSION.sub(lambda found: found[1] + dimension, sheet.decode(), count=1)
    head, tail = _SHEET_DATA.split(text, maxsplit=1)
    return f"{head}{data}{tail}".encode()


def with_descriptions(drawing: bytes, texts: Sequence[str]) -> bytes:
    """A drawing whose shapes say, in their order, what they show."""
    descriptions = (xml_text(cell_text(text)) for text in texts)
    return _SHAPE.sub(lambda found: f'{found[0]}descr="{next(descriptions)}" ', drawing.decode()).encode()
