"""The clock by which calls are spaced out: the machine's own, or that of a stand-in for Google on this machine."""

from __future__ import annotations

import http.client
import json
import time
from typing import Protocol
from urllib.parse import urlsplit

from sheetreview.errors import RemoteError

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
                "the stand-in for Google does not tell the time; is it still running?", stops=True, code="unreachable"
            ) from error
        finally:
            connection.close()
