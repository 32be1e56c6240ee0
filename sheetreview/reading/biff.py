"""Old Excel workbooks (.xls): the records of their stream, as BIFF5 (Excel 95) or BIFF8 (Excel 97 and later).

They have no checksums: what stands in one may be nonsense, so everything is bounded by the length of the stream and by
the limits of all readers.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from sheetreview.errors import FileError
from sheetreview.reading.biff_text import codec_of, shared_texts, text_in
from sheetreview.reading.cells import MAX_ROWS, MAX_SHEETS, SheetCells, Tally
from sheetreview.reading.refusal import damaged
from sheetreview.sheet.grid import Book, CellError, Grid, Uncalculated, Value

_BEGIN, _END, _CONTINUED = 0x0809, 0x000A, 0x003C
_PASSWORD, _CODEPAGE, _DATE_MODE, _SHEET, _SHARED = 0x002F, 0x0042, 0x0022, 0x0085, 0x00FC
_NUMBER, _PACKED, _MANY_PACKED, _TRUTH_OR_ERROR = 0x0203, 0x027E, 0x00BD, 0x0205
_SHARED_TEXT, _TEXTS = 0x00FD, frozenset({0x0204, 0x00D6})
_FORMULAS, _RESULT_TEXT = frozenset({0x0006, 0x0206, 0x0406}), 0x0207
_MERGED = 0x00E5
_CELLS = frozenset({_NUMBER, _PACKED, _TRUTH_OR_ERROR, _SHARED_TEXT}) | _TEXTS | _FORMULAS

_BIFF5, _BIFF8 = 0x0500, 0x0600
_USUAL_CODEPAGE = 1252
_WORKSHEET = 0
_HIDDEN = 0x03
_BEHIND_PLACE = 6
"""A cell's record begins with its row, its column and its style; the content comes after them."""

_NO_NUMBER = b"\xff\xff"
_GIVES_TEXT, _GIVES_TRUTH, _GIVES_ERROR = 0, 1, 2
_EXACT = 1e15
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """A record's data, and those of the records that continue it."""

    kind: int
    parts: list[bytes]

    @property
    def data(self) -> bytes:
        return self.parts[0]


@dataclass(slots=True, kw_only=True)
class _Workbook:
    """What a workbook says of all its sheets; ``codec`` is None where its texts are Unicode."""

    codec: str | None
    days_from_1904: bool
    sheets: list[_Record]
    texts: list[str]


def has_password(stream: bytes) -> bool:
    """Whether a workbook's records are encrypted. Raises FileError when its first part is damaged."""
    return any(record.kind == _PASSWORD for record in _records(stream, 0))


def read_biff(stream: bytes, *, max_rows: int = MAX_ROWS) -> Book:
    """The book in a workbook's stream, as :func:`sheetreview.reading.xlsx.read_xlsx` gives one.

    Raises FileError for what is damaged or goes beyond the limits.
    """
    tally = Tally(max_rows)
    try:
        workbook = _workbook(stream)
        grids = [_grid(stream, listed, workbook, tally) for listed in workbook.sheets if listed.data[5] == _WORKSHEET]
    except (struct.error, IndexError) as error:
        raise damaged("a record of it is cut off") from error
    if not grids:
        raise FileError("The workbook has no sheet with cells. Ask for the form itself.")
    return Book(format="xls", sheets=tuple(grids), days_from_1904=workbook.days_from_1904)


def _records(stream: bytes, start: int) -> Iterator[_Record]:
    """The records of one part of the stream; charts inside it are parts of their own, and are passed over."""
    depth = 0
    record: _Record | None = None
    for kind, data in _pieces(stream, start):
        if kind == _CONTINUED and record is not None:
            record.parts.append(data)
            continue
        if record is not None and depth == 1:
            yield record
        record = None
        if kind == _BEGIN:
            depth += 1
        elif depth == 0:
            raise damaged("a part of it does not begin as it should")
        elif kind != _END:
            record = _Record(kind=kind, parts=[data])
        elif depth == 1:
            return
        else:
            depth -= 1


