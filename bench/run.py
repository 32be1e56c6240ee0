"""What a cycle of 100 and of 1,000 forms costs, against plain openpyxl. Run: python -m bench.run [COUNT ...]."""

from __future__ import annotations

import csv
import io
import os
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from openpyxl import load_workbook

from sheetreview.form.compose import form_plan
from sheetreview.inputs.builtin import find_layout
from sheetreview.inputs.layout_file import load_layout
from sheetreview.model.edition import edition
from sheetreview.sheet.plan import BookPlan, Slot
from sheetreview.xlsx.render import render

LAYOUT = "customer-service"
SHEET = "xl/worksheets/sheet1.xml"
EMPTY_RATING = re.compile(r'<c r="(D\d+)"( s="\d+") t="n"\s*/>')
UNTOUCHED_NOTE = re.compile(r"\[Feedback, notes, reason for rating\]")
BASELINE_RUNS = 25
HELP_RUNS = 15


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took: CPU and wall seconds, and its peak memory in MiB."""

    cpu: float
    wall: float
    peak: float


def run(*words: str) -> Cost:
    """Run one sheetreview command as a process of its own."""
    start = time.perf_counter()
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "sheetreview", *words],
        os.environ,
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
    """Write a filled copy of a form: a 3 in every empty rating cell and a note beside it."""
    with zipfile.ZipFile(form) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            data = source.read(name)
            if name == SHEET:
                text, typed = EMPTY_RATING.subn(r'<c r="\1"\2><v>3</v></c>', data.decode())
                text, noted = UNTOUCHED_NOTE.subn("On goal, steady through the half-year.", text)
                if not typed or not noted:
                    raise SystemExit("no empty rating cell or untouched note found to fill")
                data = text.encode()
            copy.writestr(name, data)


def literal(plan: BookPlan) -> BookPlan:
    """A plan with a short text in place of each slot, as a program without slots would build it."""
    sheets = [
        replace(s, cells=tuple(replace(c, content="Person") if isinstance(c.content, Slot) else c for c in s.cells))
        for s in plan.sheets
    ]
    return replace(plan, sheets=tuple(sheets))


def cpu_each(work: Callable[[], object], times: int) -> float:
    """CPU seconds of one call, over several."""
    work()
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times


def load_all(form: Path) -> list[object]:
    """Read every value of a workbook with openpyxl."""
    return [row for sheet in load_workbook(form).worksheets for row in sheet.values]


def cycle(folder: Path, count: int) -> Iterator[tuple[str, Cost]]:
    """Run a whole cycle and give each command's cost."""
    roster = folder / "roster.csv"
    write_roster(roster, count)
    root = folder / "cycle"
    yield "init", run("init", str(root), "--layout", LAYOUT, "--roster", str(roster), "--name", "Benchmark")
    yield "generate", run("-C", str(root), "generate")
    returned = folder / "returned"
    returned.mkdir()
    for number, form in enumerate(sorted((root / "forms").rglob("*.xlsx"))):
        fill(form, returned / f"{number}.xlsx")
    yield "collect", run("-C", str(root), "collect", str(returned))
    yield "check", run("-C", str(root), "check")
    yield "summarize", run("-C", str(root), "summarize")


def main(counts: list[int]) -> None:
    """Print a line for each command and count, then the ratios."""
    layout = load_layout(find_layout(LAYOUT))
    plan = literal(form_plan(edition(layout, layout.roles[0].id)))
    scratch = cpu_each(lambda: render(plan), BASELINE_RUNS)
    helps = sorted(run("--help").wall for _ in range(HELP_RUNS))
    print(f"sheetreview --help: {1000 * helps[len(helps) // 2]:.0f} ms wall, median of {HELP_RUNS}")
    print(f"{'forms':>6} {'command':<10} {'CPU s':>8} {'ms/form':>8} {'wall s':>8} {'peak MiB':>9}  against openpyxl")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            for command, cost in cycle(Path(folder), count):
                ratio = ""
                if command == "generate":
                    ratio = (
                        f"{scratch * count / cost.cpu:.0f} x faster than building each ({1000 * scratch:.1f} ms each)"
                    )
                if command in {"collect", "check"}:
                    form = Path(folder) / "returned" / "0.xlsx"
                    load = cpu_each(partial(load_all, form), BASELINE_RUNS)
                    ratio = f"{load * count / cost.cpu:.0f} x faster than loading each ({1000 * load:.1f} ms each)"
                each = 1000 * cost.cpu / count
                print(
                    f"{count:>6} {command:<10} {cost.cpu:>8.2f} {each:>8.2f} {cost.wall:>8.2f} {cost.peak:>9.0f}  "
                    + ratio
                )


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [100, 1000])
