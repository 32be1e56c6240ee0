"""The list of what to correct: what it says, and how it is known again when it comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from sheetreview.form.locate import find_forms
from sheetreview.sheet.grid import Book, Grid, Value
from sheetreview.sheet.text import squeeze

TITLE = "Please correct"
"""Title of the list's tab."""

MARKER = "sheetreview-corrections 1"
"""Stands in a hidden cell of the list's first row, so that a later round finds and replaces it."""

MARKER_COLUMNS = (6, 7)
"""The columns it may stand in: behind those of a list about one sheet, or about several."""

# Colours (RRGGBB), in the cells and in the list, of what has to be corrected and of what is only doubtful.
TO_DO = "F4B183"
TO_DO_INK = "75350A"
TO_CHECK = "FFE08A"
TO_CHECK_INK = "7F6000"

_MARKER = re.compile(re.escape(MARKER) + r"(?: ([0-9a-f]{64}))?")
_MADE_OF = re.compile(r"made of ([0-9a-f]{64})((?: [A-Z2-7]{12}=[0-9a-f]{64})*)")
_NAMED = 400
"""Forms that fit into a cell."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeOf:
    """What a copy was made of: the SHA-256 of the file, and the digest of what was entered into each form, by its id.

    Only those forms are named that are to come back changed, or that need not come back at all.
    """

    source: str
    forms: Mapping[str, str]

    def text(self) -> str:
        """Return it as it stands in the list."""
        forms = islice(self.forms.items(), _NAMED)
        return " ".join([f"made of {self.source}", *(f"{form}={digest}" for form, digest in forms)])


def made_of(book: Book) -> MadeOf | None:
    """Return what a copy was made of; None for a file that is no copy."""
    for grid in book.sheets:
        cell = marker_cell(grid)
        if cell is not None and (found := _MADE_OF.fullmatch(grid.text(cell[0] + 1, cell[1]))):
            pairs = (pair.partition("=") for pair in found[2].split())
            return MadeOf(source=found[1], forms={form: digest for form, _, digest in pairs})
    return None


def marker_cell(grid: Grid) -> tuple[int, int] | None:
    """Return the cell of a sheet that holds the marker of a list.

    None for any other sheet, and for a form that a list was pasted into.
    """
    cells = ((1, column) for column in MARKER_COLUMNS)
    found = next((cell for cell in cells if _MARKER.fullmatch(grid.text(*cell))), None)
    return None if found is None or any(find_forms(Book(format="", sheets=(grid,)))) else found


def sealed_marker(grid: Grid) -> str:
    """Return the marker of a list with a digest of what it says, so that what people write into it is noticed."""
    return f"{MARKER} {_digest(grid)}"


def is_as_written(grid: Grid) -> bool:
    """Whether a list says what it said when it was written, but for what its formulas show."""
    cell = marker_cell(grid)
    found = _MARKER.fullmatch(grid.text(*cell)) if cell is not None else None
    return found is not None and found[1] == _digest(grid)


def _digest(grid: Grid) -> str:
    own = marker_cell(grid)
    cells = sorted(grid.cells.keys() - grid.formulas)
    texts = [(cell, squeeze(grid.text(*cell))) for cell in cells if cell != own]
    return sha256(repr([(cell, text) for cell, text in texts if text]).encode()).hexdigest()
