"""How a workbook looks and behaves beyond its values: what tells a heading from an answer, and an answer's choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheetreview.sheet.grid import Grid, NumberFormat
from sheetreview.sheet.plan import Block

Place = tuple[int, int]
"""Row and column of a cell, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A cell's style. ``size`` is in points, ``fill`` any text that is the same for the same colour; empty for none."""

    bold: bool = False
    size: float = 11.0
    fill: str = ""
    bordered: bool = False
    locked: bool = True
    format: NumberFormat = NumberFormat.GENERAL


PLAIN = Look()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """One sheet. ``looks`` are the styled cells, empty ones too; ``formulas`` the text of each formula that has one.

    ``lists`` are the entries of a cell's dropdown list, or nothing where they could not be found; ``dates`` the cells
    that take only dates. ``heights`` (points) and ``widths`` (characters) are those that were set. ``protected`` says
    whether locked cells cannot be typed into.
    """

    grid: Grid
    looks: Mapping[Place, Look] = field(default_factory=dict)
    formulas: Mapping[Place, str] = field(default_factory=dict)
    merges: tuple[Block, ...] = ()
    lists: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)
    dates: frozenset[Place] = frozenset()
    heights: Mapping[int, float] = field(default_factory=dict)
    widths: Mapping[int, float] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookFacts:
    """A workbook's sheets in order; ``list_cells`` are the cells by sheet name that hold the entries of lists."""

    sheets: tuple[SheetFacts, ...]
    list_cells: frozenset[tuple[str, Place]] = frozenset()
