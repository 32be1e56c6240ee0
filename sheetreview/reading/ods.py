"""OpenDocument spreadsheets (.ods), as LibreOffice, Gnumeric and others write them."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sheetreview.errors import EMPTY, PROTECTED, TOO_LARGE, FileError
from sheetreview.reading.cells import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_TEXT,
    SheetCells,
    Tally,
    TextBuffer,
    boolean,
    error,
    number,
    within_limits,
)
from sheetreview.reading.gate import Package, open_package
from sheetreview.reading.ods_annotations import ods_annotated
from sheetreview.reading.xml_events import Attributes, attribute, local, parse
from sheetreview.sheet.grid import (
    EPOCH,
    Book,
    CellError,
    Grid,
    NumberFormat,
    Uncalculated,
    Value,
    display,
    shown_number,
)

_NUMBERS = {
    "float": NumberFormat.NUMBER, "percentage": NumberFormat.PERCENT, "currency": NumberFormat.MONEY,
    "date": NumberFormat.DATE, "time": NumberFormat.TIME,
}  # fmt: skip
_SEEN = (
    (re.compile(r"%$"), NumberFormat.PERCENT),
    (re.compile(r"^\d{1,4}([-/.])\d{1,2}\1\d{1,4}\b"), NumberFormat.DATE),
    (re.compile(r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"), NumberFormat.DATE),
    (re.compile(r"\d:\d\d"), NumberFormat.TIME),
)
_DURATION = re.compile(r"(-?)PT(?:(\d{1,9})H)?(?:(\d{1,8})M)?(?:(\d{1,9}(?:[.,]\d*)?)S)?")
_SECONDS = 86_400
_SKIPPED_ANYWHERE = frozenset({"shapes", "tracked-changes", "dde-links", "annotation"})
_SKIPPED_IN_TEXT = _SKIPPED_ANYWHERE | {"note", "ruby-text", "frame", "custom-shape", "g"}
_GNUMERIC_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_REPEAT_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Equal cells side by side in a row."""

    column: int
    count: int
    value: Value | None
    formula: bool


def read_ods(data: bytes, *, max_rows: int = MAX_ROWS) -> Book:
    """A spreadsheet's sheets with their values as last saved.

    A date or time is its number of days, with what the cell shows. What lies hidden under merged cells is not read.
    Raises FileError for what cannot be read or goes beyond the limits.
    """
    return read_ods_package(open_package(data), max_rows=max_rows)


def read_ods_package(package: Package, *, max_rows: int = MAX_ROWS) -> Book:
    """The same, from a package that passed the gate."""
    manifest = "META-INF/manifest.xml"
    if manifest in package and _is_encrypted(package.read(manifest)):
        raise FileError(
            "This spreadsheet is protected with a password. Open it, save it without one, try again.", PROTECTED
        )
    reader = _ContentReader(Tally(max_rows))
    content = package.read("content.xml")
    parse(content, reader.start, reader.end, reader.text)
    if not reader.grids:
        raise FileError("The file has no sheet with cells. Ask for the form itself.", EMPTY)
    return Book(format="ods", sheets=within_limits(ods_annotated(reader.grids, content)))


def _is_encrypted(manifest: bytes) -> bool:
    names: set[str] = set()
    parse(manifest, lambda name, _attributes: names.add(name))
    return "encryption-data" in names


