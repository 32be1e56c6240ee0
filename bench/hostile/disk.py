"""What lies about on a disk under the name of a spreadsheet, and is no file to read."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

from bench.hostile.judge import Job
from tests.reading.nasty import Expected
from tests.reading.nasty.packages import plain

REFUSED = Expected.REFUSED
HUGE = 50_000_000_000


def disk_jobs(folder: Path) -> Iterator[Job]:
    """Pipes, devices, links, folders, locks and odd names."""
    folder.mkdir()
    real = folder / "real.xlsx"
    real.write_bytes(plain())
    os.mkfifo(folder / "pipe.xlsx")
    (folder / "folder.xlsx").mkdir()
    for name, target in (
        ("zeros", "/dev/zero"),
        ("terminal", "/dev/tty"),
        ("file", "real.xlsx"),
        ("nothing", "gone.xlsx"),
        ("itself", "link-to-itself.xlsx"),
        ("passwords", "/etc/passwd"),
        ("memory", "/proc/self/mem"),
    ):
        (folder / f"link-to-{name}.xlsx").symlink_to(target)
    with (folder / "sparse.xlsx").open("wb") as file:
        file.truncate(HUGE)
    (folder / "nothing-in-it.xlsx").touch()
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(folder)  # the path of a socket may be no longer than 108 bytes
        server.bind("socket.xlsx")
        os.chdir(here)
    for path in sorted(folder.iterdir()):
        if path != real:
            expected = Expected.EITHER if path.is_dir() else REFUSED
            yield Job(kind=path.name, path=str(path), expected=expected)
    for name in ("~$form.xlsx", ".~lock.form.xlsx#", "Thumbs.db"):
        (folder / name).write_bytes(plain())
        yield Job(kind=name, path=str(folder / name))
    yield Job(kind="/dev/zero", path="/dev/zero", expected=REFUSED)
    yield Job(kind="/proc/kmsg", path="/proc/kmsg", expected=REFUSED)
    yield Job(kind="gone", path=str(folder / "gone.xlsx"), expected=REFUSED)
    yield Job(kind="name with nul", path=f"{folder}/a\0b.xlsx", expected=REFUSED)
    yield Job(kind="name too long", path=f"{folder}/{'x' * 5_000}.xlsx", expected=REFUSED)
    yield Job(kind="below a file", path=f"{real}/form.xlsx", expected=REFUSED)
    for name in ("a\nb", "a\u202eb", "💩", "-rf", "CON", " "):
        path = folder / f"{name}.xlsx"
        path.write_bytes(plain())
        yield Job(kind=f"name {name!r}", path=str(path), expected=Expected.READ)
    odd = os.fsdecode(b"\xff\xfe.xlsx")
    (folder / odd).write_bytes(plain())
    yield Job(kind="name not UTF-8", path=str(folder / odd), expected=Expected.READ)
