"""One form as a workbook of its own: made without a cycle, and filled in where it is still as it was issued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sheetreview.amend.book import AmendedBook
from sheetreview.form.cells import Place
from sheetreview.form.compose import FORM_TAB, form_plan
from sheetreview.form.keys import form_id, identity_for
from sheetreview.form.places import Cell, EntryCells, entry_cells, heights_needed
from sheetreview.form.slots import Given, slot_values
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition
from sheetreview.model.people import Assignment
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.plan import SheetPlan


def single_form(
    cut: Edition, assignment: Assignment, settings: CycleSettings, key: Iterable[str], given: Given
) -> bytes:
    """The ``.xlsx`` bytes of an assignment's form; the same ``key`` in the same settings gives the same form id."""
    from sheetreview.xlsx.stamp import compile_plan  # noqa: PLC0415 -- openpyxl is slow to import

    identity = identity_for(form_id(settings.id, key), cut, assignment)
    return compile_plan(form_plan(cut, settings.paper)).stamp(slot_values(cut, assignment, settings, identity, given))


class CleanForm:
    """A form as it was issued: one sheet of a workbook's bytes, with the cells that can be typed into.

    ``plan`` is what the sheet was drawn from, ``title`` its name.
    """

    __slots__ = ("_plan", "cells", "data", "grid")

    def __init__(self, data: bytes, edition: Edition, plan: SheetPlan, title: str = FORM_TAB) -> None:
        self._plan = plan
        self.data = data
        self.grid: Grid = next(one for one in parse_book(data, "form.xlsx").sheets if one.name == title)
        self.cells: EntryCells = entry_cells(self.grid, edition)

    def filled(self, contents: Mapping[Place, str | float], header: Mapping[str, str | float]) -> bytes:
        """The workbook with answers in it, by place and by header field; what it has no cell for is left out."""
        book = AmendedBook.open(self.data)
        type_in(book, self.grid.name, self._plan, self.cells.by_cell(contents, header))
        return book.save()


def type_in(book: AmendedBook, sheet: str, plan: SheetPlan, texts: Mapping[Cell, str | float]) -> None:
    """Type into a sheet drawn from a plan; its rows grow with their texts."""
    book.set_cells(sheet, texts)
    book.raise_rows(sheet, heights_needed(plan, texts))
