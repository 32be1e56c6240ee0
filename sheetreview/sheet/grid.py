"""What was read from a file: sheets of plain values, with nothing of the library or format they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheetreview.sheet.plan import Block
from sheetreview.sheet.text import visible


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value such as ``#REF!``."""

    text: str


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """A formula that no program has calculated yet: there is no value to read."""


_EXACT = 1e15

Value = str | int | float | bool | CellError | Uncalculated


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet: its non-empty cells by (row, column) from 1. ``formulas`` are the places that hold a formula.

    ``merges`` are the rectangles of cells that were made one; a format that knows none, such as CSV, has none.
    """

    name: str
    cells: Mapping[tuple[int, int], Value]
    visible: bool = True
    formulas: frozenset[tuple[int, int]] = frozenset()
    merges: tuple[Block, ...] = ()
    _rows: dict[int, list[int]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for row, column in sorted(self.cells):
            self._rows.setdefault(row, []).append(column)

    @property
    def rows(self) -> tuple[int, ...]:
        """Numbers of the rows that hold anything, ascending."""
        return tuple(self._rows)

    def columns_in(self, row: int) -> tuple[int, ...]:
        """Numbers of the columns that hold anything in a row, ascending."""
        return tuple(self._rows.get(row, ()))

    def value(self, row: int, column: int) -> Value | None:
        """The value of a cell; None when it is empty."""
        return self.cells.get((row, column))

    def text(self, row: int, column: int) -> str:
        """The value of a cell as a person sees it, without surrounding space; empty when it is empty."""
        return display(self.cells.get((row, column)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The character set that a text which is no UTF-8 was read in, and up to three texts that depend on it."""

    name: str
    texts: tuple[str, ...]

    @property
    def said(self) -> str:
        """What to say of it, such as ``read as Windows-1250, such as 'Łukasz'``."""
        return f"read as {self.name}" + (f", such as {', '.join(map(repr, self.texts))}" if self.texts else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A file that was read: its sheets in order, and the format it was in (``xlsx``, ``xls``, ``ods``, ``csv``).

    ``days_from_1904`` says that its dates are numbers of days after 1 January 1904, as old Macs counted; ``decoded``
    how a text was read that is no UTF-8.
    """

    format: str
    sheets: tuple[Grid, ...]
    days_from_1904: bool = False
    decoded: Decoded | None = None


def display(value: Value | None) -> str:
    """A value as a person sees it: only what is visible, whole numbers without a point, TRUE and FALSE in capitals."""
    if isinstance(value, str):
        return (value if value.isascii() else visible(value)).strip()
    match value:
        case None | Uncalculated():
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < _EXACT:
            return str(int(value))
        case CellError(text):
            return text
        case _:
            return str(value).strip()
