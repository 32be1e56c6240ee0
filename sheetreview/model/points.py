"""Points, weights and percentages as exact numbers: what a result is compared by has no rounding in it.

They become floats where they are shown, and nowhere before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import TypeAlias, overload

Points: TypeAlias = int | Fraction
"""An exact number; whole ones are plain integers, which are counted with much faster."""

_MOST_DIGITS = 13
"""Digits after the point that a float has of a percentage."""


def exact(number: float | str) -> Points:
    """A number as it was written: 0.1 is one tenth, and so is ``1/10``. Raises ValueError for what is no number."""
    if isinstance(number, float) and number.is_integer():
        return int(number)
    return number if isinstance(number, int) else Fraction(str(number))


@overload
def shown(number: Points) -> float: ...
@overload
def shown(number: None) -> None: ...
def shown(number: Points | None) -> float | None:
    """An exact number as the nearest one that is shown."""
    return None if number is None else float(number)


def weighed(rated: Iterable[tuple[Points, Points]]) -> tuple[Points, Points]:
    """The weighted sum of numbers, each behind its weight, and the sum of the weights."""
    points: Points = 0
    weights: Points = 0
    for weight, number in rated:
        points += weight * number
        weights += weight
    return points, weights


def mean(numbers: Sequence[Points]) -> Points | None:
    """The mean of numbers; None without any."""
    return Fraction(sum(numbers), len(numbers)) if numbers else None


def digits_apart(number: Points, limits: Iterable[Points], least: int) -> int:
    """How many digits after the point, at least so many, show a number on its own side of every limit.

    59.6 under a limit of 60 takes one, for without any it is shown as 60. Halves may be rounded up or down.
    """
    bounds = tuple(limits)
    digits = least
    while digits < _MOST_DIGITS and any(
        (shown < limit) != (number < limit) for shown in _rounded(number, digits) for limit in bounds
    ):
        digits += 1
    return digits


def _rounded(number: Points, digits: int) -> tuple[Fraction, Fraction]:
    """A number with so many digits after the point, with a half of the last one rounded down, and up."""
    scale = 10**digits
    return (
        Fraction(ceil(number * scale - Fraction(1, 2)), scale),
        Fraction(floor(number * scale + Fraction(1, 2)), scale),
    )
