"""What a push and a pull of 300 forms cost. Run: python -m bench.google_speed [--forms N] [--quick] [--speed F].

The real command line as a process of its own, against the stand-in for Google as another: first on a virtual clock,
which shows how many calls there are and how long the quota makes them take; then on a clock that runs, with calls that
take as long as Google's, which shows whether enough of them are under way at once. ``--quick`` leaves that out. Exits
with 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.cycles import Cost, run
from google_standin.running import Standin
from sheetreview.google.limiter import CALLS_A_MINUTE
from tests.steps.online.conftest import cycle_of

DRIVE_CALLS_A_FORM = 4.0
SLACK = 1.1
"""How much longer than the quota makes it take a push may take."""
LATENCY: Mapping[str, float] = {
    "drive.files.create": 1.0,
    "drive.permissions.create": 1.2,
    "sheets.spreadsheets.batchUpdate": 0.8,
    "": 0.3,
}
"""Seconds that calls take; "" is for all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What one command cost: its process, the stand-in's seconds, the calls by method, and the refusals."""

    cost: Cost
    seconds: float
    calls: Counter[str]
    refused: Mapping[str, int]

    def of(self, part: str) -> int:
        """Calls whose method's id has this part."""
        return sum(count for method, count in self.calls.items() if part in method)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One figure, and how large it may be, or what it has to be; None where there is no target."""

    name: str
    found: float
    most: float | None = None
    exactly: float | None = None

    @property
    def missed(self) -> bool:
        """Whether the figure is not as it should be."""
        return (self.most is not None and self.found > self.most) or self.exactly not in (None, self.found)

    def __str__(self) -> str:
        wanted = "" if self.most is None else f"  at most {self.most:,.2f}"
        wanted += "" if self.exactly is None else f"  exactly {self.exactly:,.2f}"
        return f"  {self.name:<40}{self.found:>10,.2f}{wanted}" + ("  MISSED" if self.missed else "")


def measured(standin: Standin, command: Callable[[], Cost]) -> Measure:
    """Run something, and say what it cost."""
    before, start = Counter(standin.report()["calls"]), standin.now()
    cost = command()
    report: dict[str, Any] = standin.report()
    calls = Counter(report["calls"]) - before
    return Measure(cost=cost, seconds=standin.now() - start, calls=calls, refused=report["refused"])


def targets(push: Measure, pull: Measure, forms: int, minutes: float) -> Iterator[Target]:
    """Every figure of a first push and of a pull when nothing has changed.

    ``minutes`` is how long the quota makes the push take, 0 when it does not.
    """
    writes = push.of("batchUpdate")
    yield Target(name="Sheets writes a form", found=writes / forms, exactly=1)
    yield Target(name="Sheets reads", found=push.of("sheets.") - writes, exactly=0)
    yield Target(name="Drive calls a form", found=push.of("drive.") / forms, most=DRIVE_CALLS_A_FORM)
    yield Target(name="calls refused for going too fast", found=len(push.refused), exactly=0)
    yield Target(name="minutes on Google's clock", found=push.seconds / 60, most=SLACK * minutes or None)
    yield Target(name="CPU ms a form", found=1000 * push.cost.cpu / forms)
    yield Target(name="peak MiB", found=push.cost.peak)
    yield Target(name="pull, nothing changed: calls", found=pull.of("sheets.") + pull.of("drive."), exactly=1)
    yield Target(name="pull, nothing changed: CPU ms", found=1000 * pull.cost.cpu)


def figures(forms: int, speed: float) -> list[Target]:
    """Push and pull a new cycle; with a ``speed`` on a clock that runs so fast, with calls that take their time."""
    with tempfile.TemporaryDirectory() as name, Standin(Path(name) / "home", speed=speed) as standin:
        os.environ.update(standin.env())
        root = cycle_of(Path(name), forms)
        if speed:
            standin.settings(latency=LATENCY)
        push = measured(standin, lambda: run("-C", str(root), "push"))
        pull = measured(standin, lambda: run("-C", str(root), "pull"))
        standin.assert_honest()
    # The first writes go out at once, and as many more after each whole minute: no order of calls takes less. Where
    # calls take their time, those after the last of these minutes do too.
    whole = (forms - 1) // CALLS_A_MINUTE
    return list(targets(push, pull, forms, forms / CALLS_A_MINUTE if whole and speed else whole))


def main() -> None:
    """Print every figure with its target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=300, help="forms of the cycle (default: 300)")
    parser.add_argument("--quick", action="store_true", help="leave out the run with calls that take their time")
    parser.add_argument("--speed", type=float, default=10.0, help="how fast that run's clock runs (default: 10)")
    options = parser.parse_args()
    parts = {"virtual clock": 0.0} | ({} if options.quick else {"calls that take their time": options.speed})
    missed = 0
    for title, speed in parts.items():
        print(f"{options.forms} forms, {title}")
        for target in figures(options.forms, speed):
            print(target)
            missed += target.missed
    if options.quick:
        print("Not run: calls that take their time; leave out --quick to see whether enough are under way at once.")
    if missed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
