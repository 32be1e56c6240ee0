"""Bar charts: plain, one colour, the first name on top."""

from __future__ import annotations

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.sheet.plan import Block, Chart
from sheetreview.sheet.text import clean_cell_text

BAR_COLOR = "2F5597"
TEXT_COLOR = "404040"
LINE_COLOR = "D9D9D9"
_HAIRLINE = 6350
_EMU = 360_000
"""The format's unit of length, in a centimetre."""
_LANGUAGE = "en-US"
_TITLE_CM = 1.1


def add_chart(sheet: Worksheet, plan: Chart) -> None:
    """Put a chart on the sheet that holds its names and values."""
    chart = BarChart()
    chart.type = "bar"
    chart.gapWidth = 60
    chart.legend = None
    chart.roundedCorners = False
    chart.title = _title(plan.title)
    chart.add_data(_reference(sheet, plan.values), titles_from_data=False)
    chart.set_categories(_reference(sheet, plan.names))
    series = chart.series[0]
    series.graphicalProperties = GraphicalProperties(solidFill=BAR_COLOR, ln=LineProperties(noFill=True))
    series.invertIfNegative = False
    series.dLbls = _labels(plan.number_format)
    _axes(chart, plan)
    top = min(0.3, max(0.14, _TITLE_CM / plan.height_cm))
    # Room on the right, so that the label of a bar at the maximum stays inside the chart.
    plot = ManualLayout(layoutTarget="outer", xMode="edge", yMode="edge", x=0.02, y=top, w=0.91, h=0.97 - top)
    chart.layout = Layout(manualLayout=plot)
    chart.graphical_properties = GraphicalProperties(ln=_line())
    corner = AnchorMarker(col=plan.column - 1, colOff=round(_EMU * plan.left_cm), row=plan.row - 1)
    size = XDRPositiveSize2D(round(_EMU * plan.width_cm), round(_EMU * plan.height_cm))
    chart.anchor = OneCellAnchor(_from=corner, ext=size)  # type: ignore[assignment] # its stubs know names of cells alone
    sheet.add_chart(chart)


def _axes(chart: BarChart, plan: Chart) -> None:
    names, values = chart.x_axis, chart.y_axis
    for axis in (names, values):
        # Left open, programs take both axes for deleted.
        axis.delete = False
        axis.txPr = _small_text()
        axis.majorTickMark = "none"
    names.graphicalProperties = GraphicalProperties(ln=_line())
    # Bars run from the bottom up; turned round, the first name is on top and the numbers stay below.
    names.scaling.orientation = "maxMin"
    values.crosses = "max"
    values.scaling.min = 0
    values.scaling.max = plan.maximum
    values.number_format = plan.number_format
    values.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=_line()))
    values.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))


def _reference(sheet: Worksheet, block: Block) -> Reference:
    return Reference(sheet, min_col=block.left, min_row=block.top, max_col=block.right, max_row=block.bottom)


def _line() -> LineProperties:
    return LineProperties(solidFill=LINE_COLOR, w=_HAIRLINE)


def _labels(number_format: str) -> DataLabelList:
    return DataLabelList(
        numFmt=number_format,
        showVal=True,
        showSerName=False,
        showCatName=False,
        showLegendKey=False,
        showPercent=False,
        txPr=_small_text(),
    )


def _small_text() -> RichText:
    properties = CharacterProperties(lang=_LANGUAGE, sz=900, solidFill=TEXT_COLOR)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=properties), endParaRPr=properties)])


def _title(text: str) -> Title:
    properties = CharacterProperties(lang=_LANGUAGE, sz=1200, b=True, solidFill=TEXT_COLOR)
    run = RegularTextRun(rPr=properties, t=clean_cell_text(text))
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=properties), r=[run])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)
