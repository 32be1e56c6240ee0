"""``sheetreview generate --upgrade``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetreview.cli.options import progress_bar
from sheetreview.cli.output import echo_json, echo_lines, notice, plain, plural, say

if TYPE_CHECKING:
    from sheetreview.cycle.carried import Note
    from sheetreview.steps.upgrading.upgrade import Reissued, Upgraded

_NOT_SHOWN = 50
"""Forms whose answers are listed one by one; the JSON output has them all."""


def run_upgrade(
    root: Path,
    layouts: Sequence[Path],
    *,
    roles: Collection[str],
    months: Collection[str],
    force: bool,
    form: str,
) -> bool:
    """Upgrade a cycle's forms and say what became of them; whether something is left for a person to look at."""
    from sheetreview.steps.opened import OpenCycle
    from sheetreview.steps.upgrading.upgrade import upgrade

    with OpenCycle.open(root) as cycle:
        with progress_bar("Moving answers", len(cycle.store.assignments())) as progress:
            done = upgrade(cycle, layouts, roles=roles, months=months, force=force, progress=progress)
        folder = cycle.folder.forms
    if form == "json":
        echo_json(asdict(done))
    else:
        _echo(done, folder)
    return done.needs_a_look


def _echo(done: Upgraded, folder: Path) -> None:
    for layout in done.layouts:
        say(f"Layout {layout.layout}: version {layout.version} takes the place of version {layout.before}.")
    _echo_forms([one for one in done.forms if one.mapped or one.unplaced or one.problem])
    if done.forms:
        filled = sum(one.filled for one in done.forms)
        say(f"{plural(len(done.forms), 'form')} in {folder} issued anew, {filled:,} with what was filled in before.")
    elif not (done.layouts or done.left or done.files.touched):
        say("Nothing to upgrade: there is no newer version of a layout, and no form of an older one.")
    _echo_files(done)
    if done.figures:
        say("Figures from the metrics file that the forms have no cell for any more:")
        echo_lines(done.figures)
    if done.sheets:
        sheets = plural(done.sheets, "form in Google Sheets stays", "forms in Google Sheets stay")
        notice(f"{sheets} in the version it was made in; 'push' brings those up to date that nobody has touched.")
    if any(one.unplaced for one in done.forms):
        notice("What found no place stands in the earlier file: copy by hand what is meant, or tell the reviewer.")
    if done.forms:
        notice(
            "Next: send each reviewer the new file, and take it in with 'collect' when it comes back; until then, what "
            "came back in an older version counts."
        )


def _echo_forms(forms: Sequence[Reissued]) -> None:
    for one in forms[:_NOT_SHOWN]:
        click.echo(click.style(plain(one.reviewee), bold=True) + plain(f" by {one.reviewer}: {one.path}"))
        for line in _lines(one):
            click.echo(f"  {line}")
    if len(forms) > _NOT_SHOWN:
        say(f"… and {plural(len(forms) - _NOT_SHOWN, 'more form')}; '--format json' lists them all")


def _lines(one: Reissued) -> Iterator[str]:
    counts = [f"kept {plural(one.kept, 'answer')}"]
    counts += [f"mapped {len(one.mapped):,}"] if one.mapped else []
    counts += [f"could not place {len(one.unplaced):,}"] if one.unplaced else []
    source = f", from version {one.since} in {one.origin}" if one.since else ""
    if one.since:
        yield plain(", ".join(counts) + source)
    if one.problem:
        yield click.style("not read   ", fg="red") + plain(one.problem)
    width = max((len(note.cell) for note in (*one.mapped, *one.unplaced)), default=0)
    for note in one.mapped:
        yield click.style("mapped     ", fg="cyan") + plain(f"{_typed(note, width)} -> {note.new_cell}: {note.why}")
    for note in one.unplaced:
        yield click.style("not placed ", fg="red") + plain(f"{_typed(note, width)}: {note.why}")


def _typed(note: Note, width: int) -> str:
    from sheetreview.sheet.text import quoted

    return f"{note.cell:<{width}}  {note.label}: {quoted(note.typed)}"


def _echo_files(done: Upgraded) -> None:
    if done.files.replaced:
        say("Files that somebody had edited; what was there is kept:")
        echo_lines([f"{path}: {backup}" for path, backup in done.files.replaced])
    if done.left:
        say("Left alone, because what is in them cannot be carried over:")
        echo_lines([f"{path}: {why}" for path, why in done.left])
        notice("Mend or remove them and run the command again; with '--force' they are replaced, and a backup is kept.")
    if done.files.touched:
        say("Left alone, because somebody has edited them since:")
        echo_lines(done.files.touched)