class _ContentReader:
    """The state between two events of content.xml: the sheet, row and cell being read."""

    def __init__(self, tally: Tally) -> None:
        self.grids: list[Grid] = []
        self._tally = tally
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._sheet: SheetCells | None = None
        self._visible = True
        self._row = self._column = 1
        self._row_repeat = 1
        self._runs: list[_Run] = []
        self._cell: Attributes | None = None
        self._covered = False
        self._inside = 0
        self._skipping = 0
        self._paragraphs = self._spaces = 0
        self._buffer = TextBuffer()

    def start(self, name: str, attributes: Attributes) -> None:
        if self._skipping:
            self._skipping += 1
        elif self._cell is not None:
            self._start_in_cell(name, attributes)
        elif name in _SKIPPED_ANYWHERE or (name == "table" and self._sheet is not None):
            self._skipping = 1
        elif name in {"table-cell", "covered-table-cell"}:
            self._cell, self._covered, self._inside, self._paragraphs = attributes, name != "table-cell", 0, 0
        elif name == "table-row":
            self._row_repeat, self._column, self._runs = _repeat(attributes, "number-rows-repeated"), 1, []
        elif name == "table":
            self._start_table(attributes)
        elif name == "style":
            self._style = attribute(attributes, "name")
        elif name == "table-properties" and attribute(attributes, "display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, attributes: Attributes) -> None:
        if len(self.grids) == MAX_SHEETS:
            raise FileError(f"The file has more than {MAX_SHEETS} sheets. Ask for the form itself.", TOO_LARGE)
        self._sheet = SheetCells(attribute(attributes, "name"), self._tally)
        self._visible = attribute(attributes, "style-name") not in self._hidden_styles
        self._row = 1

    def _start_in_cell(self, name: str, attributes: Attributes) -> None:
        if name in _SKIPPED_IN_TEXT or (not self._inside and name != "p"):
            self._skipping = 1
            return
        self._inside += 1
        if name == "p":
            if self._paragraphs:
                self._buffer.add("\n")
            self._paragraphs += 1
        elif name == "s":
            self._add_spaces(_repeat(attributes, "c"))
        elif name == "tab":
            self._buffer.add("\t")
        elif name == "line-break":
            self._buffer.add("\n")

    def _add_spaces(self, count: int) -> None:
        """Runs of spaces are written as a count, so all of them together are bounded, not only those of a cell."""
        self._spaces += count
        if self._spaces > MAX_TEXT:
            raise FileError(f"The file has more than {MAX_TEXT} spaces in a row. Ask for the form itself.", TOO_LARGE)
        self._buffer.add(" " * count)

    def text(self, characters: str) -> None:
        if self._inside and not self._skipping:
            self._buffer.add(characters)

    def end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
        elif self._inside:
            self._inside -= 1
        elif self._cell is not None:
            self._end_cell(self._cell)
        elif self._sheet is None:
            return
        elif name == "table-row":
            self._end_row(self._sheet)
        elif name == "table":
            self.grids.append(self._sheet.grid(visible=self._visible))
            self._sheet = None

    def _end_cell(self, attributes: Attributes) -> None:
        count = _repeat(attributes, "number-columns-repeated")
        text = self._buffer.take()
        if not self._covered:
            formula = bool(attribute(attributes, "formula"))
            found = _value(attributes, text, formula=formula, shown=self._paragraphs > 0)
            value = None if found == "" else found
            if value is not None or formula:
                self._runs.append(_Run(column=self._column, count=count, value=value, formula=formula))
        self._merge(attributes)
        self._column += count
        self._cell = None

    def _merge(self, attributes: Attributes) -> None:
        last_row = self._row + _repeat(attributes, "number-rows-spanned") - 1
        last_column = self._column + _repeat(attributes, "number-columns-spanned") - 1
        if self._sheet is not None:
            self._sheet.merge((self._row, self._column), (last_row, last_column))

    def _end_row(self, sheet: SheetCells) -> None:
        """Put the row's cells as often as they are repeated, stopping at the first one outside the limits."""
        for run in self._runs:
            for row in range(self._row, self._row + self._row_repeat):
                for column in range(run.column, run.column + run.count):
                    sheet.put((row, column), run.value, formula=run.formula)
                    if column > MAX_COLUMNS:
                        break
                if row > self._tally.max_rows:
                    break
        self._row += self._row_repeat


def _value(attributes: Attributes, text: str, *, formula: bool, shown: bool) -> Value:
    """A cell's value; ``text`` is what the cell shows, ``shown`` whether it has any text at all."""
    kinds = [value for key, value in attributes.items() if local(key) == "value-type"]
    kind = "error" if "error" in kinds else next(iter(kinds), "")
    match kind:
        case "error":
            return error(text)
        case "":
            return Uncalculated() if formula and not shown else text
        case "boolean":
            return boolean(attribute(attributes, "boolean-value"))
        case "float" | "percentage" | "currency" | "date" | "time":
            return _number(kind, attributes, text, shown=shown)
        case _:
            found = attribute(attributes, "string-value", text)
            return error(found) if formula and found in _GNUMERIC_ERRORS else found


def _number(kind: str, attributes: Attributes, text: str, *, shown: bool) -> Value:
    """A number, day or time as the cell shows it; what the file stores as one and is none stays what it says.

    A file that does not say what is ``shown`` is that of a program that leaves it to others.
    """
    stored = attribute(attributes, f"{kind}-value" if kind in {"date", "time"} else "value")
    found = _stored_number(kind, stored)
    if found is None:
        return text or stored if kind in {"date", "time"} else error(stored)
    # LibreOffice stores TRUE as the number 1 shown as a word; a rating must not come of that.
    if found in {0, 1} and text.isalpha():
        return bool(found)
    seen = text.strip() if shown else attribute(attributes, f"{kind}-value", display(found))
    return shown_number(found, _format_seen(seen) if kind == "float" else _NUMBERS[kind], seen)


def _format_seen(seen: str) -> NumberFormat:
    """What a cell shows that its file calls a plain number: Gnumeric does so with shares, SheetJS with days, too."""
    return next((found for pattern, found in _SEEN if pattern.search(seen)), NumberFormat.NUMBER)


def _stored_number(kind: str, stored: str) -> float | None:
    """A number as the file stores it, a day or time as the days since 1899-12-30; None for what is none."""
    if kind == "date":
        with suppress(ValueError):
            moment = datetime.fromisoformat(stored).replace(tzinfo=None)
            passed = moment - datetime.combine(EPOCH, time())
            return passed.days if not passed.seconds else passed / timedelta(days=1)
        return None
    if kind == "time":
        match = _DURATION.fullmatch(stored)
        if match is None:
            return None
        hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in match.groups()[1:])
        passed_seconds = hours * 3_600 + minutes * 60 + seconds
        return (-passed_seconds if match[1] else passed_seconds) / _SECONDS
    found = number(stored)
    return None if isinstance(found, CellError) else found


def _repeat(attributes: Attributes, name: str) -> int:
    """How often something is repeated; at least once."""
    text = attribute(attributes, name, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= _REPEAT_DIGITS else 1
