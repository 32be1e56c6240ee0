"""The list of what to correct, as the first sheet of a workbook."""

from __future__ import annotations

from dataclasses import dataclass

from sheetreview.sheet.grid import Value

TITLE = "Please correct"
"""Title of the list's tab."""

MARKER = "sheetreview-corrections 1"
"""Stands in a hidden cell of the list's first row, so that a later round finds and replaces it."""

MARKER_COLUMNS = (6, 7)
"""The columns it may stand in: behind those of a list about one sheet, or about several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedLine:
    """One thing to correct: the title of its sheet, its cell (``D20``; '' for none), and the words for it.

    ``was`` is what the cell held when it was read; ``must`` tells what has to be corrected from what is only doubtful.
    ``live`` says that it is done when the cell is changed; otherwise the line only leads there.
    """

    sheet: str
    cell: str
    item: str
    problem: str
    fix: str
    was: Value | None
    must: bool
    live: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the list says: a title, some lines that introduce it, and what to correct, each cell in one live line.

    ``hidden`` is a text for when the list comes back, below the marker.
    """

    title: str
    intro: tuple[str, ...]
    lines: tuple[ListedLine, ...]
    hidden: str = ""
