"""The cells of a form: each with all that the form says of it to the role that gets it.

A cell is its own to fill, shows another role's answer, may hold what the previous cycle left open, or is fixed. In a
section where a role sees another's answers, the blank rows are the other's: their labels are shown, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from sheetreview.form.kinds import Kind, kind_of
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Column, HeaderField, Item, Section, Total
from sheetreview.model.review import HEAD
from sheetreview.sheet.text import shortened, squeeze

Place: TypeAlias = tuple[str, str, str]
"""Section, row and column ids of a cell."""

TOTAL_ROW = ":total"
"""Row id of what a reviewer types into a TOTAL row; no item can be called so."""


def is_table(section: Section) -> bool:
    """Whether a section is drawn as a table; one column alone is drawn as a wide field instead."""
    return len(section.columns) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCell:
    """A cell that a column makes in a row of its section.

    ``item`` is None in blank rows. The role types into an ``open`` cell; a ``shown`` one holds, locked,
    what another role has answered; a ``carried`` one may hold what the previous cycle left open. ``issued`` is the text
    it is issued with, and ``empty_texts`` are those that stand for empty. In a ``prefilled`` one HR's figure may stand
    behind that text, and in a ``measured`` one anybody's. ``slot`` names the personal text it is issued with, None
    where there is none.
    """

    section: Section
    row: str
    item: Item | None
    column: Column
    kind: Kind
    place: Place
    open: bool
    issued: str
    empty_texts: tuple[str, ...]
    measured: bool = False
    shown: bool = False
    carried: bool = False
    prefilled: bool = False
    slot: str | None = None

    @property
    def typed(self) -> bool:
        """Whether its slot may hold a number."""
        return self.shown or self.carried

    @property
    def required(self) -> bool:
        """Whether an answer is required of the role in any case: not in blank and optional rows."""
        return self.open and self.column.required and self.item is not None and not self.item.optional


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionCells:
    """The cells of a section by row, in the order of the form.

    ``blank`` are those of a blank row; ``carried`` its columns that may be carried over, in the order in which their
    digests stand in its key. ``summaries`` are what the role types into the section's TOTAL rows, each with its total;
    ``metric`` is the column that the metrics file fills. ``labels`` are what its items are called in messages.
    """

    section: Section
    rows: Mapping[str, tuple[FormCell, ...]]
    blank: tuple[FormCell, ...]
    carried: tuple[Column, ...]
    summaries: tuple[tuple[Total, FormCell], ...]
    metric: Column | None
    is_table: bool
    labels: Mapping[str, str]

    def row(self, name: str) -> tuple[FormCell, ...]:
        """The cells of a row; one that the form was not issued with is a further blank row."""
        return self.rows.get(name) or tuple(
            replace(cell, row=name, place=(cell.section.id, name, cell.column.id)) for cell in self.blank
        )

    def carried_place(self, cell: FormCell) -> int:
        """Where the digest of a carried cell stands among those in its row's key."""
        return [column.id for column in self.carried].index(cell.column.id)

    def kind(self, column: str) -> Kind:
        """The kind of a column by its id."""
        return next(cell.kind for cell in self.blank if cell.column.id == column)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCell:
    """The cell of a field at the head of the form.

    An ``open`` one is the role's to fill; a ``shown`` one holds another role's answer. What a ``guarded`` one was
    issued with is known from its key. ``slot`` names the text it is issued with, None where there is none.
    """

    field: HeaderField
    kind: Kind
    open: bool
    shown: bool
    guarded: bool
    slot: str | None

    @property
    def key_slot(self) -> str | None:
        """The slot of its key, where that guards what was issued."""
        return f"key.{self.field.id}" if self.guarded else None

    @property
    def place(self) -> Place:
        """Where it is in the layout."""
        return (HEAD, self.field.id, "")

    @property
    def empty_texts(self) -> tuple[str, ...]:
        """The text that stands for empty."""
        return (self.field.placeholder,) if self.field.placeholder else ()


