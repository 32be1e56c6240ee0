"""Places, colours and formulas in Google's terms: rows and columns count from 0, and ends are one beyond."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from typing import Any, TypeAlias, TypeVar

from sheetreview.sheet.plan import Block, Formula, Slot

Request: TypeAlias = dict[str, Any]
"""One entry of a batchUpdate's ``requests``, or a part of one."""

Place: TypeAlias = tuple[int, int]
"""Row and column from 1."""

FONT = "Calibri"
"""The widths and heights of plans are measured for it, and Google has it."""

Kind = TypeVar("Kind", bound=Hashable)


_LINK = re.compile(r"""(HYPERLINK\()"#'(.+?)'!(\$?[A-Z]{1,3}\$?[0-9]+)"(?=,)""")
_PLACE = re.compile(r"'(.+)'!(\$?[A-Z]{1,3}\$?[0-9]+)|([^'!]+)!(\$?[A-Z]{1,3}\$?[0-9]+)")


def grid_range(sheet: int, block: Block) -> Request:
    """A block of the sheet with this id."""
    return {
        "sheetId": sheet,
        "startRowIndex": block.top - 1,
        "endRowIndex": block.bottom,
        "startColumnIndex": block.left - 1,
        "endColumnIndex": block.right,
    }


def span(sheet: int, dimension: str, first: int, last: int) -> Request:
    """Some rows or columns (``ROWS``, ``COLUMNS``), both ends included."""
    return {"sheetId": sheet, "dimension": dimension, "startIndex": first - 1, "endIndex": last}


def runs(numbered: Mapping[int, Kind]) -> Iterator[tuple[int, int, Kind]]:
    """First and last of numbers that follow each other and have the same value, with that value, ascending."""
    ordered = sorted(numbered)
    if not ordered:
        return
    first = last = ordered[0]
    value = numbered[first]
    for number in ordered[1:]:
        here = numbered[number]
        if number != last + 1 or here != value:
            yield first, last, value
            first, value = number, here
        last = number
    yield first, last, value


def blocks(places: Mapping[Place, Kind]) -> list[tuple[Block, Kind]]:
    """Places with the same value as few blocks, each place in exactly one, from the top."""
    by_rows = _joined(places)
    by_columns = _joined({(column, row): value for (row, column), value in places.items()})
    if len(by_columns) < len(by_rows):
        by_rows = [((left, top, right, bottom), value) for (top, left, bottom, right), value in by_columns]
    found = sorted(by_rows, key=lambda pair: pair[0])
    return [
        (Block(top=top, left=left, bottom=bottom, right=right), value) for (top, left, bottom, right), value in found
    ]


def _joined(places: Mapping[Place, Kind]) -> list[tuple[tuple[int, int, int, int], Kind]]:
    """Runs within each row, joined with equal ones right above: top, left, bottom, right, and the value."""
    rows: dict[int, dict[int, Kind]] = {}
    for (row, column), value in places.items():
        rows.setdefault(row, {})[column] = value
    tops: dict[tuple[int, int, Kind, int], int] = {}
    for row in sorted(rows):
        for left, right, value in runs(rows[row]):
            tops[left, right, value, row] = tops.pop((left, right, value, row - 1), row)
    return [((top, left, bottom, right), value) for (left, right, value, bottom), top in tops.items()]


def color(rgb: str) -> Request:
    """An RRGGBB colour; a part that is 0 is left out, as Google itself does."""
    parts = {name: int(rgb[at : at + 2], 16) for name, at in (("red", 0), ("green", 2), ("blue", 4))}
    return {"rgbColor": {name: round(part / 255, 4) for name, part in parts.items() if part}}


class Tabs:
    """The sheets of a workbook: id by title."""

    def __init__(self, ids: Mapping[str, int]) -> None:
        self._ids = ids

    def formula(self, formula: Formula) -> str:
        """A formula with its ``=``. Raises ValueError for a slot in it and for a link to a sheet that is not there."""
        return "=" + _LINK.sub(lambda match: f'{match[1]}"{self._address(match[2], match[3])}"', _text(formula))

    def link(self, place: str) -> str:
        """The address of a place such as ``'Sheet'!A1``. Raises ValueError when there is no such sheet or place."""
        match = _PLACE.fullmatch(place)
        if match is None:
            raise ValueError(f"{place!r} is no place in a workbook")
        return self._address(match[1] or match[3], match[2] or match[4])

    def _address(self, quoted: str, cell: str) -> str:
        title = quoted.replace("''", "'")
        if title not in self._ids:
            raise ValueError(f"a link leads to a sheet {title!r}, and there is none")
        return f"#gid={self._ids[title]}&range={cell.replace('$', '')}"


def condition(formula: Formula) -> str:
    """The formula of a condition, with its ``=``. Raises ValueError for a slot in it."""
    return f"={_text(formula)}"


def _text(formula: Formula) -> str:
    names = [part.name for part in formula.parts if isinstance(part, Slot)]
    if names:
        raise ValueError(f"a formula still has the slot {names[0]!r}")
    return "".join(part for part in formula.parts if isinstance(part, str))
