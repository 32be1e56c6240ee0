"""Layout and role in, plan of a form out: the same plan for everyone, with the personal texts as slots."""

from __future__ import annotations

from itertools import accumulate, pairwise

from sheetreview.form import look
from sheetreview.form.builder import FIELD_ROW, Board
from sheetreview.form.cells import HeadCell, form_cells
from sheetreview.form.formulas import form_progress
from sheetreview.form.hints import mark_placeholder, settle_highlights
from sheetreview.form.how_to import Medium, how_to
from sheetreview.form.keys import header_key
from sheetreview.form.slots import FORM_KEY, REFERENCE
from sheetreview.form.table import draw_section
from sheetreview.form.tracks import KEY_COLUMN, lay_tracks
from sheetreview.model.edition import Edition
from sheetreview.sheet.palette import BLUE
from sheetreview.sheet.plan import (
    Block,
    BookPlan,
    ColumnPlan,
    PrintPlan,
    SheetPlan,
    Slot,
)

FORM_TAB = "Review"
HEAD_ROWS = 2
LONG_FIELD_HEIGHT = 58.0

PAGE_HEIGHT = {"a4": 842.0, "letter": 792.0}
PAGE_WIDTH = {"a4": 595.0, "letter": 612.0}
PAGE_MARGINS = 90.0
POINTS_PER_CHARACTER = 5.6
PROGRESS_WIDTH = 32.0
"""Characters that "Rated so far: 17 of 19 – complete" needs."""

LAST_ROW = 2
"""Sheet rows from the last one of a section to the next section: itself and the gap."""

PAGE_USED = 0.97
"""Share of a page that sections are planned for: rows grow a little with what is typed."""


def form_plan(edition: Edition, paper: str = "a4", medium: Medium = Medium.FILE) -> BookPlan:
    """The workbook of one form."""
    return BookPlan(
        title=edition.layout.title,
        subject=f"{edition.layout.id} v{edition.layout.version}",
        sheets=(form_sheet(edition, FORM_TAB, paper, medium)[0],),
    )


def form_sheet(
    edition: Edition, title: str | Slot, paper: str, medium: Medium, prefix: str = ""
) -> tuple[SheetPlan, Board]:
    """One form as a sheet, and the board it was drawn on. ``prefix`` tells the slots of several forms apart."""
    board = Board(tracks=lay_tracks(edition), prefix=prefix)
    _head(board, edition, medium)
    for cell in form_cells(edition).head.values():
        _field(board, cell)
    board.gap(12)
    for section in edition.sections:
        draw_section(board, edition, section)
    _second_line(board)
    settle_highlights(board)
    last = board.row - 1
    tracks = board.tracks
    columns = [ColumnPlan(column=n, width=w) for n, w in zip(tracks.columns, tracks.widths, strict=True)]
    sheet = SheetPlan(
        title=title,
        cells=tuple(board.cells),
        columns=(*columns, ColumnPlan(column=KEY_COLUMN, width=18, hidden=True)),
        rows=tuple(board.rows),
        merges=tuple(board.merges),
        freeze=(HEAD_ROWS + 1, 1),
        validations=tuple(board.validations),
        highlights=tuple(board.highlights),
        protected=True,
        print=PrintPlan(
            paper=paper,
            title_rows=(1, HEAD_ROWS),
            breaks_before=page_breaks(board, paper),
            foot_left=edition.layout.title.replace("&", "&&"),
            foot_right="Page &P of &N",
            area=Block(top=1, left=1, bottom=last, right=tracks.last),
        ),
        tab_color=BLUE,
        active=_first_input(board),
    )
    return sheet, board


def page_breaks(board: Board, paper: str) -> tuple[int, ...]:
    """Rows that begin a page: a section that does not fit on the rest of a page begins the next.

    Nobody is to sign a page that says nothing: lines to sign stay with the section before, where both fit on one page,
    and else with its last row.
    """
    width = sum(board.tracks.widths) * POINTS_PER_CHARACTER
    scale = min(1.0, (PAGE_WIDTH[paper] - PAGE_MARGINS) / width)
    # Every row of the board has a height, from the first on.
    tops = [0.0, *accumulate([plan.height for plan in board.rows])]

    def height(start: int, end: int) -> float:
        return tops[end - 1] - tops[start - 1]

    repeated = height(1, HEAD_ROWS + 1)
    room = PAGE_USED * (PAGE_HEIGHT[paper] - PAGE_MARGINS) / scale - repeated
    starts = [*board.section_starts, board.row]
    for before, start, end in zip(starts[1:], starts[2:], starts[3:], strict=False):
        if start in board.held_starts and height(before, end) <= room:
            starts.remove(start)
    used = height(HEAD_ROWS + 1, starts[0])
    breaks = []
    for start, end in pairwise(starts):
        need = height(start, end)
        if start in board.held_starts and used > room:
            used %= room
        if used + need > room and used > 0:
            first = start - LAST_ROW if start in board.held_starts else start
            breaks.append(first)
            used = height(first, start)
        used += need
    return tuple(breaks)


def _head(board: Board, edition: Edition, medium: Medium) -> None:
    layout = edition.layout
    board.banner(layout.title, look.TITLE, board.text_height(layout.title, 1, board.tracks.last, 16) + 14)
    board.next(20)
    board.banner(how_to(edition, medium), look.HOW_TO)
    board.key(board.slot(FORM_KEY))
    board.gap()


def _second_line(board: Board) -> None:
    """The reference and the live progress; they can be written only when all sections are placed."""
    last = board.tracks.last
    split = board.tracks.left_of(PROGRESS_WIDTH) if board.rated else last
    board.across(1, split, board.slot(REFERENCE), look.REFERENCE, merge=True, row=HEAD_ROWS)
    if board.rated:
        board.across(split + 1, last, form_progress(board.rated), look.PROGRESS, merge=True, row=HEAD_ROWS)


def _field(board: Board, cell: HeadCell) -> None:
    field, (first, last) = cell.field, (board.tracks.first_value, board.tracks.last)
    board.put(1, field.label, look.FIELD_LABEL)
    board.key(board.slot(cell.key_slot) if cell.key_slot else header_key(field.id))
    style = cell.kind.input_style(field=True) if cell.open else look.FIXED_TEXT
    if cell.shown:
        style = cell.kind.shown_style(field=True)
    content = board.slot(cell.slot, typed=cell.shown) if cell.slot else field.placeholder or None
    board.across(first, last, content, style, merge=True)
    if cell.open:
        board.validate(cell.kind, first, last)
        mark_placeholder(board, first, field.placeholder)
    room = LONG_FIELD_HEIGHT if cell.kind.several_lines else FIELD_ROW
    board.next(max(room, board.text_height(field.label, 1, 1, 11) + 6))


def _first_input(board: Board) -> tuple[int, int] | None:
    inputs = [(cell.row, cell.column) for cell in board.cells if not cell.style.locked]
    return min(inputs, default=None)
