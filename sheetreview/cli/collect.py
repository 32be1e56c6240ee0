"""``sheetreview collect``."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click

from sheetreview.cli.options import INPUT, format_option, password_option, progress_bar
from sheetreview.cli.output import echo_json, echo_table, next_command, notice, plural, say
from sheetreview.errors import EXIT_FINDINGS


@click.command(short_help="Take returned files in.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=INPUT)
@password_option
@format_option
@click.pass_context
def collect(ctx: click.Context, paths: tuple[Path, ...], passwords: tuple[str, ...], form: str) -> None:
    """Take returned files and folders in, whatever the files are called.

    Each form is recognised by the hidden ids in it. Every return is kept; the latest one counts. Exits with 1 when some
    file could not be taken in; the others are.
    """
    from sheetreview import Cycle, Outcome, find_files

    with Cycle.open(ctx.obj) as cycle:
        files = find_files(paths, cycle.folder)
        with progress_bar("Collecting", len(files)) as progress:
            outcomes = cycle.collect(files, passwords=passwords, progress=progress)
    counts = Counter(outcome.outcome for outcome in outcomes)
    if form == "json":
        echo_json([asdict(outcome) for outcome in outcomes])
    else:
        odd = [one for one in outcomes if one.outcome not in {Outcome.COLLECTED, Outcome.DUPLICATE}]
        if odd:
            rows = [(o.file, o.outcome.value, o.reviewee, o.detail) for o in odd]
            echo_table(["File", "What became of it", "Form for", "Detail"], rows)
            say()
        said = ", ".join(f"{counts[kind]:,} {kind.value}" for kind in Outcome if counts[kind])
        say(f"{plural(len(files), 'file')}: {said or 'there is no spreadsheet in the folder'}.")
        if counts[Outcome.COLLECTED] or counts[Outcome.REPLACED]:
            notice(f"Next: {next_command(ctx.obj, 'check')}")
    if not all(outcome.outcome.taken for outcome in outcomes):
        ctx.exit(EXIT_FINDINGS)
