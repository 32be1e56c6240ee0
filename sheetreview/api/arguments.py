"""What programs give to the door: one or several paths or words, where a text is one and never its letters."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

Paths: TypeAlias = str | Path | Iterable[str | Path]
"""One file or folder, or several."""


def as_paths(given: Paths) -> list[Path]:
    """The paths that are meant: a text is one path, never its letters."""
    return [Path(given)] if isinstance(given, str | Path) else [Path(one) for one in given]


def as_words(given: str | Iterable[str]) -> tuple[str, ...]:
    """The words that are meant: a text is one word, never its letters."""
    return (given,) if isinstance(given, str) else tuple(given)
