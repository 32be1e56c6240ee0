"""How a form looks: one palette, one set of styles."""

from __future__ import annotations

from dataclasses import replace

from sheetreview.sheet.palette import BLUE, EDGE, GREY, INK, LINE, MIST, NAVY, SKY, WHITE
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
INPUT_BOX = replace(BOX, color=EDGE)

TITLE = Style(bold=True, size=16, color=WHITE, fill=NAVY, indent=1, align=Align.LEFT, wrap=True)
REFERENCE = Style(size=8, color=GREY, align=Align.LEFT, indent=1)
DUE = Style(bold=True, size=10, color=NAVY, align=Align.LEFT, indent=1)
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
TEXT_INPUT = Style(wrap=True, align=Align.LEFT, indent=1, border=INPUT_BOX, fill=INPUT, locked=False)
LONG_INPUT = replace(TEXT_INPUT, valign=VAlign.TOP)
RATING_INPUT = Style(bold=True, size=12, align=Align.CENTER, border=INPUT_BOX, fill=INPUT, locked=False)
FIGURE_INPUT = Style(align=Align.RIGHT, indent=1, border=INPUT_BOX, fill=INPUT, locked=False)
FIXED_TEXT = Style(wrap=True, align=Align.LEFT, indent=1, border=BOX)
PREFILLED = replace(FIXED_TEXT, border=INPUT_BOX, fill=INPUT, locked=False)
GUIDANCE = Style(italic=True, color="595959", wrap=True, align=Align.LEFT, indent=1, border=BOX, fill=MIST)
TOTAL_WORD = Style(bold=True, align=Align.RIGHT, indent=1, border=BOX, fill=SKY, color=NAVY)
TOTAL_VALUE = Style(bold=True, size=12, align=Align.CENTER, border=BOX, fill=SKY, color=NAVY)
TOTAL_REST = Style(border=BOX, fill=SKY)
KEY = Style(size=8, color=GREY)
