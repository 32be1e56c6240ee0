"""``sheetreview repair``, and how people are told of answers that were moved into another form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

import sheetreview
from sheetreview import api
from sheetreview.cli.options import FOLDER, INPUT, HowToRead, encoding_option, password_option, reporting
from sheetreview.cli.output import SHOWN, Report, plain, plural, progress_bar, say

FOLDER_NAME = "repaired"
_WIDTH = len("not placed")


@click.command(short_help="Move answers into clean forms.")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=INPUT)
@click.option(
    "--out", type=FOLDER, metavar="DIR", help="Folder for the clean forms.  [default: 'repaired' in the cycle's folder]"
)
@click.option(
    "--layout", "layouts", type=INPUT, multiple=True, help="A layout file of your own; repeat it for older versions."
)
@password_option
@encoding_option
@reporting
@click.pass_obj
def repair(
    root: Path,
    paths: tuple[Path, ...],
    *,
    out: Path | None,
    layouts: tuple[Path, ...],
    passwords: tuple[str, ...],
    encoding: str,
) -> Report:
    """Move the answers of mangled forms, or forms of an older layout version, into clean forms of the current one.

    Prints what was kept, what has another place or word now, what found no place, and what is still to be corrected;
    the files given stay as they are. Exits with 1 when something found no place, is still wrong, or could not be used,
    and with 3 when nothing could be used.
    """
    repaired = _repair(
        root, paths, out or root / FOLDER_NAME, HowToRead(layouts=layouts, passwords=passwords, encoding=encoding)
    )
    look = "look at what was not placed, then " if any(one.unplaced for one in repaired.forms) else ""
    send = f"Next: {look}send the clean form back to its reviewer, or take it in with 'collect'."
    return Report(
        repaired,
        lambda: _tell(repaired),
        in_order=not repaired.needs_a_look,
        unusable=bool(repaired.unusable) and not (repaired.forms or repaired.blank),
        notices=[f"{file}: {said}" for file, said in (*repaired.elsewhere, *repaired.unusable)],
        then=send if repaired.forms else "",
    )


def _repair(root: Path, paths: Sequence[Path], out: Path, given: HowToRead) -> api.Repaired:
    files = sheetreview.find_files(paths, root)
    with progress_bar("Repairing", len(files)) as progress:
        if not sheetreview.Cycle.exists(root):
            return sheetreview.repair_files(files, out, **given, progress=progress)
        with sheetreview.Cycle.open(root, reading=True) as cycle:
            return cycle.repair(files, out, **given, progress=progress)


def _tell(repaired: api.Repaired) -> None:
    for one in repaired.forms:
        _echo(one)
    for file, reviewee in repaired.blank:
        say(f"{reviewee or 'unknown'}: {file}: not filled in: there is nothing to move")
    say(_summary(repaired))


def _echo(one: api.RepairedForm) -> None:
    click.echo(click.style(plain(one.reviewee or "unknown"), bold=True) + plain(f": {one.file} -> {one.path}"))
    counts = moved_counts(len(one.kept), one.mapped, one.unplaced)
    errors = f"; still to be corrected: {plural(len(one.errors), 'error')}" if one.errors else ""
    say(f"  {counts}{errors}")
    for line in moved_lines(one.mapped, one.unplaced, one.errors[:SHOWN]):
        click.echo(f"  {line}")
    if len(one.errors) > SHOWN:
        say(f"  … and {plural(len(one.errors) - SHOWN, 'more error')}; 'check' lists them all")
    say()


def _summary(repaired: api.Repaired) -> str:
    parts = [f"{plural(len(repaired.forms), 'form')} repaired."]
    if lost := sum(len(one.unplaced) for one in repaired.forms):
        parts.append(f"{plural(lost, 'text')} found no place: copy by hand what is meant.")
    if wrong := sum(len(one.errors) for one in repaired.forms):
        parts.append(f"{plural(wrong, 'error is', 'errors are')} still to be corrected.")
    if repaired.unusable:
        parts.append(f"{plural(len(repaired.unusable), 'file or form', 'files or forms')} could not be used:")
    return " ".join(parts)


def told(word: str, color: str, text: str) -> str:
    """A line about one thing, below the others of its kind; ``word`` has at most ten letters."""
    return f"{click.style(f'{word:<{_WIDTH}}', fg=color)}  {plain(text)}"


def moved_counts(kept: int, mapped: Sequence[api.MovedAnswer], unplaced: Sequence[api.MovedAnswer]) -> str:
    """``kept 34 answers, mapped 2, could not place 1``; what looks to people as it did counts as kept."""
    listed = _listed(mapped)
    counts = [f"kept {plural(kept + len(mapped) - len(listed), 'answer')}"]
    counts += [f"mapped {len(listed):,}"] if listed else []
    counts += [f"could not place {len(unplaced):,}"] if unplaced else []
    return ", ".join(counts)


def moved_lines(
    mapped: Sequence[api.MovedAnswer], unplaced: Sequence[api.MovedAnswer], errors: Sequence[sheetreview.Finding] = ()
) -> Iterator[str]:
    """A line for each answer that stands elsewhere or reads otherwise now, or nowhere, and for each error."""
    listed = _listed(mapped)
    cells = [*(one.cell for one in (*listed, *unplaced)), *(error.cell for error in errors)]
    width = max(map(len, cells), default=0)
    for one in listed:
        yield told("mapped", "cyan", f"{_typed(one, width)} -> {one.new_cell}: {one.why}")
    for one in unplaced:
        yield told("not placed", "red", f"{_typed(one, width)}: {one.why}")
    for error in errors:
        yield told("to correct", "red", f"{error.cell:<{width}}  {error.item}: {error.message}")


def _listed(mapped: Sequence[api.MovedAnswer]) -> list[api.MovedAnswer]:
    return [one for one in mapped if not one.looks_the_same]


def _typed(one: api.MovedAnswer, width: int) -> str:
    return f"{one.cell:<{width}}  {one.label}: {api.quoted(one.typed)}"
