"""The scales of a proposal: each rating column gets the one that its list, its title or the nearest legend says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sheetreview.inputs.extract.legends import MAX_LEVELS, Legend, levels_of, parse_line
from sheetreview.inputs.extract.proposal import ProposedLevel, ProposedScale
from sheetreview.inputs.extract.sheet_view import Cell
from sheetreview.inputs.extract.vocabulary import BEST, NOT_APPLICABLE, WORST, make_id
from sheetreview.sheet.text import squeeze

VALUE_LIMIT = 40
"""Characters of what people choose from a list of ratings."""

_RANGE = re.compile(r"\b([01])\s*(?:-|–|—|to|\.\.+)\s*(\d{1,2})\b")
_OUT_OF = re.compile(r"(?:/|\bout of|\bof)\s*(\d{1,2})\b")
_MOST = 10
_FEWEST = 2
_USUAL = (
    ("1", "Far below expectations"),
    ("2", "Below expectations"),
    ("3", "Meets expectations"),
    ("4", "Above expectations"),
    ("5", "Far above expectations"),
)

_UPSIDE_DOWN = "the lowest value is the best here, so each level has a 'number' by which the best counts most"
_EITHER_WAY = "does the highest value mean best? If not, give each level a 'number', the best one the highest"
_NO_WORDS = "say what each level means: the workbook does not"


@dataclass(slots=True)
class Scales:
    """The scales chosen so far, and the legends of all sheets."""

    legends: Sequence[Legend]
    chosen: list[ProposedScale] = field(default_factory=list)
    _used: list[Legend] = field(default_factory=list)

    @property
    def unused(self) -> list[Legend]:
        """The legends that no scale was made of."""
        known = [legend.levels for legend in self._used]
        return [legend for legend in self.legends if legend.levels not in known]

    def for_list(self, options: Sequence[str], cell: Cell) -> ProposedScale | None:
        """The scale of a cell's dropdown list; None when its entries cannot be the levels of a scale."""
        plain = _without_na(options)
        na = len(plain) < len(options)
        if legend := self._legend_with(plain, cell):
            self._used.append(legend)
            return self._keep(legend.levels, legend.where, not_applicable=na, check=_check(legend))
        if levels := _explained(plain):
            return self._keep(levels, cell.where, not_applicable=na)
        if any("," in option or len(option) > VALUE_LIMIT for option in plain):
            return None
        if worded := self._legend_in_words(plain):
            self._used.append(worded)
            return self._keep(_in_words(plain, worded), worded.where, not_applicable=na)
        levels, _ = levels_of((option, option) for option in plain)
        return self._keep(levels, cell.where, not_applicable=na, check=_unexplained(levels)) if levels else None

    def nearest(self, title: str, cells: Sequence[Cell]) -> ProposedScale:
        """The scale of ratings without a list: of the nearest legend or the title, else the usual five steps."""
        where = cells[0].where
        here = [legend for legend in self.legends if legend.sheet == cells[0].sheet]
        above = [legend for legend in here if legend.top <= cells[-1].bottom]
        if found := max(above, key=lambda legend: legend.top, default=None) or next(iter([*here, *self.legends]), None):
            self._used.append(found)
            return self._keep(found.levels, found.where, not_applicable=found.not_applicable, check=_check(found))
        if limits := _limits(title):
            low, high = limits
            levels, _ = levels_of((str(n), str(n)) for n in range(low, high + 1))
            return self._keep(levels, where, check=_NO_WORDS)
        levels, _ = levels_of(_USUAL)
        return self._keep(levels, where, check="the workbook shows no scale for these ratings: this one is a proposal")

    def _legend_with(self, values: Sequence[str], cell: Cell) -> Legend | None:
        """The legend of just these values: the nearest above on the same sheet, else any."""
        wanted = {squeeze(value) for value in values}
        fitting = [one for one in self.legends if {squeeze(level.value) for level in one.levels} == wanted]
        row = cell.row
        ordered = sorted(fitting, key=lambda one: (one.sheet != cell.sheet, one.top > row, abs(row - one.top)))
        return next(iter(ordered), None)

    def _legend_in_words(self, values: Sequence[str]) -> Legend | None:
        wanted = {squeeze(value) for value in values}
        return next((one for one in self.legends if {squeeze(level.label) for level in one.levels} == wanted), None)

    def _keep(
        self, levels: tuple[ProposedLevel, ...], where: str, *, not_applicable: bool = False, check: str = ""
    ) -> ProposedScale:
        levels, told = _best_highest(levels)
        check = "; ".join(filter(None, [check, told]))
        same = next((one for one in self.chosen if (one.levels, one.not_applicable) == (levels, not_applicable)), None)
        if same:
            return same
        taken = {scale.id for scale in self.chosen}
        name = make_id(f"from {levels[0].value} to {levels[-1].value}", taken, "scale")
        scale = ProposedScale(id=name, levels=levels, not_applicable=not_applicable, where=where, check=check)
        self.chosen.append(scale)
        return scale


