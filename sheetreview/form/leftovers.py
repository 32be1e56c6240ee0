"""What stands on a returned form beside its own words and the answers that were read: nothing is dropped unseen."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from sheetreview.form.cells import carried_columns, carries, shows
from sheetreview.form.compose import form_plan
from sheetreview.form.how_to import Medium, how_to
from sheetreview.form.issued import descriptor, issued_text
from sheetreview.form.keys import (
    cell_digest,
    nth_digest,
    parse_form_key,
    parse_reference,
    row_key,
    split_digest,
    total_key,
)
from sheetreview.form.locate import FoundTable, find_totals, form_keys
from sheetreview.form.located import Located
from sheetreview.form.moved import MovedAnswer
from sheetreview.form.tracks import is_table
from sheetreview.form.values import read_value
from sheetreview.model.edition import Edition
from sheetreview.model.identity import Same
from sheetreview.model.layout import HR, Column, Section
from sheetreview.sheet.address import a1, column_letters
from sheetreview.sheet.grid import Uncalculated, display
from sheetreview.sheet.text import squeeze

Cell = tuple[int, int]

_PROGRESS = re.compile(r"rated so far: \d+ of \d+.*|\d+ of \d+ rated.*", re.DOTALL)
"""What the live formulas of a form say, as compared, where a program or a paste has left only their results."""

UNCLEAR = "the rows were mixed up, so nobody can tell which it belongs to"
DOUBLED = "the row stands more than once, with different answers"
COLUMN_DOUBLED = "the column stands twice, with different answers"
NO_ROW = "it stands in a row that the form does not have"
NO_COLUMN = "it stands in a column that the form does not have, or whose title is gone"
RELABELLED = "it stands in place of the label {!r}; the row's answers were taken for that label"
RETITLED = "it stands in place of the title {!r}; the column's answers were taken for that column's"
ELSEWHERE = "it stands where the form has nothing to fill in"


def disputed(found: Located) -> dict[Cell, str]:
    """Cells that were read, but stand more than once with different answers, and in which way."""
    return {first: why for first, other, why in _twice(found) if _differ(found, first, other)}


def leftovers(found: Located, form_id: str, read: Collection[Cell]) -> Iterator[MovedAnswer]:
    """Every text that is neither in a cell that was ``read`` nor what the form was issued with, from the top."""
    own = {*_own_cells(found, form_id), *(other for first, other, _ in _twice(found) if _same(found, first, other))}
    again = {other: why for first, other, why in _twice(found) if _differ(found, first, other)}
    words = _issued_words(Same(found.edition))
    for cell, value in sorted(found.grid.cells.items()):
        text = display(value)
        if isinstance(value, Uncalculated) and _in_rows(found, cell[0]):
            text = "a formula without a saved result"
        if text and cell not in read and cell not in own and not _is_own(text, words):
            why = again.get(cell) or _why(found, cell)
            yield MovedAnswer(label=_label(found, cell), cell=a1(*cell), typed=text, why=why)


def _twice(found: Located) -> Iterator[tuple[Cell, Cell, str]]:
    """Cells of rows and columns that stand more than once: the one that was read, another, and which stands twice."""
    for name, table in found.tables.items():
        match = found.matches[name]
        for row, numbers in match.doubled.items():
            for number in numbers:
                if row in match.rows and number != match.rows[row]:
                    for place in table.columns.values():
                        yield (match.rows[row], place), (number, place), DOUBLED
        for column, place in table.doubled.items():
            for number in match.rows.values():
                yield (number, table.columns[column]), (number, place), COLUMN_DOUBLED


def _same(found: Located, one: Cell, other: Cell) -> bool:
    return found.grid.text(*one) == found.grid.text(*other)


def _differ(found: Located, one: Cell, other: Cell) -> bool:
    words = _issued_words(Same(found.edition))
    texts = {found.grid.text(*cell) for cell in (one, other)}
    return len({text for text in texts if text and squeeze(text) not in words.texts}) > 1


def _own_cells(found: Located, form_id: str) -> Iterator[Cell]:
    """Cells whose content is the form's: keys, given fields, other roles' answers, HR's figures, what it works out."""
    yield from ((row, found.keys.column) for row in found.keys.keys)
    given = (field for field in found.edition.header if not found.edition.fills(field))
    yield from (cell for field in given if (cell := found.field_cell(field)))
    for section in found.edition.sections:
        table = found.tables.get(section.id)
        if table is not None:
            yield from _own_in_table(found, section, table, form_id)
        yield from _own_in_totals(found, section, table)
        yield from _shown_fields(found, section)


def _shown_fields(found: Located, section: Section) -> Iterator[Cell]:
    """The cells of a section of one column that show another role's answers."""
    shown = () if is_table(section) else section.row_ids
    for name in shown:
        if shows(found.edition, section, name, section.columns[0]):
            for row in found.keys.rows_of(row_key(section.id, name)):
                right = (c for c in found.grid.columns_in(row) if c > found.keys.column and found.grid.text(row, c))
                yield from ((row, column) for column in islice(right, 1))


