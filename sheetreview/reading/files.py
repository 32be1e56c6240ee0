"""Files on disk: which ones to read, and their bytes."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from sheetreview.errors import EMPTY, NO_SUCH_FILE, NOT_A_FILE, NOT_READABLE, TOO_LARGE, FileError

MAX_FILE_BYTES = 10_000_000
"""A filled form is some 10 KB; ten megabytes leave room for pasted pictures."""

_FLAGS = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
    _FLAGS |= getattr(os, _flag, 0)

_LOCK_PREFIXES = ("~$", ".~lock")
_LITTER = frozenset({"__macosx", "thumbs.db", "desktop.ini"})

_A_LINK = "This is a link to another file. Give the file itself."
_ABSENT = "There is no such file. Check the name and the folder."
_NO_FILE = "This is a pipe or a device, not a file. Give a file."
_A_FOLDER = "This is a folder, not a file. Give the spreadsheets in it."


def read_bytes(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """All bytes of a regular file of at most ``limit`` bytes, read once.

    Raises FileError for anything else: not there, a folder, a link, a pipe or device, empty, too large, not allowed.
    """
    try:
        with os.fdopen(_open(path), "rb") as file:
            data: bytes | None = file.read(limit + 1)
    except OSError as error:
        raise _not_opened(error) from error
    if data is None:
        raise FileError(_NO_FILE, NOT_A_FILE)
    if len(data) > limit:
        raise FileError(
            f"The file is larger than {limit / 1_000_000:g} MB. Take the pictures out, or ask for the form.", TOO_LARGE
        )
    if not data:
        raise FileError(
            "The file is empty (0 bytes): it was not saved or not sent completely. Ask for it again.", EMPTY
        )
    return data


def _open(path: Path) -> int:
    """A descriptor of a regular file, never waiting for a pipe's other end."""
    if path.is_symlink():
        raise FileError(_A_LINK, NOT_A_FILE)
    try:
        descriptor = os.open(path, _FLAGS)
    except ValueError as error:
        raise FileError(_ABSENT, NO_SUCH_FILE) from error
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise FileError(_A_FOLDER if stat.S_ISDIR(mode) else _NO_FILE, NOT_A_FILE)
    return descriptor


def _not_opened(error: OSError) -> FileError:
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return FileError(_ABSENT, NO_SUCH_FILE)
        case errno.EACCES | errno.EPERM:
            return FileError("You are not allowed to read this file. Ask its owner for permission.", NOT_READABLE)
        case errno.EISDIR:
            return FileError(_A_FOLDER, NOT_A_FILE)
        case errno.ELOOP | errno.EMLINK:
            return FileError(_A_LINK, NOT_A_FILE)
        case errno.ENXIO:
            return FileError(_NO_FILE, NOT_A_FILE)
        case _:
            why = error.strerror or "the system does not say why"
            return FileError(f"The file cannot be read: {why}. Try again, or ask for another copy of it.", NOT_READABLE)


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files meant by paths: each file as given, each folder's files at any depth, sorted by name.

    Left out are lock files (``~$…``, ``.~lock…``) and, inside folders, hidden names and what systems leave lying
    about. Links to folders inside a folder are not followed. A path that does not exist, or a folder that may not be
    looked into, is given as it is, so that reading it says what is wrong.
    """
    for path in paths:
        if _is_folder(path):
            yield from _files_below(path)
        elif not path.name.startswith(_LOCK_PREFIXES):
            yield path


def _files_below(folder: Path) -> Iterator[Path]:
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if path != folder and not _is_folder(path):
            yield path
            continue
        try:
            found = sorted((entry for entry in path.iterdir() if not _is_litter(entry.name)), reverse=True)
        except OSError:
            yield path
            continue
        waiting += [entry for entry in found if not (entry.is_symlink() and _is_folder(entry))]


def _is_litter(name: str) -> bool:
    return name.startswith((".", *_LOCK_PREFIXES)) or name.casefold() in _LITTER


def _is_folder(path: Path) -> bool:
    """Whether a path leads to a folder; one that cannot be looked at does not."""
    try:
        return path.is_dir()
    except OSError:
        return False
