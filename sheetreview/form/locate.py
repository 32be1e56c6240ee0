"""Finding a form on a sheet: who it is, where its key column stands, where each section's columns are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sheetreview.form.keys import columns_key, parse_form_key, parse_reference, split_digest
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Column, Section
from sheetreview.model.review import FormIdentity
from sheetreview.sheet.grid import Book, Grid
from sheetreview.sheet.text import squeeze

KEY_START = ("sheetreview-form ", "header.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundForm:
    """A sheet that is a form. ``by_key`` says whether its hidden key told so, not only the visible reference."""

    identity: FormIdentity
    grid: Grid
    by_key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyColumn:
    """The keys of a sheet: row to key, without digests; digests apart. ``column`` is 0 when no keys are left."""

    column: int
    keys: Mapping[int, str]
    digests: Mapping[int, str]

    def rows_of(self, key: str) -> list[int]:
        """Rows that carry a key, in order."""
        return [row for row, found in self.keys.items() if found == key]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTable:
    """A section's table on a sheet.

    ``columns`` are sheet columns by layout column id; ``lost`` are the columns whose title is nowhere, ``renamed`` the
    ones recognised by their place under another title. ``end`` is the first row that is no longer this table's.
    """

    section: Section
    head: int
    end: int
    columns: Mapping[str, int]
    renamed: Sequence[str] = ()
    lost: Sequence[str] = ()


def find_forms(book: Book) -> Iterator[FoundForm]:
    """Every sheet of a file that is a form, in order. Hidden sheets count too: someone may have hidden a filled one."""
    for grid in book.sheets:
        texts = [value for _, value in sorted(grid.cells.items()) if isinstance(value, str)]
        for parse in (parse_form_key, parse_reference):
            identity = next((found for text in texts if (found := parse(text))), None)
            if identity is not None:
                yield FoundForm(identity=identity, grid=grid, by_key=parse is parse_form_key)
                break


def first_text(grid: Grid, row: int) -> str:
    """The leftmost text of a row as compared: where a form has its labels, even after a column was inserted."""
    return squeeze(next((text for column in grid.columns_in(row) if (text := grid.text(row, column))), ""))


def find_keys(grid: Grid, edition: Edition) -> KeyColumn:
    """The key column: the one that holds the most keys of the edition."""
    starts = (*KEY_START, *(f"{s.id}{mark}" for s in edition.sections for mark in ".:"))
    found: dict[int, dict[int, str]] = {}
    for (row, column), value in sorted(grid.cells.items()):
        if isinstance(value, str) and value.strip().startswith(starts):
            found.setdefault(column, {})[row] = value
    if not found:
        return KeyColumn(column=0, keys={}, digests={})
    column = max(found, key=lambda number: (len(found[number]), -number))
    split = {row: split_digest(text) for row, text in found[column].items()}
    return KeyColumn(
        column=column,
        keys={row: key for row, (key, _) in split.items()},
        digests={row: digest for row, (_, digest) in split.items() if digest},
    )


def find_tables(grid: Grid, edition: Edition, keys: KeyColumn, tables: Sequence[Section]) -> dict[str, FoundTable]:
    """Where the tables are, by section id; a section whose head is not found is missing from the answer."""
    heads: dict[str, int] = {}
    taken: set[int] = set()
    for section in tables:
        keyed = keys.rows_of(columns_key(section.id))
        rows = keyed or [row for row in grid.rows if _is_head(grid, row, section, keys)]
        head = next((row for row in rows if row not in taken), None)
        if head is not None:
            heads[section.id] = head
            taken.add(head)
    titles = {squeeze(section.title) for section in edition.sections}
    bands = [row for row in grid.rows if first_text(grid, row) in titles and row not in taken]
    borders = sorted({*heads.values(), *bands})
    last = max(grid.rows, default=0) + 1
    return {
        section.id: _table(grid, section, keys, heads[section.id], borders, last)
        for section in tables
        if section.id in heads
    }


def _table(grid: Grid, section: Section, keys: KeyColumn, head: int, borders: Sequence[int], last: int) -> FoundTable:
    columns, renamed = match_titles(grid, section, head, keys.column)
    return FoundTable(
        section=section,
        head=head,
        end=next((row for row in borders if row > head), last),
        columns=columns,
        renamed=renamed,
        lost=[column.id for column in section.columns if column.id not in columns],
    )


def _is_head(grid: Grid, row: int, section: Section, keys: KeyColumn) -> bool:
    texts = Counter(squeeze(grid.text(row, column)) for column in grid.columns_in(row) if column != keys.column)
    wanted = Counter(squeeze(column.title) for column in section.columns)
    return len(wanted) > 1 and wanted <= texts


def match_titles(grid: Grid, section: Section, head: int, key_column: int) -> tuple[dict[str, int], list[str]]:
    """Sheet columns of a section's columns by their titles.

    A title that was edited is recognised by its place when as many unknown titles as unplaced columns stand between
    the same neighbours; those are returned as renamed.
    """
    cells = [(c, squeeze(grid.text(head, c))) for c in grid.columns_in(head) if c != key_column]
    cells = [(column, text) for column, text in cells if text]
    placed: dict[str, int] = {}
    position = 0
    for column in section.columns:
        title = squeeze(column.title)
        found = next((i for i in range(position, len(cells)) if cells[i][1] == title), None)
        if found is not None:
            placed[column.id] = cells[found][0]
            position = found + 1
    renamed: list[str] = []
    for unplaced, low, high in _stretches(section.columns, placed):
        between = [column for column, _ in cells if low < column < high and column not in placed.values()]
        if len(between) == len(unplaced):
            renamed += [column.id for column in unplaced]
            placed |= {column.id: place for column, place in zip(unplaced, between, strict=True)}
    return placed, renamed


def _stretches(columns: Sequence[Column], placed: Mapping[str, int]) -> Iterator[tuple[list[Column], int, float]]:
    """Runs of unplaced columns, each with the sheet columns of its placed neighbours."""
    known = [-1, *(i for i, column in enumerate(columns) if column.id in placed), len(columns)]
    for before, after in pairwise(known):
        run = list(columns[before + 1 : after])
        if run:
            low = placed[columns[before].id] if before >= 0 else 0
            high = placed[columns[after].id] if after < len(columns) else float("inf")
            yield run, low, high
