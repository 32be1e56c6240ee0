"""Drive's search texts: the part of the language a program needs to find its own files."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from google_standin.answers import Refusal, drive_refusal

_STRING = r"'((?:[^'\\]|\\.)*)'"
_PROPERTY = re.compile(
    rf"(appProperties|properties)\s+has\s+{{\s*key\s*=\s*{_STRING}\s+and\s+value\s*=\s*{_STRING}\s*}}"
)
_TRASHED = re.compile(r"trashed\s*(=|!=)\s*(true|false)")
_PARENT = re.compile(rf"{_STRING}\s+in\s+parents")
_EQUALS = re.compile(rf"(mimeType|name)\s*(=|!=)\s*{_STRING}")
_AND = re.compile(r"\s+and\s+")


class Searched(Protocol):
    """What a search looks at."""

    name: str
    mime: str
    app_properties: dict[str, str]
    properties: dict[str, str]


Test = Callable[[Searched, bool, frozenset[str]], bool]
"""Whether a file fits, given whether it is trashed and the names its folder goes by."""


def parse(text: str) -> list[Test]:
    """The tests that a file must all pass. Raises Refusal for what is no search, as Drive does."""
    tests: list[Test] = []
    at = 0
    while text.strip():
        test, at = _term(text, at)
        tests.append(test)
        if not text[at:].strip():
            break
        joined = _AND.match(text, at)
        if joined is None:
            raise _invalid()
        at = joined.end()
    return tests


def _term(text: str, at: int) -> tuple[Test, int]:
    at += len(text[at:]) - len(text[at:].lstrip())
    if found := _PROPERTY.match(text, at):
        field, key, value = found[1], _plain(found[2]), _plain(found[3])
        own = "app_properties" if field == "appProperties" else "properties"
        return (lambda file, _trashed, _parents: getattr(file, own).get(key) == value), found.end()
    if found := _TRASHED.match(text, at):
        wanted = (found[2] == "true") == (found[1] == "=")
        return (lambda _file, trashed, _parents: trashed is wanted), found.end()
    if found := _PARENT.match(text, at):
        parent = _plain(found[1])
        return (lambda _file, _trashed, parents: parent in parents), found.end()
    if found := _EQUALS.match(text, at):
        attribute, value, same = ("mime" if found[1] == "mimeType" else "name"), _plain(found[3]), found[2] == "="
        return (lambda file, _trashed, _parents: (getattr(file, attribute) == value) is same), found.end()
    raise _invalid()


def _plain(quoted: str) -> str:
    return re.sub(r"\\(.)", r"\1", quoted)


def _invalid() -> Refusal:
    return drive_refusal(400, "invalid", "Invalid Value", location="q", locationType="parameter")
