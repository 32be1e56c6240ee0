"""Finding a form on a sheet: who it is, where its key column stands, where each section's columns are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import TypeAlias

from sheetreview.form.cells import is_table
from sheetreview.form.keys import (
    FORM_PREFIX,
    MADE_UP,
    REFERENCE_PREFIX,
    columns_key,
    header_key,
    parse_form_key,
    parse_reference,
    row_key,
    split_digest,
    total_key,
)
from sheetreview.form.tracks import spare_tracks
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Column, Section
from sheetreview.model.review import FormIdentity
from sheetreview.sheet.grid import Book, Grid
from sheetreview.sheet.text import squeeze

LEGEND = "scale:"
"""What a scale's legend begins with, as compared."""


_Texts: TypeAlias = Mapping[int, frozenset[str]]
"""The texts of rows without a key, as compared, by sheet row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundForm:
    """A sheet that is a form. ``by_key`` says whether its hidden key told so, not only the visible reference.

    ``made_up`` says that a rehearsal filled it in: nobody gave its answers. ``shared`` says that another form stands on
    the same sheet.
    """

    identity: FormIdentity
    grid: Grid
    by_key: bool
    made_up: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyColumn:
    """The keys of a sheet: row to key, without digests; digests apart. ``column`` is 0 when no keys are left."""

    column: int
    keys: Mapping[int, str]
    digests: Mapping[int, str]
    _rows: dict[str, list[int]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for row, key in self.keys.items():
            self._rows.setdefault(key, []).append(row)

    def rows_of(self, key: str) -> list[int]:
        """Rows that carry a key, in order."""
        return self._rows.get(key, [])


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTable:
    """A section's table on a sheet.

    ``columns`` are sheet columns by layout column id; ``lost`` are the columns whose title is nowhere, ``renamed`` the
    ones recognised by their place under another title, ``doubled`` maps those whose title stands more than once to the
    sheet column that was not read. ``boxes`` are the further sheet columns that a column's cells are drawn over: people
    may have typed there. ``end`` is the first row that is no longer this table's; ``foreign`` are the labels of the
    other sections' rows, as compared.
    """

    section: Section
    head: int
    end: int
    columns: Mapping[str, int]
    renamed: Sequence[str] = ()
    lost: Sequence[str] = ()
    doubled: Mapping[str, int] = field(default_factory=dict)
    boxes: Mapping[str, Sequence[int]] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()

    def drawn_over(self, column: str) -> tuple[int, ...]:
        """The sheet columns that a column's cells are drawn over; nothing when it was not found."""
        return (self.columns[column], *self.boxes.get(column, ())) if column in self.columns else ()


def find_forms(book: Book) -> Iterator[FoundForm]:
    """Every sheet of a file that is a form, in order. Hidden sheets count too: someone may have hidden a filled one.

    A sheet that several forms were brought together on is each of them.
    """
    for grid in book.sheets:
        texts = [value for _, value in sorted(grid.cells.items()) if isinstance(value, str)]
        keyed = _first_of_each(map(parse_form_key, (text for text in texts if FORM_PREFIX in text)))
        referred = _first_of_each(map(parse_reference, (text for text in texts if REFERENCE_PREFIX in text)))
        found = {**referred, **keyed}
        made_up = bool(found) and any(text.strip() == MADE_UP for text in texts)
        for form_id, identity in found.items():
            yield FoundForm(
                identity=identity, grid=grid, by_key=form_id in keyed, made_up=made_up, shared=len(found) > 1
            )


def _first_of_each(found: Iterable[FormIdentity | None]) -> dict[str, FormIdentity]:
    """By form id what a sheet says first of each form."""
    by_id: dict[str, FormIdentity] = {}
    for identity in found:
        if identity is not None:
            by_id.setdefault(identity.form_id, identity)
    return by_id


def texts_in(grid: Grid, row: int) -> frozenset[str]:
    """The texts of a row as compared: any may be its label or title, as a column with others may have been inserted."""
    return frozenset(squeeze(text) for column in grid.columns_in(row) if (text := grid.text(row, column)))


