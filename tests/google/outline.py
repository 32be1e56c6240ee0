"""The requests of a batchUpdate as text that a person can read and compare: a line a request, cells by address."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sheetreview.sheet.address import a1, a1_range, column_letters

Part = Mapping[str, Any]


def outline(requests: list[dict[str, Any]]) -> str:
    """All requests in order."""
    return "".join(f"{line}\n" for request in requests for line in _lines(request))


def area(found: Part) -> str:
    """A GridRange or a DimensionRange as ``7!A1:B2`` or ``7!A:B``; a whole sheet as ``7``."""
    if "dimension" in found:
        first, last = found["startIndex"] + 1, found["endIndex"]
        letters = found["dimension"] == "COLUMNS"
        ends = (column_letters(first), column_letters(last)) if letters else (str(first), str(last))
        return f"{found['sheetId']}!{ends[0]}:{ends[1]}"
    if "startRowIndex" not in found:
        return str(found["sheetId"])
    place = a1_range(
        found["startRowIndex"] + 1, found["startColumnIndex"] + 1, found["endRowIndex"], found["endColumnIndex"]
    )
    return f"{found['sheetId']}!{place}"


def cells(request: Part) -> Iterator[tuple[str, Part]]:
    """What an updateCells writes, by address."""
    start = request["start"]
    for row, line in enumerate(request["rows"], start=start["rowIndex"] + 1):
        for column, cell in enumerate(line.get("values", ()), start=start["columnIndex"] + 1):
            if cell:
                yield a1(row, column), cell


def places(found: Part) -> list[tuple[int, int]]:
    """Row and column of every cell of a GridRange."""
    rows = range(found["startRowIndex"], found["endRowIndex"])
    columns = range(found["startColumnIndex"], found["endColumnIndex"])
    return [(row + 1, column + 1) for row in rows for column in columns]


def plain(value: object) -> str:
    """JSON without its quotes; colours as RRGGBB."""
    if isinstance(value, dict) and set(value) == {"rgbColor"}:
        parts = (round(255 * value["rgbColor"].get(name, 0)) for name in ("red", "green", "blue"))
        return "#" + "".join(f"{part:02X}" for part in parts)
    if isinstance(value, dict):
        if "endIndex" in value or "endRowIndex" in value:
            return area(value)
        return "{" + ", ".join(f"{name}: {plain(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(plain, value)) + "]"
    return value.replace("\n", " / ") if isinstance(value, str) else json.dumps(value)


def _lines(request: Part) -> Iterator[str]:
    ((kind, found),) = request.items()
    if kind == "updateCells":
        yield f"updateCells {found['fields']} of {found['start']['sheetId']}"
        for place, cell in cells(found):
            ((typed, value),) = cell["userEnteredValue"].items()
            yield f"  {place} {typed.removesuffix('Value')}: {plain(value)}"
    elif kind == "repeatCell":
        look = found["cell"]["userEnteredFormat"]
        yield f"repeatCell {area(found['range'])} {plain(look)}"
    else:
        rest = {name: part for name, part in found.items() if name not in {"range", "fields"}}
        where = [area(found["range"])] if "range" in found else []
        yield " ".join([kind, *where, plain(rest)])
