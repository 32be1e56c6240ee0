"""Filling a form in as a manager would: by typing into the cells of the workbook that was issued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.cycle.files import write_file
from sheetreview.form.locate import FoundTable, find_keys, find_tables
from sheetreview.form.match import match_rows
from sheetreview.form.tracks import is_table
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Column, ColumnKind, Item, Section
from sheetreview.reading.open import open_book
from sheetreview.sheet.address import a1

REVIEW_DATE = date(2026, 12, 7)
OTHER_ACTIVITIES = (
    ("Onboarding of new colleagues", "3 people trained"),
    ("Help-centre articles", "12 articles written"),
    ("Trade fair support", "2 fairs"),
)
REASONS = {
    "low": (
        "Well below what we agreed in July; we meet every second week until this is better.",
        "Missed the goal in both quarters.",
        "Needs support; see the plan of action.",
    ),
    "middle": (
        "On goal, steady through the half-year.",
        "Met what we agreed.",
        "As expected for the role.",
    ),
    "high": (
        "Clearly above goal, and colleagues ask for advice here.",
        "Best half-year so far; two customers wrote in to say so.",
        "Ahead of plan since August.",
    ),
}
SUMMARIES = ("A good half-year overall.", "Solid, with two clear points to work on.", "On track; see the notes above.")
PLANS = (
    "We agreed on two goals: a shorter first response, and one cross-selling offer in every call.",
    "Training on the new ticket system in January. Shadow two renewal calls before the next review.",
    "Keeps the current portfolio; takes over one further account in the spring.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputCell:
    """One cell a manager types into: its address and what it is for."""

    section: Section
    row: str
    item: Item | None
    column: Column
    address: str


class FilledForm:
    """A form being filled in: what was typed, and the workbook it was typed into."""

    def __init__(self, source: Path, edition: Edition) -> None:
        _, book = open_book(source)
        self.edition = edition
        self._grid = book.sheets[0]
        self._keys = find_keys(self._grid, edition)
        sections = [section for section in edition.sections if is_table(section)]
        self._tables = find_tables(self._grid, edition, self._keys, sections)
        self._workbook = load_workbook(source)
        self.sheet: Worksheet = self._workbook.worksheets[0]
        self.ratings: dict[str, str] = {}

    def type(self, address: str, value: str | float | date) -> None:
        """Type a value into a cell."""
        self.sheet[address] = value

    def inputs(self) -> Iterator[InputCell]:
        """Every cell of the tables that the role fills."""
        for table in self._tables.values():
            for row, number in match_rows(self._grid, self._keys, table).rows.items():
                item = table.section.item_by_id.get(row)
                for column in table.section.columns:
                    if self.edition.opens(column, item):
                        address = a1(number, table.columns[column.id])
                        yield InputCell(section=table.section, row=row, item=item, column=column, address=address)

    def rating_cell(self, section: str, row: str) -> str:
        """Address of a row's rating."""
        return next(
            cell.address
            for cell in self.inputs()
            if (cell.section.id, cell.row) == (section, row) and cell.column.kind is ColumnKind.RATING
        )

    def rows_of(self, section: str) -> tuple[FoundTable, list[int]]:
        """A table and the sheet rows of its items."""
        table = self._tables[section]
        return table, sorted(match_rows(self._grid, self._keys, table).rows.values())

    def key_rows(self) -> dict[str, int]:
        """Sheet rows by key."""
        return {key: row for row, key in self._keys.keys.items()}

    @property
    def value_column(self) -> int:
        """The first column in which header fields and free texts are typed."""
        return self._keys.column + 1

    def save(self, target: Path) -> None:
        """Save the workbook under a new name, as private as everything else."""
        buffer = BytesIO()
        self._workbook.save(buffer)
        self._workbook.close()
        write_file(target, buffer.getvalue())


def fill(form: FilledForm, random: Random, *, uses_optional: bool) -> None:
    """Fill a whole form in, plausibly and without a mistake."""
    activity = random.choice(OTHER_ACTIVITIES)
    skill = random.gauss(0, 0.6)
    for cell in form.inputs():
        if cell.item is not None and cell.item.optional and not uses_optional:
            continue
        _fill_cell(form, cell, random, skill, activity)
    _fill_fields(form, random)


def _fill_cell(form: FilledForm, cell: InputCell, random: Random, skill: float, activity: tuple[str, str]) -> None:
    match cell.column.kind:
        case ColumnKind.RATING:
            levels = form.edition.layout.scale_of(cell.column).levels
            place = round((len(levels) - 1) * 0.58 + skill + random.gauss(0, 0.7))
            level = levels[min(max(place, 0), len(levels) - 1)]
            form.ratings[f"{cell.section.id}.{cell.row}"] = level.value
            form.type(cell.address, int(level.value) if level.value.isdecimal() else level.value)
        case ColumnKind.LONG_TEXT:
            form.type(cell.address, random.choice(REASONS[_share(form, cell)]))
        case ColumnKind.LABEL:
            form.type(cell.address, activity[0])
        case ColumnKind.TEXT if cell.item is not None and cell.column.id in cell.item.open:
            form.type(cell.address, activity[1])


def _share(form: FilledForm, cell: InputCell) -> str:
    """Whether the row's rating is low, middle or high on its scale."""
    value = form.ratings.get(f"{cell.section.id}.{cell.row}")
    column = form.edition.rating_column(cell.section)
    if value is None or column is None:
        return "middle"
    values = [level.value for level in form.edition.layout.scale_of(column).levels]
    share = values.index(value) / (len(values) - 1)
    return "low" if share < 0.4 else "high" if share > 0.6 else "middle"  # noqa: PLR2004 -- thirds of a scale


def _fill_fields(form: FilledForm, random: Random) -> None:
    rows = form.key_rows()
    for field in form.edition.header:
        if field.kind is ColumnKind.DATE and form.edition.fills(field):
            form.type(a1(rows[f"header.{field.id}"], form.value_column), REVIEW_DATE)
    for section in form.edition.sections:
        if is_table(section):
            table, _ = form.rows_of(section.id)
            for total in section.totals:
                if total.summary_in:
                    cell = a1(rows[f"{section.id}:total.{total.id}"], table.columns[total.summary_in])
                    form.type(cell, random.choice(SUMMARIES))
        else:
            form.type(a1(rows[f"{section.id}.{section.row_ids[0]}"], form.value_column), random.choice(PLANS))


def sort_rows(form: FilledForm, section: str) -> str:
    """Sort a table's rows by rating, best first, as the menu's Sort does; the first cell that now holds another row."""
    table, rows = form.rows_of(section)
    width = max(table.columns.values())
    rating = next(c for c in table.section.columns if c.kind is ColumnKind.RATING)
    column = table.columns[rating.id]
    contents = [[form.sheet.cell(row, number).value for number in range(1, width + 1)] for row in rows]
    ordered = sorted(contents, key=lambda cells: -int(str(cells[column - 1] or 0)))
    for row, cells in zip(rows, ordered, strict=True):
        for number, value in enumerate(cells, start=1):
            form.sheet.cell(row, number).value = value
    return next(a1(row, 1) for row, old, new in zip(rows, contents, ordered, strict=True) if old != new)
