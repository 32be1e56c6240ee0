"""The live formulas of a form: how many are rated, the total, the most it could be.

They count only ratings that are on the scale, so a pasted 7 on a 1-5 scale never enters a total. Text that names cells
is built with ``HERE`` in front of each reference, so that the same expression serves on the form's own sheet and from
a bundle's index.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sheetreview.model.layout import NOT_APPLICABLE, Scale, Total
from sheetreview.sheet.address import a1, a1_range
from sheetreview.sheet.plan import Formula, Slot

HERE = "\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedRow:
    """A row with a rating: its weight, and for an optional row the expressions that are true when it is in use."""

    row: int
    weight: float
    in_use: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedColumn:
    """The rating cells of one section."""

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
        parts += [f"IF(OR({','.join(row.in_use)}),1,0)" for row in self.rows if row.in_use]
        expression = "+".join(parts)
        if self.scale.not_applicable:
            expression += f"-{_count(self.block, [NOT_APPLICABLE])}"
        return f"({expression})"

    @property
    def points(self) -> str:
        """Weighted sum of the levels' numbers."""
        terms = [
            f"{_plain(weight * level.number)}*{_count(block, [level.value])}"
            for weight, block in self._runs()
            for level in self.scale.levels
            if level.number
        ]
        return "(" + ("+".join(terms) or "0") + ")"

    @property
    def weight(self) -> str:
        """Sum of the weights of the rated rows."""
        values = [level.value for level in self.scale.levels]
        return "(" + "+".join(f"{_plain(weight)}*{_count(block, values)}" for weight, block in self._runs()) + ")"

    @property
    def most(self) -> str:
        """The most points the rated rows could have."""
        return f"({_plain(self.scale.maximum or 0)}*{self.weight})"

    def _runs(self) -> Iterable[tuple[float, str]]:
        for weight, group in groupby(self.rows, key=lambda row: row.weight):
            rows = [row.row for row in group]
            yield weight, HERE + a1_range(rows[0], self.column, rows[-1], self.column)


def section_progress(rated: RatedColumn) -> Formula:
    """``9 of 11 rated · 41 of 45 points (91 %)``, without the points for a scale without numbers."""
    text = f'{rated.rated}&" of "&{rated.to_rate}&" rated"'
    if rated.scale.numbers:
        share = f'TEXT(100*{rated.points}/{rated.most},"0")'
        points = f'" · "&ROUND({rated.points},2)&" of "&ROUND({rated.most},2)&" points ("&{share}&" %)"'
        text += f'&IF({rated.rated}=0,"",{points})'
    return on_this_sheet(text)


def form_progress(columns: Iterable[RatedColumn]) -> Formula:
    """``Rated so far: 17 of 19``, with a word when all is done."""
    rated, to_rate = rated_and_to_rate(columns)
    return on_this_sheet(f'"Rated so far: "&{rated}&" of "&{to_rate}&IF({rated}={to_rate}," – complete","")')


def rated_and_to_rate(columns: Iterable[RatedColumn]) -> tuple[str, str]:
    """Expressions for how many rows of a form are rated and how many are to be rated."""
    columns = tuple(columns)
    rated = "+".join(column.rated for column in columns)
    to_rate = "+".join(column.to_rate for column in columns)
    return f"({rated})", f"({to_rate})"


def total_formula(total: Total, rated: RatedColumn) -> Formula:
    """The figure of a TOTAL row: ``-`` until something is rated."""
    value = rated.points if total.kind == "sum" else f"{rated.points}/{rated.weight}"
    return on_this_sheet(f'IF({rated.rated}=0,"-",{value})')


def computed_formula(kind: str, first: str, second: str) -> Formula:
    """A computed column's cell: blank until both figures are there, and for a ratio when the second is 0."""
    if kind == "ratio":
        return Formula((f'IF(OR(NOT(ISNUMBER({first})),NOT(ISNUMBER({second})),{second}=0),"",{first}/{second})',))
    return Formula((f'IF(OR(NOT(ISNUMBER({first})),NOT(ISNUMBER({second}))),"",{first}-{second})',))


def filled(row: int, column: int, placeholder: str = "") -> str:
    """True when a cell holds something other than its placeholder."""
    cell = HERE + a1(row, column)
    if not placeholder or len(placeholder) > FORMULA_TEXT_LIMIT:
        return f'{cell}<>""'
    return f'AND({cell}<>"",{cell}<>{quoted(placeholder)})'


def not_a_level(row: int, column: int, scale: Scale) -> str:
    """True when a cell holds something that is no level of the scale."""
    cell = HERE + a1(row, column)
    values = [level.value for level in scale.levels] + ([NOT_APPLICABLE] if scale.not_applicable else [])
    return f'AND({cell}<>"",{is_one_of(row, column, values, negate=True)})'


def is_one_of(row: int, column: int, values: Iterable[str], *, negate: bool = False) -> str:
    """True when a cell holds one of some values (with ``negate``: none of them)."""
    return f"{_count(HERE + a1(row, column), values)}{'=0' if negate else '>0'}"


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'


FORMULA_TEXT_LIMIT = 255
"""Characters a text inside a formula may have in Excel."""


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
    terms = [
        f"COUNTIF({block},{value})" if value.isdecimal() else f"SUMPRODUCT(--({block}={quoted(value)}))"
        for value in values
    ]
    return "(" + "+".join(terms) + ")"


def _plain(number: float) -> str:
    return f"{number:.15g}"
