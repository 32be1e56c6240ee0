"""Requests on the spreadsheet and its sheets, developer metadata and names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from google_standin.masks import overwritten
from google_standin.sheets.book import DEFAULT_COLUMNS, DEFAULT_ROWS, Book, Json, Tab
from google_standin.sheets.formulas import renamed_formula
from google_standin.sheets.linework import MAX_CELLS, rewrite_formulas
from google_standin.sheets.locales import SUPPORTED, time_zones
from google_standin.sheets.refusals import BadRequest, NotImplementedYet, checked_fields, only
from google_standin.sheets.shifts import changed_places

MAX_TITLE = 100
MAX_METADATA = 30_000


def update_spreadsheet_properties(book: Book, request: Json) -> Json:
    """Set the title, the locale or the time zone."""
    fields = checked_fields("SpreadsheetProperties", request)
    new = overwritten(book.properties, request.get("properties", {}), fields)
    only("spreadsheetProperties", new, ("title", "locale", "timeZone", "autoRecalc"))
    if new.get("locale") not in SUPPORTED:
        raise BadRequest(f"Unsupported locale: {new.get('locale', '')}")
    if new.get("timeZone") not in time_zones():
        raise BadRequest(f"Invalid time zone: {new.get('timeZone', '')}")
    if not new.get("title"):
        raise BadRequest("The spreadsheet's title cannot be empty.")
    book.properties = new
    return {}


def update_sheet_properties(book: Book, request: Json) -> Json:
    """Set a sheet's title, place, size, colour, frozen rows, or hide it."""
    fields = checked_fields("SheetProperties", request)
    given = request.get("properties", {})
    tab = book.tab(given.get("sheetId", 0))
    place = book.tabs.index(tab)
    new = overwritten({**tab.properties, "index": place}, given, fields)
    new["sheetId"] = tab.id
    _check_properties(book, new, tab)
    index = new.pop("index", 0)
    if new["title"] != tab.title:
        for other in book.tabs:
            rewrite_formulas(other, partial(renamed_formula, old=tab.title, new=new["title"]))
    tab.properties = new
    _check_freeze(tab)
    _drop_outside(tab)
    if index != place:
        if not 0 <= index <= len(book.tabs):
            raise BadRequest(f"Invalid sheet index: {index}")
        # Google counts the new place before the sheet leaves its old one.
        book.tabs.remove(tab)
        book.tabs.insert(index - (index > place), tab)
    _check_visible(book, "hide")
    return {}


def add_sheet(book: Book, request: Json) -> Json:
    """Add a sheet; the reply has its properties."""
    given = dict(request.get("properties", {}))
    if given.get("sheetType", "GRID") != "GRID":
        raise NotImplementedYet(f"addSheet of a {given['sheetType']} sheet")
    grid = {"rowCount": DEFAULT_ROWS, "columnCount": DEFAULT_COLUMNS, **given.get("gridProperties", {})}
    properties = {
        "sheetId": given.get("sheetId", book.new_id()),
        "title": given.get("title") or _free_title(book),
        "sheetType": "GRID",
        **{name: value for name, value in given.items() if name not in {"sheetId", "title", "index", "gridProperties"}},
        "gridProperties": grid,
    }
    _check_properties(book, properties, None)
    tab = Tab(properties=properties)
    _check_freeze(tab)
    _insert(book, tab, given.get("index", len(book.tabs)))
    return {"addSheet": {"properties": {**properties, "index": book.tabs.index(tab)}}}


