"""The programs through which filled and damaged forms go: each types, or is given what was edited, and saves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.sheet.address import a1
from tests.programs import edit_in_libreoffice, gnumeric, node
from tests.steps.online.downloaded import downloaded

from .edits import Edit, as_json, edited
from .forms import Content

NO_DAY = date(1899, 12, 30)

Saved = dict[str, bytes]
"""Files by their ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A form to be filled in and edited. ``patch`` mends what the library cannot write, in the bytes it saved."""

    data: bytes
    typed: Mapping[tuple[int, int], Content]
    edits: Sequence[Edit] = field(default_factory=list)
    patch: Callable[[bytes], bytes] | None = None

    def by_library(self) -> bytes:
        """The workbook as a library leaves it, with no formula calculated."""
        done = edited(self.data, self.typed, self.edits)
        return self.patch(done) if self.patch else done

    @property
    def set(self) -> dict[str, Any]:
        """What is typed, for another program."""
        return {a1(*place): as_json(content) for place, content in self.typed.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program and the formats it saves; ``run`` does all jobs in a scratch folder."""

    name: str
    kinds: tuple[str, ...]
    run: Callable[[Sequence[Job], Path], list[Saved]]


def _library(jobs: Sequence[Job], _folder: Path) -> list[Saved]:
    return [{".xlsx": job.by_library()} for job in jobs]


def _google(jobs: Sequence[Job], _folder: Path) -> list[Saved]:
    return [{".xlsx": _exported(load_workbook(BytesIO(job.by_library())).worksheets[0])} for job in jobs]


def _libreoffice(jobs: Sequence[Job], folder: Path) -> list[Saved]:
    orders: list[dict[str, object]] = []
    for job, source, targets in _files(jobs, folder, LIBREOFFICE.kinds, edit=False):
        done = {"set": {} if job.patch else job.set, "unprotect": True, "edits": list(job.edits)}
        orders.append({"source": str(source), "targets": [str(one) for one in targets], **done})
    edit_in_libreoffice(orders, folder)
    return _saved(jobs, folder, LIBREOFFICE.kinds)


def _gnumeric(jobs: Sequence[Job], folder: Path) -> list[Saved]:
    for job, source, targets in _files(jobs, folder, GNUMERIC.kinds):
        typing = [] if _ready(job) else [f"{address}={_entered(content)}" for address, content in job.set.items()]
        options = [part for one in typing for part in ("--set", one)]
        for target in targets:
            gnumeric(source, target, *options, *_GNUMERIC_FORMATS.get(target.suffix, ()))
    return _saved(jobs, folder, GNUMERIC.kinds)


_GNUMERIC_FORMATS = {".xls": ("-T", "Gnumeric_Excel:excel_biff8")}


def _entered(content: Any) -> str:  # noqa: ANN401 -- JSON
    """A content as it is typed into Gnumeric; an apostrophe makes it a text."""
    match content:
        case {"text": text}:
            return f"'{text}"
        case {"date": text} | {"keyed": text}:
            return str(text)
        case bool():
            return str(content).upper()
        case _:
            return str(content)


def _sheetjs(jobs: Sequence[Job], folder: Path) -> list[Saved]:
    return _node("sheetjs.mjs", SHEETJS.kinds, jobs, folder)


def _exceljs(jobs: Sequence[Job], folder: Path) -> list[Saved]:
    return _node("exceljs.mjs", EXCELJS.kinds, jobs, folder)


def _node(script: str, kinds: Sequence[str], jobs: Sequence[Job], folder: Path) -> list[Saved]:
    orders = [
        {"source": str(source), "set": {} if _ready(job) else job.set, "targets": [str(one) for one in targets]}
        for job, source, targets in _files(jobs, folder, kinds)
    ]
    node(script, orders)
    return _saved(jobs, folder, kinds)


def _ready(job: Job) -> bool:
    """Whether a program that cannot edit is given what the library made, and only saves it."""
    return bool(job.edits or job.patch)


def _files(
    jobs: Sequence[Job], folder: Path, kinds: Sequence[str], *, edit: bool = True
) -> list[tuple[Job, Path, list[Path]]]:
    """Write what each program begins with; each job with its source and the files it is to save."""
    found = []
    for number, job in enumerate(jobs):
        source = folder / f"{number}-given.xlsx"
        source.write_bytes(job.by_library() if job.patch or (edit and _ready(job)) else job.data)
        found.append((job, source, [folder / f"{number}{kind}" for kind in kinds]))
    return found


def _saved(jobs: Sequence[Job], folder: Path, kinds: Sequence[str]) -> list[Saved]:
    return [{kind: (folder / f"{n}{kind}").read_bytes() for kind in kinds} for n in range(len(jobs))]


def _exported(sheet: Worksheet) -> bytes:
    """A sheet as it comes out of Google Sheets, into which it was uploaded."""
    rows = [{"values": [_google_cell(cell.value) for cell in row]} for row in sheet.iter_rows()]
    hidden = {key for key, column in sheet.column_dimensions.items() if column.hidden}
    columns = [{"hiddenByUser": a1(1, number)[:-1] in hidden} for number in range(1, sheet.max_column + 1)]
    merges = [
        {
            "startRowIndex": area.min_row - 1,
            "endRowIndex": area.max_row,
            "startColumnIndex": area.min_col - 1,
            "endColumnIndex": area.max_col,
        }
        for area in sheet.merged_cells.ranges
    ]
    one = {"properties": {"title": sheet.title}, "data": [{"rowData": rows, "columnMetadata": columns}]}
    return downloaded({"sheets": [{**one, "merges": merges}]}, {})


def _google_cell(value: object) -> dict[str, Any]:
    match value:
        case None:
            return {}
        case bool():
            return {"userEnteredValue": {"boolValue": value}}
        case int() | float():
            return {"userEnteredValue": {"numberValue": value}}
        case date():
            days = (date(value.year, value.month, value.day) - NO_DAY).days
            return {"userEnteredValue": {"numberValue": days}}
        case str() if value.startswith("="):
            return {"userEnteredValue": {"formulaValue": value}}
        case _:
            return {"userEnteredValue": {"stringValue": str(value)}}


LIBRARY = Program(name="openpyxl", kinds=(".xlsx",), run=_library)
LIBREOFFICE = Program(name="LibreOffice", kinds=(".xlsx", ".ods", ".xls", ".csv"), run=_libreoffice)
GNUMERIC = Program(name="Gnumeric", kinds=(".xlsx", ".ods", ".xls", ".csv"), run=_gnumeric)
SHEETJS = Program(name="SheetJS", kinds=(".xlsx", ".ods", ".xls", ".csv"), run=_sheetjs)
EXCELJS = Program(name="ExcelJS", kinds=(".xlsx",), run=_exceljs)
GOOGLE = Program(name="Google export", kinds=(".xlsx",), run=_google)
PROGRAMS = (LIBRARY, LIBREOFFICE, GNUMERIC, SHEETJS, EXCELJS, GOOGLE)
