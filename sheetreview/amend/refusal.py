"""How a workbook is refused that can be read but not changed in place."""

from __future__ import annotations

from sheetreview.errors import FileError


def unamendable(what: str) -> FileError:
    """The refusal; ``what`` completes "The workbook cannot be changed in place: …"."""
    return FileError(f"The workbook cannot be changed in place: {what}. Open it, save it as .xlsx, try again.")
