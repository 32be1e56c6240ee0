"""Any file as a book: what it is, is decided by its bytes and not by its name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sheetreview.errors import EMPTY, NOT_A_SPREADSHEET, FileError
from sheetreview.reading.cells import MAX_ROWS
from sheetreview.reading.child import CHILD
from sheetreview.reading.delimited import read_csv
from sheetreview.reading.files import read_bytes
from sheetreview.reading.gate import Package, open_package
from sheetreview.reading.ods import read_ods_package
from sheetreview.reading.recognise import foreign_data, foreign_package, is_locked, is_xls
from sheetreview.reading.xlsx import read_xlsx_package
from sheetreview.sheet.grid import Book

_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_TEXT_NAMES = (".csv", ".tsv", ".txt")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_TYPE_LENGTH = 200


def open_book(
    path: Path, passwords: Sequence[str] = (), *, max_rows: int = MAX_ROWS, encoding: str = ""
) -> tuple[bytes, Book]:
    """A file's bytes, without the protection they may have had, and the book in them.

    ``encoding`` is the character set of a text that is no UTF-8; its bytes come back as UTF-8 then. Raises FileError
    with one plain reason.
    """
    data = unlocked(read_bytes(path), passwords)
    book = parse_book(data, path.name, max_rows=max_rows, encoding=encoding)
    return in_utf8(data, book, encoding), book


def in_utf8(data: bytes, book: Book, encoding: str) -> bytes:
    """A file's bytes, as UTF-8 where its ``book`` was read in a character set that was named: it reads alike then."""
    return data.decode(encoding).encode() if encoding and book.decoded is not None else data


def unlocked(data: bytes, passwords: Sequence[str] = ()) -> bytes:
    """A workbook's bytes without its protection; bytes that are no protected workbook come back as they are.

    Raises FileError when none of the passwords opens it.
    """
    return CHILD.unlock(data, passwords) if is_locked(data) or is_xls(data) else data


def parse_book(data: bytes, name: str, *, max_rows: int = MAX_ROWS, encoding: str = "") -> Book:
    """The book in a file's bytes; ``name`` matters only for text, which is a table when it ends in .csv, .tsv or .txt.

    ``encoding`` is the character set of a text that is no UTF-8; left out, it must be told by the text. A value below
    row ``max_rows`` is refused. Raises FileError with one plain reason.
    """
    if not data:
        raise FileError(
            "The file is empty (0 bytes): it was not saved or not sent completely. Ask for it again.", EMPTY
        )
    if data.startswith(_ZIP_MAGIC):
        return _from_package(open_package(data), max_rows)
    if is_xls(data):
        return CHILD.read_xls(data, max_rows=max_rows)
    if refusal := foreign_data(data):
        raise refusal
    is_text = data.startswith(_UTF16_MARKS) or b"\0" not in data
    if is_text and name.casefold().endswith(_TEXT_NAMES):
        return read_csv(data, max_rows=max_rows, encoding=encoding)
    if name.casefold().endswith(".gsheet"):
        raise FileError(
            "This is only a link to a Google Sheet. Download it there as an Excel workbook (.xlsx).", NOT_A_SPREADSHEET
        )
    raise FileError("This is not a spreadsheet. Ask for it as .xlsx, .ods or .csv.", NOT_A_SPREADSHEET)


def _from_package(package: Package, max_rows: int) -> Book:
    if _is_ods(package):
        return read_ods_package(package, max_rows=max_rows)
    if refusal := foreign_package(package):
        raise refusal
    return read_xlsx_package(package, max_rows=max_rows)


def _is_ods(package: Package) -> bool:
    """By the type it declares; without one, by having content. An .xlsx has neither."""
    if "mimetype" in package:
        return package.read("mimetype")[:_TYPE_LENGTH].strip().startswith(_ODS_TYPE)
    return "content.xml" in package
