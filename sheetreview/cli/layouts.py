"""The ``layouts`` commands: which layouts there are, what they ask, and whether a layout file is right."""

from __future__ import annotations

from pathlib import Path

import click

from sheetreview.cli.layouts_own import extract, new, preview
from sheetreview.cli.options import format_option
from sheetreview.cli.output import echo_json, echo_table
from sheetreview.errors import EXIT_INPUT, LayoutError


@click.group()
def layouts() -> None:
    """Look at layouts, make your own, and check layout files."""


@layouts.command("list")
@format_option
def list_layouts(form: str) -> None:
    """List the layouts that come with sheetreview."""
    from sheetreview import load_layout, shipped_layouts

    found = [(name, load_layout(name)) for name in shipped_layouts()]
    rows = [
        (name, layout.version, layout.title, len(layout.sections), sum(len(s.items) for s in layout.sections))
        for name, layout in found
    ]
    if form == "json":
        echo_json([dict(zip(("name", "version", "title", "sections", "items"), row, strict=True)) for row in rows])
    else:
        echo_table(("Name", "Version", "Title", "Sections", "Items"), rows, right=(1, 3, 4))


@layouts.command()
@click.argument("name")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="An outline to read, or the whole layout as JSON.",
)
def show(name: str, form: str) -> None:
    """Show what a layout asks: a shipped one by NAME, or your own by the path of its .yaml file."""
    from sheetreview import load_layout
    from sheetreview.cli.layout_outline import outline

    layout = load_layout(name)
    if form == "json":
        echo_json(layout.model_dump(mode="json"))
    else:
        click.echo(outline(layout))


@layouts.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def check(context: click.Context, files: tuple[Path, ...]) -> None:
    """Check layout files and print every problem with its line and column."""
    from sheetreview import load_layout

    bad = False
    for path in files:
        try:
            load_layout(path)
        except LayoutError as error:
            bad = True
            for problem in error.problems:
                click.echo(str(problem))
        else:
            click.echo(f"{path}: no problems")
    if bad:
        context.exit(EXIT_INPUT)


@layouts.command()
def schema() -> None:
    """Print the JSON Schema of the layout language, for editors that complete and check YAML."""
    from sheetreview import layout_schema

    echo_json(layout_schema())


for command in (new, extract, preview):
    layouts.add_command(command)
