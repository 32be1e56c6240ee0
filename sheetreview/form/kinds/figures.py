"""Kinds whose cells hold numbers or days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from random import Random
from typing import ClassVar

from sheetreview.form import look
from sheetreview.form.dates import days_meant
from sheetreview.form.kinds.base import Content, Family, Kind, Sampler, number_or_text
from sheetreview.form.numbers import digits, meanings
from sheetreview.form.values import FileFormat, Reading, plain_digits, read_date, read_number
from sheetreview.model.layout import Column, ColumnKind
from sheetreview.model.schedule import FIRST_DAY, LAST_DAY
from sheetreview.sheet.grid import EPOCH, Value
from sheetreview.sheet.plan import Align, Block, Check, Style, Validation

_LARGEST = 1e12
_CURRENCY = "$€£¥ \u00a0"


class Number(Kind, word=ColumnKind.NUMBER):
    """A number."""

    __slots__ = ()
    width = 12
    family = Family.FIGURES
    free_text = False
    names_rows = False
    takes_metric = False
    computable = True
    counted = True
    amount = True
    style = look.FIGURE_INPUT
    number_format = "General"
    noun = "a number"

    @property
    def wanted(self) -> str:
        """What belongs into a cell, as an instruction."""
        return "type a plain number"

    def _read(self, value: Value, file: FileFormat) -> Reading:
        return read_number(value, file)

    def readings(self, text: str) -> tuple[str, ...]:
        """Both numbers that a text may mean, where it may mean two."""
        numbers = meanings(digits(plain_digits(text)))
        return tuple(f"{number.normalize():f}" for number in numbers) if len(numbers) > 1 else ()

    def content(self, text: str) -> Content:
        """A number."""
        return number_or_text(text)

    def entry_check(self, block: Block) -> Validation:
        """The check of a cell: any number."""
        return Validation(
            block=block,
            check=Check.DECIMAL,
            low=-_LARGEST,
            high=_LARGEST,
            prompt_title="Number" if self.entry.hint else "",
            prompt=self.entry.hint,
            error_title="Not a number",
            error="Please type a number.",
        )

    def sample(self, by: Sampler) -> float:
        """A made-up answer."""
        return by.figure(self)


class Percent(Number, word=ColumnKind.PERCENT):
    """A share: 85 % is 0.85."""

    __slots__ = ()
    amount = False
    number_format = "0.0%"
    noun = "a percent"

    @property
    def wanted(self) -> str:
        """What belongs into a cell, as an instruction."""
        return "type a percentage such as 85%"

    def _read(self, value: Value, file: FileFormat) -> Reading:
        return read_number(value, file, signs=_CURRENCY, share=True)

    def sample_target(self, described: str, random: Random) -> float:  # noqa: ARG002
        """A made-up share."""
        return random.randint(20, 95) / 100

    def sample_near(self, target: float, skill: float, random: Random) -> float:
        """A made-up share near its target."""
        return round(target * max(0.2, random.gauss(0.95 + skill / 10, 0.15)), 3)


class Money(Number, word=ColumnKind.MONEY):
    """An amount of money, whatever its currency."""

    __slots__ = ()
    width = 14
    number_format = "#,##0.00"
    noun = "an amount of money"

    def _read(self, value: Value, file: FileFormat) -> Reading:
        return read_number(value, file, signs=_CURRENCY)

    def sample_target(self, described: str, random: Random) -> float:  # noqa: ARG002
        """A made-up amount in hundreds."""
        return random.randint(20, 90) * 100


class Computed(Number, word=ColumnKind.COMPUTED):
    """What the form works out from two other columns; nobody types it."""

    __slots__ = ()
    needs = "compute"
    holds_answers = False
    typed = False
    computable = False
    amount = False
    noun = "a figure"

    def _read(self, value: Value, file: FileFormat) -> Reading:
        return read_number(value, file, signs=_CURRENCY)

    def entry_check(self, block: Block) -> None:  # type: ignore[override]  # nothing is typed
        """None: nothing is typed."""

    def content(self, text: str) -> Content:
        """A text as it is: nothing is ever put into such a cell."""
        return text

    def fixed_style(self) -> Style:
        """Style of the result: a ratio is shown in percent."""
        ratio = isinstance(self.entry, Column) and self.entry.compute is not None and self.entry.compute.kind == "ratio"
        return replace(
            look.FIXED_TEXT, align=Align.RIGHT, wrap=False, number_format="0.0%" if ratio else self.number_format
        )


class Day(Kind, word=ColumnKind.DATE):
    """A day."""

    __slots__ = ()
    width = 13
    serves_as: ClassVar[Mapping[str, int]] = {"due": 0, "date": 0}
    family = Family.DAYS
    free_text = False
    names_rows = False
    takes_metric = False
    style = replace(look.TEXT_INPUT, align=Align.CENTER, indent=0, wrap=False)
    number_format = "yyyy-mm-dd"
    noun = f"a date from {FIRST_DAY.year} to {LAST_DAY.year}"

    @property
    def wanted(self) -> str:
        """What belongs into a cell, as an instruction."""
        return "type a date such as 2026-11-30"

    def _read(self, value: Value, file: FileFormat) -> Reading:
        return read_date(value, file.epoch)

    def readings(self, text: str) -> tuple[str, ...]:
        """The days that a text can mean where it can mean several."""
        days = days_meant(text, EPOCH)
        return tuple(day.isoformat() for day in days) if len(days) > 1 else ()

    def content(self, text: str) -> Content:
        """The serial number of an ISO date."""
        try:
            serial = (date.fromisoformat(text) - EPOCH).days
        except ValueError:
            return text
        return float(serial) if serial > 0 else text

    def entry_check(self, block: Block) -> Validation:
        """The check of a cell: a day of this century."""
        return Validation(
            block=block,
            check=Check.DATE,
            low=(FIRST_DAY - EPOCH).days,
            high=(LAST_DAY - EPOCH).days,
            prompt_title="Date",
            prompt=self.entry.hint or "Type a date.",
            error_title="Not a date",
            error="Please type a date, such as 2026-11-30.",
        )

    def sample(self, by: Sampler) -> date:
        """A made-up answer."""
        return by.day()
