"""The ``layouts`` commands: which layouts there are, what they ask, and whether a layout file is right."""

from __future__ import annotations

from pathlib import Path

import click

import sheetreview
from sheetreview import api
from sheetreview.cli.options import FOLDER, INPUT, reporting
from sheetreview.cli.output import Report, echo_json, echo_table, notice, plural, say, word
from sheetreview.errors import EXIT_INPUT, FileError, LayoutError

_LISTED = 12


@click.group()
def layouts() -> None:
    """Look at layouts, make your own, and check layout files."""


@layouts.command("list")
@reporting
def list_layouts() -> Report:
    """List the layouts that come with sheetreview."""
    found = [(name, sheetreview.load_layout(name)) for name in sheetreview.shipped_layouts()]
    rows = [
        (name, layout.version, layout.title, len(layout.sections), sum(len(s.items) for s in layout.sections))
        for name, layout in found
    ]
    heads = ("Name", "Version", "Title", "Sections", "Items")
    data = [dict(zip(map(str.lower, heads), row, strict=True)) for row in rows]
    return Report(data, lambda: echo_table(heads, rows, right=(1, 3, 4)))


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
    from sheetreview.cli.layout_outline import outline

    layout = sheetreview.load_layout(name)
    if form == "json":
        echo_json(layout.model_dump(mode="json"))
    else:
        click.echo(outline(layout))


@layouts.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def check(context: click.Context, files: tuple[Path, ...]) -> None:
    """Check layout files and print every problem with its line and column."""
    bad = False
    for path in files:
        try:
            sheetreview.load_layout(path)
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
    echo_json(sheetreview.layout_schema())


@layouts.command(short_help="Write a commented layout to begin with.")
@click.argument("name")
def new(name: str) -> None:
    """Write a small, commented layout to begin with: NAME.yaml in the current folder, or at the path NAME.yaml.

    A schema file is written beside it, so that an editor that knows YAML completes and checks the layout.
    """
    files = api.new_layout(name)
    _say_written(files)
    say("Next: open it in a text editor; it explains itself. Then:")
    say(f"  sheetreview layouts check {word(files.layout)}")
    say(f"  sheetreview layouts preview {word(files.layout)}")


@layouts.command(short_help="Propose a layout from a workbook you have.")
@click.argument("workbook", metavar="FILE", type=INPUT)
@click.option("-o", "target", metavar="FILE", type=FOLDER, help="The layout file; else it is named after the workbook.")
def extract(workbook: Path, target: Path | None) -> None:
    """Propose a layout from FILE, an .xlsx workbook that was used for reviews before.

    Its titles, tables, dropdown lists and scales become a layout file, to be read through and edited. Begin with an
    empty form: of a filled one, ratings and notes are left out, but other texts may stay.
    """
    found = api.extract_layout(workbook, target)
    say(f"Found in {workbook.name}: {found.layout.title}")
    for line in _account(found.layout):
        say(f"  {line}")
    _say_written(found.files)
    if found.look:
        say("Please decide, in the file:")
        for number, text in found.look[:_LISTED]:
            say(f"  line {number}: {text}")
        if len(found.look) > _LISTED:
            say(f"  … and {plural(len(found.look) - _LISTED, 'more line')} marked LOOK")
    say("Next: compare it with the workbook, part by part. It has no problems for 'layouts check'; to see its form:")
    say(f"  sheetreview layouts preview {word(found.files.layout)}")


@layouts.command(short_help="Show what a form will look like.")
@click.argument("name")
@click.option("-o", "target", metavar="FILE", type=FOLDER, help="The workbook; else named after layout and role.")
@click.option("--role", help="Only the form of this role; left out, one form for each.")
@click.option("--force", is_flag=True, help="Write over files that are there already.")
def preview(name: str, target: Path | None, role: str | None, *, force: bool) -> None:
    """Write an example form of a layout: a shipped one by NAME, or your own by the path of its .yaml file.

    The form has sample names and every section there can be. Where LibreOffice is installed, it is printed as PDF too.
    """
    found = api.previews(sheetreview.load_layout(name), role=role, target=target)
    api.write_previews(found, force=force)
    for one in found:
        say(f"Wrote {one.path}, the form for the role {one.role}.")
    try:
        printed = api.write_pdfs([one.path for one in found])
    except FileError as error:
        notice(error.reason)
    else:
        say(f"Wrote {', '.join(map(str, printed))}.")


def _say_written(files: api.NewFiles) -> None:
    if files.schema is None:
        say(f"Wrote {files.layout}.")
        notice(
            "The schema file beside it is not sheetreview's and was left as it is: your editor may not know the layout."
        )
    else:
        say(f"Wrote {files.layout}, and {files.schema.name} for your editor.")


def _account(layout: sheetreview.Layout) -> list[str]:
    """What a layout asks, in a line for the head and one for each section."""
    head = [f"head of the form: {plural(len(layout.header), 'field')}"] if layout.header else []
    return [*head, *(f"{section.title}: {_asked(layout, section)}" for section in layout.sections)]


def _asked(layout: sheetreview.Layout, section: api.Section) -> str:
    if len(section.columns) == 1:
        return "free text" if section.columns[0].kind in {"text", "long-text"} else section.columns[0].kind
    said = [plural(len(section.items), "row")] if section.items else []
    if section.blank_rows:
        said.append(plural(section.blank_rows, "empty row"))
    for column in section.columns:
        if column.scale:
            values = [level.value for level in layout.scale_of(column).levels]
            said.append(f"{column.title} from {values[0]} to {values[-1]}")
    return ", ".join([*said, *("with a total" for _ in section.totals[:1])])
