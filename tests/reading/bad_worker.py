"""A worker that misbehaves on the files that ask for it, and is the usual one for all others.

Run as a program, with the folders in which modules are found.
"""

from __future__ import annotations

import os
import sys

sys.path += sys.argv[1:]

import resource
import threading
from collections.abc import Callable
from io import StringIO
from typing import IO

from sheetreview.errors import EMPTY, FileError
from sheetreview.reading import frames, worker
from sheetreview.sheet.grid import Book, CellError, Grid, Value
from sheetreview.sheet.kept import kept_bytes
from sheetreview.sheet.remarks import Remark, RemarkKind

# What is left of its ten seconds would only make the tests slow.
worker.CPU_SECONDS = 0

usual_read, usual_answer = worker.read_xls, worker.answer


class NoError(BaseException):
    """What a library in another language raises when it breaks down: none of Python's errors."""


def spin() -> None:
    while True:
        pass


def eat() -> None:
    eaten = [bytes(50_000_000)]
    while True:
        eaten.append(bytes(50_000_000))


def break_down() -> None:
    raise NoError


def wait() -> None:
    threading.Event().wait()


def write_file() -> None:
    with open(os.path.join(os.sep, "tmp", "sheetreview-must-not-be-written"), "wb") as file:  # noqa: PTH118, PTH123
        file.write(b"x")


def chat() -> None:
    sys.stdout.write("secret rating" * 9_000)
    sys.stderr.write("secret rating")
    sys.stderr.flush()
    raise FileError("said aloud", EMPTY)


def tell_limits() -> None:
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NOFILE)
    raise FileError(" ".join(str(resource.getrlimit(kind)[1]) for kind in kinds), EMPTY)


def tell_environment() -> None:
    out = StringIO()
    out.write(" ".join(f"{name}={value}" for name, value in os.environ.items()))
    raise FileError(f"environment: {out.getvalue()}"[:400], EMPTY)


def tell_process() -> None:
    raise FileError(str(os.getpid()), EMPTY)


DEEDS: dict[str, Callable[[], None]] = {
    "abort": os.abort,
    "leave": lambda: os._exit(0),
    "spin": spin,
    "eat": eat,
    "break-down": break_down,
    "wait": wait,
    "write-file": write_file,
    "chat": chat,
    "limits": tell_limits,
    "environment": tell_environment,
    "process": tell_process,
}


def book(value: Value, place: tuple[int, int] = (1, 1), name: str = "xls") -> bytes:
    return kept_bytes(Book(format=name, sheets=(Grid(name="S", cells={place: value}),)), "")


def remarked(*remarks: Remark) -> bytes:
    return kept_bytes(Book(format="xls", sheets=(Grid(name="S", cells={(1, 1): 4}, remarks=remarks),)), "")


def comment(text: str, place: tuple[int, int] = (1, 1)) -> Remark:
    return Remark(kind=RemarkKind.COMMENT, place=place, text=text)


ANSWERS: dict[str, bytes] = {
    "nothing": b"",
    "unknown-letter": b"#what",
    "no-book": b"={}",
    "no-json": b"=\xff\xfe",
    "not-finite": b"=" + book(float("inf")),
    "number-of-digits": b"=" + book(10**400),
    "other-format": b"=" + book(4, name="xlsx"),
    "no-sheet": b"=" + kept_bytes(Book(format="xls", sheets=()), ""),
    "far-away": b"=" + book(4, (9_000, 1)),
    "long-text": b"=" + book("x" * 200_000),
    "long-error": b"=" + book(CellError("x" * 200_000)),
    "long-remark": b"=" + remarked(comment("x" * 200_000)),
    "far-remark": b"=" + remarked(comment("x", (9_000, 1))),
    "many-remarks": b"=" + remarked(*[comment("x")] * 1_001),
    "no-code": b"!said without a code",
    "unknown-code": b"!odd-code\nsaid with a code that is none",
    "long-reason": b"!damaged\n" + b"a\x1b[31m\n" * 9_000,
}


def read_xls(data: bytes, max_rows: int) -> Book:
    DEEDS.get(data.decode("latin-1"), lambda: None)()
    return usual_read(data, max_rows)


def answer(request: dict[str, object], data: bytes) -> bytes:
    if data in {b"long-frame", b"cut-frame"}:
        return data
    found = ANSWERS.get(data.decode("latin-1"))
    return usual_answer(request, data) if found is None else found


def write_frame(stream: IO[bytes], data: bytes) -> None:
    if data == b"long-frame":
        stream.write(b"\xff\xff\xff\xff" + b"x" * 900)
        stream.flush()
    elif data == b"cut-frame":
        stream.write(b"\0\0\0\x09abc")
        stream.flush()
        os._exit(0)
    else:
        frames.write_frame(stream, data)


worker.read_xls, worker.answer = read_xls, answer
vars(worker)["write_frame"] = write_frame
worker.main()
