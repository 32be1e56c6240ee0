"""What people do to a sheet, as orders that any program can be given, and a workbook library that follows them.

An order is a JSON object: what to ``do``, and where. Rows and columns count from 1, as they stand before the order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from io import BytesIO
from typing import Any, TypeAlias

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.sheet.address import a1, from_a1

from .forms import KEY, Content, Keyed

Edit: TypeAlias = dict[str, Any]


def put(row: int, column: int, content: Content | None) -> Edit:
    """Type into a cell; None empties it."""
    return {"do": "put", "cell": a1(row, column), "content": as_json(content)}


def insert_row(at: int) -> Edit:
    return {"do": "insert row", "at": at}


def delete_row(at: int) -> Edit:
    return {"do": "delete row", "at": at}


def insert_column(at: int) -> Edit:
    return {"do": "insert column", "at": at}


def delete_column(at: int) -> Edit:
    return {"do": "delete column", "at": at}


def clear_column(at: int) -> Edit:
    return {"do": "clear column", "at": at}


def move_row(at: int, to: int) -> Edit:
    """Cut a row and insert it above another."""
    return {"do": "move row", "at": at, "to": to}


def copy_row(at: int, to: int) -> Edit:
    """Copy a row and insert it above another."""
    return {"do": "copy row", "at": at, "to": to}


def sort(first: tuple[int, int], last: tuple[int, int], column: int, *, keys: bool = True) -> Edit:
    """Sort a block by a column, the greatest first; without ``keys`` the key column stays as it is."""
    return {"do": "sort", "area": f"{a1(*first)}:{a1(*last)}", "by": column, "keys": keys}


def merge(first: tuple[int, int], last: tuple[int, int]) -> Edit:
    return {"do": "merge", "area": f"{a1(*first)}:{a1(*last)}"}


RENAME: Edit = {"do": "rename", "name": "Zoë (final) v2"}
COPY_TAB: Edit = {"do": "copy tab"}


def as_json(content: Content | None) -> Any:  # noqa: ANN401 -- JSON
    """A cell's content for another program: a text, a day or a formula says what it is."""
    match content:
        case bool() | None | int() | float():
            return content
        case date():
            return {"date": content.isoformat()}
        case Keyed(text):
            return {"keyed": text}
        case _:
            return {"text": content}


def edited(data: bytes, typed: Mapping[tuple[int, int], Content], edits: Iterable[Edit]) -> bytes:
    """A workbook typed into and edited by a library: no formula is calculated, and what is merged away is lost."""
    sheet: Worksheet = load_workbook(BytesIO(data)).worksheets[0]
    for place, content in typed.items():
        sheet.cell(*place).value = content.text if isinstance(content, Keyed) else content
    for edit in edits:
        if edit["do"] == "copy tab":
            sheet = _copied_tab(sheet)
        else:
            _DO[edit["do"]](sheet, edit)
    assert sheet.parent is not None
    buffer = BytesIO()
    sheet.parent.save(buffer)
    return buffer.getvalue()


def _put(sheet: Worksheet, edit: Edit) -> None:
    content = edit["content"]
    if isinstance(content, dict):
        (kind, text), *_ = content.items()
        content = date.fromisoformat(text) if kind == "date" else text
    sheet.cell(*from_a1(edit["cell"])).value = content


def _insert_row(sheet: Worksheet, edit: Edit) -> None:
    _shift(sheet, edit["at"], rows=1)
    sheet.insert_rows(edit["at"])


def _delete_row(sheet: Worksheet, edit: Edit) -> None:
    for merged in [area for area in sheet.merged_cells.ranges if area.min_row == area.max_row == edit["at"]]:
        sheet.merged_cells.remove(merged)
    sheet.delete_rows(edit["at"])
    _shift(sheet, edit["at"] + 1, rows=-1)


def _insert_column(sheet: Worksheet, edit: Edit) -> None:
    _shift(sheet, edit["at"], columns=1)
    sheet.insert_cols(edit["at"])
    _move_widths(sheet, edit["at"], 1)


