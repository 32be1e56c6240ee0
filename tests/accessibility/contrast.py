"""Contrast of colours as WCAG 2 computes it."""

from __future__ import annotations

BLACK, WHITE = "000000", "FFFFFF"
TEXT, LARGE_TEXT, EDGE = 4.5, 3.0, 3.0
"""The least contrast of text, of large text, and of the edges of what can be filled in."""

_HUE = 0x48


def contrast(one: str, other: str) -> float:
    """How many times lighter the lighter of two colours (RRGGBB) is, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def needed(size: float, *, bold: bool) -> float:
    """The contrast that a text of this size in points needs."""
    return LARGE_TEXT if size >= 18 or (bold and size >= 14) else TEXT


def has_hue(color: str) -> bool:
    """Whether a colour says something as a colour: it is neither grey nor nearly grey."""
    parts = _parts(color)
    return max(parts) - min(parts) > _HUE


def _luminance(color: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _parts(color: str) -> list[int]:
    return [int(color[at : at + 2], 16) for at in (0, 2, 4)]
