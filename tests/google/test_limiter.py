from __future__ import annotations

import threading

from sheetreview.google.limiter import Limiter


class JumpingClock:
    """A clock that is wherever a sleeper wants it to be."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now = 100.0
        self.sleeps: list[float] = []

    def now(self) -> float:
        with self._lock:
            return self._now

    def sleep_until(self, moment: float) -> None:
        with self._lock:
            self.sleeps.append(moment)
            self._now = max(self._now, moment)


def test_the_calls_of_the_first_minute_wait_for_nothing() -> None:
    clock = JumpingClock()
    limiter = Limiter(clock, calls=5)
    for _ in range(5):
        limiter.wait()
    assert clock.sleeps == []


def test_one_call_too_many_waits_until_the_first_is_a_minute_old() -> None:
    clock = JumpingClock()
    limiter = Limiter(clock, calls=3)
    limiter.wait()
    clock.sleep_until(110.0)
    for _ in range(3):
        limiter.wait()
    assert clock.sleeps == [110.0, 160.0]
    limiter.wait()
    assert clock.now() == 170.0


def test_the_pace_is_kept_however_many_threads_ask() -> None:
    clock = JumpingClock()
    limiter = Limiter(clock, calls=10)

    def work() -> None:
        for _ in range(15):
            limiter.wait()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock.now() == 100.0 + 60 * (90 // 10 - 1)


def test_three_hundred_calls_take_five_minutes() -> None:
    clock = JumpingClock()
    limiter = Limiter(clock)
    for _ in range(300):
        limiter.wait()
    assert clock.now() - 100.0 == 60 * 5
