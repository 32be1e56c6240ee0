"""Kill a command at random points of its run, run it again each time, and count what became of the cycle.

Every second kill comes at a random time; the others come right before a random one of the calls that write, which is
where something can be torn.

Run as a program of its own, because a process that is forked must have no threads:
``python -m tests.cli.killing SCENARIO FOLDER SEED TIMES`` makes a cycle in FOLDER, strikes TIMES running commands, each
in a copy of it, and prints a :class:`Count` as JSON. Only kills that hit a running process count.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType
from unittest import mock

from sheetreview.cli.main import cli
from sheetreview.cycle.files import is_aside
from sheetreview.steps import check, collect, generate, init, status, summarize
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.repair import repair
from sheetreview.xlsx import render, stamp
from tests.steps.making import issue, rate, start, started, touch, write_roster

PRELOADED = (check, collect, generate, init, repair, status, summarize, render, stamp)
"""Imported before forking, so that a child spends its life on the command itself."""

PEOPLE = 8
TEAM = [
    (f"E{number}", f"Person {number}", f"Boss {number % 4}", f"boss{number % 4}@example.com")
    for number in range(PEOPLE)
]
STORE = "cycle.sqlite3"
JOURNAL = f"{STORE}-journal"
MOST_MISSES = 50
"""Kills in a row that came too late: the command has become faster than when its run was timed."""

WRITING = frozenset({"open", "fsync", "replace", "mkdir", "unlink", "chmod", "fchmod", "close"})
"""Functions of the operating system before which a kill comes; and whatever files and SQLite do."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A cycle to make in a folder, and the command to kill in it; ``back`` beside the cycle holds returned files.

    With ``careless`` forms are written in place, as no program should: what is counted must then not be 0.
    """

    prepare: Callable[[Path], object]
    words: tuple[str, ...]
    careless: bool = False


@dataclass(slots=True, kw_only=True)
class Count:
    """What became of so many kills. ``midway`` left something begun behind; the rest must be 0."""

    kills: int = 0
    midway: int = 0
    lost: int = 0
    torn: int = 0
    doubled: int = 0
    overwritten: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def broken(self) -> int:
        """How often a promise was broken."""
        return self.lost + self.torn + self.doubled + self.overwritten


def _half_issued(folder: Path) -> None:
    """Half of the forms are out, two of them filled in where they are; the other half is new on the roster."""
    root = start(folder, TEAM[: PEOPLE // 2])
    issue(root)
    for form in sorted((root / "forms").rglob("*.xlsx"))[:2]:
        touch(form)
    with OpenCycle.open(root) as cycle:
        init.take_roster(cycle, write_roster(folder / "roster.csv", TEAM))


def _busy(folder: Path) -> None:
    """Some forms still have to be issued, some have come back and wait to be collected."""
    _half_issued(folder)
    for number, form in enumerate(sorted((folder / "cycle" / "forms").rglob("*.xlsx"))[2:]):
        rate(form, folder / "back" / f"{number}.xlsx")


def _returned(folder: Path) -> None:
    root = started(folder, TEAM)
    for number, form in enumerate(sorted((root / "forms").rglob("*.xlsx"))):
        rate(form, folder / "back" / f"{number}.xlsx", rating=1 + number % 5)


def _collected(folder: Path) -> None:
    _returned(folder)
    with OpenCycle.open(folder / "cycle") as cycle:
        collect.collect(cycle, [folder / "back"])


FILES_AT_ONCE = 3
"""Files that collect remembers together here, so that a short run changes the store several times."""

BACK = "{back}"
SCENARIOS: Mapping[str, Scenario] = {
    "generate": Scenario(lambda folder: start(folder, TEAM), ("generate",)),
    "generate-more": Scenario(_half_issued, ("generate",)),
    "generate-force": Scenario(_half_issued, ("generate", "--force")),
    "collect": Scenario(_returned, ("collect", BACK)),
    "summarize": Scenario(_collected, ("summarize",)),
    "repair": Scenario(_returned, ("repair", BACK)),
    "busy": Scenario(_busy, ("status",)),
    "careless": Scenario(lambda folder: start(folder, TEAM), ("generate",), careless=True),
}


def _write_in_place(files: Iterable[tuple[Path, bytes]]) -> None:
    for path, data in files:
        with path.open("wb") as file:
            for half in (data[: len(data) // 2], data[len(data) // 2 :]):
                file.write(half)
                file.flush()


def run(words: list[str]) -> None:
    """Run a command to its end; anything but success or findings is an error of this program."""
    try:
        cli(words, prog_name="sheetreview")
    except SystemExit as done:
        if done.code not in {None, 0, 1}:
            raise


def kill_myself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Trap:
    """Does something, usually to kill its own process, right before call number ``at`` of those that write.

    Without ``at`` it only counts them.
    """

    def __init__(self, at: int | None = None, act: Callable[[], object] = kill_myself) -> None:
        self.calls = 0
        self._at = at
        self._act = act

    def __call__(self, _frame: FrameType, event: str, called: object) -> None:
        """What :func:`sys.setprofile` calls."""
        if event != "c_call" or not _writes(called):
            return
        self.calls += 1
        if self.calls - 1 == self._at:
            self._act()


NOTHING = Trap()
"""Only counts."""


def _writes(called: object) -> bool:
    owner = getattr(called, "__self__", None)
    if isinstance(owner, sqlite3.Connection | io.BufferedWriter):
        return True
    return getattr(called, "__module__", "") == "posix" and getattr(called, "__name__", "") in WRITING


def start_child(words: list[str], trap: Trap | None = None, told: int = -1) -> int:
    """Run a command in a process of its own; ``told`` is a descriptor to write the trap's number of calls to."""
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        sys.setprofile(trap)
        try:
            run(words)
        except BaseException:  # noqa: BLE001 -- the parent is told by the exit code
            os._exit(9)
        sys.setprofile(None)
        if trap is not None and told >= 0:
            os.write(told, str(trap.calls).encode())
        os._exit(0)
    return child


