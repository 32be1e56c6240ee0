"""A sheet as people see it: merged cells are one, hidden rows and columns are not there."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sheetreview.inputs.extract.vocabulary import is_placeholder, one_line
from sheetreview.sheet.address import a1
from sheetreview.sheet.facts import PLAIN, Look, Place, SheetFacts
from sheetreview.sheet.grid import CellError, NumberFormat, ShownNumber, Uncalculated
from sheetreview.sheet.plan import Block

ROW_HEIGHT = 15.0
TALL = 40.0
"""Points from which on an empty cell is meant for more than a line."""

_MERGED_CELLS = 200_000
_TEXT_LENGTH = 1_500
_TALLEST = 100
_WIDE_TITLE = 3
_TITLE_LENGTH = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One visible cell, merged or not; ``row`` and ``column`` are its first. A formula or a date has no ``text``.

    ``options`` are the entries of its dropdown list: None without a list, nothing when the list could not be read.
    """

    sheet: str
    row: int
    column: int
    bottom: int
    right: int
    text: str
    look: Look
    height: float
    options: tuple[str, ...] | None = None
    date: bool = False
    formula: str | None = None
    opened: bool = False

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.row, self.column

    @property
    def where(self) -> str:
        """Sheet and address, as a comment names them."""
        return f"{one_line(self.sheet)[:31]}!{a1(self.row, self.column)}"

    @property
    def merged(self) -> bool:
        """Whether it is made of several cells."""
        return (self.bottom, self.right) != self.place

    @property
    def empty(self) -> bool:
        """Whether it waits for an entry: it holds nothing, or only a text in square brackets."""
        return self.formula is None and (not self.text or is_placeholder(self.text))

    @property
    def calculated(self) -> bool:
        """Whether it holds a formula."""
        return self.formula is not None

    @property
    def offered(self) -> bool:
        """Whether it is plainly to be filled: it has a list, or is open in a protected sheet."""
        return self.options is not None or self.opened

    @property
    def span(self) -> int:
        """How many columns of the sheet it takes up."""
        return self.right - self.column + 1

    @property
    def heading(self) -> bool:
        """Whether it looks like more than plain text."""
        return self.look.bold or bool(self.look.fill)

    @property
    def style(self) -> tuple[bool, str]:
        """What sets the titles of one table off from other texts."""
        return self.look.bold, self.look.fill

    @property
    def large(self) -> bool:
        """Whether there is room for more than a line."""
        return self.height >= TALL


