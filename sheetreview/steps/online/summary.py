"""The team summary as a Google Sheet of its own, shared with nobody."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date
from typing import Any

from sheetreview.cycle.sheets import SUMMARY_KEY, SheetRecords
from sheetreview.google.gateway import Gateway
from sheetreview.report.workbook import summary_plan
from sheetreview.steps.online.crew import Crew
from sheetreview.steps.online.fates import Fate, Sent
from sheetreview.steps.online.folder import cycle_folder, parent_id
from sheetreview.steps.online.workshop import Workshop
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.summarize import team_summaries


def push_summary(cycle: OpenCycle, gateway: Gateway, *, as_of: date, again: bool = False) -> Sent:
    """Put the team summary, without what is for HR alone, into its spreadsheet: the same one every time.

    Sheets that somebody added to it stay. ``again`` makes a new one where it is in the bin or gone. Raises RemoteError.
    """
    summary, _ = team_summaries(cycle, as_of=as_of)
    plan = summary_plan(summary, cycle.settings.paper)
    records = SheetRecords(cycle.store)
    files = gateway.files(cycle.settings.id, parent_id(cycle.settings))
    folder = cycle_folder(cycle.settings, gateway, records, files)
    workshop = Workshop(cycle.settings, gateway, records, files, folder)
    title = f"{cycle.settings.name}: team summary"

    def job() -> Generator[Any, Any, tuple[Fate, str]]:
        lost: str = yield from workshop.lost(SUMMARY_KEY)
        if lost and not again:
            return Fate.LOST, lost
        _, fate = yield from workshop.put_up(SUMMARY_KEY, title, plan)
        return fate, ""

    crew: Crew[tuple[Fate, str]] = Crew()
    for fate, detail in crew.run([job()]):
        return _sent(title, fate, workshop, detail)
    raise crew.stopped or AssertionError("the job has neither ended nor stopped")


def _sent(title: str, fate: Fate, workshop: Workshop, detail: str) -> Sent:
    record = workshop.record(SUMMARY_KEY)
    link = record.link if record else ""
    return Sent(key=SUMMARY_KEY, title=title, reviewer="", email="", fate=fate, link=link, detail=detail)
