"""A returned sheet in, a review out: its answers, and findings about what happened to the form's structure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from sheetreview.form.cells import carried_columns, carries, opens
from sheetreview.form.issued import descriptor, is_prefilled, issued_text, metric_of, stands_for_empty
from sheetreview.form.keys import cell_digest, edition_for, header_key, nth_digest, row_key, text_digest
from sheetreview.form.locate import FoundForm, FoundTable, KeyColumn, find_keys, find_tables, find_totals, first_text
from sheetreview.form.match import RowMatch, match_rows
from sheetreview.form.slots import NOTHING
from sheetreview.form.structure import FoundField, beside_finding, field_findings, table_findings, whole_form_findings
from sheetreview.form.tracks import is_table
from sheetreview.form.values import Reading, plain_number, read_value
from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding
from sheetreview.model.layout import Column, ColumnKind, Entry, Layout, Section, Total
from sheetreview.model.review import Answer, AnswerState, Review, ShownTotal
from sheetreview.sheet.address import a1
from sheetreview.sheet.grid import Grid, Value, display
from sheetreview.sheet.text import squeeze

_NAMING = (ColumnKind.TEXT, ColumnKind.LONG_TEXT, ColumnKind.PERSON)
"""What names a row that has no label: the first text in it."""

TOTAL_ROW = ":total"
"""Row id of what a reviewer types into a TOTAL row; no item can be called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    grid: Grid
    edition: Edition
    keys: KeyColumn
    form_id: str
    all_text: bool
    days_from_1904: bool

    def read(self, entry: Entry, value: Value | None, placeholders: Collection[str]) -> Reading:
        """Read one cell of a column or header field, as the file's format wants it."""
        return read_value(
            entry,
            self.edition.layout.scale_by_id.get(entry.scale or ""),
            value,
            placeholders,
            all_text=self.all_text,
            days_from_1904=self.days_from_1904,
        )


def extract(found: FoundForm, layout: Layout, *, all_text: bool = False, days_from_1904: bool = False) -> Review:
    """Read a form back.

    ``layout`` is the version the form was issued with; ``all_text`` says that the file's format knows only text,
    ``days_from_1904`` that its dates are days after 1 January 1904. Raises KeyError when the layout has no such role.
    """
    cut = edition_for(found.identity, layout)
    keys = find_keys(found.grid, cut)
    sheet = _Sheet(
        grid=found.grid,
        edition=cut,
        keys=keys,
        form_id=found.identity.form_id,
        all_text=all_text,
        days_from_1904=days_from_1904,
    )
    tables = [section for section in cut.sections if is_table(section)]
    places = find_tables(found.grid, cut, keys, tables)
    matches = {name: match_rows(found.grid, keys, place) for name, place in places.items()}
    fields = tuple(_fields(sheet))
    answers: list[Answer] = []
    findings: list[Finding] = list(whole_form_findings(found, keys))
    for field in fields:
        findings += field_findings(cut, found.grid.name, field)
    labels: dict[tuple[str, str], str] = {}
    totals: list[ShownTotal] = []
    for section in cut.sections:
        if not is_table(section):
            answers += _wide_answers(sheet, section)
            continue
        place, match = places.get(section.id), matches.get(section.id)
        findings += table_findings(found.grid, cut, section, place, match)
        if place is None or match is None:
            continue
        for first, *others in _table_answers(sheet, place, match):
            answers.append(first)
            findings += (beside_finding(found.grid.name, section, first, other) for other in others)
        labels |= _labels(sheet, place, match)
        totals += _totals(sheet, place)
    return Review(
        identity=found.identity,
        sheet=found.grid.name,
        header={field.field.id: field.text for field in fields},
        answers=tuple(answers),
        labels=labels,
        totals=tuple(totals),
        structure=tuple(findings),
        unguarded=frozenset(one.field.id for one in fields if not (one.guarded or cut.fills(one.field))),
    )


def _fields(sheet: _Sheet) -> Iterator[FoundField]:
    for field in sheet.edition.header:
        if sheet.edition.shows(field) and not field.source:
            continue
        rows = sheet.keys.rows_of(header_key(field.id)) or _rows_labelled(sheet, squeeze(field.label))
        if not rows:
            continue
        raw, place = _right_of_label(sheet, rows[0])
        reading = sheet.read(field, raw, [field.placeholder])
        empty = reading.state is AnswerState.EMPTY
        digest = sheet.keys.digests.get(rows[0], "")
        issued = "" if empty else display(raw)
        yield FoundField(
            field=field,
            cell=a1(rows[0], place),
            typed=display(raw),
            state=reading.state,
            text="" if empty else reading.value or display(raw),
            guarded=bool(digest),
            as_issued=not digest or digest == text_digest(sheet.form_id, issued),
        )


def _rows_labelled(sheet: _Sheet, label: str) -> list[int]:
    """Rows without a key that begin with a label."""
    return [row for row in sheet.grid.rows if row not in sheet.keys.keys and first_text(sheet.grid, row) == label]


def _right_of_label(sheet: _Sheet, row: int) -> tuple[Value | None, int]:
    """The first value in a field's row right of its label, and its column (the first value column when empty)."""
    filled = [column for column in sheet.grid.columns_in(row) if sheet.grid.text(row, column)]
    start = sheet.keys.column or next(iter(filled), 1)
    column = next((column for column in filled if column > start), start + 1)
    return sheet.grid.value(row, column), column


