"""The colours (RRGGBB) that forms and reports share."""

from __future__ import annotations

NAVY = "1F3864"
BLUE = "2F5597"
SKY = "DCE6F1"
MIST = "F3F6FA"
LINE = "BFBFBF"
EDGE = "8C8C8C"
"""Around cells to fill in: three times as dark as what is beside it."""
GREY = "595959"
INK = "404040"
WHITE = "FFFFFF"
