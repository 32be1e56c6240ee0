"""Which row of a returned table is which row of the layout.

The hidden key says so, and what stands beside it is the cross-check: the label, and the texts an item was issued with
(its metric), which also tell rows with the same label apart.
- They agree, or the label is not known: the key.
- There is no key: the label.
- Key and label disagree: the labels, if each of the section's labels stands exactly once; otherwise nothing is read.
- Metrics stand beside other labels than their own: ratings went with one or the other, so nothing is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sheetreview.form.cells import descriptor
from sheetreview.form.keys import row_key
from sheetreview.form.locate import FoundTable, KeyColumn, find_totals
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A sheet row: its number, its key (empty without one), and the row ids it may be by its label."""

    number: int
    key: str
    labels: frozenset[str]

    def is_(self, name: str) -> bool:
        """Whether the label is that of a row."""
        return name in self.labels


def match_rows(grid: Grid, keys: KeyColumn, table: FoundTable) -> RowMatch:
    """Tell the rows of a returned table apart."""
    names = _Labels(grid, table)
    rows = [_Row(number=row, key=key, labels=names.candidates(row)) for row, key in _candidates(grid, keys, table)]
    if names.displaced(rows):
        return RowMatch(rows={}, unclear=True)
    return _by_labels(names, rows) if _disagree(names, rows) else _by_keys(names, rows)


def _disagree(names: _Labels, rows: Sequence[_Row]) -> bool:
    """Whether a key stands beside another row's label.

    A label that the reviewer types may be that of another row, as long as that row has it too.
    """
    at_home = {row.key for row in rows if row.is_(row.key)}
    return any(
        row.key and row.labels and not row.is_(row.key) and (row.key in names.fixed or not row.labels & at_home)
        for row in rows
    )


def _candidates(grid: Grid, keys: KeyColumn, table: FoundTable) -> list[tuple[int, str]]:
    """Rows that may be the table's, with the row ids of their keys: keyed ones anywhere, others within the table."""
    own = {row_key(table.section.id, name): name for name in table.section.row_ids}
    totals = find_totals(grid, keys, table).values()
    found = []
    for row in grid.rows:
        key = keys.keys.get(row, "")
        loose = not key and table.head < row < table.end and row not in totals
        if key in own or (loose and any(grid.text(row, column) for column in table.columns.values())):
            found.append((row, own.get(key, "")))
    return found


def _by_keys(names: _Labels, candidates: Sequence[_Row]) -> RowMatch:
    keyed = [row for row in candidates if row.key]
    sure = {row.key for row in keyed if row.is_(row.key)}
    # A key that stands beside its own label somewhere says nothing where it stands beside none.
    loose = [row for row in keyed if row.key in names.fixed and row.key in sure and not row.labels]
    rows: dict[str, int] = {}
    doubled: dict[str, list[int]] = {}
    for row in keyed:
        if row not in loose:
            _add(rows, doubled, row.key, row.number)
    relabelled = {row.key: names.text(row.number) for row in keyed if row not in loose and names.lacks_label(row)}
    unkeyed: list[str] = []
    unlabelled: list[int] = []
    unclear: list[int] = []
    for row in [*loose, *(row for row in candidates if not row.key)]:
        free = sorted(row.labels - rows.keys())
        if len(free) == 1:
            rows[free[0]] = row.number
            unkeyed.append(free[0])
        elif row.labels and not free:
            _add(rows, doubled, min(row.labels), row.number)
        else:
            (unclear if row.labels else unlabelled).append(row.number)
    unknown = sorted([*unclear, *_adopt(names, rows, unkeyed, sorted(unlabelled))])
    return RowMatch(rows=rows, doubled=doubled, relabelled=relabelled, unkeyed=unkeyed, unknown=unknown)


def _add(rows: dict[str, int], doubled: dict[str, list[int]], name: str, number: int) -> None:
    """Note a sheet row as a row of the form: the first one counts."""
    if name in rows:
        doubled.setdefault(name, [rows[name]]).append(number)
    else:
        rows[name] = number


