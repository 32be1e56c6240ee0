"""What an OpenDocument spreadsheet says of cells and beside them: what is struck out, comments, text boxes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sheetreview.reading.annotations import MAX_REMARKS
from sheetreview.reading.cells import MAX_COLUMNS, MAX_ROWS, MAX_TEXT
from sheetreview.reading.xml_events import Attributes, attribute, parse
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.remarks import Remark, RemarkKind, without_ours

_ANY = re.compile(rb'line-through-(?:style|type)="(?!none)|annotation|text-box|custom-shape')
_KINDS = {
    "annotation": RemarkKind.COMMENT,
    "text-box": RemarkKind.TEXT_BOX,
    "custom-shape": RemarkKind.TEXT_BOX,
}
_CELLS = {"table-cell", "covered-table-cell"}
_DIGITS = 7


def ods_annotated(grids: Sequence[Grid], data: bytes) -> list[Grid]:
    """Sheets that were read from a content part, with what is struck out and what stands beside their cells."""
    if not _ANY.search(data):
        return list(grids)
    reader = _Reader()
    parse(data, reader.start, reader.end, reader.text)
    return [
        replace(grid, struck=frozenset(found.struck & grid.cells.keys()), remarks=tuple(found.remarks))
        for grid, found in zip(grids, reader.sheets, strict=True)
    ]


@dataclass(slots=True)
class _Found:
    """What was found of one sheet."""

    struck: set[tuple[int, int]] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)


class _Reader:
    """The state between two events: the sheet and cell reached, and the remark being read."""

    def __init__(self) -> None:
        self.sheets: list[_Found] = []
        self._style = ""
        self._struck_styles: set[str] = set()
        self._tables = 0
        self._row = self._column = 1
        self._rows = self._columns = 1
        self._remark = ""
        self._paragraph = False
        self._texts: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "style":
            self._style = attribute(attributes, "name")
        elif name == "text-properties" and _strikes(attributes):
            self._struck_styles.add(self._style)
        elif name == "table":
            self._start_table()
        elif self._tables == 1 and name in {"table-row", *_CELLS}:
            self._start_row_or_cell(name, attributes)
        elif self._tables:
            self._start_inside(name, attributes)

    def _start_table(self) -> None:
        self._tables += 1
        if self._tables == 1:
            self.sheets.append(_Found())
            self._row = self._column = 1

    def _start_row_or_cell(self, name: str, attributes: Attributes) -> None:
        if name == "table-row":
            self._rows = _count(attributes, "number-rows-repeated")
        else:
            self._columns = _count(attributes, "number-columns-repeated")
            self._note_struck(attributes)

    def _start_inside(self, name: str, attributes: Attributes) -> None:
        if name in _KINDS and not self._remark:
            self._remark = name
        elif name == "p" and self._remark:
            self._paragraph = True
            self._texts.append("\n")
        elif name == "line-break" and self._remark:
            self._texts.append("\n")
        elif name == "span":
            self._note_struck(attributes)

    def _note_struck(self, attributes: Attributes) -> None:
        inside = self._row <= MAX_ROWS and self._column <= MAX_COLUMNS and not self._remark
        if inside and attribute(attributes, "style-name") in self._struck_styles:
            self.sheets[-1].struck.add((self._row, self._column))

    def end(self, name: str) -> None:
        if name == self._remark:
            self._end_remark()
        elif name == "p":
            self._paragraph = False
        elif name == "table":
            self._tables -= 1
        elif self._tables == 1 and name in _CELLS:
            self._column += self._columns
        elif self._tables == 1 and name == "table-row":
            self._row, self._column = self._row + self._rows, 1

    def _end_remark(self) -> None:
        text = without_ours("".join(self._texts))
        found = self.sheets[-1].remarks
        if text and len(found) < MAX_REMARKS:
            found.append(Remark(kind=_KINDS[self._remark], place=(self._row, self._column), text=text))
        self._remark = ""
        self._texts.clear()

    def text(self, characters: str) -> None:
        if self._remark and self._paragraph and self._length < MAX_TEXT:
            self._length += len(characters)
            self._texts.append(characters)


def _strikes(attributes: Attributes) -> bool:
    return any(attribute(attributes, f"text-line-through-{part}", "none") != "none" for part in ("style", "type"))


def _count(attributes: Attributes, name: str) -> int:
    text = attribute(attributes, name, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 1
