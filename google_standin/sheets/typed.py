"""What a spreadsheet makes of what a person types, by its locale."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from google_standin.sheets.locales import Locale

THIS_YEAR = 2026
_EPOCH = date(1899, 12, 30)


def typed(text: str, rules: Locale) -> tuple[dict[str, Any], dict[str, str] | None]:
    """The ExtendedValue of a typed text ({} for none), and the number format that a cell without one gets.

    Known: numbers, percentages, dates, times of day, truth, formulas, and text after an apostrophe. Not known: amounts
    of money, dates with the names of months, fractions.
    """
    if text == "":
        return {}, None
    if text.startswith("'"):
        return ({"stringValue": text[1:]} if text[1:] else {}), None
    if text.startswith("=") and len(text) > 1:
        return {"formulaValue": text}, None
    plain = text.strip()
    if plain.upper() in {"TRUE", "FALSE", rules.true, rules.false}:
        return {"boolValue": plain.upper() in {"TRUE", rules.true}}, None
    number = _number(plain, rules)
    if number is not None:
        return {"numberValue": number}, None
    share = _number(plain[:-1].strip(), rules) if plain.endswith("%") else None
    if share is not None:
        return {"numberValue": share / 100}, {"type": "PERCENT", "pattern": "0.00%" if rules.decimal in plain else "0%"}
    day = _date(plain, rules)
    if day is not None:
        pattern = "yyyy-mm-dd" if re.match(r"\d{4}-", plain) else rules.date
        return {"numberValue": (day - _EPOCH).days}, {"type": "DATE", "pattern": pattern}
    clock = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", plain)
    if clock:
        minutes = int(clock[1]) * 60 + int(clock[2])
        return {"numberValue": minutes / 1440}, {"type": "TIME", "pattern": "hh:mm"}
    return {"stringValue": text}, None


def _number(text: str, rules: Locale) -> int | float | None:
    point, group = re.escape(rules.decimal), re.escape(rules.thousands)
    whole = rf"(\d+|\d{{1,3}}({group}\d{{3}})+)"
    if not re.fullmatch(rf"[+-]?({whole}({point}\d*)?|{point}\d+)([eE][+-]?\d{{1,3}})?", text):
        return None
    value = float(text.replace(rules.thousands, "").replace(rules.decimal, "."))
    if value in {float("inf"), float("-inf")}:
        return None
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _date(text: str, rules: Locale) -> date | None:
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    parts = re.fullmatch(
        rf"(\d{{1,2}}){re.escape(rules.between)}(\d{{1,2}})(?:[{rules.between}](\d{{4}}|\d\d)?)?", text
    )
    if parts is None:
        return None
    first, second, year = int(parts[1]), int(parts[2]), int(parts[3] or THIS_YEAR)
    month, day = (first, second) if rules.order == "mdy" else (second, first)
    return _day(year + 2000 if year < 100 else year, month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
