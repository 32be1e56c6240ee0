"""Which column of the sheet each column of each section stands in.

The tables of a form share the sheet's columns (its tracks). The section with the most columns sets them; the others
line up with it by kind, so that ratings stand under ratings. A track a section does not use is drawn as part of the
column to its left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sheetreview.model.edition import Edition
from sheetreview.model.identity import Same
from sheetreview.model.layout import Column, ColumnKind, Section

KEY_COLUMN = 2
"""The hidden key column stands between visible ones: sorting the visible block then takes the keys along."""

DEFAULT_WIDTHS = {
    ColumnKind.LABEL: 36,
    ColumnKind.TEXT: 28,
    ColumnKind.LONG_TEXT: 44,
    ColumnKind.RATING: 10,
    ColumnKind.CHOICE: 16,
    ColumnKind.YES_NO: 10,
    ColumnKind.NUMBER: 12,
    ColumnKind.PERCENT: 12,
    ColumnKind.MONEY: 14,
    ColumnKind.DATE: 13,
    ColumnKind.PERSON: 20,
    ColumnKind.COMPUTED: 12,
}
MINIMUM_TOTAL_WIDTH = 96
_DEAR = 8
"""Characters of a form's width that weigh as much as one step of likeness between two columns."""


_WORDS = {ColumnKind.TEXT, ColumnKind.LONG_TEXT, ColumnKind.LABEL, ColumnKind.PERSON}
_CHOSEN = {ColumnKind.RATING, ColumnKind.CHOICE, ColumnKind.YES_NO}
_NARROW = {*_CHOSEN, ColumnKind.DATE, ColumnKind.NUMBER, ColumnKind.PERCENT, ColumnKind.MONEY, ColumnKind.COMPUTED}
_FIGURES = {ColumnKind.NUMBER, ColumnKind.PERCENT, ColumnKind.MONEY, ColumnKind.COMPUTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracks:
    """The sheet's visible columns: their numbers, their widths in characters, and each section's columns on them."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]
    placed: dict[str, dict[str, int]]

    @property
    def last(self) -> int:
        """Number of the last visible column."""
        return self.columns[-1]

    @property
    def first_value(self) -> int:
        """Number of the first column right of the key column, where the values of field rows begin."""
        return self.columns[1]

    def width_between(self, first: int, last: int) -> float:
        """Characters from one visible column to another, both included."""
        return sum(width for number, width in zip(self.columns, self.widths, strict=True) if first <= number <= last)

    def left_of(self, width: float) -> int:
        """The last column left of the fewest last columns that have such a width together; at least the first."""
        fits = (n for n in reversed(self.columns[:-1]) if self.width_between(n + 1, self.last) >= width)
        return next(fits, self.columns[0])

    def span(self, section: Section, column: Column) -> tuple[int, int]:
        """First and last sheet column that a section's column covers, with the unused tracks to its right."""
        places = self.placed[section.id]
        first = places[column.id]
        later = [place for place in places.values() if place > first]
        end = min(later) - 1 if later else self.last
        return first, max(number for number in self.columns if first <= number <= end)


def is_table(section: Section) -> bool:
    """Whether a section is drawn as a table; one column alone is drawn as a wide field instead."""
    return len(section.columns) > 1


def spare_tracks(edition: Edition) -> Mapping[str, Mapping[str, int]]:
    """How many further visible columns a section's column is drawn over, by section and column; only where it is."""
    return _spare_tracks(Same(edition))


@lru_cache(maxsize=256)
def _spare_tracks(edition: Same[Edition]) -> Mapping[str, Mapping[str, int]]:
    tracks = lay_tracks(edition.it)
    found: dict[str, dict[str, int]] = {}
    for section in filter(is_table, edition.it.sections):
        for column in section.columns:
            first, last = tracks.span(section, column)
            if count := sum(first < number <= last for number in tracks.columns):
                found.setdefault(section.id, {})[column.id] = count
    return found


def lay_tracks(edition: Edition) -> Tracks:
    """Place every table of an edition on common sheet columns."""
    tables = [section for section in edition.sections if is_table(section)]
    model: Sequence[Column] = max((s.columns for s in tables), key=len, default=())
    count = max(2, len(model))
    numbers = tuple(n if n < KEY_COLUMN else n + 1 for n in range(1, count + 1))
    widths = [float(DEFAULT_WIDTHS[ColumnKind.LABEL]), float(DEFAULT_WIDTHS[ColumnKind.LONG_TEXT])]
    widths = [0.0] * count if model else widths
    placed: dict[str, dict[str, int]] = {}
    for section in tables:
        indexes = _align(section.columns, model)
        placed[section.id] = {c.id: numbers[i] for c, i in zip(section.columns, indexes, strict=True)}
        for column, index in zip(section.columns, indexes, strict=True):
            widths[index] = max(widths[index], _width(column))
    spare = MINIMUM_TOTAL_WIDTH - sum(widths)
    if spare > 0:
        widths[-1] += spare
    return Tracks(columns=numbers, widths=tuple(widths), placed=placed)


def _align(columns: Sequence[Column], model: Sequence[Column]) -> tuple[int, ...]:
    """Index in ``model`` for each of ``columns``, ascending, the first at 0, with what fits best together."""
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0, (0,))}
    for number, column in enumerate(columns[1:], start=1):
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        room = len(model) - (len(columns) - number)
        for last, (score, chosen) in best.items():
            for index in range(last + 1, room + 1):
                cost = _spare(columns[number - 1], index - last - 1) + _widening(column, model[index])
                offer = (score - cost + _likeness(column.kind, model[index].kind), (*chosen, index))
                if index not in following or offer[0] > following[index][0]:
                    following[index] = offer
        best = following
    ends = ((score - _spare(columns[-1], len(model) - last - 1), chosen) for last, (score, chosen) in best.items())
    return max(ends, key=lambda offer: offer[0])[1]


def _spare(column: Column, unused: int) -> int:
    """What it costs that a column is drawn over unused tracks too: a rating or a date looks lost there."""
    return unused if column.kind in _NARROW else 0


def _widening(column: Column, track: Column) -> float:
    """What it costs that a track must be made wider for a column: the whole form gets wider."""
    return max(0.0, _width(column) - _width(track)) / _DEAR


def _width(column: Column) -> float:
    return float(column.width or DEFAULT_WIDTHS[column.kind])


def _likeness(one: ColumnKind, other: ColumnKind) -> int:
    if one is other:
        return 3
    if {one, other} <= _WORDS or {one, other} <= _FIGURES:
        return 2
    return 1 if {one, other} <= _CHOSEN else 0
