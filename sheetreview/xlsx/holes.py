"""The pieces of a stamped file: places in its text that differ from person to person, and what stands there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from sheetreview.sheet.measure import row_height
from sheetreview.xlsx.escapes import cell_text, xml_text

Values: TypeAlias = Mapping[str, str | float]


class Place(StrEnum):
    """What a slot's text is part of, which decides how it is escaped."""

    CELL = "cell"
    TITLE = "title"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class TextHole:
    """Where a slot's text goes."""

    slot: str
    place: Place

    def fill(self, values: Values) -> str:
        """The text, as XML."""
        text = str(values[self.slot])
        if self.place is Place.CELL:
            return xml_text(cell_text(text))
        return xml_text(text.replace("'", "''") if self.place is Place.FORMULA else text)


@dataclass(frozen=True, slots=True)
class CellHole:
    """The rest of a cell's element behind its attributes: a number, a text, or nothing at all."""

    slot: str

    def fill(self, values: Values) -> str:
        """The rest of the element. Raises ValueError for a number that is not finite."""
        value = values[self.slot]
        if not isinstance(value, str):
            if not math.isfinite(value):
                raise ValueError(f"slot {self.slot!r} would hold {value}, which is no number a sheet can hold")
            return f"><v>{int(value) if value == int(value) else value!r}</v></c>"
        text = xml_text(cell_text(value))
        return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else "/>"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomyText:
    """A typed slot's cell: its width in characters, and the size of its letters."""

    slot: str
    width: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeightHole:
    """The height of a row in points: what the plan says, or as much as its texts need."""

    least: float
    texts: tuple[RoomyText, ...]

    def fill(self, values: Values) -> str:
        """The height as it stands in the file."""
        return f"{self._height(values):.15g}"

    def grows(self, values: Values) -> bool:
        """Whether the row must be higher than planned."""
        return self._height(values) > self.least

    def _height(self, values: Values) -> float:
        height = self.least
        for text in self.texts:
            value = values.get(text.slot)
            if isinstance(value, str) and value:
                height = max(height, row_height(value, text.width, text.size))
        return height


Hole: TypeAlias = TextHole | CellHole | HeightHole
