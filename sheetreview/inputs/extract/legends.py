"""Scale legends: what the steps of a rating mean, wherever and however a sheet says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from sheetreview.inputs.extract.proposal import ProposedLevel
from sheetreview.inputs.extract.sheet_view import Cell, SheetView
from sheetreview.inputs.extract.vocabulary import LEGEND_HEADING, LEVELS, NOT_APPLICABLE, SCALE, shortened
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

_Pair = tuple[str, str, str]
"""A value, what stands between, and what it means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """A legend and the block it stands in."""

    sheet: str
    top: int
    left: int
    bottom: int
    where: str
    levels: tuple[ProposedLevel, ...]
    not_applicable: bool = False
    ends_only: bool = False


def find_legends(view: SheetView) -> list[Legend]:
    """The legends of a sheet, from top to bottom. Their cells, and a heading right above, are taken."""
    found: list[Legend] = []
    for row in list(view.rows()):
        for cell in view.texts(row):
            if view.taken(cell):
                continue
            legend = _in_one_cell(cell) or _across(view, cell) or _down(view, cell) or _in_columns(view, cell)
            if legend:
                found.append(legend[0])
                view.take(*legend[1])
                _take_heading(view, legend[1])
    return found


def levels_of(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[ProposedLevel, ...], bool]:
    """The levels that values and labels make, with whether N/A is among them; none when they make no scale."""
    kept: list[ProposedLevel] = []
    seen: set[str] = set()
    applicable = True
    for value, text in pairs:
        if squeeze(value) in NOT_APPLICABLE or squeeze(text) in NOT_APPLICABLE:
            applicable = False
            continue
        label, description = _split(text)
        keys = {f"v {squeeze(value)}", f"l {squeeze(label)}"}
        if not value or not label or keys & seen:
            return (), False
        seen |= keys
        kept.append(ProposedLevel(value=value, label=label, description=description, number=_own_number(value)))
    if not _FEWEST_ROWS <= len(kept) <= MAX_LEVELS:
        return (), False
    return _all_or_no_numbers(kept), not applicable


def _own_number(value: str) -> float | None:
    """The number that a value is when it is a whole one, written plainly."""
    return float(value) if value.isascii() and value.isdecimal() and str(int(value)) == value else None


def _all_or_no_numbers(levels: Sequence[ProposedLevel]) -> tuple[ProposedLevel, ...]:
    if all(level.number is not None for level in levels):
        return tuple(levels)
    return tuple(ProposedLevel(value=one.value, label=one.label, description=one.description) for one in levels)


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
    if all(value.isascii() and value.isdecimal() for value in plain):
        return _are_neighbours([int(value) for value in plain])
    return len(plain) >= _FEWEST_ROWS and all(_LETTERS.fullmatch(value) for value in plain)


def _are_neighbours(numbers: Sequence[int]) -> bool:
    steps = {after - before for before, after in pairwise(numbers)}
    return max(numbers, default=99) <= _MOST and steps in ({1}, {-1})


def _speaks_of_ratings(texts: Iterable[str]) -> bool:
    return any(LEVELS.search(text) for text in texts)


def _legend(
    cells: Sequence[Cell], pairs: Sequence[_Pair], *, sure: bool = False
) -> tuple[Legend, Sequence[Cell]] | None:
    if not _is_sequence([value for value, _, _ in pairs]):
        return None
    certain = sure or all(mark == "=" for _, mark, _ in pairs)
    if not certain and not _speaks_of_ratings(text for _, _, text in pairs):
        return None
    levels, not_applicable = levels_of((value, text) for value, _, text in pairs)
    if not levels:
        return None
    return _made(cells, levels, not_applicable=not_applicable), cells


def _made(
    cells: Sequence[Cell], levels: tuple[ProposedLevel, ...], *, not_applicable: bool = False, ends_only: bool = False
) -> Legend:
    return Legend(
        sheet=cells[0].sheet,
        top=cells[0].row,
        left=min(cell.column for cell in cells),
        bottom=max(cell.bottom for cell in cells),
        where=cells[0].where,
        levels=levels,
        not_applicable=not_applicable,
        ends_only=ends_only,
    )


