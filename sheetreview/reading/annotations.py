"""What an .xlsx package says of a sheet's cells and beside them: what is struck out, comments, text boxes.

Most workbooks have none of it, and then no part is run through for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from sheetreview.reading.cells import MAX_COLUMNS, MAX_ROWS, MAX_TEXT
from sheetreview.reading.gate import Package
from sheetreview.reading.parts import relations
from sheetreview.reading.worksheet import unescape
from sheetreview.reading.xml_events import Attributes, parse
from sheetreview.sheet.address import from_a1
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.remarks import Remark, RemarkKind, without_ours

_STRIKE = b"strike"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OFF = {"0", "false"}
_DIGITS = 8
MAX_REMARKS = 1_000
"""Comments and text boxes of one sheet that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StruckParts:
    """Numbers of the cell styles and of the shared texts of a workbook in which something is struck out."""

    styles: frozenset[int]
    texts: frozenset[int]


def struck_parts(parts: Mapping[str, bytes]) -> StruckParts:
    """What is struck out in the parts that a workbook's sheets share, by the kind of part."""
    styles, texts = (parts.get(kind, b"") for kind in ("styles", "sharedStrings"))
    return StruckParts(
        styles=_struck_styles(styles) if _may_strike(styles) else frozenset(),
        texts=_struck_texts(texts) if _may_strike(texts) else frozenset(),
    )


def annotated(grid: Grid, data: bytes, struck: StruckParts, remarks: tuple[Remark, ...]) -> Grid:
    """A sheet that was read from ``data``, with what is struck out on it and what stands beside its cells."""
    cells = _struck_cells(data, struck) if struck.styles or struck.texts or _may_strike(data) else frozenset()
    return replace(grid, struck=cells & grid.cells.keys(), remarks=remarks) if cells or remarks else grid


def _whole(text: str) -> int:
    """A whole number; -1 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else -1


def _may_strike(data: bytes) -> bool:
    return _STRIKE in data or data.startswith(_UTF16)


def _is_strike(name: str, attributes: Attributes) -> bool:
    return name == "strike" and attributes.get("val", "1") not in _OFF


def _struck_styles(data: bytes) -> frozenset[int]:
    """Numbers of the cell styles whose font is struck out."""
    fonts: list[bool] = []
    styles: list[int] = []
    inside: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        inside.append(name)
        if name == "font" and inside[-2:-1] == ["fonts"]:
            fonts.append(False)
        elif _is_strike(name, attributes) and "fonts" in inside and fonts:
            fonts[-1] = True
        elif name == "xf" and inside[-2:-1] == ["cellXfs"]:
            styles.append(_whole(attributes.get("fontId", "0")))

    def end(_name: str) -> None:
        inside.pop()

    parse(data, start, end)
    return frozenset(style for style, font in enumerate(styles) if 0 <= font < len(fonts) and fonts[font])


def _struck_texts(data: bytes) -> frozenset[int]:
    """Numbers of the shared texts of which a run is struck out."""
    found: set[int] = set()
    count = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal count
        count += name == "si"
        if _is_strike(name, attributes):
            found.add(count - 1)

    parse(data, start)
    return frozenset(found)


def _struck_cells(data: bytes, struck: StruckParts) -> frozenset[tuple[int, int]]:
    """The cells of a worksheet in which something is struck out."""
    cells = _StruckCells(struck)
    parse(data, cells.start, cells.end, cells.text)
    return frozenset(cells.found)


class _StruckCells:
    """The state between two events: the cell reached, and the number of its shared text."""

    def __init__(self, struck: StruckParts) -> None:
        self.found: set[tuple[int, int]] = set()
        self._struck = struck
        self._row = self._column = 0
        self._shared = self._listening = False
        self._number = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            number = _whole(attributes.get("r", ""))
            self._row = number if number > 0 else self._row + 1
            self._column = 0
        elif name == "c":
            self._column += 1
            with suppress(ValueError):
                self._row, self._column = from_a1(attributes["r"]) if "r" in attributes else (self._row, self._column)
            if _whole(attributes.get("s", "0")) in self._struck.styles:
                self._note()
            self._shared, self._number = attributes.get("t") == "s", ""
        elif name == "v":
            self._listening = self._shared
        elif _is_strike(name, attributes):
            self._note()

    def end(self, name: str) -> None:
        if name == "v" and self._listening:
            self._listening = False
            if _whole(self._number) in self._struck.texts:
                self._note()

    def text(self, characters: str) -> None:
        if self._listening and len(self._number) < _DIGITS:
            self._number += characters

    def _note(self) -> None:
        if self._row <= MAX_ROWS and self._column <= MAX_COLUMNS:
            self.found.add((self._row, self._column))


def remarks_beside(package: Package, part: str) -> tuple[Remark, ...]:
    """The comments and text boxes of a worksheet, but for what is ours in them."""
    found: list[Remark] = []
    for relation in relations(package, part).values():
        if relation.kind in {"comments", "drawing"} and relation.part in package:
            reader = _RemarkReader(RemarkKind.COMMENT if relation.kind == "comments" else RemarkKind.TEXT_BOX)
            parse(package.read(relation.part), reader.start, reader.end, reader.text)
            found += reader.found
    return tuple(found)


class _RemarkReader:
    """The state between two events of a part with comments, or with shapes and where they begin."""

    def __init__(self, kind: RemarkKind) -> None:
        self.found: list[Remark] = []
        self._kind = kind
        self._place = [1, 1]
        self._texts: list[str] = []
        self._listening = ""
        self._length = 0
        self._from = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "comment":
            with suppress(ValueError):
                self._place = [*from_a1(attributes.get("ref", ""))]
        elif name == "from":
            self._from = True
        elif name == "t" or (name in {"row", "col"} and self._from):
            self._listening = name
        elif name == "p" and self._texts:
            self._texts.append("\n")

    def end(self, name: str) -> None:
        self._listening = ""
        if name == "from":
            self._from = False
        elif name in {"comment", "sp"}:
            text = without_ours(unescape("".join(self._texts)))
            self._texts.clear()
            if text and len(self.found) < MAX_REMARKS:
                row, column = self._place
                self.found.append(Remark(kind=self._kind, place=(max(1, row), max(1, column)), text=text))

    def text(self, characters: str) -> None:
        if self._listening == "t" and self._length < MAX_TEXT:
            self._length += len(characters)
            self._texts.append(characters)
        elif self._listening:
            self._place[self._listening == "col"] = _whole(characters) + 1
