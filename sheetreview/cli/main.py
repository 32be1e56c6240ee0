"""The ``sheetreview`` command: its commands, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import gc
import io
import os
import sys
from pathlib import Path

import click

import sheetreview
from sheetreview.cli.check import check
from sheetreview.cli.close import close
from sheetreview.cli.collect import collect
from sheetreview.cli.demo import demo
from sheetreview.cli.generate import generate
from sheetreview.cli.google import google
from sheetreview.cli.init import init, roster
from sheetreview.cli.layouts import layouts
from sheetreview.cli.options import FOLDER
from sheetreview.cli.output import notice
from sheetreview.cli.pull import pull
from sheetreview.cli.push import push
from sheetreview.cli.rehearse import rehearse
from sheetreview.cli.repair import repair
from sheetreview.cli.returns import returns
from sheetreview.cli.status import status
from sheetreview.cli.summarize import summarize
from sheetreview.cli.verify import verify
from sheetreview.errors import EXIT_BUG, EXIT_INPUT, EXIT_STOPPED, SheetreviewError

EPILOG = """\
Exit codes: 0 clean, 1 findings of severity error or files not taken in, 2 wrong use of a command, 3 unusable input,
4 Google, 70 a bug, 130 stopped with Ctrl-C.
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
            notice(f"sheetreview: {error.message}")
            for problem in error.problems:
                notice(f"  {problem}")
            ctx.exit(error.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            notice("Stopped. Everything written so far is whole; run the command again to go on.")
            ctx.exit(EXIT_STOPPED)
        except OSError as error:
            notice(f"sheetreview: {_refused(error)}")
            ctx.exit(EXIT_INPUT)
        except Exception as error:
            if os.environ.get("SHEETREVIEW_DEBUG"):
                raise
            notice(
                f"sheetreview: this is a bug in sheetreview, not your fault ({type(error).__name__}). Nothing that was "
                "written before is lost. Please report it; SHEETREVIEW_DEBUG=1 shows where it happened."
            )
            ctx.exit(EXIT_BUG)


def _refused(error: OSError) -> str:
    """What the operating system refused, where nothing nearer to it could say more."""
    reason = error.strerror or "the operating system refused"
    return f"{error.filename}: {reason}; check the name and the permissions" if error.filename else reason


@click.group(
    cls=Root, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(sheetreview.__version__, prog_name="sheetreview")
@click.option(
    "-C",
    "directory",
    metavar="DIR",
    default=".",
    type=FOLDER,
    help="The cycle's folder. Files are looked for from the current folder, then from DIR.  [default: .]",
)
@click.pass_context
def cli(ctx: click.Context, directory: Path) -> None:
    """Run performance-review cycles in the spreadsheets people already use.

    A cycle is a folder: 'init' starts it, 'generate' issues the forms, 'collect' takes them back in, 'check' says what
    is wrong in which cell, 'summarize' writes the team summary. 'demo' shows all of it on a sample team.
    """
    ctx.obj = directory


for command in (
    demo,
    init,
    roster,
    generate,
    rehearse,
    push,
    collect,
    pull,
    returns,
    check,
    repair,
    status,
    summarize,
    verify,
    close,
    layouts,
    google,
):
    cli.add_command(command)


_BETWEEN_COLLECTIONS = 20_000
"""Things made since the last look for circles, for the next one; Python's own number is 700."""


def main() -> None:
    """Entry point of the console script. What the terminal's character set lacks is printed as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # A command makes many small things that refer to each other in no circle: looking for circles often is in vain.
    gc.set_threshold(_BETWEEN_COLLECTIONS)
    cli(prog_name="sheetreview")
