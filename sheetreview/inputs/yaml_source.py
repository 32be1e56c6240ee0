"""YAML 1.2 as plain data that remembers where everything stands, and texts written as YAML.

Anchors, aliases, tags and merge keys are refused: authored files need none of them, and aliases can grow without bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from sheetreview.errors import Problem
from sheetreview.inputs.wording import quoted

MAX_BYTES = 1_000_000
MAX_NESTING = 40

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
Path: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[int, int]

_MAX_DIGITS = 300
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_OCTAL_OR_HEX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"([-+]?\.(inf|Inf|INF))|\.(nan|NaN|NAN)")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_UNQUOTED = re.compile(r"[^\W\d_][\w/()'’&+.%–-]*(?: [\w/()'’&+.%–-]+)*")
_MEANT_OTHERWISE = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


class _Mistake(NamedTuple):
    """A mistake as the parser reports it, and the plain words for it.

    ``context`` is a part of where the parser was, ``problem`` the pattern of what it found. With ``at_start`` the place
    to look at is where the broken thing begins, not where it broke.
    """

    context: str
    problem: str
    message: str
    fix: str
    at_start: bool = False

    def found_in(self, error: MarkedYAMLError) -> re.Match[str] | None:
        """The parser's words, if this is the mistake it found."""
        fits = self.context in str(error.context or "")
        return re.search(self.problem, str(error.problem or "")) if fits else None


