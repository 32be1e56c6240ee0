"""The parts of a package while some of them change: what they hold, how they are related, what type each is."""

from __future__ import annotations

import posixpath
from io import BytesIO
from zipfile import ZipFile

from sheetreview.amend.nodes import Node, Tree, read_tree
from sheetreview.reading.gate import open_package
from sheetreview.xlsx.escapes import xml_text
from sheetreview.xlsx.package import CONTENT_TYPES, add_member

RELATION_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


class Parts:
    """The members of a package. Names count whatever their case, without a leading slash."""

    __slots__ = ("_added", "_changed", "_dropped", "_members", "_package")

    def __init__(self, data: bytes) -> None:
        """Raises FileError when the package does not pass the gate."""
        self._package = open_package(data)
        with ZipFile(BytesIO(data)) as archive:
            self._members = archive.namelist()
        self._changed: dict[str, bytes] = {}
        self._added: dict[str, str] = {}
        self._dropped: set[str] = set()

    def __contains__(self, name: str) -> bool:
        key = name.casefold()
        return key in self._changed or (key not in self._dropped and name in self._package)

    def read(self, name: str) -> bytes:
        """The bytes of a part as they are now. Raises FileError when it is not there."""
        key = name.casefold()
        if key not in self._changed:
            self._changed[key] = self._package.read(name)
        return self._changed[key]

    def tree(self, name: str) -> Tree:
        """All elements of a part."""
        return read_tree(self.read(name))

    def write(self, name: str, data: bytes) -> None:
        """Change a part, or add one."""
        key = name.casefold()
        if name not in self:
            self._added[key] = name
        self._changed[key] = data

    def drop(self, name: str) -> None:
        """Take a part out for good, with its content type and its own relations."""
        for part in (name, relations_name(name)):
            key = part.casefold()
            self._changed.pop(key, None)
            self._added.pop(key, None)
            self._dropped.add(key)
        types = self.tree(CONTENT_TYPES)
        gone = [types.remove(node) for node in types.root.all("Override") if _same_part(node, name)]
        if gone:
            self.write(CONTENT_TYPES, types.changed(gone))

    def free_name(self, pattern: str) -> str:
        """The first name that no part has, with a number from 1 in the pattern's ``{}``."""
        number = 1
        while pattern.format(number) in self or pattern.format(number).casefold() in self._dropped:
            number += 1
        return pattern.format(number)

    def set_type(self, name: str, content_type: str) -> None:
        """Say what type a part has."""
        types = self.tree(CONTENT_TYPES)
        if not any(_same_part(node, name) for node in types.root.all("Override")):
            new = types.xml(f'<Override PartName="/{xml_text(name)}" ContentType="{content_type}"/>')
            self.write(CONTENT_TYPES, types.changed(types.append(types.root, new)))

    def set_extension(self, extension: str, content_type: str) -> None:
        """Say what type all parts with an ending have."""
        types = self.tree(CONTENT_TYPES)
        known = {node.attributes.get("Extension", "").casefold() for node in types.root.all("Default")}
        if extension not in known:
            new = types.xml(f'<Default Extension="{extension}" ContentType="{content_type}"/>')
            self.write(CONTENT_TYPES, types.changed(types.append(types.root, new)))

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Relations of a part (of the package itself: ``""``) to other parts: id to (kind, part)."""
        name = relations_name(part)
        if name not in self:
            return {}
        found = {}
        for node in self.tree(name).root.all("Relationship"):
            if node.attributes.get("TargetMode") != "External":
                target = posixpath.join("/", posixpath.dirname(part), node.attributes.get("Target", ""))
                kind = node.attributes.get("Type", "").rpartition("/")[2]
                found[node.attributes.get("Id", "")] = (kind, posixpath.normpath(target).lstrip("/"))
        return found

    def relate(self, part: str, kind: str, target: str) -> str:
        """Relate a part to another; the relation's id."""
        name = relations_name(part)
        if name not in self:
            self.write(name, f'{_XML}<Relationships xmlns="{_RELATIONS}"></Relationships>'.encode())
        tree = self.tree(name)
        taken = {node.attributes.get("Id", "").casefold() for node in tree.root.all("Relationship")}
        number = len(taken) + 1
        while f"rid{number}" in taken:
            number += 1
        path = xml_text(posixpath.relpath("/" + target, "/" + posixpath.dirname(part)))
        new = f'<Relationship Id="rId{number}" Type="{RELATION_TYPES}/{kind}" Target="{path}"/>'
        self.write(name, tree.changed(tree.append(tree.root, tree.xml(new))))
        return f"rId{number}"

    def unrelate(self, part: str, relation: str) -> None:
        """Take a relation away."""
        name = relations_name(part)
        tree = self.tree(name)
        gone = [tree.remove(node) for node in tree.root.all("Relationship") if node.attributes.get("Id") == relation]
        self.write(name, tree.changed(gone))

    def save(self) -> bytes:
        """The package: its members in their order, new ones behind them."""
        buffer = BytesIO()
        with ZipFile(buffer, "w") as archive:
            for member in self._members:
                name = _normal(member)
                if name.endswith("/"):
                    add_member(archive, name, b"")
                elif name and name.casefold() not in self._dropped:
                    add_member(archive, member, self.read(name))
            for key, name in self._added.items():
                add_member(archive, name, self._changed[key])
        return buffer.getvalue()


def relations_name(part: str) -> str:
    """The name of the part that holds a part's relations."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _normal(member: str) -> str:
    return member.replace("\\", "/").lstrip("/")


def _same_part(node: Node, name: str) -> bool:
    return node.attributes.get("PartName", "").lstrip("/").casefold() == name.casefold()
