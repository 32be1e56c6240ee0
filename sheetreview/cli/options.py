"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TypedDict

import click

from sheetreview import api
from sheetreview.cli.output import Report, echo_csv, echo_json, notice
from sheetreview.errors import FileError, InputError


class HowToRead(TypedDict):
    """What people say of the files they give, beside their place."""

    layouts: Sequence[Path]
    passwords: Sequence[str]
    encoding: str


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
        day = date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no date; write it like 2026-12-31", ctx, param) from None
    if not api.is_usual(day):
        raise click.BadParameter(f"{value} is no day of this century; write it like 2026-12-31", ctx, param)
    return day


def _read_passwords(ctx: click.Context, param: click.Parameter, value: Path | None) -> tuple[str, ...]:
    del ctx, param
    if value is None:
        return ()
    try:
        return api.read_passwords(value)
    except FileError as error:
        raise InputError(f"the password file {value} cannot be used: {error.reason}") from error


FOLDER = GivenPath()
INPUT = InputPath()

as_of_option = click.option(
    "--as-of",
    callback=read_day,
    metavar="YYYY-MM-DD",
    help="The day against which forms are late, and actions and reviews overdue; today when left out.",
)

password_option = click.option(
    "--password-file",
    "passwords",
    type=INPUT,
    callback=_read_passwords,
    metavar="FILE",
    help="Passwords of protected workbooks, one a line; each is tried.",
)


def _known_encoding(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if value and not api.is_encoding(value):
        message = f"{value!r} is no character set; such are cp1250, cp1251, cp1252, gb18030, cp932 and mac_roman"
        raise click.BadParameter(message, ctx, param)
    return value


encoding_option = click.option(
    "--encoding",
    default="",
    callback=_known_encoding,
    metavar="NAME",
    help="Character set of text files (CSV) that are no UTF-8, such as cp1250; left out, it is told by the text.",
)


def _format_option(*forms: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    said = " and ".join(form.upper() for form in forms)
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", *forms]),
        default="table",
        show_default=True,
        help=f"{said} {'stands' if len(forms) == 1 else 'stand'} alone on standard output.",
    )


format_option = _format_option("json")
listing_option = _format_option("json", "csv")
"""For commands whose report is a list, which goes into a spreadsheet too."""


def reporting(command: Callable[..., Report]) -> Callable[..., None]:
    """Give a command the option ``--format``, and print the report that it returns."""
    return format_option(_printing(command))


def listing(command: Callable[..., Report]) -> Callable[..., None]:
    """The same for a command whose report has lines for CSV."""
    return listing_option(_printing(command))


def _printing(command: Callable[..., Report]) -> Callable[..., None]:
    @wraps(command)
    def run(*args: object, form: str, **options: object) -> None:
        report = command(*args, **options)
        if form == "json":
            echo_json(report.data)
        elif form == "csv":
            echo_csv(report.lines)
        else:
            report.tell()
        for line in report.notices:
            notice(line)
        if report.then and form == "table":
            notice(report.then)
        click.get_current_context().exit(report.exit_code)

    return run
