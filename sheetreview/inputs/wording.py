"""Words shared by the messages about authored files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches

from sheetreview.sheet.lookalikes import as_latin, lookalike_named
from sheetreview.sheet.text import squeeze

_SHOWN = 60
_LISTED = 12
_WORD = 4
_ALIKE = 0.75


def quoted(value: object) -> str:
    """A value between single quotes on one line, cut when it is long."""
    text = " ".join(str(value).split())
    return f"'{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}'"


def closest(word: str, known: Iterable[str]) -> str:
    """The known name most like a word, or nothing when none is near."""
    by_squeezed = {squeeze(name): name for name in known}
    found = get_close_matches(squeeze(word[:_SHOWN]), by_squeezed, n=1, cutoff=0.6)
    return by_squeezed[found[0]] if found else ""


def misspelt(value: str, known: Iterable[str]) -> str:
    """The known value that another one is most likely meant to be; nothing where it may be a value of its own.

    ``Tier 3`` beside ``Tier 2``, and ``Inactive`` beside ``Active``, are values of their own.
    """
    names = {squeeze(name): name for name in known}
    word = squeeze(value[:_SHOWN])
    if not word or word in names:
        return ""
    return next((name for squeezed, name in names.items() if _slipped(word, squeezed)), "")


def _slipped(word: str, known: str) -> bool:
    parts, meant = word.split(), known.split()
    if len(parts) != len(meant) or word.endswith(known) or known.endswith(word):
        return False
    return all(part == other or _much_alike(part, other) for part, other in zip(parts, meant, strict=True))


def _much_alike(part: str, other: str) -> bool:
    return min(len(part), len(other)) >= _WORD and SequenceMatcher(None, part, other).ratio() >= _ALIKE


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """What to write in place of an unknown name: the nearest known one, else the known ones."""
    names = [name for name in dict.fromkeys(known) if name]
    if near := closest(as_latin(word), names):
        letters = lookalike_named(word) if squeeze(as_latin(word)) == squeeze(near) else ""
        return f"{letters}{'; ' if letters else ''}did you mean {quoted(near)}?"
    if not names:
        return ""
    more = ", …" if len(names) > _LISTED else ""
    return f"use one of: {', '.join(names[:_LISTED])}{more}"


def any_of(words: Sequence[str]) -> str:
    """Words as a choice: ``a``, ``a or b``, ``a, b or c``."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else str(last)
