"""``sheetreview summarize``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetreview.cli.options import as_of_option, format_option, progress_bar
from sheetreview.cli.output import echo_json, echo_table, plural, say

if TYPE_CHECKING:
    from sheetreview.model.summary import TeamSummary


@click.command(short_help="Write the team summary.")
@as_of_option
@format_option
@click.pass_obj
def summarize(root: Path, *, as_of: date, form: str) -> None:
    """Write the team summary to DIR/summary: a workbook for people, JSON and CSV for programs.

    Reviews with errors are shown as such and left out of every mean. Where a layout keeps something for HR alone,
    hr-team-summary.xlsx has it and no other file. With --format json the JSON is printed too.
    """
    from sheetreview.report.json_report import summary_json
    from sheetreview.steps.opened import OpenCycle
    from sheetreview.steps.summarize import summarize_cycle

    with OpenCycle.open(root) as cycle, progress_bar("Summarizing", len(cycle.store.assignments())) as progress:
        done = summarize_cycle(cycle, as_of=as_of, progress=progress)
    summary = done.shared
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
    if rows:
        echo_table(["Section", "Reviews", "Mean % of maximum"], rows, right={1, 2})
    for line in _watch(summary):
        say(line)
    say()
    for path in done.files:
        say(str(path))


def _watch(summary: TeamSummary) -> Iterator[str]:
    """What to look at beyond the ratings, one line each."""
    states = Counter(row.state.value for row in summary.follow_ups)
    if states:
        said = ", ".join(f"{number:,} {state}" for state, number in sorted(states.items()))
        yield f"{plural(states.total(), 'thing')} to do: {said}."
    if summary.flags:
        first = summary.flags[0]
        yield f"{plural(len(summary.flags), 'row')} to look at, such as {first.value} in {first.section_title}."
    if summary.accounts:
        overdue = sum(account.overdue for account in summary.accounts)
        yield f"{plural(len(summary.accounts), 'account')}, {overdue:,} overdue for a review."
