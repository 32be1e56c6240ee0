"""What the records of an old workbook (.xls) say beside values: which fonts strike out, comments, text boxes.

What is damaged in it is passed over: no rating hangs on it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from sheetreview.reading.annotations import MAX_REMARKS
from sheetreview.reading.cells import MAX_COLUMNS, MAX_ROWS, MAX_TEXT
from sheetreview.sheet.remarks import Remark, RemarkKind, without_ours

FONT = 0x0031

_STRIKES = 0x0008
NO_FONT = 4
"""No font has this number: the fifth one is number 5."""

_NOTE, _CONTINUED, _OBJECT, _DRAWING, _TEXT = 0x001C, 0x003C, 0x005D, 0x00EC, 0x01B6
_BESIDE = frozenset({_NOTE, _CONTINUED, _OBJECT, _DRAWING, _TEXT})
_TEXT_BOX = 0x06
_TEXT_LENGTH = 10
"""Where the record of a text says how many characters it has."""
_ANCHOR = struct.pack("<HHI", 0, 0xF010, 18)
"""How the part of a drawing begins that says at which cell an object stands."""
_MORE = 0xFFFF
"""In place of its row, a comment of Excel 95 says that it goes on from the one before."""


@dataclass(slots=True)
class StruckFonts:
    """The fonts of a workbook in their order, and which of them strike out."""

    _struck: list[bool] = field(default_factory=list)

    def add(self, data: bytes) -> None:
        """Take in the record of a font."""
        if len(self._struck) == NO_FONT:
            self._struck.append(False)
        self._struck.append(bool(int.from_bytes(data[2:4], "little") & _STRIKES))

    def strikes(self, font: int) -> bool:
        """Whether a font strikes out."""
        return font < len(self._struck) and self._struck[font]

    def any_of(self, runs: Iterable[tuple[int, int]]) -> bool:
        """Whether a run of a text, each with its beginning and its font, is struck out."""
        return any(self.strikes(font) for _, font in runs)


@dataclass(slots=True)
class _Object:
    """A drawn object: what it is, at which cell it stands, and its text so far."""

    kind: int
    place: tuple[int, int]
    text: str = ""


@dataclass(slots=True, kw_only=True)
class RemarkRecords:
    """The comments and text boxes of one sheet, from its records as they pass; ``old`` for those of Excel 95."""

    old: bool
    encoding: str
    _objects: dict[int, _Object] = field(default_factory=dict)
    _notes: list[tuple[tuple[int, int], int | str]] = field(default_factory=list)
    _anchor: tuple[int, int] = (1, 1)
    _open: _Object | None = None
    _waits: int = 0

    def take(self, kind: int, data: bytes) -> None:
        """Take in a record."""
        if kind not in _BESIDE:
            return
        with suppress(struct.error):
            if kind == _CONTINUED and self._waits:
                self._take_text(data)
            elif kind == _DRAWING:
                self._take_drawing(data)
            elif kind == _OBJECT:
                self._take_object(data)
            elif kind == _TEXT:
                self._waits = min(MAX_TEXT, *struct.unpack_from("<H", data, _TEXT_LENGTH))
            elif kind == _NOTE:
                self._take_note(data)

    def remarks(self) -> tuple[Remark, ...]:
        """What was found, but for what is ours in it."""
        found = [*self._comments(), *self._boxes()]
        kept = [one for one in found if one.text and one.place[0] <= MAX_ROWS and one.place[1] <= MAX_COLUMNS]
        return tuple(kept[:MAX_REMARKS])

    def _take_drawing(self, data: bytes) -> None:
        at = data.find(_ANCHOR)
        if at >= 0:
            column, _, row = struct.unpack_from("<HHH", data, at + len(_ANCHOR) + 2)
            self._anchor = (row + 1, column + 1)

    def _take_object(self, data: bytes) -> None:
        kind, number = struct.unpack_from("<HH", data, 4)
        self._open = _Object(kind, self._anchor)
        if len(self._objects) < MAX_REMARKS:
            self._objects[number] = self._open

    def _take_text(self, data: bytes) -> None:
        """Take in a piece of an object's text, each of which says how it is written."""
        wide = data[:1] == b"\x01"
        text = data[1:].decode("utf-16-le" if wide else "latin-1", "replace")[: self._waits]
        self._waits -= len(text) or self._waits
        if self._open is not None:
            self._open.text += text

    def _take_note(self, data: bytes) -> None:
        row, column, third = struct.unpack_from("<HHH", data)
        if not self.old:
            note: int | str = struct.unpack_from("<H", data, 6)[0]
        else:
            note = data[6 : 6 + third].decode(self.encoding, "replace")
            if row == _MORE and self._notes:
                place, before = self._notes.pop()
                self._notes.append((place, f"{before}{note}"[:MAX_TEXT]))
                return
        if len(self._notes) < MAX_REMARKS:
            self._notes.append(((row + 1, column + 1), note))

    def _comments(self) -> Iterator[Remark]:
        for place, note in self._notes:
            drawn = self._objects.get(note) if isinstance(note, int) else None
            text = note if isinstance(note, str) else drawn.text if drawn else ""
            yield Remark(kind=RemarkKind.COMMENT, place=place, text=without_ours(text))

    def _boxes(self) -> Iterator[Remark]:
        for one in self._objects.values():
            if one.kind == _TEXT_BOX:
                yield Remark(kind=RemarkKind.TEXT_BOX, place=one.place, text=without_ours(one.text))
