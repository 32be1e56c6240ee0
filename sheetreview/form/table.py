"""Drawing one section of a form: a table of items or blank rows, or one wide field."""

from __future__ import annotations

from collections.abc import Sequence

from sheetreview.form import look
from sheetreview.form.builder import FIELD_ROW, ITEM_ROW, NARROW_ROW, Board
from sheetreview.form.cells import FormCell, SectionCells, descriptor, form_cells, row_key_slot
from sheetreview.form.formulas import (
    RatedColumn,
    RatedRow,
    computed_formula,
    filled,
    section_progress,
    total_formula,
)
from sheetreview.form.hints import mark_cells, mark_placeholder
from sheetreview.form.keys import columns_key, row_key, total_key
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Column, Section, Total
from sheetreview.model.scales import NOT_APPLICABLE, Scale
from sheetreview.sheet.address import a1
from sheetreview.sheet.plan import Content, Style

BAND_HEIGHT = 22.0
FREE_TEXT_HEIGHT = 150.0
"""Height of an empty field for free text; it grows with what is typed."""
LEGEND_ROW = 14.0
LEGEND_FOOT = 6.0
ROW_PADDING = 9.0
SIGNING_ROW = 45.0
"""Height of a line to sign: about a centimetre on paper, where a form is printed smaller than it is on the screen."""

PROGRESS_WIDTH = 42.0
"""Characters that "11 of 11 rated · 55 of 55 points (100 %)" needs."""


def draw_section(board: Board, edition: Edition, section: Section) -> None:
    """Draw a section from the board's current row on."""
    cells = form_cells(edition).sections[section.id]
    board.section_starts.append(board.row)
    if section.sign_off:
        board.held_starts.add(board.row)
    band = board.row
    board.next(BAND_HEIGHT)
    if section.intro:
        board.banner(section.intro, look.INTRO)
    rated = None
    if cells.is_table:
        rated = _table(board, edition, cells)
    else:
        _wide_rows(board, cells)
    _band(board, section, rated, band)
    board.gap(12)


def _table(board: Board, edition: Edition, cells: SectionCells) -> RatedColumn | None:
    section = cells.section
    for scale in dict.fromkeys(column.scale for column in section.columns if column.is_rating):
        _legend(board, edition.layout.scale_by_id[scale or ""])
    board.key(columns_key(section.id))
    board.titles[section.id] = _titles(board, cells)
    numbers = []
    for row in cells.rows:
        if (section.id, row) in board.continued:
            _titles(board, cells)
        numbers.append(board.row)
        _row(board, cells, row)
    mark_cells(board, edition, cells, numbers)
    summaries = {(total.id, cell.column.id): cell for total, cell in cells.summaries}
    for total in section.totals:
        column = section.column_by_id[total.column]
        if edition.fills(column):
            rated = _rated_column(board, edition, cells, column, numbers)
            _total(board, section, total, rated, summaries.get((total.id, total.summary_in or "")))
    counting = edition.rating_column(section)
    if counting is None:
        return None
    rated = _rated_column(board, edition, cells, counting, numbers)
    board.rated.append(rated)
    return rated


def _rated_column(
    board: Board, edition: Edition, cells: SectionCells, column: Column, numbers: Sequence[int]
) -> RatedColumn:
    places = board.tracks.placed[cells.section.id]
    rows = []
    for number, (name, row) in zip(numbers, cells.rows.items(), strict=True):
        item = row[0].item
        in_use = None
        if item is None or item.optional:
            in_use = tuple(
                filled(number, places[cell.column.id], cell.issued)
                for cell in row
                if cell.open and not cell.column.given_by_hr
            )
        rows.append(RatedRow(row=number, weight=float(cells.section.weight_of(column, name)), in_use=in_use))
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


