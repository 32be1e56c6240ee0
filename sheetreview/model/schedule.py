"""This machine's day, and when an account is to be reviewed next by the rule its layout declares."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime

from pydantic import Field

from sheetreview.model.base import Authored, FileColumn, Id, Text
from sheetreview.sheet.text import squeeze

LAST_REVIEW = "last_review"
"""The fact of an account that is the day of its last review (ISO)."""


FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""The days that anything in a cycle can be dated with: what a form takes, what is read, and what settings may say."""


def is_usual(day: date) -> bool:
    """Whether a day is one that anything in a cycle can be dated with."""
    return FIRST_DAY <= day <= LAST_DAY


def iso_day(text: str) -> str:
    """An ISO day as it is, and nothing for any other text."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


class FrequencyRule(Authored):
    """Every so many ``months``, for accounts whose columns have one of the named values; without ``when``, for all."""

    months: int = Field(ge=1, le=60, description="Months from one review to the next.")
    when: dict[FileColumn, tuple[Text, ...]] = Field(
        default_factory=dict,
        description="Columns of the accounts file, each with a list of values; all must fit. Left out, it fits all.",
    )


class Frequency(Authored):
    """How often an account is reviewed: the first rule that fits. ``reviewed`` is the field with the review's date."""

    reviewed: Id = Field(description="Id of the header field, of kind date, that holds the day of the review.")
    rules: tuple[FrequencyRule, ...] = Field(
        min_length=1, description="The rules, in order; the first that fits counts."
    )


def today() -> date:
    """The day on this machine."""
    return datetime.now().astimezone().date()


def days_late(due: str, as_of: date | None) -> int:
    """Days since something was due (ISO); 0 before that, and where either day is not known."""
    return max(0, (as_of - date.fromisoformat(due)).days) if due and as_of else 0


def months_between(frequency: Frequency, facts: Mapping[str, str]) -> int | None:
    """Months between two reviews of an account with these facts (by column of the accounts file).

    The first rule that fits counts; case and space around a value do not matter. None when no rule fits.
    """
    found = {name: squeeze(value) for name, value in facts.items()}
    for rule in frequency.rules:
        wanted = {name: set(map(squeeze, values)) for name, values in rule.when.items()}
        if all(found.get(name, "") in values for name, values in wanted.items()):
            return rule.months
    return None


def months_later(day: date, months: int) -> date:
    """The same day a number of months later, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_review(last: str, months: int | None) -> str:
    """The day (ISO) a number of months after the last review; empty when either is unknown or not a day."""
    try:
        return months_later(date.fromisoformat(last), months).isoformat() if months else ""
    except ValueError:
        return ""
