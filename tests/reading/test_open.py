"""What a file is taken for, and what is said of one that is no spreadsheet."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from sheetreview.errors import FileError
from sheetreview.reading.open import open_book, parse_book
from tests.reading.making import ods, refusal, text_cell, values, xlsx, zipped

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROW = '<row r="1"><c r="A1"><v>4</v></c></row>'


def ole2(*names: str) -> bytes:
    return OLE2 + b"\0" * 504 + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *names))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7\n", "This is a PDF. Ask for the spreadsheet itself."),
        (b"{\\rtf1 hello}", "text document"),
        (b"\x89PNG\r\n\x1a\n", "This is a picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "This is a picture"),
        (b"\x00\x00\x00\x18ftypheic", "This is a photo"),
        (b"\xef\xbb\xbf \r\n<!DOCTYPE HTML><table>", "web page (HTML)"),
        (b"<HTML xmlns:x='urn:schemas-microsoft-com:office:excel'>", "web page (HTML)"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "XML file"),
        (gzip.compress(b"a,b", mtime=0), "packed archive"),
        (ole2("EncryptionInfo", "EncryptedPackage"), "protected with a password"),
        (ole2("Workbook"), "The file is damaged"),
        (ole2("Book"), "The file is damaged"),
        (ole2("WordDocument"), "Word document"),
        (ole2("__substg1.0_0037001F"), "old Office program"),
        (zipped({"word/document.xml": "<w/>", "_rels/.rels": "<r/>"}), "Word document"),
        (zipped({"ppt/presentation.xml": "<p/>"}), "PowerPoint"),
        (zipped({"xl/workbook.bin": "bin", "_rels/.rels": "<r/>"}), "binary workbook (.xlsb)"),
        (zipped({"Index/Document.iwa": b"\0"}), "Apple Numbers"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<c/>"}), "document, not a"),
        (zipped({"form.xlsx": b"PK"}), "Unpack it"),
        (zipped({}), "Unpack it"),
        (b"PK\x03\x04", "cut off"),
        (b"hello", "This is not a spreadsheet"),
        (b"\0\1\2\3" * 99, "This is not a spreadsheet"),
        (b"\x80" * 99, "This is not a spreadsheet"),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is(data: bytes, said: str) -> None:
    assert said in refusal(data, "form.xlsx")


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"<html>", b"a\0b", b"\x81\x8d"])
def test_a_name_ending_in_csv_does_not_make_a_table(data: bytes) -> None:
    assert refusal(data, "form.csv")


def test_a_shortcut_to_a_google_sheet_says_what_to_do() -> None:
    assert "link to a Google Sheet" in refusal(b'{"doc_id": "1"}', "Form.gsheet")


@pytest.mark.parametrize("name", ["form.xlsx", "form.csv", "form.ods", "form.xls", "form", ""])
def test_the_bytes_and_not_the_name_tell_a_workbook(name: str) -> None:
    assert values(xlsx(ROW), name) == {(1, 1): 4}
    assert values(ods(f"<table:table-row>{text_cell('a')}</table:table-row>"), name) == {(1, 1): "a"}


@pytest.mark.parametrize("name", ["r.csv", "R.CSV", "r.tsv", "r.txt"])
def test_text_is_a_table_when_its_name_says_so(name: str) -> None:
    assert values("é\tb".encode("utf-16"), name) == {(1, 1): "é", (1, 2): "b"}


def test_each_book_says_its_format() -> None:
    empty = "<table:table-row/>"
    found = [parse_book(data, "a.csv").format for data in (xlsx(""), ods(empty), b"a,b")]
    assert found == ["xlsx", "ods", "csv"]


def test_a_file_gives_its_bytes_and_its_book(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    written = xlsx(ROW)
    path.write_bytes(written)
    data, book = open_book(path)
    assert data == written
    assert dict(book.sheets[0].cells) == {(1, 1): 4}


def test_a_file_that_is_not_there_is_refused_like_any_other(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        open_book(tmp_path / "gone.xlsx")
