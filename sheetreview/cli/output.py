"""How results are printed: tables for people, JSON alone for programs; notices go to standard error."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from enum import StrEnum
from pathlib import Path

import click

from sheetreview import api
from sheetreview.errors import EXIT_CLEAN, EXIT_FINDINGS, EXIT_INPUT, EXIT_REMOTE

PIPE_WIDTH = 160
"""Width of tables when the output is not a terminal: wide enough that rows rarely wrap."""

SHOWN = 10
"""Lines of a list that are printed; the JSON output has them all."""

plural = api.plural
"""``1 form``, ``2 forms``."""

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


@dataclass(frozen=True, slots=True)
class Report:
    """What a command has done: its ``data`` for programs, and how to ``tell`` people of it.

    What is not ``in_order`` is left for somebody to look at; ``stopped`` says why a service ended the run, ``unusable``
    that nothing given could be used. ``lines`` are the report as CSV, its heads first. ``notices`` go to standard error
    in any case; ``then`` is what people are to do next, the last line they see.
    """

    data: object
    tell: Callable[[], None]
    in_order: bool = True
    stopped: str = ""
    unusable: bool = False
    lines: Sequence[Sequence[object]] = ()
    notices: Sequence[str] = ()
    then: str = ""

    @property
    def exit_code(self) -> int:
        """The exit code of the command."""
        if self.stopped:
            return EXIT_REMOTE
        if self.unusable:
            return EXIT_INPUT
        return EXIT_CLEAN if self.in_order else EXIT_FINDINGS


def echo_json(value: object) -> None:
    """Print a value as JSON, and nothing else, on standard output; a dataclass as an object of its fields."""
    encoding = (getattr(sys.stdout, "encoding", None) or "").casefold().replace("_", "-")
    text = json.dumps(value, ensure_ascii=not encoding.startswith("utf-8"), indent=2, default=_plain_data)
    click.echo(_UNPRINTABLE.sub(lambda found: "\n" if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text))


def _plain_data(value: object) -> object:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def echo_csv(lines: Iterable[Sequence[object]]) -> None:
    """Print lines as CSV, and nothing else, on standard output; no program takes a field for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([api.csv_safe(plain(field)) for field in line] for line in lines)
    click.echo(text.getvalue(), nl=False)


def echo_list(heading: str, lines: Sequence[str]) -> None:
    """Print lines under a heading on standard output: the first ones, and how many more there are; nothing for none."""
    if lines:
        say(heading)
    for line in lines[:SHOWN]:
        say(f"  {line}")
    if len(lines) > SHOWN:
        say(f"  … and {len(lines) - SHOWN:,} more")


def echo_table(
    headers: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    right: Collection[int] = (),
    optional: Collection[int] = (),
) -> None:
    """Print rows under headers on standard output, wrapped to the terminal.

    ``right`` are numeric columns; ``optional`` ones are left out when they are empty in every row.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    empty = {number for number in optional if not any(row[number] for row in rows)}
    kept = sorted(set(range(len(headers))) - empty)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number in kept:
        table.add_column(headers[number], justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(row[number])) for number in kept))
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    Console(file=sys.stdout, width=width, highlight=False).print(table)


def word(text: object) -> str:
    """A text or path as it is typed on a command line."""
    typed = str(text)
    return typed if typed.split() == [typed] else f'"{typed}"'


def next_command(root: Path, command: str) -> str:
    """How to call a command for the cycle in a folder."""
    return f"sheetreview {command}" if root == Path() else f"sheetreview -C {word(root)} {command}"


def some(names: Sequence[str]) -> str:
    """``Ann Lee, Bo Kim``: some names in a sentence, the first ones and how many more there are."""
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def tally(found: Iterable[StrEnum], kinds: Iterable[StrEnum]) -> str:
    """``12 collected, 1 unreadable``: how many there are of each kind, in the order of the kinds."""
    counts = Counter(found)
    return ", ".join(f"{counts[kind]:,} {kind.value}" for kind in kinds if counts[kind])


def notice_pace(sheets: int, backend: api.Backend) -> None:
    """Say how long a number of online spreadsheets takes, where the service's limit makes that more than a minute."""
    limit = backend.sheets_a_minute
    if sheets > limit:
        minutes, service = plural(math.ceil(sheets / limit), "minute"), backend.wording.service
        notice(f"{sheets:,} sheets; at {service}'s limit of about {limit} a minute this takes about {minutes}.")


@contextmanager
def progress_bar(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error, where that is a terminal; gives the function that moves it."""
    if not sys.stderr.isatty() or length == 0:
        yield lambda _: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr, width=40) as bar:
        yield bar.update
