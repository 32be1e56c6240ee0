"""The XML of the list of what to correct."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat

from sheetreview.amend.colors import TO_DO
from sheetreview.amend.listing import MARKER, ListedLine, Listing
from sheetreview.amend.listing_styles import Look
from sheetreview.amend.unchanged import cell_name, still
from sheetreview.amend.workbook import MAIN
from sheetreview.sheet.address import a1, from_a1
from sheetreview.sheet.measure import MAX_ROW_HEIGHT, estimate_height
from sheetreview.sheet.titles import title_problem
from sheetreview.xlsx.escapes import cell_text, xml_text

_COLUMNS = {"Cell": 14.0, "What": 30.0, "Problem": 44.0, "What to do": 44.0, "Status": 12.0}
"""Titles of the list's columns, with their widths; where several sheets are listed, the sheet's title comes first."""

_SHEET_COLUMN = {"Sheet": 24.0}
_PADDING = 10.0
_TO_DO, _TO_CHECK, _CHANGED = "to do", "to check", "changed"


@dataclass(slots=True)
class _Sheet:
    """A sheet while it is written: its columns, its rows from the top, the ranges it merges, its links by cell."""

    columns: Mapping[str, float]
    rows: list[str] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """Number of the last column that is seen."""
        return len(self.columns)

    @property
    def following(self) -> int:
        """Number of the next row."""
        return len(self.rows) + 1

    def add(self, cells: Sequence[str], height: float) -> None:
        """Write the next row, in points as high as it must be at least."""
        # Without a fixed height a row grows with its text.
        self.rows.append(f'<row r="{self.following}" ht="{height:.5g}">{"".join(cells)}</row>')


def listing_xml(listing: Listing, titles: Collection[str], look: Look, paper: str) -> tuple[bytes, int]:
    """The list's sheet, and the number of the row with the column titles: the first row where nothing is listed.

    ``titles`` are those of the workbook's other sheets, ``paper`` the format's number for the size to print on.
    """
    several = len({line.sheet for line in listing.lines if line.sheet}) > 1
    sheet = _Sheet(columns=_SHEET_COLUMN | _COLUMNS if several else _COLUMNS)
    banners = [(listing.title, look.title, 16), *((text, look.intro, 10) for text in listing.intro)]
    for banner, hidden in zip(banners, chain((MARKER, listing.hidden), repeat("")), strict=False):
        _banner(sheet, *banner, hidden=_text(sheet.following, sheet.status + 1, hidden, look.marker) if hidden else "")
    if not listing.lines:
        return _whole(sheet, look, sheet.following, paper).encode(), 1
    _progress(sheet, look, listing.lines, titles)
    head = sheet.following
    sheet.add([_text(head, column, title, look.head) for column, title in enumerate(sheet.columns, start=1)], 22)
    for line in listing.lines:
        _line(sheet, line, titles, look, several=several)
    return _whole(sheet, look, head, paper).encode(), head


def _banner(sheet: _Sheet, text: str, style: int, size: int, *, hidden: str) -> None:
    """A text over all columns, with a cell behind them."""
    cells = [*_over_all(sheet, _text(sheet.following, 1, text, style), style), hidden]
    sheet.add(cells, min(MAX_ROW_HEIGHT, estimate_height(text, sum(sheet.columns.values()), size) + _PADDING))


def _over_all(sheet: _Sheet, first: str, style: int) -> list[str]:
    """The cells of the next row, merged into the ``first``."""
    row = sheet.following
    sheet.merges.append(f"{a1(row, 1)}:{a1(row, sheet.status)}")
    return [first, *(_empty(row, column, style) for column in range(2, sheet.status + 1))]


def _progress(sheet: _Sheet, look: Look, lines: Sequence[ListedLine], titles: Collection[str]) -> None:
    """A line that counts what is corrected by now, where anything is that can be counted."""
    row = sheet.following
    must = sum(line.must for line in lines)
    live = sum(line.must and _live_cell(line, titles) is not None for line in lines)
    if not live:
        return
    statuses = f"{a1(row + 2, sheet.status)}:{a1(row + 1 + len(lines), sheet.status)}"
    done = f'{must}-COUNTIF({statuses},"{_TO_DO}")'
    behind = f" of {live} corrected" + (f", {must - live} more without a mark" if must > live else "")
    formula, now = f'{done}&"{behind}"', f"0{behind}"
    if must < len(lines):
        left = f'COUNTIF({statuses},"{_TO_CHECK}")'
        formula += f'&IF({left}=0,"",", "&{left}&" {_TO_CHECK}")'
        now += f", {len(lines) - must} {_TO_CHECK}"
    formula += f'&IF({done}={live},". Save the file and send it back.","")'
    sheet.add(_over_all(sheet, _formula(row, 1, formula, now, look.progress), look.progress), 24)


def _line(sheet: _Sheet, line: ListedLine, titles: Collection[str], look: Look, *, several: bool) -> None:
    row = sheet.following
    where = (line.sheet, line.cell) if several else (line.cell or line.sheet,)
    texts = (*where, line.item, line.problem, line.fix)
    linked = 0
    if _can_name(line.sheet, titles):
        linked = len(where) if line.cell else 1
        sheet.links[a1(row, linked)] = cell_name(line.sheet, *(_place(line.cell) or (1, 1)))
    cells = [
        _text(row, column, text, look.link if column == linked else look.text)
        for column, text in enumerate(texts, start=1)
    ]
    cells.append(_status(sheet, line, titles, look))
    heights = (estimate_height(text, width - 2) for text, width in zip(texts, sheet.columns.values(), strict=False))
    sheet.add(cells, min(MAX_ROW_HEIGHT, max(heights) + _PADDING))


def _status(sheet: _Sheet, line: ListedLine, titles: Collection[str], look: Look) -> str:
    """Whether the line is still to do: live where changing its cell does it."""
    row = sheet.following
    waiting, style = (_TO_DO, look.to_do) if line.must else (_TO_CHECK, look.to_check)
    place = _live_cell(line, titles)
    if place is None:
        return _text(row, sheet.status, waiting, style)
    same = still(cell_name(line.sheet, *place), line.was)
    return _formula(row, sheet.status, f'IFERROR(IF({same},"{waiting}","{_CHANGED}"),"{_CHANGED}")', waiting, style)


def _live_cell(line: ListedLine, titles: Collection[str]) -> tuple[int, int] | None:
    return _place(line.cell) if line.live and _can_name(line.sheet, titles) else None


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
            '<sheetPr><tabColor rgb="FF' + TO_DO + '"/><pageSetUpPr fitToPage="1"/></sheetPr>',
            f'<dimension ref="A1:{a1(last, sheet.status + 1)}"/>',
            '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">',
            f'<selection activeCell="{active}" sqref="{active}"/></sheetView></sheetViews>',
            '<sheetFormatPr defaultRowHeight="15"/><cols>',
            *_columns(sheet),
            f"</cols><sheetData>{''.join(sheet.rows)}</sheetData>",
            f'<mergeCells count="{len(sheet.merges)}">',
            *(f'<mergeCell ref="{block}"/>' for block in sheet.merges),
            "</mergeCells>",
            *_formats(sheet, look, head),
            *_links(sheet.links),
            '<printOptions horizontalCentered="1"/>',
            '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.75" header="0.3" footer="0.35"/>',
            f'<pageSetup paperSize="{paper}" orientation="landscape" fitToWidth="1" fitToHeight="0"/>',
            "<headerFooter><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter></worksheet>",
        )
    )


def _columns(sheet: _Sheet) -> Iterator[str]:
    for number, width in enumerate(sheet.columns.values(), start=1):
        yield f'<col min="{number}" max="{number}" width="{width:g}" customWidth="1"/>'
    marker = sheet.status + 1
    yield f'<col min="{marker}" max="{marker}" width="12" hidden="1" customWidth="1"/>'


def _formats(sheet: _Sheet, look: Look, head: int) -> Iterator[str]:
    last = len(sheet.rows)
    if last > head:
        first = a1(head + 1, sheet.status)
        yield (
            f'<conditionalFormatting sqref="{first}:{a1(last, sheet.status)}"><cfRule type="expression" '
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
