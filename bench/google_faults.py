"""What is left of a push when Google fails, or the machine does. Run: python -m bench.google_faults [--seeds N] ...

Every push is the real command line as a process of its own, against the stand-in for Google as another. It is run
again until nothing is left to do; then the spreadsheets, permissions and mails are counted on the stand-in's side. In
every second cycle Google is late to list new files. In every fifth the pushes print the table for people, which must
name what was left undone. Exits with 1 when a promise was broken.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from google_standin.running import Standin
from tests.cli.pushing import (
    FOLDER,
    IN_ORDER,
    LOOK,
    NO_MAIL,
    SHEET,
    STOPPED,
    Ended,
    broken_promises,
    left_unsaid,
    people_of,
    pushed,
    pushes,
    secrets_in,
    started,
    strike,
)
from tests.steps.online.conftest import cycle_of

RATE = 0.3
LAG = 20.0
LAGGED, AS_TABLE = 2, 5
"""One cycle of so many has the lag, or prints its table."""
ATTEMPTS = 5
"""Pushes that are killed, for each that is to be killed midway."""
MOST_RUNS = 60
MOST_SHOWN = 20
EARLIEST = 0.3
"""Part of a push's time that Python takes to start."""
LONGEST_DELAY = 0.15
"""Seconds in which the other calls of a push with a hanging one go on before it is killed."""


@dataclass(slots=True)
class Tally:
    """What was counted over many cycles."""

    cycles: int = 0
    lagged: int = 0
    kills: int = 0
    killed_midway: int = 0
    tables: int = 0
    runs: Counter[int] = field(default_factory=Counter)
    most_runs: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    most_mails: int = 0
    most_tries: int = 0
    said: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def add(self, name: str, standin: Standin, root: Path, number: int) -> None:
        """Push a cycle until nothing is left to do, and count what became of it."""
        form = "table" if number % AS_TABLE == 0 else "json"
        runs: list[Ended] = []
        problems: list[str] = []
        for run in pushes(standin, root, MOST_RUNS, form):
            runs.append(run)
            problems += left_unsaid(run, root) if form == "table" else []
        report = standin.report()
        self.cycles += 1
        self.tables += len(runs) if form == "table" else 0
        self.runs.update(run.code for run in runs)
        self.most_runs = max(self.most_runs, len(runs))
        self.calls.update(report["calls"])
        self.faults.update(report["faults"])
        kinds = {SHEET: "spreadsheets", FOLDER: "folders"}
        self.made.update(kinds[file["mimeType"]] for file in report["files"] if file["appProperties"])
        self.made["permissions"] += sum(
            permission["role"] != "owner" for file in report["files"] for permission in file["permissions"]
        )
        self.made["mails"] += sum(mail["times"] for mail in report["mails"])
        self._count_failed_mails(report, root, runs)
        self.most_mails = max([self.most_mails, *(mail["times"] for mail in report["mails"])])
        self.most_tries = max(self.most_tries, report["most_tries"]["times"])
        self.said.update(sentence for run in runs for sentence in _said(run))
        problems += broken_promises(standin, root)
        problems += [f"the last run ended with {runs[-1].code}: {runs[-1].errors}"] if runs[-1].code != IN_ORDER else []
        problems += [f"a run ended with {run.code}: {run.errors}" for run in runs if run.code not in _EXPECTED]
        problems += [f"a run told {secret!r}" for run in runs for secret in secrets_in(run.errors, standin.home)]
        self.broken += [f"{name}: {problem}" for problem in problems]

    def _count_failed_mails(self, report: Mapping[str, Any], root: Path, runs: list[Ended]) -> None:
        """Count the forms whose mail a fault kept back, and those of them of which a run says so."""
        written = {mail["file"] for mail in report["mails"]}
        failed = {mail["file"] for mail in report["failed_mails"]} - written
        forms = {file["appProperties"]["sr_review"] for file in report["files"] if file["id"] in failed}
        people = people_of(root, forms)
        self.made["mails that a fault kept back"] += len(forms)
        self.made["of these told"] += len(set().union(*(run.about(people, NO_MAIL) for run in runs)))


_EXPECTED = {IN_ORDER, LOOK, STOPPED}


def _said(run: Ended) -> list[str]:
    """What a run said could not be done, one entry a sheet, and why it ended before its end."""
    fates = [f"{fate}: {detail}" for _, fate, detail in run.told]
    return [*fates, *([f"ended: {run.ended}"] if run.ended else [])]


def under_faults(standin: Standin, pristine: Path, seeds: int, lag: float) -> Tally:
    """A cycle for each seed, pushed while calls go wrong."""
    tally = Tally()
    for seed in range(seeds):
        name = f"seed {seed}" + _new_world(standin, tally, seed, lag)
        root = _copy(pristine, f"faults-{seed}")
        strike(standin, seed, RATE)
        tally.add(name, standin, root, seed)
        shutil.rmtree(root)
    return tally


