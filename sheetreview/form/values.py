"""What a typed value means: strict about what it accepts, plain about what it does not, and never guessing."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sheetreview.model.layout import NOT_APPLICABLE, ColumnKind, Entry, Level, Scale
from sheetreview.model.review import AnswerState
from sheetreview.sheet.grid import CellError, Uncalculated, Value, display
from sheetreview.sheet.text import squeeze

_NA_WORDS = {"n/a", "na", "n.a.", "n. a.", "not applicable"}
_NUMBER = re.compile(r"[+-]?[0-9]+([.][0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]{1,2}")
_VALUE_AND_LABEL = re.compile(r"(?P<value>\S+?)\s*[-–—=:.)]+\s+(?P<label>\S.*)|(?P<value2>\S+)\s+(?P<label2>[^\W\d].*)")
_RANGE = re.compile(r"\[\s*\S+\s*[-–]\s*\S+\s*\]")
_TOO_LARGE = 1e15
EPOCH = date(1899, 12, 30)
"""The day before serial 1, as spreadsheets number days from March 1900 on."""

_EPOCH_1904 = date(1904, 1, 1)

_LAST_SERIAL = 2_958_465
_DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d.%m.%Y")
_TIME = re.compile(r"(?<=\d)[T ]\d{2}:\d{2}(:\d{2}([.]\d+)?)?$")
"""A time of day behind a date."""
_YES = {"yes", "y", "true", "1"}
_NO = {"no", "n", "false", "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The outcome of reading one cell; see :class:`sheetreview.model.review.Answer` for the fields."""

    state: AnswerState
    value: str = ""
    number: float | None = None


EMPTY = Reading(state=AnswerState.EMPTY)
UNREADABLE = Reading(state=AnswerState.UNREADABLE)
OFF_SCALE = Reading(state=AnswerState.OFF_SCALE)


def read_value(
    entry: Entry,
    scale: Scale | None,
    value: Value | None,
    placeholders: Collection[str] = (),
    *,
    all_text: bool = False,
    days_from_1904: bool = False,
) -> Reading:
    """Read one cell of a column or header field.

    ``placeholders`` are texts that stand for an empty cell. ``all_text`` says that the file's format knows only text
    (CSV), so that a number written as text is nothing noteworthy; ``days_from_1904``, that its dates count from there.
    """
    if value is None or (not display(value) and not isinstance(value, Uncalculated)):
        return EMPTY
    if isinstance(value, str) and squeeze(value) in {squeeze(text) for text in placeholders}:
        return EMPTY
    if isinstance(value, Uncalculated):
        return Reading(state=AnswerState.UNCALCULATED)
    if isinstance(value, CellError):
        return UNREADABLE
    if isinstance(value, float) and not math.isfinite(value):
        return UNREADABLE
    match entry.kind:
        case ColumnKind.RATING if scale is not None:
            return _rating(scale, value, all_text=all_text)
        case ColumnKind.NUMBER | ColumnKind.MONEY | ColumnKind.PERCENT | ColumnKind.COMPUTED:
            return _number(entry.kind, value, all_text=all_text)
        case ColumnKind.DATE:
            return _date(value, _EPOCH_1904 if days_from_1904 else EPOCH)
        case ColumnKind.YES_NO:
            return _yes_no(value)
        case ColumnKind.CHOICE:
            return _choice(entry, value)
        case _:
            return Reading(state=AnswerState.VALID, value=display(value))


def plain_number(value: Value | None) -> float | None:
    """A number that a program calculated; None for anything else, also for one beyond what can be counted with."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _TOO_LARGE:
        return None
    return float(value)


def plain_digits(text: str) -> str:
    """Text with every kind of digit and width as ASCII, without space around it."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in folded).replace("\u2212", "-").strip()