def finish(words: list[str]) -> None:
    """Run a command to its end."""
    calls_of(words, None)


def calls_of(words: list[str], trap: Trap | None = NOTHING) -> int:
    """Run a command to its end; how many calls that write it made."""
    reading, writing = os.pipe()
    _, status = os.waitpid(start_child(words, trap, writing), 0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        counted = pipe.read()
    if status:
        raise SystemExit(f"'sheetreview {' '.join(words)}' failed")
    return int(counted or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What a cycle's folder holds: digests of its files, and the store's records without their dates."""

    files: dict[str, str]
    records: list[tuple[object, ...]]
    whole: bool

    @classmethod
    def of(cls, root: Path) -> Looks:
        with closing(sqlite3.connect(root / STORE)) as store:
            whole = store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            records = [record for query in RECORDS for record in store.execute(query)]
        return cls(files=digests(root), records=sorted(records), whole=whole)


RECORDS = (
    "SELECT 'form', form_id, path, sha256 FROM forms",
    "SELECT 'return', form_id, files.sha256 FROM returns JOIN files ON files.id = file",
    "SELECT 'file', sha256 FROM files",
)


def digests(root: Path) -> dict[str, str]:
    """SHA-256 of every file but the store, by path."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != STORE
    }


class Killing:
    """Kills of one command, each in a fresh copy of the cycle."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        scenario.prepare(folder)
        self._folder, self._pristine = folder, folder / "cycle"
        self._words = scenario.words
        self._before = digests(self._pristine)
        self._records = Looks.of(self._pristine).records
        whole = self._copy("whole")
        begun = time.monotonic()
        finish(self._said(whole))
        self._length = time.monotonic() - begun
        self.whole = Looks.of(whole)
        self._calls = calls_of(self._said(self._copy("counted")))
        self.count = Count()

    def _copy(self, name: str) -> Path:
        root = self._folder / name
        shutil.copytree(self._pristine, root)
        return root

    def _said(self, root: Path) -> list[str]:
        return ["-C", str(root), *(str(self._folder / "back") if word == BACK else word for word in self._words)]

    def kill_at_time(self, part: float) -> None:
        """Kill a run when this part of its time has gone by, sooner when it turns out to be over; run it again."""
        for _ in range(MOST_MISSES):
            root = self._copy("killed")
            child = start_child(self._said(root))
            time.sleep(self._length * part)
            os.kill(child, signal.SIGKILL)
            if os.WIFSIGNALED(os.waitpid(child, 0)[1]):
                break
            shutil.rmtree(root)
            part *= 0.8
        else:
            raise SystemExit(f"no kill has struck a running '{' '.join(self._words)}'")
        self._look(root)

    def kill_at_call(self, part: float) -> None:
        """Kill a run right before one of its writing calls, this far down their number; run it again."""
        root = self._copy("killed")
        child = start_child(self._said(root), Trap(int(self._calls * part)))
        if not os.WIFSIGNALED(os.waitpid(child, 0)[1]):
            raise SystemExit(f"'{' '.join(self._words)}' has not come to its call {int(self._calls * part)}")
        self._look(root)

    def _look(self, root: Path) -> None:
        self.count.kills += 1
        self._look_at_the_struck(root)
        finish(self._said(root))
        self._look_at_the_finished(root)
        shutil.rmtree(root)

    def _look_at_the_struck(self, root: Path) -> None:
        """Before the second run: every file with a name of its own is the old or the new one, and whole."""
        found = digests(root)
        named = {path: digest for path, digest in found.items() if not is_aside(Path(path)) and path != JOURNAL}
        records = self._records_of_the_struck(root)
        begun = (named, records) != (self._before, self._records) or len(named) != len(found)
        self.count.midway += begun and (named, records) != (self.whole.files, self.whole.records)
        for path, digest in named.items():
            if digest not in {self._before.get(path), self.whole.files.get(path)}:
                self._broken("torn", f"{path} right after the kill")
        for path in self._before.keys() - named.keys():
            self._broken("lost", f"{path} right after the kill")

    def _records_of_the_struck(self, root: Path) -> list[tuple[object, ...]]:
        """What the store holds, by a copy of it: looking at the store itself would mend what the second run must."""
        aside = self._folder / "looked-at"
        aside.mkdir()
        for name in (STORE, JOURNAL):
            if (root / name).exists():
                shutil.copy(root / name, aside / name)
        records = Looks.of(aside).records
        shutil.rmtree(aside)
        return records

    def _look_at_the_finished(self, root: Path) -> None:
        looks = Looks.of(root)
        if not looks.whole:
            self._broken("torn", STORE)
        for path in {**self.whole.files, **looks.files}:
            expected, found = self.whole.files.get(path), looks.files.get(path)
            if expected != found:
                sort = "lost" if found is None else "doubled" if expected is None else "overwritten"
                self._broken(sort, path)
        for record in set(self.whole.records) - set(looks.records):
            self._broken("lost", str(record))
        for record in set(looks.records) - set(self.whole.records):
            self._broken("doubled", str(record))

    def _broken(self, sort: str, what: str) -> None:
        setattr(self.count, sort, getattr(self.count, sort) + 1)
        self.count.examples.append(f"{sort}: {what}")


def main(name: str, folder: Path, seed: int, times: int) -> None:
    """Strike at moments spread over the whole run, and print what was counted."""
    chance = random.Random(seed)
    collect.BATCH = FILES_AT_ONCE
    if SCENARIOS[name].careless:
        mock.patch.object(generate, "write_files", _write_in_place).start()
    killing = Killing(SCENARIOS[name], folder)
    for number in range(times):
        kill = killing.kill_at_call if number % 2 else killing.kill_at_time
        kill((number + chance.random()) / times)
    sys.stdout.write(json.dumps(asdict(killing.count)))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
