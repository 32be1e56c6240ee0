"""``summarize``: the team summary as a workbook, as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sheetreview.cycle.files import make_folder, remove, write_files
from sheetreview.model.summary import TeamSummary
from sheetreview.report.csv_report import ratings_csv
from sheetreview.report.json_report import summary_json
from sheetreview.report.workbook import summary_plan
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import checked_reviews
from sheetreview.summarize.audience import keeps_back
from sheetreview.summarize.review_input import ReviewInput
from sheetreview.summarize.team import summarize, summarize_apart

WORKBOOK, JSON, CSV = "team-summary.xlsx", "team-summary.json", "ratings.csv"
HR_WORKBOOK = "hr-team-summary.xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summarized:
    """The whole summary, ``shared``: the same without what is for HR alone, and the files they were written to."""

    summary: TeamSummary
    shared: TeamSummary
    files: tuple[Path, ...]


def summarize_cycle(
    cycle: OpenCycle,
    *,
    as_of: date,
    progress: Callable[[int], None] = lambda _: None,
    inspect: Callable[[ReviewInput], None] = lambda _: None,
) -> Summarized:
    """Check every return, sum the cycle up as it stands on a day and write it to its summary folder.

    Where something is for HR alone, a workbook of HR's own has it and no other file does; where nothing is any more, an
    old one is removed. ``inspect`` is shown every review as it was checked. Raises CycleError when the store cannot be
    read, FileError when a report cannot be written; the old one then stays.
    """
    from sheetreview.xlsx.render import render  # noqa: PLC0415 -- openpyxl is slow to import

    shared, summary = team_summaries(cycle, as_of=as_of, progress=progress, inspect=inspect)
    folder, paper = cycle.folder.summary, cycle.settings.paper
    make_folder(folder, inside=cycle.folder.root)
    files = {
        folder / WORKBOOK: render(summary_plan(shared, paper)),
        folder / JSON: summary_json(shared).encode(),
        folder / CSV: ("\ufeff" + "".join(ratings_csv(shared))).encode(),
    }
    if summary.for_hr:
        files[folder / HR_WORKBOOK] = render(summary_plan(summary, paper))
    write_files(files.items())
    if not summary.for_hr:
        remove(folder / HR_WORKBOOK)
    return Summarized(summary=summary, shared=shared, files=tuple(files))


def team_summaries(
    cycle: OpenCycle,
    *,
    as_of: date,
    progress: Callable[[int], None] = lambda _: None,
    inspect: Callable[[ReviewInput], None] = lambda _: None,
) -> tuple[TeamSummary, TeamSummary]:
    """The summary of a cycle as it stands on a day: without what is for HR alone, and the whole of it.

    Ratings of raters who are shown only together are in it from when the store remembers that they were shown.
    ``inspect`` is shown every review as it was checked. Raises CycleError when the store cannot be read, or cannot be
    changed though there is something new to remember.
    """
    inputs = _inspected(checked_reviews(cycle, as_of=as_of, each=progress), inspect)
    if _keeps_back(cycle):
        return summarize_apart(cycle.settings, inputs, as_of, cycle.store.blocks)
    summary = summarize(cycle.settings, inputs, as_of, cycle.store.blocks)
    return summary, summary


def _inspected(inputs: Iterable[ReviewInput], inspect: Callable[[ReviewInput], None]) -> Iterator[ReviewInput]:
    for given in inputs:
        inspect(given)
        yield given


def _keeps_back(cycle: OpenCycle) -> bool:
    """Whether any form of a cycle, in whichever version of its layout, may have something for HR alone."""
    issued = (cycle.layout(*each) for each in cycle.store.issued_layouts())
    return any(layout is not None and keeps_back(layout) for layout in issued)
