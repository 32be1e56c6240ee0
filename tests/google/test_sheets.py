"""What a built form looks like and which of its cells are open: protection, columns, rows, formats, charts."""

from __future__ import annotations

import pytest

from sheetreview.sheet.plan import Align, Block, Border, Cell, Chart, ColumnPlan, RowPlan, SheetPlan, Style

from .outline import Part, places
from .plans import FORMS, book, built, form, kind, problems, sheet_of

WRAP = Style(wrap=True)


@pytest.mark.parametrize(("name", "role"), FORMS)
def test_exactly_the_input_cells_are_open(name: str, role: str) -> None:
    plan = form(name, role)
    (protected,) = (request["protectedRange"] for request in kind(built(plan), "addProtectedRange"))
    opened = [place for found in protected["unprotectedRanges"] for place in places(found)]
    inputs = {(cell.row, cell.column) for cell in plan.sheets[0].cells if not cell.style.locked}

    assert inputs
    assert sorted(opened) == sorted(inputs)
    assert protected["range"] == {"sheetId": 101}
    assert protected["warningOnly"] is False
    assert len(protected["unprotectedRanges"]) < len(inputs) / 2


def test_a_sheet_without_inputs_is_closed_altogether_and_an_open_one_is_not_closed() -> None:
    cell = Cell(row=1, column=1, content="x")
    closed = SheetPlan(title="Closed", cells=(cell,), protected=True)

    (protected,) = kind(built(book(closed, sheet_of("y"))), "addProtectedRange")
    assert protected["protectedRange"]["range"] == {"sheetId": 101}
    assert "unprotectedRanges" not in protected["protectedRange"]


@pytest.mark.parametrize(("name", "role"), FORMS)
def test_the_key_column_is_hidden_and_no_other(name: str, role: str) -> None:
    hidden = [
        request["range"]
        for request in kind(built(form(name, role)), "updateDimensionProperties")
        if request["properties"].get("hiddenByUser")
    ]

    assert hidden == [{"sheetId": 101, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}]


@pytest.mark.parametrize(("name", "role"), FORMS)
def test_every_row_has_a_height_or_grows_with_its_texts(name: str, role: str) -> None:
    """Rows with merged cells keep their height: Google leaves merged cells out when it fits a row."""
    plan = form(name, role).sheets[0]
    requests = built(form(name, role))
    grown = {row for request in kind(requests, "autoResizeDimensions") for row in _rows(request["dimensions"])}
    fixed = {
        row: request["properties"]["pixelSize"]
        for request in kind(requests, "updateDimensionProperties")
        if request["range"]["dimension"] == "ROWS"
        for row in _rows(request["range"])
    }
    merged = {row for block in plan.merges for row in range(block.top, block.bottom + 1)}

    assert grown.isdisjoint(merged)
    assert grown.isdisjoint(fixed)
    assert grown | set(fixed) == {row.row for row in plan.rows}
    assert all(fixed[row.row] >= round(row.height * 4 / 3) for row in plan.rows if row.row in fixed)
    typed = {c.row for c in plan.cells if not c.style.locked and c.style.wrap}
    assert typed - merged <= grown


def _rows(found: Part) -> range:
    assert found["dimension"] == "ROWS"
    return range(found["startIndex"] + 1, found["endIndex"] + 1)


def test_a_merged_row_is_as_high_as_the_text_that_is_in_it_now() -> None:
    def height(text: str) -> int:
        plan = SheetPlan(
            title="S",
            cells=(Cell(row=1, column=1, content=text, style=WRAP), Cell(row=1, column=2, content=None, style=WRAP)),
            columns=(ColumnPlan(column=1, width=20), ColumnPlan(column=2, width=20)),
            rows=(RowPlan(row=1, height=30),),
            merges=(Block(top=1, left=1, bottom=1, right=2),),
        )
        (made,) = (
            request["properties"]["pixelSize"]
            for request in kind(built(book(plan)), "updateDimensionProperties")
            if request["range"]["dimension"] == "ROWS"
        )
        return int(made)

    assert height("Short") == 40
    # Twenty words of nine letters and a space on lines of some 45 letters: five lines of 13.5 points.
    assert 5 * 18 <= height("ninechars " * 20) <= 6 * 18 + 6
    assert height("ninechars " * 2000) == round(409 * 4 / 3)


def test_columns_of_one_width_are_sized_at_once_and_widths_are_pixels() -> None:
    columns = (
        ColumnPlan(column=1, width=10),
        ColumnPlan(column=2, width=10),
        ColumnPlan(column=3, width=20.5),
        ColumnPlan(column=4, width=10),
    )
    sized = kind(built(book(SheetPlan(title="S", cells=(), columns=columns))), "updateDimensionProperties")

    found = [(r["range"]["startIndex"], r["range"]["endIndex"], r["properties"]["pixelSize"]) for r in sized]
    assert found == [(0, 2, 75), (2, 3, 149), (3, 4, 75)]


