"""Checks of one section: its columns, items, totals and rules, its lines to sign, and what it carries on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sheetreview.form.kinds import KINDS, computable_kinds, kind_class, kinds_that_serve_as
from sheetreview.inputs.faults import Fault
from sheetreview.inputs.layout_names import (
    entry_name,
    find_column,
    find_scale,
    lacks_numbers,
    operands_of,
    repetitions,
    row_ids,
    section_name,
    values_of,
)
from sheetreview.inputs.wording import any_of, did_you_mean, quoted
from sheetreview.model.base import Authored
from sheetreview.model.layout import Column, Computation, HeaderField, Item, Layout, Section, Total
from sheetreview.model.rules import AtMost, FollowUp, Pick, Requires, SignOff
from sheetreview.sheet.text import plural

_NEEDED_KEYS = {
    "scale": "name one of the layout's scales",
    "options": "list what can be chosen",
    "compute": "say what it computes, such as {kind: ratio, of: [actual, target]}",
}
"""The keys that one kind needs and no other may have, and how to mend their lack."""

_NOT_BESIDE_SIGNATURES = ("blank_rows", "totals", "carries", "follow_up", "pick")


def check_kind(entry: HeaderField | Column) -> Iterator[Fault]:
    """Keys that the kind of a column or field needs, or cannot have."""
    kind, noun = entry.kind, "column" if isinstance(entry, Column) else "field"
    for needing, known in KINDS.items() if kind else ():
        key = known.needs
        if not key or not hasattr(entry, key):
            continue
        given = getattr(entry, key) not in (None, ())
        if kind is needing and not given:
            yield Fault(entry, (), f"{kind} {entry_name(entry)} has no '{key}'", _NEEDED_KEYS[key])
        if kind is not needing and given:
            remove = f"remove it, or make the {noun} 'kind: {needing.value}'"
            yield Fault(entry, (key,), f"'{key}' has no meaning for a {kind} {noun}", remove, at_key=True)


def check_options(entry: HeaderField | Column) -> Iterator[Fault]:
    """Options of one choice that cannot be told apart."""
    for place, likeness in repetitions(entry.options):
        said = f" ({likeness})" if likeness else ""
        message = f"the option {quoted(entry.options[place])} is listed twice{said}"
        yield Fault(entry, ("options", place), message, "keep one")


def check_computed(layout: Layout, section: Section) -> Iterator[Fault]:
    """Columns that a computed column uses but that hold no numbers, or ratings that cannot be compared."""
    for column in section.columns:
        operands = operands_of(section, column)
        if column.compute:
            yield from _not_computable(layout, column.compute, operands)
            yield from _scales_apart(column.compute, [used for used in operands if used and used.is_rating])


def _not_computable(layout: Layout, compute: Computation, operands: list[Column | None]) -> Iterator[Fault]:
    for place, used in enumerate(operands):
        if used and used.kind and not kind_class(used).computable:
            message = f"column {quoted(used.id)} is of kind {used.kind}, which cannot be computed with"
            yield Fault(compute, ("of", place), message, f"use columns of kind {any_of(computable_kinds())}")
        elif used and used.is_rating and lacks_numbers(find_scale(layout, used)):
            message = f"column {quoted(used.id)} has a scale without numbers"
            yield Fault(compute, ("of", place), message, "give every level of the scale a 'number'")


def _scales_apart(compute: Computation, ratings: list[Column]) -> Iterator[Fault]:
    scales = dict.fromkeys(column.scale or "" for column in ratings)
    if compute.kind == "difference" and len(scales) > 1:
        message = f"ratings on different scales ({', '.join(scales)}) have no difference"
        yield Fault(compute, ("of",), message, "use two columns on the same scale")


def check_labels(_: Layout, section: Section) -> Iterator[Fault]:
    """A label column that is missing, not the only one, or not the first."""
    labels = [column for column in section.columns if column.is_label]
    unread = not section.columns or not all(column.kind for column in section.columns)
    if section.items and not labels and not unread:
        message = f"{section_name(section)} has items but no column for their labels"
        yield Fault(section, ("columns",), message, "begin its columns with one of 'kind: label'")
    yield from _misplaced_labels(section, labels)


def _misplaced_labels(section: Section, labels: list[Column]) -> Iterator[Fault]:
    for column in labels[1:]:
        yield Fault(column, ("kind",), f"{section_name(section)} has a second label column", "use 'kind: text'")
    if labels and labels[0] is not section.columns[0]:
        yield Fault(labels[0], (), f"label column {quoted(labels[0].id)} is not the first column", "put it first")


def check_items(_: Layout, section: Section) -> Iterator[Fault]:
    """A section without rows, and texts and open cells of items in columns that cannot have them."""
    if not section.items and section.blank_rows == 0:
        yield Fault(section, (), f"{section_name(section)} has no rows", "give it 'items', 'blank_rows' or both")
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


def check_pick(_: Layout, section: Section) -> Iterator[Fault]:
    """A library without items, a limit that means nothing, and defaults beyond the limit."""
    pick = section.pick
    if pick and not section.items:
        message = f"{section_name(section)} has no items to pick from"
        yield Fault(section, ("pick",), message, "give it 'items', or remove 'pick'", at_key=True)
    elif pick:
        yield from _check_limits(section, pick)


def _check_limits(section: Section, pick: Pick) -> Iterator[Fault]:
    limit = pick.at_most
    if limit > len(section.items):
        has = plural(len(section.items), "item")
        message = f"{section_name(section)} has only {has}, so at most {limit} always holds"
        yield Fault(pick, ("at_most",), message, "write a lower number, or remove 'pick'")
    for place, item in enumerate(pick.default):
        if item and item in pick.default[:place]:
            yield Fault(pick, ("default", place), f"item {quoted(item)} is named twice", "remove one")
    number = len({item for item in pick.default if item})
    if 0 < limit < number:
        message = f"{number} items are picked by default, but at most {limit} may be"
        yield Fault(pick, ("default",), message, f"remove {number - limit}, or raise 'at_most'")


def check_totals(layout: Layout, section: Section) -> Iterator[Fault]:
    """Totals over what cannot be added, and totals of which two parts share a cell."""
    for total in section.totals:
        column = find_column(section, total.column)
        if column and column.kind and not column.is_rating:
            message = f"column {quoted(column.id)} is no rating column, so it has no total"
            yield Fault(total, ("column",), message, "name a rating column")
        elif column and lacks_numbers(find_scale(layout, column)):
            message = f"column {quoted(column.id)} has a scale without numbers, so it has no total"
            fix = "give every level of the scale a 'number', or remove the total"
            yield Fault(total, ("column",), message, fix)
        elif column and (why := never_counts(section, column)):
            yield Fault(total, ("column",), f"{why}, so there is no total", "let it count, or remove the total")
        yield from _shared_cells(total)


def never_counts(section: Section, column: Column) -> str:
    """Why no rating in a column of a section counts, in words; '' where any does."""
    if not column.counts:
        return f"column {quoted(column.id)} never counts"
    if not section.is_counted:
        return f"{section_name(section)} never counts"
    rows = section.blank_rows or not section.items or any(item.is_counted for item in section.items)
    return "" if rows else f"no item of {section_name(section)} counts"


def check_counts(_: Layout, section: Section) -> Iterator[Fault]:
    """Columns that are said never to count, though only ratings do."""
    for column in section.columns:
        if not column.counts and column.kind and not column.is_rating:
            message = f"'counts' has no meaning for a {column.kind} column"
            yield Fault(column, ("counts",), message, "remove it, or make the column 'kind: rating'", at_key=True)


def _shared_cells(total: Total) -> Iterator[Fault]:
    taken = {total.column: "result"}
    for key, part, name in (("label_in", "label", total.label_in), ("summary_in", "summary", total.summary_in)):
        if name and name in taken:
            message = f"the total's {part} cannot stand in the column of its {taken[name]}"
            yield Fault(total, (key,), message, "name another column")
        elif name:
            taken[name] = part


def check_rules(layout: Layout, section: Section) -> Iterator[Fault]:
    """Rules about values that their column can never hold, or limits that are never reached."""
    rows = len(row_ids(section))
    for rule in section.rules:
        if isinstance(rule, AtMost) and rule.count > rows > 0:
            has = plural(rows, "row")
            message = f"{section_name(section)} has only {has}, so at most {rule.count} always holds"
            yield Fault(rule, ("count",), message, "write a lower number, or remove the rule")
        if isinstance(rule, Requires) and rule.values and (column := find_column(section, rule.column)):
            yield from _check_values(layout, rule, rule.values, column)


def _check_values(layout: Layout, rule: Requires, values: Sequence[str], column: Column) -> Iterator[Fault]:
    known = values_of(layout, column)
    if known is None and column.kind:
        message = f"column {quoted(column.id)} holds free entries, so a rule cannot name their values"
        fix = "remove 'values', or name a rating, choice or yes-no column"
        yield Fault(rule, ("values",), message, fix)
    yield from _unknown_values(rule, "values", values, column, known)


def check_flags(layout: Layout, section: Section) -> Iterator[Fault]:
    """Flagged values that their column can never hold."""
    for column in section.columns:
        if not column.flag:
            continue
        known = values_of(layout, column)
        if known is None and column.kind:
            message = f"a {column.kind} column holds free entries, so none of them can be flagged"
            fix = "remove 'flag', or make it a rating, choice or yes-no column"
            yield Fault(column, ("flag",), message, fix, at_key=True)
        yield from _unknown_values(column, "flag", column.flag, column, known)


def _unknown_values(
    part: Authored, key: str, values: Sequence[str], column: Column, known: tuple[str, ...] | None
) -> Iterator[Fault]:
    """Values in a list that a column can never hold, of which it can hold the ``known`` ones."""
    for place, value in enumerate(values):
        if value and known and value not in known:
            message = f"{quoted(value)} is no value of column {quoted(column.id)}"
            yield Fault(part, (key, place), message, did_you_mean(value, known))


def _unfit_kind(part: FollowUp | SignOff, key: str, column: Column | None) -> Fault | None:
    """A column that is named for something its kind cannot be, such as a number for a date."""
    if column is None or not column.kind or key in kind_class(column).serves_as:
        return None
    message = f"column {quoted(column.id)} is of kind {column.kind}, which cannot be '{key}'"
    return Fault(part, (key,), message, f"name a column of kind {any_of(kinds_that_serve_as(key))}")


def check_follow_up(layout: Layout, section: Section) -> Iterator[Fault]:
    """Columns that cannot say what is to be done, by whom, by when, or how far it is."""
    todo = section.follow_up
    if not todo:
        return
    taken: dict[str, str] = {}
    for key in ("what", "due", "owner", "progress"):
        name: str = getattr(todo, key) or ""
        if unfit := _unfit_kind(todo, key, find_column(section, name)):
            yield unfit
        elif name and taken.setdefault(name, key) != key:
            message = f"column {quoted(name)} is named as '{taken[name]}' already"
            yield Fault(todo, (key,), message, "name another column")
    if todo.closed and todo.progress is None:
        message = "'closed' has no meaning without 'progress'"
        yield Fault(todo, ("closed",), message, "name the column in 'progress'", at_key=True)
    if column := find_column(section, todo.progress):
        yield from _unknown_values(todo, "closed", todo.closed, column, values_of(layout, column))


def check_carries(layout: Layout, section: Section) -> Iterator[Fault]:
    """Rows of the previous cycle for which a section has no place."""
    if section.carries and section.blank_rows == 0:
        message = f"{section_name(section)} carries rows, but has no blank rows for them"
        yield Fault(section, ("carries",), message, "give it 'blank_rows'", at_key=True)
    for place, name in enumerate(section.carries):
        source = next((other for other in layout.sections if name and other.id == name), None)
        if source is not None:
            yield from _carried(layout, section, source, place)


def _carried(layout: Layout, section: Section, source: Section, place: int) -> Iterator[Fault]:
    to_fill = (column for column in section.columns if column.given_by_hr)
    pairs = [(column, found) for column in to_fill if (found := find_column(source, column.id))]
    if not pairs:
        message = f"no column that hr fills here has an id that {section_name(source)} has too, so nothing is carried"
        fix = "add hr to 'filled_by' of the columns to carry, and give them the ids they have there"
        yield Fault(section, ("carries", place), message, fix)
    elif source.restricted and not section.restricted:
        message = f"{section_name(source)} is restricted, but {section_name(section)} would show its rows to everybody"
        yield Fault(section, ("carries", place), message, "add 'restricted: true' to this section, or remove it here")
    for column, found in pairs:
        if words := _misfit(layout, column, found):
            message, fix = words
            yield Fault(column, (), f"column {quoted(column.id)} {message} in {section_name(source)}", fix)


def _misfit(layout: Layout, column: Column, source: Column) -> tuple[str, str] | None:
    """Why a column cannot take what another one of the same id held, and how to mend it."""
    if column is source or not column.kind or not source.kind:
        return None
    if not kind_class(column).carries(kind_class(source)):
        return f"is of kind {column.kind}, but carries what is of kind {source.kind}", "give both the same kind"
    if column.is_rating and column.scale != source.scale:
        message = f"is on scale {column.scale or ''}, but carries ratings on scale {source.scale or ''}"
        return message, "use one scale"
    return _lacking_option(layout, column, source) if column.options else None


def _lacking_option(layout: Layout, column: Column, source: Column) -> tuple[str, str] | None:
    known = values_of(layout, column) or ()
    for option in values_of(layout, source) or ():
        if option not in known:
            return f"lacks the option {quoted(option)}, which it has", "add it here"
    return None


def check_sign_off(layout: Layout, section: Section) -> Iterator[Fault]:
    """Lines that cannot be signed, and a second section to sign."""
    signed = _signed(section)
    if not signed:
        return
    first = next(other for other in layout.sections if _signed(other))
    if first is not section:
        message = f"{section_name(first)} has 'sign_off' already, and a review is signed in one place"
        yield Fault(section, ("sign_off",), message, "remove it here, or there", at_key=True)
    yield from _beside_signatures(section)
    if not section.items:
        message = f"{section_name(section)} has no lines to sign"
        yield Fault(section, ("sign_off",), message, "give it 'items', one for each who signs", at_key=True)
    yield from _signing_columns(section, signed)


def _signing_columns(section: Section, signed: SignOff) -> Iterator[Fault]:
    name, date = find_column(section, signed.name), find_column(section, signed.date)
    yield from _signing_column(signed, "name", name)
    yield from _signing_column(signed, "date", date)
    if name and date and set(name.filled_by or ()) != set(date.filled_by or ()):
        message = "name and date are filled by different roles, so they would not stand in the same forms"
        yield Fault(section, ("sign_off",), message, "give both columns the same 'filled_by'", at_key=True)


def _signed(section: Section) -> SignOff | None:
    """How a section is signed; None where it is not, or cannot be read."""
    signed = section.sign_off
    return signed if signed and (signed.name or signed.date) else None


def _beside_signatures(section: Section) -> Iterator[Fault]:
    """What has no meaning beside signatures, or may change after signing."""
    for key in _NOT_BESIDE_SIGNATURES:
        if getattr(section, key):
            message = f"{section_name(section)} is for signing, so {quoted(key)} has no meaning in it"
            yield Fault(section, (key,), message, "remove it, or 'sign_off'", at_key=True)
    for column in section.columns:
        if kind_class(column).counted:
            message = (
                f"{column.kind} column {quoted(column.id)} cannot stand in {section_name(section)}: "
                "what is entered beside signatures may change after signing"
            )
            yield Fault(column, (), message, "move it to another section")


def _signing_column(signed: SignOff, key: str, column: Column | None) -> Iterator[Fault]:
    if unfit := _unfit_kind(signed, key, column):
        yield unfit
    elif column and (column.filled_by == () or column.given_by_hr):
        message = f"column {quoted(column.id)} is not for the people who sign to fill"
        fix = "name only the roles whose forms are signed, or remove 'filled_by'"
        yield Fault(column, ("filled_by",), message, fix)


SECTION_CHECKS: tuple[Callable[[Layout, Section], Iterator[Fault]], ...] = (
    check_computed,
    check_labels,
    check_items,
    check_pick,
    check_counts,
    check_totals,
    check_rules,
    check_flags,
    check_follow_up,
    check_carries,
    check_sign_off,
)
