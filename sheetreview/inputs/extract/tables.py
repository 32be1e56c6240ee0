"""Tables: a row of column titles, the rows under it, bars that group them, and total rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sheetreview.inputs.extract.sheet_view import Cell, SheetView
from sheetreview.inputs.extract.vocabulary import (
    HEADS,
    LEVELS,
    NUMBERING,
    RATING,
    SIGNATURE,
    TOTAL,
    names_a_person,
)

MAX_ROWS = 2_000
"""Rows of one table that are looked at."""

MAX_COLUMNS = 20
_FEWEST = 2
_TITLE_LENGTH = 90
_FEWEST_TICKS = 3
_SURE = 3
_GUESSED_BLANKS = 5
_FEWEST_BLANKS, _MOST_BLANKS = 3, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """A column of a table: its title's cell, and the sheet columns it takes up.

    ``ticks`` are the titles of the narrow columns it is made of when a rating is given by a tick in one of them.
    """

    cell: Cell
    title: str
    left: int
    right: int
    ticks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row's cells, one for each column."""

    row: int
    cells: tuple[Cell, ...]

    @property
    def says_anything(self) -> bool:
        """Whether any of its cells has a text."""
        return any(cell.text for cell in self.cells)

    @property
    def drawn(self) -> bool:
        """Whether any of its cells looks as if it were to be filled."""
        return any(cell.look.bordered or cell.offered or cell.look.fill for cell in self.cells)


@dataclass(slots=True, kw_only=True)
class Table:
    """A table under its titles, or a part of one under a bar of its own.

    ``blanks`` are the empty rows it shows; where it shows no rows at all, ``room`` is how many it may be meant to have.
    ``beyond`` are titles of columns that are more than a section can have.
    """

    columns: tuple[TableColumn, ...]
    top: int
    bar: Cell | None = None
    items: list[TableRow] = field(default_factory=list)
    blanks: list[TableRow] = field(default_factory=list)
    room: int = 0
    totals: list[TableRow] = field(default_factory=list)
    beyond: tuple[str, ...] = ()
    bottom: int = 0

    @property
    def has_rows(self) -> bool:
        """Whether there is anything to fill in it."""
        return bool(self.items or self.blanks or self.room)

    @property
    def place(self) -> tuple[int, int]:
        """Where it begins."""
        return (self.bar.row if self.bar else self.top), self.columns[0].left


def find_tables(view: SheetView, rowless: list[Cell]) -> list[Table]:
    """The tables of a sheet. Their cells are taken; titles with no row below are added to ``rowless``."""
    found: list[Table] = []
    for row in list(view.rows()):
        for group in title_groups(view, row):
            if is_head(view, group):
                tables = _TableScan(view, group).tables()
                kept = [table for table in tables if table.has_rows]
                rowless += [table.bar for table in tables if table.bar and not table.has_rows] if kept else group
                found += kept
    return found


def title_groups(view: SheetView, row: int) -> list[list[Cell]]:
    """The texts of a row that stand side by side; an empty cell of the same colour does not part them."""
    groups: list[list[Cell]] = []
    for cell in view.texts(row):
        if groups and _joined(view, groups[-1][-1], cell):
            groups[-1].append(cell)
        else:
            groups.append([cell])
    return [group for group in groups if len(group) >= _FEWEST]


def _joined(view: SheetView, before: Cell, after: Cell) -> bool:
    between = view.between(before.row, before.right + 1, after.column - 1)
    return all(not cell.text and cell.look.fill and cell.look.fill == before.look.fill for cell in between)


def is_head(view: SheetView, group: Sequence[Cell]) -> bool:
    """Whether a group of texts is the titles of a table's columns: by its look, its words and what is below."""
    if not all(map(_can_be_title, group)) or _is_answered(view, group):
        return False
    ticks = bool(_tick_run(group))
    if not ticks and any(cell.text.isdecimal() for cell in group):
        return False
    if group[0].heading and not all(cell.heading for cell in group):
        return False
    known = min(sum(map(_is_known_title, group)), _SURE)
    return 2 * _are_alike(group) + known + 2 * ticks + _body_score(view, group) >= _SURE


def _are_alike(group: Sequence[Cell]) -> bool:
    """Whether titles are all set off in the same way."""
    return group[0].heading and len({cell.style for cell in group}) == 1


def _can_be_title(cell: Cell) -> bool:
    return not (cell.text.endswith(":") or len(cell.text) > _TITLE_LENGTH or cell.offered or cell.empty)


def _is_known_title(cell: Cell) -> bool:
    return bool(HEADS.search(cell.text) or NUMBERING.fullmatch(cell.text))


def _is_answered(view: SheetView, group: Sequence[Cell]) -> bool:
    """Whether a row holds labels of a form's head, each with its answer: ``Employee`` | ``John Smith``."""
    pairs = list(zip(group[::2], group[1::2], strict=False))
    if 2 * len(pairs) != len(group) or all(cell.heading for cell in group) or _body_score(view, group):
        return False
    return all(names_a_person(label.text, value.text) for label, value in pairs)


