"""The documents that are kept true, and the parts of Markdown their tests look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", flags=re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6}) (.+?)\s*$", flags=re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A fenced block: its language, the file name behind the language (may be empty), its text and where it stands."""

    language: str
    name: str
    text: str
    start: int
    end: int


def documents() -> list[Path]:
    """Every document for readers: those at the top and those in docs/."""
    return sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md")])


def read(path: Path) -> str:
    """A document's text."""
    return path.read_text(encoding="utf-8")


def examples(text: str) -> Iterator[Example]:
    """The fenced blocks of a document, in order."""
    for match in _FENCE.finditer(text):
        language, _, name = match["info"].strip().partition(" ")
        yield Example(
            language=language, name=name.strip(), text=match["text"], start=match.start("text"), end=match.end("text")
        )


def without_examples(text: str) -> str:
    """A document's prose, without its fenced blocks."""
    return _FENCE.sub("", text)


def anchors(text: str) -> set[str]:
    """The anchors that a document's headings get."""
    titles = (title for _, title in _HEADING.findall(without_examples(text)))
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


def sections(text: str) -> dict[str, str]:
    """The text under each heading, up to the next heading of any depth."""
    found = list(_HEADING.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return {match[2]: text[match.end() : end] for match, end in zip(found, ends, strict=True)}


def table_rows(text: str) -> list[list[str]]:
    """Cells of the table rows in a text, without the headings and the lines below them."""
    lines = [line.strip() for line in text.splitlines()]
    rows = []
    for before, line in zip(["", *lines], lines, strict=False):
        is_rule = set(line) <= set("|-: ")
        if line.startswith("|") and not is_rule and before.startswith("|"):
            rows.append([cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip("|"))])
    return rows


def code_words(text: str) -> list[str]:
    """What stands between backticks in a text."""
    return re.findall(r"`([^`]+)`", text)
