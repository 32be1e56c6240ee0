"""What stands on a returned form beside its own words and the answers that were read: nothing is dropped unseen."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from sheetreview.form.cells import FormCell, SectionCells, descriptor, form_cells, is_table
from sheetreview.form.compose import form_plan
from sheetreview.form.how_to import Medium, how_to
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
from sheetreview.form.match import RowMatch
from sheetreview.form.returned_form import ReturnedForm
from sheetreview.form.transfer import MovedAnswer
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Section
from sheetreview.sheet.address import a1, column_letters
from sheetreview.sheet.grid import Grid, Uncalculated, display
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


def disputed(found: ReturnedForm) -> dict[Cell, str]:
    """Cells that were read, but stand more than once with different answers, and in which way."""
    return {first: why for first, other, why in _twice(found) if _differ(found, first, other)}


def leftovers(found: ReturnedForm, form_id: str, read: Collection[Cell]) -> Iterator[MovedAnswer]:
    """Every text that is neither in a cell that was ``read`` nor what the form was issued with, from the top."""
    own = {*_own_cells(found, form_id), *(other for first, other, _ in _twice(found) if _same(found, first, other))}
    again = {other: why for first, other, why in _twice(found) if _differ(found, first, other)}
    words = _issued_words(found.edition)
    for cell, value in sorted(found.grid.cells.items()):
        text = display(value)
        if isinstance(value, Uncalculated) and _in_rows(found, cell[0]):
            text = "a formula without a saved result"
        if text and cell not in read and cell not in own and not _is_own(text, words):
            why = again.get(cell) or _why(found, cell)
            yield MovedAnswer(label=_label(found, cell), cell=a1(*cell), typed=text, why=why)


def _twice(found: ReturnedForm) -> Iterator[tuple[Cell, Cell, str]]:
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


def _same(found: ReturnedForm, one: Cell, other: Cell) -> bool:
    return found.grid.text(*one) == found.grid.text(*other)


def _differ(found: ReturnedForm, one: Cell, other: Cell) -> bool:
    words = _issued_words(found.edition)
    texts = {found.grid.text(*cell) for cell in (one, other)}
    return len({text for text in texts if text and squeeze(text) not in words.texts}) > 1


def _own_cells(found: ReturnedForm, form_id: str) -> Iterator[Cell]:
    """Cells whose content is the form's: keys, given fields, other roles' answers, HR's figures, what it works out."""
    yield from ((row, found.keys.column) for row in found.keys.keys)
    given = (cell.field for cell in found.cells.head.values() if not cell.open)
    yield from (cell for field in given if (cell := found.field_cell(field)))
    for name, section in found.cells.sections.items():
        table = found.tables.get(name)
        if table is not None:
            yield from _own_in_table(found, section, table, form_id)
        yield from _own_in_totals(found, section.section, table)
        if not section.is_table:
            yield from _shown_fields(found, section)


def _shown_fields(found: ReturnedForm, section: SectionCells) -> Iterator[Cell]:
    """The cells of a section of one column that show another role's answers."""
    for name, (cell,) in section.rows.items():
        for row in found.keys.rows_of(row_key(section.section.id, name)) if cell.shown else ():
            right = (c for c in found.grid.columns_in(row) if c > found.keys.column and found.grid.text(row, c))
            yield from ((row, column) for column in islice(right, 1))


def _own_in_totals(found: ReturnedForm, section: Section, table: FoundTable | None) -> Iterator[Cell]:
    """The results in TOTAL rows: formulas, or the numbers they left behind where the row still says what it is."""
    rows = find_totals(found.grid, found.keys, table) if table else {}
    for total in section.totals:
        for row in {*found.keys.rows_of(total_key(section.id, total.id)), *filter(None, [rows.get(total.id)])}:
            places = {table.columns.get(total.column, 0)} if table else set(found.grid.columns_in(row))
            named = squeeze(total.label) in {squeeze(found.grid.text(row, c)) for c in found.grid.columns_in(row)}
            for place in places & set(found.grid.columns_in(row)):
                if named or (row, place) in found.grid.formulas:
                    yield row, place


