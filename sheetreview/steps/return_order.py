"""Which of two returns of a form is the later one, by all that tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from sheetreview.reading.saved import saved_at
from sheetreview.xlsx.package import FIXED_TIME

COPIED_TOGETHER = 2.0
"""Seconds within which the times of two files tell nothing: so they come out of an archive, or of a copied folder."""

_CLOCKS = timedelta(days=1)
_ISSUED = datetime.fromisoformat(FIXED_TIME)


class Order(Enum):
    """Where a return stands to one that was there before."""

    LATER = 1
    EARLIER = -1
    UNDECIDED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What tells when a return was made.

    ``saved`` is the time its program wrote into it (None where there is none, or it is that of the form as issued),
    ``file`` the time of its file in seconds since 1970 (None for what came in an earlier run, or from no file).
    """

    saved: datetime | None
    file: float | None = None

    @classmethod
    def of(cls, data: bytes, file: float | None = None) -> Moment:
        """That of a return's bytes. A moment that is still to come is a clock's mistake and tells nothing."""
        saved = saved_at(data)
        told = saved is not None and saved != _ISSUED and saved < datetime.now(UTC) + _CLOCKS
        return cls(saved=saved if told else None, file=file)


def order(new: Moment, old: Moment) -> Order:
    """Where a return that came in now stands to one that was there; what came in an earlier run was there first.

    Undecided where nothing tells, or two things tell otherwise.
    """
    said = set()
    if new.file is None or old.file is None:
        said.add(Order.LATER)
    elif abs(new.file - old.file) > COPIED_TOGETHER:
        said.add(Order.LATER if new.file > old.file else Order.EARLIER)
    if new.saved and old.saved and new.saved != old.saved:
        said.add(Order.LATER if new.saved > old.saved else Order.EARLIER)
    return said.pop() if len(said) == 1 else Order.UNDECIDED
