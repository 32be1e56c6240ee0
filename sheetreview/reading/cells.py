"""Cells as they are found: kept within the limits of what a form or roster can be."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sheetreview.errors import TOO_LARGE, FileError
from sheetreview.reading.refusal import damaged, place_name, quoted
from sheetreview.sheet.grid import CellError, Grid, Value
from sheetreview.sheet.plan import Block

MAX_SHEETS = 200
"""Sheets of a book; a form has a handful."""

MAX_ROWS = 2_000
"""The last row that may hold a value: forms end before row 100, and a stray cell far below is an accident."""

MAX_COLUMNS = 200
"""The last column that may hold a value."""

MAX_CELLS = 400_000
"""Cells with values or formulas in all sheets of a book together: one full sheet, some 100 MB of memory."""

MAX_MERGES = 10_000
"""Merged cells of one sheet that are looked at; a form has a hundred."""

MAX_TEXT = 131_072
"""Characters of one cell: four times what a workbook's cell can hold."""

_RAW_SHOWN = 60
_NUMBER_LENGTH = 400
_EXACT_DIGITS = 15
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_INFINITE = (float("inf"), float("-inf"))


class Tally:
    """What a whole book may still hold; one is shared by all its sheets."""

    __slots__ = ("_cells", "max_rows")

    def __init__(self, max_rows: int = MAX_ROWS) -> None:
        self.max_rows = max_rows
        self._cells = 0

    def add(self) -> None:
        """Count one more cell. Raises FileError beyond MAX_CELLS."""
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise FileError(f"The file has more than {MAX_CELLS} filled cells. Ask for the form itself.", TOO_LARGE)


class SheetCells:
    """The cells of one sheet while it is read."""

    __slots__ = ("_formulas", "_merges", "_tally", "_values", "beyond", "fixed_heights", "name", "widths")

    def __init__(self, name: str, tally: Tally) -> None:
        self.name = name
        self._tally = tally
        self._values: dict[tuple[int, int], Value] = {}
        self._formulas: set[tuple[int, int]] = set()
        self._merges: list[Block] = []
        self.beyond = ""
        self.widths: dict[int, float] = {}
        self.fixed_heights: dict[int, float] = {}

    def put(self, place: tuple[int, int], value: Value | None, *, formula: bool = False) -> None:
        """Keep a value; an empty one is only noted as a formula. Raises FileError for too many cells or one put twice.

        Beyond the last row or column that counts it is left out, and the first that says anything is noted.
        """
        empty = value is None or value == ""
        if place[0] > self._tally.max_rows or place[1] > MAX_COLUMNS:
            if not (empty or self.beyond or (isinstance(value, str) and not value.strip())):
                self.beyond = self._outside(place)
            return
        if place in self._values:
            raise damaged(f"{place_name(*place)} of sheet {quoted(self.name)} is there twice")
        if formula:
            self._formulas.add(place)
        if value is not None and not empty:
            self._values[place] = value
        self._tally.add()

    def merge(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Note that the cells from one corner to the other were made one; more than MAX_MERGES are not looked at."""
        if len(self._merges) < MAX_MERGES and first < last:
            self._merges.append(Block(top=first[0], left=first[1], bottom=last[0], right=last[1]))

    def widen(self, first: int, last: int, width: float) -> None:
        """Note the width of columns in characters; 0 for hidden ones."""
        self.widths.update(dict.fromkeys(range(max(first, 1), min(last, MAX_COLUMNS) + 1), width))

    def fix_height(self, row: int, height: float) -> None:
        """Note the height in points of a row that no program makes higher."""
        if row <= self._tally.max_rows:
            self.fixed_heights[row] = height

    def _outside(self, place: tuple[int, int]) -> str:
        where = f"{place_name(*place)} of sheet {quoted(self.name)}" if self.name else place_name(*place)
        return (
            f"There is something in {where}, beyond row {self._tally.max_rows} or column {MAX_COLUMNS}. "
            "Delete what stands there, or ask for the form itself."
        )

    def grid(self, *, visible: bool = True) -> Grid:
        """The sheet as it was read."""
        return Grid(
            name=self.name,
            cells=self._values,
            visible=visible,
            formulas=frozenset(self._formulas),
            merges=tuple(self._merges),
            beyond=self.beyond,
            widths=self.widths,
            fixed_heights=self.fixed_heights,
        )


def within_limits(grids: Iterable[Grid]) -> tuple[Grid, ...]:
    """The sheets of a book. Raises FileError when something was left out of them, and none is whole."""
    sheets = tuple(grids)
    cut = [sheet.beyond for sheet in sheets if sheet.beyond]
    if cut and not any(sheet.cells and not sheet.beyond for sheet in sheets):
        raise FileError(cut[0], TOO_LARGE)
    return sheets


def number(text: str) -> int | float | CellError:
    """A number as files store it; int when written as a whole number. Anything else, NaN too, is a CellError."""
    if len(text) <= _EXACT_DIGITS and text.isascii() and text.isdigit():
        return int(text)
    stripped = text.strip()
    if len(stripped) > _NUMBER_LENGTH or not _DECIMAL.fullmatch(stripped):
        return error(text)
    digits = stripped.lstrip("+-")
    if digits.isdigit() and len(digits) <= _EXACT_DIGITS:
        return int(stripped)
    found = float(stripped)
    return error(text) if found in _INFINITE else found


def boolean(text: str) -> bool | CellError:
    """A truth value as files store it."""
    match text.strip():
        case "1" | "true":
            return True
        case "0" | "false":
            return False
        case _:
            return error(text)


def error(text: str) -> CellError:
    """An error with the raw text of the cell, cut to what can be shown."""
    return CellError(text.strip()[:_RAW_SHOWN])


class TextBuffer:
    """The characters of one cell as they arrive, in bounded memory."""

    __slots__ = ("_length", "_parts")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0

    def add(self, text: str) -> None:
        """Take more characters. Raises FileError beyond MAX_TEXT."""
        self._length += len(text)
        if self._length > MAX_TEXT:
            raise FileError(
                f"A cell holds more than {MAX_TEXT} characters. Shorten it, or ask for the form itself.", TOO_LARGE
            )
        self._parts.append(text)

    def take(self) -> str:
        """All characters so far; the buffer is empty afterwards."""
        found = "".join(self._parts)
        self._parts.clear()
        self._length = 0
        return found
