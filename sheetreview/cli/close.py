"""``sheetreview close``."""

from __future__ import annotations

from pathlib import Path

import click

import sheetreview
from sheetreview import api
from sheetreview.cli.options import reporting
from sheetreview.cli.output import Report, echo_list, notice, notice_pace, plural, progress_bar, say
from sheetreview.cli.pull import echo_pulled


@click.command(short_help="End the cycle: sheets become read-only, reviews are sealed.")
@reporting
@click.pass_obj
def close(root: Path) -> Report:
    """End the cycle: whoever could write in its Google Sheets can only read, and what they hold is read once more.

    The content of each review is put on record as it is then; 'check' names reviews that differ from it later. Closing
    again goes on where it stopped, and changes no record. In a cycle without sheets, only the reviews are sealed.
    """
    with sheetreview.Cycle.open(root) as cycle:
        sheets = cycle.sheets
        if sheets:
            notice_pace(sheets, cycle.backend)
        # Each sheet is closed, then read.
        with progress_bar("Closing", 2 * sheets) as progress:
            done = cycle.end(progress=progress)
    if not sheets:
        return Report({"sealed": done.sealed}, lambda: say(f"{plural(done.sealed, 'review')} sealed."))
    return Report(done, lambda: _tell(done), in_order=done.in_order, stopped=done.stopped)


def _tell(done: api.Closed) -> None:
    """Say what was closed; of links of sheets that are not, print under each reason those that it holds for."""
    for reason in dict.fromkeys(reason for _, reason in done.failed):
        echo_list(f"Not closed: {reason}", [link for link, why in done.failed if why == reason])
    if done.failed:
        say()
    say(
        f"{plural(done.closed, 'sheet')} closed, {plural(done.lowered, 'permission')} taken down to reading, "
        f"{plural(done.sealed, 'review')} sealed."
    )
    echo_pulled(done.pulled)
    if done.failed:
        notice("Run 'close' again when this is mended; what is done stays done.")
