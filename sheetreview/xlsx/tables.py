"""Tables of a sheet, marked up so that a screen reader says the column of each cell, and drawn by their cells alone.

They are written here: openpyxl takes longer for them than for all else of a summary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping, Sequence

from sheetreview.sheet.plan import Block, SheetPlan
from sheetreview.xlsx.escapes import cell_text, xml_text
from sheetreview.xlsx.package import CONTENT_TYPES, SHEETS, SHEETS_RELS
from sheetreview.xlsx.rules import block_range

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_NO_RELATIONS = f'{_XML}<Relationships xmlns="{_PACKAGE}"></Relationships>'
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")
_PLAIN = '<tableStyleInfo showFirstColumn="0" showLastColumn="0" showRowStripes="0" showColumnStripes="0"/>'
"""How a table looks that is drawn by its cells; ExcelJS cannot do without."""


def add_tables(members: MutableMapping[str, bytes], sheets: Sequence[SheetPlan], titles: Sequence[str]) -> None:
    """Add the tables of a workbook's sheets to its files.

    The filter of a sheet belongs to the table that it covers. Raises ValueError for a table whose column titles are no
    texts, or not told apart.
    """
    last = 0
    for place, (sheet, title) in enumerate(zip(sheets, titles, strict=True), start=1):
        if not sheet.tables:
            continue
        first, last = last + 1, last + len(sheet.tables)
        numbers = range(first, last + 1)
        words = _NOT_IN_NAMES.sub("_", title).strip("_0123456789") or "Table"
        for number, text in zip(numbers, _texts(sheet, words, first), strict=True):
            members[f"xl/tables/table{number}.xml"] = text.encode()
        relations = f"{SHEETS_RELS}sheet{place}.xml.rels"
        related = "".join(
            f'<Relationship Id="table{n}" Type="{_RELATION}/table" Target="../tables/table{n}.xml"/>' for n in numbers
        )
        _insert(members, relations, "</Relationships>", related)
        named = "".join(f'<tablePart r:id="table{n}"/>' for n in numbers)
        parts = f'<tableParts xmlns:r="{_RELATION}" count="{len(sheet.tables)}">{named}</tableParts>'
        _insert(members, f"{SHEETS}{place}.xml", "</worksheet>", parts)
    types = "".join(f'<Override PartName="/xl/tables/table{n}.xml" ContentType="{_TYPE}"/>' for n in range(1, last + 1))
    _insert(members, CONTENT_TYPES, "</Types>", types)


def _texts(sheet: SheetPlan, words: str, first: int) -> Iterator[str]:
    """The file of each table of a sheet, with numbers from ``first`` on."""
    contents = {(cell.row, cell.column): cell.content for cell in sheet.cells}
    for number, block in enumerate(sheet.tables, start=first):
        titles = [contents.get((block.top, column)) for column in range(block.left, block.right + 1)]
        names = [_column_name(title) for title in titles if isinstance(title, str)]
        if len({name.casefold() for name in names if name}) < len(titles):
            raise ValueError(f"the table at {block_range(block)} has columns without a title of their own")
        yield _text(block, names, f"{words}_{number}", number, filtered=block == sheet.filter)


def _text(block: Block, names: Sequence[str], name: str, number: int, *, filtered: bool) -> str:
    ref = block_range(block)
    shown = f'<autoFilter ref="{ref}"/>' if filtered else ""
    columns = "".join(f'<tableColumn id="{n}" name="{xml_text(text)}"/>' for n, text in enumerate(names, start=1))
    head = f'id="{number}" name="{name}" displayName="{name}" ref="{ref}" totalsRowShown="0"'
    listed = f'<tableColumns count="{len(names)}">{columns}</tableColumns>'
    return f'{_XML}<table xmlns="{_MAIN}" {head}>{shown}{listed}{_PLAIN}</table>'


def _column_name(title: str) -> str:
    """A title as the format writes it in a table: the text of its cell, with a line's end and a tab by their codes."""
    return cell_text(title).replace("\n", "_x000a_").replace("\t", "_x0009_")


def _insert(members: MutableMapping[str, bytes], name: str, before: str, what: str) -> None:
    """Put a text before the end of a file, which is a new list of relations where there is none."""
    head, end, tail = members.get(name, _NO_RELATIONS.encode()).decode().rpartition(before)
    members[name] = (head + what + end + tail).encode()
