"""This machine's day, and when an account is to be reviewed next by the rule its layout declares."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime

from sheetreview.model.layout import Frequency

LAST_REVIEW = "last_review"
"""The fact of an account that is the day of its last review (ISO)."""


def today() -> date:
    """The day on this machine."""
    return datetime.now().astimezone().date()


def months_between(frequency: Frequency, facts: Mapping[str, str]) -> int | None:
    """Months between two reviews of an account with these facts (by column of the accounts file).

    The first rule that fits counts; case and space around a value do not matter. None when no rule fits.
    """
    found = {name: value.strip().casefold() for name, value in facts.items()}
    for rule in frequency.rules:
        wanted = {name: {value.casefold() for value in values} for name, values in rule.when.items()}
        if all(found.get(name, "") in values for name, values in wanted.items()):
            return rule.months
    return None


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_review(last: str, months: int | None) -> str:
    """The day (ISO) so many months after the last review; empty when either is not known or no day."""
    try:
        return months_later(date.fromisoformat(last), months).isoformat() if months else ""
    except ValueError:
        return ""
