"""The live formulas of a form: how many are rated, the total, the most it could be.

They count only ratings that are on the scale, so a pasted 7 on a 1-5 scale never enters a total. Text that names cells
is built with ``HERE`` in front of each reference, so that the same expression serves on the form's own sheet and from
a bundle's index.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sheetreview.model.layout import Total
from sheetreview.model.scales import NOT_APPLICABLE, PLAIN_NUMBER, Scale
from sheetreview.sheet.address import a1, a1_range
from sheetreview.sheet.plan import Formula, Slot

HERE = "\x00"
NO_TOTAL = "-"
"""What stands in a TOTAL row until something is rated that counts."""

FORMULA_LIMIT = 8192
"""Characters a formula may have in Excel."""

_PIECE = 120
_CELL = re.compile(HERE + "([A-Z]+)([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedRow:
    """A row with a rating: its weight, 0 where it does not count, and when it is in use.

    ``in_use`` are the expressions of which one is true when an optional row is used; None for any other row.
    """

    row: int
    weight: float
    in_use: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedColumn:
    """The rating cells of one section. Column titles may stand between the rows, above those on another page."""

    column: int
    rows: tuple[RatedRow, ...]
    scale: Scale

    @property
    def block(self) -> str:
        """All rating cells as one reference."""
        return HERE + a1_range(self.rows[0].row, self.column, self.rows[-1].row, self.column)

    @property
    def rated(self) -> str:
        """How many cells hold a level of the scale."""
        return _count(self.block, (level.value for level in self.scale.levels))

    @property
    def to_rate(self) -> str:
        """How many rows are to be rated: the fixed ones and the optional ones in use, without N/A."""
        parts = [str(sum(row.in_use is None for row in self.rows))]
        used = [(place, row) for place, row in enumerate(self.rows) if row.in_use]
        alike = groupby(
            enumerate(used), key=lambda pair: (pair[1][0] - pair[0], tuple(map(_anywhere, pair[1][1].in_use or ())))
        )
        for (_, conditions), group in alike:
            rows = [row.row for _, (_, row) in group]
            anything = "+".join(_over(condition, rows[0], rows[-1]) for condition in conditions)
            # Column titles between them are never empty.
            titles = rows[-1] - rows[0] + 1 - len(rows)
            parts.append(f"SUMPRODUCT(--(0+{anything}>0))" + (f"-{titles}" if titles else ""))
        expression = "+".join(parts)
        if self.scale.not_applicable:
            expression += f"-{_count(self.block, [NOT_APPLICABLE])}"
        return f"({expression})"

    @property
    def points(self) -> str:
        """Weighted sum of the levels' numbers."""
        levels = [level for level in self.scale.levels if level.number]
        if not self._evenly:
            terms = [f"{_plain(level.number or 0)}*({_is(self.block, level.value)})" for level in levels]
            return self._weighed(terms)
        weight = self.rows[0].weight
        terms = [f"{_plain(weight * (level.number or 0))}*{_count(self.block, [level.value])}" for level in levels]
        return "(" + ("+".join(terms) or "0") + ")"

    @property
    def weight(self) -> str:
        """Sum of the weights of the rated rows."""
        if not self._evenly:
            return self._weighed(f"({_is(self.block, level.value)})" for level in self.scale.levels)
        return f"({_plain(self.rows[0].weight)}*{self.rated})"

    @property
    def most(self) -> str:
        """The most points the rated rows could have."""
        return f"({_plain(self.scale.maximum or 0)}*{self.weight})"

    @property
    def has_points(self) -> bool:
        """Whether any row can have points at all."""
        return (self.scale.maximum or 0) > 0 and any(row.weight for row in self.rows)

    @property
    def without_points(self) -> str:
        """True as long as no row is rated that counts."""
        return f"{self.rated if all(row.weight for row in self.rows) else self.weight}=0"

    @property
    def _evenly(self) -> bool:
        return len({row.weight for row in self.rows}) == 1

    def _weighed(self, terms: Iterable[str]) -> str:
        weight_in = {row.row: row.weight for row in self.rows}
        whole = range(self.rows[0].row, self.rows[-1].row + 1)
        weights = ";".join(_plain(weight_in.get(row, 0)) for row in whole)
        return f"SUMPRODUCT({{{weights}}}*({'+'.join(terms) or '0'}))"


def section_progress(rated: RatedColumn) -> Formula:
    """``9 of 11 rated · 41 of 45 points (91 %)``, without the points where there are none to gain."""
    text = f'{rated.rated}&" of "&{rated.to_rate}&" rated"'
    if rated.has_points:
        share = f'TEXT(100*{rated.points}/{rated.most},"0")'
        points = f'" · "&ROUND({rated.points},2)&" of "&ROUND({rated.most},2)&" points ("&{share}&" %)"'
        text += f'&IF({rated.without_points},"",{points})'
    return on_this_sheet(text)


