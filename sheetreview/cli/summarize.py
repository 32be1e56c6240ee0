"""``sheetreview summarize``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sheetreview.cli.options import format_option, progress_bar
from sheetreview.cli.output import echo_json, echo_table, plural, say


@click.command(short_help="Write the team summary.")
@format_option
@click.pass_obj
def summarize(root: Path, *, form: str) -> None:
    """Write the team summary to DIR/summary: a workbook for people, JSON and CSV for programs.

    Reviews with errors are shown as such and left out of every mean. With --format json the JSON is printed too.
    """
    from sheetreview.report.json_report import summary_json
    from sheetreview.steps.opened import OpenCycle
    from sheetreview.steps.summarize import summarize_cycle

    with OpenCycle.open(root) as cycle, progress_bar("Summarizing", len(cycle.store.assignments())) as progress:
        done = summarize_cycle(cycle, progress=progress)
    summary = done.summary
    if form == "json":
        echo_json(json.loads(summary_json(summary)))
        return
    part = summary.participation
    say(
        f"{part.returned:,} of {plural(part.issued, 'form')} came back; {part.counted:,} complete and counted, "
        f"{part.in_progress:,} in progress, {part.with_errors:,} with errors."
    )
    rows = [
        (section.title, section.reviews, "" if section.mean_percent is None else f"{section.mean_percent:.1f} %")
        for section in summary.sections
    ]
    if summary.overall_percent is not None:
        rows.append(("Overall", part.counted, f"{summary.overall_percent:.1f} %"))
    echo_table(["Section", "Reviews", "Mean % of maximum"], rows, right={1, 2})
    say()
    for path in done.files:
        say(str(path))
