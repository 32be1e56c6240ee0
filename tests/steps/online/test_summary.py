"""The team summary as a Google Sheet: one, private, brought up to date without harm to what others added."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from google_standin.people import HR
from google_standin.running import Standin
from sheetreview.cycle.sheets import SUMMARY_KEY
from sheetreview.errors import RemoteError
from sheetreview.google.read import FIELDS, book_from
from sheetreview.report.workbook import summary_plan
from sheetreview.sheet.plan import Formula
from sheetreview.steps.online.push import push_summary
from sheetreview.steps.online.push_plan import PushedSheet, PushOutcome
from sheetreview.steps.summarize import team_summaries
from tests.steps.making import start

from .desk import ALLOWED, RATED, Desk

DAY = date(2026, 11, 22)


@pytest.fixture
def desk(standin: Standin, tmp_path: Path) -> Desk:
    """A pushed cycle in which Ann has been rated."""
    found = Desk(standin, start(tmp_path))
    found.push(ALLOWED)
    rate(found, "4")
    return found


def rate(desk: Desk, rating: str) -> None:
    desk.type(desk.form("Ann Lee"), {RATED: rating})
    desk.pull()


def summarized(desk: Desk, *, again: bool = False) -> PushedSheet:
    with desk.opened() as (cycle, connection):
        return push_summary(cycle, connection, as_of=DAY, again=again)


def shown(desk: Desk) -> dict[str, dict[tuple[int, int], object]]:
    """The cells of each tab of the summary's spreadsheet."""
    answer = desk.standin.client_as().get(desk.records()[SUMMARY_KEY].file_id, fields=FIELDS)
    return {grid.name: dict(grid.cells) for grid in book_from(answer).sheets}


def test_the_summary_is_one_sheet_that_nobody_else_can_open(desk: Desk) -> None:
    assert summarized(desk).outcome is PushOutcome.MADE
    assert summarized(desk).outcome is PushOutcome.KEPT
    file = desk.records()[SUMMARY_KEY].file_id
    assert desk.access(file) == {HR: "owner"}
    assert len(desk.sheets()) == 4
    desk.standin.assert_honest()


def test_the_summary_shows_every_text_and_figure_of_the_workbook(desk: Desk) -> None:
    summarized(desk)
    with desk.opened() as (cycle, _):
        plan = summary_plan(team_summaries(cycle, as_of=DAY)[0])
    tabs = shown(desk)
    for sheet in plan.sheets:
        cells = tabs[str(sheet.title)]
        for cell in sheet.cells:
            if cell.content not in (None, "") and not isinstance(cell.content, Formula):
                assert cells[cell.row, cell.column] == cell.content


def test_a_summary_brought_up_to_date_keeps_what_somebody_added(desk: Desk) -> None:
    summarized(desk)
    file = desk.records()[SUMMARY_KEY].file_id
    desk.standin.client_as().batch_update(file, [{"addSheet": {"properties": {"sheetId": 7, "title": "My notes"}}}])
    before = shown(desk)
    rate(desk, "7")
    assert summarized(desk).outcome is PushOutcome.REFRESHED
    after = shown(desk)
    assert after.keys() == before.keys()
    assert after["Findings"] != before["Findings"]
    assert desk.records()[SUMMARY_KEY].file_id == file


def test_a_tab_in_the_way_of_the_summary_is_named(desk: Desk) -> None:
    summarized(desk)
    file = desk.records()[SUMMARY_KEY].file_id
    client = desk.standin.client_as()
    first = client.get(file)["sheets"][0]["properties"]
    renamed = {"properties": {"sheetId": first["sheetId"], "title": "Old"}, "fields": "title"}
    added = {"addSheet": {"properties": {"sheetId": 7, "title": first["title"]}}}
    client.batch_update(file, [{"updateSheetProperties": renamed}, added])
    rate(desk, "7")
    with pytest.raises(RemoteError, match=f"a tab named '{first['title']}', which is needed; rename that tab"):
        summarized(desk)


def test_a_summary_in_the_bin_is_made_anew_only_on_demand(desk: Desk) -> None:
    summarized(desk)
    file = desk.records()[SUMMARY_KEY].file_id
    desk.standin.client_as().trash(file)
    lost = summarized(desk)
    assert lost.outcome is PushOutcome.LOST
    assert "in the bin" in lost.detail
    assert summarized(desk, again=True).outcome is PushOutcome.MADE
    assert desk.records()[SUMMARY_KEY].file_id != file
