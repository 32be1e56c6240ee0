"""Which row of a returned table is which row of the layout.

The hidden key says so, and the label beside it (with the metric, where two rows share a label) is the cross-check:
- they agree, or the label is not known: the key;
- there is no key: the label;
- they disagree: the labels, if each of the section's labels stands exactly once; otherwise nothing is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sheetreview.form.issued import descriptor, issued_text
from sheetreview.form.locate import FoundTable, KeyColumn
from sheetreview.model.layout import ColumnKind, Section
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.text import squeeze


@dataclass(frozen=True, slots=True, kw_only=True)
class RowMatch:
    """The outcome for one section: sheet rows by row id, and what was odd about them.

    ``doubled`` maps a row id to all its sheet rows, ``relabelled`` a row id to the text found in place of its label,
    ``unkeyed`` are rows recognised by their label alone, ``unknown`` sheet rows that are no row of the form.
    ``unclear`` means that keys and labels contradict each other and no rows could be told for certain.
    """

    rows: Mapping[str, int]
    doubled: Mapping[str, Sequence[int]] = field(default_factory=dict)
    relabelled: Mapping[str, str] = field(default_factory=dict)
    unkeyed: Sequence[str] = ()
    unknown: Sequence[int] = ()
    by_label: bool = False
    unclear: bool = False


def match_rows(grid: Grid, keys: KeyColumn, table: FoundTable) -> RowMatch:
    """Tell the rows of a returned table apart."""
    section = table.section
    prefix = f"{section.id}."
    known = set(section.row_ids)
    keyed: list[tuple[int, str]] = []
    loose: list[int] = []
    for row in grid.rows:
        name = keys.keys.get(row, "").removeprefix(prefix)
        if keys.keys.get(row, "").startswith(prefix) and (name in known or _is_blank_row(section, name)):
            keyed.append((row, name))
        elif table.head < row < table.end and row not in keys.keys:
            loose.append(row)
    names = _Labels(grid, table)
    labelled = {row: names.candidates(row) for row in loose}
    labelled |= {row: names.candidates(row) if name in names.fixed else frozenset() for row, name in keyed}
    if any(labelled[row] and name not in labelled[row] for row, name in keyed):
        return _by_labels(section, labelled, keyed)
    return _by_keys(grid, names, section, keyed, loose, labelled)


def _by_keys(
    grid: Grid,
    names: _Labels,
    section: Section,
    keyed: Sequence[tuple[int, str]],
    loose: Iterable[int],
    labelled: Mapping[int, frozenset[str]],
) -> RowMatch:
    rows: dict[str, int] = {}
    doubled: dict[str, list[int]] = {}
    for row, name in keyed:
        if name in rows:
            doubled.setdefault(name, [rows[name]]).append(row)
        else:
            rows[name] = row
    unkeyed, unknown = [], []
    for row in loose:
        free = sorted(labelled[row] - rows.keys())
        if len(free) == 1:
            rows[free[0]] = row
            unkeyed.append(free[0])
        elif labelled[row] and not free:
            name = min(labelled[row])
            doubled.setdefault(name, [rows[name]]).append(row)
        else:
            unknown.append(row)
    unknown = _adopt(grid, names, section, rows, unkeyed, unknown)
    relabelled = {
        name: names.text(row) for row, name in keyed if not labelled[row] and name in names.fixed and names.has_column
    }
    return RowMatch(rows=rows, doubled=doubled, relabelled=relabelled, unkeyed=unkeyed, unknown=unknown)


def _adopt(
    grid: Grid, names: _Labels, section: Section, rows: dict[str, int], unkeyed: list[str], unknown: list[int]
) -> list[int]:
    """Give rows without key and known label to a row whose label the reviewer types, when only one can be meant."""
    filled = [row for row in unknown if grid.columns_in(row)]
    if section.blank_rows:
        number = len(section.items) + section.blank_rows
        for row in filled:
            free = [name for name in section.row_ids if name not in rows and name not in section.item_by_id]
            number += not free
            name = free[0] if free else f"row-{number - len(section.items)}"
            rows[name] = row
            unkeyed.append(name)
        return []
    typed = [name for name in names.typed if name not in rows]
    if len(typed) == 1 and len(filled) == 1 and names.has_column and names.text(filled[0]):
        rows[typed[0]] = filled[0]
        unkeyed.append(typed[0])
        return []
    return filled


def _by_labels(section: Section, labelled: Mapping[int, frozenset[str]], keyed: Sequence[tuple[int, str]]) -> RowMatch:
    """Keys and labels contradict each other: believe the labels if they leave no doubt."""
    sure = {row: min(found) for row, found in labelled.items() if len(found) == 1}
    times = Counter(sure.values())
    rows = {name: row for row, name in sure.items()}
    for row, name in keyed:
        if row not in sure and name not in rows:
            rows[name] = row
    complete = all(times[item.id] == 1 or item.open for item in section.items)
    if not complete or any(count > 1 for count in times.values()):
        return RowMatch(rows={}, unclear=True)
    return RowMatch(rows=rows, by_label=True)


def _is_blank_row(section: Section, name: str) -> bool:
    return section.blank_rows > 0 and name.startswith("row-") and name[4:].isdecimal()


class _Labels:
    """The labels of a section as they were issued, and as they stand in a returned table."""

    def __init__(self, grid: Grid, table: FoundTable) -> None:
        section = table.section
        self._grid = grid
        self._table = table
        label = next((c.id for c in section.columns if c.kind is ColumnKind.LABEL), None)
        self._column = table.columns.get(label or "", 0)
        self.has_column = bool(self._column)
        self._by_label: dict[str, list[str]] = {}
        self.fixed = {item.id for item in section.items if label is not None and label not in item.open}
        self.typed = [item.id for item in section.items if label in item.open]
        for item in section.items:
            self._by_label.setdefault(squeeze(item.label), []).append(item.id)

    def text(self, row: int) -> str:
        """The label that stands in a row."""
        return self._grid.text(row, self._column) if self.has_column else ""

    def candidates(self, row: int) -> frozenset[str]:
        """Row ids that a sheet row may be by its label; nothing when the label is not one of the section's."""
        names = self._by_label.get(squeeze(self.text(row)), [])
        if len(names) <= 1:
            return frozenset(names)
        told = [name for name in names if self._details_fit(row, name)]
        return frozenset(told or names)

    def _details_fit(self, row: int, name: str) -> bool:
        section = self._table.section
        for column in section.columns:
            place = self._table.columns.get(column.id)
            issued = squeeze(descriptor(issued_text(section, name, column)))
            if column.kind is ColumnKind.LABEL or not place or column.id not in section.item_by_id[name].texts:
                continue
            found = squeeze(self._grid.text(row, place)).lstrip("[")
            if found.startswith(issued):
                return True
        return False
