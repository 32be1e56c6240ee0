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
@click.option(
    "--layout",
    default="customer-service",
    show_default=True,
    metavar="NAME",
    help="A shipped layout (see 'layouts list') or a YAML file.",
)
@click.pass_obj
def demo(root: Path, directory: Path, *, layout: str) -> None:
    """Run a whole cycle on a sample team in the new folder DIR (default: sheetreview-demo).

    The forms of a layout are issued, filled in as people would, with some of the mistakes they make, collected, checked
    and summarized. Where the layout takes something over from the previous cycle, that one is run first.
    """
    from sheetreview.demo.run import run_demo

    done = run_demo(root / directory, layout, say=say)
    say()
    say("What 'sheetreview check' found:")
    say()
    echo_findings(done.checked.findings)
    for one in done.collected:
        if not one.outcome.taken:
            say(f"Not taken in: {Path(one.file).name} ({one.outcome.value})")
    for person in done.summarized.summary.people:
        if person.status == "not started":
            about = ", ".join(filter(None, (person.name, person.account, person.month)))
            say(f"Not returned: {about}, reviewed by {person.reviewer}")
    say()
    say("What is in the folder now:")
    say()
    say(f"{done.root}/")
    for line in _tree(done.root):
        say(line)
    form = next((path for generated in done.generated for path in generated.written), "forms")
    for line in (
        "",
        f"Open first:  {done.root / 'summary' / 'team-summary.xlsx'}",
        f"then a form: {done.root / form}",
        f"Run next:    {next_command(done.root, 'status')}",
        f"             {next_command(done.root, 'check --format json')}",
        f"Your own:    sheetreview init my-cycle --layout {layout} --{done.kind} {done.kind}.csv --name 'My cycle'",
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
