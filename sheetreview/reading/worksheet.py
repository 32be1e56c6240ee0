"""One worksheet and the shared strings of an .xlsx package: cells with their values, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from sheetreview.errors import TOO_LARGE, FileError
from sheetreview.reading.cells import MAX_CELLS, SheetCells, TextBuffer, boolean, error, number
from sheetreview.reading.number_format import NumberCode
from sheetreview.reading.refusal import damaged, quoted
from sheetreview.reading.xml_events import Attributes, parse
from sheetreview.sheet.address import MAX_COLUMNS, MAX_ROWS, from_a1
from sheetreview.sheet.grid import EPOCH, CellError, Uncalculated, Value

_READ = frozenset({"sheetFormatPr", "col", "sheetData", "row", "c", "f", "v", "t", "rPh", "mergeCell"})
"""Elements of a worksheet that are looked at, a third of all."""

_BAD_STRING = CellError("#REF!")
_INDEX_DIGITS = 9
_SIZE_LENGTH = 20
_TRUE = frozenset({"1", "true"})
_REFERENCE_LENGTH = 10
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def read_strings(data: bytes) -> list[str]:
    """The shared strings in order: runs of rich text joined, phonetic guides left out."""
    reader = _StringsReader()
    parse(data, reader.start, reader.end, reader.text)
    return reader.strings


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What the cells of a workbook share: their texts, their number formats by style, the day its dates count from."""

    strings: Sequence[str] = ()
    codes: Mapping[str, NumberCode] = field(default_factory=dict)
    epoch: date = EPOCH


def read_cells(data: bytes, shared: Shared, cells: SheetCells) -> None:
    """Put every cell of a worksheet into ``cells``. Raises FileError for one beyond the limits."""
    reader = _CellReader(shared, cells)
    parse(data, reader.start, reader.end, reader.text, names=_READ)


def unescape(text: str) -> str:
    """Text with ``_x0041_`` turned into the character meant; what no text can hold becomes U+FFFD."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    paired = _SURROGATES.sub(_join_surrogates, plain)
    return _UNREADABLE.sub("\ufffd", paired)


def _size(text: str) -> float | None:
    """A width, height or number of a row or column; None for what is none."""
    plain = text.replace(".", "", 1)
    return float(text) if plain.isascii() and plain.isdigit() and len(text) <= _SIZE_LENGTH else None


def _join_surrogates(match: re.Match[str]) -> str:
    return chr(0x10000 + ((ord(match[1]) - 0xD800) << 10) + ord(match[2]) - 0xDC00)


class _StringsReader:
    __slots__ = ("_buffer", "_listening", "_phonetic", "strings")

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._buffer = TextBuffer()
        self._listening = self._phonetic = False

    def start(self, name: str, _attributes: Attributes) -> None:
        if name == "t":
            self._listening = not self._phonetic
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        if name == "t":
            self._listening = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.strings.append(unescape(self._buffer.take()))
            if len(self.strings) > MAX_CELLS:
                raise FileError(f"The file has more than {MAX_CELLS} texts. Ask for the form itself.", TOO_LARGE)

    def text(self, characters: str) -> None:
        if self._listening:
            self._buffer.add(characters)


class _CellReader:
    """The state between two events: the row and column reached, and the cell being read."""

    __slots__ = (
        "_attributes", "_buffer", "_cells", "_column", "_formula", "_listening", "_phonetic", "_place", "_row", "_rows",
        "_shared", "_sized", "_stored",
    )  # fmt: skip

    def __init__(self, shared: Shared, cells: SheetCells) -> None:
        self._shared = shared
        self._cells = cells
        self._buffer = TextBuffer()
        self._row = self._column = 0
        self._rows = self._sized = False
        self._place: tuple[int, int] | None = None
        self._attributes: Attributes = {}
        self._formula = self._stored = self._listening = self._phonetic = False

    def start(self, name: str, attributes: Attributes) -> None:
        if not self._rows:
            self._rows = name == "sheetData"
            if name == "mergeCell":
                self._merge(attributes.get("ref", ""))
            elif name == "col":
                self._widen(attributes)
            elif name == "sheetFormatPr":
                # Google calls the heights of all rows fixed in what it exports, though they had grown with their texts.
                self._sized = attributes.get("customHeight") in _TRUE
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)
        elif self._place is None:
            return
        elif name in {"v", "t"}:
            inline = self._attributes.get("t") == "inlineStr"
            self._listening = (name == "t") == inline and not self._phonetic
            self._stored = True
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic = True

    def _start_row(self, attributes: Attributes) -> None:
        number_text = attributes.get("r")
        if number_text is None:
            self._row += 1
        elif number_text.isascii() and number_text.isdigit() and len(number_text) < _REFERENCE_LENGTH:
            self._row = int(number_text)
        else:
            raise self._misplaced(number_text)
        self._column = 0
        fixed = not self._sized and attributes.get("customHeight") in _TRUE
        if fixed and (height := _size(attributes.get("ht", ""))) is not None:
            self._cells.fix_height(self._row, height)

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
            place = (self._row, self._column)
            if self._row > MAX_ROWS or self._column > MAX_COLUMNS:
                raise self._misplaced("")
        else:
            try:
                place = from_a1(reference)
            except ValueError as cause:
                raise self._misplaced(reference) from cause
            self._column = place[1]
        self._place = place
        self._attributes = attributes
        self._formula = self._stored = self._listening = self._phonetic = False

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        with suppress(ValueError):
            self._cells.merge(from_a1(first), from_a1(last))

    def _widen(self, attributes: Attributes) -> None:
        first, last, width = (_size(attributes.get(name, "")) for name in ("min", "max", "width"))
        if first is not None and last is not None and width is not None:
            hidden = attributes.get("hidden") in _TRUE
            self._cells.widen(int(first), int(last), 0.0 if hidden else width)

    def _misplaced(self, reference: str) -> FileError:
        return damaged(f"sheet {quoted(self._cells.name)} has a cell at {quoted(reference)}, which is no place")

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._listening = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "c" and self._place is not None:
            text = self._buffer.take()
            if self._formula or text:
                self._cells.put(self._place, self._value(text), formula=self._formula)
            self._place = None
        elif name == "sheetData":
            self._rows = False

    def text(self, characters: str) -> None:
        if self._listening:
            self._buffer.add(characters)

    def _value(self, text: str) -> Value | None:
        kind = self._attributes.get("t", "n")
        if not text:
            return None if kind == "str" and self._stored else Uncalculated()
        match kind:
            case "n":
                return self._number(text)
            case "s":
                return self._text(text)
            case "b":
                return boolean(text)
            case "e":
                return error(text)
            case _:
                return unescape(text)

    def _number(self, text: str) -> Value:
        found, code = number(text), self._shared.codes.get(self._attributes.get("s", ""))
        return found if code is None or isinstance(found, CellError) else code.shown(found, self._shared.epoch)

    def _text(self, text: str) -> str | CellError:
        strings = self._shared.strings
        if text.isascii() and text.isdigit() and len(text) <= _INDEX_DIGITS and int(text) < len(strings):
            return strings[int(text)]
        return _BAD_STRING
