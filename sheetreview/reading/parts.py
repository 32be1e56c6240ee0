"""The parts of an .xlsx package, found as its relationships say."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from sheetreview.errors import TOO_LARGE, FileError
from sheetreview.reading.cells import MAX_SHEETS
from sheetreview.reading.gate import Package
from sheetreview.reading.xml_events import Attributes, attribute, parse

_USUAL_WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What a part refers to: the last word of the relation's type, and the other part."""

    kind: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEntry:
    """A sheet as the workbook lists it; ``relation`` is the id of its relation."""

    name: str
    relation: str
    visible: bool


def workbook_part(package: Package) -> str:
    """Name of the part that lists the sheets."""
    found = (one.part for one in relations(package, "").values() if one.kind == "officeDocument")
    return next(found, _USUAL_WORKBOOK)


def counts_from_1904(data: bytes) -> bool:
    """Whether a workbook part says that dates are days after 1 January 1904."""
    found: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            found.append(attributes.get("date1904", ""))

    parse(data, start)
    return found[:1] in (["1"], ["true"])


def sheet_entries(data: bytes) -> list[SheetEntry]:
    """The sheets that a workbook part lists, in order. Raises FileError for too many."""
    sheets: list[SheetEntry] = []

    def start(name: str, attributes: Attributes) -> None:
        if name != "sheet":
            return
        visible = attributes.get("state", "visible") == "visible"
        sheets.append(
            SheetEntry(name=attributes.get("name", ""), relation=attribute(attributes, "id"), visible=visible)
        )
        if len(sheets) > MAX_SHEETS:
            raise FileError(f"The workbook has more than {MAX_SHEETS} sheets. Ask for the form itself.", TOO_LARGE)

    parse(data, start)
    return sheets


def relations(package: Package, part: str) -> dict[str, Relation]:
    """Relationships of a part (of the package itself: ``""``) by id, to other parts of the package."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, Relation] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = Relation(kind=kind, part=target)

    if path in package:
        parse(package.read(path), start)
    return found
