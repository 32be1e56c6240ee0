"""Several calls at a time: all that is kept is kept in one thread, and a stop loses nothing that was answered."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from sheetreview.errors import RemoteError
from sheetreview.steps.online.job_runner import WORKERS, Job, JobRunner

STOP = RemoteError("out of calls", stops=True)


def answered(value: object) -> object:
    return value


def refused() -> None:
    raise STOP


def test_each_job_gets_the_answers_to_its_own_calls() -> None:
    def job(number: int) -> Job[tuple[int, int]]:
        first: int = yield partial(answered, number)
        second: int = yield partial(answered, first * 10)
        return first, second

    jobs: JobRunner[tuple[int, int]] = JobRunner()
    assert sorted(jobs.run(job(number) for number in range(20))) == [(n, 10 * n) for n in range(20)]
    assert jobs.stopped is None


def test_what_jobs_do_between_calls_is_done_in_one_thread_and_calls_in_others() -> None:
    seen: set[int] = set()
    called: set[int] = set()

    def call() -> None:
        called.add(threading.get_ident())

    def job() -> Job[None]:
        seen.add(threading.get_ident())
        yield call
        seen.add(threading.get_ident())

    list(JobRunner[None]().run(job() for _ in range(20)))
    assert seen == {threading.get_ident()}
    assert threading.get_ident() not in called


def test_as_many_calls_as_there_are_workers_are_under_way_at_once() -> None:
    together = threading.Barrier(WORKERS)

    def job() -> Job[int]:
        place: int = yield partial(together.wait, 20)
        return place

    assert sorted(JobRunner[int]().run(job() for _ in range(WORKERS))) == list(range(WORKERS))


def test_no_job_is_begun_before_a_worker_is_free() -> None:
    begun: list[int] = []
    most = 0
    done = 0

    def job(number: int) -> Job[None]:
        nonlocal most
        begun.append(number)
        most = max(most, len(begun) - done)
        yield partial(answered, None)

    for _ in JobRunner[None]().run(job(number) for number in range(30)):
        done += 1
    assert len(begun) == 30
    assert most <= 2 * WORKERS


def test_an_error_is_the_job_s_to_deal_with() -> None:
    def job() -> Job[str]:
        try:
            yield refused
        except RemoteError as error:
            return error.reason
        return ""

    jobs: JobRunner[str] = JobRunner()
    assert list(jobs.run([job()])) == ["out of calls"]
    assert jobs.stopped is None


def test_after_a_stop_no_call_is_begun_and_the_answers_under_way_are_still_kept() -> None:
    stopped = threading.Event()
    kept: list[str] = []
    further: list[str] = []

    def stops() -> Job[str]:
        try:
            yield refused
        except RemoteError:
            stopped.set()
            raise
        return "never"

    def waits() -> Job[str]:
        kept.append((yield partial(late, stopped)))
        yield partial(further.append, "called")
        return "never"

    jobs: JobRunner[str] = JobRunner()
    assert list(jobs.run([waits(), stops(), waits()])) == []
    assert jobs.stopped is STOP
    assert kept == ["answer", "answer"]
    assert further == []


def late(stopped: threading.Event) -> str:
    stopped.wait(20)
    return "answer"


def test_a_fault_of_the_program_s_own_is_not_hidden() -> None:
    def job() -> Job[None]:
        yield partial(answered, None)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(JobRunner[None]().run([job()]))
