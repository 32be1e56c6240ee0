"""The shapes that comments are shown in: an old drawing language, one shape for every comment."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from sheetreview.amend.cells import Place
from sheetreview.amend.nodes import Node, Tree, read_tree
from sheetreview.amend.refusal import unamendable
from sheetreview.amend.room import Room
from sheetreview.reading.xml_events import local
from sheetreview.sheet.measure import estimate_height

_NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_TYPE_ID = "_x0000_t202"
_TYPE = (
    f'<v:shapetype id="{_TYPE_ID}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE_ID = re.compile(rb"_x0000_s([0-9]{1,9})\b")
_BLOCK = 1_024
"""Shape ids that one drawing may use; another drawing has another block."""

_WIDTH = 40.0
"""Characters of a line in a comment."""

_PIXELS_WIDE = 290
_LETTERS = 9.0
_PADDING = 24.0
_PIXELS_PER_POINT = 4 / 3


def drawing(number: int) -> bytes:
    """A drawing without shapes; ``number`` is its own in the workbook, from 1."""
    layout = f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{number}"/></o:shapelayout>'
    return f"<xml {_names()}>{layout}{_TYPE}</xml>".encode()


def _names() -> str:
    return " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _NAMESPACES.items())


def with_shapes(data: bytes, stale: Collection[Place], texts: Mapping[Place, str], room: Room) -> bytes:
    """A drawing with a shape for every comment in ``texts``, sized by it where it is new; those in ``stale`` go first.

    A shape whose comment is no more goes too. Raises FileError for a drawing that cannot be changed in place.
    """
    tree = read_tree(data)
    if tree.root.name != "xml":
        raise unamendable("its comments are drawn in an unusual way")
    gone, there = [], set()
    for shape, place in _notes(tree):
        if place in stale or place not in texts or place in there:
            gone.append(tree.remove(shape))
        else:
            there.add(place)
    numbers = [int(match[1]) for match in _SHAPE_ID.finditer(data)]
    following = max(numbers, default=_first_id(tree)) + 1
    new = "" if any(node.attributes.get("id") == _TYPE_ID for node in tree.root.all("shapetype")) else _TYPE
    for number, place in enumerate(sorted(texts.keys() - there), start=following):
        new += _shape(number, place, texts[place], room)
    if any(tree.root.attributes.get(f"xmlns:{prefix}") != name for prefix, name in _NAMESPACES.items()):
        new = re.sub(r"<v:shape(?:type)?\b", rf"\g<0> {_names()}", new)
    return tree.changed([*gone, *tree.append(tree.root, new.encode())])


def is_empty(data: bytes) -> bool:
    """Whether a drawing has no shape at all."""
    return all(local(node.name) in {"shapelayout", "shapetype"} for node in read_tree(data).root.children)


def _notes(tree: Tree) -> Iterator[tuple[Node, Place]]:
    """The shapes of comments, with the cells they belong to."""
    for shape in tree.root.all("shape"):
        facts = shape.first("ClientData")
        if facts is None or facts.attributes.get("ObjectType") != "Note":
            continue
        row, column = facts.first("Row"), facts.first("Column")
        if row is not None and column is not None:
            yield shape, (_number(tree, row) + 1, _number(tree, column) + 1)


def _number(tree: Tree, node: Node) -> int:
    text = tree.text(node).strip()
    if not (text.isascii() and text.isdigit()):
        raise unamendable("a comment of it belongs to no cell")
    return int(text[:9])


def _first_id(tree: Tree) -> int:
    """The number before the first shape of a drawing without shapes: 1024 times that of its block."""
    layout = tree.root.first("shapelayout")
    block = layout.first("idmap") if layout is not None else None
    data = block.attributes.get("data", "1") if block is not None else "1"
    return _BLOCK * (int(data) if data.isascii() and data.isdigit() and len(data) < len("10000") else 1)


def _shape(number: int, place: Place, text: str, room: Room) -> str:
    row, column = place
    high = round((estimate_height(text, _WIDTH, _LETTERS) + _PADDING) * _PIXELS_PER_POINT)
    left, right = room.across(column + 1, 15), room.across(column + 1, 15 + _PIXELS_WIDE)
    top, bottom = room.down(max(1, row - 1), 10), room.down(max(1, row - 1), 10 + high)
    anchor = ", ".join(map(str, (*left, *top, *right, *bottom)))
    style = (
        f"position:absolute;margin-left:60pt;margin-top:2pt;width:{round(_PIXELS_WIDE / _PIXELS_PER_POINT)}pt;"
        f"height:{round(high / _PIXELS_PER_POINT)}pt;z-index:{number % _BLOCK};visibility:hidden"
    )
    return (
        f'<v:shape id="_x0000_s{number}" type="#{_TYPE_ID}" style="{style}" fillcolor="#FFFFE1" o:insetmode="auto">'
        '<v:fill color2="#FFFFE1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column>"
        "</x:ClientData></v:shape>"
    )
