"""Drawing one section of a form: a table of items or blank rows, or one wide field."""

from __future__ import annotations

from sheetreview.form import look
from sheetreview.form.builder import FIELD_ROW, ITEM_ROW, NARROW_ROW, Board
from sheetreview.form.cells import (
    carried_columns,
    carried_slot,
    carries,
    opens,
    row_key_slot,
    shown_slot,
    shows,
)
from sheetreview.form.entry import entry_check
from sheetreview.form.formulas import (
    RatedColumn,
    RatedRow,
    computed_formula,
    counted,
    filled,
    section_progress,
    total_formula,
)
from sheetreview.form.hints import mark_cells, mark_placeholder
from sheetreview.form.issued import descriptor, is_prefilled, issued_text
from sheetreview.form.keys import columns_key, row_key, total_key
from sheetreview.form.slots import cell_slot
from sheetreview.form.tracks import is_table
from sheetreview.model.edition import Edition
from sheetreview.model.layout import HR, NOT_APPLICABLE, Column, ColumnKind, Item, Scale, Section, Total
from sheetreview.sheet.address import a1
from sheetreview.sheet.plan import Block, Content, Style

BAND_HEIGHT = 22.0
FREE_TEXT_HEIGHT = 210.0
LEGEND_ROW = 14.0
LEGEND_FOOT = 6.0
ROW_PADDING = 9.0
SIGNING_ROW = 45.0
"""Height of a line to sign: about a centimetre on paper, where a form is printed smaller than it is on the screen."""

PROGRESS_WIDTH = 42.0
"""Characters that "11 of 11 rated · 55 of 55 points (100 %)" needs."""


def draw_section(board: Board, edition: Edition, section: Section) -> None:
    """Draw a section from the board's current row on."""
    board.section_starts.append(board.row)
    if section.sign_off:
        board.held_starts.add(board.row)
    band = board.row
    board.next(BAND_HEIGHT)
    if section.intro:
        board.banner(section.intro, look.INTRO)
    rated = None
    if is_table(section):
        rated = _table(board, edition, section)
    else:
        _wide_rows(board, edition, section)
    _band(board, section, rated, band)
    board.gap(12)


def _table(board: Board, edition: Edition, section: Section) -> RatedColumn | None:
    for scale in dict.fromkeys(column.scale for column in section.columns if column.kind is ColumnKind.RATING):
        _legend(board, edition.layout.scale_by_id[scale or ""])
    _titles(board, edition, section)
    top = board.row
    for row in section.row_ids:
        _row(board, edition, section, row)
    mark_cells(board, edition, section, top)
    for total in section.totals:
        column = section.column_by_id[total.column]
        if edition.fills(column):
            _total(board, edition, section, total, _rated_column(board, edition, section, column, top))
    counting = edition.rating_column(section)
    if counting is None:
        return None
    rated = _rated_column(board, edition, section, counting, top)
    board.rated.append(rated)
    return rated


def _rated_column(board: Board, edition: Edition, section: Section, column: Column, top: int) -> RatedColumn:
    places = board.tracks.placed[section.id]
    rows = []
    for number, row in enumerate(section.row_ids, start=top):
        item = section.item_by_id.get(row)
        in_use = None
        if item is None or item.optional:
            in_use = tuple(
                filled(number, places[c.id], issued_text(section, row, c))
                for c in section.columns
                if opens(edition, section, row, c) and HR not in (c.filled_by or ())
            )
        rows.append(RatedRow(row=number, weight=item.weight if item else 1, in_use=in_use))
    return RatedColumn(column=places[column.id], rows=tuple(rows), scale=edition.layout.scale_of(column))


def _band(board: Board, section: Section, rated: RatedColumn | None, row: int) -> None:
    last = board.tracks.last
    if rated is None:
        board.across(1, last, section.title, look.BAND, merge=True, row=row)
        return
    split = board.tracks.left_of(PROGRESS_WIDTH)
    board.across(1, split, section.title, look.BAND, merge=True, row=row)
    board.across(split + 1, last, section_progress(rated), look.BAND_RIGHT, merge=True, row=row)


def _legend(board: Board, scale: Scale) -> None:
    board.banner("Scale:", look.LEGEND_HEAD, NARROW_ROW)
    lines = [
        f"{level.value} = {level.label}" + (f" – {level.description}" if level.description else "")
        for level in scale.levels
    ]
    if scale.not_applicable:
        lines.append(f"{NOT_APPLICABLE} = Not applicable")
    for line in lines:
        height = max(LEGEND_ROW, board.text_height(line, 1, board.tracks.last, look.LEGEND.size))
        board.banner(line, look.LEGEND, height + (LEGEND_FOOT if line is lines[-1] else 0))


