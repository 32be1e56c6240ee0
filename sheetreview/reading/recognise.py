"""What a file is when it is no spreadsheet that can be read, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable

from sheetreview.errors import NOT_A_SPREADSHEET, PROTECTED, FileError
from sheetreview.reading.gate import Package

LOCKED = "This workbook is protected with a password. Save it without one, or give the password with --password-file."
_SAVE = "Open it in a spreadsheet program and save it as .xlsx."
_ASK = "Ask for the spreadsheet itself."
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGE = f"This is a picture. {_ASK}"
_ARCHIVE = "This is a packed archive. Unpack it and give the spreadsheets in it."
_STARTS = (
    (b"%pdf-", f"This is a PDF. {_ASK}"),
    (b"{\\rtf", f"This is a text document (RTF). {_ASK}"),
    (b"\x89png", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"gif8", _IMAGE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"rar!", _ARCHIVE),
    (b"<?xml", f"This is an XML file, not a workbook. {_SAVE}"),
)
_HTML = (b"<!doctype html", b"<html", b"<head", b"<meta", b"<body", b"<table", b"<style")
_OLD_OFFICE = f"This is a file of an old Office program. {_SAVE}"
_ENCRYPTED = "EncryptedPackage"
_OLE2_STREAMS = (
    ("WordDocument", f"This is a Word document. {_ASK}"),
    ("PowerPoint Document", f"This is a PowerPoint presentation. {_ASK}"),
)
_XLS_STREAMS = ("Workbook", "WORKBOOK", "Book", "BOOK")
_ENTRY_BYTES = 128
_PARTS = (
    ("word/document.xml", f"This is a Word document. {_ASK}"),
    ("ppt/presentation.xml", f"This is a PowerPoint presentation. {_ASK}"),
    ("xl/workbook.bin", f"This is a binary workbook (.xlsb). {_SAVE}"),
)
_SNIFFED = 1_024


def foreign_data(data: bytes) -> FileError | None:
    """The refusal of bytes that are neither a zip nor text; None when they may be text."""
    start = data[:_SNIFFED].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for magic, reason in _STARTS:
        if start.startswith(magic):
            return FileError(reason, NOT_A_SPREADSHEET)
    if start.startswith(_HTML):
        return FileError(f"This is a web page (HTML), whatever its name says. {_SAVE}", NOT_A_SPREADSHEET)
    if data[4:8] == b"ftyp":
        return FileError(f"This is a photo or a film. {_ASK}", NOT_A_SPREADSHEET)
    if data.startswith(_OLE2):
        return old_office(lambda name: _has_stream(data, name))
    return None


def old_office(has_stream: Callable[[str], bool]) -> FileError:
    """The refusal of an OLE2 file that is no old workbook; told by the streams it has."""
    if has_stream(_ENCRYPTED):
        return FileError(LOCKED, PROTECTED)
    reason = next((reason for name, reason in _OLE2_STREAMS if has_stream(name)), _OLD_OFFICE)
    return FileError(reason, NOT_A_SPREADSHEET)


def is_locked(data: bytes) -> bool:
    """Whether bytes are an .xlsx workbook that is encrypted as a whole, or another document that is."""
    return data.startswith(_OLE2) and _has_stream(data, _ENCRYPTED)


def is_xls(data: bytes) -> bool:
    """Whether bytes are an old Excel workbook, or something else of that time that has one in it."""
    return data.startswith(_OLE2) and not is_locked(data) and any(_has_stream(data, name) for name in _XLS_STREAMS)


def _has_stream(data: bytes, name: str) -> bool:
    """Whether an entry of an OLE2 file's directory has this name; the entries lie at multiples of their size."""
    wanted = f"{name}\0".encode("utf-16-le")
    place = data.find(wanted)
    while place > 0 and place % _ENTRY_BYTES:
        place = data.find(wanted, place + 1)
    return place > 0


def foreign_package(package: Package) -> FileError | None:
    """The refusal of a zip that is no .ods and no .xlsx; None when it may be an .xlsx."""
    reason = _foreign_package(package)
    return FileError(reason, NOT_A_SPREADSHEET) if reason else None


def _foreign_package(package: Package) -> str:
    """What such a zip is, and what to do; '' when it may be an .xlsx."""
    for part, reason in _PARTS:
        if part in package:
            return reason
    names = [name.casefold() for name in package.names]
    if "xl/workbook.xml" in package or "_rels/.rels" in package:
        return ""
    if any(name.endswith((".iwa", ".numbers", "index.zip")) for name in names):
        return "This is an Apple Numbers, Pages or Keynote file. Export it as an Excel workbook (.xlsx)."
    if "mimetype" in package:
        return f"This is a document, not a spreadsheet. {_ASK}"
    return "This is a zip archive, not a spreadsheet. Unpack it and give the spreadsheets in it."
