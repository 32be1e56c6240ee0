"""The package of a workbook while some of its parts change: elements, relations, content types."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TypeAlias
from zipfile import ZipFile

from lxml import etree
from lxml.builder import ElementMaker
from lxml.etree import _Element

from sheetreview.errors import NOT_CHANGEABLE, FileError
from sheetreview.reading.gate import open_package
from sheetreview.reading.refusal import damaged
from sheetreview.reading.xml_events import guarded_parser, run
from sheetreview.xlsx.package import CONTENT_TYPES, add_member

Element: TypeAlias = _Element

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PRESERVED = {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

MAX_NODES = 500_000
"""Tags and attributes of one part that is changed: a form has some thousands. Each takes up to 200 bytes."""

E = ElementMaker(namespace=MAIN[1:-1], nsmap={None: MAIN[1:-1]})
"""Makes elements of a sheet, a workbook, its styles and comments; put into a part, they take its prefix."""

_STRING = etree.XPath("string()")
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_NO_RELATIONS = f'{XML}<Relationships xmlns="{_RELATIONS[1:-1]}"/>'


def unamendable(what: str) -> FileError:
    """Return the refusal of a workbook that can be read but not changed in place.

    ``what`` completes "The workbook cannot be changed in place: …".
    """
    return FileError(
        f"The workbook cannot be changed in place: {what}. Open it, save it as .xlsx, try again.", NOT_CHANGEABLE
    )


def read_xml(data: bytes) -> Element:
    """Return the root element of a part.

    Raises FileError for XML that is not well formed, defines entities, or goes beyond the limits.
    """
    # What stands between two of these signs makes at most one node, so libxml2 never sees more of them.
    if data.count(b"<") + data.count(b"=") > MAX_NODES:
        raise unamendable("it is far larger than any form")
    # The reader's parser keeps nothing, and refuses definitions and odd character sets before libxml2 meets them.
    run(guarded_parser(), data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, collect_ids=False, strip_cdata=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise damaged(f"a part of it is not readable XML (line {error.lineno})") from error


def local_name(node: Element) -> str:
    """Return an element's name without its namespace; '' for a comment or a processing instruction."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def text_of(node: Element) -> str:
    """Return the characters inside an element."""
    return str(_STRING(node))


def position(parent: Element, name: str, order: Sequence[str]) -> int:
    """Return the index at which a new child belongs: behind all that come before it in the schema's order."""
    before = {MAIN + one for one in order[: order.index(name) + 1]}
    known = [index for index, child in enumerate(parent) if child.tag in before]
    return known[-1] + 1 if known else 0


