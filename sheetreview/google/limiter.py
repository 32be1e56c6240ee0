"""Keeping below Google's calls a minute, by the machine's own clock or that of a stand-in for Google."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import deque
from typing import Protocol
from urllib.parse import urlsplit

from sheetreview.errors import UNREACHABLE, RemoteError

CALLS_A_MINUTE = 55
"""Google allows 60 a minute for a user and project; a few are left for clocks that disagree."""
_WINDOW_SECONDS = 60.0
_ANSWER_SECONDS = 600


class Clock(Protocol):
    """Seconds that only ever go forward."""

    def now(self) -> float:
        """Seconds since some fixed moment."""

    def sleep_until(self, moment: float) -> None:
        """Return when ``now()`` has reached the moment; at once when it already has."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> float:
        """Seconds since the machine was started."""
        return time.monotonic()

    def sleep_until(self, moment: float) -> None:
        """Sleep until the moment."""
        time.sleep(max(0.0, moment - self.now()))


class LoopbackClock:
    """The clock of a stand-in, which may run faster than life. Raises RemoteError when it does not answer."""

    def __init__(self, base: str) -> None:
        self._place = urlsplit(base).netloc

    def now(self) -> float:
        """The stand-in's seconds."""
        return self._ask("GET", "/standin/now", None)

    def sleep_until(self, moment: float) -> None:
        """Wait until the stand-in says that the moment is there."""
        self._ask("POST", "/standin/sleep", {"until": moment})

    def _ask(self, method: str, path: str, body: dict[str, float] | None) -> float:
        connection = http.client.HTTPConnection(self._place, timeout=_ANSWER_SECONDS)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": "application/json"})
            return float(json.loads(connection.getresponse().read())["now"])
        except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as error:
            raise RemoteError(
                "the stand-in for Google does not tell the time; is it still running?", UNREACHABLE, stops=True
            ) from error
        finally:
            connection.close()


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
