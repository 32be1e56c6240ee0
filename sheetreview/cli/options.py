"""Options that several commands share, and their progress bar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click


class GivenPath(click.Path):
    """A path that was written out: an empty one is a mistake, such as a variable without a value, not this folder."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; fails as wrong usage when it is empty."""
        if not str(value).strip():
            self.fail("it is empty; write the name of a file or folder", param, ctx)
        return Path(str(value))


class InputPath(GivenPath):
    """A file or folder to read: looked for from the current folder, then from the cycle's (the ``-C`` of the call)."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; one that is in neither place is left as it was written."""
        path = super().convert(value, param, ctx)
        if ctx is not None and isinstance(ctx.obj, Path) and not path.exists() and (ctx.obj / path).exists():
            return ctx.obj / path
        return path


def read_day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """Callback of an option that is a day written as year-month-day."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no date; write it like 2026-12-31", ctx, param) from None


def _read_day_or_today(ctx: click.Context, param: click.Parameter, value: str | None) -> date:
    from sheetreview.model.schedule import today

    return read_day(ctx, param, value) or today()


def _read_passwords(ctx: click.Context, param: click.Parameter, value: Path | None) -> tuple[str, ...]:
    from sheetreview.errors import FileError, InputError
    from sheetreview.reading.passwords import read_passwords

    del ctx, param
    if value is None:
        return ()
    try:
        return read_passwords(value)
    except FileError as error:
        raise InputError(f"the password file {value} cannot be used: {error.reason}") from error


FOLDER = GivenPath()
INPUT = InputPath()

as_of_option = click.option(
    "--as-of",
    callback=_read_day_or_today,
    metavar="YYYY-MM-DD",
    help="The day against which actions and reviews are overdue; today when left out.",
)

password_option = click.option(
    "--password-file",
    "passwords",
    type=INPUT,
    callback=_read_passwords,
    metavar="FILE",
    help="Passwords of protected workbooks, one a line; each is tried.",
)

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="JSON stands alone on standard output.",
)


@contextmanager
def progress_bar(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error, where that is a terminal; gives the function that moves it."""
    if not sys.stderr.isatty() or length == 0:
        yield lambda _: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr, width=40) as bar:
        yield bar.update
