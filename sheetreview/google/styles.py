"""How cells look, in Google's terms."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import attrgetter

from sheetreview.google.areas import Request
from sheetreview.sheet.plan import Align, Border, Style, VAlign

FONT = "Calibri"
"""The widths and heights of plans are measured for it, and Google has it."""

SIDE, EDGE = 3, 2
"""Pixels that Google itself leaves beside a text, and above and below it."""

USUAL_PADDING = (SIDE, SIDE, EDGE)
INDENT = 7

_BLACK = "000000"

_ALIGN = {Align.LEFT: "LEFT", Align.CENTER: "CENTER", Align.RIGHT: "RIGHT"}
_VALIGN = {VAlign.TOP: "TOP", VAlign.CENTER: "MIDDLE", VAlign.BOTTOM: "BOTTOM"}
_LITERALS = re.compile(r'"[^"]*"|\\.')


def color(rgb: str) -> Request:
    """An RRGGBB colour; a part that is 0 is left out, as Google itself does."""
    parts = {name: int(rgb[at : at + 2], 16) for name, at in (("red", 0), ("green", 2), ("blue", 4))}
    return {"rgbColor": {name: round(part / 255, 4) for name, part in parts.items() if part}}


FACE = attrgetter(
    "bold", "italic", "size", "color", "fill", "align", "valign", "wrap", "indent", "number_format", "underline"
)
"""What :func:`face` looks at."""


@lru_cache(maxsize=1024)
def face(style: Style) -> Request:
    """A style as a CellFormat, but for borders and padding. It is shared: do not change it."""
    made: Request = {"verticalAlignment": _VALIGN[style.valign], "textFormat": _text(style)}
    if style.fill is not None:
        made["backgroundColorStyle"] = color(style.fill)
    if align := _ALIGN.get(style.align, "LEFT" if style.indent else ""):
        made["horizontalAlignment"] = align
    if style.wrap:
        made["wrapStrategy"] = "WRAP"
    if style.number_format != "General":
        made["numberFormat"] = {"type": _number_type(style.number_format), "pattern": style.number_format}
    return made


@lru_cache(maxsize=256)
def borders(border: Border) -> Request:
    """Lines as Borders. It is shared: do not change it."""
    line = {"style": "SOLID_MEDIUM" if border.heavy else "SOLID", "colorStyle": color(border.color)}
    return {side: line for side in ("top", "bottom", "left", "right") if getattr(border, side)}


def padding(style: Style, edge: int) -> tuple[int, int, int]:
    """Pixels around the text of a cell: left, right, and both above and below."""
    indent = SIDE + INDENT * style.indent
    return (SIDE, indent, edge) if style.align is Align.RIGHT else (indent, SIDE, edge)


def _text(style: Style) -> Request:
    text: Request = {"fontFamily": FONT, "fontSize": round(style.size)}
    if style.color != _BLACK:
        text["foregroundColorStyle"] = color(style.color)
    text |= {name: True for name in ("bold", "italic", "underline") if getattr(style, name)}
    return text


def _number_type(pattern: str) -> str:
    """What Google calls the kind of a number format, which it cannot do without."""
    codes = _LITERALS.sub("", pattern).lower()
    if "%" in codes:
        return "PERCENT"
    if "@" in codes:
        return "TEXT"
    return "DATE" if set(codes) & set("dmy") else "NUMBER"
