"""Notes in the stand-in's spreadsheets: written by the cycle and by people, and what stands there."""

from __future__ import annotations

from typing import Any

from sheetreview.model.finding import Severity
from sheetreview.sheet.address import a1, from_a1
from sheetreview.steps.online.cell_notes import Noted, write_notes

from .desk import Desk, Place

HEAD = "Please correct (sheetreview)"
WRITE, READ = "sheets.spreadsheets.batchUpdate", "sheets.spreadsheets.get"
MINE = "Ask Gus\nabout June first."


def write(desk: Desk) -> Noted:
    """The notes as a command of its own."""
    with desk.opened() as (cycle, connection):
        return write_notes(cycle, connection)


def notes(desk: Desk, form_id: str) -> dict[str, str]:
    """Every note in the spreadsheet of a form: by ``'Tab'!C5``."""
    shown = "sheets(properties.title,data(startRow,startColumn,rowData(values(note))))"
    found = {}
    for sheet in desk.standin.client_as().get(desk.record(form_id).file_id, fields=shown)["sheets"]:
        for row, line in enumerate(sheet["data"][0].get("rowData", ()), start=1):
            for column, cell in enumerate(line.get("values", ()), start=1):
                if "note" in cell:
                    found[f"'{sheet['properties']['title']}'!{a1(row, column)}"] = cell["note"]
    return found


def note(desk: Desk, form_id: str, where: str, text: str) -> dict[str, Any]:
    """What sets a cell's note, as the menu of Google Sheets does."""
    row, column = from_a1(where.rpartition("!")[2])
    start_ = {"sheetId": desk.tab(form_id), "rowIndex": row - 1, "columnIndex": column - 1}
    return {"updateCells": {"start": start_, "rows": [{"values": [{"note": text}]}], "fields": "note"}}


def typed_right(desk: Desk, form_id: str) -> dict[Place, str]:
    """Something that is right for every place of a form for which anything was missing or wrong."""
    bad = {finding.cell for finding in desk.findings(form_id) if finding.severity is not Severity.NOTICE}
    places = {place: where for place, where in desk.cells(form_id).items() if where.rpartition("!")[2] in bad}
    return {place: "3" if place[2] == "rating" else "As agreed, and thanks." for place in places}


def bad_cells(desk: Desk, form_id: str) -> set[str]:
    """Where the cycle says that something is to be corrected."""
    return {
        f"'{finding.sheet}'!{finding.cell}"
        for finding in desk.findings(form_id)
        if finding.cell and finding.severity is not Severity.NOTICE
    }


def made(desk: Desk, call: str) -> int:
    """How often Google was asked for something."""
    found: int = desk.standin.report()["calls"].get(call, 0)
    return found
