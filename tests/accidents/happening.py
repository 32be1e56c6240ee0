"""Every accident that happens to a filled form, for a table of any layout: what is done, and what must be read then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from sheetreview.model.layout import Column, ColumnKind

from . import edits
from .edits import Edit
from .forms import KEY, LABEL, Content, Form, Place, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Accident:
    """An accident to a form: ``form`` says what must be read afterwards, ``recoverable`` that it must be read."""

    name: str
    form: Form
    edits: list[Edit]
    recoverable: bool = True


Maker = Callable[[Form, Table], Accident | None]

MAKERS: dict[str, Maker] = {}
"""Every accident by its name; it gives None for a table to which it cannot happen."""

UNDETECTABLE = "ratings and notes sorted without their labels"
"""The one accident of which no trace is left; the forms' protection prevents it."""


def accidents(form: Form, name: str, *, every_table: bool = False) -> Iterator[Accident]:
    """An accident to each of a form's tables to which it can happen in another way, or to every one."""
    for table in form.tables.values() if every_table else _chief_tables(form):
        if accident := MAKERS[name](form, table):
            yield accident


def _chief_tables(form: Form) -> list[Table]:
    """The table of the most items, with ratings if there are any, and the longest of blank rows."""
    rated = {column for section in form.edition.sections for column in [form.edition.rating_column(section)] if column}

    def weight(table: Table) -> tuple[bool, int]:
        return any(column in rated for column in table.section.columns), len(table.rows)

    fixed = [table for table in form.tables.values() if table.section.items]
    blank = [table for table in form.tables.values() if table.section.blank_rows]
    mixed = [table for table in fixed if table in blank]
    found = [max(kind, key=weight) for kind in (fixed, blank, mixed) if kind]
    return [table for number, table in enumerate(found) if table not in found[:number]]


def _of(name: str) -> Callable[[Maker], Maker]:
    def keep(maker: Maker) -> Maker:
        MAKERS[name] = maker
        return maker

    return keep


def _harmless(name: str, happened: Callable[[Form, Table], list[Edit]]) -> None:
    """An accident that leaves every answer where it can be found."""
    MAKERS[name] = lambda form, table: Accident(name=name, form=form, edits=happened(form, table))


def _block(table: Table, form: Form) -> tuple[tuple[int, int], tuple[int, int]]:
    last = max(column for table in form.tables.values() for column in table.columns.values())
    return (min(table.rows.values()), 1), (max(table.rows.values()), last)


def _sorted_by(form: Form, table: Table) -> int:
    """The sheet column by which somebody would sort: the ratings, else what is chosen or typed."""
    column = form.edition.rating_column(table.section) or next(iter(_answered(form, table)))
    return table.columns[column.id]


def _answered(form: Form, table: Table) -> list[Column]:
    """Columns the role has filled in some row, those with few different contents first."""
    filled = {place[2] for place in form.expected if place[0] == table.section.id}
    columns = [c for c in table.section.columns if c.id in filled and c.kind is not ColumnKind.LABEL]
    return sorted(columns, key=lambda c: c.kind not in {ColumnKind.RATING, ColumnKind.CHOICE, ColumnKind.YES_NO})


def _rows(form: Form, table: Table) -> list[str]:
    """Rows in which something was typed, in order."""
    filled = {place[1] for place in form.expected if place[0] == table.section.id}
    return [row for row in table.rows if row in filled]


