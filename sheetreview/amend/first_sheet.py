"""A sheet put before all others, or replaced and moved there."""

from __future__ import annotations

import posixpath

from sheetreview.amend.cells import CELL_PARTS, with_cells
from sheetreview.amend.earlier_list import is_as_written, marker_cell, sealed_marker
from sheetreview.amend.listing import TITLE, Listing
from sheetreview.amend.listing_sheet import listing_xml
from sheetreview.amend.listing_styles import add_look
from sheetreview.amend.nodes import Edit, Node, Tree, read_tree
from sheetreview.amend.order import WORKBOOK_ORDER
from sheetreview.amend.parts import RELATION_TYPES, relations_name
from sheetreview.amend.refusal import unamendable
from sheetreview.amend.styles import Styles
from sheetreview.amend.workbook import Workbook
from sheetreview.reading.xml_events import attribute
from sheetreview.sheet.titles import safe_sheet_title
from sheetreview.xlsx.escapes import xml_text

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TRUE = ("1", "true")
_A4 = "9"
_KEPT = "Earlier list"
"""Title of an older list that people have written in."""


def list_first(workbook: Workbook, listing: Listing) -> None:
    """Make a list the first sheet, in place of one from an earlier round.

    One that people have written in is kept, under another title.
    """
    old = next((title for title in _titles(workbook) if marker_cell(workbook.grid(title))), None)
    if old is not None and not is_as_written(workbook.grid(old)):
        _set_aside(workbook, old)
        old = None
    titles = _titles(workbook)
    styles = Styles(workbook)
    look = add_look(styles)
    styles.write()
    data, head = listing_xml(listing, [title for title in titles if title != old], look, _paper(workbook, old))
    _deselect(workbook)
    if old is None:
        title = safe_sheet_title(TITLE, [node.attributes.get("name", "") for node in workbook.sheets()])
        relation = _add(workbook, data)
        identity = 1 + max(_number(node.attributes.get("sheetId", "")) for node in workbook.sheets())
    else:
        title = old
        relation, identity = _replace(workbook, old, data)
    _enter(workbook, title, relation, identity, head)
    _seal(workbook, title)
    workbook.forget_order()


def _set_aside(workbook: Workbook, title: str) -> None:
    """Make an older list a sheet like any other."""
    _set_marker(workbook, title, None)
    tree = workbook.tree()
    nodes = workbook.sheets()
    number = next(number for number, node in enumerate(nodes) if node.attributes.get("name") == title)
    kept = safe_sheet_title(_KEPT, [node.attributes.get("name", "") for node in nodes])
    edits = [tree.retag(node, name=kept) for node in _entries(tree) if node.attributes.get("name") == title]
    local = (node for names in tree.root.all("definedNames") for node in names.all("definedName"))
    edits += [tree.remove(node) for node in local if node.attributes.get("localSheetId") == str(number)]
    workbook.parts.write(workbook.name, tree.changed(edits))


def _seal(workbook: Workbook, title: str) -> None:
    _set_marker(workbook, title, sealed_marker(workbook.grid(title)))


def _set_marker(workbook: Workbook, title: str, marker: str | None) -> None:
    cell = marker_cell(workbook.grid(title))
    if cell is not None:
        part = workbook.part(title)
        workbook.parts.write(part, with_cells(workbook.sheet(part, CELL_PARTS), {cell: marker})[0])


def _entries(tree: Tree) -> list[Node]:
    return [node for sheets in tree.root.all("sheets") for node in sheets.all("sheet")]


def _titles(workbook: Workbook) -> list[str]:
    """Titles of the sheets with cells."""
    related = workbook.parts.related(workbook.name)
    return [
        node.attributes.get("name", "")
        for node in workbook.sheets()
        if related.get(attribute(node.attributes, "id"), ("",))[0] == "worksheet"
    ]


def _add(workbook: Workbook, data: bytes) -> str:
    """Put the list's part into the package; the id of its relation."""
    part = workbook.parts.free_name(posixpath.join(posixpath.dirname(workbook.name), "worksheets/sheet{}.xml"))
    workbook.parts.write(part, data)
    workbook.parts.set_type(part, _TYPE)
    return workbook.parts.relate(workbook.name, "worksheet", part)


