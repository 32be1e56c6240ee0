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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sheetreview.form.issued_words import IssuedWords
from sheetreview.form.locate import FoundTable, KeyColumn
from sheetreview.form.table_rows import RowNames, SheetRow
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


def match_rows(grid: Grid, keys: KeyColumn, table: FoundTable, words: IssuedWords) -> RowMatch:
    """Tell the rows of a returned table apart; ``words`` are those that its form is issued with."""
    names = RowNames.of(table, words)
    return _Matching(names, names.rows(grid, keys)).result()


class _Matching:
    """Which rows have been told so far, and which are left; of several rows with one name the first counts.

    ``sure`` are the row ids that a key and a label name together.
    """

    def __init__(self, names: RowNames, rows: Sequence[SheetRow]) -> None:
        self._names = names
        self._left = list(rows)
        self._sure: frozenset[str] = frozenset()
        self._rows: dict[str, int] = {}
        self._doubled: dict[str, list[int]] = {}
        self._unkeyed: list[str] = []
        self._by_label = False
        self._doubtful: dict[int, str] = {}
        self._doubted: set[str] = set()

    def result(self) -> RowMatch:
        """Every row told by what is known of it, the most certain first."""
        displaced = _displaced(self._left)
        # Where keys and labels agree, or only one of them is left, ratings went with metrics: of any row, who knows.
        if any(not row.contradicts for row in displaced):
            self._keep_those_at_home()
        self._sure = frozenset(row.key for row in self._left if row.sure)
        for group in _contradicting(self._left, self._sure, self._names.fixed):
            self._tell_by_labels(group, doubt=any(row in displaced for row in group))
        return self._by_keys()

    def _keep_those_at_home(self) -> None:
        home = [row for row in self._left if row.at_home]
        lost = [row for row in self._left if not row.at_home]
        self._doubt(lost, set(self._names.section.row_ids).difference(*(row.names for row in home)))
        self._left = home

    def _tell_by_labels(self, group: Sequence[SheetRow], *, doubt: bool) -> None:
        """Tell rows by their labels that contradict their keys, unless metrics or the labels leave a doubt."""
        told = {} if doubt else _told_by_labels(self._names, group, self._sure)
        self._rows |= told
        self._by_label |= bool(told)
        if not told:
            self._doubt(group, frozenset().union(*(row.names for row in group)) - self._sure)
        self._left = [row for row in self._left if row not in group]

    def _by_keys(self) -> RowMatch:
        """Tell what is left by keys, then by labels, then by being the only one that can be meant."""
        certain = [row for row in self._left if row.key and not self._is_idle(row)]
        loose = [row for row in self._left if row.key and self._is_idle(row)]
        loose += (row for row in self._left if not row.key)
        for row in certain:
            self._add(row.key, row.number)
        fixed = self._names.fixed if self._names.label else frozenset()
        unclear = self._match_labels(loose)
        unlabelled = sorted((row for row in loose if not row.labels and not row.issued), key=lambda row: row.number)
        unknown = sorted([*unclear, *self._adopt(unlabelled)])
        return RowMatch(
            rows=self._rows,
            doubled=self._doubled,
            relabelled={row.key: row.label for row in certain if row.key in fixed and not row.labels},
            unkeyed=self._unkeyed,
            unknown=unknown,
            by_label=self._by_label,
            doubtful=dict(sorted(self._doubtful.items())),
        )

    def _is_idle(self, row: SheetRow) -> bool:
        """Whether a key stands beside its own label elsewhere and beside none here: then it says nothing here."""
        return row.key in self._names.fixed and row.key in self._sure and not row.labels

    def _match_labels(self, rows: Sequence[SheetRow]) -> list[int]:
        """Tell rows without a key by their labels; the numbers of those that may be several."""
        unclear: list[int] = []
        for row in rows:
            free = [name for name in row.labels if self._is_free(name)]
            if len(free) == 1:
                self._add_unkeyed(free[0], row.number)
            elif row.labels and not free:
                self._add(min(row.labels), row.number)
            elif row.labels:
                unclear.append(row.number)
        return unclear

    def _adopt(self, unlabelled: Sequence[SheetRow]) -> list[int]:
        """Give rows without key and known label to a row whose label the reviewer types, when only one can be meant.

        A section with blank rows takes them all, as further blank rows where those it has are used up. The numbers of
        what is left, as rows of another section, are returned.
        """
        section = self._names.section
        foreign = [row.number for row in unlabelled if squeeze(row.label) in self._names.table.foreign]
        unknown = [row for row in unlabelled if row.number not in foreign]
        if section.blank_rows:
            self._add_blank_rows(unknown)
            return foreign
        typed = [name for name in self._names.typed if self._is_free(name)]
        if len(typed) == 1 and len(unknown) == 1 and unknown[0].label:
            self._add_unkeyed(typed[0], unknown[0].number)
            return foreign
        return [row.number for row in unlabelled]

    def _add_blank_rows(self, rows: Sequence[SheetRow]) -> None:
        section = self._names.section
        free = [name for name in section.row_ids if self._is_free(name) and name not in section.item_by_id]
        more = (f"row-{number}" for number in range(section.blank_rows + 1, section.blank_rows + 1 + len(rows)))
        for name, row in zip([*free, *more], rows, strict=False):
            self._add_unkeyed(name, row.number)

    def _add(self, name: str, number: int) -> None:
        if name in self._rows:
            self._doubled.setdefault(name, [self._rows[name]]).append(number)
        else:
            self._rows[name] = number

    def _add_unkeyed(self, name: str, number: int) -> None:
        self._rows[name] = number
        self._unkeyed.append(name)

    def _doubt(self, rows: Sequence[SheetRow], names: Iterable[str]) -> None:
        """Note sheet rows that nobody can tell, and the row ids that they may be."""
        self._doubtful |= {row.number: row.key for row in rows}
        self._doubted.update(names)

    def _is_free(self, name: str) -> bool:
        """Whether a row id is neither told nor in doubt."""
        return name not in self._rows and name not in self._doubted