_QUOTE_IT = "put the text in quotes"
_INDENT = "give all entries of one list or group the same indentation"
_MISTAKES = (
    _Mistake(
        "",
        r"mapping values are not allowed",
        "a ':' stands where no key can be",
        "put a text that holds ': ' in quotes, or mend the indentation",
    ),
    _Mistake("", r"found character '\\t'", "a tab stands where only spaces can be", "indent with spaces"),
    _Mistake("", r"found character (?P<found>'.+') that cannot start", "a text cannot begin with {found}", _QUOTE_IT),
    _Mistake(
        "quoted scalar",
        r"unexpected (end of stream|document separator)",
        "a quote opens here and is never closed",
        "close it",
        at_start=True,
    ),
    _Mistake(
        "double-quoted",
        r"(escape|hexdecimal)",
        "a '\\' in double quotes begins no known escape",
        "write '\\\\', or use single quotes",
    ),
    _Mistake("", r"could not find expected ':'", "a key has no ':' after it", "add ':', or mend the indentation"),
    _Mistake(
        "",
        r"sequence entries are not allowed",
        "a '-' stands where no list can be",
        "put each '- ' entry on a line of its own, or quote the text",
    ),
    _Mistake("", r"mapping keys are not allowed", "a '?' stands where no key can be", _QUOTE_IT),
    _Mistake("", r"expected <block end>", "this does not line up with the lines it belongs to", _INDENT),
    _Mistake("flow mapping", r"expected ','", "a ',' or '}}' is missing before this", "{opened}"),
    _Mistake("flow sequence", r"expected ','", "a ',' or ']' is missing before this", "{opened}"),
    _Mistake(
        "",
        r"expected the node content, but found '<stream end>'",
        "the file ends in the middle of a list or group",
        "add what is missing: a value, ']' or '}}'",
    ),
    _Mistake(
        "",
        r"expected the node content, but found (?P<found>'.+')",
        "a value is missing before {found}",
        "add it, or remove the {found}; quote a text that begins so",
    ),
    _Mistake("alias", r"", "a text cannot begin with '*'", _QUOTE_IT, at_start=True),
    _Mistake("anchor", r"", "a text cannot begin with '&'", _QUOTE_IT, at_start=True),
    _Mistake("tag", r"", "a text cannot begin with '!'", _QUOTE_IT, at_start=True),
    _Mistake("node", r"undefined tag handle", "a text cannot begin with '!'", _QUOTE_IT),
    _Mistake("block scalar", r"", "'|' or '>' must end its line", "begin the text on the next line", at_start=True),
    _Mistake("directive", r"", "a line cannot begin with '%'", "remove the line", at_start=True),
    _Mistake("", r"YAML (directive|document)", "a '%YAML' line stands here", "remove the line"),
    _Mistake("", "", "this is not YAML that can be read", "check the quotes, colons and indentation here and above"),
)
"""The first that fits is used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A YAML text as plain data.

    ``problems`` is everything wrong with the YAML itself. When ``complete`` is false, parts of ``data`` are missing
    because of them, so that nothing can be said about what the data lacks. ``written`` is each value as it was typed.
    """

    name: str
    data: Plain
    problems: tuple[Problem, ...] = ()
    complete: bool = True
    values: Mapping[Path, Place] = field(default_factory=dict, repr=False)
    keys: Mapping[Path, Place] = field(default_factory=dict, repr=False)
    written: Mapping[Path, str] = field(default_factory=dict, repr=False)

    def position(self, path: Path) -> Place:
        """Line and column (from 1) of the value at a path, or of the nearest value around it."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (1, 1))

    def key_position(self, path: Path) -> Place:
        """Line and column (from 1) of the key at a path, or of the value when it has no key."""
        return self.keys.get(path) or self.position(path)


def load_yaml(text: str, source: str) -> Source:
    """Read a YAML text. Never raises for what the text holds: every problem is in the result."""
    text = text.removeprefix("\ufeff")
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        problem = Problem(source=source, message="the file is larger than 1 MB", fix="split it or shorten its texts")
        return Source(name=source, data=None, problems=(problem,), complete=False)
    return _Builder(source, text).build()


class _StopReadingError(Exception):
    """The rest of the text cannot be read; the problem is noted already."""


class _Builder:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.problems: list[Problem] = []
        self.complete = True
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.written: dict[Path, str] = {}
        self.events: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)

    def build(self) -> Source:
        data: Plain = None
        try:
            data = self._document()
        except _StopReadingError:
            self.complete = False
        except (YAMLError, ValueError, OverflowError) as error:
            self.complete = False
            self.problems = [_syntax_problem(self.name, self.text, error)]
        return Source(
            name=self.name,
            data=data,
            problems=tuple(sorted(self.problems, key=lambda p: (p.line, p.column))),
            complete=self.complete,
            values=self.values,
            keys=self.keys,
            written=self.written,
        )

    def _document(self) -> Plain:
        data: Plain = None
        seen = False
        for event in self.events:
            if isinstance(event, NodeEvent):
                data, seen = self._node(event, ()), True
            elif isinstance(event, DocumentStartEvent) and seen:
                self._note(_place(event), "a second document begins here", "keep one document in a file")
                raise _StopReadingError
        if not seen:
            self._note((1, 1), "the file is empty", "")
            raise _StopReadingError
        return data

    def _note(self, place: Place, message: str, fix: str) -> None:
        line, column = place
        self.problems.append(Problem(source=self.name, message=message, fix=fix, line=line, column=column))

    def _node(self, event: Event, path: Path) -> Plain:
        place = _place(event)
        self.values.setdefault(path, place)
        if len(path) > MAX_NESTING:
            self._note(place, f"more than {MAX_NESTING} groups stand inside each other", "flatten the file")
            raise _StopReadingError
        if isinstance(event, AliasEvent):
            self._note(
                place, f"'*{event.anchor}' is an alias", "write the value out; quote a text that begins with '*'"
            )
            self.complete = False
            return None
        if isinstance(event, CollectionStartEvent):
            self._refuse_marks(event, place)
            return self._sequence(path) if isinstance(event, SequenceStartEvent) else self._mapping(path)
        return self._scalar(event, path) if isinstance(event, ScalarEvent) else None

    def _scalar(self, event: ScalarEvent, path: Path) -> Plain:
        place = _place(event)
        self._refuse_marks(event, place)
        self._refuse_unfit(event.value, place)
        self.written[path] = event.value
        return _plain(event.value) if event.style is None else str(event.value)

    def _refuse_marks(self, event: ScalarEvent | CollectionStartEvent, place: Place) -> None:
        if event.anchor:
            self._note(place, f"'&{event.anchor}' is an anchor", "remove it; quote a text that begins with '&'")
        if event.tag is not None:
            self._note(place, f"{quoted(event.tag)} is a tag", "remove it; quote a text that begins with '!'")

    def _refuse_unfit(self, text: str, place: Place) -> None:
        if found := _UNFIT.search(text):
            code = f"U+{ord(found[0]):04X}"
            self._note(place, f"the text holds a character ({code}) that no spreadsheet can hold", "remove it")

    def _sequence(self, path: Path) -> list[Plain]:
        entries: list[Plain] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            entries.append(self._node(event, (*path, len(entries))))
        return entries

    def _mapping(self, path: Path) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event, path)
            place = _place(event)
            value = next(self.events)
            if key is None:
                self.complete = False
                self._node(value, (*path, "", -1))
            elif key in found:
                line = self.keys[(*path, key)][0]
                self._note(place, f"{quoted(key)} stands here a second time", f"keep one; the first is on line {line}")
                self._node(value, (*path, key, -1))
            else:
                self.keys[(*path, key)] = place
                if _is_empty(value):
                    self.values[(*path, key)] = place
                found[key] = self._node(value, (*path, key))
        return found

    def _key(self, event: Event, path: Path) -> str | None:
        place = _place(event)
        if not isinstance(event, ScalarEvent):
            self._node(event, (*path, "", -1))
            self._note(place, "a key must be a plain word", "quote a text that begins with '[', '{', '*' or '?'")
            return None
        self._refuse_marks(event, place)
        self._refuse_unfit(event.value, place)
        if event.value == "<<" and event.style is None:
            self._note(place, "'<<' merges keys from elsewhere", "write the keys out")
            return None
        return str(event.value)


def _syntax_problem(name: str, text: str, error: Exception) -> Problem:
    """What a parser complained about, in plain words."""
    if isinstance(error, MarkedYAMLError):
        return _parser_problem(name, error)
    if isinstance(error, ReaderError):
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = "a character stands here that no text file should hold"
        return Problem(source=name, message=message, fix="remove it", line=line, column=column)
    message, fix = "this is not YAML that can be read", "check the quotes, colons and indentation"
    return Problem(source=name, message=message, fix=fix, line=1, column=1)


def _parser_problem(name: str, error: MarkedYAMLError) -> Problem:
    start = error.context_mark
    fitting = ((mistake, mistake.found_in(error)) for mistake in _MISTAKES)
    mistake, match = next((mistake, match) for mistake, match in fitting if match)
    opened = f"the one opened on line {start.line + 1} goes on here" if start else ""
    words = {"opened": opened, "found": match.groupdict().get("found", "")}
    mark = (mistake.at_start and start) or error.problem_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    message, fix = mistake.message.format_map(words), mistake.fix.format_map(words)
    return Problem(source=name, message=message, fix=fix, line=line, column=column)


def _place(event: Event) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _is_empty(event: Event) -> bool:
    return isinstance(event, ScalarEvent) and event.style is None and not event.value


def _plain(text: str) -> Plain:
    """What an unquoted text means in the core schema of YAML 1.2: ``No`` and dates are text."""
    if text in _NULL:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if len(text) <= _MAX_DIGITS:
        if _DECIMAL.fullmatch(text):
            return int(text)
        if _OCTAL_OR_HEX.fullmatch(text):
            return int(text, 0)
        if _FLOAT.fullmatch(text):
            return float(text)
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", ""))
    return text


def quote(text: str) -> str:
    """A text in double quotes."""
    return f'"{"".join(_escaped(character) for character in text)}"'


def scalar(text: str) -> str:
    """A text without quotes where it means the same without them, inside brackets too."""
    plain = _UNQUOTED.fullmatch(text) and text.isprintable() and text.casefold() not in _MEANT_OTHERWISE
    return text if plain else quote(text)


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return character if character.isprintable() else f"\\U{ord(character):08x}"
