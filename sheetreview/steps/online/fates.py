"""What becomes of each spreadsheet of a cycle."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What became, or in a dry run would become, of one spreadsheet."""

    SHARED = "shared"
    MADE = "made, not shared"
    REFRESHED = "brought up to date"
    KEPT = "already there"
    TOUCHED = "left alone"
    WAITING = "waits for another role's answers"
    REFUSED = "held back, the address is to be confirmed"
    LOST = "lost"
    FAILED = "failed"

    @property
    def in_order(self) -> bool:
        """Whether nobody needs to do anything about it."""
        return self not in {Fate.REFUSED, Fate.LOST, Fate.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One spreadsheet, for whom it is, and what became of it."""

    key: str
    title: str
    reviewer: str
    email: str
    fate: Fate
    link: str = ""
    detail: str = ""
