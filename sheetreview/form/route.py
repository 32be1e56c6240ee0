"""Which place of a clean form an answer of a returned one goes to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sheetreview.form.cells import TOTAL_ROW, Place, is_table
from sheetreview.form.counterparts import Counterparts, SectionPair, blank_rows
from sheetreview.form.returned_form import ReturnedForm
from sheetreview.form.transfer import FOUND_BY_WORDS
from sheetreview.model.layout import HeaderField
from sheetreview.model.review import Answer
from sheetreview.sheet.text import quoted, squeeze

_GONE = "is not in the form any more"


class Route:
    """The way from the places of a returned form to those of a clean one.

    ``free`` are the places of the clean form that can be typed into, ``used`` the section and row ids of the returned
    one with anything in them, in the form's order.
    """

    def __init__(
        self, found: ReturnedForm, clean: ReturnedForm, free: Collection[Place], used: Sequence[tuple[str, str]]
    ) -> None:
        self.new = clean.edition
        self.cells = clean.cells
        self._clean = clean
        self._found = found
        self._free = free
        self._pairs = Counterparts.of(found.edition, clean.edition)
        self._blanks = {name: self._blank_rows(pair, used) for name, pair in self._pairs.sections.items()}

    def place(self, section: str, row: str, column: str) -> tuple[Place | None, str]:
        """Where an answer goes, and in what way that is another place; None and why when there is no such place."""
        pair = self._pairs.sections.get(section)
        if pair is None:
            gone = next(one for one in self._found.edition.sections if one.id == section)
            return None, f"the section {gone.title!r} {_GONE}"
        if pair.old.sign_off is not None and self.new.layout.version != self._found.edition.layout.version:
            return None, "a signature stands for the form that was signed; sign the new one"
        name, missing = self._row(pair, row)
        if not name:
            return None, missing
        after = pair.columns.get(column)
        if after is None:
            return None, f"the column {pair.old.column_by_id[column].title!r} {_GONE}"
        place = (pair.new.id, name, after)
        if place not in self._free:
            return None, "it is not for this role to fill in"
        return place, _difference(pair, (row, column), place)

    def field(self, name: str) -> str:
        """The id of a header field in the clean form; '' when it has none."""
        return self._pairs.header.get(name, "")

    def is_given(self, field: HeaderField, text: str) -> bool:
        """Whether the clean form says the same in the given field that a field is."""
        name = self.field(field.id)
        now = next((one for one in self.new.header if one.id == name), None)
        cell = self._clean.field_cell(now) if now else None
        return cell is not None and squeeze(self._clean.grid.text(*cell)) == squeeze(text)

    def stands_in_clean(self, answer: Answer) -> bool:
        """Whether an answer in a cell that HR fills stands in the clean form without being typed."""
        pair = self._pairs.sections.get(answer.section)
        column = pair.columns.get(answer.column) if pair else None
        if pair is None or column is None:
            return answer.prefilled
        cell = self._clean.cell(pair.new.id, self._row(pair, answer.row)[0], column)
        if cell is None:
            return False
        kind = self.cells.sections[pair.new.id].kind(column)
        same_value = bool(answer.value) and kind.read(self._clean.grid.value(*cell)).value == answer.value
        return answer.typed == self._clean.grid.text(*cell) or same_value

    def _row(self, pair: SectionPair, row: str) -> tuple[str, str]:
        """The id of a row in the clean form, or '' and why it has none."""
        if row == TOTAL_ROW:
            return row, ""
        if row in pair.old.item_by_id:
            label = pair.old.item_by_id[row].label
            return pair.items.get(row, ""), f"the row {label!r} {_GONE}"
        if not pair.new.blank_rows:
            return "", f"{pair.new.title!r} has no blank rows"
        return self._blanks[pair.old.id].get(row, ""), f"{pair.new.title!r} has no blank row left for it"

    def _blank_rows(self, pair: SectionPair, used: Sequence[tuple[str, str]]) -> dict[str, str]:
        rows = [row for section, row in used if section == pair.old.id and row != TOTAL_ROW]
        mine = [row for row in rows if row not in pair.old.item_by_id]
        blank = [row for row in pair.new.row_ids if row not in pair.new.item_by_id]
        taken = [row for row in blank if self._clean.digest(pair.new, row)]
        return blank_rows(mine, blank, taken, self._carried(pair, mine, blank, taken))

    def _carried(
        self, pair: SectionPair, rows: Sequence[str], blank: Sequence[str], taken: Sequence[str]
    ) -> dict[str, str]:
        """The rows that HR had filled, and where these stand now: by their keys, without them by what they say."""
        found = {row: row for row in rows if row in blank and self._found.digest(pair.old, row)}
        for row in rows:
            text = self._first_text(self._found, pair, row) if row not in found else ""
            same = [one for one in taken if text and self._first_text(self._clean, pair, one) == text]
            free = [one for one in same if one not in found.values()]
            if free:
                found[row] = free[0]
        return found

    def _first_text(self, form: ReturnedForm, pair: SectionPair, row: str) -> str:
        """The first text of a row that the cycle before may have left open, as compared."""
        names = [column.id for column in pair.new.columns if column.given_by_hr]
        if form is self._found:
            before = {new: old for old, new in pair.columns.items()}
            names = [before[name] for name in names if name in before]
        section = (pair.old if form is self._found else pair.new).id
        cells = (form.cell(section, row, name) for name in names)
        return next((squeeze(text) for cell in cells if cell and (text := form.grid.text(*cell))), "")


def _difference(pair: SectionPair, old: tuple[str, str], place: Place) -> str:
    """How a place is another than an answer's old row and column; '' when it is the same."""
    section, row, column = place
    if row != old[0] and row not in pair.new.item_by_id:
        return "it is in the next free row"
    found = "" if (section, row, column) == (pair.old.id, *old) else FOUND_BY_WORDS
    return "; ".join(filter(None, (found, *_renamed(pair, old, place))))


def _renamed(pair: SectionPair, old: tuple[str, str], place: Place) -> Iterator[str]:
    """What people see of a place that has other words now: they may be for something else."""
    _, row, column = place
    if row in pair.new.item_by_id and old[0] in pair.old.item_by_id:
        yield renamed("row", pair.old.item_by_id[old[0]].label, pair.new.item_by_id[row].label)
    if is_table(pair.new):
        yield renamed("column", pair.old.column_by_id[old[1]].title, pair.new.column_by_id[column].title)


def renamed(part: str, before: str, now: str) -> str:
    """That a part of a form is called something else; '' when it has the same words."""
    return "" if squeeze(before) == squeeze(now) else f"the {part} is called {quoted(now)} now"