def duplicate_sheet(book: Book, request: Json) -> Json:
    """Copy a sheet with its cells and rules; protection stays with the original."""
    source = book.tab(request.get("sourceSheetId", 0))
    copy = source.copy()
    title = request.get("newSheetName") or f"Copy of {source.title}"
    copy.properties = {**source.properties, "sheetId": request.get("newSheetId", book.new_id()), "title": title}
    _check_properties(book, copy.properties, None)

    def to_copy(place: Json) -> Json:
        return {**place, "sheetId": copy.id} if place.get("sheetId", 0) == source.id else place

    copy.protected, copy.metadata = [], []
    copy.conditional = changed_places(copy.conditional, to_copy)
    copy.basic_filter = changed_places(copy.basic_filter, to_copy)
    copy.charts = [{**changed_places(chart, to_copy), "chartId": book.new_id()} for chart in copy.charts]
    _insert(book, copy, request.get("insertSheetIndex", 0))
    return {"duplicateSheet": {"properties": {**copy.properties, "index": book.tabs.index(copy)}}}


def delete_sheet(book: Book, request: Json) -> Json:
    """Delete a sheet; names for its ranges go with it."""
    tab = book.tab(request.get("sheetId", 0))
    book.tabs.remove(tab)
    _check_visible(book, "remove")
    book.named_ranges = [one for one in book.named_ranges if one["range"].get("sheetId", 0) != tab.id]
    return {}


def create_developer_metadata(book: Book, request: Json) -> Json:
    """Put hidden data on the spreadsheet or on a sheet."""
    given = request.get("developerMetadata", {})
    only("developerMetadata", given, ("metadataId", "metadataKey", "metadataValue", "location", "visibility"))
    location = given.get("location", {})
    if not given.get("metadataKey") or given.get("visibility") not in {"DOCUMENT", "PROJECT"}:
        raise BadRequest("Developer metadata must always have a key and a visibility specified.")
    if "dimensionRange" in location:
        raise NotImplementedYet("developer metadata of a row or column")
    if bool(location.get("spreadsheet")) == ("sheetId" in location):
        raise BadRequest("Developer metadata must have exactly one location specified.")
    one = {**given, "metadataId": given.get("metadataId", book.new_id())}
    if one["metadataId"] <= 0:
        raise BadRequest("developerMetadata.metadataId must be positive.")
    there = [*book.metadata, *(other for tab in book.tabs for other in tab.metadata)]
    if any(other["metadataId"] == one["metadataId"] for other in there):
        raise BadRequest(f"Developer metadata with the ID {one['metadataId']} already exists.")
    if sum(len(m["metadataKey"]) + len(m.get("metadataValue", "")) for m in [*there, one]) > MAX_METADATA:
        raise BadRequest(f"Developer metadata exceeds the limit of {MAX_METADATA} characters.")
    kind = "SPREADSHEET" if location.get("spreadsheet") else "SHEET"
    one["location"] = {"locationType": kind, **location}
    (book.metadata if kind == "SPREADSHEET" else book.tab(location["sheetId"]).metadata).append(one)
    return {"createDeveloperMetadata": {"developerMetadata": one}}


def delete_developer_metadata(book: Book, request: Json) -> Json:
    """Delete the metadata that a lookup finds; none is no error."""
    lookup = request.get("dataFilter", {}).get("developerMetadataLookup")
    if lookup is None:
        raise NotImplementedYet("deleteDeveloperMetadata without a developerMetadataLookup")
    only(
        "developerMetadataLookup", lookup, ("metadataId", "metadataKey", "metadataValue", "visibility", "locationType")
    )
    gone = []
    for kept in (book.metadata, *(tab.metadata for tab in book.tabs)):
        found = [one for one in kept if _looked_up(one, lookup)]
        gone += found
        kept[:] = [one for one in kept if one not in found]
    return {"deleteDeveloperMetadata": {"deletedDeveloperMetadata": gone} if gone else {}}


def _looked_up(one: Mapping[str, Any], lookup: Mapping[str, Any]) -> bool:
    values = {**one, "locationType": one["location"]["locationType"]}
    return all(values.get(name) == value for name, value in lookup.items())