def _titles(board: Board, cells: SectionCells) -> float:
    """Draw the titles of a table's columns; the height of their row in points."""
    section = cells.section
    height, signs = FIELD_ROW, section.sign_off is not None
    for place, column in enumerate(section.columns):
        first, last = board.tracks.boxes[section.id][column.id]
        shown = all(row[place].shown for row in cells.rows.values())
        board.across(first, last, column.title, cells.blank[place].kind.head_style(shown=shown, field=signs))
        height = max(height, board.text_height(column.title, first, first) + 6)
    board.next(height)
    return height


def _row(board: Board, cells: SectionCells, row: str) -> None:
    section = cells.section
    height = SIGNING_ROW if section.sign_off else ITEM_ROW
    for cell in cells.rows[row]:
        first, last = board.tracks.boxes[section.id][cell.column.id]
        content, style = _cell(board, cells, cell)
        board.across(first, last, content, style)
        if cell.issued:
            height = max(height, board.text_height(cell.issued, first, first) + ROW_PADDING)
        if cell.open:
            board.validate(cell.kind, first, first)
    _end_row(board, cells, row, height)


def _end_row(board: Board, cells: SectionCells, row: str, height: float) -> None:
    carried = cells.carried and row not in cells.section.item_by_id
    board.key(board.slot(row_key_slot(cells.section, row)) if carried else row_key(cells.section.id, row))
    board.entry_rows[board.row] = (cells.section.id, row)
    board.next(height)


def _cell(board: Board, cells: SectionCells, cell: FormCell) -> tuple[Content, Style]:
    if cell.column.compute is not None:
        places = board.tracks.placed[cell.section.id]
        kinds = {one.column.id: one.kind for one in cells.blank}
        first, second = (kinds[name].counted_in(a1(board.row, places[name])) for name in cell.column.compute.of)
        return computed_formula(cell.column.compute.kind, first, second), cell.kind.fixed_style()
    content: Content = board.slot(cell.slot, typed=cell.typed) if cell.slot else cell.issued or None
    return content, _style(cell)


def _style(cell: FormCell) -> Style:
    """How a cell looks that the form does not work out."""
    if cell.shown:
        return cell.kind.shown_style()
    if cell.carried:
        return cell.kind.input_style() if cell.open else cell.kind.carried_style()
    if cell.open:
        signs = cell.section.sign_off is not None
        return cell.kind.prefilled_style() if cell.prefilled else cell.kind.input_style(field=signs)
    return cell.kind.fixed_style()


def _total(board: Board, section: Section, total: Total, rated: RatedColumn, summary: FormCell | None) -> None:
    for column in section.columns:
        first, last = board.tracks.boxes[section.id][column.id]
        if column.id == total.column:
            board.across(first, last, total_formula(total, rated), look.TOTAL_VALUE)
        elif column.id == total.label_in:
            board.across(first, last, total.label, look.TOTAL_WORD, at_end=True)
        elif summary is not None and column is summary.column:
            board.across(first, last, summary.issued or None, summary.kind.input_style())
            mark_placeholder(board, first, summary.issued)
        else:
            board.across(first, last, None, look.TOTAL_REST)
    board.key(total_key(section.id, total.id))
    board.next(30)


def _wide_rows(board: Board, cells: SectionCells) -> None:
    text = board.tracks.text
    for row, (cell,) in cells.rows.items():
        guidance = descriptor(cell.issued) or cell.column.title
        board.labelled(guidance, look.GUIDANCE, text)
        content = board.slot(cell.slot, typed=True) if cell.slot else None
        style = cell.kind.long_style() if cell.open else _style(cell) if cell.slot else look.FIXED_TEXT
        board.put(text, content, style)
        if cell.open:
            board.validate(cell.kind, text, text)
        need = board.text_height(guidance, 1, 1) + ROW_PADDING
        roomy = cell.kind.several_lines and cell.open
        room = FREE_TEXT_HEIGHT if roomy else ITEM_ROW if content else FIELD_ROW
        _end_row(board, cells, row, max(room, need))