class SheetView:
    """The cells of a sheet; those that were used for a part of the layout are taken."""

    def __init__(self, facts: SheetFacts) -> None:
        self.name = facts.grid.name
        self.visible = facts.grid.visible
        self._facts = facts
        self._anchors: dict[Place, Block] = {}
        self._taken: set[Place] = set()
        self._known: dict[Place, Cell] = {}
        self._rows = facts.grid.rows
        self._note_merges()
        self.last_row = max(
            [*facts.grid.rows, *(row for row, _ in facts.looks), *(row for row, _ in facts.lists)], default=0
        )
        columns = {column for _, column in [*facts.grid.cells, *facts.looks, *facts.lists]}
        self.last_column = max(columns, default=0)
        self.base_size = self._base_size()

    def _note_merges(self) -> None:
        left = _MERGED_CELLS
        for block in self._facts.merges:
            left -= (block.bottom - block.top + 1) * (block.right - block.left + 1)
            if left < 0:
                return
            for row in range(block.top, block.bottom + 1):
                for column in range(block.left, block.right + 1):
                    self._anchors.setdefault((row, column), block)

    def _base_size(self) -> float:
        sizes = Counter(self._facts.looks.get(place, PLAIN).size for place in self._facts.grid.cells)
        return sizes.most_common(1)[0][0] if sizes else PLAIN.size

    def rows(self) -> Iterator[int]:
        """The visible rows that hold anything, in order."""
        return (row for row in self._facts.grid.rows if row not in self._facts.hidden_rows)

    def row_above(self, row: int) -> int:
        """The last row above one that holds anything, hidden or not; 0 when there is none."""
        number = bisect_left(self._rows, row)
        return self._rows[number - 1] if number else 0

    def weighing(self) -> Cell | None:
        """The first cell whose formula adds up products: ratings times their weights."""
        found = (place for place, text in sorted(self._facts.formulas.items()) if "SUMPRODUCT(" in text.upper())
        return next((self.cell(*place) for place in found), None)

    def hidden(self, row: int, column: int) -> bool:
        """Whether a cell is hidden."""
        return row in self._facts.hidden_rows or column in self._facts.hidden_columns

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place: the merged one that covers it, if there is one."""
        block = self._anchors.get((row, column))
        place = (block.top, block.left) if block else (row, column)
        if place not in self._known:
            self._known[place] = self._made(place, block)
        return self._known[place]

    def _made(self, place: Place, block: Block | None) -> Cell:
        facts = self._facts
        bottom, right = (block.bottom, block.right) if block else place
        look = facts.looks.get(place, PLAIN)
        is_date = place in facts.dates or look.format is NumberFormat.DATE
        rows = range(place[0], min(bottom, place[0] + _TALLEST) + 1)
        height = sum(facts.heights.get(row, ROW_HEIGHT) for row in rows if row not in facts.hidden_rows)
        return Cell(
            sheet=self.name,
            row=place[0],
            column=place[1],
            bottom=bottom,
            right=right,
            text=self._text(place, is_date=is_date),
            look=look,
            height=height,
            options=facts.lists.get(place),
            date=is_date,
            formula=facts.formulas.get(place, "") if place in facts.grid.formulas else None,
            opened=facts.protected and not look.locked,
        )

    def _text(self, place: Place, *, is_date: bool) -> str:
        """What stands in a cell as text; nothing for a formula, an error or a date."""
        grid = self._facts.grid
        value = grid.value(*place)
        is_number = isinstance(value, int | float | ShownNumber) and not isinstance(value, bool)
        if place in grid.formulas or (is_number and is_date) or isinstance(value, CellError | Uncalculated):
            return ""
        return one_line(grid.text(*place)[:_TEXT_LENGTH])

    def take(self, *cells: Cell) -> None:
        """Mark cells as used."""
        self._taken.update(cell.place for cell in cells)

    def taken(self, cell: Cell) -> bool:
        """Whether a cell is used already."""
        return cell.place in self._taken

    def texts(self, row: int) -> list[Cell]:
        """The cells with a text that begin in a visible row and are not used yet, from left to right."""
        cells = [self.cell(row, column) for column in self._facts.grid.columns_in(row) if not self.hidden(row, column)]
        return [cell for cell in cells if cell.text and cell.row == row and not self.taken(cell)]

    def beside(self, cell: Cell) -> Cell | None:
        """The next visible cell to the right."""
        for column in range(cell.right + 1, self.last_column + 2):
            if column not in self._facts.hidden_columns:
                return self.cell(cell.row, column)
        return None

    def below(self, cell: Cell) -> Cell | None:
        """The next visible cell below."""
        for row in range(cell.bottom + 1, self.last_row + 2):
            if row not in self._facts.hidden_rows:
                return self.cell(row, cell.column)
        return None

    def between(self, row: int, left: int, right: int) -> list[Cell]:
        """The visible cells of a row from one column to another, each merged one once."""
        cells: dict[Place, Cell] = {}
        for column in range(left, right + 1):
            if not self.hidden(row, column):
                cell = self.cell(row, column)
                cells.setdefault(cell.place, cell)
        return list(cells.values())

    def is_input(self, cell: Cell, label: Cell) -> bool:
        """Whether a cell shows that it is to be filled, beside or below a label."""
        if not cell.empty or self.taken(cell):
            return False
        if cell.offered or cell.date or is_placeholder(cell.text):
            return True
        coloured = bool(cell.look.fill)
        if coloured and cell.look.fill == label.look.fill:
            return False
        return cell.merged or cell.look.bordered or coloured

    def is_title(self, cell: Cell) -> bool:
        """Whether a text looks like the title of what follows."""
        wide = cell.span >= _WIDE_TITLE and cell.row == cell.bottom
        raised = cell.heading or cell.look.size > self.base_size + 1 or wide
        return raised and len(cell.text) <= _TITLE_LENGTH and not cell.text.endswith((".", "?", ";"))
