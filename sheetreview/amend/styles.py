"""The styles of a workbook, with some more at the end of each list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import TypeAlias

from lxml import etree

from sheetreview.amend.package import MAIN, XML, Element, position
from sheetreview.amend.workbook import Workbook
from sheetreview.sheet.entry import GENERAL_FORMAT, TEXT_FORMAT

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
_PLAIN = f"""{XML}<styleSheet xmlns="{MAIN[1:-1]}">
<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles><dxfs count="0"/></styleSheet>
""".encode()
"""What the cells of a workbook without styles have meant so far."""

_INDEXED = {"fonts": "fontId", "fills": "fillId", "borders": "borderId"}
_APPLIED = ("applyFont", "applyFill", "applyBorder", "applyAlignment")

_Key: TypeAlias = tuple[object, ...]


class Styles:
    """The lists of a styles part, to which elements are added."""

    __slots__ = ("_known", "_root")

    def __init__(self, root: Element) -> None:
        self._root = root
        self._known: dict[str, dict[_Key, int]] = {}

    def add(self, name: str, element: Element) -> int:
        """Return the index of an element in a list; it is put at the list's end if it is not there yet."""
        listed = self._root.find(MAIN + name)
        if listed is None:
            plain = etree.fromstring(_PLAIN).find(MAIN + name)
            listed = etree.Element(MAIN + name) if plain is None else plain
            self._root.insert(position(self._root, name, _ORDER), listed)
        if name not in self._known:
            known: dict[_Key, int] = {}
            for index, child in enumerate(listed.iterchildren("*")):
                known.setdefault(_key(child), index)
            self._known[name] = known
        key = _key(element)
        found = self._known[name].get(key)
        if found is None:
            found = sum(1 for _ in listed.iterchildren("*"))
            listed.append(element)
            listed.set("count", str(found + 1))
            self._known[name][key] = found
        return found

    def number_format(self, index: int) -> int:
        """Return the number of a cell style's number format; of one that keeps texts, the built-in one's."""
        listed = self._root.findall(f"{MAIN}cellXfs/{MAIN}xf")
        number = int(listed[index].get("numFmtId", GENERAL_FORMAT)) if index < len(listed) else GENERAL_FORMAT
        codes = self._root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
        return (
            TEXT_FORMAT
            if any(c.get("numFmtId") == str(number) and c.get("formatCode") == "@" for c in codes)
            else number
        )

    def with_number_format(self, index: int, number: int) -> int:
        """Return the index of a cell's style with a built-in number format in place of its own."""
        listed = self._root.findall(f"{MAIN}cellXfs/{MAIN}xf")
        style = deepcopy(listed[index])
        style.set("numFmtId", str(number))
        style.set("applyNumberFormat", "1")
        return self.add("cellXfs", style)

    def adopt(self, other: Element, index: int) -> int:
        """Return the index here of a cell's style in another styles part, whose number format is a built-in one."""
        style = deepcopy(other.findall(f"{MAIN}cellXfs/{MAIN}xf")[index])
        for name, attribute in _INDEXED.items():
            element = other.findall(f"{MAIN}{name}/*")[int(style.get(attribute, 0))]
            style.set(attribute, str(self.add(name, deepcopy(element))))
        style.set("xfId", "0")
        for attribute in _APPLIED:
            style.set(attribute, "1")
        return self.add("cellXfs", style)


@contextmanager
def edit_styles(workbook: Workbook) -> Iterator[Styles]:
    """Give the styles of a workbook, to add some; it gets a styles part if it has none."""
    part = workbook.related_part(workbook.name, "styles")
    if part is None:
        usual = "xl/styles.xml"
        part = usual if usual not in workbook else workbook.free_name("xl/styles{}.xml")
        workbook.add(part, _PLAIN, _TYPE)
        workbook.relate(workbook.name, "styles", part)
    with workbook.edit_main(part, "styleSheet") as root:
        yield Styles(root)


def _key(element: Element) -> _Key:
    """What tells an element from others, whatever prefix its part gives it."""
    attributes = tuple(sorted(element.attrib.items()))
    return (
        element.tag,
        attributes,
        (element.text or "").strip(),
        *(_key(child) for child in element.iterchildren("*")),
    )
