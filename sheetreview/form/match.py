"""Which row of a returned table is which row of the layout.

The hidden key says so, and what stands beside it is the cross-check: the label, and the texts an item was issued with
(its metric), which also tell rows with the same label apart.
- They agree, or the label is not known: the key.
- There is no key: the label.
- Keys and labels of some rows contradict each other: the labels, if among these rows each stands exactly once.
  Otherwise nothing is read of these rows; the others are as certain as before.
- Metrics stand beside other labels than their own: ratings went with one or the other, so nothing is read but of rows
  whose own metric stands beside their own label.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sheetreview.form.cells import descriptor
from sheetreview.form.issued_words import IssuedWords
from sheetreview.form.keys import row_key
from sheetreview.form.locate import FoundTable, KeyColumn, find_totals
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.text import squeeze


@dataclass(frozen=True, slots=True, kw_only=True)
class RowMatch:
    """The outcome for one section: sheet rows by row id, and what was odd about them.

    ``doubled`` maps a row id to all its sheet rows, ``relabelled`` a row id to the text found in place of its label,
    ``unkeyed`` are rows recognised by their label alone, ``unknown`` sheet rows that are no row of the form.
    ``by_label`` says that of rows whose keys and labels contradict each other, the labels were believed. ``doubtful``
    maps sheet rows that nobody can tell for certain to the row ids that their keys name, '' without one.
    """

    rows: Mapping[str, int]
    doubled: Mapping[str, Sequence[int]] = field(default_factory=dict)
    relabelled: Mapping[str, str] = field(default_factory=dict)
    unkeyed: Sequence[str] = ()
    unknown: Sequence[int] = ()
    by_label: bool = False
    doubtful: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
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
        names = self.labels or self.names
        own = names & {self.key} if self.key else names
        return bool(self.metrics & own)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """How a section's rows are known again: by their labels as compared, and by the texts issued beside these.

    ``label`` is the sheet column of the labels, 0 without one; the labels of ``fixed`` items are the form's, those of
    ``typed`` ones the reviewer's. ``metrics`` are item ids with the sheet column and the text, as compared. ``words``
    are those that the whole form is issued with.
    """

    table: FoundTable
    words: IssuedWords
    label: int
    fixed: frozenset[str]
    typed: tuple[str, ...]
    by_label: Mapping[str, frozenset[str]]
    metrics: Sequence[tuple[str, int, str]]

    @classmethod
    def of(cls, table: FoundTable, words: IssuedWords) -> _Names:
        """The names of a table's section."""
        section = table.section
        label = next((column.id for column in section.columns if column.is_label), "")
        by_label: dict[str, set[str]] = {}
        for item in section.items:
            by_label.setdefault(squeeze(item.label), set()).add(item.id)
        return cls(
            table=table,
            words=words,
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
        texts = [] if key or labels else [grid.text(number, column) for column in self.table.columns.values()]
        return _Row(
            number=number,
            key=key,
            label=label,
            labels=labels,
            metrics=frozenset(metrics),
            issued=bool(texts) and all(self.words.are(text) for text in texts if text),
        )

    def open(self, names: Collection[str]) -> list[str]:
        """Those of some row ids whose label is not the form's, in the order of the form."""
        return [name for name in self.table.section.row_ids if name in names and name not in self.fixed]


@dataclass(slots=True)
class _Matched:
    """Which rows have been told so far; of several rows with one name the first counts."""

    rows: dict[str, int] = field(default_factory=dict)
    doubled: dict[str, list[int]] = field(default_factory=dict)
    unkeyed: list[str] = field(default_factory=list)
    by_label: bool = False
    doubtful: dict[int, str] = field(default_factory=dict)
    doubted: set[str] = field(default_factory=set)

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

    def doubt(self, rows: Sequence[_Row], names: Iterable[str]) -> None:
        """Note sheet rows that nobody can tell, and the row ids that they may be."""
        self.doubtful |= {row.number: row.key for row in rows}
        self.doubted.update(names)

    def is_free(self, name: str) -> bool:
        """Whether a row id is neither told nor in doubt."""
        return name not in self.rows and name not in self.doubted


def match_rows(grid: Grid, keys: KeyColumn, table: FoundTable, words: IssuedWords) -> RowMatch:
    """Tell the rows of a returned table apart; ``words`` are those that its form is issued with."""
    names = _Names.of(table, words)
    rows = [names.row(grid, number, key) for number, key in _candidates(grid, keys, table)]
    matched = _Matched()
    displaced = _displaced(rows)
    # Where keys and labels agree, or only one of them is left, ratings went with metrics: of any row, who knows where.
    if any(not row.contradicts for row in displaced):
        lost = [row for row in rows if not row.at_home]
        at_home = {name for row in rows if row.at_home for name in row.names}
        matched.doubt(lost, set(table.section.row_ids) - at_home)
        rows = [row for row in rows if row.at_home]
    sure = frozenset(row.key for row in rows if row.sure)
    for group in _contradicting(names, rows, sure):
        told = {} if any(row in displaced for row in group) else _told_by_labels(names, group, sure)
        matched.rows |= told
        matched.by_label |= bool(told)
        if not told:
            matched.doubt(group, frozenset().union(*(row.names for row in group)) - sure)
        rows = [row for row in rows if row not in group]
    return _by_keys(names, matched, rows, sure)


def _displaced(rows: Sequence[_Row]) -> list[_Row]:
    """Rows in which a metric stands beside another item's label, and not in another row beside its own."""
    at_home = frozenset().union(*(row.metrics & (row.labels or row.names) for row in rows))
    return [
        row for row in rows if row.names and row.metrics and not row.metrics & ((row.labels or row.names) | at_home)
    ]


def _contradicting(names: _Names, rows: Sequence[_Row], sure: frozenset[str]) -> list[list[_Row]]:
    """Groups of rows that may be one another: in each, a key stands beside another row's label.

    A label that the reviewer types may be that of another row, as long as that row has it too.
    """
    odd = [row for row in rows if row.contradicts and (row.key in names.fixed or not row.labels & sure)]
    others = [row for row in rows if odd and not row.sure and row not in odd and row.names - sure]
    groups: list[tuple[frozenset[str], list[_Row]]] = []
    for row in [*odd, *others]:
        claimed = row.names - sure
        touching = [group for group in groups if group[0] & claimed]
        if touching or row in odd:
            groups = [group for group in groups if group not in touching]
            together = sorted([row, *(one for _, found in touching for one in found)], key=lambda one: one.number)
            groups.append((claimed.union(*(claims for claims, _ in touching)), together))
    return [found for _, found in groups]


def _told_by_labels(names: _Names, group: Sequence[_Row], sure: frozenset[str]) -> dict[str, int]:
    """Sheet rows by row id as the labels of rows say that contradict their keys; nothing where these leave a doubt."""
    keys = {row.key for row in group if row.key} - sure
    times = Counter(name for row in group for name in row.labels)
    typed = [row for row in group if not row.labels]
    free = names.open(keys - times.keys())
    each_once = all(count == 1 and name not in sure for name, count in times.items())
    one_each = all(len(row.labels) <= 1 for row in group) and keys & names.fixed <= times.keys()
    # A row whose label the reviewer types is told from others by that alone; blank rows are as good as each other.
    others_told = not set(free) & set(names.typed) or (len(free) == 1 and all(row.label for row in typed))
    if not (each_once and one_each and others_told and len(typed) == len(free)):
        return {}
    return {name: row.number for row in group for name in row.labels} | {
        name: row.number for name, row in zip(free, typed, strict=True)
    }


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


def _by_keys(names: _Names, matched: _Matched, candidates: Sequence[_Row], sure: frozenset[str]) -> RowMatch:
    certain: list[_Row] = []
    loose: list[_Row] = []
    for row in candidates:
        # A key that stands beside its own label somewhere says nothing where it stands beside none.
        idle = row.key in names.fixed and row.key in sure and not row.labels
        if row.key:
            (loose if idle else certain).append(row)
    for row in certain:
        matched.add(row.key, row.number)
    relabelled = {row.key: row.label for row in certain if names.label and row.key in names.fixed and not row.labels}
    loose += (row for row in candidates if not row.key)
    unclear = _match_labels(matched, loose)
    unlabelled = sorted((row for row in loose if not row.labels and not row.issued), key=lambda row: row.number)
    return RowMatch(
        rows=matched.rows,
        doubled=matched.doubled,
        relabelled=relabelled,
        unkeyed=matched.unkeyed,
        unknown=sorted([*unclear, *_adopt(names, matched, unlabelled)]),
        by_label=matched.by_label,
        doubtful=dict(sorted(matched.doubtful.items())),
    )


def _match_labels(matched: _Matched, rows: Sequence[_Row]) -> list[int]:
    """Tell rows without a key by their labels; the numbers of those that may be several."""
    unclear: list[int] = []
    for row in rows:
        free = [name for name in row.labels if matched.is_free(name)]
        if len(free) == 1:
            matched.add_unkeyed(free[0], row.number)
        elif row.labels and not free:
            matched.add(min(row.labels), row.number)
        elif row.labels:
            unclear.append(row.number)
    return unclear


def _adopt(names: _Names, matched: _Matched, unlabelled: Sequence[_Row]) -> list[int]:
    """Give rows without key and known label to a row whose label the reviewer types, when only one can be meant.

    A section with blank rows takes them all, as further blank rows where those it has are used up. The numbers of what
    is left, as rows of another section, are returned.
    """
    section = names.table.section
    foreign = [row.number for row in unlabelled if squeeze(row.label) in names.table.foreign]
    unknown = [row for row in unlabelled if row.number not in foreign]
    if section.blank_rows:
        free = [name for name in section.row_ids if matched.is_free(name) and name not in section.item_by_id]
        more = (f"row-{number}" for number in range(section.blank_rows + 1, section.blank_rows + 1 + len(unknown)))
        for name, row in zip([*free, *more], unknown, strict=False):
            matched.add_unkeyed(name, row.number)
        return foreign
    typed = [name for name in names.typed if matched.is_free(name)]
    if len(typed) == 1 and len(unknown) == 1 and unknown[0].label:
        matched.add_unkeyed(typed[0], unknown[0].number)
        return foreign
    return [row.number for row in unlabelled]
