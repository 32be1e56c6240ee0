from __future__ import annotations

from dataclasses import replace

from sheetreview.sheet.canvas import Canvas, Column
from sheetreview.sheet.plan import Align, Block, Border, PrintPlan, SheetPlan, Style

TEXT, HEAD, RED = Style(wrap=True), Style(bold=True), Style(color="C00000")
ROWS = [("Ann", 3), ("Bo", 0)]


def columns() -> list[Column[tuple[str, int]]]:
    return [
        Column(title="Name", value=lambda row: row[0], style=TEXT, head=HEAD, total=("All", HEAD)),
        Column(
            title="Late",
            value=lambda row: row[1],
            style=lambda row: RED if row[1] else TEXT,
            head=Style(align=Align.CENTER),
            total=(3, HEAD),
        ),
    ]


def drawn(canvas: Canvas) -> SheetPlan:
    return canvas.plan("Sheet", PrintPlan(paper="letter", foot_left="left"))


def contents(plan: SheetPlan) -> dict[tuple[int, int], object]:
    return {(cell.row, cell.column): cell.content for cell in plan.cells}


def test_a_table_has_titles_rows_and_totals_in_its_columns() -> None:
    canvas = Canvas(widths=(5, 10, 10, 10), row=3)
    rows = canvas.table(columns(), ROWS, left=2)
    canvas.totals(columns(), left=2)
    plan = drawn(canvas)

    assert rows == Block(top=4, left=2, bottom=5, right=3)
    assert plan.tables == (Block(top=3, left=2, bottom=5, right=3),)
    found = contents(plan)
    assert [[found[row, column] for column in (2, 3)] for row in (3, 4, 5, 6)] == [
        ["Name", "Late"],
        ["Ann", 3],
        ["Bo", 0],
        ["All", 3],
    ]
    assert [cell.style for cell in plan.cells if cell.column == 3][1:3] == [RED, TEXT]


def test_a_text_that_flows_over_empty_cells_merges_none_and_is_one_column_of_its_table() -> None:
    boxed = replace(TEXT, border=Border(left=True, right=True, top=True, bottom=True))
    flows: Column[tuple[str, int]] = Column(title="Name", value=lambda row: row[0], style=boxed, head=boxed, across=3)
    canvas = Canvas(widths=(5, 10, 10, 10))
    canvas.table([columns()[1], flows], ROWS)
    plan = drawn(canvas)

    assert plan.merges == ()
    assert plan.tables == (Block(top=1, left=1, bottom=3, right=2),)
    assert [cell.content for cell in plan.cells if cell.row == 2] == [3, "Ann", None, None]
    edges = [(b.left, b.right) for c in plan.cells if c.row == 2 and (b := c.style.border)]
    assert edges == [(True, False), (False, False), (False, True)]
    assert not any(cell.style.wrap for cell in plan.cells if cell.row == 2 and cell.column > 1)


def test_columns_of_one_title_are_told_apart_and_a_table_has_titles_that_a_program_takes() -> None:
    late = columns()[1]
    canvas = Canvas(widths=(10, 10, 10))
    canvas.table([late, late, replace(late, title="LATE")], ROWS)
    canvas.table([replace(late, title="")], ROWS)
    canvas.table([replace(late, title="x" * 256)], ROWS)
    plan = drawn(canvas)

    assert [cell.content for cell in plan.cells if cell.row == 1] == ["Late", "Late (2)", "LATE (3)"]
    assert len(plan.tables) == 1


def test_a_paragraph_stands_in_as_many_rows_as_it_needs() -> None:
    canvas = Canvas(widths=(20, 20))
    canvas.paragraph("word " * 20 + "end", TEXT)
    lines = [str(cell.content) for cell in drawn(canvas).cells if cell.content is not None]

    assert " ".join(lines) == "word " * 20 + "end"
    assert [20 < len(line) <= 50 for line in lines[:-1]] == [True, True]


def test_a_table_without_rows_covers_nothing_below_its_titles() -> None:
    rows = Canvas(widths=(10, 10, 10)).table(columns(), [])
    assert rows.bottom < rows.top


def test_a_row_is_as_high_as_its_wrapped_text_in_all_columns_it_covers() -> None:
    canvas = Canvas(widths=(10, 90))
    narrow = canvas.line([("word " * 20, TEXT)])
    wide = canvas.across("word " * 20, TEXT, height=15)
    heights = {row.row: row.height for row in drawn(canvas).rows}
    assert heights[narrow] > 3 * heights[wide]
    assert heights[wide] > 15


def test_hidden_columns_stand_behind_what_is_seen() -> None:
    canvas = Canvas(widths=(10, 20, 8), hidden=frozenset({3}))
    canvas.put(3, "marker", TEXT)
    canvas.across("title", HEAD)
    plan = drawn(canvas)
    assert [column.hidden for column in plan.columns] == [False, False, True]
    assert plan.merges == (Block(top=1, left=1, bottom=1, right=2),)


def test_rows_that_belong_together_begin_a_page_where_they_would_be_torn() -> None:
    canvas = Canvas(widths=(20,), landscape=False)
    firsts = []
    for _ in range(4):
        firsts.append(canvas.row)
        for _ in range(10):
            canvas.end_row(30)
        canvas.keep_rows(firsts[-1])
    # 300 points each: two on a page.
    assert drawn(canvas).print.breaks_before == (firsts[2],)


def test_the_page_keeps_what_it_was_given() -> None:
    page = drawn(Canvas(widths=(20,), landscape=False, title_rows=(1, 2), one_page=True)).print
    assert page == PrintPlan(paper="letter", foot_left="left", one_page=True, title_rows=(1, 2))


def test_a_cell_may_lead_to_a_place_in_the_workbook() -> None:
    canvas = Canvas(widths=(20,))
    canvas.put(1, "D20", TEXT, link="'Review'!D20")
    assert drawn(canvas).cells[0].link == "'Review'!D20"
