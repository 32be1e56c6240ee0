"""A sheet's plan as text that a person can read and compare."""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.sheet.address import a1, a1_range
from sheetreview.sheet.plan import Block, BookPlan, Cell, Content, Formula, SheetPlan, Slot, Validation


def outline(plan: BookPlan) -> str:
    """The whole workbook, one line a cell, then what stands around the cells."""
    lines = [f"workbook: {plan.title} | {plan.subject}"]
    for sheet in plan.sheets:
        lines += _sheet(sheet)
    return "\n".join(lines) + "\n"


def content_text(content: Content) -> str:
    """A cell's content as text, with slots in double braces."""
    if isinstance(content, Slot):
        return f"{{{{{content.name}}}}}"
    if isinstance(content, Formula):
        return "=" + "".join(content_text(part) for part in content.parts)
    return str(content)


def _sheet(sheet: SheetPlan) -> Iterator[str]:
    yield f"sheet: {content_text(sheet.title)}{' protected' if sheet.protected else ''} freeze {sheet.freeze}"
    widths = (f"{c.column}:{c.width:g}{' hidden' if c.hidden else ''}" for c in sorted(sheet.columns, key=_column))
    yield f"columns: {', '.join(widths)}"
    yield f"print: {sheet.print}"
    yield ""
    yield "cells (* may be typed into):"
    for cell in sorted(sheet.cells, key=lambda c: (c.row, c.column)):
        if cell.content is not None or not cell.style.locked:
            yield _cell(cell)
    yield ""
    yield f"merged: {', '.join(_block(block) for block in sheet.merges)}"
    yield ""
    yield "entry checks:"
    yield from (_validation(check) for check in sheet.validations)
    yield ""
    yield "colours:"
    for mark in sheet.highlights:
        yield f"  {_block(mark.block)} {mark.fill or mark.color} when {content_text(mark.formula)}"


def _column(plan: object) -> int:
    return int(getattr(plan, "column", 0))


def _cell(cell: Cell) -> str:
    text = "" if cell.content is None else content_text(cell.content)
    return f"  {a1(cell.row, cell.column)}{'' if cell.style.locked else '*'} {text}".rstrip()


def _block(block: Block) -> str:
    return a1_range(block.top, block.left, block.bottom, block.right)


def _validation(check: Validation) -> str:
    prompt = check.prompt.replace("\n", " / ")
    return f"  {_block(check.block)} {check.check} {', '.join(check.values)} | {prompt} | {check.error}"
