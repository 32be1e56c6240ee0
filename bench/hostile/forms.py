"""Filled forms of every shipped layout in every format, with what was typed into them."""

from __future__ import annotations

import csv
import io
import random
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from sheetreview.form.cells import form_cells
from sheetreview.model.edition import Edition
from sheetreview.model.layout import ColumnKind, Entry, Layout
from sheetreview.reading.open import parse_book
from sheetreview.sheet.address import a1
from sheetreview.sheet.grid import Book, CellError, Grid, ShownNumber, Uncalculated, Value
from tests.layouts.forms import Place, fill, issue
from tests.layouts.reading import NAMES, layout
from tests.reading.making import ods_book, worksheet, xlsx_members, zipped

WORDS = ("agreed", "steady", "ahead of plan", "late twice", "Größe", "café", "on goal", "to be discussed")
HEADER = "header"
"""Stands for the section in the places of header fields, whose row is the field and whose column is empty."""

CONVERT_SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A filled form as a file: ``typed`` is what reading must give for each cell that was typed into."""

    name: str
    kind: str
    data: bytes
    typed: Mapping[Place, str]
    edition: Edition


def filled_forms(folder: Path, seed: int) -> list[Filled]:
    """Every role's form of every layout, as .xlsx packed and stored, .ods, .csv and .xls.

    The latter three as LibreOffice saves them; without it .ods and .csv are written from the values, and .xls is not.
    """
    chance = random.Random(seed)
    found = [_filled(name, role.id, chance) for name in NAMES for role in layout(name).roles]
    stored = [_with(form, "xlsx-stored", repacked(form.data, zipfile.ZIP_STORED)) for form in found]
    return [*found, *stored, *_converted(found, folder)]


def _filled(name: str, role: str, chance: random.Random) -> Filled:
    issued, cut = issue(name, role)
    cells = list(_typed_cells(cut, chance))
    data = fill(issued, cut, {place: value for place, value, _ in cells})
    return Filled(
        name=f"{name}-{role}", kind="xlsx", data=data, typed={place: text for place, _, text in cells}, edition=cut
    )


def _typed_cells(cut: Edition, chance: random.Random) -> Iterator[tuple[Place, str | float, str]]:
    """Every cell that a role fills, what is typed into it, and what that means."""
    for field in cut.header:
        if field.source is None and cut.fills(field):
            value, text = _value(cut.layout, HEADER, field.id, field, chance)
            yield (HEADER, field.id, ""), value, text
    for cell in form_cells(cut):
        if cell.open:
            value, text = _value(cut.layout, cell.section.id, cell.row, cell.column, chance)
            yield cell.place, value, text


def _value(whole: Layout, section: str, row: str, entry: Entry, chance: random.Random) -> tuple[str | float, str]:
    match entry.kind:
        case ColumnKind.RATING:
            scale = whole.scale_of(entry)
            level = chance.choice(scale.levels).value
            return (float(level) if scale.numbers else level), level
        case ColumnKind.CHOICE:
            option = chance.choice(entry.options)
            return option, option
        case ColumnKind.YES_NO:
            return "Yes", "yes"
        case ColumnKind.DATE:
            return "2026-12-07", "2026-12-07"
        case ColumnKind.NUMBER | ColumnKind.MONEY | ColumnKind.PERCENT:
            number = chance.randrange(1, 90)
            return number, str(number)
        case _:
            text = f"{chance.choice(WORDS)} {section} {row} {chance.randrange(10**6)}"
            return text, text


def _with(form: Filled, kind: str, data: bytes) -> Filled:
    return Filled(name=form.name, kind=kind, data=data, typed=form.typed, edition=form.edition)


def repacked(data: bytes, method: int) -> bytes:
    """The same members packed in another way."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped([(name, archive.read(name)) for name in archive.namelist()], method)


def _converted(forms: list[Filled], folder: Path) -> Iterator[Filled]:
    program = shutil.which("soffice")
    if program is None:
        print("LibreOffice is not installed: .ods and .csv are written from the values, .xls is left out")
        for form in forms:
            book = parse_book(form.data, "form.xlsx")
            yield _with(form, "ods", as_ods(book))
            yield _with(form, "csv", as_csv(book.sheets[0]))
        return
    folder.mkdir(parents=True, exist_ok=True)
    for form in forms:
        (folder / f"{form.name}.xlsx").write_bytes(form.data)
    sources = [str(folder / f"{form.name}.xlsx") for form in forms]
    for kind in ("ods", "csv", "xls"):
        profile = f"-env:UserInstallation={(folder / 'profile').absolute().as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--convert-to", kind, "--outdir", str(folder)]
        subprocess.run([*command, *sources], check=True, capture_output=True, timeout=CONVERT_SECONDS)
        for form in forms:
            yield _with(form, kind, (folder / f"{form.name}.{kind}").read_bytes())


def as_xlsx(grid: Grid | Mapping[tuple[int, int], Value]) -> bytes:
    """A workbook of nothing but values."""
    cells = grid.cells if isinstance(grid, Grid) else grid
    rows: dict[int, list[str]] = {}
    for (row, column), value in sorted(cells.items()):
        rows.setdefault(row, []).append(_xml_cell(row, column, value))
    return zipped(xlsx_members(worksheet("".join(f'<row r="{n}">{"".join(found)}</row>' for n, found in rows.items()))))


def _xml_cell(row: int, column: int, value: Value) -> str:
    place = a1(row, column)
    match value:
        case bool():
            return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
        case ShownNumber(number):
            return f'<c r="{place}"><v>{number!r}</v></c>'
        case int() | float():
            return f'<c r="{place}"><v>{value!r}</v></c>'
        case CellError(text):
            return f'<c r="{place}" t="e"><v>{escape(text)}</v></c>'
        case Uncalculated():
            return f'<c r="{place}"><f>1</f></c>'
        case _:
            return f'<c r="{place}" t="str"><v>{escape(value)}</v></c>'


def as_ods(book: Book) -> bytes:
    """A spreadsheet of nothing but texts."""
    tables = []
    for grid in book.sheets:
        rows = []
        for row in range(1, max(grid.rows, default=0) + 1):
            texts = [grid.text(row, column) for column in range(1, max(grid.columns_in(row), default=0) + 1)]
            rows.append(
                "".join(f'<table:table-cell office:value-type="string">{_lines(t)}</table:table-cell>' for t in texts)
            )
        body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
        tables.append(f'<table:table table:name="{escape(grid.name)}">{body}</table:table>')
    return ods_book("".join(tables))


def _lines(text: str) -> str:
    return "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n")) if text else ""


def as_csv(grid: Grid) -> bytes:
    """The values of a sheet as text."""
    text = io.StringIO()
    writer = csv.writer(text)
    width = max((column for _, column in grid.cells), default=0)
    for row in range(1, max(grid.rows, default=0) + 1):
        writer.writerow([grid.text(row, column) for column in range(1, width + 1)])
    return text.getvalue().encode()
