"""``sheetreview pull``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from sheetreview.cli.options import format_option, progress_bar
from sheetreview.cli.output import echo_json, echo_lines, echo_table, next_command, notice, plural, say
from sheetreview.errors import EXIT_FINDINGS, EXIT_REMOTE

if TYPE_CHECKING:
    from sheetreview import Cycle
    from sheetreview.steps.intake import Collected
    from sheetreview.steps.online.pull import Pulled


@click.command(short_help="Read the Google Sheets back.")
@format_option
@click.pass_context
def pull(ctx: click.Context, form: str) -> None:
    """Read every Google Sheet of the cycle that was changed since it was read last.

    Each version that differs is kept like a returned file; the latest one counts. Then 'check', 'status' and
    'summarize' work as for files. Exits with 1 when some sheet could not be read; the others are.
    """
    from sheetreview import Cycle

    with Cycle.open(ctx.obj) as cycle:
        done = pull_all(cycle)
    if form == "json":
        echo_json(asdict(done))
    else:
        echo_pulled(done)
        if any(one.outcome.value != "not filled in" and one.outcome.taken for one in done.outcomes):
            notice(f"Next: {next_command(ctx.obj, 'check')}")
    ctx.exit(exit_code(done))


def pull_all(cycle: Cycle) -> Pulled:
    """Pull with a progress bar."""
    with progress_bar("Reading sheets", cycle.sheets) as progress:
        done = cycle.pull(progress=progress)
        progress(done.unchanged)
        return done


def is_link(name: str) -> bool:
    """Whether a sheet goes by its link, not its title; a link has no place in a table, which would break it."""
    return name.startswith("https://")


def echo_pulled(done: Pulled) -> None:
    """Print what came back: a table of what is not in order, then the counts."""
    from sheetreview import Outcome

    _echo_odd(done.outcomes)
    counts = Counter(one.outcome for one in done.outcomes)
    parts = [f"{counts[kind]:,} {kind.value}" for kind in Outcome if counts[kind]]
    if done.unchanged:
        parts.append(f"{plural(done.unchanged, 'sheet')} unchanged")
    if done.unreached:
        parts.append(f"{done.unreached:,} not reached")
    said = ", ".join(parts) or "there is no sheet to read; run 'push' first"
    say(f"{plural(len(done.outcomes), 'form')} read: {said}." if done.outcomes else f"Nothing new: {said}.")
    if done.stopped:
        notice(f"sheetreview: stopped: {done.stopped}")


def _echo_odd(outcomes: Sequence[Collected]) -> None:
    """Print forms that are not in order: a table, then the links of those whose sheet has no title."""
    odd = [one for one in outcomes if not one.outcome.taken]
    if not odd:
        return
    rows = [(o.reviewee, o.reviewer, o.outcome.value, o.detail, "" if is_link(o.file) else o.file) for o in odd]
    echo_table(["Form for", "Reviewer", "What became of it", "Detail", "Sheet"], rows, optional={3, 4})
    say()
    if links := [f"{o.reviewee}, by {o.reviewer}: {o.file}" for o in odd if is_link(o.file)]:
        say("Sheets:")
        echo_lines(links)
        say()


def exit_code(done: Pulled) -> int:
    """The exit code of what a pull did."""
    if done.stopped:
        return EXIT_REMOTE
    return 0 if done.in_order else EXIT_FINDINGS
