"""What a typed value means: strict about what it accepts, plain about what it does not, and never guessing.

Each reader takes a value that is not empty and is no error; which of them a column uses is its kind's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal

from sheetreview.form.dates import days_meant, is_plain
from sheetreview.form.numbers import meanings, stands_in
from sheetreview.model.review import AnswerState
from sheetreview.model.scales import NOT_APPLICABLE, PLAIN_NUMBER, Level, Scale
from sheetreview.model.schedule import is_usual
from sheetreview.sheet.grid import (
    EPOCH,
    EPOCH_1904,
    LAST_SERIAL,
    Book,
    NumberFormat,
    ShownNumber,
    Value,
    display,
    exact,
)
from sheetreview.sheet.text import compact, fold, squeeze

NA_WORDS = frozenset({"n/a", "na", "n.a.", "n. a.", "not applicable"})
"""What is read as N/A, as compared."""

_VALUE_AND_LABEL = re.compile(r"(?P<value>\S+?)\s*[-–—=:.)]+\s+(?P<label>\S.*)|(?P<value2>\S+)\s+(?P<label2>[^\W\d].*)")
_RANGE = re.compile(r"\[\s*\S+\s*[-–]\s*\S+\s*\]")
_TOO_LARGE = 1e15
_FIFTEEN_DIGITS = Context(prec=15)
"""What spreadsheets count with: 3.9999999999999996 is 4."""

_COUNTED = frozenset({NumberFormat.NUMBER, NumberFormat.MONEY})
"""Number formats that show a figure as one."""

_OF_DAYS = frozenset({NumberFormat.DATE, NumberFormat.TIME})

_YES = {"yes", "y", "true", "1"}
_NO = {"no", "n", "false", "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The outcome of reading one cell; see :class:`sheetreview.model.review.Answer` for the fields."""

    state: AnswerState
    value: str = ""
    number: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat:
    """What a file's format does to the values in it.

    ``all_text`` says that it knows only text (CSV), so that a number written as text is nothing noteworthy;
    ``days_from_1904``, that its dates are numbers of days after 1 January 1904; ``decimal`` is the decimal sign of its
    numbers, where the file shows it.
    """

    all_text: bool = False
    days_from_1904: bool = False
    decimal: str = ""

    @classmethod
    def of(cls, book: Book) -> FileFormat:
        """The format of a file that was read."""
        return cls(all_text=book.format == "csv", days_from_1904=book.days_from_1904, decimal=book.decimal)

    @property
    def epoch(self) -> date:
        """The day that its dates count from."""
        return EPOCH_1904 if self.days_from_1904 else EPOCH


WORKBOOK = FileFormat()
"""A workbook with numbers, and dates that count from 1900."""

EMPTY = Reading(state=AnswerState.EMPTY)
UNREADABLE = Reading(state=AnswerState.UNREADABLE)
OFF_SCALE = Reading(state=AnswerState.OFF_SCALE)


def plain_number(value: Value | None) -> float | None:
    """A number that a program calculated; None for anything else, also for one beyond what can be counted with."""
    if isinstance(value, ShownNumber):
        value = value.number
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _TOO_LARGE:
        return None
    return float(value)


def shows_otherwise(value: ShownNumber, *, exactly: bool) -> bool:
    """Whether the number format of a cell shows nothing, or another number than the cell holds.

    A rounded one is the same, unless it is wanted ``exactly``. Days and times are shown as something else by nature.
    """
    if value.format in _OF_DAYS:
        return False
    text = fold(value.text)
    if not text:
        return True
    # A dash is what accounts show for nought.
    nought = not value.number and not exactly and not any(map(str.isdigit, text))
    number = value.number * 100 if value.format is NumberFormat.PERCENT else value.number
    return not (nought or stands_in(exact(number), text, exactly=exactly))


def plain_digits(text: str) -> str:
    """Text folded, with every kind of digit and width as ASCII, without space around it."""
    return fold(text).strip()


def read_text(value: Value) -> Reading:
    """Read any value as the text a person sees."""
    return Reading(state=AnswerState.VALID, value=display(value))


def read_rating(scale: Scale, value: Value, *, all_text: bool) -> Reading:
    """Read a level of a scale, however it is written, as long as only one can be meant."""
    if isinstance(value, bool | ShownNumber):
        figure = isinstance(value, ShownNumber) and value.format in _COUNTED
        if seen := _as_seen(scale.by_value, value):
            return _level(scale.by_value[seen], AnswerState.VALID if figure else AnswerState.READ_AS)
        if isinstance(value, bool) or not figure:
            return UNREADABLE
        if shows_otherwise(value, exactly=True):
            return _typed_rating(scale, display(value), all_text=True)
        value = value.number
    if isinstance(value, int | float):
        return _numeric_level(scale, value, AnswerState.VALID)
    return _typed_rating(scale, display(value), all_text=all_text)


def _typed_rating(scale: Scale, typed: str, *, all_text: bool) -> Reading:
    """Read a level that stands in its cell as text."""
    text = plain_digits(typed)
    as_written = AnswerState.VALID if text == typed else AnswerState.READ_AS
    if _RANGE.fullmatch(text):
        return EMPTY
    if level := scale.by_value.get(text):
        numeric = PLAIN_NUMBER.fullmatch(text) and scale.numbers and not all_text
        return _level(level, AnswerState.READ_AS if numeric else as_written)
    if PLAIN_NUMBER.fullmatch(text):
        return _numeric_level(scale, float(text), as_written if all_text else AnswerState.READ_AS)
    # 4,0 is 4; but 4,5 may be two ratings.
    if whole := [number for number in meanings(text) if number == int(number)]:
        found = [_numeric_level(scale, float(number), AnswerState.READ_AS) for number in whole]
        return next((one for one in found if one.value), OFF_SCALE)
    return _worded_rating(scale, text)


