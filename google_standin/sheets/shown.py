"""What a cell shows of its value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from google_standin.sheets.locales import Locale

_DATE_PARTS = {
    "yyyy": "%Y",
    "yy": "%y",
    "mmmm": "%B",
    "mmm": "%b",
    "mm": "%m",
    "dd": "%d",
    "hh": "%H",
    "ss": "%S",
}


def shown(value: Mapping[str, Any], number_format: Mapping[str, str], rules: Locale) -> str:
    """The text of an ExtendedValue that is no formula, by its NumberFormat ({} for none)."""
    if "stringValue" in value:
        return str(value["stringValue"])
    if "boolValue" in value:
        return rules.true if value["boolValue"] else rules.false
    number = value["numberValue"]
    kind, pattern = number_format.get("type", ""), number_format.get("pattern", "")
    if kind in {"DATE", "TIME", "DATE_TIME"}:
        standard = {"DATE": rules.date, "TIME": "hh:mm:ss", "DATE_TIME": f"{rules.date} hh:mm:ss"}
        return _shown_date(number, pattern or standard[kind])
    standard = {"NUMBER": "#,##0.00", "PERCENT": "0.00%"}
    return _shown_number(number, pattern or standard.get(kind, ""), rules)


def _shown_date(serial: float, pattern: str) -> str:
    moment = datetime(1899, 12, 30) + timedelta(days=serial)  # noqa: DTZ001 -- a spreadsheet's dates have no zone

    def part(found: re.Match[str]) -> str:
        text = found[0].lower()
        if text in {"d", "m", "h"}:
            return str({"d": moment.day, "m": moment.month, "h": moment.hour}[text])
        before = pattern[: found.start()].rstrip(":. ").lower()
        minutes = text == "mm" and before.endswith(("hh", "h"))
        return moment.strftime("%M" if minutes else _DATE_PARTS.get(text, text))

    return re.sub(r"[dD]+|[mM]+|[yY]+|[hH]+|[sS]+", part, pattern)


def _shown_number(number: float, pattern: str, rules: Locale) -> str:
    found = re.fullmatch(r"([^#0]*)([#,0]*[#0])(?:\.([#0]+))?(%?)([^#0]*)", pattern.split(";", maxsplit=1)[0])
    if found is None:
        text = f"{number:.10g}"
        return text.replace(".", rules.decimal)
    before, whole, places, percent, after = found.groups()
    places = places or ""
    exact = Decimal(repr(number)) * (100 if percent else 1)
    text = f"{exact.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP):,f}"
    main, _, rest = text.partition(".")
    for mark in reversed(places):
        if mark == "#" and rest.endswith("0"):
            rest = rest[:-1]
    main = main.replace(",", rules.thousands if "," in whole else "")
    return before.replace('"', "") + main + (rules.decimal + rest if rest else "") + percent + after.replace('"', "")