def _by_labels(names: _Labels, candidates: Sequence[_Row]) -> RowMatch:
    """Keys and labels contradict each other: believe the labels if they leave no doubt."""
    times = Counter(name for row in candidates if len(row.labels) == 1 for name in row.labels)
    if any(times[name] != 1 for name in names.fixed) or any(count > 1 for count in times.values()):
        return RowMatch(rows={}, unclear=True)
    rows = {min(row.labels): row.number for row in candidates if len(row.labels) == 1}
    rest = [row.number for row in candidates if not row.labels]
    return RowMatch(rows=rows, unknown=_adopt(names, rows, [], rest), by_label=True)


def _adopt(names: _Labels, rows: dict[str, int], unkeyed: list[str], unlabelled: list[int]) -> list[int]:
    """Give rows without key and known label to a row whose label the reviewer types, when only one can be meant.

    A section with blank rows takes them all, as further blank rows where those it has are used up. What is left, as
    rows of another section, is returned.
    """
    section = names.section
    foreign = [row for row in unlabelled if names.is_foreign(row)]
    unknown = [row for row in unlabelled if row not in foreign]
    if section.blank_rows:
        free = [name for name in section.row_ids if name not in rows and name not in section.item_by_id]
        more = (f"row-{number}" for number in range(section.blank_rows + 1, section.blank_rows + 1 + len(unknown)))
        for name, row in zip([*free, *more], unknown, strict=False):
            rows[name] = row
            unkeyed.append(name)
        return foreign
    typed = [name for name in names.typed if name not in rows]
    if len(typed) == 1 and len(unknown) == 1 and names.text(unknown[0]):
        rows[typed[0]] = unknown[0]
        unkeyed.append(typed[0])
        return foreign
    return unlabelled


class _Labels:
    """The labels and metrics of a section as they were issued, and as they stand in a returned table."""

    def __init__(self, grid: Grid, table: FoundTable) -> None:
        self.section = section = table.section
        self._grid = grid
        self._table = table
        label = next((c.id for c in section.columns if c.is_label), None)
        self._column = table.columns.get(label or "", 0)
        self.has_column = bool(self._column)
        self.fixed = {item.id for item in section.items if label is not None and label not in item.open}
        self.typed = [item.id for item in section.items if label in item.open]
        self._by_label: dict[str, list[str]] = {}
        for item in section.items:
            self._by_label.setdefault(squeeze(item.label), []).append(item.id)
        self._metrics = [
            (item.id, table.columns[column.id], squeeze(descriptor(item.texts[column.id])))
            for item in section.items
            for column in section.columns
            if column.id in item.texts and column.id in table.columns and column.id not in item.open
        ]

    def text(self, row: int) -> str:
        """The label that stands in a row."""
        return self._grid.text(row, self._column) if self.has_column else ""

    def lacks_label(self, row: _Row) -> bool:
        """Whether a keyed row has another text in place of its label."""
        return self.has_column and row.key in self.fixed and not row.labels

    def is_foreign(self, row: int) -> bool:
        """Whether the label is that of another section's row."""
        return squeeze(self.text(row)) in self._table.foreign

    def candidates(self, row: int) -> frozenset[str]:
        """Row ids that a sheet row may be by its label; nothing when the label is not one of the section's."""
        names = frozenset(self._by_label.get(squeeze(self.text(row)), ()))
        if len(names) <= 1:
            return names
        return names & self._by_metric(row) or names

    def _by_metric(self, row: int) -> frozenset[str]:
        """Row ids that a sheet row may be by the texts issued beside the label, with or without a figure behind."""
        found = set()
        for name, column, issued in self._metrics:
            text = squeeze(self._grid.text(row, column)).removeprefix("[").removesuffix("]")
            if text.startswith(issued) and not text[len(issued) :][:1].isalnum():
                found.add(name)
        return frozenset(found)

    def displaced(self, rows: Sequence[_Row]) -> bool:
        """Whether a metric stands beside another item's label and not beside its own."""
        items = {row.number: row.labels or frozenset({row.key}) for row in rows if row.labels or row.key}
        metrics = {number: self._by_metric(number) for number in items}
        at_home = {name for number, found in metrics.items() for name in found & items[number]}
        return any(found and not found & (items[number] | at_home) for number, found in metrics.items())
