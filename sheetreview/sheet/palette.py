"""The colours (RRGGBB) that forms and reports share."""

from __future__ import annotations

NAVY = "1F3864"
BLUE = "2F5597"
SKY = "DCE6F1"
MIST = "F3F6FA"
LINE = "BFBFBF"
GREY = "7F7F7F"
INK = "404040"
WHITE = "FFFFFF"