AnyCell: TypeAlias = FormCell | HeadCell
"""A cell that may hold an answer, wherever it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCells:
    """All cells of an edition's form: of its head by field, of its sections by id."""

    head: Mapping[str, HeadCell]
    sections: Mapping[str, SectionCells]

    def __iter__(self) -> Iterator[FormCell]:
        return (cell for row in self._rows for cell in row)

    @property
    def _rows(self) -> list[tuple[FormCell, ...]]:
        return [row for section in self.sections.values() for row in section.rows.values()]

    @property
    def shown(self) -> list[FormCell]:
        """The cells that hold another role's answers."""
        return [cell for row in self._rows for cell in row if cell.shown]

    @property
    def metrics(self) -> list[FormCell]:
        """The cells of tables that the metrics file may fill: at most one for an item."""
        return [cell for row in self._rows for cell in row if cell.slot and not cell.typed]

    def at(self, place: Place) -> FormCell:
        """The cell of a place; a blank row may be a further one. Raises KeyError when the form has no such cell."""
        section, row, column = place
        form = self.sections[section]
        cells = tuple(cell for _, cell in form.summaries) if row == TOTAL_ROW else form.row(row)
        for cell in cells:
            if cell.column.id == column:
                return cell
        raise KeyError(place)


@lru_cache(maxsize=256)
def form_cells(edition: Edition) -> FormCells:
    """The cells of an edition's form."""
    return FormCells(
        head={field.id: _head_cell(edition, field) for field in edition.header},
        sections={section.id: _section_cells(edition, section) for section in edition.sections},
    )


def row_key_slot(section: Section, row: str) -> str:
    """The slot of the key of a row that may be carried over."""
    return f"row.{section.id}.{row}"


def distinct_label(section: Section, item: Item) -> str:
    """An item's label; of several with one label, also the words beside it that tell them apart."""
    label = squeeze(item.label)
    alike = [one for one in section.items if squeeze(one.label) == label]
    if len(alike) == 1:
        return item.label
    for column in section.columns:
        words = descriptor(item.texts.get(column.id, ""))
        if words and all(one is item or one.texts.get(column.id) != item.texts.get(column.id) for one in alike):
            return f"{item.label} ({shortened(words)})"
    return item.label


def descriptor(text: str) -> str:
    """What a template's bracketed text says: ``[# of upselling attempts]`` is ``# of upselling attempts``."""
    return text[1:-1].strip() if text.startswith("[") and text.endswith("]") else text


def with_metric(issued: str, metric: str) -> str:
    """The text of a metric cell: what is measured stays readable beside HR's figure."""
    name = descriptor(issued)
    return f"{name}: {metric}" if name else metric


def metric_of(issued: str, text: str) -> str | None:
    """HR's figure behind the words a cell was issued with; None when the text does not begin with them."""
    name = descriptor(issued)
    if not name or not squeeze(text).startswith(f"{squeeze(name)}:"):
        return None
    # The words may hold a colon themselves, and may have come back with other spaces between them.
    return text[text.find(":", len(name) - 1) + 1 :].strip()


def _head_cell(edition: Edition, field: HeaderField) -> HeadCell:
    opens, shows = edition.fills(field), edition.shows(field)
    return HeadCell(
        field=field,
        kind=kind_of(field, edition.layout),
        open=opens,
        shown=shows and not field.source,
        guarded=bool(field.source) and not opens,
        slot=f"header.{field.id}" if field.source or shows else None,
    )


def _section_cells(edition: Edition, section: Section) -> SectionCells:
    maker = _CellMaker(edition, section)
    blank = maker.row("")
    return SectionCells(
        section=section,
        rows={row: maker.row(row) for row in section.row_ids},
        blank=blank,
        carried=tuple(cell.column for cell in blank if cell.carried),
        summaries=tuple(maker.summaries()),
        metric=maker.metric,
        is_table=maker.is_table,
        labels={item.id: distinct_label(section, item) for item in section.items},
    )


