"""Text on its way into or out of a cell: the one place that cleans and cuts it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

CELL_LIMIT = 32_767
"""UTF-16 units a cell of an .xlsx workbook holds."""

SHOWN = 60
"""Characters of a typed text that a message repeats: enough for any rating or name, too few for a remark."""

CUT_MARK = " … [cut: too long for a cell]"

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def utf16_length(text: str) -> int:
    """Length as spreadsheet programs count it: characters beyond U+FFFF count twice."""
    return len(text) + sum(character > "\uffff" for character in text)


def clean_cell_text(text: str, limit: int = CELL_LIMIT) -> str:
    """Text fit for a cell: no character XML cannot hold, CR LF as LF, cut visibly at the limit."""
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if 2 * len(text) <= limit or utf16_length(text) <= limit:
        return text
    room = limit - utf16_length(CUT_MARK)
    cut = text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", errors="ignore")
    return cut + CUT_MARK


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """Text as compared: Unicode-normalised (NFKC), one space between words, none around, case folded."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(plain.split()).casefold()


def quoted(text: str) -> str:
    """A typed text between quotes, for a message; of a long one only its length, since it may be nobody's business."""
    return repr(text) if len(text) <= SHOWN else f"a text of {len(text):,} characters"


def shortened(text: str) -> str:
    """A name as short as a message needs it."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
