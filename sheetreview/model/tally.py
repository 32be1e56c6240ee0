"""How often something was answered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCount:
    """How often a level or an option was given."""

    value: str
    label: str
    count: int
