"""A package that is a workbook: its sheets, and the parts that hang on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sheetreview.amend.package import MAIN, RELATION, Element, Package, unamendable
from sheetreview.reading.cells import SheetCells, Tally
from sheetreview.reading.refusal import quoted
from sheetreview.reading.worksheet import Shared, read_cells, read_strings
from sheetreview.sheet.grid import Grid

# The order that the format demands of an element's children; a program repairs a file that breaks it.
WORKBOOK_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr",
    "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip
SHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip


class Workbook(Package):
    """A package that is a workbook. ``name`` is the part that lists the sheets."""

    __slots__ = ("_strings", "name")

    def __init__(self, data: bytes) -> None:
        """Raises FileError when the package is no workbook that can be changed in place."""
        super().__init__(data)
        self.name = self.related_part("", "officeDocument") or "xl/workbook.xml"
        if self.name not in self:
            raise unamendable("it has no list of sheets")
        self._strings: list[str] | None = None
        if not self.sheets():
            raise unamendable("it has no sheets")

    @contextmanager
    def edit_main(self, part: str, name: str) -> Iterator[Element]:
        """Give a part's root to change; FileError for one that is not the format's own element of this name."""
        with self.edit(part) as root:
            yield _require_main(root, name)

    def sheets(self) -> list[Element]:
        """Return the sheets as the workbook lists them, in order, to look at."""
        return sheet_entries(_require_main(self.root(self.name), "workbook"))

    def titles(self) -> list[str]:
        """Return the titles of all sheets in order."""
        return [node.get("name", "") for node in self.sheets()]

    def parts(self) -> dict[str, str]:
        """Return the parts of the sheets that have cells, by title, in order."""
        related = self.related(self.name)
        found: dict[str, str] = {}
        for node in self.sheets():
            kind, part = related.get(node.get(f"{RELATION}id", ""), ("", ""))
            if kind == "worksheet" and part in self:
                found.setdefault(node.get("name", ""), part)
        return found

    def part(self, title: str) -> str:
        """Return the name of the part with a sheet's cells."""
        found = self.parts().get(title)
        if found is None:
            raise unamendable(f"it has no sheet {quoted(title)}")
        return found

    def grid(self, title: str) -> Grid:
        """Return a sheet's values as they are now."""
        if self._strings is None:
            part = self.related_part(self.name, "sharedStrings")
            self._strings = [] if part is None or part not in self else read_strings(self.read(part))
        cells = SheetCells(title, Tally())
        read_cells(self.read(self.part(title)), Shared(strings=self._strings), cells)
        return cells.grid()

    def forget_calculation_order(self) -> None:
        """Take out the order in which formulas were calculated: one that names a cell without a formula is damage."""
        part = self.related_part(self.name, "calcChain")
        if part is not None:
            self.drop_related(self.name, part)


def sheet_entries(workbook: Element) -> list[Element]:
    """Return the elements that list the sheets, in order."""
    listed = workbook.find("{*}sheets")
    return [] if listed is None else list(listed.iterchildren("{*}sheet"))


def _require_main(root: Element, name: str) -> Element:
    if root.tag != MAIN + name:
        raise unamendable("it is in a variant of the format that few programs write")
    return root
