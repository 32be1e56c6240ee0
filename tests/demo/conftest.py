"""The demos of the shipped layouts, each run once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import pytest

from google_standin.running import Standin
from sheetreview.demo.run import Demo, run_demo
from sheetreview.demo.sheets import sheets_on
from tests.demo.told import Told

LAYOUTS = ("customer-service", "account-manager", "sales", "customer-report-card", "account-review")

MEDIA = ("files", "google")


class RunOf(Protocol):
    """The demo of a layout, by name or file, with files or with Google Sheets."""

    def __call__(self, layout: str, medium: str = "files") -> Demo: ...


@pytest.fixture(scope="session")
def _standin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin]:
    with Standin(tmp_path_factory.mktemp("home"), inside=True) as standin:
        yield standin


@pytest.fixture(scope="session")
def run_of(tmp_path_factory: pytest.TempPathFactory, _standin: Standin) -> RunOf:
    done: dict[tuple[str, str], Demo] = {}

    def run(layout: str, medium: str = "files") -> Demo:
        if (layout, medium) not in done:
            root = tmp_path_factory.mktemp("demo") / "new"
            _standin.reset()
            done[layout, medium] = (
                run_demo(root, layout, channel=sheets_on(_standin)) if medium == "google" else run_demo(root, layout)
            )
            _standin.assert_honest()
        return done[layout, medium]

    return run


@pytest.fixture(scope="session")
def told_of(run_of: RunOf) -> Callable[[str], Told]:
    """What was typed in the demo of a layout, with files."""
    found: dict[str, Told] = {}

    def tell(layout: str) -> Told:
        if layout not in found:
            found[layout] = Told(run_of(layout))
        return found[layout]

    return tell


@pytest.fixture(scope="session", params=[(medium, layout) for medium in MEDIA for layout in LAYOUTS], ids="-".join)
def told(request: pytest.FixtureRequest, run_of: RunOf, told_of: Callable[[str], Told]) -> Told:
    """What was typed in the demo of every layout, with files and with Google Sheets."""
    medium, layout = request.param
    return told_of(layout) if medium == "files" else Told(run_of(layout, medium))
