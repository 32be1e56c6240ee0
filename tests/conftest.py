"""What all tests share: no test reaches beyond this machine unless told to, and golden files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.golden_files import Golden
from tests.network import GOOGLE, fence

LIVE = Path(__file__).with_name("live")

DEMO = "tests/demo/"
"""The tests in it look at the same demos, each of which runs for seconds."""

LONGEST = (
    *(DEMO, "tests/summarize/test_raters_over_time.py", "tests/accidents/", "tests/steps/online/test_round_trip.py"),
    *("tests/cli/test_google_process.py", "tests/cli/test_disturbed.py", "tests/cli/test_process.py"),
)
"""Files that take longest: they come first, so that no process is left alone with one at the end."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", default=False, help="write the golden files anew")
    parser.addoption(
        "--live",
        action="store_true",
        default=False,
        help="run only tests/live, and run it against Google with the sign-in that 'sheetreview google whoami' shows",
    )
    parser.addoption(
        "--live-share",
        metavar="ADDRESS",
        default="",
        help="with --live: share one sheet with this Google account, without a mail, and close it again",
    )


def pytest_configure(config: pytest.Config) -> None:
    live = config.getoption("--live")
    if config.getoption("--live-share") and not live:
        raise pytest.UsageError("--live-share says with whom to share on Google; it needs --live")
    if live and getattr(config.option, "numprocesses", None):
        raise pytest.UsageError("Google's quota is one for all processes; run --live without -n")
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False  # by numbers of tests, where LONGEST knows of time
    if hasattr(config, "workerinput"):
        _measure_once()


def _measure_once() -> None:
    # pytest-cov measures a worker from the start of its session, and stops where a test says no_cover. Two others that
    # measure it by then would not: one as they do any process, one that takes it for the only process there is.
    coverage = sys.modules.get("coverage")
    while coverage is not None and (started := coverage.Coverage.current()):
        started.stop()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    # Imported here, since it is needed only where several processes share the tests.
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # noqa: PLC0415

    class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # it is untyped
        """Gives the tests of a file to one worker, which sets up what they share: a program, the demos of a folder."""

        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return DEMO if file.startswith(DEMO) else file

    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--live"):
        others = [item for item in items if LIVE not in item.path.parents]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if LIVE in item.path.parents]
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    fence(monkeypatch, GOOGLE if request.config.getoption("--live") else ())


@pytest.fixture(autouse=True)
def _unmeasured_processes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    # pytest-cov stops measuring only in the test itself, not in the programs that it starts.
    if request.node.get_closest_marker("no_cover"):
        monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """What a form was drawn like before."""
    return Golden(update=bool(request.config.getoption("--update-golden")))
