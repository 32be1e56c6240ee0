"""Writing files so that none is ever lost, half-written or readable by others."""

from __future__ import annotations

import errno
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sheetreview.errors import IN_THE_WAY, NOT_WRITTEN, FileError

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_HOUR = 3600
_PREFIX, _SUFFIX = ".sheetreview-", ".tmp"

_REASONS = {
    errno.ENOSPC: "the disk is full. Make room and run the command again.",
    errno.EFBIG: "a file of that size is not allowed there. Have the limit raised or choose another disk.",
    errno.EDQUOT: "your disk quota is used up. Make room and run the command again.",
    errno.EACCES: "you may not write there, or another program has it open. Close it there or ask for permission.",
    errno.EPERM: "you may not write there. Choose another folder or ask for permission.",
    errno.EROFS: "the disk is read-only. Choose another folder.",
    errno.ENOTDIR: "a part of its path is a file, not a folder. Choose another name.",
    errno.ENOENT: "the folder has vanished. Was it moved while the command ran?",
    errno.ENAMETOOLONG: "its name is too long. Choose a shorter one.",
    errno.EISDIR: "a folder of that name is in the way. Rename or remove it.",
}


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn what the operating system refuses into a FileError that names the file."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, f"{error.strerror or 'the operating system refused'}.")
        raise FileError(f"Cannot write {path}: {reason}", NOT_WRITTEN) from error


def make_folder(path: Path, inside: Path | None = None) -> None:
    """Create a folder and its parents, private to the user; one that exists is left as it is. Raises FileError.

    ``inside`` is a folder above that must be there already: when it has vanished, that is an error.
    """
    with plain_errors(path):
        for folder in (*reversed(path.parents), path):
            if os.path.lexists(folder) or (inside is not None and inside not in folder.parents):
                continue
            folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
            folder.chmod(FOLDER_MODE)
        if not path.is_dir():
            raise FileError(
                f"Cannot make the folder {path}: it is a file, not a folder. Choose another name.", IN_THE_WAY
            )


def write_file(path: Path, data: bytes) -> None:
    """Write one file at once or not at all. Raises FileError; the old file is then still there, unchanged."""
    write_files([(path, data)])


def write_files(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write several files, each at once or not at all: all bytes reach the disk before any name does.

    Raises FileError; files are then as they were, but for those that had got their name already.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for path, data in files:
            with plain_errors(path):
                waiting.append((_write_aside(path, data), path))
        for aside, path in waiting:
            with plain_errors(path):
                _sync(aside, os.O_RDWR)
        for aside, path in waiting:
            with plain_errors(path):
                aside.replace(path)
        for folder in {path.parent for _, path in waiting}:
            _sync_folder(folder)
    finally:
        for aside, _ in waiting:
            discard(aside)


def write_new(path: Path, data: bytes) -> bool:
    """Write a file under a name that is free; False, and nothing is changed, when something has that name already.

    The name goes to one of several processes that want it, and never to half a file. Raises FileError.
    """
    with plain_errors(path):
        aside = _write_aside(path, data)
        try:
            _sync(aside, os.O_RDWR)
            _take_name(aside, path)
        except FileExistsError:
            return False
        finally:
            discard(aside)
    _sync_folder(path.parent)
    return True


def aside_of(path: Path) -> Path:
    """A new name beside a file, for what is to take its place; :func:`sweep` finds it when a run is killed."""
    return path.with_name(f"{_PREFIX}{secrets.token_hex(6)}{_SUFFIX}")


def is_aside(path: Path) -> bool:
    """Whether a file is one that was written aside and has not taken its place."""
    return path.name.startswith(_PREFIX) and path.name.endswith(_SUFFIX)


def sweep(folders: Iterable[Path], *, running: bool = False) -> int:
    """Remove what a killed run left aside in some folders, but not below them; the number of files removed.

    Where other runs may be ``running``, only what is older than an hour.
    """
    left = [path for folder in folders if folder.is_dir() for path in folder.glob(f"{_PREFIX}*{_SUFFIX}")]
    left = [path for path in left if not running or _is_old(path)]
    for path in left:
        discard(path)
    return len(left)


def discard(aside: Path) -> None:
    """Remove a file that was written aside, if it is still there and can be."""
    with suppress(OSError):
        aside.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove a file that is no longer right, if it is there. Raises FileError when it cannot be."""
    with plain_errors(path):
        path.unlink(missing_ok=True)


def create_private(path: Path) -> int:
    """Descriptor of a new file for writing that only the user can read, whatever the umask."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), FILE_MODE)
    if hasattr(os, "fchmod"):
        os.fchmod(handle, FILE_MODE)
    return handle


def _write_aside(path: Path, data: bytes) -> Path:
    aside = aside_of(path)
    try:
        with os.fdopen(create_private(aside), "wb") as file:
            file.write(data)
    except OSError:
        discard(aside)
        raise
    return aside


def _take_name(aside: Path, path: Path) -> None:
    """Give a file that was written aside a new name. Raises FileExistsError when something has it."""
    try:
        os.link(aside, path)
    except FileExistsError:
        raise
    except OSError:  # Some disks know no links.
        os.close(create_private(path))
        try:
            aside.replace(path)
        except OSError:
            discard(path)
            raise


def _is_old(path: Path) -> bool:
    with suppress(OSError):
        return time.time() - path.stat().st_mtime > _HOUR
    return False


def _sync_folder(folder: Path) -> None:
    """Make sure that names are on the disk, on systems and disks that can do this."""
    with suppress(OSError):
        _sync(folder, os.O_RDONLY)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
