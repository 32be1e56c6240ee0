"""The demos of the shipped layouts, each run once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sheetreview.demo.run import Demo, run_demo
from tests.demo.told import Told

LAYOUTS = ("customer-service", "account-manager", "sales", "customer-report-card", "account-review")

RunOf = Callable[[str], Demo]


@pytest.fixture(scope="session")
def run_of(tmp_path_factory: pytest.TempPathFactory) -> RunOf:
    """The demo of a layout by its name."""
    done: dict[str, Demo] = {}

    def run(layout: str) -> Demo:
        if layout not in done:
            done[layout] = run_demo(tmp_path_factory.mktemp("demo") / layout, layout)
        return done[layout]

    return run


@pytest.fixture(scope="session")
def told_of(run_of: RunOf) -> Callable[[str], Told]:
    """What was typed in the demo of a layout."""
    found: dict[str, Told] = {}

    def tell(layout: str) -> Told:
        if layout not in found:
            found[layout] = Told(run_of(layout))
        return found[layout]

    return tell


@pytest.fixture(scope="session", params=LAYOUTS)
def told(request: pytest.FixtureRequest, told_of: Callable[[str], Told]) -> Told:
    """What was typed in the demo of every layout."""
    return told_of(request.param)
