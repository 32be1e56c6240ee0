"""Texts as YAML reads them back, whatever they hold."""

from __future__ import annotations

import re

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_PLAIN = re.compile(r"[^\W\d_][\w/()'’&+.%–-]*(?: [\w/()'’&+.%–-]+)*")
_MEANT_OTHERWISE = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def quote(text: str) -> str:
    """A text in double quotes."""
    return f'"{"".join(_escaped(character) for character in text)}"'


def scalar(text: str) -> str:
    """A text without quotes where it means the same without them, inside brackets too."""
    plain = _PLAIN.fullmatch(text) and text.isprintable() and text.casefold() not in _MEANT_OTHERWISE
    return text if plain else quote(text)


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return character if character.isprintable() else f"\\U{ord(character):08x}"
