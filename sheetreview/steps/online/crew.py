"""Several remote calls at a time, while everything that is kept is kept in one place, in order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar

from sheetreview.errors import RemoteError

WORKERS = 6
"""Calls under way at once: a sheet takes some four calls of about a second, and the quota allows one sheet a second."""

T = TypeVar("T")
Job: TypeAlias = Generator[Callable[[], Any], Any, T]
"""Yields one remote call after the other, is given what each answered or raised, and returns what became of it."""


class Crew(Generic[T]):
    """Runs jobs, as many at once as there are workers.

    Everything a job does between its calls happens in the caller's thread. A RemoteError that a job lets out stops the
    run: no call is begun any more, and ``stopped`` says why. Answers that are on their way are still given to their
    jobs, so that they can keep them.
    """

    def __init__(self) -> None:
        self.stopped: RemoteError | None = None
        self._done: list[T] = []
        self._under_way: dict[Future[Any], Job[T]] = {}

    def run(self, jobs: Iterable[Job[T]]) -> Iterator[T]:
        """What became of each job, as it comes to its end; nothing of those that the stop cut short."""
        waiting = iter(jobs)
        with ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="google") as pool:
            while True:
                while self.stopped is None and len(self._under_way) < WORKERS and (job := next(waiting, None)):
                    self._turn(pool, job, partial(next, job))
                yield from self._results()
                if not self._under_way:
                    return
                for answered in wait(self._under_way, return_when=FIRST_COMPLETED).done:
                    job = self._under_way.pop(answered)
                    error = answered.exception()
                    self._turn(pool, job, partial(job.throw, error) if error else partial(job.send, answered.result()))

    def _turn(self, pool: ThreadPoolExecutor, job: Job[T], step: Callable[[], Callable[[], Any]]) -> None:
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

    def _results(self) -> Iterator[T]:
        while self._done:
            yield self._done.pop(0)
