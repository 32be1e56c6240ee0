"""The world of these tests, Google or the stand-in, and one scratch form of every shipped layout in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from google_standin.people import config_folder
from google_standin.running import Standin
from sheetreview.errors import RemoteError
from sheetreview.google.gateway import Gateway, open_gateway
from sheetreview.google.signin import find_sign_in
from tests.live.scratch import Scratch
from tests.live.world import World, opened_world

ON_THE_STANDIN = "reviewer@example.com"
MEASURED = pytest.StashKey[dict[str, list[float]]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.getoption("--live"):
        for what, seconds in config.stash.get(MEASURED, {}).items():
            terminalreporter.write_line(f"{what}: {min(seconds):.1f} to {max(seconds):.1f} seconds")


@pytest.fixture(scope="session")
def _standin(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin | None]:
    if request.config.getoption("--live"):
        yield None
        return
    with Standin(tmp_path_factory.mktemp("home"), inside=True) as standin:
        yield standin
        standin.assert_honest()


@pytest.fixture(scope="session")
def world(request: pytest.FixtureRequest, _standin: Standin | None) -> Iterator[World]:
    """The stand-in with HR signed in; with ``--live`` Google with one's own sign-in."""
    if _standin is not None:
        sign_in = find_sign_in(folder=config_folder(_standin.home))
        with open_gateway(sign_in, _standin.url) as gateway, opened_world(gateway, reviewer=ON_THE_STANDIN) as opened:
            yield opened
        return
    reviewer = request.config.getoption("--live-share")
    with _own_gateway(reviewer) as gateway, opened_world(gateway, reviewer=reviewer, live=True) as opened:
        yield opened


def _own_gateway(reviewer: str) -> Gateway:
    """The way to Google with one's own sign-in; the run ends where there is none that can be used."""
    trouble = ""
    try:
        gateway = open_gateway(find_sign_in())
        if gateway.sign_in.has_no_storage:
            trouble = "it makes files of one's own, so it needs a person's sign-in: 'sheetreview google login'"
        elif gateway.account().email.casefold() == reviewer.casefold():
            trouble = "--live-share needs another account than the one that is signed in"
    except RemoteError as error:
        trouble = error.reason
    if trouble:
        pytest.exit(f"--live: {trouble}", pytest.ExitCode.USAGE_ERROR)
    return gateway


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Callable[[str, float], None]:
    """Notes how many seconds something took, for the end of a run with ``--live``."""
    notes = request.config.stash.setdefault(MEASURED, {})
    return lambda what, seconds: notes.setdefault(what, []).append(seconds)


@pytest.fixture
def environment(_standin: Standin | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """This process's environment set to the stand-in, for what looks there; left as it is with ``--live``."""
    for name, value in (_standin.env() if _standin is not None else {}).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def google(world: World) -> World:
    """The world, where it is Google's own."""
    if not world.live:
        pytest.skip("only Google itself can show it: pytest --live")
    return world


@pytest.fixture
def sharing(world: World) -> World:
    """The world, where there is somebody to share with."""
    if not world.reviewer:
        pytest.skip("nothing is shared unless it is said with whom: pytest --live --live-share ADDRESS")
    return world


@pytest.fixture(scope="session")
def scratch_of(world: World, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Scratch]:
    """The scratch form of a layout by its name: one for all tests, for Google counts what is written."""
    made: dict[str, Scratch] = {}

    def scratch(name: str) -> Scratch:
        if name not in made:
            made[name] = Scratch(world, tmp_path_factory.mktemp("scratch") / name, name)
        return made[name]

    return scratch
