"""A list of what to correct that came back: how its sheet is known, whether it was written in, what it was made for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from sheetreview.amend.listing import MARKER, MARKER_COLUMNS
from sheetreview.form.locate import find_forms
from sheetreview.sheet.grid import Book, Grid
from sheetreview.sheet.text import squeeze

_MARKER = re.compile(re.escape(MARKER) + r"(?: ([0-9a-f]{64}))?")
_MADE_OF = re.compile(r"made of ([0-9a-f]{64})((?: [A-Z2-7]{12}=[0-9a-f]{64})*)")
_NAMED = 400
"""Forms that fit into a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeOf:
    """What a copy was made of: the SHA-256 of the file, and the digest of what was entered into each form, by its id.

    Only those forms are named that are to come back changed, or that need not come back at all.
    """

    source: str
    forms: Mapping[str, str]

    def text(self) -> str:
        """As it stands in the list."""
        forms = islice(self.forms.items(), _NAMED)
        return " ".join([f"made of {self.source}", *(f"{form}={digest}" for form, digest in forms)])


def marker_cell(grid: Grid) -> tuple[int, int] | None:
    """Where a sheet has the marker of a list; None for any other sheet, and for a form that a list was pasted into."""
    cells = ((1, column) for column in MARKER_COLUMNS)
    found = next((cell for cell in cells if _MARKER.fullmatch(grid.text(*cell))), None)
    return None if found is None or any(find_forms(Book(format="", sheets=(grid,)))) else found


def sealed_marker(grid: Grid) -> str:
    """The marker of a list with a digest of what it says, so that what people write into it is noticed."""
    return f"{MARKER} {_digest(grid)}"


def is_as_written(grid: Grid) -> bool:
    """Whether a list says what it said when it was written, but for what its formulas show."""
    cell = marker_cell(grid)
    found = _MARKER.fullmatch(grid.text(*cell)) if cell is not None else None
    return found is not None and found[1] == _digest(grid)


def made_of(book: Book) -> MadeOf | None:
    """What a copy was made of; None for a file that is no copy."""
    for grid in book.sheets:
        cell = marker_cell(grid)
        if cell is not None and (found := _MADE_OF.fullmatch(grid.text(cell[0] + 1, cell[1]))):
            pairs = (pair.partition("=") for pair in found[2].split())
            return MadeOf(source=found[1], forms={form: digest for form, _, digest in pairs})
    return None


def _digest(grid: Grid) -> str:
    texts = {
        cell: squeeze(grid.text(*cell))
        for cell in sorted(grid.cells.keys() - grid.formulas)
        if cell != (1, _marker_column(grid))
    }
    return sha256(repr([(cell, text) for cell, text in texts.items() if text]).encode()).hexdigest()


def _marker_column(grid: Grid) -> int:
    cell = marker_cell(grid)
    return cell[1] if cell is not None else 0
