"""Rectangles of a sheet, counted from 0, their ends not included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Area:
    """The rows from ``top`` to ``bottom`` and the columns from ``left`` to ``right``."""

    top: int
    bottom: int
    left: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is inside."""
        return self.top <= row < self.bottom and self.left <= column < self.right

    def cells(self) -> Iterator[tuple[int, int]]:
        """Every cell, row by row."""
        for row in range(self.top, self.bottom):
            for column in range(self.left, self.right):
                yield row, column

    def meets(self, other: Area) -> Area | None:
        """What two areas have in common."""
        both = Area(
            max(self.top, other.top),
            min(self.bottom, other.bottom),
            max(self.left, other.left),
            min(self.right, other.right),
        )
        return both if both.top < both.bottom and both.left < both.right else None

    def without(self, holes: Sequence[Area]) -> Iterator[Area]:
        """What is left of the area outside all of the holes."""
        if not holes:
            yield self
            return
        hole = self.meets(holes[0])
        if hole is None:
            yield from self.without(holes[1:])
            return
        around = (
            Area(self.top, hole.top, self.left, self.right),
            Area(hole.bottom, self.bottom, self.left, self.right),
            Area(hole.top, hole.bottom, self.left, hole.left),
            Area(hole.top, hole.bottom, hole.right, self.right),
        )
        for part in around:
            if part.top < part.bottom and part.left < part.right:
                yield from part.without(holes[1:])

    def as_range(self, sheet_id: int) -> dict[str, Any]:
        """A GridRange."""
        return {
            "sheetId": sheet_id,
            "startRowIndex": self.top,
            "endRowIndex": self.bottom,
            "startColumnIndex": self.left,
            "endColumnIndex": self.right,
        }


def letters(column: int) -> str:
    """A column's letters: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(text: str) -> int:
    """The column of letters, the reverse of :func:`letters`."""
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def quoted(title: str) -> str:
    """A sheet's title as it stands before the ``!`` of a reference."""
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", title) and not re.fullmatch(r"[A-Za-z]{1,3}\d+", title)
    return title if plain else "'" + title.replace("'", "''") + "'"


def a1(area: Area, title: str) -> str:
    """An area with its sheet, ``'My tab'!A1:B2``; one cell without its end."""
    first = f"{letters(area.left)}{area.top + 1}"
    last = f"{letters(area.right - 1)}{area.bottom}"
    return f"{quoted(title)}!{first}" if first == last else f"{quoted(title)}!{first}:{last}"