def _body_score(view: SheetView, group: Sequence[Cell]) -> int:
    """How much the row below looks like a row of answers."""
    under = [cell for title in group if (cell := view.below(title))]
    if not under:
        return 1
    label = bool(under[0].text) and not under[0].heading
    open_cells = any(not cell.text for cell in under[1:])
    bordered = all(not cell.text and cell.look.bordered for cell in under)
    return 2 * any(cell.offered for cell in under) + (label and open_cells) + bordered


def _tick_run(group: Sequence[Cell]) -> tuple[int, int] | None:
    """The longest stretch of titles that are the steps of a scale: from, up to (not with)."""
    best: tuple[int, int] | None = None
    start = 0
    for end in range(1, len(group) + 1):
        if end < len(group) and _same_scale(group[end - 1], group[end]):
            continue
        if end - start >= _FEWEST_TICKS and (best is None or end - start > best[1] - best[0]):
            best = (start, end)
        start = end
    return best


def _same_scale(before: Cell, after: Cell) -> bool:
    if before.text.isdecimal() and after.text.isdecimal():
        return len(before.text) < _FEWEST + 1 and abs(int(after.text[:3]) - int(before.text)) == 1
    return _is_step(before.text) and _is_step(after.text)


def _is_step(text: str) -> bool:
    """Whether a title is one step of a scale, such as ``Meets expectations``."""
    return not text.isdecimal() and bool(LEVELS.search(text)) and not RATING.search(text) and not HEADS.fullmatch(text)


