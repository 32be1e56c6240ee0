"""What was read from a file: sheets of plain values, with nothing of the library or format they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sheetreview.sheet.plan import Block
from sheetreview.sheet.remarks import Remark
from sheetreview.sheet.text import visible


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value such as ``#REF!``."""

    text: str


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """A formula that no program has calculated yet: there is no value to read."""


EPOCH = date(1899, 12, 30)
"""The day before serial 1, as spreadsheets number days from March 1900 on."""

EPOCH_1904 = date(1904, 1, 1)
"""Day 0 of workbooks that count as old Macs did."""

LAST_SERIAL = 2_958_465
"""The last day that spreadsheets know, 31 December 9999."""


class NumberFormat(StrEnum):
    """What kind of value a cell's number format announces."""

    GENERAL = ""
    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A number that its cell shows as something else than its plain digits, such as ``95%``, ``10:30`` or ``00042``.

    A day is the number of days since the workbook's epoch, a time of day its share of one; ``text`` is what is seen, ''
    where a number format hides the number.
    """

    number: int | float
    format: NumberFormat
    text: str


_EXACT = 1e15

Value = str | int | float | bool | CellError | Uncalculated | ShownNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet: its non-empty cells by (row, column) from 1. ``formulas`` are the places that hold a formula.

    ``merges`` are the rectangles of cells that were made one; a format that knows none, such as CSV, has none.
    ``struck`` are the cells in which something is struck out, ``remarks`` the comments and text boxes beside them.
    ``beyond`` says what was left out beyond the rows and columns that a form can have; '' where nothing was.
    ``widths`` are columns' in characters, ``fixed_heights`` those in points of rows that no program makes higher; both
    are known of .xlsx alone.
    """

    name: str
    cells: Mapping[tuple[int, int], Value]
    visible: bool = True
    formulas: frozenset[tuple[int, int]] = frozenset()
    merges: tuple[Block, ...] = ()
    struck: frozenset[tuple[int, int]] = frozenset()
    remarks: tuple[Remark, ...] = ()
    beyond: str = ""
    widths: Mapping[int, float] = field(default_factory=dict, compare=False)
    fixed_heights: Mapping[int, float] = field(default_factory=dict, compare=False)
    _rows: dict[int, list[int]] = field(init=False, default_factory=dict, repr=False, compare=False)

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

    ``days_from_1904`` says that its dates are numbers of days after 1 January 1904, as old Macs counted; ``decimal``
    is the decimal sign that the way it was written shows, where it does; ``delimiter`` is what parts the cells of a
    text; ``decoded`` how a text was read that is no UTF-8.
    """

    format: str
    sheets: tuple[Grid, ...]
    days_from_1904: bool = False
    decimal: str = ""
    delimiter: str = ""
    decoded: Decoded | None = None


def shown_number(number: float, number_format: NumberFormat, text: str) -> int | float | ShownNumber:
    """A number as a cell shows it: the plain number where that is what is seen."""
    return number if text == display(number) else ShownNumber(number, number_format, text)


def display(value: Value | None) -> str:
    """A value as a person sees it: only what is visible, whole numbers plain, others with 15 digits, TRUE and FALSE.

    A number that its format hides is as plain, since whoever types it sees it.
    """
    if isinstance(value, str):
        return (value if value.isascii() else visible(value)).strip()
    match value:
        case None | Uncalculated():
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < _EXACT:
            return str(int(value))
        case float():
            return str(exact(value))
        case CellError(text):
            return text.strip()
        case ShownNumber(number, _, text):
            return text.strip() or display(number)
        case _:
            return str(value)


def exact(number: float) -> float:
    """A number with the 15 digits that spreadsheets count with: 3.9999999999999996 is 4."""
    return float(f"{number:.15g}") if abs(number) < _EXACT else number
