"""A form being filled in by typing into the cells of what was issued: a workbook's sheet, or one online."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from sheetreview.form.cells import opens
from sheetreview.form.locate import find_keys, find_tables
from sheetreview.form.match import match_rows
from sheetreview.form.tracks import is_table
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Column, ColumnKind, HeaderField, Item, Section
from sheetreview.sheet.address import a1
from sheetreview.sheet.grid import Grid

Typed = str | float | date
"""What is typed into a cell."""

Place = tuple[str, str, str]
"""Section, row and column ids of a cell."""


class Paper(Protocol):
    """What a form is typed into."""

    @property
    def grid(self) -> Grid:
        """The form's sheet as it was issued."""

    def type(self, address: str, value: Typed | None) -> None:
        """Type a value into a cell; None empties it."""

    def arrange(self, order: Mapping[int, int]) -> None:
        """Bring whole rows into another order, when all is typed: for each row, which row comes to stand there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputCell:
    """One cell a manager types into: its address and what it is for.

    ``carried`` says that its row holds what the last cycle left open.
    """

    section: Section
    row: str
    item: Item | None
    column: Column
    address: str
    carried: bool = False

    @property
    def place(self) -> Place:
        """Where the cell is in the layout."""
        return (self.section.id, self.row, self.column.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was typed into one form, as it is to be read: level values, options, ISO dates, plain decimals, texts.

    ``cells`` are by section, row and column, ``header`` by field. What is in ``wrong`` was typed but cannot be read;
    it is not in ``cells``.
    """

    cells: dict[Place, str] = field(default_factory=dict)
    header: dict[str, str] = field(default_factory=dict)
    wrong: set[Place] = field(default_factory=set)


class FilledForm:
    """A form being filled in: what was typed, and what it was typed into."""

    def __init__(self, paper: Paper, edition: Edition) -> None:
        self.paper = paper
        self.edition = edition
        self._grid = paper.grid
        self._keys = find_keys(self._grid, edition)
        sections = [section for section in edition.sections if is_table(section)]
        self._tables = find_tables(self._grid, edition, self._keys, sections)
        self._rows = {name: match_rows(self._grid, self._keys, table).rows for name, table in self._tables.items()}
        self.answers = Answers()
        self.addresses: dict[Place, str] = {}

    def type(self, address: str, value: Typed) -> None:
        """Type a value into a cell."""
        self.paper.type(address, value)

    def answer(self, cell: InputCell, value: Typed) -> None:
        """Type an answer, and keep it."""
        self.type(cell.address, value)
        text = plain_text(value)
        self.answers.cells[cell.place] = text.casefold() if cell.column.kind is ColumnKind.YES_NO else text
        self.addresses[cell.place] = cell.address

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
        for table in self._tables.values():
            section = table.section
            for row, number in self._rows[section.id].items():
                for column in section.columns:
                    if opens(self.edition, section, row, column):
                        yield InputCell(
                            section=section,
                            row=row,
                            item=section.item_by_id.get(row),
                            column=column,
                            address=a1(number, table.columns[column.id]),
                            carried=bool(self._keys.digests.get(number)),
                        )

    def text_in(self, cell: InputCell, column: str) -> str:
        """What stood, when the form was issued, in another column of a cell's row."""
        table = self._tables[cell.section.id]
        return self._grid.text(self._rows[cell.section.id][cell.row], table.columns[column])

    def texts_of(self, cell: InputCell) -> set[str]:
        """What stands in a cell's column: issued with the form, or typed."""
        column, rows = self._tables[cell.section.id].columns[cell.column.id], self._rows[cell.section.id].values()
        typed = {text for place, text in self.answers.cells.items() if place[::2] == cell.place[::2]}
        return typed | {self._grid.text(row, column) for row in rows}

    def answered(self, section: Section, column: Column) -> list[Place]:
        """Places of a column's answers, in the form's order."""
        return [place for place in self.answers.cells if (place[0], place[2]) == (section.id, column.id)]

    def rows_of(self, section: str) -> Mapping[str, int]:
        """The sheet rows of a table's items and blank rows, by id."""
        return self._rows[section]

    def arrange(self, section: str, rows: Sequence[str]) -> str:
        """Bring a table's rows into another order, from the top; the address of the first that moved, '' for none."""
        places = sorted(self._rows[section].values())
        moved = {
            place: self._rows[section][row]
            for place, row in zip(places, rows, strict=True)
            if place != self._rows[section][row]
        }
        if not moved:
            return ""
        self.paper.arrange(moved)
        return a1(min(moved), 1)

    def total_cell(self, section: Section, total: str, column: str) -> str:
        """Address of a cell in a TOTAL row."""
        return a1(self._key_rows()[f"{section.id}:total.{total}"], self._tables[section.id].columns[column])

    def write(self, section: Section, row: str, text: str) -> None:
        """Type a free text, and keep it."""
        self.type(a1(self._key_rows()[f"{section.id}.{row}"], self._keys.column + 1), text)
        self.answers.cells[section.id, row, section.columns[0].id] = text

    def header_cell(self, entry: HeaderField) -> str:
        """Address of a header field's value."""
        return a1(self._key_rows()[f"header.{entry.id}"], self._keys.column + 1)

    def _key_rows(self) -> dict[str, int]:
        return {key: row for row, key in self._keys.keys.items()}


def plain_text(value: Typed) -> str:
    """A typed value as it is to be read."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        text = f"{Decimal(repr(value)):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)