def find_keys(grid: Grid, edition: Edition) -> KeyColumn:
    """The key column: the one that holds the most keys of the edition."""
    known = form_keys(edition)
    found: dict[int, dict[int, tuple[str, str]]] = {}
    for (row, column), value in sorted(grid.cells.items()):
        if isinstance(value, str):
            name, digest = split_digest(value) if "~" in value else (value.strip(), "")
            if name in known or (FORM_PREFIX in value and parse_form_key(value)):
                found.setdefault(column, {})[row] = (name, digest)
    if not found:
        return KeyColumn(column=0, keys={}, digests={})
    column = max(found, key=lambda number: (len(found[number]), -number))
    return KeyColumn(
        column=column,
        keys={row: name for row, (name, _) in found[column].items()},
        digests={row: digest for row, (_, digest) in found[column].items() if digest},
    )


@lru_cache(maxsize=256)
def form_keys(edition: Edition) -> frozenset[str]:
    """Every key of an edition's form but the form's own."""
    keys = {header_key(field.id) for field in edition.header}
    for section in edition.sections:
        keys.add(columns_key(section.id))
        keys.update(row_key(section.id, row) for row in section.row_ids)
        keys.update(total_key(section.id, total.id) for total in section.totals)
    return frozenset(keys)


def find_tables(grid: Grid, edition: Edition, keys: KeyColumn) -> dict[str, FoundTable]:
    """Where the tables are, by section id; a section whose head is not found is missing from the answer."""
    tables = [section for section in edition.sections if is_table(section)]
    texts = {row: texts_in(grid, row) for row in grid.rows if row not in keys.keys}
    heads = _heads(grid, tables, keys, texts)
    borders = sorted({*heads.values(), *_bands(edition, heads, keys, texts)})
    last = max(grid.rows, default=0) + 1
    labels = {section.id: {squeeze(item.label) for item in section.items} for section in edition.sections}
    everywhere = frozenset().union(*labels.values())
    found = {}
    for section in tables:
        if section.id in heads:
            head = heads[section.id]
            end = next((row for row in borders if row > head), last)
            table = _table(grid, section, keys, (head, end), everywhere - labels[section.id])
            boxes = _boxes(grid, keys, table, spare_tracks(edition).get(section.id, {}))
            found[section.id] = replace(table, boxes=boxes) if boxes else table
    return found


def _heads(grid: Grid, tables: Sequence[Section], keys: KeyColumn, texts: _Texts) -> dict[str, int]:
    """The rows of column titles: by their keys, the others by the titles themselves."""
    heads = {section.id: rows[0] for section in tables if (rows := keys.rows_of(columns_key(section.id)))}
    for section in tables:
        if section.id not in heads:
            rows = [row for row in texts if row not in heads.values() and _is_head(grid, row, section, keys)]
            head = next((row for row in rows if _may_own(grid, row, section, keys, tables, texts)), None)
            if head is not None:
                heads[section.id] = head
    return heads


def find_totals(grid: Grid, keys: KeyColumn, table: FoundTable) -> dict[str, int]:
    """Rows of a table's totals by the total's id: by their keys, else the last ones with the word in them."""
    found: dict[str, int] = {}
    for total in reversed(table.section.totals):
        word = squeeze(total.label)
        rows = keys.rows_of(total_key(table.section.id, total.id)) or [
            row
            for row in reversed(grid.rows)
            if table.head < row < table.end
            and row not in keys.keys
            and row not in found.values()
            and any(squeeze(grid.text(row, column)) == word for column in grid.columns_in(row))
        ]
        if rows:
            found[total.id] = rows[0]
    return found


def _may_own(grid: Grid, row: int, section: Section, keys: KeyColumn, tables: Sequence[Section], texts: _Texts) -> bool:
    """Whether a row of column titles may be a section's: not when it stands under the title of another that fits."""
    by_title = {squeeze(table.title): table for table in tables}
    titled = [number for number, found in texts.items() if number < row and found & by_title.keys()]
    owner = by_title[min(texts[max(titled)] & by_title.keys())] if titled else section
    return owner is section or not _is_head(grid, row, owner, keys)


