"""A sheet as a whole: its grid and panes, sizes, merged cells, protection and filter, and its charts.

Charts are bars in one colour, the first name on top, as Google draws bars anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sheetreview.google.notation import FONT, Request, blocks, color, grid_range, runs, span
from sheetreview.google.sizes import COLUMN, ROW, Sizes
from sheetreview.sheet.plan import Block, Chart, SheetPlan
from sheetreview.sheet.text import clean_cell_text

SPARE_ROWS = 2
"""Empty rows below the last one: Google wants one that scrolls, and a form's end should be seen to be its end."""

PROTECTION = "Everything but the cells to fill in"
BAR_COLOR = "2F5597"
TEXT_COLOR = "404040"
LINE_COLOR = "D9D9D9"
_PIXELS_PER_CM = 96 / 2.54


def new_sheet(sheet: int, index: int, title: str, plan: SheetPlan, sizes: Sizes) -> Request:
    """The request for an empty sheet just large enough for its plan."""
    rows, columns = _extent(plan, sizes)
    rows_frozen, columns_frozen = _frozen(plan)
    properties: Request = {
        "sheetId": sheet,
        "title": title,
        "index": index,
        "sheetType": "GRID",
        "gridProperties": {
            "rowCount": rows + SPARE_ROWS,
            "columnCount": columns,
            "frozenRowCount": rows_frozen,
            "frozenColumnCount": columns_frozen,
            "hideGridlines": not plan.gridlines,
        },
    }
    if plan.tab_color is not None:
        properties["tabColorStyle"] = color(plan.tab_color)
    return {"addSheet": {"properties": properties}}


def lay_out(sheet: int, plan: SheetPlan, sizes: Sizes) -> Iterator[Request]:
    """Merge cells and size columns and rows. The rows that grow with their texts come last, when all else is known."""
    for block in plan.merges:
        yield {"mergeCells": {"range": grid_range(sheet, block), "mergeType": "MERGE_ALL"}}
    yield from _sized(sheet, "COLUMNS", sizes.widths)
    for first, last, _ in runs({column.column: True for column in plan.columns if column.hidden}):
        yield _dimension(span(sheet, "COLUMNS", first, last), "hiddenByUser", value=True)
    yield from _sized(sheet, "ROWS", sizes.heights)
    for first, last, _ in runs(dict.fromkeys(sizes.fitted, True)):
        yield {"autoResizeDimensions": {"dimensions": span(sheet, "ROWS", first, last)}}


def protect(sheet: int, plan: SheetPlan) -> Iterator[Request]:
    """Close a protected sheet to everyone but its owner, with its unlocked cells left open."""
    if not plan.protected:
        return
    unlocked = {(cell.row, cell.column): True for cell in plan.cells if not cell.style.locked}
    protected: Request = {
        "range": {"sheetId": sheet},
        "description": PROTECTION,
        "warningOnly": False,
        # Without it everyone the spreadsheet is shared with by now might be let in.
        "editors": {"domainUsersCanEdit": False},
    }
    if unlocked:
        protected["unprotectedRanges"] = [grid_range(sheet, block) for block, _ in blocks(unlocked)]
    yield {"addProtectedRange": {"protectedRange": protected}}


def add_filter(sheet: int, plan: SheetPlan) -> Iterator[Request]:
    """The filter of a table, when the sheet has one."""
    if plan.filter is not None:
        yield {"setBasicFilter": {"filter": {"range": grid_range(sheet, plan.filter)}}}


def _sized(sheet: int, dimension: str, sizes: Mapping[int, int]) -> Iterator[Request]:
    for first, last, size in runs(sizes):
        yield _dimension(span(sheet, dimension, first, last), "pixelSize", value=size)


def _dimension(where: Request, field: str, *, value: int) -> Request:
    return {"updateDimensionProperties": {"range": where, "properties": {field: value}, "fields": field}}


def _extent(plan: SheetPlan, sizes: Sizes) -> tuple[int, int]:
    """The last row and the last column that anything of the sheet reaches."""
    areas = list(_areas(plan, sizes))
    rows = [area.bottom for area in areas] + [row.row for row in plan.rows]
    columns = [area.right for area in areas] + [column.column for column in plan.columns]
    return max(rows, default=1), max(columns, default=1)


