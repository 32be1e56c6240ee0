"""What the child process and its parent say to each other.

A request is two frames: a JSON object ``{"do": "xls", "max_rows": …}`` or ``{"do": "unlock", "passwords": […]}``, then
the file's bytes. The answer is one frame: DONE and a kept book or the file's bytes, REFUSED, the
refusal's code, a line break and the reason, or NO_KEY.
Before the first request the child says with an empty frame that it is ready.
"""

from __future__ import annotations

import struct
from typing import IO

DONE, REFUSED, NO_KEY = b"=", b"!", b"?"

MAX_FRAME_BYTES = 20_000_000
"""Bytes of a frame: a full roster has ten million, and the parent needs several times as much to take it in."""

_LENGTH = struct.Struct(">I")


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame; None where the stream ends. Raises ValueError for one longer than MAX_FRAME_BYTES."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MAX_FRAME_BYTES:
        raise ValueError("the frame is too long")
    data = stream.read(length)
    return data if len(data) == length else None


def write_frame(stream: IO[bytes], data: bytes) -> None:
    """Send a frame."""
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()
