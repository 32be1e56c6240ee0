"""Formulas that tell whether a cell still holds what it held when the workbook was marked."""

from __future__ import annotations

import unicodedata
from itertools import takewhile

from sheetreview.sheet.address import a1
from sheetreview.sheet.grid import CellError, ShownNumber, Uncalculated, Value

_COMPARED = 200
"""Characters compared: a text inside a formula may have 255."""


def cell_reference(sheet: str, row: int, column: int) -> str:
    """Return a cell of another sheet, as a formula names it."""
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'!{a1(row, column)}"


def holds_still(cell: str, value: Value | None) -> str:
    """Return a formula that is TRUE as long as a cell (``D20`` or ``'Review'!D20``) holds a value of the same type.

    Nothing in it depends on a country's way of writing numbers. It may be an error where the cell holds one now.
    """
    match value:
        case None | "":
            return f'TRIM({cell})=""'
        case bool():
            return f"AND(ISLOGICAL({cell}),{cell}={'TRUE' if value else 'FALSE'})"
        case ShownNumber(number):
            return holds_still(cell, number)
        case int() | float():
            return f"AND(ISNUMBER({cell}),{cell}={repr(value).upper()})"
        case str():
            return f"AND(ISTEXT({cell}),{_same_text(cell, value)})"
        case Uncalculated():
            return f"_xlfn.ISFORMULA({cell})"
        case CellError():
            return f"ISERROR({cell})"


def _same_text(cell: str, text: str) -> str:
    """Compare whole texts, or their beginning and length where a formula cannot hold the text."""
    start = "".join(takewhile(_is_plain, text[:_COMPARED]))
    literal = '"' + start.replace('"', '""') + '"'
    if start == text:
        return f"EXACT({cell},{literal})"
    same = f"EXACT(LEFT({cell},{len(start)}),{literal})"
    # Programs differ in how they count characters beyond U+FFFF.
    return same if max(text) > "\uffff" else f"LEN({cell})={len(text)},{same}"


def _is_plain(character: str) -> bool:
    return character <= "\uffff" and unicodedata.category(character) not in {"Cc", "Cs", "Co", "Cn"}
