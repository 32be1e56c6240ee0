"""Checks of a layout's ids and of every place that names one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sheetreview.inputs.faults import Fault
from sheetreview.inputs.layout_parts import entries_of, ids_of, row_ids
from sheetreview.inputs.wording import did_you_mean, quoted
from sheetreview.model.authored import Authored
from sheetreview.model.layout import HR, SOURCES, Entry, HeaderField, Item, Layout, Role, Section, Total
from sheetreview.model.scales import Band, Scale

_ROW_ID = re.compile(r"row-[0-9]+")
_ROSTER_SOURCE = re.compile(r"roster\.[a-z0-9_]+")
_NAMING_COLUMNS = (
    *("column", "columns", "needs", "of", "open", "label_in", "summary_in"),
    *("what", "due", "owner", "progress", "name", "date"),
)
"""The keys by which parts of a section name its columns."""

_Named = Role | Scale | Entry | Section | Item | Total | Band


def duplicate_ids(layout: Layout) -> Iterator[Fault]:
    """Ids that stand twice in one list."""
    yield from _duplicates(layout.roles, "role id")
    yield from _duplicates(layout.scales, "scale id")
    yield from _duplicates(layout.header, "header field id")
    yield from _duplicates(layout.bands, "band id")
    yield from _duplicates(layout.sections, "section id")


def duplicate_ids_in(section: Section) -> Iterator[Fault]:
    """Ids that two columns or two rows of a section have."""
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
    yield from _reserved(layout.roles, (HR,))
    yield from _reserved(layout.sections, ("header", "form", "total"))
    for section in layout.sections:
        yield from _reserved(section.items, ("header", "total"), rows=True)
        yield from _reserved(section.totals, ("header",), rows=True)


def _reserved(parts: Iterable[_Named], words: Sequence[str], *, rows: bool = False) -> Iterator[Fault]:
    for part in parts:
        if part.id in words or (rows and _ROW_ID.fullmatch(part.id)):
            yield Fault(part, ("id",), f"the id {quoted(part.id)} is reserved", "choose another id")


def unknown_names(layout: Layout) -> Iterator[Fault]:
    """Names of roles, scales, sections, bands and fields that the layout does not have."""
    roles = ids_of(layout.roles)
    yield from _unknown(layout, ("issued_to",), roles, "role")
    for entry in entries_of(layout):
        yield from _unknown(entry, ("scale",), ids_of(layout.scales), "scale")
        yield from _unknown(entry, ("filled_by",), (*roles, HR), "role")
        yield from _unknown(entry, ("shown_to",), roles, "role")
    for section in layout.sections:
        yield from _unknown(section, ("roles",), roles, "role")
        yield from _unknown(section, ("carries",), ids_of(layout.sections), "section")
        yield from _unknown(section.issued_when, ("below",), ids_of(layout.bands), "band")
    yield from _unknown(layout.frequency, ("reviewed",), ids_of(layout.header), "header field")


def unknown_names_in(section: Section) -> Iterator[Fault]:
    """Names of columns, rows and items that a section does not have."""
    columns = ids_of(section.columns)
    computed = [column.compute for column in section.columns]
    for part in (*computed, *section.items, *section.totals, *section.rules, section.follow_up, section.sign_off):
        yield from _unknown(part, _NAMING_COLUMNS, columns, "column")
    for rule in section.rules:
        yield from _unknown(rule, ("rows",), row_ids(section), "row")
    if section.items:
        yield from _unknown(section.pick, ("default",), ids_of(section.items), "item")
    for item in section.items:
        for key in item.texts:
            if key and key not in columns:
                yield Fault(
                    item, ("texts", key), f"unknown column {quoted(key)}", did_you_mean(key, columns), at_key=True
                )


def _unknown(part: Authored | None, keys: Iterable[str], known: Sequence[str], noun: str) -> Iterator[Fault]:
    """Names under some keys of a part, alone or in lists, of what does not exist.

    Where two parts have the same id, a name that is not there is most likely that of one of them: it is left alone.
    """
    if len(set(known)) < len(known):
        return
    for key in keys:
        named = getattr(part, key, None)
        alone = isinstance(named, str)
        for number, name in enumerate([named] if alone else named or ()):
            if name and name not in known:
                fix = did_you_mean(name, known) or f"there is no {noun} yet: add it"
                yield Fault(part, (key,) if alone else (key, number), f"unknown {noun} {quoted(name)}", fix)


def unknown_source(field: HeaderField) -> Iterator[Fault]:
    """A source of a header field that nothing gives."""
    source = field.source
    if source and source not in SOURCES and not _ROSTER_SOURCE.fullmatch(source):
        fix = did_you_mean(source, SOURCES)
        if not fix.startswith("did you mean"):
            fix = f"use roster.<column> for a column of the roster, or one of: {', '.join(SOURCES)}"
        yield Fault(field, ("source",), f"unknown source {quoted(source)}", fix)
