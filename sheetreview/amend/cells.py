"""Cells of a sheet's XML: their contents replaced, new ones put where they belong."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sheetreview.amend.nodes import Edit, Node, Tree, with_attributes
from sheetreview.amend.refusal import unamendable
from sheetreview.reading.xml_events import local
from sheetreview.sheet.address import a1, a1_range, from_a1
from sheetreview.xlsx.escapes import cell_text, xml_text

Place = tuple[int, int]
"""Row and column from 1."""

Content = str | float | bool | None
"""What a cell is to hold; None or "" for nothing."""

CELL_PARTS = ("dimension", "cols", "sheetData")
"""The children of a sheet that say what its cells hold."""

_TRUE = ("1", "true")


@dataclass(slots=True)
class _Row:
    """A row element, its number, and its cells by column."""

    node: Node
    number: int
    cells: dict[int, Node] = field(default_factory=dict)


def with_cells(tree: Tree, contents: Mapping[Place, Content]) -> tuple[bytes, bool]:
    """A sheet with other contents in some cells, and whether formulas went with the old ones.

    A cell keeps its style; a new one takes that of its row or column. Raises FileError where a formula that other
    cells share would go, and ValueError for a number that is not finite.
    """
    body = _body(tree)
    rows = list(_rows(body))
    _refuse_shared(rows, contents)
    edits: list[Edit] = []
    new = {place: content for place, content in contents.items() if content not in (None, "")}
    formulas = False
    for row in rows:
        for column, cell in row.cells.items():
            place = (row.number, column)
            if place in contents:
                formulas = formulas or cell.first("f") is not None
                edits.append(_replaced(tree, cell, place, contents[place]))
                new.pop(place, None)
    if new:
        edits += [*_put_in(tree, body, rows, new), *_grown(tree, new)]
    return tree.changed(edits), formulas


def with_heights(tree: Tree, heights: Mapping[int, float]) -> bytes:
    """A sheet whose rows, of those that are there, are at least so many points high."""
    edits = []
    for row in _rows(_body(tree)):
        least = heights.get(row.number, 0)
        if least > _height(row.node):
            edits.append(tree.retag(row.node, ht=f"{least:.15g}"))
    return tree.changed(edits)


def _height(row: Node) -> float:
    try:
        return float(row.attributes.get("ht", 0))
    except ValueError as error:
        raise unamendable("a row of it has an odd height") from error


def _body(tree: Tree) -> Node:
    found = [node for node in tree.root.children if node.name == f"{tree.prefix}sheetData"]
    if len(found) != 1:
        raise unamendable("a sheet of it has no cells, or has them in an unusual place")
    return found[0]


def _rows(body: Node) -> Iterator[_Row]:
    number = 0
    for node in body.all("row"):
        number = _number(node.attributes.get("r"), number + 1)
        row = _Row(node, number)
        column = 0
        for cell in node.all("c"):
            reference = cell.attributes.get("r")
            column = column + 1 if reference is None else _place(reference)[1]
            row.cells[column] = cell
        yield row


def _number(text: str | None, following: int) -> int:
    if text is None:
        return following
    try:
        return int(text)
    except ValueError as error:
        raise unamendable("a row of it has no number") from error


def _place(reference: str) -> Place:
    try:
        return from_a1(reference)
    except ValueError as error:
        raise unamendable("a cell of it is at no place") from error


def _corners(reference: str) -> tuple[Place, Place]:
    first, _, last = reference.replace("$", "").partition(":")
    return _place(first), _place(last or first)


def _refuse_shared(rows: Iterable[_Row], contents: Mapping[Place, Content]) -> None:
    """A formula shared by several cells stands in one of them; without it the others would have none."""
    for row in rows:
        for column, cell in row.cells.items():
            formula = cell.first("f")
            if formula is None or formula.attributes.get("t", "normal") == "normal":
                continue
            reference = formula.attributes.get("ref", "")
            first, last = _corners(reference) if reference else ((row.number, column),) * 2
            if first == last:
                continue
            own = {(row.number, column)} if formula.attributes["t"] == "shared" else contents.keys()
            if any(first[0] <= r <= last[0] and first[1] <= c <= last[1] for r, c in own & contents.keys()):
                raise unamendable(f"cell {a1(row.number, column)} holds a formula that other cells share")


def _replaced(tree: Tree, cell: Node, place: Place, content: Content) -> Edit:
    tag = with_attributes(tree.tag(cell), r=a1(*place), t=None, cm=None, vm=None)
    return Edit(cell.start, tree.end(cell), _filled(tree, tag, content))


def _filled(tree: Tree, tag: bytes, content: Content) -> bytes:
    """A whole cell from its start tag, which has no type, and what it is to hold."""
    kind, inside = _written(content)
    if not inside:
        return tag.removesuffix(b"/>").removesuffix(b">") + b"/>"
    opened = with_attributes(tag, t=kind).removesuffix(b"/>").removesuffix(b">") + b">"
    return opened + tree.xml(inside) + tree.xml("</c>")


def _written(content: Content) -> tuple[str | None, str]:
    match content:
        case None | "":
            return None, ""
        case bool():
            return "b", f"<v>{int(content)}</v>"
        case str():
            return "inlineStr", f'<is><t xml:space="preserve">{xml_text(cell_text(content))}</t></is>'
        case _ if not math.isfinite(content):
            raise ValueError(f"{content} is no number a cell can hold")
        case _:
            return None, f"<v>{int(content) if content == int(content) else repr(content)}</v>"


def _put_in(tree: Tree, body: Node, rows: list[_Row], new: Mapping[Place, Content]) -> list[Edit]:
    """Cells that are not there yet, each in its row before the next one, and rows likewise."""
    edits: list[Edit] = []
    at_end = b""
    for number in sorted({row for row, _ in new}):
        row = next((row for row in rows if row.number == number), None)
        style = _row_style(row)
        cells = {
            column: _filled(tree, _new_tag(tree, number, column, style), new[number, column])
            for column in sorted(column for line, column in new if line == number)
        }
        if row is not None:
            edits += _into_row(tree, row, cells)
            continue
        line = tree.xml(f'<row r="{number}">') + b"".join(cells.values()) + tree.xml("</row>")
        following = next((row for row in rows if row.number > number), None)
        if following is None:
            at_end += line
        else:
            edits.append(Edit(following.node.start, following.node.start, line))
    return [*edits, *(tree.append(body, at_end) if at_end else ())]


def _into_row(tree: Tree, row: _Row, cells: Mapping[int, bytes]) -> list[Edit]:
    edits: list[Edit] = []
    at_end = b""
    for column, cell in cells.items():
        following = next((node for other, node in row.cells.items() if other > column), None)
        if following is None:
            at_end += cell
        else:
            edits.append(Edit(following.start, following.start, cell))
    # The columns a row spans are only a hint, and would be wrong now.
    return [*edits, *tree.append(row.node, at_end, spans=None)]


def _row_style(row: _Row | None) -> str | None:
    if row is None or row.node.attributes.get("customFormat") not in _TRUE:
        return None
    return row.node.attributes.get("s")


def _new_tag(tree: Tree, row: int, column: int, row_style: str | None) -> bytes:
    style = row_style or _column_style(tree, column)
    return with_attributes(tree.xml(f'<c r="{a1(row, column)}"/>'), s=style)


def _column_style(tree: Tree, column: int) -> str | None:
    for columns in tree.root.all("cols"):
        for node in columns.all("col"):
            if _number(node.attributes.get("min"), 0) <= column <= _number(node.attributes.get("max"), 0):
                return node.attributes.get("style")
    return None


def _grown(tree: Tree, new: Iterable[Place]) -> list[Edit]:
    """The sheet's dimension, where the new cells lie outside of it."""
    node = next((node for node in tree.root.children if local(node.name) == "dimension"), None)
    if node is None or "ref" not in node.attributes:
        return []
    first, last = _corners(node.attributes["ref"])
    rows = [first[0], last[0], *(row for row, _ in new)]
    columns = [first[1], last[1], *(column for _, column in new)]
    grown = a1_range(min(rows), min(columns), max(rows), max(columns))
    return [] if grown == a1_range(*first, *last) else [tree.retag(node, ref=grown)]
