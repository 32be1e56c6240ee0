"""Kinds whose cells have a list to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from sheetreview.form import look
from sheetreview.form.formulas import level_number
from sheetreview.form.kinds.base import Content, Family, Kind, Sampler, number_or_text
from sheetreview.form.values import FileFormat, Reading, read_choice, read_rating, read_text, read_yes_no
from sheetreview.model.layout import ColumnKind
from sheetreview.model.scales import NOT_APPLICABLE, Level, Scale
from sheetreview.sheet.grid import Value
from sheetreview.sheet.plan import Align, Block, Check, Validation
from sheetreview.sheet.text import quoted, squeeze

PROMPT_LIMIT = 255
"""Characters a prompt may have; a longer one damages the file for Excel."""


class _Listed(Kind):
    """What is chosen from a list, by a dropdown."""

    __slots__ = ()
    family = Family.CHOICES
    free_text = False
    names_rows = False
    takes_metric = False
    style = replace(look.TEXT_INPUT, align=Align.CENTER, indent=0)

    def entry_check(self, block: Block) -> Validation:
        """The dropdown of a cell."""
        return Validation(
            block=block,
            check=Check.LIST,
            values=tuple(seen for _, seen in self.options),
            prompt_title="Choose",
            prompt=self.entry.hint or self._prompt,
            error_title="Not in the list",
            error="Please choose one of the entries in the list.",
        )

    @property
    def _prompt(self) -> str:
        return "Choose from the list."

    def sample(self, by: Sampler) -> str | int:
        """A made-up answer."""
        return by.option([seen for _, seen in self.options])


class Choice(_Listed, word=ColumnKind.CHOICE):
    """One of the options that the layout lists."""

    __slots__ = ()
    width = 16
    needs = "options"
    serves_as: ClassVar[Mapping[str, int]] = {"what": 3, "progress": 0}
    noun = "a choice"

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """The layout's options."""
        return tuple((option, option) for option in self.entry.options)

    @property
    def wanted(self) -> str:
        """What belongs into a cell, as an instruction."""
        return f"choose one of {', '.join(self.entry.options)}"

    def _read(self, value: Value, file: FileFormat) -> Reading:  # noqa: ARG002
        return read_choice(self.entry.options, value)

    def converted(self, value: str, before: Kind) -> tuple[str, str]:  # noqa: ARG002
        """The same option, if it is on the list."""
        text = next((option for option in self.entry.options if squeeze(option) == squeeze(value)), "")
        return text, "" if text else "it is not on the list any more"

    def newly_read(self, text: str) -> str:
        """What to say of a text that was no option when it was typed, and is one now."""
        return f"{quoted(text)} was not on the list when it was typed, and is on the new one: ask what was meant"