def add_named_range(book: Book, request: Json) -> Json:
    """Give a range a name."""
    given = request.get("namedRange", {})
    name = given.get("name", "")
    cell_like = re.fullmatch(r"[A-Za-z]{1,3}\d+|[Rr]\d+[Cc]\d+|true|false", name, re.IGNORECASE)
    if not re.fullmatch(r"[^\W\d][\w.]{0,249}", name) or cell_like:
        raise BadRequest(f"The name {name!r} is not valid for a named range.")
    if any(one["name"].casefold() == name.casefold() for one in book.named_ranges):
        raise BadRequest(f"A named range with the name {name} already exists.")
    book.range(given.get("range"))
    one = {"namedRangeId": str(book.new_id()), **given}
    book.named_ranges.append(one)
    return {"addNamedRange": {"namedRange": one}}


def delete_named_range(book: Book, request: Json) -> Json:
    """Take a name away."""
    found = [one for one in book.named_ranges if one["namedRangeId"] == request.get("namedRangeId")]
    if not found:
        raise BadRequest(f"No named range with id: {request.get('namedRangeId')}")
    book.named_ranges.remove(found[0])
    return {}


def _insert(book: Book, tab: Tab, index: int) -> None:
    if not 0 <= index <= len(book.tabs):
        raise BadRequest(f"Invalid sheet index: {index}")
    book.tabs.insert(index, tab)


def _free_title(book: Book) -> str:
    number = len(book.tabs) + 1
    while book.titled(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def _check_properties(book: Book, new: Json, old: Tab | None) -> None:
    grid = ("rowCount", "columnCount", "frozenRowCount", "frozenColumnCount", "hideGridlines")
    known = ("sheetId", "title", "index", "sheetType", "gridProperties", "hidden", "rightToLeft")
    only("sheetProperties", new, (*known, "tabColor", "tabColorStyle"))
    only("gridProperties", new.get("gridProperties", {}), grid)
    title, sheet_id = new.get("title", ""), new["sheetId"]
    if not title:
        raise BadRequest("The sheet name cannot be empty.")
    if len(title) > MAX_TITLE:
        raise BadRequest(f"The sheet name cannot be greater than {MAX_TITLE} characters.")
    same = book.titled(title)
    if same is not None and same is not old:
        raise BadRequest(f'A sheet with the name "{title}" already exists. Please enter another name.')
    if sheet_id < 0:
        raise BadRequest("sheetId must not be negative.")
    if old is None and any(tab.id == sheet_id for tab in book.tabs):
        raise BadRequest(f"A sheet with the ID {sheet_id} already exists.")
    rows, columns = (new.get("gridProperties", {}).get(name, 0) for name in grid[:2])
    if rows < 1 or columns < 1:
        raise BadRequest("A sheet must have at least one row and one column.")
    if rows * columns > MAX_CELLS:
        raise BadRequest(
            f"This action would increase the number of cells in the workbook above the limit of {MAX_CELLS} cells."
        )


def _check_freeze(tab: Tab) -> None:
    rows, columns = tab.frozen("ROWS"), tab.frozen("COLUMNS")
    if rows >= tab.size["ROWS"] or columns >= tab.size["COLUMNS"]:
        raise BadRequest("You can't freeze all visible rows or columns on the sheet.")
    for merge in tab.merges:
        if merge.top < rows < merge.bottom or merge.left < columns < merge.right:
            raise BadRequest("You can't freeze rows or columns which contain only part of a merged cell.")


def _drop_outside(tab: Tab) -> None:
    whole = tab.whole
    tab.cells = {at: cell for at, cell in tab.cells.items() if whole.holds(*at)}
    tab.merges = [part for merge in tab.merges if (part := merge.meets(whole)) is not None]
    for axis, size in tab.size.items():
        tab.lines[axis] = {at: line for at, line in tab.lines[axis].items() if at < size}


def _check_visible(book: Book, verb: str) -> None:
    if all(tab.properties.get("hidden") for tab in book.tabs):
        raise BadRequest(f"You can't {verb} all the {'visible ' if book.tabs else ''}sheets in a document.")