class _TableScan:
    """The search for a table's rows, from its titles down."""

    def __init__(self, view: SheetView, group: Sequence[Cell]) -> None:
        self._view = view
        self._bottom = max(cell.bottom for cell in group)
        view.take(*group)
        columns = tuple(self._table_columns(list(group)))
        self._columns = columns[:MAX_COLUMNS]
        self._beyond = columns[MAX_COLUMNS:]
        self._left = self._columns[0].left
        self._right = self._columns[-1].right
        self._top = group[0].row

    def _table_columns(self, group: list[Cell]) -> Iterator[TableColumn]:
        ticks = _tick_run(group)
        number = 0
        while number < len(group):
            cell = group[number]
            if ticks and number == ticks[0]:
                run = group[ticks[0] : ticks[1]]
                steps = tuple(one.text for one in run)
                yield TableColumn(cell=cell, title="Rating", left=cell.column, right=run[-1].right, ticks=steps)
                number = ticks[1]
                continue
            number += 1
            right = cell.right
            if number < len(group):
                right = max(right, group[number].column - 1)
            steps = self._steps_below(cell)
            yield TableColumn(cell=cell, title=cell.text, left=cell.column, right=right, ticks=steps)

    def _steps_below(self, cell: Cell) -> tuple[str, ...]:
        """The titles of a second row under one wide title, when they are the steps of a scale."""
        if cell.span < _FEWEST_TICKS or cell.bottom >= self._view.last_row:
            return ()
        under = [one for one in self._view.between(cell.bottom + 1, cell.column, cell.right) if one.text]
        if len(under) < _FEWEST_TICKS or _tick_run(under) != (0, len(under)):
            return ()
        self._view.take(*under)
        self._bottom = max(self._bottom, *(one.bottom for one in under))
        return tuple(one.text for one in under)

    def tables(self) -> list[Table]:
        """The table, in parts where bars divide it."""
        found = [self._part(None)]
        before: TableRow | None = None
        for number in range(self._bottom + 1, min(self._view.last_row, self._bottom + MAX_ROWS) + 1):
            if self._view.hidden(number, self._left):
                continue
            row = self._cells(number)
            if before is not None and row.cells == before.cells:
                found[-1].bottom = number
            elif self._take_row(found, row):
                before = row
            else:
                break
        if not any(table.items or table.blanks for table in found):
            found[-1].room = self._room_below(found[-1].bottom)
        return found

    def _part(self, bar: Cell | None) -> Table:
        """An empty table, or an empty part of it under a bar."""
        beyond = tuple(column.title for column in self._beyond)
        bottom = bar.bottom if bar else self._bottom
        return Table(columns=self._columns, top=self._top, bar=bar, beyond=beyond, bottom=bottom)

    def _take_row(self, found: list[Table], row: TableRow) -> bool:
        """Take in a row or a bar; False when the table has ended above it."""
        bar = self._bar(row.row)
        if bar is None:
            return self._add(found[-1], row)
        if not self._row_follows(bar.bottom + 1):
            return False
        self._view.take(bar)
        found.append(self._part(bar))
        return True

    def _cells(self, row: int) -> TableRow:
        return TableRow(row=row, cells=tuple(self._cell(row, column) for column in self._columns))

    def _cell(self, row: int, column: TableColumn) -> Cell:
        """The cell of a column that spans several sheet columns: the first with anything in it, or to fill."""
        cells = self._view.between(row, column.left, column.right) or [self._view.cell(row, column.left)]
        said = next((cell for cell in cells if cell.text or cell.formula is not None), None)
        return said or next((cell for cell in cells if cell.options is not None), cells[0])

    def _bar(self, row: int) -> Cell | None:
        """The only text of a row, when it is set apart as the title of a part."""
        cells = self._view.between(row, self._left, self._right)
        if not cells or any(cell.text for cell in cells[1:]):
            return None
        bar = cells[0]
        if not bar.text or bar.row != row or self._view.taken(bar):
            return None
        if TOTAL.fullmatch(bar.text) or SIGNATURE.search(bar.text):
            return None
        return bar if self._set_apart(bar, cells) else None

    def _set_apart(self, bar: Cell, cells: Sequence[Cell]) -> bool:
        if any(cell.offered or cell.calculated for cell in cells):
            return False
        whole = bar.right >= self._right and len(self._columns) > 1
        coloured = bool(bar.look.fill) and all(cell.look.fill == bar.look.fill for cell in cells)
        return whole or coloured or (bar.look.bold and len(cells) == 1)

    def _row_follows(self, row: int) -> bool:
        """Whether a row of this table, and no new table, stands below a bar."""
        if row > self._view.last_row:
            return False
        if any(is_head(self._view, group) for group in title_groups(self._view, row)):
            return False
        cells = self._cells(row)
        return self._bar(row) is None and bool(cells.cells[0].text) and self._fits(cells)

    def _fits(self, row: TableRow) -> bool:
        """Whether a row is divided as the table is: a cell that spans several of its columns belongs to no table."""
        return all(
            column.left <= cell.column and cell.right <= max(column.right, column.cell.right)
            for column, cell in zip(self._columns, row.cells, strict=True)
        )

    def _add(self, table: Table, row: TableRow) -> bool:
        """Add a row; False when the table has ended above it."""
        if any(self._view.taken(cell) and cell.row == row.row for cell in row.cells):
            return False
        if self._are_titles(row):
            self._view.take(*row.cells)
            return True
        rows = self._rows_for(table, row)
        if rows is None:
            return False
        rows.append(row)
        table.bottom = max(table.bottom, row.row)
        self._view.take(*row.cells)
        if self._beyond:
            self._view.take(*self._view.between(row.row, self._beyond[0].left, self._beyond[-1].right))
        return True

    def _are_titles(self, row: TableRow) -> bool:
        """Whether a row is the titles of this very table once more, as on top of another page."""
        return [cell.text for cell in row.cells] == [column.cell.text for column in self._columns]

    def _rows_for(self, table: Table, row: TableRow) -> list[TableRow] | None:
        """The rows of a table that a row is to stand among; None when it is not of the table."""
        label = row.cells[0].text
        if self._is_total(row):
            return table.totals
        if table.totals or not self._fits(row) or SIGNATURE.search(label) or self._is_new_head(row.row):
            return None
        if row.says_anything:
            return None if _begins_fields(label, table) else table.items
        return table.blanks if row.drawn else None

    def _is_new_head(self, row: int) -> bool:
        groups = title_groups(self._view, row)
        style = self._columns[0].cell.style
        return any(is_head(self._view, group) and style in [cell.style for cell in group] for group in groups)

    def _is_total(self, row: TableRow) -> bool:
        said = [cell.text for cell in row.cells if cell.text]
        summed = any(_adds_up(cell) for cell in row.cells)
        if not summed and any(cell.options is not None for cell in row.cells):
            return False  # a choice from a list rates an item, whatever the item is called
        return _says_total(said) or (summed and len(said) <= 1)

    def _room_below(self, bottom: int) -> int:
        """How many empty rows a table without any drawn ones is meant to have."""
        following = next((row for row in self._view.rows() if row > bottom), None)
        if following is None:
            return _GUESSED_BLANKS
        room = following - bottom - 1
        return min(max(room - 1, _FEWEST_BLANKS), _MOST_BLANKS) if room > 0 else 0


def _says_total(texts: Sequence[str]) -> bool:
    words = next((text for text in texts if not text.isdecimal()), "")
    return bool(TOTAL.fullmatch(words))


def _begins_fields(label: str, table: Table) -> bool:
    """Whether a label with a colon stands below items without one."""
    return label.endswith(":") and bool(table.items) and not table.items[-1].cells[0].text.endswith(":")


def _adds_up(cell: Cell) -> bool:
    """Whether a cell holds a sum or a mean of others."""
    return cell.formula is not None and cell.formula.upper().lstrip("+").startswith(("SUM(", "AVERAGE(", "SUMPRODUCT("))