def _replace(workbook: Workbook, title: str, data: bytes) -> tuple[str, int]:
    """Put the list in place of an older one; the ids of that one's relation and sheet."""
    part = workbook.part(title)
    workbook.parts.write(part, data)
    if relations_name(part) in workbook.parts:
        workbook.parts.drop(relations_name(part))
    node = next(node for node in workbook.sheets() if node.attributes.get("name") == title)
    return attribute(node.attributes, "id"), _number(node.attributes.get("sheetId", ""))


def _enter(workbook: Workbook, title: str, relation: str, identity: int, head: int) -> None:
    """List the sheet first, active, and say which row of it is repeated on paper."""
    tree = workbook.tree()
    listed = tree.root.first("sheets")
    if listed is None:
        raise unamendable("it has no list of sheets")
    nodes = list(listed.all("sheet"))
    own = next((index for index, node in enumerate(nodes) if node.attributes.get("name") == title), None)
    entry = tree.xml(
        f'<sheet xmlns:r="{RELATION_TYPES}" name="{xml_text(title)}" sheetId="{identity}" r:id="{relation}"/>'
    )
    edits = [Edit(nodes[0].start, nodes[0].start, entry)]
    if own is not None:
        edits.append(tree.remove(nodes[own]))
    edits += _names(tree, own, "'" + title.replace("'", "''") + f"'!${head}:${head}")
    for views in tree.root.all("bookViews"):
        edits += [tree.retag(view, firstSheet="0", activeTab="0") for view in views.all("workbookView")]
    workbook.parts.write(workbook.name, tree.changed(edits))


def _names(tree: Tree, own: int | None, repeated: str) -> list[Edit]:
    """Names that belong to a sheet, by the sheets' new numbers; those of an older list go."""
    edits: list[Edit] = []
    new = tree.xml(f'<definedName name="_xlnm.Print_Titles" localSheetId="0">{xml_text(repeated)}</definedName>')
    names = tree.root.first("definedNames")
    if names is None:
        at = tree.place("definedNames", WORKBOOK_ORDER)
        return [Edit(at, at, tree.xml("<definedNames>") + new + tree.xml("</definedNames>"))]
    for node in names.all("definedName"):
        local_to = node.attributes.get("localSheetId")
        if local_to is None:
            continue
        number = _number(local_to)
        if number == own:
            edits.append(tree.remove(node))
        elif own is None or number < own:
            edits.append(tree.retag(node, localSheetId=str(number + 1)))
    return [*edits, *tree.append(names, new)]


def _deselect(workbook: Workbook) -> None:
    """No other sheet stays selected: typing into several at once would be an accident."""
    for kind, part in workbook.parts.related(workbook.name).values():
        if kind not in {"worksheet", "chartsheet"} or part not in workbook.parts:
            continue
        tree = read_tree(workbook.parts.read(part), ("sheetViews",))
        edits = [tree.retag(view, tabSelected=None) for view in _views(tree) if _is_selected(view)]
        if edits:
            workbook.parts.write(part, tree.changed(edits))


def _views(tree: Tree) -> list[Node]:
    return [view for views in tree.root.all("sheetViews") for view in views.all("sheetView")]


def _is_selected(view: Node) -> bool:
    return view.attributes.get("tabSelected") in _TRUE


def _paper(workbook: Workbook, old: str | None) -> str:
    """The size of paper that the other sheets are printed on."""
    for node in workbook.sheets():
        relation = workbook.parts.related(workbook.name).get(attribute(node.attributes, "id"), ("", ""))
        if relation[0] == "worksheet" and relation[1] in workbook.parts and node.attributes.get("name") != old:
            setup = read_tree(workbook.parts.read(relation[1]), ()).root.first("pageSetup")
            paper = "" if setup is None else setup.attributes.get("paperSize", "")
            if paper.isascii() and paper.isdigit():
                return paper
    return _A4


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise unamendable("its sheets are not numbered")
    return int(text[:9])
