"""Files of forms as they are issued: plans rendered once, stamped for each file, with the answers that go into them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sheetreview.amend.book import AmendedBook
from sheetreview.cycle.carried import CarriedAnswers, CarriedRecords
from sheetreview.cycle.store import IssuedForm
from sheetreview.form.how_to import Medium
from sheetreview.form.places import EntryCells, entry_cells
from sheetreview.reading.open import parse_book
from sheetreview.steps.form_files import FormFile
from sheetreview.steps.issuing import Issuing, Tab
from sheetreview.steps.opened import OpenCycle

if TYPE_CHECKING:
    from sheetreview.xlsx.stamp import CompiledPlan


class Press:
    """Stamps the files of a cycle's forms."""

    def __init__(self, cycle: OpenCycle) -> None:
        self._issuing = Issuing(cycle, Medium.FILE)
        self._plans: dict[object, CompiledPlan] = {}
        self._cells: dict[object, EntryCells] = {}
        self._carried = CarriedRecords(cycle.store).all()

    @property
    def waiting(self) -> int:
        """How many of the forms stamped so far show nothing of another role yet."""
        return len(self._issuing.waiting)

    def stamp(self, file: FormFile) -> bytes:
        """The bytes of a file's file; what was carried over from older versions of its forms stands in it."""
        key, data, values = self._stamped(file)
        carried = [
            (number, tab, found)
            for number, tab in enumerate(self._issuing.tabs(file.forms, values, bundled=file.bundled))
            if (found := self._carried.get(tab.form)) and found.version == tab.edition.layout.version
        ]
        if all(found.empty for _, _, found in carried):
            return data
        book = AmendedBook.open(data)
        for number, tab, found in carried:
            place = (key, number)
            if place not in self._cells:
                self._cells[place] = _entry_cells(data, tab)
            book.set_cells(tab.title, _typed(self._cells[place], found))
        return book.save()

    def blank(self, file: FormFile) -> bytes:
        """The same without anything carried over."""
        return self._stamped(file)[1]

    def _stamped(self, file: FormFile) -> tuple[object, bytes, Mapping[str, str | float]]:
        """What tells the plan of a file from others, the file's bytes, and the values that were stamped."""
        from sheetreview.xlsx.stamp import compile_plan  # noqa: PLC0415 -- openpyxl is slow to import

        key, plan = self._issuing.plan(file.forms, bundled=file.bundled)
        if key not in self._plans:
            self._plans[key] = compile_plan(plan)
        values = self._issuing.values(file.forms, bundled=file.bundled)
        return key, self._plans[key].stamp(values), values

    def issued(self, file: FormFile, digest: str) -> list[IssuedForm]:
        """What to remember of a file's forms."""
        return [
            IssuedForm(form_id=form, layout=layout, version=version, role=role, path=file.path, digest=digest)
            for form, (layout, version, role) in self._issuing.drawn_by(file.forms)
        ]


def _entry_cells(data: bytes, tab: Tab) -> EntryCells:
    grid = next(grid for grid in parse_book(data, "form.xlsx").sheets if grid.name == tab.title)
    return entry_cells(grid, tab.edition)


def _typed(cells: EntryCells, carried: CarriedAnswers) -> dict[tuple[int, int], str | float | bool | None]:
    """What to type into a form's cells; an answer without a cell, as of a section not called for now, waits."""
    typed: dict[tuple[int, int], str | float | bool | None] = {}
    for place, content in carried.contents.items():
        if place in cells.cells:
            typed[cells.cells[place]] = content
    for name, content in carried.header.items():
        if name in cells.header:
            typed[cells.header[name]] = content
    return typed