class Package:
    """The members of a package. Names are compared without regard to case, and have no leading slash.

    A member that nothing changes is saved byte for byte.
    """

    __slots__ = ("_added", "_changed", "_dropped", "_members", "_package", "_related")

    def __init__(self, data: bytes) -> None:
        """Raises FileError when the package does not pass the gate."""
        self._package = open_package(data)
        with ZipFile(BytesIO(data)) as archive:
            self._members = archive.namelist()
        self._changed: dict[str, bytes] = {}
        self._added: dict[str, str] = {}
        self._dropped: set[str] = set()
        self._related: dict[str, tuple[bytes, dict[str, tuple[str, str]]]] = {}

    def __contains__(self, name: str) -> bool:
        key = name.casefold()
        return key in self._changed or (key not in self._dropped and name in self._package)

    def read(self, name: str) -> bytes:
        """Return the bytes of a part as they are now. Raises FileError when it is missing."""
        key = name.casefold()
        if key not in self._changed:
            self._changed[key] = self._package.read(name)
        return self._changed[key]

    def root(self, name: str) -> Element:
        """Return the root element of a part, to look at."""
        return read_xml(self.read(name))

    @contextmanager
    def edit(self, name: str) -> Iterator[Element]:
        """Give the root element of a part to change; the part keeps its bytes if no element of it has changed."""
        data = self.read(name)
        root = read_xml(data)
        declared = data.startswith(b"<?xml")
        before = _written(root, declared=declared)
        yield root
        after = _written(root, declared=declared)
        if after != before:
            self._changed[name.casefold()] = after

    def write(self, name: str, data: bytes) -> None:
        """Change a part as a whole, or add one."""
        key = name.casefold()
        if name not in self:
            self._added[key] = name
        self._changed[key] = data

    def add(self, name: str, data: bytes, content_type: str) -> None:
        """Add a part, or replace one, and say what type it has."""
        self.write(name, data)
        with self.edit(CONTENT_TYPES) as types:
            if not any(_is_type_of(node, name) for node in types):
                etree.SubElement(types, f"{_TYPES}Override", PartName=f"/{name}", ContentType=content_type)

    def drop(self, name: str) -> None:
        """Take a part out for good, with its content type and its own relations."""
        for part in (name, relations_name(name)):
            key = part.casefold()
            self._changed.pop(key, None)
            self._added.pop(key, None)
            self._dropped.add(key)
        with self.edit(CONTENT_TYPES) as types:
            for node in [node for node in types if _is_type_of(node, name)]:
                types.remove(node)

    def free_name(self, pattern: str) -> str:
        """Return the first unused name, with a number from 1 in the pattern's ``{}``."""
        number = 1
        while pattern.format(number) in self or pattern.format(number).casefold() in self._dropped:
            number += 1
        return pattern.format(number)

    def set_extension(self, extension: str, content_type: str) -> None:
        """Say what type all parts with an extension have."""
        with self.edit(CONTENT_TYPES) as types:
            known = {node.get("Extension", "").casefold() for node in types.iterchildren("{*}Default")}
            if extension not in known:
                etree.SubElement(types, f"{_TYPES}Default", Extension=extension, ContentType=content_type)

    def related(self, part: str) -> Mapping[str, tuple[str, str]]:
        """Return the relations of a part (of the package itself: ``""``) to other parts: id to (kind, part)."""
        name = relations_name(part)
        if name not in self:
            return {}
        data = self.read(name)
        known, found = self._related.get(name, (b"", {}))
        if known is not data:
            found = _relations(part, read_xml(data))
            self._related[name] = (data, found)
        return found

    def related_part(self, part: str, kind: str) -> str | None:
        """Return the first part of a kind that a part is related to."""
        return next((name for found, name in self.related(part).values() if found == kind), None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Relate a part to another; return the relation's id."""
        name = relations_name(part)
        if name not in self:
            self.write(name, _NO_RELATIONS.encode())
        with self.edit(name) as relations:
            taken = {node.get("Id", "").casefold() for node in relations.iterchildren("{*}Relationship")}
            number = len(taken) + 1
            while f"rid{number}" in taken:
                number += 1
            etree.SubElement(
                relations,
                f"{_RELATIONS}Relationship",
                Id=f"rId{number}",
                Type=f"{RELATION[1:-1]}/{kind}",
                Target=posixpath.relpath("/" + target, "/" + posixpath.dirname(part)),
            )
        return f"rId{number}"

    def drop_related(self, part: str, name: str) -> None:
        """Take a part out that another is related to, and that one's relations to it."""
        gone = {relation for relation, (_, target) in self.related(part).items() if target == name}
        with self.edit(relations_name(part)) as relations:
            for node in [node for node in relations if node.get("Id") in gone]:
                relations.remove(node)
        self.drop(name)

    def save(self) -> bytes:
        """Return the package: its members in their order, new ones behind them."""
        buffer = BytesIO()
        with ZipFile(buffer, "w") as archive:
            for member in self._members:
                name = member.replace("\\", "/").lstrip("/")
                if name.endswith("/"):
                    add_member(archive, name, b"")
                elif name and name.casefold() not in self._dropped:
                    add_member(archive, member, self.read(name))
            for key, name in self._added.items():
                add_member(archive, name, self._changed[key])
        return buffer.getvalue()


def relations_name(part: str) -> str:
    """Return the name of the part that holds a part's relations."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relations(part: str, root: Element) -> dict[str, tuple[str, str]]:
    found = {}
    for node in root.iterchildren("{*}Relationship"):
        if node.get("TargetMode") != "External":
            target = posixpath.join("/", posixpath.dirname(part), node.get("Target", ""))
            kind = node.get("Type", "").rpartition("/")[2]
            found[node.get("Id", "")] = (kind, posixpath.normpath(target).lstrip("/"))
    return found


def _written(root: Element, *, declared: bool) -> bytes:
    tree = root.getroottree()
    # lxml gives False for a declaration that says nothing of it, which means the same as "no".
    standalone = tree.docinfo.standalone or None
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=declared, standalone=standalone)


def _is_type_of(node: Element, name: str) -> bool:
    return local_name(node) == "Override" and node.get("PartName", "").lstrip("/").casefold() == name.casefold()
