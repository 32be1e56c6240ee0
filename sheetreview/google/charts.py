"""Bar charts: plain, one colour, the first name on top, as Google draws bars anyway."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sheetreview.google.areas import Request, grid_range
from sheetreview.google.sizes import COLUMN, ROW, Sizes
from sheetreview.google.styles import FONT, color
from sheetreview.sheet.plan import Block, Chart, SheetPlan
from sheetreview.sheet.text import clean_cell_text

BAR_COLOR = "2F5597"
TEXT_COLOR = "404040"
LINE_COLOR = "D9D9D9"
_PIXELS_PER_CM = 96 / 2.54


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
    right = _reach(chart.column, width, lambda column: sizes.widths.get(column, COLUMN))
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
