"""A clean form with answers typed into it."""

from __future__ import annotations

from collections.abc import Mapping

from sheetreview.amend.book import AmendedBook
from sheetreview.form.places import EntryCells, entry_cells
from sheetreview.form.slots import Place
from sheetreview.model.edition import Edition
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Grid


class CleanForm:
    """A form as it was issued: one sheet of a workbook's bytes, with the cells that can be typed into."""

    __slots__ = ("cells", "data", "grid")

    def __init__(self, data: bytes, edition: Edition, sheet: str) -> None:
        self.data = data
        self.grid: Grid = next(one for one in parse_book(data, "form.xlsx").sheets if one.name == sheet)
        self.cells: EntryCells = entry_cells(self.grid, edition)

    def filled(self, contents: Mapping[Place, str | float], header: Mapping[str, str | float]) -> bytes:
        """The workbook with answers in it, by place and by header field.

        Raises KeyError for a place that the form does not have.
        """
        typed = {self.cells.cells[place]: content for place, content in contents.items()}
        typed |= {self.cells.header[name]: content for name, content in header.items()}
        book = AmendedBook.open(self.data)
        book.set_cells(self.grid.name, typed)
        return book.save()


def refilled(
    form: bytes,
    edition: Edition,
    sheet: str,
    contents: Mapping[Place, str | float],
    header: Mapping[str, str | float],
) -> bytes:
    """A form as it was issued, with answers typed into one of its sheets; see :class:`CleanForm`."""
    return CleanForm(form, edition, sheet).filled(contents, header)
