"""``sheetreview demo``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from sheetreview.cli.check import echo_findings
from sheetreview.cli.options import FOLDER
from sheetreview.cli.output import next_command, say

SHOWN_FOLDERS = 6
"""Files of a folder that the tree shows before it only counts the others."""


@click.command(short_help="Run a whole cycle on a sample team.")
@click.argument("directory", metavar="[DIR]", default="sheetreview-demo", type=FOLDER)
@click.pass_obj
def demo(root: Path, directory: Path) -> None:
    """Run a whole cycle on a sample team in the new folder DIR (default: sheetreview-demo).

    24 people, 5 reviewers: the forms are issued, filled in as managers would, with some of the mistakes people make,
    collected, checked and summarized.
    """
    from sheetreview.demo.run import run_demo

    done = run_demo(root / directory, say=say)
    say()
    say("What 'sheetreview check' found:")
    say()
    echo_findings(done.checked.findings)
    for one in done.collected:
        if not one.outcome.taken:
            say(f"Not taken in: {Path(one.file).name} ({one.outcome.value})")
    for person in done.summarized.summary.people:
        if person.status == "not started":
            say(f"Not returned: {person.name}, reviewed by {person.reviewer}")
    say()
    say("What is in the folder now:")
    say()
    say(f"{done.root}/")
    for line in _tree(done.root):
        say(line)
    form = next(iter(done.generated.written), "forms")
    for line in (
        "",
        f"Open first:  {done.root / 'summary' / 'team-summary.xlsx'}",
        f"then a form: {done.root / form}",
        f"Run next:    {next_command(done.root, 'status')}",
        f"             {next_command(done.root, 'check --format json')}",
        "Your own:    sheetreview init my-cycle --layout customer-service --roster roster.csv --name 'My cycle'",
    ):
        say(line)


def _tree(folder: Path, indent: str = "  ") -> Iterator[str]:
    entries = sorted(folder.iterdir(), key=lambda entry: (entry.is_file(), entry.name.casefold()))
    files = 0
    for entry in entries:
        if entry.is_dir():
            yield f"{indent}{entry.name}/"
            yield from _tree(entry, indent + "  ")
            continue
        files += 1
        if files <= SHOWN_FOLDERS:
            yield f"{indent}{entry.name}"
    if files > SHOWN_FOLDERS:
        yield f"{indent}… {files - SHOWN_FOLDERS} more"
