"""Checks of single values against a discovery document's schemas."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Check: TypeAlias = Callable[[object], list[str]]
"""What is wrong with a value: texts ``place: problem``, the place counted from the value; empty when all is well."""

_FORMATS: Mapping[str, str] = {
    "int64": r"-?\d{1,19}",
    "uint64": r"\d{1,20}",
    "date": r"\d{4}-\d\d-\d\d",
    "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)",
    "google-datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)",
    "byte": r"[A-Za-z0-9+/_-]*={0,2}",
}
_INT32 = range(-(2**31), 2**31)


def query_problems(schema: Mapping[str, Any], text: str) -> list[str]:
    kind = schema["type"]
    if kind == "boolean":
        return [] if text in {"true", "false"} else [f"{text!r} is neither true nor false"]
    if kind == "integer":
        if not re.fullmatch(r"-?\d{1,19}", text):
            return [f"{text!r} is no integer"]
        low, high = int(schema.get("minimum", -(2**31))), int(schema.get("maximum", 2**31 - 1))
        return [] if low <= int(text) <= high else [f"{text} is not from {low} to {high}"]
    if "enum" in schema and text not in schema["enum"]:
        return [f"{text!r} is none of {', '.join(schema['enum'])}"]
    if "pattern" in schema and not re.search(schema["pattern"], text):
        return [f"{text!r} does not fit {schema['pattern']}"]
    return []


def under(place: str, problem: str) -> str:
    return f"{place}{problem}" if problem[0] in "[:" else f"{place}.{problem}"


def array_check(item: Check) -> Check:
    def check(value: object) -> list[str]:
        if not isinstance(value, list):
            return [f": {_shown(value)} is no list"]
        problems: list[str] = []
        for number, one in enumerate(value):
            if found := item(one):
                problems += [under(f"[{number}]", problem) for problem in found]
        return problems

    return check


def map_check(item: Check) -> Check:
    def check(value: object) -> list[str]:
        if not isinstance(value, dict):
            return [f": {_shown(value)} is no object"]
        # An entry of null takes the entry away (Drive's appProperties).
        return [under(str(name), problem) for name, one in value.items() if one is not None for problem in item(one)]

    return check


def object_check(properties: Mapping[str, Check]) -> Check:
    def check(value: object) -> list[str]:
        if not isinstance(value, dict):
            return [f": {_shown(value)} is no object"]
        problems: list[str] = []
        for name, one in value.items():
            if name not in properties:
                problems.append(f"{name}: unknown name")
            elif found := properties[name](one):
                problems += [under(name, problem) for problem in found]
        return problems

    return check


def scalar_check(schema: Mapping[str, Any]) -> Check:
    kind = schema["type"]
    if kind in {"any", "object"}:
        return lambda value: [] if kind == "any" or isinstance(value, dict) else [f": {_shown(value)} is no object"]
    if kind == "boolean":
        return lambda value: [] if isinstance(value, bool) else [f": {_shown(value)} is no boolean"]
    if kind == "integer":
        return lambda value: [] if _is_int32(value) else [f": {_shown(value)} is no 32-bit integer"]
    if kind == "number":
        return lambda value: [] if _is_number(value) else [f": {_shown(value)} is no finite number"]
    return _text_check(schema)


def _text_check(schema: Mapping[str, Any]) -> Check:
    allowed = frozenset(schema.get("enum", ()))
    pattern = re.compile(_FORMATS.get(schema.get("format", ""), r"(?s:.*)"))

    def check(value: object) -> list[str]:
        if not isinstance(value, str):
            return [f": {_shown(value)} is no text"]
        if allowed and value not in allowed:
            return [f": {_shown(value)} is none of {', '.join(sorted(allowed))}"]
        if not pattern.fullmatch(value):
            return [f": {_shown(value)} is no {schema['format']}"]
        return []

    return check


def _is_int32(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in _INT32


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:60]
