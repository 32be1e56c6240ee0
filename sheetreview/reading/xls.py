"""Old Excel workbooks (.xls), of Excel 95 and later, with xlrd: in the child process alone.

xlrd does not say which cells hold formulas, and keeps the last of two values of one cell. So the records it reads are
looked at as they pass. Those that values do not need do not reach it: drawings, comments, names and conditional formats
are where it gives up on files that programs open.
"""

from __future__ import annotations

import io
import math
import struct
from dataclasses import replace
from datetime import date

import xlrd.book
from xlrd import XL_CELL_BOOLEAN, XL_CELL_EMPTY, XL_CELL_ERROR, error_text_from_code
from xlrd.biffh import XL_WORKBOOK_GLOBALS, XL_WORKSHEET, unpack_string, unpack_unicode
from xlrd.book import Book as XlrdBook
from xlrd.sheet import Sheet

from sheetreview.errors import EMPTY, TOO_LARGE, FileError
from sheetreview.reading.cells import MAX_ROWS, MAX_SHEETS, SheetCells, Tally, within_limits
from sheetreview.reading.looks import MAX_STYLES
from sheetreview.reading.number_format import BUILT_IN, NumberCode, number_code
from sheetreview.reading.refusal import damaged
from sheetreview.reading.xls_annotations import FONT, NO_FONT, RemarkRecords, StruckFonts
from sheetreview.sheet.grid import EPOCH, EPOCH_1904, Book, CellError, Grid, Uncalculated, Value

_BEGIN, _END, _CONTINUED, _PASSWORD = 0x0809, 0x000A, 0x003C, 0x002F
_OF_ALL_SHEETS = frozenset({0x0022, 0x0042, 0x0085, 0x00FC})
"""From when days count, the code page, a sheet's place and name, and the texts that cells share."""
_SHARED_TEXT, _MERGED = 0x00FD, 0x00E5
_STYLE, _FORMAT = 0x00E0, 0x041E
_FORMULAS = frozenset({0x0006, 0x0206, 0x0406, 0x0207})
"""The last one is the text that the formula before it gave."""
_VALUES = frozenset({0x00BD, 0x00D6, _SHARED_TEXT, 0x0203, 0x0204, 0x0205, 0x027E})
_NEEDED = frozenset({_END, _CONTINUED, _MERGED}) | _OF_ALL_SHEETS | _VALUES | _FORMULAS
_HIDDEN, _NEGATIVE = 0x03, 0x80

_BIFF5, _BIFF8 = 50, 80
"""Excel 95 and 97, as xlrd numbers the versions."""
_EXACT = 1e15


# A character of two halves may be split between records, of which xlrd decodes each.
xlrd.book.unicode = lambda data, codec: data.decode(codec, "surrogatepass" if codec == "utf_16_le" else "replace")


def has_password(stream: bytes) -> bool:
    """Whether a workbook's records are encrypted. Raises FileError when its first part is damaged."""
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind in {_PASSWORD, _END}:
            return bool(kind == _PASSWORD)
        place += 4 + length
    raise damaged("it ends too early")


def read_xls_stream(stream: bytes, *, max_rows: int = MAX_ROWS) -> Book:
    """The book in a workbook's stream, as :func:`sheetreview.reading.xlsx.read_xlsx` gives one.

    Raises FileError for what is cut off or goes beyond the limits, and whatever xlrd raises for other damage.
    """
    tally = Tally(max_rows)
    try:
        workbook = _Workbook(stream)
        grids = [workbook.grid(number, tally) for number in range(len(workbook.sheet_names()))]
    except (struct.error, IndexError) as error:
        raise damaged("a record of it is cut off") from error
    if not grids:
        raise FileError("The workbook has no sheet with cells. Ask for the form itself.", EMPTY)
    return Book(format="xls", sheets=within_limits(grids), days_from_1904=bool(workbook.datemode))


