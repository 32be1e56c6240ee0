"""Rows of a summary as JSON objects: their fields by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | float | bool | None"

_DIGITS = 6


def rounded(number: float | None) -> float | None:
    """A number to 6 digits after the point; None stays None."""
    return None if number is None else round(number, _DIGITS)


def rows(found: Iterable[object]) -> list[Json]:
    """Dataclasses made of texts, numbers, truth values and rows of the same kind; unknown numbers are null."""
    return [_value(row) for row in found]


def _value(value: object) -> Json:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _value(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return rows(value)
    if isinstance(value, float):
        return rounded(value)
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(type(value))