def _pieces(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        place += 4 + length
        yield kind, stream[place - length : place]
    raise damaged("it ends too early")


def _workbook(stream: bytes) -> _Workbook:
    (version,) = struct.unpack_from("<H", stream, 4)
    if version not in {_BIFF5, _BIFF8}:
        raise damaged("it is of no known version of Excel")
    found = _Workbook(codec=None, days_from_1904=False, sheets=[], texts=[])
    codepage = _USUAL_CODEPAGE
    for record in _records(stream, 0):
        if record.kind == _SHEET:
            found.sheets.append(record)
            if len(found.sheets) > MAX_SHEETS:
                raise FileError(f"The workbook has more than {MAX_SHEETS} sheets. Ask for the form itself.")
        elif record.kind == _CODEPAGE:
            (codepage,) = struct.unpack_from("<H", record.data)
        elif record.kind == _DATE_MODE:
            found.days_from_1904 = record.data[:1] == b"\1"
        elif record.kind == _SHARED:
            found.texts = shared_texts(record.parts)
    if version == _BIFF5:
        found.codec = codec_of(codepage)
    return found


def _grid(stream: bytes, listed: _Record, workbook: _Workbook, tally: Tally) -> Grid:
    """A sheet, from where the list of sheets says that it begins."""
    start, state = struct.unpack_from("<IB", listed.data)
    cells = SheetCells(text_in(listed.parts, _BEHIND_PLACE, workbook.codec, length_bytes=1), tally)
    text_of: tuple[int, int] | None = None
    for record in _records(stream, start):
        if record.kind == _MANY_PACKED:
            _put_many(record.data, cells)
        elif record.kind in _CELLS:
            row, column = struct.unpack_from("<HH", record.data)
            place = row + 1, column + 1
            formula = record.kind in _FORMULAS
            cells.put(place, _value(record, workbook), formula=formula)
            text_of = place if formula and _gives_text(record) else None
        elif record.kind == _RESULT_TEXT and text_of is not None:
            cells.put(text_of, text_in(record.parts, 0, workbook.codec))
            text_of = None
        elif record.kind == _MERGED:
            _merge(record.data, cells)
    return cells.grid(visible=not state & _HIDDEN)


def _put_many(data: bytes, cells: SheetCells) -> None:
    """Numbers side by side: the row, the first column, a style and a number for each, the last column."""
    row, first = struct.unpack_from("<HH", data)
    for column, (_, packed) in enumerate(struct.iter_unpack("<HI", data[4:-2]), first + 1):
        cells.put((row + 1, column), _unpacked(packed))


def _merge(data: bytes, cells: SheetCells) -> None:
    """Merged cells: how many, then of each the first and last row, and the first and last column."""
    (count,) = struct.unpack_from("<H", data)
    for top, bottom, left, right in struct.iter_unpack("<HHHH", data[2 : 2 + 8 * count]):
        cells.merge((top + 1, left + 1), (bottom + 1, right + 1))


def _value(record: _Record, workbook: _Workbook) -> Value | None:
    """A cell's value; None for a formula whose text comes in the next record, or whose text is empty."""
    data = record.data
    if record.kind in _TEXTS:
        return text_in(record.parts, _BEHIND_PLACE, workbook.codec)
    if record.kind == _SHARED_TEXT:
        return workbook.texts[int.from_bytes(data[_BEHIND_PLACE : _BEHIND_PLACE + 4], "little")]
    if record.kind == _PACKED:
        return _unpacked(struct.unpack_from("<I", data, _BEHIND_PLACE)[0])
    if record.kind == _TRUTH_OR_ERROR:
        value, is_error = struct.unpack_from("<BB", data, _BEHIND_PLACE)
        return _truth_or_error(value, is_error=bool(is_error))
    if record.kind == _NUMBER or not _is_special(record):
        (found,) = struct.unpack_from("<d", data, _BEHIND_PLACE)
        # LibreOffice also writes 0 for a formula whose result is a text.
        return Uncalculated() if found == 0 and record.kind in _FORMULAS else _number(found)
    kind, _, value = struct.unpack_from("<BBB", data, _BEHIND_PLACE)
    return _truth_or_error(value, is_error=kind == _GIVES_ERROR) if kind in {_GIVES_TRUTH, _GIVES_ERROR} else None


def _is_special(record: _Record) -> bool:
    """Whether a formula gave no number: the end of its eight bytes then makes them none."""
    return record.data[_BEHIND_PLACE + 6 : _BEHIND_PLACE + 8] == _NO_NUMBER


def _gives_text(record: _Record) -> bool:
    return _is_special(record) and record.data[_BEHIND_PLACE] == _GIVES_TEXT


def _unpacked(packed: int) -> Value:
    """A number of 30 bits: whole, or the upper bits of a float; perhaps a hundred times what it is."""
    if packed & 2:
        found = float((packed - (1 << 32) if packed >> 31 else packed) >> 2)
    else:
        (found,) = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFF_FFFC))
    return _number(found / 100 if packed & 1 else found)


def _number(found: float) -> Value:
    if not math.isfinite(found):
        return CellError("#NUM!")
    return int(found) if found.is_integer() and abs(found) < _EXACT else found


def _truth_or_error(value: int, *, is_error: bool) -> Value:
    return CellError(_ERRORS.get(value, "#ERROR!")) if is_error else bool(value)
