"""Plausible values for the cells that hold no texts: levels, options, days and figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from sheetreview.model.layout import Column
from sheetreview.model.rules import FollowUp
from sheetreview.model.scales import Level, Scale

DONE = 0.45
"""Share of things to do that are reported done, of those carried over from the last cycle or entered in a log."""

SOON = 0.3
"""Share of new things to do that are due within days of the review."""

_HARMLESS = 5
_RARELY = 0.04


def level_in(scale: Scale, skill: float, random: Random) -> Level | None:
    """A level around a bit above the middle, moved by ``skill``; None for N/A, where the scale allows it."""
    levels = scale.from_best[::-1] or scale.levels
    lean = 0.58 if scale.numbers else 0.75
    place = round((len(levels) - 1) * lean + skill + random.gauss(0, 0.7))
    if scale.not_applicable and random.random() < _RARELY:
        return None
    return levels[min(max(place, 0), len(levels) - 1)]


def option_in(column: Column, options: Sequence[str], random: Random) -> str:
    """One of the options: seldom one that the layout flags, most often the first of the others."""
    flagged = {value.casefold() for value in column.flag}
    harmless = [_HARMLESS if option.casefold() not in flagged else 1 for option in options]
    weights = [weight if place else 2 * weight for place, weight in enumerate(harmless)]
    return random.choices(options, weights)[0]


def progress_in(follow_up: FollowUp, options: Sequence[str], random: Random, *, done: float) -> str:
    """How far a thing to do is; ``done`` is the share that is reported done."""
    closing = {value.casefold() for value in follow_up.closed}
    closed = [option for option in options if option.casefold() in closing]
    still = [option for option in options if option.casefold() not in closing]
    chosen = (closed if random.random() < done else still) or list(options)
    return random.choices(chosen, [_HARMLESS, *[1] * (len(chosen) - 1)])[0]


def due_day(day: date, random: Random) -> date:
    """When a thing to do is due that was agreed on in a review: some within two weeks, most in the months after."""
    if random.random() < SOON:
        return day + timedelta(days=random.randint(2, 12))
    return later_day(day, random)


def later_day(day: date, random: Random) -> date:
    """A day in the months after a review."""
    return day + timedelta(days=random.randint(20, 150))


def near_day(day: date, random: Random) -> date:
    """A day before or after a review."""
    return day + timedelta(days=random.randint(-60, 60))


def past_day(day: date, random: Random) -> date:
    """A day in the months before a review."""
    return day - timedelta(days=random.randint(65, 160))
