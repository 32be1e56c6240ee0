"""Pushing, pulling and closing while Google fails: run again until nothing is left to do, everything is there once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from google_standin.running import Standin
from sheetreview.errors import RemoteError
from sheetreview.online import Connection
from sheetreview.steps.online.backends import connect
from sheetreview.steps.online.close import close_cycle
from sheetreview.steps.online.pull import pull
from sheetreview.steps.online.push import Pushed, push
from sheetreview.steps.online.push_plan import PushOptions, PushOutcome
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import checked_reviews
from tests.cli.pushing import LASTING, PASSING, SHEET, broken_promises, strike
from tests.steps.online.conftest import MakeCycle

pytestmark = pytest.mark.no_cover

FORMS = 6
RATE = 0.3
MOST_RUNS = 60

T = TypeVar("T")


def until(
    done: Callable[[T], bool], step: Callable[[OpenCycle, Connection], T], standin: Standin, root: Path
) -> list[T | RemoteError]:
    """Run a step again and again, opening the cycle and signing in each time, until it is done."""
    ended: list[T | RemoteError] = []
    while len(ended) < MOST_RUNS:
        standin.new_run()
        with OpenCycle.open(root) as cycle, connect(cycle.settings) as connection:
            try:
                found = step(cycle, connection)
            except RemoteError as error:
                ended.append(error)
                continue
        ended.append(found)
        if done(found):
            return ended
    raise AssertionError(f"not done after {MOST_RUNS} runs")


def push_to_the_end(standin: Standin, root: Path) -> list[Pushed | RemoteError]:
    return until(
        lambda found: not found.stopped and all(one.outcome.in_order for one in found.sent),
        lambda cycle, connection: push(cycle, connection, PushOptions()),
        standin,
        root,
    )


def rate_all(standin: Standin, level: str) -> list[int]:
    """As each reviewer, choose a level in every dropdown that offers it; how many these were in each sheet."""
    chosen = []
    sheets = [file for file in standin.report()["files"] if file["mimeType"] == SHEET]
    standin.sleep_until(standin.now() + 61)
    for file in sheets:
        [reviewer] = [one["emailAddress"] for one in file["permissions"] if one["role"] == "writer"]
        editor = standin.client_as(reviewer)
        shown = "sheets(properties(title),data(rowData(values(dataValidation))))"
        [sheet] = editor.get(file["id"], fields=shown)["sheets"]
        [block] = sheet["data"]
        choices = [
            f"'{sheet['properties']['title']}'!{chr(ord('A') + column)}{row}"
            for row, cells in enumerate(block.get("rowData", ()), start=1)
            for column, cell in enumerate(cells.get("values", ()))
            if level in [one["userEnteredValue"] for one in _offered(cell)]
        ]
        editor.values_update(file["id"], {choice: [[level]] for choice in choices})
        chosen.append(len(choices))
    return chosen


def _offered(cell: dict[str, dict[str, dict[str, list[dict[str, str]]]]]) -> list[dict[str, str]]:
    return cell.get("dataValidation", {}).get("condition", {}).get("values", [])


@pytest.mark.parametrize("seed", range(5))
def test_faults_in_a_third_of_all_calls_make_nothing_twice(standin: Standin, make_cycle: MakeCycle, seed: int) -> None:
    root = make_cycle(FORMS)
    strike(standin, seed, RATE)
    push_to_the_end(standin, root)
    assert sum(standin.report()["faults"].values()) >= 5
    assert broken_promises(standin, root) == []


@pytest.mark.parametrize("fault", [*PASSING, *LASTING])
def test_a_fault_of_each_kind_makes_nothing_twice(standin: Standin, make_cycle: MakeCycle, fault: str) -> None:
    root = make_cycle(2)
    calls = ("drive.files.create", "sheets.spreadsheets.batchUpdate", "drive.permissions.create", "drive.files.get")
    standin.faults(*({"kinds": [fault], "at": 2, "calls": [call]} for call in calls))
    runs = push_to_the_end(standin, root)
    assert standin.report()["faults"][fault] >= 1
    assert len(runs) == 1 or fault in LASTING
    assert broken_promises(standin, root) == []


@pytest.mark.parametrize(
    "fault", ["dailyLimitExceeded", "storageQuotaExceeded", "accessNotConfigured", "insufficientPermissions"]
)
def test_what_nothing_would_get_past_ends_the_run_and_the_next_goes_on(
    standin: Standin, make_cycle: MakeCycle, fault: str
) -> None:
    root = make_cycle(FORMS)
    # The first is the folder.
    standin.faults({"kinds": [fault], "at": 4, "times": 100, "calls": ["drive.files.create"]})
    with OpenCycle.open(root) as cycle, connect(cycle.settings) as connection:
        first = push(cycle, connection, PushOptions())
    assert first.stopped
    assert [one.outcome for one in first.sent if one.outcome is not PushOutcome.SHARED] == []
    assert first.unreached == FORMS - len(first.sent) >= FORMS - 2
    standin.faults()
    [second] = push_to_the_end(standin, root)
    assert isinstance(second, Pushed)
    assert len(second.sent) == FORMS
    assert broken_promises(standin, root) == []


def test_a_fault_that_only_one_sheet_has_costs_only_that_sheet(standin: Standin, make_cycle: MakeCycle) -> None:
    root = make_cycle(FORMS)
    standin.faults({"kinds": ["insufficientFilePermissions"], "at": 3, "calls": ["sheets.spreadsheets.batchUpdate"]})
    with OpenCycle.open(root) as cycle, connect(cycle.settings) as connection:
        found = push(cycle, connection, PushOptions())
    assert sorted(one.outcome for one in found.sent) == sorted(
        [PushOutcome.FAILED, *[PushOutcome.SHARED] * (FORMS - 1)]
    )
    [failed] = [one for one in found.sent if one.outcome is PushOutcome.FAILED]
    assert "only given the right to read" in failed.detail
    assert not found.stopped
    push_to_the_end(standin, root)
    assert broken_promises(standin, root) == []


def test_a_call_that_always_fails_ends_the_run_after_eight_tries(standin: Standin, make_cycle: MakeCycle) -> None:
    root = make_cycle(1)
    standin.faults({"kinds": ["429"], "at": 1, "times": 1000, "calls": ["sheets.spreadsheets.batchUpdate"]})
    with OpenCycle.open(root) as cycle, connect(cycle.settings) as connection:
        found = push(cycle, connection, PushOptions())
    assert found.stopped
    assert standin.report()["most_tries"] == {"times": 8, "call": "sheets.spreadsheets.batchUpdate"}
    push_calls = standin.report()["calls"]
    assert push_calls["sheets.spreadsheets.batchUpdate"] == 8


def test_pulling_and_closing_under_faults_lose_and_double_nothing(standin: Standin, make_cycle: MakeCycle) -> None:
    root = make_cycle(FORMS)
    push_to_the_end(standin, root)
    chosen = rate_all(standin, "3")
    assert len(chosen) == FORMS
    assert all(chosen)
    strike(standin, 7, RATE)
    until(lambda found: found.in_order, pull, standin, root)
    until(lambda found: found.in_order, close_cycle, standin, root)
    standin.faults()
    with OpenCycle.open(root) as cycle:
        assert cycle.store.row("SELECT count(*), count(DISTINCT form_id) FROM returns") == (FORMS, FORMS)
        reviews = [given.review for given in checked_reviews(cycle)]
        read = [[answer.value for answer in review.answers].count("3") for review in reviews if review]
        assert sorted(read) == sorted(chosen)
        assert len(cycle.store.sheets.seals()) == FORMS
    for file in standin.report()["files"]:
        if file["mimeType"] == SHEET:
            assert sorted(one["role"] for one in file["permissions"]) == ["owner", "reader"]
    standin.assert_honest()
