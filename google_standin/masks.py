"""Field masks as Google's APIs read them: ``a/b``, ``a.b``, ``a(b,c/d)``, ``*``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

Mask: TypeAlias = Mapping[str, "Mask"]
"""The fields a mask names; an empty one means everything below."""

_TOKEN = re.compile(r"[A-Za-z0-9_$-]+|[*,()/.]")


class MaskError(ValueError):
    """A mask that cannot be read; its text says what is wrong with it."""


@lru_cache(maxsize=256)
def parse_mask(text: str) -> Mask:
    """The fields that a mask's text names. Raises MaskError for a text that is no mask, an empty one too."""
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != text or not tokens:
        raise MaskError(f"Invalid field mask {text!r}")
    mask, end = _parse_list(tokens, 0, text)
    if end != len(tokens):
        raise MaskError(f"Invalid field mask {text!r}")
    return mask


def _parse_list(tokens: list[str], at: int, text: str) -> tuple[Mask, int]:
    mask: dict[str, Mask] = {}
    while True:
        path, at = _parse_path(tokens, at, text)
        inner: Mask = {}
        if at < len(tokens) and tokens[at] == "(":
            inner, at = _parse_list(tokens, at + 1, text)
            if at >= len(tokens) or tokens[at] != ")":
                raise MaskError(f"Invalid field mask {text!r}: a bracket is not closed")
            at += 1
        for name in reversed(path[1:]):
            inner = {name: inner}
        mask[path[0]] = _merged(mask[path[0]], inner) if path[0] in mask else inner
        if at >= len(tokens) or tokens[at] != ",":
            return mask, at
        at += 1


def _parse_path(tokens: list[str], at: int, text: str) -> tuple[list[str], int]:
    path: list[str] = []
    while True:
        if at >= len(tokens) or tokens[at] in ",()/.":
            raise MaskError(f"Invalid field mask {text!r}: a name is missing")
        path.append(tokens[at])
        at += 1
        if at >= len(tokens) or tokens[at] not in "/.":
            return path, at
        at += 1


def _merged(one: Mask, other: Mask) -> Mask:
    if not one or not other:
        return {}
    both = dict(one)
    for name, inner in other.items():
        both[name] = _merged(both[name], inner) if name in both else inner
    return both


def apply_mask(value: Any, mask: str | Mask) -> Any:  # noqa: ANN401 -- any JSON value, as it came
    """The part of a JSON value that a mask names, as a ``fields`` parameter gives it.

    What the mask does not reach is left out; an object or a list's element of which nothing is named stays as ``{}``.
    """
    names = parse_mask(mask) if isinstance(mask, str) else mask
    if not names:
        return value
    if isinstance(value, list):
        return [apply_mask(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    every = names.get("*")
    if every is None:
        return {name: apply_mask(value[name], inner) for name, inner in names.items() if name in value}
    chosen = {name: _merged(every, names[name]) if name in names else every for name in value}
    return {name: apply_mask(value[name], inner) for name, inner in chosen.items()}


def overwritten(target: Mapping[str, Any], source: Mapping[str, Any], mask: str | Mask) -> dict[str, Any]:
    """What an update with a mask makes of ``target``; both arguments stay as they are.

    What the mask names comes from ``source``, or goes away where that has none or an empty object; the rest stays.
    """
    names = parse_mask(mask) if isinstance(mask, str) else mask
    if not names or "*" in names:
        return dict(source)
    result = dict(target)
    for name, inner in names.items():
        new = source.get(name)
        if inner and "*" not in inner:
            new = overwritten(result.get(name, {}), new or {}, inner)
        if new is None or new == {}:
            result.pop(name, None)
        else:
            result[name] = new
    return result
