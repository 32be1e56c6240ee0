"""Where the pages of a printed form begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from sheetreview.form.builder import Board
from sheetreview.sheet.paper import page_room, print_scale

HEAD_ROWS = 2
"""Rows that stand on top of every page."""

_LAST_ROW = 2
"""Sheet rows from the last one of a section to the next section: itself and the gap."""
_USED = 0.97
"""Share of a page that is planned for: rows grow a little with what is typed."""
_BEGUN = 2
"""Rows of a table that stand at least on the page where it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreaks:
    """The rows of a board that begin a page; at those in ``inside`` a table goes on, by section and row id."""

    rows: tuple[int, ...] = ()
    inside: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    def below_titles(self) -> tuple[int, ...]:
        """The rows that begin a page on the board on which the titles of the tables that go on stand again."""
        before = accumulate((row in self.inside for row in self.rows), initial=0)
        return tuple(row + shift for row, shift in zip(self.rows, before, strict=False))


def find_page_breaks(board: Board, paper: str) -> PageBreaks:
    """Where pages begin: a section that does not fit on the rest of a page begins the next.

    It does not where it is longer than a page, or where that would leave the head of the form alone on the first: then
    it goes on from page to page. Nobody is to sign a page that says nothing: lines to sign stay with the section
    before, where both fit on one page, and else with its last row.
    """
    room = page_room(paper, landscape=board.tracks.landscape)
    tops = [0.0, *accumulate([plan.height for plan in board.rows])]
    down = _USED * room.down / print_scale(board.tracks.widths, room) - tops[HEAD_ROWS]
    return _Pages(board=board, tops=tops, room=down).found()


@dataclass(slots=True, kw_only=True)
class _Pages:
    """The pages so far. ``tops`` are the points above each row, ``room`` those of a page, ``used`` of the last one."""

    board: Board
    tops: list[float]
    room: float
    used: float = 0
    rows: list[int] = field(default_factory=list)
    inside: dict[int, tuple[str, str]] = field(default_factory=dict)

    def found(self) -> PageBreaks:
        """Go through all sections."""
        starts = self._starts()
        self.used = self._height(HEAD_ROWS + 1, starts[0])
        for start, end in pairwise(starts):
            held, need = start in self.board.held_starts, self._height(start, end)
            if self._fits(start, end):
                self.used += need
            elif held:
                self._begin(start - _LAST_ROW)
                self.used += self._height(start - _LAST_ROW, end)
            elif start == starts[0] or need > self.room:
                self._spread(start, end)
            else:
                self._begin(start)
                self.used = need
        return PageBreaks(rows=tuple(self.rows), inside=self.inside)

    def _starts(self) -> list[int]:
        """The rows in which sections begin, with the lines to sign in the one before where both fit on one page."""
        board = self.board
        starts = [*board.section_starts, board.row]
        for before, start, end in zip(starts[1:], starts[2:], starts[3:], strict=False):
            if start in board.held_starts and self._height(before, end) <= self.room:
                starts.remove(start)
        return starts

    def _spread(self, start: int, end: int) -> None:
        """Put a section on several pages, row by row."""
        parts = list(self._parts(start, end))
        if self.used + sum(self._height(*part) for part in parts[:_BEGUN]) > self.room and self.used:
            self._begin(start)
        for first, last in parts:
            height = self._height(first, last)
            if first != start and not self._fits(first, last):
                self._begin(first)
            self.used += height

    def _parts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """What of a section stays together: each row to fill in, with what stands above the first or below the last."""
        rows = [row for row in range(start, end) if row in self.board.entry_rows]
        yield from pairwise([start, *rows[1:], end])

    def _begin(self, row: int) -> None:
        """Begin a page at a row, below the titles of its table where that goes on."""
        self.rows.append(row)
        section, name = self.board.entry_rows.get(row, ("", ""))
        self.used = self.board.titles.get(section, 0.0)
        if self.used:
            self.inside[row] = (section, name)

    def _fits(self, start: int, end: int) -> bool:
        """Whether some rows fit on the rest of the page; the gap below a section may be lost with it."""
        last = end - 1
        gap = 0.0 if last in self.board.entry_rows else self._height(last, end)
        return self.used + self._height(start, end) - gap <= self.room

    def _height(self, start: int, end: int) -> float:
        return self.tops[end - 1] - self.tops[start - 1]
