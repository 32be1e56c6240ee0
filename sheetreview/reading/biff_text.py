"""The texts of old Excel workbooks: one byte a character in some code page, or Unicode, one byte or two."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from sheetreview.reading.refusal import damaged

_WIDE, _EXTENDED, _RICH = 0x01, 0x04, 0x08
_RUN_BYTES = 4
_CODECS = {
    367: "ascii",
    1200: "utf_16_le",
    10000: "mac_roman",
    10006: "mac_greek",
    10007: "mac_cyrillic",
    10029: "mac_latin2",
    10079: "mac_iceland",
    10081: "mac_turkish",
    32768: "mac_roman",
    32769: "cp1252",
}


def codec_of(codepage: int) -> str:
    """The name of a code page's codec. Raises FileError for an unknown one."""
    name = _CODECS.get(codepage, f"cp{codepage}")
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise damaged("its texts are in an unknown code page") from error


def shared_texts(parts: Sequence[bytes]) -> list[str]:
    """The table of texts that cells refer to, from its record and those that continue it."""
    cursor = _Cursor(parts, 4)
    count = cursor.number(4)
    texts: list[str] = []
    # The count is only declared: there are as many texts as have room.
    while len(texts) < count and not cursor.at_end:
        length, flags = cursor.number(2), cursor.number(1)
        runs = cursor.number(2) if flags & _RICH else 0
        extension = cursor.number(4) if flags & _EXTENDED else 0
        texts.append(cursor.unicode(length, wide=bool(flags & _WIDE)))
        cursor.take(runs * _RUN_BYTES + extension)
    return texts


def text_in(parts: Sequence[bytes], start: int, codec: str | None, length_bytes: int = 2) -> str:
    """A text that begins with its length at a place of a record; ``codec`` is None where texts are Unicode."""
    cursor = _Cursor(parts, start)
    length = cursor.number(length_bytes)
    if codec is not None:
        return cursor.take(length).decode(codec, "replace")
    flags = cursor.number(1)
    cursor.take((2 if flags & _RICH else 0) + (4 if flags & _EXTENDED else 0))
    return cursor.unicode(length, wide=bool(flags & _WIDE))


class _Cursor:
    """A place in a record and those that continue it."""

    def __init__(self, parts: Sequence[bytes], start: int) -> None:
        self._parts = parts
        self._part = 0
        self._place = start

    @property
    def at_end(self) -> bool:
        """Whether nothing follows."""
        return self._place >= len(self._parts[self._part]) and not any(map(len, self._parts[self._part + 1 :]))

    def take(self, count: int) -> bytes:
        """The next bytes, wherever one record ends and another goes on."""
        taken = b""
        while count > 0:
            piece = self._piece(count)
            taken += piece
            count -= len(piece)
        return taken

    def number(self, size: int) -> int:
        """The next bytes as a number."""
        return int.from_bytes(self.take(size), "little")

    def unicode(self, length: int, *, wide: bool) -> str:
        """So many characters; a record that continues them says anew whether they are wide."""
        taken = bytearray()
        while length > 0:
            if self._place >= len(self._parts[self._part]):
                wide = bool(self.number(1) & _WIDE)
            piece = self._piece(length * (2 if wide else 1))
            taken += piece if wide else piece.decode("latin-1").encode("utf-16-le")
            length -= max(1, len(piece) // 2 if wide else len(piece))
        return taken.decode("utf-16-le", "replace")

    def _piece(self, count: int) -> bytes:
        """At most so many bytes, all from one record. Raises FileError where the last one ends."""
        while self._place >= len(self._parts[self._part]):
            if self._part + 1 == len(self._parts):
                raise damaged("a text is cut off")
            self._part += 1
            self._place = 0
        piece = self._parts[self._part][self._place : self._place + count]
        self._place += len(piece)
        return piece
