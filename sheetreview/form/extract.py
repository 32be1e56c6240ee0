"""A returned sheet in, a review out: its answers, and findings about what happened to the form's structure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sheetreview.form.cells import FormCell, HeadCell, SectionCells, metric_of
from sheetreview.form.formulas import NO_TOTAL
from sheetreview.form.issued_words import issued_words
from sheetreview.form.keys import edition_for, is_cell_digest_of, is_digest_of, nth_digest
from sheetreview.form.kinds import Kind
from sheetreview.form.leftovers import UNTICKED, leftovers
from sheetreview.form.locate import FoundForm, find_totals
from sheetreview.form.numbers import decimal_sign, digits, meanings
from sheetreview.form.outside import outside_findings
from sheetreview.form.returned_form import ReturnedForm, ReturnedTable
from sheetreview.form.slots import NOTHING
from sheetreview.form.structure import (
    WHO,
    beside_finding,
    changed_field,
    cut_findings,
    lost_field,
    lost_table,
    shown_otherwise,
    struck_findings,
    table_findings,
    unkeyed_finding,
    whole_form_findings,
)
from sheetreview.form.values import EMPTY, WORKBOOK, FileFormat, Reading, plain_number, shows_otherwise
from sheetreview.model.finding import Finding
from sheetreview.model.finding_types import SHEET_SHARED
from sheetreview.model.layout import Layout
from sheetreview.model.review import Answer, AnswerState, Review, ShownTotal
from sheetreview.sheet.address import a1
from sheetreview.sheet.grid import ShownNumber, display


def extract(found: FoundForm, layout: Layout, file: FileFormat = WORKBOOK) -> Review:
    """Read a form back; ``layout`` is the version it was issued with. Raises KeyError when that has no such role.

    Where a number may be two, the other numbers of the form and the file's own way of writing decide, if they agree.
    Nothing is read of a sheet that another form stands on, too.
    """
    if found.shared:
        # Nobody can tell whose answers are whose.
        shared = SHEET_SHARED.at(sheet=found.grid.name)
        return Review(identity=found.identity, sheet=found.grid.name, answers=(), labels={}, structure=(shared,))
    form = ReturnedForm.of(found.grid, edition_for(found.identity, layout))
    undecided = replace(file, decimal="") if file.decimal else file
    review = _Reader(form, found.identity.form_id, undecided).review(found)
    read = (*review.head, *review.answers)
    if not any(answer.state is AnswerState.UNREADABLE and len(meanings(digits(answer.typed))) > 1 for answer in read):
        return review
    numbers = [answer.typed for answer in read if answer.number is not None]
    decimal = decimal_sign([*numbers, f"1{file.decimal}5"] if file.decimal else numbers)
    return _Reader(form, found.identity.form_id, replace(file, decimal=decimal)).review(found) if decimal else review


@dataclass(slots=True)
class _Reader:
    """A form being read, and what was found so far; ``typed`` says whether anybody typed into its head."""

    form: ReturnedForm
    form_id: str
    file: FileFormat
    head: list[Answer] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    totals: list[ShownTotal] = field(default_factory=list)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    unguarded: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    typed: bool = False

    def review(self, found: FoundForm) -> Review:
        """Read the whole form."""
        self.findings += whole_form_findings(found, self.form.keys)
        for field_cell in self.form.cells.head.values():
            self._read_field(field_cell)
        self.findings += self._unkeyed_fields()
        for cells in self.form.cells.sections.values():
            table = self.form.tables.get(cells.section.id)
            if not cells.is_table:
                self.answers += self._wide_answers(cells)
            elif table is None:
                self.findings.append(lost_table(self.form.grid.name, cells.section))
            else:
                self._read_table(table)
        struck = {a1(*place) for place in self.form.grid.struck}
        given = (*self.head, *self.answers) if struck else ()
        if not self.file.all_text:
            fields = self.form.cells.head
            open_head = (answer for answer in self.head if fields[answer.row].open)
            self.findings += cut_findings(self.form, (*open_head, *self.answers))
        self.findings += struck_findings(self.form.grid.name, given, struck)
        read = {answer.cell for answer in (*self.head, *self.answers)}
        beside = list(leftovers(self.form, self.form_id, read))
        self.findings += outside_findings(self.form, beside, {finding.cell for finding in self.findings})
        return Review(
            identity=found.identity,
            sheet=self.form.grid.name,
            head=tuple(self.head),
            answers=tuple(self.answers),
            labels=self.labels,
            totals=tuple(self.totals),
            structure=tuple(self.findings),
            unguarded=frozenset(self.unguarded),
            untouched=not (beside or self.typed or any(answer.given for answer in self.answers)),
        )

    def _read_field(self, cell: HeadCell) -> None:
        """Read a field at the head, but for another role's, or one whose row is not found."""
        if cell.shown:
            return
        at = self.form.field_cell(cell.field)
        if at is None:
            self.findings.append(lost_field(self.form.grid.name, cell))
            return
        answer = self._answer(cell, at)
        guard = self.form.keys.digests.get(at[0], "")
        names = cell.field.source in WHO
        if names and not (guard or cell.open) and issued_words(self.form.edition).are(answer.typed):
            # The form's own words beside a label, as in one that was transposed, are nobody's name.
            answer = replace(answer, state=AnswerState.EMPTY, value="")
        self.head.append(answer)
        # What the roster fills in an open field is not known here, so it counts as issued.
        self.typed |= answer.filled and cell.open and not cell.field.source
        if guard and not is_digest_of(guard, self.form_id, answer.typed if answer.filled else ""):
            self.typed |= answer.filled
            self.findings.append(changed_field(self.form.grid.name, cell.field, answer))
        if not guard and not cell.open:
            self.unguarded.add(cell.field.id)

    def _read_table(self, table: ReturnedTable) -> None:
        form = self.form
        self.findings += table_findings(form, table)
        totals = find_totals(form.grid, form.keys, table.found)
        for first, *others in (*self._table_answers(table), *self._summaries(table, totals)):
            self.answers.append(first)
            self.findings += [beside_finding(form.grid.name, table.section, first, other) for other in others]
        self.labels |= _labels(form, table)
        self.totals += self._totals(table, totals)

    def _wide_answers(self, cells: SectionCells) -> Iterator[Answer]:
        rows = self.form.wide_rows(cells)
        if not rows and any(cell.open for row in cells.rows.values() for cell in row):
            self.findings.append(lost_table(self.form.grid.name, cells.section))
        unkeyed = []
        for name, row in rows.items():
            (cell,) = cells.rows[name]
            if answer := self._own_answer(cell, cells, self.form.wide_cell(cell, row)):
                yield answer
                if self._lost_key(row):
                    unkeyed.append(answer.cell)
        if unkeyed:
            section = cells.section
            self.findings.append(unkeyed_finding(self.form.grid.name, unkeyed, section.title, section.id))

    def _unkeyed_fields(self) -> Iterator[Finding]:
        """Open fields at the head whose rows were told by their labels alone."""
        for cell in self.form.cells.head.values():
            at = self.form.field_cell(cell.field) if cell.open else None
            if at is not None and self._lost_key(at[0]):
                yield unkeyed_finding(self.form.grid.name, [a1(*at)], cell.field.label)

    def _lost_key(self, row: int) -> bool:
        """Whether a sheet row lost its key on a form that has others."""
        return bool(self.form.keys.column) and row not in self.form.keys.keys

    def _table_answers(self, table: ReturnedTable) -> Iterator[list[Answer]]:
        """Each answer of a table, with what else stands in the cells that it is drawn over."""
        drawn = {column.id: table.found.drawn_over(column.id) for column in table.section.columns}
        for name, row in table.match.rows.items():
            found = []
            for cell in table.cells.row(name):
                if not (cell.open or cell.carried):
                    continue
                read = [self._own_answer(cell, table.cells, (row, column)) for column in drawn[cell.column.id]]
                if answers := [answer for answer in read if answer is not None]:
                    found.append(_filled(answers))
            yield from found if name in table.section.item_by_id else _without_unticked(found)

    def _summaries(self, table: ReturnedTable, rows: Mapping[str, int]) -> Iterator[list[Answer]]:
        """What was typed into TOTAL rows, whose sheet rows are given by the total's id."""
        for total, cell in table.cells.summaries:
            columns = table.found.drawn_over(cell.column.id) if total.id in rows else ()
            found = [replace(self._answer(cell, (rows[total.id], column)), number=None) for column in columns]
            if found:
                yield _filled(found)

    def _own_answer(self, cell: FormCell, cells: SectionCells, at: tuple[int, int]) -> Answer | None:
        """The answer in a cell (row and column of the sheet).

        None for a cell that the role does not fill, but for what the previous cycle left open and can be read.
        """
        if not (cell.open or cell.carried):
            return None
        answer = self._answer(cell, at)
        if cell.carried:
            digest = nth_digest(self.form.keys.digests.get(at[0], ""), cells.carried_place(cell))
            same = is_cell_digest_of(digest, self.form_id, cell.column.id, answer.value or answer.typed)
            answer = replace(answer, prefilled=answer.filled and same)
        return answer if cell.open or answer.value else None

    def _answer(self, cell: FormCell | HeadCell, at: tuple[int, int]) -> Answer:
        value = self.form.grid.value(*at)
        typed = display(value)
        # HR's figure stands behind the words of an item's cell, which are no part of the answer.
        figure = metric_of(cell.issued, typed) if isinstance(cell, FormCell) and cell.measured else None
        reading = cell.kind.read(value if figure is None else figure, cell.empty_texts, self.file)
        if isinstance(value, str) and value.startswith("[") and issued_words(self.form.edition).are(value):
            # What stands in brackets in place of an answer is the form's, also where it came from another cell.
            reading = EMPTY
        section, row, column = cell.place
        if isinstance(value, ShownNumber) and _hides(cell.kind, value, reading):
            self.findings.append(shown_otherwise(self.form.grid.name, a1(*at), section, value, reading))
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

    def _totals(self, table: ReturnedTable, rows: Mapping[str, int]) -> Iterator[ShownTotal]:
        for total in table.section.totals:
            row, column = rows.get(total.id), table.columns.get(total.column)
            if row and column:
                value = self.form.grid.value(row, column)
                number = plain_number(value)
                text = display(value) if number is None else ""
                yield ShownTotal(
                    section=table.section.id,
                    total=total.id,
                    cell=a1(row, column),
                    number=number,
                    text="" if text == NO_TOTAL else text,
                )