def _wide_answers(sheet: _Sheet, section: Section) -> Iterator[Answer]:
    (column,) = section.columns
    for name, row in _wide_rows(sheet, section, column).items():
        _, place = _right_of_label(sheet, row)
        if answer := _cell_answer(sheet, section, name, column, (row, place)):
            yield answer


def _wide_rows(sheet: _Sheet, section: Section, column: Column) -> dict[str, int]:
    """Sheet rows of a section of one column: by their keys, the others by their guidance, in order."""
    rows: dict[str, int] = {}
    unkeyed: dict[str, list[str]] = {}
    for name in section.row_ids:
        if found := sheet.keys.rows_of(row_key(section.id, name)):
            rows[name] = found[0]
        else:
            guidance = descriptor(issued_text(section, name, column)) or column.title
            unkeyed.setdefault(squeeze(guidance), []).append(name)
    for guidance, names in unkeyed.items():
        # The section's own title stands above its rows and may be the same text.
        rows |= zip(reversed(names), reversed(_rows_labelled(sheet, guidance)), strict=False)
    return rows


def _table_answers(sheet: _Sheet, place: FoundTable, match: RowMatch) -> Iterator[list[Answer]]:
    """Each answer of a table, with what else stands in the cells that it is drawn over."""
    section = place.section
    for name, row in match.rows.items():
        for column in section.columns:
            cells = [(row, at) for at in _drawn_over(place, column.id)]
            found = [one for cell in cells if (one := _cell_answer(sheet, section, name, column, cell))]
            if found:
                yield [one for one in found if one.filled] or found[:1]
    totals = find_totals(sheet.grid, sheet.keys, place)
    for total in section.totals:
        row = totals.get(total.id, 0)
        if row and total.summary_in and not sheet.edition.shows(section.column_by_id[total.summary_in]):
            column = section.column_by_id[total.summary_in]
            found = [_summary(sheet, section, column, total, (row, at)) for at in _drawn_over(place, column.id)]
            if found:
                yield [one for one in found if one.filled] or found[:1]


def _drawn_over(place: FoundTable, column: str) -> tuple[int, ...]:
    """The sheet columns that a column's cells are drawn over; nothing when it was not found."""
    return (place.columns[column], *place.boxes.get(column, ())) if column in place.columns else ()


def _summary(sheet: _Sheet, section: Section, column: Column, total: Total, cell: tuple[int, int]) -> Answer:
    value = sheet.grid.value(*cell)
    reading = sheet.read(column, value, [total.placeholder])
    return Answer(
        section=section.id,
        row=TOTAL_ROW,
        column=column.id,
        cell=a1(*cell),
        typed=display(value),
        state=reading.state,
        value=reading.value,
    )


def _cell_answer(sheet: _Sheet, section: Section, name: str, column: Column, cell: tuple[int, int]) -> Answer | None:
    """The answer in a cell (row and column of the sheet).

    None for a cell that the role does not fill, but for what the previous cycle left open and can be read.
    """
    free = opens(sheet.edition, section, name, column)
    carried = bool(section.carries) and carries(sheet.edition, section, name, column)
    if not (free or carried):
        return None
    answer = _answer(sheet, section, name, column, cell)
    if carried:
        place = carried_columns(sheet.edition, section, name).index(column)
        digest = nth_digest(sheet.keys.digests.get(cell[0], ""), place)
        same = digest == cell_digest(sheet.form_id, column.id, answer.value or answer.typed)
        answer = replace(answer, prefilled=answer.filled and same)
    return answer if free or answer.value else None


def _answer(sheet: _Sheet, section: Section, name: str, column: Column, cell: tuple[int, int]) -> Answer:
    item = section.item_by_id.get(name) if is_table(section) else None
    value = sheet.grid.value(*cell)
    issued = issued_text(section, name, column)
    typed = display(value)
    figure = metric_of(issued, typed) if item is not None else None
    reading = sheet.read(column, value if figure is None else figure, stands_for_empty(section, name, column))
    return Answer(
        section=section.id,
        row=name,
        column=column.id,
        cell=a1(*cell),
        typed=typed,
        state=reading.state,
        value=reading.value,
        number=reading.number,
        prefilled=figure is not None and is_prefilled(item, column),
    )


def _labels(sheet: _Sheet, place: FoundTable, match: RowMatch) -> dict[tuple[str, str], str]:
    section = place.section
    label = next((c for c in section.columns if c.kind is ColumnKind.LABEL), None)
    naming = label or next((c for c in section.columns if c.kind in _NAMING), section.columns[0])
    labels: dict[tuple[str, str], str] = {}
    for name, row in match.rows.items():
        item = section.item_by_id.get(name)
        if item is not None and label is not None and label.id not in item.open:
            labels[section.id, name] = item.label
            continue
        typed = sheet.grid.text(row, place.columns.get(naming.id, 1))
        issued = item.label if item else ""
        labels[section.id, name] = issued if typed == NOTHING else typed or issued
    return labels


def _totals(sheet: _Sheet, place: FoundTable) -> Iterator[ShownTotal]:
    section = place.section
    rows = find_totals(sheet.grid, sheet.keys, place)
    for total in section.totals:
        row, where = rows.get(total.id), place.columns.get(total.column)
        if row and where:
            value = sheet.grid.value(row, where)
            yield ShownTotal(section=section.id, total=total.id, cell=a1(row, where), number=plain_number(value))
