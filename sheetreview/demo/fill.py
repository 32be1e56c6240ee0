"""A form being filled in by typing into the cells of what was issued: a workbook's sheet, or one online."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import fields as dataclass_fields
from datetime import date
from decimal import Decimal
from typing import Protocol, runtime_checkable

from sheetreview.form.cells import TOTAL_ROW, FormCell, Place, form_cells
from sheetreview.form.kinds import Kind
from sheetreview.form.places import entry_cells
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Column, HeaderField, Section
from sheetreview.sheet.address import a1
from sheetreview.sheet.grid import Grid

Typed = str | float | date
"""What is typed into a cell."""


class Paper(Protocol):
    """What a form is typed into."""

    @property
    def grid(self) -> Grid:
        """The form's sheet as it was issued."""

    def type(self, address: str, value: Typed | None) -> None:
        """Type a value into a cell; None empties it."""


@runtime_checkable
class MovablePaper(Paper, Protocol):
    """What a form is typed into where rows can be moved, too."""

    def arrange(self, order: Mapping[int, int]) -> None:
        """Bring whole rows into another order, when all is typed: for each row, which row comes to stand there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputCell(FormCell):
    """One cell a manager types into, with its address; ``continues`` says that its row goes on from the last cycle."""

    address: str
    continues: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was typed into one form, as it is to be read: level values, options, ISO dates, plain decimals, texts.

    ``cells`` are by section, row and column, ``header`` by field, ``summaries`` what was typed into TOTAL rows. What
    is in ``wrong`` was typed but cannot be read; it is not in ``cells``.
    """

    cells: dict[Place, str] = field(default_factory=dict)
    summaries: dict[Place, str] = field(default_factory=dict)
    header: dict[str, str] = field(default_factory=dict)
    wrong: set[Place] = field(default_factory=set)


class FilledForm:
    """A form being filled in: what was typed, and what it was typed into."""

    def __init__(self, paper: Paper, edition: Edition) -> None:
        self.paper = paper
        self.edition = edition
        self._grid = paper.grid
        self._cells = entry_cells(paper.grid, edition)
        self._form = form_cells(edition)
        self.answers = Answers()
        self.addresses: dict[Place, str] = {}

    def type(self, address: str, value: Typed) -> None:
        """Type a value into a cell."""
        self.paper.type(address, value)

    def answer(self, cell: InputCell, value: Typed) -> None:
        """Type an answer, and keep it."""
        self.type(cell.address, value)
        self.answers.cells[cell.place] = normalised(cell.kind, value)
        self.addresses[cell.place] = cell.address

    def empty(self, places: Iterable[Place]) -> None:
        """Empty those of some cells that the form has."""
        for place in places:
            if cell := self._cells.cells.get(place):
                self.paper.type(a1(*cell), None)

    def clear(self, place: Place) -> str:
        """Take an answer back; the address of its cell."""
        del self.answers.cells[place]
        self.paper.type(self.addresses[place], None)
        return self.addresses[place]

    def clear_header(self, entry: HeaderField) -> str:
        """Take the answer in a header field back; the address of its cell."""
        del self.answers.header[entry.id]
        self.paper.type(self.header_cell(entry), None)
        return self.header_cell(entry)

    def retype(self, place: Place, value: Typed, meant: str) -> str:
        """Type an answer in another way, which is read as ``meant``; the address of its cell."""
        self.answers.cells[place] = meant
        self.type(self.addresses[place], value)
        return self.addresses[place]

    def spoil(self, place: Place, value: Typed) -> str:
        """Type over an answer what cannot be read; the address of its cell."""
        del self.answers.cells[place]
        self.answers.wrong.add(place)
        self.type(self.addresses[place], value)
        return self.addresses[place]

    def inputs(self) -> Iterator[InputCell]:
        """Every cell of the tables that the role fills."""
        for cells in self._form.sections.values():
            if cells.is_table:
                yield from self.fields(cells.section)

    def fields(self, section: Section) -> Iterator[InputCell]:
        """The cells of a section's items and blank rows that the role fills."""
        for (name, row, column), cell in self._cells.cells.items():
            if name == section.id and row != TOTAL_ROW:
                form = self._form.at((name, row, column))
                known = {one.name: getattr(form, one.name) for one in dataclass_fields(form)}
                yield InputCell(**known, address=a1(*cell), continues=(name, row) in self._cells.carried)

    def text_in(self, cell: InputCell, column: str) -> str:
        """What stood, when the form was issued, in another column of a cell's row."""
        return self.text_at((cell.section.id, cell.row, column))

    def text_at(self, place: Place) -> str:
        """What stood in a cell of a table when the form was issued; it need not be one the role fills."""
        section, row, column = place
        return self._grid.text(self._cells.rows[section, row], self._cells.columns[section, column])

    def texts_of(self, cell: InputCell) -> set[str]:
        """What stands in a cell's column: issued with the form, or typed."""
        typed = {text for place, text in self.answers.cells.items() if place[::2] == cell.place[::2]}
        column = self._cells.columns[cell.section.id, cell.column.id]
        return typed | {self._grid.text(row, column) for row in self.rows_of(cell.section.id).values()}

    def answered(self, section: Section, column: Column) -> list[Place]:
        """Places of a column's answers, in the form's order."""
        return [place for place in self.answers.cells if (place[0], place[2]) == (section.id, column.id)]

    def rows_of(self, section: str) -> Mapping[str, int]:
        """The sheet rows of a table's items and blank rows, by id."""
        return {row: number for (name, row), number in self._cells.rows.items() if name == section}

    def arrange(self, section: str, rows: Sequence[str]) -> str:
        """Bring a table's rows into another order, from the top; the address of the first that moved, '' for none.

        On paper whose rows cannot be moved, none does.
        """
        numbers = self.rows_of(section)
        places = zip(sorted(numbers.values()), rows, strict=True)
        moved = {place: numbers[row] for place, row in places if place != numbers[row]}
        if not moved or not isinstance(self.paper, MovablePaper):
            return ""
        self.paper.arrange(moved)
        return a1(min(moved), 1)

    def summaries(self, section: Section) -> list[Column]:
        """The columns in which the role sums up the ratings of a table, in its TOTAL row."""
        return [section.column_by_id[c] for name, row, c in self._cells.cells if (name, row) == (section.id, TOTAL_ROW)]

    def sum_up(self, section: Section, column: Column, text: str) -> None:
        """Type into a TOTAL row what sums its ratings up, and keep it."""
        place = (section.id, TOTAL_ROW, column.id)
        self.addresses[place] = a1(*self._cells.cells[place])
        self.type(self.addresses[place], text)
        self.answers.summaries[place] = text

    def fill_header(self, entry: HeaderField, value: Typed) -> None:
        """Type into a header field, and keep it."""
        self.type(self.header_cell(entry), value)
        self.answers.header[entry.id] = normalised(self._form.head[entry.id].kind, value)

    def given(self, entry: HeaderField) -> bool:
        """Whether a header field was filled in when the form was issued."""
        return self._grid.text(*self._cells.header[entry.id]) not in {"", entry.placeholder}

    def header_cell(self, entry: HeaderField) -> str:
        """Address of a header field's value."""
        return a1(*self._cells.header[entry.id])


def normalised(kind: Kind, value: Typed) -> str:
    """A typed value as it is to be read."""
    text = _plain_text(value)
    return next((meant for meant, seen in kind.options if seen == text), text)


def _plain_text(value: Typed) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        text = f"{Decimal(repr(value)):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)
