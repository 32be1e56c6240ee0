"""The parts of a layout that may be a draft, by ids that may be blank or stand twice; and checks of these ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from math import isnan

from sheetreview.form.kinds import Family, kind_class
from sheetreview.inputs.faults import Fault
from sheetreview.inputs.wording import did_you_mean, quoted
from sheetreview.model.base import Authored
from sheetreview.model.layout import HR, SOURCES, Column, Entry, HeaderField, Item, Layout, Role, Section, Total
from sheetreview.model.scales import Band, Scale
from sheetreview.sheet.lookalikes import as_latin, lookalike_named
from sheetreview.sheet.text import compact

_MAX_BLANK_ROWS = 200
_ROW_ID = re.compile(r"row-[0-9]+")
_ROSTER_SOURCE = re.compile(r"roster\.[a-z0-9_]+")
_NAMING_COLUMNS = (
    *("column", "columns", "needs", "of", "open", "label_in", "summary_in"),
    *("what", "due", "owner", "progress", "name", "date"),
)
"""The keys by which parts of a section name its columns."""

_Named = Role | Scale | Entry | Section | Item | Total | Band


def ids_of(parts: Iterable[Role | Scale | Entry | Section | Item | Band]) -> tuple[str, ...]:
    """The ids of some parts in order."""
    return tuple(part.id for part in parts if part.id)


def entries_of(layout: Layout) -> Iterator[HeaderField | Column]:
    """Every field of the head and every column."""
    yield from layout.header
    for section in layout.sections:
        yield from section.columns


def entry_name(entry: Entry) -> str:
    """A column or field as messages name it."""
    return f"{'column' if isinstance(entry, Column) else 'field'} {quoted(entry.id)}"


def section_name(section: Section) -> str:
    """A section as messages name it."""
    return f"section {quoted(section.id or section.title)}"


def row_ids(section: Section) -> tuple[str, ...]:
    """Ids of a section's rows: its items', then those of its blank rows."""
    blank = 0 if isnan(section.blank_rows) else min(section.blank_rows, _MAX_BLANK_ROWS)
    return (*ids_of(section.items), *(f"row-{number}" for number in range(1, blank + 1)))


def find_column(section: Section, name: str | None) -> Column | None:
    """The first of a section's columns with an id; None when there is none."""
    return next((column for column in section.columns if name and column.id == name), None)


def operands_of(section: Section, column: Column) -> list[Column | None]:
    """The columns that a computed column is made of, None for one that is not there; nothing for any other column."""
    return [find_column(section, name) for name in column.compute.of] if column.compute else []


def find_scale(layout: Layout, entry: Entry) -> Scale | None:
    """The scale that a column or field names; None when there is none."""
    return next((scale for scale in layout.scales if entry.scale and scale.id == entry.scale), None)


def lacks_numbers(scale: Scale | None) -> bool:
    """Whether ratings on a scale cannot be counted, because a level has no number."""
    return scale is not None and any(level.number is None for level in scale.levels)


def values_of(layout: Layout, column: Column) -> tuple[str, ...] | None:
    """The values a column can hold: empty when they are not known, None when anything can be entered."""
    if column.is_rating:
        levels = (level for scale in layout.scales if scale.id == column.scale for level in scale.levels)
        return tuple(level.value for level in levels if level.value)
    known = kind_class(column)
    if known.family is not Family.CHOICES:
        return None
    return tuple(text for text, _ in known(column).options if text)


def repetitions(texts: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The places of texts that an earlier one is like when it is compared or seen, with what to say of the two.

    That is empty for the same text in other capitals; blank texts are like none.
    """
    seen: dict[str, str] = {}
    for place, text in enumerate(texts):
        key = compact(as_latin(text))
        if key and key in seen:
            yield place, _likeness(text, seen[key])
        seen.setdefault(key, text)


def _likeness(text: str, other: str) -> str:
    if " ".join(text.split()).casefold() == " ".join(other.split()).casefold():
        return ""
    letters = "" if compact(text) == compact(other) else lookalike_named(text) or lookalike_named(other)
    return letters or f"{quoted(text)} is read as {quoted(other)} is"


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
