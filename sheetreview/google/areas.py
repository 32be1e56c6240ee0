"""Places on a sheet in Google's terms: rows and columns count from 0, and ends are one beyond."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, TypeAlias, TypeVar

from sheetreview.sheet.plan import Block

Request: TypeAlias = dict[str, Any]
"""One entry of a batchUpdate's ``requests``, or a part of one."""

Place: TypeAlias = tuple[int, int]
"""Row and column from 1."""

Kind = TypeVar("Kind", bound=Hashable)


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
