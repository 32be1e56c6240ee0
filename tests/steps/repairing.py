"""Filled forms, damaged and repaired, and what a workbook library finds in the clean ones."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.cycle.folder import CycleFolder
from sheetreview.steps.check_files import check_files
from sheetreview.steps.known_layouts import KnownLayouts
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.repair.clean_forms import CycleForms, LooseForms
from sheetreview.steps.repair.repair import Repaired, repair

KEY = 2
STRUCTURE = {
    *("keys-lost", "row-lost", "row-doubled", "rows-unclear", "rows-reordered", "section-lost", "column-lost"),
    *("column-doubled", "title-changed", "label-changed", "unknown-row", "keys-disagree", "form-doubled"),
    *("reviewee-changed", "reviewer-changed", "header-changed"),
}


def repaired(paths: list[Path], out: Path, cycle: Path | None = None, own: tuple[Path, ...] = ()) -> Repaired:
    """Repair files as the command does: in a cycle, or without one."""
    known = KnownLayouts(own)
    if cycle is None:
        return repair(paths, LooseForms(known), out)
    assert CycleFolder(cycle).holds_cycle
    with OpenCycle.open(cycle, reading=True) as opened:
        return repair(paths, CycleForms(opened, known.of), out)


def damage(source: Path, target: Path, *changes: Callable[[Worksheet], None]) -> Path:
    """A workbook with its first sheet changed."""
    workbook = load_workbook(source)
    sheet = workbook.worksheets[0]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    for change in changes:
        change(sheet)
    target.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(target)
    return target


def row_of(sheet: Worksheet, key: str) -> int:
    """Sheet row with a key."""
    rows = (row for row in range(1, sheet.max_row + 1) if str(sheet.cell(row, KEY).value).split(" ~")[0] == key)
    return next(rows)


def beside(path: Path | str | bytes, column: int) -> dict[str, object]:
    """What stands in a column beside each key of the first sheet."""
    source = BytesIO(path) if isinstance(path, bytes) else path
    sheet = load_workbook(source).worksheets[0]
    keys = {str(sheet.cell(row, KEY).value or "").split(" ~")[0]: row for row in range(1, sheet.max_row + 1)}
    return {key: sheet.cell(row, column).value for key, row in keys.items() if key and "sheetreview" not in key}


def structural(paths: list[Path], own: tuple[Path, ...] = ()) -> list[str]:
    """Codes of the structural findings in files."""
    checked = check_files(paths, KnownLayouts(own).of)
    assert not checked.unusable
    return [finding.code for finding in checked.findings if finding.code in STRUCTURE]
