"""Cell addresses: ``A1`` and (row, column), both counting from 1."""

from __future__ import annotations

import re
from functools import lru_cache

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384

_A1 = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """Letters of a column number: 1 is A, 16384 is XFD. Raises ValueError outside the sheet."""
    if not 1 <= column <= MAX_COLUMNS:
        raise ValueError(f"column {column} is outside the sheet")
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Number of a column's letters. Raises ValueError for anything that is not A to XFD."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ValueError(f"{letters!r} is not a column")
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= MAX_COLUMNS:
        raise ValueError(f"{letters!r} is not a column")
    return number


@lru_cache(maxsize=16_384)
def a1(row: int, column: int) -> str:
    """``A1`` text of a row and column. Raises ValueError outside the sheet."""
    if not 1 <= row <= MAX_ROWS:
        raise ValueError(f"row {row} is outside the sheet")
    return f"{column_letters(column)}{row}"


@lru_cache(maxsize=16_384)
def from_a1(text: str) -> tuple[int, int]:
    """(row, column) of an ``A1`` text. Raises ValueError for anything else."""
    match = _A1.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a cell address")
    row, column = int(match[2]), column_number(match[1])
    if row > MAX_ROWS:
        raise ValueError(f"{text!r} is not a cell address")
    return row, column


def a1_range(top: int, left: int, bottom: int, right: int, *, absolute: bool = False) -> str:
    """``A1:B2`` text of a block; one cell gives ``A1``. With ``absolute``, ``$A$1:$B$2``."""
    mark = "$" if absolute else ""
    first = f"{mark}{column_letters(left)}{mark}{top}"
    last = f"{mark}{column_letters(right)}{mark}{bottom}"
    return first if first == last else f"{first}:{last}"
