"""Sections of a proposal, made of tables and of fields that stand behind the first of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from sheetreview.inputs.extract.columns import computed_from, give_kind, plain_kind
from sheetreview.inputs.extract.fields import Field
from sheetreview.inputs.extract.proposal import ROLE, ProposedEntry, ProposedItem, ProposedSection, ProposedTotal
from sheetreview.inputs.extract.scales import Scales
from sheetreview.inputs.extract.sheet_view import Cell
from sheetreview.inputs.extract.tables import MAX_COLUMNS, Table, TableRow
from sheetreview.inputs.extract.vocabulary import (
    AVERAGE,
    NOTES,
    NUMBERING,
    RATING,
    SELF,
    TOTAL,
    WEIGHT,
    is_placeholder,
    make_id,
    shortened,
)
from sheetreview.model.layout import HR, ColumnKind
from sheetreview.sheet.text import squeeze

MAX_BLANK_ROWS = 200
"""As many as the layout language allows."""

_MAX_WEIGHT = 1000
_ROW_RESERVED = ("header", "total", "average")
_OTHER = re.compile(r"\s*other\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\[.+\]")
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4})?")
_PERCENT = 100
_SHORT = 60
_NUMERIC = (ColumnKind.NUMBER, ColumnKind.PERCENT, ColumnKind.MONEY)


class TableReader:
    """One table on its way to a section."""

    def __init__(self, table: Table, scales: Scales) -> None:
        self._table = _without_numbering(table)
        self._scales = scales
        self._items = [row for row in self._table.items if row.cells[0].text]
        nameless = [row for row in self._table.items if not row.cells[0].text]
        self._blanks = [*nameless, *self._table.blanks]
        self._entries: dict[int, ProposedEntry] = {}
        self._weights: dict[int, float] = {}
        self._checks: list[str] = []

    def section(self, title: str, intro: str) -> ProposedSection:
        """Return the section under a title; its id is given later."""
        for number in range(len(self._table.columns)):
            self._column(number)
        self._computed()
        items = self._proposed_items()
        room = self._table.room if not self._items and not self._blanks else 0
        section = ProposedSection(
            title=title,
            intro=intro,
            columns=[self._entries[number] for number in sorted(self._entries)],
            items=items,
            blank_rows=min(len(self._blanks) + room, MAX_BLANK_ROWS),
            where=self._table.columns[0].cell.where,
            checks=self._checks,
        )
        section.totals = self._totals()
        if len(self._blanks) > MAX_BLANK_ROWS:
            self._checks.append(
                f"the workbook has {len(self._blanks)} empty rows here, a section at most {MAX_BLANK_ROWS}"
            )
        if self._table.beyond:
            names = ", ".join(repr(shortened(title, _SHORT)) for title in self._table.beyond)
            self._checks.append(f"a section has at most {MAX_COLUMNS} columns, so these were left out: {names}")
        if room:
            self._checks.append(f"the workbook shows no rows here: {section.blank_rows} empty ones are a guess")
        return section

    def _cells(self, number: int) -> list[Cell]:
        return [row.cells[number] for row in [*self._items, *self._blanks]]

    def _column(self, number: int) -> None:
        column = self._table.columns[number]
        title = shortened(column.title)
        taken = {entry.id for entry in self._entries.values()}
        entry = ProposedEntry(id=make_id(title, taken, "column"), title=title, where=column.cell.where)
        cells = self._cells(number) or [column.cell]
        if number == 0:
            entry.kind = ColumnKind.LABEL if self._items else ColumnKind.TEXT
        elif self._is_weight(title, number):
            return
        else:
            self._give_kind(entry, number, cells)
            entry.placeholder = _placeholder(cells)
        entry.required = entry.kind is ColumnKind.RATING and bool(self._items)
        if SELF.search(title) and number:
            entry.check = "this seems to be the employee's own view: for that, add a role and name it in 'filled_by'"
        self._entries[number] = entry

    def _give_kind(self, entry: ProposedEntry, number: int, cells: list[Cell]) -> None:
        ticks = self._table.columns[number].ticks
        rated = bool(ticks) or RATING.search(entry.title) or any(cell.options is not None for cell in cells)
        if all(cell.calculated for cell in cells):
            entry.kind = ColumnKind.COMPUTED
        elif rated or not self._fixed_texts(entry, number):
            give_kind(entry, cells, self._scales, ticks=ticks)

    def _is_weight(self, title: str, number: int) -> bool:
        """Whether a column says how much each item counts; then the items are given their weights."""
        if not WEIGHT.search(title) or not self._items:
            return False
        weights: dict[int, float] = {}
        for row in self._items:
            text = row.cells[number].text.rstrip("% ")
            if not _NUMBER.fullmatch(text) or not 0 <= float(text) * _PERCENT <= _MAX_WEIGHT * _PERCENT:
                return False
            weights[row.row] = float(text)
        if not any(weights.values()):
            return False
        if max(weights.values()) <= 1:
            weights = {row: round(weight * _PERCENT, 2) for row, weight in weights.items()}
        self._weights = weights
        return True

    def _fixed_texts(self, entry: ProposedEntry, number: int) -> bool:
        """Whether most rows have a text of their own in a column; then it is fixed, unless it may be changed.

        What people noted in a form that was filled in is not taken over.
        """
        cells = [row.cells[number] for row in self._items]
        said = [cell for cell in cells if cell.text]
        if _placeholder(said) or 2 * len(said) <= len(cells):
            return False
        if _holds_notes(entry.title, cells, said):
            entry.check = "what was typed in this column was not taken over"
            return False
        entry.kind = ColumnKind.TEXT
        if any(cell.opened or cell.empty for cell in said):
            entry.filled_by = (HR, ROLE)
        else:
            entry.filled_by = ()
            entry.check = "these texts are in everybody's form: take out what was typed about one person"
        return True

    def _computed(self) -> None:
        """Say what calculated columns compute, or leave them out."""
        for number, entry in list(self._entries.items()):
            if entry.kind is not ColumnKind.COMPUTED:
                continue
            entry.compute = self._computation(number)
            if not entry.compute:
                del self._entries[number]
                self._checks.append(
                    f"the calculated column {entry.title!r} ({entry.where}) was left out: see 'compute' and 'totals'"
                )

    def _computation(self, number: int) -> dict[str, object]:
        """What a column computes of which two columns, which become numbers; empty when unknown."""
        found = computed_from(self._cells(number), self._table.columns)
        if found is None:
            return {}
        kind, *operands = found
        columns = [entry for operand in operands if (entry := self._number_column(operand))]
        if len(columns) < len(operands):
            return {}
        for entry in columns:
            if entry.kind not in _NUMERIC:
                entry.kind = ColumnKind.NUMBER
        return {"kind": kind, "of": tuple(entry.id for entry in columns)}

    def _number_column(self, number: int) -> ProposedEntry | None:
        """The column at a place, when numbers can be typed into it."""
        entry = self._entries.get(number)
        if entry is None or number == 0 or entry.filled_by is not None:
            return None
        return entry if entry.kind in (*_NUMERIC, ColumnKind.TEXT) else None

    def _proposed_items(self) -> list[ProposedItem]:
        items: list[ProposedItem] = []
        taken = set(_ROW_RESERVED)
        fixed = [number for number, entry in self._entries.items() if number and entry.filled_by is not None]
        for row in self._items:
            items.append(self._proposed_item(row, taken, fixed))
            taken.add(items[-1].id)
        return items

    def _proposed_item(self, row: TableRow, taken: Collection[str], fixed: Sequence[int]) -> ProposedItem:
        cell = row.cells[0]
        label = shortened(cell.text)
        named = cell.opened or bool(_BRACKETS.search(label))
        opened = [0, *(number for number in fixed if row.cells[number].empty)] if named else []
        said = [(number, row.cells[number].text) for number in fixed]
        return ProposedItem(
            id=make_id(label, taken, "item"),
            label=label,
            texts={self._entries[number].id: shortened(text) for number, text in said if text},
            open=tuple(self._entries[number].id for number in opened),
            optional=named or bool(_OTHER.fullmatch(label)),
            weight=self._weights.get(row.row),
            where=cell.where,
        )

    def _totals(self) -> list[ProposedTotal]:
        totals: dict[str, ProposedTotal] = {}
        for row in self._table.totals:
            kind = _total_kind(row)
            rating = self._totalled(row)
            if rating is None:
                self._checks.append(f"the total in row {row.row} was left out: it adds up no ratings that are numbers")
                continue
            others = [one.title for n, one in self._entries.items() if n not in (0, rating) and one.scale]
            if others:
                self._checks.append(f"only {self._entries[rating].title!r} has a total; add others under 'totals'")
            if kind not in totals:
                totals[kind] = self._total(row, kind, rating, "average" if totals else "total")
        return list(totals.values())

    def _totalled(self, row: TableRow) -> int | None:
        numbered = {scale.id for scale in self._scales.chosen if scale.numbered}
        ratings = [number for number, entry in self._entries.items() if number and entry.scale in numbered]
        summed = [number for number in ratings if row.cells[number].formula is not None]
        return next(iter([*summed, *ratings]), None)

    def _total(self, row: TableRow, kind: str, rating: int, name: str) -> ProposedTotal:
        others = [number for number in self._entries if number != rating]
        word = next((number for number in others if TOTAL.fullmatch(row.cells[number].text)), 0)
        label = shortened(row.cells[word].text) or "TOTAL"
        summaries = [number for number in others if number != word and self._takes_summary(row.cells[number], number)]
        total = ProposedTotal(
            id=name,
            label=label,
            kind=kind,
            column=self._entries[rating].id,
            label_in=self._entries[word].id,
            where=row.cells[word].where,
        )
        if not summaries:
            return total
        summary = summaries[0]
        return replace(total, summary_in=self._entries[summary].id, placeholder=shortened(row.cells[summary].text))

    def _takes_summary(self, cell: Cell, number: int) -> bool:
        texts = (ColumnKind.TEXT, ColumnKind.LONG_TEXT)
        return self._entries[number].kind in texts and (cell.opened or is_placeholder(cell.text))


def _total_kind(row: TableRow) -> str:
    """``mean`` for a row that takes the average, else ``sum``."""
    said = any(AVERAGE.search(cell.text) for cell in row.cells if cell.text)
    return "mean" if said or any("AVERAGE" in (cell.formula or "").upper() for cell in row.cells) else "sum"


def _without_numbering(table: Table) -> Table:
    """A table without a first column that only counts its rows; rows with nothing else become blank ones."""
    if len(table.columns) == 1 or not _only_counts(table):
        return table
    rows = [replace(row, cells=row.cells[1:]) for row in table.items]
    items = [row for row in rows if row.says_anything]
    nameless = [row for row in rows if not row.says_anything]
    blanks = nameless + [replace(one, cells=one.cells[1:]) for one in table.blanks]
    totals = [_shifted(row) for row in table.totals]
    return replace(table, columns=table.columns[1:], items=items, blanks=blanks, totals=totals)


def _only_counts(table: Table) -> bool:
    """Whether the first column numbers the rows, or is meant to."""
    labels = [row.cells[0].text.rstrip(".)") for row in table.items]
    if not any(labels):
        return bool(NUMBERING.fullmatch(table.columns[0].title))
    if not all(label.isdecimal() for label in labels):
        return False
    return all(int(after[:6]) - int(before[:6]) == 1 for before, after in pairwise(labels))


def _shifted(row: TableRow) -> TableRow:
    """A total row whose word may stand under the numbers that are left out."""
    first, *others = row.cells
    cells = [first if first.text and not others[0].text and others[0].formula is None else others[0], *others[1:]]
    return replace(row, cells=tuple(cells))


def _holds_notes(title: str, cells: Sequence[Cell], said: Sequence[Cell]) -> bool:
    """Whether something was typed into a column that is for what people note, or for numbers and days."""
    if all(cell.empty for cell in said):
        return False
    return bool(NOTES.search(title)) or plain_kind(title, cells) not in (ColumnKind.TEXT, ColumnKind.LONG_TEXT)


def _placeholder(cells: Sequence[Cell]) -> str:
    """The text in square brackets that stands in every cell of a column."""
    texts = {squeeze(cell.text) for cell in cells}
    first = cells[0].text if cells else ""
    return shortened(first) if len(texts) == 1 and is_placeholder(first) else ""


def field_entry(found: Field, scales: Scales, taken: Sequence[str]) -> ProposedEntry:
    """A field's label and kind."""
    label = shortened(found.label)
    entry = ProposedEntry(id=make_id(label, taken, "field"), title=label, where=found.cell.where)
    give_kind(entry, [found.entry or found.cell], scales)
    if found.large and entry.kind in (ColumnKind.TEXT, ColumnKind.PERSON):
        entry.kind = ColumnKind.LONG_TEXT
    if found.entry and is_placeholder(found.entry.text):
        entry.placeholder = shortened(found.entry.text)
    return entry


