"""Kill commands at random points and run them again: ``python -m bench.crash [--kills N] [--seed S] [SCENARIO ...]``.

The kills are shared out over the scenarios of ``tests/cli/killing.py``, by default those of generate, collect and
summarize. Printed is how many struck in the middle of the work, and what was lost, torn, doubled or overwritten after
the second run. Exits with 1 when anything was, or when too few kills struck in the middle to say so.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time

from tests.cli.killing import SCENARIOS, Count

USUAL = ("generate", "generate-more", "generate-force", "collect", "summarize")
FEWEST_MIDWAY = 0.1
SHOWN = 10
SORTS = ("kills", "midway", "lost", "torn", "doubled", "overwritten")


def killed(scenario: str, kills: int, seed: int) -> Count:
    """Kill a scenario's command so many times."""
    with tempfile.TemporaryDirectory(prefix="crash-") as folder:
        command = [sys.executable, "-m", "tests.cli.killing", scenario, folder, str(seed), str(kills)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return Count(**json.loads(done.stdout))


def main() -> int:
    """Kill, count and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=500, help="over all scenarios  [default: 500]")
    parser.add_argument("--seed", type=int, default=1, help="what the points are drawn by  [default: 1]")
    parser.add_argument("scenarios", metavar="SCENARIO", nargs="*", help=", ".join(SCENARIOS))
    given = parser.parse_args()
    if unknown := set(given.scenarios) - set(SCENARIOS):
        parser.error(f"there is no scenario {', '.join(sorted(unknown))}; there are {', '.join(SCENARIOS)}")
    scenarios = given.scenarios or USUAL
    begun = time.monotonic()
    totals = Count()
    print(f"{'scenario':16}" + "".join(f"{sort:>13}" for sort in SORTS))
    for number, scenario in enumerate(scenarios):
        share = given.kills // len(scenarios) + (number < given.kills % len(scenarios))
        count = killed(scenario, share, given.seed + number)
        print(f"{scenario:16}" + "".join(f"{getattr(count, sort):>13}" for sort in SORTS), flush=True)
        for sort in SORTS:
            setattr(totals, sort, getattr(totals, sort) + getattr(count, sort))
        totals.examples += count.examples
    print(f"{'all':16}" + "".join(f"{getattr(totals, sort):>13}" for sort in SORTS))
    print(f"{time.monotonic() - begun:.0f} s")
    for line in totals.examples[:SHOWN]:
        print(f"BROKEN {line}")
    return 1 if totals.broken or totals.midway < FEWEST_MIDWAY * totals.kills else 0


if __name__ == "__main__":
    raise SystemExit(main())