class _Workbook(XlrdBook):
    """A workbook whose sheets are read one by one. ``formula`` says that the record just read is one or its result."""

    def __init__(self, stream: bytes) -> None:
        super().__init__()
        self.formula = False
        self.fonts = StruckFonts()
        self.remarks = RemarkRecords(old=False, encoding="")
        self._styles: list[tuple[int, int]] = []
        self._formats: dict[int, bytes] = {}
        # Only with formatting does xlrd read which cells are merged.
        self.biff2_8_load(
            file_contents=stream, logfile=io.StringIO(), on_demand=True, ragged_rows=True, formatting_info=True
        )
        self.biff_version = self.getbof(XL_WORKBOOK_GLOBALS) or 0
        if self.biff_version < _BIFF5:
            raise damaged("it is of no known version of Excel")
        self.parse_globals()
        if len(self.sheet_names()) > MAX_SHEETS:
            raise FileError(f"The workbook has more than {MAX_SHEETS} sheets. Ask for the form itself.", TOO_LARGE)

    @property
    def epoch(self) -> date:
        """The day that its dates count from."""
        return EPOCH_1904 if self.datemode else EPOCH

    def number_code(self, style: int | None) -> NumberCode:
        """The number format of a cell style."""
        _, number = self._style(style)
        if number not in self._formats:
            return number_code(BUILT_IN.get(number, ""))
        data = self._formats[number]
        if self.biff_version >= _BIFF8:
            return number_code(unpack_unicode(data, 2))
        return number_code(unpack_string(data, 2, self.encoding or "cp1252", lenlen=1))

    def is_struck(self, style: int | None) -> bool:
        """Whether the font of a cell style strikes out."""
        font, _ = self._style(style)
        return self.fonts.strikes(font)

    def _style(self, style: int | None) -> tuple[int, int]:
        """The font and the number format of a cell style."""
        return self._styles[style] if style is not None and style < len(self._styles) else (NO_FONT, 0)

    def get_record_parts(self) -> tuple[int, int, bytes]:
        """The next record that values need; charts, which are parts of their own inside a sheet, are passed over.

        Number formats, fonts and the styles that name them are kept, and what stands beside a sheet's cells; xlrd gives
        up on styles whose fonts it was not given.
        """
        inside = 0
        while True:
            kind, length, data = super().get_record_parts()
            if kind == _BEGIN:
                inside += 1
            elif inside:
                inside -= kind == _END
            elif kind == _STYLE and len(self._styles) < MAX_STYLES:
                self._styles.append(struct.unpack_from("<HH", data))
            elif kind == FONT:
                self.fonts.add(data)
            elif kind == _FORMAT and len(self._formats) < MAX_STYLES:
                self._formats[struct.unpack_from("<H", data)[0]] = data
            elif kind in _NEEDED:
                if kind == _SHARED_TEXT and data[-1] & _NEGATIVE:
                    # xlrd would count from the end of the table of texts.
                    raise damaged("a text of it is missing")
                self.formula = kind in _FORMULAS or (kind == _CONTINUED and self.formula)
                self.remarks.take(kind, data)
                return kind, length, data
            else:
                self.remarks.take(kind, data)

    def grid(self, number: int, tally: Tally) -> Grid:
        """Read one sheet."""
        cells = SheetCells(self.sheet_names()[number], tally)
        self._position: int = self._sh_abs_posn[number]  # type: ignore[attr-defined] # not in the stubs
        self.getbof(XL_WORKSHEET)
        self.remarks = RemarkRecords(old=self.biff_version < _BIFF8, encoding=self.encoding or "cp1252")
        sheet = _Sheet(self, self._position, number, cells)
        sheet.read(self)
        for top, below, left, beside in sheet.merged_cells:
            cells.merge((top + 1, left + 1), (below, beside))
        grid = cells.grid(visible=not sheet.visibility & _HIDDEN)
        return replace(grid, struck=sheet.struck & grid.cells.keys(), remarks=self.remarks.remarks())


class _Sheet(Sheet):
    """A sheet that keeps its cells within the limits of all readers instead of in lists of its own."""

    def __init__(self, workbook: _Workbook, start: int, number: int, cells: SheetCells) -> None:
        super().__init__(workbook, start, cells.name, number)
        self._workbook = workbook
        self._cells = cells
        self._struck: set[tuple[int, int]] = set()

    @property
    def struck(self) -> frozenset[tuple[int, int]]:
        """The cells in which something is struck out."""
        runs = self.rich_text_runlist_map.items()
        fonts = self._workbook.fonts
        return frozenset(self._struck | {(row + 1, column + 1) for (row, column), found in runs if fonts.any_of(found)})

    def put_cell_ragged(
        self,
        rowx: int,
        colx: int,
        ctype: int | None,
        value: str | float,
        xf_index: int | None,
    ) -> None:
        """Keep a cell that xlrd has read."""
        formula = self._workbook.formula
        if ctype != XL_CELL_EMPTY:
            found = _value(ctype, value, formula=formula)
            if isinstance(found, int | float) and not isinstance(found, bool):
                found = self._workbook.number_code(xf_index).shown(found, self._workbook.epoch)
            self._cells.put((rowx + 1, colx + 1), found, formula=formula)
            if self._workbook.is_struck(xf_index):
                self._struck.add((rowx + 1, colx + 1))


def _value(kind: int | None, value: str | float, *, formula: bool) -> Value:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if kind == XL_CELL_BOOLEAN:
        return bool(value)
    if kind == XL_CELL_ERROR:
        return CellError(error_text_from_code.get(int(value), "#ERROR!"))
    if formula and value == 0:
        # LibreOffice writes 0 for a formula whose result is a text, too.
        return Uncalculated()
    if not math.isfinite(value):
        return CellError("#NUM!")
    return int(value) if value.is_integer() and abs(value) < _EXACT else value