def _hides(kind: Kind, value: ShownNumber, reading: Reading) -> bool:
    """Whether a cell shows something else than a number that counts there, or nothing of any number."""
    if not value.text or not (kind.scale or kind.counted):
        return not value.text
    # What is shown may be the label of the level that the number is.
    named = kind.scale is not None and reading.value == display(value.number)
    return not named and shows_otherwise(value, exactly=kind.scale is not None)


def _without_unticked(row: list[list[Answer]]) -> list[list[Answer]]:
    """The answers of a blank row; checkboxes that nobody has ticked are empty where nobody typed anything else."""
    given = [answer for answers in row for answer in answers if answer.given]
    if not given or any(answer.typed != UNTICKED for answer in given):
        return row
    return [
        [replace(answer, state=AnswerState.EMPTY, value="") if answer.given else answer for answer in answers]
        for answers in row
    ]


def _filled(answers: list[Answer]) -> list[Answer]:
    """Those of the answers in one place that are filled; the first where none is."""
    return answers if len(answers) == 1 else [one for one in answers if one.filled] or answers[:1]


def _labels(form: ReturnedForm, table: ReturnedTable) -> dict[tuple[str, str], str]:
    """What rows are called: by their fixed label, else by what was typed in place of one."""
    section = table.section
    label = next((column for column in section.columns if column.is_label), None)
    naming = label or next((cell.column for cell in table.cells.blank if cell.kind.names_rows), section.columns[0])
    labels: dict[tuple[str, str], str] = {}
    for name, row in table.match.rows.items():
        item = section.item_by_id.get(name)
        if item is not None and label is not None and label.id not in item.open:
            labels[section.id, name] = item.label
            continue
        typed = form.grid.text(row, table.columns.get(naming.id, 1))
        issued = item.label if item else ""
        labels[section.id, name] = issued if typed == NOTHING else typed or issued
    return labels
