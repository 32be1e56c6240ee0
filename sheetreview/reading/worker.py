"""The child process that opens what can bring a process down: old workbooks and encrypted ones.

It is started by :mod:`sheetreview.reading.child`; what is said between them is in :mod:`sheetreview.reading.frames`.
Where the system has such limits, it gives up all memory, processor time and files that reading a form does not need.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Sequence
from io import BytesIO
from types import SimpleNamespace
from typing import IO, Any

import msoffcrypto  # type: ignore[import-untyped]
import olefile  # type: ignore[import-untyped]
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError  # type: ignore[import-untyped]
from msoffcrypto.format import xls97  # type: ignore[import-untyped]

from sheetreview.errors import PROTECTED, TOO_LARGE, FileError
from sheetreview.reading.frames import DONE, MAX_FRAME_BYTES, NO_KEY, REFUSED, read_frame, write_frame
from sheetreview.reading.recognise import LOCKED, is_locked, old_office
from sheetreview.reading.refusal import damaged
from sheetreview.reading.xls import has_password, read_xls_stream
from sheetreview.sheet.grid import Book
from sheetreview.sheet.kept import kept_bytes

if sys.platform != "win32":
    import resource

# The library copies an old workbook to the disk to take its password off; this process may write nothing there.
xls97.tempfile = SimpleNamespace(TemporaryFile=BytesIO)

CPU_SECONDS = 10
"""Processor time for one file: a form takes milliseconds, twenty passwords some two seconds."""

MEMORY_BYTES = 600_000_000
"""Address space of the process: as many cells as may be read at all take 200 MB, a form 50 MB."""

DESCRIPTORS = 16
"""Open files: it needs its pipes, and one for a module loaded late."""

_OPENS_WITHOUT_ASKING = "VelvetSweatshop"
"""The password Excel itself tries first: it encrypts with it when only the structure of an .xls is protected."""


def main() -> None:
    """Answer requests on standard input until it ends."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not get between the frames.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    limit()
    serve(requests, answers)


def limit() -> None:
    """Give up everything that reading a file does not need, where the system lets a process do so."""
    if sys.platform == "win32":
        return
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, DESCRIPTORS),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


def limit_time() -> None:
    """Allow CPU_SECONDS more of processor time from now on."""
    if sys.platform == "win32":
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS, most))


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Say that it is ready with an empty frame, then answer each request."""
    write_frame(answers, b"")
    while (request := read_frame(requests)) is not None and (data := read_frame(requests)) is not None:
        limit_time()
        write_frame(answers, answer(json.loads(request), data))


def answer(request: dict[str, Any], data: bytes) -> bytes:
    """The answer to one request, whatever the file does to the libraries."""
    try:
        if request["do"] == "unlock":
            found = unlock(data, request["passwords"])
            return NO_KEY if found is None else DONE + found
        found = kept_bytes(read_xls(data, request["max_rows"]), "")
    except FileError as error:
        return refused(error)
    except MemoryError:
        return refused(FileError(_TOO_LARGE, TOO_LARGE))
    except Exception:  # noqa: BLE001 -- a library may raise anything on a file that is broken on purpose
        return refused(damaged("it cannot be read"))
    return DONE + found if len(found) < MAX_FRAME_BYTES else refused(FileError(_TOO_LARGE, TOO_LARGE))


def refused(error: FileError) -> bytes:
    """The answer that refuses a file."""
    return REFUSED + f"{error.refusal.code}\n{error.reason}".encode("utf-8", "replace")


_TOO_LARGE = "The file holds more than a form or a list of people does. Ask for the form itself."


def read_xls(data: bytes, max_rows: int) -> Book:
    """An old workbook's book. Raises FileError."""
    stream = _workbook_stream(data)
    if has_password(stream):
        raise FileError(LOCKED, PROTECTED)
    return read_xls_stream(stream, max_rows=max_rows)


def _workbook_stream(data: bytes) -> bytes:
    with olefile.OleFileIO(BytesIO(data)) as file:
        for name in ("Workbook", "Book"):
            if file.exists(name):
                return bytes(file.openstream(name).read())
        raise old_office(file.exists)


def unlock(data: bytes, passwords: Sequence[str]) -> bytes | None:
    """A workbook's bytes without its protection, the same bytes when it has none; None when no password fits.

    Raises FileError for a protection that cannot be taken off.
    """
    if not is_locked(data) and not has_password(_workbook_stream(data)):
        return data
    try:
        file = msoffcrypto.OfficeFile(BytesIO(data))
        tried = (_opened(file, password) for password in (_OPENS_WITHOUT_ASKING, *filter(None, passwords)))
        return next(filter(None, tried), None)
    except (DecryptionError, FileFormatError, ValueError) as error:  # ValueError: a cipher the library does not know
        raise FileError(
            "This workbook is protected in a way that cannot be opened here. Open it, save it without a password, "
            "try again.",
            PROTECTED,
        ) from error


def _opened(file: Any, password: str) -> bytes | None:  # noqa: ANN401 -- the library has no types
    out = BytesIO()
    try:
        file.load_key(password=password)
        file.decrypt(out)
    except InvalidKeyError:
        return None
    return out.getvalue()