def _bands(edition: Edition, heads: Mapping[str, int], keys: KeyColumn, texts: _Texts) -> set[int]:
    """Rows that begin a section: its title above its head, or the legend where the title was changed."""
    bands: set[int] = set()
    rows_with: dict[str, list[int]] = {}
    for row, found in texts.items():
        for text in found:
            rows_with.setdefault(text, []).append(row)
    for section in reversed(edition.sections):
        keyed = (row for name in section.row_ids for row in keys.rows_of(row_key(section.id, name)))
        before = heads.get(section.id) or min(keyed, default=max(texts, default=0) + 1)
        titled = {row for row in rows_with.get(squeeze(section.title), ()) if row < before} - bands
        if titled:
            band = max(titled)
            while band - 1 in titled:  # a wide field may have its section's title as its own, right below it
                band -= 1
            bands.add(band)
    return bands.union(rows_with.get(LEGEND, ()))


def _table(grid: Grid, section: Section, keys: KeyColumn, rows: tuple[int, int], foreign: frozenset[str]) -> FoundTable:
    head, end = rows
    cells = [(column, squeeze(grid.text(head, column))) for column in grid.columns_in(head) if column != keys.column]
    titles = match_titles([(column, text) for column, text in cells if text], section)
    return FoundTable(
        section=section,
        head=head,
        end=end,
        columns=titles.columns,
        renamed=titles.renamed,
        lost=[column.id for column in section.columns if column.id not in titles.columns],
        doubled=titles.doubled,
        foreign=foreign,
    )


def _boxes(grid: Grid, keys: KeyColumn, table: FoundTable, spare: Mapping[str, int]) -> dict[str, Sequence[int]]:
    """The sheet columns behind a table's own, up to the next one that has a title."""
    found: dict[str, Sequence[int]] = {}
    for name, count in spare.items():
        first = table.columns.get(name, 0)
        behind = [column for column in range(first + 1, first + count + 2) if column != keys.column][:count]
        if first:
            found[name] = list(takewhile(lambda column: not grid.text(table.head, column), behind))
    return found


def _is_head(grid: Grid, row: int, section: Section, keys: KeyColumn) -> bool:
    texts = Counter(squeeze(grid.text(row, column)) for column in grid.columns_in(row) if column != keys.column)
    wanted = Counter(squeeze(column.title) for column in section.columns)
    return len(section.columns) > 1 and wanted <= texts


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedTitles:
    """Sheet columns by column id; the ids recognised by their place alone; and a second place of a title, by id."""

    columns: Mapping[str, int]
    renamed: Sequence[str]
    doubled: Mapping[str, int]


def match_titles(cells: Sequence[tuple[int, str]], section: Section) -> MatchedTitles:
    """Find a section's columns among the (column, title as compared) of its head row, wherever they were moved.

    A title that was edited is recognised by its place when as many unknown titles as unplaced columns stand between
    the same neighbours.
    """
    titled: dict[str, list[Column]] = {}
    for column in section.columns:
        titled.setdefault(squeeze(column.title), []).append(column)
    placed: dict[str, int] = {}
    doubled: dict[str, int] = {}
    for title, columns in titled.items():
        places = [place for place, text in cells if text == title]
        placed |= {column.id: place for column, place in zip(columns, places, strict=False)}
        if len(places) > len(columns):
            doubled |= {column.id: places[len(columns)] for column in columns}
    unknown = [place for place, text in cells if text not in titled]
    renamed = _by_place(section.columns, placed, unknown)
    return MatchedTitles(columns=placed | renamed, renamed=list(renamed), doubled=doubled)


def _by_place(columns: Sequence[Column], placed: Mapping[str, int], unknown: Sequence[int]) -> dict[str, int]:
    """Sheet columns with unknown titles that can only be the columns missing between the same neighbours."""
    found: dict[str, int] = {}
    for unplaced, low, high in _stretches(columns, placed):
        between = [place for place in unknown if low < place < high]
        if len(between) == len(unplaced):
            found |= {column.id: place for column, place in zip(unplaced, between, strict=True)}
    return found


def _stretches(columns: Sequence[Column], placed: Mapping[str, int]) -> Iterator[tuple[list[Column], int, float]]:
    """Runs of unplaced columns, each with the sheet columns of its placed neighbours."""
    known = [-1, *(i for i, column in enumerate(columns) if column.id in placed), len(columns)]
    for before, after in pairwise(known):
        run = list(columns[before + 1 : after])
        if run:
            low = placed[columns[before].id] if before >= 0 else 0
            high = placed[columns[after].id] if after < len(columns) else float("inf")
            yield run, low, high
