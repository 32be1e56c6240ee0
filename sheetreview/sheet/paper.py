"""What of a sheet goes on a page of paper, in points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

POINTS_PER_CHARACTER = 5.25
_CELL_PADDING = 3.75
_SIZES = {"a4": (595.0, 842.0), "letter": (612.0, 792.0)}
_BESIDE, _ABOVE = 72.0, 97.2
"""Margins of a page at both sides, and above and below together with its foot."""


@dataclass(frozen=True, slots=True)
class Room:
    """Points across and down that a page is printed on, between its margins."""

    across: float
    down: float


def page_room(paper: str, *, landscape: bool) -> Room:
    """The room on a page of ``a4`` or ``letter`` paper."""
    across, down = reversed(_SIZES[paper]) if landscape else _SIZES[paper]
    return Room(across - _BESIDE, down - _ABOVE)


def _least(*, landscape: bool) -> Room:
    rooms = [page_room(paper, landscape=landscape) for paper in _SIZES]
    return Room(min(room.across for room in rooms), min(room.down for room in rooms))


LANDSCAPE, PORTRAIT = _least(landscape=True), _least(landscape=False)
"""Room on the narrower and the lower of both papers, for what is the same whatever a cycle prints on."""


def width_in_points(widths: Iterable[float]) -> float:
    """Points that columns take across, by their widths in characters."""
    return sum(POINTS_PER_CHARACTER * width + _CELL_PADDING for width in widths)


def print_scale(widths: Iterable[float], room: Room) -> float:
    """By how much a sheet is made smaller to fit the width of a page; 1 where it fits as it is."""
    return min(1.0, room.across / max(1.0, width_in_points(widths)))