def _in_one_cell(cell: Cell) -> tuple[Legend, Sequence[Cell]] | None:
    pairs = parse_many(cell.text)
    if not pairs:
        return None
    sure = bool(SCALE.search(cell.text[:_LONGEST_PREFIX]))
    return _legend([cell], pairs, sure=sure) or _ends_of_scale(cell, pairs)


def _ends_of_scale(cell: Cell, pairs: Sequence[_Pair]) -> tuple[Legend, Sequence[Cell]] | None:
    """A legend that names only the lowest and the highest step: ``1 = worst, 5 = best``."""
    named = {int(value): text for value, _, text in pairs if value.isdecimal()}
    low, high = min(named, default=0), max(named, default=0)
    if len(pairs) != len(named) or len(named) != _FEWEST_ROWS or not 1 < high - low <= _MOST:
        return None
    levels, _ = levels_of((str(n), named.get(n, f"{n} of {high}")) for n in range(low, high + 1))
    return (_made([cell], levels, ends_only=True), [cell]) if levels else None


def _across(view: SheetView, cell: Cell) -> tuple[Legend, Sequence[Cell]] | None:
    """``1 = Poor`` | ``2 = Fair`` beside each other."""
    cells: list[Cell] = []
    pairs: list[_Pair] = []
    following: Cell | None = cell
    while following and (pair := parse_line(following.text)) and len(cells) < MAX_LEVELS:
        cells.append(following)
        pairs.append(pair)
        following = view.beside(following)
    return _legend(cells, pairs) if len(cells) >= _FEWEST_ROWS else None


def _down(view: SheetView, cell: Cell) -> tuple[Legend, Sequence[Cell]] | None:
    """``1 = Poor`` over ``2 = Fair``, with nothing to fill beside them."""
    cells: list[Cell] = []
    pairs: list[_Pair] = []
    following: Cell | None = cell
    while following and (pair := parse_line(following.text)) and len(cells) < MAX_LEVELS:
        if following.options is not None or _filled_beside(view, following):
            return None
        cells.append(following)
        pairs.append(pair)
        following = view.below(following)
    sure = bool(_heading(view, cells)) if len(cells) >= _FEWEST_ROWS else False
    return _legend(cells, pairs, sure=sure) if len(cells) >= _FEWEST_ROWS else None


def _filled_beside(view: SheetView, cell: Cell) -> bool:
    return _is_to_fill(view.beside(cell))


def _is_to_fill(cell: Cell | None) -> bool:
    return cell is not None and (cell.offered or cell.look.bordered)


def _in_columns(view: SheetView, cell: Cell) -> tuple[Legend, Sequence[Cell]] | None:
    """Values in one column and what they mean in the next, perhaps with more words behind."""
    rows: list[list[Cell]] = []
    following: Cell | None = cell
    while following and (row := _legend_row(view, following)) and len(rows) < MAX_LEVELS:
        rows.append(row)
        following = view.below(following)
    if len(rows) < _FEWEST_ROWS:
        return None
    pairs = [_pair_of(row) for row in rows]
    cells = list(chain.from_iterable(rows))
    known = bool(_heading(view, cells)) or _mostly_levels([text for _, _, text in pairs])
    return _legend(cells, pairs, sure=True) if known else None


def _mostly_levels(texts: Sequence[str]) -> bool:
    return 2 * sum(bool(LEVELS.search(text)) for text in texts) > len(texts)


def _pair_of(row: Sequence[Cell]) -> _Pair:
    value, *meaning = row
    return value.text, "", " – ".join(cell.text for cell in meaning)


def _legend_row(view: SheetView, cell: Cell) -> list[Cell] | None:
    """A value with one or two texts behind it and nothing else beside."""
    if cell.options is not None or view.taken(cell) or not re.fullmatch(_VALUE, cell.text):
        return None
    row = [cell]
    following = view.beside(cell)
    while following and _is_meaning(following) and len(row) <= _FEWEST_ROWS + 1:
        row.append(following)
        following = view.beside(following)
    if _is_to_fill(following):
        return None
    return row if _FEWEST_ROWS <= len(row) <= _FEWEST_ROWS + 1 else None


def _is_meaning(cell: Cell) -> bool:
    return bool(cell.text) and cell.options is None


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
