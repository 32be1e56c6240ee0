"""Whole cycles by the command line: a roster of any length, filled forms, and what each command costs."""

from __future__ import annotations

import csv
import io
import os
import re
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LAYOUT = "customer-service"
SHEET = "xl/worksheets/sheet1.xml"
EMPTY_CELL = re.compile(r'<c r="(D\d+)"( s="\d+") t="n"\s*/>')
RATINGS = re.compile(r'<dataValidation [^>]*sqref="D(\d+)(?::D(\d+))?"[^>]*type="list"')
UNTOUCHED_NOTE = re.compile(r"\[Feedback, notes, reason for rating\]")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took: CPU and wall seconds, and its peak memory in MiB."""

    cpu: float
    wall: float
    peak: float


def run(*words: str, checkout: Path | None = None) -> Cost:
    """Run one sheetreview command as a process of its own; with ``checkout``, the sheetreview of that folder."""
    start = time.perf_counter()
    found_first = [] if checkout is None else ["-P"]
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, *found_first, "-m", "sheetreview", *words],
        os.environ if checkout is None else {**os.environ, "PYTHONPATH": str(checkout)},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ],
    )
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) > 1:
        raise SystemExit(f"sheetreview {' '.join(words)} failed")
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024)


def write_roster(path: Path, count: int) -> None:
    """A roster of a given length, twelve people to a reviewer."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["employee_id", "name", "title", "reviewer_name", "reviewer_email"])
    for number in range(count):
        boss = number // 12
        writer.writerow(
            [f"E{number:05}", f"Person {number:05}", "Representative", f"Boss {boss}", f"b{boss}@example.com"]
        )
    path.write_text(text.getvalue(), encoding="utf-8")


def fill(form: Path, target: Path) -> None:
    """Write a filled copy of a form: a 3 in every empty rating cell, and notes that say whose they are."""
    with zipfile.ZipFile(form) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            data = source.read(name)
            if name == SHEET:
                text, typed = _rated(data.decode())
                text, noted = UNTOUCHED_NOTE.subn(f"On goal, steady through the half-year of {target.stem}.", text)
                if not typed or not noted:
                    raise SystemExit("no empty rating cell or untouched note found to fill")
                data = text.encode()
            copy.writestr(name, data)


def _rated(text: str) -> tuple[str, int]:
    """A sheet with a 3 in every empty cell that a list of levels belongs to, and how many these are."""
    rows = [range(int(first), int(last or first) + 1) for first, last in RATINGS.findall(text)]
    rated = {f"D{row}" for found in rows for row in found}

    def typed(cell: re.Match[str]) -> str:
        return f'<c r="{cell[1]}"{cell[2]}><v>3</v></c>' if cell[1] in rated else cell[0]

    return EMPTY_CELL.subn(typed, text)


def start(folder: Path, count: int, checkout: Path | None = None) -> tuple[Path, Cost]:
    """Start a cycle of so many forms in a folder: its root, and what ``init`` took."""
    roster, root = folder / "roster.csv", folder / "cycle"
    write_roster(roster, count)
    words = ("init", str(root), "--layout", LAYOUT, "--roster", str(roster), "--name", "Benchmark")
    return root, run(*words, checkout=checkout)


def cycle(folder: Path, count: int, checkout: Path | None = None) -> Iterator[tuple[str, Cost]]:
    """Run a whole cycle and give each command's cost."""
    root, cost = start(folder, count, checkout)
    yield "init", cost
    yield "generate", run("-C", str(root), "generate", checkout=checkout)
    returned = folder / "returned"
    returned.mkdir()
    for number, form in enumerate(sorted((root / "forms").rglob("*.xlsx"))):
        fill(form, returned / f"{number}.xlsx")
    yield "collect", run("-C", str(root), "collect", str(returned), checkout=checkout)
    yield "check", run("-C", str(root), "check", checkout=checkout)
    yield "summarize", run("-C", str(root), "summarize", checkout=checkout)