def _middle(table: Table) -> int:
    rows = sorted(table.rows.values())
    return rows[len(rows) // 2]


def _place(table: Table, row: str, column: Column) -> Place:
    return (table.section.id, row, column.id)


_harmless("a row inserted", lambda _, table: [edits.insert_row(_middle(table))])
_harmless("rows inserted above everything", lambda *_: [edits.insert_row(1)] * 3)
_harmless("sorted with the keys", lambda form, table: [edits.sort(*_block(table, form), _sorted_by(form, table))])
_harmless(
    "sorted without the keys",
    lambda form, table: [edits.sort(*_block(table, form), _sorted_by(form, table), keys=False)],
)
_harmless(
    "a row cut and inserted",
    lambda _, table: [edits.move_row(max(table.rows.values()) - 1, min(table.rows.values()))],
)
_harmless("the tab renamed", lambda *_: [edits.RENAME])
_harmless("the tab copied to a new workbook", lambda *_: [edits.COPY_TAB])
_harmless("the key column cleared", lambda *_: [edits.clear_column(KEY)])
_harmless(
    "the keys of a table's rows cleared",
    lambda _, table: [edits.put(row, KEY, None) for row in table.rows.values()],
)
_harmless("the key column deleted", lambda *_: [edits.delete_column(KEY)])
_harmless("a column inserted before the labels", lambda *_: [edits.insert_column(LABEL)])
_harmless(
    "a column of row numbers inserted before the labels",
    lambda _, table: [
        edits.insert_column(LABEL),
        *(edits.put(row, LABEL, row) for row in range(1, max(table.rows.values()) + 40)),
    ],
)
_harmless(
    "a remark in the margin", lambda form, table: [edits.put(_middle(table), _block(table, form)[1][1] + 3, "ok")]
)
_harmless("a column inserted before the keys", lambda *_: [edits.insert_column(KEY)])
_harmless("a column inserted before the ratings", lambda form, table: [edits.insert_column(_sorted_by(form, table))])
_harmless(
    "sorted, shifted, renamed and without keys",
    lambda form, table: [
        edits.sort(*_block(table, form), _sorted_by(form, table)),
        edits.insert_row(_middle(table)),
        edits.RENAME,
        edits.delete_column(KEY),
    ],
)


@_of("a key cleared")
def _one_key(form: Form, table: Table) -> Accident | None:
    row = _rows(form, table)[-1]
    return Accident(name="a key cleared", form=form, edits=[edits.put(table.rows[row], KEY, None)])


@_of("a label edited")
def _label(form: Form, table: Table) -> Accident | None:
    column = next((c for c in table.section.columns if c.kind is ColumnKind.LABEL), None)
    if column is None or not table.items:
        return None
    row = table.items[len(table.items) // 2]
    edit = edits.put(table.rows[row], table.columns[column.id], "Something like it, but better")
    return Accident(name="a label edited", form=form, edits=[edit])


@_of("a label pasted over its neighbour's")
def _label_pasted(form: Form, table: Table) -> Accident | None:
    column = next((c for c in table.section.columns if c.kind is ColumnKind.LABEL), None)
    labels = {item.id: item.label for item in table.section.items}
    pair = next(((a, b) for a, b in pairwise(table.items) if labels[a] != labels[b]), None)
    if column is None or pair is None:
        return None
    edit = edits.put(table.rows[pair[1]], table.columns[column.id], labels[pair[0]])
    return Accident(name="a label pasted over its neighbour's", form=form, edits=[edit], recoverable=False)


@_of("a column's title edited")
def _title(form: Form, table: Table) -> Accident | None:
    edit = edits.put(table.head, _sorted_by(form, table), "How well?")
    return Accident(name="a column's title edited", form=form, edits=[edit])


@_of("an answer merged with the one beside it")
def _merged_across(form: Form, table: Table) -> Accident | None:
    for row in _rows(form, table):
        ends = [(at, place) for place, at in form.cells.items() if place[:2] == (table.section.id, row)]
        for (first, _), (second, lost) in pairwise(sorted(ends)):
            if first[1] > KEY and second[1] == first[1] + 1 and lost[2] in {c.id for c in _answered(form, table)}:
                return Accident(
                    name="an answer merged with the one beside it",
                    form=form,
                    edits=[edits.merge(first, second)],
                    recoverable=False,
                )
    return None


@_of("an answer merged with the one below it")
def _merged_down(form: Form, table: Table) -> Accident | None:
    column = table.columns[_answered(form, table)[0].id]
    filled = set(form.cells.values())
    for row in sorted(table.rows.values()):
        if {(row, column), (row + 1, column)} <= filled:
            merged = [edits.merge((row, column), (row + 1, column))]
            return Accident(name="an answer merged with the one below it", form=form, edits=merged, recoverable=False)
    return None


@_of("a row deleted")
def _deleted(form: Form, table: Table) -> Accident | None:
    rows = [row for row in table.items if row in _rows(form, table)]
    if not rows:
        return None
    gone = edits.delete_row(table.rows[rows[len(rows) // 2]])
    return Accident(name="a row deleted", form=form, edits=[gone], recoverable=False)


@_of("a row copied")
def _copied(form: Form, table: Table) -> Accident | None:
    at = table.rows[_rows(form, table)[0]]
    return Accident(name="a row copied", form=form, edits=[edits.copy_row(at, at + 1)])


@_of("a row copied and answered otherwise")
def _copied_and_changed(form: Form, table: Table) -> Accident | None:
    column = _answered(form, table)[0]
    values = {row: form.expected.get(_place(table, row, column)) for row in _rows(form, table)}
    row = next(iter(values))
    other = next((name for name, value in values.items() if value not in {None, values[row]}), None)
    if other is None or values[row] is None:
        return None
    at = table.rows[row]
    content = form.typed.get(form.cells[_place(table, other, column)])
    if content is None:
        return None
    changed = [edits.copy_row(at, at + 1), edits.put(at + 1, table.columns[column.id], content)]
    return Accident(name="a row copied and answered otherwise", form=form, edits=changed, recoverable=False)


@_of("an answer pasted over another")
def _pasted(form: Form, table: Table) -> Accident | None:
    """The second cell says what the first does, as a text."""
    column = _answered(form, table)[0]
    places = [place for row in _rows(form, table) if (place := _place(table, row, column)) in form.expected]
    typed = [place for place in places if form.cells[place] in form.typed]
    pair = next(((a, b) for a, b in pairwise(typed) if form.expected[a] != form.expected[b]), None)
    if pair is None or column.kind is ColumnKind.DATE:
        return None
    text: Content = str(form.typed[form.cells[pair[0]]])
    after = replace(form, expected={**form.expected, pair[1]: form.expected[pair[0]]})
    edit = edits.put(*form.cells[pair[1]], text)
    return Accident(name="an answer pasted over another", form=after, edits=[edit])


@_of("a row pasted over another")
def _row_pasted(form: Form, table: Table) -> Accident | None:
    rows = [row for row in table.items if row in _rows(form, table)]
    if len(rows) < 2:
        return None
    at, to = table.rows[rows[0]], table.rows[rows[1]]
    pasted = [edits.copy_row(at, to), edits.delete_row(to + 1)]
    return Accident(name="a row pasted over another", form=form, edits=pasted, recoverable=False)


def unlabelled_sort(form: Form, table: Table) -> list[Edit]:
    """Sort the answers of a table and leave its labels, keys and metrics where they are."""
    (top, _), (bottom, last) = _block(table, form)
    first = min(table.columns[column.id] for column in _answered(form, table))
    return [edits.sort((top, max(first, KEY + 1)), (bottom, last), _sorted_by(form, table))]
