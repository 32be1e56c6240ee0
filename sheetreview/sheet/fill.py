"""A plan with the personal values in the places of its slots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from sheetreview.sheet.plan import BookPlan, Cell, Content, Formula, SheetPlan, Slot, slot_names

Values: TypeAlias = Mapping[str, str | float]


def filled(plan: BookPlan, values: Values) -> BookPlan:
    """The plan without slots; cells, rows and everything else stay as they are.

    A text stands as it is in a cell or as a sheet's title, with its apostrophes doubled in a formula; an empty one
    leaves its cell empty. A number stays a number in a typed slot. Raises ValueError naming every slot without a value.
    """
    try:
        return replace(plan, sheets=tuple(_sheet(sheet, values) for sheet in plan.sheets))
    except KeyError:
        missing = (name for name in slot_names(plan) if name not in values)
        raise ValueError("; ".join(f"no value for slot {name!r}" for name in missing)) from None


def _sheet(sheet: SheetPlan, values: Values) -> SheetPlan:
    highlights = tuple(
        replace(highlight, formula=_formula(highlight.formula, values)) if _is_open(highlight.formula) else highlight
        for highlight in sheet.highlights
    )
    return replace(
        sheet,
        title=str(values[sheet.title.name]) if isinstance(sheet.title, Slot) else sheet.title,
        cells=tuple(_cell(cell, values) for cell in sheet.cells),
        highlights=highlights,
    )


def _cell(cell: Cell, values: Values) -> Cell:
    content = cell.content
    if not isinstance(content, Slot) and not (isinstance(content, Formula) and _is_open(content)):
        return cell
    return Cell(row=cell.row, column=cell.column, content=_content(content, values), style=cell.style, link=cell.link)


def _content(content: Slot | Formula, values: Values) -> Content:
    if isinstance(content, Formula):
        return _formula(content, values)
    value = values[content.name]
    if not content.typed:
        value = str(value)
    return None if value == "" else value


def _formula(formula: Formula, values: Values) -> Formula:
    parts = (str(values[part.name]).replace("'", "''") if isinstance(part, Slot) else part for part in formula.parts)
    return Formula(("".join(parts),))


def _is_open(formula: Formula) -> bool:
    return any(isinstance(part, Slot) for part in formula.parts)
