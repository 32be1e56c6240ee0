"""The ``sheetreview`` command: its commands, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import os
from pathlib import Path

import click

import sheetreview
from sheetreview.cli.check import check
from sheetreview.cli.collect import collect
from sheetreview.cli.demo import demo
from sheetreview.cli.generate import generate
from sheetreview.cli.init import init, roster
from sheetreview.cli.layouts import layouts
from sheetreview.cli.status import status
from sheetreview.cli.summarize import summarize
from sheetreview.errors import EXIT_BUG, SheetreviewError

EPILOG = """\
Exit codes: 0 clean, 1 findings of severity error, 2 wrong use of a command, 3 unusable input, 4 Google, 70 a bug.
"""


class Root(click.Group):
    """The top command. An error that stops a command is printed with all its problems and sets the exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Commands in the order of a review cycle, not of the alphabet."""
        del ctx
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; nothing a user or a file can do ends in a traceback."""
        try:
            return super().invoke(ctx)
        except SheetreviewError as error:
            _complain(error)
            ctx.exit(error.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get("SHEETREVIEW_DEBUG"):
                raise
            click.echo(
                f"sheetreview: this is a bug in sheetreview, not your fault ({type(error).__name__}). Nothing that was "
                "written before is lost. Please report it; SHEETREVIEW_DEBUG=1 shows where it happened.",
                err=True,
            )
            ctx.exit(EXIT_BUG)


def _complain(error: SheetreviewError) -> None:
    click.echo(f"sheetreview: {error.message}", err=True)
    for problem in error.problems:
        click.echo(f"  {problem}", err=True)


@click.group(
    cls=Root, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(sheetreview.__version__, prog_name="sheetreview")
@click.option(
    "-C",
    "directory",
    metavar="DIR",
    default=".",
    type=click.Path(path_type=Path),
    help="The cycle's folder, as if the command were run there.  [default: the current folder]",
)
@click.pass_context
def cli(ctx: click.Context, directory: Path) -> None:
    """Run performance-review cycles in the spreadsheets people already use.

    A cycle is a folder: 'init' starts it, 'generate' issues the forms, 'collect' takes them back in, 'check' says what
    is wrong in which cell, 'summarize' writes the team summary. 'demo' shows all of it on a sample team.
    """
    ctx.obj = directory


for command in (demo, init, roster, generate, collect, check, status, summarize, layouts):
    cli.add_command(command)


def main() -> None:
    """Entry point of the console script."""
    cli(prog_name="sheetreview")
