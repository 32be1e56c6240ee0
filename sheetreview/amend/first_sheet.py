"""The list of what to correct, drawn and put before all other sheets of a workbook."""

from __future__ import annotations

import posixpath
from copy import deepcopy

from lxml import etree

from sheetreview.amend.cells import TRUE, set_cells
from sheetreview.amend.listing import TITLE, Listing, is_as_written, marker_cell, sealed_marker
from sheetreview.amend.listing_plan import ListPlan, list_plan
from sheetreview.amend.package import MAIN, RELATION, E, Element, position, read_xml, relations_name, unamendable
from sheetreview.amend.styles import Styles, edit_styles
from sheetreview.amend.workbook import WORKBOOK_ORDER, Workbook, sheet_entries
from sheetreview.sheet.plan import BookPlan
from sheetreview.sheet.titles import safe_sheet_title

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_DIGITS = 9
_KEPT = "Earlier list"
"""Title of an older list that people have written in."""


def list_first(workbook: Workbook, listing: Listing) -> None:
    """Make a list the first sheet, in place of one from an earlier round.

    One that people have written in is kept, under another title.
    """
    earlier = next((title for title in workbook.parts() if marker_cell(workbook.grid(title))), None)
    if earlier is not None and not is_as_written(workbook.grid(earlier)):
        _set_aside(workbook, earlier)
        earlier = None
    plan = list_plan(listing, [title for title in workbook.parts() if title != earlier])
    data = _draw(plan, workbook, _paper(workbook, earlier))
    _deselect(workbook)
    if earlier is None:
        folder = posixpath.dirname(workbook.name)
        part = workbook.free_name(posixpath.join(folder, "worksheets/sheet{}.xml"))
        workbook.add(part, data, _TYPE)
        relation = workbook.relate(workbook.name, "worksheet", part)
        title = safe_sheet_title(TITLE, workbook.titles())
    else:
        title, relation = earlier, ""
        part = workbook.part(earlier)
        workbook.write(part, data)
        if relations_name(part) in workbook:
            workbook.drop(relations_name(part))
    with workbook.edit_main(workbook.name, "workbook") as root:
        _enter(root, title, relation, plan)
    _set_marker(workbook, title, sealed_marker(workbook.grid(title)))
    workbook.forget_calculation_order()


def _set_aside(workbook: Workbook, title: str) -> None:
    """Make an older list a sheet like any other."""
    _set_marker(workbook, title, None)
    kept = safe_sheet_title(_KEPT, workbook.titles())
    with workbook.edit_main(workbook.name, "workbook") as root:
        number, entry = _entry(root, title)
        entry.set("name", kept)
        for name in _local_names(root):
            if name.get("localSheetId") == str(number):
                _remove(name)


def _set_marker(workbook: Workbook, title: str, marker: str | None) -> None:
    cell = marker_cell(workbook.grid(title))
    if cell is not None:
        with workbook.edit_main(workbook.part(title), "worksheet") as sheet:
            set_cells(sheet, {cell: marker})


def _draw(plan: ListPlan, workbook: Workbook, paper: str | None) -> bytes:
    """Render the list; return its sheet, in the workbook's styles and with what its formulas show."""
    from sheetreview.xlsx.markers import Markers  # noqa: PLC0415 -- openpyxl is slow to import
    from sheetreview.xlsx.render import render_members  # noqa: PLC0415 -- as above

    book = BookPlan(title="", sheets=(plan.sheet,))
    members = render_members(book, Markers.of(book))
    sheet = read_xml(members["xl/worksheets/sheet1.xml"])
    with edit_styles(workbook) as styles:
        _restyle(sheet, read_xml(members["xl/styles.xml"]), styles)
    for cell in sheet.iter(f"{MAIN}c"):
        shown = plan.shown.get(cell.get("r", ""))
        if shown is not None:
            cell.set("t", "str")
            cell.append(E("v", shown))
    for link in sheet.iter(f"{MAIN}hyperlink"):
        link.set("tooltip", "Go to the cell")
    for page in sheet.iter(f"{MAIN}pageSetup"):
        if paper is not None:
            page.set("paperSize", paper)
    return etree.tostring(sheet, encoding="UTF-8", standalone=True)


