"""Requests that set the notes of cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def note_requests(notes: Mapping[int, Mapping[tuple[int, int], str]]) -> list[dict[str, Any]]:
    """One request for each cell, by Google's id of the sheet, then row and column from 1; '' takes a note away."""
    return [
        {
            "updateCells": {
                "start": {"sheetId": sheet_id, "rowIndex": row - 1, "columnIndex": column - 1},
                "rows": [{"values": [{"note": note} if note else {}]}],
                "fields": "note",
            }
        }
        for sheet_id, cells in notes.items()
        for (row, column), note in cells.items()
    ]