def form_progress(columns: Iterable[RatedColumn]) -> Formula:
    """``Rated so far: 17 of 19``, with a word when all is done; nothing for a form of more than a formula can count."""
    rated, to_rate = rated_and_to_rate(columns)
    text = f'"Rated so far: "&{rated}&" of "&{to_rate}'
    versions = (f'{text}&IF({rated}={to_rate}," – complete","")', text)
    return on_this_sheet(next((version for version in versions if len(version) <= FORMULA_LIMIT), '""'))


def rated_and_to_rate(columns: Iterable[RatedColumn]) -> tuple[str, str]:
    """Expressions for how many rows of a form are rated and how many are to be rated."""
    columns = tuple(columns)
    rated = "+".join(column.rated for column in columns)
    to_rate = "+".join(column.to_rate for column in columns)
    return f"({rated})", f"({to_rate})"


def total_formula(total: Total, rated: RatedColumn) -> Formula:
    """The figure of a TOTAL row."""
    value = rated.points if total.kind == "sum" else f"{rated.points}/{rated.weight}"
    return on_this_sheet(f'IF({rated.without_points},"{NO_TOTAL}",{value})')


def computed_formula(kind: str, first: str, second: str) -> Formula:
    """A computed column's cell: blank until both figures are there, and for a ratio when the second is 0."""
    if kind == "ratio":
        return Formula((f'IF(OR(NOT(ISNUMBER({first})),NOT(ISNUMBER({second})),{second}=0),"",{first}/{second})',))
    return Formula((f'IF(OR(NOT(ISNUMBER({first})),NOT(ISNUMBER({second}))),"",{first}-{second})',))


def level_number(scale: Scale, cell: str) -> str:
    """A rating's cell as the number of its level, where that is not what stands in the cell."""
    if all(PLAIN_NUMBER.fullmatch(level.value) and float(level.value) == level.number for level in scale.levels):
        return cell
    numbered = [(level.value, level.number) for level in scale.levels if level.number is not None]
    tests = "".join(f"IF({_is(cell, value)},{_plain(number)}," for value, number in numbered)
    return f'{tests}""{")" * len(numbered)}'


def filled(row: int, column: int, placeholder: str = "") -> str:
    """True, or a number other than 0, when a cell holds something other than its placeholder."""
    cell = HERE + a1(row, column)
    if not placeholder:
        return f'({cell}<>"")'
    return f'({cell}<>"")*({cell}<>{quoted(placeholder)})'


def not_a_level(row: int, column: int, scale: Scale) -> str:
    """True when a cell holds something that is no level of the scale."""
    cell = HERE + a1(row, column)
    return f'AND({cell}<>"",{is_one_of(row, column, scale.allowed, negate=True)})'


def is_one_of(row: int, column: int, values: Iterable[str], *, negate: bool = False) -> str:
    """True when a cell holds one of some values (with ``negate``: none of them)."""
    return f"{_count(HERE + a1(row, column), values)}{'=0' if negate else '>0'}"


def quoted(text: str) -> str:
    """A text as a formula writes it: a long one in pieces, since Excel takes no more than 255 characters at a time."""
    if len(text) <= _PIECE:
        return '"' + text.replace('"', '""') + '"'
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
    parts = ['"' + piece.replace('"', '""') + '"' for piece in pieces]
    return f"({'&'.join(parts)})"


def on_this_sheet(expression: str) -> Formula:
    """An expression as a formula of the sheet it speaks of."""
    return Formula((expression.replace(HERE, ""),))


def on_sheet(expression: str, tab: Slot | str) -> Formula:
    """An expression as a formula on another sheet than ``tab``, of which it speaks."""
    first, *rest = expression.split(HERE)
    parts: list[str | Slot] = [first]
    for text in rest:
        parts += ["'", tab, f"'!{text}"]
    return Formula(tuple(parts))


def _count(block: str, values: Iterable[str]) -> str:
    """How many cells hold one of some values; a number counts also where it was pasted as text."""
    terms = []
    for value in values:
        if PLAIN_NUMBER.fullmatch(value):
            terms.append(f"COUNTIF({block},{float(value):.15g})")
        else:
            terms.append(f"SUMPRODUCT(--({_is(block, value)}))")
    return "(" + "+".join(terms) + ")"


def _is(block: str, value: str) -> str:
    """True for each cell that holds a value."""
    if not PLAIN_NUMBER.fullmatch(value):
        return f"{block}={quoted(value)}"
    number = _plain(float(value))
    return f'{block}&""="{number}"' if number.isdecimal() else f'({block}={number})+({block}="{number}")'


def _anywhere(condition: str) -> str:
    """A condition with the rows left out of its cells, to tell rows that are alike."""
    return _CELL.sub(HERE + r"\1", condition)


def _over(condition: str, first: int, last: int) -> str:
    """A condition without rows as one on each of some rows."""
    return re.sub(HERE + "([A-Z]+)", lambda match: f"{HERE}{match[1]}{first}:{match[1]}{last}", condition)


def _plain(number: float) -> str:
    return f"{number:.15g}"
