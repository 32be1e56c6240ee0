"""``sheetreview pull``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

import sheetreview
from sheetreview import api
from sheetreview.cli.options import reporting
from sheetreview.cli.output import Report, echo_list, echo_table, next_command, notice, plural, progress_bar, say, tally


@click.command(short_help="Read the Google Sheets back.")
@reporting
@click.pass_obj
def pull(root: Path) -> Report:
    """Read every Google Sheet of the cycle that was changed since it was read last.

    Each version that differs is kept like a returned file; the latest one counts. Then 'check', 'status' and
    'summarize' work as for files. Exits with 1 when some sheet could not be read; the others are.
    """
    with sheetreview.Cycle.open(root) as cycle:
        done = pull_all(cycle)
    news = any(one.outcome.value != "not filled in" and one.outcome.taken for one in done.outcomes)
    return Report(
        done,
        lambda: echo_pulled(done),
        in_order=done.in_order,
        stopped=done.stopped,
        then=f"Next: {next_command(root, 'check')}" if news else "",
    )


def pull_all(cycle: sheetreview.Cycle) -> api.Pulled:
    """Pull with a progress bar."""
    with progress_bar("Reading sheets", cycle.sheets) as progress:
        done = cycle.pull(progress=progress)
        progress(done.unchanged)
        return done


def echo_pulled(done: api.Pulled) -> None:
    """Print what came back: a table of what is not in order, then the counts."""
    _echo_odd([one for one in done.outcomes if not one.outcome.taken])
    parts = [tally((one.outcome for one in done.outcomes), sheetreview.Outcome)] if done.outcomes else []
    if done.unchanged:
        parts.append(f"{plural(done.unchanged, 'sheet')} unchanged")
    if done.unreached:
        parts.append(f"{done.unreached:,} not reached")
    said = ", ".join(parts) or "there is no sheet to read; run 'push' first"
    say(f"{plural(len(done.outcomes), 'form')} read: {said}." if done.outcomes else f"Nothing new: {said}.")
    if done.stopped:
        notice(f"sheetreview: stopped: {done.stopped}")


def _echo_odd(odd: Sequence[api.Collected]) -> None:
    """Print forms that are not in order: a table, then the links of those whose sheet has no title.

    A link has no place in a table, which would break it.
    """
    if not odd:
        return
    titles = ["" if one.file.startswith("https://") else one.file for one in odd]
    rows = [(o.reviewee, o.reviewer, o.outcome.value, o.detail, title) for o, title in zip(odd, titles, strict=True)]
    echo_table(["Form for", "Reviewer", "What became of it", "Detail", "Sheet"], rows, optional={3, 4})
    say()
    links = [f"{o.reviewee}, by {o.reviewer}: {o.file}" for o in odd if o.file.startswith("https://")]
    if links:
        echo_list("Sheets:", links)
        say()