def _titles(board: Board, edition: Edition, section: Section) -> None:
    height, signs = FIELD_ROW, section.sign_off is not None
    for column in section.columns:
        first, last = board.tracks.span(section, column)
        shown = all(shows(edition, section, row, column) for row in section.row_ids)
        board.across(first, last, column.title, look.head_style(column.kind, shown=shown, field=signs))
        height = max(height, board.text_height(column.title, first, last) + 6)
    board.key(columns_key(section.id))
    board.next(height)


def _row(board: Board, edition: Edition, section: Section, row: str) -> None:
    item = section.item_by_id.get(row)
    height = SIGNING_ROW if section.sign_off else ITEM_ROW
    for column in section.columns:
        first, last = board.tracks.span(section, column)
        content, style = _cell(board, edition, section, row, item, column)
        board.across(first, last, content, style)
        text = issued_text(section, row, column)
        height = max(height, board.text_height(text, first, first) + ROW_PADDING)
        if opens(edition, section, row, column):
            block = Block(top=board.row, left=first, bottom=board.row, right=first)
            if check := entry_check(edition, column, block):
                board.validations.append(check)
    _row_key(board, edition, section, row)
    board.next(height)


def _row_key(board: Board, edition: Edition, section: Section, row: str) -> None:
    carried = carried_columns(edition, section, row)
    board.key(board.slot(row_key_slot(section, row)) if carried else row_key(section.id, row))


def _cell(
    board: Board, edition: Edition, section: Section, row: str, item: Item | None, column: Column
) -> tuple[Content, Style]:
    if column.compute is not None:
        places = board.tracks.placed[section.id]
        first, second = (
            counted(edition, section.column_by_id[name], a1(board.row, places[name])) for name in column.compute.of
        )
        return computed_formula(column.compute.kind, first, second), look.computed_style(column.compute.kind)
    others = _given_cell(board, edition, section, row, column)
    if others is not None:
        return others
    content: Content = issued_text(section, row, column) or None
    if item is not None and (slot := cell_slot(section, item, column)):
        content = board.slot(slot)
    if opens(edition, section, row, column):
        signs = section.sign_off is not None
        return content, look.PREFILLED if is_prefilled(item, column) else look.input_style(column.kind, field=signs)
    return content, look.fixed_style(column.kind)


def _given_cell(
    board: Board, edition: Edition, section: Section, row: str, column: Column
) -> tuple[Content, Style] | None:
    """A cell filled with another role's answer, or from the previous cycle; None for any other."""
    if shows(edition, section, row, column):
        return board.slot(shown_slot(section, row, column), typed=True), look.shown_style(column.kind)
    if carries(edition, section, row, column):
        free = opens(edition, section, row, column)
        style = look.input_style(column.kind) if free else look.carried_style(column.kind)
        return board.slot(carried_slot(section, row, column), typed=True), style
    return None


def _total(board: Board, edition: Edition, section: Section, total: Total, rated: RatedColumn) -> None:
    spans = {column.id: board.tracks.span(section, column) for column in section.columns}
    for column in section.columns:
        first, last = spans[column.id]
        if column.id == total.column:
            board.across(first, last, total_formula(total, rated), look.TOTAL_VALUE)
        elif column.id == total.label_in:
            board.across(first, last, total.label, look.TOTAL_WORD, at_end=True)
        elif column.id == total.summary_in and not edition.shows(column):
            board.across(first, last, total.placeholder or None, look.input_style(ColumnKind.LONG_TEXT))
            mark_placeholder(board, first, total.placeholder)
        else:
            board.across(first, last, None, look.TOTAL_REST)
    board.key(total_key(section.id, total.id))
    board.next(30)


def _wide_rows(board: Board, edition: Edition, section: Section) -> None:
    (column,) = section.columns
    first, last = board.tracks.first_value, board.tracks.last
    for row in section.row_ids:
        guidance = descriptor(issued_text(section, row, column)) or column.title
        board.put(1, guidance, look.GUIDANCE)
        free = opens(edition, section, row, column)
        content, style = _given_cell(board, edition, section, row, column) or (None, look.FIXED_TEXT)
        style = look.LONG_INPUT if free else style
        board.across(first, last, content, style, merge=True)
        block = Block(top=board.row, left=first, bottom=board.row, right=last)
        if free and (check := entry_check(edition, column, block)):
            board.validations.append(check)
        _row_key(board, edition, section, row)
        need = board.text_height(guidance, 1, 1) + ROW_PADDING
        room = FREE_TEXT_HEIGHT if column.kind is ColumnKind.LONG_TEXT and free else ITEM_ROW if content else FIELD_ROW
        board.next(max(room, need))
