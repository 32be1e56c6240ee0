"""The sessions that documents show: run again from the documents themselves, command by command.

``python -m tests.docs.sessions`` writes today's output into the documents, for whoever changed what a command says.
"""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, chdir, closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from google_standin.running import Standin
from sheetreview.cli.main import cli
from sheetreview.steps.init import init_cycle
from tests.docs.documents import ROOT, Example, examples, read
from tests.docs.managers import correct, fill_sheets, mangle, send_back
from tests.workbooks import appraisal

PROMPT = "$ "
HOME = "~"
"""What documents show in the place of the home folder."""
OWN_LAYOUT = "support.yaml"

_TOP_KEY = re.compile(r"^(?=[a-z_]+:)", flags=re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A console block as the document shows it, and as it is when its commands run."""

    example: Example
    shown: str
    real: str


@contextmanager
def _a_workbook() -> Iterator[None]:
    Path("appraisal.xlsx").write_bytes(appraisal())
    yield


@contextmanager
def _a_cycle_and_google() -> Iterator[None]:
    """The cycle of the HR guide, and HR signed in to a stand-in for Google."""
    files = {example.name: example.text for example in examples(read(ROOT / "docs" / "hr.md")) if example.name}
    Path("roster.csv").write_text(files["roster.csv"], encoding="utf-8")
    init_cycle(Path("half-year"), layout="customer-service", roster=Path("roster.csv"), name="Half-year review")
    home = Path("home").absolute()
    with Standin(home, inside=True) as standin:
        standin.sign_in_as("user")
        with patch.dict(os.environ, standin.env()):
            yield


START: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "README.md": nullcontext,
    "docs/hr.md": nullcontext,
    "docs/cycles.md": nullcontext,
    "docs/google.md": _a_cycle_and_google,
    "docs/layout-guide.md": _a_workbook,
}
"""The documents with sessions, and what there is while they run."""

BEFORE: dict[str, Callable[[], None]] = {
    "sheetreview -C half-year collect returned": send_back,
    'sheetreview -C half-year repair "returned/Priya Raman short.xlsx"': mangle,
    "sheetreview -C half-year collect corrected": correct,
    "sheetreview -C half-year pull": fill_sheets,
}
"""What people do before a command."""


def run_document(name: str) -> Iterator[Told]:
    """Follow a document in the current folder: save its files, run its commands."""
    with START[name]():
        for example in examples(read(ROOT / name)):
            if example.name:
                Path(example.name).write_text(example.text, encoding="utf-8")
            elif example.language == "yaml":
                own = Path(OWN_LAYOUT)
                own.write_text(with_keys(own.read_text(encoding="utf-8"), example.text), encoding="utf-8")
            elif example.language == "console":
                commands = [line for line in example.text.splitlines() if line.startswith(PROMPT)]
                yield Told(example=example, shown=example.text, real="".join(map(_run, commands)))


def with_keys(layout: str, changed: str) -> str:
    """A layout file in which the top keys of ``changed`` replace its own, or are added at the end."""
    parts = _TOP_KEY.split(layout)
    for new in _TOP_KEY.split(changed):
        key = new.split(":")[0]
        place = next((i for i, part in enumerate(parts) if part.startswith(f"{key}:")), None)
        if place is None:
            parts.append(new)
        else:
            parts[place] = new
    return "".join(part if part.endswith("\n") else f"{part}\n" for part in parts if part)


def _run(line: str) -> str:
    """A command line and what it prints."""
    command = line.removeprefix(PROMPT)
    BEFORE.get(command, lambda: None)()
    name, *words = shlex.split(command)
    output = _answer(*words) if name == "sqlite3" else CliRunner().invoke(cli, words, prog_name=name).output
    output = output.replace(str(Path.home()), HOME)
    return "".join(f"{text.rstrip()}\n" for text in [line, *output.splitlines()])


def _answer(file: str, query: str) -> str:
    """What the program sqlite3 prints for a query."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(query).fetchall()
    return "".join("|".join("" if value is None else str(value) for value in row) + "\n" for row in rows)


def main() -> None:
    """Write today's output into every document with sessions."""
    for name in START:
        path = ROOT / name
        text = read(path)
        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            for told in reversed(list(run_document(name))):
                text = text[: told.example.start] + told.real + text[told.example.end :]
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
