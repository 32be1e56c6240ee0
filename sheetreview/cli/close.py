"""``sheetreview close``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import click

from sheetreview.cli.options import format_option, progress_bar
from sheetreview.cli.output import echo_json, echo_lines, notice, notice_pace, plural, say
from sheetreview.cli.pull import echo_pulled
from sheetreview.errors import EXIT_FINDINGS, EXIT_REMOTE


@click.command(short_help="End the cycle: sheets become read-only, reviews are sealed.")
@format_option
@click.pass_context
def close(ctx: click.Context, form: str) -> None:
    """End the cycle: whoever could write in its Google Sheets can only read, and what they hold is read once more.

    The content of each review is put on record as it is then; 'check' names reviews that differ from it later. Closing
    again goes on where it stopped, and changes no record. In a cycle without sheets, only the reviews are sealed.
    """
    from sheetreview import Cycle

    with Cycle.open(ctx.obj) as cycle:
        sheets = cycle.sheets
        if sheets:
            notice_pace(sheets, cycle.backend)
        # Each sheet is closed, then read.
        with progress_bar("Closing", 2 * sheets) as progress:
            done = cycle.end(progress=progress)
    if not sheets:
        sealed = done.sealed
        echo_json({"sealed": sealed}) if form == "json" else say(f"{plural(sealed, 'review')} sealed.")
        return
    if form == "json":
        echo_json(asdict(done))
    else:
        if done.failed:
            _echo_failed(done.failed)
        say(
            f"{plural(done.closed, 'sheet')} closed, {plural(done.lowered, 'permission')} taken down to reading, "
            f"{plural(done.sealed, 'review')} sealed."
        )
        echo_pulled(done.pulled)
        if done.failed:
            notice("Run 'close' again when this is mended; what is done stays done.")
    ctx.exit(EXIT_REMOTE if done.stopped else 0 if done.in_order else EXIT_FINDINGS)


def _echo_failed(failed: Sequence[tuple[str, str]]) -> None:
    """Print links of sheets that are not closed, under each reason those that it holds for."""
    for reason in dict.fromkeys(reason for _, reason in failed):
        say(f"Not closed: {reason}")
        echo_lines([link for link, why in failed if why == reason])
    say()
