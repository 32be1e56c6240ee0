"""The values API: texts and numbers by ranges in A1 notation."""

from __future__ import annotations

import re
from typing import Any

from google_standin.masks import overwritten
from google_standin.sheets.area import Area, a1, column_of
from google_standin.sheets.book import Book, Json, Tab
from google_standin.sheets.cellwork import check_cell, without_blank
from google_standin.sheets.locales import locale
from google_standin.sheets.protection import check_area
from google_standin.sheets.refusals import BadRequest, NotImplementedYet
from google_standin.sheets.shown import shown
from google_standin.sheets.typed import typed

_RANGE = re.compile(r"(?:(?P<sheet>'(?:[^']|'')+'|[^'!]+)!)?(?P<from>[A-Za-z]{0,3}\d*)(?::(?P<to>[A-Za-z]{0,3}\d*))?")
_CORNER = re.compile(r"([A-Za-z]*)(\d*)")


def found_range(book: Book, text: str) -> tuple[Tab, Area]:
    """The sheet and area of A1 notation: a range, a sheet's title, a named range; BadRequest when it is none."""
    name = text[1:-1].replace("''", "'") if re.fullmatch(r"'([^']|'')+'", text) else text
    whole = book.titled(name)
    if whole is not None:
        return whole, whole.whole
    for one in book.named_ranges:
        if one["name"].casefold() == text.casefold():
            return book.range(one["range"])
    found = _RANGE.fullmatch(text)
    if found is None or not found["from"] or (found["to"] == ""):
        raise BadRequest(f"Unable to parse range: {text}")
    title = found["sheet"]
    if title is not None and title.startswith("'"):
        title = title[1:-1].replace("''", "'")
    tab = book.tabs[0] if title is None else book.titled(title)
    if tab is None:
        raise BadRequest(f"Unable to parse range: {text}")
    return tab, tab.area(_bounds(found["from"], found["to"], text))


def _bounds(first: str, last: str | None, text: str) -> Json:
    bounds: Json = {}
    one, other = _corner(first), _corner(last or first)
    for number, name in ((0, "Column"), (1, "Row")):
        ends = [corner[number] for corner in (one, other) if corner[number] is not None]
        if ends and (last is not None or len(ends) == 2):
            if one[number] is not None:
                bounds[f"start{name}Index"] = min(ends)
            if other[number] is not None:
                bounds[f"end{name}Index"] = max(ends) + 1
    if last is None and None in one:
        raise BadRequest(f"Unable to parse range: {text}")
    return bounds


def _corner(text: str) -> tuple[Any, Any]:
    column, row = _CORNER.fullmatch(text).groups()  # type: ignore[union-attr]
    return column_of(column) if column else None, int(row) - 1 if row else None


def write(book: Book, given: Json, option: str, *, as_editor: bool) -> tuple[Tab, Area, int]:
    """Write a ValueRange as typed (USER_ENTERED) or as it is (RAW); where, and how many cells were written."""
    if option not in {"RAW", "USER_ENTERED"}:
        raise BadRequest("'valueInputOption' is required but not specified")
    if given.get("majorDimension", "ROWS") != "ROWS":
        raise NotImplementedYet("writing values by columns")
    tab, area = found_range(book, given.get("range", ""))
    rows = given.get("values", [])
    height, width = len(rows), max((len(row) for row in rows), default=0)
    single = area == Area(area.top, area.top + 1, area.left, area.left + 1)
    if not single and (height > area.bottom - area.top or width > area.right - area.left):
        raise BadRequest(
            f"Requested writing within range [{a1(area, tab.title)}], but tried writing to more rows or columns."
        )
    if not height or not width:
        return tab, Area(area.top, area.top, area.left, area.left), 0
    written = tab.area(Area(area.top, area.top + height, area.left, area.left + width).as_range(tab.id))
    count = 0
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            if value is None:
                continue
            at = Area(area.top + down, area.top + down + 1, area.left + across, area.left + across + 1)
            if as_editor:
                check_area(tab, at)
            _write_cell(book, tab, at, value, option)
            count += 1
    return tab, written, count


def _write_cell(book: Book, tab: Tab, at: Area, value: object, option: str) -> None:
    cell = tab.cells.get((at.top, at.left), {})
    number_format = cell.get("userEnteredFormat", {}).get("numberFormat")
    entered: Json
    new_format = None
    if isinstance(value, bool):
        entered = {"boolValue": value}
    elif isinstance(value, int | float):
        entered = {"numberValue": value}
    elif not isinstance(value, str):
        raise BadRequest(f"Invalid values[{at.top}][{at.left}]: {value!r}")
    elif option == "RAW" or (number_format or {}).get("type") == "TEXT":
        entered = {"stringValue": value}
    else:
        entered, new_format = typed(value, locale(book.properties["locale"]))
    new = without_blank({"userEnteredValue": entered})
    check_cell(new)
    cell = overwritten(cell, new, "userEnteredValue")
    if new_format is not None and number_format is None:
        cell = overwritten(cell, {"userEnteredFormat": {"numberFormat": new_format}}, "userEnteredFormat.numberFormat")
    tab.put(at.top, at.left, cell)


def read(book: Book, text: str, render: str, major: str) -> Json:
    """A ValueRange; blanks at the end of a row and rows at the end that are blank are left out."""
    tab, area = found_range(book, text)
    answer: Json = {"range": a1(area, tab.title), "majorDimension": major}
    lines: dict[int, dict[int, object]] = {}
    for (row, column), cell in tab.cells.items():
        value = cell.get("userEnteredValue")
        if value is not None and area.holds(row, column):
            line, at = (row - area.top, column - area.left) if major == "ROWS" else (column - area.left, row - area.top)
            lines.setdefault(line, {})[at] = _rendered(book, cell, render)
    if lines:
        answer["values"] = [
            [lines[line].get(at, "") for at in range(max(lines[line]) + 1)] if line in lines else []
            for line in range(max(lines) + 1)
        ]
    return answer


def _rendered(book: Book, cell: Json, render: str) -> object:
    value = cell["userEnteredValue"]
    if "formulaValue" in value:
        if render != "FORMULA":
            raise NotImplementedYet("the calculated value of a formula")
        return value["formulaValue"]
    if render == "FORMATTED_VALUE":
        form = cell.get("userEnteredFormat", {}).get("numberFormat", {})
        return shown(value, form, locale(book.properties["locale"]))
    return next(iter(value.values()))
