"""A workbook that is filled in in place: nothing of it changes but the cells that are typed into."""

from __future__ import annotations

from datetime import date

from sheetreview.amend.book import AmendedBook
from sheetreview.demo.fill import Typed
from sheetreview.form.values import EPOCH
from sheetreview.sheet.address import from_a1
from sheetreview.sheet.grid import Grid


class AmendedPaper:
    """One sheet of a workbook, as paper to fill a form in on; what was typed is kept until it is put in."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._typed: dict[tuple[int, int], str | float | None] = {}

    def type(self, address: str, value: Typed | None) -> None:
        """Type a value into a cell; None empties it. A day is typed as a program keeps it: as a number."""
        content = float((value - EPOCH).days) if isinstance(value, date) else value
        self._typed[from_a1(address)] = content

    def put_into(self, book: AmendedBook) -> None:
        """Put into the workbook what was typed."""
        book.set_cells(self.grid.name, self._typed)
