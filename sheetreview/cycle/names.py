"""File and folder names made from people's names: safe on every system, still readable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

NAME_BYTES = 150
"""UTF-8 bytes of a name; common file systems allow 255, and an id and an ending are still to come."""

_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
_BREAKS = re.compile(r"[^\w]+|_+")


def slug(text: str, fallback: str = "unnamed") -> str:
    """Words of any script in lower case, joined by hyphens."""
    folded = unicodedata.normalize("NFKC", text).replace("'", "").replace("’", "")
    name = _BREAKS.sub("-", folded.lower()).strip("-")
    while len(name.encode()) > NAME_BYTES:
        name = name[:-1]
    name = name.strip("-")
    if not name:
        return fallback
    return f"{name}-" if name in _RESERVED else name


def compared(name: str) -> str:
    """A name as file systems that ignore case and composition compare it."""
    return unicodedata.normalize("NFKC", name).casefold()


def first_free(candidates: Collection[str], taken: Collection[str]) -> str:
    """The first candidate that is not taken; else the last with a number. ``taken`` are compared names."""
    for candidate in candidates:
        if compared(candidate) not in taken:
            return candidate
    *_, last = candidates
    number = 2
    while compared(f"{last}-{number}") in taken:
        number += 1
    return f"{last}-{number}"
