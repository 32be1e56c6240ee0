"""The part of a package that lists the sheets, and what hangs on it."""

from __future__ import annotations

from collections.abc import Collection

from sheetreview.amend.nodes import Node, Tree, read_tree
from sheetreview.amend.parts import Parts
from sheetreview.amend.refusal import unamendable
from sheetreview.reading.cells import SheetCells, Tally
from sheetreview.reading.refusal import quoted
from sheetreview.reading.worksheet import read_cells, read_strings
from sheetreview.reading.xml_events import attribute, local
from sheetreview.sheet.grid import Grid

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Workbook:
    """A package that is a workbook. ``parts`` are its members, ``name`` is that of the part that lists the sheets."""

    __slots__ = ("_strings", "name", "parts")

    def __init__(self, data: bytes) -> None:
        """Raises FileError when the package is no workbook that can be changed in place."""
        self.parts = Parts(data)
        related = self.parts.related("").values()
        self.name = next((part for kind, part in related if kind == "officeDocument"), "xl/workbook.xml")
        if self.name not in self.parts:
            raise unamendable("it has no list of sheets")
        self._strings: list[str] | None = None
        if not self.sheets():
            raise unamendable("it has no sheets")

    def tree(self) -> Tree:
        """The workbook's own elements."""
        return require_main(self.parts.tree(self.name), "workbook")

    def sheets(self) -> list[Node]:
        """The sheets as the workbook lists them, in order."""
        listed = self.tree().root.first("sheets")
        return [] if listed is None else list(listed.all("sheet"))

    def part(self, title: str) -> str:
        """The name of the part with a sheet's cells."""
        related = self.parts.related(self.name)
        for node in self.sheets():
            kind, part = related.get(attribute(node.attributes, "id"), ("", ""))
            if node.attributes.get("name", "") == title and kind == "worksheet" and part in self.parts:
                return part
        raise unamendable(f"it has no sheet {quoted(title)}")

    def sheet(self, part: str, within: Collection[str] | None = None) -> Tree:
        """The elements of a sheet that can be changed in place; of its children only those named."""
        return require_main(read_tree(self.parts.read(part), within), "worksheet")

    def grid(self, title: str) -> Grid:
        """A sheet's values as they are now."""
        if self._strings is None:
            part = self.related_part(self.name, "sharedStrings")
            self._strings = [] if part is None or part not in self.parts else read_strings(self.parts.read(part))
        cells = SheetCells(title, Tally())
        read_cells(self.parts.read(self.part(title)), self._strings, cells)
        return cells.grid()

    def related_part(self, part: str, kind: str) -> str | None:
        """The part of a kind that a part is related to."""
        return next((name for found, name in self.parts.related(part).values() if found == kind), None)

    def forget_order(self) -> None:
        """Take out the order in which formulas were calculated: one that names a cell without a formula is damage."""
        for relation, (kind, part) in self.parts.related(self.name).items():
            if kind == "calcChain":
                self.parts.unrelate(self.name, relation)
                self.parts.drop(part)


def require_main(tree: Tree, name: str) -> Tree:
    """A part whose elements are the format's own; FileError for a strict workbook, and for anything else."""
    declared = "xmlns:" + tree.prefix.removesuffix(":") if tree.prefix else "xmlns"
    if local(tree.root.name) != name or tree.root.attributes.get(declared) != MAIN:
        raise unamendable("it is in a variant of the format that few programs write")
    return tree
