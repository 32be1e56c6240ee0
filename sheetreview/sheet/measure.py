"""How much room text takes in a cell, by estimate: no font file is read."""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache

MAX_ROW_HEIGHT = 409.0
"""Points; no spreadsheet program makes a row higher."""

_INDENT = 2.0
"""Characters of a cell's width that padding and indent take."""
_AROUND = 9.0
"""Points above and below a text."""

_LINE = 1.35
_LETTERS = 12.5
"""Average letters times their size in points that go into a width of 1, which is a digit of 11 points."""
_PADDING = 1.0


def text_width(text: str) -> int:
    """Width of one line of text in characters: East-Asian wide ones count double, combining marks nothing."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


@lru_cache(maxsize=4096)
def estimate_height(text: str, width: float, size: float = 10) -> float:
    """Height in points of text wrapped into a column (or merged columns) ``width`` characters wide.

    A column's width counts digits of an 11-point font, and letters are a little narrower than digits; ``size`` is the
    text's own. At least one line, at most what a row can have.
    """
    room = max(1.0, (width - _PADDING) * _LETTERS / size)
    one_line = text.isascii() and len(text) <= room and "\n" not in text
    lines = 1 if one_line else sum(_lines(line, room) for line in text.split("\n"))
    return min(MAX_ROW_HEIGHT, lines * size * _LINE)


def wrapped_lines(text: str, width: float, size: float = 10) -> list[str]:
    """A text in lines that fit side by side columns of ``width`` characters; a word that fits none has its own."""
    room = max(1.0, (width - _PADDING) * _LETTERS / size)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and text_width(longer) > room:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def row_height(text: str, width: float, size: float = 10) -> float:
    """Height in points of a row for a text in one of its cells, ``width`` characters wide, with room around it."""
    return min(MAX_ROW_HEIGHT, estimate_height(text, width - _INDENT, size) + _AROUND)


def _lines(text: str, room: float) -> int:
    if text_width(text) <= room:
        return 1
    count, used = 1, 0
    for word in text.split(" "):
        width = text_width(word)
        needed = used + bool(used) + width
        if needed <= room:
            used = needed
        elif width <= room:
            count, used = count + bool(used), width
        else:
            total = width if not used else used + 1 + width
            rows = math.ceil(total / room)
            count, used = count + rows - 1, int(total - (rows - 1) * room)
    return count


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
