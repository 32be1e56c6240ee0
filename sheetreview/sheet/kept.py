"""A book as bytes and back: how what was read from a service is kept, or handed from one process to another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sheetreview.sheet.address import a1, from_a1
from sheetreview.sheet.grid import Book, CellError, Grid, NumberFormat, ShownNumber, Uncalculated, Value
from sheetreview.sheet.plan import Block
from sheetreview.sheet.remarks import Remark, RemarkKind

_MARK = b'{"sheetreview-book": 1, '


def kept_bytes(book: Book, version: str) -> bytes:
    """A book as bytes. ``version`` tells apart what was read at different times, even with the same content."""
    sheets = [
        {
            "name": grid.name,
            "visible": grid.visible,
            "cells": {a1(*place): _plain(value) for place, value in sorted(grid.cells.items())},
            "formulas": [a1(*place) for place in sorted(grid.formulas)],
            "merges": sorted([block.top, block.left, block.bottom, block.right] for block in grid.merges),
        }
        | ({"beyond": grid.beyond} if grid.beyond else {})
        | ({"struck": [a1(*place) for place in sorted(grid.struck)]} if grid.struck else {})
        | ({"remarks": [[one.kind, a1(*one.place), one.text] for one in grid.remarks]} if grid.remarks else {})
        for grid in book.sheets
    ]
    whole: dict[str, object] = {"format": book.format, "version": version, "sheets": sheets}
    if book.days_from_1904:
        whole["days_from_1904"] = True
    text = json.dumps(whole, ensure_ascii=False)
    # JSON writes half a character pair as it is, which no encoding takes.
    return _MARK + text.encode("utf-8", "replace")[1:]


def is_kept(data: bytes) -> bool:
    """Whether bytes are those of a kept book."""
    return data.startswith(_MARK)


def kept_book(data: bytes) -> Book:
    """The book in kept bytes. Raises ValueError when they are damaged."""
    try:
        found: Mapping[str, Any] = json.loads(data)
        return Book(
            format=_text(found["format"]),
            sheets=tuple(map(_grid, found["sheets"])),
            days_from_1904=bool(found.get("days_from_1904")),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("the kept sheet is damaged") from error


def _grid(sheet: Mapping[str, Any]) -> Grid:
    return Grid(
        name=_text(sheet["name"]),
        visible=bool(sheet["visible"]),
        cells={from_a1(place): _value(value) for place, value in sheet["cells"].items()},
        formulas=frozenset(map(from_a1, sheet["formulas"])),
        merges=tuple(map(_block, sheet.get("merges", ()))),
        beyond=_text(sheet.get("beyond", "")),
        struck=frozenset(map(from_a1, sheet.get("struck", ()))),
        remarks=tuple(
            Remark(kind=RemarkKind(kind), place=from_a1(place), text=_text(text))
            for kind, place, text in sheet.get("remarks", ())
        ),
    )


def _block(corners: Any) -> Block:  # noqa: ANN401 -- JSON
    top, left, bottom, right = corners
    if not all(isinstance(number, int) for number in corners):
        raise TypeError("no rectangle of cells")
    return Block(top=top, left=left, bottom=bottom, right=right)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _plain(value: Value) -> object:
    match value:
        case CellError(text):
            return {"error": text}
        case Uncalculated():
            return {}
        case ShownNumber(number, number_format, text):
            return {"number": number, "format": number_format.value, "text": text}
        case _:
            return value


def _value(value: Any) -> Value:  # noqa: ANN401 -- JSON
    if isinstance(value, dict):
        return _marked(value) if value else Uncalculated()
    if not isinstance(value, str | int | float | bool):
        raise TypeError("no value of a cell")
    return value


def _marked(value: Mapping[str, Any]) -> CellError | ShownNumber:
    if "error" in value:
        return CellError(str(value["error"]))
    number = value["number"]
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise TypeError("no number")
    return ShownNumber(number, NumberFormat(value["format"]), _text(value["text"]))
