"""Cycles on the way to Google, and the stand-in that they meet instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sheetreview.steps.open_cycle import OpenCycle
from tests.google.conftest import _running, gateway, standin
from tests.steps.making import start

__all__ = ["_running", "gateway", "standin"]

MakeCycle = Callable[[int], Path]
FORMS_EACH = 3


def cycle_of(folder: Path, count: int) -> Path:
    """A new cycle in ``folder/cycle`` with so many forms, three to a reviewer, whose domain is confirmed."""
    rows = [
        (
            f"E{number:03}",
            f"Person {number:03}",
            f"Boss {number // FORMS_EACH}",
            f"boss{number // FORMS_EACH}@example.com",
        )
        for number in range(count)
    ]
    root = start(folder, rows)
    with OpenCycle.open(root) as cycle:
        cycle.store.sheets.allow(["example.com"])
    return root


@pytest.fixture
def make_cycle(tmp_path: Path) -> MakeCycle:
    """Makes a cycle with so many forms (see ``cycle_of``) and gives its folder."""
    return lambda count: cycle_of(tmp_path, count)
