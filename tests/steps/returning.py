"""Filled forms with something wrong in them, as they come back."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

ANN_FORM, CY_FORM, DEE_FORM = "forms/bo-kim/ann-lee.xlsx", "forms/bo-kim/cy-roe.xlsx", "forms/gus-hay/dee-fox.xlsx"
LIST = "Please correct"


def spoil(path: Path, sheet: str = "Review", **cells: object) -> Path:
    """Type something else into cells of a filled form."""
    book = load_workbook(path)
    for address, value in cells.items():
        book[sheet][address].value = value
    book.save(path)
    book.close()
    return path
