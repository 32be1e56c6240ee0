"""Checks of a layout's scales and bands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sheetreview.inputs.raw import Fault, Raw
from sheetreview.inputs.wording import quoted
from sheetreview.sheet.text import squeeze

MAX_VALUE_LENGTH = 40

_FROM_BEST = {"first": "fall from it", "last": "rise towards it"}


def level_number(level: Raw) -> float | None:
    """What a level counts in totals; None when it has no number."""
    return level["number"].number if level["number"].given else level["value"].whole


def has_numbers(scale: Raw) -> bool:
    """Whether every level of a scale has a number."""
    return all(level_number(level) is not None for level in scale["levels"])


def levels_alike(layout: Raw) -> Iterator[Fault]:
    """Levels of one scale that cannot be told apart."""
    for scale in layout["scales"]:
        levels = list(scale["levels"])
        yield from _twice(levels, "value", lambda level: squeeze(level["value"].value_text))
        yield from _twice(levels, "label", lambda level: squeeze(level["label"].text))
        yield from _twice(levels, "number", level_number, falls_back_to="value")


def bands_alike(layout: Raw) -> Iterator[Fault]:
    """Bands that cannot be told apart."""
    bands = list(layout["bands"])
    yield from _twice(bands, "label", lambda band: squeeze(band["label"].text))
    yield from _twice(bands, "from_percent", lambda band: band["from_percent"].number)


def _twice(
    entries: Iterable[Raw], key: str, compared: Callable[[Raw], str | float | None], *, falls_back_to: str = ""
) -> Iterator[Fault]:
    seen: set[str | float] = set()
    for entry in entries:
        found = compared(entry)
        if found is None or found == "":
            continue
        if found in seen and (entry[key].given or falls_back_to):
            place = entry[key] if entry[key].given else entry[falls_back_to]
            yield place.fault(f"the {key} {quoted(place.value)} is used twice", f"give each entry a {key} of its own")
        seen.add(found)


def mixed_numbers(layout: Raw) -> Iterator[Fault]:
    """Scales of which only some levels have a number."""
    for scale in layout["scales"]:
        without = [level for level in scale["levels"] if level_number(level) is None]
        if without and len(without) < len(list(scale["levels"])):
            for level in without:
                name = quoted(level["value"].value_text)
                message = f"level {name} has no number, but other levels of the scale have one"
                yield level.fault(message, "give every level a 'number', or none")


def best_numbers(layout: Raw) -> Iterator[Fault]:
    """Scales whose numbers say that another level is the best than 'best' does."""
    for scale in layout["scales"]:
        best, numbers = scale["best"], [level_number(level) for level in scale["levels"]]
        found = [number for number in numbers if number is not None]
        if best.text not in _FROM_BEST or len(set(found)) < len(numbers):
            continue
        falling = sorted(found, reverse=True)
        if found != (falling if best.text == "first" else falling[::-1]):
            message = (
                f"the {best.text} level is named as the best, but the levels' numbers do not {_FROM_BEST[best.text]}"
            )
            yield best.fault(message, "give each level a 'number', the best one the highest")


def unfit_values(layout: Raw) -> Iterator[Fault]:
    """Level values that cannot stand in a dropdown."""
    for scale in layout["scales"]:
        for level in scale["levels"]:
            value, text = level["value"], level["value"].value_text
            if isinstance(value.value, str) and not text:
                yield value.fault("the value of a level is empty", "write what people choose, such as 1 or A")
            elif "," in text or "\n" in text:
                yield value.fault(f"the value {quoted(text)} holds a comma or a line break", "keep it one short word")
            elif len(text) > MAX_VALUE_LENGTH:
                message = f"the value {quoted(text)} is longer than {MAX_VALUE_LENGTH} characters"
                yield value.fault(message, "keep it short and put the words in 'label'")
