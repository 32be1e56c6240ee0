"""Nasty, damaged and real files, each in a process of its own: ``python -m bench.hostile [--corpus DIR ...]``.

Three sorts of files are made: nasty ones (``tests/reading/nasty``), seeded mutants of filled forms of every shipped
layout in every format, and forms with flipped bits or moved rows, whose answers are known. Folders of real files are
added with ``--corpus``. Counted is what became of each. Exits with 1 when a file ended in a traceback or a dead
process, took more than 12 seconds or 256 MB, was not treated as it must be, or gave an answer that is silently wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue

from bench.hostile.disk import disk_jobs
from bench.hostile.examine import EXTRACT
from bench.hostile.forms import Filled, filled_forms
from bench.hostile.judge import Job, Tally
from bench.hostile.mutants import ZIPS, flipped, mutant
from bench.hostile.rows import RELABELLED, damaged_rows, rows_of
from tests.reading.nasty import all_nasty

ENDINGS = {"xlsx-stored": "xlsx"}
SHOWN = 30
WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm")
REAL = (*WORKBOOKS, ".xlsb", ".ods", ".fods", ".ots", ".xls", ".xlt", ".csv", ".tsv")


def nasty_jobs(folder: Path) -> Iterator[Job]:
    """Every nasty file, and every nasty workbook once more as one that a layout is to be made of."""
    for one in all_nasty():
        path = folder / one.name
        path.write_bytes(one.make())
        yield Job(kind=one.name, path=str(path), expected=one.expected)
        if path.suffix == ".xlsx":
            yield Job(kind=f"{one.name} (extract)", path=f"{EXTRACT}{path}")


def mutant_jobs(folder: Path, forms: Sequence[Filled], count: int, seed: int) -> Iterator[Job]:
    """So many damaged forms, of each kind about as many."""
    chance = random.Random(seed)
    for number in range(count):
        form = forms[number % len(forms)]
        way, data = mutant(form, forms, chance)
        yield _job(folder, f"m{number}", form, data, way)


def flipped_jobs(folder: Path, forms: Sequence[Filled], count: int, seed: int) -> Iterator[Job]:
    """So many forms with one bit turned over, in the formats that have checksums."""
    chance = random.Random(seed)
    whole = [form for form in forms if form.kind in ZIPS]
    for number in range(count):
        form = whole[number % len(whole)]
        yield _job(folder, f"f{number}", form, flipped(form.data, chance), "one bit", known=True)


def moved_jobs(folder: Path, forms: Sequence[Filled], count: int, seed: int) -> Iterator[Job]:
    """So many forms with rows moved or relabelled."""
    chance = random.Random(seed)
    whole = [form for form in forms if form.kind == "xlsx" and rows_of(form).rows]
    for number in range(count):
        form = whole[number % len(whole)]
        way, data = damaged_rows(form, chance)
        yield _job(folder, f"r{number}", form, data, way, known=True)


def _job(folder: Path, name: str, form: Filled, data: bytes, way: str, *, known: bool = False) -> Job:
    path = folder / f"{name}.{ENDINGS.get(form.kind, form.kind)}"
    path.write_bytes(data)
    kind = f"{form.name} {form.kind}: {way}"
    return Job(kind=kind, path=str(path), form=form if known else None, relabelled=known and way in RELABELLED)


def sound_jobs(folder: Path, forms: Sequence[Filled]) -> Iterator[Job]:
    """The forms before anything is done to them: all must be read right."""
    for number, form in enumerate(forms):
        yield _job(folder, f"s{number}", form, form.data, "undamaged", known=True)


def corpus_jobs(folders: Sequence[Path]) -> Iterator[Job]:
    """Real files, and the workbooks among them once more as ones that layouts are to be made of."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name.casefold().endswith(REAL):
                yield Job(kind=str(path.relative_to(folder)), path=str(path), keep=True)
                if path.name.casefold().endswith(WORKBOOKS):
                    yield Job(kind=f"{path.relative_to(folder)} (extract)", path=f"{EXTRACT}{path}", keep=True)


def examine(tally: Tally, jobs: Iterator[Job], processes: int) -> Tally:
    """Run jobs as they are made, several at a time; a file is removed when it is done."""
    waiting: SimpleQueue[Job | None] = SimpleQueue()
    room = threading.Semaphore(processes * 4)
    lock = threading.Lock()

    def work() -> None:
        command = [sys.executable, "-m", "bench.hostile.examine"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
            assert program.stdin is not None  # noqa: S101 -- for the type checker
            assert program.stdout is not None  # noqa: S101 -- for the type checker
            while (job := waiting.get()) is not None:
                program.stdin.write(json.dumps([0, job.path]) + "\n")
                program.stdin.flush()
                told = json.loads(program.stdout.readline())
                with lock:
                    tally.add(job, told)
                room.release()

    threads = [threading.Thread(target=work) for _ in range(processes)]
    for thread in threads:
        thread.start()
    for job in jobs:
        room.acquire()
        waiting.put(job)
    for _ in threads:
        waiting.put(None)
    for thread in threads:
        thread.join()
    return tally


def main() -> int:
    """Make and examine all files; print what became of them."""
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", default=[], metavar="DIR", help="folders of real files")
    parser.add_argument("--mutants", type=int, default=2_500, help="damaged forms  [default: 2500]")
    parser.add_argument("--flips", type=int, default=500, help="forms with one bit turned over  [default: 500]")
    parser.add_argument("--moves", type=int, default=200, help="forms with rows moved or relabelled  [default: 200]")
    parser.add_argument("--seed", type=int, default=1, help="what the damage is drawn by  [default: 1]")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="files at a time")
    parser.add_argument("--no-nasty", action="store_true", help="leave the nasty files out")
    given = parser.parse_args()
    begun = time.monotonic()
    broken: list[str] = []
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        folder = Path(name)
        forms = filled_forms(folder / "forms", given.seed) if given.mutants + given.flips + given.moves else []
        sorts: list[tuple[str, Iterator[Job]]] = [
            ("nasty", iter(()) if given.no_nasty else nasty_jobs(folder)),
            ("on the disk", iter(()) if given.no_nasty else disk_jobs(folder / "disk")),
            ("undamaged forms", sound_jobs(folder, forms)),
            ("mutants", mutant_jobs(folder, forms, given.mutants, given.seed)),
            ("one bit flipped", flipped_jobs(folder, forms, given.flips, given.seed)),
            ("rows moved", moved_jobs(folder, forms, given.moves, given.seed)),
            ("real files", corpus_jobs(given.corpus)),
        ]
        for sort, jobs in sorts:
            tally = examine(Tally(sort), jobs, given.processes)
            if tally.files:
                print("\n".join(tally.lines()), flush=True)
            broken += tally.broken
    print(f"{time.monotonic() - begun:.0f} s")
    for line in broken[:SHOWN]:
        print(f"BROKEN {line}")
    print(f"{len(broken)} promises broken" if broken else "every promise held")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
