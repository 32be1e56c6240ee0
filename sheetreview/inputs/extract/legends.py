"""Scale legends: what the steps of a rating mean, wherever and however a sheet says it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import TypeVar

from sheetreview.inputs.extract.proposal import ProposedLevel
from sheetreview.inputs.extract.sheet_view import Cell, SheetView
from sheetreview.inputs.extract.vocabulary import LEGEND_HEADING, LEVELS, NOT_APPLICABLE, SCALE, is_whole, shortened
from sheetreview.sheet.text import squeeze

MAX_LEVELS = 20
LABEL_LIMIT = 200

_VALUE = r"\d{1,2}|[A-Za-z]{1,2}|N/A|n/a"
_LINE = re.compile(rf"({_VALUE})\s*([=:–—-])\s*(\S.*)")
_MANY = re.compile(rf"(?:^|(?<=[\s,;|(\[•/]))({_VALUE})\s*([=:–—-])\s*(?=\S)")
_DETAIL = re.compile(r"\s+[–—-]\s+")
_LETTERS = re.compile(r"[A-Z]{1,2}")
_MOST = 10
_LONGEST_PREFIX = 40
_LONGEST = 800
_FEWEST_ROWS = 2
_SHORT_HEADING = 60

_T = TypeVar("_T")
_Pair = tuple[str, str, str]
"""A value, what stands between, and what it means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """A legend and the cells it stands in; with ``ends_only`` it names only the lowest and the highest level."""

    cells: tuple[Cell, ...]
    levels: tuple[ProposedLevel, ...]
    not_applicable: bool = False
    ends_only: bool = False

    @property
    def sheet(self) -> str:
        """The sheet it stands on."""
        return self.cells[0].sheet

    @property
    def top(self) -> int:
        """The row it begins in."""
        return self.cells[0].row

    @property
    def where(self) -> str:
        """Sheet and address, as a comment names them."""
        return self.cells[0].where


def find_legends(view: SheetView) -> list[Legend]:
    """The legends of a sheet, from top to bottom. Their cells, and a heading right above, are taken."""
    found: list[Legend] = []
    for row in list(view.rows()):
        for cell in view.texts(row):
            if view.taken(cell):
                continue
            if legend := _in_one_cell(cell) or _across(view, cell) or _down(view, cell) or _in_columns(view, cell):
                found.append(legend)
                view.take(*legend.cells)
                _take_heading(view, legend.cells)
    return found


def levels_of(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[ProposedLevel, ...], bool]:
    """The levels that values and labels make, with whether N/A is among them; none when they make no scale."""
    given = list(pairs)
    plain = [pair for pair in given if NOT_APPLICABLE.isdisjoint(map(squeeze, pair))]
    levels = _told_apart(plain)
    if not _FEWEST_ROWS <= len(levels) <= MAX_LEVELS:
        return (), False
    if any(level.number is None for level in levels):
        levels = [replace(level, number=None) for level in levels]
    return tuple(levels), len(plain) < len(given)


def _told_apart(pairs: Iterable[tuple[str, str]]) -> list[ProposedLevel]:
    """A level for each value and label; none at all when one is empty or stands twice."""
    levels: list[ProposedLevel] = []
    seen: set[str] = set()
    for value, text in pairs:
        label, description = _split(text)
        keys = {f"v {squeeze(value)}", f"l {squeeze(label)}"}
        if not value or not label or keys & seen:
            return []
        seen |= keys
        number = float(value) if is_whole(value) else None
        levels.append(ProposedLevel(value=value, label=label, description=description, number=number))
    return levels


def parse_line(text: str) -> _Pair | None:
    """Value, separator and meaning of a line such as ``1 = Poor``."""
    found = _LINE.fullmatch(text)
    return (found[1], found[2], found[3]) if found else None


def parse_many(text: str) -> list[_Pair]:
    """The parts of one text such as ``Scale: 1=Poor, 2=Fair``; nothing when it is something else."""
    marks = list(_MANY.finditer(text)) if len(text) <= _LONGEST else []
    if len(marks) < _FEWEST_ROWS or marks[0].start() > _LONGEST_PREFIX:
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [
        (mark[1], mark[2], text[mark.end() : end].strip(" ,;|()[]•/.")) for mark, end in zip(marks, ends, strict=True)
    ]


def _split(text: str) -> tuple[str, str]:
    """A label and the words that explain it."""
    label, *rest = _DETAIL.split(text, maxsplit=1)
    if rest and len(label) <= _SHORT_HEADING:
        return shortened(label, LABEL_LIMIT), shortened(rest[0], LABEL_LIMIT)
    return shortened(text, LABEL_LIMIT), ""


def _is_sequence(values: Sequence[str]) -> bool:
    """Whether values are the steps of a scale: neighbouring numbers, or capital letters."""
    plain = [value for value in values if squeeze(value) not in NOT_APPLICABLE]
    if not all(value.isascii() and value.isdecimal() for value in plain):
        return len(plain) >= _FEWEST_ROWS and all(_LETTERS.fullmatch(value) for value in plain)
    return _are_neighbours([int(value) for value in plain])


def _are_neighbours(numbers: Sequence[int]) -> bool:
    steps = {after - before for before, after in pairwise(numbers)}
    return steps in ({1}, {-1}) and max(numbers) <= _MOST


