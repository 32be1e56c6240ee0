"""Sheets that people added to the file of a form: nothing is read of them, though answers may stand there."""

from __future__ import annotations

from sheetreview.amend.listing import marker_cell
from sheetreview.form.bundle import is_index
from sheetreview.form.locate import find_forms
from sheetreview.sheet.grid import Book
from sheetreview.sheet.text import shortened


def said_of_other_sheets(book: Book) -> str:
    """What to say of the visible sheets of a book that hold something and are none of ours; '' where there are none."""
    if len(book.sheets) == 1:
        return ""
    forms = {found.grid.name for found in find_forms(book)}
    names = [
        repr(shortened(grid.name))
        for grid in book.sheets
        if grid.visible
        and grid.name not in forms
        and any(grid.text(*cell) for cell in grid.cells)
        and marker_cell(grid) is None
        and not is_index(grid)
    ]
    if not names:
        return ""
    if len(names) == 1:
        return f"the sheet {names[0]} holds something: see whether answers stand there"
    return f"the sheets {', '.join(names)} hold something: see whether answers stand there"
