"""A table with named columns out of a spreadsheet that people keep by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sheetreview.errors import Problem
from sheetreview.inputs.wording import closest, quoted
from sheetreview.sheet.address import a1
from sheetreview.sheet.grid import Book, CellError, Grid, Uncalculated
from sheetreview.sheet.text import squeeze

HEADER_ROWS = 20
"""Number of rows from the top in which the column names are looked for."""

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
        """The id in a column as it is compared: ids have no capitals."""
        return self[name].casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows under a row of column names; empty rows are left out. ``problems`` is what is wrong with the table."""

    source: str
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
    if grid is None:
        fix = f"give it the columns {', '.join(required)}"
        nothing = Problem(source=source, message="there is no table in the file", fix=fix)
        return Table(source=source, problems=(nothing,))
    header = _header_row(grid, required)
    if header is None:
        return Table(source=source, problems=(_no_header(grid, source, required),))
    known = (*required, *optional)
    names, problems = _columns(grid, header, source, known)
    missing = [name for name in required if name not in names.values()]
    problems += _missing(grid, header, source, missing, known)
    last = max(grid.columns_in(header))
    rows = []
    for number in grid.rows[grid.rows.index(header) + 1 :]:
        problems += _valueless(grid, number, names, source)
        if book.format == "csv":
            problems += _too_long(grid, number, last, source)
        values = {name: grid.text(number, column) for column, name in names.items()}
        if any(values.values()):
            rows.append(Row(number=number, values=values))
    return Table(source=source, rows=tuple(rows), problems=tuple(problems))


def _first_visible(book: Book) -> Grid | None:
    """The first visible sheet; None when it is empty."""
    grid = next((sheet for sheet in book.sheets if sheet.visible), None)
    return grid if grid and grid.rows else None


def _no_header(grid: Grid, source: str, required: Sequence[str]) -> Problem:
    message = f"no row has the column names {', '.join(required)}"
    near = (_misspelt(grid, grid.rows[0], name, required, required) for name in required)
    fix = next(filter(None, near), "") or f"write them into one of the first {HEADER_ROWS} rows"
    return Problem(source=source, message=message, fix=fix, line=grid.rows[0])


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


def _columns(grid: Grid, header: int, source: str, known: Sequence[str]) -> tuple[dict[int, str], list[Problem]]:
    """The name of each column under a header row, and what is wrong with them."""
    by_joined = {_joined(name): name for name in known}
    names: dict[int, str] = {}
    problems = []
    for column in grid.columns_in(header):
        heading = grid.text(header, column)
        name = by_joined.get(_joined(heading)) or column_name(heading)
        if name and name in names.values():
            message = f"column {quoted(heading)} stands in {a1(header, column)} a second time"
            problems.append(Problem(source=source, message=message, fix="remove or rename one", line=header))
        elif name:
            names[column] = name
    return names, problems


def _missing(grid: Grid, header: int, source: str, missing: list[str], known: Sequence[str]) -> Iterator[Problem]:
    for name in missing:
        fix = _misspelt(grid, header, name, missing, known) or "add it"
        yield Problem(source=source, message=f"there is no column {name}", fix=fix, line=header)


def _misspelt(grid: Grid, row: int, wanted: str, missing: Sequence[str], known: Sequence[str]) -> str:
    """A way to mend the heading that looks more like the wanted name than like any other missing one."""
    taken = {_joined(name) for name in known}
    headings = {grid.text(row, column): column for column in grid.columns_in(row)}
    near = closest(wanted.replace("_", " "), [text for text in headings if text and _joined(text) not in taken])
    if not near or closest(column_name(near), missing) != wanted:
        return ""
    return f"rename {quoted(near)} in {a1(row, headings[near])} if that is it"


def _too_long(grid: Grid, row: int, last: int, source: str) -> list[Problem]:
    """A row of delimited text with values beyond the last column: a comma inside a text that has no quotes."""
    beyond = [column for column in grid.columns_in(row) if column > last]
    if not beyond:
        return []
    message = f"this row has {max(beyond)} values, but the table has {last} columns"
    return [Problem(source=source, message=message, fix="put a text that holds a comma between quotes", line=row)]


def _valueless(grid: Grid, row: int, names: dict[int, str], source: str) -> list[Problem]:
    problems = []
    for column in grid.columns_in(row):
        value, place = grid.value(row, column), a1(row, column)
        if column not in names:
            continue
        if isinstance(value, Uncalculated):
            message = f"the formula in {place} has no result yet"
            fix = "open the file in a spreadsheet program, save it and try again"
            problems.append(Problem(source=source, message=message, fix=fix, line=row))
        elif isinstance(value, CellError):
            message = f"the formula in {place} has the error {value.text}"
            problems.append(Problem(source=source, message=message, fix="mend it, or type the value", line=row))
    return problems
