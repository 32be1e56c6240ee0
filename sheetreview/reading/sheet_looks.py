"""What a worksheet part says beside its values: styles, formulas, merged cells, dropdown lists, hidden parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sheetreview.reading.cells import MAX_CELLS, MAX_COLUMNS
from sheetreview.reading.xml_events import Attributes, parse
from sheetreview.sheet.address import column_number, from_a1
from sheetreview.sheet.facts import Look, Place
from sheetreview.sheet.plan import Block

MAX_RANGES = 5_000
"""Merged cells, and ranges with a dropdown list, of one sheet; more are not looked at."""

_FORMULA_LENGTH = 2_000
_NUMBER_LENGTH = 9
_TRUE = frozenset({"1", "true"})


@dataclass(slots=True)
class Allowed:
    """What may be typed into some blocks: ``kind`` as the file says (``list``, ``date``), ``formula`` its first one."""

    kind: str
    formula: str = ""
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class SheetLooks:
    """What was found in one worksheet part."""

    looks: dict[Place, Look] = field(default_factory=dict)
    formulas: dict[Place, str] = field(default_factory=dict)
    merges: list[Block] = field(default_factory=list)
    allowed: list[Allowed] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    protected: bool = False


def read_sheet_looks(data: bytes, looks: Sequence[Look], max_rows: int) -> SheetLooks:
    """Read a worksheet part; what lies beyond ``max_rows`` or the last column that counts is left out."""
    reader = _Reader(looks, max_rows)
    parse(data, reader.start, reader.end, reader.text)
    return reader.found


def parse_blocks(text: str) -> list[Block]:
    """The blocks of a list such as ``A1:B2 C3`` or ``$A:$A``; parts that are none are left out."""
    return [block for part in text.split(" ", MAX_RANGES)[:MAX_RANGES] if (block := parse_block(part))]


def parse_block(text: str) -> Block | None:
    """A block such as ``A1:B2``, with or without ``$``; a whole column ends at the last row that counts."""
    first, _, last = text.replace("$", "").partition(":")
    try:
        if first.isalpha() and last.isalpha():
            return Block(top=1, left=column_number(first), bottom=MAX_CELLS, right=column_number(last))
        top, left = from_a1(first)
        bottom, right = from_a1(last or first)
    except ValueError:
        return None
    return Block(top=min(top, bottom), left=min(left, right), bottom=max(top, bottom), right=max(left, right))


class _Reader:
    """The state between two events."""

    def __init__(self, looks: Sequence[Look], max_rows: int) -> None:
        self.found = SheetLooks()
        self._looks = looks
        self._max_rows = max_rows
        self._row = self._column = self._styled = 0
        self._listening = ""
        self._parts: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: Attributes) -> None:
        match name:
            case "row":
                self._start_row(attributes)
            case "c":
                self._start_cell(attributes)
            case "col":
                self._column_width(attributes)
            case "f" if self._listening != "formula1":
                self._listen("f")
            case "formula1" | "sqref":
                self._listen(name)
            case "mergeCell" if len(self.found.merges) < MAX_RANGES:
                if (block := parse_block(attributes.get("ref", ""))) and block.top <= self._max_rows:
                    self.found.merges.append(block)
            case "dataValidation" if len(self.found.allowed) < MAX_RANGES:
                blocks = parse_blocks(attributes.get("sqref", ""))
                self.found.allowed.append(Allowed(kind=attributes.get("type", "none"), blocks=blocks))
            case "sheetProtection":
                self.found.protected = attributes.get("sheet", "0") in _TRUE

    def end(self, name: str) -> None:
        if not name or name != self._listening:
            return
        text = "".join(self._parts).strip()
        self._listening = ""
        place = (self._row, self._column)
        if name == "f" and text and self._counts(place):
            self.found.formulas[place] = text
        elif name == "formula1" and self.found.allowed:
            self.found.allowed[-1].formula = text
        elif name == "sqref" and self.found.allowed:
            self.found.allowed[-1].blocks = parse_blocks(text)

    def text(self, characters: str) -> None:
        if self._listening and self._length < _FORMULA_LENGTH:
            self._length += len(characters)
            self._parts.append(characters[:_FORMULA_LENGTH])

    def _listen(self, name: str) -> None:
        self._listening = name
        self._parts.clear()
        self._length = 0

    def _start_row(self, attributes: Attributes) -> None:
        self._row = _whole(attributes.get("r", "")) or self._row + 1
        self._column = 0
        if self._row > self._max_rows:
            return
        if attributes.get("hidden") in _TRUE:
            self.found.hidden_rows.add(self._row)
        if (height := _decimal(attributes.get("ht", ""))) is not None:
            self.found.heights[self._row] = height

    def _start_cell(self, attributes: Attributes) -> None:
        self._column += 1
        if reference := attributes.get("r"):
            try:
                self._row, self._column = from_a1(reference)
            except ValueError:
                return
        style = _whole(attributes.get("s", "0"))
        place = (self._row, self._column)
        if 0 < style < len(self._looks) and self._counts(place) and self._styled < MAX_CELLS:
            self._styled += 1
            self.found.looks[place] = self._looks[style]

    def _column_width(self, attributes: Attributes) -> None:
        first, last = _whole(attributes.get("min", "")), _whole(attributes.get("max", ""))
        columns = range(max(first, 1), min(last, MAX_COLUMNS) + 1)
        if attributes.get("hidden") in _TRUE:
            self.found.hidden_columns.update(columns)
        if (width := _decimal(attributes.get("width", ""))) is not None:
            self.found.widths.update(dict.fromkeys(columns, width))

    def _counts(self, place: Place) -> bool:
        return 1 <= place[0] <= self._max_rows and 1 <= place[1] <= MAX_COLUMNS


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _NUMBER_LENGTH else 0


def _decimal(text: str) -> float | None:
    plain = text.replace(".", "", 1)
    return float(text) if plain.isascii() and plain.isdigit() and len(text) <= 2 * _NUMBER_LENGTH else None
