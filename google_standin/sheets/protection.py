"""What somebody who may edit the file, but does not own it, cannot change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from google_standin.sheets.area import Area
from google_standin.sheets.book import Book, Tab
from google_standin.sheets.cellwork import written_area
from google_standin.sheets.refusals import BadRequest

REFUSAL = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if "
    "you need to edit."
)
_RANGES = {"repeatCell", "setDataValidation", "mergeCells", "unmergeCells", "sortRange"}
_LINES = {
    "insertDimension": "range",
    "deleteDimension": "range",
    "moveDimension": "source",
    "updateDimensionProperties": "range",
    "autoResizeDimensions": "dimensions",
}
_PROTECTIONS = {"updateProtectedRange", "deleteProtectedRange"}


def check_editor(book: Book, kind: str, request: Mapping[str, Any]) -> None:
    """Raise BadRequest, in Google's words, when an editor's request touches what is protected."""
    if kind in _PROTECTIONS:
        raise BadRequest(REFUSAL)
    for tab, area in _touched(book, kind, request):
        check_area(tab, area)


def check_area(tab: Tab, area: Area) -> None:
    """Raise BadRequest when an editor may not write every cell of an area."""
    for one in tab.protected:
        protected = None if one.get("warningOnly") else tab.area(one["range"]).meets(area)
        holes = [tab.area(hole) for hole in one.get("unprotectedRanges", ())]
        if protected is not None and any(protected.without(holes)):
            raise BadRequest(REFUSAL)


def _touched(book: Book, kind: str, request: Mapping[str, Any]) -> Iterator[tuple[Tab, Area]]:
    if kind == "updateCells":
        yield written_area(book, request)
    elif kind in _RANGES:
        yield book.range(request.get("range"))
    elif kind in _LINES:
        yield _lines(book, request.get(_LINES[kind]), whole=kind == "insertDimension")
    elif kind in {"appendDimension", "deleteConditionalFormatRule"}:
        tab = book.tab(request.get("sheetId", 0))
        yield tab, Area(tab.size["ROWS"] - 1, tab.size["ROWS"], 0, tab.size["COLUMNS"])
    elif kind == "addConditionalFormatRule":
        for given in request.get("rule", {}).get("ranges", ()):
            yield book.range(given)
    elif kind == "setBasicFilter":
        yield book.range(request.get("filter", {}).get("range"))
    elif kind == "deleteSheet":
        tab = book.tab(request.get("sheetId", 0))
        yield tab, tab.whole
    elif kind == "updateSheetProperties":
        tab = book.tab(request.get("properties", {}).get("sheetId", 0))
        # A protected range does not keep its sheet from being renamed, a protected sheet does.
        if any(one["range"].keys() <= {"sheetId"} for one in tab.protected):
            yield tab, tab.whole


def _lines(book: Book, given: Mapping[str, Any] | None, *, whole: bool) -> tuple[Tab, Area]:
    """The lines of a DimensionRange; of lines that are not there yet, the one that makes room for them."""
    tab, axis, start, end = book.dimension(given)
    if whole:
        start = min(start, tab.size[axis] - 1)
        end = start + 1
    end = min(end, tab.size[axis])
    if axis == "ROWS":
        return tab, Area(start, end, 0, tab.size["COLUMNS"])
    return tab, Area(0, tab.size["ROWS"], start, end)
