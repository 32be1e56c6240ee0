"""The styles of an .xlsx package: only what tells a heading from an answer, and a date from a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sheetreview.reading.number_format import BUILT_IN, NumberCode, number_code
from sheetreview.reading.xml_events import Attributes, attribute, parse
from sheetreview.sheet.facts import Look
from sheetreview.sheet.grid import NumberFormat

MAX_STYLES = 70_000
"""Spreadsheet programs allow some 65,000 different cell styles."""

_KEPT_BYTES = 200_000
_NORMAL_SIZE = 11.0
_LARGEST_SIZE = 409.0
_LISTS = frozenset({"fonts", "fills", "borders", "numFmts", "cellXfs"})
_REFERENCES = ("fontId", "fillId", "borderId", "numFmtId")
_SIDES = frozenset({"left", "right", "top", "bottom"})
_DIGITS = 6


def read_looks(data: bytes) -> tuple[Look, ...]:
    """The cell styles of a styles part, by the number that cells name them with."""
    reader = _StylesReader()
    parse(data, reader.start, reader.end)
    return tuple(reader.look(style) for style in reader.styles)


def number_codes(data: bytes) -> Mapping[str, NumberCode]:
    """The number formats of a styles part's cell styles that are not general, by the number that cells name them with.

    Forms that one program has saved have the same styles, which are read once unless they are large.
    """
    return _kept_codes(data) if len(data) < _KEPT_BYTES else _codes(data)


def _codes(data: bytes) -> Mapping[str, NumberCode]:
    reader = _StylesReader()
    parse(data, reader.start, reader.end)
    codes = ((str(number), reader.code(style.format)) for number, style in enumerate(reader.styles))
    return {number: code for number, code in codes if code.kind is not NumberFormat.GENERAL}


_kept_codes = lru_cache(maxsize=16)(_codes)


@dataclass(slots=True)
class _Font:
    bold: bool = False
    size: float = _NORMAL_SIZE


@dataclass(slots=True)
class _Style:
    """A cell style as it refers to the lists before it."""

    font: int
    fill: int
    border: int
    format: int
    locked: bool = True


class _StylesReader:
    """The state between two events. Differential formats hold fonts and fills too, and are no cell's style."""

    def __init__(self) -> None:
        self.styles: list[_Style] = []
        self._list = ""
        self._fonts: list[_Font] = []
        self._fills: list[str] = []
        self._borders: list[bool] = []
        self._codes: dict[int, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name in _LISTS:
            self._list = name
            return
        match self._list:
            case "fonts":
                self._font(name, attributes)
            case "fills":
                self._fill(name, attributes)
            case "borders":
                self._border(name, attributes)
            case "numFmts" if name == "numFmt" and len(self._codes) < MAX_STYLES:
                self._codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            case "cellXfs":
                self._style(name, attributes)

    def end(self, name: str) -> None:
        if name == self._list:
            self._list = ""

    def _font(self, name: str, attributes: Attributes) -> None:
        if name == "font" and len(self._fonts) < MAX_STYLES:
            self._fonts.append(_Font())
        elif name == "b" and self._fonts:
            self._fonts[-1].bold = attributes.get("val", "1") not in {"0", "false"}
        elif name == "sz" and self._fonts:
            self._fonts[-1].size = _size(attributes.get("val", ""))

    def _fill(self, name: str, attributes: Attributes) -> None:
        if name == "fill" and len(self._fills) < MAX_STYLES:
            self._fills.append("")
        elif name == "patternFill" and self._fills:
            kind = attributes.get("patternType", "none")
            self._fills[-1] = "" if kind == "none" else kind
        elif name == "fgColor" and self._fills and self._fills[-1]:
            colour = [attribute(attributes, key) for key in ("rgb", "theme", "tint", "indexed")]
            self._fills[-1] = " ".join(colour) if colour[0].upper() != "FFFFFFFF" else ""

    def _border(self, name: str, attributes: Attributes) -> None:
        if name == "border" and len(self._borders) < MAX_STYLES:
            self._borders.append(False)
        elif name in _SIDES and self._borders and attributes.get("style", "none") != "none":
            self._borders[-1] = True

    def _style(self, name: str, attributes: Attributes) -> None:
        if name == "xf" and len(self.styles) < MAX_STYLES:
            font, fill, border, code = (_whole(attributes.get(key)) for key in _REFERENCES)
            self.styles.append(_Style(font=font, fill=fill, border=border, format=code))
        elif name == "protection" and self.styles:
            self.styles[-1].locked = attributes.get("locked", "1") not in {"0", "false"}

    def look(self, style: _Style) -> Look:
        """A style with what it refers to; what is not there counts as plain."""
        font = self._fonts[style.font] if style.font < len(self._fonts) else _Font()
        return Look(
            bold=font.bold,
            size=font.size,
            fill=self._fills[style.fill] if style.fill < len(self._fills) else "",
            bordered=style.border < len(self._borders) and self._borders[style.border],
            locked=style.locked,
            format=self.code(style.format).kind,
        )

    def code(self, number: int) -> NumberCode:
        """The format with a number: the file's own, or the one that every program knows."""
        return number_code(self._codes.get(number) or BUILT_IN.get(number, ""))


def _whole(text: str | None) -> int:
    """A whole number of a few digits; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0


def _size(text: str) -> float:
    plain = text.replace(".", "", 1)
    if not (plain.isascii() and plain.isdigit() and len(text) <= _DIGITS):
        return _NORMAL_SIZE
    return min(float(text), _LARGEST_SIZE)
