"""Letters of other alphabets that look like Latin ones, and are another text to every program."""

from __future__ import annotations

import unicodedata

_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТУХаеѕіјорсухԁһԛԝ", "ABESIJKMHOPCTYXaesijopcyxdhqw", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορ", "ABEZHIKMNOPTYXaivop", strict=True))
_LATIN = str.maketrans(_CYRILLIC | _GREEK)


def as_latin(text: str) -> str:
    """Text with the Latin letter in place of each one that looks like it."""
    return text if text.isascii() else text.translate(_LATIN)


def lookalike_named(text: str) -> str:
    """What to say of the first letter that only looks like a Latin one; '' where there is none.

    Such as ``'В' is the Cyrillic letter VE, which only looks like 'B'``.
    """
    found = next((letter for letter in text if ord(letter) in _LATIN), "")
    if not found:
        return ""
    alphabet, *_, letter = unicodedata.name(found).split()
    return f"{found!r} is the {alphabet.capitalize()} letter {letter}, which only looks like {as_latin(found)!r}"


def mixes_alphabets(text: str) -> bool:
    """Whether letters that only look Latin stand beside real Latin ones."""
    return as_latin(text) != text and any(letter.isascii() and letter.isalpha() for letter in text)