def _displaced(rows: Sequence[SheetRow]) -> list[SheetRow]:
    """Rows in which a metric stands beside another item's label, and not in another row beside its own."""
    at_home = frozenset().union(*(row.metrics_beside for row in rows))
    astray = (row for row in rows if row.names and row.metrics and not row.metrics_beside)
    return [row for row in astray if not row.metrics & at_home]


def _contradicting(rows: Sequence[SheetRow], sure: frozenset[str], fixed: frozenset[str]) -> list[list[SheetRow]]:
    """Groups of rows that may be one another: in each, a key stands beside another row's label.

    A label that the reviewer types, none of the ``fixed`` ones, may be that of another row, as long as that row has it
    too.
    """
    odd = [row for row in rows if row.contradicts and (row.key in fixed or not row.labels & sure)]
    if not odd:
        return []
    others = [row for row in rows if not row.sure and row not in odd and row.names - sure]
    groups: list[_Group] = []
    for row in [*odd, *others]:
        claimed = row.names - sure
        touching = [group for group in groups if group.names & claimed]
        if touching or row in odd:
            groups = [group for group in groups if group not in touching]
            groups.append(_Group.joined(_Group(rows=[row], names=claimed), *touching))
    return [group.rows for group in groups]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Rows that may be one another, in the sheet's order, and the row ids that they claim."""

    rows: list[SheetRow]
    names: frozenset[str]

    @classmethod
    def joined(cls, *groups: _Group) -> _Group:
        """Several groups as one."""
        rows = sorted((row for group in groups for row in group.rows), key=lambda row: row.number)
        return cls(rows=rows, names=frozenset().union(*(group.names for group in groups)))


def _told_by_labels(names: RowNames, group: Sequence[SheetRow], sure: frozenset[str]) -> dict[str, int]:
    """Sheet rows by row id as the labels of rows say that contradict their keys; nothing where these leave a doubt."""
    keys = {row.key for row in group if row.key} - sure
    times = Counter(name for row in group for name in row.labels)
    typed = [row for row in group if not row.labels]
    free = names.open(keys - times.keys())
    each_once = all(count == 1 and name not in sure for name, count in times.items())
    one_each = all(len(row.labels) <= 1 for row in group) and keys & names.fixed <= times.keys()
    if not (each_once and one_each and _are_told(names, typed, free)):
        return {}
    labelled = {name: row.number for row in group for name in row.labels}
    return labelled | {name: row.number for name, row in zip(free, typed, strict=True)}


def _are_told(names: RowNames, rows: Sequence[SheetRow], free: Sequence[str]) -> bool:
    """Whether rows without a known label are the ``free`` row ids, one each.

    A row whose label the reviewer types is told from others by that alone; blank rows are as good as each other.
    """
    if len(rows) != len(free):
        return False
    return not set(free) & set(names.typed) or (len(free) == 1 and bool(rows[0].label))
