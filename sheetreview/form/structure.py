"""Findings about the structure of a returned form: rows lost or doubled, labels changed, another person's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sheetreview.form.cells import SectionCells
from sheetreview.form.locate import FoundForm, FoundTable, KeyColumn, first_text
from sheetreview.form.match import RowMatch
from sheetreview.form.returned_form import ReturnedForm
from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding, Severity
from sheetreview.model.finding_types import (
    CELLS_MERGED,
    COLUMN_DOUBLED,
    COLUMN_LOST,
    HEADER_CHANGED,
    KEYS_DISAGREE,
    KEYS_LOST,
    LABEL_CHANGED,
    REVIEWEE_CHANGED,
    REVIEWER_CHANGED,
    ROW_DOUBLED,
    ROW_LOST,
    ROWS_REORDERED,
    ROWS_UNCLEAR,
    SECTION_LOST,
    TEXT_BESIDE,
    TITLE_CHANGED,
    UNKNOWN_ROW,
)
from sheetreview.model.layout import HeaderField, Item, Section
from sheetreview.model.review import Answer
from sheetreview.sheet.address import a1
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.text import quoted, squeeze

_WHO = ("reviewee.name", "reviewee.employee_id", "reviewee.email")


def whole_form_findings(found: FoundForm, keys: KeyColumn) -> Iterator[Finding]:
    """What concerns the sheet as a whole."""
    if not keys.column or not found.by_key:
        yield KEYS_LOST.at(
            sheet=found.grid.name,
            message="the form's hidden column was cleared or deleted; rows were recognised by their labels",
            fix="nothing to do if the ratings below are right",
        )


def changed_field(sheet: str, field: HeaderField, answer: Answer) -> Finding:
    """A name or another given field at the head that is no longer as it was issued."""
    source = field.source or ""
    if source in _WHO:
        kind = REVIEWEE_CHANGED
    else:
        kind = REVIEWER_CHANGED if source.startswith("reviewer.") else HEADER_CHANGED
    return kind.at(
        sheet=sheet,
        cell=answer.cell,
        item=field.label,
        message=f"it was changed to {quoted(answer.typed)}" if answer.text else "it was emptied",
    )


def table_findings(
    form: ReturnedForm, cells: SectionCells, table: FoundTable | None, match: RowMatch | None
) -> Iterator[Finding]:
    """What happened to one table."""
    for finding in _table_findings(form, cells, table, match):
        yield replace(finding, section=cells.section.id)


def _table_findings(
    form: ReturnedForm, cells: SectionCells, place: FoundTable | None, match: RowMatch | None
) -> Iterator[Finding]:
    grid, section = form.grid, cells.section
    if place is None or match is None:
        yield SECTION_LOST.at(sheet=grid.name, item=section.title, words={"title": section.title})
        return
    yield from _column_findings(grid, form.edition, place)
    if match.unclear:
        where = a1(place.head, 1)
        yield ROWS_UNCLEAR.at(sheet=grid.name, cell=where, item=section.title, words={"title": section.title})
        return
    yield from _row_findings(grid, place, match)
    if grid.merges:
        yield from _merged(grid, cells, place, match)


def beside_finding(sheet: str, section: Section, answer: Answer, beside: Answer) -> Finding:
    """A second text in the cells that one answer is drawn over."""
    column = section.column_by_id[answer.column]
    item = section.item_by_id.get(answer.row)
    return TEXT_BESIDE.at(
        sheet=sheet,
        cell=beside.cell,
        item=item.label if item else section.title,
        section=section.id,
        words={"typed": quoted(beside.typed), "title": column.title, "cell": answer.cell},
    )


def _column_findings(grid: Grid, edition: Edition, place: FoundTable) -> Iterator[Finding]:
    """What happened to the columns, but for those that only show another role's answers."""
    own = {column.id for column in place.section.columns if not edition.shows(column)}
    for name in filter(own.__contains__, place.renamed):
        column = place.section.column_by_id[name]
        yield TITLE_CHANGED.at(
            sheet=grid.name,
            cell=a1(place.head, place.columns[name]),
            item=place.section.title,
            words={"title": column.title},
        )
    for name in filter(own.__contains__, place.doubled):
        second, column = place.doubled[name], place.section.column_by_id[name]
        yield COLUMN_DOUBLED.at(
            severity=Severity.ERROR if column.is_rating else Severity.WARNING,
            sheet=grid.name,
            cell=a1(place.head, second),
            item=place.section.title,
            words={"title": column.title},
        )
    for name in filter(own.__contains__, place.lost):
        column = place.section.column_by_id[name]
        yield COLUMN_LOST.at(
            severity=Severity.ERROR if column.required else Severity.WARNING,
            sheet=grid.name,
            cell=a1(place.head, 1),
            item=place.section.title,
            words={"title": column.title},
        )


