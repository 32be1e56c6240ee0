"""What each sheet row of a returned table may be: by its hidden key, its label, and the texts issued beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetreview.form.cells import descriptor
from sheetreview.form.issued_words import IssuedWords
from sheetreview.form.keys import row_key
from sheetreview.form.locate import FoundTable, KeyColumn, find_totals
from sheetreview.model.layout import Section
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.text import squeeze


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A sheet row that may be the table's.

    ``key`` is the row id that its key names, '' without one; ``label`` is the text in the column of labels, ``labels``
    are the row ids it may be by that, and ``metrics`` the ids of the items whose issued texts stand in it. ``issued``
    says that it has neither, and nothing but words of the form: a title or a legend that came to stand in the table.
    """

    number: int
    key: str
    label: str
    labels: frozenset[str]
    metrics: frozenset[str]
    issued: bool

    @property
    def names(self) -> frozenset[str]:
        """The row ids it may be, by its key or its label."""
        return self.labels | {self.key} if self.key else self.labels

    @property
    def sure(self) -> bool:
        """Whether its key and its label agree."""
        return self.key in self.labels

    @property
    def contradicts(self) -> bool:
        """Whether it has a key and a label, and these do not agree."""
        return bool(self.key and self.labels) and not self.sure

    @property
    def at_home(self) -> bool:
        """Whether its own metric stands beside its label, and beside its key if it has one."""
        own = self.labels & {self.key} if self.key and self.labels else self.names
        return bool(self.metrics & own)

    @property
    def metrics_beside(self) -> frozenset[str]:
        """The ids of the items whose metric stands beside their label; without a known label, beside their key."""
        return self.metrics & (self.labels or self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Metrics:
    """The texts that items were issued with in one sheet column beside their labels, as compared: whose each is."""

    column: int
    items: Mapping[str, Collection[str]]
    lengths: Collection[int]

    def standing_in(self, text: str) -> Iterator[str]:
        """The items whose issued text is the text of a cell; a figure may stand behind it."""
        found = squeeze(text).removeprefix("[").removesuffix("]")
        for length in self.lengths:
            if found[:length] in self.items and not found[length : length + 1].isalnum():
                yield from self.items[found[:length]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowNames:
    """How a section's rows are known again: by their labels as compared, and by the texts issued beside these.

    ``label`` is the sheet column of the labels, 0 without one; the labels of ``fixed`` items are the form's, those of
    ``typed`` ones the reviewer's. ``words`` are those that the whole form is issued with.
    """

    table: FoundTable
    words: IssuedWords
    label: int
    fixed: frozenset[str]
    typed: tuple[str, ...]
    by_label: Mapping[str, frozenset[str]]
    metrics: Sequence[_Metrics]

    @classmethod
    def of(cls, table: FoundTable, words: IssuedWords) -> RowNames:
        """The names of a table's section."""
        items = table.section.items
        label = next((column.id for column in table.section.columns if column.is_label), "")
        by_label: dict[str, set[str]] = {}
        for item in items:
            by_label.setdefault(squeeze(item.label), set()).add(item.id)
        return cls(
            table=table,
            words=words,
            label=table.columns.get(label, 0),
            fixed=frozenset(item.id for item in items if label and label not in item.open),
            typed=tuple(item.id for item in items if label in item.open),
            by_label={text: frozenset(names) for text, names in by_label.items()},
            metrics=tuple(_metrics(table)),
        )

    @property
    def section(self) -> Section:
        """The section of the layout."""
        return self.table.section

    def rows(self, grid: Grid, keys: KeyColumn) -> list[SheetRow]:
        """The sheet rows that may be the table's, in the sheet's order."""
        found = _candidates(grid, keys, self.table)
        # Another row with the titles is that of a further page, wherever somebody sorted it.
        titles = [(column, grid.text(self.table.head, column)) for column in self.table.columns.values()]
        return [
            self._row(grid, number, key)
            for number, key in found
            if not titles or any(grid.text(number, column) != title for column, title in titles)
        ]

    def _row(self, grid: Grid, number: int, key: str) -> SheetRow:
        label = grid.text(number, self.label) if self.label else ""
        metrics = frozenset(item for one in self.metrics for item in one.standing_in(grid.text(number, one.column)))
        labels = self.by_label.get(squeeze(label), frozenset())
        if len(labels) > 1:
            labels = labels & metrics or labels
        texts = () if key or labels else [grid.text(number, column) for column in self.table.columns.values()]
        issued = bool(texts) and all(self.words.are(text) for text in texts if text)
        return SheetRow(number=number, key=key, label=label, labels=labels, metrics=metrics, issued=issued)

    def open(self, names: Collection[str]) -> list[str]:
        """Those of some row ids whose label is not the form's, in the order of the form."""
        return [name for name in self.section.row_ids if name in names and name not in self.fixed]


def _metrics(table: FoundTable) -> Iterator[_Metrics]:
    for name, column in table.columns.items():
        items: dict[str, list[str]] = {}
        for item in table.section.items:
            if name in item.texts and name not in item.open:
                items.setdefault(squeeze(descriptor(item.texts[name])), []).append(item.id)
        if items:
            yield _Metrics(column=column, items=items, lengths={len(text) for text in items})


def _candidates(grid: Grid, keys: KeyColumn, table: FoundTable) -> Iterator[tuple[int, str]]:
    """Rows that may be the table's, with the row ids of their keys: keyed ones anywhere, others within the table."""
    own = {row_key(table.section.id, name): name for name in table.section.row_ids}
    totals = find_totals(grid, keys, table).values()
    for row in grid.rows:
        key = keys.keys.get(row, "")
        loose = not key and table.head < row < table.end and row not in totals
        if key in own or (loose and any(grid.text(row, column) for column in table.columns.values())):
            yield row, own.get(key, "")
