"""What a cycle of 100 and of 1,000 forms costs, against plain openpyxl. Run: python -m bench.run [COUNT ...]."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from openpyxl import load_workbook

from bench.cycles import LAYOUT, cycle, run
from sheetreview.form.compose import form_plan
from sheetreview.inputs.layout_file import find_layout, load_layout
from sheetreview.model.edition import edition
from sheetreview.sheet.plan import BookPlan, Slot
from sheetreview.xlsx.render import render

BASELINE_RUNS = 25
HELP_RUNS = 15


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
