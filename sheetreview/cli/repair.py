"""``sheetreview repair``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetreview.cli.moved import moved_counts, moved_lines
from sheetreview.cli.options import FOLDER, INPUT, format_option, password_option, progress_bar
from sheetreview.cli.output import SHOWN, echo_json, notice, plain, plural, say
from sheetreview.errors import EXIT_FINDINGS, EXIT_INPUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetreview.steps.repair.repair import Repaired, RepairedForm

FOLDER_NAME = "repaired"


@click.command(short_help="Move answers into clean forms.")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=INPUT)
@click.option(
    "--out", type=FOLDER, metavar="DIR", help="Folder for the clean forms.  [default: 'repaired' in the cycle's folder]"
)
@click.option(
    "--layout", "layouts", type=INPUT, multiple=True, help="A layout file of your own; repeat it for older versions."
)
@password_option
@format_option
@click.pass_context
def repair(
    ctx: click.Context,
    paths: tuple[Path, ...],
    out: Path | None,
    layouts: tuple[Path, ...],
    passwords: tuple[str, ...],
    form: str,
) -> None:
    """Move the answers of mangled forms, or forms of an older layout version, into clean forms of the current one.

    Prints what was kept, what has another place or word now, what found no place, and what is still to be corrected;
    the files given stay as they are. Exits with 1 when something found no place, is still wrong, or could not be used,
    and with 3 when nothing could be used.
    """
    repaired = _repair(ctx.obj, paths, out or ctx.obj / FOLDER_NAME, layouts, passwords)
    if form == "json":
        echo_json(asdict(repaired))
    else:
        for one in repaired.forms:
            _echo(one)
        for file, reviewee in repaired.blank:
            say(f"{reviewee or 'unknown'}: {file}: not filled in: there is nothing to move")
        say(_summary(repaired))
    for file, reason in repaired.unusable:
        notice(f"{file}: {reason}")
    if repaired.forms and form != "json":
        look = "look at what was not placed, then " if any(one.unplaced for one in repaired.forms) else ""
        notice(f"Next: {look}send the clean form back to its reviewer, or take it in with 'collect'.")
    if repaired.unusable and not (repaired.forms or repaired.blank):
        ctx.exit(EXIT_INPUT)
    if repaired.needs_a_look:
        ctx.exit(EXIT_FINDINGS)


def _repair(
    root: Path, paths: Sequence[Path], out: Path, layouts: Sequence[Path], passwords: Sequence[str]
) -> Repaired:
    from sheetreview import Cycle, find_files, repair_files

    files = find_files(paths, root)
    with progress_bar("Repairing", len(files)) as progress:
        if not Cycle.exists(root):
            return repair_files(files, out, layouts=layouts, passwords=passwords, progress=progress)
        with Cycle.open(root, reading=True) as cycle:
            return cycle.repair(files, out, layouts=layouts, passwords=passwords, progress=progress)


def _echo(one: RepairedForm) -> None:
    click.echo(click.style(plain(one.reviewee or "unknown"), bold=True) + plain(f": {one.file} -> {one.path}"))
    counts = moved_counts(len(one.kept), one.mapped, one.unplaced)
    errors = f"; still to be corrected: {plural(len(one.errors), 'error')}" if one.errors else ""
    say(f"  {counts}{errors}")
    for line in moved_lines(one.mapped, one.unplaced, one.errors[:SHOWN]):
        click.echo(f"  {line}")
    if len(one.errors) > SHOWN:
        say(f"  … and {plural(len(one.errors) - SHOWN, 'more error')}; 'check' lists them all")
    say()


def _summary(repaired: Repaired) -> str:
    parts = [f"{plural(len(repaired.forms), 'form')} repaired."]
    if lost := sum(len(one.unplaced) for one in repaired.forms):
        parts.append(f"{plural(lost, 'text')} found no place: copy by hand what is meant.")
    if wrong := sum(len(one.errors) for one in repaired.forms):
        parts.append(f"{plural(wrong, 'error is', 'errors are')} still to be corrected.")
    if repaired.unusable:
        parts.append(f"{plural(len(repaired.unusable), 'file or form', 'files or forms')} could not be used:")
    return " ".join(parts)
