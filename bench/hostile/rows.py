"""Rows of a filled form that were moved about or given other labels, as sorting, cutting and typing over do."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.hostile.forms import Filled, as_xlsx
from sheetreview.form.cells import is_table
from sheetreview.form.keys import split_digest
from sheetreview.form.tracks import KEY_COLUMN, lay_tracks
from sheetreview.model.layout import ColumnKind
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Grid, Value

Cells = dict[tuple[int, int], Value]
Change = Callable[["Rows", random.Random], Cells]


@dataclass(frozen=True, slots=True)
class Rows:
    """A form's cells, the sheet rows of its items by section, and the column its labels stand in."""

    cells: Cells
    rows: Mapping[str, tuple[int, ...]]
    labels: Mapping[str, int]


def rows_of(form: Filled) -> Rows:
    """The rows of a filled workbook in which items stand, in sections of two rows or more."""
    grid: Grid = parse_book(form.data, "form.xlsx").sheets[0]
    keyed = {split_digest(grid.text(row, KEY_COLUMN))[0]: row for row in grid.rows}
    placed = lay_tracks(form.edition).placed
    rows, labels = {}, {}
    for section in form.edition.sections:
        found = tuple(keyed[key] for item in section.items if (key := f"{section.id}.{item.id}") in keyed)
        named = [column.id for column in section.columns if column.kind is ColumnKind.LABEL]
        if is_table(section) and len(found) > 1 and named:
            rows[section.id], labels[section.id] = found, placed[section.id][named[0]]
    return Rows(dict(grid.cells), rows, labels)


def damaged_rows(form: Filled, chance: random.Random) -> tuple[str, bytes]:
    """A workbook in which rows were moved or relabelled, and in a word how."""
    found = rows_of(form)
    word = chance.choice(sorted(CHANGES))
    return word, as_xlsx(CHANGES[word](found, chance))


def _two(found: Rows, chance: random.Random) -> tuple[str, int, int]:
    section = chance.choice(sorted(found.rows))
    one, other = chance.sample(found.rows[section], 2)
    return section, one, other


def _moved(cells: Cells, to: Mapping[int, int], *, columns: Callable[[int], bool] = lambda _: True) -> Cells:
    """Cells of some columns with rows taken from one place to another."""
    return {(to.get(row, row) if columns(column) else row, column): value for (row, column), value in cells.items()}


def _whole_rows_exchanged(found: Rows, chance: random.Random) -> Cells:
    _, one, other = _two(found, chance)
    return _moved(found.cells, {one: other, other: one})


def _sorted_without_keys(found: Rows, chance: random.Random) -> Cells:
    section = chance.choice(sorted(found.rows))
    rows = list(found.rows[section])
    to = dict(zip(rows, chance.sample(rows, len(rows)), strict=True))
    return _moved(found.cells, to, columns=lambda column: column != KEY_COLUMN)


def _keys_exchanged(found: Rows, chance: random.Random) -> Cells:
    _, one, other = _two(found, chance)
    return _moved(found.cells, {one: other, other: one}, columns=lambda column: column == KEY_COLUMN)


def _labels_exchanged(found: Rows, chance: random.Random) -> Cells:
    section, one, other = _two(found, chance)
    return _moved(found.cells, {one: other, other: one}, columns=lambda column: column == found.labels[section])


def _label_of_another(found: Rows, chance: random.Random) -> Cells:
    section, one, other = _two(found, chance)
    place = found.labels[section]
    return {**found.cells, (one, place): found.cells[other, place]}


def _label_typed_over(found: Rows, chance: random.Random) -> Cells:
    section, one, _ = _two(found, chance)
    texts: list[Value] = ["Something else", "x", 4, "Total"]
    return {**found.cells, (one, found.labels[section]): chance.choice(texts)}


def _row_copied_over_another(found: Rows, chance: random.Random) -> Cells:
    _, one, other = _two(found, chance)
    kept = {place: value for place, value in found.cells.items() if place[0] != other}
    copied: Cells = {(other, column): value for (row, column), value in found.cells.items() if row == one}
    return {**kept, **copied}


def _rows_exchanged_without_key(found: Rows, chance: random.Random) -> Cells:
    _, one, other = _two(found, chance)
    cells = {place: value for place, value in found.cells.items() if place != (one, KEY_COLUMN)}
    return _moved(cells, {one: other, other: one})


def _all_keys_cleared_and_sorted(found: Rows, chance: random.Random) -> Cells:
    cells = _sorted_without_keys(found, chance)
    form_key = min(row for row, column in cells if column == KEY_COLUMN)
    return {(row, column): value for (row, column), value in cells.items() if column != KEY_COLUMN or row == form_key}


def _row_deleted(found: Rows, chance: random.Random) -> Cells:
    _, one, _ = _two(found, chance)
    kept = {place: value for place, value in found.cells.items() if place[0] != one}
    return {(row - (row > one), column): value for (row, column), value in kept.items()}


def _row_into_another_section(found: Rows, chance: random.Random) -> Cells:
    here, *others = chance.sample(sorted(found.rows), len(found.rows))
    if not others:
        return _row_deleted(found, chance)
    there = others[0]
    one, other = chance.choice(found.rows[here]), chance.choice(found.rows[there])
    return _moved(found.cells, {one: other, other: one})


CHANGES: dict[str, Change] = {
    "whole rows exchanged": _whole_rows_exchanged,
    "sorted without the keys": _sorted_without_keys,
    "keys exchanged": _keys_exchanged,
    "labels exchanged": _labels_exchanged,
    "label of another row": _label_of_another,
    "label typed over": _label_typed_over,
    "row copied over another": _row_copied_over_another,
    "rows exchanged, one without key": _rows_exchanged_without_key,
    "keys cleared, rows sorted": _all_keys_cleared_and_sorted,
    "row deleted": _row_deleted,
    "row into another section": _row_into_another_section,
}
RELABELLED = frozenset({"keys exchanged", "labels exchanged", "label of another row", "label typed over"})
"""Changes after which the review must say something, even where every answer is read right."""
