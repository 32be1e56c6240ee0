"""Checks of a layout's ids and of every place that names one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sheetreview.inputs.fault import Fault
from sheetreview.inputs.layout_parts import entries_of, ids_of, row_ids
from sheetreview.inputs.wording import did_you_mean, quoted
from sheetreview.inputs.yaml_source import Path
from sheetreview.model.authored import Authored
from sheetreview.model.layout import HR, SOURCES, Entry, Item, Layout, Role, Section, Total
from sheetreview.model.rules import AtMost, Requires, Rule, Together
from sheetreview.model.scales import Band, Scale

_ROW_ID = re.compile(r"row-[0-9]+")
_ROSTER_SOURCE = re.compile(r"roster\.[a-z0-9_]+")
_SECTION_RESERVED = ("header", "form", "total")
_ITEM_RESERVED = ("header", "total")
_TOTAL_RESERVED = ("header",)

_Named = Role | Scale | Entry | Section | Item | Total | Band


def duplicate_ids(layout: Layout) -> Iterator[Fault]:
    """Ids that stand twice in one list."""
    yield from _duplicates(layout.roles, "role id")
    yield from _duplicates(layout.scales, "scale id")
    yield from _duplicates(layout.header, "header field id")
    yield from _duplicates(layout.bands, "band id")
    yield from _duplicates(layout.sections, "section id")
    for section in layout.sections:
        yield from _duplicates(section.columns, "column id")
        named = [total for total in section.totals if "id" in total.model_fields_set]
        yield from _duplicates([*section.items, *named], "row id")
        unnamed = [total for total in section.totals if "id" not in total.model_fields_set]
        for total in unnamed if "total" in [total.id for total in named] else unnamed[1:]:
            yield Fault(total, (), "another total has the id 'total' already", "give this one an 'id' of its own")


def _duplicates(parts: Iterable[_Named], noun: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for part in parts:
        if part.id and part.id in seen:
            yield Fault(part, ("id",), f"{noun} {quoted(part.id)} is used twice", "give each an id of its own")
        seen.add(part.id)


def reserved_ids(layout: Layout) -> Iterator[Fault]:
    """Ids that sheetreview itself gives to parts of a form."""
    for role in layout.roles:
        yield from _reserved(role, (HR,))
    for section in layout.sections:
        yield from _reserved(section, _SECTION_RESERVED)
        for item in section.items:
            yield from _reserved(item, _ITEM_RESERVED, rows=True)
        for total in section.totals:
            yield from _reserved(total, _TOTAL_RESERVED, rows=True)


def _reserved(part: _Named, words: tuple[str, ...], *, rows: bool = False) -> Iterator[Fault]:
    if part.id in words or (rows and _ROW_ID.fullmatch(part.id)):
        yield Fault(part, ("id",), f"the id {quoted(part.id)} is reserved", "choose another id")


class _Reference(NamedTuple):
    """A place that names something: the part, the keys from it, and what it names."""

    part: Authored
    keys: Path
    name: str | None


def _all_of(part: Authored, key: str, names: Sequence[str] | None) -> Iterator[_Reference]:
    """The references of a list of names."""
    return (_Reference(part, (key, number), name) for number, name in enumerate(names or ()))


def unknown_names(layout: Layout) -> Iterator[Fault]:
    """Names of scales, roles, columns and rows that the layout does not have."""
    roles, bands, fields = ids_of(layout.roles), ids_of(layout.bands), ids_of(layout.header)
    sections = ids_of(layout.sections)
    for entry in entries_of(layout):
        yield from _unknown([_Reference(entry, ("scale",), entry.scale)], ids_of(layout.scales), "scale")
        yield from _unknown(_all_of(entry, "filled_by", entry.filled_by), (*roles, HR), "role")
        yield from _unknown(_all_of(entry, "shown_to", entry.shown_to), roles, "role")
    for section in layout.sections:
        yield from _unknown(_all_of(section, "roles", section.roles), roles, "role")
        yield from _unknown(_all_of(section, "carries", section.carries), sections, "section")
        if when := section.issued_when:
            yield from _unknown([_Reference(when, ("below",), when.below)], bands, "band")
        yield from _unknown(_columns_named(section), ids_of(section.columns), "column")
        for rule in section.rules:
            if not isinstance(rule, AtMost):
                yield from _unknown(_all_of(rule, "rows", rule.rows), row_ids(section), "row")
        if section.pick and section.items:
            yield from _unknown(_all_of(section.pick, "default", section.pick.default), ids_of(section.items), "item")
    yield from _unknown(_all_of(layout, "issued_to", layout.issued_to), roles, "role")
    if layout.frequency:
        yield from _unknown(
            [_Reference(layout.frequency, ("reviewed",), layout.frequency.reviewed)], fields, "header field"
        )


def _unknown(references: Iterable[_Reference], known: tuple[str, ...], noun: str) -> Iterator[Fault]:
    """References to what does not exist.

    Where two parts have the same id, a name that is not there is most likely that of one of them: it is left alone.
    """
    for part, keys, name in references:
        if name and name not in known and len(set(known)) == len(known):
            fix = did_you_mean(name, known) or f"there is no {noun} yet: add it"
            yield Fault(part, keys, f"unknown {noun} {quoted(name)}", fix)


def _columns_named(section: Section) -> Iterator[_Reference]:
    for column in section.columns:
        if column.compute:
            yield from _all_of(column.compute, "of", column.compute.of)
    for item in section.items:
        yield from _all_of(item, "open", item.open)
    for total in section.totals:
        yield _Reference(total, ("column",), total.column)
        yield _Reference(total, ("label_in",), total.label_in)
        yield _Reference(total, ("summary_in",), total.summary_in)
    for rule in section.rules:
        yield from _columns_of_rule(rule)
    if todo := section.follow_up:
        for key in ("what", "due", "owner", "progress"):
            yield _Reference(todo, (key,), getattr(todo, key))
    if signed := section.sign_off:
        yield _Reference(signed, ("name",), signed.name)
        yield _Reference(signed, ("date",), signed.date)


def _columns_of_rule(rule: Rule) -> Iterator[_Reference]:
    if isinstance(rule, Together):
        yield from _all_of(rule, "columns", rule.columns)
    else:
        yield _Reference(rule, ("column",), rule.column)
    if isinstance(rule, Requires):
        yield from _all_of(rule, "needs", rule.needs)


def unknown_texts(layout: Layout) -> Iterator[Fault]:
    """Texts of items for columns that their section does not have."""
    for section in layout.sections:
        columns = ids_of(section.columns)
        for item in section.items:
            for key in item.texts:
                if key and key not in columns:
                    fix = did_you_mean(key, columns)
                    yield Fault(item, ("texts", key), f"unknown column {quoted(key)}", fix, at_key=True)


def unknown_sources(layout: Layout) -> Iterator[Fault]:
    """Sources of header fields that nothing gives."""
    for field in layout.header:
        source = field.source
        if source and source not in SOURCES and not _ROSTER_SOURCE.fullmatch(source):
            fix = did_you_mean(source, SOURCES)
            if not fix.startswith("did you mean"):
                fix = f"use roster.<column> for a column of the roster, or one of: {', '.join(SOURCES)}"
            yield Fault(field, ("source",), f"unknown source {quoted(source)}", fix)
