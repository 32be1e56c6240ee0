"""A Google spreadsheet as Google hands it out for 'Download > Microsoft Excel': like other workbooks, but for quirks.

There are no document properties and no <dimension>; whole numbers end in ".0"; formulas have their values beside them,
those of a column are shared; rows go on below the last one, all of one height; many cells are there only for their
looks; a text may be of several runs; namespaces stand there that nothing uses; the zip's members say their size at
their end.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from openpyxl.formula.translate import Translator

from sheetreview.sheet.address import a1, column_letters

Place: TypeAlias = tuple[str, int, int]
"""Sheet title, row and column from 1."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns="{MAIN}" xmlns:r="{OFFICE}" xmlns:mx="http://schemas.microsoft.com/office/mac/excel/2008/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:mv="urn:schemas-microsoft-com:mac:vml" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main" '
    'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
LAST_ROW = 1000
LONG = 40
"""Characters of a text from which on it is made of two runs here."""


def downloaded(answer: Mapping[str, Any], results: Mapping[Place, float]) -> bytes:
    """The .xlsx of a spreadsheet (as ``spreadsheets.get`` answers); ``results`` are those of formulas in numbers.

    Any other formula has the empty text for a result.
    """
    strings: dict[str, int] = {}
    members: dict[str, str] = {}
    titles = []
    for number, sheet in enumerate(answer["sheets"], start=1):
        titles.append(sheet["properties"]["title"])
        members[f"xl/worksheets/sheet{number}.xml"] = _worksheet(sheet, strings, results)
        members[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _relations(
            ("drawing", f"../drawings/drawing{number}.xml")
        )
        members[f"xl/drawings/drawing{number}.xml"] = (
            '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>'
        )
    members["xl/sharedStrings.xml"] = _shared(strings)
    members["xl/styles.xml"] = _STYLES
    members["xl/workbook.xml"] = _workbook(titles)
    sheets = (("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(titles) + 1))
    members["xl/_rels/workbook.xml.rels"] = _relations(
        ("theme", "theme/theme1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml"), *sheets
    )
    members["_rels/.rels"] = _relations(("officeDocument", "xl/workbook.xml"))
    members["xl/theme/theme1.xml"] = (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Sheets"/>'
    )
    members["[Content_Types].xml"] = _types(members)
    return _streamed({name: DECLARATION + text for name, text in members.items()})


def _worksheet(sheet: Mapping[str, Any], strings: dict[str, int], results: Mapping[Place, float]) -> str:
    data, title = sheet["data"][0], sheet["properties"]["title"]
    formulas = _formulas(data["rowData"])
    rows = []
    for row in range(1, LAST_ROW + 1):
        line = data["rowData"][row - 1].get("values", ()) if row <= len(data["rowData"]) else ()
        cells = (
            _cell((title, row, column), cell, formulas.get((row, column), ""), strings, results)
            for column, cell in enumerate(line, start=1)
        )
        rows.append(f'<row r="{row}" ht="15.75" customHeight="1">{"".join(cells)}</row>')
    columns = "".join(
        _column(number, hidden=one.get("hiddenByUser", False))
        for number, one in enumerate(data["columnMetadata"], start=1)
    )
    merges = "".join(f'<mergeCell ref="{_area(one)}"/>' for one in sheet.get("merges", ()))
    return (
        f'<worksheet {NAMESPACES}><sheetPr><outlinePr summaryBelow="0" summaryRight="0"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews>'
        '<sheetFormatPr customHeight="1" defaultColWidth="12.63" defaultRowHeight="15.75"/>'
        f"<cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData>"
        + (f"<mergeCells>{merges}</mergeCells>" if merges else "")
        + '<drawing r:id="rId1"/></worksheet>'
    )


def _column(number: int, *, hidden: bool) -> str:
    away = ' hidden="1"' if hidden else ""
    return f'<col customWidth="1" min="{number}" max="{number}"{away} width="12.63"/>'


def _area(merge: Mapping[str, int]) -> str:
    first, last = column_letters(merge["startColumnIndex"] + 1), column_letters(merge["endColumnIndex"])
    return f"{first}{merge['startRowIndex'] + 1}:{last}{merge['endRowIndex']}"


def _cell(
    place: Place, cell: Mapping[str, Any], formula: str, strings: dict[str, int], results: Mapping[Place, float]
) -> str:
    start = f'<c r="{a1(*place[1:])}" s="1"'
    match cell.get("userEnteredValue", {}):
        case {"formulaValue": _} if place in results:
            return f"{start}>{formula}<v>{float(results[place])!r}</v></c>"
        case {"formulaValue": _}:
            return f'{start} t="str">{formula}<v></v></c>'
        case {"numberValue": number}:
            return f"{start}><v>{float(number)!r}</v></c>"
        case {"boolValue": truth}:
            return f'{start} t="b"><v>{int(truth)}</v></c>'
        case {"stringValue": text}:
            return f'{start} t="s"><v>{strings.setdefault(text, len(strings))}</v></c>'
        case _:
            return f"{start}/>"


def _formulas(lines: list[dict[str, Any]]) -> dict[tuple[int, int], str]:
    """The <f> of each formula: one that was filled down is written once, and referred to below."""
    texts = {
        (row, column): str(cell["userEnteredValue"]["formulaValue"])
        for row, line in enumerate(lines, start=1)
        for column, cell in enumerate(line.get("values", ()), start=1)
        if "formulaValue" in cell.get("userEnteredValue", {})
    }
    written: dict[tuple[int, int], str] = {}
    for shared, run in enumerate(_runs(texts)):
        first = escape(texts[run[0]][1:])
        if len(run) == 1:
            written[run[0]] = f"<f>{first}</f>"
            continue
        written[run[0]] = f'<f t="shared" ref="{a1(*run[0])}:{a1(*run[-1])}" si="{shared}">{first}</f>'
        written |= dict.fromkeys(run[1:], f'<f t="shared" si="{shared}"/>')
    return written


def _runs(texts: Mapping[tuple[int, int], str]) -> Iterator[list[tuple[int, int]]]:
    """Places of formulas that are, down a column, copies of the one above."""
    run: list[tuple[int, int]] = []
    for row, column in sorted(texts, key=lambda place: (place[1], place[0])):
        if run and not _filled_down(texts, run[-1], (row, column)):
            yield run
            run = []
        run.append((row, column))
    if run:
        yield run


def _filled_down(texts: Mapping[tuple[int, int], str], above: tuple[int, int], place: tuple[int, int]) -> bool:
    if place != (above[0] + 1, above[1]):
        return False
    return bool(Translator(texts[above], a1(*above)).translate_formula(a1(*place)) == texts[place])


def _shared(strings: Mapping[str, int]) -> str:
    entries = "".join(f"<si>{_text(text)}</si>" for text in strings)
    return f'<sst {NAMESPACES} count="{len(strings)}" uniqueCount="{len(strings)}">{entries}</sst>'


def _text(text: str) -> str:
    if len(text) < LONG:
        return f"<t>{escape(text)}</t>"
    runs = (text[: LONG // 2], text[LONG // 2 :])
    look = '<rPr><rFont val="Calibri"/><b/></rPr>'
    return "".join(f'<r>{look}<t xml:space="preserve">{escape(run)}</t></r>' for run in runs)


def _workbook(titles: list[str]) -> str:
    sheets = "".join(
        f'<sheet state="visible" name={quoteattr(title)} sheetId="{number}" r:id="rId{number + 3}"/>'
        for number, title in enumerate(titles, start=1)
    )
    return f"<workbook {NAMESPACES}><workbookPr/><sheets>{sheets}</sheets><definedNames/><calcPr/></workbook>"


def _relations(*relations: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations, start=1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def _types(members: Mapping[str, str]) -> str:
    parts = "".join(
        f'<Override ContentType="{kind}+xml" PartName="/{name}"/>'
        for name in members
        for start, kind in _KINDS.items()
        if name.startswith(start) and not name.endswith(".rels")
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default ContentType="application/xml" Extension="xml"/><Default ContentType="{relations}" Extension="rels"/>'
        f"{parts}</Types>"
    )


_KINDS = {
    "xl/workbook": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main",
    "xl/worksheets/": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet",
    "xl/styles": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles",
    "xl/sharedStrings": "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings",
    "xl/theme/": "application/vnd.openxmlformats-officedocument.theme",
    "xl/drawings/": "application/vnd.openxmlformats-officedocument.drawing",
}

_STYLES = (
    f'<styleSheet {NAMESPACES}><fonts count="1"><font><sz val="10.0"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="lightGray"/></fill>'
    '</fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf borderId="0" fillId="0" fontId="0" numFmtId="0"/></cellStyleXfs><cellXfs count="2">'
    '<xf borderId="0" fillId="0" fontId="0" numFmtId="0" xfId="0"/>'
    '<xf borderId="0" fillId="0" fontId="0" numFmtId="0" xfId="0" applyAlignment="1"><alignment wrapText="1"/></xf>'
    "</cellXfs></styleSheet>"
)


class _Stream(io.BytesIO):
    """A file that cannot be gone back in, so that sizes are written behind what they are of."""

    def tell(self) -> int:
        raise OSError


def _streamed(members: Mapping[str, str]) -> bytes:
    stream = _Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return stream.getvalue()
