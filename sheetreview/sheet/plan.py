"""What to write: a workbook as plain data, before any library or service sees it.

A plan is the same for everyone who gets the same form; what differs from person to person stands in it as named
:class:`Slot` values and is filled in later. Rows and columns count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a text given per person. As a sheet's title it must come out as a legal, unique sheet name.

    A ``typed`` slot is a whole cell's content that may also be a number; an empty text leaves its cell empty.
    """

    name: str
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without its ``=``, in English function names with commas.

    A sheet name in it may be a slot, between quotes: ``("'", Slot("tab"), "'!D5")``.
    """

    parts: tuple[str | Slot, ...]


Content: TypeAlias = str | int | float | Slot | Formula | None
"""What a cell holds. A str is always text, even when it starts with ``=``."""


class Align(StrEnum):
    """Where text stands in its cell, across."""

    GENERAL = "general"
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class VAlign(StrEnum):
    """Where text stands in its cell, down."""

    TOP = "top"
    CENTER = "center"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """Which edges have a line; one colour (RRGGBB), thin, or medium where ``heavy``."""

    left: bool = False
    right: bool = False
    top: bool = False
    bottom: bool = False
    color: str = "BFBFBF"
    heavy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a cell looks. Colours are RRGGBB; sizes are points; ``locked`` cells cannot be typed into."""

    bold: bool = False
    italic: bool = False
    size: float = 10
    color: str = "000000"
    fill: str | None = None
    align: Align = Align.GENERAL
    valign: VAlign = VAlign.CENTER
    wrap: bool = False
    indent: int = 0
    border: Border | None = None
    number_format: str = "General"
    locked: bool = True
    underline: bool = False


def part_of(style: Style, *, first: bool, last: bool) -> Style:
    """The style of one cell of several that are drawn as one: of the lines between them there is none."""
    border = style.border
    if border is None:
        return style
    return replace(style, border=replace(border, left=border.left and first, right=border.right and last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell. ``link`` is a place in the same workbook (``'Sheet'!A1``)."""

    row: int
    column: int
    content: Content
    style: Style = field(default_factory=Style)
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A rectangle of cells, inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell lies in the rectangle."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


class Check(StrEnum):
    """What a program lets a person type into a cell."""

    LIST = "list"
    DATE = "date"
    DECIMAL = "decimal"
    LENGTH = "text-length"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """A dropdown or an entry check, with a prompt while typing and a message for a refused entry.

    ``values`` are the entries of a list; what does not fit the 255 characters a list may have is put on a helper
    sheet by whoever renders the plan. ``low`` and ``high`` bound a date (serial), decimal or text length.
    """

    block: Block
    check: Check
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    prompt_title: str = ""
    prompt: str = ""
    error_title: str = ""
    error: str = ""
    refuse: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """Cells that look different while a formula holds (written for the block's first cell); the first one wins.

    ``dotted`` puts dots of the text's colour on the fill, for those who do not tell it from others.
    """

    block: Block
    formula: Formula
    fill: str | None = None
    color: str | None = None
    bold: bool | None = None
    italic: bool | None = None
    dotted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColorScale:
    """A colour from low over middle to high; the ends are fixed numbers so that tables compare."""

    block: Block
    low: float
    high: float
    low_color: str = "F8C9C4"
    mid_color: str = "FFF6D6"
    high_color: str = "BFE3C6"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataBar:
    """A bar in each cell, from low to high."""

    block: Block
    low: float
    high: float
    color: str = "8FB4DC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A bar chart of one column of numbers against one column of names, both on the chart's own sheet.

    It stands at a cell, ``left_cm`` from its left edge. ``description`` is read out to those who do not see it.
    """

    title: str
    description: str
    names: Block
    values: Block
    row: int
    column: int
    left_cm: float = 0
    width_cm: float = 16
    height_cm: float = 7.5
    maximum: float | None = None
    number_format: str = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPlan:
    """A column's width in characters and whether it is hidden."""

    column: int
    width: float
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlan:
    """A row's height in points, as a start: a program may let it grow with its text, but for rows with merged cells.

    Programs leave merged cells out when they fit a row, and would make it too low.
    """

    row: int
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPlan:
    """How a sheet prints: fitted to one page's width, or with ``one_page`` to one page.

    In the foot ``&P`` is the page, ``&N`` the number of pages.
    """

    landscape: bool = False
    one_page: bool = False
    paper: str = "a4"
    title_rows: tuple[int, int] | None = None
    breaks_before: tuple[int, ...] = ()
    foot_left: str = ""
    foot_right: str = ""
    area: Block | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPlan:
    """One sheet. ``freeze`` is the first cell that scrolls (row, column).

    ``tables`` are rectangles with their column titles in the first row: texts, no two of a table alike.
    """

    title: str | Slot
    cells: tuple[Cell, ...]
    columns: tuple[ColumnPlan, ...] = ()
    rows: tuple[RowPlan, ...] = ()
    merges: tuple[Block, ...] = ()
    freeze: tuple[int, int] | None = None
    validations: tuple[Validation, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    color_scales: tuple[ColorScale, ...] = ()
    data_bars: tuple[DataBar, ...] = ()
    charts: tuple[Chart, ...] = ()
    protected: bool = False
    gridlines: bool = False
    filter: Block | None = None
    tables: tuple[Block, ...] = ()
    print: PrintPlan = field(default_factory=PrintPlan)
    tab_color: str | None = None
    active: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPlan:
    """A workbook: its sheets in order and the title and subject of its properties.

    ``language`` is that of sheetreview's own words in it (BCP 47).
    """

    title: str
    sheets: tuple[SheetPlan, ...]
    subject: str = ""
    language: str = "en"


def slot_names(plan: BookPlan) -> tuple[str, ...]:
    """Names of all slots in a plan, sorted."""
    found: set[str] = set()

    def note(content: Content) -> None:
        parts = content.parts if isinstance(content, Formula) else (content,)
        found.update(part.name for part in parts if isinstance(part, Slot))

    for sheet in plan.sheets:
        note(sheet.title)
        for cell in sheet.cells:
            note(cell.content)
        for highlight in sheet.highlights:
            note(highlight.formula)
    return tuple(sorted(found))


def cell_width(sheet: SheetPlan, cell: Cell) -> float:
    """Characters of a cell's width, with the visible columns it is merged with."""
    last = next((m.right for m in sheet.merges if (m.top, m.left) == (cell.row, cell.column)), cell.column)
    return sum(c.width for c in sheet.columns if cell.column <= c.column <= last and not c.hidden)
