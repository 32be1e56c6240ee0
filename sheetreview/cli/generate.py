"""``sheetreview generate``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from sheetreview.cli.options import INPUT, format_option, progress_bar
from sheetreview.cli.output import echo_json, notice, plural, say
from sheetreview.errors import EXIT_FINDINGS

if TYPE_CHECKING:
    from sheetreview.steps.generate import Generated

SHOWN = 10
"""Paths listed one by one; the JSON output has them all."""


@click.command(short_help="Write the forms.")
@click.option(
    "--bundle",
    type=click.Choice(["none", "reviewer"]),
    default="none",
    show_default=True,
    help="'reviewer': one workbook for each reviewer, with a tab for each person and an index.",
)
@click.option("--role", "roles", multiple=True, metavar="ROLE", help="Only forms for this role; repeat for several.")
@click.option("--month", "months", multiple=True, metavar="YYYY-MM", help="Only forms of this month; repeatable.")
@click.option("--force", is_flag=True, help="Replace forms that somebody has touched, keeping a backup of each.")
@click.option(
    "--upgrade",
    "upgrading",
    is_flag=True,
    help="Take newer versions of the layouts in, and issue the forms again with what was already filled in.",
)
@click.option(
    "--layout",
    "layouts",
    type=INPUT,
    multiple=True,
    metavar="NAME",
    help="With --upgrade: the newer version of a layout, by its YAML file or its name; repeat it for several.",
)
@format_option
@click.pass_context
def generate(
    ctx: click.Context,
    *,
    bundle: Literal["none", "reviewer"],
    roles: tuple[str, ...],
    months: tuple[str, ...],
    force: bool,
    upgrading: bool,
    layouts: tuple[Path, ...],
    form: str,
) -> None:
    """Write the forms to DIR/forms: one workbook for each form.

    Where one role's form shows what another has answered, issue the other first (--role self), collect it, then issue
    this one (--role manager).

    Running it again writes only what is missing or was changed by a new roster. A form that somebody has filled in is
    never overwritten.

    With --upgrade, each form stays in the file it was issued in, and only forms of layouts that have changed are
    written; exits with 1 when something is left for you to look at.
    """
    root: Path = ctx.obj
    if layouts and not upgrading:
        raise click.UsageError("--layout goes with --upgrade; a cycle's layouts are named when it is started")
    if upgrading:
        if bundle != "none":
            raise click.UsageError("--bundle does not go with --upgrade: forms stay in the files they were issued in")
        from sheetreview.cli.upgrade import run_upgrade

        if run_upgrade(root, layouts, roles=roles, months=months, force=force, form=form):
            ctx.exit(EXIT_FINDINGS)
        return
    from sheetreview import Cycle

    with Cycle.open(root) as cycle, progress_bar("Writing forms", len(cycle.assignments)) as progress:
        done = cycle.generate(bundle=bundle, roles=roles, months=months, force=force, progress=progress)
    if form == "json":
        echo_json(asdict(done))
    else:
        _echo(done, cycle.forms_folder)


def _echo(done: Generated, folder: Path) -> None:
    say(f"{plural(done.forms, 'form')} in {folder}: {_counts(done)}.")
    if done.touched:
        say(f"Left alone, because somebody has edited {'it' if len(done.touched) == 1 else 'them'}:")
        _echo_paths(done.touched)
        notice("Take edited forms in with 'collect'; '--force' replaces them and keeps a backup.")
    for path, backup in done.replaced:
        say(f"  {path} replaced; what was there is now {backup}")
    if done.gone:
        say("No longer on the roster, do not send:")
        _echo_paths(done.gone)
    if done.waiting:
        notice(
            f"{plural(done.waiting, 'form shows', 'forms show')} a dash in the place of another role's answers: "
            "collect these, then run 'generate' again."
        )
    if done.written:
        notice("Next: send each reviewer their folder or workbook; take what comes back in with 'collect'.")


def _echo_paths(paths: Sequence[str]) -> None:
    for path in paths[:SHOWN]:
        say(f"  {path}")
    if len(paths) > SHOWN:
        say(f"  … and {len(paths) - SHOWN} more")


def _counts(done: Generated) -> str:
    parts = [
        f"{len(paths):,} {word}"
        for paths, word in (
            (done.written, "written"),
            (done.refreshed, "refreshed"),
            (done.replaced, "replaced"),
            (done.kept, "already there"),
            (done.touched, "left alone"),
        )
        if paths
    ]
    return ", ".join(parts) or "nothing to do"
