"""Checks of how the columns, items, totals and rules of a section fit together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sheetreview.form.kinds import KINDS, computable_kinds, kind_class
from sheetreview.inputs.fault import Fault
from sheetreview.inputs.layout_parts import (
    entries_of,
    find_column,
    lacks_numbers,
    repetitions,
    row_ids,
    section_name,
    values_of,
)
from sheetreview.inputs.wording import any_of, count_of, did_you_mean, quoted
from sheetreview.model.authored import Authored
from sheetreview.model.layout import Column, Computation, Entry, HeaderField, Item, Layout, Section, Total
from sheetreview.model.rules import AtMost, Requires

_NEEDED_KEYS = {
    "scale": "name one of the layout's scales",
    "options": "list what can be chosen",
    "compute": "say what it computes, such as {kind: ratio, of: [actual, target]}",
}
"""The keys that one kind needs and no other may have, and how to mend their lack."""


def kind_keys(layout: Layout) -> Iterator[Fault]:
    """Keys that a column's or field's kind needs, or cannot have."""
    for field in layout.header:
        if not kind_class(field).holds_answers:
            yield Fault(field, ("kind",), f"a header field cannot be of kind {field.kind}", "use another kind")
    for entry in entries_of(layout):
        if entry.kind:
            yield from _kind_keys(entry)


def _kind_keys(entry: HeaderField | Column) -> Iterator[Fault]:
    kind, noun = entry.kind, "column" if isinstance(entry, Column) else "field"
    for key, fix in _NEEDED_KEYS.items():
        if not hasattr(entry, key):
            continue
        needing = next(word for word, known in KINDS.items() if known.needs == key)
        given = getattr(entry, key) not in (None, ())
        if kind == needing and not given:
            yield Fault(entry, (), f"{kind} {noun} {quoted(entry.id)} has no '{key}'", fix)
        if kind != needing and given:
            remove = f"remove it, or make the {noun} 'kind: {needing.value}'"
            yield Fault(entry, (key,), f"'{key}' has no meaning for a {kind} {noun}", remove, at_key=True)


def options_alike(layout: Layout) -> Iterator[Fault]:
    """Options of one choice that cannot be told apart."""
    for entry in entries_of(layout):
        for place in repetitions(entry.options):
            message = f"the option {quoted(entry.options[place])} is listed twice"
            yield Fault(entry, ("options", place), message, "keep one")


def computed_operands(layout: Layout) -> Iterator[Fault]:
    """Columns that a computed column uses but that hold no numbers, or ratings that cannot be compared."""
    for section in layout.sections:
        for column in section.columns:
            if column.compute:
                yield from _operands(layout, section, column.compute)


def _operands(layout: Layout, section: Section, compute: Computation) -> Iterator[Fault]:
    operands = [find_column(section, name) for name in compute.of]
    for place, used in enumerate(operands):
        if used and (words := _not_computable(layout, used)):
            yield Fault(compute, ("of", place), *words)
    if compute.kind == "difference":
        yield from _scales_apart(compute, [used for used in operands if used and used.is_rating])


def _scales_apart(compute: Computation, ratings: list[Column]) -> Iterator[Fault]:
    scales = dict.fromkeys(column.scale or "" for column in ratings)
    if len(scales) > 1:
        message = f"ratings on different scales ({', '.join(scales)}) have no difference"
        yield Fault(compute, ("of",), message, "use two columns on the same scale")


def _not_computable(layout: Layout, used: Column) -> tuple[str, str] | None:
    if used.kind and not kind_class(used).computable:
        message = f"column {quoted(used.id)} is of kind {used.kind}, which cannot be computed with"
        return message, f"use columns of kind {any_of(computable_kinds())}"
    if used.is_rating and lacks_numbers(layout, used):
        return f"column {quoted(used.id)} has a scale without numbers", "give every level of the scale a 'number'"
    return None


def label_columns(layout: Layout) -> Iterator[Fault]:
    """Label columns that are missing, too many, or not the first."""
    for section in layout.sections:
        labels = [column for column in section.columns if column.is_label]
        if not labels:
            yield from _no_label_column(section)
            continue
        for column in labels[1:]:
            yield Fault(column, ("kind",), f"{section_name(section)} has a second label column", "use 'kind: text'")
        if labels[0] is not section.columns[0]:
            yield Fault(labels[0], (), f"label column {quoted(labels[0].id)} is not the first column", "put it first")


def _no_label_column(section: Section) -> Iterator[Fault]:
    if section.items and section.columns and all(column.kind for column in section.columns):
        message = f"{section_name(section)} has items but no column for their labels"
        yield Fault(section, ("columns",), message, "begin its columns with one of 'kind: label'")


def rowless_sections(layout: Layout) -> Iterator[Fault]:
    """Sections that nobody could fill because they have no rows."""
    for section in layout.sections:
        if not section.items and section.blank_rows == 0:
            yield Fault(section, (), f"{section_name(section)} has no rows", "give it 'items', 'blank_rows' or both")


def item_cells(layout: Layout) -> Iterator[Fault]:
    """Texts and open cells of items in columns that cannot have them."""
    for section in layout.sections:
        for item in section.items:
            yield from _item_texts(section, item)
            for place, name in enumerate(item.open):
                column = find_column(section, name)
                if column and column.is_computed:
                    yield Fault(item, ("open", place), f"computed column {quoted(name)} is never typed", "remove it")


def _item_texts(section: Section, item: Item) -> Iterator[Fault]:
    for key in item.texts:
        column = find_column(section, key)
        if column and (column.is_rating or column.is_computed):
            message = f"an item cannot have a text in {column.kind} column {quoted(key)}"
            yield Fault(item, ("texts", key), message, "remove it", at_key=True)
        elif column and column.is_label:
            message = f"the text in label column {quoted(key)} is the item's label"
            yield Fault(item, ("texts", key), message, "write it as 'label'", at_key=True)


def total_columns(layout: Layout) -> Iterator[Fault]:
    """Totals over what cannot be added, and totals of which two parts share a cell."""
    for section in layout.sections:
        for total in section.totals:
            column = find_column(section, total.column)
            if column and column.kind and not column.is_rating:
                message = f"column {quoted(column.id)} is no rating column, so it has no total"
                yield Fault(total, ("column",), message, "name a rating column")
            elif column and lacks_numbers(layout, column):
                message = f"column {quoted(column.id)} has a scale without numbers, so it has no total"
                fix = "give every level of the scale a 'number', or remove the total"
                yield Fault(total, ("column",), message, fix)
            yield from _shared_cells(total)


def _shared_cells(total: Total) -> Iterator[Fault]:
    taken = {total.column: "result"}
    for key, part, name in (("label_in", "label", total.label_in), ("summary_in", "summary", total.summary_in)):
        if name and name in taken:
            message = f"the total's {part} cannot stand in the column of its {taken[name]}"
            yield Fault(total, (key,), message, "name another column")
        elif name:
            taken[name] = part


def rule_values(layout: Layout) -> Iterator[Fault]:
    """Values in rules that the rule's column can never hold."""
    for section in layout.sections:
        for rule in section.rules:
            column = find_column(section, rule.column) if isinstance(rule, Requires) and rule.values else None
            if column is None or not isinstance(rule, Requires):
                continue
            known = values_of(layout, column)
            if known is None and column.kind:
                message = f"column {quoted(column.id)} holds free entries, so a rule cannot name their values"
                fix = "remove 'values', or name a rating, choice or yes-no column"
                yield Fault(rule, ("values",), message, fix)
            yield from unknown_values(rule, "values", rule.values or (), column, known)


