"""The styles of a workbook, with some more at the end of each list."""

from __future__ import annotations

from sheetreview.amend.nodes import Edit, Tree
from sheetreview.amend.order import STYLES_ORDER
from sheetreview.amend.workbook import MAIN, Workbook, require_main

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_PLAIN = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
_FIRST = {
    "fonts": ('<font><sz val="11"/><name val="Calibri"/></font>',),
    "fills": ('<fill><patternFill patternType="none"/></fill>', '<fill><patternFill patternType="gray125"/></fill>'),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellStyleXfs": (f"{_PLAIN}/>",),
    "cellXfs": (f'{_PLAIN} xfId="0"/>',),
    "cellStyles": ('<cellStyle name="Normal" xfId="0" builtinId="0"/>',),
    "dxfs": (),
}
"""What a list begins with where a workbook has none: what its cells without a style have meant so far."""


class Styles:
    """The lists of a styles part, to which elements are added; ``write``, once, puts them into the workbook."""

    __slots__ = ("_lists", "_new", "_part", "_tree", "_workbook")

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._part = workbook.related_part(workbook.name, "styles") or _made(workbook)
        self._tree: Tree = require_main(workbook.parts.tree(self._part), "styleSheet")
        self._lists: dict[str, list[bytes]] = {}
        self._new: dict[str, list[bytes]] = {}

    def add(self, name: str, element: str) -> int:
        """The index of an element, written without a prefix, in a list; put at its end where it is not there yet."""
        known = self._list(name)
        written = self._tree.xml(element)
        if written not in known:
            known.append(written)
            self._new.setdefault(name, []).append(written)
        return known.index(written)

    def write(self) -> None:
        """Put what was added into the workbook."""
        edits: list[Edit] = []
        for name in STYLES_ORDER:
            if name not in self._new:
                continue
            new = b"".join(self._new[name])
            count = str(len(self._lists[name]))
            node = self._tree.root.first(name)
            if node is not None:
                edits += self._tree.append(node, new, count=count)
            else:
                at = self._tree.place(name, STYLES_ORDER)
                whole = self._tree.xml(f'<{name} count="{count}">') + new + self._tree.xml(f"</{name}>")
                edits.append(Edit(at, at, whole))
        self._workbook.parts.write(self._part, self._tree.changed(edits))

    def _list(self, name: str) -> list[bytes]:
        if name not in self._lists:
            node = self._tree.root.first(name)
            if node is None:
                first = [self._tree.xml(element) for element in _FIRST[name]]
                self._new[name] = list(first)
            else:
                first = [self._tree.data[child.start : self._tree.end(child)] for child in node.children]
            self._lists[name] = first
        return self._lists[name]


def _made(workbook: Workbook) -> str:
    """The name of a new styles part, which says what a workbook without one means."""
    usual = "xl/styles.xml"
    part = usual if usual not in workbook.parts else workbook.parts.free_name("xl/styles{}.xml")
    lists = "".join(f'<{name} count="{len(first)}">{"".join(first)}</{name}>' for name, first in _FIRST.items())
    workbook.parts.write(part, f'{_XML}<styleSheet xmlns="{MAIN}">{lists}</styleSheet>'.encode())
    workbook.parts.relate(workbook.name, "styles", part)
    workbook.parts.set_type(part, _TYPE)
    return part