def field_sections(fields: Sequence[Field], title: str, intro: str, scales: Scales) -> Iterator[ProposedSection]:
    """Fields that stand together, as tables of questions: those that are answered in the same way in one."""
    made = [(found, field_entry(found, scales, ())) for found in fields]
    for _, group in groupby(made, key=lambda one: (one[1].kind, one[1].scale, one[1].options)):
        entries = [entry for _, entry in group]
        first = entries[0]
        alone = len(entries) == 1
        columns, items = _single_field(first) if alone else _questions(entries)
        yield ProposedSection(
            title=title or (first.title if alone else "Further questions"),
            intro=intro,
            columns=columns,
            items=items,
            blank_rows=int(not items),
            where=first.where,
            checks=[] if title or alone else ["the workbook has no title here: this one is made up"],
        )
        title = intro = ""


def _single_field(entry: ProposedEntry) -> tuple[list[ProposedEntry], list[ProposedItem]]:
    """A table of one blank cell for a field that stands alone; a rating needs its label beside it."""
    if entry.kind is ColumnKind.RATING:
        return _questions([entry])
    entry.id = "text" if entry.kind in (ColumnKind.TEXT, ColumnKind.LONG_TEXT) else "answer"
    return [entry], []


def _questions(entries: Sequence[ProposedEntry]) -> tuple[list[ProposedEntry], list[ProposedItem]]:
    """A table with a row for each entry, answered in its second column."""
    first = entries[0]
    rated = first.kind is ColumnKind.RATING
    topic = ProposedEntry(id="question", title="Question", kind=ColumnKind.LABEL)
    answer = ProposedEntry(
        id="rating" if rated else "answer",
        title="Rating" if rated else "Answer",
        kind=first.kind,
        scale=first.scale,
        options=first.options,
        required=rated,
    )
    items: list[ProposedItem] = []
    taken = set(_ROW_RESERVED)
    for entry in entries:
        name = make_id(entry.title, taken, "item")
        taken.add(name)
        items.append(ProposedItem(id=name, label=entry.title, where=entry.where))
    return [topic, answer], items
