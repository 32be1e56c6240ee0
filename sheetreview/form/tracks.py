"""Which column of the sheet each column of each section stands in.

The tables of a form share the sheet's columns (its tracks). The section with the most columns sets them; the others
line up with it by kind, so that ratings stand under ratings. A track a section does not use is drawn as part of the
column to its left.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sheetreview.form.cells import is_table
from sheetreview.form.kinds import KINDS, Family
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Column, Section
from sheetreview.sheet.paper import LANDSCAPE, POINTS_PER_CHARACTER, PORTRAIT, Room, width_in_points

KEY_COLUMN = 2
"""The hidden key column stands between visible ones: sorting the visible block then takes the keys along."""

MINIMUM_TOTAL_WIDTH = 96
_WIDE_FIELDS = (36.0, 44.0)
"""Widths in characters of labels and fields on a form without any table."""

_FIELD_WIDTH = 24.0
"""Characters that a column of words has at least when the fields at the head stand in it."""

PRINT_SCALE = 0.85
"""What a form is printed at, or larger: its columns are made narrower, or its pages turned, until it is."""

_NARROWED = 0.75
"""Share of the width that a layout gives to a column of words, below which the pages are turned instead."""

_DEAR = 8
"""Characters of a form's width that weigh as much as one step of likeness between two columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracks:
    """The sheet's visible columns: their numbers, their widths in characters, and each section's columns on them.

    ``text`` is the column that free text stands in, ``field`` that of the fields at the head. No such text stands in
    merged cells: programs make rows higher for what is typed into others alone.
    """

    columns: tuple[int, ...]
    widths: tuple[float, ...]
    landscape: bool
    text: int
    field: int
    placed: dict[str, dict[str, int]]
    spans: dict[str, dict[str, tuple[int, int]]]
    """First and last sheet column that each column covers, with the unused tracks to its right."""
    boxes: dict[str, dict[str, tuple[int, int]]]
    """First and last sheet column that each column is drawn over: a table ends with its last column of words."""

    @property
    def last(self) -> int:
        """Number of the last visible column."""
        return self.columns[-1]

    def before(self, column: int) -> int:
        """The visible column left of another."""
        return self.columns[bisect_left(self.columns, column) - 1]

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
    wishes = _Wishes.none(count) if model else _Wishes(words=list(_WIDE_FIELDS), others=[0.0] * count)
    placed: dict[str, dict[str, int]] = {}
    for section in tables:
        indexes = _align(section.columns, model, wraps=section.sign_off is None)
        placed[section.id] = {c.id: numbers[i] for c, i in zip(section.columns, indexes, strict=True)}
        wishes.add(section.columns, indexes)
    text = wishes.text
    landscape, widths = wishes.fitted(wide=len(tables) < len(edition.sections))
    fields = [index for index, width in enumerate(wishes.words) if index and width >= _FIELD_WIDTH]
    long = any(KINDS[field.kind].several_lines for field in edition.header)
    spans = {name: _spans(places, numbers) for name, places in placed.items()}
    return Tracks(
        columns=numbers,
        widths=widths,
        landscape=landscape,
        text=numbers[text],
        field=numbers[text if long or not fields else fields[0]],
        placed=placed,
        spans=spans,
        boxes={section.id: _boxes(section, spans[section.id]) for section in tables},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wishes:
    """How many characters wide each track is to be, for words and for anything else in it."""

    words: list[float]
    others: list[float]

    @classmethod
    def none(cls, count: int) -> _Wishes:
        """No wishes for any of some tracks."""
        return cls(words=[0.0] * count, others=[0.0] * count)

    def add(self, columns: Sequence[Column], indexes: Sequence[int]) -> None:
        """Add the wishes of a table's columns in their tracks."""
        for column, index in zip(columns, indexes, strict=True):
            of = self.words if _is_words(column) else self.others
            of[index] = max(of[index], _width(column))

    @property
    def text(self) -> int:
        """The track for free text: the widest for words right of the keys; without one, the last."""
        best = max(range(1, len(self.words)), key=lambda index: (self.words[index], index))
        return best if self.words[best] else len(self.words) - 1

    def fitted(self, *, wide: bool) -> tuple[bool, tuple[float, ...]]:
        """Whether pages are turned, and the tracks' widths; words are made narrower where a page is too narrow.

        Of a form with fields for free text (``wide``) their track stays as wide as it is to be, and takes what is left.
        So it does on pages that are turned.
        """
        most = [max(pair) for pair in zip(self.words, self.others, strict=True)]
        most[self.text] += max(0.0, MINIMUM_TOTAL_WIDTH - sum(most))
        least = [max(width / 2, other) for width, other in zip(most, self.others, strict=True)]
        if wide:
            least[self.text] = most[self.text]
        widths = _narrowed(most, least, PORTRAIT)
        landscape = any(width < _NARROWED * wish for width, wish in zip(widths, most, strict=True))
        if landscape:
            widths = _narrowed(most, least, LANDSCAPE)
        if landscape or wide:
            room = LANDSCAPE if landscape else PORTRAIT
            widths[self.text] += max(0.0, room.across / PRINT_SCALE - width_in_points(widths)) / POINTS_PER_CHARACTER
        return landscape, tuple(math.floor(10 * width) / 10 for width in widths)


def _narrowed(most: Sequence[float], least: Sequence[float], room: Room) -> list[float]:
    """Widths between the most and the least with which a page of a room is printed as large as it must be."""
    over = width_in_points(most) - room.across / PRINT_SCALE
    give = width_in_points(most) - width_in_points(least)
    share = min(1.0, max(0.0, over / give)) if give else 0.0
    return [width - share * (width - low) for width, low in zip(most, least, strict=True)]


def _spans(places: Mapping[str, int], numbers: Sequence[int]) -> dict[str, tuple[int, int]]:
    """What each column of a table covers: all visible columns up to the next one's."""
    ends = [*sorted(places.values())[1:], numbers[-1] + 1]
    before = dict(zip(sorted(places.values()), ends, strict=True))
    return {name: (first, max(n for n in numbers if first <= n < before[first])) for name, first in places.items()}


def _boxes(section: Section, spans: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """What each column of a table is drawn over: words wrap in one column, and the last ones need no more."""
    boxes = dict(spans)
    last = section.columns[-1]
    if _is_words(last) and section.sign_off is None:
        boxes[last.id] = (spans[last.id][0], spans[last.id][0])
    return boxes


def _align(columns: Sequence[Column], model: Sequence[Column], *, wraps: bool) -> tuple[int, ...]:
    """Index in ``model`` for each of ``columns``, ascending, the first at 0, with what fits best together.

    ``wraps`` says whether words are typed into them that may take several lines.
    """
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0, (0,))}
    for number, column in enumerate(columns[1:], start=1):
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        room = len(model) - (len(columns) - number)
        for last, (score, chosen) in best.items():
            for index in range(last + 1, room + 1):
                cost = _spare(columns[number - 1], model[last + 1 : index], wraps=wraps)
                gain = _likeness(column, model[index]) - _widening(column, model[index])
                offer = (score - cost + gain, (*chosen, index))
                if index not in following or offer[0] > following[index][0]:
                    following[index] = offer
        best = following
    tail = 0 if _is_words(columns[-1]) else 1
    ends = ((score - tail * (len(model) - last - 1), chosen) for last, (score, chosen) in best.items())
    return max(ends, key=lambda offer: offer[0])[1]


def _spare(column: Column, unused: Sequence[Column], *, wraps: bool) -> float:
    """What it costs that a column is drawn over unused tracks too.

    A rating or a date looks lost there, and words wrap in the first of them, long before the end of what is drawn.
    """
    if not _is_words(column):
        return len(unused)
    return max(0.0, sum(map(_width, unused)) - _width(column)) / _DEAR if wraps else 0.0


def _widening(column: Column, track: Column) -> float:
    """What it costs that a track must be made wider for a column: the whole form gets wider."""
    return max(0.0, _width(column) - _width(track)) / _DEAR


def _is_words(column: Column) -> bool:
    return KINDS[column.kind].family is Family.WORDS


def _width(column: Column) -> float:
    return float(column.width or KINDS[column.kind].width)


def _likeness(one: Column, other: Column) -> int:
    if one.kind is other.kind:
        return 3
    family = KINDS[one.kind].family
    if family is not KINDS[other.kind].family:
        return 0
    return 1 if family is Family.CHOICES else 2