def _in_words(options: Sequence[str], legend: Legend) -> tuple[ProposedLevel, ...]:
    """Levels whose values are the labels of a legend, with its numbers."""
    numbers = {squeeze(level.label): level.number for level in legend.levels}
    return tuple(ProposedLevel(value=one, label=one, number=numbers[squeeze(one)]) for one in options)


def _unexplained(levels: Sequence[ProposedLevel]) -> str:
    return "" if levels[0].number is None else _NO_WORDS


def _explained(options: Sequence[str]) -> tuple[ProposedLevel, ...]:
    """The levels of options that say what each value means, such as ``1 = Poor``; nothing when one does not."""
    pairs = [pair for pair in map(parse_line, options) if pair]
    if len(pairs) < len(options):
        return ()
    levels, _ = levels_of((value, meaning) for value, _, meaning in pairs)
    return levels


def _best_highest(levels: tuple[ProposedLevel, ...]) -> tuple[tuple[ProposedLevel, ...], str]:
    """Levels whose numbers are highest for the best one, as their words tell, and what is to be looked at."""
    numbers = [level.number for level in levels if level.number is not None]
    if len(numbers) < len(levels):
        return levels, ""
    ends = min(numbers) + max(numbers)
    rising = sum((number - ends / 2) * _praise(level) for number, level in zip(numbers, levels, strict=True))
    if rising < 0:
        return tuple(replace(one, number=ends - n) for n, one in zip(numbers, levels, strict=True)), _UPSIDE_DOWN
    return levels, "" if rising else _EITHER_WAY


def _without_na(options: Sequence[str]) -> list[str]:
    return [option for option in options if squeeze(option) not in NOT_APPLICABLE]


def _praise(level: ProposedLevel) -> int:
    return bool(BEST.search(level.label)) - bool(WORST.search(level.label))


def _check(legend: Legend) -> str:
    return "the workbook names only its ends: say what the levels between mean" if legend.ends_only else ""


def _limits(title: str) -> tuple[int, int] | None:
    """Lowest and highest step of a title such as ``Rating (1-5)`` or ``Score / 10``."""
    if found := _RANGE.search(title):
        low, high = int(found[1]), int(found[2])
    elif found := _OUT_OF.search(title):
        low, high = 1, int(found[1])
    else:
        return None
    return (low, high) if 1 <= high - low <= _MOST else None


def is_rating_list(options: Sequence[str]) -> bool:
    """Whether the entries of a list are ratings by themselves: numbers or letters, perhaps with their meaning."""
    plain = _without_na(options)
    values = [pair[0] if (pair := parse_line(option)) else option for option in plain]
    short = all(value.isascii() and (value.isdecimal() or (len(value) == 1 and value.isalpha())) for value in values)
    return short and _FEWEST <= len(values) <= MAX_LEVELS
