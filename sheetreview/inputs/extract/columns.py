"""What the columns of a table and the fields of a form hold: ratings, dates, choices, notes, or plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sheetreview.inputs.extract.proposal import ProposedEntry
from sheetreview.inputs.extract.scales import Scales, is_rating_list
from sheetreview.inputs.extract.sheet_view import Cell
from sheetreview.inputs.extract.tables import TableColumn
from sheetreview.inputs.extract.vocabulary import (
    DATE,
    LONG,
    NOT_APPLICABLE,
    PERSON,
    RATING,
    SIGNATURE,
    YES_NO,
    shortened,
)
from sheetreview.model.layout import ColumnKind
from sheetreview.sheet.address import column_number
from sheetreview.sheet.grid import NumberFormat
from sheetreview.sheet.text import squeeze

MAX_OPTIONS = 60
_OPTION_LENGTH = 200
_SHORT_TITLE = 40
_WIDE = 3
_BY_FORMAT = {
    NumberFormat.PERCENT: ColumnKind.PERCENT,
    NumberFormat.MONEY: ColumnKind.MONEY,
    NumberFormat.NUMBER: ColumnKind.NUMBER,
    NumberFormat.DATE: ColumnKind.DATE,
}
_FORMULA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})\s*([-/])\s*\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_SAFE = re.compile(r"(?:IFERROR\((.+?),.*\)|IF\([^,]+,[^,]*,(.+)\))", re.IGNORECASE)


def give_kind(entry: ProposedEntry, cells: Sequence[Cell], scales: Scales, *, ticks: Sequence[str] = ()) -> None:
    """Set an entry's kind, with its scale or options, by the cells that are to be filled and by its title."""
    listed = next((cell for cell in cells if cell.options is not None), None)
    if ticks and (scale := scales.for_list(ticks, cells[0])):
        entry.kind, entry.scale = ColumnKind.RATING, scale.id
    elif listed is not None:
        _from_list(entry, listed, scales)
    elif RATING.search(entry.title) and not LONG.search(entry.title):
        entry.kind = ColumnKind.RATING
        entry.scale = scales.nearest(entry.title, cells).id
    else:
        entry.kind = plain_kind(entry.title, cells)


def _from_list(entry: ProposedEntry, cell: Cell, scales: Scales) -> None:
    options = _options_of(cell)
    plain = {squeeze(option) for option in options} - NOT_APPLICABLE
    rated = bool(RATING.search(entry.title))
    if frozenset() < plain <= YES_NO:
        entry.kind = ColumnKind.YES_NO
    elif not options and rated:
        entry.kind = ColumnKind.RATING
        entry.scale = scales.nearest(entry.title, [cell]).id
        entry.check = "the entries of its list could not be read"
    elif not options or len(options) > MAX_OPTIONS:
        entry.check = "its list could not be taken over: make it 'kind: choice' with 'options'"
    elif (rated or is_rating_list(options)) and (scale := scales.for_list(options, cell)):
        entry.kind, entry.scale = ColumnKind.RATING, scale.id
    else:
        entry.kind, entry.options = ColumnKind.CHOICE, options


def _options_of(cell: Cell) -> tuple[str, ...]:
    """The entries of a cell's list, without empty ones and repetitions."""
    said = filter(None, (shortened(option, _OPTION_LENGTH) for option in reversed(cell.options or ())))
    return tuple({squeeze(text): text for text in said}.values())[::-1]


def plain_kind(title: str, cells: Sequence[Cell]) -> ColumnKind:
    """The kind of what is typed, by number format, room and title; text by default."""
    formats = [cell.look.format for cell in cells]
    usual = max(set(formats), key=formats.count)
    if usual in _BY_FORMAT:
        return _BY_FORMAT[usual]
    if any(cell.date for cell in cells):
        return ColumnKind.DATE
    if kind := _kind_in_words(title):
        return kind
    return ColumnKind.LONG_TEXT if _have_room(cells) else ColumnKind.TEXT


def _have_room(cells: Sequence[Cell]) -> bool:
    wide = len(cells) > 1 and all(cell.span >= _WIDE for cell in cells)
    return wide or all(cell.large for cell in cells)


def _kind_in_words(title: str) -> ColumnKind | None:
    """The kind that a title names, if it does."""
    if LONG.search(title):
        return ColumnKind.LONG_TEXT
    if len(title) > _SHORT_TITLE:
        return None
    if DATE.search(title):
        return ColumnKind.DATE
    return ColumnKind.PERSON if PERSON.search(title) or SIGNATURE.search(title) else None


def computed_from(cells: Iterable[Cell], columns: Sequence[TableColumn]) -> tuple[str, int, int] | None:
    """What a column's formulas compute from two other columns of the same row: ``ratio`` or ``difference``."""
    first_with = next((cell for cell in cells if _plain_formula(cell)), None)
    if first_with is None:
        return None
    found = _FORMULA.fullmatch(_without_guard(_plain_formula(first_with)))
    if not found or not int(found[2]) == int(found[5]) == first_with.row:
        return None
    first, second = _index(columns, found[1]), _index(columns, found[4])
    if first is None or second is None or first == second:
        return None
    return ("difference" if found[3] == "-" else "ratio"), first, second


def _plain_formula(cell: Cell) -> str:
    return (cell.formula or "").replace(" ", "").lstrip("+=")


def _without_guard(formula: str) -> str:
    """A formula without the IF or IFERROR that keeps errors out of sight."""
    guarded = _SAFE.fullmatch(formula)
    parts = [part for part in guarded.groups() if part] if guarded else []
    return parts[0] if parts else formula


def _index(columns: Sequence[TableColumn], letters: str) -> int | None:
    try:
        wanted = column_number(letters)
    except ValueError:
        return None
    return next((number for number, one in enumerate(columns) if one.left <= wanted <= one.right), None)
