"""Text on its way into or out of a cell, and as it is compared: the one place that cleans, cuts and folds it."""

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


_IGNORED = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Unicode's Default_Ignorable_Code_Point, as of version 15."""

# Most texts are ASCII, and a pattern over all of Unicode takes milliseconds to compile: re does so at its first use.
_IGNORABLE = f"[{_IGNORED}]+"
_SCRIPT = "[\u0300-\u1fff\u2190-\ud7ff\ue000-\ufdff\ufe10-\ufefe\U00010000-\U000dffff]"
_SEEN = f"(?<={_SCRIPT})(?:[\u200c\u200d]{_SCRIPT}|[\u180b-\u180f\ufe00-\ufe0f\U000e0020-\U000e01ef])"
_UNSEEN = f"(?!{_SEEN})[{_IGNORED}]"
_SPECIAL_NUMBERS = (
    "([²³¹¼-¾\u2070\u2074-\u2079\u2080-\u2089\u2150-\u215f\u2189\u2460-\u249b\u24ea\u3192-\u3195\u3220-\u3229"
    "\u3251-\u325f\u3280-\u3289\u32b1-\u32bf\U0001f100-\U0001f10a]+)"
)
_OTHER_DIGIT = r"[^\D0-9]"
_PLAIN = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"')
)


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


def visible(text: str) -> str:
    """Text without the characters that nobody sees, such as a zero-width space, a soft hyphen or a byte order mark.

    Joiners within a word of other scripts and the selector behind an emoji stay, since they change what is seen.
    """
    return text if text.isascii() or not re.search(_IGNORABLE, text) else re.sub(_UNSEEN, "", text)


def fold(text: str) -> str:
    """Text as written in one way: without invisible characters, in usual widths, with plain quotes, hyphens and digits.

    Superscripts, numbers in circles and fractions stay what they are: ``4²`` is not 42. Unicode-normalised (NFKC).
    """
    if text.isascii():
        return text
    plain = re.sub(_IGNORABLE, "", text).translate(_PLAIN)
    # A split by a pattern that captures gives what lies between its matches at even places.
    parts = enumerate(re.split(_SPECIAL_NUMBERS, plain))
    folded = "".join(part if place % 2 else unicodedata.normalize("NFKC", part) for place, part in parts)
    return re.sub(_OTHER_DIGIT, lambda match: str(unicodedata.decimal(match[0])), folded)


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """Text as compared: folded, one space between words, none around, without capitals and a leading ``mailto:``."""
    return " ".join(fold(text).split()).casefold().removeprefix("mailto:")


@lru_cache(maxsize=4096)
def compact(text: str) -> str:
    """Text as compared, without the spaces around its signs: ``100 %`` is ``100%``."""
    return re.sub(r" ?([^\w\s]) ?", r"\1", squeeze(text))


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 form``, ``2 forms``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def line_breaks(text: str) -> int:
    """Number of line breaks in a text, as any system writes them."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def quoted(text: str) -> str:
    """A typed text between quotes, for a message; of a long one only its length, since it may be nobody's business."""
    return repr(text) if len(text) <= SHOWN else f"a text of {len(text):,} characters"


def shortened(text: str) -> str:
    """A name as short as a message needs it."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
