"""Cells of a sheet: their contents replaced, new ones put where they belong, rows made higher."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from sheetreview.amend.package import MAIN, PRESERVED, E, Element, unamendable
from sheetreview.sheet.address import a1, a1_range, from_a1
from sheetreview.xlsx.escapes import cell_text

Place = tuple[int, int]
"""Row and column from 1."""

Content = str | float | bool | None
"""What a cell is to hold; None or "" for nothing."""

TRUE = ("1", "true")


@dataclass(slots=True)
class _Row:
    """A row element, its number, and its cells by column."""

    node: Element
    number: int
    cells: dict[int, Element] = field(default_factory=dict)


def set_cells(sheet: Element, contents: Mapping[Place, Content]) -> bool:
    """Replace the contents of some cells; return whether formulas went with the old ones.

    A cell keeps its style; a new one takes that of its row or column. Raises FileError where a formula that other
    cells share would go, and ValueError for a number that is not finite.
    """
    body = _body(sheet)
    rows = list(_rows(body))
    _refuse_shared(rows, contents)
    new = {place: content for place, content in contents.items() if content not in (None, "")}
    formulas = False
    for row in rows:
        for column, cell in row.cells.items():
            place = (row.number, column)
            if place in contents:
                formulas = formulas or cell.find("{*}f") is not None
                cell.set("r", a1(*place))
                fill_cell(cell, contents[place])
                new.pop(place, None)
    _put_in(sheet, body, rows, new)
    return formulas


def raise_rows(sheet: Element, heights: Mapping[int, float]) -> None:
    """Make rows, of those that are there, at least so many points high."""
    for row in _rows(_body(sheet)):
        least = heights.get(row.number, 0)
        if least > _height(row.node):
            row.node.set("ht", f"{least:.15g}")


def _height(row: Element) -> float:
    try:
        return float(row.get("ht", 0))
    except ValueError as error:
        raise unamendable("a row of it has an odd height") from error


def _body(sheet: Element) -> Element:
    found = sheet.findall(f"{MAIN}sheetData")
    if len(found) != 1:
        raise unamendable("a sheet of it has no cells, or has them in an unusual place")
    return found[0]


def _rows(body: Element) -> Iterator[_Row]:
    number = 0
    for node in body.iterchildren("{*}row"):
        number = _number(node.get("r"), number + 1)
        row = _Row(node, number)
        column = 0
        for cell in node.iterchildren("{*}c"):
            reference = cell.get("r")
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
    """Refuse to take away a formula that stands in one cell and is used by others."""
    for row in rows:
        for column, cell in row.cells.items():
            formula = cell.find("{*}f")
            if formula is None or formula.get("t", "normal") == "normal":
                continue
            own = (row.number, column)
            first, last = _corners(formula.get("ref") or a1(*own))
            # The cells of an array formula cannot be changed singly; those that share one have it as their own.
            changed = contents.keys() & {own} if formula.get("t") == "shared" else contents.keys()
            if first != last and any(_is_between(first, place, last) for place in changed):
                raise unamendable(f"cell {a1(*own)} holds a formula that other cells share")


def _is_between(first: Place, place: Place, last: Place) -> bool:
    return first[0] <= place[0] <= last[0] and first[1] <= place[1] <= last[1]


def cell_elements(sheet: Element) -> Iterator[tuple[Place, Element]]:
    """The elements of a sheet's cells, each with its place."""
    for row in _rows(_body(sheet)):
        for column, cell in row.cells.items():
            yield (row.number, column), cell


def fill_cell(cell: Element, content: Content) -> None:
    """Replace what a cell holds; its style stays."""
    del cell[:]
    cell.text = None
    for name in ("t", "cm", "vm"):
        cell.attrib.pop(name, None)
    match content:
        case None | "":
            return
        case bool():
            cell.set("t", "b")
            value = str(int(content))
        case str():
            cell.set("t", "inlineStr")
            cell.append(E("is", E("t", PRESERVED, cell_text(content))))
            return
        case _ if not math.isfinite(content):
            raise ValueError(f"{content} is no number a cell can hold")
        case _:
            value = str(int(content)) if content == int(content) else repr(content)
    cell.append(E("v", value))


def _put_in(sheet: Element, body: Element, rows: Iterable[_Row], new: Mapping[Place, Content]) -> None:
    """Put in cells that are not there yet, each in its row before the next one, and rows likewise."""
    if new:
        _grow(sheet, new)
    there = {row.number: row for row in reversed(list(rows))}
    for (number, column), content in sorted(new.items(), key=lambda item: item[0]):
        if number not in there:
            there[number] = _new_row(body, rows, number)
        fill_cell(_new_cell(sheet, there[number], column), content)


def _new_row(body: Element, rows: Iterable[_Row], number: int) -> _Row:
    node = etree.SubElement(body, f"{MAIN}row", r=str(number))
    following = next((row for row in rows if row.number > number), None)
    if following is not None:
        following.node.addprevious(node)
    return _Row(node, number)


def _new_cell(sheet: Element, row: _Row, column: int) -> Element:
    """Put an empty cell into its row before the next one."""
    cell = etree.SubElement(row.node, f"{MAIN}c", r=a1(row.number, column))
    style = row.node.get("s") if row.node.get("customFormat") in TRUE else None
    style = style or _column_style(sheet, column)
    if style is not None:
        cell.set("s", style)
    following = next((node for other, node in row.cells.items() if other > column), None)
    if following is not None:
        following.addprevious(cell)
    # The columns a row spans are only a hint, and would be wrong now.
    row.node.attrib.pop("spans", None)
    return cell


def _column_style(sheet: Element, column: int) -> str | None:
    for node in sheet.iterfind("{*}cols/{*}col"):
        if _number(node.get("min"), 0) <= column <= _number(node.get("max"), 0):
            return node.get("style")
    return None


def _grow(sheet: Element, new: Iterable[Place]) -> None:
    """Widen the sheet's dimension where the new cells lie outside of it."""
    node = sheet.find("{*}dimension")
    if node is None or "ref" not in node.attrib:
        return
    first, last = _corners(node.get("ref", ""))
    rows = [first[0], last[0], *(row for row, _ in new)]
    columns = [first[1], last[1], *(column for _, column in new)]
    grown = a1_range(min(rows), min(columns), max(rows), max(columns))
    if grown != a1_range(*first, *last):
        node.set("ref", grown)
