"""XML with the places of its elements, so that a few bytes can be changed and all others stay."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sheetreview.amend.refusal import unamendable
from sheetreview.reading.xml_events import MAX_DEPTH, guarded_parser, local, parse, run
from sheetreview.xlsx.escapes import xml_text

MAX_NODES = 300_000
"""Elements of one part that are kept with their places: a form has some thousands."""

_TAG = re.compile(rb"""<[^\s/>"']++(?:[^"'>]++|"[^"]*"|'[^']*')*+>""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_NAME = re.compile(rb"<([^\s/>]+)")
_DECLARED = re.compile(rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([^"']+)["']""")
_ELEMENT = re.compile(r"<(/?)(?=[A-Za-z])")


class Node:
    """An element: its name as written, its attributes, its children, and where its start and end tags begin.

    Of a self-closing element ``tail`` is where it ends.
    """

    __slots__ = ("attributes", "children", "name", "start", "tail")

    def __init__(self, name: str, attributes: dict[str, str], start: int) -> None:
        self.name = name
        self.attributes = attributes
        self.start = self.tail = start
        self.children: list[Node] = []

    def all(self, name: str) -> Iterator[Node]:
        """The children with a local name."""
        return (child for child in self.children if local(child.name) == name)

    def first(self, name: str) -> Node | None:
        """The first child with a local name."""
        return next(self.all(name), None)


class Edit(NamedTuple):
    """Bytes that take the place of others; ``start`` = ``end`` only puts them in."""

    start: int
    end: int
    data: bytes


class Tree:
    """A part of the package and its elements.

    ``prefix`` is what stands before the names of elements in its own namespace: ``""`` or such as ``x:``.
    """

    __slots__ = ("data", "prefix", "root")

    def __init__(self, data: bytes, root: Node) -> None:
        self.data = data
        self.root = root
        self.prefix = root.name[: -len(local(root.name))]

    def tag(self, node: Node) -> bytes:
        """The start tag of an element, as written."""
        found = _TAG.match(self.data, node.start)
        if found is None:
            raise unamendable("a part of it is built in an unusual way")
        return found[0]

    def is_closed(self, node: Node) -> bool:
        """Whether an element is one self-closing tag."""
        return self.tag(node).endswith(b"/>")

    def end(self, node: Node) -> int:
        """Where an element ends."""
        return node.tail if self.is_closed(node) else self.data.index(b">", node.tail) + 1

    def inside(self, node: Node) -> bytes:
        """What stands between the tags of an element, as written."""
        return b"" if self.is_closed(node) else self.data[node.start + len(self.tag(node)) : node.tail]

    def text(self, node: Node) -> str:
        """The characters inside an element without children."""
        inside = self.inside(node)
        if b"&" not in inside and b"<" not in inside:
            return inside.decode()
        found: list[str] = []
        parse(b"<t>" + inside + b"</t>", lambda _name, _attributes: None, None, found.append)
        return "".join(found)

    def xml(self, text: str) -> bytes:
        """Elements written without a prefix, as they stand in this part."""
        return (_ELEMENT.sub(rf"<\g<1>{self.prefix}", text) if self.prefix else text).encode()

    def retag(self, node: Node, **attributes: str | None) -> Edit:
        """The start tag with other attributes; None takes one away."""
        tag = self.tag(node)
        return Edit(node.start, node.start + len(tag), with_attributes(tag, **attributes))

    def remove(self, node: Node) -> Edit:
        """An element taken out."""
        return Edit(node.start, self.end(node), b"")

    def append(self, node: Node, data: bytes, **attributes: str | None) -> list[Edit]:
        """More content at the end of an element, whose attributes change too."""
        tag = with_attributes(self.tag(node), **attributes)
        start, end = node.start, node.start + len(self.tag(node))
        if not tag.endswith(b"/>"):
            return [Edit(start, end, tag), Edit(node.tail, node.tail, data)]
        opened = tag[:-2].rstrip() + b">"
        return [Edit(start, end, opened + data + b"</" + node.name.encode() + b">")]

    def inserted(self, at: int, text: str) -> bytes:
        """The part with elements, written without a prefix, put in at a place."""
        return self.changed([Edit(at, at, self.xml(text))])

    def place(self, child: str, order: Sequence[str]) -> int:
        """Where a new child of the root belongs: behind all those that come before it in the schema's order."""
        before = set(order[: order.index(child) + 1])
        own = (node for node in self.root.children if node.name == self.prefix + local(node.name))
        known = [node for node in own if local(node.name) in before]
        return self.end(known[-1]) if known else self.root.start + len(self.tag(self.root))

    def changed(self, edits: Sequence[Edit]) -> bytes:
        """The part after some edits, which must not overlap; those at one place come in the order given."""
        parts: list[bytes] = []
        done = 0
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            if edit.start < done:
                raise ValueError("two changes of a part overlap")
            parts += (self.data[done : edit.start], edit.data)
            done = edit.end
        return b"".join((*parts, self.data[done:]))


def read_tree(data: bytes, within: Collection[str] | None = None) -> Tree:
    """The elements of a part: all, or of the root's children only those with some local names with what is in them.

    Raises FileError for XML that is not well formed or dangerous, and for a part that cannot be changed in place.
    """
    _require_utf8(data)
    parser = guarded_parser()
    top = Node("", {}, 0)
    stack = [top]
    skipped = 0
    count = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal skipped, count
        if skipped or (within is not None and len(stack) == 3 and local(stack[2].name) not in within):  # noqa: PLR2004 -- top, root, child
            skipped += 1
            return
        count += 1
        if count > MAX_NODES or len(stack) > MAX_DEPTH:
            raise unamendable("it is far larger than any form")
        node = Node(name, attributes, parser.CurrentByteIndex)
        stack[-1].children.append(node)
        stack.append(node)

    def on_end(_name: str) -> None:
        nonlocal skipped
        if skipped:
            skipped -= 1
        else:
            stack.pop().tail = parser.CurrentByteIndex

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    run(parser, data)
    return Tree(data, top.children[0])


def with_attributes(tag: bytes, **attributes: str | None) -> bytes:
    """A start tag with other attributes, the rest in their order; None takes one away."""
    if not attributes:
        return tag
    name = _NAME.match(tag)
    if name is None:
        raise unamendable("a part of it is built in an unusual way")
    kept = {match[1].decode(): match[2] for match in _ATTRIBUTE.finditer(tag, name.end())}
    for key, value in attributes.items():
        if value is None:
            kept.pop(key, None)
        else:
            kept[key] = f'"{xml_text(value)}"'.encode()
    listed = b"".join(b" " + key.encode() + b"=" + value for key, value in kept.items())
    return name[0] + listed + (b"/>" if tag.endswith(b"/>") else b">")


def _require_utf8(data: bytes) -> None:
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf")[:200])
    odd = declared is not None and declared[1].lower() not in (b"utf-8", b"utf8")
    if odd or data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        raise unamendable("it is not written in UTF-8")