def _own_in_table(found: ReturnedForm, section: SectionCells, table: FoundTable, form_id: str) -> Iterator[Cell]:
    yield from ((table.head, place) for name, place in table.columns.items() if name not in table.renamed)
    match = found.matches[section.section.id]
    again = (number for numbers in match.doubled.values() for number in numbers)
    rows = range(table.head + 1, table.end) if match.unclear else (*match.rows.values(), *again)
    for name, place in table.columns.items():
        column = section.section.column_by_id[name]
        if column.is_computed or found.edition.shows(column):
            yield from ((row, place) for row in rows)
    for name, row in match.rows.items():
        for cell in section.row(name):
            at = (row, table.columns.get(cell.column.id, 0))
            if at[1] and _is_given(found, section, cell, at, form_id):
                yield at


def _is_given(found: ReturnedForm, section: SectionCells, cell: FormCell, at: Cell, form_id: str) -> bool:
    """Whether what stands in a cell is another role's, HR's figure, or still what HR carried over into it."""
    if cell.shown:
        return True
    if cell.carried:
        value = found.grid.value(*at)
        digest = nth_digest(found.keys.digests.get(at[0], ""), section.carried.index(cell.column))
        return digest == cell_digest(form_id, cell.column.id, cell.kind.read(value).value or display(value))
    # Only where the form was issued without words there can a figure of HR's not be told from any other text.
    hr_alone = cell.item is not None and cell.column.given_by_hr and not found.edition.fills(cell.column)
    return hr_alone and not descriptor(cell.issued)


def _in_rows(found: ReturnedForm, row: int) -> bool:
    """Whether a row is a table's, or may be: a form's own formulas stand elsewhere, or in cells that are known."""
    return any(
        row in match.rows.values()
        or row in match.unknown
        or any(row in numbers for numbers in match.doubled.values())
        or (match.unclear and found.tables[name].head < row < found.tables[name].end)
        for name, match in found.matches.items()
    )


def _why(found: ReturnedForm, cell: Cell) -> str:
    """Why a text has no place of its own: by the table it stands in, if it does."""
    whys = (_why_in_table(found.grid, table, found.matches[name], cell) for name, table in found.tables.items())
    return next(filter(None, whys), ELSEWHERE)


def _why_in_table(grid: Grid, table: FoundTable, match: RowMatch, cell: Cell) -> str:
    row, column = cell
    columns = {place: table.section.column_by_id[name] for name, place in table.columns.items()}
    if row == table.head and column in columns:
        return RETITLED.format(columns[column].title)
    names = {number: name for name, number in match.rows.items()}
    if row in names:
        item = table.section.item_by_id.get(names[row])
        if item is not None and match.relabelled.get(item.id) == grid.text(*cell):
            return RELABELLED.format(item.label)
        return NO_COLUMN if column not in columns else ELSEWHERE
    if match.unclear and table.head < row < table.end:
        return UNCLEAR
    again = any(row in numbers for numbers in match.doubled.values())
    return NO_ROW if again or row in match.unknown else ""


def _label(found: ReturnedForm, cell: Cell) -> str:
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
def _issued_words(edition: Edition) -> _Words:
    (sheet,) = form_plan(edition).sheets
    texts = {squeeze(cell.content) for cell in sheet.cells if isinstance(cell.content, str)}
    texts |= {squeeze(how_to(edition, medium)) for medium in Medium}
    texts |= {squeeze(field.placeholder) for field in edition.header}
    names = set()
    for cell in form_cells(edition):
        words = squeeze(descriptor(cell.issued))
        texts |= {squeeze(cell.issued), words}
        if words and cell.column.given_by_hr and is_table(cell.section):
            names.add(f"{words}:")
    return _Words(texts=frozenset(texts - {""}), names=tuple(names), keys=form_keys(edition))
