"""Which column of the sheet each column of each section stands in.

The tables of a form share the sheet's columns (its tracks). The section with the most columns sets them; the others
line up with it by kind, so that ratings stand under ratings. A track a section does not use is drawn as part of the
column to its left.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sheetreview.form.cells import is_table
from sheetreview.form.kinds import KINDS, Family
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Column

KEY_COLUMN = 2
"""The hidden key column stands between visible ones: sorting the visible block then takes the keys along."""

MINIMUM_TOTAL_WIDTH = 96
_WIDE_FIELDS = (36.0, 44.0)
"""Widths in characters of labels and fields on a form without any table."""

_DEAR = 8
"""Characters of a form's width that weigh as much as one step of likeness between two columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracks:
    """The sheet's visible columns: their numbers, their widths in characters, and each section's columns on them."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]
    placed: dict[str, dict[str, int]]
    spans: dict[str, dict[str, tuple[int, int]]]
    """First and last sheet column that each column covers, with the unused tracks to its right."""

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
        return sum(self.widths[bisect_left(self.columns, first) : bisect_right(self.columns, last)])

    def left_of(self, width: float) -> int:
        """The last column left of the fewest last columns that have such a width together; at least the first."""
        fits = (n for n in reversed(self.columns[:-1]) if self.width_between(n + 1, self.last) >= width)
        return next(fits, self.columns[0])


@lru_cache(maxsize=256)
def spare_tracks(edition: Edition) -> Mapping[str, Mapping[str, int]]:
    """How many further visible columns a section's column is drawn over, by section and column; only where it is."""
    tracks = lay_tracks(edition)
    found: dict[str, dict[str, int]] = {}
    for section in filter(is_table, edition.sections):
        for name, (first, last) in tracks.spans[section.id].items():
            if count := sum(first < number <= last for number in tracks.columns):
                found.setdefault(section.id, {})[name] = count
    return found


@lru_cache(maxsize=256)
def lay_tracks(edition: Edition) -> Tracks:
    """Place every table of an edition on common sheet columns."""
    tables = [section for section in edition.sections if is_table(section)]
    model: Sequence[Column] = max((s.columns for s in tables), key=len, default=())
    count = max(2, len(model))
    numbers = tuple(n if n < KEY_COLUMN else n + 1 for n in range(1, count + 1))
    widths = [0.0] * count if model else list(_WIDE_FIELDS)
    placed: dict[str, dict[str, int]] = {}
    for section in tables:
        indexes = _align(section.columns, model)
        placed[section.id] = {c.id: numbers[i] for c, i in zip(section.columns, indexes, strict=True)}
        for column, index in zip(section.columns, indexes, strict=True):
            widths[index] = max(widths[index], _width(column))
    spare = MINIMUM_TOTAL_WIDTH - sum(widths)
    if spare > 0:
        widths[-1] += spare
    spans = {name: _spans(places, numbers) for name, places in placed.items()}
    return Tracks(columns=numbers, widths=tuple(widths), placed=placed, spans=spans)


def _spans(places: Mapping[str, int], numbers: Sequence[int]) -> dict[str, tuple[int, int]]:
    """What each column of a table covers: all visible columns up to the next one's."""
    ends = [*sorted(places.values())[1:], numbers[-1] + 1]
    before = dict(zip(sorted(places.values()), ends, strict=True))
    return {name: (first, max(n for n in numbers if first <= n < before[first])) for name, first in places.items()}


def _align(columns: Sequence[Column], model: Sequence[Column]) -> tuple[int, ...]:
    """Index in ``model`` for each of ``columns``, ascending, the first at 0, with what fits best together."""
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0, (0,))}
    for number, column in enumerate(columns[1:], start=1):
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        room = len(model) - (len(columns) - number)
        for last, (score, chosen) in best.items():
            for index in range(last + 1, room + 1):
                cost = _spare(columns[number - 1], index - last - 1) + _widening(column, model[index])
                offer = (score - cost + _likeness(column, model[index]), (*chosen, index))
                if index not in following or offer[0] > following[index][0]:
                    following[index] = offer
        best = following
    ends = ((score - _spare(columns[-1], len(model) - last - 1), chosen) for last, (score, chosen) in best.items())
    return max(ends, key=lambda offer: offer[0])[1]


def _spare(column: Column, unused: int) -> int:
    """What it costs that a column is drawn over unused tracks too: a rating or a date looks lost there."""
    return 0 if KINDS[column.kind].family is Family.WORDS else unused


def _widening(column: Column, track: Column) -> float:
    """What it costs that a track must be made wider for a column: the whole form gets wider."""
    return max(0.0, _width(column) - _width(track)) / _DEAR


def _width(column: Column) -> float:
    return float(column.width or KINDS[column.kind].width)


def _likeness(one: Column, other: Column) -> int:
    if one.kind is other.kind:
        return 3
    family = KINDS[one.kind].family
    if family is not KINDS[other.kind].family:
        return 0
    return 1 if family is Family.CHOICES else 2
