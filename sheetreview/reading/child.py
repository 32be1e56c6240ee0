"""The parent's side of the child process that opens old workbooks and encrypted ones.

What can bring a process down brings down that one: the file that did so is refused, and the next one is read by a new
process. A file may take WALL_SECONDS and, where the system can limit it (not on Windows), what
:mod:`sheetreview.reading.worker` allows itself. The child sees nothing of this process's environment, what it prints
goes nowhere, and what it answers is checked like a stranger's file.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import IO, Self, cast

from sheetreview.errors import DAMAGED, NO_READER, PROTECTED, REFUSALS, TOO_LARGE, FileError
from sheetreview.reading.annotations import MAX_REMARKS
from sheetreview.reading.cells import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, MAX_TEXT, SheetCells, Tally, within_limits
from sheetreview.reading.files import MAX_FILE_BYTES
from sheetreview.reading.frames import DONE, NO_KEY, REFUSED, read_frame, write_frame
from sheetreview.reading.recognise import LOCKED
from sheetreview.sheet.grid import Book, CellError, Grid, ShownNumber
from sheetreview.sheet.kept import kept_book
from sheetreview.sheet.remarks import Remark

WALL_SECONDS = 12.0
"""Time for one file: the ten seconds of processor time that the child allows itself, and a little waiting."""

START_SECONDS = 60.0
"""Time for a child to start: on a busy machine its modules take their time, and no file is to blame for that."""

LARGE_BYTES = 1_000_000
"""A child that had a file or an answer of this size is not used again, so that the next file has all of its memory."""

_START = "import sys; sys.path += sys.argv[1:]; from sheetreview.reading.worker import main; main()"
_ENVIRONMENT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_REASON_LENGTH = 500
_OUT_OF_TIME = None if sys.platform == "win32" else -signal.SIGXCPU
_NONE_FITS = (
    "This workbook is protected with a password, and none in the password file opens it. Add the right one, or ask for "
    "the workbook without one."
)


class Child:
    """One worker process at a time, started when a file needs it and kept for the next; close it when done.

    ``command`` starts another worker than the usual one.
    """

    def __init__(self, command: Sequence[str] = (), *, wall_seconds: float = WALL_SECONDS) -> None:
        self._command = tuple(command)
        self._wall_seconds = wall_seconds
        self._lock = threading.Lock()
        self._process: _Process | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read_xls(self, data: bytes, *, max_rows: int = MAX_ROWS) -> Book:
        """An old workbook, as :func:`sheetreview.reading.xlsx.read_xlsx` gives a new one. Raises FileError."""
        found = self._done({"do": "xls", "max_rows": max_rows}, data)
        try:
            return _as_given(kept_book(found), max_rows)
        except ValueError as error:
            raise _broke() from error

    def unlock(self, data: bytes, passwords: Sequence[str] = ()) -> bytes:
        """A workbook's bytes without its protection; the same bytes when it has none.

        Raises FileError when none of the passwords opens it.
        """
        found = self._done({"do": "unlock", "passwords": list(passwords)}, data)
        if len(found) > MAX_FILE_BYTES:
            raise _broke()
        return found

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _done(self, request: Mapping[str, object], data: bytes) -> bytes:
        """What the child made of a file. Raises FileError with its reason when it refuses the file."""
        with self._lock:
            found = self._ask(json.dumps(request).encode(), data)
        if found == NO_KEY:
            raise FileError(_NONE_FITS if request.get("passwords") else LOCKED, PROTECTED)
        if found[:1] == REFUSED:
            code, _, reason = found[1:].decode("utf-8", "replace").partition("\n")
            if code not in REFUSALS:
                raise _broke()
            printable = "".join(character for character in reason[:_REASON_LENGTH] if character.isprintable())
            raise FileError(printable, REFUSALS[code])
        if found[:1] != DONE:
            raise _broke()
        return found[1:]

    def _ask(self, request: bytes, data: bytes) -> bytes:
        usable = False
        try:
            process = self._started()
            found = process.exchange((request, data), self._wall_seconds)
            if found is None:
                raise _too_long() if process.ran_out_of_time() else _broke()
            usable = max(len(data), len(found)) < LARGE_BYTES
            return found
        finally:
            if not usable:
                self._end()

    def _started(self) -> _Process:
        if self._process is None or not self._process.usable:
            self._end()
            self._process = _Process(self._command or worker_command())
            if self._process.exchange((), START_SECONDS) != b"":
                raise _not_started()
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.end()
        self._process = None


class _Process:
    """A worker process and its pipes."""

    def __init__(self, command: Sequence[str]) -> None:
        self._late = False
        self._owner = os.getpid()
        try:
            self._process = subprocess.Popen(  # noqa: S603 -- this Python itself, with what this process finds
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                cwd=os.sep,
                start_new_session=True,
            )
        except OSError as error:
            raise _not_started() from error
        self._requests = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)

    @property
    def usable(self) -> bool:
        """Whether it runs and is this process's own, not that of the one this was forked from."""
        return self._owner == os.getpid() and not self._late and self._process.poll() is None

    def exchange(self, frames: Iterable[bytes], seconds: float) -> bytes | None:
        """Send frames and give the one that comes back; None when it takes too long or there is none.

        A process that is waited for is killed when the time is over, which is what ends the waiting on every system.
        """
        alarm = threading.Timer(seconds, self._stop)
        alarm.daemon = True
        alarm.start()
        try:
            for frame in frames:
                write_frame(self._requests, frame)
            return read_frame(self._answers)
        except (OSError, ValueError):
            return None
        finally:
            alarm.cancel()
            alarm.join()

    def ran_out_of_time(self) -> bool:
        """End a process that gave no answer, and say whether it took too long: by the clock, or by its own limit."""
        self._process.kill()
        return self._late or self._process.wait() == _OUT_OF_TIME

    def _stop(self) -> None:
        self._late = True
        self._process.kill()

    def end(self) -> None:
        """Kill it and forget it."""
        if self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        else:
            self._process.returncode = 0
        for pipe in (self._requests, self._answers):
            with contextlib.suppress(OSError):
                pipe.close()