def _row_findings(grid: Grid, place: FoundTable, match: RowMatch) -> Iterator[Finding]:
    section = place.section
    first = min(place.columns.values(), default=1)
    for item in section.items:
        if item.id not in match.rows and not item.optional:
            yield _lost(grid, place, match, item, first)
        if item.id in match.relabelled:
            found = match.relabelled[item.id]
            yield LABEL_CHANGED.at(
                sheet=grid.name,
                cell=a1(match.rows[item.id], first),
                item=item.label,
                message=f"the label was changed to {quoted(found)}" if found else "the label was deleted",
                words={"label": item.label},
            )
    if match.unkeyed:
        yield from _unkeyed(grid, place, match, first)
    if match.doubled:
        yield from _doubled(grid, place, match)
    lost = {squeeze(item.label) for item in section.items if item.id not in match.rows}
    yield from (_unknown(grid, place, row) for row in match.unknown if first_text(grid, row) not in lost)
    if match.by_label:
        yield KEYS_DISAGREE.at(sheet=grid.name, cell=a1(place.head, first), item=section.title)
    else:
        yield from _reordered(grid, place, match, first)


def _lost(grid: Grid, place: FoundTable, match: RowMatch, item: Item, first: int) -> Finding:
    """A row that is gone, at the row after which it stood; or one that cannot be told from its namesake."""
    label = squeeze(item.label)
    alike = [row for row in match.unknown if first_text(grid, row) == label]
    lost = [one.id for one in place.section.items if squeeze(one.label) == label and one.id not in match.rows]
    own = alike[lost.index(item.id) : lost.index(item.id) + 1] or alike[-1:]
    before = place.section.row_ids[: place.section.row_ids.index(item.id)]
    above = next((match.rows[name] for name in reversed(before) if name in match.rows), place.head)
    return ROW_LOST.at(
        sheet=grid.name,
        cell=a1(own[0] if own else above, first),
        item=item.label,
        message=f"several rows are called {item.label!r} and nothing says which is which"
        if alike
        else f"the row {item.label!r} was deleted; it stood below this cell",
    )


def _unkeyed(grid: Grid, place: FoundTable, match: RowMatch, first: int) -> Iterator[Finding]:
    """One notice for the rows whose hidden key is gone, where others still have theirs."""
    rows = sorted(match.rows[name] for name in match.unkeyed if name in place.section.item_by_id)
    if rows and len(match.unkeyed) < len(match.rows):
        yield KEYS_LOST.at(
            sheet=grid.name,
            cell=a1(rows[0], first),
            item=place.section.title,
            message=f"{len(rows)} of the rows lost their hidden key and were recognised by their labels",
            fix="nothing to do if their ratings are right",
        )


def _merged(grid: Grid, cells: SectionCells, place: FoundTable, match: RowMatch) -> Iterator[Finding]:
    """Cells to be filled in that were merged into another cell of the table: what stood in them cannot be seen."""
    inside = {(row, column) for row in match.rows.values() for column in place.columns.values()}
    merges = [(block, (block.top, block.left)) for block in grid.merges if (block.top, block.left) in inside]
    for name, row in match.rows.items() if merges else ():
        for cell in (one for one in cells.row(name) if one.open and one.column.id in place.columns):
            at = place.columns[cell.column.id]
            for first in (first for block, first in merges if first != (row, at) and block.covers(row, at)):
                yield CELLS_MERGED.at(
                    sheet=grid.name,
                    cell=a1(row, at),
                    item=cell.item.label if cell.item else cells.section.title,
                    words={"title": cell.column.title, "first": a1(*first)},
                )


def _doubled(grid: Grid, place: FoundTable, match: RowMatch) -> Iterator[Finding]:
    section = place.section
    inputs = [place.columns[c.id] for c in section.columns if c.id in place.columns and not c.is_label]

    def differs(column: int, rows: Sequence[int]) -> bool:
        return len({grid.text(row, column) for row in rows}) > 1

    for name, rows in match.doubled.items():
        contents = {tuple(grid.text(row, column) for column in inputs) for row in rows}
        item = section.item_by_id.get(name)
        yield ROW_DOUBLED.at(
            severity=Severity.ERROR if len(contents) > 1 else Severity.WARNING,
            sheet=grid.name,
            cell=a1(rows[-1], next((c for c in sorted(inputs) if differs(c, rows)), min(inputs, default=1))),
            item=item.label if item else name,
            message=f"the row stands {len(rows)} times" + (" with different answers" if len(contents) > 1 else ""),
        )


def _unknown(grid: Grid, place: FoundTable, row: int) -> Finding:
    section = place.section
    ratings = [place.columns.get(c.id, 0) for c in section.columns if c.is_rating]
    rated = next((column for column in ratings if column and grid.text(row, column)), 0)
    filled = (column for column in sorted(place.columns.values()) if grid.text(row, column))
    return UNKNOWN_ROW.at(
        severity=Severity.WARNING if rated else Severity.NOTICE,
        sheet=grid.name,
        cell=a1(row, rated or next(filled, 1)),
        item=section.title,
        words={"what": "a rating" if rated else "something"},
    )


def _reordered(grid: Grid, place: FoundTable, match: RowMatch, first: int) -> Iterator[Finding]:
    """One notice for a sorted or shuffled block: at the first row that stands elsewhere than it was issued."""
    present = [name for name in place.section.row_ids if name in match.rows]
    stands = sorted(match.rows[name] for name in present)
    moved = [row for name, row in zip(present, stands, strict=True) if match.rows[name] != row]
    if moved:
        yield ROWS_REORDERED.at(sheet=grid.name, cell=a1(moved[0], first), item=place.section.title)
