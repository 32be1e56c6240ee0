"""How forms are to be pushed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from sheetreview.steps.wanted import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class PushOptions:
    """Which forms to push, in which spreadsheets, whether to share them and whether Google mails about it.

    ``again`` makes a new spreadsheet where the old one is in the bin or gone. ``allow`` are domains and addresses that
    are confirmed, this time and, when something is pushed, from now on.
    """

    wanted: Wanted = field(default_factory=Wanted)
    bundle: Literal["none", "reviewer"] = "none"
    share: bool = True
    mail: bool = True
    again: bool = False
    allow: Collection[str] = ()
