"""How results are printed: tables for people, JSON alone for programs; notices go to standard error."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sheetreview.online import Backend

PIPE_WIDTH = 160
"""Width of tables when the output is not a terminal: wide enough that rows rarely wrap."""

SHOWN = 10
"""Lines of a list that are printed; the JSON output has them all."""

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: object) -> str:
    """Text that does nothing but appear: what could steer a terminal or turn the line around is replaced.

    File names and typed values come from strangers.
    """
    return _UNPRINTABLE.sub("\ufffd", str(text))


def say(text: str = "") -> None:
    """Print one line on standard output."""
    click.echo(plain(text))


def notice(text: str) -> None:
    """Say something to the person at the terminal, in one line on standard error."""
    click.echo(plain(text), err=True)


def echo_json(value: object) -> None:
    """Print a value as JSON, and nothing else, on standard output."""
    encoding = (getattr(sys.stdout, "encoding", None) or "").casefold().replace("_", "-")
    text = json.dumps(value, ensure_ascii=not encoding.startswith("utf-8"), indent=2)
    click.echo(_UNPRINTABLE.sub(lambda found: "\n" if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text))


def echo_lines(lines: Sequence[str]) -> None:
    """Print lines on standard output, indented: the first ones, and how many more there are."""
    for line in lines[:SHOWN]:
        say(f"  {line}")
    if len(lines) > SHOWN:
        say(f"  … and {len(lines) - SHOWN:,} more")


def echo_table(
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Collection[int] = (),
    optional: Collection[int] = (),
    title: str = "",
) -> None:
    """Print rows under headers on standard output, wrapped to the terminal.

    ``right`` are numeric columns; ``optional`` ones are left out when they are empty in every row.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = list(rows)
    kept = [n for n in range(len(headers)) if n not in optional or any(row[n] for row in rows)]
    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False, show_edge=False)
    for number in kept:
        table.add_column(headers[number], justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(row[number])) for number in kept))
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    Console(file=sys.stdout, width=width, highlight=False).print(table)


def next_command(root: Path, command: str) -> str:
    """How to call a command for the cycle in a folder."""
    folder = str(root)
    where = "" if root == Path() else f"-C {folder} " if folder.split() == [folder] else f'-C "{folder}" '
    return f"sheetreview {where}{command}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 form``, ``2 forms``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def notice_pace(sheets: int, backend: Backend) -> None:
    """Say how long a number of online spreadsheets takes, where the service's limit makes that more than a minute."""
    limit = backend.sheets_a_minute
    if sheets > limit:
        minutes, service = plural(math.ceil(sheets / limit), "minute"), backend.wording.service
        notice(f"{sheets:,} sheets; at {service}'s limit of about {limit} a minute this takes about {minutes}.")
