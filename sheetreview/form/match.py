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
    """A sheet row that may be the table's.

    ``key`` is the row id that its key names, '' without one; ``label`` is the text in the column of labels, ``labels``
    are the row ids it may be by that, and ``metrics`` the ids of the items whose issued texts stand in it.
    """

    number: int
    key: str
    label: str
    labels: frozenset[str]
    metrics: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """How a section's items are known again: by their labels as compared, and by the texts issued beside these.

    ``label`` is the sheet column of the labels, 0 without one; the labels of ``fixed`` items are the form's, those of
    ``typed`` ones the reviewer's. ``metrics`` are item ids with the sheet column and the text, as compared.
    """

    label: int
    fixed: frozenset[str]
    typed: tuple[str, ...]
    by_label: Mapping[str, frozenset[str]]
    metrics: Sequence[tuple[str, int, str]]

    @classmethod
    def of(cls, table: FoundTable) -> _Names:
        """The names of a table's section."""
        section = table.section
        label = next((column.id for column in section.columns if column.is_label), "")
        by_label: dict[str, set[str]] = {}
        for item in section.items:
            by_label.setdefault(squeeze(item.label), set()).add(item.id)
        return cls(
            label=table.columns.get(label, 0),
            fixed=frozenset(item.id for item in section.items if label and label not in item.open),
            typed=tuple(item.id for item in section.items if label in item.open),
            by_label={text: frozenset(names) for text, names in by_label.items()},
            metrics=[
                (item.id, table.columns[name], squeeze(descriptor(text)))
                for item in section.items
                for name, text in item.texts.items()
                if name in table.columns and name not in item.open
            ],
        )

    def row(self, grid: Grid, number: int, key: str) -> _Row:
        """A sheet row, with what it may be."""
        label = grid.text(number, self.label) if self.label else ""
        metrics: set[str] = set()
        for name, column, issued in self.metrics:
            text = squeeze(grid.text(number, column)).removeprefix("[").removesuffix("]")
            # A figure may stand behind the issued text.
            if text.startswith(issued) and not text[len(issued) :][:1].isalnum():
                metrics.add(name)
        labels = self.by_label.get(squeeze(label), frozenset())
        if len(labels) > 1:
            labels = labels & metrics or labels
        return _Row(number=number, key=key, label=label, labels=labels, metrics=frozenset(metrics))


@dataclass(slots=True)
class _Matched:
    """Which rows have been told so far; of several rows with one name the first counts."""

    rows: dict[str, int] = field(default_factory=dict)
    doubled: dict[str, list[int]] = field(default_factory=dict)
    unkeyed: list[str] = field(default_factory=list)

    def add(self, name: str, number: int) -> None:
        """Note a sheet row as a row of the form."""
        if name in self.rows:
            self.doubled.setdefault(name, [self.rows[name]]).append(number)
        else:
            self.rows[name] = number

    def add_unkeyed(self, name: str, number: int) -> None:
        """Note a sheet row that is told without its key."""
        self.rows[name] = number
        self.unkeyed.append(name)


def match_rows(grid: Grid, keys: KeyColumn, table: FoundTable) -> RowMatch:
    """Tell the rows of a returned table apart."""
    names = _Names.of(table)
    rows = [names.row(grid, number, key) for number, key in _candidates(grid, keys, table)]
    if _displaced(rows):
        return RowMatch(rows={}, unclear=True)
    return _by_labels(names, table, rows) if _disagree(names, rows) else _by_keys(names, table, rows)


def _displaced(rows: Sequence[_Row]) -> bool:
    """Whether a metric stands beside another item's label and not beside its own."""
    known = [(row.metrics, row.labels or frozenset({row.key})) for row in rows if row.labels or row.key]
    at_home = frozenset().union(*(metrics & names for metrics, names in known))
    return any(metrics and not metrics & (names | at_home) for metrics, names in known)


def _disagree(names: _Names, rows: Sequence[_Row]) -> bool:
    """Whether a key stands beside another row's label.

    A label that the reviewer types may be that of another row, as long as that row has it too.
    """
    at_home = {row.key for row in rows if row.key in row.labels}
    return any(
        row.key and row.labels and row.key not in row.labels and (row.key in names.fixed or not row.labels & at_home)
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


def _by_keys(names: _Names, table: FoundTable, candidates: Sequence[_Row]) -> RowMatch:
    sure = {row.key for row in candidates if row.key in row.labels}
    certain: list[_Row] = []
    loose: list[_Row] = []
    for row in candidates:
        # A key that stands beside its own label somewhere says nothing where it stands beside none.
        idle = row.key in names.fixed and row.key in sure and not row.labels
        if row.key:
            (loose if idle else certain).append(row)
    matched = _Matched()
    for row in certain:
        matched.add(row.key, row.number)
    relabelled = {row.key: row.label for row in certain if names.label and row.key in names.fixed and not row.labels}
    loose += (row for row in candidates if not row.key)
    unclear = _match_labels(matched, loose)
    unlabelled = sorted((row for row in loose if not row.labels), key=lambda row: row.number)
    return RowMatch(
        rows=matched.rows,
        doubled=matched.doubled,
        relabelled=relabelled,
        unkeyed=matched.unkeyed,
        unknown=sorted([*unclear, *_adopt(names, table, matched, unlabelled)]),
    )


def _match_labels(matched: _Matched, rows: Sequence[_Row]) -> list[int]:
    """Tell rows without a key by their labels; the numbers of those that may be several."""
    unclear: list[int] = []
    for row in rows:
        free = row.labels - matched.rows.keys()
        if len(free) == 1:
            matched.add_unkeyed(min(free), row.number)
        elif row.labels and not free:
            matched.add(min(row.labels), row.number)
        elif row.labels:
            unclear.append(row.number)
    return unclear


def _by_labels(names: _Names, table: FoundTable, candidates: Sequence[_Row]) -> RowMatch:
    """Keys and labels contradict each other: believe the labels if they leave no doubt."""
    labelled = [(min(row.labels), row.number) for row in candidates if len(row.labels) == 1]
    times = Counter(name for name, _ in labelled)
    if any(times[name] != 1 for name in names.fixed) or any(count > 1 for count in times.values()):
        return RowMatch(rows={}, unclear=True)
    matched = _Matched(rows=dict(labelled))
    unknown = _adopt(names, table, matched, [row for row in candidates if not row.labels])
    return RowMatch(rows=matched.rows, unknown=unknown, by_label=True)


def _adopt(names: _Names, table: FoundTable, matched: _Matched, unlabelled: Sequence[_Row]) -> list[int]:
    """Give rows without key and known label to a row whose label the reviewer types, when only one can be meant.

    A section with blank rows takes them all, as further blank rows where those it has are used up. The numbers of what
    is left, as rows of another section, are returned.
    """
    section = table.section
    foreign = [row.number for row in unlabelled if squeeze(row.label) in table.foreign]
    unknown = [row for row in unlabelled if row.number not in foreign]
    if section.blank_rows:
        free = [name for name in section.row_ids if name not in matched.rows and name not in section.item_by_id]
        more = (f"row-{number}" for number in range(section.blank_rows + 1, section.blank_rows + 1 + len(unknown)))
        for name, row in zip([*free, *more], unknown, strict=False):
            matched.add_unkeyed(name, row.number)
        return foreign
    typed = [name for name in names.typed if name not in matched.rows]
    if len(typed) == 1 and len(unknown) == 1 and unknown[0].label:
        matched.add_unkeyed(typed[0], unknown[0].number)
        return foreign
    return [row.number for row in unlabelled]
