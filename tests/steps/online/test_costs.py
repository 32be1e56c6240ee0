"""What a push and a pull ask of Google, and how long its quota makes them take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from google_standin.running import Standin
from sheetreview.steps.online.backends import connect
from sheetreview.steps.online.pull import pull
from sheetreview.steps.online.push import push
from sheetreview.steps.online.push_plan import PushOptions, PushOutcome
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.online.conftest import MakeCycle

pytestmark = pytest.mark.no_cover

FORMS = 60


@contextmanager
def counting(standin: Standin) -> Iterator[Counter[str]]:
    """The calls of a block by method, the sign-in's own left out; there when the block is over."""
    before, calls = Counter(standin.report()["calls"]), Counter[str]()
    yield calls
    calls.update(Counter(standin.report()["calls"]) - before)
    del calls["token"]


def test_a_push_costs_one_write_a_sheet_and_lasts_as_long_as_the_quota_says(
    standin: Standin, make_cycle: MakeCycle
) -> None:
    with OpenCycle.open(make_cycle(FORMS)) as cycle, connect(cycle.settings) as connection:
        start = standin.now()
        with counting(standin) as first:
            done = push(cycle, connection, PushOptions())
        # At 55 a minute the last five are written in the second minute.
        assert 60 <= standin.now() - start < 60 * 1.1 * FORMS / 55
        assert {one.outcome for one in done.sent} == {PushOutcome.SHARED}
        assert sum(count for call, count in first.items() if call.startswith("sheets.")) == FORMS
        assert first["sheets.spreadsheets.batchUpdate"] == FORMS
        assert sum(count for call, count in first.items() if call.startswith("drive.")) <= 4 * FORMS
        assert standin.report()["refused"] == {}
        with counting(standin) as second:
            push(cycle, connection, PushOptions())
        assert second == {"drive.files.list": 1, "drive.permissions.list": 1, "drive.about.get": 1}
        with counting(standin) as third:
            assert pull(cycle, connection).unchanged == FORMS
        assert third == {"drive.files.list": 1}
