"""The tool as a process: how it starts, and what is left when it is killed, stopped or started twice."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.killing import PEOPLE, TEAM, Count
from tests.steps.making import start, tree

KILLS = 5
"""Kills of each of four commands: twenty in all."""

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork a process to kill it")


def tool(*words: str | Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sheetreview", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        env={**os.environ, **environment},
    )


def finished(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    output, errors = process.communicate(timeout=60)
    return process.returncode, output, errors


@pytest.mark.parametrize("words", [["--help"], ["check", "--help"], ["init", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    program = (
        "import sys\nfrom sheetreview.cli.main import cli\n"
        f"try: cli({words!r})\nexcept SystemExit: pass\n"
        "heavy = {'pydantic', 'openpyxl', 'lxml', 'rich', 'ruamel', 'sqlite3', 'zipfile', 'asyncio'}\n"
        "heavy &= set(sys.modules)\n"
        "sys.stderr.write(repr(sorted(heavy)))"
    )
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    command = [sys.executable, "-c", program]
    result = subprocess.run(command, capture_output=True, text=True, check=True, env=unmeasured)
    assert result.stdout
    assert result.stderr == "[]"


def killed(scenario: str, folder: Path, times: int) -> Count:
    """Kill a command at points spread over its whole run; a second run must give what an unkilled one gives."""
    result = subprocess.run(
        [sys.executable, "-m", "tests.cli.killing", scenario, str(folder), "1", str(times)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=240,
    )
    return Count(**json.loads(result.stdout))


@needs_fork
@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        ("generate", {"forms": PEOPLE}),
        ("generate-more", {"forms": PEOPLE}),
        ("collect", {"forms": PEOPLE, "returns": PEOPLE}),
        ("summarize", {"forms": PEOPLE, "returns": PEOPLE, "summary": 3}),
    ],
)
def test_a_killed_run_loses_tears_doubles_and_overwrites_nothing(
    tmp_path: Path, scenario: str, expected: dict[str, int]
) -> None:
    count = killed(scenario, tmp_path, KILLS)
    assert (count.kills, count.examples, count.broken) == (KILLS, [], 0)
    assert held(tmp_path / "whole") == expected


@needs_fork
@pytest.mark.no_cover
def test_kills_strike_in_the_middle_and_notice_files_written_in_place(tmp_path: Path) -> None:
    count = killed("careless", tmp_path, 8)
    assert count.midway
    assert count.torn


def held(root: Path) -> dict[str, int]:
    """Number of the forms and summary files in a cycle's folder, and of the returns in its store."""
    with closing(sqlite3.connect(root / "cycle.sqlite3")) as store:
        (returns,) = store.execute("SELECT count(DISTINCT form_id) FROM returns").fetchone()
    folders = Counter(path.partition("/")[0] for path in tree(root) if "/" in path)
    return {sort: number for sort, number in {**folders, "returns": returns}.items() if number}


def test_two_runs_at_once_do_the_work_once(tmp_path: Path) -> None:
    root = start(tmp_path, TEAM)
    ends = [finished(process) for process in [tool("-C", root, "generate"), tool("-C", root, "generate")]]
    assert [code for code, _, _ in ends] == [0, 0]
    said = sorted(output.split(": ")[1].strip() for _, output, _ in ends)
    assert said == [f"{PEOPLE} already there.", f"{PEOPLE} written."]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system does not list a process's open files")
def test_ctrl_c_ends_a_run_with_a_plain_message(tmp_path: Path) -> None:
    root = start(tmp_path, TEAM)
    with closing(sqlite3.connect(root / "cycle.sqlite3", isolation_level=None)) as store:
        store.execute("BEGIN EXCLUSIVE")
        waiting = tool("-C", root, "generate")
        deadline = time.monotonic() + 20
        while "cycle.sqlite3" not in opened_files(waiting.pid) and time.monotonic() < deadline:
            assert waiting.poll() is None
        waiting.send_signal(signal.SIGINT)
        store.execute("ROLLBACK")
    code, output, errors = finished(waiting)
    assert "Traceback" not in output + errors
    assert (code, errors) == (130, "Stopped. Everything written so far is whole; run the command again to go on.\n")


def opened_files(number: int) -> set[str]:
    """Names of the files a process has open."""
    folder = Path(f"/proc/{number}/fd")
    names = set()
    for link in folder.iterdir():
        try:
            names.add(link.readlink().name)
        except OSError:
            continue
    return names


def test_a_terminal_without_the_letters_is_no_obstacle(tmp_path: Path) -> None:
    root = start(tmp_path, [("E1", "山田 花子", "Jorge Marín", "j@example.com")])
    code, output, errors = finished(tool("-C", root, "status", "--people", PYTHONIOENCODING="ascii"))
    assert (code, errors) == (0, "")
    assert r"Jorge Mar\xedn" in output
    code, output, _ = finished(tool("-C", root, "status", "--format", "json", PYTHONIOENCODING="latin-1"))
    assert json.loads(output)["reviewers"][0]["forms"][0]["reviewee"] == "山田 花子"
