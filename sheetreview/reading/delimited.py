"""Comma-separated text and its relatives, in the encodings spreadsheet programs write."""

from __future__ import annotations

import csv
import re
from collections import Counter
from io import StringIO
from itertools import islice

from sheetreview.errors import DAMAGED, UNKNOWN_CHARACTERS, FileError
from sheetreview.reading.cells import MAX_ROWS, SheetCells, Tally, within_limits
from sheetreview.sheet.grid import Book

_DELIMITERS = (",", ";", "\t")
_SNIFFED_CHARACTERS = 65_536
_SNIFFED_ROWS = 50
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_DELIMITER_LINE = re.compile(r"sep=([,;\t])\r?\n")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def read_csv(data: bytes, *, max_rows: int = MAX_ROWS) -> Book:
    """One unnamed sheet of texts. Raises FileError for what is no text or goes beyond the limits.

    UTF-8, UTF-16 with its mark, or Windows-1252; the delimiter is the comma, semicolon or tab that cuts the first
    rows into the same number of columns, or the one a first line ``sep=;`` names. What no text can hold becomes U+FFFD.
    """
    text = _decode(data)
    if named := _DELIMITER_LINE.match(text):
        delimiter, text = named[1], text[named.end() :]
    else:
        delimiter = _sniff(text)
    cells = SheetCells("", Tally(max_rows))
    try:
        for row, fields in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter), 1):
            for column, field in enumerate(fields, 1):
                if field:
                    cells.put((row, column), _UNREADABLE.sub("\ufffd", field))
    except csv.Error as cause:
        raise FileError(
            "A cell is far too long: a closing quotation mark is missing somewhere. Ask for the form itself.", DAMAGED
        ) from cause
    # Programs part cells by semicolons where a comma is the decimal sign.
    return Book(format="csv", sheets=within_limits([cells.grid()]), decimal="," if delimiter == ";" else "")


def _decode(data: bytes) -> str:
    try:
        if data.startswith(_UTF16_MARKS):
            return data.decode("utf-16")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.decode("cp1252")
    except UnicodeDecodeError as cause:
        raise FileError(
            "The text is in no character set that can be read. Save it as CSV UTF-8.", UNKNOWN_CHARACTERS
        ) from cause


def _sniff(text: str) -> str:
    start = text[:_SNIFFED_CHARACTERS]

    def agreement(delimiter: str) -> tuple[int, int]:
        """Rows that have the commonest number of columns, and that number; nothing when it is one."""
        try:
            widths = [
                len(row) for row in islice(csv.reader(StringIO(start, newline=""), delimiter=delimiter), _SNIFFED_ROWS)
            ]
        except csv.Error:
            return (0, 0)
        width, rows = Counter(width for width in widths if width).most_common(1)[0] if any(widths) else (0, 0)
        return (rows, width) if width > 1 else (0, 0)

    return max(_DELIMITERS, key=agreement)
