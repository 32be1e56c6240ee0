"""Several forms in one workbook: a tab per form, and an index that shows how complete each one is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sheetreview.form import look
from sheetreview.form.builder import Board
from sheetreview.form.compose import form_sheet
from sheetreview.form.formulas import FORMULA_LIMIT, HERE, on_sheet, rated_and_to_rate
from sheetreview.form.how_to import Medium
from sheetreview.form.slots import DUE, TAB
from sheetreview.model.edition import Edition
from sheetreview.sheet.canvas import Canvas, Column
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.palette import BLUE, NAVY
from sheetreview.sheet.plan import (
    Align,
    Block,
    BookPlan,
    Content,
    Formula,
    Highlight,
    PrintPlan,
    SheetPlan,
    Slot,
    Style,
)
from sheetreview.sheet.text import plural, squeeze

INDEX_TAB = "Start here"
REVIEWER = "reviewer"
NAME = "name"
LONGEST_TAB = 34
"""Characters a tab's name takes in a formula, with its quotes and mark."""
DONE = "DDF0E0"
DONE_TEXT = "1E6B2E"

_HEAD_ROW = 4
_HOW_TO = (
    "One tab for each person you review. Fill in the tabs in any order; this page counts along until every line says "
    "complete."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A form of the bundle, and its row in the index."""

    row: int
    prefix: str
    edition: Edition
    board: Board

    @property
    def tab(self) -> Slot:
        return Slot(self.prefix + TAB)

    @property
    def counts(self) -> tuple[Formula | None, Formula | None]:
        """How many cells are rated, and how many are to be."""
        rated, to_rate = rated_and_to_rate(self.board.rated) if self.board.rated else ("0", "0")
        return _counted(rated, self.tab), _counted(to_rate, self.tab)


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
    return BookPlan(title="Performance reviews", subject=plural(len(editions), "form"), sheets=(index, *sheets))


def is_index(grid: Grid) -> bool:
    """Whether a sheet is the index of such a workbook, whatever its tab is called now."""
    head = (grid.text(row, column) for row in range(1, _HEAD_ROW) for column in grid.columns_in(row))
    return any(squeeze(text).startswith(squeeze(_HOW_TO)) for text in head)


def _index(editions: Sequence[Edition], boards: Sequence[Board], paper: str, medium: Medium) -> SheetPlan:
    first, bottom = _HEAD_ROW + 1, _HEAD_ROW + len(editions)
    forms = [
        _Form(row=first + number, prefix=part_prefix(number + 1), edition=edition, board=board)
        for number, (edition, board) in enumerate(zip(editions, boards, strict=True))
    ]
    columns = _columns()
    state = Block(top=first, left=5, bottom=bottom, right=5)
    canvas = Canvas(
        widths=[column.width for column in columns],
        landscape=False,
        freeze=(first, 1),
        tab_color=NAVY,
        highlights=[
            Highlight(block=state, formula=Formula((f'E{first}="complete"',)), fill=DONE, color=DONE_TEXT, bold=True),
            Highlight(block=state, formula=Formula((f'E{first}="in progress"',)), fill=look.MISSING, bold=True),
        ],
    )
    canvas.across("Performance reviews to fill in", look.TITLE, height=32)
    canvas.across(Slot(REVIEWER), replace(look.HOW_TO, bold=True), height=22)
    canvas.across(f"{_HOW_TO} {medium.closing}", look.HOW_TO, height=40)
    canvas.table(columns, forms, head_height=22, height=22)
    page = PrintPlan(paper=paper, foot_right="Page &P of &N")
    return canvas.plan(INDEX_TAB, page, protected=True, active=(first, 1))


def _columns() -> list[Column[_Form]]:
    center = replace(look.FIXED_TEXT, align=Align.CENTER, indent=0, wrap=False)
    link = replace(center, color=BLUE, underline=True)
    name = replace(look.LABEL, bold=True)

    def centered(title: str, value: Callable[[_Form], Content], width: float, style: Style = center) -> Column[_Form]:
        return Column(title=title, value=value, style=style, head=look.HEAD_CENTER, width=width)

    return [
        Column(title="Form for", value=lambda form: Slot(form.prefix + NAME), style=name, head=look.HEAD, width=38),
        Column(title="Kind", value=_kind, style=look.FIXED_TEXT, head=look.HEAD, width=24),
        centered("Rated", lambda form: form.counts[0], 10),
        centered("Of", lambda form: form.counts[1], 10),
        centered("State", _state, 18),
        centered("Open", lambda form: Formula(("HYPERLINK(\"#'", form.tab, '\'!A1","Open")')), 12, link),
        centered("Due", lambda form: Slot(form.prefix + DUE), 24),
    ]


def _kind(form: _Form) -> str:
    return form.edition.layout.role_by_id[form.edition.role].title


def _state(form: _Form) -> Formula:
    rated, of = f"C{form.row}", f"D{form.row}"
    return Formula((f'IF({of}=0,"",IF({rated}=0,"not started",IF({rated}={of},"complete","in progress")))',))


def _counted(expression: str, tab: Slot) -> Formula | None:
    """A count on a form's tab; nothing for a form so large that no formula can count it."""
    length = len(expression) + expression.count(HERE) * LONGEST_TAB
    return on_sheet(expression, tab) if length <= FORMULA_LIMIT else None
