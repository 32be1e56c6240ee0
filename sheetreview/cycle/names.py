"""File and folder names made from people's names: safe on every system, still readable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from itertools import chain, count

NAME_BYTES = 150
"""UTF-8 bytes of a name; common file systems allow 255, and an id and an ending are still to come."""

_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
_BREAKS = re.compile("-+")


def slug(text: str, fallback: str = "unnamed", limit: int = NAME_BYTES) -> str:
    """Words of any script with case folded, joined by hyphens, in at most ``limit`` UTF-8 bytes.

    A slug is its own :func:`compared` form.
    """
    folded = compared(text.replace("'", "").replace("’", ""))
    name = _BREAKS.sub("-", "".join(c if c.isalnum() or _is_mark(c) else "-" for c in folded)).strip("-")
    name = name.encode(errors="ignore")[:limit].decode(errors="ignore").strip("-")
    if not name:
        return fallback
    return f"{name}-" if name in _RESERVED else name


def _is_mark(character: str) -> bool:
    """Whether a character belongs to the letter before it, as vowel signs do in many scripts."""
    return unicodedata.category(character) in {"Mn", "Mc"}


def compared(name: str) -> str:
    """A name as file systems that ignore case and composition compare it."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def first_free(candidates: Sequence[str], taken: Collection[str]) -> str:
    """The first candidate that is not taken; else the last with a number. ``taken`` are compared names."""
    numbered = (f"{candidates[-1]}-{number}" for number in count(2))
    return next(name for name in chain(candidates, numbered) if compared(name) not in taken)