def under_kills(standin: Standin, pristine: Path, times: int, lag: float) -> Tally:
    """Cycles whose first push is killed, in a call that hangs or at any moment, until so many were killed midway."""
    standin.reset()
    begun = time.monotonic()
    pushed(standin, _copy(pristine, "whole"))
    length = time.monotonic() - begun
    calls = sum(standin.report()["calls"].values())
    tally, chance = Tally(kills=times), random.Random(times)
    for number in range(ATTEMPTS * times):
        if tally.killed_midway == times:
            break
        late = _new_world(standin, tally, number, lag)
        root = _copy(pristine, f"killed-{number}")
        how = ("hang-before", "hang-after", "any moment")[number % 3]
        if how != "any moment":
            standin.faults({"kinds": [how], "at": chance.randint(1, calls - 1)})
        process = started(standin, root, "push")
        if how == "any moment":
            time.sleep(length * chance.uniform(EARLIEST, 1))
        else:
            standin.wait_for_hang()
            time.sleep(chance.uniform(0, LONGEST_DELAY))
        process.kill()
        process.communicate()
        standin.faults()
        tally.killed_midway += 0 < sum(standin.report()["calls"].values()) < calls
        tally.add(f"kill {number}, {how}{late}", standin, root, number)
        shutil.rmtree(root)
    if tally.killed_midway < times:
        tally.broken.append(f"{tally.killed_midway} of {tally.cycles} kills struck midway, not {times}")
    return tally


def _new_world(standin: Standin, tally: Tally, number: int, lag: float) -> str:
    """Start anew, with the lag in some of the cycles; what to add to the name of such a one."""
    standin.reset()
    if not lag or number % LAGGED:
        return ""
    standin.settings(listing_lag=lag)
    tally.lagged += 1
    return ", listed late"


def _copy(pristine: Path, name: str) -> Path:
    return Path(shutil.copytree(pristine, pristine.with_name(name)))


def show(title: str, tally: Tally, forms: int) -> None:
    """Print one part's counts."""
    wanted = tally.cycles * forms
    calls, faults, runs = tally.calls.total(), tally.faults.total(), tally.runs.total()
    print(f"\n{title}: {tally.cycles} cycles of {forms} forms")
    print(f"  {'cycles whose files are listed late':<34}{tally.lagged:>8,}")
    if tally.kills:
        print(f"  {'killed between first and last call':<34}{tally.killed_midway:>8,}  of {tally.kills:,}")
    print(f"  {'runs of push':<34}{runs:>8,}  ({tally.most_runs} for one cycle at most)")
    print(f"  {'  that printed the table':<34}{tally.tables:>8,}")
    print(f"  {'  nothing left to do, exit 0':<34}{tally.runs[IN_ORDER]:>8,}")
    print(f"  {'  something to look at, exit 1':<34}{tally.runs[LOOK]:>8,}")
    print(f"  {'  ended by Google, exit 4':<34}{tally.runs[STOPPED]:>8,}")
    print(f"  {'calls':<34}{calls:>8,}")
    print(f"  {'faults':<34}{faults:>8,}  ({faults / calls:.0%} of them)")
    for name, count in sorted(tally.faults.items()):
        print(f"    {name:<32}{count:>8,}")
    print(f"  {'spreadsheets':<34}{tally.made['spreadsheets']:>8,}  of {wanted:,}")
    print(f"  {'folders':<34}{tally.made['folders']:>8,}  of {tally.cycles:,}")
    print(f"  {'permissions beside the owner':<34}{tally.made['permissions']:>8,}  of {wanted:,}")
    print(f"  {'mails':<34}{tally.made['mails']:>8,}  ({tally.most_mails} for one form at most)")
    for name in ("mails that a fault kept back", "of these told"):
        print(f"  {name:<34}{tally.made[name]:>8,}")
    print(f"  {'most tries of one call':<34}{tally.most_tries:>8,}")
    print(f"  {'broken promises':<34}{len(tally.broken):>8,}")
    for problem in tally.broken[:MOST_SHOWN]:
        print(f"    {problem}")
    if tally.said:
        print("  said of what could not be done in a run, and was done in a later one:")
        for sentence, count in tally.said.most_common(MOST_SHOWN):
            print(f"    {count:>6,}  {sentence}")


def main() -> None:
    """Print the counts of both parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="cycles pushed under faults (default: 200)")
    parser.add_argument("--kills", type=int, default=50, help="cycles whose push is killed (default: 50)")
    parser.add_argument("--forms", type=int, default=20, help="forms of a cycle (default: 20)")
    parser.add_argument("--lag", type=float, default=LAG, help="seconds that Google is late to list (default: 20)")
    options = parser.parse_args()
    broken = 0
    with tempfile.TemporaryDirectory() as name, Standin(Path(name) / "home") as standin:
        pristine = cycle_of(Path(name), options.forms)
        parts = (
            (f"Faults in {RATE:.0%} of all calls", under_faults, options.seeds),
            ("kill -9", under_kills, options.kills),
        )
        for title, run, times in parts:
            if times:
                tally = run(standin, pristine, times, options.lag)
                show(title, tally, options.forms)
                broken += len(tally.broken)
    if broken:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
