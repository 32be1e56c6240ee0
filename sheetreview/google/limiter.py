"""Keeping below Google's calls a minute."""

from __future__ import annotations

import threading
from collections import deque

from sheetreview.google.clock import Clock

CALLS_A_MINUTE = 55
"""Google allows 60 a minute for a user and project; a few are left for clocks that disagree."""
_WINDOW_SECONDS = 60.0


class Limiter:
    """Lets ``calls`` calls pass within any 60 seconds; the others wait for their turn. For any number of threads."""

    def __init__(self, clock: Clock, calls: int = CALLS_A_MINUTE) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._passed: deque[float] = deque(maxlen=calls)

    def wait(self) -> None:
        """Return when the next call may go out."""
        with self._lock:
            now = self._clock.now()
            full = len(self._passed) == self._passed.maxlen
            moment = max(now, self._passed[0] + _WINDOW_SECONDS) if full else now
            self._passed.append(moment)
        if moment > now:
            self._clock.sleep_until(moment)