@pytest.mark.parametrize(("name", "role"), FORMS)
def test_the_grid_holds_everything_that_is_put_on_it(name: str, role: str) -> None:
    requests = built(form(name, role))
    (grid,) = (request["properties"]["gridProperties"] for request in kind(requests, "addSheet"))
    areas = [
        request["range"]
        for name in ("repeatCell", "mergeCells", "setDataValidation")
        for request in kind(requests, name)
    ]

    assert max(area["endRowIndex"] for area in areas) < grid["rowCount"]
    assert max(area["endColumnIndex"] for area in areas) <= grid["columnCount"]
    assert grid["frozenRowCount"] == 2
    assert grid["hideGridlines"] is True


@pytest.mark.parametrize(("name", "role"), FORMS)
def test_every_cell_gets_its_own_look(name: str, role: str) -> None:
    """Looks are sent as blocks, and lines and padding apart; put together they are each cell's style again."""
    plan = form(name, role).sheets[0]
    found: dict[tuple[int, int], dict[str, object]] = {}
    for request in kind(built(form(name, role)), "repeatCell"):
        for place in places(request["range"]):
            look = request["cell"]["userEnteredFormat"]
            found[place] = dict(look) if request["fields"] == "userEnteredFormat" else {**found.get(place, {}), **look}

    hidden = {column.column for column in plan.columns if column.hidden}
    assert {look["wrapStrategy"] for place, look in found.items() if place[1] in hidden} == {"CLIP"}
    merged = {(block.top, block.left) for block in plan.merges}
    for cell in plan.cells:
        if cell.column not in hidden or (cell.row, cell.column) in merged:
            look = found[cell.row, cell.column]
            assert _color(look.get("backgroundColorStyle")) == cell.style.fill
            assert look.get("horizontalAlignment") == (
                cell.style.align.name if cell.style.align is not Align.GENERAL else None
            )
            assert (look.get("wrapStrategy") == "WRAP") is cell.style.wrap
            border = cell.style.border or Border()
            sides = {side for side in ("left", "right", "top", "bottom") if getattr(border, side)}
            lines = look.get("borders", {})
            assert isinstance(lines, dict)
            assert set(lines) == sides
            text = look["textFormat"]
            assert isinstance(text, dict)
            assert text.get("bold", False) is cell.style.bold
            assert text["fontSize"] == cell.style.size


def _color(found: object) -> str | None:
    if found is None:
        return None
    assert isinstance(found, dict)
    parts = (found["rgbColor"].get(name, 0) for name in ("red", "green", "blue"))
    return "".join(f"{round(255 * part):02X}" for part in parts)


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("0.0%", "PERCENT"),
        ("#,##0.00", "NUMBER"),
        ("+0.0;-0.0;0.0", "NUMBER"),
        ("yyyy-mm-dd", "DATE"),
        ("d mmm yyyy", "DATE"),
        ("@", "TEXT"),
        ('0 "days"', "NUMBER"),
    ],
)
def test_a_number_format_has_googles_kind(pattern: str, wanted: str) -> None:
    cell = Cell(row=1, column=1, content=1, style=Style(number_format=pattern))
    (look,) = kind(built(book(SheetPlan(title="S", cells=(cell,)))), "repeatCell")

    assert look["cell"]["userEnteredFormat"]["numberFormat"] == {"type": wanted, "pattern": pattern}


def test_a_chart_shows_its_names_and_values_inside_the_grid() -> None:
    chart = Chart(
        title="Share by month",
        description="Bar chart. Share by month.",
        names=Block(top=3, left=1, bottom=6, right=1),
        values=Block(top=3, left=4, bottom=6, right=4),
        row=2,
        column=6,
        width_cm=16,
        height_cm=7.5,
        maximum=1,
    )
    requests = built(book(SheetPlan(title="S", cells=(), charts=(chart,))))

    (made,) = kind(requests, "addChart")
    assert made["chart"]["spec"]["altText"] == "Bar chart. Share by month."
    basic = made["chart"]["spec"]["basicChart"]
    (names,) = basic["domains"][0]["domain"]["sourceRange"]["sources"]
    (numbers,) = basic["series"][0]["series"]["sourceRange"]["sources"]
    assert places(names) == [(3, 1), (4, 1), (5, 1), (6, 1)]
    assert places(numbers) == [(3, 4), (4, 4), (5, 4), (6, 4)]
    assert basic["axis"][0]["viewWindowOptions"]["viewWindowMax"] == 1
    position = made["chart"]["position"]["overlayPosition"]
    assert (position["widthPixels"], position["heightPixels"]) == (605, 283)
    # 605 pixels are seven columns of 100 from the sixth on, 283 are fourteen rows of 21 from the second on.
    (grid,) = (request["properties"]["gridProperties"] for request in kind(requests, "addSheet"))
    assert grid["columnCount"] == 12
    assert grid["rowCount"] >= 15
    assert problems(requests) == []


def test_a_filter_is_googles_own_filter() -> None:
    plan = SheetPlan(title="S", cells=(), filter=Block(top=4, left=1, bottom=9, right=3))

    (made,) = kind(built(book(plan)), "setBasicFilter")
    assert places(made["filter"]["range"])[0] == (4, 1)
    assert places(made["filter"]["range"])[-1] == (9, 3)
