"""What a spreadsheet program makes of a text that somebody types into a cell: a number, a day, a time or a truth."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sheetreview.sheet.grid import EPOCH

GENERAL_FORMAT, TEXT_FORMAT = 0, 49
"""The built-in formats of cells that take on what is typed, and of those in which every text stays one."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = 2024
"""Of a day that is typed without one; it has every day of every year, and is not shown."""

_DIGITS = r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]*)?|\.[0-9]+"
_FIGURE = (
    rf"(?P<sign>[-+])?(?P<open>\()?(?P<currency>\$)?(?P<digits>{_DIGITS})(?P<power>e[-+]?[0-9]+)?(?P<percent>%)?"
    r"(?(open)\))"
)
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a cell holds after typing, and the built-in format it is given; None where it keeps its own."""

    content: str | float | bool
    number_format: int | None = None


_Made: TypeAlias = Callable[[re.Match[str]], Entry | None]


def entered(text: str) -> Entry:
    """What an English program makes of a text that is typed into a cell without a format of its own."""
    plain = text.strip()
    for pattern, made in _FORMS:
        match = pattern.fullmatch(plain)
        entry = made(match) if match else None
        if entry is not None:
            return entry
    return Entry(content=text)


def _truth(match: re.Match[str]) -> Entry:
    return Entry(content=match[0].casefold() == "true")


def _figure(match: re.Match[str]) -> Entry:
    """A number with what stands around it: a currency, a share, brackets for less than nothing, a power of ten."""
    digits, power = match["digits"], match["power"] or ""
    number = float(digits.replace(",", "") + power)
    negative = "-" in (match["sign"] or "") or match["open"]
    fraction = "." in digits
    if match["percent"]:
        number, code = number / 100, 10 if fraction else 9
    elif match["currency"]:
        code = 8 if fraction else 6
    elif power:
        code = 11
    else:
        code = (4 if fraction else 3) if "," in digits else 0
    return Entry(content=-number if negative else number, number_format=code or None)


def _time(match: re.Match[str]) -> Entry | None:
    hours, minutes, seconds = (int(part or 0) for part in match.group(1, 2, 3))
    half = (match[4] or "").casefold()
    if minutes > 59 or seconds > 59 or (half and not 1 <= hours <= 12):  # noqa: PLR2004 -- as a clock has them
        return None
    hours = hours % 12 + 12 * half.startswith("p") if half else hours
    code = (18 if half else 20) + (match[3] is not None)
    return Entry(content=(3600 * hours + 60 * minutes + seconds) / 86_400, number_format=code)


def _day(year: str | None, month: str, day: str, code: int) -> Entry | None:
    number = _MONTHS.index(month.casefold()[:3]) + 1 if month.isalpha() else int(month)
    full = _YEAR if year is None else int(year) + (0 if len(year) > 2 else 2000)  # noqa: PLR2004 -- two digits
    try:
        return Entry(content=float((date(full, number, int(day)) - EPOCH).days), number_format=code)
    except ValueError:
        return None


_ALL, _DAY_MONTH_YEAR, _DAY_MONTH, _MONTH_YEAR = 14, 15, 16, 17
_FORMS: tuple[tuple[re.Pattern[str], _Made], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), made)
    for pattern, made in (
        ("true|false", _truth),
        (_FIGURE, _figure),
        (r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?: ?([ap]m?))?", _time),
        (r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})", lambda m: _day(m[1], m[2], m[3], _ALL)),
        (r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{2}|[0-9]{4})", lambda m: _day(m[3], m[1], m[2], _ALL)),
        (r"([0-9]{1,2})[-/]([0-9]{1,2})", lambda m: _day(None, m[1], m[2], _DAY_MONTH)),
        (rf"([0-9]{{1,2}})[- ]{_MONTH}", lambda m: _day(None, m[2], m[1], _DAY_MONTH)),
        (rf"{_MONTH}[- ]([0-9]{{1,2}})", lambda m: _day(None, m[1], m[2], _DAY_MONTH)),
        (rf"([0-9]{{1,2}})[- ]{_MONTH}[- ]([0-9]{{2}}|[0-9]{{4}})", lambda m: _day(m[3], m[2], m[1], _DAY_MONTH_YEAR)),
        (rf"{_MONTH}[- ]([0-9]{{4}})", lambda m: _day(m[2], m[1], "1", _MONTH_YEAR)),
    )
)
