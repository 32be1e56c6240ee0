"""Kill a command at a random moment, run it again, and say what became of the cycle.

Run as a program of its own, because a process that is forked must have no threads:
``python -m tests.cli.killing COMMAND FOLDER SEED TIMES`` prints a JSON list of what each folder looks like after the
second run; the last is a folder in which nothing was killed.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from sheetreview.cli.main import cli
from sheetreview.steps import check, collect, generate, init, status, summarize
from sheetreview.xlsx import render, stamp

PRELOADED = (check, collect, generate, init, status, summarize, render, stamp)
"""Imported before forking, so that a child spends its life on the command itself."""


def run(words: list[str]) -> None:
    """Run a command to its end; anything but success is an error of this program."""
    try:
        cli(words, prog_name="sheetreview")
    except SystemExit as done:
        if done.code:
            raise


def start_child(words: list[str]) -> int:
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        try:
            run(words)
        finally:
            os._exit(0)
    return child


def words_for(command: str, root: Path) -> list[str]:
    """The command for a copy of the cycle; what came back stands beside all copies."""
    more = [str(root.parent / "back")] if command == "collect" else []
    return ["-C", str(root), command, *more]


def looks(root: Path) -> dict[str, object]:
    """What a cycle's folder holds: digests of its files, and the store without its dates."""
    files = {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != "cycle.sqlite3"
    }
    with closing(sqlite3.connect(root / "cycle.sqlite3")) as store:
        integrity = store.execute("PRAGMA integrity_check").fetchone()[0]
        forms = store.execute("SELECT form_id, path, sha256 FROM forms ORDER BY 1, 2").fetchall()
        query = "SELECT form_id, files.sha256 FROM returns JOIN files ON files.id = file ORDER BY 1, 2"
        returns = store.execute(query).fetchall()
        kept = store.execute("SELECT count(*) FROM files").fetchone()[0]
    return {"files": files, "integrity": integrity, "forms": forms, "returns": returns, "kept": kept}


def main(command: str, folder: Path, seed: int, times: int) -> None:
    pristine = folder / "cycle"
    chance = random.Random(seed)
    whole = folder / "whole"
    shutil.copytree(pristine, whole)
    begun = time.monotonic()
    os.waitpid(start_child(words_for(command, whole)), 0)
    length = time.monotonic() - begun
    found = []
    for number in range(times):
        root = folder / f"killed-{number}"
        shutil.copytree(pristine, root)
        child = start_child(words_for(command, root))
        time.sleep(length * (number + chance.random()) / times)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.waitpid(start_child(words_for(command, root)), 0)
        found.append(looks(root))
    sys.stdout.write(json.dumps([*found, looks(whole)]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
