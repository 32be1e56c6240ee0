"""The list of what to correct as a sheet's plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sheetreview.amend.formulas import cell_reference, holds_still
from sheetreview.amend.listing import MARKER, TITLE, TO_CHECK, TO_CHECK_INK, TO_DO, TO_DO_INK, ListedLine, Listing
from sheetreview.sheet.address import a1, a1_range, from_a1
from sheetreview.sheet.measure import MAX_ROW_HEIGHT, estimate_height
from sheetreview.sheet.palette import BLUE, GREY, INK, LINE, MIST, NAVY, SKY, WHITE
from sheetreview.sheet.plan import (
    Align,
    Block,
    Border,
    Cell,
    ColumnPlan,
    Formula,
    Highlight,
    PrintPlan,
    RowPlan,
    SheetPlan,
    Style,
)
from sheetreview.sheet.titles import title_problem

_COLUMNS = {"Cell": 14.0, "What": 30.0, "Problem": 44.0, "What to do": 44.0, "Status": 12.0}
"""Titles of the list's columns, with their widths; where several sheets are listed, the sheet's title comes first."""

_SHEET_COLUMN = {"Sheet": 24.0}
_HIDDEN_WIDTH = 12.0
_PADDING = 10.0
_TO_DO, _TO_CHECK, _CHANGED = "to do", "to check", "changed"
_CHANGED_FILL, _CHANGED_INK = "C6E0B4", "375623"

_LEFT = Style(align=Align.LEFT, wrap=True, indent=1)
_BOXED = replace(_LEFT, color=INK, border=Border(left=True, right=True, top=True, bottom=True, color=LINE))
_HEADLINE = replace(_LEFT, bold=True, size=16, color=WHITE, fill=NAVY)
_INTRO = replace(_LEFT, color="333333", fill=MIST)
_PROGRESS = replace(_LEFT, bold=True, color=BLUE)
_HEAD = replace(_BOXED, bold=True, color=NAVY, fill=SKY)
_LINK = replace(_BOXED, color="0563C1", underline=True)
_STATUS = replace(_BOXED, bold=True, align=Align.CENTER, indent=0)
_DONE_BY_CHANGE = replace(_STATUS, color=TO_DO_INK, fill=TO_DO)
_DONE_BY_LOOKING = replace(_STATUS, color=TO_CHECK_INK, fill=TO_CHECK)
_MARKER = Style(size=8, color=GREY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlan:
    """The list's sheet, and by cell (``E6``) what its formulas show as long as nothing is changed."""

    sheet: SheetPlan
    shown: Mapping[str, str]


@dataclass(slots=True)
class _Sheet:
    """A sheet while it is written: its columns with their widths, its cells, rows from the top, and merged ranges."""

    columns: Mapping[str, float]
    cells: list[Cell] = field(default_factory=list)
    rows: list[RowPlan] = field(default_factory=list)
    merges: list[Block] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """Number of the last visible column."""
        return len(self.columns)

    @property
    def row(self) -> int:
        """Number of the next row."""
        return len(self.rows) + 1

    def put(self, column: int, content: str | Formula | None, style: Style, link: str | None = None) -> None:
        """Put a cell into the next row."""
        self.cells.append(Cell(row=self.row, column=column, content=content or None, style=style, link=link))

    def end_row(self, height: float) -> None:
        """Begin another row; the one that ends is so many points high."""
        self.rows.append(RowPlan(row=self.row, height=min(MAX_ROW_HEIGHT, height)))

    def banner(self, content: str | Formula, style: Style, height: float) -> None:
        """Write a row of one cell over all columns."""
        self.merges.append(Block(top=self.row, left=1, bottom=self.row, right=self.status))
        for column in range(1, self.status + 1):
            self.put(column, content if column == 1 else None, style)
        self.end_row(height)


def list_plan(listing: Listing, titles: Collection[str]) -> ListPlan:
    """Return the plan of a list in a workbook whose other sheets have these titles."""
    several = len({line.sheet for line in listing.lines if line.sheet}) > 1
    sheet = _Sheet(columns=_SHEET_COLUMN | _COLUMNS if several else _COLUMNS)
    width = sum(sheet.columns.values())
    for text, style in ((listing.title, _HEADLINE), *((text, _INTRO) for text in listing.intro)):
        hidden = (MARKER, listing.hidden)[sheet.row - 1 :][:1]
        if any(hidden):
            sheet.put(sheet.status + 1, hidden[0], _MARKER)
        sheet.banner(text, style, estimate_height(text, width, style.size) + _PADDING)
    head = 1
    if listing.lines:
        _write_progress(sheet, listing.lines, titles)
        head = sheet.row
        for column, title in enumerate(sheet.columns, start=1):
            sheet.put(column, title, _HEAD)
        sheet.end_row(22)
        for line in listing.lines:
            _write_line(sheet, line, titles, several=several)
    return ListPlan(sheet=_plan(sheet, head), shown=sheet.shown)


