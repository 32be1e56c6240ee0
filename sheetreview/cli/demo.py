"""``sheetreview demo``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from sheetreview import api
from sheetreview.cli.check import echo_findings
from sheetreview.cli.options import FOLDER
from sheetreview.cli.output import next_command, plural, say

SHOWN_FOLDERS = 6
"""Files and folders in a folder that the tree shows before it only counts the others."""


@click.command(short_help="Run a whole cycle on a sample team.")
@click.argument("directory", metavar="[DIR]", default="sheetreview-demo", type=FOLDER)
@click.option(
    "--layout",
    default="customer-service",
    show_default=True,
    metavar="NAME",
    help="A shipped layout (see 'layouts list') or a YAML file.",
)
@click.option(
    "--google",
    is_flag=True,
    help="With Google Sheets instead of files, on a stand-in for Google on this machine; needs sheetreview's source.",
)
@click.pass_obj
def demo(root: Path, directory: Path, *, layout: str, google: bool) -> None:
    """Run a whole cycle on a sample team in the new folder DIR (default: sheetreview-demo).

    The forms of a layout are issued, filled in as people would, with some of the mistakes they make, collected, checked
    and summarized. Where the layout takes something over from the previous cycle, that one is run first.

    With --google the forms are pushed, filled in by those they are shared with, and pulled. Nothing leaves this
    machine, and no sign-in to Google is needed or used.
    """
    if google:
        with api.stand_in() as standin:
            say("Google is a stand-in on this machine: the links in links.csv lead nowhere.")
            done = api.run_demo(root / directory, layout, say=say, channel=api.sheets_on(standin))
    else:
        done = api.run_demo(root / directory, layout, say=say)
    say()
    say("What 'sheetreview check' found:")
    say()
    echo_findings(done.checked.findings)
    _say_missing(done)
    say()
    say("What is in the folder now:")
    say()
    say(f"{done.root}/")
    for line in _tree(done.root):
        say(line)
    begin = f"init my-cycle --layout {layout} --{done.kind} {done.kind}.csv --name 'My cycle'"
    own = ["google login", begin, "-C my-cycle push --dry-run"] if google else [begin]
    for line in (
        "",
        f"Open first:  {done.root / 'summary' / 'team-summary.xlsx'}",
        f"{'the links:' if google else 'then a form:':<12} {done.shown}",
        f"Run next:    {next_command(done.root, 'status')}",
        f"             {next_command(done.root, 'check --format json')}",
        *(f"{'' if number else 'Your own:':<12} sheetreview {line}" for number, line in enumerate(own)),
    ):
        say(line)


def _say_missing(done: api.Demo) -> None:
    """Name what came back and was not taken in, and what did not come back."""
    for one in done.collected:
        if not one.outcome.taken:
            say(f"Not taken in: {Path(one.file).name} ({one.outcome.value})")
    for person in done.summarized.summary.people:
        if person.status == "not started":
            about = ", ".join(filter(None, (person.name, person.account, person.month)))
            by = "own form" if person.reviewer == person.name else f"reviewed by {person.reviewer}"
            say(f"Not returned: {about}, {by}")
    for group in done.summarized.summary.pooled:
        for part in group.people:
            if out := part.issued - part.returned:
                say(f"Not returned: {out} of {plural(part.issued, 'form')} about {part.name} by {group.role}s")


def _tree(folder: Path, indent: str = "  ") -> Iterator[str]:
    """The files and folders in a folder, the first few of each; another cycle in it is only named."""
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name.casefold())
    folders = [entry for entry in entries if entry.is_dir()]
    for one in folders[:SHOWN_FOLDERS]:
        if (one / "cycle.yaml").exists():
            yield f"{indent}{one.name}/ (a cycle of its own)"
            continue
        yield f"{indent}{one.name}/"
        yield from _tree(one, indent + "  ")
    if len(folders) > SHOWN_FOLDERS:
        yield f"{indent}… {plural(len(folders) - SHOWN_FOLDERS, 'more folder')}"
    files = [entry for entry in entries if not entry.is_dir()]
    yield from (f"{indent}{one.name}" for one in files[:SHOWN_FOLDERS])
    if len(files) > SHOWN_FOLDERS:
        yield f"{indent}… {len(files) - SHOWN_FOLDERS} more"
