"""Comments in cells, which Excel calls notes: ours put in, earlier ones of ours taken out, everybody else's kept.

A comment is text in one part and a shape in another, in an old drawing language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from copy import deepcopy

from lxml import etree

from sheetreview.amend.cells import TRUE, Place
from sheetreview.amend.listing import TITLE
from sheetreview.amend.package import (
    MAIN,
    PRESERVED,
    RELATION,
    XML,
    E,
    Element,
    local_name,
    position,
    text_of,
    unamendable,
)
from sheetreview.amend.workbook import SHEET_ORDER, Workbook
from sheetreview.sheet.address import a1, from_a1
from sheetreview.sheet.measure import estimate_height
from sheetreview.sheet.remarks import OURS
from sheetreview.xlsx.escapes import cell_text

AUTHOR = OURS.strip("()")

HEAD = f"{TITLE} {OURS}"
"""The first line of what we write in a comment: what follows it is ours, whatever program saved the file."""

_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWINGS_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NO_NOTES = f'{XML}<comments xmlns="{MAIN[1:-1]}"><authors/><commentList/></comments>'.encode()
_BETWEEN = "\n\n"
_DIGITS = 9

_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE_TYPE_ID = "_x0000_t202"
_SHAPE_TYPE = (
    f'<v:shapetype id="{_SHAPE_TYPE_ID}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE_ID = re.compile(rb"_x0000_s([0-9]{1,9})\b")
_SHAPE_IDS = 1_024
"""Shape ids that one drawing may use; another drawing has another block of them."""

_LINE_WIDTH = 40.0
"""Characters of a line in a comment."""

_NOTE_PIXELS = 290
_LETTERS = 9.0
_PADDING = 24.0
_PIXELS_PER_POINT = 4 / 3
_PIXELS_PER_DIGIT = 7
_PIXELS_BESIDE = 5
_COLUMN_PIXELS = 64
_ROW_PIXELS = 20
_LAST_ROW = 1_048_575
_LAST_COLUMN = 16_383
_FARTHEST = 10_000


def put_notes(workbook: Workbook, part: str, sheet: Element, notes: Mapping[Place, str]) -> None:
    """Give cells of a sheet, whose root is being edited, these comments of ours and no others by us."""
    name = workbook.related_part(part, "comments")
    if name is None:
        if not notes:
            return
        name = workbook.free_name("xl/comments{}.xml")
        workbook.add(name, _NO_NOTES, _NOTES_TYPE)
        workbook.relate(part, "comments", name)
    with workbook.edit_main(name, "comments") as comments:
        texts, changed = _put_texts(comments, notes)
    if not changed:
        return
    if not texts:
        workbook.drop_related(part, name)
    _put_shapes(workbook, part, sheet, changed, texts)


def _put_texts(comments: Element, notes: Mapping[Place, str]) -> tuple[dict[Place, str], set[Place]]:
    """Put ours in, below somebody's where a cell has one; return the text of every comment, and the cells changed."""
    authors, listed = comments.find("{*}authors"), comments.find("{*}commentList")
    if authors is None or listed is None:
        raise unamendable("its comments are written in an unusual way")
    names = _names(authors)
    texts: dict[Place, str] = {}
    changed: set[Place] = set()
    for comment in listed.findall("{*}comment"):
        place, before = _place(comment), _text(comment)
        if place in texts:
            raise unamendable("two comments of it belong to one cell")
        after = _update(comment, names, notes.get(place))
        if after != before:
            changed.add(place)
        if after is not None:
            texts[place] = after
    new = {place: note for place, note in sorted(notes.items()) if place not in texts}
    _append(authors, listed, new)
    return texts | {place: f"{HEAD}\n{note}" for place, note in new.items()}, changed | new.keys()


def _append(authors: Element, listed: Element, notes: Mapping[Place, str]) -> None:
    """Put comments of ours at the end of the list."""
    names = _names(authors)
    if notes and AUTHOR not in names:
        names.append(AUTHOR)
        authors.append(E("author", AUTHOR))
    listed.extend(_comment(place, note, names.index(AUTHOR)) for place, note in notes.items())


def _names(authors: Element) -> list[str]:
    return [text_of(node) for node in authors.iterchildren("{*}author")]


def _comment(place: Place, note: str, author: int) -> Element:
    text = E("text", _run(HEAD, bold=True), _run(f"\n{note}"))
    return E("comment", text, ref=a1(*place), authorId=str(author))


def _update(comment: Element, authors: list[str], note: str | None) -> str | None:
    """Keep what of a comment is not ours, and put ours below it; return its text, None where nothing was left."""
    kept = _kept(comment, authors)
    if kept is None:
        parent = comment.getparent()
        if parent is not None:
            parent.remove(comment)
        return None
    text = kept if note is None else f"{kept}{_BETWEEN}{HEAD}\n{note}"
    if text != _text(comment):
        _rewrite(comment, len(kept), note)
    return text


