"""How results are printed: tables for people, JSON alone for programs; notices go to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Sequence

import click

PIPE_WIDTH = 160
"""Width of tables when the output is not a terminal: wide enough that rows rarely wrap."""


def echo_json(value: object) -> None:
    """Print a value as JSON, and nothing else, on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def echo_table(
    headers: Sequence[str], rows: Iterable[Sequence[object]], *, right: Collection[int] = (), title: str = ""
) -> None:
    """Print rows under headers on standard output, wrapped to the terminal; ``right`` are numeric columns."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False, show_edge=False)
    for number, header in enumerate(headers):
        table.add_column(header, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(value)) for value in row))
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    Console(file=sys.stdout, width=width, highlight=False).print(table)


def notice(text: str) -> None:
    """Say something to the person at the terminal, on standard error."""
    click.echo(text, err=True)


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 form``, ``2 forms``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
