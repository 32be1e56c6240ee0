"""What stands outside tables: fields with a place to fill, titles, plain texts, and lines to sign."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sheetreview.inputs.extract.sheet_view import Cell, SheetView
from sheetreview.inputs.extract.vocabulary import (
    LONG,
    SIGNATURE,
    asks_for_facts,
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


def find_fields(view: SheetView, signatures: list[Cell]) -> list[Field | Text]:
    """Fields and texts in reading order. Cells of lines to sign are added to ``signatures`` instead."""
    found: list[Field | Text] = []
    for row in list(view.rows()):
        texts = view.texts(row)
        if any(SIGNATURE.search(cell.text) for cell in texts) and not _heads_table(view, row, texts):
            signatures += texts
            view.take(*texts)
            continue
        for cell in texts:
            if not view.taken(cell):
                view.take(cell)
                found += _made_of(view, cell)
    return found


def _heads_table(view: SheetView, row: int, texts: Sequence[Cell]) -> bool:
    """Whether a row is the title of a table that begins right below it, or below one line of text."""
    if len(texts) != 1 or not view.is_title(texts[0]):
        return False
    first, last = texts[0].column, texts[0].right
    return any(view.taken(cell) for place in (row + 1, row + 2) for cell in view.between(place, first, last))


def _made_of(view: SheetView, cell: Cell) -> Iterator[Field | Text]:
    *drawn, _ = _BLANKS.split(cell.text)
    if drawn:
        labels = (part.strip(" :-|") for part in drawn)
        yield from (Field(label=label, cell=cell, entry=None) for label in labels if label)
    elif entry := _entry_for(view, cell):
        view.take(entry)
        yield Field(label=without_colon(cell.text), cell=cell, entry=entry, large=_is_large(entry, cell))
    elif cell.bottom > cell.row and cell.height >= _TALL_BOX and cell.text.endswith((":", "?")):
        yield Field(label=without_colon(cell.text), cell=cell, entry=None, large=True)
    else:
        yield Text(cell=cell, title=view.is_title(cell))


def _is_large(entry: Cell, label: Cell) -> bool:
    wide = entry.column == label.column or entry.span >= _WIDE_BOX
    return entry.large and (wide or entry.height >= _TALL_BOX)


def _entry_for(view: SheetView, cell: Cell) -> Cell | None:
    """The cell that is filled for a label, beside it or below."""
    entry = _beside(view, cell)
    if entry is None or not (entry.text or view.is_input(entry, cell)):
        return _below(view, cell) or entry
    return entry


def _beside(view: SheetView, cell: Cell) -> Cell | None:
    """The cell to the right, when it is the place for what a label asks."""
    entry = view.beside(cell)
    while entry is not None and _is_drawn_with(entry, cell):
        entry = view.beside(entry)
    if entry is None or entry.row != cell.row or entry.calculated or len(cell.text) > _QUESTION_LENGTH:
        return None
    if view.is_input(entry, cell):
        return entry
    if view.taken(entry) or len(cell.text) > _LABEL_LENGTH:
        return None
    return entry if _fits(entry, cell) else None


def _is_drawn_with(cell: Cell, label: Cell) -> bool:
    """Whether an empty cell is no more than the rest of the box that a label stands in, made of several cells."""
    alike = bool(label.look.fill) and cell.look.fill == label.look.fill
    return alike and cell.row == label.row and not (cell.text or cell.merged or cell.calculated or cell.offered)


def _fits(entry: Cell, label: Cell) -> bool:
    """Whether a cell that does not look like one to fill belongs to a label on its left."""
    if entry.text:
        return _answers(entry, label)
    return (label.text.endswith(":") or asks_for_facts(label.text)) and not entry.merged


def _answers(entry: Cell, label: Cell) -> bool:
    """Whether a text beside a label was typed for it."""
    asks = label.text.endswith(":")
    if entry.text.endswith(":") or not (len(entry.text) <= _LABEL_LENGTH or entry.opened or asks):
        return False
    differs = label.heading and not entry.heading
    return asks or differs or entry.opened or names_a_person(label.text, entry.text)


def _below(view: SheetView, cell: Cell) -> Cell | None:
    """The cell below, when it is a box for the answer to a heading or question."""
    entry = view.below(cell)
    if entry is None or entry.column != cell.column or entry.calculated or view.taken(entry):
        return None
    if not entry.empty:
        return entry if _is_long_answer(entry, cell) else None
    asks = view.is_title(cell) or cell.text.endswith((":", "?"))
    return entry if asks and _is_box(entry, cell) else None


def _is_long_answer(entry: Cell, label: Cell) -> bool:
    return entry.bottom > entry.row and not entry.heading and bool(LONG.search(label.text))


def _is_box(entry: Cell, label: Cell) -> bool:
    """Whether an empty cell under a label has room for words, and looks as if they were to stand there."""
    if not (entry.large or entry.span >= _WIDE_BOX) or entry.look.fill == (label.look.fill or " "):
        return False
    shown = entry.look.bordered or entry.opened or is_placeholder(entry.text) or bool(entry.look.fill)
    return shown or entry.bottom > entry.row