def _place(comment: Element) -> Place:
    try:
        return from_a1(comment.get("ref", ""))
    except ValueError as error:
        raise unamendable("a comment of it belongs to no cell") from error


def _runs(whole: Element) -> Iterator[tuple[Element, Element]]:
    """Give the runs of a comment's text, each with its text element; plain text is its own run."""
    for node in whole:
        if local_name(node) == "t":
            yield node, node
        elif local_name(node) == "r":
            yield from ((node, text) for text in node.iterchildren("{*}t"))


def _text(comment: Element) -> str:
    whole = comment.find("{*}text")
    return "" if whole is None else "".join(text_of(text) for _, text in _runs(whole))


def _kept(comment: Element, authors: list[str]) -> str | None:
    """Return what of a comment's text is not ours; None where all of it is."""
    author = comment.get("authorId", "")
    if author.isascii() and author.isdigit() and authors[int(author[:_DIGITS]) :][:1] == [AUTHOR]:
        return None
    text = _text(comment)
    if HEAD not in text:
        return text
    return text.partition(HEAD)[0].removesuffix(_BETWEEN) or None


def _rewrite(comment: Element, length: int, note: str | None) -> None:
    """Keep the first characters of a comment as they are written, and put ours behind them."""
    whole = comment.find("{*}text")
    if whole is None:
        raise unamendable("a comment of it has no text")
    runs: list[Element] = []
    left = length
    for run, text in _runs(whole):
        written = text_of(text)[: max(0, left)]
        if written:
            properties = run.find("{*}rPr")
            kept = () if properties is None else (deepcopy(properties),)
            runs.append(E("r", *kept, E("t", PRESERVED, written)))
        left -= len(written)
    if note is not None:
        runs += (_run(_BETWEEN + HEAD, bold=True), _run(f"\n{note}"))
    del whole[:]
    whole.text = None
    whole.extend(runs)


def _run(text: str, *, bold: bool = False) -> Element:
    font = (E("sz", val="9"), E("color", indexed="81"), E("rFont", val="Tahoma"), E("family", val="2"))
    weight = (E("b"),) if bold else ()
    return E("r", E("rPr", *weight, *font), E("t", PRESERVED, cell_text(text)))


def _put_shapes(
    workbook: Workbook, part: str, sheet: Element, changed: Collection[Place], texts: Mapping[Place, str]
) -> None:
    """Give every comment its shape; a drawing that has none left goes."""
    shown = sheet.find("{*}legacyDrawing")
    if shown is None:
        if not texts:
            return
        name = _new_drawing(workbook)
        relation = workbook.relate(part, "vmlDrawing", name)
        element = etree.Element(
            f"{MAIN}legacyDrawing", {f"{RELATION}id": relation}, nsmap={None: MAIN[1:-1], "r": RELATION[1:-1]}
        )
        sheet.insert(position(sheet, "legacyDrawing", SHEET_ORDER), element)
    else:
        name = workbook.related(part).get(shown.get(f"{RELATION}id", ""), ("", ""))[1]
        if name not in workbook:
            raise unamendable("the drawing of its comments is missing")
    with workbook.edit(name) as drawing:
        _draw(drawing, changed, texts, _Pixels(sheet))
        empty = all(local_name(node) in {"", "shapelayout", "shapetype"} for node in drawing)
    if shown is not None and empty:
        sheet.remove(shown)
        workbook.drop_related(part, name)


def _new_drawing(workbook: Workbook) -> str:
    """Add a drawing without shapes; its number is its own in the workbook."""
    number = 1
    while (name := f"xl/drawings/vmlDrawing{number}.vml") in workbook:
        number += 1
    layout = f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{number}"/></o:shapelayout>'
    workbook.write(name, f"<xml {_NAMESPACES}>{layout}{_SHAPE_TYPE}</xml>".encode())
    workbook.set_extension("vml", _DRAWINGS_TYPE)
    return name


def _draw(drawing: Element, stale: Collection[Place], texts: Mapping[Place, str], pixels: _Pixels) -> None:
    """Draw a shape for every comment, sized by its text where it is new; those in ``stale`` go first.

    A shape whose comment is no more goes too.
    """
    if drawing.tag != "xml":
        raise unamendable("its comments are drawn in an unusual way")
    numbers = [int(match[1]) for match in _SHAPE_ID.finditer(etree.tostring(drawing))]
    following = max(numbers, default=_first_id(drawing)) + 1
    there = set()
    for shape, place in list(_shapes(drawing)):
        if place in stale or place not in texts or place in there:
            drawing.remove(shape)
        else:
            there.add(place)
    types = {node.get("id") for node in drawing.iterchildren("{*}shapetype")}
    new = [] if _SHAPE_TYPE_ID in types else [_SHAPE_TYPE]
    for number, place in enumerate(sorted(texts.keys() - there), start=following):
        new.append(_shape(number, place, texts[place], pixels))
    drawing.extend(etree.fromstring(f"<xml {_NAMESPACES}>{''.join(new)}</xml>"))


