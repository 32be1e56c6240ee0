"""Edit spreadsheets in a real LibreOffice: run by the Python that has its UNO bridge, with a list of jobs as JSON.

Each job opens ``source``, sets cells, does row and sheet operations, follows the orders in ``edits``, calculates, saves
as every file of ``targets`` (with a ``password``), and prints the wanted cells (``show``) as one line of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, TypeAlias

import uno  # type: ignore[import-not-found]  # comes with LibreOffice's own Python
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]

Remote: TypeAlias = Any
"""An object of LibreOffice: its bridge knows no types."""

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".ods": "calc8",
    ".xls": "MS Excel 97",
    ".csv": "Text - txt - csv (StarCalc)",
}
KEYS = "B"
"""The hidden column of a form."""

CSV_OPTIONS = "59,34,76,1,,0,false,true,false"
START_SECONDS = 60
LOGICAL = 1024
"""The kind of number format that shows TRUE and FALSE."""

TEXT = 256
"""The kind of number format that keeps what is typed."""

LOCALE = "com.sun.star.lang.Locale"
ALL_CONTENTS = 1 | 2 | 4 | 16
"""Numbers, days, texts and formulas."""


def setting(name: str, value: object) -> Remote:
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


def connect(pipe: str) -> Remote:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def edit(desktop: Remote, job: dict[str, Any]) -> dict[str, Any]:
    document = desktop.loadComponentFromURL(Path(job["source"]).as_uri(), "_blank", 0, (setting("Hidden", True),))
    try:
        sheet = document.Sheets.getByIndex(job.get("sheet", 0))
        if job.get("unprotect"):
            sheet.unprotect("")
        for address, value in job.get("set", {}).items():
            put(document, sheet.getCellRangeByName(address), value)
        for row in job.get("insert_rows", []):
            sheet.Rows.insertByIndex(row - 1, 1)
        for area, column in job.get("sort", []):
            sort(sheet.getCellRangeByName(area), column)
        if "rename" in job:
            sheet.setName(job["rename"])
        for order in job.get("edits", []):
            document = follow(desktop, document, order)
        document.calculateAll()
        for target in job["targets"]:
            options = [setting("FilterName", FILTERS[Path(target).suffix])]
            if target.endswith(".csv"):
                options.append(setting("FilterOptions", CSV_OPTIONS))
            if "password" in job:
                options.append(protection(Path(target).suffix, job["password"]))
            document.storeToURL(Path(target).as_uri(), tuple(options))
        shown = document.Sheets.getByIndex(job.get("show_sheet", 0))
        return {address: shown.getCellRangeByName(address).getString() for address in job.get("show", [])}
    finally:
        document.close(True)


def protection(ending: str, password: str) -> Remote:
    """The setting that protects a file; Microsoft's format wants the password by another name than LibreOffice's."""
    if ending != ".xlsx":
        return setting("Password", password)
    values = [uno.createUnoStruct("com.sun.star.beans.NamedValue") for _ in range(2)]
    values[0].Name, values[0].Value = "OOXPassword", password
    values[1].Name, values[1].Value = "CryptoType", "StrongEncryptionDataSpace"
    return setting("EncryptionData", uno.Any("[]com.sun.star.beans.NamedValue", tuple(values)))


def put(document: Remote, cell: Remote, value: Any) -> None:  # noqa: ANN401 -- JSON
    """Type into a cell: a plain text as LibreOffice takes it, a number as it is, or what a JSON object says it is."""
    match value:
        case None:
            cell.setString("")
        case bool():
            cell.setValue(value)
            cell.NumberFormat = document.NumberFormats.getStandardFormat(LOGICAL, uno.createUnoStruct(LOCALE))
        case str():
            cell.setFormula(value)
        case {"text": text}:
            cell.setString(text)
        case {"keyed": text}:
            key_in(document, cell, text)
        case {"date": day}:
            cell.setFormula(day)
        case {"formula": formula}:
            cell.setFormula(f"={formula}")
        case {"error": _}:
            cell.setFormula("=NA()")
        case _:
            cell.setValue(value)


def key_in(document: Remote, cell: Remote, text: str) -> None:
    """Type as a person does: a cell in the format of texts keeps the text, any other what LibreOffice takes it for."""
    if document.NumberFormats.getByKey(cell.NumberFormat).Type & TEXT:
        cell.setString(text)
    else:
        cell.FormulaLocal = text


def follow(desktop: Remote, document: Remote, order: dict[str, Any]) -> Remote:
    """Follow one order on the first sheet, as ``tests/accidents/edits.py`` puts them; the document to go on with."""
    sheet = document.Sheets.getByIndex(0)
    sheet.unprotect("")
    match order:
        case {"do": "put", "cell": address, "content": content}:
            put(document, sheet.getCellRangeByName(address), content)
        case {"do": "rename", "name": name}:
            sheet.setName(name)
        case {"do": "copy tab"}:
            copied = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (setting("Hidden", True),))
            copied.Sheets.importSheet(document, sheet.Name, 0)
            document.close(True)
            return copied
        case {"do": "sort", "area": area, "by": column, "keys": keys}:
            sort_block(sheet, area, column, keys)
        case {"do": "merge", "area": area}:
            merge(sheet, area)
        case {"at": at}:
            change_line(sheet, order["do"], at, order.get("to", 0))
        case _:
            raise ValueError(order)
    return document


def change_line(sheet: Remote, what: str, at: int, to: int) -> None:
    """Insert, delete, clear, copy or move a row or column."""
    match what:
        case "insert row":
            sheet.Rows.insertByIndex(at - 1, 1)
        case "delete row":
            sheet.Rows.removeByIndex(at - 1, 1)
        case "insert column":
            sheet.Columns.insertByIndex(at - 1, 1)
        case "delete column":
            sheet.Columns.removeByIndex(at - 1, 1)
        case "clear column":
            sheet.Columns.getByIndex(at - 1).clearContents(ALL_CONTENTS)
        case "copy row":
            copy_row(sheet, at, to)
        case "move row":
            copy_row(sheet, at, to)
            sheet.Rows.removeByIndex(at - (at < to), 1)
        case _:
            raise ValueError(what)


def copy_row(sheet: Remote, at: int, to: int) -> None:
    """Copy a row and insert it above another."""
    sheet.Rows.insertByIndex(to - 1, 1)
    row = sheet.Rows.getByIndex(at - 1 + (to <= at))
    sheet.copyRange(sheet.getCellByPosition(0, to - 1).CellAddress, row.RangeAddress)


def sort_block(sheet: Remote, area: str, column: int, keys: bool) -> None:  # noqa: FBT001 -- JSON
    """Sort a block by a column of the sheet; without ``keys`` the hidden column is put back as it was."""
    block = sheet.getCellRangeByName(area)
    place = block.RangeAddress
    hidden = sheet.getCellRangeByName(f"{KEYS}{place.StartRow + 1}:{KEYS}{place.EndRow + 1}")
    before = hidden.getDataArray()
    sort(block, column - 1 - place.StartColumn)
    if not keys:
        hidden.setDataArray(before)


def merge(sheet: Remote, area: str) -> None:
    """Merge cells as a person does who lets the contents of all but the first go."""
    block = sheet.getCellRangeByName(area)
    place = block.RangeAddress
    for row in range(place.EndRow - place.StartRow + 1):
        for column in range(place.EndColumn - place.StartColumn + 1):
            if row or column:
                block.getCellByPosition(column, row).setString("")
    block.merge(True)


def sort(area: Remote, column: int) -> None:
    field = uno.createUnoStruct("com.sun.star.table.TableSortField")
    field.Field, field.IsAscending = column, False
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    area.sort((setting("SortFields", fields), setting("ContainsHeader", False)))


def main() -> None:
    command, pipe, jobs = json.loads(sys.stdin.read())
    accepting = [*command, f"--accept=pipe,name={pipe};urp;"]
    with subprocess.Popen(accepting, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as office:
        try:
            desktop = connect(pipe)
            for job in jobs:
                print(json.dumps(edit(desktop, job)))  # noqa: T201
            desktop.terminate()
        finally:
            try:
                office.wait(timeout=20)
            except subprocess.TimeoutExpired:
                office.kill()


main()
