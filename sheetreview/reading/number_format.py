"""Number formats: what kind of value one announces, and what a person sees of a number in it.

Written after the rules of ECMA-376, part 1, 18.8.30 and 18.8.31. Months and weekdays are named in English, since a file
does not say in which language its reader's program named them; where a program takes the order of a date from its
user's settings, the date is ISO.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import groupby

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
_COLOUR = re.compile(r"\[(black|blue|cyan|green|magenta|red|white|yellow|color ?\d+)\]", re.IGNORECASE)
_CURRENCY = re.compile(r"[$€£¥₹₩]|\b(EUR|USD|GBP|CHF)\b")

_Token = tuple[str, str]
"""What a part of a code is, and its text."""


@dataclass(frozen=True, slots=True)
class NumberCode:
    """A number format: what kind of value it announces, and the parts of its code for positive, negative, no value."""

    kind: NumberFormat
    sections: tuple[tuple[_Token, ...], ...]

    def shown(self, number: float, epoch: date = EPOCH) -> int | float | ShownNumber:
        """A number as a cell of this format shows it; ``epoch`` is the day that dates count from."""
        if self.kind is NumberFormat.GENERAL or not abs(number) < _TOO_LARGE:
            return number
        text = self._in_days(number, epoch) if self.kind in _OF_DAYS else self._in_digits(number)
        return shown_number(number, self.kind, text.strip())

    def _in_days(self, number: float, epoch: date) -> str:
        if not 0 <= number <= LAST_SERIAL:
            return display(number)
        return _day_text(self.sections[0], number, epoch)

    def _in_digits(self, number: float) -> str:
        value = Decimal(repr(exact(number)))
        which = 1 if value < 0 and len(self.sections) > 1 else 2 if value == 0 and len(self.sections) > 2 else 0  # noqa: PLR2004
        tokens = self.sections[which]
        if not any(kind == "digits" for kind, _ in tokens):
            # A section of words alone, such as a dash for nought, hides the number from everyone.
            return "".join(text for kind, text in tokens if kind == "literal") if which else display(number)
        sign = "-" if value < 0 and which == 0 else ""
        return sign + _number_text(tokens, abs(value))


_OF_DAYS = frozenset({NumberFormat.DATE, NumberFormat.TIME})


@lru_cache(maxsize=1024)
def number_code(code: str) -> NumberCode:
    """A number format by its code; one whose code sets conditions, or is too long, counts as general."""
    tokens = _tokens(code) if len(code) <= _CODE_LENGTH else None
    if tokens is None:
        return NumberCode(NumberFormat.GENERAL, ((),))
    parts = [tuple(part) for last, part in groupby(tokens, lambda one: one == ("sign", ";")) if not last] or [()]
    return NumberCode(_kind(code, parts[0]), tuple(parts))


def _tokens(code: str) -> list[_Token] | None:
    """The parts of a code; None when it is one that only its program understands."""
    found: list[_Token] = []
    for match in _TOKEN.finditer(code):
        kind, text = str(match.lastgroup), match[0]
        match kind:
            case "literal":
                found.append((kind, text.strip('"') if text[0] == '"' else text[1]))
            case "bracket" if currency := _CURRENCY_SIGN.fullmatch(text):
                found.append(("literal", currency[1]))
            case "bracket" if elapsed := _ELAPSED.fullmatch(text):
                found.append(("elapsed", elapsed[1].casefold()))
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


def _kind(code: str, tokens: Sequence[_Token]) -> NumberFormat:
    """The kind of value that the first part of a code announces."""
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
    return NumberFormat.NUMBER if "digits" in kinds else NumberFormat.GENERAL


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
