"""Rating scales, and the bands that name an overall result."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from sheetreview.model.base import Authored, OwnId, Text, ValueText
from sheetreview.model.points import Points, exact
from sheetreview.sheet.text import compact, fold, squeeze

PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+([.][0-9]+)?")
"""A number as it is compared: ASCII digits with a point."""

NOT_APPLICABLE = "N/A"
"""What stands in a rating cell when a scale allows that an item does not apply."""


def _not_empty(value: str) -> str:
    if not value:
        raise PydanticCustomError("level_value_empty", "the value of a level is empty")
    return value


class Level(Authored):
    """One step of a scale. ``number`` is what counts in totals; a whole-number value is its own number."""

    value: Annotated[ValueText, AfterValidator(_not_empty)] = Field(
        description="What people choose, such as 1 or A; at most 40 characters and no comma."
    )
    label: Text = Field(description="What the level means, shown in the legend.")
    description: str = Field(default="", description="More words on the level.")
    number: float | None = Field(
        default=None,
        allow_inf_nan=False,
        description="What the level counts in totals; left out, a whole-number value counts itself.",
    )

    @cached_property
    def points(self) -> Points | None:
        """The number, exactly."""
        return None if self.number is None else exact(self.number)

    @model_validator(mode="before")
    @classmethod
    def _number_from_value(cls, data: object) -> object:
        return with_number(data) if isinstance(data, dict) else data


def with_number(level: dict[str, object]) -> dict[str, object]:
    """What was written of a level, with a value that is a whole number as its number."""
    value = level.get("value")
    return {**level, "number": value} if type(value) is int and level.get("number") is None else level


class Scale(Authored):
    """A rating scale; ``not_applicable`` allows N/A.

    ``best`` says which end is the best one; without it the numbers say so, and a scale without numbers has no order.
    """

    id: OwnId
    levels: tuple[Level, ...] = Field(
        min_length=2, max_length=20, description="The levels, in the order they are shown."
    )
    not_applicable: bool = Field(default=False, description="Whether N/A can be chosen too; it is left out of totals.")
    best: Literal["first", "last"] | None = Field(
        default=None,
        description="Which end of the levels is the best, first or last; left out, the highest number is the best.",
    )

    @cached_property
    def by_value(self) -> dict[str, Level]:
        """Levels by their value."""
        return {level.value: level for level in self.levels}

    @cached_property
    def by_compared_value(self) -> dict[str, Level]:
        """Levels by their value as compared, whatever spaces stand around its signs."""
        return {compact(level.value): level for level in self.levels}

    @cached_property
    def by_number(self) -> dict[float, Level]:
        """Levels whose value is a plain number, by that number: 2, 2.0 and 02 are the same."""
        plain = ((fold(level.value).strip(), level) for level in reversed(self.levels))
        return {float(text): level for text, level in plain if PLAIN_NUMBER.fullmatch(text)}

    @cached_property
    def by_compared_label(self) -> dict[str, Level]:
        """Levels by their label as compared."""
        return {squeeze(level.label): level for level in self.levels}

    @cached_property
    def allowed(self) -> tuple[str, ...]:
        """What may stand in a cell: the levels' values, and N/A where the scale has it."""
        values = tuple(level.value for level in self.levels)
        return (*values, NOT_APPLICABLE) if self.not_applicable else values

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The numbers of all levels in order, or nothing when any level has none."""
        found = tuple(level.number for level in self.levels if level.number is not None)
        return found if len(found) == len(self.levels) else ()

    @property
    def from_best(self) -> tuple[Level, ...]:
        """The levels from the best one down; nothing when the scale does not say which end is the best."""
        if self.best is None and not self.numbers:
            return ()
        if self.best is None:
            return tuple(sorted(self.levels, key=lambda level: -(level.number or 0)))
        return self.levels if self.best == "first" else self.levels[::-1]

    @property
    def maximum(self) -> float | None:
        """The highest number of the scale; None when the scale has no numbers."""
        return max(self.numbers, default=None)

    @property
    def minimum(self) -> float | None:
        """The lowest number of the scale; None when the scale has no numbers."""
        return min(self.numbers, default=None)


class Band(Authored):
    """A name for an overall result from ``from_percent`` of the maximum on."""

    id: OwnId
    label: Text = Field(description="The band's name.")
    from_percent: float = Field(
        ge=0,
        le=100,
        allow_inf_nan=False,
        description="The lowest overall result of the band, in percent of the maximum.",
    )

    @cached_property
    def least(self) -> Points:
        """The lowest overall result of the band in percent, exactly."""
        return exact(self.from_percent)
