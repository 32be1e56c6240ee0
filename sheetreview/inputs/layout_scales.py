"""Checks of a layout's scales and bands."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from sheetreview.inputs.fault import AS_WRITTEN, Fault
from sheetreview.inputs.layout_parts import repetitions
from sheetreview.inputs.wording import quoted
from sheetreview.model.layout import Layout
from sheetreview.model.scales import Band, Level

MAX_VALUE_LENGTH = 40

_FROM_BEST = {"first": "fall from it", "last": "rise towards it"}


def levels_alike(layout: Layout) -> Iterator[Fault]:
    """Levels of one scale that cannot be told apart."""
    for scale in layout.scales:
        levels = scale.levels
        yield from (_twice(levels[place], "value") for place in repetitions(level.value for level in levels))
        yield from (_twice(levels[place], "label") for place in repetitions(level.label for level in levels))
        yield from _same_numbers(levels)


def _same_numbers(levels: tuple[Level, ...]) -> Iterator[Fault]:
    seen: set[float] = set()
    for level in levels:
        if level.number is None:
            continue
        if level.number in seen:
            from_value = level.value == f"{level.number:g}"
            yield _twice(level, "number", at="value" if from_value else "number")
        seen.add(level.number)


def bands_alike(layout: Layout) -> Iterator[Fault]:
    """Bands that cannot be told apart."""
    bands = layout.bands
    for place in repetitions(band.label for band in bands):
        yield _twice(bands[place], "label")
    lowest = [band.from_percent for band in bands]
    for place, percent in enumerate(lowest):
        if percent in lowest[:place]:
            yield _twice(bands[place], "from_percent")


def _twice(part: Level | Band, key: str, *, at: str = "") -> Fault:
    return Fault(part, (at or key,), f"the {key} {AS_WRITTEN} is used twice", f"give each entry a {key} of its own")


def mixed_numbers(layout: Layout) -> Iterator[Fault]:
    """Scales of which only some levels have a number."""
    for scale in layout.scales:
        without = [level for level in scale.levels if level.number is None]
        for level in without if len(without) < len(scale.levels) else ():
            message = f"level {quoted(level.value)} has no number, but other levels of the scale have one"
            yield Fault(level, (), message, "give every level a 'number', or none")


def best_numbers(layout: Layout) -> Iterator[Fault]:
    """Scales whose numbers say that another level is the best than 'best' does."""
    for scale in layout.scales:
        numbers = [level.number for level in scale.levels if level.number is not None]
        if scale.best not in _FROM_BEST or len(set(numbers)) < len(scale.levels) or any(map(isnan, numbers)):
            continue
        if numbers != sorted(numbers, reverse=scale.best == "first"):
            message = (
                f"the {scale.best} level is named as the best, but the levels' numbers do not {_FROM_BEST[scale.best]}"
            )
            yield Fault(scale, ("best",), message, "give each level a 'number', the best one the highest")


def unfit_values(layout: Layout) -> Iterator[Fault]:
    """Level values that cannot stand in a dropdown."""
    for scale in layout.scales:
        for level in scale.levels:
            if unfit := _unfit(level.value):
                yield Fault(level, ("value",), *unfit)


def _unfit(value: str) -> tuple[str, str] | None:
    if "," in value or "\n" in value:
        return f"the value {quoted(value)} holds a comma or a line break", "keep it one short word"
    if len(value) > MAX_VALUE_LENGTH:
        message = f"the value {quoted(value)} is longer than {MAX_VALUE_LENGTH} characters"
        return message, "keep it short and put the words in 'label'"
    return None
