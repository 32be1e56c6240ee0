"""Text on its way into the XML of a workbook."""

from __future__ import annotations

import re

from sheetreview.sheet.text import clean_cell_text, utf16_length
from sheetreview.sheet.titles import cut_units

_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def cell_text(text: str) -> str:
    """Text as the file format wants it inside a string: cleaned, and ``_x0041_`` not taken for an escape."""
    return _LOOKS_ESCAPED.sub("_x005F_", clean_cell_text(text))


def xml_text(text: str) -> str:
    """Text for an XML element or a double-quoted attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def short_text(text: str, limit: int) -> str:
    """Text for a prompt or a message, ended with … when it is longer than the UTF-16 units there are."""
    cleaned = clean_cell_text(text)
    if utf16_length(cleaned) > limit:
        cleaned = cut_units(cleaned, limit - 1) + "…"
    return _LOOKS_ESCAPED.sub("_x005F_", cleaned)
