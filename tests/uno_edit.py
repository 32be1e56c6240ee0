"""Edit spreadsheets in a real LibreOffice: run by the Python that has its UNO bridge, with a list of jobs as JSON.

Each job opens ``source``, sets cells, does row and sheet operations, calculates, saves as every file of ``targets``,
and prints the wanted cells (``show``) as one line of JSON.
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

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".csv": "Text - txt - csv (StarCalc)"}
CSV_OPTIONS = "59,34,76,1,,0,false,true,false"
START_SECONDS = 60


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
            cell = sheet.getCellRangeByName(address)
            if isinstance(value, str):
                cell.setFormula(value)
            else:
                cell.setValue(value)
        for row in job.get("insert_rows", []):
            sheet.Rows.insertByIndex(row - 1, 1)
        for area, column in job.get("sort", []):
            sort(sheet.getCellRangeByName(area), column)
        if "rename" in job:
            sheet.setName(job["rename"])
        document.calculateAll()
        for target in job["targets"]:
            options = [setting("FilterName", FILTERS[Path(target).suffix])]
            if target.endswith(".csv"):
                options.append(setting("FilterOptions", CSV_OPTIONS))
            document.storeToURL(Path(target).as_uri(), tuple(options))
        shown = document.Sheets.getByIndex(job.get("show_sheet", 0))
        return {address: shown.getCellRangeByName(address).getString() for address in job.get("show", [])}
    finally:
        document.close(True)


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
