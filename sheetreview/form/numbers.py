"""Numbers as people and programs write them, in any country's way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

_SIGNS = (".", ",")
_SPACES = re.compile("(?<=[0-9])[\u00a0\u2009\u202f](?=[0-9])")
_IN_BRACKETS = re.compile(r"\(\s*([^()+-]+?)\s*\)")
_SIGNED = re.compile(r"([+-]?)\s*([0-9.,'\u2019 ]*[0-9][.,]?)")
_GROUPS = re.compile(r"[1-9][0-9]{0,2}([.,'\u2019 ])[0-9]{3}(?:\1[0-9]{3})*|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")
_DIGITS = re.compile(r"[0-9]*")
_BESIDE = re.compile("[^0-9.,'’ ()+-]+")
_LONGEST = 60
_IN_TEXT = re.compile("[0-9.,][0-9.,'\u2019\u00a0\u202f]*(?:E[+-]?[0-9]{1,3})?")
_FRACTION = re.compile(r"(?:([0-9]{1,15}) +)?([0-9]{1,15})/([0-9]{1,15})")
_NEGATIVE = re.compile(r"(?<![0-9A-Za-z])-[^0-9A-Za-z]*[0-9]|^[^0-9A-Za-z(]*\(.*[0-9].*\)$|[0-9] ?-$")
"""A number behind a minus that no word or number stands before, in brackets, or before a minus at the end."""

_POWER = re.compile(r"[0-9]+(?:\.[0-9]*)?E[+-]?[0-9]{1,3}")


def meanings(text: str, decimal: str = "") -> tuple[Decimal, ...]:
    """What a text in ASCII digits says as a number: one, none, or two where ``1,234`` may be thousands or a fraction.

    ``decimal`` is the decimal sign around it, where that is known: it decides between two. Thousands may be parted by
    points, commas, spaces or apostrophes, by twos as in India; in brackets a number is negative.
    """
    found = tuple(dict.fromkeys(_readings(text, _SIGNS)))
    return tuple(_readings(text, (decimal,))) if len(found) > 1 and decimal else found


def decimal_sign(texts: Iterable[str]) -> str:
    """The decimal sign that some numbers show, as ``12,5`` and ``$1.234.567`` do; '' where none does or they differ."""
    shown = ([sign for sign in _SIGNS if any(_readings(digits(text), (sign,)))] for text in texts)
    signs = {fits[0] for fits in shown if len(fits) == 1}
    return signs.pop() if len(signs) == 1 else ""


def digits(text: str) -> str:
    """A text without what may stand beside the digits of a number, such as a currency."""
    return _BESIDE.sub("", text).strip()


def stands_in(number: float, text: str, *, exactly: bool) -> bool:
    """Whether a text in ASCII digits shows a number, with its sign, whatever stands beside it.

    A number may be rounded to the digits that are shown, unless it must stand there ``exactly``.
    """
    wanted = abs(Decimal(repr(number)))
    if wanted and (number < 0) != bool(_NEGATIVE.search(text)):
        return False
    return any(
        wanted == shown or (not exactly and abs(wanted - shown) <= unit / 2) for shown, unit in _shown(text[:_LONGEST])
    )


def _shown(text: str) -> Iterator[tuple[Decimal, Decimal]]:
    """The numbers that stand in a text, without their signs, each with the unit that it is rounded to."""
    for whole, over, under in _FRACTION.findall(text):
        if int(under):
            unit = 1 / Decimal(under)
            yield Decimal(whole or 0) + Decimal(over) * unit, unit
    # Beside each run of digits the whole text: a space may part thousands.
    for found in (*_IN_TEXT.findall(text), digits(text)):
        for number in (Decimal(found),) if _POWER.fullmatch(found) else meanings(found.rstrip(".,")):
            yield abs(number), Decimal(1).scaleb(_last_place(number))


def _last_place(number: Decimal) -> int:
    """The power of ten of a number's last digit that is shown: 0 for whole ones, those with a power aside."""
    exponent = int(number.as_tuple().exponent)
    return exponent if exponent > 0 else min(0, int(number.normalize().as_tuple().exponent))


def _readings(text: str, signs: Iterable[str]) -> Iterator[Decimal]:
    """What a text says with each of some decimal signs."""
    if len(text) > _LONGEST:
        return
    bracketed = _IN_BRACKETS.fullmatch(text)
    match = _SIGNED.fullmatch(_SPACES.sub(" ", bracketed[1] if bracketed else text))
    if match is None:
        return
    minus = "-" if bracketed or match[1] == "-" else ""
    for sign in signs:
        whole, _, part = match[2].partition(sign)
        grouped = not _DIGITS.fullmatch(whole)
        if _DIGITS.fullmatch(part) and (not grouped or _GROUPS.fullmatch(whole)):
            plain = re.sub("[^0-9]", "", whole)
            yield Decimal(f"{minus}{plain or '0'}.{part or '0'}")
