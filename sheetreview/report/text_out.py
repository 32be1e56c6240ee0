"""Text on its way into a report that is not a workbook."""

from __future__ import annotations

from collections.abc import Iterable

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def csv_safe(text: str) -> str:
    """Text that no spreadsheet program takes for a formula when it opens a CSV file."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def plain_number(number: float | None) -> float | int | None:
    """A number rounded to 6 digits after the point, whole ones as int."""
    if number is None:
        return None
    rounded = round(number, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def csv_line(fields: Iterable[str]) -> str:
    """A line of CSV with its line end (CR LF); every field is quoted."""
    return '"' + '","'.join([field.replace('"', '""') for field in fields]) + '"\r\n'
