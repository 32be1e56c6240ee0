"""The looks of a report's cells: one palette, used alike on every sheet."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from sheetreview.model.finding import Severity
from sheetreview.model.summary import Status
from sheetreview.sheet.palette import BLUE, GREY, INK, MIST, NAVY, SKY, WHITE
from sheetreview.sheet.plan import Align, Border, Style, VAlign

RED = "C00000"
AMBER = "9C5700"
GREEN = "2E6B34"

PERCENT_FORMAT = "0.0%"

_LINES = Border(left=True, right=True, top=True, bottom=True)
_RULE = Border(bottom=True, color=BLUE)

TITLE = Style(bold=True, size=18, color=WHITE, fill=NAVY, align=Align.LEFT, indent=1)
SUBTITLE = Style(size=10, color="D9E2F3", fill=NAVY, align=Align.LEFT, indent=1)
HEADING = Style(bold=True, size=12, color=NAVY, border=_RULE)
NOTE_LINE = Style(color=INK)
EMPTY_NOTE = Style(size=12, color=GREEN, align=Align.LEFT, indent=1)

HEADER = Style(bold=True, color=WHITE, fill=BLUE, wrap=True, align=Align.LEFT, indent=1, border=_LINES)
HEADER_CENTER = replace(HEADER, align=Align.CENTER, indent=0)
HEADER_SMALL = replace(HEADER_CENTER, size=8)
SECTION = Style(bold=True, size=11, color=NAVY, fill=SKY, align=Align.LEFT, indent=1, border=_LINES)

TEXT = Style(wrap=True, align=Align.LEFT, indent=1, border=_LINES)
CENTER = Style(align=Align.CENTER, border=_LINES)
CENTER_WRAP = replace(CENTER, wrap=True)
PERCENT = replace(CENTER, number_format=PERCENT_FORMAT)
SHARE = replace(CENTER, number_format="0%")
MEAN = replace(CENTER, number_format="0.00")
POINTS = replace(CENTER, number_format="+0.0;-0.0;0.0")
GAP = replace(CENTER, number_format="+0.00;-0.00;0.00")
RATIO = replace(CENTER, number_format="0%")
DAY = replace(CENTER, number_format="d mmm yyyy")
LIMIT = Style(italic=True, color=GREY, align=Align.LEFT, indent=1, border=_LINES)

FIGURE = Style(bold=True, size=18, color=NAVY, fill=MIST, align=Align.CENTER, valign=VAlign.BOTTOM)
FIGURE_PERCENT = replace(FIGURE, number_format=PERCENT_FORMAT)
FIGURE_LABEL = Style(size=9, color="595959", fill=MIST, align=Align.CENTER, valign=VAlign.TOP)

STATUS_COLORS = {
    Status.COMPLETE: GREEN,
    Status.IN_PROGRESS: AMBER,
    Status.WITH_ERRORS: RED,
    Status.NOT_STARTED: GREY,
}
SEVERITY_COLORS = {Severity.ERROR: RED, Severity.WARNING: AMBER, Severity.NOTICE: "44546A"}


@cache
def percent(digits: int) -> Style:
    """The style of a percentage that needs so many digits after the point."""
    return PERCENT if digits == 1 else replace(PERCENT, number_format=f"0.{'0' * digits}%")


@cache
def left_out(style: Style) -> Style:
    """The style for a review that is not in the means."""
    return replace(style, color=GREY, italic=True)


@cache
def emphasis(style: Style, color: str) -> Style:
    """The style in bold and a colour of its own."""
    return replace(style, color=color, bold=True)


@cache
def total(style: Style) -> Style:
    """The style for a line of totals."""
    return replace(style, bold=True, fill=SKY, color=NAVY)