def _write_progress(sheet: _Sheet, lines: Sequence[ListedLine], titles: Collection[str]) -> None:
    """Write a line that counts what is corrected by now, where anything is that can be counted."""
    must = sum(line.must for line in lines)
    live = sum(line.must and _live_cell(line, titles) is not None for line in lines)
    if not live:
        return
    statuses = a1_range(sheet.row + 2, sheet.status, sheet.row + 1 + len(lines), sheet.status)
    done = f'{must}-COUNTIF({statuses},"{_TO_DO}")'
    behind = f" of {live} corrected" + (f", {must - live} more without a mark" if must > live else "")
    formula, shown = f'{done}&"{behind}"', f"0{behind}"
    if must < len(lines):
        left = f'COUNTIF({statuses},"{_TO_CHECK}")'
        formula += f'&IF({left}=0,"",", "&{left}&" {_TO_CHECK}")'
        shown += f", {len(lines) - must} {_TO_CHECK}"
    formula += f'&IF({done}={live},". Save the file and send it back.","")'
    sheet.shown[a1(sheet.row, 1)] = shown
    sheet.banner(Formula((formula,)), _PROGRESS, 24)


def _write_line(sheet: _Sheet, line: ListedLine, titles: Collection[str], *, several: bool) -> None:
    where = (line.sheet, line.cell) if several else (line.cell or line.sheet,)
    texts = (*where, line.item, line.problem, line.fix)
    linked, link = 0, None
    if _can_name(line.sheet, titles):
        linked = len(where) if line.cell else 1
        link = cell_reference(line.sheet, *(_place(line.cell) or (1, 1)))
    for column, text in enumerate(texts, start=1):
        is_link = column == linked
        sheet.put(column, text, _LINK if is_link else _BOXED, link if is_link else None)
    _write_status(sheet, line, titles)
    heights = (estimate_height(text, width - 2) for text, width in zip(texts, sheet.columns.values(), strict=False))
    sheet.end_row(max(heights) + _PADDING)


def _write_status(sheet: _Sheet, line: ListedLine, titles: Collection[str]) -> None:
    """Write whether the line is still to do: live where changing its cell does it."""
    waiting, style = (_TO_DO, _DONE_BY_CHANGE) if line.must else (_TO_CHECK, _DONE_BY_LOOKING)
    status: str | Formula = waiting
    place = _live_cell(line, titles)
    if place is not None:
        same = holds_still(cell_reference(line.sheet, *place), line.was)
        status = Formula((f'IFERROR(IF({same},"{waiting}","{_CHANGED}"),"{_CHANGED}")',))
        sheet.shown[a1(sheet.row, sheet.status)] = waiting
    sheet.put(sheet.status, status, style)


def _live_cell(line: ListedLine, titles: Collection[str]) -> tuple[int, int] | None:
    return _place(line.cell) if line.live and _can_name(line.sheet, titles) else None


def _can_name(title: str, titles: Collection[str]) -> bool:
    """Whether a formula can name a sheet."""
    return title in titles and title_problem(title) is None


def _place(cell: str) -> tuple[int, int] | None:
    try:
        return from_a1(cell)
    except ValueError:
        return None


def _plan(sheet: _Sheet, head: int) -> SheetPlan:
    last = len(sheet.rows)
    columns = [ColumnPlan(column=number, width=width) for number, width in enumerate(sheet.columns.values(), start=1)]
    statuses = Block(top=head + 1, left=sheet.status, bottom=last, right=sheet.status)
    changed = Formula((f'{a1(head + 1, sheet.status)}="{_CHANGED}"',))
    highlight = Highlight(block=statuses, formula=changed, fill=_CHANGED_FILL, color=_CHANGED_INK)
    return SheetPlan(
        title=TITLE,
        cells=tuple(sheet.cells),
        columns=(*columns, ColumnPlan(column=sheet.status + 1, width=_HIDDEN_WIDTH, hidden=True)),
        rows=tuple(sheet.rows),
        merges=tuple(sheet.merges),
        highlights=(highlight,) if last > head else (),
        print=PrintPlan(landscape=True, title_rows=(head, head), foot_left="&A", foot_right="Page &P of &N"),
        tab_color=TO_DO,
        active=(min(head + 1, last), 1),
    )
