"""What an answer becomes in the cell of another version of its form: the same, another word for the same, or nothing.

A value is never given a new meaning: a 4 of five steps is no 4 of ten.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sheetreview.form.cells import AnyCell
from sheetreview.model.review import AnswerState
from sheetreview.sheet.grid import CellError, Value, display
from sheetreview.sheet.text import CELL_LIMIT, utf16_length

_NO_VALUE = (AnswerState.OFF_SCALE, AnswerState.UNREADABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in a cell: the raw value, how it was read, and the normalised text (empty when unreadable)."""

    raw: Value | None
    state: AnswerState
    value: str

    @property
    def text(self) -> str:
        """The value as a person sees it."""
        return display(self.raw)

    @property
    def filled(self) -> bool:
        """Whether there is anything to move."""
        return self.state is not AnswerState.EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What to put into the cell, None for nothing; ``why`` says why nothing, or how the answer is written now."""

    content: str | float | None
    why: str = ""


def transfer(typed: Typed, before: AnyCell, after: AnyCell) -> Transfer:
    """What a typed answer is in another cell. What cannot be read is kept as it was typed, as long as it stays so."""
    if isinstance(typed.raw, CellError):
        return Transfer(content=None, why="the cell holds an error value, not an answer")
    if typed.state is AnswerState.UNCALCULATED:
        return Transfer(content=None, why="the cell holds a formula without a saved result; type the result")
    if not after.kind.takes(before.kind):
        return Transfer(content=None, why="another kind of answer belongs there now")
    if typed.state in _NO_VALUE:
        return _unread(typed, after)
    text, why = after.kind.converted(typed.value, before.kind)
    if not text:
        return Transfer(content=None, why=why)
    content = after.kind.content(text)
    if isinstance(content, str) and utf16_length(content) > CELL_LIMIT:
        return Transfer(content=None, why="the text is longer than a cell can hold")
    if after.kind.read(content, after.empty_texts).value != text:
        return Transfer(content=None, why="it would mean something else there")
    return Transfer(content=content, why=why)


def _unread(typed: Typed, after: AnyCell) -> Transfer:
    raw = typed.raw
    number = isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw)
    content: str | float = float(raw) if number and isinstance(raw, int | float) else typed.text
    if after.kind.read(content, after.empty_texts).state not in _NO_VALUE:
        return Transfer(content=None, why=after.kind.newly_read(typed.text))
    return Transfer(content=content)


FOUND_BY_WORDS = "found by its words; the layout calls it something else"
"""Why an answer counts as mapped though everything people see of its place is as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedAnswer:
    """An answer, or any text, of a returned form: the ``cell`` it stood in, and its ``new_cell``, '' for nowhere.

    ``why`` says in what way it is another now, or why it has no place; '' for an answer that is as it was.
    """

    label: str
    cell: str
    typed: str
    why: str = ""
    new_cell: str = ""

    @property
    def changes(self) -> tuple[str, ...]:
        """The ways in which it is another now, each in words."""
        found = (FOUND_BY_WORDS,) if self.why.startswith(FOUND_BY_WORDS) else ()
        others = self.why.removeprefix(FOUND_BY_WORDS).removeprefix("; ").split("; ")
        return (*found, *filter(None, others))

    @property
    def looks_the_same(self) -> bool:
        """Whether people see no difference: the same words, in the same cell."""
        return self.cell == self.new_cell and self.why in {"", FOUND_BY_WORDS}
