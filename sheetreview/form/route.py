"""Which place of a clean form an answer of a returned one goes to."""

from __future__ import annotations

from collections.abc import Sequence

from sheetreview.form.counterparts import Counterparts, SectionPair, blank_rows
from sheetreview.form.extract import TOTAL_ROW
from sheetreview.form.located import Located
from sheetreview.form.places import entry_places
from sheetreview.form.slots import Place
from sheetreview.form.values import read_value
from sheetreview.model.edition import Edition
from sheetreview.model.layout import HR, HeaderField
from sheetreview.model.review import Answer
from sheetreview.sheet.text import squeeze

_GONE = "is not in the form any more"


class Route:
    """The way from the places of a returned form to those of a clean one.

    ``used`` are the section and row ids with anything in them, in the form's order; ``clean`` is the clean form's
    sheet, where it is known.
    """

    def __init__(self, found: Located, new: Edition, clean: Located | None, used: Sequence[tuple[str, str]]) -> None:
        self.new = new
        self._clean = clean
        self._found = found
        self._pairs = Counterparts.of(found.edition, new)
        self._open = set(entry_places(new))
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
        if place not in self._open:
            return None, "it is not for this role to fill in"
        return place, self._said(pair, (row, column), place)

    def field(self, name: str) -> str:
        """The id of a header field in the clean form; '' when it has none."""
        return self._pairs.header.get(name, "")

    def is_given(self, field: HeaderField, text: str) -> bool:
        """Whether the clean form says the same in the given field that a field is; so it is said to when unknown."""
        name = self.field(field.id)
        now = next((one for one in self.new.header if one.id == name), None)
        if self._clean is None or now is None:
            return self._clean is None
        cell = self._clean.field_cell(now)
        return cell is not None and squeeze(self._clean.grid.text(*cell)) == squeeze(text)

    def stands_in_clean(self, answer: Answer) -> bool:
        """Whether an answer in a cell that HR fills stands in the clean form without being typed."""
        pair = self._pairs.sections.get(answer.section)
        column = pair.columns.get(answer.column) if pair else None
        if pair is None or column is None or self._clean is None:
            return answer.prefilled
        cell = self._clean.cell(pair.new.id, self._row(pair, answer.row)[0], column)
        entry = pair.new.column_by_id[column]
        scale = self.new.layout.scale_by_id.get(entry.scale or "")
        if cell is None:
            return False
        text = self._clean.grid.text(*cell)
        return answer.typed == text or (
            bool(answer.value) and read_value(entry, scale, self._clean.grid.value(*cell)).value == answer.value
        )

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
        taken = [row for row in blank if self._clean and self._clean.digest(pair.new, row)]
        return blank_rows(mine, blank, taken, self._carried(pair, mine, blank, taken))

    def _carried(
        self, pair: SectionPair, rows: Sequence[str], blank: Sequence[str], taken: Sequence[str]
    ) -> dict[str, str]:
        """The rows that HR had filled, and where these stand now: by their keys, without them by what they say."""
        found = {row: row for row in rows if row in blank and self._found.digest(pair.old, row)}
        for row in rows:
            says = self._says(self._found, pair, row) if row not in found else ""
            same = [one for one in taken if says and self._clean and self._says(self._clean, pair, one) == says]
            free = [one for one in same if one not in found.values()]
            if free:
                found[row] = free[0]
        return found

    def _says(self, form: Located, pair: SectionPair, row: str) -> str:
        """The first text of a row that the cycle before may have left open, as compared."""
        names = [column.id for column in pair.new.columns if HR in (column.filled_by or ())]
        if form is self._found:
            before = {new: old for old, new in pair.columns.items()}
            names = [before[name] for name in names if name in before]
        section = (pair.old if form is self._found else pair.new).id
        cells = (form.cell(section, row, name) for name in names)
        return next((squeeze(text) for cell in cells if cell and (text := form.grid.text(*cell))), "")

    def _said(self, pair: SectionPair, old: tuple[str, str], place: Place) -> str:
        """How a place is another than before, in the words of the clean form."""
        section, row, column = place
        said = []
        if section != pair.old.id:
            said.append(f"it is in {pair.new.title!r} now")
        if row != old[0]:
            item = pair.new.item_by_id.get(row)
            said.append(
                f"the row is {item.label!r} now"
                if item and item.label != pair.old.item_by_id[old[0]].label
                else "the row has another id now"
                if item
                else "it is in the next free row"
            )
        if column != old[1]:
            said.append(f"the column {pair.new.column_by_id[column].title!r} has another id now")
        return "; ".join(said)
