"""What is wrong with a text that is not YAML, in plain words."""

from __future__ import annotations

import re
from typing import NamedTuple

from ruamel.yaml.error import MarkedYAMLError


class SyntaxWords(NamedTuple):
    """A message and its fix. ``at_start`` means the place where the broken thing begins, not where it broke."""

    message: str
    fix: str
    at_start: bool = False


_QUOTE_IT = "put the text in quotes"
_INDENT = "give all entries of one list or group the same indentation"

# (part of the context, pattern in the problem, words); the first that fits is used.
_KNOWN: tuple[tuple[str, str, SyntaxWords], ...] = (
    (
        "",
        r"mapping values are not allowed",
        SyntaxWords(
            "a ':' stands where no key can be", "put a text that holds ': ' in quotes, or mend the indentation"
        ),
    ),
    ("", r"found character '\\t'", SyntaxWords("a tab stands where only spaces can be", "indent with spaces")),
    (
        "",
        r"found character (?P<found>'.+') that cannot start",
        SyntaxWords("a text cannot begin with {found}", _QUOTE_IT),
    ),
    (
        "quoted scalar",
        r"unexpected (end of stream|document separator)",
        SyntaxWords("a quote opens here and is never closed", "close it", at_start=True),
    ),
    (
        "double-quoted",
        r"(escape|hexdecimal)",
        SyntaxWords("a '\\' in double quotes begins no known escape", "write '\\\\', or use single quotes"),
    ),
    ("", r"could not find expected ':'", SyntaxWords("a key has no ':' after it", "add ':', or mend the indentation")),
    (
        "",
        r"sequence entries are not allowed",
        SyntaxWords("a '-' stands where no list can be", "put each '- ' entry on a line of its own, or quote the text"),
    ),
    ("", r"mapping keys are not allowed", SyntaxWords("a '?' stands where no key can be", _QUOTE_IT)),
    ("", r"expected <block end>", SyntaxWords("this does not line up with the lines it belongs to", _INDENT)),
    ("flow mapping", r"expected ','", SyntaxWords("a ',' or '}}' is missing before this", "{opened}")),
    ("flow sequence", r"expected ','", SyntaxWords("a ',' or ']' is missing before this", "{opened}")),
    (
        "",
        r"expected the node content, but found '<stream end>'",
        SyntaxWords("the file ends in the middle of a list or group", "add what is missing: a value, ']' or '}}'"),
    ),
    (
        "",
        r"expected the node content, but found (?P<found>'.+')",
        SyntaxWords("a value is missing before {found}", "add it, or remove the {found}; quote a text that begins so"),
    ),
    ("alias", r"", SyntaxWords("a text cannot begin with '*'", _QUOTE_IT, at_start=True)),
    ("anchor", r"", SyntaxWords("a text cannot begin with '&'", _QUOTE_IT, at_start=True)),
    ("tag", r"", SyntaxWords("a text cannot begin with '!'", _QUOTE_IT, at_start=True)),
    ("node", r"undefined tag handle", SyntaxWords("a text cannot begin with '!'", _QUOTE_IT)),
    (
        "block scalar",
        r"",
        SyntaxWords("'|' or '>' must end its line", "begin the text on the next line", at_start=True),
    ),
    ("directive", r"", SyntaxWords("a line cannot begin with '%'", "remove the line", at_start=True)),
    ("", r"YAML (directive|document)", SyntaxWords("a '%YAML' line stands here", "remove the line")),
)
_OTHER = SyntaxWords("this is not YAML that can be read", "check the quotes, colons and indentation here and above")


def syntax_words(error: MarkedYAMLError) -> SyntaxWords:
    """Plain words for what a YAML parser complained about."""
    context, problem = str(error.context or ""), str(error.problem or "")
    for part, pattern, words in _KNOWN:
        if part in context and (match := re.search(pattern, problem)):
            start = error.context_mark
            opened = f"the one opened on line {start.line + 1} goes on here" if start else ""
            names = {"opened": opened, "found": match.groupdict().get("found", "")}
            return words._replace(message=words.message.format(**names), fix=words.fix.format(**names))
    return _OTHER
