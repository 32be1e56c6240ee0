"""How a file is refused: plain sentences for the person who holds it."""

from __future__ import annotations

from sheetreview.errors import DAMAGED, FileError
from sheetreview.sheet.address import a1

_SHOWN = 40


def damaged(what: str) -> FileError:
    """The refusal of a file that is broken inside; ``what`` completes "The file is damaged: …"."""
    return FileError(f"The file is damaged: {what}. Ask for it again.", DAMAGED)


def quoted(text: str) -> str:
    """A name from the file between quotes, cut where it is too long to read."""
    return f"'{text[:_SHOWN]}…'" if len(text) > _SHOWN else f"'{text}'"


def place_name(row: int, column: int) -> str:
    """``cell B7``, or row and column as numbers where no program has such a cell."""
    try:
        return f"cell {a1(row, column)}"
    except ValueError:
        return f"row {row}, column {column}"