def worker_command() -> tuple[str, ...]:
    """How a worker is started: this Python without its user's settings, which finds modules where this process does."""
    return (sys.executable or "", "-I", "-c", _START, *filter(os.path.isabs, sys.path))


def _as_given(book: Book, max_rows: int) -> Book:
    """A book as the child gave it, when it is one that a reader could have given. Raises FileError."""
    if book.format != "xls" or not 0 < len(book.sheets) <= MAX_SHEETS:
        raise _broke()
    tally = Tally(max_rows)
    return replace(book, sheets=within_limits([_checked(grid, tally) for grid in book.sheets]))


def _checked(grid: Grid, tally: Tally) -> Grid:
    cells = SheetCells(grid.name[:MAX_TEXT], tally)
    for place, value in grid.cells.items():
        text = value.text if isinstance(value, CellError | ShownNumber) else value
        if isinstance(text, str) and len(text) > MAX_TEXT:
            raise _broke()
        found = value.number if isinstance(value, ShownNumber) else value
        if isinstance(found, int | float) and not abs(found) <= sys.float_info.max:
            raise _broke()
        cells.put(place, value, formula=place in grid.formulas)
    for place in grid.formulas - grid.cells.keys():
        cells.put(place, None, formula=True)
    for block in grid.merges:
        cells.merge((block.top, block.left), (block.bottom, block.right))
    cells.beyond = cells.beyond or grid.beyond[:MAX_TEXT]
    if len(grid.remarks) > MAX_REMARKS or not all(map(_could_be_read, grid.remarks)):
        raise _broke()
    checked = cells.grid(visible=grid.visible)
    return replace(checked, struck=grid.struck & checked.cells.keys(), remarks=grid.remarks)


def _could_be_read(remark: Remark) -> bool:
    row, column = remark.place
    return row <= MAX_ROWS and column <= MAX_COLUMNS and len(remark.text) <= MAX_TEXT


def _broke() -> FileError:
    return FileError(
        "The file brought down the program that reads such files: it is damaged, or no form. Open it in a spreadsheet "
        "program, save it as .xlsx without a password, and try again.",
        DAMAGED,
    )


def _too_long() -> FileError:
    return FileError(
        "Reading the file takes too long: it is damaged, or no form. Open it in a spreadsheet program, save it as "
        ".xlsx without a password, and try again.",
        TOO_LARGE,
    )


def _not_started() -> FileError:
    return FileError(
        "The program that reads old (.xls) and protected workbooks cannot be started here. Install sheetreview again, "
        "or save the file as .xlsx without a password.",
        NO_READER,
    )


CHILD = Child()
"""The one that reading files in this process uses."""

atexit.register(CHILD.close)
