"""Number formats: what kind of value one announces, and what a person sees of a number in it.

Written after the rules of ECMA-376, part 1, 18.8.30 and 18.8.31. Months and weekdays are named in English, since a file
does not say in which language its reader's program named them; where a program takes the order of a date from its
user's settings, the date is ISO.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from sheetreview.sheet.grid import EPOCH, LAST_SERIAL, NumberFormat, ShownNumber, display, exact, shown_number

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "$#,##0", 6: "$#,##0", 7: "$#,##0.00", 8: "$#,##0.00",
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd"), 32: "h:mm", 33: "h:mm:ss", 34: "yyyy-mm-dd",
    35: "yyyy-mm-dd", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)",
    41: "#,##0", 42: "$#,##0", 43: "#,##0.00", 44: "$#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0",
}  # fmt: skip
"""The codes of the formats that files name by number alone, as English programs show them."""

_CODE_LENGTH = 255
_TOO_LARGE = 1e15
_SECONDS = 86_400
_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"|\\.)|(?P<space>_.|\*.)|(?P<bracket>\[[^\]]*\])|(?P<half>AM/PM|A/P)|(?P<general>General)
    |(?P<day>y+|m+|d+|h+|s+)|(?P<exponent>E[+-])|(?P<digits>[0#?])|(?P<sign>[.,%/@;])|(?P<other>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_CURRENCY_SIGN = re.compile(r"\[\$([^-\]]*)(-[^\]]*)?\]")
_CONDITION = re.compile(r"\[(<=|>=|<>|[<>=])(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)\]")
_BRACKETS = re.compile(r"(?:\[[^\]]*\])*")
_COLOUR = re.compile(r"\[(black|blue|cyan|green|magenta|red|white|yellow|color ?\d+)\]", re.IGNORECASE)
_CURRENCY = re.compile(r"[$€£¥₹₩]|\b(EUR|USD|GBP|CHF)\b")

_Token = tuple[str, str]
"""What a part of a code is, and its text."""

_COMPARED: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_OF_NUMBERS = 3
"""Sections of a code that are for numbers; a fourth is for texts."""


@dataclass(frozen=True, slots=True)
class _Section:
    """The part of a code for some numbers: those of its condition, such as ``[>=100]``, or of its place."""

    tokens: tuple[_Token, ...]
    condition: tuple[str, str] | None = None

    def is_for(self, value: Decimal, place: int, count: int) -> bool:
        """Whether it shows a number, as the section at a place (from 0) of ``count`` of which one has a condition."""
        if self.condition is not None:
            sign, limit = self.condition
            return _COMPARED[sign](value, Decimal(limit))
        return place == count - 1 or (value > 0 if place == 0 else value < 0)

    def text(self, value: Decimal) -> str:
        """A number that is not negative, as the section shows it."""
        if any(kind == "digits" for kind, _ in self.tokens):
            return _number_text(self.tokens, value)
        # A section of words alone, such as a dash for nought, hides the number from everyone.
        found = []
        for kind, text in self.tokens:
            if kind == "general" or text == "@":
                found.append(display(float(value)))
            elif kind == "literal":
                found.append(text)
        return "".join(found)


@dataclass(frozen=True, slots=True)
class NumberCode:
    """A number format: what kind of value it announces, and the sections of its code."""

    kind: NumberFormat
    sections: tuple[_Section, ...]

    def shown(self, number: float, epoch: date = EPOCH) -> int | float | ShownNumber:
        """A number as a cell of this format shows it; ``epoch`` is the day that dates count from."""
        if self.kind is NumberFormat.GENERAL or not abs(number) < _TOO_LARGE:
            return number
        text = self._in_days(number, epoch) if self.kind in _OF_DAYS else self._in_digits(number)
        return shown_number(number, self.kind, text.strip())

    def _in_days(self, number: float, epoch: date) -> str:
        if not 0 <= number <= LAST_SERIAL:
            return display(number)
        return _day_text(self.sections[0].tokens, number, epoch)

    def _in_digits(self, number: float) -> str:
        value = Decimal(repr(exact(number)))
        which = self._place(value)
        if which is None:
            return ""
        negative = which == 1 and self.sections[1].condition is None
        return ("-" if value < 0 and not negative else "") + self.sections[which].text(abs(value))

    def _place(self, value: Decimal) -> int | None:
        """The section that shows a number; None where no condition holds, so that a program shows none."""
        sections = self.sections[:_OF_NUMBERS]
        count = len(sections)
        if any(section.condition for section in sections):
            return next((at for at, one in enumerate(sections) if one.is_for(value, at, count)), None)
        return 1 if value < 0 and count > 1 else 2 if value == 0 and count == _OF_NUMBERS else 0


_OF_DAYS = frozenset({NumberFormat.DATE, NumberFormat.TIME})


@lru_cache(maxsize=1024)
def number_code(code: str) -> NumberCode:
    """A number format by its code; one that only its program understands, or that is too long, counts as general."""
    tokens = _tokens(code) if len(code) <= _CODE_LENGTH else None
    if tokens is None:
        return NumberCode(NumberFormat.GENERAL, ())
    sections = tuple(map(_section, _split(tokens)))
    return NumberCode(_kind(code, sections), sections)


def _split(tokens: Iterable[_Token]) -> list[list[_Token]]:
    """The sections of a code, which may be empty."""
    parts: list[list[_Token]] = [[]]
    for token in tokens:
        if token == ("sign", ";"):
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _section(tokens: Iterable[_Token]) -> _Section:
    tokens = tuple(tokens)
    conditions = (_CONDITION.fullmatch(text) for kind, text in tokens if kind == "condition")
    found = next(filter(None, conditions), None)
    shown = tuple(token for token in tokens if token[0] != "condition")
    return _Section(tokens=shown, condition=(found[1], found[2]) if found else None)


def _tokens(code: str) -> list[_Token] | None:
    """The parts of a code; None when it is one that only its program understands."""
    found: list[_Token] = []
    for match in _TOKEN.finditer(code):
        kind, text = str(match.lastgroup), match[0]
        match kind:
            case "literal":
                found.append((kind, text.strip('"') if text[0] == '"' else text[1]))
            case "bracket" if currency := _CURRENCY_SIGN.fullmatch(text):
                found += [("literal", currency[1])] * bool(currency[1])
            case "bracket" if elapsed := _ELAPSED.fullmatch(text):
                found.append(("elapsed", elapsed[1].casefold()))
            case "bracket" if _CONDITION.fullmatch(text):
                found.append(("condition", text))
            case "bracket" if not _COLOUR.fullmatch(text):
                return None
            case "space" | "bracket":
                continue
            case "other":
                found.append(("literal", text))
            case "day":
                found.append((kind, text.casefold()))
            case _:
                found.append((kind, text))
    return found


def _kind(code: str, sections: Sequence[_Section]) -> NumberFormat:
    """The kind of value that the first section of a code announces."""
    tokens = sections[0].tokens
    kinds = {kind for kind, _ in tokens}
    letters = {text[0] for kind, text in tokens if kind == "day"}
    if ("sign", "%") in tokens:
        return NumberFormat.PERCENT
    if "digits" in kinds and _CURRENCY.search(_CURRENCY_SIGN.sub(r"\1", code)):
        return NumberFormat.MONEY
    if letters & {"y", "d"} or letters == {"m"}:
        return NumberFormat.DATE
    if letters or "elapsed" in kinds:
        return NumberFormat.TIME
    as_stored = len(sections) == 1 and all(kind == "general" or text == "@" for kind, text in tokens)
    return NumberFormat.GENERAL if as_stored and (tokens or _BRACKETS.fullmatch(code)) else NumberFormat.NUMBER


def _day_text(tokens: Sequence[_Token], number: float, epoch: date) -> str:
    """A day, a time of day, or the time that passed, in the parts that a code lists."""
    parts = _minutes_told(tokens)
    split = next((at for at, part in enumerate(parts) if part == ("sign", ".")), len(parts))
    places = len([0 for kind, _ in parts[split:] if kind == "digits"])
    seconds = round(Decimal(repr(exact(number))) * _SECONDS, places)
    moment = datetime.combine(epoch, time()) + timedelta(seconds=int(seconds))
    halves = any(kind == "half" for kind, _ in parts)
    found = []
    for at, (kind, text) in enumerate(parts):
        match kind:
            case "day" | "minute":
                found.append(_part_of_day(kind, text, moment, halves=halves))
            case "elapsed":
                passed = int(seconds) // {"h": 3_600, "m": 60, "s": 1}[text[0]]
                found.append(f"{passed:0{len(text)}d}")
            case "half":
                found.append(("AM", "PM")[moment.hour >= 12])  # noqa: PLR2004 -- noon
            case "digits" if at > split:
                found.append(f"{seconds % 1:.{places}f}"[1 + at - split])
            case "literal" | "sign" if text != "@":
                found.append(text)
            case _:
                continue
    return "".join(found)


def _minutes_told(tokens: Sequence[_Token]) -> list[_Token]:
    """The parts of a code with its minutes told from months: an m behind hours or before seconds."""
    parts = list(tokens)
    timed = [at for at, (kind, _) in enumerate(parts) if kind in {"day", "elapsed"}]
    for before, at, after in zip([-1, *timed], timed, [*timed[1:], -1], strict=False):
        kind, text = parts[at]
        hours = before >= 0 and parts[before][1][0] == "h"
        if kind == "day" and text[0] == "m" and (hours or (after >= 0 and parts[after][1][0] == "s")):
            parts[at] = ("minute", text)
    return parts


def _part_of_day(kind: str, text: str, moment: datetime, *, halves: bool) -> str:
    """One part of a date or time, as long as its letters are many."""
    many = len(text)
    if kind == "minute":
        return f"{moment.minute:0{min(many, 2)}d}"
    match text[0], many:
        case "y", _:
            return f"{moment.year:04d}" if many > 2 else f"{moment.year % 100:02d}"  # noqa: PLR2004
        case "m" | "d", (1 | 2):
            return f"{moment.month if text[0] == 'm' else moment.day:0{many}d}"
        case "m", _:
            name = _MONTHS[moment.month - 1]
            return {3: name[:3], 5: name[:1]}.get(many, name)
        case "d", _:
            name = _WEEKDAYS[moment.weekday()]
            return name[:3] if many == 3 else name  # noqa: PLR2004
        case "h", _:
            hour = (moment.hour + 11) % 12 + 1 if halves else moment.hour
            return f"{hour:0{min(many, 2)}d}"
        case _:
            return f"{moment.second:0{min(many, 2)}d}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _number_text(tokens: Sequence[_Token], value: Decimal) -> str:
    """A number that is not negative in the digits, separators and words of a code."""
    if ("sign", "/") in tokens:
        return _fraction_text(tokens, value)
    tokens, value, grouped = _scaled(tokens, value.scaleb(2 * tokens.count(("sign", "%"))))
    point = next((at for at, token in enumerate(tokens) if token == ("sign", ".")), len(tokens))
    power = next((at for at, (kind, _) in enumerate(tokens) if kind == "exponent"), len(tokens))
    places = len(_places(tokens[point:power]))
    if power < len(tokens):
        return f"{float(value):.{places}E}"
    whole, _, part = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}".partition(".")
    return _whole_text(tokens[:point], whole.lstrip("0"), grouped=grouped) + _decimals_text(tokens[point:], part)


def _places(tokens: Sequence[_Token]) -> str:
    """The places for digits in a part of a code: ``0`` where one must stand."""
    return "".join(text for kind, text in tokens if kind == "digits")


def _scaled(tokens: Sequence[_Token], value: Decimal) -> tuple[list[_Token], Decimal, bool]:
    """A code without its commas: one between digits groups them, one behind the last digit leaves thousands out."""
    digits = [at for at, (kind, _) in enumerate(tokens) if kind == "digits"]
    commas = [at for at, token in enumerate(tokens) if token == ("sign", ",")]
    behind = len([at for at in commas if at > digits[-1]])
    grouped = any(digits[0] < at < digits[-1] for at in commas)
    return [token for token in tokens if token != ("sign", ",")], value.scaleb(-3 * behind), grouped


def _whole_text(tokens: Sequence[_Token], digits: str, *, grouped: bool) -> str:
    """The digits before the point, put into their places from the right: the first place takes what is left."""
    places = _places(tokens)
    digits = digits.rjust(len(places) - places.index("0") if "0" in places else 0, "0")
    if grouped:
        digits = _THOUSANDS.sub(",", digits)
    found, left = [], len(places)
    for kind, text in reversed(tokens):
        if kind == "digits":
            left -= 1
            taken = len(digits) if not left else 0 if grouped else 1
            digits, last = digits[: len(digits) - taken], digits[len(digits) - taken :]
            found.append(last)
        elif kind == "literal" or text == "%":
            found.append(text)
    return "".join(reversed(found))


def _decimals_text(tokens: Sequence[_Token], digits: str) -> str:
    """The point and the digits behind it, as many as there are or must be."""
    digits = digits.rstrip("0").ljust(_places(tokens).rfind("0") + 1, "0")
    found = []
    for kind, text in tokens:
        if kind == "digits":
            found.append(digits[:1])
            digits = digits[1:]
        elif kind == "literal" or text in ".%":
            found.append(text)
    return "".join(found)


def _fraction_text(tokens: Sequence[_Token], value: Decimal) -> str:
    """A number as a whole one and a fraction, in a code such as ``# ?/?``."""
    line = tokens.index(("sign", "/"))
    behind = "".join(text for kind, text in tokens[line + 1 :] if kind in {"digits", "literal"}).strip()
    places = [kind for kind, text in tokens[:line] if kind == "digits" or (kind == "literal" and text == " ")]
    exact_value = Fraction(value)
    if behind.isdecimal() and int(behind):
        over = int(behind)
        share = Fraction(int(exact_value * over + Fraction(1, 2)), over)
    else:
        share = exact_value.limit_denominator(10 ** max(1, len(behind)) - 1)
        over = share.denominator
    # With a space between two groups of places, the whole stands for itself.
    whole = int(share) if "literal" in places else 0
    over_line = int((share - whole) * over)
    if not over_line:
        return str(whole)
    return f"{whole} {over_line}/{over}" if whole else f"{over_line}/{over}"