def _areas(plan: SheetPlan, sizes: Sizes) -> Iterator[Block]:
    """Everything of the sheet that takes up cells."""
    yield from plan.merges
    yield from (check.block for check in plan.validations)
    yield from (mark.block for mark in plan.highlights)
    yield from (scale.block for scale in plan.color_scales)
    if plan.filter is not None:
        yield plan.filter
    for chart in plan.charts:
        yield extent(chart, sizes)
    for cell in plan.cells:
        yield Block(top=1, left=1, bottom=cell.row, right=cell.column)


def _frozen(plan: SheetPlan) -> tuple[int, int]:
    """How many rows and columns stay in sight; none where a merged cell would be cut in two, which Google refuses."""
    if plan.freeze is None:
        return 0, 0
    rows, columns = plan.freeze[0] - 1, plan.freeze[1] - 1
    if any(block.top <= rows < block.bottom for block in plan.merges):
        rows = 0
    if any(block.left <= columns < block.right for block in plan.merges):
        columns = 0
    return rows, columns


def add_charts(sheet: int, plan: SheetPlan) -> Iterator[Request]:
    """The sheet's charts, each at its cell. Labels have the number format of the cells they come from."""
    for chart in plan.charts:
        width, height = _size(chart)
        yield {
            "addChart": {
                "chart": {
                    "spec": _spec(sheet, chart),
                    "border": {"colorStyle": color(LINE_COLOR)},
                    "position": {
                        "overlayPosition": {
                            "anchorCell": {
                                "sheetId": sheet,
                                "rowIndex": chart.row - 1,
                                "columnIndex": chart.column - 1,
                            },
                            "offsetXPixels": round(chart.left_cm * _PIXELS_PER_CM),
                            "widthPixels": width,
                            "heightPixels": height,
                        }
                    },
                }
            }
        }


def extent(chart: Chart, sizes: Sizes) -> Block:
    """The cells a chart lies on."""
    width, height = _size(chart)
    left = round(chart.left_cm * _PIXELS_PER_CM)
    right = _reach(chart.column, left + width, lambda column: sizes.widths.get(column, COLUMN))
    bottom = _reach(chart.row, height, lambda row: sizes.heights.get(row, ROW))
    return Block(top=chart.row, left=chart.column, bottom=bottom, right=right)


def _reach(start: int, size: int, size_of: Callable[[int], int]) -> int:
    last, left = start, size - size_of(start)
    while left > 0:
        last += 1
        left -= size_of(last)
    return last


def _size(chart: Chart) -> tuple[int, int]:
    return round(chart.width_cm * _PIXELS_PER_CM), round(chart.height_cm * _PIXELS_PER_CM)


def _spec(sheet: int, chart: Chart) -> Request:
    window: Request = {"viewWindowMode": "EXPLICIT", "viewWindowMin": 0}
    if chart.maximum is not None:
        window["viewWindowMax"] = chart.maximum
    small = {"fontFamily": FONT, "fontSize": 9, "foregroundColorStyle": color(TEXT_COLOR)}
    title = {"fontFamily": FONT, "fontSize": 12, "bold": True, "foregroundColorStyle": color(TEXT_COLOR)}
    return {
        "title": clean_cell_text(chart.title),
        "altText": clean_cell_text(chart.description),
        "titleTextFormat": title,
        "fontName": FONT,
        "basicChart": {
            "chartType": "BAR",
            "legendPosition": "NO_LEGEND",
            "headerCount": 0,
            "axis": [
                {"position": "BOTTOM_AXIS", "viewWindowOptions": window},
                {"position": "LEFT_AXIS"},
            ],
            "domains": [{"domain": _data(sheet, chart.names)}],
            "series": [
                {
                    "series": _data(sheet, chart.values),
                    "targetAxis": "BOTTOM_AXIS",
                    "colorStyle": color(BAR_COLOR),
                    "dataLabel": {"type": "DATA", "placement": "OUTSIDE_END", "textFormat": small},
                }
            ],
        },
    }


def _data(sheet: int, block: Block) -> Request:
    return {"sourceRange": {"sources": [grid_range(sheet, block)]}}
