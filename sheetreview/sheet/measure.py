"""How much room text takes in a cell, by estimate: no font file is read."""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache

MAX_ROW_HEIGHT = 409.0
"""Points; no spreadsheet program makes a row higher."""

_INDENT = 2.0
"""Characters of a cell's width that padding and indent take."""
_AROUND = 7.5
"""Points above and below a text."""

_LINE = 1.35
_TALL_LINE = 1.5
"""Height of a line by the size of its letters; more in scripts that stack marks on their letters."""
_WIDTH = 5.575
"""Points of text that go into a column's width of 1, which is a digit of 11 points, with some room to spare."""
_PADDING = 1.0
_DIGIT = 0.507
_TOLERANCE = 1.2
_EM = 100

_PRINTABLE = (
    *(23, 33, 40, 50, 51, 71, 68, 22, 30, 30, 50, 50, 25, 31, 25, 39, 51, 51, 51, 51, 51, 51, 51, 51, 51, 51, 27, 27),
    *(50, 50, 50, 46, 89, 58, 54, 53, 62, 49, 46, 63, 62, 25, 32, 52, 42, 86, 65, 66, 52, 67, 54, 46, 49, 64, 57, 89),
    *(52, 49, 47, 31, 39, 31, 50, 50, 29, 48, 53, 42, 53, 50, 31, 47, 53, 23, 24, 46, 23, 80, 53, 53, 53, 53, 35, 39),
    *(33, 53, 45, 72, 43, 45, 40, 31, 46, 31, 50),
)
"""Widths of the characters from space to tilde in Calibri, the font of forms, in hundredths of the letters' size."""

_WIDEST = max(_PRINTABLE) / _EM

_TALL = (("\u0600", "\u109f"), ("\u1780", "\u17ff"))
_UNSPACED = (("\u0e00", "\u0fff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"))
"""Scripts that write without spaces, and whose lines end between words that only a dictionary knows."""
_WORD = 2.0
"""By the size of letters: about what the end of a line loses to such a word."""


class _Advances(dict[str, float]):
    """Widths of characters by the size of letters; those of scripts that other fonts stand in for are averages."""

    def __missing__(self, character: str) -> float:
        self[character] = width = _other_width(character)
        return width


_ADVANCES = _Advances({chr(code): width / _EM for code, width in enumerate(_PRINTABLE, start=ord(" "))})


def text_width(text: str) -> int:
    """Width of one line of text in characters, as columns count them: digits of an 11-point font."""
    return math.ceil(_advance(text) / _DIGIT)


@lru_cache(maxsize=4096)
def estimate_height(text: str, width: float, size: float = 10) -> float:
    """Height in points of text wrapped into a column (or merged columns) ``width`` characters wide.

    ``size`` is the text's own. At least one line, at most what a row can have.
    """
    return min(MAX_ROW_HEIGHT, whole_height(text, width, size))


def whole_height(text: str, width: float, size: float = 10) -> float:
    """Height in points as :func:`estimate_height` has it, even where no row can be so high."""
    room = _room(width, size)
    lines = 1 if _fits(text, room) else sum(_lines(line, room) for line in text.split("\n"))
    return lines * size * (_LINE if text.isascii() or not _any_in(text, _TALL) else _TALL_LINE)


def wrapped_lines(text: str, width: float, size: float = 10) -> list[str]:
    """A text in lines that fit side by side columns of ``width`` characters; a word that fits none has its own."""
    room = _room(width, size)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and _advance(longer) > room:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def row_height(text: str, width: float, size: float = 10) -> float:
    """Height in points of a row for a text in one of its cells, ``width`` characters wide, with room around it."""
    return min(MAX_ROW_HEIGHT, estimate_height(text, width - _INDENT, size) + _AROUND)


def shows_whole(text: str, width: float, height: float, size: float = 10) -> bool:
    """Whether a row of a height in points shows all of a text, but for what estimates differ from program to program.

    ``width`` is the cell's, in characters.
    """
    if text.isascii():
        # For the many texts that fit well: wrapped lines are a third full on average at the very least.
        lines = 1 + text.count("\n") + 3 * len(text) * _WIDEST / _room(width - _INDENT, size)
        if lines * size * _LINE <= height:
            return True
    need = whole_height(text, width - _INDENT, size)
    return need <= height + size * _LINE / 2 or need <= height * _TOLERANCE


def _room(width: float, size: float) -> float:
    """What goes into a line ``width`` characters wide, by the size of its letters."""
    return max(_DIGIT, (width - _PADDING) * _WIDTH / size)


def _fits(text: str, room: float) -> bool:
    """Whether a text is surely one line, for the many that are short."""
    return text.isascii() and len(text) <= room and "\n" not in text


def _lines(line: str, room: float) -> int:
    if _advance(line) <= room:
        return 1
    space = _ADVANCES[" "]
    count, used = 1, 0.0
    for word in line.split(" "):
        width = _advance(word)
        needed = used + space * bool(used) + width
        if needed <= room:
            used = needed
        elif width <= room:
            count, used = count + bool(used), width
        else:
            full = _full_line(word, room)
            rows = math.ceil(round(width / full, 6))
            count, used = count + bool(used) + rows - 1, width - (rows - 1) * full
    return count


def _full_line(word: str, room: float) -> float:
    """How much of a word that is longer than a line goes into one."""
    widest = max(map(_ADVANCES.__getitem__, word))
    if not word.isascii() and _any_in(word, _UNSPACED):
        return max(widest, room - _WORD)
    return max(widest, room // widest * widest)


def _advance(text: str) -> float:
    return sum(map(_ADVANCES.__getitem__, text))


def _any_in(text: str, ranges: tuple[tuple[str, str], ...]) -> bool:
    return any(first <= character <= last for character in text for first, last in ranges)


def _other_width(character: str) -> float:
    """Width of a character that is none of the printable ones of ASCII."""
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Cf", "Cc"}:
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    base = unicodedata.normalize("NFD", character)[0]
    if base != character and base.isascii():
        return _ADVANCES[base]
    return _BY_CATEGORY.get(category, _LETTER) if character > "\u02ff" else _LATIN


_LATIN, _LETTER = 0.53, 0.66
_BY_CATEGORY = {"Mc": 0.3, "Ll": 0.55, "Lu": 0.66, "Zs": 0.25, "Po": 0.4, "Pi": 0.4, "Pf": 0.4, "Pd": 0.6}
