"""What may be shown of a group of raters so that no single rater can be made out, not even by subtraction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
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
    small = {place: found for place, found in cells.items() if len(found) < least}
    if _tied(cells.keys() - small.keys(), small):
        return False
    few = sorted({rater for found in small.values() for rater in found})
    size = min(least - 1, len(few))
    if comb(len(few), size) * len(cells) > _MOST_STEPS:
        return True
    for raters in map(set, combinations(few, size)):
        own = {place for place, found in small.items() if found <= raters}
        if not _tied(cells.keys() - own, own):
            return True
    return False


def _tied(cells: Iterable[_Cell], pairs: Iterable[_Cell]) -> bool:
    """Whether cells tie the person and the month of each pair together, directly or through others."""
    groups: dict[str, str] = {}

    def group(name: str) -> str:
        while (above := groups.get(name, name)) != name:
            name = above
        return name

    for person, month in cells:
        groups[group(f"p {person}")] = group(f"m {month}")
    return all(group(f"p {person}") == group(f"m {month}") for person, month in pairs)


def _cells(forms: Sequence[RatedForm], people: frozenset[str], months: frozenset[str]) -> dict[_Cell, set[str]]:
    """Raters by person and month, with all hidden people under one key and all hidden months under another."""
    cells: dict[_Cell, set[str]] = {}
    for form in forms:
        person = f"shown {form.person}" if form.person in people else "hidden"
        month = f"shown {form.month}" if form.month in months else "hidden"
        cells.setdefault((person, month), set()).add(form.rater)
    return cells
