"""A workbook that exists, opened to change some of it in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from sheetreview.amend.cells import Content, Place, raise_rows, set_cells
from sheetreview.amend.entries import take_entries
from sheetreview.amend.first_sheet import list_first
from sheetreview.amend.listing import Listing
from sheetreview.amend.marks import Mark, mark
from sheetreview.amend.styles import edit_styles
from sheetreview.amend.workbook import Workbook
from sheetreview.errors import NOT_A_SPREADSHEET, FileError


class AmendedBook:
    """An .xlsx workbook; what is not changed stays as it was: parts byte for byte, and element for element in parts.

    Sheets are named by their titles, as reading gives them. Every method raises FileError for a sheet that is not
    there, or that is written in a way that cannot be changed in place.
    """

    __slots__ = ("_workbook",)

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook

    @classmethod
    def open(cls, data: bytes) -> Self:
        """Open the workbook in a file's bytes. Raises FileError when it is none, or cannot be changed in place."""
        if not data.startswith(b"PK"):
            raise FileError(
                "Only a workbook in the .xlsx format can be changed in place. Save it as .xlsx and try again.",
                NOT_A_SPREADSHEET,
            )
        return cls(Workbook(data))

    def set_cells(self, sheet: str, cells: Mapping[Place, Content]) -> None:
        """Put other contents into cells of a sheet, by row and column from 1; None or "" empties a cell.

        A cell keeps its style, and loses its formula; other formulas keep the values they were saved with. Raises
        FileError for a cell whose formula others share, ValueError for a number that is not finite.
        """
        with self._workbook.edit_main(self._workbook.part(sheet), "worksheet") as root:
            formulas = set_cells(root, cells)
        if formulas:
            self._workbook.forget_calculation_order()

    def enter(self, sheet: str, cells: Mapping[Place, Content]) -> None:
        """Put into cells of a sheet what is typed, as a program takes it; else as :meth:`set_cells` does.

        A text becomes the number, day or truth that it looks like, with its format, but for cells that keep texts.
        """
        self.set_cells(sheet, cells)
        with (
            self._workbook.edit_main(self._workbook.part(sheet), "worksheet") as root,
            edit_styles(self._workbook) as styles,
        ):
            take_entries(root, styles, cells)

    def raise_rows(self, sheet: str, heights: Mapping[int, float]) -> None:
        """Make rows of a sheet at least so many points high; those that the file says nothing of stay as they are."""
        with self._workbook.edit_main(self._workbook.part(sheet), "worksheet") as root:
            raise_rows(root, heights)

    def mark(self, sheet: str, marks: Sequence[Mark]) -> None:
        """Give cells of a sheet a comment and a highlight, and take away what an earlier round marked there.

        Comments of other people are kept. A highlight goes when its cell is changed.
        """
        mark(self._workbook, sheet, marks)

    def list_first(self, listing: Listing) -> None:
        """Make a list of what to correct the first sheet, the selected one, in place of one from an earlier round.

        Each line leads to its cell, and says whether what the cell holds now has been changed since.
        """
        list_first(self._workbook, listing)

    def save(self) -> bytes:
        """Return the workbook's file, the same bytes after the same changes."""
        return self._workbook.save()
