"""The drawing board of a form's sheet: a row cursor, and cells that may be drawn across several columns."""

from __future__ import annotations

from dataclasses import dataclass, field

from sheetreview.form import look
from sheetreview.form.formulas import RatedColumn
from sheetreview.form.kinds import Kind
from sheetreview.form.tracks import KEY_COLUMN, Tracks
from sheetreview.sheet.measure import estimate_height
from sheetreview.sheet.plan import Block, Cell, Content, Highlight, RowPlan, Slot, Style, Validation, part_of

NARROW_ROW = 15.0
FIELD_ROW = 21.0
ITEM_ROW = 30.0
INDENT = 2.0
"""Characters of a column's width that padding and indent take."""


@dataclass(slots=True)
class Board:
    """What has been drawn so far; ``row`` is the next free row.

    ``section_starts`` are the rows in which sections begin; those in ``held_starts`` do not begin a page of their own
    where they fit on one with the section before. ``entry_rows`` are the rows to fill in, by section and row id, and
    ``titles`` the heights of the column titles above them. The titles stand again, on a page of their own, above the
    rows in ``continued``.
    """

    tracks: Tracks
    prefix: str = ""
    continued: frozenset[tuple[str, str]] = frozenset()
    row: int = 1
    cells: list[Cell] = field(default_factory=list)
    rows: list[RowPlan] = field(default_factory=list)
    merges: list[Block] = field(default_factory=list)
    validations: list[Validation] = field(default_factory=list)
    highlights: list[Highlight] = field(default_factory=list)
    rated: list[RatedColumn] = field(default_factory=list)
    required: list[str] = field(default_factory=list)
    section_starts: list[int] = field(default_factory=list)
    held_starts: set[int] = field(default_factory=set)
    entry_rows: dict[int, tuple[str, str]] = field(default_factory=dict)
    titles: dict[str, float] = field(default_factory=dict)

    def put(self, column: int, content: Content, style: Style, row: int | None = None) -> None:
        """Write one cell, in the current row unless another is named."""
        self.cells.append(Cell(row=row or self.row, column=column, content=content, style=style))

    def slot(self, name: str, *, typed: bool = False) -> Slot:
        """A slot of this sheet."""
        return Slot(self.prefix + name, typed=typed)

    def key(self, text: Content) -> None:
        """Write the current row's key."""
        self.put(KEY_COLUMN, text, look.KEY)

    def across(
        self,
        first: int,
        last: int,
        content: Content,
        style: Style,
        *,
        merge: bool = False,
        at_end: bool = False,
        row: int | None = None,
    ) -> None:
        """Draw one cell over the visible columns from first to last, as a merge or as cells without inner lines.

        Without a merge the text stays in the first column (``at_end``: the last): rated rows must stay sortable, and
        programs make a row as high as what is typed into it, but for merged cells.
        """
        if first == last:
            self.put(first, content, style, row)
            return
        numbers = range(first, last + 1) if merge else [n for n in self.tracks.columns if first <= n <= last]
        inner = part_of(style, first=False, last=False)
        edges = {first: part_of(style, first=True, last=False), last: part_of(style, first=False, last=True)}
        holder = last if at_end else first
        for number in numbers:
            self.put(number, content if number == holder else None, edges.get(number, inner), row)
        if merge:
            self.merges.append(Block(top=row or self.row, left=first, bottom=row or self.row, right=last))

    def labelled(self, label: str, style: Style, value: int) -> None:
        """Draw the label of the current row: from the first column up to that of the value."""
        self.across(1, self.tracks.before(value), label, style)

    def validate(self, kind: Kind, first: int, last: int) -> None:
        """Have programs check what is typed into a cell of the current row."""
        check = kind.entry_check(Block(top=self.row, left=first, bottom=self.row, right=last))
        if check is not None:
            self.validations.append(check)

    def banner(self, content: Content, style: Style, height: float | None = None) -> None:
        """A row that is one text over the whole width, as high as its text needs."""
        if height is None:
            text = content if isinstance(content, str) else ""
            height = self.text_height(text, self.tracks.columns[0], self.tracks.last, style.size) + 4
        self.across(1, self.tracks.last, content, style, merge=True)
        self.next(height)

    def text_height(self, text: str, first: int, last: int, size: float = 10) -> float:
        """Height in points that a text needs over some columns."""
        return estimate_height(text, self.tracks.width_between(first, last) - INDENT, size)

    def next(self, height: float) -> None:
        """Set the current row's height in points and go to the next row."""
        self.rows.append(RowPlan(row=self.row, height=round(height, 1)))
        self.row += 1

    def gap(self, height: float = 8) -> None:
        """Leave a thin empty row."""
        self.next(height)
