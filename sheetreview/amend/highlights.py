"""Cells that stay highlighted until they are changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sheetreview.amend.cells import Place
from sheetreview.amend.colors import TO_CHECK, TO_CHECK_INK, TO_DO, TO_DO_INK
from sheetreview.amend.nodes import Edit, Node, Tree
from sheetreview.amend.order import SHEET_ORDER
from sheetreview.amend.unchanged import still
from sheetreview.reading.xml_events import local
from sheetreview.sheet.address import a1
from sheetreview.sheet.grid import Value
from sheetreview.xlsx.escapes import xml_text

_OURS = 'N("sheetreview")'
"""Stands in our rules' formulas, whatever program saves them: a text's number is 0."""

_SIDE = '<{0} style="thin"><color rgb="FF{1}"/></{0}>'


def _style(fill: str, ink: str) -> str:
    color = f'<fgColor rgb="FF{fill}"/><bgColor rgb="FF{fill}"/>'
    sides = "".join(_SIDE.format(side, ink) for side in ("left", "right", "top", "bottom"))
    return (
        f'<dxf><font><b/><color rgb="FF{ink}"/></font>'
        f'<fill><patternFill patternType="solid">{color}</patternFill></fill>'
        f"<border>{sides}</border></dxf>"
    )


MUST_STYLE = _style(TO_DO, TO_DO_INK)
"""How a highlighted cell looks that has to be corrected."""

CHECK_STYLE = _style(TO_CHECK, TO_CHECK_INK)
"""How one looks that is only doubtful."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """What a cell holds as long as it is highlighted, and the index of its style in the workbook."""

    was: Value | None
    style: int


def with_highlights(tree: Tree, cells: Mapping[Place, Highlight]) -> bytes:
    """A sheet with these cells highlighted, above all else, while they hold what they held; and no others by us."""
    blocks = [node for node in tree.root.children if node.name == f"{tree.prefix}conditionalFormatting"]
    edits: list[Edit] = []
    own: dict[str, int] = {}
    for block in blocks:
        rules = list(block.all("cfRule"))
        ours = [rule for rule in rules if _is_ours(tree, rule)]
        if ours and len(ours) == len(rules):
            edits.append(tree.remove(block))
            continue
        edits += [tree.remove(rule) for rule in ours]
        edits += _lowered(tree, (rule for rule in rules if rule not in ours), len(cells))
        if rules:
            own.setdefault(block.attributes.get("sqref", ""), rules[0].start)
    for rest in tree.root.all("extLst"):
        edits += _lowered(tree, _rules(rest), len(cells))
    at = blocks[0].start if blocks else tree.place("conditionalFormatting", SHEET_ORDER)
    for rank, (place, highlight) in enumerate(cells.items(), start=1):
        cell = a1(*place)
        rule = _rule(cell, highlight, rank)
        # Gnumeric keeps one block a cell, so a rule joins the block that its cell has.
        whole = rule if cell in own else f'<conditionalFormatting sqref="{cell}">{rule}</conditionalFormatting>'
        start = own.get(cell, at)
        edits.append(Edit(start, start, tree.xml(whole)))
    return tree.changed(edits)


def _rule(cell: str, highlight: Highlight, rank: int) -> str:
    formula = xml_text(f"AND({_OURS}=0,{still(cell, highlight.was)})")
    return (
        f'<cfRule type="expression" dxfId="{highlight.style}" priority="{rank}" stopIfTrue="1">'
        f"<formula>{formula}</formula></cfRule>"
    )


def _is_ours(tree: Tree, rule: Node) -> bool:
    return any(_OURS in tree.text(formula) for formula in rule.all("formula"))


def _rules(node: Node) -> Iterator[Node]:
    for child in node.children:
        if local(child.name) == "cfRule":
            yield child
        yield from _rules(child)


def _lowered(tree: Tree, rules: Iterator[Node], by: int) -> Iterator[Edit]:
    """Rules behind those that were put in: the lower the number, the higher the priority."""
    for rule in rules:
        priority = rule.attributes.get("priority", "")
        if by and priority.isascii() and priority.isdigit():
            yield tree.retag(rule, priority=str(int(priority[:9]) + by))
