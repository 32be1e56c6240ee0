"""Layout and role in, plan of a form out: the same plan for everyone, with the personal texts as slots."""

from __future__ import annotations

from sheetreview.form import look
from sheetreview.form.builder import FIELD_ROW, Board
from sheetreview.form.cells import HeadCell, form_cells
from sheetreview.form.formulas import form_progress
from sheetreview.form.hints import mark_placeholder, settle_highlights
from sheetreview.form.how_to import Medium, how_to
from sheetreview.form.keys import header_key
from sheetreview.form.page_breaks import HEAD_ROWS, PageBreaks, find_page_breaks
from sheetreview.form.slots import DUE, FORM_KEY, REFERENCE
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
LONG_FIELD_HEIGHT = 42.0
DUE_ROW = 18.0

PROGRESS_WIDTH = 32.0
"""Characters that "Rated so far: 17 of 19 – complete" needs."""


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
    board = _drawn(edition, medium, prefix)
    # What is kept online chooses its pages itself.
    breaks = find_page_breaks(board, paper) if medium is Medium.FILE else PageBreaks()
    if breaks.inside:
        board = _drawn(edition, medium, prefix, frozenset(breaks.inside.values()))
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
            landscape=tracks.landscape,
            title_rows=(1, HEAD_ROWS),
            breaks_before=breaks.below_titles(),
            foot_left=edition.layout.title.replace("&", "&&"),
            foot_right="Page &P of &N",
            area=Block(top=1, left=1, bottom=last, right=tracks.last),
        ),
        tab_color=BLUE,
        active=_first_input(board),
    )
    return sheet, board


def _drawn(edition: Edition, medium: Medium, prefix: str, continued: frozenset[tuple[str, str]] = frozenset()) -> Board:
    """The board of a form; the titles of tables stand again above the rows in ``continued``."""
    board = Board(tracks=lay_tracks(edition), prefix=prefix, continued=continued)
    _head(board, edition, medium)
    for cell in form_cells(edition).head.values():
        _field(board, cell)
    board.gap(12)
    for section in edition.sections:
        draw_section(board, edition, section)
    _second_line(board)
    settle_highlights(board)
    return board


def _head(board: Board, edition: Edition, medium: Medium) -> None:
    layout = edition.layout
    board.banner(layout.title, look.TITLE, board.text_height(layout.title, 1, board.tracks.last, 16) + 14)
    board.next(20)
    board.banner(how_to(edition, medium), look.HOW_TO)
    board.put(1, board.slot(DUE), look.DUE)
    board.key(board.slot(FORM_KEY))
    board.next(DUE_ROW)


def _second_line(board: Board) -> None:
    """The reference and the live progress; they can be written only when all sections are placed."""
    last = board.tracks.last
    split = board.tracks.left_of(PROGRESS_WIDTH) if board.rated else last
    board.across(1, split, board.slot(REFERENCE), look.REFERENCE, merge=True, row=HEAD_ROWS)
    if board.rated:
        board.across(split + 1, last, form_progress(board.rated), look.PROGRESS, merge=True, row=HEAD_ROWS)


def _field(board: Board, cell: HeadCell) -> None:
    field, value = cell.field, board.tracks.field
    board.labelled(field.label, look.FIELD_LABEL, value)
    board.key(board.slot(cell.key_slot) if cell.key_slot else header_key(field.id))
    style = cell.kind.input_style(field=True) if cell.open else look.FIXED_TEXT
    if cell.shown:
        style = cell.kind.shown_style(field=True)
    board.put(value, board.slot(cell.slot, typed=cell.shown) if cell.slot else field.placeholder or None, style)
    if cell.open:
        board.validate(cell.kind, value, value)
        mark_placeholder(board, value, field.placeholder)
    room = LONG_FIELD_HEIGHT if cell.kind.several_lines else FIELD_ROW
    texts = board.text_height(field.label, 1, 1, 11), board.text_height(field.placeholder, value, value)
    board.next(max(room, max(texts) + 6))


def _first_input(board: Board) -> tuple[int, int] | None:
    inputs = [(cell.row, cell.column) for cell in board.cells if not cell.style.locked]
    return min(inputs, default=None)
