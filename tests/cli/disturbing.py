"""Disturb running commands: the folder vanishes, the disk is full or read-only, another command runs as well.

Run as a program of its own, because a process that is forked must have no threads, and because a disk is made by
mounting one: ``python -m tests.cli.disturbing vanish|together|disk …`` prints a list of :class:`Ended` as JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import combinations_with_replacement
from pathlib import Path

from tests.cli.killing import BACK, SCENARIOS, STORE, Looks, Trap, calls_of, digests, run

Said = tuple[int, str]
"""A process: its number, and the file that its messages go to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a disturbed command ended, what it said on standard error, and which files are not what they were before.

    ``again`` is how the same command ended once nothing disturbed it, ``wrong`` what is then not as it should be.
    """

    words: str
    code: int
    errors: str
    changed: list[str] = field(default_factory=list)
    again: int = 0
    wrong: list[str] = field(default_factory=list)


def start(words: Sequence[str], messages: Path, prepare: Callable[[], object] = lambda: None) -> int:
    """Run a command in a process of its own; its exit code is the command's, and 99 for a traceback."""
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(os.open(messages, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
        code = 99
        with contextlib.suppress(Exception):
            prepare()
            try:
                run(list(words))
                code = 0
            except SystemExit as done:
                code = int(done.code or 0)
        sys.setprofile(None)
        sys.stderr.flush()
        os._exit(code)
    return child


def end_of(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def command(scenario: str, root: Path, folder: Path) -> list[str]:
    words = SCENARIOS[scenario].words
    return ["-C", str(root), *(str(folder / "back") if word == BACK else word for word in words)]


def ended(words: Sequence[str], messages: Path, prepare: Callable[[], object] = lambda: None) -> Said:
    code = end_of(start(words, messages, prepare))
    return code, messages.read_text(encoding="utf-8")


def vanish(scenario: str, folder: Path, seed: int, times: int) -> list[Ended]:
    """Take the whole folder of a cycle away right before one of a command's writing calls, and put it back later."""
    chance = random.Random(seed)
    SCENARIOS[scenario].prepare(folder)
    calls = calls_of(command(scenario, _copied(folder, "counted"), folder))
    whole = Looks.of(folder / "counted")
    found = []
    for number in range(times):
        root, away = _copied(folder, f"vanishing-{number}"), folder / f"away-{number}"
        trap = Trap(int(calls * (number + chance.random()) / times), partial(root.rename, away))
        words = command(scenario, root, folder)
        code, errors = ended(words, folder / "messages", partial(sys.setprofile, trap))
        made = sorted(path.relative_to(root).as_posix() for path in root.rglob("*")) if root.exists() else []
        shutil.rmtree(root, ignore_errors=True)
        away.rename(root)
        again, _ = ended(words, folder / "messages")
        wrong = _differences(whole, Looks.of(root))
        found.append(Ended(words=scenario, code=code, errors=errors, changed=made, again=again, wrong=wrong))
    return found


def _copied(folder: Path, name: str) -> Path:
    shutil.copytree(folder / "cycle", folder / name)
    return folder / name


def _differences(whole: Looks, found: Looks) -> list[str]:
    paths = {path for path in {**whole.files, **found.files} if whole.files.get(path) != found.files.get(path)}
    records = set(map(str, set(whole.records) ^ set(found.records)))
    return sorted(paths | records | ({STORE} if not found.whole else set()))


TOGETHER = {
    "generate": ("generate",),
    "collect": ("collect", BACK),
    "check": ("check",),
    "status": ("status",),
    "summarize": ("summarize",),
}


PAIRS = [pair for pair in combinations_with_replacement(TOGETHER, 2) if not {"check", "status"}.issuperset(pair)]
"""Every two of them of which one changes something."""


def together(folder: Path) -> list[Ended]:
    """Start every two commands at once; then run generate, collect and summarize, and compare."""
    SCENARIOS["busy"].prepare(folder)
    whole = _settled(_copied(folder, "whole"), folder)
    found = []
    for number, (one, other) in enumerate(PAIRS):
        root = _copied(folder, f"shared-{number}")
        places = [folder / "messages-1", folder / "messages-2"]
        both = [_words(name, root, folder) for name in (one, other)]
        children = [start(words, place) for words, place in zip(both, places, strict=True)]
        codes = [end_of(child) for child in children]
        errors = "".join(place.read_text(encoding="utf-8") for place in places)
        wrong = _differences(whole, _settled(root, folder))
        found.append(Ended(words=f"{one} and {other}", code=max(codes), errors=errors, wrong=wrong))
    return found


def _words(name: str, root: Path, folder: Path) -> list[str]:
    return ["-C", str(root), *(str(folder / "back") if word == BACK else word for word in TOGETHER[name])]


def _settled(root: Path, folder: Path) -> Looks:
    for name in ("generate", "collect", "summarize"):
        end_of(start(_words(name, root, folder), folder / "messages"))
    return Looks.of(root)


def disk(kind: str, scenario: str, folder: Path, room: int) -> list[Ended]:
    """Run a command on a small disk of its own with so many bytes left, or on one that is read-only; then mend it.

    Needs a mount namespace: ``unshare -rm``.
    """
    mounted = folder / "disk"
    mounted.mkdir()
    _mount("-t", "tmpfs", "-o", "size=20m", "none", str(mounted))
    SCENARIOS[scenario].prepare(mounted)
    root = mounted / "cycle"
    words = command(scenario, root, mounted)
    before = {**digests(root), STORE: (root / STORE).read_bytes().hex()}
    filler = mounted / "filler"
    if kind == "full":
        _fill(filler, room)
    else:
        _mount("-o", "remount,ro", str(mounted))
    messages = Path(tempfile.mkdtemp(dir=folder)) / "messages"
    code, errors = ended(words, messages)
    after = {**digests(root), STORE: (root / STORE).read_bytes().hex()}
    changed = sorted(path for path, digest in before.items() if after.get(path) != digest)
    if kind == "full":
        filler.unlink()
    else:
        _mount("-o", "remount,rw", str(mounted))
    again, _ = ended(words, messages)
    left = [path for path in digests(root) if ".sheetreview-" in path]
    return [Ended(words=scenario, code=code, errors=errors, changed=changed, again=again, wrong=left)]


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)


def _fill(filler: Path, room: int) -> None:
    """Take all of a disk's space but so many bytes."""
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    free = os.statvfs(filler).f_bavail * os.statvfs(filler).f_frsize
    os.truncate(filler, filler.stat().st_size - max(0, room - free))


def limited(scenario: str, folder: Path, most: int) -> list[Ended]:
    """Run a command that may write no file longer than so many bytes, which stands for a disk that is full."""
    SCENARIOS[scenario].prepare(folder)
    root = folder / "cycle"
    words = command(scenario, root, folder)
    before = {**digests(root), STORE: (root / STORE).read_bytes().hex()}
    limit = resource.RLIMIT_FSIZE
    code, errors = ended(words, folder / "messages", lambda: resource.setrlimit(limit, (most, most)))
    after = {**digests(root), STORE: (root / STORE).read_bytes().hex()}
    changed = sorted(path for path, digest in before.items() if after.get(path) != digest)
    again, _ = ended(words, folder / "messages")
    return [Ended(words=scenario, code=code, errors=errors, changed=changed, again=again)]


def main(kind: str, *rest: str) -> None:
    """Print what became of the commands."""
    match kind, rest:
        case "vanish", (scenario, folder, times):
            found = vanish(scenario, Path(folder), 1, int(times))
        case "together", (folder,):
            found = together(Path(folder))
        case (("full" | "read-only"), (scenario, folder, room)):
            found = disk(kind, scenario, Path(folder), int(room))
        case "limited", (scenario, folder, most):
            found = limited(scenario, Path(folder), int(most))
        case _:
            raise SystemExit(f"there is no way to disturb called {kind} {rest}")
    sys.stdout.write(json.dumps([asdict(one) for one in found]))


if __name__ == "__main__":
    main(*sys.argv[1:])
