"""Plans to render: a form with slots, a report without, and the form with its slots replaced by texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sheetreview.sheet.plan import (
    Align,
    Block,
    BookPlan,
    Border,
    Cell,
    Chart,
    Check,
    ColorScale,
    ColumnPlan,
    Content,
    DataBar,
    Formula,
    Highlight,
    PrintPlan,
    RowPlan,
    SheetPlan,
    Slot,
    Style,
    Validation,
    VAlign,
)

LINE = Border(left=True, right=True, top=True, bottom=True)
BAND = Style(bold=True, size=16, color="FFFFFF", fill="1F3864", indent=1)
HEAD = Style(bold=True, color="FFFFFF", fill="2F5597", align=Align.CENTER, border=LINE, wrap=True)
LABEL = Style(border=LINE, wrap=True, valign=VAlign.TOP)
INPUT = Style(border=LINE, wrap=True, fill="FFF9E5", locked=False, valign=VAlign.TOP)
RATING = replace(INPUT, align=Align.CENTER, number_format="0")
LINK = Style(color="0563C1", underline=True)
LONG_LIST = tuple(f"A long answer to choose, number {number}" for number in range(1, 13))

VALUES = {
    "employee": "Ana O'Brien",
    "reviewer": 'Bo & Co <b> "x"',
    "metric": "=1+1",
    "tab": "Ana O'Brien & Søn",
    "empty": "",
}


def _form_rows(first: int, count: int) -> list[Cell]:
    cells = []
    for row in range(first, first + count):
        cells += [
            Cell(row=row, column=1, content=f"Factor {row} with a label that is long enough to wrap", style=LABEL),
            Cell(row=row, column=2, content=f"item.factor-{row}"),
            Cell(row=row, column=3, content=Slot("metric") if row == first else "[Metric]", style=LABEL),
            Cell(row=row, column=4, content=None, style=RATING),
            Cell(row=row, column=5, content="[Feedback]", style=INPUT),
        ]
    return cells


def form_plan() -> BookPlan:
    """A form with every kind of slot: a title, cells, one of them twice, formulas, a highlight, print titles."""
    head = (
        Cell(row=1, column=1, content="Review & plan", style=BAND),
        *(Cell(row=1, column=column, content=None, style=BAND) for column in (2, 3, 4, 5)),
        Cell(row=2, column=1, content="Name", style=LABEL),
        Cell(row=2, column=3, content=Slot("employee"), style=LABEL),
        Cell(row=2, column=5, content=Slot("empty"), style=INPUT),
        Cell(row=3, column=1, content="Reviewer", style=LABEL),
        Cell(row=3, column=3, content=Slot("reviewer"), style=LABEL),
        Cell(row=3, column=5, content="How to fill this form", style=LINK, link="'How to'!A1"),
        *(
            Cell(row=5, column=n, content=t, style=HEAD)
            for n, t in ((1, "Factor"), (3, "Metric"), (4, "Rating"), (5, "Notes"))
        ),
    )
    rows = _form_rows(6, 12)
    total = (
        Cell(row=18, column=1, content="TOTAL", style=replace(LABEL, bold=True)),
        Cell(
            row=18,
            column=4,
            content=Formula(('SUMIFS(D6:D17,D6:D17,">=1",D6:D17,"<=5")',)),
            style=replace(RATING, locked=True),
        ),
    )
    ratings = Block(top=6, left=4, bottom=17, right=4)
    notes = Block(top=6, left=5, bottom=17, right=5)
    form = SheetPlan(
        title=Slot("tab"),
        cells=(*head, *rows, *total),
        columns=(
            ColumnPlan(column=1, width=30),
            ColumnPlan(column=2, width=12, hidden=True),
            ColumnPlan(column=3, width=24),
            ColumnPlan(column=4, width=9),
            ColumnPlan(column=5, width=40),
        ),
        rows=(RowPlan(row=1, height=30), RowPlan(row=5, height=20), *(RowPlan(row=n, height=28) for n in range(6, 18))),
        merges=(Block(top=1, left=1, bottom=1, right=5), Block(top=18, left=1, bottom=18, right=3)),
        freeze=(6, 1),
        validations=(
            Validation(
                block=ratings,
                check=Check.LIST,
                values=("1", "2", "3", "4", "5"),
                prompt_title="Rating",
                prompt="1 is far below, 5 is far above",
                error_title="Not a rating",
                error="Choose 1 to 5",
            ),
            Validation(block=notes, check=Check.LIST, values=LONG_LIST, prompt="p" * 300, refuse=False),
            Validation(
                block=Block(top=2, left=5, bottom=2, right=5), check=Check.DATE, low=36526, error="A date, please"
            ),
        ),
        highlights=(
            Highlight(
                block=ratings, formula=Formula(('AND(D6<>"",OR(D6<1,D6>5))',)), fill="F8C9C4", color="9C0006", bold=True
            ),
            Highlight(block=notes, formula=Formula(("'", Slot("tab"), "'!$D6=1")), fill="FFF2CC"),
        ),
        protected=True,
        print=PrintPlan(title_rows=(5, 5), breaks_before=(12,), foot_left="Cycle A && B", foot_right="Page &P of &N"),
        tab_color="2F5597",
        active=(6, 4),
    )
    guide = SheetPlan(
        title="How to",
        cells=(
            Cell(row=1, column=1, content="Type into the pale cells.", style=LABEL),
            Cell(row=2, column=1, content=Formula(("'", Slot("tab"), "'!D18")), style=LABEL),
            Cell(row=3, column=1, content=Slot("employee"), style=LABEL),
        ),
        columns=(ColumnPlan(column=1, width=50),),
    )
    return BookPlan(title="Review & plan", subject="customer-service", sheets=(form, guide))


def report_plan() -> BookPlan:
    """A report with literal values, a colour scale, data bars, a chart and a filter."""
    people = ["Ana", "Bo", "Célia", "Dmitri", "Eun-ji", "Farah"]
    figures = [(41, 0.82), (55, 1.0), (33, 0.6), (27, 0.49), (48, 0.873), (12, 0.218)]
    number = Style(border=LINE, align=Align.RIGHT)
    percent = replace(number, number_format="0%")
    cells = [Cell(row=1, column=n, content=text, style=HEAD) for n, text in enumerate(("Name", "Total", "Percent"), 1)]
    for row, (name, (total, share)) in enumerate(zip(people, figures, strict=True), start=2):
        cells += [
            Cell(row=row, column=1, content=name, style=LABEL),
            Cell(row=row, column=2, content=total, style=number),
            Cell(row=row, column=3, content=share, style=percent),
        ]
    sheet = SheetPlan(
        title="Results",
        cells=tuple(cells),
        columns=(ColumnPlan(column=1, width=24), ColumnPlan(column=2, width=14), ColumnPlan(column=3, width=14)),
        filter=Block(top=1, left=1, bottom=7, right=3),
        tables=(Block(top=1, left=1, bottom=7, right=3),),
        freeze=(2, 2),
        color_scales=(ColorScale(block=Block(top=2, left=3, bottom=7, right=3), low=0, high=1),),
        data_bars=(DataBar(block=Block(top=2, left=2, bottom=7, right=2), low=0, high=55),),
        charts=(
            Chart(
                title="Percent of the maximum",
                description="Bar chart. Percent of the maximum.",
                names=Block(top=2, left=1, bottom=7, right=1),
                values=Block(top=2, left=3, bottom=7, right=3),
                row=10,
                column=1,
                maximum=1,
                number_format="0%",
            ),
        ),
        print=PrintPlan(landscape=True, paper="letter", area=Block(top=1, left=1, bottom=28, right=8)),
    )
    return BookPlan(title="Summary", sheets=(sheet,))


def with_texts(plan: BookPlan, values: Mapping[str, str]) -> BookPlan:
    """The plan one person would get if everything were written out: no slots left."""

    def content(part: Content) -> Content:
        if isinstance(part, Slot):
            return values[part.name]
        if isinstance(part, Formula):
            return formula(part)
        return part

    def formula(part: Formula) -> Formula:
        return Formula(tuple(values[p.name].replace("'", "''") if isinstance(p, Slot) else p for p in part.parts))

    return replace(
        plan,
        sheets=tuple(
            replace(
                sheet,
                title=values[sheet.title.name] if isinstance(sheet.title, Slot) else sheet.title,
                cells=tuple(replace(cell, content=content(cell.content)) for cell in sheet.cells),
                highlights=tuple(replace(h, formula=formula(h.formula)) for h in sheet.highlights),
            )
            for sheet in plan.sheets
        ),
    )


def tiny_plan(*slots: str) -> BookPlan:
    """One sheet with a slot in each row."""
    cells = tuple(Cell(row=row, column=1, content=Slot(name)) for row, name in enumerate(slots, start=1))
    return BookPlan(title="Tiny", sheets=(SheetPlan(title="Sheet", cells=cells),))
