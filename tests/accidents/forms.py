"""Filled forms of every shipped layout and role, and what was typed into them.

Where to type is found on the issued sheet itself: by its keys, its column titles and its unlocked cells. What must be
read is told by what was typed, never by reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from random import Random
from typing import TypeAlias

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.form.slots import Given
from sheetreview.model.edition import Edition, every_section
from sheetreview.model.layout import HR, Column, ColumnKind, Section
from sheetreview.model.people import Previous
from sheetreview.model.review import Answer, AnswerState
from sheetreview.model.scales import NOT_APPLICABLE
from tests.layouts.forms import issue
from tests.layouts.reading import NAMES, cut, layout

Place: TypeAlias = tuple[str, str, str]
"""Section, row and column ids of a cell."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A text as a person types it: a program that knows how takes it for what it looks like."""

    text: str


Content: TypeAlias = str | float | bool | date | Keyed
"""What is typed into a cell: text as text, never as a program would take it, unless it is keyed."""

KEY, LABEL = 2, 1
"""Sheet columns: the hidden one, and the labels left of it."""

TOTAL = ":total"
LEAST = 0.5
DAY = date(2026, 12, 1)


@dataclass(frozen=True, slots=True)
class Case:
    """A form as it is issued to a role: with every section it can have."""

    layout: str
    role: str
    sections: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.layout}:{self.role}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A section on the sheet: the row of its titles, its rows by id, its columns by id."""

    section: Section
    head: int
    rows: dict[str, int]
    columns: dict[str, int]

    @property
    def items(self) -> list[str]:
        """Ids of the rows that have a fixed label."""
        labels = [column.id for column in self.section.columns if column.kind is ColumnKind.LABEL]
        return [item.id for item in self.section.items if not {*labels} & {*item.open}]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """An issued form, what is to be typed into which of its cells, and what must be read.

    ``cells`` are the sheet cells of all that must be read. A text is typed once in the whole form.
    """

    form_id: str
    case: Case
    edition: Edition
    issued: bytes
    typed: dict[tuple[int, int], Content] = field(default_factory=dict)
    expected: dict[Place, str] = field(default_factory=dict)
    header: dict[str, str] = field(default_factory=dict)
    cells: dict[Place, tuple[int, int]] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)

    def retyped(self, typed: Mapping[Place, Content], expected: Mapping[Place, str]) -> Form:
        """The form with other contents in some cells; a place that is not in ``expected`` must not be read."""
        kept = {place: text for place, text in self.expected.items() if place not in typed}
        new = {self.cells[place]: content for place, content in typed.items()}
        return replace(self, typed={**self.typed, **new}, expected={**kept, **expected})


CASES = [
    Case(name, role.id, tuple(sorted(every_section(layout(name)).sections)))
    for name in NAMES
    for role in layout(name).roles
]


@cache
def filled(case: Case) -> Form:
    """The form of a case with every cell filled that its role fills; some blank rows are left as they are."""
    edition = cut(case.layout, case.role, *case.sections)
    given = _given(edition)
    data, edition = issue(case.layout, case.role, *case.sections, given=given)
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    keys = (str(cell.value) for (cell,) in sheet.iter_rows(min_col=KEY, max_col=KEY))
    form_id = next(key for key in keys if key.startswith("sheetreview-form")).split()[2]
    form = Form(form_id=form_id, case=case, edition=edition, issued=data)
    filling = _Filling(form, sheet, given, Random(case.name))
    filling.fill_header()
    for section in edition.sections:
        filling.fill_section(section)
    return form


def _given(edition: Edition) -> Given:
    """Metrics for the first items, rows of the last cycle for what carries them, answers of the other role."""
    metrics = {
        f"{s.id}.{item.id}": f"{n * 7} measured" for s in edition.sections for n, item in enumerate(s.items[:2], 1)
    }
    rows = {}
    for section in edition.sections:
        if section.carries:
            columns = [column for column in section.columns if HR in (column.filled_by or ())]
            rows[section.carries[0]] = tuple(
                {c.id: _carried(section, c, n) for c in columns} for n in range(1, min(3, section.blank_rows) + 1)
            )
    shown = {
        (s.id, row, c.id): _shown(edition, s, row, c)
        for s in edition.sections
        for c in s.columns
        for row in s.row_ids
        if edition.shows(c)
    }
    previous = Previous(cycle="Spring 2026", name="Zoë Ångström", percent=71, band="Strong", rows=rows)
    return Given(metrics=metrics, previous=previous, shown=shown)


def _carried(section: Section, column: Column, number: int) -> str:
    match column.kind:
        case ColumnKind.DATE:
            return (DAY + timedelta(days=number)).isoformat()
        case ColumnKind.NUMBER:
            return str(10 * number)
        case ColumnKind.CHOICE:
            return column.options[number % len(column.options)]
        case _:
            return f"Carried {number} {section.id} {column.id}"


def _shown(edition: Edition, section: Section, row: str, column: Column) -> Answer:
    text = f"They said {section.id} {row} {column.id}"
    if column.kind is ColumnKind.RATING:
        text = edition.layout.scale_of(column).levels[0].value
    return Answer(
        section=section.id, row=row, column=column.id, cell="A1", typed=text, state=AnswerState.VALID, value=text
    )


class _Filling:
    """Types into a form's unlocked cells, and writes down what must be read."""

    def __init__(self, form: Form, sheet: Worksheet, given: Given, random: Random) -> None:
        self.form, self.sheet, self.given, self.random = form, sheet, given, random
        self.count = 0
        found = {str(cell.value): cell.row for (cell,) in sheet.iter_rows(min_col=KEY, max_col=KEY) if cell.value}
        self.keys = {key.partition(" ~")[0]: row for key, row in found.items()}

    def fill_header(self) -> None:
        for entry in self.form.edition.header:
            row = self.keys[f"header.{entry.id}"]
            cell = self._value_cell(row)
            if not cell.protection.locked and str(cell.value or "[").startswith("["):
                content, text = self._sample(entry.kind, entry, f"header {entry.id}")
                self.form.typed[row, cell.column] = content
                self.form.header[entry.id] = text
            elif cell.value and not str(cell.value).startswith("["):
                self.form.header[entry.id] = str(cell.value)

    def _value_cell(self, row: int) -> Cell:
        """The cell beside a label: the first right of the key that is open or holds anything."""
        cells = [self.sheet.cell(row, column) for column in range(KEY + 1, self.sheet.max_column + 1)]
        found = next((cell for cell in cells if cell.value or not cell.protection.locked), cells[0])
        assert isinstance(found, Cell)
        return found

    def fill_section(self, section: Section) -> None:
        if len(section.columns) == 1:
            for row in section.row_ids:
                number = self.keys[f"{section.id}.{row}"]
                self._fill(section, row, section.columns[0], (number, self._value_cell(number).column))
            return
        head = self.keys[f"{section.id}:columns"]
        titles = {str(cell.value): cell.column for cell in self.sheet[head] if cell.value and cell.column != KEY}
        rows = {row: self.keys[f"{section.id}.{row}"] for row in section.row_ids}
        table = Table(section=section, head=head, rows=rows, columns={c.id: titles[c.title] for c in section.columns})
        self.form.tables[section.id] = table
        left = set(_left_blank(section))
        for row in section.row_ids:
            for column in section.columns:
                if row not in left:
                    self._fill(section, row, column, (rows[row], table.columns[column.id]))
        for total in section.totals:
            self._summarise(table, total.id, total.summary_in)

    def _summarise(self, table: Table, total: str, column: str | None) -> None:
        row = self.keys.get(f"{table.section.id}:total.{total}")
        if row and column and not self.sheet.cell(row, table.columns[column]).protection.locked:
            self._type((table.section.id, TOTAL, column), (row, table.columns[column]), ColumnKind.LONG_TEXT, None)

    def _fill(self, section: Section, row: str, column: Column, at: tuple[int, int]) -> None:
        place = (section.id, row, column.id)
        item = section.item_by_id.get(row)
        if item is not None and HR in (column.filled_by or ()) and column.id not in item.open:
            if metric := self.given.metrics.get(f"{section.id}.{row}"):
                self._note(place, at, metric)
        elif (carried := self._carried(section, row, column)) is not None:
            self._note(place, at, carried)
        elif not self.sheet.cell(*at).protection.locked:
            self._type(place, at, column.kind, column)

    def _carried(self, section: Section, row: str, column: Column) -> str | None:
        """What stands in a cell from the last cycle."""
        if not section.carries or row in section.item_by_id or self.given.previous is None:
            return None
        lines = self.given.previous.rows[section.carries[0]]
        number = section.row_ids.index(row) - len(section.items)
        return lines[number].get(column.id) if number < len(lines) else None

    def _type(self, place: Place, at: tuple[int, int], kind: ColumnKind, column: Column | None) -> None:
        content, text = self._sample(kind, column, " ".join(place))
        self.form.typed[at] = content
        self._note(place, at, text)

    def _note(self, place: Place, at: tuple[int, int], text: str) -> None:
        self.form.expected[place] = text
        self.form.cells[place] = at

    def _sample(self, kind: ColumnKind, entry: object, words: str) -> tuple[Content, str]:
        """Something of a kind, and how it must be read."""
        self.count += 1
        match kind:
            case ColumnKind.RATING:
                assert isinstance(entry, Column)
                return self._level(entry)
            case ColumnKind.CHOICE:
                option = self.random.choice(getattr(entry, "options"))  # noqa: B009 -- of a column or a field
                return option, option
            case ColumnKind.YES_NO:
                word = self.random.choice(("Yes", "No"))
                return word, word.casefold()
            case ColumnKind.DATE:
                day = DAY + timedelta(days=self.count)
                return day, day.isoformat()
            case ColumnKind.NUMBER | ColumnKind.MONEY | ColumnKind.PERCENT:
                half = self.count % 2
                return (self.count + LEAST, f"{self.count}.5") if half else (self.count, str(self.count))
            case _:
                text = f"Said of {words}: “{self.count} – naïve”; it, 'works'"
                return text, text

    def _level(self, column: Column) -> tuple[Content, str]:
        scale = self.form.edition.layout.scale_of(column)
        values = [level.value for level in scale.levels] + [NOT_APPLICABLE] * scale.not_applicable
        value = self.random.choice(values)
        return int(value) if value.isdecimal() else value, value


def _left_blank(section: Section) -> Iterator[str]:
    """Blank rows that nobody fills: the last, and in a long table one between others."""
    blank = [row for row in section.row_ids if row not in section.item_by_id]
    if len(blank) > 2:
        yield blank[-1]
    if len(blank) > 4:
        yield blank[-2] if section.carries else blank[1]
