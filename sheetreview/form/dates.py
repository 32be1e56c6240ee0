"""The days that a typed text can mean: one where it leaves no doubt, several where another country reads it otherwise.

A day whose month is a word stands as spreadsheet programs write it, day first: 30-Nov-26, 30. November 2026. With
numbers alone, a day behind points is first; between strokes the month may be, and of two digits the year.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

from sheetreview.model.schedule import is_usual
from sheetreview.sheet.text import fold

_TIME = re.compile(
    r"(?<=\d)[T ]\s*(?P<clock>\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?)\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)
"""A time of day behind a date."""

_NOT_MIDNIGHT = re.compile(r"[1-9]")
_UNIVERSAL = frozenset({"Z", "UTC", "GMT"})
_SERIAL = re.compile(r"\d{5}([.]\d+)?")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})")
_DAY_AND_WORD = re.compile(
    r"(?P<day>\d{1,2})(st|nd|rd|th|er|º|o)?[-./, ]\s*(de\s+)?(?P<word>[^\W\d_]{3,})"
    r"[-./, ]\s*(de\s+)?(?P<year>\d{4}|\d{2})"
)
_WORD_AND_DAY = re.compile(r"(?P<word>[^\W\d_]{3,})\.?\s*(?P<day>\d{1,2})(st|nd|rd|th)?,?\s+(?P<year>\d{4})")
_YEAR_WORD_DAY = re.compile(r"(?P<year>\d{4})[-/. ](?P<word>[^\W\d_]{3,})[-/. ](?P<day>\d{1,2})")
_CENTURY = 2000
_PLAIN = re.compile(r"\d{4}\D.*|.*[^\W\d_].*|\d+[.] ?\d+[.] ?\d{4}.*", re.DOTALL)

_NAMES = """
january february march april may june july august september october november december
jan feb mar apr may jun jul aug sep oct nov dec
januar februar marz april mai juni juli august september oktober november dezember
jan feb mrz apr mai jun jul aug sep okt nov dez
janner feber maerz april mai juni juli august sept oktober november dezember
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
janv fevr mars avr mai juin juil aout sept oct nov dec
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
ene feb mar abr may jun jul ago sept oct nov dic
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
gen feb mar apr mag giu lug ago set ott nov dic
januari februari maart april mei juni juli augustus september oktober november december
jan feb mrt apr mei jun jul aug sep okt nov dec
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
jan fev mar abr mai jun jul ago set out nov dez
"""
"""Months of English, German, French, Spanish, Italian, Dutch and Portuguese; a word means the same month in all."""

MONTHS: Mapping[str, int] = {
    name: number for line in _NAMES.strip().splitlines() for number, name in enumerate(line.split(), 1)
}
"""The number of a month by its names, without accents and capitals."""


def month_number(word: str) -> int:
    """The number of a month by its name; 0 for any other word."""
    plain = unicodedata.normalize("NFD", word.casefold())
    return MONTHS.get("".join(letter for letter in plain if not unicodedata.combining(letter)), 0)


@lru_cache(maxsize=4096)
def days_meant(text: str, epoch: date) -> tuple[date, ...]:
    """The days within the range that a text can mean; nothing for a text that is no date.

    A text that is the number of a day counts from ``epoch``.
    """
    plain = _without_time(" ".join(fold(text).split()))
    if _SERIAL.fullmatch(plain):
        day = epoch + timedelta(days=int(float(plain)))
        return (day,) if is_usual(day) else ()
    found = {found for parts in _parts(plain) for found in _day(*parts)}
    return tuple(day for day in sorted(found) if is_usual(day))


def is_plain(text: str) -> bool:
    """Whether the text of a date shows at a glance what it means: its year first, its month as a word, or points."""
    return _PLAIN.fullmatch(fold(text).strip()) is not None


def _without_time(text: str) -> str:
    """A text without a time of day behind it; as it is where that time leaves the day in doubt.

    The day is written as it was where it was written, but for a time elsewhere (``23:00Z``), which is the next day's
    midnight in another country.
    """
    match = _TIME.search(text)
    if match is None:
        return text
    elsewhere = (match["zone"] or "").upper() in _UNIVERSAL and _NOT_MIDNIGHT.search(match["clock"])
    return text if elsewhere else text[: match.start()]


def _parts(text: str) -> Iterator[tuple[int, int, int]]:
    """Year, month and day of each reading of a text."""
    if match := _YEAR_FIRST.fullmatch(text):
        yield int(match["year"]), int(match["month"]), int(match["day"])
    for form in (_DAY_AND_WORD, _WORD_AND_DAY, _YEAR_WORD_DAY):
        if match := form.fullmatch(text):
            yield _full(match["year"]), month_number(match["word"]), int(match["day"])
    if match := _NUMBERS.fullmatch(text):
        first, between, second, last = match.groups()
        yield _full(last), int(second), int(first)
        if between != ".":
            yield _full(last), int(first), int(second)
        if len(last) == len("26"):
            yield _full(first), int(second), int(last)


def _full(year: str) -> int:
    return int(year) if len(year) == len("2026") else _CENTURY + int(year)


def _day(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return
