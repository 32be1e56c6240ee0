"""How people are told what became of the answers that were moved into another form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from sheetreview.cli.output import plain, plural

if TYPE_CHECKING:
    from sheetreview.form.transfer import MovedAnswer
    from sheetreview.model.finding import Finding

_WIDTH = len("not placed")


def told(word: str, color: str, text: str) -> str:
    """A line about one thing, below the others of its kind; ``word`` has at most ten letters."""
    return f"{click.style(f'{word:<{_WIDTH}}', fg=color)}  {plain(text)}"


def moved_counts(kept: int, mapped: Sequence[MovedAnswer], unplaced: Sequence[MovedAnswer]) -> str:
    """``kept 34 answers, mapped 2, could not place 1``; what looks to people as it did counts as kept."""
    listed = _listed(mapped)
    counts = [f"kept {plural(kept + len(mapped) - len(listed), 'answer')}"]
    counts += [f"mapped {len(listed):,}"] if listed else []
    counts += [f"could not place {len(unplaced):,}"] if unplaced else []
    return ", ".join(counts)


def moved_lines(
    mapped: Sequence[MovedAnswer], unplaced: Sequence[MovedAnswer], errors: Sequence[Finding] = ()
) -> Iterator[str]:
    """A line for each answer that stands elsewhere or reads otherwise now, or nowhere, and for each error."""
    listed = _listed(mapped)
    cells = [*(one.cell for one in (*listed, *unplaced)), *(error.cell for error in errors)]
    width = max(map(len, cells), default=0)
    for one in listed:
        yield told("mapped", "cyan", f"{_typed(one, width)} -> {one.new_cell}: {one.why}")
    for one in unplaced:
        yield told("not placed", "red", f"{_typed(one, width)}: {one.why}")
    for error in errors:
        yield told("to correct", "red", f"{error.cell:<{width}}  {error.item}: {error.message}")


def _listed(mapped: Sequence[MovedAnswer]) -> list[MovedAnswer]:
    return [one for one in mapped if not one.looks_the_same]


def _typed(one: MovedAnswer, width: int) -> str:
    from sheetreview.sheet.text import quoted

    return f"{one.cell:<{width}}  {one.label}: {quoted(one.typed)}"
