"""How a form looks: one palette, one set of styles."""

from __future__ import annotations

from dataclasses import replace

from sheetreview.model.layout import ColumnKind
from sheetreview.sheet.palette import BLUE, GREY, INK, LINE, MIST, NAVY, SKY, WHITE
from sheetreview.sheet.plan import Align, Border, Style, VAlign

INPUT = "FFFDF2"
MISSING = "FFE8A3"
MISSING_TEXT = "7F6000"
WRONG = "F8B4AB"
WRONG_TEXT = "8E1B10"
SHOWN = "EEEBF5"
SHOWN_HEAD = "D9D3E8"
"""Behind another role's answers, which can only be read."""

BOX = Border(left=True, right=True, top=True, bottom=True, color=LINE)

TITLE = Style(bold=True, size=16, color=WHITE, fill=NAVY, indent=1, align=Align.LEFT, wrap=True)
REFERENCE = Style(size=8, color=GREY, align=Align.LEFT, indent=1)
PROGRESS = Style(bold=True, size=10, color=BLUE, align=Align.RIGHT, indent=1)
HOW_TO = Style(size=10, color="333333", fill=MIST, wrap=True, align=Align.LEFT, indent=1)
BAND = Style(bold=True, size=12, color=WHITE, fill=BLUE, align=Align.LEFT, indent=1)
BAND_RIGHT = Style(size=10, color=WHITE, fill=BLUE, align=Align.RIGHT, indent=1)
INTRO = Style(size=10, color="333333", wrap=True, align=Align.LEFT, indent=1)
LEGEND = Style(size=9, color=INK, align=Align.LEFT, valign=VAlign.TOP, indent=1)
LEGEND_HEAD = replace(LEGEND, bold=True, valign=VAlign.BOTTOM)
HEAD = Style(bold=True, fill=SKY, color=NAVY, wrap=True, align=Align.LEFT, indent=1, border=BOX)
HEAD_CENTER = replace(HEAD, align=Align.CENTER, indent=0)
LABEL = Style(wrap=True, align=Align.LEFT, indent=1, border=BOX, fill=MIST)
FIELD_LABEL = replace(LABEL, bold=True, color=NAVY)
TEXT_INPUT = Style(wrap=True, align=Align.LEFT, indent=1, border=BOX, fill=INPUT, locked=False)
LONG_INPUT = replace(TEXT_INPUT, valign=VAlign.TOP)
RATING_INPUT = Style(bold=True, size=12, align=Align.CENTER, border=BOX, fill=INPUT, locked=False)
FIGURE_INPUT = Style(align=Align.RIGHT, indent=1, border=BOX, fill=INPUT, locked=False)
FIXED_TEXT = Style(wrap=True, align=Align.LEFT, indent=1, border=BOX)
PREFILLED = replace(FIXED_TEXT, locked=False)
GUIDANCE = Style(italic=True, color="595959", wrap=True, align=Align.LEFT, indent=1, border=BOX, fill=MIST)
TOTAL_WORD = Style(bold=True, align=Align.RIGHT, indent=1, border=BOX, fill=SKY, color=NAVY)
TOTAL_VALUE = Style(bold=True, size=12, align=Align.CENTER, border=BOX, fill=SKY, color=NAVY)
TOTAL_REST = Style(border=BOX, fill=SKY)
KEY = Style(size=8, color=GREY)

NUMBER_FORMATS = {
    ColumnKind.PERCENT: "0.0%",
    ColumnKind.MONEY: "#,##0.00",
    ColumnKind.DATE: "yyyy-mm-dd",
}

_INPUTS = {
    ColumnKind.RATING: RATING_INPUT,
    ColumnKind.CHOICE: replace(TEXT_INPUT, align=Align.CENTER, indent=0),
    ColumnKind.YES_NO: replace(TEXT_INPUT, align=Align.CENTER, indent=0),
    ColumnKind.NUMBER: FIGURE_INPUT,
    ColumnKind.PERCENT: FIGURE_INPUT,
    ColumnKind.MONEY: FIGURE_INPUT,
    ColumnKind.DATE: replace(TEXT_INPUT, align=Align.CENTER, indent=0, wrap=False),
}


def input_style(kind: ColumnKind, *, field: bool = False) -> Style:
    """Style of a cell people type into; field values and signatures stand at the left whatever their kind."""
    style = replace(_INPUTS.get(kind, TEXT_INPUT), number_format=NUMBER_FORMATS.get(kind, "General"))
    return replace(style, align=Align.LEFT, indent=1) if field else style


def shown_style(kind: ColumnKind, *, field: bool = False) -> Style:
    """Style of a cell that shows another role's answer."""
    return replace(input_style(kind, field=field), fill=SHOWN, color=INK, bold=False, locked=True)


def carried_style(kind: ColumnKind) -> Style:
    """Style of a cell with what the previous cycle left open, and which nobody may change."""
    return replace(input_style(kind), fill=None, locked=True)


def fixed_style(kind: ColumnKind) -> Style:
    """Style of a cell the form fills itself."""
    if kind is ColumnKind.LABEL:
        return LABEL
    return FIXED_TEXT


def computed_style(kind: str) -> Style:
    """Style of a computed cell: a ratio is shown in percent."""
    number_format = "0.0%" if kind == "ratio" else "General"
    return replace(FIXED_TEXT, align=Align.RIGHT, wrap=False, number_format=number_format)


def head_style(kind: ColumnKind, *, shown: bool = False, field: bool = False) -> Style:
    """Style of a column's title; ``shown`` where another role's answers stand below it.

    ``field``: what is typed below it stands at the left whatever its kind.
    """
    words = {ColumnKind.LABEL, ColumnKind.TEXT, ColumnKind.LONG_TEXT, ColumnKind.PERSON}
    style = HEAD if field or kind in words else HEAD_CENTER
    return replace(style, fill=SHOWN_HEAD) if shown else style


def part_of(style: Style, *, first: bool, last: bool) -> Style:
    """The style of one cell of several that are drawn as one: only the outer edges have lines."""
    if style.border is None or (first and last):
        return style
    return replace(style, border=replace(style.border, left=first, right=last))
