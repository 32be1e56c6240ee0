"""``sheetreview collect``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

import sheetreview
from sheetreview import api
from sheetreview.cli.options import INPUT, encoding_option, password_option, reporting
from sheetreview.cli.output import Report, echo_table, next_command, plural, progress_bar, say, tally


@click.command(short_help="Take returned files in.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=INPUT)
@password_option
@encoding_option
@reporting
@click.pass_obj
def collect(root: Path, paths: tuple[Path, ...], passwords: tuple[str, ...], encoding: str) -> Report:
    """Take returned files and folders in, whatever the files are called.

    Each form is recognised by the hidden ids in it. Every return is kept; the latest one counts. Exits with 1 when some
    file could not be taken in; the others are.
    """
    with sheetreview.Cycle.open(root) as cycle:
        files = sheetreview.find_files(paths, cycle.folder)
        with progress_bar("Collecting", len(files)) as progress:
            outcomes = cycle.collect(files, passwords=passwords, encoding=encoding, progress=progress)
    kinds = sheetreview.Outcome
    taken_in = any(one.outcome in {kinds.COLLECTED, kinds.REPLACED, kinds.UNDECIDED} for one in outcomes)
    undecided = any(one.outcome is kinds.UNDECIDED for one in outcomes)
    return Report(
        outcomes,
        lambda: _tell(len(files), outcomes),
        in_order=all(one.outcome.taken for one in outcomes),
        then=f"Next: {next_command(root, 'returns list' if undecided else 'check')}" if taken_in else "",
    )


def _tell(files: int, outcomes: Sequence[api.Collected]) -> None:
    plain = {sheetreview.Outcome.COLLECTED, sheetreview.Outcome.DUPLICATE}
    odd = [one for one in outcomes if one.outcome not in plain or one.encoding]
    if odd:
        rows = [(one.file, one.outcome.value, one.reviewee, one.detail) for one in odd]
        echo_table(["File", "What became of it", "Form for", "Detail"], rows)
        say()
    said = tally((one.outcome for one in outcomes), sheetreview.Outcome)
    say(f"{plural(files, 'file')}: {said or 'there is no spreadsheet in the folder'}.")