def _restyle(sheet: Element, own: Element, styles: Styles) -> None:
    """Give a rendered sheet, whose styles stand in ``own``, those of the workbook it goes into."""
    found: dict[str, str] = {}
    for cell in sheet.iter(f"{MAIN}c"):
        index = cell.get("s", "0")
        if index not in found:
            found[index] = str(styles.adopt(own, int(index)))
        cell.set("s", found[index])
    for rule in sheet.iter(f"{MAIN}cfRule"):
        changed = own.findall(f"{MAIN}dxfs/{MAIN}dxf")[int(rule.get("dxfId", 0))]
        rule.set("dxfId", str(styles.add("dxfs", deepcopy(changed))))


def _enter(root: Element, title: str, relation: str, plan: ListPlan) -> None:
    """List the sheet first, active, and say which row of it is repeated on paper.

    ``relation`` is that of a new sheet; an older list, which is listed already, has ''.
    """
    entries = sheet_entries(root)
    number = None
    if relation:
        identity = 1 + max(_number(node.get("sheetId", "")) for node in entries)
        entry = etree.Element(
            f"{MAIN}sheet",
            {"name": title, "sheetId": str(identity), f"{RELATION}id": relation},
            nsmap={None: MAIN[1:-1], "r": RELATION[1:-1]},
        )
    else:
        number, entry = _entry(root, title)
        entry.attrib.pop("state", None)
    entries[0].addprevious(entry)
    _renumber_names(root, number)
    head, _ = plan.sheet.print.title_rows or (1, 1)
    quoted = title.replace("'", "''")
    names = root.find(f"{MAIN}definedNames")
    if names is None:
        names = etree.Element(f"{MAIN}definedNames")
        root.insert(position(root, "definedNames", WORKBOOK_ORDER), names)
    names.append(E("definedName", f"'{quoted}'!${head}:${head}", name="_xlnm.Print_Titles", localSheetId="0"))
    for view in root.iterfind("{*}bookViews/{*}workbookView"):
        view.set("firstSheet", "0")
        view.set("activeTab", "0")


def _renumber_names(root: Element, own: int | None) -> None:
    """Renumber the names that belong to a sheet behind the new first one; those of an older list go."""
    for name in _local_names(root):
        number = _number(name.get("localSheetId", ""))
        if number == own:
            _remove(name)
        elif own is None or number < own:
            name.set("localSheetId", str(number + 1))


def _entry(root: Element, title: str) -> tuple[int, Element]:
    """Return the number from 0 and the element of a listed sheet."""
    return next((number, node) for number, node in enumerate(sheet_entries(root)) if node.get("name", "") == title)


def _local_names(root: Element) -> list[Element]:
    names = root.iterfind("{*}definedNames/{*}definedName")
    return [name for name in names if "localSheetId" in name.attrib]


def _remove(node: Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _deselect(workbook: Workbook) -> None:
    """Leave no other sheet selected: typing into several at once would be an accident."""
    for kind, part in workbook.related(workbook.name).values():
        if kind in {"worksheet", "chartsheet"} and part in workbook and b"tabSelected" in workbook.read(part):
            with workbook.edit(part) as sheet:
                for view in sheet.iterfind("{*}sheetViews/{*}sheetView"):
                    if view.get("tabSelected") in TRUE:
                        view.attrib.pop("tabSelected")


def _paper(workbook: Workbook, earlier: str | None) -> str | None:
    """Return the format's number for the paper that the other sheets are printed on; None where none says."""
    for title, part in workbook.parts().items():
        if title != earlier:
            setup = workbook.root(part).find("{*}pageSetup")
            paper = "" if setup is None else setup.get("paperSize", "")
            if paper.isascii() and paper.isdigit():
                return paper
    return None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise unamendable("its sheets are not numbered")
    return int(text[:_DIGITS])