def flag_values(layout: Layout) -> Iterator[Fault]:
    """Flagged values that the column can never hold."""
    for section in layout.sections:
        for column in section.columns:
            if not column.flag:
                continue
            known = values_of(layout, column)
            if known is None and column.kind:
                message = f"a {column.kind} column holds free entries, so none of them can be flagged"
                fix = "remove 'flag', or make it a rating, choice or yes-no column"
                yield Fault(column, ("flag",), message, fix, at_key=True)
            yield from unknown_values(column, "flag", column.flag, column, known)


def unknown_values(
    part: Authored, key: str, values: Iterable[str], column: Entry, known: tuple[str, ...] | None
) -> Iterator[Fault]:
    """Values in a list that a column can never hold, of which it can hold the ``known`` ones."""
    for place, value in enumerate(values):
        if value and known and value not in known:
            message = f"{quoted(value)} is no value of column {quoted(column.id)}"
            yield Fault(part, (key, place), message, did_you_mean(value, known))


def at_most_counts(layout: Layout) -> Iterator[Fault]:
    """Limits higher than the number of rows, which can never be reached."""
    for section in layout.sections:
        rows = len(row_ids(section))
        for rule in section.rules:
            if isinstance(rule, AtMost) and rule.count > rows > 0:
                message = (
                    f"{section_name(section)} has only {count_of(rows, 'row')}, so at most {rule.count} always holds"
                )
                yield Fault(rule, ("count",), message, "write a lower number, or remove the rule")