def _worded_rating(scale: Scale, text: str) -> Reading:
    wanted = squeeze(text)
    if level := scale.by_compared_value.get(compact(text)) or scale.by_compared_label.get(wanted):
        return _level(level, AnswerState.READ_AS)
    if wanted in NA_WORDS:
        found = Reading(state=AnswerState.NOT_APPLICABLE, value=NOT_APPLICABLE)
        return found if scale.not_applicable else UNREADABLE
    if level := _valued_and_labelled(scale, text):
        return _level(level, AnswerState.READ_AS)
    return OFF_SCALE if not scale.numbers and len(wanted) == 1 and wanted.isalpha() else UNREADABLE


def _valued_and_labelled(scale: Scale, text: str) -> Level | None:
    """The level that a text names by its value and the beginning of its label, such as "4 - Good"."""
    match = _VALUE_AND_LABEL.fullmatch(text)
    if match is None:
        return None
    value = squeeze(match["value"] or match["value2"])
    label = squeeze(match["label"] or match["label2"]).strip("()[]\"' ")
    named = (level for level in scale.levels if value in {squeeze(level.value), f"{squeeze(level.value)}.0"})
    return next((level for level in named if label and squeeze(level.label).startswith(label)), None)


def _numeric_level(scale: Scale, number: float, state: AnswerState) -> Reading:
    """The level whose value is a number, however it is written."""
    level = scale.by_number.get(exact(number))
    return _level(level, state) if level else OFF_SCALE


def _level(level: Level, state: AnswerState) -> Reading:
    return Reading(state=state, value=level.value, number=level.number)


def read_number(value: Value, file: FileFormat, *, signs: str = "", share: bool = False) -> Reading:
    """Read a number, with any of the ``signs`` around it; where it is a ``share``, 85% is 0.85.

    A text that may be two numbers is none, unless the file shows which.
    """
    if isinstance(value, bool) or (isinstance(value, ShownNumber) and not _counts(value, share=share)):
        return UNREADABLE
    if isinstance(value, int | float | ShownNumber):
        number = plain_number(value)
        return UNREADABLE if number is None else _figure(Decimal(repr(number)), AnswerState.VALID)
    typed = str(value).strip()
    text = plain_digits(typed)
    share = share and text.endswith("%")
    bare = (text.removesuffix("%") if share else text).strip(f"{signs} ")
    numbers = meanings(bare, file.decimal)
    if len(numbers) != 1:
        return UNREADABLE
    plain = PLAIN_NUMBER.fullmatch(bare) and bare == (typed.removesuffix("%").rstrip() if share else typed)
    state = AnswerState.VALID if file.all_text and plain else AnswerState.READ_AS
    return _figure(numbers[0].scaleb(-2) if share else numbers[0], state)


def _counts(value: ShownNumber, *, share: bool) -> bool:
    """Whether what a cell shows is a figure: no day, no time, and a share only where one is wanted."""
    return value.format in _COUNTED or (share and value.format is NumberFormat.PERCENT)


def _figure(number: Decimal, state: AnswerState) -> Reading:
    """A number and its plain decimal text; unreadable beyond what any program counts with."""
    number = _FIFTEEN_DIGITS.plus(number)
    if abs(number) >= _TOO_LARGE:
        return UNREADABLE
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Reading(state=state, value="0" if text == "-0" else text, number=float(number))


def read_date(value: Value, epoch: date) -> Reading:
    """Read a day of the range that a cycle knows: a serial number counted from ``epoch``, or a text that means one."""
    if isinstance(value, ShownNumber):
        if value.format is not NumberFormat.DATE:
            return UNREADABLE
        value = value.number
    if isinstance(value, bool):
        return UNREADABLE
    if isinstance(value, int | float):
        if not 1 <= value <= LAST_SERIAL or not is_usual(day := epoch + timedelta(days=int(value))):
            return UNREADABLE
        return Reading(state=AnswerState.VALID, value=day.isoformat())
    text = display(value)
    days = days_meant(text, epoch)
    if len(days) != 1:
        return UNREADABLE
    return Reading(state=AnswerState.VALID if is_plain(text) else AnswerState.READ_AS, value=days[0].isoformat())


def read_yes_no(value: Value) -> Reading:
    """Read yes or no."""
    word = squeeze(display(value))
    if word in _YES | _NO:
        return Reading(state=AnswerState.VALID, value="yes" if word in _YES else "no")
    return UNREADABLE


def read_choice(options: Iterable[str], value: Value) -> Reading:
    """Read one of some options; case and spaces do not matter."""
    option = _as_seen(options, value)
    return Reading(state=AnswerState.VALID, value=option) if option else OFF_SCALE


def _as_seen(options: Iterable[str], value: Value) -> str:
    """The option that a cell shows, though a program may have taken it for a share, a day or a truth; '' for none."""
    options = tuple(options)
    word = compact(display(value))
    found = [option for option in options if compact(option) == word]
    if not found and isinstance(value, ShownNumber) and value.format is NumberFormat.PERCENT:
        # Programs show the same share with more decimals: 50.00% for 50%.
        shares = {option: meanings(option.removesuffix("%").strip()) for option in options if option.endswith("%")}
        share = _FIFTEEN_DIGITS.plus(Decimal(repr(value.number))).scaleb(2)
        found = [option for option, numbers in shares.items() if numbers == (share,)]
    return found[0] if found else ""
