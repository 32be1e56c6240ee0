"""What may be shown of a group of raters so that no single rater can be made out, not even by subtraction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_MOST_SETS = 512
"""More combinations of months than this are not gone through: the months are hidden instead."""


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
    """Whether what people say in all other months than some, by subtraction, comes from too few raters.

    Every subset of the forms that sums of people's and months' totals can tell apart is made of such differences: all
    forms about the people that any of those months has, less the months. Hidden totals count as one, which is known
    from everybody's.
    """
    cells = _cells(forms, people, months)
    of_month: dict[str, set[str]] = {}
    for person, month in cells:
        of_month.setdefault(month, set()).add(person)
    known: set[frozenset[str]] = set()
    for own in of_month.values():
        known |= {frozenset(own), *(found | own for found in known)}
        if len(known) > _MOST_SETS:
            return True
    for group in known:
        left_out = {month for month, own in of_month.items() if own <= group}
        rest = {rater for (p, m), found in cells.items() if p in group and m not in left_out for rater in found}
        if 0 < len(rest) < least:
            return True
    return False


def _cells(
    forms: Sequence[RatedForm], people: frozenset[str], months: frozenset[str]
) -> dict[tuple[str, str], set[str]]:
    """Raters by person and month, with all hidden people under one key and all hidden months under another."""
    cells: dict[tuple[str, str], set[str]] = {}
    for form in forms:
        person = f"shown {form.person}" if form.person in people else "hidden"
        month = f"shown {form.month}" if form.month in months else "hidden"
        cells.setdefault((person, month), set()).add(form.rater)
    return cells