def _own_in_totals(found: Located, section: Section, table: FoundTable | None) -> Iterator[Cell]:
    """The results in TOTAL rows: formulas, or the numbers they left behind where the row still says what it is."""
    rows = find_totals(found.grid, found.keys, table) if table else {}
    for total in section.totals:
        for row in {*found.keys.rows_of(total_key(section.id, total.id)), *filter(None, [rows.get(total.id)])}:
            places = {table.columns.get(total.column, 0)} if table else set(found.grid.columns_in(row))
            named = squeeze(total.label) in {squeeze(found.grid.text(row, c)) for c in found.grid.columns_in(row)}
            for place in places & set(found.grid.columns_in(row)):
                if named or (row, place) in found.grid.formulas:
                    yield row, place


def _own_in_table(found: Located, section: Section, table: FoundTable, form_id: str) -> Iterator[Cell]:
    yield from ((table.head, place) for name, place in table.columns.items() if name not in table.renamed)
    match = found.matches[section.id]
    for column in section.columns:
        place = table.columns.get(column.id)
        if place is None:
            continue
        if column.compute is not None or found.edition.shows(column):
            again = (number for numbers in match.doubled.values() for number in numbers)
            rows = range(table.head + 1, table.end) if match.unclear else (*match.rows.values(), *again)
            yield from ((row, place) for row in rows)
        for name, row in match.rows.items():
            carried = carries(found.edition, section, name, column)
            if (
                _is_figure(found, section, name, column)
                or shows(found.edition, section, name, column)
                or (carried and _as_carried(found, section, name, column, form_id))
            ):
                yield row, place


def _is_figure(found: Located, section: Section, name: str, column: Column) -> bool:
    """Whether HR alone fills a cell of an item, and no words in it tell a figure of HR's from any other text."""
    given = name in section.item_by_id and HR in (column.filled_by or ()) and not found.edition.fills(column)
    return given and not descriptor(issued_text(section, name, column))


def _as_carried(found: Located, section: Section, name: str, column: Column, form_id: str) -> bool:
    """Whether what HR carried over into a cell still stands there."""
    cell = found.cell(section.id, name, column.id)
    columns = carried_columns(found.edition, section, name)
    if cell is None or column not in columns:
        return False
    value = found.grid.value(*cell)
    text = read_value(column, found.edition.layout.scale_by_id.get(column.scale or ""), value).value or display(value)
    digest = nth_digest(found.keys.digests.get(cell[0], ""), columns.index(column))
    return digest == cell_digest(form_id, column.id, text)


def _in_rows(found: Located, row: int) -> bool:
    """Whether a row is a table's, or may be: a form's own formulas stand elsewhere, or in cells that are known."""
    return any(
        row in match.rows.values()
        or row in match.unknown
        or any(row in numbers for numbers in match.doubled.values())
        or (match.unclear and found.tables[name].head < row < found.tables[name].end)
        for name, match in found.matches.items()
    )


def _why(found: Located, cell: Cell) -> str:
    row, column = cell
    for name, table in found.tables.items():
        match = found.matches[name]
        columns = {place: table.section.column_by_id[name] for name, place in table.columns.items()}
        if row == table.head and column in columns:
            return RETITLED.format(columns[column].title)
        rows = {number: item for item, number in match.rows.items()}
        if row in rows:
            item = table.section.item_by_id.get(rows[row])
            if item is not None and item.id in match.relabelled and match.relabelled[item.id] == found.grid.text(*cell):
                return RELABELLED.format(item.label)
            return NO_COLUMN if column not in columns else ELSEWHERE
        if match.unclear and table.head < row < table.end:
            return UNCLEAR
        if row in match.unknown or any(row in numbers for numbers in match.doubled.values()):
            return NO_ROW
    return ELSEWHERE


def _label(found: Located, cell: Cell) -> str:
    """What a person sees beside and above a cell: the label of its row and the title of its column."""
    row, column = cell
    first = next((c for c in found.grid.columns_in(row) if c != found.keys.column and found.grid.text(row, c)), column)
    beside = found.grid.text(row, first) if first != column else ""
    table = next((t for t in found.tables.values() if t.head < row < t.end), None)
    titles = {place: table.section.column_by_id[name].title for name, place in table.columns.items()} if table else {}
    above = titles.get(column, "")
    return " · ".join(filter(None, (beside, above))) or (
        table.section.title if table else f"column {column_letters(column)}"
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """The words a form is issued with, as compared, and what HR's figures stand behind."""

    texts: frozenset[str]
    names: tuple[str, ...]
    keys: frozenset[str]


def _is_own(text: str, words: _Words) -> bool:
    plain = squeeze(text)
    if plain in words.texts or plain.startswith(words.names) or _PROGRESS.fullmatch(plain):
        return True
    return split_digest(text)[0] in words.keys or bool(parse_form_key(text) or parse_reference(text))


@lru_cache(maxsize=64)
def _issued_words(of: Same[Edition]) -> _Words:
    edition = of.it
    (sheet,) = form_plan(edition).sheets
    texts = {squeeze(cell.content) for cell in sheet.cells if isinstance(cell.content, str)}
    texts |= {squeeze(how_to(edition, medium)) for medium in Medium}
    texts |= {squeeze(field.placeholder) for field in edition.header}
    names = set()
    for section in edition.sections:
        for row in section.row_ids:
            for column in section.columns:
                issued = issued_text(section, row, column)
                texts |= {squeeze(issued), squeeze(descriptor(issued))}
                if is_table(section) and HR in (column.filled_by or ()) and descriptor(issued):
                    names.add(f"{squeeze(descriptor(issued))}:")
    return _Words(texts=frozenset(texts - {""}), names=tuple(names), keys=frozenset(form_keys(edition)))
