"""Comma-separated text and its relatives, in the encodings spreadsheet programs write."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import chain, islice

from sheetreview.errors import DAMAGED, FileError
from sheetreview.reading.cells import MAX_ROWS, SheetCells, Tally, within_limits
from sheetreview.sheet.grid import Book, CellError, Decoded, Value
from sheetreview.sheet.text import line_breaks

_DELIMITERS = (",", ";", "\t")
_SNIFFED_CHARACTERS = 65_536
_SNIFFED_ROWS = 50
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_DELIMITER_LINE = re.compile(r"sep=([,;\t])\r?\n")
_ERROR_TEXT = re.compile(
    r"#(?:REF|DIV/0|VALUE|NUM|NULL|SPILL|CALC|BLOCKED|CONNECT|FIELD|BUSY|UNKNOWN|BEZUG|WERT|ZAHL|ÜBERLAUF|VALEUR|NOMBRE"
    r"|NUL|PROPAGATION|¡REF|¡DIV/0|¡VALOR|¡NUM|¡NULO|VALOR|NÚM|RIF|VALORE|ODNIESIENIE|ADR|ARG|LICZBA|ССЫЛКА|ДЕЛ/0|ЗНАЧ"
    r"|ЧИСЛО)!|#(?:NAME|NOM|¿NOMBRE|NOMBRE|NOME|NAZWA|ИМЯ)\?|#N/A|#N/D|#NV|#GETTING_DATA|(?:Err|Fehler):[0-9]{3}"
)
"""What spreadsheet programs write into text for the error of a formula, in several of their languages."""

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def read_csv(data: bytes, *, max_rows: int = MAX_ROWS, encoding: str = "") -> Book:
    """One unnamed sheet of texts. Raises FileError for what is no text, is never closed, or goes beyond the limits.

    UTF-8, UTF-16 with its mark, or else the ``encoding`` that is named, or the only one that is likely; the delimiter
    is the comma, semicolon or tab that cuts the first rows into the same number of columns, or the one a first line
    ``sep=;`` names. What no text can hold becomes U+FFFD, and what programs write for a formula's error is one.
    """
    text, decoded = _decode(data, encoding)
    if named := _DELIMITER_LINE.match(text):
        delimiter, text = named[1], text[named.end() :]
    else:
        delimiter = _sniff(text)
    cells = SheetCells("", Tally(max_rows))
    try:
        for row, fields in enumerate(_rows(text, delimiter, 2 if named else 1), 1):
            for column, field in enumerate(fields, 1):
                if field:
                    cells.put((row, column), _value(field))
    except csv.Error as cause:
        raise FileError(
            "A cell is far too long: a closing quotation mark is missing somewhere. Ask for the form itself.", DAMAGED
        ) from cause
    # Programs part cells by semicolons where a comma is the decimal sign.
    decimal = "," if delimiter == ";" else ""
    return Book(
        format="csv", sheets=within_limits([cells.grid()]), decimal=decimal, delimiter=delimiter, decoded=decoded
    )


def _rows(text: str, delimiter: str, first_line: int) -> Iterator[list[str]]:
    """The fields of each line, or of the lines that a text in quotation marks joins; the last row has none.

    Raises csv.Error, and FileError for a text that nothing closes. ``first_line`` is the number of the text's first.
    """
    # A line of nothing behind the last one is a row of nothing, unless it stands in a text that nothing closes.
    reader = csv.reader(chain(StringIO(text, newline=""), [""]), delimiter=delimiter)
    fields: list[str] = []
    begun = above = 0
    for fields in reader:
        begun, above = above + 1, reader.line_num
        yield fields
    if fields:
        line = first_line + begun - 1 + sum(map(line_breaks, fields[:-1]))
        raise FileError(
            f"The text whose quotation mark opens in line {line} is never closed: everything below is a part of it. "
            "Close or delete the mark there, or ask for the whole file again.",
            DAMAGED,
        )


def _value(field: str) -> Value:
    """A field's text, or the error that it says."""
    if field[0] in "#EF" and _ERROR_TEXT.fullmatch(field.strip()):
        return CellError(field.strip())
    return _UNREADABLE.sub("\ufffd", field)


def _decode(data: bytes, encoding: str) -> tuple[str, Decoded | None]:
    try:
        if data.startswith(_UTF16_MARKS):
            return data.decode("utf-16"), None
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        # Few files need its tables.
        from sheetreview.reading import encodings  # noqa: PLC0415 -- as said

        return encodings.decode_as(data, encoding) if encoding else encodings.decode(data)


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
