"""What stands outside tables: fields with a place to fill, titles, plain texts, and lines to sign."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sheetreview.inputs.proposal.canvas import Canvas, Cell
from sheetreview.inputs.proposal.words import (
    DATE,
    LONG,
    SIGNATURE,
    SOURCES,
    is_placeholder,
    names_a_person,
    without_colon,
)

_BLANKS = re.compile(r"_{3,}|…{2,}|\.{5,}")
_LABEL_LENGTH = 80
_QUESTION_LENGTH = 400
_TALL_BOX = 60.0
_WIDE_BOX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A label and the cell that is filled for it; None where it is filled within the label's own cell."""

    label: str
    cell: Cell
    entry: Cell | None
    large: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """Where it begins."""
        return self.cell.place

    @property
    def boxed(self) -> bool:
        """Whether the answer goes into a box under the label, or around it."""
        return self.entry is None or self.entry.column == self.cell.column


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text with nothing to fill: a title of what follows, or an explanation."""

    cell: Cell
    title: bool

    @property
    def place(self) -> tuple[int, int]:
        """Where it begins."""
        return self.cell.place


def find_singles(canvas: Canvas, signatures: list[Cell]) -> list[Field | Text]:
    """Fields and texts in reading order. Cells of lines to sign are added to ``signatures`` instead."""
    found: list[Field | Text] = []
    for row in list(canvas.rows()):
        texts = canvas.texts(row)
        if any(SIGNATURE.search(cell.text) for cell in texts) and not _heads_table(canvas, row, texts):
            signatures += texts
            canvas.take(*texts)
            continue
        for cell in texts:
            if not canvas.taken(cell):
                canvas.take(cell)
                found += _made_of(canvas, cell)
    return found


def _heads_table(canvas: Canvas, row: int, texts: Sequence[Cell]) -> bool:
    """Whether a row is the title of a table that begins right below it, or below one line of text."""
    if len(texts) != 1 or not canvas.is_title(texts[0]):
        return False
    first, last = texts[0].column, texts[0].right
    return any(canvas.taken(cell) for place in (row + 1, row + 2) for cell in canvas.between(place, first, last))


def _made_of(canvas: Canvas, cell: Cell) -> Iterator[Field | Text]:
    *drawn, _ = _BLANKS.split(cell.text)
    if drawn:
        labels = (part.strip(" :-|") for part in drawn)
        yield from (Field(label=label, cell=cell, entry=None) for label in labels if label)
        return
    entry = _beside(canvas, cell)
    if entry is None or not (entry.text or canvas.is_input(entry, cell)):
        entry = _below(canvas, cell) or entry
    if entry:
        canvas.take(entry)
        wide = entry.column == cell.column or entry.right - entry.column + 1 >= _WIDE_BOX
        large = entry.large and (wide or entry.height >= _TALL_BOX)
        yield Field(label=without_colon(cell.text), cell=cell, entry=entry, large=large)
    elif cell.bottom > cell.row and cell.height >= _TALL_BOX and cell.text.endswith((":", "?")):
        yield Field(label=without_colon(cell.text), cell=cell, entry=None, large=True)
    else:
        yield Text(cell=cell, title=canvas.is_title(cell))


def _beside(canvas: Canvas, cell: Cell) -> Cell | None:
    """The cell to the right, when it is the place for what a label asks."""
    entry = canvas.beside(cell)
    if entry is None or entry.row != cell.row or entry.formula is not None or len(cell.text) > _QUESTION_LENGTH:
        return None
    if canvas.is_input(entry, cell):
        return entry
    if canvas.taken(entry) or len(cell.text) > _LABEL_LENGTH:
        return None
    asks = cell.text.endswith(":") or DATE.fullmatch(cell.text) or any(one.fullmatch(cell.text) for one, _ in SOURCES)
    if not entry.text:
        return entry if asks and not entry.merged else None
    differs = cell.heading and not entry.heading
    answered = cell.text.endswith(":") or differs or entry.opened or names_a_person(cell.text, entry.text)
    fits = len(entry.text) <= _LABEL_LENGTH or entry.opened or cell.text.endswith(":")
    return entry if answered and fits and not entry.text.endswith(":") else None


def _below(canvas: Canvas, cell: Cell) -> Cell | None:
    """The cell below, when it is a box for the answer to a heading or question."""
    entry = canvas.below(cell)
    if entry is None or entry.column != cell.column or entry.formula is not None or canvas.taken(entry):
        return None
    if not entry.empty:
        answered = entry.bottom > entry.row and not entry.heading and LONG.search(cell.text)
        return entry if answered else None
    asks = canvas.is_title(cell) or cell.text.endswith((":", "?"))
    shown = entry.look.bordered or entry.opened or is_placeholder(entry.text) or bool(entry.look.fill)
    roomy = entry.large or entry.right - entry.column + 1 >= _WIDE_BOX
    boxed = entry.bottom > entry.row and roomy
    return entry if asks and (boxed or (shown and roomy)) and entry.look.fill != (cell.look.fill or " ") else None
