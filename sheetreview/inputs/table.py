"""A table with named columns out of a spreadsheet that people keep by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sheetreview.errors import Problem
from sheetreview.inputs.wording import closest, quoted
from sheetreview.sheet.address import a1
from sheetreview.sheet.grid import (
    EPOCH,
    LAST_SERIAL,
    Book,
    CellError,
    Grid,
    NumberFormat,
    ShownNumber,
    Uncalculated,
    Value,
    display,
)
from sheetreview.sheet.text import line_breaks, squeeze

HEADER_ROWS = 20
"""Number of rows from the top in which the column names are looked for."""

_Fault = tuple[int, str, str]
"""The row where something is wrong, what it is, and how to mend it."""

_SEPARATORS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its number in the sheet, and its texts by column name (``""`` for an empty cell)."""

    number: int
    values: dict[str, str]

    def __getitem__(self, name: str) -> str:
        """The text in a column; empty where the table does not have it, too."""
        return self.values.get(name, "")

    def id(self, name: str) -> str:
        """The id in a column as compared: ids have no capitals."""
        return squeeze(self[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows under a row of column names; empty rows are left out. ``problems`` is what is wrong with the table."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()


def column_name(header: str) -> str:
    """A heading as a column's name: ``Cost centre (EU)`` is ``cost_centre_eu``."""
    return _SEPARATORS.sub("_", squeeze(header)).strip("_")


def read_table(book: Book, source: str, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """The table in a book's first visible sheet.

    The columns named in ``required`` and ``optional`` are recognised whatever their case, spaces, hyphens and
    underscores; every other column keeps its :func:`column_name`.
    """
    grid = _first_visible(book)
    header = _header_row(grid, required) if grid else None
    rows: list[Row] = []
    if grid is None:
        found = [(0, "there is no table in the file", f"give it the columns {', '.join(required)}")]
    elif header is None:
        found = [_no_header(grid, required)]
    else:
        known = (*required, *optional)
        names = _names(grid, header, known)
        found = [*_repeated(grid, header, names), *_missing(grid, header, names, required, known)]
        for number in grid.rows[grid.rows.index(header) + 1 :]:
            found += _valueless(grid, number, names)
            if book.format == "csv":
                found += _too_long(grid, number, max(grid.columns_in(header)))
            if book.delimiter:
                found += _swallowed(grid, number, max(grid.columns_in(header)), book.delimiter)
            values = {name: _text(grid.value(number, column)) for column, name in names.items()}
            if any(values.values()):
                rows.append(Row(number=number, values=values))
    problems = (Problem(source=source, message=message, fix=fix, line=row) for row, message, fix in found)
    return Table(rows=tuple(rows), problems=tuple(problems))


def _text(value: Value | None) -> str:
    """What a person sees in a cell; a day as year-month-day, since each country has its own order."""
    if isinstance(value, ShownNumber) and value.format is NumberFormat.DATE:
        number = value.number
        if 0 <= number <= LAST_SERIAL and number == int(number):
            return (EPOCH + timedelta(days=int(number))).isoformat()
    return display(value)


def _first_visible(book: Book) -> Grid | None:
    """The first visible sheet; None when it is empty."""
    grid = next((sheet for sheet in book.sheets if sheet.visible), None)
    return grid if grid and grid.rows else None


def _no_header(grid: Grid, required: Sequence[str]) -> _Fault:
    near = (_misspelt(grid, grid.rows[0], name, required, required) for name in required)
    fix = next(filter(None, near), "") or f"write them into one of the first {HEADER_ROWS} rows"
    return grid.rows[0], f"no row has the column names {', '.join(required)}", fix


def has_columns(book: Book, required: Sequence[str]) -> bool:
    """Whether the table in a book's first visible sheet has all of some columns."""
    grid = _first_visible(book)
    header = _header_row(grid, required) if grid else None
    if grid is None or header is None:
        return False
    return {_joined(name) for name in required} <= {_joined(grid.text(header, n)) for n in grid.columns_in(header)}


def _joined(name: str) -> str:
    return column_name(name).replace("_", "")


def _header_row(grid: Grid, required: Sequence[str]) -> int | None:
    """The row with the most of the required names; the first of them when several have as many."""
    wanted = {_joined(name) for name in required}
    best, most = None, 0
    for row in grid.rows:
        if row > HEADER_ROWS:
            break
        found = len(wanted & {_joined(grid.text(row, column)) for column in grid.columns_in(row)})
        if found > most:
            best, most = row, found
    return best


def _names(grid: Grid, header: int, known: Sequence[str]) -> dict[int, str]:
    """The name of each column under a header row; of two with the same name, the first."""
    by_joined = {_joined(name): name for name in known}
    names: dict[int, str] = {}
    for column in grid.columns_in(header):
        heading = grid.text(header, column)
        name = by_joined.get(_joined(heading)) or column_name(heading)
        if name and name not in names.values():
            names[column] = name
    return names


def _repeated(grid: Grid, header: int, names: Mapping[int, str]) -> Iterator[_Fault]:
    for column in grid.columns_in(header):
        heading = grid.text(header, column)
        if column not in names and column_name(heading):
            yield (
                header,
                f"column {quoted(heading)} stands in {a1(header, column)} a second time",
                "remove or rename one",
            )


def _missing(
    grid: Grid, header: int, names: Mapping[int, str], required: Sequence[str], known: Sequence[str]
) -> Iterator[_Fault]:
    missing = [name for name in required if name not in names.values()]
    for name in missing:
        yield header, f"there is no column {name}", _misspelt(grid, header, name, missing, known) or "add it"


def _misspelt(grid: Grid, row: int, wanted: str, missing: Sequence[str], known: Sequence[str]) -> str:
    """A way to mend the heading that looks more like the wanted name than like any other missing one."""
    taken = {_joined(name) for name in known}
    headings = {grid.text(row, column): column for column in grid.columns_in(row)}
    near = closest(wanted.replace("_", " "), [text for text in headings if text and _joined(text) not in taken])
    if not near or closest(column_name(near), missing) != wanted:
        return ""
    return f"rename {quoted(near)} in {a1(row, headings[near])} if that is it"


def _too_long(grid: Grid, row: int, last: int) -> Iterator[_Fault]:
    """A row of delimited text with values beyond the last column: a comma inside a text that has no quotes."""
    most = max(grid.columns_in(row), default=0)
    if most > last:
        fix = "put a text that holds a comma between quotes"
        yield row, f"this row has {most} values, but the table has {last} columns", fix


def _swallowed(grid: Grid, row: int, last: int, delimiter: str) -> Iterator[_Fault]:
    """Texts with whole rows in them: a quotation mark that another one closes far below the row it stands in."""
    for column in grid.columns_in(row):
        text = grid.text(row, column)
        rows = len(list(filter(str.strip, text.splitlines()))) - 1
        if rows > 0 and text.count(delimiter) >= rows * (last - 1):
            above = (cell for cell in grid.cells if cell < (row, column))
            line = row + sum(line_breaks(grid.text(*cell)) for cell in above)
            fix = "close it on its own line or delete it; if all of the text is meant, write it without line breaks"
            yield row, f"the text whose quotation mark opens in line {line} has whole rows in it", fix


def _valueless(grid: Grid, row: int, names: Mapping[int, str]) -> Iterator[_Fault]:
    for column in filter(names.get, grid.columns_in(row)):
        value, place = grid.value(row, column), a1(row, column)
        if isinstance(value, Uncalculated):
            fix = "open the file in a spreadsheet program, save it and try again"
            yield row, f"the formula in {place} has no result yet", fix
        elif isinstance(value, CellError):
            yield row, f"the formula in {place} has the error {value.text}", "mend it, or type the value"
