"""Cells marked for correction: a comment that says why, and a highlight that goes when the cell is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheetreview.amend.cells import Place
from sheetreview.amend.highlights import CHECK_STYLE, MUST_STYLE, Highlight, with_highlights
from sheetreview.amend.nodes import read_tree
from sheetreview.amend.notes import no_notes, with_notes
from sheetreview.amend.order import SHEET_ORDER
from sheetreview.amend.parts import RELATION_TYPES
from sheetreview.amend.refusal import unamendable
from sheetreview.amend.room import Room
from sheetreview.amend.shapes import drawing, is_empty, with_shapes
from sheetreview.amend.styles import Styles
from sheetreview.amend.workbook import Workbook, require_main
from sheetreview.reading.xml_events import attribute
from sheetreview.sheet.grid import Value

_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWINGS_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"


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
    part = workbook.part(title)
    texts: dict[Place, str] = {}
    for one in marks:
        place = (one.row, one.column)
        texts[place] = f"{texts[place]}\n\n{one.text}" if place in texts else one.text
    workbook.parts.write(part, with_highlights(workbook.sheet(part), _highlights(workbook, marks)))
    _put_notes(workbook, part, texts)


def _highlights(workbook: Workbook, marks: Sequence[Mark]) -> dict[Place, Highlight]:
    """How each marked cell is highlighted; the styles that are needed are put into the workbook."""
    must = {(one.row, one.column) for one in marks if one.must}
    held = {(one.row, one.column): one.was for one in marks}
    if not held:
        return {}
    styles = Styles(workbook)
    found = {
        place: Highlight(was=was, style=styles.add("dxfs", MUST_STYLE if place in must else CHECK_STYLE))
        for place, was in held.items()
    }
    styles.write()
    return found


def _put_notes(workbook: Workbook, part: str, texts: Mapping[Place, str]) -> None:
    parts = workbook.parts
    notes = workbook.related_part(part, "comments")
    if notes is None and not texts:
        return
    before = no_notes() if notes is None else parts.read(notes)
    noted = with_notes(require_main(read_tree(before), "comments"), texts)
    if not noted.changed:
        return
    if noted.texts:
        if notes is None:
            notes = parts.free_name("xl/comments{}.xml")
            parts.relate(part, "comments", notes)
            parts.set_type(notes, _NOTES_TYPE)
        parts.write(notes, noted.data)
    elif notes is not None:
        _take_out(workbook, part, notes)
    _put_shapes(workbook, part, noted.changed, noted.texts)


def _put_shapes(workbook: Workbook, part: str, changed: frozenset[Place], texts: Mapping[Place, str]) -> None:
    """Give every comment its shape; a drawing that has none left goes."""
    parts = workbook.parts
    sheet = workbook.sheet(part)
    shown = sheet.root.first("legacyDrawing")
    name = None
    if shown is not None:
        name = parts.related(part).get(attribute(shown.attributes, "id"), ("", ""))[1]
        if name not in parts:
            raise unamendable("the drawing of its comments is missing")
    if name is None:
        if not texts:
            return
        name, number = _new_drawing(workbook)
        parts.write(name, drawing(number))
        relation = parts.relate(part, "vmlDrawing", name)
        parts.set_extension("vml", _DRAWINGS_TYPE)
        element = f'<legacyDrawing xmlns:r="{RELATION_TYPES}" r:id="{relation}"/>'
        parts.write(part, sheet.inserted(sheet.place("legacyDrawing", SHEET_ORDER), element))
    data = with_shapes(parts.read(name), changed, texts, Room(sheet))
    parts.write(name, data)
    if shown is not None and is_empty(data):
        parts.write(part, sheet.changed([sheet.remove(shown)]))
        _take_out(workbook, part, name)


def _new_drawing(workbook: Workbook) -> tuple[str, int]:
    number = 1
    while (name := f"xl/drawings/vmlDrawing{number}.vml") in workbook.parts:
        number += 1
    return name, number


def _take_out(workbook: Workbook, part: str, name: str) -> None:
    for relation, (_, target) in workbook.parts.related(part).items():
        if target == name:
            workbook.parts.unrelate(part, relation)
    workbook.parts.drop(name)
