"""Checks of things to do: what follows them up, and how they reach the next cycle."""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.form.kinds import kind_class, kinds_that_serve_as
from sheetreview.inputs.fault import Fault
from sheetreview.inputs.layout_parts import find_column, section_name, values_of
from sheetreview.inputs.layout_sections import unknown_values
from sheetreview.inputs.wording import any_of, quoted
from sheetreview.model.layout import HR, Column, Layout, Section
from sheetreview.model.rules import FollowUp


def follow_up_columns(layout: Layout) -> Iterator[Fault]:
    """Columns that cannot say what is to be done, by whom, by when, or how far it is."""
    for section in layout.sections:
        if section.follow_up:
            yield from _parts(section, section.follow_up)
            yield from _closed_values(layout, section, section.follow_up)


def _parts(section: Section, follow_up: FollowUp) -> Iterator[Fault]:
    taken: dict[str, str] = {}
    for key in ("what", "due", "owner", "progress"):
        name: str = getattr(follow_up, key) or ""
        column = find_column(section, name)
        if column and column.kind and key not in kind_class(column).serves_as:
            message = f"column {quoted(name)} is of kind {column.kind}, which cannot be '{key}'"
            yield Fault(follow_up, (key,), message, f"name a column of kind {any_of(kinds_that_serve_as(key))}")
        elif name and taken.setdefault(name, key) != key:
            message = f"column {quoted(name)} is named as '{taken[name]}' already"
            yield Fault(follow_up, (key,), message, "name another column")


def _closed_values(layout: Layout, section: Section, follow_up: FollowUp) -> Iterator[Fault]:
    if follow_up.closed and follow_up.progress is None:
        message = "'closed' has no meaning without 'progress'"
        yield Fault(follow_up, ("closed",), message, "name the column in 'progress'", at_key=True)
    if column := find_column(section, follow_up.progress):
        yield from unknown_values(follow_up, "closed", follow_up.closed, column, values_of(layout, column))


def carried_rows(layout: Layout) -> Iterator[Fault]:
    """Sections that ask for rows of the previous cycle and have no place for them."""
    for section in layout.sections:
        if section.carries and section.blank_rows == 0:
            message = f"{section_name(section)} carries rows, but has no blank rows for them"
            yield Fault(section, ("carries",), message, "give it 'blank_rows'", at_key=True)
        for place, name in enumerate(section.carries):
            source = next((other for other in layout.sections if name and other.id == name), None)
            if source is not None:
                yield from _carried(layout, section, source, place)


def _carried(layout: Layout, section: Section, source: Section, place: int) -> Iterator[Fault]:
    pairs = list(_same_columns(section, source))
    if not pairs:
        message = f"no column that hr fills here has an id that {section_name(source)} has too, so nothing is carried"
        fix = "add hr to 'filled_by' of the columns to carry, and give them the ids they have there"
        yield Fault(section, ("carries", place), message, fix)
    elif source.restricted and not section.restricted:
        message = f"{section_name(source)} is restricted, but {section_name(section)} would show its rows to everybody"
        yield Fault(section, ("carries", place), message, "add 'restricted: true' to this section, or remove it here")
    for column, found in pairs:
        if column is not found and (words := _misfit(layout, column, found)):
            message, fix = words
            yield Fault(column, (), f"column {quoted(column.id)} {message} in {section_name(source)}", fix)


def _same_columns(section: Section, source: Section) -> Iterator[tuple[Column, Column]]:
    """The columns of a section that HR fills, each with the one of the same id in another section."""
    for column in section.columns:
        found = find_column(source, column.id) if HR in (column.filled_by or ()) else None
        if found:
            yield column, found


def _misfit(layout: Layout, column: Column, source: Column) -> tuple[str, str] | None:
    """Why a column cannot take what another one of the same id held."""
    kind, other = column.kind, source.kind
    if not kind or not other:
        return None
    if not kind_class(column).carries(kind_class(source)):
        return f"is of kind {kind}, but carries what is of kind {other}", "give both the same kind"
    if column.is_rating and column.scale != source.scale:
        scales = f"is on scale {column.scale or ''}, but carries ratings on scale {source.scale or ''}"
        return scales, "use one scale"
    return _lacking_option(layout, column, source) if column.options else None


def _lacking_option(layout: Layout, column: Column, source: Column) -> tuple[str, str] | None:
    known = values_of(layout, column) or ()
    for option in values_of(layout, source) or ():
        if option not in known:
            return f"lacks the option {quoted(option)}, which it has", "add it here"
    return None
