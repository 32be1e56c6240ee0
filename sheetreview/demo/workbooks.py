"""The demo's forms as workbooks: typed into, and sent back as files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.amend.book import AmendedBook
from sheetreview.cycle.files import make_folder, write_file
from sheetreview.demo.fill import FilledForm, Typed
from sheetreview.demo.team import for_whom
from sheetreview.model.edition import Edition
from sheetreview.reading.open import open_book
from sheetreview.sheet.address import a1, from_a1
from sheetreview.sheet.grid import EPOCH, Grid
from sheetreview.steps.collect import collect
from sheetreview.steps.generate import generate
from sheetreview.steps.intake import Collected
from sheetreview.steps.open_cycle import OpenCycle


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

    def enter_into(self, book: AmendedBook) -> None:
        """Put into the workbook what was typed, as a program takes it that somebody types into."""
        book.enter(self.grid.name, self._typed)


class WorkbookPaper(AmendedPaper):
    """The first sheet of a workbook, as paper to fill a form in on."""

    def __init__(self, source: Path) -> None:
        self._content, book = open_book(source)
        self._order: Mapping[int, int] = {}
        super().__init__(book.sheets[0])

    def arrange(self, order: Mapping[int, int]) -> None:
        """Bring rows into another order; a formula goes on looking at its own row."""
        self._order = order

    def save(self, target: Path) -> None:
        """Save the workbook under a new name, as private as everything else."""
        book = AmendedBook.open(self._content)
        self.put_into(book)
        content = book.save()
        write_file(target, _rearranged(content, self._order) if self._order else content)


class WorkbookChannel:
    """Forms that go out as workbooks, are sent back as files, and are collected."""

    take_back_by = "collect"

    def __init__(self, cycle: OpenCycle, roles: tuple[str, ...], *, several: bool) -> None:
        self._cycle = cycle
        generated = generate(cycle, roles=roles)
        self._paths = {form: cycle.folder.root / issued.path for form, issued in cycle.store.forms().items()}
        self._returned = cycle.folder.root / "returned"
        if several:
            self._returned /= "-".join(roles)
        make_folder(self._returned)
        self._papers: dict[str, WorkbookPaper] = {}
        self.issued = (
            f"generate   {generated.forms} workbooks{for_whom(roles, several=several)} in {cycle.folder.forms}"
        )
        self.filled = f"filled in and sent back to {self._returned}"
        self.shown = cycle.folder.root / next(iter(generated.written), "forms")

    def open(self, form_id: str, edition: Edition) -> FilledForm:
        """A form as its reviewer opens it."""
        paper = self._papers[form_id] = WorkbookPaper(self._paths[form_id])
        return FilledForm(paper, edition)

    def hand_in(self, form_id: str, name: str = "") -> None:
        """Save a form among those that came back."""
        target = self._returned / (
            f"{name}.xlsx" if name else self._paths[form_id].relative_to(self._cycle.folder.forms)
        )
        make_folder(target.parent)
        self._papers.pop(form_id).save(target)

    def add_no_form(self, name: str) -> None:
        """Put a workbook that is no form among those that came back."""
        write_file(self._returned / name, budget())

    def take_back(self) -> tuple[Collected, ...]:
        """Collect what came back."""
        return tuple(collect(self._cycle, [self._returned]))


def budget() -> bytes:
    """A small workbook about something else."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["What", "Amount"])
    sheet.append(["Pizza", 84.5])
    return _saved(workbook)


def _rearranged(content: bytes, order: Mapping[int, int]) -> bytes:
    """A workbook with rows of its first sheet in another order: for each row, which row comes to stand there."""
    workbook = load_workbook(BytesIO(content))
    sheet: Worksheet = workbook.worksheets[0]
    columns = range(1, sheet.max_column + 1)
    contents = {old: [sheet.cell(old, column).value for column in columns] for old in order.values()}
    for row, old in order.items():
        for column, value in enumerate(contents[old], start=1):
            formula = isinstance(value, str) and value.startswith("=")
            moved = Translator(str(value), a1(old, column)).translate_formula(a1(row, column)) if formula else value
            sheet.cell(row, column).value = moved
        # A height that openpyxl writes is a fixed one; the programs people use fit rows that have none to their texts.
        sheet.row_dimensions[row].height = None
    return _saved(workbook)


def _saved(workbook: Workbook) -> bytes:
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
