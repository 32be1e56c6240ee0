"""Several remote calls at a time, while everything that is kept is kept in one place, in order."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from functools import partial
from queue import SimpleQueue
from threading import Event, Thread, current_thread, main_thread
from types import TracebackType
from typing import Any, Generic, Self, TypeAlias, TypeVar

from sheetreview.errors import RemoteError

WORKERS = 6
"""Calls under way at once: a sheet takes some four calls of about a second, and the quota allows one sheet a second."""
_LOOK_UP_EVERY = 0.5
"""Seconds between looks whether Ctrl-C was pressed."""

_GRACE = 3.0
"""Seconds that a call has to come to its end after Ctrl-C: a file that is made later than the next run looks for it
would be made twice."""

T = TypeVar("T")
Job: TypeAlias = Generator[Callable[[], Any], Any, T]
"""A job or a part of one: yields remote calls, is given what each answered or raised, and returns its outcome."""


class JobRunner(Generic[T]):
    """Runs jobs, as many at once as there are workers.

    Everything a job does between its calls happens in the caller's thread. A RemoteError that a job lets out stops the
    run: no call is begun any more, and ``stopped`` says why. Answers that are on their way are still given to their
    jobs, so that they can keep them. Ctrl-C waits for them a moment only.
    """

    def __init__(self) -> None:
        self.stopped: RemoteError | None = None
        self._done: list[T] = []
        self._under_way: dict[Future[Any], Job[T]] = {}

    @property
    def why_stopped(self) -> str:
        """The reason of the stop; '' without one."""
        return self.stopped.reason if self.stopped else ""

    def run(self, jobs: Iterable[Job[T]]) -> Iterator[T]:
        """Yield the outcome of each job as it ends; none of those that the stop cut short."""
        waiting = iter(jobs)
        with _Workers(WORKERS) as pool, _ctrl_c() as stop:
            while True:
                if stop.is_set():
                    raise KeyboardInterrupt
                while self.stopped is None and len(self._under_way) < WORKERS and (job := next(waiting, None)):
                    self._turn(pool, job, partial(next, job))
                while self._done:
                    yield self._done.pop(0)
                if not self._under_way:
                    return
                for answered in wait(self._under_way, _LOOK_UP_EVERY, FIRST_COMPLETED).done:
                    job = self._under_way.pop(answered)
                    error = answered.exception()
                    self._turn(pool, job, partial(job.throw, error) if error else partial(job.send, answered.result()))

    def _turn(self, pool: _Workers, job: Job[T], step: Callable[[], Callable[[], Any]]) -> None:
        try:
            call = step()
        except StopIteration as end:
            self._done.append(end.value)
        except RemoteError as error:
            self.stopped = self.stopped or error
        else:
            if self.stopped is None:
                self._under_way[pool.submit(call)] = job
            else:
                job.close()


@contextmanager
def _ctrl_c() -> Iterator[Event]:
    """Set the event when Ctrl-C is pressed, instead of interrupting: what is being kept is kept first."""
    pressed = Event()
    if current_thread() is not main_thread():
        yield pressed
        return
    before = signal.signal(signal.SIGINT, lambda *_: pressed.set())
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)


class _Workers:
    """Threads that make calls, and that are not waited for long when the program is interrupted.

    An executor's threads would be, with a call in them that takes minutes to be given up.
    """

    def __init__(self, number: int) -> None:
        self._calls: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._threads = [Thread(target=self._work, daemon=True, name=f"remote-call-{n}") for n in range(number)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _ in self._threads:
            self._calls.put(None)
        end = None if error is None else time.monotonic() + _GRACE
        for thread in self._threads:
            thread.join(None if end is None else max(0.0, end - time.monotonic()))

    def submit(self, call: Callable[[], Any]) -> Future[Any]:
        """Make a call as soon as a thread is free."""
        future: Future[Any] = Future()
        self._calls.put((future, call))
        return future

    def _work(self) -> None:
        while (task := self._calls.get()) is not None:
            future, call = task
            try:
                future.set_result(call())
            except BaseException as error:  # noqa: BLE001 -- whatever it is belongs to whoever asked
                future.set_exception(error)
