"""What checks ask of a layout that may be a draft: its parts by id, where ids may be blank or stand twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isnan

from sheetreview.form.kinds import Family, kind_class
from sheetreview.inputs.wording import quoted
from sheetreview.model.layout import Column, Entry, HeaderField, Item, Layout, Role, Section
from sheetreview.model.scales import Band, Scale
from sheetreview.sheet.text import squeeze

_MAX_BLANK_ROWS = 200


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


def repetitions(texts: Iterable[str]) -> Iterator[int]:
    """The places of texts that an earlier one is like; blank ones are like none."""
    seen: set[str] = set()
    for place, text in enumerate(texts):
        key = squeeze(text)
        if key and key in seen:
            yield place
        seen.add(key)
