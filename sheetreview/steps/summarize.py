"""``summarize``: the team summary as a workbook, as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sheetreview.cycle.files import make_folder, write_files
from sheetreview.model.summary import TeamSummary
from sheetreview.report.csv_report import ratings_csv
from sheetreview.report.json_report import summary_json
from sheetreview.report.workbook import summary_plan
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.reading import checked_reviews
from sheetreview.summarize.team import summarize

WORKBOOK, JSON, CSV = "team-summary.xlsx", "team-summary.json", "ratings.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summarized:
    """The summary and the files it was written to."""

    summary: TeamSummary
    files: tuple[Path, ...]


def summarize_cycle(cycle: OpenCycle, *, progress: Callable[[int], None] = lambda _: None) -> Summarized:
    """Check every return, sum the cycle up and write it to its summary folder.

    Raises CycleError when the store cannot be read, FileError when a report cannot be written; the old one then stays.
    """
    from sheetreview.xlsx.render import render  # noqa: PLC0415 -- openpyxl is slow to import

    summary = summarize(cycle.settings, checked_reviews(cycle, each=progress))
    folder = cycle.folder.summary
    make_folder(folder)
    files = {
        folder / WORKBOOK: render(summary_plan(summary, cycle.settings.paper)),
        folder / JSON: summary_json(summary).encode(),
        folder / CSV: ("\ufeff" + "".join(ratings_csv(summary))).encode(),
    }
    write_files(files.items())
    return Summarized(summary=summary, files=tuple(files))
