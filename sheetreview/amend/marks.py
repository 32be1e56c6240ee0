"""Cells marked for correction: a comment that says why, and a highlight that goes when the cell is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sheetreview.amend.cells import Place
from sheetreview.amend.formulas import holds_still
from sheetreview.amend.listing import TO_CHECK, TO_CHECK_INK, TO_DO, TO_DO_INK
from sheetreview.amend.notes import put_notes
from sheetreview.amend.package import MAIN, E, Element, position, text_of
from sheetreview.amend.styles import edit_styles
from sheetreview.amend.workbook import SHEET_ORDER, Workbook
from sheetreview.sheet.address import a1
from sheetreview.sheet.grid import Value

_OURS = 'N("sheetreview")'
"""Stands in our rules' formulas, whatever program saves them: a text's number is 0."""

_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A cell to correct, by row and column from 1: what its comment says, and what it held when it was read.

    ``must`` tells what has to be corrected from what is only doubtful.
    """

    row: int
    column: int
    text: str
    was: Value | None
    must: bool = True


def mark(workbook: Workbook, title: str, marks: Sequence[Mark]) -> None:
    """Mark cells of a sheet, and take the marks of an earlier round away."""
    texts: dict[Place, str] = {}
    for one in marks:
        place = (one.row, one.column)
        texts[place] = f"{texts[place]}\n\n{one.text}" if place in texts else one.text
    styles = _add_styles(workbook, marks)
    part = workbook.part(title)
    with workbook.edit_main(part, "worksheet") as sheet:
        _highlight(sheet, {(one.row, one.column): one.was for one in marks}, styles)
        put_notes(workbook, part, sheet, texts)


def _add_styles(workbook: Workbook, marks: Sequence[Mark]) -> dict[Place, int]:
    """Put the styles of highlights into the workbook; return each marked cell's by its index."""
    if not marks:
        return {}
    must = {(one.row, one.column) for one in marks if one.must}
    with edit_styles(workbook) as styles:
        return {
            place: styles.add("dxfs", _style(TO_DO, TO_DO_INK) if place in must else _style(TO_CHECK, TO_CHECK_INK))
            for place in dict.fromkeys((one.row, one.column) for one in marks)
        }


def _style(fill: str, ink: str) -> Element:
    ink, fill = f"FF{ink}", f"FF{fill}"
    sides = [E(side, E("color", rgb=ink), style="thin") for side in ("left", "right", "top", "bottom")]
    pattern = E("patternFill", E("fgColor", rgb=fill), E("bgColor", rgb=fill), patternType="solid")
    return E("dxf", E("font", E("b"), E("color", rgb=ink)), E("fill", pattern), E("border", *sides))


def _highlight(sheet: Element, cells: Mapping[Place, Value | None], styles: Mapping[Place, int]) -> None:
    """Highlight these cells, above all else, while they hold what they held; and no others by us."""
    blocks = sheet.findall(f"{MAIN}conditionalFormatting")
    at = sheet.index(blocks[0]) if blocks else position(sheet, "conditionalFormatting", SHEET_ORDER)
    kept = [block for block in blocks if not _clear(block)]
    for block in (*kept, *sheet.iterchildren("{*}extLst")):
        _lower(block.iter("{*}cfRule"), len(cells))
    by_range = {block.get("sqref", ""): block for block in reversed(kept)}
    for rank, (place, was) in enumerate(cells.items(), start=1):
        cell = a1(*place)
        rule = E(
            "cfRule",
            E("formula", f"AND({_OURS}=0,{holds_still(cell, was)})"),
            type="expression",
            dxfId=str(styles[place]),
            priority=str(rank),
            stopIfTrue="1",
        )
        # Gnumeric keeps one block a cell, so a rule joins the block that its cell has.
        if cell in by_range:
            by_range[cell].insert(0, rule)
        else:
            sheet.insert(at, E("conditionalFormatting", rule, sqref=cell))
            at += 1


def _clear(block: Element) -> bool:
    """Take our rules out of a block, and the block out of its sheet where it holds no others; return whether it did."""
    rules = block.findall("{*}cfRule")
    ours = [rule for rule in rules if any(_OURS in text_of(formula) for formula in rule.iterchildren("{*}formula"))]
    for rule in ours:
        block.remove(rule)
    sheet = block.getparent()
    if sheet is None or not ours or len(ours) < len(rules):
        return False
    sheet.remove(block)
    return True


def _lower(rules: Iterable[Element], by: int) -> None:
    """Put rules behind those that come first: the lower the number, the higher the priority."""
    for rule in rules:
        priority = rule.get("priority", "")
        if by and priority.isascii() and priority.isdigit():
            rule.set("priority", str(int(priority[:_DIGITS]) + by))
