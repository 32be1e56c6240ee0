"""Writing files so that none is ever lost, half-written or readable by others."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sheetreview.errors import FileError

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_PREFIX, _SUFFIX = ".sheetreview-", ".tmp"

_REASONS = {
    errno.ENOSPC: "the disk is full; make room and run the command again",
    errno.EDQUOT: "your disk quota is used up; make room and run the command again",
    errno.EACCES: "you may not write there; choose another folder or ask for permission",
    errno.EPERM: "you may not write there; choose another folder or ask for permission",
    errno.EROFS: "the disk is read-only; choose another folder",
    errno.ENOTDIR: "a part of its path is a file, not a folder",
    errno.ENOENT: "the folder has vanished; was it moved while the command ran?",
    errno.ENAMETOOLONG: "its name is too long; choose a shorter folder",
}


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn what the operating system refuses into a FileError that names the file."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or "the operating system refused")
        raise FileError(f"{path} could not be written: {reason}") from error


def make_folder(path: Path) -> None:
    """Create a folder and its parents, private to the user; one that exists is left as it is. Raises FileError."""
    with plain_errors(path):
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        if not path.is_dir():
            raise FileError(f"{path} is a file, not a folder; choose another name")


def write_file(path: Path, data: bytes) -> None:
    """Write one file at once or not at all. Raises FileError; the old file is then still there, unchanged."""
    write_files([(path, data)])


def write_files(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write several files, each at once or not at all: all bytes reach the disk before any name does."""
    waiting: list[tuple[Path, Path]] = []
    try:
        for path, data in files:
            with plain_errors(path):
                waiting.append((_write_aside(path, data), path))
        for aside, path in waiting:
            with plain_errors(path):
                _sync(aside)
        for aside, path in waiting:
            with plain_errors(path):
                aside.replace(path)
        for folder in {path.parent for _, path in waiting}:
            _sync(folder)
    finally:
        for aside, _ in waiting:
            aside.unlink(missing_ok=True)


def sweep(folder: Path) -> int:
    """Remove what a killed run left aside below a folder; the number of files removed."""
    left = [path for path in folder.rglob(f"{_PREFIX}*{_SUFFIX}") if path.is_file()]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _write_aside(path: Path, data: bytes) -> Path:
    aside = path.with_name(f"{_PREFIX}{secrets.token_hex(6)}{_SUFFIX}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    return aside


def _sync(path: Path) -> None:
    """Make sure a file or folder is on the disk; folders cannot be synced on every system."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