def _delete_column(sheet: Worksheet, edit: Edit) -> None:
    sheet.delete_cols(edit["at"])
    _shift(sheet, edit["at"] + 1, columns=-1)
    _move_widths(sheet, edit["at"], -1)


def _shift(sheet: Worksheet, start: int, *, rows: int = 0, columns: int = 0) -> None:
    """Move what is merged from a row or column on; what lies across it grows or shrinks."""
    for area in list(sheet.merged_cells.ranges):
        low, high = (area.min_row, area.max_row) if rows else (area.min_col, area.max_col)
        if low >= start:
            area.shift(col_shift=columns, row_shift=rows)
        elif high >= start:
            area.expand(right=columns, down=rows)


def _move_widths(sheet: Worksheet, start: int, by: int) -> None:
    """Keep the hidden column hidden where it stands now."""
    hidden = KEY + by if start <= KEY else KEY
    for number in range(1, sheet.max_column + 1):
        sheet.column_dimensions[a1(1, number)[:-1]].hidden = number == hidden and not (by < 0 and start == KEY)


def _clear_column(sheet: Worksheet, edit: Edit) -> None:
    for (cell,) in sheet.iter_rows(min_col=edit["at"], max_col=edit["at"]):
        if isinstance(cell, Cell):
            cell.value = None


def _move_row(sheet: Worksheet, edit: Edit) -> None:
    at, to = edit["at"], edit["to"]
    _copy_row(sheet, edit)
    _delete_row(sheet, {"at": at + (to <= at)})


def _copy_row(sheet: Worksheet, edit: Edit) -> None:
    at, to = edit["at"], edit["to"]
    cells = [(column, cell.value, cell.number_format) for column, cell in enumerate(sheet[at], start=1)]
    _insert_row(sheet, {"at": to})
    for column, value, number_format in cells:
        sheet.cell(to, column).value = value
        sheet.cell(to, column).number_format = number_format


def _sort(sheet: Worksheet, edit: Edit) -> None:
    (top, left), (bottom, right) = map(from_a1, edit["area"].split(":"))
    columns = [number for number in range(left, right + 1) if edit["keys"] or number != KEY]
    by = columns.index(edit["by"])
    lines = [[sheet.cell(row, column).value for column in columns] for row in range(top, bottom + 1)]

    def rank(line: list[Any]) -> tuple[bool, bool, float, str]:
        """Numbers before texts, the greatest first, empty cells last."""
        value = line[by]
        number = value if isinstance(value, int | float) else 0
        return value is None, isinstance(value, str), -number, str(value)

    for row, line in enumerate(sorted(lines, key=rank), start=top):
        for column, value in zip(columns, line, strict=True):
            sheet.cell(row, column).value = value


def _merge(sheet: Worksheet, edit: Edit) -> None:
    sheet.merge_cells(edit["area"])


def _rename(sheet: Worksheet, edit: Edit) -> None:
    sheet.title = edit["name"]


def _copied_tab(sheet: Worksheet) -> Worksheet:
    """The tab in a workbook of its own, before the empty one that was there."""
    book = Workbook()
    copied: Worksheet = book.create_sheet(f"{sheet.title} (2)", 0)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                new = copied.cell(cell.row, cell.column, cell.value)
                new.number_format = cell.number_format
    for area in sheet.merged_cells.ranges:
        copied.merge_cells(area.coord)
    copied.column_dimensions["B"].hidden = True
    return copied


_DO: dict[str, Callable[[Worksheet, Edit], None]] = {
    "put": _put,
    "insert row": _insert_row,
    "delete row": _delete_row,
    "insert column": _insert_column,
    "delete column": _delete_column,
    "clear column": _clear_column,
    "move row": _move_row,
    "copy row": _copy_row,
    "sort": _sort,
    "merge": _merge,
    "rename": _rename,
}