class YesNo(_Listed, word=ColumnKind.YES_NO):
    """Yes or no."""

    __slots__ = ()
    width = 10
    serves_as: ClassVar[Mapping[str, int]] = {"progress": 1}
    noun = "yes or no"

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Yes and no."""
        return (("yes", "Yes"), ("no", "No"))

    @property
    def wanted(self) -> str:
        """What belongs into a cell, as an instruction."""
        return "type Yes or No"

    @property
    def _prompt(self) -> str:
        return "Choose Yes or No."

    def _read(self, value: Value, file: FileFormat) -> Reading:  # noqa: ARG002
        return read_yes_no(value)

    def content(self, text: str) -> Content:
        """Yes or No, as the dropdown has it."""
        return text.capitalize()


class Rating(_Listed, word=ColumnKind.RATING):
    """A level of a scale."""

    __slots__ = ()
    width = 10
    needs = "scale"
    serves_as: ClassVar[Mapping[str, int]] = {"progress": 2}
    computable = True
    counted = True
    style = look.RATING_INPUT
    noun = "one rating"

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """The levels' values, and N/A where the scale has it."""
        return tuple((value, value) for value in self.scale.allowed) if self.scale else ()

    @property
    def is_chosen(self) -> bool:
        """False: a scale gives each level a meaning."""
        return False

    @property
    def wanted(self) -> str:
        """What belongs into a cell, as an instruction."""
        if self.scale is None:
            return f"fill in {self.entry.caption}"
        values = list(self.scale.by_value)
        plain = all(value.isdecimal() for value in values) and len(values) > 2  # noqa: PLR2004 -- "1 to 2" is odd
        numbers = sorted(int(value) for value in values) if plain else []
        if numbers and numbers == list(range(numbers[0], numbers[-1] + 1)):
            text = f"type a whole number from {numbers[0]} to {numbers[-1]}"
        else:
            text = f"type one of {', '.join(values)}"
        return f"{text}, or {NOT_APPLICABLE}" if self.scale.not_applicable else text

    @property
    def cell_format(self) -> str:
        """Number format of the cells people type into: that of numbers where every level is one."""
        return "General" if self._is_numeric else self.number_format

    @property
    def _is_numeric(self) -> bool:
        return self.scale is not None and all(number_or_text(value) != value for value in self.scale.by_value)

    def _read(self, value: Value, file: FileFormat) -> Reading:
        return read_rating(self.scale, value, all_text=file.all_text) if self.scale else read_text(value)

    def content(self, text: str) -> Content:
        """A number where every level's value is one."""
        return number_or_text(text) if self._is_numeric else text

    def entry_check(self, block: Block) -> Validation:
        """The dropdown of a cell, with what each level means."""
        allowed = self.scale.allowed if self.scale else ()
        return Validation(
            block=block,
            check=Check.LIST,
            values=allowed,
            prompt_title="Rating",
            prompt=self.entry.hint or self._prompt,
            error_title="Not on the scale",
            error=f"Please choose one of {', '.join(allowed)}.",
        )

    @property
    def _prompt(self) -> str:
        """What each level means, as short as a prompt must be."""
        scale = self.scale
        if scale is None:
            return ""
        lines = [f"{level.value} = {level.label}" for level in scale.levels]
        if scale.not_applicable:
            lines.append(f"{NOT_APPLICABLE} = Not applicable")
        text = "\n".join(lines)
        if len(text) <= PROMPT_LIMIT:
            return text
        return f"Choose one of {', '.join(scale.by_value)}. What they mean stands above the table."

    def counted_in(self, cell: str) -> str:
        """The level's number, where that is not what stands in the cell."""
        return level_number(self.scale, cell) if self.scale else cell

    def converted(self, value: str, before: Kind) -> tuple[str, str]:
        """The level that means the same on this scale."""
        old, new = before.scale, self.scale
        if old is None or new is None:
            return "", "there is no scale for it"
        if value == NOT_APPLICABLE:
            return (value, "") if new.not_applicable else ("", f"the scale has no {NOT_APPLICABLE} any more")
        level = old.by_value[value]
        same = new.by_value.get(value)
        if same is not None and squeeze(same.label) == squeeze(level.label):
            return value, ""
        called = [one for one in new.levels if squeeze(one.label) == squeeze(level.label)]
        if len(called) == 1:
            return called[0].value, f"{level.label!r} is {called[0].value} on the new scale"
        if same is not None and _same_steps(old, new) and not _is_called(same, old):
            return value, f"level {value} is called {same.label!r} now"
        return "", f"{value} = {level.label} is not on the new scale"

    def newly_read(self, text: str) -> str:
        """What to say of a text that was no level when it was typed, and is one now."""
        return f"{quoted(text)} was not on the scale when it was typed, and is on the new one: ask what was meant"

    def sample(self, by: Sampler) -> str | int:
        """A made-up answer."""
        return by.level(self.scale) if self.scale else ""


def _same_steps(old: Scale, new: Scale) -> bool:
    """Whether two scales have the same values in the same order and weight, so that only words differ."""
    return [(one.value, one.number) for one in old.levels] == [(one.value, one.number) for one in new.levels] and [
        one.value for one in old.from_best
    ] == [one.value for one in new.from_best]


def _is_called(level: Level, scale: Scale) -> bool:
    return squeeze(level.label) in {squeeze(one.label) for one in scale.levels}
