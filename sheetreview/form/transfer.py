"""What an answer becomes in the cell of another version of its form: the same, another word for the same, or nothing.

A value is never given a new meaning: a 4 of five steps is no 4 of ten.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from sheetreview.form.typed import cell_content
from sheetreview.form.values import read_value
from sheetreview.model.layout import NOT_APPLICABLE, ColumnKind, Entry, Level, Scale
from sheetreview.model.review import AnswerState
from sheetreview.sheet.grid import CellError, Value, display
from sheetreview.sheet.text import CELL_LIMIT, quoted, squeeze, utf16_length

_WORDS = frozenset({ColumnKind.LABEL, ColumnKind.TEXT, ColumnKind.LONG_TEXT, ColumnKind.PERSON})
_AMOUNTS = frozenset({ColumnKind.NUMBER, ColumnKind.MONEY})
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
class Target:
    """A cell that is to hold an answer: its column or field, its scale, and the texts that stand for empty there."""

    entry: Entry
    scale: Scale | None
    placeholders: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What to put into the cell, None for nothing; ``why`` says why nothing, or how the answer is written now."""

    content: str | float | None
    why: str = ""


def transfer(typed: Typed, before: Target, after: Target) -> Transfer:
    """What a typed answer is in another cell. What cannot be read is kept as it was typed, as long as it stays so."""
    if isinstance(typed.raw, CellError):
        return Transfer(content=None, why="the cell holds an error value, not an answer")
    if typed.state is AnswerState.UNCALCULATED:
        return Transfer(content=None, why="the cell holds a formula without a saved result; type the result")
    if not _alike(before.entry.kind, after.entry.kind):
        return Transfer(content=None, why="another kind of answer belongs there now")
    if typed.state in _NO_VALUE:
        return _unread(typed, after)
    text, why = typed.value, ""
    if after.entry.kind is ColumnKind.RATING:
        text, why = _rating(typed.value, before.scale, after.scale)
    elif after.entry.kind is ColumnKind.CHOICE:
        text = next((option for option in after.entry.options if squeeze(option) == squeeze(typed.value)), "")
        why = "" if text else "it is not on the list any more"
    if not text:
        return Transfer(content=None, why=why)
    content = cell_content(after.entry, text)
    if isinstance(content, str) and utf16_length(content) > CELL_LIMIT:
        return Transfer(content=None, why="the text is longer than a cell can hold")
    if read_value(after.entry, after.scale, content, after.placeholders).value != text:
        return Transfer(content=None, why="it would mean something else there")
    return Transfer(content=content, why=why)


def _alike(one: ColumnKind, other: ColumnKind) -> bool:
    return one is other or {one, other} <= _WORDS or {one, other} <= _AMOUNTS


def _unread(typed: Typed, after: Target) -> Transfer:
    raw = typed.raw
    number = isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw)
    content: str | float = float(raw) if number and isinstance(raw, int | float) else typed.text
    if read_value(after.entry, after.scale, content, after.placeholders).state not in _NO_VALUE:
        return Transfer(content=None, why=_meaning_now(typed.text, after.entry.kind))
    return Transfer(content=content)


def _meaning_now(text: str, kind: ColumnKind) -> str:
    if kind in {ColumnKind.RATING, ColumnKind.CHOICE}:
        where = "scale" if kind is ColumnKind.RATING else "list"
        return f"{quoted(text)} was not on the {where} when it was typed, and is on the new one: ask what was meant"
    return f"{quoted(text)} could not be read when it was typed, and would be now: ask what was meant"


def _rating(value: str, old: Scale | None, new: Scale | None) -> tuple[str, str]:
    """The level's value on the new scale, and how that came about; '' and why not when there is none."""
    if old is None or new is None:
        return "", "there is no scale for it"
    if value == NOT_APPLICABLE:
        return (value, "") if new.not_applicable else ("", f"the scale has no {NOT_APPLICABLE} any more")
    level = old.by_value[value]
    same = new.by_value.get(value)
    if same is not None and squeeze(same.label) == squeeze(level.label):
        return value, ""
    called = [one for one in new.levels if squeeze(one.label) == squeeze(level.label)]
    if len(called) == 1:
        return called[0].value, f"{level.label!r} is {called[0].value} on the new scale"
    if same is not None and _same_steps(old, new) and not _is_called(same, old):
        return value, f"level {value} is called {same.label!r} now"
    return "", f"{value} = {level.label} is not on the new scale"


def _same_steps(old: Scale, new: Scale) -> bool:
    """Whether two scales have the same values in the same order and weight, so that only words differ."""
    return [(one.value, one.number) for one in old.levels] == [(one.value, one.number) for one in new.levels] and [
        one.value for one in old.from_best
    ] == [one.value for one in new.from_best]


def _is_called(level: Level, scale: Scale) -> bool:
    return squeeze(level.label) in {squeeze(one.label) for one in scale.levels}
