"""Mistakes in a layout, one after the other, as they stand in a text file beside the tests."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Mistake(NamedTuple):
    """What is replaced by what, where the message must point at (``⟦``), and the message."""

    old: str
    new: str
    elsewhere: str
    message: str

    def made_in(self, base: str) -> tuple[str, str]:
        """The base with the mistake in it, and the line and column of the mark."""
        assert self.old in base
        marked = base.replace(self.old, self.new, 1)
        marked = marked.replace(self.elsewhere.removeprefix("⟦"), self.elsewhere, 1)
        before = marked[: marked.index("⟦")]
        return marked.replace("⟦", ""), f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def mistakes(name: str) -> list[Mistake]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    found = []
    for block in text.split("\n\n"):
        parts = {line[0]: line[1:].replace("\\n", "\n") for line in block.splitlines()}
        if "=" in parts:
            found.append(Mistake(parts["-"], parts["+"], parts.get("@", ""), parts["="]))
    return found
