"""What groups of raters say who are shown only together: the blocks that may be shown, and the sums of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sheetreview.model.insights import LevelCount

Asked: TypeAlias = tuple[str, str, str, str]
"""What was rated: layout, role, section and item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingBlock:
    """Ratings of one item by different raters, as they were first shown, and as they are shown from then on.

    They are those of the ``forms``, by ``raters`` different people, about ``person`` (an employee id) in ``month``;
    these are empty where they are about several. ``told`` counts them by level, ``untold`` are those whose level is
    left open. ``since`` is the day (ISO) of the summary that showed them first, empty for one without a day.
    """

    asked: Asked
    person: str
    month: str
    forms: tuple[str, ...]
    raters: int
    told: Mapping[str, int]
    untold: int
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledItem:
    """How often each level was given for one item by a group of raters; ``lowest`` marks the worst item of its list.

    Of the ``rated`` ratings, those that are ``untold`` are in no level's count.
    """

    section: str
    item: str
    label: str
    rated: int
    levels: tuple[LevelCount, ...]
    untold: int
    lowest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledSlice:
    """What a group of raters says about one person (``key`` is the employee id) or in one month (``key`` is the month).

    ``issued``, ``returned`` and ``late`` are numbers of forms, ``complete`` ones count. ``raters`` are the different
    people who filled those. ``shown_forms`` are in what is shown, with all or some of their items; ``waiting_forms``
    came too late for what was shown before and are too few to be shown on their own; then ``stands`` is the day (ISO)
    up to which the rest goes, empty when it is not known. ``shown`` is False, and ``items`` is empty, where nothing may
    be shown.
    """

    key: str
    name: str
    team: str
    issued: int
    returned: int
    complete: int
    late: int
    raters: int
    shown_forms: int
    waiting_forms: int
    stands: str
    shown: bool
    items: tuple[PooledItem, ...]

    @property
    def rated(self) -> int:
        """The ratings of all items."""
        return sum(item.rated for item in self.items)

    @property
    def untold(self) -> int:
        """Those of them whose level is left open."""
        return sum(item.untold for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledGroup:
    """All forms of a layout and a role whose raters are shown only together, from ``min_raters`` on.

    ``asked`` is the number of items to rate.
    """

    layout: str
    role: str
    min_raters: int
    asked: int
    everyone: PooledSlice
    people: tuple[PooledSlice, ...]
    months: tuple[PooledSlice, ...]
