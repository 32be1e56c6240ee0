"""What a typed value means: strict about what it accepts, plain about what it does not, and never guessing."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sheetreview.model.layout import NOT_APPLICABLE, ColumnKind, Entry, Scale
from sheetreview.model.review import AnswerState
from sheetreview.sheet.grid import CellError, Uncalculated, Value, display
from sheetreview.sheet.text import squeeze

_NA_WORDS = {"n/a", "na", "n.a.", "n. a.", "not applicable"}
_NUMBER = re.compile(r"[+-]?[0-9]+([.][0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]{1,2}")
_VALUE_AND_LABEL = re.compile(r"(?P<value>\S+?)\s*[-–—=:.)]+\s+(?P<label>\S.*)|(?P<value2>\S+)\s+(?P<label2>[^\W\d].*)")
_RANGE = re.compile(r"\[\s*\S+\s*[-–]\s*\S+\s*\]")
_EPOCH = date(1899, 12, 30)
_LAST_SERIAL = 2_958_465
_DATE_FORMATS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d.%m.%Y")
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
) -> Reading:
    """Read one cell of a column or header field.

    ``placeholders`` are texts that stand for an empty cell. ``all_text`` says that the file's format knows only text
    (CSV), so that a number written as text is nothing noteworthy.
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
            return _date(value)
        case ColumnKind.YES_NO:
            return _yes_no(value)
        case ColumnKind.CHOICE:
            return _choice(entry, value)
        case _:
            return Reading(state=AnswerState.VALID, value=display(value))


def plain_digits(text: str) -> str:
    """Text with every kind of digit and width as ASCII, without space around it."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in folded).replace("\u2212", "-").strip()


def _rating(scale: Scale, value: Value, *, all_text: bool) -> Reading:
    if isinstance(value, bool):
        return UNREADABLE
    if isinstance(value, int | float):
        return _level(scale, display(float(value)), AnswerState.VALID)
    text = plain_digits(str(value))
    exact = AnswerState.VALID if text == str(value).strip() else AnswerState.READ_AS
    if _RANGE.fullmatch(text):
        return EMPTY
    if _NUMBER.fullmatch(text):
        written = AnswerState.VALID if all_text and exact is AnswerState.VALID else AnswerState.READ_AS
        state = exact if not scale.numbers and text in scale.by_value else written
        return _level(scale, display(float(text)), state)
    if squeeze(text) in _NA_WORDS:
        found = Reading(state=AnswerState.NOT_APPLICABLE, value=NOT_APPLICABLE)
        return found if scale.not_applicable else UNREADABLE
    return _worded_rating(scale, text, exact)


def _worded_rating(scale: Scale, text: str, exact: AnswerState) -> Reading:
    wanted = squeeze(text)
    for level in scale.levels:
        if text == level.value:
            return _level(scale, level.value, exact)
        if wanted in {squeeze(level.value), squeeze(level.label)}:
            return _level(scale, level.value, AnswerState.READ_AS)
    if match := _VALUE_AND_LABEL.fullmatch(text):
        value = squeeze(match["value"] or match["value2"])
        label = squeeze(match["label"] or match["label2"]).strip("()[]\"' ")
        for level in scale.levels:
            if value in {squeeze(level.value), f"{squeeze(level.value)}.0"} and squeeze(level.label).startswith(label):
                return _level(scale, level.value, AnswerState.READ_AS)
    if not scale.numbers and len(wanted) == 1 and wanted.isalpha():
        return OFF_SCALE
    return UNREADABLE


def _level(scale: Scale, value: str, state: AnswerState) -> Reading:
    level = scale.by_value.get(value)
    if level is None:
        return OFF_SCALE
    return Reading(state=state, value=level.value, number=level.number)


def _number(kind: ColumnKind, value: Value, *, all_text: bool) -> Reading:
    if isinstance(value, bool):
        return UNREADABLE
    if isinstance(value, int | float):
        return Reading(state=AnswerState.VALID, value=display(value), number=float(value))
    text = plain_digits(str(value))
    bare = text.strip("$€£¥% \u00a0") if kind is not ColumnKind.NUMBER else text
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(bare):
        bare = bare.replace(",", ".")
    if not _NUMBER.fullmatch(bare):
        return UNREADABLE
    number = float(bare) / (100 if kind is ColumnKind.PERCENT and "%" in text else 1)
    state = AnswerState.VALID if all_text and bare == str(value).strip() else AnswerState.READ_AS
    return Reading(state=state, value=f"{number:.12g}", number=number)


def _date(value: Value) -> Reading:
    if isinstance(value, bool):
        return UNREADABLE
    if isinstance(value, int | float):
        if not 1 <= value <= _LAST_SERIAL:
            return UNREADABLE
        return Reading(state=AnswerState.VALID, value=(_EPOCH + timedelta(days=int(value))).isoformat())
    text = plain_digits(str(value)).removesuffix("T00:00:00").removesuffix(" 00:00:00")
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