def _rating(scale: Scale, value: Value, *, all_text: bool) -> Reading:
    if isinstance(value, bool):
        return UNREADABLE
    if isinstance(value, int | float):
        return _numeric_level(scale, value, AnswerState.VALID)
    typed = str(value).strip()
    text = plain_digits(typed)
    as_written = AnswerState.VALID if text == typed else AnswerState.READ_AS
    if _RANGE.fullmatch(text):
        return EMPTY
    if level := scale.by_value.get(text):
        numeric = _NUMBER.fullmatch(text) and scale.numbers and not all_text
        return _level(level, AnswerState.READ_AS if numeric else as_written)
    if _NUMBER.fullmatch(text):
        return _numeric_level(scale, float(text), as_written if all_text else AnswerState.READ_AS)
    if squeeze(text) in _NA_WORDS:
        found = Reading(state=AnswerState.NOT_APPLICABLE, value=NOT_APPLICABLE)
        return found if scale.not_applicable else UNREADABLE
    return _worded_rating(scale, text)


def _worded_rating(scale: Scale, text: str) -> Reading:
    wanted = squeeze(text)
    for known in ({squeeze(level.value): level for level in scale.levels}, _by_label(scale)):
        if wanted in known:
            return _level(known[wanted], AnswerState.READ_AS)
    if match := _VALUE_AND_LABEL.fullmatch(text):
        value = squeeze(match["value"] or match["value2"])
        label = squeeze(match["label"] or match["label2"]).strip("()[]\"' ")
        for level in scale.levels:
            named = value in {squeeze(level.value), f"{squeeze(level.value)}.0"}
            if named and label and squeeze(level.label).startswith(label):
                return _level(level, AnswerState.READ_AS)
    if not scale.numbers and len(wanted) == 1 and wanted.isalpha():
        return OFF_SCALE
    return UNREADABLE


def _by_label(scale: Scale) -> dict[str, Level]:
    return {squeeze(level.label): level for level in scale.levels}


def _numeric_level(scale: Scale, number: float, state: AnswerState) -> Reading:
    """The level whose value is a number, however it is written: 2, 2.0 and 02 are the same."""
    for level in scale.levels:
        if _NUMBER.fullmatch(level.value) and float(level.value) == number:
            return _level(level, state)
    return OFF_SCALE


def _level(level: Level, state: AnswerState) -> Reading:
    return Reading(state=state, value=level.value, number=level.number)


def _number(kind: ColumnKind, value: Value, *, all_text: bool) -> Reading:
    if isinstance(value, bool):
        return UNREADABLE
    if isinstance(value, int | float):
        return UNREADABLE if plain_number(value) is None else _figure(Decimal(repr(value)), AnswerState.VALID)
    typed = str(value).strip()
    text = plain_digits(typed)
    bare = text.strip("$€£¥% \u00a0") if kind is not ColumnKind.NUMBER else text
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(bare):
        bare = bare.replace(",", ".")
    if not _NUMBER.fullmatch(bare):
        return UNREADABLE
    share = kind is ColumnKind.PERCENT and text.endswith("%")
    plain = bare == (typed.removesuffix("%").rstrip() if share else typed)
    state = AnswerState.VALID if all_text and plain else AnswerState.READ_AS
    return _figure(Decimal(bare).scaleb(-2) if share else Decimal(bare), state)


def _figure(number: Decimal, state: AnswerState) -> Reading:
    """A number and its plain decimal text; unreadable beyond what any program counts with."""
    if abs(number) >= _TOO_LARGE:
        return UNREADABLE
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Reading(state=state, value="0" if text == "-0" else text, number=float(number))


def _date(value: Value, epoch: date) -> Reading:
    if isinstance(value, bool):
        return UNREADABLE
    if isinstance(value, int | float):
        if not 1 <= value <= _LAST_SERIAL:
            return UNREADABLE
        return Reading(state=AnswerState.VALID, value=(epoch + timedelta(days=int(value))).isoformat())
    text = _TIME.sub("", plain_digits(str(value)))
    for form in _DATE_FORMATS:
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 -- a review's date has no time zone
        except ValueError:
            continue
        return Reading(state=AnswerState.VALID, value=found.date().isoformat())
    return UNREADABLE


def _yes_no(value: Value) -> Reading:
    word = squeeze(display(value))
    if word in _YES | _NO:
        return Reading(state=AnswerState.VALID, value="yes" if word in _YES else "no")
    return UNREADABLE


def _choice(entry: Entry, value: Value) -> Reading:
    word = squeeze(display(value))
    for option in entry.options:
        if word == squeeze(option):
            return Reading(state=AnswerState.VALID, value=option)
    return OFF_SCALE
