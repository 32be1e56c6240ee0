"""A returned sheet in, a review out: its answers, and findings about what happened to the form's structure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sheetreview.form.cells import FormCell, HeadCell, SectionCells, metric_of
from sheetreview.form.keys import cell_digest, edition_for, nth_digest, text_digest
from sheetreview.form.locate import FoundForm, FoundTable, find_totals
from sheetreview.form.match import RowMatch
from sheetreview.form.returned_form import ReturnedForm
from sheetreview.form.slots import NOTHING
from sheetreview.form.structure import beside_finding, changed_field, table_findings, whole_form_findings
from sheetreview.form.values import FileFormat, plain_number
from sheetreview.model.layout import Layout
from sheetreview.model.review import Answer, Review, ShownTotal
from sheetreview.sheet.address import a1, from_a1
from sheetreview.sheet.grid import display


def extract(found: FoundForm, layout: Layout, *, all_text: bool = False, days_from_1904: bool = False) -> Review:
    """Read a form back.

    ``layout`` is the version the form was issued with; ``all_text`` says that the file's format knows only text,
    ``days_from_1904`` that its dates are days after 1 January 1904. Raises KeyError when the layout has no such role.
    """
    form = ReturnedForm.of(found.grid, edition_for(found.identity, layout))
    file = FileFormat(all_text=all_text, days_from_1904=days_from_1904)
    return _Reader(form, found.identity.form_id, file).review(found)


@dataclass(slots=True)
class _Reader:
    """A form being read, and what was found so far."""

    form: ReturnedForm
    form_id: str
    file: FileFormat

    def review(self, found: FoundForm) -> Review:
        """Read the whole form."""
        form, sheet = self.form, self.form.grid.name
        head: list[Answer] = []
        answers: list[Answer] = []
        totals: list[ShownTotal] = []
        labels: dict[tuple[str, str], str] = {}
        unguarded: set[str] = set()
        findings = list(whole_form_findings(found, form.keys))
        for field in form.cells.head.values():
            answer = self._field(field)
            if answer is None:
                continue
            head.append(answer)
            guard = form.keys.digests.get(from_a1(answer.cell)[0], "")
            if guard and guard != text_digest(self.form_id, answer.typed if answer.filled else ""):
                findings.append(changed_field(sheet, field.field, answer))
            if not guard and not field.open:
                unguarded.add(field.field.id)
        for name, cells in form.cells.sections.items():
            if not cells.is_table:
                answers += self._wide_answers(cells)
                continue
            table, match = form.tables.get(name), form.matches.get(name)
            findings += table_findings(form, cells, table, match)
            if table is None or match is None:
                continue
            rows = find_totals(form.grid, form.keys, table)
            for first, *others in (*self._table_answers(cells, table, match), *self._summaries(cells, table, rows)):
                answers.append(first)
                findings += (beside_finding(sheet, cells.section, first, other) for other in others)
            labels |= _labels(form, cells, table, match)
            totals += self._totals(table, rows)
        return Review(
            identity=found.identity,
            sheet=sheet,
            head=tuple(head),
            answers=tuple(answers),
            labels=labels,
            totals=tuple(totals),
            structure=tuple(findings),
            unguarded=frozenset(unguarded),
        )

    def _field(self, cell: HeadCell) -> Answer | None:
        """The answer in a field at the head; None for another role's, or one whose row is not found."""
        at = None if cell.shown else self.form.field_cell(cell.field)
        return self._answer(cell, at) if at else None

    def _wide_answers(self, cells: SectionCells) -> Iterator[Answer]:
        for name, row in self.form.wide_rows(cells).items():
            (cell,) = cells.rows[name]
            if answer := self._own_answer(cell, cells, self.form.right_of_label(row)):
                yield answer

    def _table_answers(self, cells: SectionCells, table: FoundTable, match: RowMatch) -> Iterator[list[Answer]]:
        """Each answer of a table, with what else stands in the cells that it is drawn over."""
        drawn = {column.id: table.drawn_over(column.id) for column in cells.section.columns}
        for name, row in match.rows.items():
            for cell in cells.row(name):
                if cell.open or cell.carried:
                    found = [
                        one for column in drawn[cell.column.id] if (one := self._own_answer(cell, cells, (row, column)))
                    ]
                    if len(found) > 1:
                        found = [one for one in found if one.filled] or found[:1]
                    if found:
                        yield found

    def _summaries(self, cells: SectionCells, table: FoundTable, rows: dict[str, int]) -> Iterator[list[Answer]]:
        """What was typed into TOTAL rows."""
        for total, cell in cells.summaries:
            places = (
                ((rows[total.id], column) for column in table.drawn_over(cell.column.id)) if total.id in rows else ()
            )
            found = [replace(self._answer(cell, at), number=None) for at in places]
            if found:
                yield [one for one in found if one.filled] or found[:1]

    def _own_answer(self, cell: FormCell, cells: SectionCells, at: tuple[int, int]) -> Answer | None:
        """The answer in a cell (row and column of the sheet).

        None for a cell that the role does not fill, but for what the previous cycle left open and can be read.
        """
        if not (cell.open or cell.carried):
            return None
        answer = self._answer(cell, at)
        if cell.carried:
            place = cells.carried.index(cell.column)
            digest = nth_digest(self.form.keys.digests.get(at[0], ""), place)
            same = digest == cell_digest(self.form_id, cell.column.id, answer.value or answer.typed)
            answer = replace(answer, prefilled=answer.filled and same)
        return answer if cell.open or answer.value else None

    def _answer(self, cell: FormCell | HeadCell, at: tuple[int, int]) -> Answer:
        value = self.form.grid.value(*at)
        typed = display(value)
        # HR's figure stands behind the words of an item's cell, which are no part of the answer.
        figure = metric_of(cell.issued, typed) if isinstance(cell, FormCell) and cell.measured else None
        reading = cell.kind.read(value if figure is None else figure, cell.empty_texts, self.file)
        section, row, column = cell.place
        return Answer(
            section=section,
            row=row,
            column=column,
            cell=a1(*at),
            typed=typed,
            state=reading.state,
            value=reading.value,
            number=reading.number,
            prefilled=figure is not None and isinstance(cell, FormCell) and cell.prefilled,
        )

    def _totals(self, table: FoundTable, rows: dict[str, int]) -> Iterator[ShownTotal]:
        for total in table.section.totals:
            row, column = rows.get(total.id), table.columns.get(total.column)
            if row and column:
                number = plain_number(self.form.grid.value(row, column))
                yield ShownTotal(section=table.section.id, total=total.id, cell=a1(row, column), number=number)


def _labels(form: ReturnedForm, cells: SectionCells, table: FoundTable, match: RowMatch) -> dict[tuple[str, str], str]:
    """What rows are called: by their fixed label, else by what was typed in place of one."""
    section = cells.section
    label = next((column for column in section.columns if column.is_label), None)
    naming = label or next((cell.column for cell in cells.blank if cell.kind.names_rows), section.columns[0])
    labels: dict[tuple[str, str], str] = {}
    for name, row in match.rows.items():
        item = section.item_by_id.get(name)
        if item is not None and label is not None and label.id not in item.open:
            labels[section.id, name] = item.label
            continue
        typed = form.grid.text(row, table.columns.get(naming.id, 1))
        issued = item.label if item else ""
        labels[section.id, name] = issued if typed == NOTHING else typed or issued
    return labels
