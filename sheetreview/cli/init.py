"""``sheetreview init`` and ``sheetreview roster``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetreview.cli.options import FOLDER, INPUT
from sheetreview.cli.output import next_command, notice, plain, plural

if TYPE_CHECKING:
    from sheetreview.steps.init import TakenIn


SHOWN = 10
"""Names that a message lists."""

MAX_LENGTH = 200
"""Characters of a name or period: it stands at the head of every form and report."""


def _one_line(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A text on one line; an option that must be given must not be empty."""
    text = value.strip()
    if param.required and not text:
        raise click.BadParameter("it is empty", ctx, param)
    if plain(text) != text:
        raise click.BadParameter("write it on one line, without control characters", ctx, param)
    if len(text) > MAX_LENGTH:
        raise click.BadParameter(f"it has {len(text):,} characters; keep it within {MAX_LENGTH}", ctx, param)
    return text


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no date; write it like 2026-12-31", ctx, param) from None


@click.command(short_help="Start a cycle from a layout and a roster.")
@click.argument("directory", metavar="DIR", type=FOLDER)
@click.option("--layout", required=True, metavar="NAME", help="A shipped layout (see 'layouts list') or a YAML file.")
@click.option("--roster", "roster_file", required=True, type=INPUT, help="Who reviews whom: CSV or XLSX.")
@click.option("--metrics", type=INPUT, help="Figures that pre-fill the forms: employee_id, item, metric.")
@click.option("--name", required=True, callback=_one_line, help="Name of the cycle, as people see it.")
@click.option("--period", default="", callback=_one_line, help="The period under review, for example '2026 H2'.")
@click.option("--due", callback=_day, metavar="YYYY-MM-DD", help="When the forms are due back.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True, help="For printing.")
@click.pass_obj
def init(
    root: Path,
    directory: Path,
    *,
    layout: str,
    roster_file: Path,
    metrics: Path | None,
    name: str,
    period: str,
    due: date | None,
    paper: str,
) -> None:
    """Start a cycle in the folder DIR from a layout and a roster.

    The roster needs the columns employee_id, name, reviewer_name and reviewer_email; email, title, team,
    reviewer_title, layout, role and account are understood too, and other columns are kept.
    """
    from sheetreview.steps.init import init_cycle

    folder = root / directory
    taken = init_cycle(
        folder,
        layout=layout,
        roster=roster_file,
        metrics=metrics,
        name=name,
        period=period,
        due=due,
        paper=paper,
    )
    notice(f"Started the cycle {name!r} in {folder}: {_said(taken)}.")
    notice(f"Next: {next_command(folder, 'generate')}")


@click.command(short_help="Replace the roster of a cycle.")
@click.argument("roster_file", metavar="FILE", type=INPUT)
@click.option("--metrics", type=INPUT, help="Also replace the metrics; left out, they stay as they are.")
@click.pass_obj
def roster(root: Path, roster_file: Path, metrics: Path | None) -> None:
    """Replace the cycle's roster with FILE: late joiners, changed reviewers, corrected names.

    Run 'generate' afterwards: it writes what is new and refreshes forms that nobody has touched yet.
    """
    from sheetreview.steps.init import take_roster
    from sheetreview.steps.opened import OpenCycle

    with OpenCycle.open(root) as cycle:
        taken = take_roster(cycle, roster_file, metrics)
    notice(f"Took in the roster: {_said(taken)}; {taken.new:,} new, {taken.gone:,} no longer on it.")
    if taken.dropped:
        names = ", ".join(taken.dropped[:SHOWN]) + (" …" if len(taken.dropped) > SHOWN else "")
        notice(
            f"{plural(len(taken.dropped), 'review')} that had come back no longer count: {names}. Another reviewer's "
            "address makes another form. If that was not meant, take the former roster in again: nothing is lost."
        )
    notice(f"Next: {next_command(root, 'generate')}")


def _said(taken: TakenIn) -> str:
    text = (
        f"{plural(taken.assignments, 'form')} for {plural(taken.people, 'person', 'people')}, "
        f"filled by {plural(taken.reviewers, 'reviewer')}"
    )
    return text + (f", {plural(taken.metrics, 'metric')}" if taken.metrics else "")
