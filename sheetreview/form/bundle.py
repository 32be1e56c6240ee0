"""Several forms in one workbook: a tab per form, and an index that shows how complete each one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sheetreview.form import look
from sheetreview.form.builder import Board
from sheetreview.form.compose import form_sheet
from sheetreview.form.formulas import FORMULA_LIMIT, HERE, on_sheet, rated_and_to_rate
from sheetreview.form.how_to import Medium
from sheetreview.form.slots import TAB
from sheetreview.model.edition import Edition
from sheetreview.sheet.palette import BLUE, NAVY
from sheetreview.sheet.plan import (
    Align,
    Block,
    BookPlan,
    Cell,
    ColumnPlan,
    Content,
    Formula,
    Highlight,
    PrintPlan,
    RowPlan,
    SheetPlan,
    Slot,
    Style,
)

INDEX_TAB = "Start here"
REVIEWER = "reviewer"
NAME = "name"
LONGEST_TAB = 34
"""Characters a tab's name takes in a formula, with its quotes and mark."""
DONE = "DDF0E0"
DONE_TEXT = "1E6B2E"

_HEADS = ("Form for", "Kind", "Rated", "Of", "State", "Open")
_WIDTHS = (38, 24, 10, 10, 18, 12)
_HEAD_ROW = 4
_HOW_TO = (
    "One tab for each person you review. Fill in the tabs in any order; this page counts along until every line says "
    "complete."
)


def part_prefix(number: int) -> str:
    """Prefix of the slots of the bundle's form by its number, from 1."""
    return f"{number}."


def bundle_plan(editions: Sequence[Edition], paper: str = "a4", medium: Medium = Medium.FILE) -> BookPlan:
    """One workbook for several forms of one reviewer, in the given order."""
    sheets, boards = [], []
    for number, edition in enumerate(editions, start=1):
        prefix = part_prefix(number)
        sheet, board = form_sheet(edition, Slot(prefix + TAB), paper, medium, prefix)
        sheets.append(sheet)
        boards.append(board)
    index = _index(editions, boards, paper, medium)
    return BookPlan(title="Performance reviews", subject=f"{len(editions)} forms", sheets=(index, *sheets))


def _index(editions: Sequence[Edition], boards: Sequence[Board], paper: str, medium: Medium) -> SheetPlan:
    last = len(_HEADS)
    cells = [
        *_across(1, last, "Performance reviews to fill in", look.TITLE),
        *_across(2, last, Slot(REVIEWER), replace(look.HOW_TO, bold=True)),
        *_across(3, last, f"{_HOW_TO} {medium.closing}", look.HOW_TO),
    ]
    for column, head in enumerate(_HEADS, start=1):
        style = look.HEAD if column <= 2 else look.HEAD_CENTER  # noqa: PLR2004 -- names left, figures centred
        cells.append(Cell(row=_HEAD_ROW, column=column, content=head, style=style))
    first = _HEAD_ROW + 1
    for number, (edition, board) in enumerate(zip(editions, boards, strict=True), start=1):
        cells += _line(first + number - 1, number, edition, board)
    bottom = first + len(editions) - 1
    state = Block(top=first, left=5, bottom=bottom, right=5)
    return SheetPlan(
        title=INDEX_TAB,
        cells=tuple(cells),
        columns=tuple(ColumnPlan(column=n, width=width) for n, width in enumerate(_WIDTHS, start=1)),
        rows=(
            RowPlan(row=1, height=32),
            RowPlan(row=2, height=22),
            RowPlan(row=3, height=40),
            RowPlan(row=_HEAD_ROW, height=22),
            *(RowPlan(row=row, height=22) for row in range(first, bottom + 1)),
        ),
        merges=tuple(Block(top=row, left=1, bottom=row, right=last) for row in (1, 2, 3)),
        freeze=(first, 1),
        highlights=(
            Highlight(block=state, formula=Formula((f'E{first}="complete"',)), fill=DONE, color=DONE_TEXT, bold=True),
            Highlight(block=state, formula=Formula((f'E{first}="in progress"',)), fill=look.MISSING),
        ),
        protected=True,
        print=PrintPlan(paper=paper, foot_right="Page &P of &N"),
        tab_color=NAVY,
        active=(first, 1),
    )


def _line(row: int, number: int, edition: Edition, board: Board) -> list[Cell]:
    prefix = part_prefix(number)
    tab = Slot(prefix + TAB)
    center = replace(look.FIXED_TEXT, align=Align.CENTER, indent=0, wrap=False)
    rated, to_rate = rated_and_to_rate(board.rated) if board.rated else ("0", "0")
    state = f'IF(D{row}=0,"",IF(C{row}=0,"not started",IF(C{row}=D{row},"complete","in progress")))'
    link = Formula(("HYPERLINK(\"#'", tab, '\'!A1","Open")'))
    contents: list[tuple[Content, Style]] = [
        (Slot(prefix + NAME), replace(look.LABEL, bold=True)),
        (edition.layout.role_by_id[edition.role].title, look.FIXED_TEXT),
        (_counted(rated, tab), center),
        (_counted(to_rate, tab), center),
        (Formula((state,)), center),
        (link, replace(center, color=BLUE, underline=True)),
    ]
    return [
        Cell(row=row, column=column, content=content, style=style)
        for column, (content, style) in enumerate(contents, start=1)
    ]


def _counted(expression: str, tab: Slot) -> Formula | None:
    """A count on a form's tab; nothing for a form so large that no formula can count it."""
    length = len(expression) + expression.count(HERE) * LONGEST_TAB
    return on_sheet(expression, tab) if length <= FORMULA_LIMIT else None


def _across(row: int, last: int, content: Content, style: Style) -> list[Cell]:
    return [
        Cell(row=row, column=column, content=content if column == 1 else None, style=style)
        for column in range(1, last + 1)
    ]