class _CellMaker:
    """Works out the cells of one section, with what is the same for all of its rows."""

    def __init__(self, edition: Edition, section: Section) -> None:
        columns = section.columns
        self._section = section
        self._kinds = {column.id: kind_of(column, edition.layout) for column in columns}
        self._fills = _ids(columns, edition.fills)
        self._shows = _ids(columns, edition.shows)
        self._labels = _ids(columns, lambda column: column.is_label)
        self._given = _ids(columns, lambda column: column.given_by_hr)
        self._carries = self._given if section.carries else frozenset()
        self.is_table = is_table(section)
        # HR's figures stand beside the words of the first text column that HR fills.
        given = (column for column in columns if column.id in self._given)
        self.metric = next((column for column in given if self._kinds[column.id].takes_metric), None)

    def row(self, row: str) -> tuple[FormCell, ...]:
        """The cells of a row; the empty id stands for any blank row."""
        return tuple([self._cell(row, column) for column in self._section.columns])

    def summaries(self) -> Iterator[tuple[Total, FormCell]]:
        """What the role types into TOTAL rows."""
        section = self._section
        for total in section.totals if self.is_table else ():
            column = section.column_by_id.get(total.summary_in or "")
            if column is not None and total.column in self._fills and column.id not in self._shows:
                cell = FormCell(
                    section=section,
                    row=TOTAL_ROW,
                    item=None,
                    column=column,
                    kind=self._kinds[column.id],
                    place=(section.id, TOTAL_ROW, column.id),
                    open=True,
                    issued=total.placeholder,
                    empty_texts=(total.placeholder,) if total.placeholder else (),
                )
                yield total, cell

    def _cell(self, row: str, column: Column) -> FormCell:
        section, name, kind = self._section, column.id, self._kinds[column.id]
        named = section.item_by_id.get(row)
        item = named if self.is_table else None
        opens, shows = self._access(row, column)
        carried = not shows and named is None and name in self._carries
        # HR's figures and words are not mixed with what a person is to type into an item's open cell.
        by_hr = item is not None and name in self._given and name not in item.open
        use = "shown" if shows else "carried" if carried else "cell" if by_hr and column is self.metric else ""
        issued = _issued(named, column) if named is not None else column.placeholder
        return FormCell(
            section=section,
            row=row,
            item=named,
            column=column,
            kind=kind,
            place=(section.id, row, name),
            open=opens,
            issued=issued,
            # The words may have come back without the brackets of a template, or with the column's own hint.
            empty_texts=tuple(filter(None, (issued, descriptor(issued), column.placeholder))),
            measured=item is not None,
            shown=shows,
            carried=carried,
            prefilled=by_hr and kind.takes_metric,
            slot=f"{use}.{section.id}.{row}.{name}" if use else None,
        )

    def _access(self, row: str, column: Column) -> tuple[bool, bool]:
        """Whether the role types into a cell, and whether it only sees there what another role has answered."""
        name = column.id
        named = self._section.item_by_id.get(row)
        if column.compute is not None:
            return False, False
        if name in self._fills:
            return True, False
        if name not in self._labels:
            opens = self.is_table and named is not None and name in named.open
            return opens, not opens and name in self._shows
        if self.is_table and named is not None:
            return name in named.open, False
        # A blank row's label is typed by whoever the row is for: HR, the role whose answers are shown, or this role.
        others = bool(self._shows)
        opens = not (others or (named is None and name in self._carries))
        return opens, not opens and named is None and others


def _issued(item: Item, column: Column) -> str:
    """The text an item's cell is issued with."""
    return item.label if column.is_label else item.texts.get(column.id) or column.placeholder


def _ids(columns: Iterable[Column], fit: Callable[[Column], bool]) -> frozenset[str]:
    return frozenset(column.id for column in columns if fit(column))
