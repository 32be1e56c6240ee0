"""Rules that say the same of cells below each other as one rule: a sheet with few rules is quicker to edit."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from typing import TypeVar

from sheetreview.google.areas import Place
from sheetreview.sheet.address import MAX_ROWS
from sheetreview.sheet.plan import Block, Highlight, Validation

_Rule = TypeVar("_Rule", Highlight, Validation)

_TEXT_OR_CELL = re.compile(r'"[^"]*"|(?<![A-Za-z0-9_$.])(\$?[A-Z]{1,3})([1-9][0-9]*)(?![A-Za-z0-9_(.])')
_check_kind = attrgetter("check", "values", "low", "high", "prompt_title", "prompt", "error_title", "error", "refuse")
_look = attrgetter("fill", "color", "bold", "italic")


def joined_checks(checks: Iterable[Validation]) -> list[Validation]:
    """Checks that differ in their place only, as one where they stand right below each other."""
    return _joined((check, _check_kind(check)) for check in checks)


def joined_highlights(marks: Iterable[Highlight]) -> list[Highlight]:
    """Highlights that differ in their place only, as one where they stand right below each other.

    For every single cell their order stays as it was, since the first that holds wins.
    """
    return _joined((mark, (_for_first_row(mark), _look(mark))) for mark in marks)


def _joined(rules: Iterable[tuple[_Rule, Hashable]]) -> list[_Rule]:
    """Rules, each with what it says wherever it stands, joined."""
    done: list[_Rule] = []
    bottoms: list[int] = []
    above: dict[tuple[int, int, int, Hashable], int] = {}
    latest: dict[Place, int] = {}
    for rule, kind in rules:
        block = rule.block
        cells = _cells(block)
        number = above.pop((block.top, block.left, block.right, kind), -1)
        if number <= max(latest.get(cell, -1) for cell in cells):
            number = len(done)
            done.append(rule)
            bottoms.append(block.bottom)
        bottoms[number] = block.bottom
        above[block.bottom + 1, block.left, block.right, kind] = number
        latest.update(dict.fromkeys(cells, number))
    return [
        rule if rule.block.bottom == bottom else replace(rule, block=replace(rule.block, bottom=bottom))
        for rule, bottom in zip(done, bottoms, strict=True)
    ]


def _cells(block: Block) -> list[Place]:
    columns = range(block.left, block.right + 1)
    return [(row, column) for row in range(block.top, block.bottom + 1) for column in columns]


def _for_first_row(mark: Highlight) -> str:
    """The formula as it would be for the first row, so that alike ones are equal."""
    return _moved("".join(map(str, mark.formula.parts)), mark.block.top - 1)


@lru_cache(maxsize=8192)
def _moved(text: str, rows: int) -> str:
    """A formula's text for a cell ``rows`` above; a row above the first comes out as one that no sheet has."""

    def reference(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0]
        row = int(match[2]) - rows
        return f"{match[1]}{row if row > 0 else row + 2 * MAX_ROWS}"

    return _TEXT_OR_CELL.sub(reference, text)