def _legend(cells: Sequence[Cell], pairs: Sequence[_Pair], *, sure: bool) -> Legend | None:
    """The legend that values and meanings make, when they are the steps of a scale and clearly about ratings."""
    if not _is_sequence([value for value, _, _ in pairs]):
        return None
    certain = sure or all(mark == "=" for _, mark, _ in pairs)
    if not certain and not any(LEVELS.search(text) for _, _, text in pairs):
        return None
    levels, not_applicable = levels_of((value, text) for value, _, text in pairs)
    return Legend(cells=tuple(cells), levels=levels, not_applicable=not_applicable) if levels else None


def _in_one_cell(cell: Cell) -> Legend | None:
    pairs = parse_many(cell.text)
    if not pairs:
        return None
    sure = bool(SCALE.search(cell.text[:_LONGEST_PREFIX]))
    return _legend([cell], pairs, sure=sure) or _ends_of_scale(cell, pairs)


def _ends_of_scale(cell: Cell, pairs: Sequence[_Pair]) -> Legend | None:
    """A legend that names only the lowest and the highest step: ``1 = worst, 5 = best``."""
    named = {int(value): text for value, _, text in pairs if value.isdecimal()}
    low, high = min(named, default=0), max(named, default=0)
    if len(pairs) != len(named) or len(named) != _FEWEST_ROWS or not 1 < high - low <= _MOST:
        return None
    levels, _ = levels_of((str(n), named.get(n, f"{n} of {high}")) for n in range(low, high + 1))
    return Legend(cells=(cell,), levels=levels, ends_only=True) if levels else None


def _run(first: Cell, step: Callable[[Cell], Cell | None], part: Callable[[Cell], _T | None]) -> list[_T]:
    """What cells one step after the other are, as long as they are parts of one thing."""
    found: list[_T] = []
    cell: Cell | None = first
    while cell and len(found) < MAX_LEVELS and (one := part(cell)):
        found.append(one)
        cell = step(cell)
    return found


def _across(view: SheetView, cell: Cell) -> Legend | None:
    """``1 = Poor`` | ``2 = Fair`` beside each other."""
    lines = _run(cell, view.beside, _line)
    return _of_lines(lines, sure=False) if len(lines) >= _FEWEST_ROWS else None


def _down(view: SheetView, cell: Cell) -> Legend | None:
    """``1 = Poor`` over ``2 = Fair``, with nothing to fill beside them."""
    lines = _run(cell, view.below, _line)
    if any(one.options is not None or _is_to_fill(view.beside(one)) for one, _ in lines) or len(lines) < _FEWEST_ROWS:
        return None
    return _of_lines(lines, sure=bool(_heading(view, [one for one, _ in lines])))


def _of_lines(lines: Sequence[tuple[Cell, _Pair]], *, sure: bool) -> Legend | None:
    return _legend([cell for cell, _ in lines], [pair for _, pair in lines], sure=sure)


def _line(cell: Cell) -> tuple[Cell, _Pair] | None:
    pair = parse_line(cell.text)
    return (cell, pair) if pair else None


def _is_to_fill(cell: Cell | None) -> bool:
    return cell is not None and (cell.offered or cell.look.bordered)


def _in_columns(view: SheetView, cell: Cell) -> Legend | None:
    """Values in one column and what they mean in the next, perhaps with more words behind."""
    rows = _run(cell, view.below, lambda first: _legend_row(view, first))
    if len(rows) < _FEWEST_ROWS:
        return None
    pairs = [(row[0].text, "", " – ".join(cell.text for cell in row[1:])) for row in rows]
    cells = list(chain.from_iterable(rows))
    worded = 2 * sum(bool(LEVELS.search(text)) for _, _, text in pairs) > len(pairs)
    return _legend(cells, pairs, sure=True) if worded or _heading(view, cells) else None


def _legend_row(view: SheetView, cell: Cell) -> list[Cell] | None:
    """A value with one or two texts behind it and nothing else beside."""
    if cell.options is not None or view.taken(cell) or not re.fullmatch(_VALUE, cell.text):
        return None
    row = [cell]
    following = view.beside(cell)
    while following and following.text and following.options is None and len(row) <= _FEWEST_ROWS + 1:
        row.append(following)
        following = view.beside(following)
    if _is_to_fill(following):
        return None
    return row if _FEWEST_ROWS <= len(row) <= _FEWEST_ROWS + 1 else None


def _heading(view: SheetView, cells: Sequence[Cell]) -> list[Cell]:
    """The short text above a legend that calls it a scale; above two columns, the titles of both."""
    top, left = cells[0].row, cells[0].column
    above = view.row_above(top)
    if not above or top - above > _FEWEST_ROWS:
        return []
    right = max(cell.right for cell in cells)
    texts = [cell for cell in view.between(above, left, right) if cell.text and not view.taken(cell)]
    return texts if texts and all(LEGEND_HEADING.fullmatch(cell.text) for cell in texts) else []


def _take_heading(view: SheetView, cells: Sequence[Cell]) -> None:
    """Two columns of a legend may have titles of their own under its heading."""
    for _ in range(_FEWEST_ROWS):
        heading = _heading(view, cells)
        view.take(*heading)
        cells = [*heading, *cells]
