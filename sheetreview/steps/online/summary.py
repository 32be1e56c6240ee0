"""The team summary as a spreadsheet of its own, shared with nobody."""

from __future__ import annotations

from datetime import date

from sheetreview.cycle.sheets import SUMMARY_KEY, SheetRecords
from sheetreview.online.backend import Connection
from sheetreview.report.workbook import summary_plan
from sheetreview.steps.online.build import SpreadsheetBuilder
from sheetreview.steps.online.jobs import Job, JobRunner
from sheetreview.steps.online.push_plan import PushedSheet, PushOutcome
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.summarize import team_summaries


def push_summary(cycle: OpenCycle, connection: Connection, *, as_of: date, again: bool = False) -> PushedSheet:
    """Put the team summary, without what is for HR alone, into its spreadsheet: the same one every time.

    Tabs that somebody added to it stay. ``again`` makes a new one where it is in the bin or gone. Raises RemoteError.
    """
    summary, _ = team_summaries(cycle, as_of=as_of)
    plan = summary_plan(summary, cycle.settings.paper)
    records = SheetRecords(cycle.store)
    files = connection.files()
    folder = connection.cycle_folder(files, records.folder, records.set_folder)
    builder = SpreadsheetBuilder(cycle.settings, connection, records, files, folder)
    title = f"{cycle.settings.name}: team summary"

    def job() -> Job[tuple[PushOutcome, str]]:
        lost = yield from builder.why_lost(SUMMARY_KEY)
        if lost and not again:
            return PushOutcome.LOST, lost
        _, outcome = yield from builder.ensure(SUMMARY_KEY, title, plan)
        return outcome, ""

    jobs: JobRunner[tuple[PushOutcome, str]] = JobRunner()
    for outcome, detail in jobs.run([job()]):
        record = builder.record(SUMMARY_KEY)
        link = record.link if record else ""
        return PushedSheet(
            key=SUMMARY_KEY, title=title, reviewer="", email="", outcome=outcome, link=link, detail=detail
        )
    raise jobs.stopped or AssertionError("the job has neither ended nor stopped")
