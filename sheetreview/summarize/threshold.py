"""What may be shown of a group of raters so that no single rater can be made out, not even by subtraction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

_MOST_STEPS = 2_000_000
"""More work than this is not done to prove months safe: they are hidden instead."""

_Cell: TypeAlias = tuple[str, str]
"""A person and a month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedForm:
    """One form of a group of raters: about which person, in which month (empty without months), by whom."""

    person: str
    month: str
    rater: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is shown: everybody's total, totals by person, and totals by month."""

    everyone: bool
    people: frozenset[str]
    months: frozenset[str]


def shown_slices(forms: Sequence[RatedForm], least: int) -> Shown:
    """The totals that may be shown together when every difference of them is to have ``least`` raters or none.

    A total with fewer raters is hidden; while those hidden have too few raters together, the smallest other one is
    hidden too. Where totals by person and by month would give a few raters away between them, no month is shown.
    """
    everyone = len({form.rater for form in forms}) >= least
    if not everyone:
        return Shown(everyone=False, people=frozenset(), months=frozenset())
    people = _safe(_raters((form.person, form.rater) for form in forms), least)
    months = _safe(_raters((form.month, form.rater) for form in forms), least)
    if months and _leaks(forms, people, months, least):
        months = frozenset()
    return Shown(everyone=True, people=people, months=months)


def _raters(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, rater in pairs:
        found.setdefault(key, set()).add(rater)
    return found


def _safe(raters: Mapping[str, set[str]], least: int) -> frozenset[str]:
    """The parts of a whole that may be shown beside it; the part without a key never is."""
    enough = (key for key, found in raters.items() if key and len(found) >= least)
    shown = sorted(enough, key=lambda key: (len(raters[key]), key))
    hidden = {rater for key, found in raters.items() if key not in shown for rater in found}
    while shown and 0 < len(hidden) < least:
        hidden |= raters[shown.pop(0)]
    return frozenset(shown)


def _leaks(forms: Sequence[RatedForm], people: frozenset[str], months: frozenset[str], least: int) -> bool:
    """Whether sums and differences of people's and months' totals come down to the forms of too few raters.

    Such a sum counts every form as often as its person and its month were taken together. It leaves out all forms but
    those of some raters only when person and month cancel in every other form: then the people and months that other
    raters' forms tie together were taken alike. So these few raters are given away where their forms alone tie
    together what nothing else does. Hidden totals count as one, which is known from everybody's.
    """
    cells = _cells(forms, people, months)
    by_strength = sorted(cells.items(), key=lambda cell: (-len(cell[1]), cell[0]))
    seen: set[frozenset[str]] = set()
    left: list[frozenset[str]] = [frozenset()]
    while left:
        raters = left.pop()
        if raters in seen:
            continue
        seen.add(raters)
        if len(seen) * len(cells) > _MOST_STEPS:
            return True
        network = _Network()
        for place, found in by_strength:
            if not found <= raters:
                network.tie(place, found)
        if not all(network.holds(place) for place, found in by_strength if found <= raters):
            return True
        # What these raters and some more could part, they part at a tie that this network was made with.
        left += [some for found in network.made_of if len(some := raters | found) < least]
    return False


class _Network:
    """People and months that forms tie together, and the raters of each tie that did not close a circle."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self.made_of: list[frozenset[str]] = []

    def tie(self, cell: _Cell, raters: frozenset[str]) -> None:
        """Tie the person and the month of a cell together."""
        person, month = self._group(f"p {cell[0]}"), self._group(f"m {cell[1]}")
        if person != month:
            self._above[person] = month
            self.made_of.append(raters)

    def holds(self, cell: _Cell) -> bool:
        """Whether a cell's person and month are tied together, directly or through others."""
        return self._group(f"p {cell[0]}") == self._group(f"m {cell[1]}")

    def _group(self, name: str) -> str:
        while (above := self._above.get(name, name)) != name:
            name = above
        return name


def _cells(forms: Sequence[RatedForm], people: frozenset[str], months: frozenset[str]) -> dict[_Cell, frozenset[str]]:
    """Raters by person and month, with all hidden people under one key and all hidden months under another."""
    cells: dict[_Cell, set[str]] = {}
    for form in forms:
        person = f"shown {form.person}" if form.person in people else "hidden"
        month = f"shown {form.month}" if form.month in months else "hidden"
        cells.setdefault((person, month), set()).add(form.rater)
    return {place: frozenset(found) for place, found in cells.items()}
