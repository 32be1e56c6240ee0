"""What stands on a returned form beside its own words and the answers that were read: nothing is dropped unseen."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sheetreview.form.cells import FormCell, SectionCells, descriptor
from sheetreview.form.issued_words import issued_words
from sheetreview.form.keys import is_cell_digest_of, nth_digest, row_key, total_key
from sheetreview.form.locate import find_totals, texts_in
from sheetreview.form.returned_form import ReturnedForm, ReturnedTable
from sheetreview.form.transfer import MovedAnswer
from sheetreview.model.layout import Section
from sheetreview.sheet.address import a1, column_letters
from sheetreview.sheet.grid import Uncalculated, display
from sheetreview.sheet.remarks import RemarkKind
from sheetreview.sheet.text import squeeze

Cell = tuple[int, int]

UNTICKED = "FALSE"
"""What stands in a checkbox that nobody has ticked."""

UNCLEAR = "the rows were mixed up, so nobody can tell which it belongs to"
DOUBLED = "the row stands more than once, with different answers"
COLUMN_DOUBLED = "the column stands twice, with different answers"
NO_ROW = "it stands in a row that the form does not have"
NO_COLUMN = "it stands in a column that the form does not have, or whose title is gone"
RELABELLED = "it stands in place of the label {!r}; the row's answers were taken for that label"
RETITLED = "it stands in place of the title {!r}; the column's answers were taken for that column's"
REMARK = {
    RemarkKind.COMMENT: "it is a comment, and in no cell of the form",
    RemarkKind.TEXT_BOX: "it is in a text box, and in no cell of the form",
}
ELSEWHERE = "it stands where the form has nothing to fill in"


def disputed(found: ReturnedForm) -> dict[Cell, str]:
    """Cells that were read, but stand more than once with different answers, and in which way."""
    form = _Sheet(found)
    return {first: why for first, other, why in form.twice() if form.differ(first, other)}


def leftovers(found: ReturnedForm, form_id: str, read: Collection[str]) -> Iterator[MovedAnswer]:
    """Every text that is neither in a cell that was ``read`` nor what the form was issued with, from the top.

    ``read`` are addresses of cells. Comments and text boxes follow.
    """
    form = _Sheet(found)
    odd = {cell: text for cell in sorted(form.filled(read)) if (text := form.shown(cell)) and not form.words.are(text)}
    known = set(form.own_cells(form_id, {row for row, _ in odd}))
    again: dict[Cell, str] = {}
    for first, other, why in form.twice():
        if form.differ(first, other):
            again[other] = why
        elif found.grid.text(*first) == found.grid.text(*other):
            known.add(other)
    for cell, text in odd.items():
        if cell not in known:
            why = again.get(cell) or form.why(cell)
            yield MovedAnswer(label=form.label(cell), cell=a1(*cell), typed=text, why=why)
    for remark in found.grid.remarks:
        label = form.label(remark.place)
        yield MovedAnswer(label=label, cell=a1(*remark.place), typed=remark.text, why=REMARK[remark.kind])


class _Sheet:
    """A returned form's sheet, looked at for what is the form's own and what is not."""

    def __init__(self, found: ReturnedForm) -> None:
        self._found = found
        self._grid = found.grid
        self._tables = found.tables
        self.words = issued_words(found.edition)

    def filled(self, read: Collection[str]) -> Iterator[Cell]:
        """Cells with any content that were not read, are no keys, and do not hold the very words that were issued."""
        column, keyed, issued = self._found.keys.column, self._found.keys.keys, self.words.literal
        return (
            cell
            for cell, value in self._grid.cells.items()
            if value not in issued and (cell[1] != column or cell[0] not in keyed) and a1(*cell) not in read
        )

    def shown(self, cell: Cell) -> str:
        """What stands in a cell; '' for an unticked box, and for a formula that has no result and is the form's own."""
        value = self._grid.cells[cell]
        if isinstance(value, Uncalculated):
            return "a formula without a saved result" if self.is_in_rows(cell[0]) else ""
        text = display(value)
        return "" if text == UNTICKED else text

    def twice(self) -> Iterator[tuple[Cell, Cell, str]]:
        """Cells of doubled rows and columns: the one that was read, another, and which of the two stands twice."""
        for table in self._tables.values():
            rows = table.match.rows
            for row, numbers in table.match.doubled.items():
                for number in numbers:
                    if row in rows and number != rows[row]:
                        for place in table.columns.values():
                            yield (rows[row], place), (number, place), DOUBLED
            for column, place in table.found.doubled.items():
                for number in rows.values():
                    yield (number, table.columns[column]), (number, place), COLUMN_DOUBLED

    def differ(self, one: Cell, other: Cell) -> bool:
        """Whether two cells hold different texts, neither of which the form was issued with."""
        texts = {self._grid.text(*cell) for cell in (one, other)}
        return len({text for text in texts if text and squeeze(text) not in self.words.texts}) > 1

    def own_cells(self, form_id: str, rows: Collection[int]) -> Iterator[Cell]:
        """Cells in some rows whose content is the form's.

        Given fields, other roles' answers, HR's figures and what the form works out.
        """
        found = self._found
        for head in found.cells.head.values():
            if not head.open and (cell := found.field_cell(head.field)):
                yield cell
        for name, section in found.cells.sections.items():
            table = self._tables.get(name)
            if table is not None:
                yield from self._own_in_table(table, form_id, rows)
            yield from self._own_in_totals(section.section, table)
            if not section.is_table:
                yield from self._shown_fields(section)

    def _shown_fields(self, section: SectionCells) -> Iterator[Cell]:
        """The cells of a section of one column that show another role's answers."""
        keys = self._found.keys
        for name, (cell,) in section.rows.items():
            for row in keys.rows_of(row_key(section.section.id, name)) if cell.shown else ():
                yield self._found.wide_cell(cell, row)

    def _own_in_totals(self, section: Section, table: ReturnedTable | None) -> Iterator[Cell]:
        """The results in TOTAL rows: formulas, or the numbers they left behind where the row still says what it is."""
        grid, keys = self._grid, self._found.keys
        rows = find_totals(grid, keys, table.found) if table else {}
        for total in section.totals:
            for row in {*keys.rows_of(total_key(section.id, total.id)), *filter(None, [rows.get(total.id)])}:
                filled = set(grid.columns_in(row))
                places = {table.columns.get(total.column, 0)} if table else filled
                held = {(row, place) for place in places & filled}
                yield from held & grid.formulas
                if held - grid.formulas and squeeze(total.label) in texts_in(grid, row):
                    yield from held

    def _own_in_table(self, table: ReturnedTable, form_id: str, only: Collection[int]) -> Iterator[Cell]:
        head, match = table.found.head, table.match
        yield from ((head, place) for name, place in table.columns.items() if name not in table.found.renamed)
        rows = (*match.rows.values(), *table.doubled_rows, *match.doubtful)
        for name, place in table.columns.items():
            column = table.section.column_by_id[name]
            if column.is_computed or self._found.edition.shows(column):
                yield from ((row, place) for row in rows)
        for name, row in match.rows.items():
            for cell in table.cells.row(name) if row in only else ():
                at = (row, table.columns.get(cell.column.id, 0))
                if at[1] and self._is_given(table.cells, cell, at, form_id):
                    yield at

    def _is_given(self, section: SectionCells, cell: FormCell, at: Cell, form_id: str) -> bool:
        """Whether what stands in a cell is another role's, HR's figure, or still what HR carried over into it."""
        if cell.shown:
            return True
        if cell.carried:
            value = self._grid.value(*at)
            digest = nth_digest(self._found.keys.digests.get(at[0], ""), section.carried_place(cell))
            return is_cell_digest_of(digest, form_id, cell.column.id, cell.kind.read(value).value or display(value))
        # Only where the form was issued without words there can a figure of HR's not be told from any other text.
        hr_alone = cell.item is not None and cell.column.given_by_hr and not self._found.edition.fills(cell.column)
        return hr_alone and not descriptor(cell.issued)

    def is_in_rows(self, row: int) -> bool:
        """Whether a row is a table's, or may be.

        A form's own formulas stand elsewhere, or in cells that are known.
        """
        return any(
            row in table.match.rows.values()
            or row in table.match.unknown
            or row in table.match.doubtful
            or row in table.doubled_rows
            for table in self._tables.values()
        )

    def why(self, cell: Cell) -> str:
        """Why a text has no place of its own: by the table it stands in, if it does."""
        return next(filter(None, (self._why_in(table, cell) for table in self._tables.values())), ELSEWHERE)

    def _why_in(self, table: ReturnedTable, cell: Cell) -> str:
        row, column = cell
        titles = _titles(table)
        if row == table.found.head and column in titles:
            return RETITLED.format(titles[column])
        match = table.match
        name = next((name for name, number in match.rows.items() if number == row), None)
        if name is not None:
            item = table.section.item_by_id.get(name)
            if item is not None and match.relabelled.get(item.id) == self._grid.text(*cell):
                return RELABELLED.format(item.label)
            return NO_COLUMN if column not in titles else ELSEWHERE
        if row in match.doubtful:
            return UNCLEAR
        return NO_ROW if row in table.doubled_rows or row in match.unknown else ""

    def label(self, cell: Cell) -> str:
        """What a person sees beside and above a cell: the label of its row and the title of its column."""
        row, column = cell
        texts = ((c, self._grid.text(row, c)) for c in self._grid.columns_in(row) if c != self._found.keys.column)
        first, text = next(((c, text) for c, text in texts if text), (column, ""))
        beside = text if first != column else ""
        table = next((table for table in self._tables.values() if table.encloses(row)), None)
        above = _titles(table).get(column, "") if table else ""
        otherwise = table.section.title if table else f"column {column_letters(column)}"
        return " · ".join(filter(None, (beside, above))) or otherwise


def _titles(table: ReturnedTable) -> dict[int, str]:
    """The titles of a table's columns by sheet column."""
    return {place: table.section.column_by_id[name].title for name, place in table.columns.items()}
