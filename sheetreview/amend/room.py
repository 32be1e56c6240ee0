"""How wide a sheet's columns and how high its rows are, in pixels: a comment's box is placed by them."""

from __future__ import annotations

from collections.abc import Callable

from sheetreview.amend.nodes import Node, Tree

_TRUE = ("1", "true")
_COLUMN = 64
_ROW = 20
_PIXELS_PER_DIGIT = 7
_PIXELS_BESIDE = 5
_PIXELS_PER_POINT = 4 / 3
_LAST_ROW = 1_048_575
_LAST_COLUMN = 16_383
_LARGEST = 10_000.0


class Room:
    """The columns and rows of a sheet."""

    __slots__ = ("_column", "_columns", "_row", "_rows")

    def __init__(self, tree: Tree) -> None:
        self._columns: list[tuple[float, float, int]] = []
        self._rows: dict[int, int] = {}
        usual = tree.root.first("sheetFormatPr")
        wide = None if usual is None else _figure(usual, "defaultColWidth")
        high = None if usual is None else _figure(usual, "defaultRowHeight")
        self._column = _COLUMN if not wide else _wide(wide)
        self._row = _ROW if not high else round(high * _PIXELS_PER_POINT)
        for columns in tree.root.all("cols"):
            for node in columns.all("col"):
                width = 0 if node.attributes.get("hidden") in _TRUE else _wide(_figure(node, "width") or 0)
                self._columns.append((_figure(node, "min") or 0, _figure(node, "max") or 0, width))
        for body in tree.root.all("sheetData"):
            for node in body.all("row"):
                self._add_row(node)

    def across(self, column: int, pixels: int) -> tuple[int, int]:
        """The point some pixels right of a column's left edge: a column from 0, and pixels into it."""
        return _walk(column - 1, pixels, self._width, _LAST_COLUMN)

    def down(self, row: int, pixels: int) -> tuple[int, int]:
        """The point some pixels below a row's upper edge: a row from 0, and pixels into it."""
        return _walk(row - 1, pixels, lambda number: self._rows.get(number + 1, self._row), _LAST_ROW)

    def _add_row(self, node: Node) -> None:
        number, height = _figure(node, "r"), _figure(node, "ht")
        if node.attributes.get("hidden") in _TRUE:
            height = 0.0
        if number is not None and height is not None:
            self._rows[int(number)] = round(height * _PIXELS_PER_POINT)

    def _width(self, column: int) -> int:
        found = (width for first, last, width in self._columns if first <= column + 1 <= last)
        return next(found, self._column)


def _walk(start: int, pixels: int, size: Callable[[int], int], last: int) -> tuple[int, int]:
    at = start
    while at < last and pixels >= size(at) and at - start < _LARGEST:
        pixels -= size(at)
        at += 1
    return at, min(pixels, size(at))


def _wide(width: float) -> int:
    return round(width * _PIXELS_PER_DIGIT) + _PIXELS_BESIDE


def _figure(node: Node, name: str) -> float | None:
    """A number that an attribute holds; None when it holds none that makes sense."""
    try:
        found = float(node.attributes.get(name, ""))
    except ValueError:
        return None
    return found if 0 <= found <= _LAST_ROW + 1 else None