def _shapes(drawing: Element) -> Iterator[tuple[Element, Place]]:
    """Give the shapes of comments, with the cells they belong to."""
    for shape in drawing.iterchildren("{*}shape"):
        facts = shape.find("{*}ClientData")
        if facts is None or facts.get("ObjectType") != "Note":
            continue
        row, column = facts.find("{*}Row"), facts.find("{*}Column")
        if row is not None and column is not None:
            yield shape, (_number(row) + 1, _number(column) + 1)


def _number(node: Element) -> int:
    text = text_of(node).strip()
    if not (text.isascii() and text.isdigit()):
        raise unamendable("a comment of it belongs to no cell")
    return int(text[:_DIGITS])


def _first_id(drawing: Element) -> int:
    """Return the number before the first shape of a drawing without shapes: 1024 times that of its block."""
    block = drawing.find("{*}shapelayout/{*}idmap")
    data = "1" if block is None else block.get("data", "1")
    return _SHAPE_IDS * (int(data) if data.isascii() and data.isdigit() and len(data) < len("10000") else 1)


def _shape(number: int, place: Place, text: str, pixels: _Pixels) -> str:
    row, column = place
    high = round((estimate_height(text, _LINE_WIDTH, _LETTERS) + _PADDING) * _PIXELS_PER_POINT)
    left, right = pixels.across(column + 1, 15), pixels.across(column + 1, 15 + _NOTE_PIXELS)
    top, bottom = pixels.down(max(1, row - 1), 10), pixels.down(max(1, row - 1), 10 + high)
    anchor = ", ".join(map(str, (*left, *top, *right, *bottom)))
    style = (
        f"position:absolute;margin-left:60pt;margin-top:2pt;width:{round(_NOTE_PIXELS / _PIXELS_PER_POINT)}pt;"
        f"height:{round(high / _PIXELS_PER_POINT)}pt;z-index:{number % _SHAPE_IDS};visibility:hidden"
    )
    return (
        f'<v:shape id="_x0000_s{number}" type="#{_SHAPE_TYPE_ID}" style="{style}" fillcolor="#FFFFE1" '
        'o:insetmode="auto"><v:fill color2="#FFFFE1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column>"
        "</x:ClientData></v:shape>"
    )


class _Pixels:
    """How wide a sheet's columns and how high its rows are, in pixels: a comment's box is placed by them."""

    __slots__ = ("_column", "_columns", "_row", "_rows")

    def __init__(self, sheet: Element) -> None:
        usual = sheet.find("{*}sheetFormatPr")
        wide, high = _figure(usual, "defaultColWidth"), _figure(usual, "defaultRowHeight")
        self._column = _pixels_wide(wide) if wide else _COLUMN_PIXELS
        self._row = round(high * _PIXELS_PER_POINT) if high else _ROW_PIXELS
        self._columns = [
            (_figure(node, "min") or 0, _figure(node, "max") or 0, _column_pixels(node))
            for node in sheet.iterfind("{*}cols/{*}col")
        ]
        self._rows: dict[int, int] = {}
        for node in sheet.iterfind("{*}sheetData/{*}row"):
            number, height = _figure(node, "r"), 0.0 if _is_hidden(node) else _figure(node, "ht")
            if number is not None and height is not None:
                self._rows[int(number)] = round(height * _PIXELS_PER_POINT)

    def across(self, column: int, pixels: int) -> tuple[int, int]:
        """Return the point some pixels right of a column's left edge: a column from 0, and pixels into it."""
        return _walk(column - 1, pixels, self._width, _LAST_COLUMN)

    def down(self, row: int, pixels: int) -> tuple[int, int]:
        """Return the point some pixels below a row's upper edge: a row from 0, and pixels into it."""
        return _walk(row - 1, pixels, lambda number: self._rows.get(number + 1, self._row), _LAST_ROW)

    def _width(self, column: int) -> int:
        found = (width for first, last, width in self._columns if first <= column + 1 <= last)
        return next(found, self._column)


def _walk(start: int, pixels: int, size: Callable[[int], int], last: int) -> tuple[int, int]:
    at = start
    while at < last and pixels >= size(at) and at - start < _FARTHEST:
        pixels -= size(at)
        at += 1
    return at, min(pixels, size(at))


def _column_pixels(column: Element) -> int:
    return 0 if _is_hidden(column) else _pixels_wide(_figure(column, "width") or 0)


def _pixels_wide(width: float) -> int:
    return round(width * _PIXELS_PER_DIGIT) + _PIXELS_BESIDE


def _is_hidden(node: Element) -> bool:
    return node.get("hidden") in TRUE


def _figure(node: Element | None, name: str) -> float | None:
    """Return a number that an attribute holds; None when it holds none that makes sense."""
    try:
        found = float("" if node is None else node.get(name, ""))
    except ValueError:
        return None
    return found if 0 <= found <= _LAST_ROW + 1 else None
