"""Days and months as people write them in a file."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from sheetreview.form.values import EPOCH, plain_digits, read_date

_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})")
_MONTH_FIRST = re.compile(r"(?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})")
_NAMED = ("%B %Y", "%b %Y", "%B, %Y", "%b-%y", "%b-%Y", "%B-%Y", "%Y %B", "%Y %b")
_EARLIEST, _LATEST = "1990-01-01", "2100-01-01"


@lru_cache(maxsize=4096)
def iso_day(text: str) -> str:
    """A day as year-month-day: from such a text, ``5 November 2026``, ``5.11.2026``, or the number of a date cell.

    Empty for anything else, such as ``11/5/2026``, which is another day in another country, and for days that no
    review was held on.
    """
    value = float(text) if _SERIAL.fullmatch(text) else text
    found = read_date(value, EPOCH).value
    return found if _EARLIEST <= found < _LATEST else ""


@lru_cache(maxsize=4096)
def iso_month(text: str) -> str:
    """A month as year-month: from a day of it, from ``November 2026``, ``Nov 2026``, ``11/2026`` or ``2026-11``.

    Empty for anything else.
    """
    if day := iso_day(text):
        return day[:7]
    plain = " ".join(plain_digits(text).split())
    match = _YEAR_FIRST.fullmatch(plain) or _MONTH_FIRST.fullmatch(plain)
    written = f"{match['year']}-{match['month']}" if match else plain
    for form in ("%Y-%m", *_NAMED):
        try:
            found = datetime.strptime(written, form)  # noqa: DTZ007 -- a month has no time zone
        except ValueError:
            continue
        month = f"{found.year:04}-{found.month:02}"
        return month if _EARLIEST <= month < _LATEST else ""
    return ""
