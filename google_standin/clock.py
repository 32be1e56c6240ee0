"""The stand-in's time, and the quotas that are counted in it.

A ``VirtualClock`` stands still but for a millisecond a call and jumps when a client says that it sleeps: a push of six
minutes takes seconds. It cannot show how much work several threads do at once (one thread's sleep moves the time of
all); a ``RunningClock`` can: it is real time, only faster, and sleeping is done in earnest.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Protocol

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
A_CALL = 0.001


class Clock(Protocol):
    """Seconds since the stand-in started."""

    def now(self) -> float:
        """The time now."""

    def tick(self) -> float:
        """The time at which a call is answered: later than any before it."""

    def sleep_until(self, until: float) -> float:
        """Come back when it is ``until`` or later; gives the time then."""


class VirtualClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self._now = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        with self._lock:
            return self._now

    def tick(self) -> float:
        with self._lock:
            self._now += A_CALL
            return self._now

    def sleep_until(self, until: float) -> float:
        with self._lock:
            self._now = max(self._now, until)
            return self._now


class RunningClock:
    """Real time, ``speed`` times as fast."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._started = time.monotonic()
        self._last = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        return (time.monotonic() - self._started) * self._speed

    def tick(self) -> float:
        with self._lock:
            self._last = max(self.now(), self._last + A_CALL)
            return self._last

    def sleep_until(self, until: float) -> float:
        while (left := until - self.now()) > 0:
            time.sleep(left / self._speed)
        return self.now()


def stamp(seconds: float) -> str:
    """A time of the stand-in as Drive writes it: RFC 3339 with milliseconds, UTC."""
    return (START + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Windows:
    """How much each key has used in the last ``span`` seconds; a use over the limit is refused and not counted."""

    def __init__(self, span: float = 60.0) -> None:
        self._span = span
        self._used: dict[str, deque[tuple[float, int]]] = {}

    def allow(self, now: float, wanted: dict[str, tuple[int, int]]) -> str:
        """Take ``cost`` from each ``key: (cost, limit)``, or take nothing and name a key that has too little."""
        for key, (cost, limit) in wanted.items():
            uses = self._used.setdefault(key, deque())
            while uses and uses[0][0] <= now - self._span:
                uses.popleft()
            if sum(used for _, used in uses) + cost > limit:
                return key
        for key, (cost, _) in wanted.items():
            self._used[key].append((now, cost))
        return ""
