"""``sheetreview repair``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetreview.cli.options import FOLDER, INPUT, format_option, password_option, progress_bar
from sheetreview.cli.output import echo_json, notice, plain, plural, say
from sheetreview.errors import EXIT_FINDINGS, EXIT_INPUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetreview.steps.repairing.repair import Repaired, RepairedForm

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

    Prints what was kept, what has another place or word now, and what found no place; the files given stay as they are.
    Exits with 1 when something found no place, else with 3 when some file could not be used.
    """
    repaired = _repair(ctx.obj, paths, out or ctx.obj / FOLDER_NAME, layouts, passwords)
    if form == "json":
        echo_json(asdict(repaired))
    else:
        for one in repaired.forms:
            _echo(one)
        say(_summary(repaired))
    for file, reason in repaired.unusable:
        notice(f"{file}: {reason}")
    if any(one.unplaced for one in repaired.forms):
        ctx.exit(EXIT_FINDINGS)
    if repaired.unusable:
        ctx.exit(EXIT_INPUT)


def _repair(
    root: Path, paths: Sequence[Path], out: Path, layouts: Sequence[Path], passwords: Sequence[str]
) -> Repaired:
    from sheetreview.cycle.folder import CycleFolder
    from sheetreview.steps.collect import returned_files
    from sheetreview.steps.known_layouts import KnownLayouts
    from sheetreview.steps.opened import OpenCycle
    from sheetreview.steps.repairing.clean_forms import CycleForms, LooseForms
    from sheetreview.steps.repairing.repair import repair as run

    folder = CycleFolder(root)
    files = returned_files(folder, paths)
    known = KnownLayouts(layouts)
    with progress_bar("Repairing", len(files)) as progress:
        if not folder.holds_cycle:
            return run(files, LooseForms(known), out, passwords=passwords, progress=progress)
        with OpenCycle.open(root, reading=True) as cycle:
            return run(files, CycleForms(cycle, known.of), out, passwords=passwords, progress=progress)


def _echo(one: RepairedForm) -> None:
    counts = [f"kept {plural(len(one.kept), 'answer')}"]
    counts += [f"mapped {len(one.mapped):,}"] if one.mapped else []
    counts += [f"could not place {len(one.unplaced):,}"] if one.unplaced else []
    click.echo(click.style(plain(one.reviewee or "unknown"), bold=True) + plain(f": {one.file} -> {one.path}"))
    say(f"  {', '.join(counts)}")
    width = max((len(cell) for cell in _cells(one)), default=0)
    for answer in one.mapped:
        text = f"{answer.old_cell:<{width}}  {answer.label}: {_typed(answer.typed)} -> {answer.new_cell}: {answer.why}"
        click.echo(f"  {click.style('mapped    ', fg='cyan')}" + plain(text))
    for left in one.unplaced:
        text = f"{left.cell:<{width}}  {left.label}: {_typed(left.typed)}: {left.why}"
        click.echo(f"  {click.style('not placed', fg='red')}" + plain(f"  {text}"))
    say()


def _cells(one: RepairedForm) -> list[str]:
    return [*(answer.old_cell for answer in one.mapped), *(left.cell for left in one.unplaced)]


def _typed(text: str) -> str:
    from sheetreview.sheet.text import quoted

    return quoted(text)


def _summary(repaired: Repaired) -> str:
    forms = f"{plural(len(repaired.forms), 'form')} repaired."
    lost = sum(len(one.unplaced) for one in repaired.forms)
    parts = [forms]
    if lost:
        parts.append(f"{plural(lost, 'text')} found no place: copy by hand what is meant.")
    if repaired.unusable:
        parts.append(f"{plural(len(repaired.unusable), 'file or form', 'files or forms')} could not be used:")
    return " ".join(parts)
