"""The XML of the list of what to correct."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sheetreview.amend.listing import MARKER, ListedLine, Listing
from sheetreview.amend.listing_styles import Look
from sheetreview.amend.unchanged import cell_name, still
from sheetreview.amend.workbook import MAIN
from sheetreview.sheet.address import a1, from_a1
from sheetreview.sheet.measure import MAX_ROW_HEIGHT, estimate_height
from sheetreview.sheet.titles import title_problem
from sheetreview.xlsx.escapes import cell_text, xml_text

_WIDTHS = (14.0, 30.0, 44.0, 44.0, 12.0)
_HEADS = ("Where", "What", "Problem", "What to do", "Status")
_STATUS = len(_HEADS)
_MARKER_COLUMN = _STATUS + 1
_PADDING = 10.0
_CHANGED = "changed"


@dataclass(slots=True)
class _Sheet:
    """A sheet while it is written: its rows from the top, the ranges it merges, its links by cell."""

    rows: list[str] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)

    @property
    def following(self) -> int:
        """Number of the next row."""
        return len(self.rows) + 1

    def add(self, cells: Sequence[str], height: float) -> None:
        """Write the next row, in points as high as it must be at least."""
        # Without a fixed height a row grows with its text.
        self.rows.append(f'<row r="{self.following}" ht="{height:.5g}">{"".join(cells)}</row>')


def listing_xml(listing: Listing, titles: Collection[str], look: Look, paper: str) -> tuple[bytes, int]:
    """The list's sheet, and the number of the row with the column titles.

    ``titles`` are those of the workbook's other sheets, ``paper`` the format's number for the size to print on.
    """
    sheet = _Sheet()
    live = sum(_live_cell(line, titles) is not None for line in listing.lines)
    _banner(sheet, listing.title, look.title, 16, marker=look.marker)
    for text in listing.intro:
        _banner(sheet, text, look.intro, 10)
    if live:
        head = sheet.following + 1
        _progress(sheet, look, live, (head + 1, head + len(listing.lines)))
    head = sheet.following
    sheet.add([_text(head, column, title, look.head) for column, title in enumerate(_HEADS, start=1)], 22)
    several = len({line.sheet for line in listing.lines}) > 1
    for line in listing.lines:
        _line(sheet, line, titles, look, several=several)
    return _whole(sheet, look, head, paper).encode(), head


def _banner(sheet: _Sheet, text: str, style: int, size: int, *, marker: int | None = None) -> None:
    """A text over all columns."""
    row = sheet.following
    cells = [_text(row, 1, text, style), *(_empty(row, column, style) for column in range(2, _STATUS + 1))]
    if marker is not None:
        cells.append(_text(row, _MARKER_COLUMN, MARKER, marker))
    sheet.merges.append(f"{a1(row, 1)}:{a1(row, _STATUS)}")
    sheet.add(cells, min(MAX_ROW_HEIGHT, estimate_height(text, sum(_WIDTHS), size) + _PADDING))


def _progress(sheet: _Sheet, look: Look, live: int, lines: tuple[int, int]) -> None:
    row = sheet.following
    count = f'COUNTIF({a1(lines[0], _STATUS)}:{a1(lines[1], _STATUS)},"{_CHANGED}")'
    cells = "cell" if live == 1 else "cells"
    behind = f" of {live} marked {cells} changed so far"
    done = f"All changed ({live} of {live}). Save the file and send it back."
    formula = f'IF({count}={live},"{done}",{count}&"{behind}")'
    first = _formula(row, 1, formula, f"0{behind}", look.progress)
    sheet.merges.append(f"{a1(row, 1)}:{a1(row, _STATUS)}")
    sheet.add([first, *(_empty(row, column, look.progress) for column in range(2, _STATUS + 1))], 24)


def _line(sheet: _Sheet, line: ListedLine, titles: Collection[str], look: Look, *, several: bool) -> None:
    row = sheet.following
    where = ", ".join(part for part in (line.sheet if several or not line.cell else "", line.cell) if part)
    if _can_name(line.sheet, titles):
        sheet.links[a1(row, 1)] = cell_name(line.sheet, *(_place(line.cell) or (1, 1)))
    style = look.link if a1(row, 1) in sheet.links else look.text
    texts = (where, line.item, line.problem, line.fix)
    cells = [_text(row, 1, where, style)]
    cells += [_text(row, column, text, look.text) for column, text in enumerate(texts[1:], start=2)]
    cells.append(_status(row, line, titles, look))
    heights = (estimate_height(text, width - 2) for text, width in zip(texts, _WIDTHS, strict=False))
    sheet.add(cells, min(MAX_ROW_HEIGHT, max(heights) + _PADDING))


def _status(row: int, line: ListedLine, titles: Collection[str], look: Look) -> str:
    """Whether the line is still to do: live where it has a cell."""
    waiting, style = ("to do", look.to_do) if line.must else ("to check", look.to_check)
    place = _live_cell(line, titles)
    if place is None:
        return _text(row, _STATUS, waiting, style)
    same = still(cell_name(line.sheet, *place), line.was)
    return _formula(row, _STATUS, f'IFERROR(IF({same},"{waiting}","{_CHANGED}"),"{_CHANGED}")', waiting, style)


def _live_cell(line: ListedLine, titles: Collection[str]) -> tuple[int, int] | None:
    return _place(line.cell) if _can_name(line.sheet, titles) else None


def _can_name(title: str, titles: Collection[str]) -> bool:
    """Whether a formula can name a sheet."""
    return title in titles and title_problem(title) is None


def _place(cell: str) -> tuple[int, int] | None:
    try:
        return from_a1(cell)
    except ValueError:
        return None


def _whole(sheet: _Sheet, look: Look, head: int, paper: str) -> str:
    last = len(sheet.rows)
    active = a1(min(head + 1, last), 1)
    return "".join(
        (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">',
            '<sheetPr><tabColor rgb="FFF4B183"/><pageSetUpPr fitToPage="1"/></sheetPr>',
            f'<dimension ref="A1:{a1(last, _MARKER_COLUMN)}"/>',
            '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">',
            f'<selection activeCell="{active}" sqref="{active}"/></sheetView></sheetViews>',
            '<sheetFormatPr defaultRowHeight="15"/><cols>',
            *_columns(),
            f"</cols><sheetData>{''.join(sheet.rows)}</sheetData>",
            f'<mergeCells count="{len(sheet.merges)}">',
            *(f'<mergeCell ref="{block}"/>' for block in sheet.merges),
            "</mergeCells>",
            *_formats(look, head, last),
            *_links(sheet.links),
            '<printOptions horizontalCentered="1"/>',
            '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.75" header="0.3" footer="0.35"/>',
            f'<pageSetup paperSize="{paper}" orientation="landscape" fitToWidth="1" fitToHeight="0"/>',
            "<headerFooter><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter></worksheet>",
        )
    )


def _columns() -> Iterator[str]:
    for number, width in enumerate(_WIDTHS, start=1):
        yield f'<col min="{number}" max="{number}" width="{width:g}" customWidth="1"/>'
    yield f'<col min="{_MARKER_COLUMN}" max="{_MARKER_COLUMN}" width="12" hidden="1" customWidth="1"/>'


def _formats(look: Look, head: int, last: int) -> Iterator[str]:
    if last > head:
        first = a1(head + 1, _STATUS)
        yield (
            f'<conditionalFormatting sqref="{first}:{a1(last, _STATUS)}"><cfRule type="expression" '
            f'dxfId="{look.changed}" priority="1"><formula>{first}="{_CHANGED}"</formula></cfRule>'
            "</conditionalFormatting>"
        )


def _links(links: Mapping[str, str]) -> Iterator[str]:
    if links:
        yield "<hyperlinks>"
        for cell, target in links.items():
            yield f'<hyperlink ref="{cell}" location="{xml_text(target)}" tooltip="Go to the cell"/>'
        yield "</hyperlinks>"


def _text(row: int, column: int, text: str, style: int) -> str:
    if not text:
        return _empty(row, column, style)
    written = xml_text(cell_text(text))
    return f'<c r="{a1(row, column)}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{written}</t></is></c>'


def _empty(row: int, column: int, style: int) -> str:
    return f'<c r="{a1(row, column)}" s="{style}"/>'


def _formula(row: int, column: int, formula: str, value: str, style: int) -> str:
    return f'<c r="{a1(row, column)}" s="{style}" t="str"><f>{xml_text(formula)}</f><v>{xml_text(value)}</v></c>'
